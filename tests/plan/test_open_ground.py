"""Sun on open ground: parks, the courts of homes, what buildings enclose, point by point."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import box
from tests.plan.sunny_town import STEP_MIN, suns
from tests.plan.test_sun_map import map_of
from tests.town.toy import CRS, ORIGIN_M, frame_of, place

from gengxin.engines import sun
from gengxin.plan.open_ground import SkyToday, ground_sun, grounds_of
from gengxin.plan.windows import SunDay
from gengxin.terms import DistrictMeta, Note, PlainDistrict, checked
from gengxin.terms.sun import SUN_TABLES

WALL = box(-400, 0, 400, 10)
HEIGHT_M = 21.0


Found = tuple[dict[str, pd.DataFrame], tuple[Note, ...]]


def found(
    places: dict[str, tuple[str, object]], footprints: list[object], *, asked: float = 2.0
) -> Found:
    """The tables of some grounds (kind, shape) among buildings 21 m high."""
    grounds = gpd.GeoDataFrame(
        {"kind": [kind for kind, _ in places.values()]},
        geometry=[place(shape) for _, shape in places.values()],
        index=pd.Index(list(places), name="ref", dtype="str"),
        crs=CRS,
    )
    day = SunDay(day="great_cold")
    scene = sun.scene_of(sun.blocks(np.array([place(one) for one in footprints], object), HEIGHT_M))
    sky = SkyToday(scene, day.path(grounds, step_min=STEP_MIN), day.counting)
    return ground_sun(grounds, sky, asked_hours=asked)


def test_a_strip_behind_an_endless_wall_has_the_slots_in_which_the_sun_clears_it() -> None:
    tables, notes = found({"strip": ("park", box(-20, 30, 20, 50))}, [WALL], asked=6.0)
    points = tables["ground_points"]
    for away_m, own in points.groupby((points["y_m"] - ORIGIN_M[1]).round(2) - 10.0):
        clear = sum(away_m * -one.slope / one.north > HEIGHT_M for one in suns())
        # a sun that grazes the wall may count on either side
        slot_hours = STEP_MIN / 60 + 1e-3
        assert own["sun_hours"].to_numpy() == pytest.approx(clear * STEP_MIN / 60, abs=slot_hours)
    strip = tables["grounds"].loc["strip"]
    assert strip["area_m2"] == pytest.approx(800.0)
    assert strip["under_count"] == (points["sun_hours"] < 6.0 - 1e-9).sum()
    assert not notes


def test_ground_under_a_building_is_not_open_and_a_place_without_other_is_named() -> None:
    places = {
        "half": ("garden", box(0, -20, 40, 10)),
        "under": ("playground", shapely.Point(5, 5)),
        "open": ("playground", shapely.Point(0, -90)),
    }
    tables, notes = found(places, [WALL])
    assert tables["grounds"].index.tolist() == ["half", "open"]
    # two thirds of the garden lie before the wall, where nothing takes the sun
    assert tables["grounds"].loc["half", "area_m2"] == pytest.approx(800.0, rel=0.1)
    assert set(tables["ground_points"]["sun_hours"]) == {8.0}
    assert [(note.action, note.count) for note in notes] == [("left_out", 1)]
    sums = tables["ground_sums"].set_index("kind")
    assert sums.loc["garden", "under_share"] == 0.0
    # a point has no extent, so that nobody knows a share of it
    assert np.isnan(sums.loc["playground", ["area_m2", "under_share"]].astype(float)).all()
    assert sums.loc["playground", "places_count"] == 1


def test_shares_by_kind_are_of_ground_not_of_places() -> None:
    dark, bright = box(60, 12, 70, 22), box(0, -60, 30, -30)
    tables, _ = found({"dark": ("park", dark), "bright": ("park", bright)}, [WALL])
    park = tables["ground_sums"].set_index("kind").loc["park"]
    assert (park["places_count"], park["places_under_count"]) == (2, 1)
    area = tables["grounds"]["area_m2"]
    assert park["under_share"] == pytest.approx(area["dark"] / area.sum())


def test_homes_have_their_court_and_a_park_mapped_twice_counts_once() -> None:
    ring = shapely.Polygon(
        box(200, 0, 240, 40).exterior.coords, [box(210, 10, 230, 30).exterior.coords]
    )
    buildings = [
        {"ref": "home", "geometry": box(0, 0, 20, 10), "height_m": 9.0, "site": "s"},
        {"ref": "mill", "geometry": ring, "height_m": 9.0, "use_class": "industrial"},
    ]
    pitch = box(0, 100, 30, 130)
    tables = {
        "sites": frame_of(
            "sites",
            [
                {
                    "ref": "s",
                    "geometry": box(0, 0, 40, 40),
                    "use_class": "residential",
                    "renewable": True,
                    "area_m2": 1600.0,
                }
            ],
        ),
        "buildings": frame_of("buildings", buildings),
        "green": frame_of(
            "green", [{"ref": "g", "geometry": pitch, "kind": "sports_ground", "area_m2": 900.0}]
        ),
        "facilities": frame_of(
            "facilities",
            [
                {"ref": "same", "geometry": pitch, "kind": "pitch"},
                {"ref": "other", "geometry": pitch.centroid, "kind": "playground"},
                {"ref": "shop", "geometry": pitch.centroid, "kind": "bank"},
            ],
        ),
    }
    meta = DistrictMeta(name_en="Yard", name_zh="院", crs=CRS, data_day=date(2026, 1, 1))
    town = checked(PlainDistrict(meta=meta, tables=tables))
    grounds = grounds_of(town, town.places("buildings"))
    kinds = dict(zip(grounds.index, grounds["kind"], strict=True))
    assert kinds == {
        "green/g": "sports_ground",
        "facilities/other": "playground",
        "sites/s": "court",
        "courtyard/1": "courtyard",
    }
    assert grounds.geometry["courtyard/1"].area == pytest.approx(400.0)
    made = map_of(town)
    assert made.tables["grounds"].loc["sites/s", "area_m2"] == pytest.approx(1400.0, rel=0.1)
    for name in ("grounds", "ground_points", "ground_sums"):
        columns = [one.name for one in SUN_TABLES[name].columns]
        told = made.tables[name].reset_index() if name == "grounds" else made.tables[name]
        assert [one for one in told.columns if one != "geometry"] == columns


def test_a_thread_of_ground_across_the_map_is_laid_with_points_that_memory_holds() -> None:
    thread = shapely.LineString([(0, -100), (100_000, -100_100)]).buffer(0.001)
    tables, _ = found({"thread": ("park", thread)}, [WALL])
    # a box of 100 km each way, of which a million points are looked at
    assert tables["grounds"].loc["thread", "spacing_m"] == pytest.approx(100.0, rel=0.01)
    assert len(tables["ground_points"]) <= 2_000
