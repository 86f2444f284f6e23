"""The town's programme: worked out by hand, judged by the checker, found again by HiGHS."""

from dataclasses import replace
from pathlib import Path

import highspy
import numpy as np
import pytest
from tests.plan.model.made_case import inputs, pose, snapshot
from tests.verify.town import AUXILIARY, BRIEF, CHOICE, SERVED, TERMS

from gengxin.engines.solve import Plan, check
from gengxin.plan.model import Posed, lp_text, posed_anew
from gengxin.plan.model.lp import _Names
from gengxin.plan.programme import counted, programme_of, round_of, taken_over, term_values
from gengxin.terms import Target
from gengxin.verify import verify

EVERYTHING = 1e6


def by_hand(made: Posed) -> Plan:
    """The plan that ``tests.verify.town`` works out."""
    columns, aux = made.columns(), made.aux_keys.tolist()
    choice = [
        int(np.flatnonzero((columns["option"] == one["option"]) & (columns["phase"] == phase))[0])
        for one in CHOICE
        if (phase := one.get("phase", 0)) is not None
    ]
    auxiliary = np.zeros(len(aux), np.int64)
    for key, amount in AUXILIARY.items():
        auxiliary[aux.index(key)] = amount
    served = np.zeros(len(made.problem.arc_demand), np.int64)
    names = _Names(made).z
    for one in SERVED:
        place = f"z|{one['standard']}|{one['facility']}|{one['people']}|{one['period']}"
        served[names.index(place)] = one["served_people_x1000"]
    return valued(made, np.array(choice, np.int64), auxiliary, served)


def valued(made: Posed, choice: np.ndarray, auxiliary: np.ndarray, served: np.ndarray) -> Plan:
    problem = made.problem
    value = problem.value[choice].sum() + (problem.aux_value * auxiliary).sum()
    return Plan(
        choice, auxiliary, served, value + (problem.worth[problem.arc_demand] * served).sum()
    )


def test_the_plan_by_hand_keeps_every_row_and_is_worth_what_it_is_by_hand() -> None:
    made = pose()
    plan = by_hand(made)
    assert check(made.problem, plan) == []
    assert made.today.worth == pytest.approx(1_550.0)
    programme = programme_of(made, snapshot(made, plan, EVERYTHING))
    assert programme.value == pytest.approx(258.43)
    assert {one.term: (one.amount, one.value) for one in programme.terms} == {
        one.term: (pytest.approx(one.amount), pytest.approx(one.value)) for one in TERMS
    }


def test_terms_sum_to_the_value() -> None:
    made = pose()
    plan = by_hand(made)
    total = sum(one.value for one in term_values(made, plan))
    assert total == pytest.approx(plan.value - made.today.worth)


def test_keeping_everything_is_worth_nothing() -> None:
    made = pose()
    keep = made.problem.site_ptr[:-1]
    served = np.zeros(len(made.problem.arc_demand), np.int64)
    names = _Names(made).z
    sources, today = made.services.sources, made.today
    for arc, amount in zip(today.arc, today.served, strict=True):
        source = made.services.arcs.source[arc]
        facility = sources.facilities[sources.facility[source]]
        standard = sources.standards[sources.standard[source]]
        person = made.services.people.refs[made.services.arcs.demand[arc] % 3]
        for period in (1, 2, 3):
            served[names.index(f"z|{standard}|{facility}|{person}|{period}")] = amount
    plan = valued(made, keep, np.zeros(len(made.aux_keys), np.int64), served)
    assert plan.value == pytest.approx(made.today.worth)
    terms = term_values(made, plan)
    assert all(one.value == pytest.approx(0.0, abs=1e-9) for one in terms)


def test_what_highs_finds_in_the_text_is_a_programme_that_the_checker_accepts(
    tmp_path: Path,
) -> None:
    made = pose()
    plan = best_by_highs(made, tmp_path)
    assert check(made.problem, plan) == []
    assert plan.value >= by_hand(made).value - 1e-6
    programme = programme_of(
        made,
        snapshot(made, plan, EVERYTHING),
        rounds=[round_of(made, snapshot(made, plan, EVERYTHING))],
        software="test",
    )
    verdict = verify(programme, inputs())
    assert verdict.violations == ()
    assert verdict.value == pytest.approx(programme.value)


def best_by_highs(made: Posed, folder: Path) -> Plan:
    """The best plan of the text, by HiGHS."""
    path = folder / "town.lp"
    path.write_text(lp_text(made), encoding="utf-8")
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.readModel(str(path))
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    values = solver.getSolution().col_value
    at = {solver.getColName(n)[1]: round(values[n]) for n in range(solver.getNumCol())}
    names = _Names(made)
    chosen = np.array([at.get(name, 0) for name in names.x])
    auxiliary, served = (
        np.array([at.get(name, 0) for name in listed], np.int64) for listed in (names.y, names.z)
    )
    return valued(made, np.flatnonzero(chosen), auxiliary, served)


def test_a_snapshot_without_a_plan_is_refused() -> None:
    made = pose()
    bare = snapshot(made, by_hand(made), EVERYTHING)._replace(plan=None)
    with pytest.raises(ValueError, match="no plan yet"):
        programme_of(made, bare)


def test_a_front_counts_what_comes_whenever_it_comes() -> None:
    made, end = pose(), len(pose().brief.phases) + 1
    plan = by_hand(made)
    option = inputs().options["option"].set_index("ref")
    begun = [one["option"] for one in CHOICE if one.get("phase")]
    homes = int(option.loc[begun, "homes_made_good_count"].fillna(0).sum())
    npv = int(option.loc[begun, "npv_mid_amount_x100"].fillna(0).sum())
    served = sum(one["served_people_x1000"] for one in SERVED if one["period"] == end)
    assert counted(made, plan, "homes_made_good") == homes
    assert counted(made, plan, "net_present_value") == npv / 100
    assert counted(made, plan, "people_served") == served / 1000


def test_a_plan_is_worth_something_else_under_other_weights_and_nothing_where_it_fails() -> None:
    made = pose()
    plan = by_hand(made)
    terms = {"homes_made_good": replace(made.brief.terms["homes_made_good"], weight=1.0)}
    other = posed_anew(made, replace(made.brief, terms=terms))
    taken = taken_over(other, plan)
    assert taken is not None
    assert taken.value - other.today.worth == pytest.approx(
        sum(one.amount for one in term_values(other, plan) if one.term == "homes_made_good")
    )
    too_much = Target(term="homes_made_good", amount=counted(made, plan, "homes_made_good") + 1)
    assert taken_over(posed_anew(made, replace(made.brief, epsilon=(too_much,))), plan) is None


def test_a_problem_posed_anew_is_the_one_posed_at_first() -> None:
    made = pose()
    terms = {"homes_made_good": replace(made.brief.terms["homes_made_good"], weight=7.0)}
    brief = replace(made.brief, terms=terms)
    first, anew = pose(replace(BRIEF, terms=terms)), posed_anew(made, brief)
    assert all(map(np.array_equal, first.problem, anew.problem))
    assert first.unavailable == anew.unavailable
    assert first.brief == anew.brief
