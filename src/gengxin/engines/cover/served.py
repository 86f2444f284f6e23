"""Knows how much need can be served within reach *and* capacity, and proves that no more can be."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from gengxin.engines.cover.coverage import mark_covered
from gengxin.engines.cover.flow import Flow, greatest_flow
from gengxin.engines.cover.pairs import Flag, Pairs, Position, Real, with_gaps, without_gaps
from gengxin.engines.cover.supply import Unknown

PARTS: Final = 1_000
"""Need and capacity are rounded to a thousandth, so that sums are exact whatever their order."""

MOST: Final = 1e12
"""Need and capacity may add up to this, so that a thousandth of it is still told apart."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Served:
    """The greatest amount of need that can be served, and one way to do it.

    Parameters
    ----------
    per_target
        How much of each target's need is served. NaN where more might be, had the sources of
        unknown capacity room for it (``left_out``: what is served without them, at least so much).
    per_source
        How much of each source's capacity is used; NaN where it is unknown.
    per_pair
        How much goes along each pair; nothing from sources of unknown capacity.
    total
        The sum over the targets; NaN if one of them is.
    full
        The sources used up by the contested targets.
    contested
        The targets that want more than the sources in their reach have: open but full. All that
        aren't wholly served while a source of known capacity is in reach, and all that would not be
        under another choice as good. Every source that reaches one is full.
    unknown_source_count
        How many sources have no known capacity.
    unavailable_target_count
        How many targets are NaN.
    """

    per_target: Real
    per_source: Real
    per_pair: Real
    total: float
    full: Flag
    contested: Flag
    unknown_source_count: int
    unavailable_target_count: int


def served(
    pairs: Pairs, *, capacity: ArrayLike, need: ArrayLike, unknown: Unknown = "unavailable"
) -> Served:
    """Serve as much need as reach and capacity allow: the greatest flow from sources to targets.

    Every pair given is within reach: say first what is near enough, with ``within``. The total, the
    full sources and the contested targets are the same for every best choice; who among the
    contested is served is not: the nearest pair of all comes first, then the next nearest (equally
    near: the first), and whoever is served so stays served when moves make room for more.

    Parameters
    ----------
    pairs
        Who reaches whom.
    capacity
        One a source, rounded to a thousandth; NaN where unknown: never taken as without end.
    need
        One a target, rounded to a thousandth; none may be missing.
    unknown
        Whether a target that might be served better by sources of unknown capacity is unavailable,
        or these sources are left out.

    Examples
    --------
    >>> pairs = Pairs.from_rows(
    ...     source=[0, 0, 1],
    ...     target=[0, 1, 1],
    ...     distance_m=[80, 40, 300],
    ...     source_count=2,
    ...     target_count=2,
    ... )
    >>> answer = served(pairs, capacity=[10, 10], need=[8, 10])
    >>> answer.total, answer.per_target.tolist(), answer.per_source.tolist()
    (18.0, [8.0, 10.0], [10.0, 8.0])
    """
    capacities = with_gaps(capacity, pairs.source_count, name="capacity")
    closed = np.isnan(capacities)
    room = _parts(np.where(closed, 0, capacities), name="capacity")
    needs = _parts(without_gaps(need, pairs.target_count, name="need"), name="need")
    sent = np.zeros(len(pairs.targets), dtype=np.int64)
    flow = Flow(sent=sent, room=room.copy(), short=needs.copy())
    proof = greatest_flow(pairs, flow, closed=closed)
    per_target = (needs - flow.short) / PARTS
    uncertain = proof.freed & (flow.short > 0)
    total = float((needs - flow.short).sum() / PARTS)
    if unknown != "left_out" and uncertain.any():
        per_target[uncertain] = np.nan
        total = float("nan")
    return Served(
        per_target=per_target,
        per_source=np.where(closed, np.nan, (room - flow.room) / PARTS),
        per_pair=sent / PARTS,
        total=total,
        full=proof.full,
        contested=proof.contested & _reached(pairs, ~closed),
        unknown_source_count=int(closed.sum()),
        unavailable_target_count=int(np.isnan(per_target).sum()),
    )


def cut_value(pairs: Pairs, *, capacity: ArrayLike, need: ArrayLike, contested: ArrayLike) -> float:
    """No choice serves more than this, whatever targets are called contested.

    The capacity of the sources that reach a contested target, and the need of the other targets
    that a source reaches: with the contested targets of ``served`` this is its total, which is
    thereby proven the greatest. Sources of unknown capacity (NaN) are left out.
    """
    capacities = with_gaps(capacity, pairs.source_count, name="capacity")
    is_open = ~np.isnan(capacities)
    room = _parts(np.where(is_open, capacities, 0), name="capacity")
    needs = _parts(without_gaps(need, pairs.target_count, name="need"), name="need")
    wanted = np.asarray(contested, dtype=np.bool_)
    wanted_before = np.concatenate(([0], np.cumsum(wanted[pairs.targets])))
    wanted_of = np.diff(wanted_before[pairs.starts]) > 0
    others = _reached(pairs, is_open) & ~wanted
    return float((room[wanted_of].sum() + needs[others].sum()) / PARTS)


def _parts(values: Real, *, name: str) -> Position:
    if values.sum() > MOST:
        raise ValueError(f"{name} adds up to {values.sum():g}; at most {MOST:g} is counted exactly")
    return np.rint(values * PARTS).astype(np.int64)


def _reached(pairs: Pairs, by: Flag) -> Flag:
    found = np.zeros(pairs.target_count, dtype=np.bool_)
    mark_covered(pairs.rows, np.where(by, np.inf, -1).astype(np.float32), found)
    return found
