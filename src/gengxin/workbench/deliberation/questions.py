"""What may be asked of a programme that is held open; each question answers in lines of JSON."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

import pandas as pd
from pydantic import TypeAdapter

from gengxin.terms import Brief, Equity, PlanInputs, Programme
from gengxin.workbench.deliberation.files import keep_programme, kept_file
from gengxin.workbench.deliberation.held_pool import HeldPool, Place
from gengxin.workbench.fronts import front_from
from gengxin.workbench.held import Edit
from gengxin.workbench.plan_inputs import plan_inputs
from gengxin.workbench.programmes import Asked
from gengxin.workbench.progress import Progress
from gengxin.workbench.search import Until
from gengxin.workbench.verification import verdict_document, verify_file
from gengxin.workbench.what_if import answer_document, until_enough

__all__ = ["QUESTIONS", "Question"]

Told = Mapping[str, Any]
Question = Callable[[HeldPool, Told, Progress], Iterator[Told]]

EDIT = TypeAdapter(Edit)
BRIEF = TypeAdapter(Brief)
OPTION_TOLD = ("action", "name_en", "name_zh", "state", "reason_en", "reason_zh", "rule")


def edit(pool: HeldPool, asked: Told, report: Progress) -> Iterator[Told]:
    """What an edit makes of the programme, said anew whenever more is known."""
    change = EDIT.validate_python(asked["edit"])
    with pool.lent(asked["programme"], report) as place:
        for answer in until_enough(place.open, change, until=_until(asked)):
            place.last = (change, answer)
            yield {"says": "answer", **answer_document(place.open, answer)}


def keep(pool: HeldPool, asked: Told, report: Progress) -> Iterator[Told]:
    """The file of an edit's answer: of the one told last, where it is the same edit."""
    change = EDIT.validate_python(asked["edit"])
    with pool.lent(asked["programme"], report) as place:
        if place.last is None or place.last[0] != change:
            for answer in until_enough(place.open, change, until=_until(asked)):
                place.last = (change, answer)
        assert place.last is not None  # noqa: S101 there was an answer at least
        report("writing the programme", 1.0)
        kept = keep_programme(pool.folder, place.last[1].programme())
        yield {"says": "kept", "run": kept.run, "content_hash": kept.content_hash}


def explain(pool: HeldPool, asked: Told, report: Progress) -> Iterator[Told]:
    """Why the programme is what it is: of the whole, or of one site with all it could have had."""
    from gengxin.plan.reasons import explain as reasons

    site = asked.get("site")
    with pool.lent(asked["programme"], report) as place:
        problem, made = place.open.found.problem, place.open.programme
        report("finding reasons", 0.9)
        found = reasons(problem, made, sites=() if site is None else (site,))
        told = {"says": "reasons", **asdict(found)}
        yield told | ({} if site is None else {"options": _options_of(place, site)})


def _options_of(place: Place, site: str) -> list[dict[str, Any]]:
    """Every option of a site, offered or not and why, with the phases in which it could start."""
    columns = place.open.found.problem.case.columns
    table = place.open.found.problem.case.inputs.options["option"]
    own = table[(table["site"] == site).to_numpy(bool)]
    starts: dict[str, list[int]] = {}
    for option, phase in zip(columns.options.index[columns.option], columns.phase, strict=True):
        if phase:
            starts.setdefault(str(option), []).append(int(phase))
    return [
        {
            "option": row["ref"],
            **{name: row[name] for name in OPTION_TOLD},
            "phases": starts.get(row["ref"], []),
        }
        for row in own[["ref", *OPTION_TOLD]].astype("str").to_dict("records")
    ]


def equity(pool: HeldPool, asked: Told, report: Progress) -> Iterator[Told]:
    """Who gains and who moves."""
    from gengxin.plan.equity import equity_of

    with pool.lent(asked["programme"], report) as place:
        if "equity" not in place.found:
            found = equity_of(place.open.programme, place.open.found.problem.case.inputs)
            place.found["equity"] = _equity_document(found)
        yield {"says": "equity", **place.found["equity"]}


