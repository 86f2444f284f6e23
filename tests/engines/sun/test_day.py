"""Where the sun stands: against the Almanac, against pvlib, and in closed form."""

import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from math import radians, tan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.plain import sun as plain

from gengxin.engines.sun import (
    GREAT_COLD_DEG,
    WINTER_SOLSTICE_DEG,
    declination_at_term_deg,
    solar_declination_deg,
    sun_path,
)

ASK_PVLIB = """
import sys, pandas as pd, pvlib
asked = pd.read_parquet(sys.argv[1])
times = pd.DatetimeIndex(asked.time)
sun = pvlib.solarposition.spa_python(times, asked.latitude[0], asked.longitude[0])
asked["azimuth_deg"] = sun.azimuth.to_numpy()
asked["altitude_deg"] = sun.elevation.to_numpy()
asked["minutes"] = sun.equation_of_time.to_numpy()
asked.to_parquet(sys.argv[2])
"""


def test_the_declination_is_that_of_the_almanac_all_year_round() -> None:
    for day in range(0, 40 * 365, 37):
        when = date(1990, 1, 1) + timedelta(days=day)
        assert solar_declination_deg(when) == pytest.approx(plain.declination_deg(when), abs=0.02)


def test_terms_fall_on_their_days() -> None:
    solstice, great_cold = date(2025, 12, 21), date(2025, 1, 20)
    assert declination_at_term_deg(WINTER_SOLSTICE_DEG) == pytest.approx(
        solar_declination_deg(solstice), abs=0.01
    )
    assert declination_at_term_deg(GREAT_COLD_DEG) == pytest.approx(
        solar_declination_deg(great_cold), abs=0.15
    )
    assert declination_at_term_deg(WINTER_SOLSTICE_DEG) == pytest.approx(-23.436)


def test_noon_on_great_cold_day_casts_a_shadow_of_1_2505() -> None:
    path = sun_path(31.2, -20.15, band_hours=(11.5, 12.5), step_min=60)
    assert path.hour.tolist() == [12.0]
    assert path.slope[0] == pytest.approx(tan(radians(90 - 31.2 - 20.15)))
    assert 1 / path.slope[0] == pytest.approx(1.2505, abs=1e-4)
    # a hundredth of a degree of declination moves it by 0.0004
    by_term = sun_path(
        31.2, declination_at_term_deg(GREAT_COLD_DEG), band_hours=(11.5, 12.5), step_min=60
    )
    assert 1 / by_term.slope[0] == pytest.approx(1.2505, abs=3e-4)
    assert (path.east[0], path.north[0]) == (pytest.approx(0, abs=1e-12), -1.0)


def test_slots_are_mirrored_about_noon() -> None:
    path = sun_path(31.2, -20.15)
    assert path.slot_count == 480
    assert np.allclose(path.hour + path.hour[::-1], 24)
    assert np.allclose(path.slope, path.slope[::-1])
    assert np.allclose(path.east, -path.east[::-1])


def test_days_are_the_plain_twins_anywhere() -> None:
    for latitude_deg in (-90, -40, 0, 1.3, 31.2, 66.0, 90):
        for declination_deg in (-23.44, -5.0, 0.0, 23.44):
            path = sun_path(latitude_deg, declination_deg, band_hours=(4, 20), step_min=10)
            suns = plain.suns(latitude_deg, declination_deg, band=(4, 20), step_min=10)
            assert path.hour.tolist() == pytest.approx([sun.hour for sun in suns])
            for name in ("east", "north", "slope"):
                assert getattr(path, name) == pytest.approx([getattr(sun, name) for sun in suns])


def test_a_low_sun_can_be_left_out() -> None:
    path = sun_path(31.2, -20.15, least_altitude_deg=20)
    assert path.slope.min() > np.tan(np.radians(20))
    assert path.slot_count < 480


