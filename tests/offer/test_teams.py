"""Offers matched with teams: who could, who is best, who is refused and why."""

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gengxin.engines.match import run
from gengxin.offer.team_answer import team_answer
from gengxin.offer.teams import TeamPolicy, team_problem
from gengxin.terms import MatchAnswer
from gengxin.terms.records import (
    Capability,
    ExpressionOfInterest,
    Member,
    Offer,
    Party,
    PastWork,
    RoleWanted,
)
from gengxin.verify.consortia import consortia_bound, consortia_faults

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def party(ref: str, roles: dict[str, int | None], **told: Any) -> Party:
    said = {"kind": "developer", "name_en": f"Party {ref}", "name_zh": f"主体{ref}", **told}
    capable = tuple(Capability(role=role, capacity_units=n) for role, n in roles.items())
    return Party(ref=ref, capabilities=capable, **said)


def offer(ref: str, roles: dict[str, int], need: float | None = None) -> Offer:
    return Offer(
        ref=ref,
        kind="project_implementer",
        projects=(),
        name_en=f"Offer {ref}",
        name_zh=f"项目{ref}",
        roles=tuple(RoleWanted(role=role, load_units=load) for role, load in roles.items()),
        equity_needed_amount=need,
    )


def interest(ref: str, offer: str, leader: str, *members: Member, **told: Any) -> Any:
    return ExpressionOfInterest(ref=ref, offer=offer, party=leader, members=members, **told)


def answered(
    offers: list[Offer], parties: list[Party], interests: list[ExpressionOfInterest] | None = None
) -> MatchAnswer:
    teaming = team_problem(offers, parties, interests or [])
    *_, last = run(teaming.problem, rounds=60)
    arrays, split = teaming.problem._asdict(), last.split()
    assert consortia_bound(arrays, split._asdict(), claimed=last.bound) <= last.bound
    assert consortia_faults(arrays, last.teams.bid, last.teams.worth) == []
    return team_answer(teaming, last)


def members(answer: MatchAnswer) -> dict[tuple[str, str], str]:
    rows = answer.tables["member"].to_dict("records")
    return {(row["offer"], row["role"]): row["party"] for row in rows}


def why(answer: MatchAnswer, offer: str, role: str, party: str) -> tuple[str, str, str]:
    rows = answer.tables["bid"].set_index(["offer", "role", "party"])
    row = rows.loc[(offer, role, party)]
    return row["reason"], row["reason_en"], row["reason_zh"]


def test_fit_is_the_mean_of_what_is_known() -> None:
    works = tuple(PastWork(name="w", role="designer", year=2020) for _ in range(3))
    parties = [party("A", {"designer": 2}, track_record=works), party("B", {"designer": 2})]
    said = [interest("i", "o", "A", Member(party="A", role="designer"), total=0.9)]
    teaming = team_problem([offer("o", {"designer": 1})], parties, said, policy=TeamPolicy())
    fit = {wish.party: wish.fit_points for wish in teaming.wishes}
    # A: 0.6 × 0.9 + 0.2 + 0.2 × 3/5 of 1; B is a stranger: nothing is known of a score, so of 0.4
    assert fit == {"A": 860, "B": 100}


def test_the_better_party_has_the_role_and_the_other_hears_by_how_much() -> None:
    said = [interest("i", "o", "A", Member(party="A", role="designer"), total=1.0)]
    answer = answered(
        [offer("o", {"designer": 1})],
        [party("A", {"designer": 1}), party("B", {"designer": 1})],
        said,
    )
    assert members(answer) == {("o", "designer"): "A"}
    # A has 0.6 + 0.2 of 1, B the least
    assert why(answer, "o", "designer", "B") == (
        "less_fit",
        "Party A fits the role better by 700 points.",
        "主体A的匹配度高700分。",
    )


def test_a_member_bids_only_when_it_agreed_and_one_who_leads_has() -> None:
    asked = Member(party="B", role="builder")
    agreed = Member(party="C", role="operator", agreed_at=NOW)
    led = Member(party="A", role="developer")
    teaming = team_problem(
        [offer("o", {"developer": 1, "builder": 1, "operator": 1})],
        [party("A", {}), party("B", {}), party("C", {})],
        [interest("i", "o", "A", led, asked, agreed)],
    )
    # none of them states a capacity: they are named, and don't take part
    assert {(one.wish.party, one.why) for one in teaming.left_out} == {
        ("A", "capacity_unknown"),
        ("C", "capacity_unknown"),
    }


def test_those_who_exclude_each_other_stand_in_no_team() -> None:
    parties = [
        party("A", {"developer": 1}),
        party("B", {"designer": 1}, excludes=("A",)),
        party("C", {"designer": 1}),
    ]
    said = [interest("i", "o", "B", Member(party="B", role="designer"), total=1.0)]
    answer = answered([offer("o", {"developer": 1, "designer": 1})], parties, said)
    assert members(answer)["o", "designer"] == "C"
    assert why(answer, "o", "designer", "B")[0] == "conflict"
    assert "主体A" in why(answer, "o", "designer", "B")[2]


def test_capacity_is_by_role_and_over_all_offers() -> None:
    parties = [party("A", {"developer": 1, "designer": 2})]
    offers = [offer(ref, {"developer": 1, "designer": 1}) for ref in ("o1", "o2")]
    answer = answered(offers, parties)
    assert answer.value_points == 200  # one team of two roles at the least points
    states = answer.tables["team"]["state"].tolist()
    assert sorted(states) == ["matched", "refused"]


