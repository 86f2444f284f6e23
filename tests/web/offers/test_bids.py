"""Sealed bids over HTTP: taken unread, vouched for, late ones refused, opened by two holders."""

import hashlib
import itertools
import json
from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Response
from starlette.testclient import TestClient
from tests.web.conftest import ClientOf
from tests.web.offers.offering import (
    Acting,
    Clock,
    interest_of,
    offer_asked,
    party_of,
    seen,
)

from gengxin.terms import InputError
from gengxin.terms.records import ExpressionOfInterest, Is, Project, SealedBid
from gengxin.terms.sealed import Bid, OfferKey
from gengxin.workbench.offers import bids
from gengxin.workbench.sealed import (
    HOLDERS,
    answer_to,
    book_of,
    findings_sha256,
    keeping,
    key_document,
    make_offer_key,
    new_nonce,
    offer_key_of,
    open_bids,
    packed,
    pair_of,
    peel_shares,
    seal,
    unwrap_identities,
    verified_receipts,
    with_another_part,
)
from gengxin.workbench.sealed.age import new_identity, recipient_of
from gengxin.workbench.serving import Served

SECRET = "the lane stays 里弄不拆"  # noqa: S105 - what nobody may read before time


@pytest.fixture(scope="session")
def identities() -> dict[str, str]:
    return {name: new_identity() for name in HOLDERS}


def keyed(key: OfferKey) -> dict[str, Any]:
    """The key as the fields of an offer."""
    document = key_document(key)
    return {
        "recipient": " ".join(document["recipients"]),
        "holders": [
            {"role": role, "name": f"the {role}", "recipient": recipient}
            for role, recipient in document["holders"].items()
        ],
        "wrapped": document["shares"],
    }


@pytest.fixture
def ref(client_of: ClientOf, project: Project, clock: Clock, identities: Mapping[str, str]) -> str:
    """An open offer whose bids are sealed."""
    coordinator = client_of("coordinator")
    draft = coordinator.post("/api/offers", json=offer_asked(project, clock)).json()
    at = f"/api/offers/{draft['ref']}"
    holders = {name: recipient_of(one) for name, one in identities.items()}
    key = make_offer_key(draft["ref"], holders)
    told = coordinator.put(f"{at}/key", json=key_document(key))
    assert told.status_code == 200, told.text
    key = with_another_part(key)
    told = client_of("auditor").put(f"{at}/key", json=key_document(key))
    assert told.status_code == 200, told.text
    told = coordinator.post(f"{at}/open", headers=seen(3))
    assert told.status_code == 200, told.text
    return draft["ref"]


@pytest.fixture
def ann(app: FastAPI, ref: str) -> Acting:
    """A party that has said who it is, and nothing of its terms."""
    ann = party_of(app, "Ann")
    interest_of(ann, ref)
    return ann


@pytest.fixture
def bo(app: FastAPI, ref: str) -> Acting:
    bo = party_of(app, "Bo")
    interest_of(bo, ref)
    return bo


def content_of(party: str, **stated: object) -> dict[str, Any]:
    members = [
        {"party": party, "role": "developer", "equity_amount": 5e6, "share": 0.7},
        {"party": party, "role": "operator", "share": 0.3},
    ]
    return {"members": members, "scheme": SECRET, "stated": {"months": 27}, **stated}


def sealed_by(who: Acting, ref: str, content: Mapping[str, Any]) -> bytes:
    """A bid, sealed with what the offer shows to all."""
    key = offer_key_of(who.client.get(f"/api/offers/{ref}/key").content)
    bid = Bid(offer=ref, party=who.party, nonce=new_nonce(), content=content)
    return seal(packed(bid), key.recipients)


def handed(who: Acting, ref: str, file: bytes) -> Response:
    return who.client.post(f"/api/offers/{ref}/bids", params={"party": who.party}, content=file)


