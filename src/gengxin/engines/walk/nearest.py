"""The k nearest owners of each kind, at every target."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from gengxin.engines.walk.faults import refuse
from gengxin.engines.walk.fixed_point import (
    LONGEST_M,
    UNITS_PER_M,
    Metres,
    Position,
    Whole,
    to_metres,
    wide,
)
from gengxin.engines.walk.network import Links
from gengxin.engines.walk.placed import Placed, placed
from gengxin.engines.walk.reach import Reach, Rows
from gengxin.engines.walk.spots import Spots

# The best k at a place, one row a place, as keys: distance · 2³² + owner. In order of the keys the
# nearest come first, the lower owner first among equals. _NONE is beyond any limit, even twice.
Best = Position
_NONE: Final = np.int64((int(LONGEST_M * UNITS_PER_M) + 1) << 32)
_OWNER: Final = np.int64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nearest:
    """Shape (kinds, targets, k): nearest first, among equals the lower number first.

    Where fewer than k are within the limit, ``owner`` is -1 and ``distance_m`` inf.
    """

    owner: Whole
    distance_m: Metres


class Origins(NamedTuple):
    """Spots of the owners of one kind."""

    link: Whole
    offset: Whole
    owner: Whole


def nearest(
    reach: Reach,
    targets: Spots,
    *,
    k: int,
    kind: npt.ArrayLike | None = None,
    kind_count: int | None = None,
) -> Nearest:
    """The ``k`` nearest owners of each kind within their limit, for each owner of ``targets``.

    ``kind`` numbers the kind of each owner of the reach from 0; without it all are of one kind.
    Owners of one kind must share one limit. Where both lie on one link the way along it counts too.

    Examples
    --------
    >>> from gengxin.engines.walk import at_nodes, network, on_edges, reach
    >>> street = network(
    ...     [0, 30, 70], [0, 0, 0], edge_start=[0, 1], edge_end=[1, 2], edge_length_m=[30, 40]
    ... )
    >>> shops = reach(street, on_edges(street, [0, 1], [10.0, 40.0]), limit_m=50)
    >>> nearest(shops, at_nodes(street, [0, 1]), k=2).distance_m.tolist()
    [[[10.0, inf], [20.0, 40.0]]]
    """
    kinds, count = _kinds(reach, kind, kind_count)
    among = placed(targets, link_count=len(reach.network.links.a))
    shape = (count, targets.owner_count, k)
    found = Nearest(owner=np.empty(shape, np.int32), distance_m=np.empty(shape, np.float32))
    at_junctions = np.empty((reach.network.junction_count, k), np.int64)
    best = np.empty((len(among.spot), k), np.int64)
    one_spot_each = np.array_equal(targets.owner, np.arange(targets.owner_count))
    for number in range(count):
        _near_spots(reach, kinds == number, among, at_junctions, best)
        of_owner = best if one_spot_each else _gathered(targets.owner, best, targets.owner_count)
        _unpack(of_owner, found.owner[number], found.distance_m[number])
    return found


def _kinds(reach: Reach, kind: npt.ArrayLike | None, kind_count: int | None) -> tuple[Whole, int]:
    owner_count = reach.spots.owner_count
    kinds = np.zeros(owner_count, np.int32) if kind is None else np.asarray(kind, np.int32)
    if len(kinds) != owner_count:
        msg = f"{owner_count} owners have {len(kinds)} kinds; give one kind an owner"
        raise ValueError(msg)
    count = max(int(kinds.max(initial=-1)) + 1, 1) if kind_count is None else kind_count
    refuse(
        "owners of unknown kinds; mend these",
        (
            (kinds < 0) | (kinds >= count),
            lambda owner: f"owner {owner}: kind is {kinds[owner]}, must be 0 to {count - 1}",
        ),
    )
    limit_of_kind = np.zeros(count, np.int32)
    limit_of_kind[kinds] = reach.limit
    limit_m = to_metres(reach.limit)
    refuse(
        "owners of one kind have several limits; give each limit a kind of its own",
        (
            limit_of_kind[kinds] != reach.limit,
            lambda owner: f"owner {owner}, kind {kinds[owner]}: its limit is {limit_m[owner]} m",
        ),
    )
    return kinds, count


def _near_spots(
    reach: Reach, of_kind: npt.NDArray[np.bool_], among: Placed, at_junctions: Best, best: Best
) -> None:
    """Set ``best`` to the nearest owners of one kind at each spot of the targets."""
    chosen, spots = np.flatnonzero(of_kind), reach.spots
    at_junctions.fill(_NONE)
    best.fill(_NONE)
    if len(chosen) == 0:
        return
    beyond = (int(reach.limit[chosen[0]]) + 1) << 32
    _near_junctions(reach.rows, chosen, at_junctions)
    _carry(reach.network.links, at_junctions, among, beyond, best)
    here = of_kind[spots.owner]
    origins = Origins(spots.link[here], spots.offset[here], spots.owner[here])
    _along_links(origins, among, beyond, best)


@njit(cache=True, nogil=True)
def _near_junctions(rows: Rows, chosen: Position, best: Best) -> None:
    for owner in chosen:
        for entry in range(rows.start[owner], rows.start[owner] + rows.size[owner]):
            key = (wide(rows.distance[entry]) << 32) | owner
            _offer(best, rows.junction[entry], key)


@njit(cache=True, nogil=True)
def _carry(links: Links, at_junctions: Best, among: Placed, beyond: int, best: Best) -> None:
    """Merge what is near the two ends of each spot's link.

    While fewer than k are found, fewer than k were taken from either end.
    """
    k = best.shape[1]
    for row in range(len(among.spot)):
        link, spot, offset = among.link[row], among.spot[row], wide(among.offset[row])
        a, b = links.a[link], links.b[link]
        to_a, to_b = offset << 32, (links.length[link] - offset) << 32
        rank = rank_a = rank_b = wide(0)
        while rank < k:
            via_a, via_b = at_junctions[a, rank_a] + to_a, at_junctions[b, rank_b] + to_b
            if min(via_a, via_b) >= beyond:
                break
            if via_a < via_b:
                rank_a += 1
            else:
                rank_b += 1
            rank += _append(best, spot, rank, min(via_a, via_b))


@njit(cache=True, nogil=True)
def _append(best: Best, row: int, rank: int, key: int) -> int:
    """Write an owner behind the nearer ones unless it is one of them; how many were written."""
    for nearer in range(rank):
        if (best[row, nearer] ^ key) & _OWNER == 0:
            return 0
    best[row, rank] = key
    return 1


@njit(cache=True, nogil=True)
def _along_links(origins: Origins, among: Placed, beyond: int, best: Best) -> None:
    """Offer the way along the link to the spots on it."""
    for origin in range(len(origins.link)):
        link = origins.link[origin]
        for row in range(among.first[link], among.first[link + 1]):
            distance = wide(abs(among.offset[row] - origins.offset[origin]))
            key = (distance << 32) | origins.owner[origin]
            if key < beyond:
                _offer(best, among.spot[row], key)


@njit(cache=True, nogil=True)
def _gathered(target: Whole, best: Best, target_count: int) -> Best:
    """The best of each target from those of its spots."""
    gathered = np.full((target_count, best.shape[1]), _NONE)
    for spot in range(len(target)):
        for rank in range(best.shape[1]):
            _offer(gathered, target[spot], best[spot, rank])
    return gathered


@njit(cache=True, nogil=True)
def _offer(best: Best, row: int, key: int) -> None:
    """Keep an owner if among the best of the row, each owner once."""
    place = best.shape[1] - 1
    if key >= best[row, place]:
        return
    for rank in range(place):
        if (best[row, rank] ^ key) & _OWNER == 0:
            place = rank
            break
    if key >= best[row, place]:
        return
    while place > 0 and best[row, place - 1] > key:
        best[row, place] = best[row, place - 1]
        place -= 1
    best[row, place] = key


@njit(cache=True, nogil=True)
def _unpack(best: Best, owner: Whole, distance_m: Metres) -> None:
    for row in range(best.shape[0]):
        for rank in range(best.shape[1]):
            key = best[row, rank]
            none = key == _NONE
            owner[row, rank] = -1 if none else key & _OWNER
            distance_m[row, rank] = np.inf if none else (key >> 32) / UNITS_PER_M