def test_equity_counts_once_and_is_shared_by_all_offers() -> None:
    rich = party("A", {"developer": 4, "financier": 4}, equity_amount=7_000_000.0)
    offers = [
        offer(ref, {"developer": 1, "financier": 1}, need=4_000_000.0) for ref in ("o1", "o2")
    ]
    answer = answered(offers, [rich])
    assert (answer.tables["team"]["state"] == "matched").sum() == 1
    assert answer.facts["equity_unit_amount"] == 10_000.0
    matched = answer.tables["team"].set_index("state").loc["matched"]
    assert (matched["need_units"], matched["staked_units"]) == (400, 400)
    poor = party("A", {"developer": 4, "financier": 4}, equity_amount=3_999_999.0)
    refused = answered(offers[:1], [poor]).tables["team"].iloc[0]
    assert refused["reason"] == "no_team"
    assert "权益金" in refused["reason_zh"]


def test_an_offer_without_anybody_for_a_role_says_which() -> None:
    row = answered([offer("o", {"rehouser": 1, "designer": 1})], [party("A", {"designer": 1})])
    told = row.tables["team"].iloc[0]
    assert told["reason"] == "no_bid"
    assert "rehousing agent" in told["reason_en"]
    assert "安置服务" in told["reason_zh"]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (party("A", {"designer": None}), "capacity_unknown"),
        (party("A", {"designer": 1}), "capacity"),
        (party("A", {"designer": 9}, state="barred"), "barred"),
    ],
)
def test_who_is_left_out_is_named(told: Party, code: str) -> None:
    answer = answered([offer("o", {"designer": 2})], [told])
    assert answer.tables["bid"].iloc[0][["state", "reason"]].tolist() == ["left_out", code]


ROLES = ("developer", "designer", "builder")
capable = st.dictionaries(st.sampled_from(ROLES), st.integers(1, 3), min_size=1, max_size=2)
towns = st.tuples(
    st.lists(st.tuples(capable, st.integers(0, 6), st.booleans()), min_size=1, max_size=4),
    st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from(ROLES), st.integers(1, 2), min_size=1, max_size=2),
            st.integers(0, 8),
        ),
        min_size=1,
        max_size=2,
    ),
)


@given(towns)
@settings(max_examples=40, deadline=None)
def test_every_small_market_is_matched_as_well_as_by_trying_all(told: tuple) -> None:
    asked, wanted = told
    # who is shy doesn't stand with the first
    parties = [
        party(f"P{at}", roles, equity_amount=float(money), excludes=("P0",) if shy and at else ())
        for at, (roles, money, shy) in enumerate(asked)
    ]
    offers = [offer(f"o{at}", roles, need=float(need)) for at, (roles, need) in enumerate(wanted)]
    answer = answered(offers, parties)
    assert answer.value_points == best_by_trying_all(offers, parties) == answer.bound_points


def best_by_trying_all(offers: list[Offer], parties: list[Party]) -> int:
    """The most roles filled, at 100 points each: everybody is a stranger."""
    return max(
        100 * sum(len(team) for team in teams)
        for teams in product(*([(), *teams_of(one, offers, parties)] for one in offers))
        if is_carried(teams, offers)
    )


def teams_of(offer: Offer, offers: list[Offer], parties: list[Party]) -> list[tuple[Party, ...]]:
    found = []
    for team in product(parties, repeat=len(offer.roles)):
        able = all(
            capacity(one, role.role) >= role.load_units
            for one, role in zip(team, offer.roles, strict=True)
        )
        apart = any(other.ref in one.excludes for one in team for other in team)
        money = sum(brought(team, offer, offers).values())
        if able and not apart and money >= (offer.equity_needed_amount or 0):
            found.append(team)
    return found


def is_carried(teams: tuple[tuple[Party, ...], ...], offers: list[Offer]) -> bool:
    """Whether nobody carries or stakes more than it has."""
    load: dict[tuple[str, str], int] = {}
    staked: dict[str, float] = {}
    known = {one.ref: one for team in teams for one in team}
    for team, offer in zip(teams, offers, strict=True):
        for one, role in zip(team, offer.roles, strict=False):
            load[one.ref, role.role] = load.get((one.ref, role.role), 0) + role.load_units
        for ref, money in (brought(team, offer, offers) if team else {}).items():
            staked[ref] = staked.get(ref, 0.0) + money
    fits = all(amount <= capacity(known[ref], role) for (ref, role), amount in load.items())
    return fits and all(known[ref].equity_amount >= money for ref, money in staked.items())


def brought(team: tuple[Party, ...], offer: Offer, offers: list[Offer]) -> dict[str, float]:
    """What members bring: all they have, at most the need, by the role closest to money."""
    need = offer.equity_needed_amount or 0.0
    return {
        one.ref: min(one.equity_amount, need)
        for one, role in zip(team, offer.roles, strict=True)
        if role.role == money_role(one, offers)
    }


def money_role(one: Party, offers: list[Offer]) -> str:
    """The developer's, else the first by name, of the roles that it could fill in some offer."""
    could = {
        role.role
        for offer in offers
        for role in offer.roles
        if capacity(one, role.role) >= role.load_units
    }
    return "developer" if "developer" in could else min(could, default="")


def capacity(one: Party, role: str) -> int:
    return max((c.capacity_units or 0 for c in one.capabilities if c.role == role), default=-1)
