"""Pairs: every target within the limit of each source, with the distance on foot."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from gengxin.engines.walk.fixed_point import FAR, UNITS_PER_M, Metres, Position, Real, Whole, wide
from gengxin.engines.walk.grouping import grouped, sort_by_upper_half
from gengxin.engines.walk.network import Links
from gengxin.engines.walk.placed import Placed, placed
from gengxin.engines.walk.reach import Reach, Rows
from gengxin.engines.walk.spots import Spots


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """One row a pair, sorted by source, then target; each pair once."""

    source: Whole
    target: Whole
    distance_m: Metres


class Beside(NamedTuple):
    """The targets on the links at each junction ``j``: ``entry[first[j] : first[j + 1]]``.

    A row holds: target, units from this junction, the junction at the other end, units from there.
    """

    first: Position
    entry: Whole


class Near(NamedTuple):
    """The sources' rows, limits and spots; the targets by junction and by link."""

    rows: Rows
    limit: Whole
    beside: Beside
    on_link: Placed
    spot_first: Position
    spot_link: Whole
    spot_offset: Whole


def pairs(reach: Reach, targets: Spots) -> Pairs:
    """Every owner of ``targets`` within the limit of each owner of the reach (the sources).

    Examples
    --------
    >>> from gengxin.engines.walk import at_nodes, network, on_edges, reach
    >>> street = network(
    ...     [0, 30, 70], [0, 0, 0], edge_start=[0, 1], edge_end=[1, 2], edge_length_m=[30, 40]
    ... )
    >>> near = pairs(
    ...     reach(street, on_edges(street, [0], [10.0]), limit_m=50), at_nodes(street, [0, 1, 2])
    ... )
    >>> near.source.tolist(), near.target.tolist(), near.distance_m.tolist()
    ([0, 0], [0, 1], [10.0, 20.0])
    """
    return next(pairs_by_part(reach, targets, parts=[np.arange(reach.spots.owner_count)]))


def pairs_by_part(
    reach: Reach, targets: Spots, *, parts: Iterable[npt.ArrayLike]
) -> Iterator[Pairs]:
    """The pairs of some sources at a time (those of one kind, say), never all held at once.

    Within a part the pairs are sorted as in ``pairs``; each part lists its sources in ascending
    order, each once.
    """
    spots = reach.spots
    spot_first, order = grouped(spots.owner, spots.owner_count)
    network = reach.network
    on_link = placed(targets, link_count=len(network.links.a))
    near = Near(
        rows=reach.rows,
        limit=reach.limit,
        beside=_beside(network.links, on_link, network.junction_count),
        on_link=on_link,
        spot_first=spot_first,
        spot_link=spots.link[order],
        spot_offset=spots.offset[order],
    )
    distance = np.full(network.junction_count, FAR, np.int32)
    bits = targets.owner_count.bit_length()
    for part in parts:
        sources = np.unique(np.asarray(part, np.int64))
        along_the_ground = sources[np.argsort(reach.rows.start[sources], kind="stable")]
        count, key = _found(near, distance, along_the_ground, bits)
        yield _in_order(sources, along_the_ground, count, key)


def sums_around(found: Pairs, values: Real, *, source_count: int) -> Real:
    """The sums of values of the targets within the limit of each source.

    ``values`` has a row a target and a column a quantity, and none missing; what is given a row a
    source.
    """
    sums = np.zeros((source_count, values.shape[1]))
    _add_around(found.source, found.target, np.ascontiguousarray(values), sums)
    return sums


@njit(cache=True, nogil=True)
def _add_around(source: Whole, target: Whole, values: Real, sums: Real) -> None:
    for pair in range(len(source)):
        for column in range(values.shape[1]):
            sums[source[pair], column] += values[target[pair], column]


@njit(cache=True, nogil=True)
def _beside(links: Links, on_link: Placed, junction_count: int) -> Beside:
    first = np.zeros(junction_count + 1, np.int64)
    for link in on_link.link:
        first[links.a[link] + 1] += 1
        if links.a[link] != links.b[link]:
            first[links.b[link] + 1] += 1
    for junction in range(junction_count):
        first[junction + 1] += first[junction]
    place = first[:-1].copy()
    entry = np.empty((first[-1], 4), np.int32)
    for row in range(len(on_link.link)):
        link, target, from_a = on_link.link[row], on_link.owner[row], wide(on_link.offset[row])
        a, b, from_b = links.a[link], links.b[link], links.length[link] - from_a
        _write(entry[place[a]], target, from_a, b, from_b)
        place[a] += 1
        if a != b:  # on a loop one row tells both ways
            _write(entry[place[b]], target, from_b, a, from_a)
            place[b] += 1
    return Beside(first, entry)


