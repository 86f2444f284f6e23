"""Plan a programme, keep where the search stands, and write the file that a stranger can check."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gengxin.terms import Brief, InputError, PlanInputs, Programme
from gengxin.workbench.plan_inputs import plan_inputs
from gengxin.workbench.progress import Progress, quiet
from gengxin.workbench.search import Search, Until
from gengxin.workbench.software import software

__all__ = ["Asked", "plan_folder", "planned", "programme_document", "read_brief_for"]

# briefs by the currency that a district counts in
BRIEFS = {"CNY": "default", "USD": "usd"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a search: which brief (a file, or one of ours), options run, stop, seed."""

    brief: str | Path | None = None
    run: str | None = None
    until: Until = field(default_factory=Until)
    seed: int = 1


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
    from gengxin.plan.model import posed
    from gengxin.plan.programme import programme_of

    report("posing the problem", 0.02)
    problem = posed(inputs, brief)
    search = Search(problem, seed=asked.seed, keep=keep)
    snapshot = search.run(asked.until, report)
    report("writing the programme", 0.98)
    return programme_of(
        problem, snapshot, rounds=tuple(search.rounds), seed=asked.seed, software=software()
    )


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
