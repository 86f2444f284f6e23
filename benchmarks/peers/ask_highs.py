"""HiGHS alone answers a whole program, in a process of its own: nothing of ours is imported here.

Takes the program (an npz: maximise worth·v within row_low ≤ matrix·v ≤ row_high, low ≤ v ≤ high),
a file for its answer, CPU-seconds of all threads, and how many threads it may use (as many as it
likes, if not said). Prints figures; the answer file holds ``v``, if it found one.
"""

import json
import sys
from pathlib import Path
from time import process_time

import highspy
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import measure

FILE, ANSWER, SECONDS = sys.argv[1], sys.argv[2], float(sys.argv[3])
THREADS = int(sys.argv[4]) if len(sys.argv) > 4 else 0


def laid(program: dict[str, np.ndarray]) -> highspy.Highs:
    """The program as HiGHS keeps it, handed over whole."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = len(program["row_low"]), len(program["worth"])
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program["worth"], program["low"], program["high"]
    lp.row_lower_, lp.row_upper_ = program["row_low"], program["row_high"]
    lp.integrality_ = [highspy.HighsVarType(int(whole)) for whole in program["is_whole"]]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program["indptr"].astype(np.int32)
    lp.a_matrix_.index_ = program["indices"].astype(np.int32)
    lp.a_matrix_.value_ = program["data"]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", THREADS)
    if THREADS > 1:
        solver.setOptionValue("parallel", "on")
    if solver.passModel(lp) == highspy.HighsStatus.kError:
        sys.exit("HiGHS does not take the program")
    return solver


def answer() -> dict[str, object]:
    """Search until nothing is better, or for so many CPU-seconds."""
    with np.load(FILE) as stored:
        solver = laid(dict(stored))
    begin = process_time()

    def stop(event: object) -> None:
        if process_time() - begin > SECONDS:
            event.interrupt()

    for asks in (solver.cbMipInterrupt, solver.cbSimplexInterrupt, solver.cbIpmInterrupt):
        asks.subscribe(stop)
    solver.setOptionValue("time_limit", 10.0 * SECONDS)  # should it never ask
    solver.run()
    info = solver.getInfo()
    found = np.isfinite(info.objective_function_value) and info.primal_solution_status == 2
    if found:
        np.savez(ANSWER, v=np.asarray(solver.getSolution().col_value))
    return {
        "value": info.objective_function_value if found else None,
        "bound": info.mip_dual_bound if np.isfinite(info.mip_dual_bound) else None,
        "status": solver.modelStatusToString(solver.getModelStatus()),
        "search_cpu_seconds": round(process_time() - begin, 1),
    }


if __name__ == "__main__":
    took = measure(answer)
    figures = {
        "peak_rss_mb": round(took.peak_rss_mb),
        "cpu_seconds": round(took.cpu_seconds, 1),
        "wall_seconds": round(took.wall_seconds, 1),
        "version": highspy.Highs().version(),
        "threads": THREADS or "as it likes",
    }
    print(json.dumps(took.result | figures))
