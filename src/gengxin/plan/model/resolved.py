"""A brief's shares put in numbers: budgets, subsidies, neighbours, the law's limits."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from gengxin.plan.model.case import Case
from gengxin.plan.model.money_rows import dearest_x100
from gengxin.terms import Note
from gengxin.terms.brief import ROWS, Phase, RowSetting

__all__ = ["resolved"]

# rows whose limit is the law's where the brief states none, and the kind of rule
LAW = {
    "demolished": "demolition_share",
    "built_to_demolished": "built_to_demolished",
    "rehoused_nearby": "rehoused_nearby",
}


def resolved(case: Case) -> tuple[Case, tuple[Note, ...]]:
    """The same case, its brief in numbers; rows without a limit are off, and the notes say so."""
    rows, notes = _with_law(case)
    brief = case.brief
    return replace(
        case,
        brief=replace(
            brief,
            phases=_with_budgets(case),
            subsidies=_subsidies(case),
            neighbours=brief.neighbours or _in_one_zone(case),
            rows=MappingProxyType(rows),
        ),
    ), notes


def _with_budgets(case: Case) -> tuple[Phase, ...]:
    row = case.row("budget")
    share = np.floor((row.limit or 0.0) * int(dearest_x100(case.columns).sum())) / 100.0
    return tuple(
        one if one.budget_amount is not None else replace(one, budget_amount=float(share))
        for one in case.brief.phases
    )


def _subsidies(case: Case) -> Mapping[str, float]:
    """Subsidy of each unit: the brief's, else its share of the unit's dearest options."""
    units = case.units
    inside = units.of_site >= 0
    dearest = np.zeros(len(units.refs), np.int64)
    np.add.at(dearest, units.of_site[inside], dearest_x100(case.columns)[inside])
    share = np.floor((case.row("balance").limit or 0.0) * dearest) / 100.0
    given = case.brief.subsidies
    return MappingProxyType(
        {
            str(unit): given.get(unit, float(amount))
            for unit, amount in zip(units.refs, share, strict=True)
        }
    )


def _in_one_zone(case: Case) -> tuple[tuple[str, str], ...]:
    """Pairs of units of which some sites lie in the same functional zone."""
    zone, unit = case.zones.of_site, case.units.of_site
    lies = np.zeros((len(case.units.refs), len(case.zones.refs)), bool)
    known = (zone >= 0) & (unit >= 0)
    lies[unit[known], zone[known]] = True
    together = lies.astype(np.int64) @ lies.T.astype(np.int64) > 0
    first, second = np.nonzero(np.triu(together, k=1))
    refs = case.units.refs
    return tuple(zip(map(str, refs[first]), map(str, refs[second]), strict=True))


def _with_law(case: Case) -> tuple[dict[str, RowSetting], tuple[Note, ...]]:
    rows, notes = dict(case.brief.rows), []
    for name, kind in LAW.items():
        row = case.row(name)
        if not row.on or row.limit is not None:
            continue
        if kind in case.inputs.limits:
            rows[name] = replace(row, limit=case.inputs.limits[kind])
            continue
        rows[name] = replace(row, on=False)
        notes.append(
            Note(
                table="rules",
                action="missing",
                count=1,
                en=f"row {name} is off: neither brief nor rule pack states its limit ({kind})",
                zh=f"约束“{ROWS[name][1]}”未启用：任务书与规则库均未给出限值（{kind}）",
                next_step_en=f"state rows.{name}.limit in the brief",
                next_step_zh=f"请在任务书中填写 rows.{name}.limit",
            )
        )
    return rows, tuple(notes)
