"""The commands ``gengxin plan``, ``explain``, ``front``, ``robust`` and ``compare``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gengxin.cli.show import as_json, progress, say

if TYPE_CHECKING:
    from gengxin.terms import Explanation, Programme, SiteReason

__all__ = ["compare", "explain", "front", "plan", "robust"]

District = Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")]
Brief = Annotated[
    str | None, typer.Option(help="brief, TOML, or the name of one of ours; else by the currency")
]
Options = Annotated[str | None, typer.Option(help="options run; else the newest")]
Gap = Annotated[str, typer.Option(help="stop at this certified gap, such as 0.5%")]
Time = Annotated[str | None, typer.Option(help="stop at a round's end after this time: 60s, 5m")]
Rounds = Annotated[int | None, typer.Option(help="stop after so many rounds; makes it repeatable")]
Seed = Annotated[int, typer.Option(help="seed of the search")]
Json = Annotated[bool, typer.Option("--json", help="print one JSON document")]
File = Annotated[Path, typer.Argument(metavar="PROGRAMME.zip", help="programme file")]


def plan(  # noqa: PLR0913, PLR0917 - a command has as many as it has options
    folder: District,
    out: Annotated[Path, typer.Option("-o", "--out", help="programme file to write, .zip")],
    brief: Brief = None,
    options: Options = None,
    gap: Gap = "0.5%",
    time: Time = None,
    rounds: Rounds = None,
    seed: Seed = 1,
    processes: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="answer parts in so many processes; else in threads"),
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.html", help="write the report too")
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Choose what is done with every site, and when, with a proof of how good that is."""
    from gengxin import workbench

    until = workbench.until(gap=gap, time=time, rounds=rounds)
    asked = workbench.Asked(brief=brief, run=options, until=until, seed=seed, processes=processes)
    with progress() as report:
        made = workbench.plan_folder(folder, out=out, asked=asked, report=report)
        if page is not None:
            workbench.programme_report(folder, out, out=page, report=report)
    if json:
        as_json(workbench.programme_document(made, out))
        return
    for line in _told(made):
        say(line)
    say(f"wrote {out}" if page is None else f"wrote {out} and {page}")
    say(f"check it:   gengxin verify {out} {folder}")
    say(f"ask it why: gengxin explain {out} {folder}")


def _told(made: "Programme") -> list[str]:
    """What a programme does, in a few lines."""
    choice = made.tables["choice"]
    works = choice["phase"].notna()
    currency = made.money.currency if made.money else "currency"
    gap = "not stated: worth nothing more than keeping" if made.gap_certified is None else (
        f"{made.gap_certified:.2%}"
    )  # fmt: skip
    lines = [
        f"{int(works.sum()):,} of {len(choice):,} sites renewed in {len(made.brief.phases)} phases",
        f"worth {made.value:,.0f} {currency} more than keeping everything",
        f"nothing can be worth more than {made.bound:,.0f} {currency}",
        f"certified gap {gap}, after {len(made.rounds)} rounds",
    ]
    lines += [f"  {one.term:22}{one.amount:>18,.0f}{one.value:>20,.0f}" for one in made.terms]
    lines += [f"  {note.action}: {note.en}" for note in made.unavailable]
    return lines


def explain(
    programme: File,
    folder: District,
    site: Annotated[str | None, typer.Option(help="ref of a site; else the whole")] = None,
    language: Annotated[str, typer.Option(help="en or zh")] = "en",
    *,
    json: Json = False,
) -> None:
    """Say why: what a programme does, what holds it back, what would change a site's choice."""
    from gengxin import workbench

    with progress() as report:
        found = workbench.explain_folder(programme, folder, site=site, report=report)
    if json:
        as_json(workbench.explanation_document(found))
        return
    for line in _reasons(found, language):
        say(line)


def _reasons(found: "Explanation", language: str) -> list[str]:
    lines = [getattr(one, language) for one in found.sentences]
    lines += [f"  {getattr(row.says, language)}" for row in found.rows]
    for site in found.sites:
        lines += _site_lines(site, language)
    return lines