def packages_of(
    coordinator: TestClient, ref: str, identities: Mapping[str, str], *pair: str
) -> list[dict[str, Any]]:
    """What two holders find on their own machine, with what the server gives out."""
    key = offer_key_of(coordinator.get(f"/api/offers/{ref}/key").content)
    book = book_of(json.dumps(coordinator.get(f"/api/offers/{ref}/receipts").json()["book"]))
    receipts = verified_receipts(book)
    assert book.closing is not None
    files = {}
    for receipt in receipts:
        told = coordinator.get(f"/api/offers/{ref}/bids/{receipt.number}")
        if told.status_code == 200:
            files[hashlib.sha256(told.content).hexdigest()] = told.content
    first, second = pair_of(key, *pair)
    peeled = peel_shares(key, (first, second), identities[first])
    found = open_bids(unwrap_identities(key, peeled, identities[second]), files, receipts)
    packages = [
        {
            "number": one.receipt.number,
            "manifest": {
                "offer": one.bid.offer,
                "party": one.bid.party,
                "nonce": one.bid.nonce,
                "content": one.bid.content,
            },
        }
        for one in found.opened
    ]
    refused = [{"number": one.receipt.number, "reason": one.reason} for one in found.refused]
    return [*packages, *refused]


def answers_of(
    coordinator: TestClient,
    ref: str,
    packages: list[dict[str, Any]],
    identities: Mapping[str, str],
    *names: str,
) -> dict[str, str]:
    """What holders answer to what the server asks of these findings."""
    told = coordinator.post(f"/api/offers/{ref}/to-confirm", json={"packages": packages})
    assert told.status_code == 200, told.text
    found = findings_sha256(packages)
    return {
        name: answer_to(told.json(), found, holder=name, identity=identities[name])
        for name in names
    }


def opened_by(
    coordinator: TestClient,
    ref: str,
    packages: list[dict[str, Any]],
    identities: Mapping[str, str],
    *pair: str,
) -> Response:
    """What the server says to findings that these holders confirm."""
    answers = answers_of(coordinator, ref, packages, identities, *pair)
    body = {"packages": packages, "answers": answers}
    return coordinator.post(f"/api/offers/{ref}/opened", json=body)


@pytest.mark.parametrize("pair", list(itertools.combinations(HOLDERS, 2)))
def test_bids_are_sealed_until_two_holders_open_them_and_then_scored(
    client_of: ClientOf,
    ref: str,
    ann: Acting,
    bo: Acting,
    clock: Clock,
    identities: dict[str, str],
    pair: tuple[str, str],
) -> None:
    coordinator = client_of("coordinator")
    for who, months in ((ann, 27), (bo, 30)):
        content = content_of(who.party, stated={"months": months})
        told = handed(who, ref, sealed_by(who, ref, content))
        assert told.status_code == 201, told.text
    assert coordinator.get(f"/api/offers/{ref}/bids/1").status_code == 409
    early = coordinator.post(f"/api/offers/{ref}/opened", json={"packages": []})
    assert early.status_code == 409
    clock.pass_(hours=7)
    packages = packages_of(coordinator, ref, identities, *pair)
    for who in (client_of("planner"), ann.client):
        told = who.post(f"/api/offers/{ref}/opened", json={"packages": packages})
        assert told.status_code == 403
    half = coordinator.post(f"/api/offers/{ref}/opened", json={"packages": packages[:1]})
    assert (half.status_code, "bids [2] aren't told of" in half.json()["detail"]) == (400, True)
    told = opened_by(coordinator, ref, packages, identities, *pair)
    assert (told.status_code, told.json()["state"]) == (200, "opened"), told.text
    last = coordinator.get(f"/api/records/offer/{ref}/history").json()[-1]
    assert f"{pair[0]} and {pair[1]} confirm findings" in last["why"]
    rows = coordinator.get(f"/api/offers/{ref}/scores").json()["rows"]
    assert [row["scheme"] for row in rows] == [SECRET, SECRET]
    assert [row["scores"][0]["points"] for row in rows] == [0.75, 0.5]
    assert rows[0]["members"][0]["equity_amount"] == 5e6
    bids = ann.client.get("/api/me/offers").json()["interest"][0]["bids"]
    assert [one["state"] for one in bids] == ["opened"]


def test_the_server_keeps_nothing_of_a_bid_that_can_be_read(
    ref: str, ann: Acting, served: Served
) -> None:
    told = handed(ann, ref, sealed_by(ann, ref, content_of(ann.party)))
    assert told.status_code == 201
    backup = served.folder.path.parent / "backup"
    served.records.backup(backup)
    kept = [path for path in served.folder.path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".age" for path in kept)
    for path in (*kept, backup):
        content = path.read_bytes()
        for word in (SECRET, "the lane stays", "5000000", "AGE-SECRET-KEY"):
            assert word.encode() not in content, path
            assert word.encode("utf-16-le") not in content, path


