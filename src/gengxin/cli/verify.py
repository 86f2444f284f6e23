"""The command ``gengxin verify``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gengxin.cli.show import as_json, progress, say

if TYPE_CHECKING:
    from gengxin.terms import Verdict
    from gengxin.workbench.matching.recount import MatchVerdict

__all__ = ["verify"]

VIOLATED = 1


def verify(
    file: Annotated[
        Path,
        typer.Argument(metavar="PROGRAMME.zip|MATCH", help="programme file, or a match run"),
    ],
    folder: Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")],
    *,
    deep: Annotated[
        bool, typer.Option("--deep", help="also make walks, clauses, measures and sun again")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="print one JSON document")] = False,
) -> None:
    """Recount a programme or a match without a solver; exit with 0 only when all of it holds."""
    from gengxin import workbench
    from gengxin.workbench.matching.recount import match_run_path

    run = match_run_path(file, folder)
    if run is not None:
        _recount(run, json=json)
        return
    with progress() as report:
        verdict = workbench.verify_file(file, folder, deep=deep, report=report)
    if json:
        as_json(workbench.verdict_document(verdict, file))
    else:
        for line in _told(verdict):
            say(line)
    if not verdict.holds:
        raise typer.Exit(VIOLATED)


def _recount(run: Path, *, json: bool) -> None:
    """Recount a kept matching: its rows, its worth, and the bound that its prices prove."""
    from gengxin.workbench.matching.recount import recounted

    verdict = recounted(run)
    if json:
        as_json(verdict.document())
    else:
        for line in _told_match(verdict):
            say(line)
    if not verdict.holds:
        raise typer.Exit(VIOLATED)


def _told_match(verdict: "MatchVerdict") -> list[str]:
    lines = ["recounted: " + ", ".join(f"{n:,} {name}" for name, n in verdict.checked.items())]
    if not verdict.holds:
        count = len(verdict.faults)
        head = f"{count:,} {'statement does' if count == 1 else 'statements do'} not hold 不成立"
        return [*lines, head, *(f"  {fault}" for fault in verdict.faults)]
    gap = verdict.gap_certified
    return [
        *lines,
        "everything holds 全部成立",
        f"  value 价值: {verdict.value_points:,} points",
        f"  nothing feasible is worth more than 上界: {verdict.bound_points:,} points",
        f"  certified gap 认证间隙: {'none, nothing is matched' if gap is None else f'{gap:.3%}'}",
    ]


def _told(verdict: "Verdict") -> list[str]:
    """What was recounted, and what was found, in a few lines."""
    checked = ", ".join(f"{n:,} {name.replace('_', ' ')}" for name, n in verdict.checked.items())
    lines = [f"recounted: {checked}"]
    if verdict.holds:
        gap = verdict.gap_certified
        certified = "none, for the value is not above 0" if gap is None else f"{gap:.3%}"
        lines += [
            "everything holds 全部成立",
            f"  value above keeping everything 价值: {verdict.value:,.2f}",
            f"  nothing feasible is worth more than 上界: {verdict.bound:,.2f}",
            f"  certified gap 认证间隙: {certified}",
        ]
    else:
        count = sum(verdict.counts.values())
        lines.append(
            f"{count:,} {'statement does' if count == 1 else 'statements do'} not hold 不成立"
        )
        lines += [f"  {one.en} {one.zh}" for one in verdict.violations]
        more = count - len(verdict.violations)
        lines += [f"  … and {more:,} more of these kinds"] if more else []
    lines.append("taken on trust 未核:")
    return lines + [f"  {en} {zh}" for en, zh in verdict.not_checked]