def _site_lines(site: "SiteReason", language: str) -> list[str]:
    head = f"{site.site}: {site.option}" + ("" if site.phase is None else f" @ {site.phase}")
    told = (*site.sentences, *(row.says for row in site.rows), *site.flips)
    return ["", head, *(f"  {getattr(one, language)}" for one in told)]


def front(  # noqa: PLR0913, PLR0917 - a command has as many as it has options
    folder: District,
    first: Annotated[str, typer.Option(help="term to make the most of")] = "net_present_value",
    second: Annotated[
        str, typer.Option(help="term to ask more of, step by step")
    ] = "people_served",
    points: Annotated[int, typer.Option(help="programmes on the front, 2 to 50")] = 12,
    brief: Brief = None,
    options: Options = None,
    rounds: Rounds = None,
    gap: Gap = "1%",
    time: Time = None,
    seed: Seed = 1,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="folder for the programmes")
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Trade one term against another: certified programmes from one end to the other.

    Each is searched for in 20 rounds, unless other rounds or a time are given.
    """
    from gengxin import workbench

    if rounds is None and time is None:
        rounds = workbench.ROUNDS_OF_A_POINT
    until = workbench.until(gap=gap, time=time, rounds=rounds)
    asked = workbench.Asked(brief=brief, run=options, until=until, seed=seed)
    with progress() as report:
        found = workbench.front_folder(
            folder, terms=(first, second), points=points, asked=asked, out=out, report=report
        )
    rows = [
        {
            first: one.first,
            second: one.second,
            "value": one.value,
            "bound": one.bound,
            "gap_certified": one.gap_certified,
            "content_hash": one.content_hash,
        }
        for one in found.points
    ]
    if json:
        as_json({"first": first, "second": second, "points": rows})
        return
    say(f"{first:>24}{second:>24}{'certified gap':>16}")
    for row in rows:
        gap_word = "–" if row["gap_certified"] is None else f"{row['gap_certified']:.2%}"
        say(f"{row[first]:>24,.0f}{row[second]:>24,.0f}{gap_word:>16}")


def robust(  # noqa: PLR0913, PLR0917 - a command has as many as it has options
    folder: District,
    scenarios: Annotated[int, typer.Option(help="scenarios drawn from the brief's ranges")] = 20,
    brief: Brief = None,
    options: Options = None,
    rounds: Rounds = None,
    gap: Gap = "1%",
    time: Time = None,
    seed: Seed = 1,
    *,
    json: Json = False,
) -> None:
    """Plan for many futures and list what is chosen in all of them: the no-regret list."""
    from gengxin import workbench

    until = workbench.until(gap=gap, time=time, rounds=rounds)
    asked = workbench.Asked(brief=brief, run=options, until=until, seed=seed)
    with progress() as report:
        found = workbench.robust_folder(folder, scenarios=scenarios, asked=asked, report=report)
    if json:
        as_json(
            {
                "scenarios": found.count,
                "seed": found.seed,
                "no_regret": list(found.no_regret),
                "values": list(found.values),
                "gaps": list(found.gaps),
                "chosen": found.chosen.to_dict("records"),
            }
        )
        return
    say(f"{len(found.no_regret):,} options are chosen in each of {found.count} scenarios")
    for ref in found.no_regret:
        say(f"  {ref}")


def compare(first: File, second: File, *, json: Json = False) -> None:
    """Say in what two programmes of one district differ: by term, by site, by phase."""
    from gengxin import workbench

    found: dict[str, Any] = workbench.compare(first, second)
    if json:
        as_json(found)
        return
    say(f"{found['differing_sites_count']:,} of {found['sites_count']:,} sites differ")
    for row in found["terms"]:
        say(f"  {row['term']:22}{row['first']:>20,.0f}{row['second']:>20,.0f}")
    for row in found["sites"][:20]:
        say(f"  {row['site']}: {row['first']} → {row['second']}")
