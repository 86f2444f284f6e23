"""What is done with whole arrays against the plain way, element by element."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gengxin.sources.osm.coarse import may_touch
from gengxin.sources.osm.elements import rows_of
from gengxin.sources.osm.islands import joined
from gengxin.sources.osm.ragged import Real
from gengxin.sources.osm.stretches import Stretches

ids = st.integers(-(2**40), 2**40) | st.integers(-9, 9)
box_lists = st.lists(
    st.tuples(st.integers(-50, 50), st.integers(-50, 50), st.integers(0, 30), st.integers(0, 30)),
    max_size=30,
)


@given(known=st.sets(ids), asked=st.lists(ids))
def test_ids_are_found_where_they_stand(known: set[int], asked: list[int]) -> None:
    listed = sorted(known)
    asked += listed[::2]
    rows = rows_of(np.array(listed, np.int64), np.array(asked, np.int64))
    assert rows.tolist() == [listed.index(one) if one in known else -1 for one in asked]


@given(many=box_lists, few=box_lists)
def test_no_box_that_touches_is_missed(
    many: list[tuple[int, ...]], few: list[tuple[int, ...]]
) -> None:
    boxes_m, few_m = boxes_of(many), boxes_of(few)
    touching = {
        row
        for row, (west, south, east, north) in enumerate(boxes_m)
        for one in few_m
        if west <= one[2] and east >= one[0] and south <= one[3] and north >= one[1]
    }
    found = may_touch(boxes_m, few_m).tolist()
    assert touching <= set(found)
    assert found == sorted(set(found))


def boxes_of(corners_and_sides: list[tuple[int, ...]]) -> Real:
    """Boxes by their lower corner and sides."""
    rows = [(x, y, x + width, y + height) for x, y, width, height in corners_and_sides]
    return np.array(rows, np.float64).reshape(-1, 4)


@given(pairs=st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), min_size=1, max_size=30))
def test_islands_are_those_that_one_finds_by_walking(pairs: list[tuple[int, int]]) -> None:
    start, end = np.array(pairs, np.int64).T
    length_m = np.arange(1.0, len(pairs) + 1)
    found = joined(stretches_of(start, end, length_m), np.zeros((16, 2)), within_m=0)
    islands = islands_by_walking(pairs)
    # of equals the one with the lowest node counts as the largest
    largest = max(islands, key=lambda rows: (len(rows), -min(min(pairs[row]) for row in rows)))
    assert found.island_count == len(islands) - 1
    assert found.island_length_m == length_m.sum() - length_m[list(largest)].sum()


def stretches_of(start: Real, end: Real, length_m: Real) -> Stretches:
    """Edges between nodes, drawn anywhere."""
    line = np.full(len(start), shapely.LineString([(0, 0), (1, 0)]))
    nought = np.zeros(len(start), np.int64)
    return Stretches(nought, nought, start, end, length_m, line)


def islands_by_walking(pairs: list[tuple[int, int]]) -> list[set[int]]:
    """The rows of the edges of each island."""
    left, islands = set(range(len(pairs))), []
    while left:
        island, nodes = set(), set(pairs[min(left)])
        while more := {row for row in left if nodes & {*pairs[row]}}:
            island |= more
            left -= more
            nodes |= {node for row in more for node in pairs[row]}
        islands.append(island)
    return islands
