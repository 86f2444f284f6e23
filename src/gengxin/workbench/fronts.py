"""The front between two terms: what more of one takes of the other, each point certified."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from gengxin.terms import (
    TERMS,
    Brief,
    Front,
    FrontPoint,
    InputError,
    Programme,
    Target,
)
from gengxin.workbench.plan_inputs import plan_inputs
from gengxin.workbench.programmes import Asked, Found, read_brief_for, searched, searched_anew
from gengxin.workbench.progress import Progress, part_of, quiet
from gengxin.workbench.search import Until

__all__ = ["ROUNDS_OF_A_POINT", "front_folder", "front_from"]

ROUNDS_OF_A_POINT = 20
"""Rounds of the search for each point, where nothing else is told."""

# what keeps a term whose weight is nothing in sight, so that ties go its way
BREAKS_TIES = 1e-3
MOST_POINTS = 50


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

    asked = asked or Asked(until=Until(seconds=None, rounds=ROUNDS_OF_A_POINT))
    inputs = plan_inputs(folder, run=asked.run)
    brief = read_brief_for(inputs, asked.brief)
    _refuse_odd(brief, terms, points)
    begin = searched(inputs, brief, asked=asked, report=part_of(report, 0, points + 1))

    def written(made: Programme, number: int) -> str | None:
        return None if out is None else write_programme(made, Path(out) / f"front-{number:02}.zip")

    return front_from(
        begin, terms=terms, points=points, asked=asked, written=written, report=report
    )


def front_from(
    begin: Found,
    *,
    terms: tuple[str, str],
    points: int,
    asked: Asked,
    written: Callable[[Programme, int], str | None] = lambda _made, _number: None,
    report: Progress = quiet,
) -> Front:
    """The front by a search that starts where that for a programme of the brief ended.

    ``written`` is handed each point's programme with its number, the least of the second term
    first, and gives the hash of what it wrote.

    Raises
    ------
    InputError
        For a term that the brief doesn't weigh, the same term twice, or fewer than two points.

    """
    _refuse_odd(begin.problem.brief, terms, points)
    found = []
    for number, made in _programmes(begin, terms, points, asked, report):
        sealed = written(made, number)
        found.append(_point(made, terms, sealed))
    order = sorted(found, key=lambda one: one.second)
    return Front(first=terms[0], second=terms[1], points=tuple(order))


def _programmes(
    begin: Found, terms: tuple[str, str], points: int, asked: Asked, report: Progress
) -> Iterator[tuple[int, Programme]]:
    """Each point's number and programme: its two ends, and equal steps of the second term between.

    Each maximises the first term alone (the second breaks ties at a thousandth of its weight),
    while the second reaches at least the step's amount. From the most of the second term on, the
    plan of a step holds for the next one, which so is never worse, and in the end for the most of
    the first. They come in that order.
    """
    first, second = terms
    brief = begin.problem.brief
    of_first, of_second = _only(brief, first, second), _only(brief, second, first)
    parts = [part_of(report, at, points + 1) for at in range(points + 1)]
    most, here = (
        searched_anew(begin, one, asked=asked, is_alike=False, report=part)
        for one, part in zip((of_first, of_second), parts[1:], strict=False)
    )
    yield points, here.programme()
    low, high = (_counted(found, second) for found in (most, here))
    for step in range(points - 2, 0, -1):
        least = Target(term=second, amount=low + (high - low) * step / (points - 1))
        question = replace(of_first, epsilon=(*brief.epsilon, least))
        here = searched_anew(here, question, asked=asked, report=parts[points + 1 - step])
        yield step + 1, here.programme()
    yield 1, most.no_worse_than(here).programme()


def _counted(found: Found, term: str) -> float:
    """How much of a term the rows of the front's steps count."""
    from gengxin.plan.programme import counted

    plan = found.snapshot.plan
    return 0.0 if plan is None else counted(found.problem, plan, term)


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


def _point(made: Programme, terms: tuple[str, str], sealed: str | None) -> FrontPoint:
    return FrontPoint(
        first=_amount(made, terms[0]),
        second=_amount(made, terms[1]),
        value=made.value,
        bound=made.bound,
        gap_certified=made.gap_certified,
        content_hash=sealed,
    )