def test_the_hour_of_a_slot_by_direction() -> None:
    path = sun_path(31.2, -20.15, step_min=60)
    assert path.hour_of(np.array([0, 7, -1])).tolist() == pytest.approx(
        [8.5, 15.5, np.nan], nan_ok=True
    )


@pytest.mark.parametrize(
    ("latitude_deg", "declination_deg", "band_hours", "step_min", "said"),
    [
        (91, 0, (8, 16), 1, "latitude_deg is 91"),
        (31, 40, (8, 16), 1, "declination_deg is 40"),
        (31, 0, (16, 8), 1, "band_hours are 16 to 8"),
        (31, 0, (8, 16), 7, "step_min is 7"),
        (31, 0, (8, 16), 0, "step_min is 0"),
        (float("nan"), 0, (8, 16), 1, "latitude_deg is nan"),
    ],
)
def test_impossible_days_are_refused(
    latitude_deg: float,
    declination_deg: float,
    band_hours: tuple[float, float],
    step_min: float,
    said: str,
) -> None:
    with pytest.raises(ValueError, match=said):
        sun_path(latitude_deg, declination_deg, band_hours=band_hours, step_min=step_min)


def test_the_sun_stands_where_nrel_says_in_its_worked_example() -> None:
    # Reda and Andreas (2004), NREL/TP-560-34302, table A5.1: Golden, Colorado, 2003-10-17 12:30:30,
    # 7 hours behind UTC; equation of time 14.641503 min, zenith 50.11162, azimuth 194.34024 degrees
    longitude_deg = -105.1786
    hour = 12 + 30.5 / 60 + (longitude_deg + 105) / 15 + 14.641503 / 60
    declination_deg = solar_declination_deg(date(2003, 10, 17), longitude_deg=longitude_deg)
    assert declination_deg == pytest.approx(-9.31434, abs=0.02)
    tiny = 1 / 3600
    path = sun_path(
        39.742476, declination_deg, band_hours=(hour - tiny, hour + tiny), step_min=120 * tiny
    )
    azimuth_deg = np.degrees(np.arctan2(path.east[0], path.north[0])) % 360
    assert azimuth_deg == pytest.approx(194.34024, abs=0.03)
    assert 90 - np.degrees(np.arctan(path.slope[0])) == pytest.approx(50.11162, abs=0.03)


@pytest.mark.peer
@pytest.mark.long
def test_pvlib_finds_the_sun_in_the_same_place(peer: Callable[[str], Path], tmp_path: Path) -> None:
    latitude_deg, longitude_deg = 31.3, 120.6
    asked = pd.DataFrame(
        {"time": pd.date_range("2025-01-20 00:00", "2025-01-20 08:00", freq="20min", tz="UTC")}
    )
    asked["latitude"], asked["longitude"] = latitude_deg, longitude_deg
    asked.to_parquet(tmp_path / "asked.parquet")
    python = peer("pvlib")
    files = [tmp_path / "asked.parquet", tmp_path / "answer.parquet"]
    subprocess.run([python, "-W", "ignore", "-c", ASK_PVLIB, *files], check=True)
    answer = pd.read_parquet(files[1])

    declination_deg = solar_declination_deg(date(2025, 1, 20), longitude_deg=longitude_deg)
    for row in answer.itertuples():
        clock = row.time.hour + row.time.minute / 60
        hour = clock + longitude_deg / 15 + row.minutes / 60
        tiny = 1 / 3600
        path = sun_path(
            latitude_deg,
            declination_deg,
            band_hours=(hour - tiny, hour + tiny),
            step_min=120 * tiny,
        )
        azimuth_deg = np.degrees(np.arctan2(path.east[0], path.north[0])) % 360
        altitude_deg = np.degrees(np.arctan(path.slope[0]))
        # the declination stands still over our day: it moves by 0.07 degrees over these hours
        assert azimuth_deg == pytest.approx(row.azimuth_deg, abs=0.1)
        assert altitude_deg == pytest.approx(row.altitude_deg, abs=0.1)
