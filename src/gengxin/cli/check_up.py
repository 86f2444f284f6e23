"""The command ``gengxin check-up``."""

import json as json_text
import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from gengxin.cli.show import as_json, progress, say

__all__ = ["check_up"]

SHOWN = 5


def check_up(
    folder: Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")],
    standards: Annotated[
        str, typer.Option(help="cn-default, generic-15min, or a file of your own")
    ] = "cn-default",
    variant: Annotated[
        Literal["strict", "lenient"], typer.Option(help="which reading of the distances")
    ] = "strict",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="folder to write, else DISTRICT/reports")
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="print one JSON document")] = False,
) -> None:
    """Measure a district, find where it falls short and why; write report, workbook, map."""
    from gengxin import workbench

    with progress() as report:
        made, files = workbench.check_up_folder(
            folder,
            standards=standards,
            variant=variant,
            out=out,
            report=report,
            processes=os.cpu_count() or 1,
        )
    if json:
        as_json(json_text.loads(files.document.read_text("utf-8")))
        return
    counts = made.observations.query("level == 'district'")["status"].value_counts()
    told = ", ".join(f"{int(count)} {status}" for status, count in counts.items())
    say(f"{len(made.indicators)} indicators: {told}; {len(made.findings)} findings")
    first_cause = made.causes.drop_duplicates("finding").set_index("finding")["cause_en"]
    for finding in made.findings.head(SHOWN).itertuples():
        say(f"  {first_cause.get(finding.ref, finding.cause_en)}")
    say(f"report     {files.report}")
    say(f"workbook   {files.workbook}")
    say(f"GeoPackage {files.geopackage}")
    say(f"JSON       {files.document}")
