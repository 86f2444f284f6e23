"""Futures: the same seed draws the same, and each thing moves what it should and nothing else."""

from dataclasses import replace

import pytest
from tests.verify.town import BRIEF, inputs

from gengxin.plan.scenarios import drawn
from gengxin.terms import InputError, Phase, Range

TOWN = inputs()


def moved(of: str, factor: float):  # noqa: ANN201 inputs and brief
    question = replace(BRIEF, scenarios=(Range(of=of, low=factor, high=factor),))
    return next(drawn(TOWN, question, count=1, seed=1))


def option(town, ref: str):  # noqa: ANN001, ANN201 a row
    frame = town.options["option"]
    return frame[frame["ref"] == ref].iloc[0]


def test_costs_move_with_what_they_are_made_of() -> None:
    town, _ = moved("cost", 1.5)
    row = option(town, "A/redevelop")
    assert row["public_cost_amount_x100"] == 135_000
    # costs rise by half of 150,000
    assert row["npv_mid_amount_x100"] == -30_000 - 75_000
    money = town.options["option_money"]
    own = money[(money["option"] == "A/redevelop") & (money["item"] == "demolition")]
    assert own["mid_amount_x100"].iloc[0] == -45_000
    operating = money[(money["option"] == "A/redevelop") & (money["item"] == "operating")]
    assert operating["mid_amount_x100"].iloc[0] == -7_000


def test_revenue_moves_what_is_left() -> None:
    town, _ = moved("revenue", 0.5)
    assert option(town, "A/redevelop")["revenue_amount_x100"] == 60_000
    assert option(town, "A/redevelop")["npv_mid_amount_x100"] == -30_000 - 60_000


def test_people_move_in_every_age_group() -> None:
    town, _ = moved("people", 2.0)
    assert list(town.people["age_65_up_people"]) == [80.0, 60.0, 40.0]
    assert list(town.people["residents_people"]) == [200.0, 160.0, 40.0]


def test_requests_for_floor_move() -> None:
    town, _ = moved("floor_demand", 0.5)
    assert list(town.space_requests["floor_area_high_m2"]) == [10.0, 30.0]


def test_a_budget_moves_whether_stated_or_a_share() -> None:
    own = replace(BRIEF.phases[0], budget_amount=100.0)
    question = replace(
        BRIEF,
        phases=(own, Phase(starts_on=BRIEF.phases[1].starts_on)),
        scenarios=(Range(of="budget", low=2.0, high=2.0),),
    )
    _, after = next(drawn(TOWN, question, count=1, seed=1))
    assert after.phases[0].budget_amount == 200.0
    limit = BRIEF.rows["budget"].limit
    if limit is not None:
        assert after.rows["budget"].limit == 2.0 * limit


def test_the_same_seed_draws_the_same_futures() -> None:
    ranges = (Range(of="cost", low=0.9, high=1.2), Range(of="people", low=0.9, high=1.1))
    question = replace(BRIEF, scenarios=ranges)
    costs = [
        [
            option(town, "B/repair")["public_cost_amount_x100"]
            for town, _ in drawn(TOWN, question, count=4, seed=seed)
        ]
        for seed in (1, 1, 2)
    ]
    assert costs[0] == costs[1] != costs[2]
    assert all(36_000 <= one <= 48_000 for one in costs[0])
    assert len(set(costs[0])) > 1


@pytest.mark.parametrize(
    ("of", "says"),
    [("weather", "'weather' can't be moved"), ("weight.luck", "gives 'luck' no weight")],
)
def test_what_can_not_be_moved_is_named(of: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        moved(of, 1.0)
