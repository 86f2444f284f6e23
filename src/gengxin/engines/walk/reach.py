"""Reach: the sparse matrix of owners × junctions, one bounded search an owner."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.walk.faults import refuse
from gengxin.engines.walk.fixed_point import LONGEST_M, Metres, Position, Whole, to_metres, to_units
from gengxin.engines.walk.network import Network
from gengxin.engines.walk.search import Seeds, Workspace, search, seeds, workspace
from gengxin.engines.walk.spots import Spots

_OWNERS_A_PART: Final = 512


class Rows(NamedTuple):
    """Row ``f`` is ``junction[start[f] : start[f] + size[f]]`` with its distances in units.

    Rows lie in the order in which they were searched (along the ground), not in the order of their
    owners.
    """

    start: Position
    size: Whole
    junction: Whole
    distance: Whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reach:
    """The junctions within each owner's limit, and how far; all else is read from this.

    ``limit`` is in units, one an owner of ``spots``.
    """

    network: Network
    spots: Spots
    limit: Whole
    rows: Rows

    def row(self, owner: int) -> tuple[Whole, Metres]:
        """The junctions that the owner reaches (as the caller's nodes), and the metres to them."""
        start = self.rows.start[owner]
        entry = slice(start, start + self.rows.size[owner])
        junction, distance = self.rows.junction[entry], self.rows.distance[entry]
        return self.network.junction_node[junction], to_metres(distance)

    def matrix(self) -> tuple[Position, Whole, Metres]:
        """The matrix as CSR by owner: first, junction (as the caller's node), distance_m."""
        first = np.concatenate([[0], np.cumsum(self.rows.size, dtype=np.int64)])
        shift = np.repeat(self.rows.start - first[:-1], self.rows.size)
        entry = np.arange(first[-1]) + shift
        junction = self.network.junction_node[self.rows.junction[entry]]
        return first, junction, to_metres(self.rows.distance[entry])


def reach(network: Network, spots: Spots, *, limit_m: npt.ArrayLike, threads: int = 2) -> Reach:
    """Search from every owner to the junctions within ``limit_m``, one for all or one an owner.

    An owner with several spots is reached at the nearest. The result does not depend on
    ``threads``.

    Examples
    --------
    >>> from gengxin.engines.walk import network, on_edges
    >>> street = network(
    ...     [0, 30, 70], [0, 0, 0], edge_start=[0, 1], edge_end=[1, 2], edge_length_m=[30, 40]
    ... )
    >>> near = reach(street, on_edges(street, [0], [10.0]), limit_m=50)
    >>> near.row(0)
    (array([0], dtype=int32), array([10.], dtype=float32))
    """
    limit = limits(limit_m, owner_count=spots.owner_count)
    start = seeds(network, spots)
    along_the_ground = np.argsort(_first_junction(start, spots.owner_count), kind="stable")
    parts = np.split(along_the_ground, range(_OWNERS_A_PART, spots.owner_count, _OWNERS_A_PART))
    benches: SimpleQueue[Workspace] = SimpleQueue()
    for _ in range(threads):
        benches.put(workspace(network))

    def searched(owners: Position) -> tuple[Whole, Whole, Whole]:
        bench = benches.get()
        found: tuple[Whole, Whole, Whole] = search(network.arcs, bench, start, limit, owners)
        benches.put(bench)
        return found

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(searched, parts))
    return Reach(network=network, spots=spots, limit=limit, rows=_stacked(found, along_the_ground))


def limits(limit_m: npt.ArrayLike, *, owner_count: int) -> Whole:
    """The limit of each owner in units."""
    all_m = np.broadcast_to(np.asarray(limit_m, np.float64), (owner_count,))
    refuse(
        "limits out of range; mend these",
        (
            ~((all_m >= 0) & (all_m <= LONGEST_M)),
            lambda owner: f"owner {owner}: limit_m is {all_m[owner]}, must be 0 to {LONGEST_M:.0f}",
        ),
    )
    return to_units(all_m)


def _first_junction(start: Seeds, owner_count: int) -> Whole:
    """Where each owner's search begins; owners without a spot come last."""
    has_spot = np.diff(start.first) > 0
    junction = np.full(owner_count, np.iinfo(np.int32).max, np.int32)
    junction[has_spot] = start.junction[start.first[:-1][has_spot]]
    return junction


def _stacked(found: list[tuple[Whole, Whole, Whole]], order: Position) -> Rows:
    """The parts one after another; each is let go as soon as it is copied."""
    count = np.concatenate([part[0] for part in found])
    total = int(count.sum(dtype=np.int64))
    junction, distance = np.empty(total, np.int32), np.empty(total, np.int32)
    used = 0
    while found:
        _, part_junction, part_distance = found.pop(0)
        junction[used : used + len(part_junction)] = part_junction
        distance[used : used + len(part_junction)] = part_distance
        used += len(part_junction)
    start = np.cumsum(count, dtype=np.int64) - count
    by_owner = np.argsort(order)
    return Rows(start[by_owner], count[by_owner], junction, distance)
