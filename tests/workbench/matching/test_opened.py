"""What a programme opens, worked by hand on the town of three sites: area, day, slip, milestone."""

from dataclasses import replace
from datetime import date

import pytest
from tests.verify.town import inputs, programme

from gengxin.offer.letting import LettingPolicy
from gengxin.sources.practices import read_practice
from gengxin.terms.records import SpaceUnit
from gengxin.workbench.matching.opened import Opening, gained_floor, spaces_of

POLICY = LettingPolicy()


@pytest.fixture(scope="module")
def opening() -> Opening:
    """A is redeveloped in phase 1 and opens in period 2; C in phase 2, in the end state."""
    town = inputs()
    chosen = [
        {"site": "A", "option": "A/redevelop", "phase": 1, "opens": 2},
        {"site": "B", "option": "B/keep"},
        {"site": "C", "option": "C/redevelop", "phase": 2, "opens": 3},
    ]
    made = programme()
    choice = made.tables["choice"].iloc[:0]
    choice = choice.reindex(range(3)).assign(
        site=[one["site"] for one in chosen],
        option=[one["option"] for one in chosen],
        phase=[one.get("phase") for one in chosen],
        opens=[one.get("opens") for one in chosen],
    )
    made = replace(made, tables={**made.tables, "choice": choice})
    return Opening(
        made=made,
        content_hash="",
        run="programme-town",
        floor=gained_floor(made, town.options, town.sites["functional_zone"]),
        practice=read_practice("default"),
    )


def by_site(opening: Opening, *units: SpaceUnit, **told: object) -> dict[str, SpaceUnit]:
    said = {"openings": {}, "slips": {}, **told}
    return {one.site: one for one in spaces_of(opening, units, policy=POLICY, **said)}


def test_floor_gained_is_let_net_from_the_day_its_period_starts(opening: Opening) -> None:
    found = by_site(opening)
    assert set(found) == {"A", "C"}
    # A goes from 10 to 40 m² of offices, C from 20 to 70; of an office 0.72 is net
    assert (found["A"].gross_area_m2, found["A"].net_area_m2) == (30.0, 21.6)
    assert (found["C"].gross_area_m2, found["C"].net_area_m2) == (50.0, 36.0)
    assert (found["A"].opens_on, found["C"].opens_on) == (date(2030, 1, 1), date(2033, 1, 1))
    assert (found["A"].functional_zone, found["C"].functional_zone) == ("Z1", "Z2")
    assert found["A"].basis == "computed"


def test_a_slip_moves_the_works_of_its_phase_alone(opening: Opening) -> None:
    found = by_site(opening, slips={1: 14})
    assert (found["A"].opens_on, found["C"].opens_on) == (date(2031, 3, 1), date(2033, 1, 1))


def test_a_forecast_says_better_than_the_programme(opening: Opening) -> None:
    found = by_site(opening, openings={"A": date(2030, 9, 15)}, slips={1: 14})
    assert found["A"].opens_on == date(2030, 9, 15)


def test_a_recorded_unit_that_was_computed_follows_the_programme(opening: Opening) -> None:
    old = SpaceUnit(
        ref="U1",
        site="A",
        use_class="office",
        net_area_m2=99.0,
        rent_amount=700.0,
        opens_on=date(2029, 1, 1),
        basis="computed",
    )
    gone = replace(old, ref="U2", site="B")
    stands = replace(old, ref="U3", site="D", basis="given")
    found = by_site(opening, old, gone, stands)
    assert (found["A"].ref, found["A"].net_area_m2, found["A"].rent_amount) == ("U1", 21.6, 700.0)
    assert found["A"].opens_on == date(2030, 1, 1)
    assert (found["B"].ref, found["B"].net_area_m2) == ("U2", 0.0)
    assert found["D"] == stands
