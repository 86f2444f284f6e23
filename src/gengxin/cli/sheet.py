"""The commands ``gengxin sheet …``: a project's sheet printed, the catalogue exported."""

import json as to_json
from pathlib import Path
from typing import Annotated, Literal

import typer

from gengxin.cli.show import say

__all__ = ["sheet"]

sheet = typer.Typer(
    help="A project's sheet as PDF or page, and the catalogue in the words of others.",
    no_args_is_help=True,
)

District = Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")]
Project = Annotated[str, typer.Argument(metavar="PROJECT", help="code or ref of the project")]
Records = Annotated[
    str, typer.Option(help="where the records lie: postgresql://…; else the folder")
]
Language = Annotated[Literal["zh", "en"], typer.Option(help="language")]


@sheet.command("print")
def print_(
    project: Project,
    folder: District,
    out: Annotated[Path, typer.Option("-o", "--out", help="file to write: .pdf, .html or .json")],
    language: Language = "zh",
    *,
    records: Records = "",
    whole: Annotated[bool, typer.Option("--whole", help="JSON with what is withheld")] = False,
) -> None:
    """Print a project's sheet, as the public sees it."""
    from gengxin.workbench.catalogue.desk import desk_of

    with desk_of(folder, records=records) as desk:
        desk.write_sheet(project, out, language=language, is_whole=whole)
    say(f"wrote {out}")


@sheet.command()
def keep(project: Project, folder: District, *, records: Records = "") -> None:
    """Keep a version of a project's sheets, in both languages, where they say something new."""
    from gengxin.workbench.catalogue.desk import desk_of

    with desk_of(folder, records=records) as desk:
        for one in desk.keep(project):
            say(f"{one.language}  version {one.number}  {one.content_hash}")


@sheet.command()
def export(
    folder: District,
    out: Annotated[
        Path,
        typer.Option(
            "-o", "--out", help="oc4ids: .json; sites: .geojson; register: .csv; pool: .xlsx"
        ),
    ],
    language: Language = "en",
    *,
    records: Records = "",
    whole: Annotated[
        bool, typer.Option("--whole", help="all projects, with what is withheld")
    ] = False,
) -> None:
    """Export the projects: OC4IDS, GeoJSON, UK brownfield register or project pool, by ending."""
    from gengxin.workbench.catalogue.desk import desk_of

    with desk_of(folder, records=records) as desk:
        count = desk.export(out, language=language, is_whole=whole)
    say(f"wrote {out}: {count} projects")


@sheet.command()
def find(
    folder: District,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="words, in either language")] = "",
    *,
    records: Records = "",
    json: Annotated[bool, typer.Option("--json", help="print one JSON document")] = False,
) -> None:
    """Find projects and offers by their words."""
    from gengxin.workbench.catalogue.desk import desk_of

    with desk_of(folder, records=records) as desk:
        found = desk.find(words)
    if json:
        say(to_json.dumps(found, ensure_ascii=False, indent=1))
        return
    for one in found["entries"]:
        say(f"{one['code']}  {one['name'][1]}  {one['name'][0]}  {one['stage']}")
    if not found["entries"]:
        say("nothing found; gengxin projects keep DISTRICT makes projects")
