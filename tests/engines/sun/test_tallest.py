"""The tallest legal block: closed forms, and halving with the plain twin."""

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.sun.towns import STEP_MIN, Town, footprints, spots_of, towns
from tests.plain import sun as plain

from gengxin.engines.sun import (
    Counting,
    Receptors,
    Requirement,
    Scene,
    Sites,
    SunPath,
    Tallest,
    blocks,
    facade_receptors,
    point_receptors,
    scene_of,
    sun_path,
    sunlight_hours,
    tallest,
)

LATITUDE_DEG, DECLINATION_DEG = 31.2, -20.15
PATH = sun_path(LATITUDE_DEG, DECLINATION_DEG, step_min=STEP_MIN)
SUNS = plain.suns(LATITUDE_DEG, DECLINATION_DEG, band=(8, 16), step_min=STEP_MIN)
EMPTY = scene_of(blocks([], []))
CAP_M = 100.0


def on(
    site: shapely.Polygon,
    scene: Scene,
    receptors: Receptors,
    requirement: Requirement,
    *,
    of_block: Sequence[int] = (),
    path: SunPath = PATH,
) -> Tallest:
    sites = Sites(envelope=blocks([site], CAP_M), of_block=np.array(of_block, np.int32))
    return tallest(scene, receptors, path, sites=sites, requirement=requirement)


def test_a_window_that_asks_for_all_its_sun_allows_the_noon_ceiling() -> None:
    # an endless bar 20 m to the south: the ceiling is lowest where the sun climbs least northwards
    path = sun_path(LATITUDE_DEG, DECLINATION_DEG)
    bar = shapely.box(-5000, -30, 5000, -20)
    found = on(
        bar,
        EMPTY,
        point_receptors([(0, 0)], 1.5),
        Requirement(hours=8, baseline="absolute"),
        path=path,
    )
    climb = path.slope / -path.north * 20
    assert found.top_m[0] == pytest.approx(1.5 + climb.min())
    assert found.receptor.tolist() == [0]
    assert found.hour[0] == pytest.approx(path.hour[np.argmin(climb)]) or found.hour[
        0
    ] == pytest.approx(24 - path.hour[np.argmin(climb)])


def test_two_hours_about_noon_allow_the_ceiling_an_hour_from_noon() -> None:
    path = sun_path(LATITUDE_DEG, DECLINATION_DEG)
    bar = shapely.box(-5000, -30, 5000, -20)
    found = on(
        bar,
        EMPTY,
        point_receptors([(0, 0)], 1.5),
        Requirement(hours=2, baseline="absolute"),
        path=path,
    )
    climb = np.sort(path.slope / -path.north * 20)
    assert found.top_m[0] == pytest.approx(1.5 + climb[-120])


def test_only_the_greatest_height_of_interest_binds_where_nobody_asks() -> None:
    site = shapely.box(-5, -30, 5, -20)
    for receptors, hours in (
        (point_receptors([(0, 0)], 1.5), 0.0),
        (point_receptors([(0, -90)], 1.5), 8.0),
    ):
        found = on(site, EMPTY, receptors, Requirement(hours=hours, baseline="absolute"))
        assert (found.top_m[0], found.receptor[0]) == (CAP_M, -1)
        assert np.isnan(found.hour[0])


def test_a_receptor_dark_already_forbids_all_or_nothing_by_the_baseline() -> None:
    # a wall close by takes all the sun, whatever the site does
    dark = scene_of(blocks([shapely.box(-500, -4, 500, -3)], 60.0))
    site, receptors = shapely.box(-5, -30, 5, -20), point_receptors([(0, 0)], 1.5)
    absolute = on(site, dark, receptors, Requirement(hours=2, baseline="absolute"), of_block=[-1])
    assert (absolute.top_m[0], absolute.receptor[0]) == (0.0, 0)
    assert np.isnan(absolute.hour[0])
    for baseline in ("today", "cleared"):
        found = on(site, dark, receptors, Requirement(hours=2, baseline=baseline), of_block=[-1])
        assert found.top_m[0] == CAP_M


def test_what_stands_on_the_site_counts_for_today_and_not_for_cleared() -> None:
    bar = shapely.box(-500, -30, 500, -20)
    today = scene_of(blocks([bar], 40.0))  # leaves no sun at all
    receptors = point_receptors([(0, 0)], 1.5)
    assert (
        on(bar, today, receptors, Requirement(hours=2, baseline="today"), of_block=[0]).top_m[0]
        == CAP_M
    )
    cleared = on(bar, today, receptors, Requirement(hours=2, baseline="cleared"), of_block=[0])
    anew = on(bar, EMPTY, receptors, Requirement(hours=2, baseline="absolute"))
    assert cleared.top_m[0] == anew.top_m[0] < 30


def test_a_share_asks_less_than_all() -> None:
    site, receptors = shapely.box(-5, -30, 5, -20), point_receptors([(0, 0)], 1.5)
    tops = [
        on(
            site, EMPTY, receptors, Requirement(hours=float("inf"), baseline="today", share=share)
        ).top_m[0]
        for share in (1.0, 0.9, 0.6)
    ]
    assert tops[0] < tops[1] <= tops[2]


def test_own_receptors_and_party_walls_ask_nothing() -> None:
    town = blocks([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)], 6.0)
    receptors = facade_receptors(town)
    found = on(
        shapely.box(0, 0, 10, 10),
        scene_of(town),
        receptors,
        Requirement(hours=8, baseline="today"),
        of_block=[0, -1],
    )
    binding = receptors.column[found.receptor[0]]
    assert receptors.block[binding] == 1
    assert receptors.facing[binding, 0] != -1


