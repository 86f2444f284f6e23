"""The commands ``gengxin store …``: recount, back up, restore and copy a district's records."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gengxin.cli.show import as_json, say

if TYPE_CHECKING:
    from gengxin.terms.records import Anchor, ChainReport

__all__ = ["store"]

BROKEN = 1
SHOWN = 10

store = typer.Typer(help="Keep a district's records safe.", no_args_is_help=True)

Where = Annotated[
    str, typer.Argument(metavar="DISTRICT", help="folder of the district, or postgresql://…")
]
Json = Annotated[bool, typer.Option("--json", help="print one JSON document")]


@store.command()
def verify(
    where: Where,
    anchor: Annotated[
        list[str] | None,
        typer.Option(help="NUMBER:HASH, an end of the log that was noted elsewhere"),
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Recount the audit log and hold every record against it; exit with 0 only when all holds."""
    from gengxin import workbench

    noted = tuple(_anchor(one) for one in anchor or ())
    _tell(workbench.verify_records(where, anchors=noted), json=json)


@store.command()
def backup(
    where: Where,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="new file to write")],
    *,
    json: Json = False,
) -> None:
    """Write all records into one file, while others go on working."""
    from gengxin import workbench

    report = workbench.backup_records(where, file)
    _tell(report, json=json, also={"wrote": str(file)})


@store.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="file that a backup wrote")],
    where: Where,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="put it in the place of records that are there")
    ] = False,
    json: Json = False,
) -> None:
    """Bring back the records of a backup."""
    from gengxin import workbench

    _tell(workbench.restore_records(file, where, replace=replace), json=json)


@store.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="district, or postgresql://…")],
    target: Annotated[str, typer.Argument(metavar="TO", help="the same, without records yet")],
    *,
    json: Json = False,
) -> None:
    """Copy all records from a district's folder to a server or back, without loss."""
    from gengxin import workbench

    _tell(workbench.move_records(source, target), json=json)


def _anchor(text: str) -> "Anchor":
    """An end of the log as a person noted it."""
    from gengxin.terms import InputError
    from gengxin.terms.records import Anchor

    number, _, digest = text.partition(":")
    if not number.isdecimal() or not digest:
        raise InputError(f"--anchor is {text!r}, must be NUMBER:HASH as store verify prints it")
    return Anchor(number=int(number), hash=digest)


def _tell(report: "ChainReport", *, json: bool, also: dict[str, Any] | None = None) -> None:
    """Say what a recount found; end with 1 where something doesn't hold."""
    if json:
        as_json(_document(report) | (also or {}))
    else:
        for line in _lines(report):
            say(line)
        for name, value in (also or {}).items():
            say(f"{name} {value}")
    if not report.holds:
        raise typer.Exit(BROKEN)


def _document(report: "ChainReport") -> dict[str, Any]:
    broken = report.broken
    return {
        "holds": report.holds,
        "entries": report.entries_count,
        "anchor": f"{report.head.number}:{report.head.hash}",
        "broken": broken and {"number": broken.number, "en": broken.en, "zh": broken.zh},
        "astray": [{"kind": kind, "ref": ref} for kind, ref in report.astray],
        "erased_people": report.erased_people_count,
    }


def _lines(report: "ChainReport") -> list[str]:
    """The report in a few lines."""
    lines = [f"entries of the log that hold: {report.entries_count:,}"]
    if report.broken:
        lines.append(f"BROKEN: {report.broken.en} {report.broken.zh}")
    for kind, ref in report.astray[:SHOWN]:
        lines.append(f"ASTRAY: {kind} {ref} is not what the log says of it 与日志不符")
    more = len(report.astray) - SHOWN
    lines += [f"  … and {more:,} more"] if more > 0 else []
    if report.holds:
        lines.append("every record is what the log says of it 全部成立")
    if report.erased_people_count:
        lines.append(f"people who were erased: {report.erased_people_count:,}")
    lines.append(f"note this end of the log elsewhere: {report.head.number}:{report.head.hash}")
    return lines
