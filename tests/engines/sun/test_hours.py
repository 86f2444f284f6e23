"""Hours of sun: closed forms that anybody can work out, and the plain twin on random towns."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity
from tests.engines.sun.towns import STEP_MIN, Day, Town, days, knife_edge, on_edge, spots_of, towns
from tests.plain import sun as plain

from gengxin.engines.sun import (
    GREAT_COLD_DEG,
    Counting,
    SunPath,
    blocks,
    declination_at_term_deg,
    facade_receptors,
    point_receptors,
    scene_of,
    sun_path,
    sunlight_hours,
)

SUZHOU_DEG = 31.2
NOON_SHADOW = 1.2505  # of a height of 1 on Great Cold day: 1 / tan(90 - 31.2 - 20.15)


@pytest.fixture(scope="module")
def great_cold() -> SunPath:
    return sun_path(SUZHOU_DEG, declination_at_term_deg(GREAT_COLD_DEG))


def hours_at(
    town: list[shapely.Polygon], top_m: list[float], places: list, path: SunPath, **more: Counting
) -> list[float]:
    scene = scene_of(blocks(town, top_m))
    spots = np.array(places, float)
    return sunlight_hours(scene, point_receptors(spots[:, :2], spots[:, 2]), path, **more).tolist()


def test_open_facades_see_the_band_to_the_south_and_nothing_to_the_north(
    great_cold: SunPath,
) -> None:
    house = blocks([shapely.box(0, 0, 10, 10)], 6.0)
    receptors = facade_receptors(house, spacing_m=10)
    hours = sunlight_hours(scene_of(house), receptors, great_cold)
    facing = [tuple(receptors.facing[column]) for column in receptors.column]
    by_facing = {side: {hours[row] for row in range(8) if facing[row] == side} for side in facing}
    assert by_facing == {(0, -1): {8.0}, (0, 1): {0.0}, (1, 0): {4.0}, (-1, 0): {4.0}}


@pytest.mark.parametrize("top_m", [10.0, 33.0])
def test_the_noon_shadow_of_great_cold_day_ends_at_1_2505_heights(top_m: float) -> None:
    noon = sun_path(
        SUZHOU_DEG,
        declination_at_term_deg(GREAT_COLD_DEG),
        band_hours=(11.995, 12.005),
        step_min=0.6,
    )
    reach = NOON_SHADOW * top_m
    places = [(0, reach - 0.01, 0), (0, reach + 0.01, 0)]
    assert hours_at([shapely.box(-500, -10, 500, 0)], [top_m], places, noon) == [
        0,
        pytest.approx(0.01),
    ]


def test_an_endless_wall_to_the_south_leaves_the_hours_of_a_profile_angle(
    great_cold: SunPath,
) -> None:
    # behind an endless wall a ray is free where its climb per metre northwards beats the wall
    top_m, away_m = 12.0, 20.0
    profile = great_cold.slope / -great_cold.north
    free = float((profile * away_m >= top_m).sum()) / 60
    assert 0 < free < 8
    wall = [shapely.box(-5000, -1, 5000, 0)]
    assert hours_at(wall, [top_m], [(0, away_m, 0)], great_cold) == [pytest.approx(free)]


def test_an_isolated_tower_takes_the_time_the_sun_passes_behind_it(great_cold: SunPath) -> None:
    # 10 m wide and 50 m away: half of it spans 5/45 of a quarter turn's tangent, nearer corner
    half_deg = np.degrees(np.arctan2(5, 45))
    azimuth_deg = np.degrees(np.arctan2(great_cold.east, -great_cold.north))
    hidden = float((np.abs(azimuth_deg) < half_deg).sum()) / 60
    tower = [shapely.box(-5, -55, 5, -45)]
    assert hours_at(tower, [300.0], [(0, 0, 0)], great_cold) == [pytest.approx(8 - hidden)]
    assert hours_at(tower, [1.0], [(0, 0, 0)], great_cold) == [8.0]


def test_a_wall_that_stands_across_the_north_shades_a_southern_place() -> None:
    south = sun_path(-SUZHOU_DEG, -declination_at_term_deg(GREAT_COLD_DEG))
    north = sun_path(SUZHOU_DEG, declination_at_term_deg(GREAT_COLD_DEG))
    wall, mirrored = shapely.box(-30, 10, 40, 11), shapely.box(-40, -11, 30, -10)
    found = hours_at([wall], [9.0], [(0, 0, 1), (3, -4, 2)], south)
    assert found == hours_at([mirrored], [9.0], [(0, 0, 1), (-3, 4, 2)], north)
    assert 0 < found[1] < 8


def test_summer_sun_stands_in_the_north_morning_and_evening() -> None:
    summer = sun_path(SUZHOU_DEG, 23.44, band_hours=(5, 19))
    house = blocks([shapely.box(0, 0, 10, 10)], 3.0)
    receptors = facade_receptors(house, spacing_m=10)
    hours = sunlight_hours(scene_of(house), receptors, summer)
    north = int(np.flatnonzero(receptors.facing[:, 1] == 1)[0])
    expected = float((summer.north > 0).sum()) / 60
    assert expected > 3
    assert hours[north] == pytest.approx(expected)


def test_a_party_wall_has_no_outside_below_the_lower_roof(great_cold: SunPath) -> None:
    pair = blocks([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)], [9.0, 3.0])
    receptors = facade_receptors(pair, spacing_m=10)
    hours = sunlight_hours(scene_of(pair), receptors, great_cold)
    east_of_first = (receptors.block[receptors.column] == 0) & (
        receptors.facing[receptors.column, 0] == 1
    )
    west_of_second = (receptors.block[receptors.column] == 1) & (
        receptors.facing[receptors.column, 0] == -1
    )
    assert np.isnan(hours[east_of_first]).tolist() == [True, False, False]
    assert hours[east_of_first][1:].tolist() == [4.0, 4.0]
    assert np.isnan(hours[west_of_second]).all()


def test_inside_an_overlap_there_is_no_outside(great_cold: SunPath) -> None:
    town = [shapely.box(0, 0, 10, 10), shapely.box(5, 5, 15, 15)]
    hours = hours_at(town, [9.0, 6.0], [(7, 7, 5), (7, 7, 8), (7, 7, 9), (11, 11, 6)], great_cold)
    assert np.isnan(hours[:2]).all()
    assert hours[2] == 8.0  # on the higher roof, as high as it
    assert 0 < hours[3] < 8  # on the lower roof, beside the higher block


def test_a_courtyard_is_outside_and_its_own_walls_shade_it(great_cold: SunPath) -> None:
    ring = shapely.box(0, 0, 30, 30).difference(shapely.box(10, 10, 20, 20))
    middle, roof = hours_at([ring], [12.0], [(15, 15, 0), (5, 15, 12)], great_cold)
    expected = hours_at(
        [
            shapely.box(*b)
            for b in [(0, 0, 30, 10), (0, 20, 30, 30), (0, 10, 10, 20), (20, 10, 30, 20)]
        ],
        [12.0] * 4,
        [(15, 15, 0)],
        great_cold,
    )
    assert middle == expected[0] == 0.0
    assert roof == 8.0


def test_mirroring_the_town_from_east_to_west_mirrors_the_day(great_cold: SunPath) -> None:
    rng = np.random.default_rng(5)
    corner = rng.uniform(-60, 60, (8, 2))
    shapes = [
        shapely.box(x, y, x + w, y + d)
        for (x, y), w, d in zip(corner, rng.uniform(4, 20, 8), rng.uniform(4, 20, 8), strict=True)
    ]
    tops = rng.uniform(3, 30, 8).tolist()
    places = [(x, y, 1.5) for x, y in rng.uniform(-60, 60, (50, 2))]
    mirrored = [affinity.scale(shape, -1, 1, origin=(0, 0)) for shape in shapes]
    here = hours_at(shapes, tops, places, great_cold)
    there = hours_at(mirrored, tops, [(-x, y, z) for x, y, z in places], great_cold)
    assert np.allclose(here, there, equal_nan=True)


@given(angle=st.integers(1, 359))
@settings(max_examples=20, deadline=None)
def test_turning_the_town_turns_the_answers_on_the_pole(angle: int) -> None:
    # where the sun goes round at one height all day, no direction is special
    pole = sun_path(90.0, 20.0, band_hours=(0, 24), step_min=1)
    shape, place = shapely.box(10, -6, 18, 6), (0.0, 0.0)
    turned = affinity.rotate(shape, angle, origin=place)
    here = hours_at([shape], [9.0], [(*place, 1.0)], pole)[0]
    there = hours_at([turned], [9.0], [(*place, 1.0)], pole)[0]
    assert there == pytest.approx(here, abs=1.01 / 60)
    assert here < 24


def test_stretches_are_counted_as_asked() -> None:
    # thin towers cut a day of 8 slots of an hour into stretches of 2, 1 and 3 hours
    hourly = sun_path(SUZHOU_DEG, -20.15, step_min=60)
    towers = []
    for slot in (2, 4):
        x, y = 40 * hourly.east[slot], 40 * hourly.north[slot]
        towers.append(shapely.box(x - 1, y - 1, x + 1, y + 1))
    town = ([*towers], [200.0, 200.0], [(0, 0, 0)], hourly)
    assert hours_at(*town) == [6.0]
    assert hours_at(*town, counting=Counting(longest=1)) == [3.0]
    assert hours_at(*town, counting=Counting(longest=2)) == [5.0]
    assert hours_at(*town, counting=Counting(least_min=90)) == [5.0]
    assert hours_at(*town, counting=Counting(least_min=120)) == [5.0]
    assert hours_at(*town, counting=Counting(longest=1, least_min=200)) == [0.0]


def test_a_grazing_sun_can_be_left_out_of_account() -> None:
    whole, cut = (sun_path(SUZHOU_DEG, -20.15, least_incidence_deg=d) for d in (0, 30))
    house = blocks([shapely.box(0, 0, 10, 10)], 3.0)
    receptors = facade_receptors(house, spacing_m=10)
    east = int(np.flatnonzero(receptors.facing[:, 0] == 1)[0])
    assert sunlight_hours(scene_of(house), receptors, whole)[east] == 4.0
    expected = float((cut.east > 0.5).sum()) / 60
    assert 0 < expected < 4
    assert sunlight_hours(scene_of(house), receptors, cut)[east] == pytest.approx(expected)


def test_without_blocks_the_whole_band_is_sunny(great_cold: SunPath) -> None:
    assert hours_at([], [], [(0, 0, 0)], great_cold) == [8.0]


def test_in_the_polar_night_there_is_no_sun() -> None:
    night = sun_path(80.0, -20.0)
    assert night.slot_count == 0
    assert hours_at([shapely.box(5, 5, 9, 9)], [5.0], [(0, 0, 0), (7, 7, 1)], night) == [
        0,
        pytest.approx(np.nan, nan_ok=True),
    ]


@given(
    town=towns(),
    day=days(),
    rule=st.sampled_from([(0, 1), (1, 1), (2, 2), (0, 3)]),
    seed=st.integers(0, 99),
)
@settings(max_examples=60, deadline=None)
def test_random_towns_have_the_hours_of_the_plain_twin(
    town: Town, day: Day, rule: tuple[int, int], seed: int
) -> None:
    path, suns = day
    longest, least = rule
    assert path.slot_count == len(suns)
    rng = np.random.default_rng(seed)
    scene = scene_of(town.blocks)
    counting = Counting(longest=longest, least_min=least * STEP_MIN)
    for receptors in (
        facade_receptors(town.blocks, spacing_m=7),
        point_receptors(rng.uniform(-5, 75, (12, 2)), rng.uniform(0, 25, 12)),
    ):
        hours = sunlight_hours(scene, receptors, path, counting=counting)
        rows = rng.choice(receptors.count, min(receptors.count, 12), replace=False)
        for row, spot in zip(rows, spots_of(receptors, rows), strict=True):
            if plain.has_outside(spot, town.plain) == np.isnan(hours[row]):
                assert on_edge(spot, town.plain)
                continue
            slots = plain.counted(
                plain.lit_slots(spot, suns, town.plain), longest=longest, least=least
            )
            if not np.isnan(hours[row]) and hours[row] != pytest.approx(slots * STEP_MIN / 60):
                assert knife_edge(spot, suns, town.plain)


@given(
    angle=st.floats(0, 360),
    away_m=st.sampled_from([0.05, 1.0, 40.0, 3_000.0]),
    off_line_m=st.sampled_from([0.0, 1e-12, -1e-12, 1e-9, -1e-8]),
    from_m=st.sampled_from([0.0, 4e6]),
)
@settings(max_examples=60, deadline=None)
def test_a_place_in_line_with_a_wall_is_shaded_by_what_stands_behind_it_only(
    angle: float, away_m: float, off_line_m: float, from_m: float
) -> None:
    path = sun_path(SUZHOU_DEG, -20.15, step_min=STEP_MIN)
    suns = plain.suns(SUZHOU_DEG, -20.15, band=(8, 16), step_min=STEP_MIN)
    # an angle: the line of its inner wall passes before one of its outer ones
    shape = shapely.box(0, 0, 12, 9).difference(shapely.box(6, 3, 12, 9))
    local = affinity.rotate(shape, angle, origin=(0, 0))
    spot = affinity.rotate(shapely.Point(6 + off_line_m, -away_m), angle, origin=(0, 0))
    there = affinity.translate(local, from_m, from_m)
    (hours,) = hours_at([there], [30.0], [(spot.x + from_m, spot.y + from_m, 1.0)], path)
    town = [plain.Block(footprint=local, top_m=30.0)]
    at = plain.Spot(x=spot.x, y=spot.y, height_m=1.0)
    slots = sum(plain.lit_slots(at, suns, town))
    if hours != pytest.approx(slots * STEP_MIN / 60):
        assert knife_edge(at, suns, town)


@given(town=towns())
@settings(max_examples=10, deadline=None)
def test_threads_change_nothing(
    town: Town,
) -> None:
    path = sun_path(SUZHOU_DEG, -20.15, step_min=30)
    receptors = facade_receptors(town.blocks)
    one, three = (sunlight_hours(scene_of(town.blocks), receptors, path, threads=n) for n in (1, 3))
    assert np.array_equal(one, three, equal_nan=True)