@given(
    town=towns(most=5),
    site=footprints(),
    baseline=st.sampled_from(["today", "cleared"]),
    share=st.sampled_from([1.0, 0.8]),
    gone=st.sampled_from([[], [0]]),
)
@settings(max_examples=25, deadline=None)
def test_random_sites_have_the_top_that_halving_finds(
    town: Town, site: shapely.Polygon, baseline: str, share: float, gone: list[int]
) -> None:
    of_block = [0 if b in gone else -1 for b in range(town.blocks.count)]
    scene = scene_of(town.blocks)
    receptors = facade_receptors(town.blocks, spacing_m=15, storey_m=9)
    hours = sunlight_hours(scene, receptors, PATH)
    requirement = Requirement(hours=2, baseline=baseline, share=share)
    found = on(site, scene, receptors, requirement, of_block=of_block)

    asks = ~np.isnan(hours) & ~np.isin(receptors.block[receptors.column], gone)
    spots = spots_of(receptors, np.flatnonzero(asks))
    around = [block for number, block in enumerate(town.plain) if number not in gone]
    before = town.plain if baseline == "today" else around
    need = plain.needs(spots, SUNS, before, asked=6, share=share)
    top_m = found.top_m[0]
    block = plain.Block(footprint=site, top_m=top_m - 1e-3)
    assert plain.is_legal(spots, need, SUNS, [*around, block])
    if found.receptor[0] >= 0:
        higher = plain.Block(footprint=site, top_m=top_m + 0.05)
        assert not plain.is_legal(spots, need, SUNS, [*around, higher])
        row = int(found.receptor[0])
        binding = spots_of(receptors, np.array([row]))
        its_need = plain.needs(binding, SUNS, before, asked=6, share=share)
        assert not plain.is_legal(binding, its_need, SUNS, [*around, higher])
        at = int(np.argmin(np.abs(PATH.hour - found.hour[0])))
        assert plain.is_lit(binding[0], SUNS[at], [*around, block])
        assert not plain.is_lit(binding[0], SUNS[at], [*around, higher])
    else:
        assert top_m == CAP_M


@given(
    town=towns(most=5),
    site=footprints(),
    longest=st.sampled_from([1, 2]),
    least=st.sampled_from([1, 2]),
)
@settings(max_examples=20, deadline=None)
def test_stretches_bind_too(town: Town, site: shapely.Polygon, longest: int, least: int) -> None:
    counting = Counting(longest=longest, least_min=least * STEP_MIN)
    scene, receptors = (
        scene_of(town.blocks),
        facade_receptors(town.blocks, spacing_m=15, storey_m=9),
    )
    requirement = Requirement(hours=1, baseline="today", counting=counting)
    found = on(site, scene, receptors, requirement, of_block=[-1] * town.blocks.count)
    hours = sunlight_hours(scene, receptors, PATH, counting=counting)
    asks = np.flatnonzero(~np.isnan(hours))
    spots = spots_of(receptors, asks)
    need = [min(3, round(hours[row] * 60 / STEP_MIN)) for row in asks]
    for change, legal in ((-1e-3, True), (0.05, found.receptor[0] < 0)):
        around = [*town.plain, plain.Block(footprint=site, top_m=found.top_m[0] + change)]
        left = [
            plain.counted(plain.lit_slots(s, SUNS, around), longest=longest, least=least)
            for s in spots
        ]
        assert all(n >= k for n, k in zip(left, need, strict=True)) == legal


@given(town=towns(most=6), seed=st.integers(0, 9))
@settings(max_examples=10, deadline=None)
def test_many_sites_at_once_are_as_one_at_a_time(town: Town, seed: int) -> None:
    scene, receptors = scene_of(town.blocks), facade_receptors(town.blocks)
    count = town.blocks.count
    requirement = Requirement(hours=2, baseline=("today", "cleared")[seed % 2])
    sites = Sites(envelope=blocks(town.footprints, 60.0), of_block=np.arange(count, dtype=np.int32))
    together = tallest(
        scene, receptors, PATH, sites=sites, requirement=requirement, threads=1 + seed % 3
    )
    for site in range(count):
        of_block = np.where(np.arange(count) == site, 0, -1).astype(np.int32)
        alone = Sites(envelope=blocks([town.footprints[site]], 60.0), of_block=of_block)
        found = tallest(scene, receptors, PATH, sites=alone, requirement=requirement)
        assert found.top_m[0] == together.top_m[site]
        assert found.receptor[0] == together.receptor[site]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"hours": -1.0, "baseline": "today"}, "hours is -1.0"),
        ({"hours": 2.0, "baseline": "never"}, "baseline is 'never'"),
        ({"hours": float("inf"), "baseline": "absolute"}, "hours is inf"),
        ({"hours": 2.0, "baseline": "today", "share": 0.0}, "share is 0.0"),
    ],
)
def test_impossible_requirements_are_refused(asked: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Requirement(**asked)


def test_sites_and_receptors_that_do_not_fit_are_refused() -> None:
    site = shapely.box(0, 0, 9, 9)
    with pytest.raises(ValueError, match="site 3"):
        Sites(envelope=blocks([site], 9.0), of_block=np.array([3], np.int32))
    town = blocks([site], 6.0)
    with pytest.raises(ValueError, match="there is a block 0"):
        on(site, scene_of(town), facade_receptors(town), Requirement(hours=2, baseline="today"))
    with pytest.raises(ValueError, match="hours has shape"):
        on(
            site,
            EMPTY,
            point_receptors([(0, 0)], 0.0),
            Requirement(hours=[1.0, 2.0], baseline="today"),
        )
