"""The commands ``gengxin options`` and ``gengxin why``."""

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

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
    from gengxin.workbench.sweeping import seldom_swept

    # loading the libraries too makes much that is no garbage
    with seldom_swept(), progress() as report:
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
    bears = int((made.tables["option_rule"]["idle_en"] == "").sum())
    of_all = len(made.tables["option_rule"])
    say(f"  {bears} of {of_all} rules of {made.rules} may bind on sites here; the report says why")
    for note in made.unavailable:
        say(f"  unavailable: {note.en}")
    if out is not None:
        say(f"wrote {out}")
    say(f"run  {run}")
    say(f"why? gengxin why {folder} --site {table['site'].iloc[0]}")


def why(
    folder: Annotated[Path, typer.Argument(metavar="DISTRICT", help="folder of the district")],
    site: Annotated[str, typer.Option(help="ref of the site")],
    language: Annotated[Literal["en", "zh"], typer.Option(help="language")] = "en",
    *,
    json: Annotated[bool, typer.Option("--json", help="print one JSON document")] = False,
) -> None:
    """Say what was considered for a site, and why each option is offered or not, by clause."""
    from gengxin import workbench
    from gengxin.terms import codes

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
    say(_SAID["site"][language].format(site=found.site, count=len(found.options)))
    for cap in found.sun.to_dict("records"):
        say(_sun(cap, language))
    for option in found.options.to_dict("records"):
        own = found.checks[found.checks["option"] == option["ref"]]
        say("")
        state = codes.OPTION_STATES[option["state"]][language == "zh"]
        say(f"{option['ref']}  [{state}]  {option[f'name_{language}']}")
        for line in _told(option, own, language):
            say(f"    {line}")


# what forbids comes first, then what is open; what is kept comes last
_ORDER = ("failed", "not_decided", "waived", "passed")
_SAID = {
    "site": {
        "en": "site {site}: {count} options considered",
        "zh": "地块{site}：共考虑{count}个方案",
    },
    "reason": {"en": "why not: ", "zh": "不可选原因："},
    "assumed": {"en": "assumed: ", "zh": "所作假定："},
    "free": {
        "en": "sun: {asked:g} h of sun ({rule}) cap nothing here; {binds}",
        "zh": "日照：{asked:g}小时日照要求（{rule}）在此不限高；{binds}",
    },
    "capped": {
        "en": "sun: at most {cap:.1f} m all over, for {asked:g} h of sun ({rule}): {binds}",
        "zh": "日照：为保证{asked:g}小时日照（{rule}），整体不高于{cap:.1f}米：{binds}",
    },
    "unavailable": {"en": " unavailable", "zh": "不可用"},
}


def _told(option: dict[Any, Any], checks: "pd.DataFrame", language: str) -> list[str]:
    """The lines on one option: numbers, reason, each clause with its value and limit."""
    lines = [_numbers(option, language)]
    lines += [
        f"{_SAID[name][language]}{text}"
        for name in ("reason", "assumed")
        if (text := option[f"{name}_{language}"])
    ]
    for state in _ORDER:
        lines += checks.loc[checks["state"] == state, f"said_{language}"].tolist()
    return lines


def _sun(cap: dict[Any, Any], language: str) -> str:
    """How high the sun of homes lets the site be built, and what binds."""
    how = "free" if cap["sun_cap_m"] == float("inf") else "capped"
    return _SAID[how][language].format(
        asked=cap["asked_hours"],
        rule=cap["rule"],
        cap=cap["sun_cap_m"],
        binds=cap[f"binds_{language}"],
    )


# column, scale, what it is and its unit in each language
_NUMBERS = (
    ("gross_floor_area_m2_x100", CENTS, {"en": "{} m² in all", "zh": "总建筑面积{}平方米"}),
    ("floor_built_m2_x100", CENTS, {"en": "{} m² new", "zh": "其中新建{}平方米"}),
    ("public_cost_amount_x100", CENTS, {"en": "{} public cost", "zh": "公共投入{}"}),
    ("npv_mid_amount_x100", CENTS, {"en": "{} net present value", "zh": "净现值{}"}),
    (
        "households_out_for_good_count",
        1,
        {"en": "{} households leave for good", "zh": "永久搬迁{}户"},
    ),
)


def _numbers(option: dict[Any, Any], language: str) -> str:
    """Floor, cost, worth and households, each with its unit; missing is said."""
    told = []
    for column, scale, words in _NUMBERS:
        value = option[column]
        is_missing = value is None or value != value  # noqa: PLR0124 - NaN alone differs from itself
        if is_missing:
            number = words[language].format("").strip()
            told.append(f"{number}{_SAID['unavailable'][language]}")
        else:
            told.append(words[language].format(f"{float(value) / scale:,.0f}"))
    return {"en": "; ", "zh": "；"}[language].join(told)


def _records(frame: "pd.DataFrame") -> object:
    return json_text.loads(frame.to_json(orient="records", force_ascii=False))
