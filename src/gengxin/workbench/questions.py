"""Ask a programme, or a brief: why, what for what, in how many futures, what differs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from gengxin.terms import (
    TERMS,
    Brief,
    Explanation,
    InputError,
    PlanInputs,
    Programme,
    Scenarios,
)
from gengxin.workbench.plan_inputs import plan_inputs
from gengxin.workbench.programmes import Asked, planned, read_brief_for
from gengxin.workbench.progress import Progress, part_of, quiet

__all__ = [
    "compare",
    "explain_folder",
    "explanation_document",
    "robust",
    "robust_folder",
]


def explain_folder(
    programme: str | Path,
    folder: str | Path,
    *,
    site: str | None = None,
    report: Progress = quiet,
) -> Explanation:
    """Why a programme file is what it is; of one site, or of the whole.

    Raises
    ------
    InputError
        Where the file was made of another district or options run, or there is no such site.

    """
    from gengxin.plan.model import posed
    from gengxin.plan.reasons import explain
    from gengxin.store.programme_file import read_programme

    made = read_programme(Path(programme))
    report("reading options", 0.1)
    inputs = inputs_of(made, folder)
    report("posing the problem", 0.3)
    problem = posed(inputs, made.brief)
    report("finding reasons", 0.8)
    return explain(problem, made, sites=() if site is None else (site,))


def inputs_of(made: Programme, folder: str | Path) -> PlanInputs:
    """The inputs that a programme was made of.

    Raises
    ------
    InputError
        Where the folder holds another district, or no longer has the options run.

    """
    for run in sorted(Path(folder).glob("runs/options-*"), reverse=True):
        inputs = plan_inputs(folder, run=run.name)
        if inputs.hashes == made.hashes:
            return inputs
    msg = (
        f"{folder} holds no options run that this programme was made of "
        f"(options {made.hashes.get('options', '')[:12]}); give the district it was planned for"
    )
    raise InputError(msg)


def explanation_document(found: Explanation) -> dict[str, Any]:
    """What ``--json`` prints of an explanation."""
    return asdict(found)


def robust_folder(
    folder: str | Path,
    *,
    scenarios: int = 20,
    asked: Asked | None = None,
    report: Progress = quiet,
) -> Scenarios:
    """How often each option is chosen over futures drawn from the ranges of a brief."""
    asked = asked or Asked()
    inputs = plan_inputs(folder, run=asked.run)
    brief = read_brief_for(inputs, asked.brief)
    return robust(inputs, brief, scenarios=scenarios, asked=asked, report=report)


def robust(
    inputs: PlanInputs,
    brief: Brief,
    *,
    scenarios: int,
    asked: Asked,
    report: Progress = quiet,
) -> Scenarios:
    """Plan each scenario; what is chosen in every one of them is no-regret.

    Raises
    ------
    InputError
        Where the brief states no ranges, or no scenario is asked for.

    """
    from gengxin.plan.scenarios import drawn

    if not brief.scenarios:
        msg = f"brief {brief.name} states no [[scenarios]]; say what may change, and how far"
        raise InputError(msg)
    if scenarios < 1:
        msg = f"--scenarios {scenarios}: at least 1 is needed"
        raise InputError(msg)
    futures = drawn(inputs, brief, count=scenarios, seed=asked.seed)
    made = [
        planned(one, question, asked=asked, report=part_of(report, at, scenarios))
        for at, (one, question) in enumerate(futures)
    ]
    chosen = _how_often(made)
    always = chosen[(chosen["chosen_share"] == 1.0) & chosen["starts"]]
    return Scenarios(
        count=scenarios,
        seed=asked.seed,
        chosen=chosen.drop(columns="starts"),
        values=tuple(one.value for one in made),
        gaps=tuple(one.gap_certified for one in made),
        no_regret=tuple(always["option"]),
    )


def _how_often(made: list[Programme]) -> pd.DataFrame:
    """Share of programmes that choose each option, whatever its phase."""
    every = pd.concat([one.tables["choice"] for one in made], ignore_index=True)
    every = every.assign(starts=every["phase"].notna())
    counts = every.groupby(["site", "option", "starts"], observed=True).size() / len(made)
    return counts.rename("chosen_share").reset_index()[["site", "option", "chosen_share", "starts"]]


def compare(first: str | Path, second: str | Path) -> dict[str, Any]:
    """In what two programme files differ: terms, and sites with another option or phase.

    Raises
    ------
    InputError
        Where they are of different districts.

    """
    from gengxin.store.programme_file import read_programme

    made = [read_programme(Path(path)) for path in (first, second)]
    if made[0].hashes.get("district") != made[1].hashes.get("district"):
        msg = f"{first} and {second} plan different districts; compare two programmes of one"
        raise InputError(msg)
    return comparison(*made)


def comparison(first: Programme, second: Programme) -> dict[str, Any]:
    """Two programmes of one district side by side."""
    both = first.tables["choice"].merge(
        second.tables["choice"], on="site", how="outer", suffixes=("_first", "_second")
    )
    words = {
        name: _chosen_words(both[f"option_{name}"], both[f"phase_{name}"])
        for name in ("first", "second")
    }
    differs = words["first"] != words["second"]
    values = [{one.term: one.value for one in made.terms} for made in (first, second)]
    return {
        "sites_count": len(both),
        "differing_sites_count": int(differs.sum()),
        "value": {"first": first.value, "second": second.value},
        "gap_certified": {"first": first.gap_certified, "second": second.gap_certified},
        "terms": [_both(term, values) for term in TERMS if any(term in one for one in values)],
        "sites": [
            {"site": str(site), "first": one, "second": other}
            for site, one, other in zip(
                both["site"][differs],
                words["first"][differs],
                words["second"][differs],
                strict=True,
            )
        ],
    }


def _both(term: str, values: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    return {"term": term, "first": values[0].get(term, 0.0), "second": values[1].get(term, 0.0)}


def _chosen_words(option: "pd.Series[str]", phase: pd.Series) -> pd.Series:
    """The option, with its phase where works start; a site left out is said to be."""
    at = phase.astype("Int64").astype("str")
    words = option.astype("object").where(phase.isna(), option.astype("object") + " @ " + at)
    return words.where(option.notna(), "not in this programme")