def test_terms_in_the_clear_are_refused_where_bids_are_sealed(
    app: FastAPI, ref: str, ann: Acting
) -> None:
    cai = party_of(app, "Cai")
    for clear in (
        {"scheme": SECRET},
        {"conditions": SECRET},
        {"stated": {"months": 3}},
        {"valid_until": "2199-01-01"},
        {"members": [{"party": cai.party, "role": "operator", "equity_amount": 3}]},
    ):
        told = cai.post(f"/api/offers/{ref}/interest", {"party": cai.party, **clear})
        assert (told.status_code, "are sealed" in told.json()["detail"]) == (400, True)
    (mine,) = ann.client.get("/api/me/offers").json()["interest"]
    told = ann.client.patch(
        f"/api/interest/{mine['ref']}", json={"scheme": SECRET}, headers=seen(mine["version"])
    )
    assert told.status_code == 400


def test_a_receipt_vouches_for_a_bid_and_tells_others_only_its_hash(
    client_of: ClientOf, ref: str, ann: Acting, bo: Acting, clock: Clock
) -> None:
    bid = handed(ann, ref, sealed_by(ann, ref, content_of(ann.party))).json()
    handed(bo, ref, sealed_by(bo, ref, content_of(bo.party)))
    assert client_of("public").get(f"/api/offers/{ref}/receipts").status_code == 401
    assert client_of("public").get(f"/api/offers/{ref}/page").json()["receipts_count"] == 2
    mine = ann.client.get(f"/api/offers/{ref}/receipts").json()
    assert mine["receipts"][0]["text"] == bid["receipt"]
    assert mine["receipts"][0]["signature"] == bid["signature"]
    assert (mine["receipts"][1]["text"], mine["book"], mine["closing"]) == (None, None, None)
    assert bo.party not in str(mine)
    # the second receipt names the hash of the first
    text = bo.client.get(f"/api/offers/{ref}/receipts").json()["receipts"][1]["text"]
    assert json.loads(text)["previous"] == hashlib.sha256(bid["receipt"].encode()).hexdigest()
    clock.pass_(hours=7)
    closed = ann.client.get(f"/api/offers/{ref}/receipts").json()
    assert json.loads(closed["closing"]["text"])["receipts_count"] == 2
    whole = client_of("auditor").get(f"/api/offers/{ref}/receipts").json()["book"]
    assert len(verified_receipts(book_of(json.dumps(whole)))) == 2


def test_what_is_late_doubled_plain_too_large_or_of_another_is_refused(
    app: FastAPI, ref: str, ann: Acting, bo: Acting, served: Served, clock: Clock
) -> None:
    file = sealed_by(ann, ref, content_of(ann.party))
    assert handed(ann, ref, file).status_code == 201
    again = handed(bo, ref, file)
    assert (again.status_code, "handed in before" in again.json()["detail"]) == (409, True)
    plain = handed(bo, ref, b"my bid is 5,000,000 yuan, and here is why" * 9)
    assert (plain.status_code, "isn't sealed" in plain.json()["detail"]) == (415, True)
    assert handed(bo, ref, b"").status_code == 415
    stranger = ann.client.post(f"/api/offers/{ref}/bids?party={bo.party}", content=file)
    assert stranger.status_code == 403
    cai = party_of(app, "Cai")
    without = handed(cai, ref, sealed_by(cai, ref, content_of(cai.party)))
    assert (without.status_code, "shown no interest" in without.json()["detail"]) == (409, True)
    huge = handed(bo, ref, file[:100] + bytes(2**26 + 2**19))
    assert huge.status_code == 413
    late = sealed_by(bo, ref, content_of(bo.party))
    clock.pass_(hours=7)
    told = handed(bo, ref, late)
    assert (told.status_code, "too late" in told.json()["detail"]) == (409, True)
    assert len(served.records.list(SealedBid, Is("offer", ref))) == 1
    assert len(list((served.folder.path / "sealed" / ref).iterdir())) == 1


