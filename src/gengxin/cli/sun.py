"""The command ``gengxin sun``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gengxin.cli.show import as_json, progress, say

if TYPE_CHECKING:
    from gengxin.terms.sun import SunMap

__all__ = ["sun"]

SHOWN = 15


def sun(  # noqa: PLR0913, PLR0917 - a command has as many as it has options
    folder: Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")],
    day: Annotated[
        str, typer.Option(help="great-cold, winter-solstice or a day such as 2026-01-20")
    ] = "great-cold",
    from_hour: Annotated[float, typer.Option("--from", help="first hour, true solar time")] = 8.0,
    to_hour: Annotated[float, typer.Option("--to", help="last hour, true solar time")] = 16.0,
    step_min: Annotated[float, typer.Option(help="length of a step in minutes")] = 1.0,
    hours: Annotated[
        float, typer.Option(help="hours that windows and ground are held against")
    ] = 2.0,
    *,
    json: Annotated[bool, typer.Option("--json", help="print one JSON document")] = False,
) -> None:
    """Count the hours of direct sun at every floor of homes and on open ground, as of today."""
    from gengxin import workbench

    with progress() as report:
        made, files = workbench.sun_folder(
            folder,
            day=day,
            band_hours=(from_hour, to_hour),
            step_min=step_min,
            asked_hours=hours,
            report=report,
        )
    if json:
        as_json(workbench.sun_document(made, files))
        return
    say(
        f"{len(made.tables['windows']):,} windows of {len(made.tables['buildings']):,} buildings; "
        f"below, those in walls within 45° of the equator, held against {hours:g} hours"
    )
    areas = made.tables["areas"]
    for row in areas.head(SHOWN).to_dict(orient="records"):
        say(
            f"  {row['level']:16}{row['area']:18}{row['windows_count']:>10,} windows"
            f"{row['under_share']:>7.1%} under, median {row['median_hours']:.1f} h"
        )
    if len(areas) > SHOWN:
        say(f"  … {len(areas) - SHOWN:,} more areas in the run")
    _tell_ground(made, hours)
    for note in made.notes:
        say(f"  {note.action:<10}{note.count:>9,}  {note.en}")
    say(f"run   {files.run}")
    say(f"layer {files.layer}")
    say(f"layer {files.ground}")


def _tell_ground(made: "SunMap", hours: float) -> None:
    """Print the sun on open ground by kind; what has no known extent has no share of it."""
    from gengxin.terms.sun import SUN_GROUND_KINDS

    sums = made.tables["ground_sums"]
    if not len(sums):
        say("open ground: none is mapped, and no site is known to have homes")
        return
    say(f"open ground, at {len(made.tables['ground_points']):,} points, against {hours:g} hours")
    for row in sums.to_dict(orient="records"):
        known = row["area_m2"] == row["area_m2"]
        share = f"{row['under_share']:.1%} of {row['area_m2'] / 1e4:,.1f} ha" if known else "–"
        say(
            f"  {SUN_GROUND_KINDS[row['kind']][0]:34}{row['places_count']:>8,} places"
            f"{share:>22} under, median {row['median_hours']:.1f} h"
        )
