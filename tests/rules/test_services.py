"""Who gives a service, how far it may be, and for how many people: by the law book."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point
from tests.town.toy import frame_of, toy_town

from gengxin.rules import reach_m, suppliers, target
from gengxin.sources.standards import read_standards
from gengxin.terms import District, ServiceStandard, StandardPack, checked

PACK = read_standards("cn-default")


def standard(code: str) -> ServiceStandard:
    return next(service for service in PACK.services if service.code == code)


def with_facilities(*rows: dict[str, object]) -> District:
    placed = [{"geometry": Point(0, 0), **row} for row in rows]
    return checked(toy_town(facilities=frame_of("facilities", placed)))


def test_the_strict_reading_is_the_shorter_one() -> None:
    station = standard("health.station")
    assert (reach_m(station, "strict"), reach_m(station, "lenient")) == (300.0, 500.0)


def test_only_the_kinds_of_the_service_give_it() -> None:
    town = checked(toy_town())
    assert list(suppliers(town, standard("edu.kg")).index) == ["kg"]
    assert list(suppliers(town, standard("tran.bus")).index) == ["bus"]
    assert len(suppliers(town, standard("elder.home"))) == 0


def test_a_facility_below_the_least_size_stays_and_says_so_and_one_of_unknown_size_counts() -> None:
    town = with_facilities(
        {"ref": "small", "kind": "health_station", "area_m2": 119.0},
        {"ref": "enough", "kind": "health_station", "area_m2": 120.0},
        {"ref": "unknown", "kind": "health_station", "area_m2": np.nan},
    )
    found = suppliers(town, standard("health.station"))
    assert found["is_large_enough"].to_dict() == {"small": False, "enough": True, "unknown": True}


def test_capacity_is_what_is_given_else_by_area_else_the_default() -> None:
    town = with_facilities(
        {"ref": "given", "kind": "nursing_home", "capacity_people": 90.0, "area_m2": 7_000.0},
        {"ref": "by area", "kind": "nursing_home", "capacity_people": np.nan, "area_m2": 7_000.0},
        {"ref": "default", "kind": "nursing_home", "capacity_people": np.nan, "area_m2": np.nan},
    )
    found = suppliers(town, standard("elder.home"))
    # 7,000 m² at 35 m² a bed are 200 beds; the standard's least home has 200 beds too
    assert found["capacity_people"].to_dict() == {"given": 90.0, "by area": 200.0, "default": 200.0}
    assert found["capacity_people_basis"].to_dict() == {
        "given": "given",
        "by area": "estimated: 35.0 m² a person, elder.home",
        "default": "estimated: 200.0 people each, elder.home",
    }


def test_capacity_that_nobody_knows_is_missing_and_never_without_end() -> None:
    found = suppliers(checked(toy_town()), standard("health.pharmacy"))
    assert found["capacity_people"].isna().all()
    assert found["capacity_people_basis"].isna().all()


def test_an_entrance_is_no_station_of_its_own() -> None:
    stops = frame_of(
        "stops",
        [
            {"ref": "m", "mode": "metro", "station": None, "geometry": Point(400, 0)},
            {"ref": "m1", "mode": "metro", "station": "m", "geometry": Point(380, 0)},
        ],
    )
    town = checked(toy_town(stops=stops))
    assert list(suppliers(town, standard("tran.metro")).index) == ["m"]


def test_a_target_for_one_indicator_goes_before_the_target_for_all_services() -> None:
    pack = replace(
        PACK,
        thresholds=(
            *PACK.thresholds,
            replace(PACK.thresholds[0], indicator="people_covered_share.edu.kg", value=0.8),
        ),
    )
    assert _value(pack, "people_covered_share.edu.kg") == 0.8
    assert _value(pack, "people_covered_share.edu.primary") == 1.0
    assert target(pack, "far") is None


def _value(pack: StandardPack, indicator: str) -> float:
    found = target(pack, indicator)
    assert found is not None
    return found.value


@pytest.mark.parametrize("name", ["cn-default", "generic-15min"])
def test_every_row_of_our_packs_states_its_source(name: str) -> None:
    pack = read_standards(name)
    sources = [row.source for row in (*pack.services, *pack.thresholds)]
    assert pd.Series(sources).str.len().min() > 10