def test_bids_fill_no_more_disk_than_they_may(
    ref: str, ann: Acting, bo: Acting, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(who: Acting, status: int, *why: str) -> None:
        told = handed(who, ref, sealed_by(who, ref, content_of(who.party)))
        assert told.status_code == status, told.text
        assert all(one in told.json()["detail"] for one in why), told.text

    # a package has 64 KiB at least; two of them fit into a quarter less than 192
    monkeypatch.setattr(bids, "MOST_BYTES_OF_ONE", 144 << 10)
    for _ in range(2):
        assert handed(ann, ref, sealed_by(ann, ref, content_of(ann.party))).status_code == 201
    refused(ann, 413, f"party {ann.party} has 0.1 MiB", "with this one 0.2 MiB", "attachments")
    monkeypatch.setattr(bids, "MOST_BYTES", 144 << 10)
    refused(bo, 413, "all parties have 0.1 MiB", "tell the office")
    monkeypatch.setattr(bids, "MOST_BIDS", 2)
    refused(bo, 409, f"offer {ref} has 2 sealed bids, must have at most 2")
    monkeypatch.setattr(bids, "MOST_BIDS_OF_ONE", 2)
    refused(ann, 409, f"party {ann.party} has handed in 2 bids", "must be at most 2")
    monkeypatch.setattr(bids, "MOST_BIDS", 9)
    monkeypatch.setattr(bids, "MOST_BYTES", 2**30)
    free = SimpleNamespace(free=keeping.SPARE_BYTES + 1_000)
    monkeypatch.setattr(keeping.shutil, "disk_usage", lambda _: free)
    refused(bo, 413, "the server's disk has no room for this bid")
    assert len(served.records.list(SealedBid, Is("offer", ref))) == 2
    assert len(list((served.folder.path / "sealed" / ref).iterdir())) == 2


def test_a_bid_that_is_still_coming_in_at_closing_is_late(
    ref: str, ann: Acting, served: Served, clock: Clock
) -> None:
    file = sealed_by(ann, ref, content_of(ann.party))

    def slowly() -> Any:
        yield file[: len(file) // 2]
        clock.pass_(hours=7)
        yield file[len(file) // 2 :]

    told = ann.client.post(f"/api/offers/{ref}/bids", params={"party": ann.party}, content=slowly())
    assert (told.status_code, "too late" in told.json()["detail"]) == (409, True), told.text
    assert served.records.list(SealedBid) == ()
    assert list((served.folder.path / "sealed" / ref).iterdir()) == []


def test_of_a_partys_bids_the_last_that_can_be_read_counts(
    client_of: ClientOf, ref: str, ann: Acting, clock: Clock, identities: dict[str, str]
) -> None:
    coordinator = client_of("coordinator")
    other_key = make_offer_key(ref, {n: recipient_of(one) for n, one in identities.items()})
    unreadable = seal(
        packed(Bid(offer=ref, party=ann.party, nonce=new_nonce(), content={})),
        other_key.recipients,
    )
    for months in (36, 30):
        content = content_of(ann.party, stated={"months": months})
        assert handed(ann, ref, sealed_by(ann, ref, content)).status_code == 201
    assert handed(ann, ref, unreadable).status_code == 201
    bids = ann.client.get("/api/me/offers").json()["interest"][0]["bids"]
    assert [one["state"] for one in bids] == ["replaced", "replaced", "held"]
    clock.pass_(hours=7)
    packages = packages_of(coordinator, ref, identities, "auditor", "delegate")
    told = opened_by(coordinator, ref, packages, identities, "auditor", "delegate")
    assert told.status_code == 200, told.text
    bids = ann.client.get("/api/me/offers").json()["interest"][0]["bids"]
    assert [one["state"] for one in bids] == ["refused", "opened", "refused"]
    (row,) = coordinator.get(f"/api/offers/{ref}/scores").json()["rows"]
    assert row["scores"][0]["stated"] == 30


def shared(party: str, *shares: float) -> list[dict[str, Any]]:
    pairs = zip(("developer", "operator"), shares, strict=True)
    return [{"party": party, "role": role, "share": share} for role, share in pairs]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"members": []}, "content.members"),
        ({"stated": {"height": 3}}, "stated are ['height'], must be some of ['months']"),
        ({"price": 3}, "content.price"),
        ({"stated": {"months": "soon"}}, "content.stated.months"),
        ({"members": "PARTY"}, "shares sum to 1.8"),
    ],
)
def test_a_bid_that_says_what_cannot_be_is_refused_with_the_reason(
    client_of: ClientOf,
    ref: str,
    ann: Acting,
    clock: Clock,
    identities: dict[str, str],
    content: dict,
    why: str,
) -> None:
    coordinator = client_of("coordinator")
    if content.get("members") == "PARTY":
        content = {"members": shared(ann.party, 0.9, 0.9)}
    handed(ann, ref, sealed_by(ann, ref, content_of(ann.party) | content))
    clock.pass_(hours=7)
    packages = packages_of(coordinator, ref, identities, "coordinator", "auditor")
    told = opened_by(coordinator, ref, packages, identities, "auditor", "delegate")
    assert told.status_code == 200, told.text
    (mine,) = ann.client.get("/api/me/offers").json()["interest"]
    assert (mine["state"], mine["bids"][0]["state"]) == ("refused", "refused")
    assert why in mine["reason"]


