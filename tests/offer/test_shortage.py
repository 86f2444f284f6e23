"""What is short and left by use, zone and phase, and the floor that the next plan is asked for."""

from datetime import date

import numpy as np
import pytest
from tests.offer.letting_town import DAY, filled, request, space

from gengxin.offer.letting import letting_problem
from gengxin.offer.letting_answer import space_answer
from gengxin.offer.shortage import NextPlan, Span, balance, next_targets
from gengxin.terms import FloorTarget, MatchAnswer

SPANS = [Span(phase=1, until=date(2029, 1, 1)), Span(phase=2, until=date(2032, 1, 1))]
STARTS = (date(2026, 1, 1), date(2029, 1, 1), date(2032, 1, 1))


@pytest.fixture(scope="module")
def answer() -> MatchAnswer:
    requests = [
        request("R1", 40, 60, functional_zone="Z1", need_by=date(2026, 6, 1), term_years=4.0),
        request("R2", 30, 30, functional_zone="Z1", need_by=date(2030, 1, 1)),
        request("R3", 20, 25, functional_zone="Z2"),
        request("R4", 10, 10, use_class="research"),
        request("R5", 10, 10, use_class="education", functional_zone="Z1"),
    ]
    spaces = [
        space("A", 50, functional_zone="Z1"),
        space("B", 70, functional_zone="Z1", opens_on=date(2029, 1, 1)),
    ]
    letting = letting_problem(requests, spaces, day=DAY)
    return space_answer(letting, filled(letting))


def test_short_and_surplus_by_use_zone_and_phase(answer: MatchAnswer) -> None:
    rows = balance(answer, SPANS).set_index(["use_class", "functional_zone", "phase"])
    office = rows.loc[("office", "Z1")]
    # R1 has A's 50 from 2026 to 2030; R2 has 30 of what is there from 2030 on
    assert office["asked_low_m2"].tolist() == [40.0, 70.0]
    assert office["asked_high_m2"].tolist() == [60.0, 90.0]
    assert office["offered_m2"].tolist() == [50.0, 120.0]
    assert office["matched_m2"].tolist() == [50.0, 30.0]
    assert office["short_m2"].tolist() == [0.0, 0.0]
    assert office["surplus_m2"].tolist() == [0.0, 90.0]
    none = rows.loc[("office", "Z2", 1)]
    assert (none["asked_low_m2"], none["short_m2"]) == (20.0, 20.0)
    assert np.isnan(none["offered_m2"])
    assert np.isnan(none["surplus_m2"])


def test_the_next_plan_is_asked_for_what_has_no_space_that_stands(answer: MatchAnswer) -> None:
    plan = NextPlan(
        starts=STARTS,
        zones=frozenset({"Z1", "Z2"}),
        counted=frozenset({"R3"}),
        opened=frozenset({"B"}),
        efficiency_shares={"office": 0.8, "research": 0.75},
    )
    where = answer.tables["request"].set_index("ref")["space"]
    targets, notes = next_targets(answer, plan)
    # R3's 25 m² the plan counts as gross floor, its net area takes 25 ÷ 0.8 = 31.25
    wanted = [FloorTarget(functional_zone="Z2", use_class="office", floor_area_m2=6.25, phase=1)]
    if where["R2"] == "B":  # which a programme opens: 30 ÷ 0.8, needed in phase 2
        wanted.insert(
            0, FloorTarget(functional_zone="Z1", use_class="office", floor_area_m2=37.5, phase=2)
        )
    assert list(targets) == wanted
    assert {note.count for note in notes} == {1}
    assert [note.en for note in notes] == [
        "1 requests are for a use of which plans build no floor (10 m²)",
        "1 requests name no zone in which sites lie, and the plan places floor by zone (10 m²)",
    ]


def test_a_request_of_the_district_with_space_that_stands_is_named(answer: MatchAnswer) -> None:
    plan = NextPlan(
        starts=STARTS,
        zones=frozenset({"Z1"}),
        counted=frozenset({"R1"}),
        opened=frozenset({"B"}),
        efficiency_shares={"office": 0.8, "research": 0.75},
    )
    _, notes = next_targets(answer, plan)
    assert any("plans count them still (60 m²)" in note.en for note in notes)
    assert any("仍会计入" in note.zh for note in notes)
