"""Crossings of straight lines with ways, against shapely's own intersections."""

import numpy as np
import pytest
import shapely

from gengxin.diagnose.crossings import crossings
from gengxin.engines import walk
from gengxin.indicators import Ground


def a_ground(drawn: list[shapely.LineString], stretch: float) -> Ground:
    """Ways of their own, each ``stretch`` times as long on foot as it is drawn."""
    lines = np.array(drawn, dtype=object)
    xy_m = shapely.get_coordinates(lines)
    first = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(lines))])
    length_m = shapely.length(lines) * stretch
    ends = np.arange(2 * len(lines))
    return Ground(
        network=walk.network(
            *xy_m[np.stack([first[:-1], first[1:] - 1], axis=1).ravel()].T,
            edge_start=ends[::2],
            edge_end=ends[1::2],
            edge_length_m=length_m,
        ),
        lines=walk.Lines(first=first, xy_m=xy_m, length_m=length_m),
        is_proxy=False,
    )


@pytest.mark.parametrize("seed", range(20))
def test_crossings_are_where_shapely_finds_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ways = [shapely.LineString(rng.uniform(0, 100, (rng.integers(2, 6), 2))) for _ in range(12)]
    lines = np.array([shapely.LineString(rng.uniform(0, 100, (2, 2))) for _ in range(8)], object)
    found = crossings(lines, a_ground(ways, stretch=1.5))
    expected = [
        (number, row, line.project(point), point)
        for number, line in enumerate(lines)
        for row, way in enumerate(ways)
        for point in shapely.get_parts(line.intersection(way))
        if not point.is_empty
    ]
    expected.sort(key=lambda one: (one[0], one[2], one[1]))
    assert found.line.tolist() == [one[0] for one in expected]
    assert found.way.tolist() == [one[1] for one in expected]
    assert found.along_m.tolist() == pytest.approx([one[2] for one in expected])
    on_way = [
        ways[row].interpolate(m / 1.5) for row, m in zip(found.way, found.offset_m, strict=True)
    ]
    apart_m = [point.distance(one[3]) for point, one in zip(on_way, expected, strict=True)]
    assert max(apart_m, default=0.0) < 1e-6


def test_a_way_along_the_line_does_not_cross_it() -> None:
    lines = np.array([shapely.LineString([(0, 0), (10, 0)])], object)
    found = crossings(lines, a_ground([shapely.LineString([(2, 0), (5, 0)])], stretch=1.0))
    assert not len(found.line)
