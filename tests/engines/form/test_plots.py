"""Which edges of a plot face a street."""

import pytest
import shapely
from tests.engines.form.drawn_plots import COURTYARD, L_SHAPE, RECTANGLE, SOUTH, street

from gengxin.engines.form import FRONT, REAR, SIDE, plots


def lengths_m(outline: shapely.Polygon, **given: object) -> list[float]:
    """Length of fronts, sides and rears."""
    return shapely.length(plots([outline], **given).lines[0]).tolist()


def test_the_edge_along_the_street_is_front_and_the_opposite_one_rear() -> None:
    assert lengths_m(RECTANGLE, streets=[SOUTH]) == [30, 80, 30]


def test_a_corner_plot_has_two_fronts_and_no_rear_behind_the_second() -> None:
    west = street((-6, -500), (-6, 500))
    # the west front is the longer: the east edge is its rear, the north edge a side
    assert lengths_m(RECTANGLE, streets=[SOUTH, west]) == [70, 30, 40]


def test_without_streets_given_all_edges_are_fronts() -> None:
    assert lengths_m(RECTANGLE) == [140, 0, 0]


def test_a_plot_that_no_street_reaches_has_sides_only() -> None:
    assert lengths_m(RECTANGLE, streets=[SOUTH], reach_m=5.9) == [0, 140, 0]
    assert lengths_m(RECTANGLE, streets=[]) == [0, 140, 0]


def test_each_street_has_its_own_reach() -> None:
    west = street((-6, -500), (-6, 500))
    assert lengths_m(RECTANGLE, streets=[SOUTH, west], reach_m=[10, 2]) == [30, 80, 30]


def test_a_street_behind_the_plot_makes_no_front_of_the_rear() -> None:
    shallow = shapely.box(0, 0, 30, 5)
    assert lengths_m(shallow, streets=[SOUTH], reach_m=20) == [30, 10, 30]


def test_an_edge_that_the_street_runs_along_is_front() -> None:
    assert lengths_m(RECTANGLE, streets=[street((-10, 0), (50, 0))]) == [30, 80, 30]


def test_the_foot_of_an_l_has_its_rear_where_it_faces_away() -> None:
    fronts, sides, rears = lengths_m(L_SHAPE, streets=[SOUTH])
    assert (fronts, sides, rears) == (60, 20 + 30 + 50, 40 + 20)


def test_walls_of_a_hole_are_no_fronts() -> None:
    ring = plots([COURTYARD], streets=[SOUTH])
    assert sorted(ring.side.tolist()) == [FRONT] + [SIDE] * 5 + [REAR] * 2


def test_the_order_of_corners_does_not_matter() -> None:
    turned = shapely.Polygon(RECTANGLE.exterior.coords[::-1])
    assert lengths_m(turned, streets=[SOUTH]) == [30, 80, 30]


def test_a_plot_in_two_parts_is_one_plot() -> None:
    both = shapely.MultiPolygon([RECTANGLE, shapely.box(40, 0, 60, 40)])
    given = plots([both], streets=[SOUTH])
    assert given.count == 1
    assert shapely.length(given.lines[0, FRONT]) == 50


def test_all_that_is_wrong_is_refused_by_name() -> None:
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    wrong = [RECTANGLE, bow, shapely.Point(0, 0), shapely.Polygon(), None]
    with pytest.raises(ValueError, match="mend their outlines") as error:
        plots(wrong, names=["fine", "bow", "dot", "void", "none"])
    told = str(error.value)
    assert "plot 'bow' is not valid: Self-intersection" in told
    assert "plot 'dot' is not a polygon" in told
    assert "plot 'none' is not a polygon" in told
    assert "plot 'void' is empty" in told
    assert "fine" not in told


def test_no_plots_give_no_plots() -> None:
    assert plots([], streets=[SOUTH]).count == 0
