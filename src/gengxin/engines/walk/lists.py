"""Lists: for each junction the owners that reach it, nearest first: the reach turned round."""

from typing import Final, NamedTuple

import numpy as np
from numba import njit

from gengxin.engines.walk.fixed_point import Metres, Position, Whole, to_metres, wide
from gengxin.engines.walk.grouping import sort_slice
from gengxin.engines.walk.reach import Reach, Rows

_SLACK: Final = 4  # free places behind each list, so that a new owner seldom moves it
_LEAST_TAIL: Final = 1 << 18


class Lists(NamedTuple):
    """Junction ``j`` has ``key[start[j] : start[j] + size[j]]``, with room for ``room[j]``.

    A key is distance · 2³² + owner, so that sorted keys are nearest first, the lower owner first
    among equals. ``tail[0]`` is where the free keys begin at the end.
    """

    start: Position
    size: Whole
    room: Whole
    key: Position
    tail: Position

    def at(self, junction: int) -> tuple[Whole, Metres]:
        """The owners that reach a junction (by its own number), and their distances in metres."""
        start = self.start[junction]
        key = self.key[start : start + self.size[junction]]
        return (key & 0xFFFFFFFF).astype(np.int32), to_metres((key >> 32).astype(np.int32))


def by_junction(reach: Reach) -> Lists:
    """The lists of a reach.

    Examples
    --------
    >>> from gengxin.engines.walk import network, on_edges, reach
    >>> street = network(
    ...     [0, 30, 70], [0, 0, 0], edge_start=[0, 1], edge_end=[1, 2], edge_length_m=[30, 40]
    ... )
    >>> lists = by_junction(reach(street, on_edges(street, [1, 0], [10.0, 10.0]), limit_m=60))
    >>> owner, distance_m = lists.at(0)
    >>> owner.tolist(), distance_m.tolist()
    ([1, 0], [10.0, 40.0])
    """
    count = _count(reach.rows, reach.network.junction_count)
    room = count + _SLACK
    end = np.cumsum(room)
    total = int(end[-1]) if len(end) else 0
    lists = Lists(
        start=end - room,
        size=np.zeros(len(count), np.int32),
        room=room.astype(np.int32),
        key=np.empty(total + total // 8 + _LEAST_TAIL, np.int64),
        tail=np.array([total]),
    )
    lists.key[total:] = 0  # touched now, so that no later change waits for memory
    _fill(reach.rows, lists)
    return lists


@njit(cache=True, nogil=True)
def _count(rows: Rows, junction_count: int) -> Position:
    count = np.zeros(junction_count, np.int64)
    for owner in range(len(rows.size)):
        for entry in range(rows.start[owner], rows.start[owner] + rows.size[owner]):
            count[rows.junction[entry]] += 1
    return count


@njit(cache=True, nogil=True)
def _fill(rows: Rows, lists: Lists) -> None:
    for owner in range(len(rows.size)):
        for entry in range(rows.start[owner], rows.start[owner] + rows.size[owner]):
            junction = rows.junction[entry]
            place = lists.start[junction] + lists.size[junction]
            lists.key[place] = (wide(rows.distance[entry]) << 32) | owner
            lists.size[junction] += 1
    for junction in range(len(lists.size)):
        sort_slice(lists.key, lists.start[junction], lists.start[junction] + lists.size[junction])


@njit(cache=True, nogil=True)
def insert(lists: Lists, junction: Whole, distance: Whole, owner: int) -> bool:
    """Add an owner to the lists of its junctions; False, and nothing done, if the tail is short."""
    need = 0
    for reached in junction:
        if lists.size[reached] == lists.room[reached]:
            need += _wider(lists.size[reached])
    if lists.tail[0] + need > len(lists.key):
        return False
    for row in range(len(junction)):
        reached = junction[row]
        if lists.size[reached] == lists.room[reached]:
            _move(lists, reached)
        key = (wide(distance[row]) << 32) | owner
        start = lists.start[reached]
        place = start + lists.size[reached]
        while place > start and lists.key[place - 1] > key:
            lists.key[place] = lists.key[place - 1]
            place -= 1
        lists.key[place] = key
        lists.size[reached] += 1
    return True


@njit(cache=True, nogil=True)
def _wider(count: int) -> int:
    return count + count // 2 + _SLACK


@njit(cache=True, nogil=True)
def _move(lists: Lists, junction: int) -> None:
    """Move a full list to the tail, where it gets more room."""
    start, count, tail = lists.start[junction], lists.size[junction], lists.tail[0]
    for place in range(count):
        lists.key[tail + place] = lists.key[start + place]
    lists.start[junction] = tail
    lists.room[junction] = _wider(count)
    lists.tail[0] = tail + lists.room[junction]


@njit(cache=True, nogil=True)
def delete(lists: Lists, junction: Whole, distance: Whole, owner: int) -> None:
    """Take an owner out of the lists of the junctions it reaches."""
    for row in range(len(junction)):
        reached = junction[row]
        key = (wide(distance[row]) << 32) | owner
        place = lists.start[reached]
        while lists.key[place] != key:
            place += 1
        last = lists.start[reached] + lists.size[reached] - 1
        while place < last:
            lists.key[place] = lists.key[place + 1]
            place += 1
        lists.size[reached] -= 1
