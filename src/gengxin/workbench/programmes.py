"""Plan a programme, keep where the search stands, and write the file that a stranger can check."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gengxin.terms import Brief, InputError, PlanInputs, Programme, ProgrammeRound
from gengxin.workbench.plan_inputs import plan_inputs
from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.search import EachRound, Search, Until, unwatched
from gengxin.workbench.software import software

if TYPE_CHECKING:
    from gengxin.engines.solve import Snapshot
    from gengxin.plan.model import Posed

__all__ = [
    "Asked",
    "Found",
    "plan_folder",
    "planned",
    "programme_document",
    "read_brief_for",
    "searched",
    "searched_anew",
]

# briefs by the currency that a district counts in
BRIEFS = {"CNY": "default", "USD": "usd"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a search: which brief (a file, or one of ours), options run, stop, seed.

    ``processes``: how many answer parts of the problem; none: threads of this one do.
    ``each_round`` is told how each round ended.
    """

    brief: str | Path | None = None
    run: str | None = None
    until: Until = field(default_factory=Until)
    seed: int = 1
    processes: int | None = None
    each_round: EachRound = unwatched


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Where a search ended: the problem, what is known, and round by round how it came to that."""

    problem: "Posed"
    snapshot: "Snapshot"
    rounds: tuple[ProgrammeRound, ...]
    seed: int

    def programme(self) -> Programme:
        """The programme found."""
        from gengxin.plan.programme import programme_of

        return programme_of(
            self.problem, self.snapshot, rounds=self.rounds, seed=self.seed, software=software()
        )

    def no_worse_than(self, other: "Found") -> "Found":
        """The same with the other's plan, where that is better here."""
        from gengxin.plan.programme import taken_over

        mine, others = self.snapshot.plan, other.snapshot.plan
        plan = None if others is None else taken_over(self.problem, others)
        if plan is None or (mine is not None and mine.value >= plan.value):
            return self
        return replace(self, snapshot=self.snapshot._replace(plan=plan))


def plan_folder(
    folder: str | Path,
    *,
    out: str | Path,
    asked: Asked | None = None,
    report: Progress = quiet,
) -> Programme:
    """Plan a folder's district and write the programme file.

    A search that was cut short goes on where it stood when the same is asked again: until the file
    is written, its state is kept beside it.

    Raises
    ------
    InputError
        Where there are no options yet, or the brief contradicts itself; nothing is written.

    """
    from gengxin.store.programme_file import write_programme

    path = Path(out)
    if path.suffix != ".zip":
        msg = f"{path}: a programme is written as a .zip file; name it so"
        raise InputError(msg)
    report("reading options", 0.0)
    asked = asked or Asked()
    inputs = plan_inputs(folder, run=asked.run)
    brief = read_brief_for(inputs, asked.brief)
    keep = path.with_suffix(".search.npz")
    made = planned(inputs, brief, asked=asked, keep=keep, report=report)
    write_programme(made, path)
    keep.unlink(missing_ok=True)
    return made


def read_brief_for(inputs: PlanInputs, brief: str | Path | None) -> Brief:
    """The brief named, else the one shipped for the currency.

    Raises
    ------
    InputError
        Where none is named and none is shipped for the currency.

    """
    from gengxin.sources.briefs import read_brief

    currency = "CNY" if inputs.money is None else inputs.money.currency
    if brief is None and currency not in BRIEFS:
        msg = f"no brief is shipped for {currency}; name one: --brief FILE"
        raise InputError(msg)
    return read_brief(brief or BRIEFS[currency])


def planned(
    inputs: PlanInputs,
    brief: Brief,
    *,
    asked: Asked,
    keep: Path | None = None,
    report: Progress = quiet,
) -> Programme:
    """The best programme found when the search is to stop."""
    return searched(inputs, brief, asked=asked, keep=keep, report=report).programme()


def searched(
    inputs: PlanInputs,
    brief: Brief,
    *,
    asked: Asked,
    keep: Path | None = None,
    report: Progress = quiet,
) -> Found:
    """What is found until the search is to stop."""
    from gengxin.plan.model import posed

    report("posing the problem", 0.02)
    search = Search(posed(inputs, brief), seed=asked.seed, keep=keep, processes=asked.processes)
    return _found(search, asked, report)


def searched_anew(
    earlier: Found,
    brief: Brief,
    *,
    asked: Asked,
    is_alike: bool = True,
    report: Progress = quiet,
) -> Found:
    """What is found for a brief that differs in weights and steps of a front alone.

    The plan found earlier stands until a better one is found, if it holds here. Where there are as
    many rows as there were and the weights are alike, the search begins where the earlier ended.
    """
    from gengxin.plan.model import posed_anew
    from gengxin.plan.programme import taken_over

    report("posing the problem", 0.02)
    problem, snapshot = posed_anew(earlier.problem, brief), earlier.snapshot
    both = zip(problem.problem, earlier.problem.problem, strict=True)
    is_alike = is_alike and all(one.shape == other.shape for one, other in both)
    search = Search(
        problem,
        seed=asked.seed,
        warm=snapshot.state if is_alike else None,
        known=None if snapshot.plan is None else taken_over(problem, snapshot.plan),
        processes=asked.processes,
    )
    return _found(search, asked, report)


def _found(search: Search, asked: Asked, report: Progress) -> Found:
    snapshot = search.run(asked.until, report, asked.each_round)
    report("writing the programme", 0.98)
    return Found(search.posed, snapshot, tuple(search.rounds), asked.seed)


def programme_document(made: Programme, path: str | Path) -> dict[str, Any]:
    """What ``--json`` prints of a programme."""
    choice = made.tables["choice"]
    return {
        "programme": str(path),
        "sites": len(choice),
        "renewed": int(choice["phase"].notna().sum()),
        "value": made.value,
        "bound": made.bound,
        "gap_certified": made.gap_certified,
        "gap_solver": made.gap_solver,
        "rounds": len(made.rounds),
        "seed": made.seed,
        "currency": None if made.money is None else made.money.currency,
        "terms": {one.term: {"amount": one.amount, "value": one.value} for one in made.terms},
        "hashes": dict(made.hashes),
        "unavailable": [note.en for note in made.unavailable],
    }
