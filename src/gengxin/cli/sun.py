"""The command ``gengxin sun``."""

from pathlib import Path
from typing import Annotated

import typer

from gengxin.cli.show import as_json, progress, say

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
    hours: Annotated[float, typer.Option(help="hours that each window is held against")] = 2.0,
    *,
    json: Annotated[bool, typer.Option("--json", help="print one JSON document")] = False,
) -> None:
    """Count the hours of direct sun at every floor of every wall of homes, as they stand today."""
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
    for note in made.notes:
        say(f"  {note.action:<10}{note.count:>9,}  {note.en}")
    say(f"run   {files.run}")
    say(f"layer {files.layer}")
