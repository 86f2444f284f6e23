"""The commands ``gengxin options`` and ``gengxin why``."""

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gengxin.cli.show import as_json, progress, say

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["options", "why"]

CENTS = 100


def options(  # noqa: PLR0913, PLR0917 - the options of a command are its arguments
    folder: Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")],
    rules: Annotated[
        str,
        typer.Option(help="cn-default, nyc-contextual, cambridge-ma, open, or a file of your own"),
    ] = "cn-default",
    factors: Annotated[
        str | None, typer.Option(help="pack of prices and carbon, else by the district's currency")
    ] = None,
    practice: Annotated[
        str, typer.Option(help="how works are done: default, or a file of your own")
    ] = "default",
    standards: Annotated[
        str, typer.Option(help="service standards of the check-up that options answer")
    ] = "cn-default",
    edits: Annotated[
        Path | None, typer.Option(help="sheet of options that you edited, XLSX or CSV")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="sheet to edit (.xlsx, .csv), report (.html), or a folder for both"
        ),
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="print one JSON document")] = False,
) -> None:
    """Find what may be done with every site: legal, priced, weighed; or the rule against it."""
    from gengxin import workbench

    with progress() as report:
        packs = workbench.Packs(
            rules=rules, factors=factors, practice=practice, standards=standards, edits=edits
        )
        made, run = workbench.options_folder(folder, packs=packs, out=out, report=report)
    table = made.tables["option"]
    counts = table.pivot_table(
        index="action", columns="state", values="ref", aggfunc="size", fill_value=0, observed=True
    )
    if json:
        as_json(
            {
                "run": str(run),
                "sites": int(table["site"].nunique()),
                "options": len(table),
                "by_action": json_text.loads(counts.to_json(orient="index")),
                "rules": made.rules,
                "factors": made.factors,
                "values": made.provenance.parameters.get("values", ""),
                "practice": made.practice,
                "unavailable": [note.en for note in made.unavailable],
            }
        )
        return
    say(f"{len(table):,} options for {table['site'].nunique():,} sites")
    for action, row in counts.iterrows():
        say(f"  {action:10} " + ", ".join(f"{n:,} {state}" for state, n in row.items() if n))
    for note in made.unavailable:
        say(f"  unavailable: {note.en}")
    if out is not None:
        say(f"wrote {out}")
    say(f"run  {run}")
    say(f"why? gengxin why {folder} --site {table['site'].iloc[0]}")


def why(
    folder: Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")],
    site: Annotated[str, typer.Option(help="ref of the site")],
    *,
    json: Annotated[bool, typer.Option("--json", help="print one JSON document")] = False,
) -> None:
    """Say what was considered for a site, and why each option is offered or not, by clause."""
    from gengxin import workbench

    found = workbench.why(folder, site=site)
    if json:
        as_json(
            {
                "site": found.site,
                "options": _records(found.options),
                "checks": _records(found.checks),
                "origins": _records(found.origins),
                "sun": _records(found.sun),
            }
        )
        return
    say(f"site {found.site}: {len(found.options)} options considered")
    for cap in found.sun.to_dict("records"):
        say(_sun(cap))
    for option in found.options.to_dict("records"):
        own = found.checks[found.checks["option"] == option["ref"]]
        say("")
        say(f"{option['ref']}  [{option['state']}]  {option['name_en']}")
        for line in _told(option, own):
            say(f"    {line}")


def _told(option: dict[Any, Any], checks: "pd.DataFrame") -> list[str]:
    """The lines on one option: numbers, reason, clauses that failed or wait."""
    lines = [_numbers(option)]
    if option["reason_en"]:
        lines.append(f"why not: {option['reason_en']}")
    if option.get("assumed_en"):
        lines.append(f"assumed: {option['assumed_en']}")
    passed = int((checks["state"] == "passed").sum())
    if passed:
        lines.append(f"passes {passed} clauses")
    open_still = checks[checks["state"].isin(("failed", "not_decided", "waived"))]
    for row in open_still.to_dict("records"):
        mark = "" if row["verified"] else " (not verified: no verdict alone)"
        lines.append(f"{row['state'].replace('_', ' ')}: {row['rule']}{mark}: {row['evidence_en']}")
    return lines


def _sun(cap: dict[Any, Any]) -> str:
    """How high the sun of homes lets the site be built, and what binds."""
    asked = f"{cap['asked_hours']:g} h of sun ({cap['rule']})"
    if cap["sun_cap_m"] == float("inf"):
        return f"sun: {asked} cap nothing here; {cap['binds_en']}"
    return f"sun: at most {cap['sun_cap_m']:.1f} m all over, for {asked}: {cap['binds_en']}"


def _numbers(option: dict[Any, Any]) -> str:
    floor_m2 = _whole(option["gross_floor_area_m2_x100"], CENTS, "m² in all")
    built_m2 = _whole(option["floor_built_m2_x100"], CENTS, "m² new")
    public = _whole(option["public_cost_amount_x100"], CENTS, "public cost")
    npv = _whole(option["npv_mid_amount_x100"], CENTS, "net present value")
    out = _whole(option["households_out_for_good_count"], 1, "households leave for good")
    return f"{floor_m2}; {built_m2}; {public}; {npv}; {out}"


def _whole(value: float | None, scale: int, unit: str) -> str:
    """A number with its unit; missing is said."""
    if value is None or value != value:  # noqa: PLR0124 - NaN alone differs from itself
        return f"{unit} unavailable"
    return f"{float(value) / scale:,.0f} {unit}"


def _records(frame: "pd.DataFrame") -> object:
    return json_text.loads(frame.to_json(orient="records", force_ascii=False))
