"""The sun map of a district, and the command that prints it."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import box
from tests.plan.sunny_town import DAY, STEP_MIN, district_of, suns
from tests.town.towns import Towns
from tests.town.toy import frame_of

from gengxin import workbench
from gengxin.plan.sunlight import sun_map
from gengxin.plan.windows import SunDay, declination_deg, true_north_deg
from gengxin.terms import DistrictMeta, InputError, PlainDistrict, checked
from gengxin.terms.sun import SUN_TABLES, SunMap

SLAB = box(-10, 30, 10, 42)


def map_of(district: object, *, asked_hours: float = 2.0) -> SunMap:
    return sun_map(
        district,  # type: ignore[arg-type]
        day=SunDay(day="great_cold"),
        asked_hours=asked_hours,
        step_min=STEP_MIN,
        made_on=DAY,
        software="test",
    )


def test_an_open_slab_has_all_day_to_the_south_none_to_the_north_half_to_east_and_west() -> None:
    made = map_of(district_of({"slab": (SLAB, 18.0)}))
    windows = made.tables["windows"]
    by_wall = windows.groupby("facing_deg")["sun_hours"].agg(["min", "max"])
    assert by_wall.loc[180.0].tolist() == [8.0, 8.0]
    assert by_wall.loc[0.0].tolist() == [0.0, 0.0]
    # true north lies 0.82° clockwise on this map, and at noon the sun moves 0.30° a minute: it goes
    # round the corner at 11:57:17, so one slot of two minutes changes walls
    assert by_wall.loc[90.0].tolist() == pytest.approx([4.0 - 1 / 30] * 2, abs=1e-4)
    assert by_wall.loc[270.0].tolist() == pytest.approx([4.0 + 1 / 30] * 2, abs=1e-4)
    # 20 m and 12 m of wall hold 4 and 2 columns, six storeys each
    assert len(windows) == 6 * 2 * (4 + 2)
    assert windows[windows["faces_sun"]]["facing_deg"].unique().tolist() == [180.0]


@pytest.mark.parametrize(
    ("longitude", "latitude", "crs", "meridian"),
    [(120.6, 31.3, 32651, 123.0), (-71.1, 42.4, 32619, -69.0), (151.2, -33.9, 32756, 153.0)],
)
def test_true_north_leans_from_the_grid_by_the_convergence_of_meridians(
    longitude: float, latitude: float, crs: int, meridian: float
) -> None:
    spot = gpd.GeoDataFrame(geometry=gpd.points_from_xy([longitude], [latitude], crs=4326))
    away, up = np.radians(longitude - meridian), np.radians(latitude)
    expected = -np.degrees(np.arctan(np.tan(away) * np.sin(up)))
    assert true_north_deg(spot.to_crs(crs)) == pytest.approx(expected, abs=0.01)


def test_an_endless_wall_leaves_the_slots_in_which_the_sun_clears_it() -> None:
    wall = box(-400, 0, 400, 10)
    made = map_of(district_of({"slab": (SLAB, 18.0), "wall": (wall, 21.0)}), asked_hours=4.0)
    windows = made.tables["windows"]
    south = windows[(windows["building"] == "slab") & windows["faces_sun"]]
    away_m = 20.0 - 0.05
    for height_m, own in south.groupby("height_m"):
        clear = sum(height_m + away_m * -sun.slope / sun.north > 21.0 for sun in suns())
        assert own["sun_hours"].to_numpy() == pytest.approx(clear * STEP_MIN / 60, abs=1e-3)
    slab = made.tables["buildings"].loc["slab"]
    assert slab["windows_count"] == 24
    assert slab["least_hours"] == south["sun_hours"].min()
    assert slab["under_count"] == (south["sun_hours"] < 4.0 - 1e-9).sum()
    district = made.tables["areas"].iloc[0]
    assert (district["level"], district["area"]) == ("district", "")
    assert district["windows_count"] == windows["faces_sun"].sum()


def test_party_walls_have_no_windows() -> None:
    pair = district_of({"one": (box(0, 0, 10, 10), 12.0), "other": (box(10, 0, 20, 10), 12.0)})
    windows = map_of(pair).tables["windows"]
    assert sorted(windows[windows["building"] == "one"]["facing_deg"].unique()) == [0, 180, 270]


def test_what_is_missing_is_said_and_other_uses_only_cast_shadows() -> None:
    buildings = frame_of(
        "buildings",
        [
            {"ref": "unknown", "geometry": SLAB, "height_m": 18.0},
            {"ref": "flat", "geometry": box(50, 0, 60, 10), "height_m": None},
            {"ref": "storeys", "geometry": box(80, 0, 90, 10), "storeys": 2.0},
            {"ref": "office", "geometry": box(0, 0, 9, 9), "height_m": 9.0, "use_class": "office"},
            {"ref": "point", "geometry": shapely.Point(99, 9), "height_m": 9.0},
        ],
    )
    meta = DistrictMeta(name_en="Bare", name_zh="空", crs="EPSG:32651", data_day=date(2026, 1, 1))
    made = map_of(checked(PlainDistrict(meta=meta, tables={"buildings": buildings})))
    assert made.tables["buildings"].index.tolist() == ["unknown", "storeys"]
    told = {(note.action, note.count) for note in made.notes}
    assert ("missing", 1) in told  # without a footprint, and without a height
    assert [note.count for note in made.notes] == [1, 1, 1, 2]
    assert made.tables["buildings"]["height_m"].tolist() == [18.0, 6.6]


def test_a_district_without_heights_is_refused_in_words() -> None:
    town = district_of({"slab": (SLAB, 18.0)})
    flat = town.places("buildings").drop(columns=["height_m", "height_m_basis"])
    flat = flat.drop(columns=["storeys", "storeys_basis"]).reset_index()
    with pytest.raises(InputError, match="1 with a footprint and 0 with a height or storeys"):
        map_of(checked(PlainDistrict(meta=town.meta, tables={"buildings": flat})))


@pytest.mark.parametrize("day", ["great-cold", "great_cold", "winter-solstice", "2026-01-20"])
def test_a_day_is_a_solar_term_or_a_day_of_the_calendar(day: str) -> None:
    expected = -23.44 if "solstice" in day else -20.15
    assert declination_deg(day) == pytest.approx(expected, abs=0.1)


def test_a_day_that_is_none_is_refused_with_what_may_be_said() -> None:
    with pytest.raises(InputError, match="say great-cold, winter-solstice or a day such as"):
        declination_deg("great-heat")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> Path:
    return towns.sampled(tmp_path_factory.mktemp("sun") / "town")


def test_the_command_prints_one_document_and_keeps_the_run(sample: Path) -> None:
    words = [sys.executable, "-m", "gengxin.cli", "sun", str(sample), "--step-min", "8", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["day"] == "great_cold"
    assert told["district"]["windows_count"] > 0
    assert 0.0 <= told["district"]["under_share"] <= 1.0
    assert {one["level"] for one in told["areas"]} >= {"functional_zone", "sub_district"}
    layer = gpd.read_file(told["layer"])
    assert len(layer) == told["buildings"]
    assert {"ref", "least_hours", "median_hours", "under_share"} <= set(layer.columns)
    for name, table in SUN_TABLES.items():
        kept = Path(told["run"]) / f"{name}.parquet"
        columns = [column.name for column in table.columns]
        read = gpd.read_parquet(kept) if table.shape else pd.read_parquet(kept)
        assert [one for one in read.columns if one != "geometry"] == columns


def test_the_command_refuses_hours_that_are_none(sample: Path) -> None:
    with pytest.raises(InputError, match="must grow within 0 and 24"):
        workbench.sun_folder(sample, band_hours=(16.0, 8.0))
    with pytest.raises(InputError, match="must be above 0"):
        workbench.sun_folder(sample, asked_hours=0.0)


def test_suzhou_has_a_sun_map_though_it_has_neither_sites_nor_uses(shared_data: Path) -> None:
    rows = gpd.read_file(shared_data / "suzhou-buildings" / "bd_demo_2.json").to_crs("EPSG:32651")
    rows["geometry"] = rows.geometry.make_valid()
    rows = rows[rows.geom_type == "Polygon"].head(600)
    buildings = gpd.GeoDataFrame(
        {
            "ref": [f"b{number}" for number in range(len(rows))],
            "height_m": rows["height"].astype("float64").to_numpy(),
            "height_m_basis": "given",
        },
        geometry=rows.geometry.to_numpy(),
        crs="EPSG:32651",
    )
    meta = DistrictMeta(
        name_en="Suzhou", name_zh="苏州", crs="EPSG:32651", data_day=date(2026, 1, 1)
    )
    made = map_of(checked(PlainDistrict(meta=meta, tables={"buildings": buildings})))
    assert [note.en for note in made.notes] == ["buildings of unknown use: counted as homes"]
    assert len(made.tables["areas"]) == 1
    hours = made.tables["windows"]["sun_hours"].to_numpy()
    assert np.isfinite(hours).all()
    assert hours.max() == 8.0
