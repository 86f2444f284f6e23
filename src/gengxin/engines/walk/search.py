"""Bounded search: the junctions within a limit of each owner, by coarse buckets and whole numbers.

Buckets several metres wide are emptied in order; a junction whose distance falls while its bucket
is being emptied goes back in, so answers are exact and don't depend on the order (the approximate
buckets of Cherkassky, Goldberg, Radzik 1996, "Shortest paths algorithms", Mathematical Programming
73). Each junction stands in one ring at most: lowering is a move and the queue needs no memory of
its own, which took half the time of a queue with stale entries.
"""

from typing import Final, NamedTuple

import numpy as np
from numba import njit

from gengxin.engines.walk.fixed_point import FAR, LONGEST_M, UNITS_PER_M, Position, Whole, wide
from gengxin.engines.walk.grouping import grouped
from gengxin.engines.walk.network import Arcs, Network
from gengxin.engines.walk.spots import Spots

_BUCKET_BITS: Final = 17  # a bucket is 13.1 m wide
_BUCKETS: Final = (int(LONGEST_M * UNITS_PER_M) >> _BUCKET_BITS) + 1


class Seeds(NamedTuple):
    """Both ends of the link under each spot: owner ``f`` has ``first[f] : first[f + 1]``."""

    first: Position
    junction: Whole
    distance: Whole


class Workspace(NamedTuple):
    """Scratch of one thread; between searches every distance is FAR and every ring empty.

    ``after`` and ``before`` are rings of junctions; the rings' heads, one a bucket, stand behind
    the junctions.
    """

    distance: Whole
    after: Whole
    before: Whole
    touched: Whole


def seeds(network: Network, spots: Spots) -> Seeds:
    """The two ends of the link under each spot, by owner."""
    links = network.links
    ends = np.stack([links.a[spots.link], links.b[spots.link]], axis=1)
    distances = np.stack([spots.offset, links.length[spots.link] - spots.offset], axis=1)
    first, order = grouped(spots.owner, spots.owner_count)
    return Seeds(2 * first, ends[order].ravel(), distances[order].ravel())


def workspace(network: Network) -> Workspace:
    """Scratch for searches on this network."""
    count = network.junction_count
    return Workspace(
        distance=np.full(count, FAR, np.int32),
        after=np.arange(count + _BUCKETS, dtype=np.int32),
        before=np.arange(count + _BUCKETS, dtype=np.int32),
        touched=np.empty(count, np.int32),
    )


@njit(cache=True, nogil=True)
def search(
    arcs: Arcs, work: Workspace, start: Seeds, limit: Whole, owners: Position
) -> tuple[Whole, Whole, Whole]:
    """Junctions within each owner's limit.

    Returns the number of junctions of each of ``owners``, then the junctions and their distances,
    owner after owner.
    """
    count = np.zeros(len(owners), np.int32)
    junction, distance = np.empty(1 << 16, np.int32), np.empty(1 << 16, np.int32)
    used = 0
    for place in range(len(owners)):
        owner = owners[place]
        found = _spread(arcs, work, limit[owner], _sow(work, start, owner, limit[owner]))
        if used + found > len(junction):
            junction, distance = _longer(junction, used + found), _longer(distance, used + found)
        for row in range(found):
            reached = work.touched[row]
            junction[used + row] = reached
            distance[used + row] = work.distance[reached]
            work.distance[reached] = FAR
        used += found
        count[place] = found
    return count, junction[:used].copy(), distance[:used].copy()


@njit(cache=True, nogil=True)
def _longer(array: Whole, least: int) -> Whole:
    longer = np.empty(max(least, 2 * len(array)), np.int32)
    for place in range(len(array)):
        longer[place] = array[place]
    return longer


@njit(cache=True, nogil=True)
def _sow(work: Workspace, start: Seeds, owner: int, limit: int) -> int:
    """Put the owner's seeds into their buckets; the number of junctions touched."""
    touched = wide(0)
    for seed in range(start.first[owner], start.first[owner + 1]):
        junction, distance = start.junction[seed], wide(start.distance[seed])
        if distance <= limit and distance < work.distance[junction]:
            touched = _lower(work, junction, distance, touched)
    return touched


@njit(cache=True, nogil=True)
def _spread(arcs: Arcs, work: Workspace, limit: int, touched: int) -> int:
    """Empty the buckets in order; the number of junctions touched."""
    heads = len(work.distance)
    for head in range(heads, heads + (limit >> _BUCKET_BITS) + 1):
        while work.after[head] != head:
            junction = work.after[head]
            _leave_ring(work, junction)
            reached = work.distance[junction]
            for arc in range(arcs.first[junction], arcs.first[junction + 1]):
                distance = reached + arcs.length[arc]
                to = arcs.to[arc]
                if distance < work.distance[to] and distance <= limit:
                    touched = _lower(work, to, distance, touched)
    return touched


@njit(cache=True, nogil=True)
def _lower(work: Workspace, junction: int, distance: int, touched: int) -> int:
    """Lower a junction's distance and move it to that distance's bucket; the number touched."""
    if work.distance[junction] == FAR:
        work.touched[touched] = junction
        touched += 1
    work.distance[junction] = distance
    _leave_ring(work, junction)
    head = len(work.distance) + (distance >> _BUCKET_BITS)
    second = work.after[head]
    work.after[head] = junction
    work.before[junction] = head
    work.after[junction] = second
    work.before[second] = junction
    return touched


@njit(cache=True, nogil=True)
def _leave_ring(work: Workspace, junction: int) -> None:
    after, before = work.after[junction], work.before[junction]
    work.after[before] = after
    work.before[after] = before
    work.after[junction] = junction
    work.before[junction] = junction
