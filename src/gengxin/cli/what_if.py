"""The command ``gengxin what-if``."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gengxin.cli.show import as_json, progress, say

if TYPE_CHECKING:
    from gengxin.terms import Match

__all__ = ["what_if"]

SITES_TOLD = 20


def what_if(  # noqa: PLR0913, PLR0917 - a command has as many as it has options
    programme: Annotated[Path, typer.Argument(metavar="PROGRAMME.zip", help="programme file")],
    folder: Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")],
    fix: Annotated[
        list[str] | None,
        typer.Option(help="SITE=OPTION or SITE=ACTION, @PHASE behind it: must be there"),
    ] = None,
    forbid: Annotated[
        list[str] | None,
        typer.Option(help="OPTION, SITE=ACTION or SITE=*, @PHASE behind it: must not be"),
    ] = None,
    budget: Annotated[
        list[str] | None, typer.Option(help="PHASE=FACTOR, or all=FACTOR: 2=0.9, all=110%")
    ] = None,
    weight: Annotated[list[str] | None, typer.Option(help="TERM=FACTOR: carbon=2")] = None,
    gap: Annotated[str, typer.Option(help="stop at this certified gap, such as 0.5%")] = "0.5%",
    time: Annotated[str, typer.Option(help="stop after this time: 2s, 1m")] = "2s",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="write the answer as a programme file, .zip")
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="print one JSON document")] = False,
) -> None:
    """Change a programme and see at once what the best plan does then: which sites, when, at what.

    The file is opened where its search ended; the answer is certified like any programme.
    """
    from gengxin import workbench

    edit = workbench.Edit(
        fix=tuple(_match(one) for one in fix or ()),
        forbid=tuple(_match(one) for one in forbid or ()),
        budgets=_budgets(budget or [], programme),
        weights=tuple(_factor("--weight", one) for one in weight or ()),
    )
    until = workbench.until(gap=gap, time=time, rounds=None)
    with progress() as report:
        found = workbench.what_if_file(programme, folder, edit, until=until, out=out, report=report)
    if json:
        as_json(found)
        return
    for line in _told(found):
        say(line)
    if out is not None:
        say(f"wrote {out}")
        say(f"check it: gengxin verify {out} {folder}")


def _match(text: str) -> "Match":
    """What ``SITE=OPTION@PHASE`` picks; an option names its site itself."""
    from gengxin.terms import InputError, Match, codes

    what, _, phase = text.partition("@")
    site, has_site, named = what.rpartition("=")
    if (phase and not phase.isdecimal()) or ("@" in text and not phase) or not named:
        msg = f"{text!r} picks nothing; write SITE=OPTION, SITE=ACTION or OPTION, @PHASE behind it"
        raise InputError(msg)
    is_action = named in codes.ACTIONS
    return Match(
        site=site if has_site else named.partition("/")[0] if "/" in named else None,
        option=None if is_action or named == "*" else named,
        action=named if is_action else None,
        phase=int(phase) if phase else None,
    )


def _budgets(texts: list[str], programme: Path) -> tuple[tuple[int, float], ...]:
    from gengxin import workbench
    from gengxin.terms import InputError

    found: list[tuple[int, float]] = []
    for text in texts:
        phase, factor = _factor("--budget", text)
        if phase == "all":
            found += [(at, factor) for at in workbench.phases_of(programme)]
        elif phase.isdecimal():
            found.append((int(phase), factor))
        else:
            raise InputError(f"--budget {text!r}: {phase!r} is no phase; write 1=0.9 or all=0.9")
    return tuple(found)


def _factor(option: str, text: str) -> tuple[str, float]:
    """A name and a factor: ``carbon=2``, ``1=90%``."""
    from gengxin.terms import InputError

    found = re.fullmatch(r"(\w+)=(\d+(?:\.\d+)?)(%?)", text.strip())
    if found is None:
        raise InputError(f"{option} {text!r} is no factor; write NAME=0.9 or NAME=90%")
    return found[1], float(found[2]) / (100.0 if found[3] else 1.0)


def _told(found: dict[str, Any]) -> list[str]:
    """What the edit makes of the programme, in a few lines."""
    currency, before = found["currency"] or "currency", found["before"]
    if found["value"] is None:
        return [
            "no programme that meets the edit was found yet; give it more time: --time 30s",
            f"nothing can be worth more than {found['bound']:,.0f} {currency}",
        ]
    gap = "not stated" if found["gap_certified"] is None else f"{found['gap_certified']:.2%}"
    lines = [
        f"worth {found['value']:,.0f} {currency}: {found['value'] - before['value']:+,.0f}",
        f"nothing can be worth more than {found['bound']:,.0f}; certified gap {gap}",
        f"after {found['seconds']:.1f} s, {len(found['changed']):,} sites change:",
    ]
    for row in found["changed"][:SITES_TOLD]:
        sides = (_side(row["before"]), _side(row["after"]))
        lines.append(f"  {row['site']} {row['name_en'] or ''}: {' → '.join(sides)}")
    more = len(found["changed"]) - SITES_TOLD
    return lines + ([f"  … and {more:,} more; see --json"] if more > 0 else [])


def _side(side: dict[str, Any]) -> str:
    phase = "" if side["phase"] is None else f" @ {side['phase']}"
    return f"{side['name_en']}{phase}"