def test_nobody_is_bound_who_has_not_agreed(
    client_of: ClientOf,
    app: FastAPI,
    ref: str,
    ann: Acting,
    clock: Clock,
    identities: dict[str, str],
) -> None:
    coordinator, cai = client_of("coordinator"), party_of(app, "Cai")
    content = content_of(ann.party)
    content["members"][1]["party"] = cai.party
    handed(ann, ref, sealed_by(ann, ref, content))
    clock.pass_(hours=7)
    packages = packages_of(coordinator, ref, identities, "coordinator", "auditor")
    opened_by(coordinator, ref, packages, identities, "coordinator", "auditor")
    (mine,) = ann.client.get("/api/me/offers").json()["interest"]
    assert mine["state"] == "refused"
    assert "other parties or roles than those that have agreed" in mine["reason"]


def test_nothing_counts_as_opened_by_one_holder_alone(
    client_of: ClientOf,
    ref: str,
    ann: Acting,
    clock: Clock,
    identities: dict[str, str],
) -> None:
    coordinator, auditor = client_of("coordinator"), client_of("auditor")
    handed(ann, ref, sealed_by(ann, ref, content_of(ann.party)))
    clock.pass_(hours=7)
    packages = packages_of(coordinator, ref, identities, "coordinator", "auditor")
    at = f"/api/offers/{ref}/opened"
    mine = answers_of(coordinator, ref, packages, identities, "coordinator")

    def refused(answers: Mapping[str, str], status: int, why: str, **other: object) -> None:
        body = {"packages": packages, "answers": answers, **other}
        told = coordinator.post(at, json=body)
        assert (told.status_code, why in told.json()["detail"]) == (status, True), told.text

    refused({}, 409, "confirmed by 0 holders (none), must be by 2")
    refused(mine, 409, "confirmed by 1 holders (coordinator), must be by 2")
    # the same answer under another's name, an invented one, somebody who holds nothing
    refused({**mine, "auditor": mine["coordinator"]}, 400, "the answer of the auditor isn't")
    refused({**mine, "delegate": "0" * 128}, 400, "the answer of the delegate isn't")
    refused({**mine, "planner": mine["coordinator"]}, 400, "answers name 'planner'")
    # both have confirmed, but something else
    both = answers_of(coordinator, ref, packages, identities, "coordinator", "auditor")
    other = [{"number": 1, "reason": "not_opened"}]
    refused(both, 400, "isn't that of this holder's key to these findings", packages=other)
    for who in (client_of("planner"), ann.client):
        body = {"packages": packages, "answers": both}
        assert who.post(f"/api/offers/{ref}/to-confirm", json=body).status_code in {403, 422}
        assert who.post(at, json=body).status_code == 403
    assert coordinator.get(f"/api/offers/{ref}/page").json()["state"] == "closed"
    # who confirms needn't be who asked
    told = auditor.post(at, json={"packages": packages, "answers": both})
    assert told.json()["state"] == "opened", told.text


def test_a_question_is_answered_by_its_holder_and_to_what_is_at_hand_alone(
    client_of: ClientOf, ref: str, ann: Acting, clock: Clock, identities: dict[str, str]
) -> None:
    coordinator = client_of("coordinator")
    handed(ann, ref, sealed_by(ann, ref, content_of(ann.party)))
    clock.pass_(hours=7)
    packages = [{"number": 1, "reason": "not_opened"}]
    asked = coordinator.post(f"/api/offers/{ref}/to-confirm", json={"packages": packages}).json()
    found = findings_sha256(packages)
    assert found == asked["findings_sha256"]
    with pytest.raises(InputError, match="sealed for another key"):
        answer_to(asked, found, holder="auditor", identity=identities["coordinator"])
    invented = findings_sha256([{"number": 1, "manifest": {"offer": ref}}])
    with pytest.raises(InputError, match="other findings than those at hand"):
        answer_to(asked, invented, holder="auditor", identity=identities["auditor"])


