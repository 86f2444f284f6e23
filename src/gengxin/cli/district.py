"""Commands about a district: sample, import, fetch, info, export."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gengxin.cli.show import as_json, progress, say

if TYPE_CHECKING:
    from gengxin.workbench import Massing

__all__ = ["export", "fetch", "import_", "info", "sample"]

SHOWN = 10
Folder = Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")]
Json = Annotated[bool, typer.Option("--json", help="print one JSON document and nothing else")]
Out = Annotated[Path, typer.Option("-o", "--out", help="folder of the district to write")]


def sample(
    out: Out,
    sites: Annotated[int, typer.Option(help="about how many sites, 100 to 300,000")] = 3_000,
    seed: Annotated[int, typer.Option(help="the same seed makes the same district")] = 1,
    *,
    json: Json = False,
) -> None:
    """Make up a district modelled on Xuhui, Shanghai; it says everywhere that it is made up."""
    from gengxin import workbench

    with progress() as report:
        district = workbench.sample_district(sites=sites, seed=seed, report=report)
        workbench.save_district(district, out)
    _tell(out, json=json)


def import_(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE…", help="files or folders")],
    out: Out,
    recipe: Annotated[
        str | None,
        typer.Option(help="recipe file, or the name of a shipped one: cambridge-ma, xuhui"),
    ] = None,
    boundary: Annotated[
        Path | None, typer.Option(help="layer whose polygons clip the rest")
    ] = None,
    *,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="go on where a layer loses over 5 % of its rows")
    ] = False,
    json: Json = False,
) -> None:
    """Read OpenStreetMap extracts, GIS layers and tables into a checked district."""
    from gengxin import workbench

    with progress() as report:
        district = workbench.import_district(
            sources, recipe=recipe, boundary=boundary, accept_loss=accept_loss, report=report
        )
        workbench.save_district(district, out)
    _tell(out, json=json)


def fetch(
    place: Annotated[str, typer.Argument(metavar="PLACE|URL", help="a place's name or an address")],
    out: Annotated[Path, typer.Option("-o", "--out", help="file to write")],
    base_address: Annotated[
        str | None, typer.Option(help="address of the Overpass or Geofabrik-style server")
    ] = None,
) -> None:
    """Fetch an OpenStreetMap extract; a broken transfer resumes where it stopped."""
    from gengxin import workbench

    with progress() as report:
        path = workbench.fetch_extract(place, out, base_address=base_address, report=report)
    say(f"fetched {path}")


def info(folder: Folder, *, json: Json = False) -> None:
    """Say what a district holds: rows by table, where its numbers come from, what is missing."""
    _tell(folder, json=json)


def export(
    folder: Folder,
    to: Annotated[
        Literal["gpkg", "geojson", "xlsx", "cityjson", "glb"], typer.Option(help="format")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="file (geojson: folder) to write")],
    option: Annotated[
        list[str] | None,
        typer.Option(help="option in the place of what stands on its site (cityjson, glb)"),
    ] = None,
) -> None:
    """Give the district's tables, or its buildings in 3D, to QGIS and other programs."""
    from gengxin import workbench

    if to == "cityjson" or to == "glb":  # noqa: PLR1714 - mypy narrows by equality
        _tell_massing(workbench.export_massing(folder, to, out, options=option or ()))
        return
    if option:
        msg = f"--option is for cityjson and glb, not for {to}; leave it out"
        raise typer.BadParameter(msg, param_hint="'--option'")
    path = workbench.export_district(workbench.open_district(folder), to, out)
    say(f"wrote {path}")


def _tell_massing(made: "Massing") -> None:
    """Say what was written, and name what was left out."""
    say(f"wrote {made.path}: {made.mass_count:,} masses")
    for (reason, _), refs in made.left_out.items():
        more = f" and {len(refs) - SHOWN:,} more" if len(refs) > SHOWN else ""
        say(f"  left out {len(refs):,}: {reason}: {', '.join(refs[:SHOWN])}{more}")


def _tell(folder: Path, *, json: bool) -> None:
    """Print what the district of a folder holds."""
    from gengxin import workbench

    facts = workbench.describe(workbench.open_district(folder))
    if json:
        as_json({"district": str(folder), **facts})
        return
    say(f"{facts['name']['en']} · {facts['name']['zh']}  ({folder})")
    if facts["made_up"]:
        say("made up: nothing here is a real place, person or number · 虚构数据")
    say(f"{facts['crs']}, data of {facts['data_day']}")
    for name, rows in facts["tables"].items():
        basis = ", ".join(f"{count:,} {kind}" for kind, count in facts["basis"][name].items())
        say(f"  {name:16}{rows:>10,} rows  {basis}")
    if facts["absent_tables"]:
        say(f"  absent: {', '.join(facts['absent_tables'])}")
    for note in facts["notes"]:
        step = f" → {note['next_step']['en']}" if note["next_step"]["en"] else ""
        count = f"{note['count']:,}" if note["count"] else ""
        say(f"  {note['action']:<10}{count:>9}  {note['table']}: {note['en']}{step}")
