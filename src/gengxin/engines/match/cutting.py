"""What a firm can take at most, told where a linear programme would have it take more.

All the sets of bids that a firm can carry and stake for, those that the programme shares out to it:
weights by which none of them weighs more than 1, but the shares do, are the answer of a small
linear programme over these sets. The firm's other bids are given weights one after the other.
"""

import highspy
import numpy as np
import numpy.typing as npt

from gengxin.engines.match.arrays import SCALE, Flags, Floats, Whole
from gengxin.engines.match.compiled import kernel
from gengxin.engines.match.consortia import Rents
from gengxin.engines.match.firms import STEPS, Bids, most_earned

__all__ = ["is_simple", "quiet", "weights_of"]

SURE, MORE = 1e-6, 1e-4
"""Shares are whole within the first; weights count where the shares weigh 1 and the second."""
WIDEST = 9
"""Shares of a firm that are looked at: of n bids there are up to 2 ** n sets."""


def weights_of(
    solver: highspy.Highs, bids: Bids, firm: int, share: Floats, fit: Whole
) -> Floats | None:
    """(own bids) weights that the shares (B) break; ``None`` where the firm can take the shares.

    Bids that fit better get their weights first, where they are shared out to nobody.
    """
    first = int(bids.ptr[firm])
    own = bids.bid[first : bids.ptr[firm + 1]]
    taken = np.minimum(share[own], 1.0)
    if not ((taken > SURE) & (taken < 1.0 - SURE)).any():
        return None
    most = np.argsort(-taken, kind="stable")[:WIDEST]
    entries = np.sort(most[taken[most] > SURE])
    found = _heaviest(solver, taken[entries], packages(bids, firm, first + entries))
    if found is None:
        return None
    weight = np.zeros(len(share), np.int64)
    weight[own[entries]] = np.floor(found * SCALE).astype(np.int64)
    rest = np.delete(own, entries)
    lifted(bids, firm, weight, rest[np.argsort(-fit[rest], kind="stable")])
    return weight[own] / SCALE


@kernel()
def is_simple(bids: Bids) -> Flags:
    """(F) firms of which load and capacity tell all: nothing is to be cut."""
    simple = np.zeros(len(bids.capacity), np.bool_)
    for firm in range(len(simple)):
        own = bids.load[bids.ptr[firm] : bids.ptr[firm + 1]]
        each = own.max() if len(own) else 0
        stakes, last = np.zeros(len(own), np.int64), -1
        for at in range(bids.ptr[firm], bids.ptr[firm + 1]):
            if bids.project[at] != last:
                last = bids.project[at]
                stakes[at - bids.ptr[firm]] = bids.stake[at]
        several = bids.capacity[firm] // each if each > 0 else len(own)
        most = np.sort(stakes)[::-1][:several].sum()
        even = each == 0 or (own.min() == each and bids.capacity[firm] % each == 0)
        simple[firm] = even and most <= bids.equity[firm]
    return simple


@kernel()
def packages(bids: Bids, firm: int, entries: Whole) -> npt.NDArray[np.bool_]:
    """(K × entries) the sets of some bids that a firm can take and that nothing fits beside.

    ``entries``: places of these bids in ``bids``, rising.
    """
    n = len(entries)
    fits = np.zeros(1 << n, np.bool_)
    for which in range(1 << n):
        room, purse, last = bids.capacity[firm], bids.equity[firm], -1
        for i in range(n):
            if which >> i & 1:
                room -= bids.load[entries[i]]
                if bids.project[entries[i]] != last:
                    last = bids.project[entries[i]]
                    purse -= bids.stake[entries[i]]
        fits[which] = room >= 0 and purse >= 0
    found, count = np.zeros((1 << n, n), np.bool_), 0
    for which in range(1 << n):
        full = fits[which]
        for i in range(n):
            found[count, i] = which >> i & 1
            full = full and (found[count, i] or not fits[which | 1 << i])
        count += full
    return found[:count]


@kernel()
def lifted(bids: Bids, firm: int, weight: Whole, order: Whole) -> None:
    """Give bids of a firm weights so that all it can take still weighs no more than ``SCALE``.

    ``weight`` (B) is changed; ``order``: bids without one, those first that are to get most.
    """
    taken, barred = np.zeros(len(weight), np.bool_), np.zeros(len(weight), np.bool_)
    weights = Rents(weight, np.zeros(len(bids.capacity), np.int64))
    for bid in order:
        taken[bid] = True
        beside = most_earned(bids, firm, weights, (taken, barred), STEPS)
        taken[bid] = False
        weight[bid] = min(max(SCALE - beside, 0), SCALE)


def _heaviest(solver: highspy.Highs, taken: Floats, sets: npt.NDArray[np.bool_]) -> Floats | None:
    """Weights by which each set weighs ≤ 1 and what is taken weighs most; ``None`` if that is 1."""
    rows, columns = sets.shape
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = columns, rows
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = taken
    program.col_lower_, program.col_upper_ = np.zeros(columns), np.ones(columns)
    program.row_lower_, program.row_upper_ = np.full(rows, -highspy.kHighsInf), np.ones(rows)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    count = sets.sum(axis=1)
    program.a_matrix_.start_ = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
    program.a_matrix_.index_ = np.nonzero(sets)[1].astype(np.int32)
    program.a_matrix_.value_ = np.ones(int(count.sum()))
    solver.passModel(program)
    solver.run()
    if solver.getInfo().objective_function_value <= 1.0 + MORE:
        return None
    return np.array(solver.getSolution().col_value)


def quiet() -> highspy.Highs:
    """A solver that says nothing, by one thread and one seed."""
    solver: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, bool | int | str] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "presolve": "off",
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return solver