def test_a_key_has_two_parts_by_two_people_before_an_offer_opens(
    client_of: ClientOf, project: Project, clock: Clock, identities: dict[str, str]
) -> None:
    coordinator, auditor = client_of("coordinator"), client_of("auditor")
    ref = coordinator.post("/api/offers", json=offer_asked(project, clock)).json()["ref"]
    at = f"/api/offers/{ref}"
    holders = {name: recipient_of(one) for name, one in identities.items()}
    first = make_offer_key(ref, holders)
    assert coordinator.put(f"{at}/key", json=key_document(first)).status_code == 200
    told = coordinator.post(f"{at}/open", headers=seen(2))
    assert "1 parts entered by 1 persons, must have at least 2 by 2" in told.text
    # two parts by one person are one person's secret still
    both = with_another_part(first)
    assert coordinator.put(f"{at}/key", json=key_document(both)).status_code == 200
    told = coordinator.post(f"{at}/open", headers=seen(3))
    assert (told.status_code, "2 parts entered by 1 persons" in told.text) == (409, True)
    # what is entered continues what is there
    for strange in (first, make_offer_key(ref, holders), with_another_part(first)):
        told = auditor.put(f"{at}/key", json=key_document(strange))
        assert (told.status_code, "continue the 2 parts" in told.text) == (409, True)
    other = make_offer_key("OTHER", holders)
    assert "is of offer OTHER" in auditor.put(f"{at}/key", json=key_document(other)).text
    whole = with_another_part(both)
    for who in (client_of("public"), client_of("resident")):
        assert who.put(f"{at}/key", json=key_document(whole)).status_code in {401, 403}
    assert auditor.put(f"{at}/key", json=key_document(whole)).status_code == 200
    assert coordinator.post(f"{at}/open", headers=seen(4)).status_code == 200
    late = auditor.put(f"{at}/key", json=key_document(whole))
    assert (late.status_code, "is open" in late.text) == (409, True)


def test_a_withdrawn_bid_stays_sealed(
    client_of: ClientOf, ref: str, ann: Acting, clock: Clock, identities: dict[str, str]
) -> None:
    coordinator = client_of("coordinator")
    handed(ann, ref, sealed_by(ann, ref, content_of(ann.party)))
    (mine,) = ann.client.get("/api/me/offers").json()["interest"]
    assert ann.post(f"/api/interest/{mine['ref']}/withdraw").status_code == 200
    clock.pass_(hours=7)
    assert coordinator.get(f"/api/offers/{ref}/bids/1").status_code == 409
    packages = packages_of(coordinator, ref, identities, "coordinator", "auditor")
    assert packages == [{"number": 1, "reason": "missing"}]
    told = opened_by(coordinator, ref, packages, identities, "coordinator", "auditor")
    assert told.json()["state"] == "opened", told.text
    assert coordinator.get(f"/api/offers/{ref}/scores").json()["rows"] == []


def test_a_sealed_offer_opens_only_with_a_whole_key(
    client_of: ClientOf, project: Project, clock: Clock, identities: dict[str, str]
) -> None:
    coordinator = client_of("coordinator")
    draft = coordinator.post("/api/offers", json=offer_asked(project, clock)).json()
    at = f"/api/offers/{draft['ref']}"
    holders = {name: recipient_of(one) for name, one in identities.items()}
    whole = keyed(make_offer_key(draft["ref"], holders))
    version = 1
    for broken in (
        {"wrapped": whole["wrapped"][:2]},
        {"holders": whole["holders"][:2]},
        {"recipient": ""},
        {"recipient": "age1nonsense"},
        {"closes_at": None},
    ):
        told = coordinator.patch(at, json=whole | broken, headers=seen(version))
        assert told.status_code == 200, told.text
        version = told.json()["version"]
        told = coordinator.post(f"{at}/open", headers=seen(version))
        assert told.status_code == 409, broken
        assert len(told.json()["faults"]) >= 1


def test_interest_handed_in_stands_with_its_sealed_bid(
    ref: str, ann: Acting, served: Served
) -> None:
    (mine,) = ann.client.get("/api/me/offers").json()["interest"]
    told = ann.post(f"/api/interest/{mine['ref']}/submit", version=mine["version"])
    assert told.json()["faults"] == [
        "the sealed bid is absent; hand it in, that submits the interest"
    ]
    bid = handed(ann, ref, sealed_by(ann, ref, content_of(ann.party))).json()
    assert datetime.fromisoformat(bid["received_at"]).tzinfo is not None
    assert served.records.one(ExpressionOfInterest, mine["ref"]).state == "submitted"
