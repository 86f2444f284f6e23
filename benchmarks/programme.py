"""Measures the programme engine on end towns: gap by time, memory, edits, resumption, verification.

Each town is posed and solved in a process of its own with two threads, compiled code loaded. After
every round the certified gap over the value above keeping everything is set down beside the
CPU-seconds of all threads and the seconds that passed; rounds are of a fixed size, so the machine's
other work moves the second figure but not the first.

``programme.py 3000 1 60`` measures one town (sites, seed, CPU-seconds) and puts it among the
results, ``programme.py large 300000 1 1700`` one for so many seconds of the clock, its file
verified by a process of its own. ``programme.py full FOLDER 300`` measures the newest options run
of a district under the default brief, ``programme.py resume 300 1 60`` whether a run kept half-way
ends the same.
"""

import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from end_town import end_town
from machine import cpu_seconds, machine, measure_afresh
from numpy.typing import NDArray

from gengxin.engines.solve import Plan, Problem, Snapshot, Threads, run
from gengxin.plan.model import Posed, posed
from gengxin.plan.programme import programme_of
from gengxin.store.programme_file import read_programme, write_programme
from gengxin.terms import PlanInputs
from gengxin.verify import verify
from gengxin.workbench.plan_inputs import plan_inputs
from gengxin.workbench.programmes import read_brief_for

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "programme.json"
# sites, seed, CPU-seconds
CASES = tuple(
    (sites, seed, seconds)
    for sites, seconds in ((300, 60.0), (3_000, 60.0), (30_000, 300.0))
    for seed in range(1, 6)
)
MARKS = (20.0, 60.0, 120.0, 300.0, 1_800.0, 3_600.0)
CORES = 2
RESUMED_ROUNDS = 60

Figures = dict[str, Any]


def solve(sites: int, seed: int, seconds: float) -> Figures:
    """What is known after every round of one town, and how long the last plan takes to verify."""
    _load_compiled_code()
    begin = cpu_seconds()
    inputs, brief = end_town(sites, seed)
    made = cpu_seconds()
    question = posed(inputs, brief)
    figures = {"town_cpu_seconds": round(made - begin, 2)}
    figures["posed_cpu_seconds"] = round(cpu_seconds() - made, 2)
    figures["today"] = question.today.worth
    rounds, last = _rounds(question, seconds)
    return figures | told(rounds) | _verified(question, last, inputs) | {"rounds": rounds}


def solve_large(sites: int, seed: int, seconds: float, file: Path) -> Figures:
    """The same by the clock, until there is a plan; its programme is written to a file."""
    _load_compiled_code()
    wall = perf_counter()
    question = posed(*end_town(sites, seed))
    figures: Figures = {"posed_wall_seconds": round(perf_counter() - wall, 1)}
    rounds, last = _rounds(question, seconds, clock="wall_seconds")
    write_programme(programme_of(question, last), file)
    figures["whole_wall_seconds"] = round(perf_counter() - wall, 1)
    return figures | told(rounds) | {"rounds": rounds}


def verify_large(sites: int, seed: int, file: Path) -> Figures:
    """What verifying a programme's file says, and takes beside reading it."""
    inputs, _ = end_town(sites, seed)
    programme = read_programme(file)
    begin = cpu_seconds()
    verdict = verify(programme, inputs)
    return {
        "verify_cpu_seconds": round(cpu_seconds() - begin, 2),
        "violations": len(verdict.violations),
        "verified_gap": verdict.gap_certified,
    }


