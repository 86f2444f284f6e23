"""Requests matched with space: what suits, what is best, what is held, why the rest is refused."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.offer.letting_town import (
    DAY,
    agreed,
    best_by_trying_all,
    filled,
    request,
    space,
)
from tests.plain.match import best_space

from gengxin.offer.letting import LettingPolicy, letting_problem
from gengxin.offer.letting_answer import space_answer
from gengxin.terms.records import SpaceMatch, SpaceRequest, SpaceUnit
from gengxin.verify.space import space_bound, space_faults


def row_of(asked: SpaceRequest, *spaces: SpaceUnit, policy: LettingPolicy | None = None) -> dict:
    letting = letting_problem([asked], spaces, day=DAY, policy=policy)
    return space_answer(letting, filled(letting)).tables["request"].iloc[0].to_dict()


REFUSALS = {
    "use": (request("R", 10, 20, use_class="research"), space("A", 50), "科研", "research"),
    "zone": (
        request("R", 10, 20, functional_zone="Z2"),
        space("A", 50, functional_zone="Z1"),
        "功能区Z2",
        "none lies in zone Z2",
    ),
    "stage": (
        request("R", 10, 20, growth_stage="incubation"),
        space("A", 50, growth_stages=("transfer", "industrialisation")),
        "孵化",
        "stage of incubation",
    ),
    "size, too small": (
        request("R", 60, 90),
        space("A", 50),
        "最大者仅50平方米",
        "the largest has 50 m²",
    ),
    "size, not divided": (
        request("R", 10, 20),
        space("A", 50, smallest_part_m2=None),
        "最小面积为50平方米",
        "the smallest part to be had is 50 m²",
    ),
    "budget": (
        request("R", 10, 20, budget_amount=900.0),
        space("A", 50, rent_amount=1_200.0),
        "最低租金每年每平方米1,200",
        "the least rent is 1,200",
    ),
    "time, too late": (
        request("R", 10, 20, need_by=date(2026, 3, 31)),
        space("A", 50, opens_on=date(2028, 4, 1)),
        "2028-04",
        "the first opens in 2028-04, needed by 2026-03-31",
    ),
    "time, closes": (
        request("R", 10, 20, need_by=date(2026, 3, 31), term_years=5.0),
        space("A", 50, closes_on=date(2030, 1, 1)),
        "租期届满",
        "none stays open for the whole term",
    ),
}


@pytest.mark.parametrize("why", REFUSALS)
def test_a_refusal_names_the_first_test_that_no_space_passes(why: str) -> None:
    asked, unit, zh, en = REFUSALS[why]
    row = row_of(asked, unit)
    assert row["state"] == "refused"
    assert row["reason"] == f"no_{why.partition(',')[0]}"
    assert zh in row["reason_zh"]
    assert en in row["reason_en"]


def test_what_neither_side_says_forbids_nothing() -> None:
    row = row_of(request("R", 10, 20), space("A", 50, functional_zone="Z1", rent_amount=9_000.0))
    assert (row["state"], row["space"], row["area_m2"]) == ("matched", "A", 20.0)


def test_space_that_opens_late_is_worth_less() -> None:
    asked = request("R", 10, 10, need_by=date(2026, 1, 31))
    policy = LettingPolicy(most_late_months=10, late_loss_share=0.5)
    in_time = row_of(asked, space("A", 50), policy=policy)
    late = row_of(asked, space("A", 50, opens_on=date(2026, 7, 1)), policy=policy)
    # six months of ten: 0.6 of the half is lost, 100 points × 10 m² × 0.7
    assert (in_time["worth_points"], late["worth_points"]) == (1_000, 700)
    assert late["opens_on"].date() == date(2026, 7, 1)


def test_the_dearer_request_has_the_only_room_and_the_other_hears_of_it() -> None:
    requests = [request("R1", 30, 30), request("R2", 30, 30, weight=2.0)]
    letting = letting_problem(requests, [space("A", 40)], day=DAY)
    last = filled(letting)
    rows = space_answer(letting, last).tables["request"].set_index("ref")
    assert rows["state"].to_dict() == {"R1": "refused", "R2": "matched"}
    assert rows.loc["R1", "reason"] in {"outpriced", "no_room"}
    assert "R2" in rows.loc["R1", "reason_en"]
    assert "R2" in rows.loc["R1", "reason_zh"]


def test_one_who_leaves_makes_room_for_the_next() -> None:
    requests = [
        request("R1", 40, 40, need_by=date(2026, 1, 1), term_years=2.0),
        request("R2", 40, 40, need_by=date(2028, 1, 1), term_years=2.0),
    ]
    letting = letting_problem(requests, [space("A", 40)], day=DAY)
    assert (filled(letting).lets.offer >= 0).all()
    overlapping = [requests[0], replace(requests[1], need_by=date(2027, 12, 1))]
    letting = letting_problem(overlapping, [space("A", 40)], day=DAY)
    assert (filled(letting).lets.offer >= 0).sum() == 1


# areas are tried one by one, so there are few of them
cases = st.tuples(
    st.lists(
        st.tuples(st.integers(1, 40), st.integers(0, 8), st.sampled_from([0.5, 1.0, 2.0])),
        min_size=1,
        max_size=3,
    ),
    st.lists(
        st.tuples(st.integers(5, 60), st.sampled_from([None, 5.0, 20.0])), min_size=1, max_size=2
    ),
)


def town(told: tuple) -> tuple[list[SpaceRequest], list[SpaceUnit]]:
    asked, there = told
    requests = [
        request(f"R{at}", low, low + more, weight=weight)
        for at, (low, more, weight) in enumerate(asked)
    ]
    spaces = [space(f"S{at}", area, smallest_part_m2=part) for at, (area, part) in enumerate(there)]
    return requests, spaces


@given(cases)
@settings(max_examples=40, deadline=None)
def test_the_problem_is_worth_what_trying_all_finds_and_its_bound_holds(told: tuple) -> None:
    requests, spaces = town(told)
    letting = letting_problem(requests, spaces, day=DAY)
    best, _ = best_by_trying_all(requests, spaces)
    assert best_space(letting.problem) == best
    last = filled(letting)
    assert last.lets.worth <= best <= last.bound
    arrays = letting.problem._asdict()
    assert space_bound(arrays, last.price) == last.bound
    assert space_faults(arrays, last.lets.offer, last.lets.area, last.lets.worth) == []


TOWN = (
    [
        request("R1", 20, 30, need_by=date(2027, 1, 1), term_years=4.0),
        request("R2", 20, 20, need_by=date(2027, 1, 1), term_years=4.0),
        request("R3", 30, 40),
    ],
    [space("A", 50, opens_on=date(2026, 6, 1)), space("B", 40)],
)


def held_and_lost(accepted: list[SpaceMatch], requests: list, spaces: list) -> tuple[set, dict]:
    letting = letting_problem(requests, spaces, accepted=accepted, day=DAY)
    table = space_answer(letting, filled(letting)).tables
    kept = {match.ref for match in letting.held.values()}
    held = table["request"][table["request"]["state"] == "held"]
    assert len(held) == len(kept)
    return kept, table["lost"].set_index("match")["reason"].to_dict()


def test_accepted_matches_stay_though_others_would_pay_more() -> None:
    requests, spaces = TOWN
    dear = request("R4", 50, 50, weight=100.0)
    accepted = [agreed("m1", "R1", "A", 25.0, date(2027, 1, 1))]
    assert held_and_lost(accepted, [*requests, dear], spaces) == ({"m1"}, {})


@pytest.mark.parametrize(
    ("spaces", "why"),
    [
        ([replace(TOWN[1][0], opens_on=date(2027, 2, 1)), TOWN[1][1]], "late"),
        ([replace(TOWN[1][0], net_area_m2=20.0), TOWN[1][1]], "area"),
        ([replace(TOWN[1][0], closes_on=date(2029, 1, 1)), TOWN[1][1]], "closes"),
        ([replace(TOWN[1][0], use_class="research"), TOWN[1][1]], "use"),
        ([TOWN[1][1]], "space_gone"),
    ],
)
def test_an_accepted_match_that_no_longer_fits_is_named(spaces: list, why: str) -> None:
    accepted = [
        agreed("m1", "R1", "A", 25.0, date(2027, 1, 1)),
        agreed("m2", "R3", "B", 40.0),
    ]
    assert held_and_lost(accepted, TOWN[0], spaces) == ({"m2"}, {"m1": why})


def test_a_slip_that_still_meets_the_day_of_need_loses_nobody() -> None:
    accepted = [agreed("m1", "R1", "A", 25.0, date(2026, 6, 1))]
    later = [replace(TOWN[1][0], opens_on=date(2026, 12, 1)), TOWN[1][1]]
    assert held_and_lost(accepted, TOWN[0], later) == ({"m1"}, {})


def test_of_two_that_no_longer_fit_together_the_earlier_stays() -> None:
    accepted = [agreed("m2", "R2", "B", 20.0), agreed("m1", "R3", "B", 30.0)]
    assert held_and_lost(accepted, *TOWN) == ({"m1"}, {"m2": "full"})


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(5, 60)),
        max_size=5,
        unique_by=lambda one: one[0],
    ),
    st.lists(st.tuples(st.integers(20, 90), st.integers(0, 18)), min_size=3, max_size=3),
    st.lists(st.integers(0, 24), min_size=4, max_size=4),
)
@settings(max_examples=40, deadline=None)
def test_no_accepted_match_is_lost_that_could_be_kept(said: list, there: list, needs: list) -> None:
    """Months from 2026-01; a match was agreed for the day of need; all terms are open."""
    requests = [request(f"R{at}", 5, 60, need_by=month(need)) for at, need in enumerate(needs)]
    spaces = [
        space(f"S{at}", area, opens_on=month(opens)) for at, (area, opens) in enumerate(there)
    ]
    accepted = [
        agreed(f"m{at}", f"R{who}", f"S{where}", area, month(needs[who]))
        for at, (who, where, area) in enumerate(said)
    ]
    kept, lost = held_and_lost(accepted, requests, spaces)
    left = [area for area, _ in there]
    for at, (who, where, area) in enumerate(said):
        # all stay for good from their day on, so that the last of them counts the sum of all
        could = there[where][1] <= needs[who] and area <= left[where]
        left[where] -= area if could else 0
        assert (f"m{at}" in kept) == could
        assert (f"m{at}" in lost) != could


def month(number: int) -> date:
    return date(2026 + number // 12, number % 12 + 1, 1)
