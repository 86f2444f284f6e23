"""The k nearest owners of each kind, at every target."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from gengxin.engines.walk.faults import refuse
from gengxin.engines.walk.fixed_point import FAR, Metres, Position, Whole, to_metres
from gengxin.engines.walk.network import Links
from gengxin.engines.walk.placed import Placed, placed
from gengxin.engines.walk.reach import Reach, Rows
from gengxin.engines.walk.spots import Spots


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nearest:
    """Shape (kinds, targets, k): nearest first, among equals the lower number first.

    Where fewer than k are within the limit, ``owner`` is -1 and ``distance_m`` inf.
    """

    owner: Whole
    distance_m: Metres


class Best(NamedTuple):
    """The best k so far, one row a place; FAR and -1 where there is none."""

    distance: Whole
    owner: Whole


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
    owner, distance_m = np.full(shape, -1, np.int32), np.full(shape, np.inf, np.float32)
    for number in np.unique(kinds):
        best = _by_owner(targets, _near_spots(reach, kinds == number, among, k))
        owner[number] = best.owner
        distance_m[number] = to_metres(best.distance)
    return Nearest(owner=owner, distance_m=distance_m)


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


def _near_spots(reach: Reach, of_kind: npt.NDArray[np.bool_], among: Placed, k: int) -> Best:
    """The nearest owners of one kind at each spot of the targets."""
    chosen = np.flatnonzero(of_kind)
    limit = reach.limit[chosen[0]]
    best = _nothing(len(among.spot), k)
    at_junctions = _nothing(reach.network.junction_count, k)
    _near_junctions(reach.rows, chosen, at_junctions)
    _carry(reach.network.links, at_junctions, among, limit, best)
    spots = reach.spots
    here = of_kind[spots.owner]
    origins = Origins(spots.link[here], spots.offset[here], spots.owner[here])
    _along_links(origins, among, limit, best)
    return best


def _by_owner(targets: Spots, best: Best) -> Best:
    """From the spots of the targets to their owners."""
    if np.array_equal(targets.owner, np.arange(targets.owner_count)):
        return best
    owned = _nothing(targets.owner_count, best.owner.shape[1])
    _gather(targets.owner, best, owned)
    return owned


def _nothing(rows: int, k: int) -> Best:
    return Best(np.full((rows, k), FAR, np.int32), np.full((rows, k), -1, np.int32))


@njit(cache=True, nogil=True)
def _near_junctions(rows: Rows, chosen: Position, best: Best) -> None:
    for owner in chosen:
        for entry in range(rows.start[owner], rows.start[owner] + rows.size[owner]):
            _offer(best, rows.junction[entry], rows.distance[entry], owner)


@njit(cache=True, nogil=True)
def _carry(links: Links, at_junctions: Best, among: Placed, limit: int, best: Best) -> None:
    """Merge what is near the two ends of each spot's link."""
    for row in range(len(among.spot)):
        link, spot = among.link[row], among.spot[row]
        to_a, to_b = among.offset[row], links.length[link] - among.offset[row]
        rank = rank_a = rank_b = 0
        while rank < best.owner.shape[1]:
            via_a, owner_a = _head(at_junctions, links.a[link], rank_a, to_a)
            via_b, owner_b = _head(at_junctions, links.b[link], rank_b, to_b)
            if _before(via_a, owner_a, via_b, owner_b):
                distance, owner, rank_a = via_a, owner_a, rank_a + 1
            else:
                distance, owner, rank_b = via_b, owner_b, rank_b + 1
            if distance > limit:
                break
            rank += _append(best, spot, rank, distance, owner)


@njit(cache=True, nogil=True)
def _head(at_junctions: Best, junction: int, rank: int, further: int) -> tuple[int, int]:
    if rank == at_junctions.owner.shape[1] or at_junctions.owner[junction, rank] < 0:
        return int(FAR), -1
    distance = int(at_junctions.distance[junction, rank]) + further
    return distance, int(at_junctions.owner[junction, rank])


@njit(cache=True, nogil=True)
def _append(best: Best, row: int, rank: int, distance: int, owner: int) -> int:
    """Write an owner behind the nearer ones unless it is one of them; how many were written."""
    for nearer in range(rank):
        if best.owner[row, nearer] == owner:
            return 0
    best.distance[row, rank] = distance
    best.owner[row, rank] = owner
    return 1


@njit(cache=True, nogil=True)
def _along_links(origins: Origins, among: Placed, limit: int, best: Best) -> None:
    """Offer the way along the link to the spots on it."""
    for origin in range(len(origins.link)):
        link = origins.link[origin]
        for row in range(among.first[link], among.first[link + 1]):
            distance = abs(among.offset[row] - origins.offset[origin])
            if distance <= limit:
                _offer(best, among.spot[row], distance, origins.owner[origin])


@njit(cache=True, nogil=True)
def _gather(target: Whole, best: Best, owned: Best) -> None:
    for spot in range(len(target)):
        for rank in range(best.owner.shape[1]):
            if best.owner[spot, rank] >= 0:
                _offer(owned, target[spot], best.distance[spot, rank], best.owner[spot, rank])


@njit(cache=True, nogil=True)
def _offer(best: Best, row: int, distance: int, owner: int) -> None:
    """Keep an owner if among the best of the row: nearest, then lowest number, each once."""
    distances, owners = best.distance[row], best.owner[row]
    place = len(owners) - 1
    if not _before(distance, owner, distances[place], owners[place]):
        return
    for rank in range(len(owners)):
        if owners[rank] == owner:
            if distances[rank] <= distance:
                return
            place = rank
            break
    while place > 0 and _before(distance, owner, distances[place - 1], owners[place - 1]):
        distances[place], owners[place] = distances[place - 1], owners[place - 1]
        place -= 1
    distances[place], owners[place] = distance, owner


@njit(cache=True, nogil=True)
def _before(distance: int, owner: int, other_distance: int, other_owner: int) -> bool:
    return distance < other_distance or (distance == other_distance and owner < other_owner)
