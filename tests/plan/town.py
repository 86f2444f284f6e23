"""A street of six plots worked by hand, and what options are made of there."""

from datetime import date
from functools import cache

import pandas as pd
from shapely.geometry import LineString, Point, box
from tests.town.toy import CRS, frame_of

from gengxin.diagnose import check_up
from gengxin.plan.options import Books, options
from gengxin.sources.factors import read_factors
from gengxin.sources.practices import read_practice
from gengxin.sources.rules import read_rules
from gengxin.sources.standards import read_standards
from gengxin.terms import CheckUp, District, DistrictMeta, OptionSet, PlainDistrict, checked

__all__ = ["DAY", "books", "found", "made", "street"]

DAY = date(2026, 1, 1)

# site: use, plan use, storeys of its buildings of 400 m², condition, consent, share that agreed
PLOTS = (
    ("flats", "residential", "residential", (4, 4), "poor", "not_asked", None),
    ("willing", "residential", "residential", (4, 4), "poor", "asked", 0.8),
    ("unwilling", "residential", "residential", (4, 4), "poor", "refused", None),
    ("listed", "residential", "residential", (3,), "poor", "not_asked", None),
    ("works", "industrial", "office", (2, 2, 2), "fair", None, None),
    ("empty", "vacant", "residential", (), None, None, None),
)


@cache
def street() -> District:
    """Six plots of 80 × 60 m in a row along a street of 480 m; a clinic in the first plot."""
    tables = {
        "sites": frame_of("sites", [_site(at, *plot) for at, plot in enumerate(PLOTS)]),
        "buildings": frame_of("buildings", _buildings()),
        "people": frame_of("people", _people()),
        "facilities": frame_of("facilities", _facilities()),
        "walk_edges": frame_of("walk_edges", _ways()),
        "heritage": frame_of("heritage", _heritage()),
    }
    meta = DistrictMeta(
        name_en="Street", name_zh="街", crs=CRS, data_day=date(2026, 1, 1), made_up=True
    )
    return checked(PlainDistrict(meta=meta, tables=tables))


@cache
def books() -> Books:
    """Law, prices and practice as shipped for China."""
    return Books(
        rules=read_rules("cn-default"),
        factors=read_factors("cny-2025-illustrative"),
        practice=read_practice("default"),
    )


def made(edits: pd.DataFrame | None = None) -> OptionSet:
    """The options of the street, with what a planner lays down."""
    return options(street(), found(), books(), day=DAY, software="test", edits=edits)


@cache
def found() -> CheckUp:
    """The check-up, made once."""
    standards = read_standards("cn-default")
    return check_up(street(), standards, variant="strict", day=DAY, software="test")


def _site(
    at: int,
    ref: str,
    use: str,
    plan_use: str,
    storeys: tuple[int, ...],
    condition: str | None,
    consent: str | None,
    agreed: float | None,
) -> dict[str, object]:
    """One plot; homes of 80 m², a tenth empty, half of them damp, all small; works 40 % empty."""
    floor = 400.0 * sum(storeys)
    homes = floor / 80.0 if use == "residential" else 0.0
    by_use = {"residential_floor_area_m2": floor} if use == "residential" else {}
    if use == "industrial":
        by_use = {"industrial_floor_area_m2": floor}
    return {
        "ref": ref,
        "name_en": ref,
        "renewable": True,
        "use_class": use,
        "plan_use": plan_use,
        "area_m2": 4800.0,
        "footprint_m2": 400.0 * len(storeys),
        "green_m2": 1920.0,
        "gross_floor_area_m2": floor,
        **by_use,
        "storeys": float(max(storeys, default=0)),
        "year_built": 1985.0,
        "structure": "brick_concrete" if storeys else None,
        "condition": condition,
        "vacancy_share": (0.4 if use == "industrial" else 0.1) if storeys else None,
        "plan_far": 2.0,
        "plan_height_m": 24.0,
        "plan_lot_coverage": 0.4,
        "plan_green_share": 0.3,
        "homes_count": homes,
        "homes_small_count": homes,
        "homes_medium_count": 0.0,
        "homes_large_count": 0.0,
        "homes_damp_count": homes / 2,
        "residents_people": homes * 2,
        "owner_share": 1.0 if homes else None,
        "consent_state": consent,
        "consent_share": agreed,
        "geometry": box(at * 80, 0, at * 80 + 80, 60),
    }


def _buildings() -> list[dict[str, object]]:
    return [
        {
            "ref": f"{ref}-{number}",
            "site": ref,
            "use_class": use,
            "footprint_m2": 400.0,
            "gross_floor_area_m2": 400.0 * storeys,
            "storeys": float(storeys),
            "height_m": 3.0 * storeys,
            "year_built": 1985.0 + number,
            "condition": condition,
            "heritage_class": "listed_building" if ref == "listed" else None,
            "geometry": box(at * 80 + 12, 8 + number * 16, at * 80 + 52, 18 + number * 16),
        }
        for at, (ref, use, _, each, condition, *_) in enumerate(PLOTS)
        for number, storeys in enumerate(each)
    ]


def _people() -> list[dict[str, object]]:
    return [
        {
            "ref": f"p-{ref}",
            "site": ref,
            "residents_people": 10.0 * sum(storeys),
            "geometry": Point(at * 80 + 40, 0),
        }
        for at, (ref, use, _, storeys, *_) in enumerate(PLOTS)
        if use == "residential"
    ]


def _facilities() -> list[dict[str, object]]:
    """A clinic in the first building of the flats, a shop nobody knows where on that plot."""
    return [
        {
            "ref": "clinic",
            "kind": "health_station",
            "site": "flats",
            "building": "flats-0",
            "area_m2": 60.0,
            "geometry": Point(30, 0),
        },
        {
            "ref": "shop",
            "kind": "convenience",
            "site": "flats",
            "area_m2": 60.0,
            "geometry": Point(50, 0),
        },
    ]


def _ways() -> list[dict[str, object]]:
    return [
        {
            "ref": f"w{at}",
            "start_node": at,
            "end_node": at + 1,
            "way_kind": "street",
            "is_proxy": False,
            "is_bridge": False,
            "length_m": 80.0,
            "geometry": LineString([(at * 80, 0), (at * 80 + 80, 0)]),
        }
        for at in range(6)
    ]


def _heritage() -> list[dict[str, object]]:
    return [
        {
            "ref": "villa",
            "heritage_class": "listed_building",
            "building": "listed-0",
            "geometry": Point(260, 12),
        }
    ]