def _equity_document(found: Equity) -> dict[str, Any]:
    return {
        "served": _rows(found.served),
        "moves": _rows(found.moves),
        "gini_before": _number(found.gini_before),
        "gini_after": _number(found.gini_after),
        "rehoused": dict(found.rehoused),
    }


def front(pool: HeldPool, asked: Told, report: Progress) -> Iterator[Told]:
    """The front between two terms, each point kept as a programme's file."""
    terms, points = tuple(asked["terms"]), int(asked["points"])
    name = f"front {terms[0]} {terms[1]} {points}"
    with pool.lent(asked["programme"], report) as place:
        if name not in place.found:
            hashes: dict[int, str] = {}

            def written(made: Programme, number: int) -> str:
                hashes[number] = keep_programme(pool.folder, made).content_hash
                return hashes[number]

            found = front_from(
                place.open.found,
                terms=(terms[0], terms[1]),
                points=points,
                asked=Asked(until=Until(seconds=None, rounds=int(asked["rounds"]))),
                written=written,
                report=report,
            )
            place.found[name] = [asdict(point) for point in found.points]
        yield {"says": "front", "terms": list(terms), "points": place.found[name]}


def verify(pool: HeldPool, asked: Told, report: Progress) -> Iterator[Told]:
    """What a recount of the programme's file finds."""
    kept = kept_file(pool.folder, asked["programme"])
    yield {
        "says": "verdict",
        **verdict_document(verify_file(kept.path, pool.folder, report=report), kept.path.name),
        "content_hash": kept.content_hash,
    }


def estimate(pool: HeldPool, asked: Told, report: Progress) -> Iterator[Told]:
    """What a brief asks of the district's newest options, before anything is searched for."""
    from gengxin.plan.model import posed

    brief = BRIEF.validate_python(asked["brief"])
    report("reading options", 0.0)
    inputs = plan_inputs(pool.folder, run=asked.get("options"))
    report("posing the problem", 0.4)
    problem = posed(inputs, brief)
    columns = problem.case.columns
    yield {
        "says": "estimate",
        "sites_count": len(columns.sites),
        "options_count": len(columns.options) - len(columns.sites),
        "columns_count": len(columns),
        "currency": None if inputs.money is None else inputs.money.currency,
        "budgets_amount": [one.budget_amount for one in problem.brief.phases],
        "rows": _families(list(map(str, problem.row_keys))),
        "standards": sorted(map(str, problem.services.standards)),
        "unavailable": [{"en": one.en, "zh": one.zh} for one in problem.unavailable],
        "zones": _zones(inputs),
    }


def _families(keys: list[str]) -> dict[str, int]:
    """How many rows each family has."""
    family = pd.Series(keys, dtype="object").str.split("/", n=1).str[0]
    return {str(name): int(count) for name, count in family.value_counts().sort_index().items()}


def _zones(inputs: PlanInputs) -> dict[str, list[str]]:
    """The areas that a brief may name."""
    names = ("functional_zone", "renewal_unit", "sub_district")
    return {name: sorted(inputs.sites[name].dropna().astype("str").unique()) for name in names}


def _until(asked: Told) -> Until:
    return Until(gap=float(asked["gap"]), seconds=float(asked["seconds"]))


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as JSON has them; missing is nothing."""
    return [
        {
            str(name): value if isinstance(value, str) else _number(value)
            for name, value in row.items()
        }
        for row in table.to_dict("records")
    ]


def _number(value: Any) -> float | None:  # noqa: ANN401 - a cell
    return None if pd.isna(value) else float(value)


QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "edit": edit,
        "keep": keep,
        "explain": explain,
        "equity": equity,
        "front": front,
        "verify": verify,
        "estimate": estimate,
    }
)
