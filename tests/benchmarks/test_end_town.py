"""The end town is the prototype's instance, laid out as tables that hold together."""

import numpy as np
import pandas as pd
import pytest
from drawntown import Drawn, drawn
from end_town import STANDARDS, end_town

from gengxin.terms import OPTION_TABLES, Brief, PlanInputs


@pytest.fixture(scope="module")
def draws() -> Drawn:
    return drawn(30, seed=1)


@pytest.fixture(scope="module")
def town() -> tuple[PlanInputs, Brief]:
    return end_town(30, seed=1)


# what ``instance(30, 1)`` of the prototype's gen.py gave, summed over all sites
FROM_THE_PROTOTYPE = {
    "cost": [16.002343, 42.74311, 53.648523, 111.419531, 301.059597, 482.215737],
    "displaced": [0, 48, 145, 96, 481, 481],
    "rehousing": [0, 0, 0, 119, 766, 1146],
    "gain": [8.330932, 20.827329, 16.661863, 29.158261, 49.98559, 66.647453],
    "received_m2": [0, 0, 0, 0, 9288.741, 30962.468],
    "sent_m2": [0, 2258.233, 1129.117, 0, 0, 0],
    "supplied_m2": [0, 0, 54018.745, 15481.234, 84981.213, 115943.682],
}


@pytest.mark.parametrize("name", FROM_THE_PROTOTYPE)
def test_each_way_to_renew_takes_and_gives_what_it_did_in_the_prototype(
    draws: Drawn, name: str
) -> None:
    assert getattr(draws.ways, name).sum(0) == pytest.approx(FROM_THE_PROTOTYPE[name], abs=1e-3)


def test_what_the_prototype_drew_elsewhere_is_drawn_too(draws: Drawn) -> None:
    assert np.bincount(draws.ground.zone).tolist() == [9, 7, 3, 6, 5]
    assert np.flatnonzero(draws.ground.heritage).tolist() == [5, 15, 26, 28]
    assert draws.ways.capacity.sum((0, 2)).tolist() == [0, 0, 26_053, 32_569, 58_624, 130_266]
    carbon = (draws.ways.embodied - draws.ways.saved).sum(0)
    told = [54.018745, -162.056235, 270.093725, 1281.962094, 4828.779081, 7266.245598]
    assert carbon == pytest.approx(told)
    wanted = [4092.523, 5688.925, 3272.112, 2735.837, 1373.013]
    assert draws.wanted_m2.sum(1) == pytest.approx(wanted, abs=1e-3)
    assert draws.around.people.sum() == 6_919
    assert draws.around.facility_capacity.tolist() == [2770, 2869, 1914, 1621, 2583, 2458]
    assert draws.after.tolist() == [[3, 7], [13, 0], [26, 14], [27, 6]]


def test_the_brief_holds_the_prototypes_limits(town: tuple[PlanInputs, Brief]) -> None:
    _, brief = town
    assert [phase.budget_amount for phase in brief.phases] == pytest.approx([5_786_588.85] * 4)
    assert [one.homes_count for one in brief.existing_homes] == [2, 5, 1, 1, 1]
    assert sum(one.floor_area_m2 for one in brief.floor_targets) == pytest.approx(17_162, abs=15)
    pairs = [(pair.this.site, pair.first.site) for pair in brief.requires]
    assert pairs[0] == ("s000004", "s000008")
    assert len(pairs) == 4


def test_every_site_may_be_kept_or_renewed_in_six_ways_heritage_in_three(
    town: tuple[PlanInputs, Brief],
) -> None:
    option = town[0].options["option"]
    assert (option["action"][~option["site"].duplicated()] == "keep").all()
    assert option["site"].value_counts().to_dict() == {
        site: 4 if site in {"s000006", "s000016", "s000027", "s000029"} else 7
        for site in town[0].sites.index
    }
    assert option["ref"].is_unique


def test_those_within_reach_are_as_many_as_in_the_prototype(
    town: tuple[PlanInputs, Brief],
) -> None:
    reach = town[0].options["reach"]
    assert len(reach) == 9_736
    assert not reach[["standard", "people", "facility", "site"]].duplicated().any()
    assert ((reach["facility"] == "") != (reach["site"] == "")).all()
    assert set(reach["standard"].unique()) == set(STANDARDS)


def test_the_tables_speak_of_each_other(town: tuple[PlanInputs, Brief]) -> None:
    inputs, brief = town
    tables = inputs.options
    for name in ("option_floor", "option_service", "option_money", "option_home"):
        assert tables[name]["option"].isin(tables["option"]["ref"]).all(), name
    assert tables["reach"]["people"].isin(inputs.people.index).all()
    assert set(inputs.people["sub_district"]) == set(brief.need_weights)
    spent = tables["option_money"].groupby("option")["mid_amount_x100"].sum()
    cost = tables["option"].set_index("ref")["public_cost_amount_x100"]
    pd.testing.assert_series_equal(
        -spent.sort_index(), cost[spent.index].sort_index(), check_names=False
    )


@pytest.mark.parametrize("name", ["option", "option_floor", "option_service", "option_home"])
def test_columns_are_those_of_the_dictionary(town: tuple[PlanInputs, Brief], name: str) -> None:
    assert set(town[0].options[name].columns) <= {c.name for c in OPTION_TABLES[name].columns}


def test_a_size_and_seed_mean_one_town(town: tuple[PlanInputs, Brief]) -> None:
    again, brief = end_town(30, seed=1)
    for name, table in town[0].options.items():
        pd.testing.assert_frame_equal(table, again.options[name])
    assert brief == town[1]
    other, _ = end_town(30, seed=2)
    assert not other.people["residents_people"].equals(again.people["residents_people"])
