"""Ask a programme, or a brief: why, what for what, in how many futures, what differs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd

from gengxin.terms import (
    TERMS,
    Brief,
    Explanation,
    Front,
    FrontPoint,
    InputError,
    PlanInputs,
    Programme,
    Scenarios,
    Target,
)
from gengxin.workbench.plan_inputs import plan_inputs
from gengxin.workbench.programmes import Asked, planned, read_brief_for
from gengxin.workbench.progress import Progress, quiet

__all__ = [
    "compare",
    "explain_folder",
    "explanation_document",
    "front",
    "front_folder",
    "robust",
    "robust_folder",
]

# what keeps a term whose weight is nothing in sight, so that ties go its way
BREAKS_TIES = 1e-3
MOST_POINTS = 50


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


def front_folder(
    folder: str | Path,
    *,
    terms: tuple[str, str],
    points: int = 12,
    asked: Asked | None = None,
    out: str | Path | None = None,
    report: Progress = quiet,
) -> Front:
    """Programmes from the most of one term to the most of another, each certified.

    ``out`` is a folder in which each point's programme file is written.
    """
    from gengxin.store.programme_file import write_programme

    asked = asked or Asked()
    inputs = plan_inputs(folder, run=asked.run)
    brief = read_brief_for(inputs, asked.brief)
    found: list[FrontPoint] = []
    for at, made in enumerate(
        front(inputs, brief, terms=terms, points=points, asked=asked, report=report)
    ):
        kept = None if out is None else Path(out) / f"front-{at + 1:02}.zip"
        sealed = None if kept is None else write_programme(made, kept)
        found.append(_point(made, terms, sealed))
    order = sorted(found, key=lambda one: one.second)
    return Front(first=terms[0], second=terms[1], points=tuple(order))


def front(
    inputs: PlanInputs,
    brief: Brief,
    *,
    terms: tuple[str, str],
    points: int,
    asked: Asked,
    report: Progress = quiet,
) -> Iterator[Programme]:
    """The programmes of a front: its two ends, then equal steps of the second term between them.

    Each maximises the first term alone (the second breaks ties at a thousandth of its weight),
    while the second reaches at least the step's amount.

    Raises
    ------
    InputError
        For a term that the brief doesn't weigh, the same term twice, or fewer than two points.

    """
    _refuse_odd(brief, terms, points)
    first, second = terms
    ends = [
        planned(inputs, _only(brief, one, other), asked=asked, report=_part(report, at, points))
        for at, (one, other) in enumerate(((first, second), (second, first)))
    ]
    yield from ends
    low, high = (_reached(made, second) for made in ends)
    for step in range(1, points - 1):
        least = low + (high - low) * step / (points - 1)
        question = replace(
            _only(brief, first, second), epsilon=(Target(term=second, amount=least),)
        )
        yield planned(inputs, question, asked=asked, report=_part(report, step + 1, points))


def _refuse_odd(brief: Brief, terms: tuple[str, str], points: int) -> None:
    for term in terms:
        if term not in TERMS:
            msg = f"{term!r} is no term of the value; these are: {', '.join(TERMS)}"
            raise InputError(msg)
        if term not in brief.terms or brief.terms[term].weight == 0.0:
            msg = f"brief {brief.name} gives {term} no weight; give it one, or trade another term"
            raise InputError(msg)
    if terms[0] == terms[1]:
        msg = f"a front trades two terms; {terms[0]} was given twice"
        raise InputError(msg)
    if not 2 <= points <= MOST_POINTS:
        msg = f"--points {points}: a front has 2 to {MOST_POINTS} points"
        raise InputError(msg)


def _only(brief: Brief, first: str, second: str) -> Brief:
    """The brief with one term's weight, and a trace of another's."""
    trace = replace(brief.terms[second], weight=brief.terms[second].weight * BREAKS_TIES)
    return replace(brief, terms={first: brief.terms[first], second: trace})


def _amount(made: Programme, term: str) -> float:
    return next((one.amount for one in made.terms if one.term == term), 0.0)


def _reached(made: Programme, term: str) -> float:
    """How much of a term a step of the front counts: of people served, all those of the end."""
    if term != "people_served":
        return _amount(made, term)
    served = made.tables["served"]
    end = served["period"] == len(made.brief.phases) + 1
    return float(served.loc[end, "served_people_x1000"].sum()) / 1_000.0


def _point(made: Programme, terms: tuple[str, str], sealed: str | None) -> FrontPoint:
    return FrontPoint(
        first=_amount(made, terms[0]),
        second=_amount(made, terms[1]),
        value=made.value,
        bound=made.bound,
        gap_certified=made.gap_certified,
        content_hash=sealed,
    )


def _part(report: Progress, at: int, of: int) -> Progress:
    """The part of a longer work's progress that one of its steps fills."""
    return lambda doing, share: report(f"{at + 1} of {of}: {doing}", (at + share) / of)


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
        planned(one, question, asked=asked, report=_part(report, at, scenarios))
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
