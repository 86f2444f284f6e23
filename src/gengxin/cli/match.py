"""The command ``gengxin match``."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from gengxin.cli.show import as_json, progress, say

__all__ = ["match"]

SHORTAGES_TOLD = 12


def match(  # noqa: PLR0913, PLR0917 - a command has as many as it has options
    folder: Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")],
    what: Annotated[
        Literal["space", "teams"], typer.Option(help="requests with space, or offers with teams")
    ] = "space",
    programme: Annotated[
        str, typer.Option(help="programme that opens space: file, run, none; else the adopted one")
    ] = "",
    offer: Annotated[
        list[str] | None, typer.Option(help="offer to find a team for; may be repeated; else all")
    ] = None,
    slip: Annotated[
        list[str] | None, typer.Option(help="PHASE=MONTHS by which works are late: 2=12")
    ] = None,
    late: Annotated[
        int | None, typer.Option(min=0, help="months that space may open after the day of need")
    ] = None,
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="day of matching; else today")
    ] = None,
    rounds: Annotated[int | None, typer.Option(min=1, help="rounds of the search")] = None,
    seed: Annotated[int, typer.Option(help="seed of the search")] = 0,
    brief: Annotated[
        str | None, typer.Option(help="brief that --next adds to; else the programme's")
    ] = None,
    next_: Annotated[
        Path | None, typer.Option("--next", help="write the next plan's brief here, .toml")
    ] = None,
    records: Annotated[
        str, typer.Option(help="where the records lie: postgresql://…; else the folder")
    ] = "",
    *,
    json: Annotated[bool, typer.Option("--json", help="print one JSON document")] = False,
) -> None:
    """Match requests with space, or offers with teams; say why, and prove how good it is."""
    from gengxin.workbench import matching
    from gengxin.workbench.matching import by_folder

    asked = matching.MatchAsked(
        what=what,
        day=(day or datetime.now().astimezone()).date(),
        programme=programme,
        rounds=rounds,
        seed=seed,
        slips=by_folder.slips_of(slip or []),
        late_months=late,
    )
    notes: tuple[Any, ...] = ()
    with progress() as report:
        kept = by_folder.match_folder(
            folder, asked, records=records, offers=offer or [], report=report
        )
        if next_ is not None:
            notes = by_folder.brief_folder(
                folder, kept, brief=brief, programme=programme, out=next_
            )
    document = matching.match_document(kept)
    if json:
        left_out = [{"count": note.count, "en": note.en, "zh": note.zh} for note in notes]
        as_json(document | {"next_brief": None if next_ is None else str(next_), "notes": left_out})
        return
    for line in [*_told(document), *(f"  {note.en}" for note in notes)]:
        say(line)
    if next_ is not None:
        say(f"wrote {next_}")
        say(f"plan what is short: gengxin plan {folder} --brief {next_} -o PROGRAMME.zip")
    say(f"check it: gengxin verify {kept.run} {folder}")


def _told(document: dict[str, Any]) -> list[str]:
    """What a matching comes to, in a few lines."""
    states, gap = document["states"], document["gap_certified"]
    whole = sum(states.values())
    served = whole - states.get("refused", 0)
    noun = "requests have space" if document["what"] == "space" else "offers have a team"
    told = "not stated: nothing is matched" if gap is None else f"{gap:.2%}"
    lines = [
        f"{served:,} of {whole:,} {noun}",
        f"worth {document['value']:,} points; nothing can be worth more than {document['bound']:,}",
        f"certified gap {told}, after {document['rounds']} rounds",
    ]
    lines += [f"  {count:>6,}  {reason}" for reason, count in document["reasons"].items()]
    if document["what"] == "space":
        lines += _shortages(document)
    return lines


def _shortages(document: dict[str, Any]) -> list[str]:
    """What is short in the end, the most first; accepted matches that no longer fit."""
    rows = document["balance"]
    last = max((row["phase"] for row in rows), default=0)
    short = [row for row in rows if row["phase"] == last and row["short_m2"] > 0.0]
    short.sort(key=lambda row: -row["short_m2"])
    lines = ["short in the end 缺口:"] if short else []
    for row in short[:SHORTAGES_TOLD]:
        zone = row["functional_zone"] or "anywhere"
        lines.append(f"  {row['use_class']:12} {zone:12} {row['short_m2']:>12,.0f} m²")
    return lines + [f"  {row['request']}: {row['reason_en']}" for row in document["lost"]]
