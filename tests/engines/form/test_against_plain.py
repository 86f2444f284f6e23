"""Random plots: forms keep every limit, grow with every cap, and equal the plain way."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.form.drawn_plots import outlines
from tests.plain import form as plain

from gengxin.engines.form import (
    FRONT,
    SIDE,
    Form,
    Limits,
    Plots,
    Rows,
    Steps,
    Uses,
    Wanted,
    envelope,
    fill,
    masses,
    perimeter,
    plots,
    slabs,
    tower,
)

metres = st.floats(0, 8).map(lambda x: round(x, 2))
shares = st.sampled_from([(0.0, 1.0), (0.2, 0.8), (0.55, 0.45), (1.0, 0.0)])
USES = Uses(
    storey_m=[4.2, 3.0], ground_storey_m=[5.0, 3.3], efficiency_share=[0.9, 0.75], depth_m=[30, 14]
)
KINDS = ("envelope", "perimeter", "slabs", "tower")


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    return Limits(
        front_m=draw(metres),
        side_m=draw(metres),
        rear_m=draw(metres),
        height_m=draw(st.floats(2, 70)),
        sun_m=draw(st.just(np.inf) | st.floats(2, 70)),
        wall_m=draw(st.just(np.inf) | st.floats(6, 30)),
        wall_setback_m=draw(metres),
        wall_slope=draw(st.sampled_from([2.7, 5.6, np.inf])),
    )


def plot_of(outline: shapely.Polygon) -> Plots:
    """A plot with a street along its south."""
    x, y, far_x, _ = outline.bounds
    return plots([outline], streets=[shapely.LineString([(x - 9, y - 4), (far_x + 9, y - 4)])])


def built(kind: str, plot: Plots, steps: Steps) -> Steps:
    if kind == "perimeter":
        return perimeter(plot, steps, depth_m=14)
    if kind == "slabs":
        rows = Rows(depth_m=10, spacing_ratio=1.0, least_m=10, most_m=40)
        return slabs(steps, rows, height_m=np.minimum(steps.cap_m, 20))
    if kind == "tower":
        return tower(steps, podium_m=9, plate_m2=500, depth_m=20)
    return steps


def floor_m2(form: Form) -> float:
    return float(form.gross_floor_area_m2.sum())


def wanted(share: tuple[float, float], **caps: float) -> Wanted:
    return Wanted(row=[0], use_share=[share], **caps)


@settings(max_examples=150)
@given(
    outline=outlines(),
    limit=limits(),
    kind=st.sampled_from(KINDS),
    share=shares,
    far=st.floats(0.1, 6),
    coverage=st.floats(0.1, 1),
)
def test_no_form_breaks_a_limit(
    outline: shapely.Polygon, limit: Limits, kind: str, share: tuple[float, float],
    far: float, coverage: float,
) -> None:  # fmt: skip
    plot = plot_of(outline)
    area_m2 = float(plot.area_m2[0])
    steps = built(kind, plot, envelope(plot, limit))
    caps = {"most_floor_area_m2": far * area_m2, "most_footprint_m2": coverage * area_m2}
    form = fill(steps, USES, wanted(share, **caps))
    drawn = masses(steps, form)
    hair_m2 = 1e-4 * outline.length  # corners lie on a grid of a tenth of a millimetre
    assert floor_m2(form) <= far * area_m2 + hair_m2
    assert form.footprint_m2[0] <= coverage * area_m2 + hair_m2
    assert form.height_m[0] <= min(limit.height_m, limit.sun_m) + 1e-6
    for shape, top_m in zip(drawn.shape, drawn.top_m, strict=True):
        assert shapely.difference(shape, outline).area <= hair_m2
        _keeps_its_distances(plot, limit, shape, top_m)
    assert all(
        shapely.difference(high, low).area <= hair_m2
        for low, high in zip(drawn.shape, drawn.shape[1:], strict=False)
    )
    _adds_up(form, share)


def _keeps_its_distances(plot: Plots, limit: Limits, shape: shapely.Polygon, top_m: float) -> None:
    above = top_m > limit.wall_m
    plane_m = (top_m - limit.wall_m) / limit.wall_slope if above else 0.0
    step_back_m = max(limit.wall_setback_m, plane_m) if above else 0.0
    least_m = [max(limit.front_m, step_back_m), limit.side_m, limit.rear_m]
    for line, kept_m in zip(plot.lines[0], least_m, strict=True):
        if not line.is_empty:
            assert shape.distance(line) >= kept_m - 1e-3


def _adds_up(form: Form, share: tuple[float, float]) -> None:
    whole = floor_m2(form)
    assert form.gross_floor_area_m2[0].tolist() == pytest.approx([s * whole for s in share])
    assert form.storey_floor_m2.sum(axis=0).tolist() == pytest.approx(
        [s * whole for s in share], abs=1e-6
    )
    assert (form.storey_floor_m2 >= -1e-9).all()
    assert (form.nothing[0] == 0) == (whole > 0)


@settings(max_examples=50)
@given(
    outline=outlines(), limit=limits(), kind=st.sampled_from(("envelope", "perimeter")),
    share=shares, far=st.floats(0.1, 6), coverage=st.floats(0.1, 1), more=st.floats(1.0, 1.5),
)  # fmt: skip
def test_a_higher_cap_never_gives_less_floor(
    outline: shapely.Polygon, limit: Limits, kind: str, share: tuple[float, float],
    far: float, coverage: float, more: float,
) -> None:  # fmt: skip
    plot = plot_of(outline)
    area_m2 = float(plot.area_m2[0])

    def floor(limit: Limits, far: float, coverage: float) -> float:
        steps = built(kind, plot, envelope(plot, limit))
        caps = {"most_floor_area_m2": far * area_m2, "most_footprint_m2": coverage * area_m2}
        return floor_m2(fill(steps, USES, wanted(share, **caps)))

    # a top storey for less than a hundredth of the floor is left out
    least = floor(limit, far, coverage) * 0.99 - 1e-3
    assert floor(limit, far * more, coverage) >= least
    assert floor(limit, far, coverage * more) >= least
    assert floor(replace(limit, height_m=limit.height_m * more), far, coverage) >= least
    assert floor(replace(limit, sun_m=limit.sun_m * more), far, coverage) >= least
    if kind == "envelope":
        assert floor(replace(limit, wall_m=limit.wall_m * more), far, coverage) >= least


@settings(max_examples=60)
@given(
    outline=outlines(), limit=limits(), kind=st.sampled_from(("envelope", "perimeter", "tower")),
    turn_deg=st.floats(0, 360), far=st.floats(0.2, 5),
)  # fmt: skip
def test_turning_and_moving_a_plot_changes_nothing(
    outline: shapely.Polygon, limit: Limits, kind: str, turn_deg: float, far: float
) -> None:
    x, y, far_x, _ = outline.bounds
    line = shapely.LineString([(x - 9, y - 4), (far_x + 9, y - 4)])
    angle = np.radians(turn_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def turned(shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(shape, lambda points: (points - [x, y]) @ turn.T + [700.0, 300.0])

    floors = []
    for ground, street in ((outline, line), (turned(outline), turned(line))):
        plot = plots([ground], streets=[street])
        steps = built(kind, plot, envelope(plot, limit))
        form = fill(steps, USES, wanted((0.2, 0.8), most_floor_area_m2=far * outline.area))
        floors.append(floor_m2(form))
    # a plate is drawn in to an area within a thousandth, from a side that rounding decides
    assert floors[1] == pytest.approx(floors[0], rel=1e-3, abs=1e-2)


@pytest.mark.parametrize("kind", ["tower", "envelope"])
@pytest.mark.parametrize("turn_deg", [268.7, 335.7, 90.0])
def test_a_corner_that_cutting_left_twice_is_drawn_straight(kind: str, turn_deg: float) -> None:
    # the setbacks of 0.58 and 4.2 m meet in a corner that GEOS tells twice, 1e-15 m apart
    corners = [(13.785, 5.915), (43.33, 35.805), (-8.179, 12.574), (-14.238, -1.65)]
    ground = shapely.Polygon([*corners, (-3.31, -14.63), (40.594, 0)])
    limit = Limits(front_m=0.58, side_m=4.2, rear_m=0.0, height_m=13.0)
    angle = np.radians(turn_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    street = shapely.LineString([(-23.238, -18.63), (52.33, -18.63)])
    floors = []
    for move in (lambda points: points, lambda points: points @ turn.T):
        plot = plots([shapely.transform(ground, move)], streets=[shapely.transform(street, move)])
        steps = built(kind, plot, envelope(plot, limit))
        floors.append(floor_m2(fill(steps, USES, wanted((0.2, 0.8)))))
    assert floors[1] == pytest.approx(floors[0], rel=1e-7)


@settings(max_examples=25)
@given(corners=st.tuples(*[st.floats(0, 8)] * 4), front_m=metres, side_m=metres)
def test_ground_is_what_counting_points_finds(
    corners: tuple[float, ...], front_m: float, side_m: float
) -> None:
    a, b, c, d = corners
    ring = [(a, 0.0), (40.0 - b, 0.0), (40.0 - c, 36.0), (d, 36.0)]
    outline = shapely.Polygon(ring)
    plot = plots([outline], streets=[shapely.LineString([(-9, -4), (49, -4)])])
    limit = Limits(front_m=front_m, side_m=side_m, rear_m=side_m)
    found_m2 = float(shapely.area(envelope(plot, limit).ground)[0])
    setbacks = [front_m, side_m, side_m, side_m]
    counted_m2 = plain.ground_m2(ring, setbacks, mesh_m=0.5, endless=True)
    # a mesh of half a metre misses at most some of the points along the border
    assert found_m2 == pytest.approx(counted_m2, abs=0.25 * outline.length)


@settings(max_examples=20)
@given(outline=outlines(), setback_m=st.floats(1, 6))
def test_ground_is_never_nearer_to_an_edge_than_counting_points_allows(
    outline: shapely.Polygon, setback_m: float
) -> None:
    x, y = outline.bounds[:2]
    near = shapely.transform(outline, lambda points: points - [x, y])
    ring = [tuple(corner) for corner in np.asarray(near.exterior.coords)[:-1]]
    plot = plots([near], streets=[])
    assert plot.side.tolist() == [SIDE] * len(ring) != [FRONT] * len(ring)
    limit = Limits(side_m=setback_m, least_width_m=0.5)
    found_m2 = float(shapely.area(envelope(plot, limit).ground)[0])
    counted_m2 = plain.ground_m2(ring, [setback_m] * len(ring), mesh_m=1.0, endless=False)
    assert found_m2 <= counted_m2 + 0.5 * near.length


@settings(max_examples=150)
@given(
    sizes=st.lists(st.floats(50, 900), min_size=1, max_size=4),
    tops=st.lists(st.floats(4, 20), min_size=4, max_size=4),
    share=shares,
    cap_m=st.floats(2, 60),
    target_m2=st.floats(10, 20_000),
)
def test_storeys_and_floor_are_those_of_the_plain_way(
    sizes: list[float], tops: list[float], share: tuple[float, float], cap_m: float,
    target_m2: float,
) -> None:  # fmt: skip
    widths = np.sort(sizes)[::-1]
    top_m = np.cumsum(tops)[: len(widths)]
    uses = [plain.Use(share[0], 4.2, 5.0), plain.Use(share[1], 3.0, 3.3)]
    steps = _made(widths, top_m, cap_m)
    form = fill(steps, USES, wanted(share, most_floor_area_m2=target_m2))
    plates = [(float(t), float(20 * w)) for t, w in zip(top_m, widths, strict=True)]
    storeys, whole_m2 = plain.stacked(plates, uses, cap_m=cap_m, target_m2=target_m2)
    assert form.storeys.tolist() == [storeys]
    assert floor_m2(form) == pytest.approx(whole_m2)
    areas = form.storey_floor_m2.sum(axis=1)
    assert form.storey_top_m.tolist() == pytest.approx(plain.ceilings_m(storeys, uses, base_m=0))
    poured = np.array(plain.by_storey(areas.tolist(), uses)).reshape(-1, 2)
    assert form.storey_floor_m2 == pytest.approx(poured, abs=1e-6)


def _made(width_m: np.ndarray, top_m: np.ndarray, cap_m: float) -> Steps:
    """Steps of rectangles 20 m deep, made without an envelope."""
    plot = plots([shapely.box(0, 0, 900, 20)])
    one = envelope(plot, Limits(height_m=cap_m))
    return replace(
        one,
        first=np.array([0, len(width_m)]),
        shape=shapely.box(0, 0, width_m, 20),
        top_m=top_m,
    )
