"""What if: a programme's file opened where its search ended, and an edit of it answered at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gengxin.store import DistrictFolder
from gengxin.terms import TERMS, InputError, Match, Programme, TermValue, codes
from gengxin.workbench.held import Answer, Edit, Held
from gengxin.workbench.programmes import Found
from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.questions import inputs_of
from gengxin.workbench.search import Until

if TYPE_CHECKING:
    from gengxin.engines.solve import Plan
    from gengxin.plan.model import Posed

__all__ = [
    "Opened",
    "answer_document",
    "opened",
    "phases_of",
    "refuse_unknown",
    "until_enough",
    "what_if_file",
]

GREATEST_FACTOR = 100.0
# an edit that has no plan yet is searched for beyond its time, so many times as long at most
PATIENCE = 5.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Opened:
    """A programme held open: the search where it ended, and what its sites are called.

    ``site_names`` (index ref: name_en, name_zh) are those of the district.
    """

    programme: Programme
    found: Found
    held: Held
    site_names: pd.DataFrame

    def close(self) -> None:
        """Let its threads go."""
        self.held.close()


def opened(programme: str | Path, folder: str | Path, *, report: Progress = quiet) -> Opened:
    """Open a programme's file: it holds the plan and the prices that its search ended with.

    Raises
    ------
    InputError
        Where the file was made of another district or options run, or breaks its own rows.

    """
    from gengxin.plan.model import posed
    from gengxin.plan.read_back import snapshot_in
    from gengxin.store.programme_file import read_programme

    report("reading the programme", 0.0)
    made = read_programme(Path(programme))
    report("reading options", 0.1)
    inputs = inputs_of(made, folder)
    sites = DistrictFolder(Path(folder)).load().table("sites")
    report("posing the problem", 0.4)
    problem = posed(inputs, made.brief)
    report("reading where the search ended", 0.7)
    found = Found(problem, snapshot_in(problem, made), made.rounds, made.seed)
    report("dealing the problem out", 0.9)
    held = Held(found)
    report("open", 1.0)
    return Opened(programme=made, found=found, held=held, site_names=sites[["name_en", "name_zh"]])


def refuse_unknown(open_: Opened, edit: Edit) -> None:
    """Refuse an edit that names what isn't there, all of it at once.

    Raises
    ------
    InputError
        With each site, option, action, phase and term that the programme hasn't got, and each
        factor that is none.

    """
    faults = list(dict.fromkeys(_faults(open_.found.problem, edit)))
    if faults:
        raise InputError("the edit can't be made; mend it:\n- " + "\n- ".join(faults))


def _faults(problem: "Posed", edit: Edit) -> Iterator[str]:
    for match in (*edit.fix, *edit.forbid):
        yield from _match_faults(problem, match)
    for match in edit.fix:
        if match.site is None:
            yield "what is fixed names its site"
    phases = len(problem.brief.phases)
    for phase, factor in edit.budgets:
        if not 1 <= phase <= phases:
            yield f"budget: phase is {phase}, must be 1 to {phases}"
        yield from _factor_faults(f"budget of phase {phase}", factor)
    for term, factor in edit.weights:
        if term not in problem.brief.terms:
            known = ", ".join(problem.brief.terms)
            yield f"weight: term is {term!r}, must be one that the brief weighs: {known}"
        yield from _factor_faults(f"weight of {term}", factor)


def _match_faults(problem: "Posed", match: Match) -> Iterator[str]:
    columns, phases = problem.case.columns, len(problem.brief.phases)
    if match == Match():
        yield "an edit names a site, option, action or phase; one names nothing"
    if match.site is not None and match.site not in columns.sites:
        yield f"site is {match.site!r}, must be one of the programme's, such as {columns.sites[0]}"
    if match.option is not None and match.option not in columns.options.index:
        yield f"option is {match.option!r}, must be one that is offered" + _offered(problem, match)
    elif match.option is not None and match.site is not None:
        own = columns.options["site"].loc[match.option]
        if own != match.site:
            yield f"option {match.option!r} is one of site {own}, not of {match.site}"
    if match.action is not None and match.action not in codes.ACTIONS:
        yield f"action is {match.action!r}, must be one of {', '.join(codes.ACTIONS)}"
    if match.phase is not None and not 1 <= match.phase <= phases:
        yield f"phase is {match.phase}, must be 1 to {phases}"


def _offered(problem: "Posed", match: Match) -> str:
    options = problem.case.columns.options
    own = options.index[(options["site"] == match.site).to_numpy(bool)]
    return f" there: {', '.join(own)}" if len(own) else "; see gengxin why"


def _factor_faults(what: str, factor: float) -> Iterator[str]:
    if not (isfinite(factor) and 0.0 <= factor <= GREATEST_FACTOR):
        yield f"{what}: factor is {factor:g}, must be from 0 to {GREATEST_FACTOR:g}"


def until_enough(open_: Opened, edit: Edit, *, until: Until) -> Iterator[Answer]:
    """Answers, each as soon as it says more than the one before, until the search is to stop."""
    refuse_unknown(open_, edit)
    before: tuple[float | None, float] | None = None
    for answer in open_.held.answers(edit):
        known = (answer.value, answer.bound)
        is_last = _is_enough(answer, until)
        if known != before or is_last:
            before = known
            yield answer
        if is_last:
            return


def _is_enough(answer: Answer, until: Until) -> bool:
    if until.rounds is not None:
        return answer.number >= until.rounds
    gap = answer.gap_certified
    if gap is not None and gap <= until.gap:
        return True
    patience = 1.0 if answer.value is not None else PATIENCE
    return until.seconds is not None and answer.seconds >= patience * until.seconds


def answer_document(open_: Opened, answer: Answer) -> dict[str, Any]:
    """An answer as JSON says it: beside the programme before, what changes where and when."""
    before = open_.programme
    plan = answer.snapshot.plan
    return {
        "round": answer.number,
        "seconds": answer.seconds,
        "value": answer.value,
        "bound": answer.bound,
        "gap_certified": answer.gap_certified,
        "before": {
            "value": before.value,
            "bound": before.bound,
            "gap_certified": before.gap_certified,
        },
        "currency": None if before.money is None else before.money.currency,
        "terms": [] if plan is None else _terms(open_, answer, plan),
        "phases": [] if plan is None else _phases(open_, answer, plan),
        "changed": [] if plan is None else _changed(open_, plan),
    }


def _terms(open_: Opened, answer: Answer, plan: "Plan") -> list[dict[str, Any]]:
    """Each term before, at the programme's own weights, and after, at those of the edit."""
    from gengxin.plan.programme import term_values

    held = open_.found.problem
    asked = replace(held, case=replace(held.case, brief=answer.asked.brief))
    after: Mapping[str, TermValue] = {one.term: one for one in term_values(asked, plan)}
    before = {one.term: one for one in open_.programme.terms}
    return [
        {
            "term": term,
            "before": {"amount": before[term].amount, "value": before[term].value},
            "after": {"amount": after[term].amount, "value": after[term].value},
        }
        for term in TERMS
    ]


