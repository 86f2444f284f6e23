"""Run by the peer's own Python: CP-SAT answers a whole program, so nothing of ours is imported.

Takes the program (an npz: maximise worth·v within row_low ≤ matrix·v ≤ row_high, low ≤ v ≤ high,
all but worth whole numbers), a file for its answer and CPU-seconds of each of two workers. Every
``v`` is a whole number here; before, each is counted in the greatest unit that loses nothing.
Prints figures; the answer file holds ``v``, if it found one.
"""

import importlib.metadata
import json
import sys
import threading
from pathlib import Path
from time import process_time, sleep

import numpy as np
import pandas as pd
from ortools.sat.python import cp_model

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import measure

FILE, ANSWER, SECONDS = sys.argv[1], sys.argv[2], float(sys.argv[3])
WORKERS = 2


def laid(program: dict[str, np.ndarray]) -> tuple[cp_model.CpModel, pd.Series]:
    """The program as CP-SAT keeps it."""
    model = cp_model.CpModel()
    index = pd.RangeIndex(len(program["worth"]))
    low, high = (pd.Series(program[name].astype(np.int64), index) for name in ("low", "high"))
    v = model.new_int_var_series("v", index, low, high)
    each, bounds = v.to_numpy(), (program["row_low"], program["row_high"])
    for row, (start, end) in enumerate(zip(program["indptr"], program["indptr"][1:], strict=False)):
        coef = program["data"][start:end].astype(np.int64)
        within = [cp_model.INT_MIN if np.isneginf(bounds[0][row]) else int(bounds[0][row])]
        within += [cp_model.INT_MAX if np.isposinf(bounds[1][row]) else int(bounds[1][row])]
        expression = cp_model.LinearExpr.weighted_sum(each[program["indices"][start:end]], coef)
        model.add_linear_constraint(expression, *within)
    model.maximize(cp_model.LinearExpr.weighted_sum(each, program["worth"]))
    return model, v


def answer() -> dict[str, object]:
    """Search until nothing is better, or for so many CPU-seconds."""
    with np.load(FILE) as stored:
        model, v = laid(dict(stored))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = 10.0 * SECONDS  # should it never heed
    begin = process_time()

    def watch() -> None:
        while process_time() - begin < SECONDS * WORKERS:
            sleep(0.5)
        solver.stop_search()

    threading.Thread(target=watch, daemon=True).start()
    status = solver.solve(model)
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    if found:
        np.savez(ANSWER, v=solver.values(v).to_numpy(float))
    return {
        "value": solver.objective_value if found else None,
        "bound": solver.best_objective_bound,
        "status": solver.status_name(status),
        "search_cpu_seconds": round(process_time() - begin, 1),
    }


if __name__ == "__main__":
    took = measure(answer)
    figures = {
        "peak_rss_mb": round(took.peak_rss_mb),
        "cpu_seconds": round(took.cpu_seconds, 1),
        "wall_seconds": round(took.wall_seconds, 1),
        "workers": WORKERS,
        "version": importlib.metadata.version("ortools"),
    }
    print(json.dumps(took.result | figures))
