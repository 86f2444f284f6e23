"""Stepped envelopes: legal by the plain twin, risen as far as they go, and within their bounds."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.sun.towns import STEP_MIN, Town, footprints, spots_of, towns
from tests.plain import sun as plain

from gengxin.engines.sun import (
    Cells,
    Counting,
    Requirement,
    Sites,
    blocks,
    cells_of,
    facade_receptors,
    point_receptors,
    scene_of,
    stepped,
    sun_path,
    sunlight_hours,
    tallest,
)

LATITUDE_DEG, DECLINATION_DEG = 31.2, -20.15
PATH = sun_path(LATITUDE_DEG, DECLINATION_DEG, step_min=STEP_MIN)
SUNS = plain.suns(LATITUDE_DEG, DECLINATION_DEG, band=(8, 16), step_min=STEP_MIN)
EMPTY = scene_of(blocks([], []))
CAP_M = 60.0


def one_site(shapes: Sequence[shapely.Polygon], *, of_block: Sequence[int] = ()) -> Cells:
    return Cells(
        envelope=blocks(shapes, CAP_M),
        of_cell=np.zeros(len(shapes), np.int32),
        of_block=np.array(of_block, np.int32),
    )


def test_cells_fill_their_footprint() -> None:
    for shape in (
        shapely.box(0, 0, 12, 7),
        shapely.box(0, 0, 10, 10).buffer(3),
        shapely.box(0, 0, 30, 30).difference(shapely.box(5, 5, 9, 9)),
    ):
        cells, _ = cells_of([shape], size_m=3)
        assert shapely.area(cells).sum() == pytest.approx(shape.area, rel=1e-6)
        assert shapely.area(cells).max() <= 9 + 1e-9
        assert shapely.union_all(cells).symmetric_difference(shape).area < 1e-4
    with pytest.raises(ValueError, match="size_m is 0"):
        cells_of([shapely.box(0, 0, 1, 1)], size_m=0)
    with pytest.raises(ValueError, match="footprint 1 is no polygon, or empty"):
        cells_of([shapely.box(0, 0, 1, 1), shapely.Polygon()])


def test_a_single_cell_rises_as_high_as_the_tallest_block() -> None:
    site = shapely.box(-5, -30, 5, -20)
    receptors = point_receptors([(0, 0), (4, 9)], 1.5)
    requirement = Requirement(hours=8, baseline="today")
    one = stepped(EMPTY, receptors, PATH, cells=one_site([site]), requirement=requirement)
    whole = Sites(envelope=blocks([site], CAP_M), of_block=np.zeros(0, np.int32))
    uniform = tallest(EMPTY, receptors, PATH, sites=whole, requirement=requirement)
    assert one.top_m.tolist() == one.alone_m.tolist() == uniform.top_m.tolist()
    assert one.receptor.tolist() == uniform.receptor.tolist()
    assert one.volume_m3.tolist() == pytest.approx([uniform.top_m[0] * 100])
    assert one.volume_m3[0] <= one.bound_m3[0] * (1 + 1e-9) <= one.alone_m3[0] * (1 + 2e-9)


def test_where_nobody_asks_all_cells_reach_the_greatest_height() -> None:
    cells = one_site(cells_of([shapely.box(0, 0, 9, 9)])[0])
    found = stepped(
        EMPTY,
        point_receptors([(0, -40)], 1.5),
        PATH,
        cells=cells,
        requirement=Requirement(hours=8, baseline="today"),
    )
    assert set(found.top_m) == {CAP_M}
    assert set(found.receptor) == {-1}
    assert found.volume_m3.tolist() == pytest.approx([81 * CAP_M])
    assert found.bound_m3.tolist() == pytest.approx([81 * CAP_M])


def test_a_window_dark_already_forbids_its_cells_under_an_absolute_limit() -> None:
    dark = scene_of(blocks([shapely.box(-500, -4, 500, -3)], 60.0))
    cells = one_site([shapely.box(-5, -30, 5, -20)], of_block=[-1])
    found = stepped(
        dark,
        point_receptors([(0, 0)], 1.5),
        PATH,
        cells=cells,
        requirement=Requirement(hours=2, baseline="absolute"),
    )
    assert found.top_m.tolist() == [0.0]
    assert (found.volume_m3.tolist(), found.bound_m3.tolist()) == ([0.0], [0.0])


@given(
    town=towns(most=5),
    site=footprints(),
    baseline=st.sampled_from(["today", "cleared"]),
    rule=st.sampled_from([(0, 1), (0, 1), (1, 1), (2, 2), (0, 2)]),
    hours=st.sampled_from([1.0, 2.0, 4.0]),
    rounds=st.sampled_from([100, 1_500]),
)
@settings(max_examples=25, deadline=None)
def test_random_envelopes_are_legal_and_none_could_rise(
    town: Town,
    site: shapely.Polygon,
    baseline: str,
    rule: tuple[int, int],
    hours: float,
    rounds: int,
) -> None:
    longest, least = rule
    counting = Counting(longest=longest, least_min=least * STEP_MIN)
    requirement = Requirement(hours=hours, baseline=baseline, counting=counting)
    scene = scene_of(town.blocks)
    receptors = facade_receptors(town.blocks, spacing_m=15, storey_m=9)
    shapes, _ = cells_of([site], size_m=7)
    found = stepped(
        scene,
        receptors,
        PATH,
        cells=one_site(shapes, of_block=[0] + [-1] * (town.blocks.count - 1)),
        requirement=requirement,
        rounds=rounds,
    )
    assert found.volume_m3[0] <= found.bound_m3[0] * (1 + 1e-9) <= found.alone_m3[0] * (1 + 2e-9)
    assert (found.top_m <= found.alone_m + 1e-9).all()

    today = sunlight_hours(scene, receptors, PATH, counting=counting)
    asks = np.flatnonzero(~np.isnan(today) & (receptors.block[receptors.column] != 0))
    spots = spots_of(receptors, asks)
    around = town.plain[1:]

    def left(town_then: list[plain.Block]) -> list[int]:
        return [
            plain.counted(plain.lit_slots(s, SUNS, town_then), longest=longest, least=least)
            for s in spots
        ]

    asked = round(hours * 60 / STEP_MIN)
    need = [min(asked, had) for had in left(town.plain if baseline == "today" else around)]

    def is_legal(tops: np.ndarray) -> bool:
        then = [plain.Block(footprint=f, top_m=t) for f, t in zip(shapes, tops, strict=True)]
        return all(n >= k for n, k in zip(left([*around, *then]), need, strict=True))

    assert is_legal(found.top_m - 1e-3)
    for cell in range(0, len(shapes), max(1, len(shapes) // 3)):
        higher = found.top_m - 1e-9
        higher[cell] += 0.05
        assert is_legal(higher) == (found.receptor[cell] < 0)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_no_choice_of_slots_holds_more_than_the_bound_and_a_long_search_finds_the_best(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    path = sun_path(LATITUDE_DEG, DECLINATION_DEG, step_min=80)  # six slots
    shapes = [shapely.box(x, -24, x + 8, -16) for x in (-12, -4, 4)]
    places = np.column_stack([rng.uniform(-20, 20, 2), rng.uniform(-8, 12, 2)])
    receptors = point_receptors(places, 1.0)
    need = int(rng.integers(1, 6))
    requirement = Requirement(hours=need * 80 / 60, baseline="today")
    found = stepped(EMPTY, receptors, path, cells=one_site(shapes), requirement=requirement)

    suns = plain.suns(LATITUDE_DEG, DECLINATION_DEG, band=(8, 16), step_min=80)
    ceilings = np.array(
        [
            [
                [
                    1.0 + plain.entry_m(plain.Spot(x=x, y=y, height_m=1.0), sun, shape) * sun.slope
                    for shape in shapes
                ]
                for sun in suns
            ]
            for x, y in places
        ]
    )
    keeps = [kept for kept in product([False, True], repeat=6) if sum(kept) == need]
    best_m3 = 0.0
    for choice in product(keeps, repeat=2):
        tops = np.full(3, CAP_M)
        for window, kept in zip(ceilings, choice, strict=True):
            tops = np.minimum(tops, window[np.array(kept)].min(axis=0))
        best_m3 = max(best_m3, 64.0 * tops.sum())
    assert found.volume_m3[0] <= best_m3 * (1 + 1e-9)
    assert best_m3 <= found.bound_m3[0] * (1 + 1e-9)
    assert found.volume_m3[0] >= 0.6 * best_m3

    long = stepped(
        EMPTY, receptors, path, cells=one_site(shapes), requirement=requirement, rounds=6_000
    )
    assert found.volume_m3[0] <= long.volume_m3[0] <= best_m3 * (1 + 1e-9)
    assert best_m3 <= long.bound_m3[0] * (1 + 1e-9) <= found.bound_m3[0] * (1 + 2e-9)
    assert long.volume_m3[0] == pytest.approx(best_m3, rel=1e-3)
    assert long.bound_m3[0] == pytest.approx(best_m3, rel=1e-3)


@given(town=towns(most=6), seed=st.integers(0, 9))
@settings(max_examples=10, deadline=None)
def test_many_sites_at_once_are_as_one_at_a_time(town: Town, seed: int) -> None:
    scene, receptors = scene_of(town.blocks), facade_receptors(town.blocks)
    of_block = np.arange(town.blocks.count, dtype=np.int32)
    requirement = Requirement(hours=2, baseline=("today", "cleared")[seed % 2])
    shapes, of_cell = cells_of(town.footprints, size_m=9)
    cells = Cells(envelope=blocks(shapes, CAP_M), of_cell=of_cell, of_block=of_block)
    together = stepped(scene, receptors, PATH, cells=cells, requirement=requirement)
    quick = stepped(scene, receptors, PATH, cells=cells, requirement=requirement, rounds=0)
    assert np.array_equal(quick.top_m, together.top_m)  # a hundred rounds only price
    assert np.array_equal(quick.bound_m3, together.alone_m3)
    for site in range(cells.site_count):
        its = of_cell == site
        alone = one_site(shapes[its], of_block=np.where(of_block == site, 0, -1))
        found = stepped(scene, receptors, PATH, cells=alone, requirement=requirement)
        assert np.array_equal(found.top_m, together.top_m[its])
        assert np.array_equal(found.receptor, together.receptor[its])
        assert found.bound_m3[0] == together.bound_m3[site]


def test_a_site_without_cells_has_no_volume_and_without_sites_there_is_nothing() -> None:
    town = blocks([shapely.box(0, 0, 9, 9)] * 2, 9.0)
    receptors = facade_receptors(town)
    requirement = Requirement(hours=2, baseline="today")
    for of_block, sites in (([0, 1], 2), ([-1, -1], 0)):
        cells = one_site([], of_block=of_block)
        found = stepped(scene_of(town), receptors, PATH, cells=cells, requirement=requirement)
        assert found.top_m.tolist() == []
        assert found.volume_m3.tolist() == found.bound_m3.tolist() == [0.0] * sites


def test_cells_out_of_order_are_refused() -> None:
    shape = blocks([shapely.box(0, 0, 9, 9)] * 2, 9.0)
    for of_cell, said in (
        ([1, 0], "cell 1: site 0"),
        ([-1, 0], "cell 0: site -1"),
        ([0], "1 sites"),
    ):
        with pytest.raises(ValueError, match=said):
            Cells(
                envelope=shape, of_cell=np.array(of_cell, np.int32), of_block=np.empty(0, np.int32)
            )
