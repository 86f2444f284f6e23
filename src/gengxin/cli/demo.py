"""The command ``gengxin demo``."""

from pathlib import Path
from typing import Annotated

import typer

from gengxin.cli.show import progress, say

__all__ = ["demo"]

VIOLATED = 1


def demo(
    out: Annotated[Path, typer.Option(help="folder to write")] = Path("demo-out"),
    sites: Annotated[int, typer.Option(help="about how many sites, 100 to 300,000")] = 3_000,
) -> None:
    """Go the whole way on a made-up district and say where the reports are."""
    from gengxin import workbench

    with progress() as report:
        made = workbench.demo(out, sites=sites, report=report)
    gap = made.verdict.gap_certified
    holds = "everything holds 全部成立" if made.verdict.holds else "VIOLATED 不成立"
    say(f"district   {made.district}  (made up · 虚构)")
    say(f"check-up   {made.files.report}")
    say(f"workbook   {made.files.workbook}")
    say(f"GeoPackage {made.files.geopackage}")
    say(f"options    {made.options}")
    say(f"programme  {made.programme}")
    say(f"verified   {holds}" + ("" if gap is None else f", certified gap {gap:.2%}"))
    if made.front is None:
        say(f"front      not made here; make one: gengxin front {made.district}")
    say(f"report     {made.report.resolve()}")
    say(f"projects   {len(made.projects)} in the public catalogue  (made up · 虚构)")
    say(f"workbench  gengxin serve {made.district}  (in a browser, for many · 多人在浏览器中使用)")
    if not made.verdict.holds:
        raise typer.Exit(VIOLATED)
