"""The command ``gengxin demo``."""

from pathlib import Path
from typing import Annotated

import typer

from gengxin.cli.show import progress, say

__all__ = ["demo"]


def demo(
    out: Annotated[Path, typer.Option(help="folder to write")] = Path("demo-out"),
    sites: Annotated[int, typer.Option(help="about how many sites, 100 to 300,000")] = 3_000,
) -> None:
    """Go the whole way on a made-up district and say where the report is."""
    from gengxin import workbench

    with progress() as report:
        made = workbench.demo(out, sites=sites, report=report)
    say(f"district   {made.district}  (made up · 虚构)")
    say(f"workbook   {made.files.workbook}")
    say(f"GeoPackage {made.files.geopackage}")
    say(f"report     {made.files.report.resolve()}")
