"""A reach that changes: one owner added or removed in place, in well under a millisecond."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from gengxin.engines.walk.fixed_point import Whole
from gengxin.engines.walk.lists import Lists, by_junction, delete, insert
from gengxin.engines.walk.reach import Reach, Rows, limits
from gengxin.engines.walk.search import Workspace, search, seeds, workspace
from gengxin.engines.walk.spots import Spots

_LEAST_SPARE: Final = 1 << 18


@dataclass(slots=True, kw_only=True, eq=False)
class LiveReach:
    """A reach and its lists, the one thing in this engine that changes in place.

    An owner keeps its number for good: a new one gets the next; a removed one is left without a
    spot and reaches nothing. When the spare memory is used up all is packed anew, which takes as
    long as opening did, once in many changes. Whoever holds an earlier ``reach`` must not use it
    after a change.
    """

    reach: Reach
    lists: Lists
    used: int
    bench: Workspace

    def add(self, spots: Spots, *, limit_m: float) -> int:
        """Add one owner at its spots; its number."""
        if spots.owner_count != 1:
            msg = f"the spots have {spots.owner_count} owners; add one owner at a time"
            raise ValueError(msg)
        network, owner = self.reach.network, self.reach.spots.owner_count
        limit = limits(limit_m, owner_count=1)
        one = np.zeros(1, np.int64)
        _, junction, distance = search(network.arcs, self.bench, seeds(network, spots), limit, one)
        self.reach = replace(
            self.reach,
            spots=_with(self.reach.spots, spots),
            limit=np.append(self.reach.limit, limit),
            rows=self._rows_with(junction, distance),
        )
        if not insert(self.lists, junction, distance, owner):
            self.lists = by_junction(self.reach)
        return owner

    def remove(self, owner: int) -> None:
        """Take one owner away."""
        spots, rows = self.reach.spots, self.reach.rows
        kept = spots.owner != owner
        if kept.all():
            msg = f"owner {owner} has no spot here; it was never added or is removed already"
            raise ValueError(msg)
        row = slice(rows.start[owner], rows.start[owner] + rows.size[owner])
        delete(self.lists, rows.junction[row], rows.distance[row], owner)
        size = rows.size.copy()
        size[owner] = 0
        self.reach = replace(
            self.reach,
            spots=replace(
                spots, link=spots.link[kept], offset=spots.offset[kept], owner=spots.owner[kept]
            ),
            rows=rows._replace(size=size),
        )

    def _rows_with(self, junction: Whole, distance: Whole) -> Rows:
        """The rows and one more, in the spare memory behind them."""
        rows = self.reach.rows
        if self.used + len(junction) > len(rows.junction):
            rows, self.used = _packed(rows, least_spare=len(junction))
        new = slice(self.used, self.used + len(junction))
        rows.junction[new], rows.distance[new] = junction, distance
        start = np.append(rows.start, self.used)
        self.used = new.stop
        return rows._replace(start=start, size=np.append(rows.size, np.int32(len(junction))))


def live(reach: Reach) -> LiveReach:
    """Open a reach for changes; the reach given is left as it is.

    Examples
    --------
    >>> from gengxin.engines.walk import network, on_edges, reach
    >>> street = network(
    ...     [0, 30, 70], [0, 0, 0], edge_start=[0, 1], edge_end=[1, 2], edge_length_m=[30, 40]
    ... )
    >>> changing = live(reach(street, on_edges(street, [0], [10.0]), limit_m=50))
    >>> changing.add(on_edges(street, [1], [40.0]), limit_m=50)
    1
    >>> changing.lists.at(0)
    (array([0], dtype=int32), array([10.], dtype=float32))
    """
    rows, used = _packed(reach.rows, least_spare=0)
    own = replace(reach, rows=rows)
    return LiveReach(reach=own, lists=by_junction(own), used=used, bench=workspace(reach.network))


def _packed(rows: Rows, *, least_spare: int) -> tuple[Rows, int]:
    """The rows one after another, with spare memory behind them; how much of it is used."""
    used = int(rows.size.sum(dtype=np.int64))
    size = used + max(used // 8, least_spare, _LEAST_SPARE)
    junction, distance = np.empty(size, np.int32), np.empty(size, np.int32)
    junction[used:] = distance[used:] = 0  # touched now, so that no later change waits for memory
    start = np.zeros(len(rows.start), np.int64)
    order = np.argsort(rows.start, kind="stable")
    start[order] = np.cumsum(rows.size[order], dtype=np.int64) - rows.size[order]
    for old, new, count in zip(rows.start, start, rows.size, strict=True):
        junction[new : new + count] = rows.junction[old : old + count]
        distance[new : new + count] = rows.distance[old : old + count]
    return Rows(start, rows.size, junction, distance), used


def _with(spots: Spots, more: Spots) -> Spots:
    """Spots with those of one more owner."""
    return Spots(
        link=np.append(spots.link, more.link),
        offset=np.append(spots.offset, more.offset),
        owner=np.append(spots.owner, more.owner + np.int32(spots.owner_count)),
        owner_count=spots.owner_count + 1,
    )
