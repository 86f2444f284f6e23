"""Puts HiGHS and CP-SAT to the very programmes that our engine is asked for.

Both get the whole problem as one mixed-integer program (``tests/plain/whole_model``), each in a
process of its own, 120 CPU-seconds of each core it uses: CP-SAT two workers, HiGHS its one thread.
HiGHS gets units of powers of ten and auxiliaries as numbers, which here come out whole by
themselves; CP-SAT, which knows whole numbers only, the greatest units that lose nothing. What a
peer chose is worth what the best sharing out of people is worth under that choice, by a linear
program; the gap is over the value above keeping everything. ``programme_peers.py 30000 1 highs``
asks one peer one town, and adds it to the results.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from end_town import end_town
from machine import machine
from numpy.typing import NDArray
from scipy.optimize import linprog

from gengxin.engines.solve import Problem
from gengxin.plan.model import posed

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from tests.plain.whole_model import Whole, tens, whole_model  # noqa: E402

RESULTS = HERE / "results" / "programme_peers.json"
CP_SAT = HERE.parent / ".peers" / "ortools" / "bin" / "python"
CASES = ((300, 1), (300, 2), (3_000, 1), (3_000, 2))
PEERS = ("highs", "cp_sat")
SECONDS = 120.0

Floats = NDArray[np.float64]
Figures = dict[str, Any]


def ask_highs(whole: Whole, seconds: float) -> tuple[Figures, Floats | None]:
    """HiGHS' figures and the ``v`` of its answer, if it found one."""
    auxiliary = whole.is_whole & ((whole.low != 0.0) | (whole.high != 1.0))
    loose = whole._replace(is_whole=whole.is_whole & ~auxiliary)
    scaled, unit, of_worth = tens(loose)
    figures, v = _ask(Path(sys.executable), "ask_highs.py", scaled, seconds)
    return _in_worth(figures, of_worth), None if v is None else v * unit


def ask_cp_sat(whole: Whole, seconds: float) -> tuple[Figures, Floats | None]:
    """CP-SAT's figures and the ``v`` of its answer, if it found one."""
    if not CP_SAT.exists():
        return {"missing": "python benchmarks/peers/make.py ortools"}, None
    coarse, unit = greatest_units(whole)
    figures, v = _ask(CP_SAT, "ask_cp_sat.py", coarse, seconds)
    return figures, None if v is None else v * unit


def greatest_units(whole: Whole) -> tuple[Whole, Floats]:
    """The program in whole numbers as small as can be, and the units of v.

    What is shared out counts in the greatest unit that divides every need and capacity.
    """
    shared = ~whole.is_whole
    touched = np.diff((whole.matrix[:, shared]).tocsr().indptr) > 0
    ends = np.concatenate([whole.row_high[touched], whole.matrix[touched][:, ~shared].data])
    common = np.gcd.reduce(np.abs(ends).astype(np.int64)) if touched.any() else 1
    unit = np.where(shared, max(common, 1), 1).astype(float)
    matrix = (whole.matrix * unit).tocsr()
    row = np.ones(len(whole.row_high))
    for place, (start, end) in enumerate(pairwise(matrix.indptr)):
        ends = [whole.row_high[place], *matrix.data[start:end]]
        row[place] = max(np.gcd.reduce(np.abs(ends).astype(np.int64)), 1)
    matrix.data /= np.repeat(row, np.diff(matrix.indptr))
    return (
        whole._replace(
            worth=whole.worth * unit,
            low=whole.low / unit,
            high=np.floor(whole.high / unit),
            matrix=matrix,
            row_low=whole.row_low / row,
            row_high=whole.row_high / row,
        ),
        unit,
    )


