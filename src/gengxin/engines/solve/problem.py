"""The standard form: one choice a site, people shared out among what is open, linking rows.

Maximise ``Σ value·x + Σ worth·z + Σ aux_value·y`` where

(a) of the columns of each site exactly one is chosen (``x``); the first of a site is to keep it;
(b) ``z`` shares the people of a demand row among the slots within its reach: over the arcs of a
    slot no more than the capacity of its open level, over the arcs of a demand row no more than its
    need, ``need[m] + Σ grow_coef·x``;
(c) every other row is ``Σ link_coef·x + Σ aux_coef·y + Σ served_coef·z ≤ rhs`` (``=`` where
    ``row_is_equal``);
(d) each auxiliary ``y`` is a whole number within its box.

Every quantity that is summed is a whole number (int64 fixed point): a row holds or it doesn't.
Ragged lists are pairs ``*_ptr`` (n + 1) and entries, entries of item i at ``ptr[i]:ptr[i + 1]``.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Floats", "Plan", "Prices", "Problem", "Whole"]

Whole: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]


class Problem(NamedTuple):
    """A problem in standard form.

    Sizes: S sites, C columns, R linking rows, Y auxiliaries, M demand rows, N slots, V levels of
    slots, A arcs (a slot within reach of a demand row).
    """

    site_ptr: Whole
    """(S + 1) columns of each site, at least one; the first keeps it."""
    value: Floats
    """(C) worth of choosing the column, without those whom its slots serve."""

    row_rhs: Whole
    """(R) right-hand side of each linking row."""
    row_is_equal: npt.NDArray[np.bool_]
    """(R) whether the row says ``=`` rather than ``≤``."""
    link_ptr: Whole
    """(C + 1) entries of each column in linking rows."""
    link_row: Whole
    link_coef: Whole

    aux_low: Whole
    """(Y) box of each auxiliary."""
    aux_high: Whole
    aux_value: Floats
    aux_ptr: Whole
    """(Y + 1) entries of each auxiliary in linking rows."""
    aux_row: Whole
    aux_coef: Whole

    need: Whole
    """(M) people of each demand row before any column adds or takes some, ≥ 0."""
    worth: Floats
    """(M) worth of one unit served, ≥ 0."""
    grow_ptr: Whole
    """(C + 1) demand rows that a column changes."""
    grow_demand: Whole
    grow_coef: Whole
    served_ptr: Whole
    """(M + 1) linking rows in which those served of a demand row count."""
    served_row: Whole
    served_coef: Whole

    slot_site: Whole
    """(N) site whose column opens the slot; −1: its one level is always open."""
    arc_ptr: Whole
    """(N + 1) arcs of each slot."""
    arc_demand: Whole
    level_ptr: Whole
    """(N + 1) levels of each slot: the capacities > 0 that columns may give it, each once."""
    level_capacity: Whole
    open_ptr: Whole
    """(C + 1) levels that a column opens, at most one of a slot; a slot without one is closed."""
    open_level: Whole


class Prices(NamedTuple):
    """Prices of linking rows (≥ 0 for ≤, free for =) and of demand rows (≥ 0)."""

    row: Floats
    demand: Floats


class Plan(NamedTuple):
    """A feasible plan.

    ``choice`` (S) is the column of each site, ``auxiliary`` (Y) and ``served`` (A, people on each
    arc) whole numbers that make every row hold.
    """

    choice: Whole
    auxiliary: Whole
    served: Whole
    value: float
