"""A problem in standard form as one mixed-integer program, for any solver to answer.

Written apart from ``engines.solve``, straight from what ``Problem`` says of its fields, so that it
may judge what the engine says. Columns stand in the order x (one a column of the problem), y (one
an auxiliary), z (one an arc); rows in the order sites, linking rows, demand rows, slots.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

__all__ = ["Whole", "split", "tens", "whole_model"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Rows = tuple[sp.csr_array, Floats, Floats]


class Whole(NamedTuple):
    """Maximise ``worth·v`` with ``row_low ≤ matrix·v ≤ row_high`` and ``low ≤ v ≤ high``."""

    worth: Floats
    low: Floats
    high: Floats
    is_whole: npt.NDArray[np.bool_]
    matrix: sp.csr_array
    row_low: Floats
    row_high: Floats


def whole_model(problem: Any) -> Whole:
    """The same question, row by row, in the problem's own fixed-point units.

    ``z`` is left continuous: with all else chosen, sharing people out has whole corners.
    """
    columns, auxiliaries = len(problem.value), len(problem.aux_low)
    arcs = len(problem.arc_demand)
    blocks = (_sites(problem), _links(problem), _demand(problem), _slots(problem))
    worth_of_arcs = problem.worth[problem.arc_demand]
    return Whole(
        worth=np.concatenate([problem.value, problem.aux_value, worth_of_arcs]),
        low=np.concatenate([np.zeros(columns), problem.aux_low, np.zeros(arcs)]),
        high=np.concatenate([np.ones(columns), problem.aux_high, _most_on_arcs(problem)]),
        is_whole=np.arange(columns + auxiliaries + arcs) < columns + auxiliaries,
        matrix=sp.csr_array(sp.vstack([matrix for matrix, _, _ in blocks], format="csr")),
        row_low=np.concatenate([low for _, low, _ in blocks]),
        row_high=np.concatenate([high for _, _, high in blocks]),
    )


def split(problem: Any, answer: Floats) -> tuple[Floats, Floats, Floats]:
    """The ``x``, ``y`` and ``z`` of an answer."""
    x, y, z = np.split(answer, np.cumsum([len(problem.value), len(problem.aux_low)]))
    return x, y, z


def tens(whole: Whole) -> tuple[Whole, Floats, float]:
    """The same program in units that a solver's tolerances suit; then units of v, and of worth.

    All units are powers of ten: of what is not whole the size of its box, of a row the middle size
    of its coefficients, of worth the middle worth.
    """
    box = np.maximum(np.abs(whole.low), np.abs(whole.high))
    unit = np.where(whole.is_whole, 1.0, _power(box))
    wide = sp.csr_array(whole.matrix @ sp.diags_array(unit))
    row = _power(_middle_of_rows(wide))
    worth = whole.worth * unit
    of_worth = float(_power(np.median(np.abs(worth[worth != 0.0]), keepdims=True))[0])
    scaled = Whole(
        worth=worth / of_worth,
        low=whole.low / unit,
        high=whole.high / unit,
        is_whole=whole.is_whole,
        matrix=sp.csr_array(sp.diags_array(1.0 / row) @ wide),
        row_low=whole.row_low / row,
        row_high=whole.row_high / row,
    )
    return scaled, unit, of_worth


def _sites(problem: Any) -> Rows:
    """Exactly one column of each site."""
    sites = len(problem.site_ptr) - 1
    site = np.repeat(np.arange(sites), np.diff(problem.site_ptr))
    one = np.ones(sites)
    return _matrix(problem, sites, (site, np.arange(len(site)), np.ones(len(site)))), one, one


def _links(problem: Any) -> Rows:
    """Linking rows, with those served of the demand rows that count in them."""
    rows = len(problem.row_rhs)
    _, y, z = _offsets(problem)
    column, auxiliary, demand = (
        _owner(ptr) for ptr in (problem.link_ptr, problem.aux_ptr, problem.served_ptr)
    )
    # what counts for a demand row counts for each of its arcs
    order = np.argsort(problem.arc_demand, kind="stable")
    count = np.bincount(problem.arc_demand, minlength=len(problem.need))
    first = np.cumsum(count) - count
    times = count[demand]
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    arc = order[np.repeat(first[demand], times) + within]
    matrix = _matrix(
        problem,
        rows,
        (problem.link_row, column, problem.link_coef),
        (problem.aux_row, y + auxiliary, problem.aux_coef),
        (np.repeat(problem.served_row, times), z + arc, np.repeat(problem.served_coef, times)),
    )
    rhs = problem.row_rhs.astype(float)
    return matrix, np.where(problem.row_is_equal, rhs, -np.inf), rhs


def _demand(problem: Any) -> Rows:
    """No demand row is served more than it needs."""
    _, _, z = _offsets(problem)
    arcs = len(problem.arc_demand)
    matrix = _matrix(
        problem,
        len(problem.need),
        (problem.arc_demand, z + np.arange(arcs), np.ones(arcs)),
        (problem.grow_demand, _owner(problem.grow_ptr), -problem.grow_coef),
    )
    return matrix, np.full(len(problem.need), -np.inf), problem.need.astype(float)


def _slots(problem: Any) -> Rows:
    """No slot serves more than the capacity of its open level."""
    _, _, z = _offsets(problem)
    slots, arcs = len(problem.slot_site), len(problem.arc_demand)
    slot_of_level = _owner(problem.level_ptr)
    matrix = _matrix(
        problem,
        slots,
        (_owner(problem.arc_ptr), z + np.arange(arcs), np.ones(arcs)),
        (
            slot_of_level[problem.open_level],
            _owner(problem.open_ptr),
            -problem.level_capacity[problem.open_level],
        ),
    )
    always = problem.slot_site[slot_of_level] < 0
    capacity = np.bincount(slot_of_level[always], problem.level_capacity[always], minlength=slots)
    return matrix, np.full(slots, -np.inf), capacity.astype(float)


def _most_on_arcs(problem: Any) -> Floats:
    """No arc carries more than all that its demand row could come to need."""
    grown = np.bincount(
        problem.grow_demand, np.maximum(problem.grow_coef, 0), minlength=len(problem.need)
    )
    return np.asarray((problem.need + grown)[problem.arc_demand], float)


def _matrix(problem: Any, rows: int, *entries: tuple[Any, Any, Any]) -> sp.csr_array:
    row, column, coef = (np.concatenate(parts) for parts in zip(*entries, strict=True))
    width = len(problem.value) + len(problem.aux_low) + len(problem.arc_demand)
    return sp.csr_array((coef.astype(float), (row, column)), shape=(rows, width))


def _offsets(problem: Any) -> tuple[int, int, int]:
    """Where x, y and z begin."""
    return 0, len(problem.value), len(problem.value) + len(problem.aux_low)


def _owner(ptr: npt.NDArray[np.signedinteger]) -> Ints:
    return np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))


def _middle_of_rows(matrix: sp.csr_array) -> Floats:
    """Middle size of each row's coefficients; 1 for a row without any."""
    size = np.abs(matrix.data)
    row = _owner(matrix.indptr)
    size = size[np.lexsort((size, row))]
    count = np.diff(matrix.indptr)
    middle = np.ones(len(count))
    some = count > 0
    middle[some] = size[matrix.indptr[:-1][some] + count[some] // 2]
    return middle


def _power(size: Floats) -> Floats:
    """The power of ten at or below each size; 1 for 0."""
    return np.asarray(10.0 ** np.floor(np.log10(np.where(size > 0.0, size, 1.0))))
