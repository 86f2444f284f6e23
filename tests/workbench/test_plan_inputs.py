"""From a folder to a posed problem: sums against plain tables, and what can't be planned from."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.plan.model.made_case import snapshot

import gengxin as gx
from gengxin.engines.solve import Plan, check
from gengxin.plan.model import Posed, posed
from gengxin.plan.programme import programme_of
from gengxin.sources.briefs import read_brief
from gengxin.terms import InputError, PlanInputs
from gengxin.verify import verify
from gengxin.workbench.plan_inputs import plan_inputs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("town") / "town"
    gx.save_district(gx.sample_district(sites=100, seed=3), home)
    gx.options_folder(home)
    return home


@pytest.fixture(scope="module")
def inputs(folder: Path) -> PlanInputs:
    return plan_inputs(folder)


@pytest.fixture(scope="module")
def made(inputs: PlanInputs) -> Posed:
    return posed(inputs, read_brief("default"))


def test_the_law_and_the_users_come_from_the_packs_of_the_run(inputs: PlanInputs) -> None:
    assert inputs.limits == {
        "demolition_share": 0.2,
        "built_to_demolished": 2.0,
        "rehoused_nearby": 0.5,
    }
    assert inputs.users["health.centre"] == "residents_people"
    assert inputs.money is not None
    assert inputs.money.currency == "CNY"


def test_budgets_are_the_briefs_share_of_the_dearest_options(made: Posed) -> None:
    option = made.case.inputs.options["option"]
    offered = option[(option["state"] == "offered") & (option["action"] != "keep")]
    costs = [f"{party}_cost_amount_x100" for party in ("public", "owner", "developer")]
    dearest = offered[costs].sum(axis=1, skipna=False).groupby(offered["site"]).max()
    expected = int(np.floor(0.015 * int(dearest.sum())))
    budgets = made.problem.row_rhs[[key.startswith("budget/") for key in made.row_keys]]
    assert budgets.tolist() == [expected] * 4


def test_public_money_of_options_started_in_a_phase_sums_to_the_table(made: Posed) -> None:
    """All that options started in phase 4 cost the public falls in phase 4."""
    money = made.case.inputs.options["option_money"]
    spent_on = ["compensation", "demolition", "decant", "construction", "fees", "finance"]
    own = money[(money["party"] == "public") & money["item"].isin(spent_on)]
    columns = made.columns()
    last = columns[columns["phase"] == 4]
    expected = -int(own.loc[own["option"].isin(last["option"]), "mid_amount_x100"].sum())
    assert expected > 0
    assert row_sum(made, "budget/4", last.index.to_numpy()) == expected


def test_floor_under_works_sums_to_the_table(made: Posed) -> None:
    columns = made.columns()
    first = columns[columns["phase"] == 1]
    # what opens at once is never under works
    under = first[first["opens"] > 1]
    option = made.case.inputs.options["option"].set_index("ref")
    area = option["floor_under_works_m2_x100"].reindex(under["option"].astype(str))
    total = row_sum(made, "works_at_once/1", np.arange(len(columns)))
    assert total == int(area.fillna(0).sum())


def row_sum(made: Posed, key: str, columns: np.ndarray) -> int:
    problem = made.problem
    at = made.row_keys.tolist().index(key)
    owner = np.repeat(np.arange(len(problem.value)), np.diff(problem.link_ptr))
    return int(problem.link_coef[(problem.link_row == at) & np.isin(owner, columns)].sum())


def test_those_who_need_a_service_and_reach_it_sum_to_the_table(made: Posed) -> None:
    """Every demand point that a clinic, or a site that may hold one, is within reach of."""
    code = "health.centre"
    tables = made.case.inputs.options
    known = tables["supplier"][tables["supplier"]["capacity_people_x1000"] > 0]
    reach = tables["reach"][tables["reach"]["standard"] == code]
    by_facility = reach["facility"].isin(known.loc[known["standard"] == code, "facility"])
    service = tables["option_service"]
    opens = service[(service["effect"] == "opens") & (service["standard"] == code)]
    chosen = made.columns()
    site = chosen.loc[chosen["option"].isin(opens["option"]), "site"]
    within = reach[by_facility | reach["site"].isin(site)]
    people = made.case.inputs.people["residents_people"]
    need = np.rint(people.loc[people.index.isin(within["people"])] * 1000)
    demand = made.demand_rows()
    rows = (demand["standard"] == code) & (demand["period"] == 5)
    assert made.problem.need[rows.to_numpy()].sum() == int(need.sum())


def test_the_same_inputs_pose_the_same_problem(inputs: PlanInputs, made: Posed) -> None:
    again = posed(inputs, read_brief("default"))
    for name, array in made.problem._asdict().items():
        assert np.array_equal(array, getattr(again.problem, name)), name
    assert again.row_keys.tolist() == made.row_keys.tolist()


def kept(made: Posed) -> Plan:
    """Everything kept, people served as today in every period."""
    problem, today = made.problem, made.today
    slots, sources = made.slots, made.services.sources
    served = np.zeros(len(problem.arc_demand), np.int64)
    arcs = made.services.arcs
    by_pair = pd.Series(
        today.served,
        index=pd.MultiIndex.from_arrays([arcs.source[today.arc], arcs.demand[today.arc]]),
    )
    slot = np.repeat(np.arange(len(slots.source)), np.diff(problem.arc_ptr))
    of_facility = sources.facility[slots.source[slot]] >= 0
    pairs = pd.MultiIndex.from_arrays([slots.source[slot], made.demand.of[problem.arc_demand]])
    found = by_pair.reindex(pairs).fillna(0).to_numpy(np.int64)
    served = np.where(of_facility, found, 0)
    worth = float((problem.worth[problem.arc_demand] * served).sum())
    return Plan(problem.site_ptr[:-1], np.zeros(len(made.aux_keys), np.int64), served, worth)


def test_keeping_everything_is_a_programme_worth_nothing_that_the_checker_accepts(
    inputs: PlanInputs, made: Posed
) -> None:
    plan = kept(made)
    assert check(made.problem, plan) == []
    assert made.separate(plan.choice) == []
    assert plan.value == pytest.approx(made.today.worth)
    verdict = verify(programme_of(made, snapshot(made, plan, 1e15)), inputs)
    assert verdict.violations == ()


def test_a_run_can_be_named(folder: Path, inputs: PlanInputs) -> None:
    name = next(folder.glob("runs/options-*")).name
    assert plan_inputs(folder, run=name).hashes == inputs.hashes
    with pytest.raises(InputError, match=f"'options-0' is no options run of .*{name}"):
        plan_inputs(folder, run="options-0")
    with pytest.raises(InputError, match="is no options run"):
        plan_inputs(folder, run="../layers")


def test_a_folder_without_options_says_how_to_make_them(tmp_path: Path) -> None:
    home = tmp_path / "town"
    gx.save_district(gx.sample_district(sites=100, seed=4), home)
    with pytest.raises(InputError, match="make them by: gengxin options"):
        plan_inputs(home)


def test_options_of_another_state_of_the_district_are_refused(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "town"
    gx.save_district(gx.sample_district(sites=100, seed=4), home)
    (home / "runs").mkdir()
    (home / "runs" / "options-1").symlink_to(next(folder.glob("runs/options-*")))
    with pytest.raises(InputError, match="was made of another state"):
        plan_inputs(home)