def _phases(open_: Opened, answer: Answer, plan: "Plan") -> list[dict[str, Any]]:
    from gengxin.plan.changes import sums_by_phase

    held, old = open_.found.problem, open_.found.snapshot.plan
    assert old is not None  # noqa: S101 a programme's file holds a plan
    sides = {"before": (old, held.brief), "after": (plan, answer.asked.brief)}
    tables = {name: sums_by_phase(held, one) for name, (one, _) in sides.items()}
    listed: list[dict[str, Any]] = []
    for phase in range(1, len(held.brief.phases) + 1):
        row: dict[str, Any] = {"phase": phase}
        for name, (_, brief) in sides.items():
            told = tables[name].loc[phase]
            sums = {str(key): None if pd.isna(one) else float(one) for key, one in told.items()}
            row[name] = {**sums, "budget_amount": brief.phases[phase - 1].budget_amount}
        listed.append(row)
    return listed


def _changed(open_: Opened, plan: "Plan") -> list[dict[str, Any]]:
    from gengxin.plan.changes import changed_sites

    old = open_.found.snapshot.plan
    assert old is not None  # noqa: S101 a programme's file holds a plan
    table = changed_sites(open_.found.problem, old, plan)
    names = open_.site_names.reindex(table["site"])
    told = ("option", "action", "name_en", "name_zh", "phase")
    rows = []
    for row, en, zh in zip(
        table.to_dict("records"), names["name_en"], names["name_zh"], strict=True
    ):
        sides = {
            side: {name: _plain(row[f"{name}_{side}"]) for name in told}
            for side in ("before", "after")
        }
        rows.append({"site": row["site"], "name_en": _plain(en), "name_zh": _plain(zh), **sides})
    return rows


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell
    """A cell as JSON has it; nothing where it is missing."""
    if pd.isna(value):
        return None
    return value if isinstance(value, str) else int(value)


def phases_of(programme: str | Path) -> range:
    """The numbers of a programme file's phases."""
    from gengxin.store.programme_file import read_programme

    return range(1, len(read_programme(Path(programme)).brief.phases) + 1)


def what_if_file(
    programme: str | Path,
    folder: str | Path,
    edit: Edit,
    *,
    until: Until,
    out: str | Path | None = None,
    report: Progress = quiet,
) -> dict[str, Any]:
    """What an edit makes of a programme's file; ``out`` is where the answer's own file is written.

    Raises
    ------
    InputError
        Where the edit names what isn't there, or no programme that meets it was found.

    """
    from gengxin.store.programme_file import write_programme

    path = None if out is None else Path(out)
    if path is not None and path.suffix != ".zip":
        raise InputError(f"{path}: a programme is written as a .zip file; name it so")
    open_ = opened(programme, folder, report=report)
    try:
        report("answering the edit", 1.0)
        *_, answer = until_enough(open_, edit, until=until)
        if path is not None:
            write_programme(answer.programme(), path)
        return answer_document(open_, answer)
    finally:
        open_.close()