def resume(sites: int, seed: int, rounds: int) -> Figures:
    """Whether a run kept half-way, and taken up again, ends the same as one that was not."""
    question = posed(*end_town(sites, seed))
    *_, straight = run(question.problem, rounds=rounds)
    *_, half = run(question.problem, rounds=rounds // 2)
    kept = io.BytesIO()
    np.savez(kept, **half.state)
    kept.seek(0)
    with np.load(kept) as state:
        *_, again = run(question.problem, rounds=rounds, start=dict(state), executor=Threads(CORES))
    names = straight.state.keys() | again.state.keys()
    return {
        "sites": sites,
        "seed": seed,
        "rounds": rounds,
        "the_same": all(
            np.array_equal(straight.state[name], again.state[name], equal_nan=True)
            for name in names
        ),
        "has_plan": straight.plan is not None,
    }


def full(folder: str, seconds: float) -> Figures:
    """The real pipeline's options under the default brief: how far it gets, and what binds."""
    _load_compiled_code()
    begin = cpu_seconds()
    inputs = plan_inputs(folder)
    question = posed(inputs, read_brief_for(inputs, None))
    problem = question.problem
    figures: Figures = {"posed_cpu_seconds": round(cpu_seconds() - begin, 2)}
    figures |= {"sites": len(problem.site_ptr) - 1, "columns": len(problem.value)}
    figures |= {"rows": len(problem.row_rhs), "demand_rows": len(problem.need)}
    figures |= {"arcs": len(problem.arc_demand), "today": question.today.worth}
    rounds, last = _rounds(question, seconds)
    figures |= told(rounds) | _verified(question, last, inputs)
    return figures | {"binding": binding(question, last), "rounds": rounds}


def binding(question: Posed, snapshot: Snapshot) -> Figures:
    """By name of rows and phase: how many there are, have a price, and leave no room for more.

    A row leaves no room when less is left of it than the middle size of its entries.
    """
    problem, plan = question.problem, snapshot.plan
    keys = [str(key).split("/") for key in question.row_keys]
    name = [key[0] for key in keys]
    phase = [next((part for part in reversed(key[1:]) if part.isdigit()), "") for key in keys]
    table = pd.DataFrame({"name": name, "phase": phase, "rows": 1})
    table["priced"] = snapshot.prices.row != 0.0
    size = pd.Series(np.abs(problem.link_coef)).groupby(problem.link_row).median()
    if plan is not None:
        left = problem.row_rhs - _use(problem, plan)
        table["full"] = left < size.reindex(range(len(left)), fill_value=0).to_numpy()
    sums = table.groupby(["name", "phase"]).sum()
    return {"/".join(key): {n: int(x) for n, x in row.items()} for key, row in sums.iterrows()}


def told(rounds: Sequence[Figures]) -> Figures:
    """The figures that the issue asks for, out of what is known after every round."""
    last = rounds[-1]
    figures: Figures = {"value": last["value"], "bound": last["bound"], "gap": last["gap"]}
    figures["gap_before_last_improvement"] = _before_last(rounds)
    for clock in ("cpu_seconds", "wall_seconds"):
        figures[f"gap_at_{clock}"] = {
            f"{mark:.0f}": _gap_at(rounds, clock, mark) for mark in MARKS if mark <= last[clock]
        }
    return figures


def _rounds(
    question: Posed, seconds: float, clock: str = "cpu_seconds"
) -> tuple[list[Figures], Snapshot]:
    threads = Threads(CORES)
    found: list[Figures] = []
    begin, wall = cpu_seconds(), perf_counter()
    searched = run(question.problem, rounds=None, executor=threads, separate=question.separate)
    for snapshot in searched:
        after = {"cpu_seconds": cpu_seconds() - begin, "wall_seconds": perf_counter() - wall}
        found.append(_round(snapshot, question.today.worth) | after)
        if after[clock] >= seconds and (clock == "cpu_seconds" or snapshot.plan is not None):
            break
    threads.close()
    return found, snapshot


def _verified(question: Posed, last: Snapshot, inputs: PlanInputs) -> Figures:
    """What verifying the last plan takes and says."""
    if last.plan is None:
        return {"verified": "no plan yet"}
    programme = programme_of(question, last)
    begin = cpu_seconds()
    verdict = verify(programme, inputs)
    return {
        "verify_cpu_seconds": round(cpu_seconds() - begin, 2),
        "violations": len(verdict.violations),
        "verified_gap": verdict.gap_certified,
    }


def _use(problem: Problem, plan: Plan) -> NDArray[np.int64]:
    """What a plan uses of each linking row."""
    chosen = np.zeros(len(problem.value), np.int64)
    chosen[plan.choice] = 1
    served = np.zeros(len(problem.need), np.int64)
    np.add.at(served, problem.arc_demand, plan.served)
    use = np.zeros(len(problem.row_rhs), np.int64)
    for ptr, row, coef, amount in (
        (problem.link_ptr, problem.link_row, problem.link_coef, chosen),
        (problem.aux_ptr, problem.aux_row, problem.aux_coef, plan.auxiliary),
        (problem.served_ptr, problem.served_row, problem.served_coef, served),
    ):
        np.add.at(use, row, coef * np.repeat(amount, np.diff(ptr)))
    return use


def _round(snapshot: Snapshot, today: float) -> Figures:
    value = None if snapshot.plan is None else snapshot.plan.value - today
    bound = snapshot.bound - today
    gap = None if value is None or value <= 0.0 else (bound - value) / value
    return {
        "round": snapshot.round,
        "stage": snapshot.stage,
        "value": value,
        "bound": bound,
        "gap": gap,
    }


def _before_last(rounds: Sequence[Figures]) -> float | None:
    """Gap, by the last bound, of the best plan but one."""
    values = sorted({one["value"] for one in rounds if one["value"] is not None})
    bound = rounds[-1]["bound"]
    return (bound - values[-2]) / values[-2] if len(values) > 1 and values[-2] > 0.0 else None


def _gap_at(rounds: Sequence[Figures], clock: str, mark: float) -> float | None:
    """Gap after the last round that was over by a time."""
    done = [one for one in rounds if one[clock] <= mark]
    return done[-1]["gap"] if done else None


def _load_compiled_code() -> None:
    question = posed(*end_town(40, 0))
    for _ in run(question.problem, rounds=60):
        pass


def measure_town(sites: int, seed: int, seconds: float) -> None:
    """Measure one town and put it in the results in place of what was known of it."""
    figures = {"sites": sites, "seed": seed} | _measured(solve, sites, seed, seconds)
    _put("end", figures, by=("sites", "seed"))


def measure_large(sites: int, seed: int, seconds: float) -> None:
    """Measure one large town by the clock, and its verification."""
    with TemporaryDirectory() as home:
        file = Path(home) / "programme.zip"
        figures = _measured(solve_large, sites, seed, seconds, file)
        figures["file_mb"] = round(file.stat().st_size / 2**20)
        checked = _measured(verify_large, sites, seed, file)
    figures |= {"verify_peak_rss_mb": checked.pop("peak_rss_mb"), **checked}
    _put("large", {"sites": sites, "seed": seed} | figures, by=("sites", "seed"))


def measure_full(folder: str, seconds: float) -> None:
    """Measure what the options run in a folder makes of the default brief."""
    _put("full", _measured(full, folder, seconds), by=("sites",))


def measure_resume(sites: int, seed: int, rounds: int) -> None:
    """See whether a run taken up again says the same."""
    _put("resume", resume(sites, seed, rounds), by=("sites", "seed"))


def _measured(function: Callable[..., Figures], *arguments: object) -> Figures:
    before = os.getloadavg()[0]
    took = measure_afresh(function, *arguments)
    figures = {"peak_rss_mb": round(took.peak_rss_mb), "load_before": round(before, 1)}
    figures["load_after"] = round(os.getloadavg()[0], 1)
    return figures | took.result


def _put(part: str, figures: Figures, *, by: Sequence[str]) -> None:
    """Put figures among those of a part of the results, and print them."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    others = [one for one in known.get(part, []) if any(one[key] != figures[key] for key in by)]
    known["machine"] = machine("numpy", "numba", "highspy")
    known[part] = sorted([*others, figures], key=lambda one: tuple(one[key] for key in by))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    print(json.dumps({name: one for name, one in figures.items() if name != "rounds"}), flush=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["large", sites, seed, seconds]:
            measure_large(int(sites), int(seed), float(seconds))
        case ["full", folder, seconds]:
            measure_full(folder, float(seconds))
        case ["resume", sites, seed, rounds]:
            measure_resume(int(sites), int(seed), int(rounds))
        case [sites, seed, seconds]:
            measure_town(int(sites), int(seed), float(seconds))
        case _:
            for case in CASES:
                measure_town(*case)
            measure_resume(300, 1, RESUMED_ROUNDS)
