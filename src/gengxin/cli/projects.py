"""The commands ``gengxin projects …``: drafted from a programme, kept, passed on, slipping."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gengxin.cli.show import as_json, say

__all__ = ["projects"]

projects = typer.Typer(
    help="Projects of an adopted programme: drafted, kept, passed from stage to stage.",
    no_args_is_help=True,
)

District = Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")]
Project = Annotated[str, typer.Argument(metavar="PROJECT", help="code or ref of the project")]
Records = Annotated[
    str, typer.Option(help="where the records lie: postgresql://…; else the folder")
]
Programme = Annotated[str, typer.Option(help="ref of an adopted programme; else the newest")]
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="day that counts as today")
]
Json = Annotated[bool, typer.Option("--json", help="print one JSON document")]
SHOWN = 12


@projects.command("list")
def list_(folder: District, *, records: Records = "", day: Day = None, json: Json = False) -> None:
    """List the projects by stage."""
    from gengxin.workbench.projects.by_folder import desk_of

    with desk_of(folder, records=records, day=day and day.date()) as desk:
        board = desk.board()
    if json:
        as_json(board)
        return
    columns = [one for one in board["columns"] if one["cards"]]
    for column in columns:
        say(f"{column['zh']} {column['en']}")
        for card in column["cards"]:
            late = card["late_days"]
            told = f"  {late} days late" if late and late > 0 else ""
            made_up = "  (made up · 虚构)" if card["made_up"] else ""
            say(f"  {card['code']}  {card['name_zh']}  {card['name_en']}{made_up}")
            when = f"{card['starts_on']} – {card['ends_on']}"
            say(f"      {len(card['sites'])} sites, {when}{told}")
    if not columns:
        say("no projects yet: gengxin projects keep DISTRICT")


@projects.command()
def draft(
    folder: District, *, programme: Programme = "", records: Records = "", json: Json = False
) -> None:
    """Bundle the sites that no project has yet into drafts; nothing is kept."""
    from gengxin.workbench.projects.by_folder import desk_of

    with desk_of(folder, records=records) as desk:
        drafts = desk.drafts(programme)
    if json:
        as_json(drafts)
        return
    for one in drafts:
        say(f"{one['code']}  {one['name_zh']}  {one['name_en']}  {len(one['works'])} sites")
        for why in one["why"]:
            say(f"      {why['en']}")
    say(f"{len(drafts)} drafts; keep them: gengxin projects keep {folder}")


@projects.command()
def keep(
    folder: District,
    *,
    code: Annotated[
        list[str] | None, typer.Option(help="draft to keep; may be repeated; else all")
    ] = None,
    programme: Programme = "",
    records: Records = "",
    json: Json = False,
) -> None:
    """Keep drafts as projects with their milestones."""
    from gengxin.workbench.projects.by_folder import desk_of

    with desk_of(folder, records=records) as desk:
        kept = desk.keep(programme, codes=tuple(code or ()))
    if json:
        as_json([{"ref": one.ref, "code": one.code, "name_en": one.name_en} for one in kept])
        return
    for one in kept:
        say(f"{one.code}  {one.name_zh}  {one.name_en}  {one.ref}")


@projects.command()
def show(
    folder: District,
    project: Project,
    *,
    records: Records = "",
    day: Day = None,
    json: Json = False,
) -> None:
    """Show a project: its figures, the gates before it, its milestones."""
    from gengxin.workbench.projects.by_folder import desk_of

    with desk_of(folder, records=records, day=day and day.date()) as desk:
        told = desk.shown(project)
    if json:
        as_json(told)
        return
    say(f"{told['code']}  {told['name_zh']}  {told['name_en']}  {told['stage']}")
    for one in told["figures"]:
        value = "unavailable" if one["value"] is None else f"{one['value']:,.10g} {one['unit']}"
        say(f"  {one['en']:44}{value}")
    for gate in told["gates"]:
        say(f"into {gate['stage']}: {'open' if gate['open'] else 'shut'}")
        for missing in gate["missing"]:
            say(f"  - {missing['en']}")
    for one in told["course"]["milestones"]:
        say(f"  {_when(one)}  {one['name_en']}  {one['ref']}")


def _when(one: dict[str, Any]) -> str:
    if one["achieved_on"]:
        return f"{one['achieved_on']} done"
    late = one["late_days"]
    return f"{one['expected_on']}" + (f" ({late} days late)" if late > 0 else "")


@projects.command()
def stage(
    folder: District,
    project: Project,
    into: Annotated[str, typer.Argument(metavar="STAGE", help="stage to pass into")],
    *,
    ground: Annotated[str, typer.Option(help="on what ground; stays with the project")],
    records: Records = "",
    json: Json = False,
) -> None:
    """Pass a project into a stage, or be told all that is missing."""
    from gengxin.workbench.projects.by_folder import desk_of

    with desk_of(folder, records=records) as desk:
        passed = desk.pass_on(project, into, ground=ground)
    if json:
        as_json({"ref": passed.ref, "code": passed.code, "stage": passed.stage})
        return
    say(f"{passed.code} is {passed.stage}")


@projects.command()
def slip(  # noqa: PLR0913 - a command has as many as it has options
    folder: District,
    project: Project,
    milestone: Annotated[str, typer.Argument(metavar="MILESTONE", help="ref of the milestone")],
    until: Annotated[
        datetime, typer.Argument(metavar="DAY", formats=["%Y-%m-%d"], help="its new forecast")
    ],
    *,
    why: Annotated[str, typer.Option(help="why it slips; needed with --keep")] = "",
    keep: Annotated[bool, typer.Option("--keep", help="keep it; else only told")] = False,
    records: Records = "",
    json: Json = False,
) -> None:
    """Say what a slip pushes and whom it hurts, before it is kept."""
    from gengxin.workbench.projects.by_folder import desk_of
    from gengxin.workbench.projects.following import Slip

    slipping = Slip(milestone=milestone, forecast_on=until.date(), why=why)
    with desk_of(folder, records=records) as desk:
        told = desk.slip(project, slipping, keep=keep)
    if json:
        as_json(told)
        return
    say(f"{len(told['pushes'])} milestones move" + (", kept" if keep else ", nothing is kept"))
    for one in told["pushes"][:SHOWN]:
        say(f"  {one['before_on']} → {one['after_on']}  {one['name_en']}")
    if len(told["pushes"]) > SHOWN:
        say(f"  and {len(told['pushes']) - SHOWN} more; all by --json")
    for one in told["hurts"]:
        say(f"  {one['site']}: {_many(one)}: {one['en']}, {one['from_on']} – {one['until_on']}")


def _many(hurt: dict[str, Any]) -> str:
    households, people = hurt["households_count"], hurt["people"]
    told = [] if households is None else [f"{households:,.0f} households"]
    told.append("people unavailable" if people is None else f"{people:,.0f} people")
    return ", ".join(told)