def best_sharing(whole: Whole, columns: Floats) -> float | None:
    """What a choice of columns is worth with the best auxiliaries and sharing out; none if none."""
    low, high = whole.low.copy(), whole.high.copy()
    low[: len(columns)] = high[: len(columns)] = columns
    loose = whole._replace(low=low, high=high, is_whole=np.arange(len(low)) < len(columns))
    scaled, _, of_worth = tens(loose)
    equal = scaled.row_low == scaled.row_high
    done = linprog(
        -scaled.worth,
        A_ub=scaled.matrix[~equal],
        b_ub=scaled.row_high[~equal],
        A_eq=scaled.matrix[equal],
        b_eq=scaled.row_high[equal],
        bounds=np.stack([scaled.low, scaled.high], 1),
        method="highs",
    )
    return float(-done.fun * of_worth) if done.status == 0 else None


def chosen(site_ptr: NDArray[np.int64], v: Floats) -> Floats:
    """The one column of each site that an answer means."""
    columns = np.zeros(site_ptr[-1])
    for first, end in pairwise(site_ptr):
        columns[first + int(np.argmax(v[first:end]))] = 1.0
    return columns


def compare(problem: Problem, seconds: float, names: Sequence[str] = PEERS) -> Figures:
    """The peers' figures for one problem."""
    whole = whole_model(problem)
    keep = np.zeros(len(problem.value))
    keep[problem.site_ptr[:-1]] = 1.0
    today = best_sharing(whole, keep)
    if today is None:
        raise AssertionError("keeping everything breaks a row: there is nothing to measure from")
    told: Figures = {"rows": whole.matrix.shape[0], "columns": whole.matrix.shape[1]}
    told |= {"entries": int(whole.matrix.nnz), "today": today}
    for name in names:
        before = os.getloadavg()[0]
        figures, v = {"highs": ask_highs, "cp_sat": ask_cp_sat}[name](whole, seconds)
        value = None if v is None else best_sharing(whole, chosen(problem.site_ptr, v))
        told[name] = figures | over_today(figures, value, today) | {"load_before": round(before, 1)}
        print(json.dumps({name: told[name]}), flush=True)
    return told


def over_today(figures: Figures, value: float | None, today: float) -> Figures:
    """Value and bound above keeping everything, and the gap between them."""
    bound = figures.get("bound")
    above = None if value is None else value - today
    over = None if bound is None else bound - today
    gap = (over - above) / above if above is not None and over is not None and above > 0 else None
    return {"value_above_today": above, "bound_above_today": over, "gap": gap}


def _ask(python: Path, script: str, whole: Whole, seconds: float) -> tuple[Figures, Floats | None]:
    with tempfile.TemporaryDirectory() as name:
        program, answer = Path(name) / "program.npz", Path(name) / "answer.npz"
        np.savez(
            program,
            **{field: part for field, part in whole._asdict().items() if field != "matrix"},
            indptr=whole.matrix.indptr,
            indices=whole.matrix.indices,
            data=whole.matrix.data,
        )
        ask = [python, HERE / "peers" / script, program, answer, str(seconds)]
        told = subprocess.run(ask, capture_output=True, text=True, check=False)
        if told.returncode != 0:
            return {"failed": told.stderr.strip()[-300:] or f"ended with {told.returncode}"}, None
        figures: Figures = json.loads(told.stdout)
        if not answer.exists():
            return figures, None
        with np.load(answer) as stored:
            return figures, stored["v"]


def _in_worth(figures: Figures, unit: float) -> Figures:
    """Value and bound in the problem's own unit."""
    both = {name: figures.get(name) for name in ("value", "bound")}
    return figures | {name: x if x is None else x * unit for name, x in both.items()}


def measure_case(sites: int, seed: int, names: Sequence[str] = PEERS) -> None:
    """Compare one town, and put it in the results in place of what was known of it."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"cases": []}
    told = {"sites": sites, "seed": seed}
    told |= compare(posed(*end_town(sites, seed)).problem, SECONDS, names)
    others = [one for one in known["cases"] if (one["sites"], one["seed"]) != (sites, seed)]
    cases = sorted([*others, told], key=lambda one: (one["sites"], one["seed"]))
    figures = {"machine": machine("numpy", "scipy", "highspy"), "cases": cases}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    match sys.argv[1:]:
        case [sites, seed, *names]:
            measure_case(int(sites), int(seed), names or PEERS)
        case _:
            for case in CASES:
                measure_case(*case)
