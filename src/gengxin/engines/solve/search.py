"""A draft made better by moves: one site at a time, or two of which one pays for the other.

A move is tried when its column is worth nearly as much as the site's own by the prices; what it
gains is then counted exactly. Where a good move breaks a row, sites are looked for whose move gives
back what the row lacks, those that lose least by the prices first.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.solve.compiled import inner, kernel
from gengxin.engines.solve.draft import Ground, move, take_back
from gengxin.engines.solve.problem import Floats, Whole
from gengxin.engines.solve.rows import loss
from gengxin.engines.solve.touched import Draft, Touched

__all__ = ["Moves", "moves_among", "moves_of", "near_columns", "sweep"]

LOOKED_AT, TRIED = 300, 5


class Moves(NamedTuple):
    """Moves to try, the most promising first, and for each pool those that give it something."""

    column: Whole
    giver_ptr: Whole
    giver: Whole
    known: Floats
    """(C) what a move gained when it was tried last; not a number: never."""


def moves_of(ground: Ground, choice: Whole, reduced: Floats, wanted: int) -> Moves:
    """The ``wanted`` moves that lose least by the prices."""
    return moves_among(ground, choice, reduced, near_columns(ground, choice, reduced, wanted))


def moves_among(ground: Ground, choice: Whole, reduced: Floats, column: Whole) -> Moves:
    """The moves to some columns, those that lose least by the prices first."""
    regret = reduced[choice][ground.column_site[column]] - reduced[column]
    near = column[np.argsort(regret, kind="stable")]
    ptr, giver = _givers(ground, choice, near)
    return Moves(near, ptr, giver, np.full(len(reduced), np.nan))


def near_columns(ground: Ground, choice: Whole, reduced: Floats, wanted: int) -> Whole:
    """The ``wanted`` columns that lose least by the prices where they replace those chosen."""
    regret = reduced[choice][ground.column_site] - reduced
    regret[choice] = np.inf
    wanted = min(wanted, int((regret < np.inf).sum()))
    near = np.sort(np.argpartition(regret, max(wanted - 1, 0))[:wanted])
    return np.asarray(near[np.argsort(regret[near], kind="stable")])


@kernel()
def _givers(  # noqa: C901 one pass to count, one to fill
    ground: Ground, choice: Whole, near: Whole
) -> tuple[Whole, Whole]:
    """For each pool of rows the moves that leave more of it, in the order given."""
    p, carriers = ground.problem, ground.carriers
    pools = len(carriers.pool)
    ptr = np.zeros(pools + 1, np.int64)
    more = np.zeros(pools, np.int64)
    giver = np.empty(0, np.int64)
    for fills in range(2):
        if fills:
            for pool in range(pools):
                ptr[pool + 1] += ptr[pool]
            giver = np.empty(ptr[pools], np.int64)
        end = ptr.copy()
        for column in near:
            old = choice[ground.column_site[column]]
            for which, way in ((old, 1), (column, -1)):
                for entry in range(p.link_ptr[which], p.link_ptr[which + 1]):
                    row = p.link_row[entry]
                    more[carriers.pool[row]] += way * carriers.weight[row] * p.link_coef[entry]
            for which in (old, column):
                for entry in range(p.link_ptr[which], p.link_ptr[which + 1]):
                    pool = carriers.pool[p.link_row[entry]]
                    if more[pool] > 0 and fills:
                        giver[end[pool]] = column
                        end[pool] += 1
                    elif more[pool] > 0:
                        ptr[pool + 1] += 1
                    more[pool] = 0
    return ptr, giver


@inner()
def _gives_enough(ground: Ground, draft: Draft, broken: Whole, column: int) -> bool:
    """Whether a move may make every broken row hold, by columns alone."""
    p, carriers = ground.problem, ground.carriers
    old = draft.choice[ground.column_site[column]]
    for row in broken:
        if carriers.asks[row] >= 0 or carriers.is_source[row] > 0:
            # carriers may bring what another row of the pool is given
            continue
        slack = draft.slack[row]
        for entry in range(p.link_ptr[old], p.link_ptr[old + 1]):
            if p.link_row[entry] == row:
                slack += p.link_coef[entry]
        for entry in range(p.link_ptr[column], p.link_ptr[column + 1]):
            if p.link_row[entry] == row:
                slack -= p.link_coef[entry]
        if loss(ground.rows, row, slack, np.inf) == np.inf:
            return False
    return True


@inner()
def _paid_for(  # noqa: PLR0917 a kernel
    ground: Ground,
    draft: Draft,
    touched: Touched,
    moves: Moves,
    penalty: Floats,
    first: tuple[float, int, int],
) -> float:
    """Second move that makes up for the rows which a first one broke; what both gain, else 0."""
    gain, start, count = first
    broken = np.empty(count, np.int64)
    at = 0
    for which in range(start, touched.end[0]):
        row = touched.row[which]
        if loss(ground.rows, row, draft.slack[row], penalty[row]) == np.inf:
            broken[at] = row
            at += 1
    site = touched.away[-1]
    pool = ground.carriers.pool[broken[0]]
    tried = 0
    last = min(moves.giver_ptr[pool] + LOOKED_AT, moves.giver_ptr[pool + 1])
    for which in range(moves.giver_ptr[pool], last):
        column = moves.giver[which]
        other = ground.column_site[column]
        old = draft.choice[other]
        if other == site or old == column or gain + moves.known[column] <= 0.0:
            continue
        if not _gives_enough(ground, draft, broken, column):
            continue
        marks = (touched.end[0], touched.log.end[0], touched.brought.end[0])
        more, still = move(ground, draft, touched, (column, -gain), penalty)
        moves.known[column] = more
        if still == 0 and gain + more > 1e-9 and _hold(ground, draft, broken):
            return gain + more
        take_back(ground, draft, touched, old, marks)
        tried += 1
        if tried >= TRIED:
            break
    return 0.0


@inner()
def _hold(ground: Ground, draft: Draft, rows: Whole) -> bool:
    """Whether rows hold."""
    broken = 0
    for row in rows:
        broken += loss(ground.rows, row, draft.slack[row], np.inf) == np.inf
    return broken == 0


@kernel()
def sweep(
    ground: Ground, draft: Draft, touched: Touched, moves: Moves, penalty: Floats
) -> tuple[float, int]:
    """Try every move once, keep those that gain; what was gained, by how many."""
    total, kept = 0.0, 0
    for column in moves.column:
        site = ground.column_site[column]
        old = draft.choice[site]
        if old == column:
            continue
        touched.end[0] = 0
        touched.log.end[0] = 0
        touched.brought.end[0] = 0
        gain, broken = move(ground, draft, touched, (column, 0.0), penalty)
        moves.known[column] = gain
        if broken == 0 and gain > 1e-9:
            total += gain
            kept += 1
            continue
        if broken > 0 and gain > 1e-9:
            touched.away[-1] = site
            both = _paid_for(ground, draft, touched, moves, penalty, (gain, 0, broken))
            if both > 0.0:
                total += both
                kept += 2
                continue
        take_back(ground, draft, touched, old, (0, 0, 0))
    return total, kept
