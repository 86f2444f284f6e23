"""Sun made again ray by ray, against the plain way; and windows and shadows laid out by hand."""

from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plain import sun as plain

from gengxin.terms import District, DistrictMeta
from gengxin.verify.found import Found
from gengxin.verify.rays import Window, blocks_of, is_sunny, light_at, windows_of
from gengxin.verify.recounted_sun import Sun, hold_to_rays
from gengxin.verify.sun_day import Day, SunDay, day_of, sun_of

STATED = (
    "great_cold, 8 to 16 h true solar time in steps of 30 min, counted by sum; flat ground; "
    "baseline today: a window keeps the hours asked or, where it has less today, what it has; "
    "windows of homes in walls within 45° of the equator, 5 m apart, 0.9 m above each floor"
)
TOLD = SunDay(day="great_cold", begin_hour=8, end_hour=16, step_min=30, apart_m=5.0, sill_m=0.9)
# on the central meridian of its zone the map's north is the true one
CRS, MIDDLE = "EPSG:32651", (500_000.0, 3_456_000.0)
META = DistrictMeta(name_en="t", name_zh="镇", crs=CRS, data_day=date(2026, 1, 1))
LATITUDE = 31.2375  # of the middle, read off a map to 0.001°


def test_the_words_of_a_run_are_read_and_others_are_not() -> None:
    assert day_of(STATED) == TOLD
    assert day_of("") is None
    assert day_of(STATED.replace("by sum", "by longest")) is None


def middle(**boxes: tuple[float, float, float, float]) -> dict[str, Any]:
    """Boxes around the middle, in metres from it."""
    x, y = MIDDLE
    return {
        name: shapely.box(x + west, y + south, x + east, y + north)
        for name, (west, south, east, north) in boxes.items()
    }


def places(shapes: dict[str, Any], **columns: Any) -> gpd.GeoDataFrame:
    index = pd.Index(list(shapes), name="ref", dtype="object")
    return gpd.GeoDataFrame(columns, index=index, geometry=list(shapes.values()), crs=CRS)


def days() -> tuple[Day, list[plain.Sun]]:
    day = sun_of(TOLD, places(middle(S=(-50, -50, 50, 50))))
    declination = -20.15  # of Great Cold, as almanacs print it
    return day, plain.suns(LATITUDE, declination, band=(8.0, 16.0), step_min=30)


