"""Interest over HTTP: alone or together, agreed to by each itself, handed in, taken back."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from tests.web.conftest import ClientOf
from tests.web.offers.offering import (
    Acting,
    Clock,
    handed_in,
    interest_of,
    offer_asked,
    opened_offer,
    party_of,
    seen,
)

from gengxin.terms.records import AnyOf, Is, OfferAccess, Party, Project
from gengxin.workbench.serving import Served


@pytest.fixture
def ann(app: FastAPI) -> Acting:
    return party_of(app, "Ann")


@pytest.fixture
def bo(app: FastAPI) -> Acting:
    return party_of(app, "Bo")


def led(ann: Acting, ref: str, **said: object) -> dict:
    """Interest of one party that looks for an operator."""
    body = {
        "party": ann.party,
        "members": [{"party": ann.party, "role": "developer", "share": 0.6}],
        "looking_for": ["operator"],
        "note_to_partners": "we build, who runs it?",
        **said,
    }
    told = ann.post(f"/api/offers/{ref}/interest", body)
    assert told.status_code == 201, told.text
    return told.json()


def two(ann: Acting, bo: Acting) -> dict:
    return {
        "members": [
            {"party": ann.party, "role": "developer", "share": 0.6},
            {"party": bo.party, "role": "operator", "share": 0.4},
        ]
    }


def test_a_consortium_is_formed_by_asking_taking_in_and_agreeing(
    ref: str, ann: Acting, bo: Acting
) -> None:
    interest = led(ann, ref, scheme="a quiet scheme")
    at = f"/api/interest/{interest['ref']}"
    (wanted,) = bo.client.get(f"/api/offers/{ref}/partners").json()
    assert wanted["note_to_partners"] == "we build, who runs it?"
    assert wanted["filled"] == ["developer"]
    assert "quiet scheme" not in str(wanted)
    assert bo.client.get(at).status_code == 404
    wrong = bo.post(f"{at}/join", {"party": bo.party, "role": "developer"})
    assert wrong.status_code == 400
    asked = bo.post(f"{at}/join", {"party": bo.party, "role": "operator", "share": 0.4})
    assert asked.status_code == 200, asked.text
    # who only asks sees nothing of the terms yet
    assert "scheme" not in asked.json()
    early = ann.post(f"{at}/submit", version=2)
    assert early.status_code == 409
    assert early.json()["faults"] == ["nobody is operator, must all be filled; look for partners"]
    taken = ann.client.patch(at, json=two(ann, bo), headers=seen(2))
    # who asked hadn't seen the scheme, and agrees to it now
    assert [one["agreed_at"] is not None for one in taken.json()["members"]] == [True, False]
    assert taken.json()["asks"] == []
    assert bo.client.get(at).json()["scheme"] == "a quiet scheme"
    assert bo.post(f"{at}/agree", {"party": bo.party}, version=3).status_code == 200
    told = ann.post(f"{at}/submit", version=4)
    assert told.json()["state"] == "submitted", told.text
    assert bo.client.get(f"/api/offers/{ref}/partners").json() == []


def test_who_asked_where_nothing_was_to_be_signed_is_a_member_once_taken_in(
    ref: str, ann: Acting, bo: Acting
) -> None:
    at = f"/api/interest/{led(ann, ref)['ref']}"
    bo.post(f"{at}/join", {"party": bo.party, "role": "operator", "share": 0.4})
    ann.client.patch(at, json=two(ann, bo), headers=seen(2))
    assert ann.post(f"{at}/submit", version=3).json()["state"] == "submitted"


def test_agreement_lapses_when_what_was_agreed_to_changes(
    ref: str, ann: Acting, bo: Acting
) -> None:
    interest = led(ann, ref)
    at = f"/api/interest/{interest['ref']}"
    told = ann.client.patch(at, json=two(ann, bo), headers=seen(1))
    assert told.json()["members"][1]["agreed_at"] is None
    faults = ann.post(f"{at}/submit", version=2).json()["faults"]
    assert faults == [f"party {bo.party} hasn't agreed to be operator; let it agree"]
    # what bo saw is not what there is
    assert bo.post(f"{at}/agree", {"party": bo.party}, version=1).status_code == 412
    assert bo.post(f"{at}/agree", {"party": bo.party}).status_code == 428
    assert ann.post(f"{at}/agree", {"party": bo.party}, version=2).status_code == 403
    assert bo.post(f"{at}/agree", {"party": bo.party}, version=2).status_code == 200
    for change in (
        {"conditions": "no lifts"},
        {"stated": {"months": 30}},
        {"valid_until": "2199-01-01"},
        {"members": [{**one, "share": 0.5} for one in two(ann, bo)["members"]]},
    ):
        now = ann.client.get(at).json()["version"]
        told = ann.client.patch(at, json=change, headers=seen(now))
        assert told.json()["members"][1]["agreed_at"] is None, told.text
        again = bo.post(f"{at}/agree", {"party": bo.party}, version=now + 1)
        assert again.status_code == 200, again.text
    now = ann.client.get(at).json()["version"]
    told = ann.client.patch(at, json={"note_to_partners": "hello"}, headers=seen(now))
    assert told.json()["members"][1]["agreed_at"] is not None


def test_a_change_after_handing_in_makes_it_a_draft_again(ref: str, ann: Acting) -> None:
    interest = handed_in(ann, ref)
    at = f"/api/interest/{interest['ref']}"
    told = ann.client.patch(at, json={"scheme": "x"}, headers=seen(interest["version"]))
    assert told.json()["state"] == "draft"
    assert ann.post(f"{at}/submit", version=told.json()["version"]).status_code == 200


def test_a_member_leaves_and_the_interest_is_no_longer_handed_in(
    ref: str, ann: Acting, bo: Acting
) -> None:
    interest = led(ann, ref)
    at = f"/api/interest/{interest['ref']}"
    ann.client.patch(at, json=two(ann, bo), headers=seen(1))
    bo.post(f"{at}/agree", {"party": bo.party}, version=2)
    assert ann.post(f"{at}/submit", version=3).status_code == 200
    assert bo.post(f"{at}/leave", {"party": bo.party}).status_code == 204
    told = ann.client.get(at).json()
    assert (told["state"], len(told["members"])) == ("draft", 1)
    assert ann.post(f"{at}/leave", {"party": ann.party}).status_code == 400


def test_what_keeps_interest_from_being_handed_in_is_told_at_once(
    app: FastAPI, client_of: ClientOf, project: Project, clock: Clock
) -> None:
    asked = offer_asked(project, clock, equity_needed_amount=100.0)
    ref = opened_offer(client_of("coordinator"), asked)["ref"]
    ann, bo = party_of(app, "Ann"), party_of(app, "Bo")
    bo_now = bo.client.get("/api/me/offers").json()["parties"][0]["version"]
    told = bo.client.patch(
        f"/api/parties/{bo.party}", json={"excludes": [ann.party]}, headers=seen(bo_now)
    )
    assert told.status_code == 200, told.text
    body = {
        "party": ann.party,
        "members": [
            {"party": ann.party, "role": "developer", "share": 0.8, "equity_amount": 60},
            {"party": bo.party, "role": "developer", "share": 0.8},
        ],
        "valid_until": "2020-01-01",
    }
    interest = ann.post(f"/api/offers/{ref}/interest", body).json()
    told = ann.post(f"/api/interest/{interest['ref']}/submit", version=1)
    assert told.status_code == 409
    words = " / ".join(told.json()["faults"])
    for part in (
        "hasn't agreed",
        "Ann and Bo exclude each other",
        "nobody is operator",
        "shares sum to 1.6",
        f"equity_amount of party {bo.party} is absent",
        "valid_until is 2020-01-01",
    ):
        assert part in words
    assert len(told.json()["faults"]) == 6


def test_who_cannot_carry_a_role_or_states_equity_twice_is_named_with_the_bound(
    app: FastAPI, client_of: ClientOf, project: Project, clock: Clock
) -> None:
    asked = offer_asked(project, clock, equity_needed_amount=10_000_000.0)
    asked["roles"][0]["load_units"] = 3
    ref = opened_offer(client_of("coordinator"), asked)["ref"]
    ann = party_of(app, "Ann")
    version = ann.client.get("/api/me/offers").json()["parties"][0]["version"]
    says = {
        "capabilities": [{"role": asked["roles"][0]["role"], "capacity_units": 2}],
        "equity_amount": 5_000_000,
    }
    told = ann.client.patch(f"/api/parties/{ann.party}", json=says, headers=seen(version))
    assert told.status_code == 200, told.text
    members = [
        {"party": ann.party, "role": one["role"], "equity_amount": 4_000_000}
        for one in asked["roles"]
    ]
    body = {"party": ann.party, "members": members}
    interest = ann.post(f"/api/offers/{ref}/interest", body).json()
    told = ann.post(f"/api/interest/{interest['ref']}/submit", version=1)
    assert told.json()["faults"] == [
        "role developer takes 3 load units, Ann can carry 2; look for a partner in this role",
        (
            "Ann states equity 8,000,000 in all its roles (developer, operator), must be at most "
            "the 5,000,000 that it says it has"
        ),
        (
            "equity sums to 8,000,000 (Ann as developer 4,000,000, Ann as operator 4,000,000), "
            "must be at least 10,000,000"
        ),
    ]


def test_a_party_stands_in_one_interest_handed_in(ref: str, ann: Acting, bo: Acting) -> None:
    handed_in(bo, ref)
    interest = led(ann, ref)
    at = f"/api/interest/{interest['ref']}"
    ann.client.patch(at, json=two(ann, bo), headers=seen(1))
    bo.post(f"{at}/agree", {"party": bo.party}, version=2)
    told = ann.post(f"{at}/submit", version=3)
    assert "stands in other interest" in told.json()["detail"]


def test_interest_is_withdrawn_shown_again_and_handed_in(ref: str, ann: Acting) -> None:
    interest = handed_in(ann, ref, scheme="first")
    at = f"/api/interest/{interest['ref']}"
    assert ann.post(f"/api/offers/{ref}/interest", {"party": ann.party}).status_code == 409
    assert ann.post(f"{at}/withdraw", {"why": "too dear"}).json()["state"] == "withdrawn"
    assert ann.post(f"{at}/withdraw").status_code == 409
    again = interest_of(ann, ref)
    assert (again["ref"], again["scheme"], again["state"]) == (interest["ref"], "", "draft")


def test_after_closing_interest_binds_as_long_as_it_said(
    app: FastAPI, client_of: ClientOf, ref: str, clock: Clock
) -> None:
    until = (clock() + timedelta(days=30)).date().isoformat()
    ann, bo = party_of(app, "Ann"), party_of(app, "Bo")
    binding, free = handed_in(ann, ref, valid_until=until), handed_in(bo, ref)
    clock.pass_(hours=7)
    told = ann.post(f"/api/interest/{binding['ref']}/withdraw")
    assert (told.status_code, f"binds until {until}" in told.json()["detail"]) == (409, True)
    assert bo.post(f"/api/interest/{free['ref']}/withdraw").json()["state"] == "withdrawn"
    assert (
        client_of("coordinator").get(f"/api/offers/{ref}/scores").json()["rows"][0]["ref"]
        == (binding["ref"])
    )


def test_a_question_is_answered_to_all_and_who_asked_is_not_told(
    client_of: ClientOf, ref: str, ann: Acting, bo: Acting, clock: Clock
) -> None:
    asked = ann.post(f"/api/offers/{ref}/questions", {"party": ann.party, "text": "How high?"})
    assert asked.status_code == 201, asked.text
    other = bo.post(f"/api/offers/{ref}/questions", {"party": ann.party, "text": "Not mine"})
    assert other.status_code == 403
    page = bo.client.get(f"/api/offers/{ref}/page").json()
    assert (page["questions"], page["unanswered_count"]) == ([], 1)
    at = f"/api/questions/{asked.json()['ref']}/answer"
    assert bo.post(at, {"answer": "24 m"}).status_code == 403
    assert client_of("planner").post(at, json={"answer": "24 m"}).status_code == 200
    page = client_of("public").get(f"/api/offers/{ref}/page")
    assert [(one["text"], one["answer"]) for one in page.json()["questions"]] == [
        ("How high?", "24 m")
    ]
    assert ann.party not in page.text
    clock.pass_(hours=4)
    late = ann.post(f"/api/offers/{ref}/questions", {"party": ann.party, "text": "And now?"})
    assert (late.status_code, "were taken until" in late.json()["detail"]) == (409, True)


def test_who_is_signed_in_and_looks_is_noted(
    client_of: ClientOf, served: Served, ref: str, ann: Acting, clock: Clock
) -> None:
    for _ in range(3):
        ann.client.get(f"/api/offers/{ref}/page")
    ann.client.get(f"/api/offers/{ref}/partners")
    client_of("public").get(f"/api/offers/{ref}/page")
    clock.pass_(minutes=2)
    ann.client.get(f"/api/offers/{ref}/page")
    noted = served.records.list(OfferAccess, Is("offer", ref))
    (party,) = served.records.list(Party, AnyOf("ref", (ann.party,)))
    assert [(one.person, one.what) for one in noted] == [
        (party.contact, "page"),
        (party.contact, "partners"),
        (party.contact, "page"),
    ]
    assert ann.client.get("/api/records/offer_access").status_code == 403
    assert len(client_of("auditor").get("/api/records/offer_access").json()["records"]) == 3


def test_interest_of_others_is_told_to_nobody(
    client_of: ClientOf, ref: str, ann: Acting, bo: Acting
) -> None:
    interest = handed_in(ann, ref)
    at = f"/api/interest/{interest['ref']}"
    assert bo.client.get(at).status_code == 404
    assert client_of("public").get(at).status_code == 401
    assert client_of("planner").get(at).status_code == 403
    for way in ("submit", "withdraw"):
        assert bo.post(f"{at}/{way}", version=2).status_code == 404
    assert bo.client.patch(at, json={}, headers=seen(2)).status_code == 404
    assert bo.client.get("/api/me/offers").json()["interest"] == []
    assert bo.client.get("/api/records/expression_of_interest").json()["records"] == []
    assert client_of("auditor").get(at).status_code == 200
