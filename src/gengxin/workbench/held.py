"""A search held open: a planner's edit is answered at once, from where the search stands."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING

from gengxin.terms import Brief, InputError, Match, Programme, ProgrammeRound
from gengxin.workbench.executors import Processes
from gengxin.workbench.programmes import Found
from gengxin.workbench.search import Until
from gengxin.workbench.software import software

if TYPE_CHECKING:
    from gengxin.engines.solve import Snapshot
    from gengxin.plan.model import Edited, Posed

__all__ = ["Answer", "Edit", "Held"]

COMPILED_AFTER = 2
"""Answers after which everything was called once that edits call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a planner changes: what must be, what must not, budgets and weights by a factor.

    ``fix`` picks by site what must be there, ``forbid`` what must not be anywhere; ``budgets`` and
    ``weights`` are factors by phase and by term.
    """

    fix: tuple[Match, ...] = ()
    forbid: tuple[Match, ...] = ()
    budgets: tuple[tuple[int, float], ...] = ()
    weights: tuple[tuple[str, float], ...] = ()

    def of(self, brief: Brief) -> Brief:
        """The brief with the edit made.

        Raises
        ------
        InputError
            For a phase or a term that the brief hasn't got, or something fixed without its site.

        """
        phases, terms = list(brief.phases), dict(brief.terms)
        for phase, factor in self.budgets:
            if not 1 <= phase <= len(phases):
                msg = f"phase {phase}: brief {brief.name} has phases 1 to {len(phases)}"
                raise InputError(msg)
            amount = (phases[phase - 1].budget_amount or 0.0) * factor
            phases[phase - 1] = replace(phases[phase - 1], budget_amount=amount)
        for term, factor in self.weights:
            if term not in terms:
                msg = f"brief {brief.name} gives {term!r} no weight; those it weighs: " + ", ".join(
                    terms
                )
                raise InputError(msg)
            terms[term] = replace(terms[term], weight=terms[term].weight * factor)
        if any(match.site is None for match in self.fix):
            msg = "what is fixed names its site"
            raise InputError(msg)
        return replace(
            brief,
            phases=tuple(phases),
            terms=terms,
            must=(*brief.must, *self.fix),
            must_not=(*brief.must_not, *self.forbid),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """What is known of an edited brief after so many seconds; value and bound above today.

    ``value`` and ``gap_certified`` are empty while no plan keeps every row.
    """

    held: "Posed"
    asked: "Edited"
    snapshot: "Snapshot"
    number: int
    seconds: float

    @property
    def value(self) -> float | None:
        """Value above keeping everything."""
        plan = self.snapshot.plan
        return None if plan is None else plan.value - self.asked.today_worth

    @property
    def bound(self) -> float:
        """What nothing is worth more than, above keeping everything."""
        return self.snapshot.bound - self.asked.today_worth

    @property
    def gap_certified(self) -> float | None:
        """(bound − value) ÷ value, of a least cost ÷ cost."""
        if self.value is None:
            return None
        base = -self.value if self.asked.brief.minimise else self.value
        return (self.bound - self.value) / base if base > 0.0 else None

    def programme(self) -> Programme:
        """The programme of the edited brief, posed for itself, that ``verify`` accepts.

        Raises
        ------
        InputError
            Where there is no plan yet.

        """
        from gengxin.plan.carried import carried
        from gengxin.plan.programme import programme_of, round_of

        if self.snapshot.plan is None:
            msg = "no programme that meets the edited brief was found yet; let the search go on"
            raise InputError(msg)
        question, found = carried(self.held, self.asked, self.snapshot)
        last: ProgrammeRound = round_of(question, found)
        return programme_of(question, found, rounds=(last,), software=software())


class Held:
    """A search with its problem dealt out, ready for edits; each starts from where it stands."""

    def __init__(self, found: Found, *, processes: int | None = None) -> None:
        """Hold what was found; parts are answered by two threads, or by so many processes."""
        from gengxin.engines.solve import Ready, Threads

        self._found = found
        self._executor = Threads(2) if processes is None else Processes(processes)
        self._ready = Ready(
            found.problem.problem,
            found.snapshot.state,
            executor=self._executor,
            separate=found.problem.separate,
        )
        # what edits run may have to be compiled: now, and not while somebody waits for an answer
        for _ in islice(self.answers(Edit()), COMPILED_AFTER):
            pass

    def edited(self, edit: Edit, *, until: Until) -> Answer:
        """What is known of the brief with the edit made, when the search is to stop."""
        answer = None
        for answer in self.answers(edit):
            gap, enough = answer.gap_certified, until.rounds is None
            if enough and gap is not None and gap <= until.gap:
                break
            if until.seconds is not None and answer.seconds >= until.seconds:
                break
            if until.rounds is not None and answer.number >= until.rounds:
                break
        assert answer is not None  # noqa: S101 a search goes on without end
        return answer

    def answers(self, edit: Edit) -> Iterator[Answer]:
        """The same after each round, without end."""
        from gengxin.plan.model import edited

        began, held = monotonic(), self._found.problem
        asked = edited(held, edit.of(held.brief))
        rounds = self._ready.edited(asked.problem, allowed=asked.allowed)
        for number, snapshot in enumerate(rounds, start=1):
            yield Answer(
                held=held,
                asked=asked,
                snapshot=snapshot,
                number=number,
                seconds=monotonic() - began,
            )

    def close(self) -> None:
        """Let the threads or processes go."""
        self._executor.close()