@njit(cache=True, nogil=True)
def _write(row: Whole, target: int, here: int, other: int, there: int) -> None:
    row[0], row[1], row[2], row[3] = target, here, other, there


def _in_order(sources: Position, searched: Position, count: Whole, key: Position) -> Pairs:
    """Pairs by source from rows in the order in which they were searched."""
    start = np.cumsum(count, dtype=np.int64) - count
    by_source = np.argsort(searched)
    source, target, distance_m = _unpacked(sources, start[by_source], count[by_source], key)
    return Pairs(source=source, target=target, distance_m=distance_m)


@njit(cache=True, nogil=True)
def _unpacked(
    sources: Position, start: Position, count: Whole, key: Position
) -> tuple[Whole, Whole, Metres]:
    source, target = np.empty(len(key), np.int32), np.empty(len(key), np.int32)
    distance_m = np.empty(len(key), np.float32)
    row = 0
    for place in range(len(sources)):
        for entry in range(start[place], start[place] + count[place]):
            source[row] = sources[place]
            target[row] = key[entry] >> 32
            distance_m[row] = (key[entry] & 0xFFFFFFFF) / UNITS_PER_M
            row += 1
    return source, target, distance_m


@njit(cache=True, nogil=True)
def _found(near: Near, distance: Whole, sources: Position, bits: int) -> tuple[Whole, Position]:
    """Number of targets of each source, and all as target · 2³² + distance, source after source."""
    count = np.zeros(len(sources), np.int32)
    total = longest = 0
    for source in sources:
        most = _most(near, source)
        total += most
        longest = max(longest, most)
    key, spare = np.empty(total, np.int64), np.empty(longest, np.int64)
    used = wide(0)
    for place in range(len(sources)):
        source = sources[place]
        end = _along_link(near, source, key, _by_junctions(near, distance, source, key, used))
        sort_by_upper_half(key[used:end], spare[: end - used], bits)
        count[place] = _without_repeats(key, used, end)
        used += count[place]
    return count, key[:used]


@njit(cache=True, nogil=True)
def _most(near: Near, source: int) -> int:
    """No source has more targets than this, repeats included."""
    most = 0
    start = near.rows.start[source]
    for junction in near.rows.junction[start : start + near.rows.size[source]]:
        most += near.beside.first[junction + 1] - near.beside.first[junction]
    for spot in range(near.spot_first[source], near.spot_first[source + 1]):
        link = near.spot_link[spot]
        most += near.on_link.first[link + 1] - near.on_link.first[link]
    return most


@njit(cache=True, nogil=True)
def _by_junctions(near: Near, distance: Whole, source: int, key: Position, used: int) -> int:
    """Add the targets beside the junctions that the source reaches; the new end of ``key``."""
    rows, limit = near.rows, near.limit[source]
    first, end = rows.start[source], rows.start[source] + rows.size[source]
    for entry in range(first, end):
        distance[rows.junction[entry]] = rows.distance[entry]
    for junction in rows.junction[first:end]:
        for row in range(near.beside.first[junction], near.beside.first[junction + 1]):
            target, here, other, there = near.beside.entry[row]
            way = distance[junction] + here
            if distance[other] != FAR:
                if other < junction:  # told from there
                    continue
                way = min(way, distance[other] + there)
            if way <= limit:
                key[used] = (wide(target) << 32) | way
                used += 1
    for junction in rows.junction[first:end]:
        distance[junction] = FAR
    return used


@njit(cache=True, nogil=True)
def _along_link(near: Near, source: int, key: Position, used: int) -> int:
    """Add the targets that share a link with the source; the new end of ``key``."""
    for spot in range(near.spot_first[source], near.spot_first[source + 1]):
        link = near.spot_link[spot]
        for row in range(near.on_link.first[link], near.on_link.first[link + 1]):
            way = abs(near.on_link.offset[row] - near.spot_offset[spot])
            if way <= near.limit[source]:
                key[used] = (wide(near.on_link.owner[row]) << 32) | way
                used += 1
    return used


@njit(cache=True, nogil=True)
def _without_repeats(key: Position, low: int, high: int) -> int:
    """Keep the nearest of each target in a slice sorted by target; how many are left."""
    kept = low
    for place in range(low, high):
        if kept == low or key[place] >> 32 != key[kept - 1] >> 32:
            key[kept] = key[place]
            kept += 1
        else:
            key[kept - 1] = min(key[kept - 1], key[place])
    return kept - low
