"""What is used of the limits phase by phase, under the sentence that it says."""

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from gengxin.publish.numbers import in_money, in_text, with_unit
from gengxin.publish.programme_report.drawing import against_limits
from gengxin.publish.programme_report.phases import PhaseFigures
from gengxin.publish.programme_report.told import Told
from gengxin.publish.words import Words

__all__ = ["Curve", "curves"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A chart under its sentence; ``note`` says what bar and line are."""

    title: Words
    note: Words
    svg: Markup


def curves(told: Told, phases: list[PhaseFigures]) -> list[Curve]:
    """Public money, homes, floor under works."""
    return [_money(told, phases), _homes(told, phases), _floor(phases)]


def _fullest(used: list[float], limits: list[float]) -> tuple[int, float]:
    """The phase that uses most of its limit, from 0, and the share that it uses."""
    shares = [
        used[at] / limits[at] if np.isfinite(limits[at]) and limits[at] > 0 else 0.0
        for at in range(len(used))
    ]
    at = int(np.argmax(shares))
    return at, shares[at]


def _money(told: Told, phases: list[PhaseFigures]) -> Curve:
    used, limits = [one.spent_amount for one in phases], [one.budget_amount for one in phases]
    carried = told.programme.brief.carry_over
    if carried:
        used, limits = list(np.cumsum(used)), list(np.cumsum(limits))
    at, share = _fullest(used, limits)
    whole = sum(limits) and sum(used) / sum(limits)
    part, most = with_unit(whole, "share"), with_unit(share, "share")
    name = phases[at].name
    title = Words(
        f"{part.en} of the public budget is spent; {name.en} spends {most.en} of its own",
        f"公共预算共使用{part.zh}；{name.zh}用足{most.zh}",
    )
    if not np.isfinite(limits).any():
        title = Words("Public money by phase; no budget holds", "分期公共资金，未设预算")
    note = (
        Words(
            "bars: spent; lines: budget, both summed up from the first phase: it carries over",
            "柱：支出；线：预算；预算可结转，均为累计",
        )
        if carried
        else Words("bars: spent; lines: budget of the phase", "柱：支出；线：当期预算")
    )
    return Curve(
        title=title,
        note=note,
        svg=against_limits(
            title,
            used,
            limits,
            [one.name for one in phases],
            told=lambda value: in_money(value, ""),
        ),
    )


def _homes(told: Told, phases: list[PhaseFigures]) -> Curve:
    needed, ready = [one.needing_count for one in phases], [one.ready_count for one in phases]
    short = [need - has for need, has in zip(needed, ready, strict=True) if need > has]
    row = told.programme.brief.rows.get("replacement_first")
    holds = row is not None and row.on and row.hard
    if not short:
        title = Words(
            "In every phase as many homes are ready as households need one",
            "每一期已落实房源都不少于需要安置的户数",
        )
    else:
        most = with_unit(max(short), "households")
        off = ("", "") if holds else (" (this brief doesn’t ask for it)", "（本任务书未作要求）")
        title = Words(
            f"Up to {most.en} need a home that isn’t ready yet{off[0]}",
            f"最多{most.zh}需要的安置房源尚未落实{off[1]}",
        )
    return Curve(
        title=title,
        note=Words(
            "bars: households that need one then (out for works, less those who find their own; "
            "out for good so far); lines: homes committed to them and open by then",
            "柱：当期需安置户数（过渡户扣除自行解决者，加累计永久搬迁户）；线：届时已建成的安置房源",
        ),
        svg=against_limits(
            title,
            needed,
            ready,
            [one.name for one in phases],
            told=lambda value: in_text(value, "homes"),
        ),
    )


def _floor(phases: list[PhaseFigures]) -> Curve:
    used, limits = [one.floor_m2 for one in phases], [one.floor_limit_m2 for one in phases]
    at, share = _fullest(used, limits)
    most, name = with_unit(share, "share"), phases[at].name
    title = Words(
        f"Works take {most.en} of the floor area allowed at once in {name.en}",
        f"{name.zh}同时施工面积达到上限的{most.zh}",
    )
    if not np.isfinite(limits).any():
        title = Words("Floor area under works by phase", "分期施工面积")
    return Curve(
        title=title,
        note=Words(
            "bars: floor area under works, m²; lines: as much as may be at once",
            "柱：施工面积（平方米）；线：允许的同时施工面积",
        ),
        svg=against_limits(
            title,
            used,
            limits,
            [one.name for one in phases],
            told=lambda value: in_text(value, "m²"),
        ),
    )
