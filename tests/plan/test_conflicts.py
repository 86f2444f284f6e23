"""Briefs that contradict themselves on the town of three sites, each worked out by hand.

Redeveloping A brings 10 homes, repairing B 4, redeveloping C 1. A costs the public 900 (if started
in phase 1: 500 there and 400 in phase 2), B 400 and C 600.
"""

from dataclasses import replace

import numpy as np
import pytest
from tests.plan.model.made_case import BARE, pose, with_option
from tests.verify.town import inputs

from gengxin.plan import conflicts
from gengxin.plan.conflicts import conflict_of, missed_by
from gengxin.terms import Brief, Conflict, EquityFloor, Match, PlanInputs, RowSetting, Target

A, B, C = (Match(site=site, action="redevelop") for site in "ABC")


def found(town: PlanInputs | None = None, **asked: object) -> Conflict:
    conflict = conflict_of(pose(brief(**asked), town))
    assert conflict is not None
    assert conflict.is_smallest
    return conflict


def brief(**asked: object) -> Brief:
    return replace(BARE, **asked)


def homes(amount: float) -> tuple[Target, ...]:
    return (Target(term="homes_made_good", amount=amount),)


def keys(conflict: Conflict) -> list[str]:
    return [one.key for one in conflict.demands]


def amounts(conflict: Conflict) -> dict[str, float | None]:
    return {one.key: one.says.amount for one in conflict.demands}


def without_money(price: float = 0.0) -> dict[str, object]:
    phases = tuple(replace(one, budget_amount=0.0) for one in BARE.phases)
    return {"phases": phases, "rows": {"budget": RowSetting(price=price)}}


def test_no_money_and_homes_asked_for_clash() -> None:
    conflict = found(**without_money(), targets=homes(10))
    # all of A's 900 in phase 2 is enough, so the first phase isn't to blame
    assert amounts(conflict) == {"budget/2": 900.0, "target/1": 10.0}
    money, wanted = (one.says for one in conflict.demands)
    assert money.en == (
        "public money of phase 2 is at most 0 CNY: "
        "with all else as asked, 900 CNY would be enough, 900 more"
    )
    assert money.zh == "第2期公共资金不超过0元；其余要求不变时，增加900、达到900元即可"
    assert "at least 10 homes: with all else as asked, 0 homes can be" in wanted.en


def test_the_way_out_is_priced_where_the_brief_prices_its_rows() -> None:
    # A from phase 1 on wants 500 there; from phase 2 on 200 more than the 700, which is nearer
    first, second = BARE.phases
    phases = (replace(first, budget_amount=0.0), replace(second, budget_amount=700.0))
    rows = {"budget": RowSetting(price=2.0)}
    conflict = found(phases=phases, rows=rows, targets=homes(10))
    assert keys(conflict) == ["budget/1", "budget/2", "target/1"]
    assert [(one.key, one.says.amount) for one in conflict.relaxation] == [("budget/2", 200.0)]
    assert conflict.relaxed_price == 400.0
    assert "900 CNY would be enough, 200 more" in conflict.relaxation[0].says.en


def test_both_of_two_that_exclude_each_other_can_not_be_had() -> None:
    conflict = found(must=(A, C), exclusive=((Match(site="A"), Match(site="C")),))
    assert keys(conflict) == ["exclusive/1", "must/1", "must/2"]
    assert len(conflict.relaxation) == 1
    assert conflict.relaxed_price is None
    assert conflict.demands[1].says.zh.startswith("必须：地块A、拆除重建；")


def test_what_must_not_be_stands_in_the_way_of_a_target() -> None:
    conflict = found(must_not=(A, Match(option="C/redevelop")), targets=homes(5))
    # with A all of 5 is there, and with C 4 of B and its own 1
    assert amounts(conflict) == {"target/1": 1.0, "must_not/1": 1.0, "must_not/2": 1.0}


def test_households_moved_at_most_are_told_as_such() -> None:
    conflict = found(must=(A,), targets=(Target(term="displaced_households", amount=-1),))
    assert keys(conflict) == ["target/1", "must/1"]
    assert "at most 1 households: with all else as asked, 2 households" in (
        conflict.demands[0].says.en
    )


def test_works_in_both_phases_are_to_blame_where_either_would_do() -> None:
    # all 14 homes are A's 130 m² and B's 90 m² of works, together or one after the other
    conflict = found(rows={"works_at_once": RowSetting(limit=0.1)}, targets=homes(14))
    assert amounts(conflict) == {
        "works_at_once/1": 180.0,
        "works_at_once/2": 180.0,
        "target/1": 14.0,
    }


def test_consent_and_fixed_options_are_named() -> None:
    needs = with_option(inputs(), "C/redevelop", consent_needed=True)
    asked = {"rows": {"consent": RowSetting()}, "not_asked": "bars"}
    conflict = found(needs, targets=homes(15), **asked)
    assert amounts(conflict) == {"target/1": 1.0, "consent": 1.0}
    # what residents decide gives way last
    assert [one.key for one in conflict.relaxation] == ["target/1"]
    fixed = with_option(inputs(), "B/keep", fixing="must")
    assert keys(found(fixed, targets=homes(15))) == ["target/1", "fixing/B"]


def test_sun_that_sites_take_together_is_named() -> None:
    # A and C together leave the window on B one of four steps lit, two are needed
    kept = Match(site="B", action="keep")
    conflict = found(rows={"sunlight": RowSetting()}, must=(A, C, kept))
    assert keys(conflict) == ["sunlight", "must/1", "must/2"]


def test_people_to_be_served_need_the_clinic_that_another_wish_rules_out() -> None:
    # 20 people over 65 live in D2, out of reach of both clinics today: C's alone serves them
    floor = EquityFloor(standard="clinic", area="D2", share=0.9)
    kept = Match(site="B", action="keep")
    either = (Match(site="C"), kept)
    conflict = found(equity_floors=(floor,), must=(kept,), exclusive=(either,))
    assert keys(conflict) == ["exclusive/1", "equity_floor/1", "must/1"]
    assert conflict.demands[1].says.amount == 18.0


def test_where_a_programme_exists_there_is_no_conflict() -> None:
    assert conflict_of(pose()) is None
    assert conflict_of(pose(brief(targets=homes(15)))) is None


def test_soft_rows_are_in_no_conflict() -> None:
    soft = {"budget": RowSetting(hard=False, price=2.0)}
    phases = tuple(replace(one, budget_amount=0.0) for one in BARE.phases)
    assert conflict_of(pose(brief(phases=phases, rows=soft, targets=homes(10)))) is None


def test_too_large_a_problem_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    made = pose(brief(**without_money(), targets=homes(10)))
    monkeypatch.setattr(conflicts, "LARGEST", 0)
    assert conflict_of(made) is None


def test_what_a_draft_misses_is_told_worst_first() -> None:
    made = pose(brief(**without_money(), targets=homes(10)))
    places = {key: at for at, key in enumerate(made.row_keys)}
    row = np.array([places["target/1"], places["budget/2"], len(places) + 3])
    told = missed_by(made, row, np.array([2, 90_000, 1]))
    # 900 of money that isn't there is more of its row than 2 of 10 homes; the last bars a set
    assert [(one.key, one.says.amount) for one in told] == [("budget/2", 900.0), ("target/1", 2.0)]
    assert told[0].says.en.startswith("public money of phase 2 is at most 0 CNY: 900 CNY would be")