def test_the_sun_is_where_the_plain_way_has_it() -> None:
    day, path = days()
    assert len(day.slope) == len(path) == 16
    assert day.east == pytest.approx([one.east for one in path], abs=1e-4)
    assert day.north == pytest.approx([one.north for one in path], abs=1e-4)
    assert day.slope == pytest.approx([one.slope for one in path], abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_what_is_lit_for_certain_is_lit_and_what_is_lit_may_be(seed: int) -> None:
    random = np.random.default_rng(seed)
    day, path = days()
    corner, size = random.uniform(-60, 60, (6, 2)), random.uniform(3, 30, (6, 2))
    shapes = [shapely.box(x, y, x + w, y + d) for (x, y), (w, d) in zip(corner, size, strict=True)]
    top_m = random.uniform(3, 40, 6)
    turn = random.uniform(0, 2 * np.pi)
    window = Window(0.0, 0.0, 0.9, float(np.sin(turn)), float(np.cos(turn)))
    blocks = blocks_of(np.array(shapes, object), top_m)
    rows = blocks.in_sight(window, day)
    (light,) = light_at(window, day, blocks, rows, [np.ones(len(rows), bool)])
    town = [
        plain.Block(footprint=shape, top_m=float(top))
        for shape, top in zip(shapes, top_m, strict=True)
    ]
    spot = plain.Spot(x=0.0, y=0.0, height_m=0.9, facing=(window.east, window.north))
    lit = np.array(plain.lit_slots(spot, path, town))
    if plain.has_outside(spot, town):
        assert not (light.surely & ~lit).any()
        assert not (lit & ~light.perhaps).any()
        assert (light.perhaps & ~light.surely).sum() <= 1
    else:
        assert not light.perhaps.any()


def test_windows_stand_in_the_middle_of_equal_parts_of_each_wall() -> None:
    every = list(windows_of(shapely.box(0, 0, 10, 1.2), (6.0, 2.0), TOLD))
    # the walls of 1.2 m are shorter than a quarter of 5 m
    assert [(column, floor) for column, floor, _ in every] == [
        (column, floor) for column in range(4) for floor in (1, 2)
    ]
    south = [one for _, floor, one in every if floor == 1 and one.north < -0.5]
    assert sorted((one.x, round(one.y, 9)) for one in south) == [(2.5, -0.05), (7.5, -0.05)]
    assert {one.height_m for _, _, one in every} == {0.9, 3.9}
    day, _ = days()
    assert is_sunny(south[0], day)


NORTH, SOUTH = (-20.0, 0.0, 20.0, 10.0), (-20.0, -30.0, 20.0, -20.0)


def town(*, sites: bool = True) -> District:
    """A house of two floors to the north; to its south, 20 m away, a hut on site A."""
    shapes = middle(H=NORTH, K=SOUTH)
    buildings = places(
        shapes,
        site=["B", "A" if sites else ""],
        height_m=[6.0, 3.0],
        storeys=[2.0, 1.0],
        use_class=["residential", "commercial"],
    )
    ground = middle(A=(-25, -35, 25, -15), B=(-25, -5, 25, 15))
    return District.of(
        META,
        {
            "buildings": buildings,
            "sites": places(ground, gross_floor_area_m2=[400.0, 800.0]),
        },
    )


def path() -> list[plain.Sun]:
    return plain.suns(LATITUDE, -20.15, band=(8.0, 16.0), step_min=30)


def plain_lit(top_m: float) -> np.ndarray:
    """The middle window but one of the house's south wall, with a block so high to its south."""
    x, y = MIDDLE
    shapes = middle(H=NORTH, K=SOUTH)
    blocks = [
        plain.Block(footprint=shapes["H"], top_m=6.0),
        plain.Block(footprint=shapes["K"], top_m=top_m),
    ]
    spot = plain.Spot(x=x + 2.5, y=y - 0.05, height_m=0.9, facing=(0.0, -1.0))
    return np.array(plain.lit_slots(spot, path(), blocks))


def bits(slots: np.ndarray) -> str:
    return np.packbits(slots, bitorder="little").tobytes().hex()


def window_ref() -> str:
    """The reference of that window: its column is counted round the house."""
    shape = middle(H=NORTH)["H"]
    for column, floor, one in windows_of(shape, (6.0, 2.0), TOLD):
        if floor == 1 and abs(one.x - MIDDLE[0] - 2.5) < 1e-6 and one.north < -0.5:
            return f"H#{column}-{floor}"
    raise AssertionError


def judged(
    *,
    taken: np.ndarray | None = None,
    need: int | None = None,
    listed: bool = True,
    top_m: float = 30.0,
    asked_hours: float = 2.0,
) -> tuple[Found, dict[str, int] | None]:
    """A block of 30 m takes the hut's place; what the tables say of it can be changed."""
    before, after, free = plain_lit(3.0), plain_lit(top_m), plain_lit(0.0)
    needs = min(round(asked_hours * 2), int(before.sum()))
    window = {
        "ref": window_ref(),
        "building": "H",
        "site": "B",
        "height_m": 0.9,
        "need_count": needs if need is None else need,
        "lit": bits(free),
    }
    shade = {
        "option": "A/redevelop",
        "receptor": window_ref(),
        "slots": bits(free & ~after if taken is None else taken),
    }
    receptors = pd.DataFrame([window] if listed else [], columns=list(window))
    masses = places(
        middle(one=SOUTH, two=SOUTH),
        option=["A/redevelop"] * 2,
        work=["built", "demolished"],
        building=["", "K"],
        top_m=[top_m, 3.0],
    )
    sun = Sun(
        receptors=receptors,
        shadows=pd.DataFrame([shade]),
        masses=masses,
        asked_hours=asked_hours,
        stated=STATED,
    )
    chosen = pd.DataFrame(
        {
            "ref": ["A/redevelop", "B/keep"],
            "site": ["A", "B"],
            "drawn_as": ["A/redevelop", ""],
            "shadow_as": ["A/redevelop", "B/keep"],
            "floor_demolished_m2_x100": [40_000, 0],
        }
    )
    found = Found()
    random = np.random.default_rng(3)
    counts = hold_to_rays(chosen, town(), sun, found, sunlight_on=True, random=random)
    return found, counts


def test_shadows_as_the_plain_way_has_them_hold() -> None:
    found, counts = judged(top_m=12.0)
    assert found.told == []
    assert counts == {"windows_at_risk": 1, "windows_drawn": 1, "windows_in_doubt": 0}


def test_a_shadow_that_is_left_out_is_named_with_its_slots() -> None:
    found, _ = judged(taken=np.zeros(16, bool))
    lost = int((plain_lit(0.0) & ~plain_lit(30.0)).sum())
    assert lost >= 4
    assert ("sun_slots", window_ref(), lost) in {
        (one.kind, one.where, one.amount) for one in found.told
    }


def test_a_window_that_may_lose_more_than_it_may_is_named() -> None:
    found, _ = judged(need=1)
    assert ("sun_need", window_ref(), 3) in {
        (one.kind, one.where, one.amount) for one in found.told
    }


def test_a_window_that_no_table_names_and_that_loses_its_sun_is_named() -> None:
    found, counts = judged(listed=False, top_m=200.0, asked_hours=8.0)
    assert counts == {"windows_at_risk": 0, "windows_drawn": 1, "windows_in_doubt": 0}
    assert [one.kind for one in found.told] == ["sun_left_out"]
    assert found.told[0].where.startswith("H#")
    found, _ = judged(listed=False, top_m=3.0, asked_hours=8.0)
    assert found.told == []
