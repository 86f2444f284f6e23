"""HiGHS asked in one go: a matrix handed over whole, limits by count, one thread, one seed."""

from typing import NamedTuple

import highspy
import numpy as np

from gengxin.engines.solve.problem import Floats, Whole

__all__ = ["Answered", "Matrix", "Model", "solved"]

NODES, GAP = 200, 1e-7


class Matrix(NamedTuple):
    """Entries by row."""

    row: Whole
    column: Whole
    value: Floats


class Model(NamedTuple):
    """Maximise ``worth·x``, rows between two sides, columns between two ends."""

    worth: Floats
    low: Floats
    high: Floats
    whole: np.ndarray
    """Whether a column takes whole numbers only."""
    row_low: Floats
    row_high: Floats
    matrix: Matrix


class Answered(NamedTuple):
    """What HiGHS says; never to be believed before the rows are counted again."""

    infeasible: bool
    x: Floats
    """Empty when there is no solution."""
    bound: float
    price: Floats
    """Of each row; empty unless all columns may take fractions."""


def solved(model: Model, *, nodes: int = NODES, gap: float = 0.0) -> Answered:
    """Solve a model, by so many nodes, until bound and value are no more than ``gap`` apart."""
    solver: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, bool | int | float] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "mip_max_nodes": nodes,
        "mip_rel_gap": GAP,
        "mip_abs_gap": gap,
        "mip_max_stall_nodes": nodes,
        "mip_feasibility_tolerance": 1e-7,
        "mip_allow_restart": False,
        "mip_pscost_minreliable": 1,
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    _pass(solver, model)
    solver.run()
    status = solver.getModelStatus()
    infeasible = status in {
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    }
    info = solver.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    x = np.array(solver.getSolution().col_value) if found else np.zeros(0)
    bound = (
        float(info.mip_dual_bound) if model.whole.any() else float(info.objective_function_value)
    )
    price = np.zeros(0)
    if len(x) and not model.whole.any():
        price = np.array(solver.getSolution().row_dual)
    return Answered(infeasible, x, bound, price)


def _pass(solver: highspy.Highs, model: Model) -> None:
    columns, rows = len(model.worth), len(model.row_low)
    order = np.lexsort((model.matrix.column, model.matrix.row))
    starts = np.searchsorted(model.matrix.row[order], np.arange(rows + 1))
    solver.passModel(
        columns,
        rows,
        len(order),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMaximize),
        0.0,
        model.worth,
        model.low,
        model.high,
        model.row_low,
        model.row_high,
        starts.astype(np.int32),
        model.matrix.column[order].astype(np.int32),
        model.matrix.value[order],
        model.whole.astype(np.int32),
    )
