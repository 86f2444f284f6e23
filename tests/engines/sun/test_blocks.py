"""Blocks and receptors as they are made, and what is refused."""

import numpy as np
import pytest
import shapely

from gengxin.engines.sun import (
    Counting,
    blocks,
    facade_receptors,
    point_receptors,
    scene_of,
    sun_path,
    sunlight_hours,
)

SQUARE = shapely.box(0, 0, 10, 10)
RING = shapely.box(0, 0, 30, 30).difference(shapely.box(10, 10, 20, 20))


def test_walls_turn_their_backs_to_the_inside_whichever_way_the_ring_runs() -> None:
    for shape in (RING, RING.reverse()):
        found = blocks([shape], 5.0)
        assert len(found.walls) == 8
        middle = (found.walls[:, :2] + found.walls[:, 2:4]) / 2
        outside = shapely.points(middle + 0.1 * found.walls[:, 4:])
        assert not shapely.contains(shape, outside).any()


def test_areas_leave_courtyards_out() -> None:
    two = shapely.MultiPolygon([SQUARE, shapely.box(20, 0, 22, 2)])
    found = blocks([RING, two, shapely.box(4e6, 4e6, 4e6 + 1, 4e6 + 1)], 5.0)
    assert found.area_m2.tolist() == pytest.approx([800, 104, 1])


def test_a_block_of_several_pieces_shades_with_all_of_them() -> None:
    path = sun_path(31.2, -20.15)
    pieces = [shapely.box(-30, -9, -1, -5), shapely.box(1, -9, 30, -5)]
    window = point_receptors([(0, 0)], 1.0)
    one = sunlight_hours(scene_of(blocks([shapely.MultiPolygon(pieces)], 8.0)), window, path)
    two = sunlight_hours(scene_of(blocks(pieces, 8.0)), window, path)
    assert one.tolist() == two.tolist()
    assert 0 < one[0] < 8


def test_a_facade_has_a_column_every_few_metres_and_a_receptor_a_storey() -> None:
    house = blocks([shapely.box(0, 0, 11, 1)], 9.5, ground_m=2.0)
    receptors = facade_receptors(house, spacing_m=5, storey_m=3.0, sill_m=0.9)
    # 11 m hold two columns; 1 m is shorter than a quarter of the spacing and holds none
    assert len(receptors.block) == 4
    assert sorted(receptors.place[receptors.facing[:, 1] == -1, 0]) == [2.75, 8.25]
    assert receptors.height_m[:2].tolist() == [2.9, 5.9]
    assert receptors.place[receptors.facing[:, 1] == -1, 1].tolist() == [-0.05, -0.05]


def test_storeys_are_those_that_fit_and_one_at_least_above_the_sill() -> None:
    town = blocks([shapely.box(20 * n, 0, 20 * n + 10, 10) for n in range(4)], [0.5, 2.0, 6.0, 8.9])
    receptors = facade_receptors(town, spacing_m=10, storey_m=3.0, sill_m=0.9)
    count = np.bincount(receptors.block[receptors.column], minlength=4)
    assert count.tolist() == [0, 4, 8, 8]
    by_block = facade_receptors(town, spacing_m=10, storey_m=[3.0, 3.0, 2.0, 4.0])
    assert np.bincount(by_block.block[by_block.column], minlength=4).tolist() == [0, 4, 12, 8]


def test_only_some_columns() -> None:
    receptors = facade_receptors(blocks([SQUARE], 6.0), spacing_m=10)
    some, rows = receptors.only(np.array([3, 1]))
    assert rows.tolist() == [6, 7, 2, 3]
    assert some.first.tolist() == [0, 2, 4]
    assert some.facing.tolist() == receptors.facing[[3, 1]].tolist()


@pytest.mark.parametrize(
    ("footprint", "top_m", "ground_m", "said"),
    [
        (shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), 3.0, 0.0, "Self-intersection"),
        (shapely.Polygon(), 3.0, 0.0, "block 0: the footprint is empty"),
        (shapely.LineString([(0, 0), (1, 1)]), 3.0, 0.0, "block 0: the footprint is no polygon"),
        (None, 3.0, 0.0, "block 0: the footprint is no polygon"),
        (SQUARE, float("nan"), 0.0, "block 0: top_m is nan"),
        (SQUARE, 3.0, 4.0, "at least ground_m, 4.0"),
        (SQUARE, 3.0, float("nan"), "at least ground_m, nan"),
    ],
)
def test_blocks_with_faults_are_refused(
    footprint: shapely.Geometry | None, top_m: float, ground_m: float, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        blocks([footprint], top_m, ground_m=ground_m)


def test_many_faults_come_in_one_error_of_bounded_length() -> None:
    with pytest.raises(ValueError, match="and 30 more") as error:
        blocks([SQUARE] * 50, float("nan"))
    assert str(error.value).count("\n- ") == 21


def test_columns_that_cannot_be_laid_out_are_refused() -> None:
    town = blocks([SQUARE], 6.0)
    with pytest.raises(ValueError, match="spacing_m is 0"):
        facade_receptors(town, spacing_m=0)
    with pytest.raises(ValueError, match="off_wall_m is 0"):
        facade_receptors(town, off_wall_m=0)
    with pytest.raises(ValueError, match="block 0: storey_m is nan"):
        facade_receptors(town, storey_m=float("nan"))
    with pytest.raises(ValueError, match="block 0: storey_m is inf"):
        facade_receptors(town, storey_m=float("inf"))
    with pytest.raises(ValueError, match="receptor 1"):
        point_receptors([(0, 0), (0, float("nan"))], 1.0)


def test_countings_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="longest is -1"):
        Counting(longest=-1)
    with pytest.raises(ValueError, match="least_min is nan"):
        Counting(least_min=float("nan"))
