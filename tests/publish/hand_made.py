"""A check-up of the toy town made by hand, so that what is printed is known beforehand."""

from datetime import date

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point
from tests.town.toy import CRS, place, toy_town

from gengxin.terms import (
    CheckUp,
    District,
    Indicator,
    InputFile,
    Provenance,
    ServiceStandard,
    StandardPack,
    checked,
)

__all__ = ["hand_made_check_up", "toy_district"]

LEVELS = ("district", "sub_district", "neighbourhood")


def toy_district(**tables: pd.DataFrame | None) -> District:
    """The toy town, checked."""
    return checked(toy_town(**tables))


def hand_made_check_up(*, inputs: tuple[InputFile, ...] = ()) -> CheckUp:
    """Three indicators, two findings, three gaps; the metro can't be measured."""
    return CheckUp(
        indicators=_indicators(),
        pack=_pack(),
        variant="strict",
        observations=_observations(),
        findings=_findings(),
        causes=_causes(),
        gaps=_gaps(),
        ranking=_ranking(),
        site_values=pd.DataFrame(
            {"land.unused_far": [0.26, None]}, index=pd.Index(["s1", "n1"], name="ref")
        ),
        provenance=Provenance(
            inputs=inputs,
            software="gengxin 0.1.0",
            day=date(2026, 2, 3),
            parameters={"variant": "strict"},
        ),
    )


def _pack() -> StandardPack:
    def service(code: str, en: str, zh: str, metres: float, *, verified: bool) -> ServiceStandard:
        return ServiceStandard(
            code=code,
            name_en=en,
            name_zh=zh,
            group="education",
            tier_min=5,
            max_network_m=metres,
            lenient_network_m=2 * metres,
            users="residents_people",
            table="facilities",
            facility_kinds=(en,),
            size_low_m2=None,
            capacity_default=180.0,
            area_per_person_m2=None,
            jurisdiction="Toy",
            since=date(2018, 12, 1),
            source="Toy Law, art. 1",
            source_zh="《玩具法》第1条" if verified else "",
            verified=verified,
        )

    return StandardPack(
        name="toy",
        name_en="Toy Law",
        name_zh="玩具法",
        services=(
            service("edu.kg", "kindergarten", "幼儿园", 300.0, verified=True),
            service("health.pharmacy", "pharmacy", "药店", 200.0, verified=False),
        ),
    )


def _indicators() -> tuple[Indicator, ...]:
    def indicator(code: str, en: str, zh: str, **others: object) -> Indicator:
        defaults: dict[str, object] = {
            "theme": "education",
            "unit": "share 0–1",
            "direction": "more_is_better",
            "levels": LEVELS,
            "numerator_en": "people within reach",
            "numerator_zh": "可达人口",
            "denominator_en": "people it is for",
            "denominator_zh": "服务对象",
            "needs": ("people", "walk_edges", "facilities"),
            "source": "Toy Law, art. 1",
            "source_zh": "《玩具法》第1条",
            "method_version": "1",
        }
        return Indicator(code=code, name_en=en, name_zh=zh, **{**defaults, **others})  # type: ignore[arg-type]

    return (
        indicator(
            "reach.edu.kg", "kindergarten within 300 m", "300米内有幼儿园", threshold=0.9,
            standard="edu.kg",
        ),
        indicator(
            "reach.health.pharmacy",
            "pharmacy within 200 m",
            "200米内有药店",
            theme="health",
            threshold=0.9,
            standard="health.pharmacy",
            verified=False,
        ),
        indicator("reach.metro", "metro within 800 m", "800米内有地铁", theme="transport"),
        indicator(
            "land.unused_far", "unused floor area ratio", "未用容积率", theme="land", unit="ratio",
            direction="neither", levels=("district", "site"),
        ),
    )  # fmt: skip


def _observations() -> pd.DataFrame:
    rows = [
        ("reach.edu.kg", "district", "district", 400 / 900, 400.0, 900.0, "ready"),
        ("reach.edu.kg", "neighbourhood", "south", 1.0, 380.0, 380.0, "ready"),
        ("reach.edu.kg", "neighbourhood", "north", 20 / 520, 20.0, 520.0, "ready"),
        ("reach.health.pharmacy", "district", "district", 1 / 3, 300.0, 900.0, "ready"),
        ("reach.health.pharmacy", "neighbourhood", "south", 300 / 380, 300.0, 380.0, "ready"),
        ("reach.health.pharmacy", "neighbourhood", "north", 0.0, 0.0, 520.0, "ready"),
        ("reach.metro", "district", "district", None, None, None, "unavailable"),
        ("reach.metro", "neighbourhood", "south", None, None, None, "unavailable"),
        ("reach.metro", "neighbourhood", "north", None, None, None, "unavailable"),
        ("land.unused_far", "district", "district", 0.26, None, None, "partial"),
    ]
    columns = ["indicator", "level", "area", "value", "numerator", "denominator", "status"]
    frame = pd.DataFrame(rows, columns=columns)
    unavailable = frame["status"] == "unavailable"
    return frame.assign(
        evidence_en=unavailable.map({True: "no table of stops", False: "9 demand points"}),
        evidence_zh=unavailable.map({True: "缺少站点表", False: "9个需求点"}),
    )


def _findings() -> gpd.GeoDataFrame:
    common = {
        "cure_en": "a kindergarten in the north",
        "cure_zh": "在北岸设一所幼儿园",
        "threshold": 0.9,
    }
    rows = [
        {
            "ref": "f1", "indicator": "reach.edu.kg", "level": "district", "area": "district",
            "value": 400 / 900, "shortfall_share": 1 - 400 / 900 / 0.9, "affected_people": 500.0,
            "cause": "detour", "cause_en": "the creek lies between", "cause_zh": "小河阻隔",
            "verified": True, **common,
        },
        {
            "ref": "f2", "indicator": "reach.edu.kg", "level": "neighbourhood", "area": "north",
            "value": 20 / 520, "shortfall_share": 1 - 20 / 520 / 0.9, "affected_people": 500.0,
            "cause": "detour", "cause_en": "the creek lies between", "cause_zh": "小河阻隔",
            "verified": True, **common,
        },
        {
            "ref": "f3", "indicator": "reach.health.pharmacy", "level": "neighbourhood",
            "area": "north", "value": 0.0, "shortfall_share": 1.0, "affected_people": 520.0,
            "cause": "nothing_near", "cause_en": "no pharmacy in the north",
            "cause_zh": "北岸没有药店", "verified": False, **common, "cure_en": "a pharmacy",
            "cure_zh": "设一家药店",
        },
    ]  # fmt: skip
    places = [None, place(Point(200, 250)), place(Point(200, 250))]
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=places, crs=CRS)


def _causes() -> gpd.GeoDataFrame:
    """Each finding has one cause; the kindergarten in the north has two."""
    found = _findings()
    kept = ["cause", "affected_people", "cause_en", "cause_zh", "cure_en", "cure_zh", "geometry"]
    parts = found[kept].assign(finding=found["ref"], helped_people=300.0)
    second = parts.iloc[[1]].assign(
        cause="full",
        affected_people=20.0,
        cause_en="the kindergarten is full",
        cause_zh="幼儿园已满",
        cure_en="room for 20 more",
        cure_zh="增加20人的容量",
        helped_people=None,
    )
    parts.loc[1, "affected_people"] = 480.0
    rows = [parts.iloc[:2], second.astype(parts.dtypes), parts.iloc[2:]]
    return gpd.GeoDataFrame(pd.concat(rows, ignore_index=True), geometry="geometry", crs=CRS)


def _gaps() -> gpd.GeoDataFrame:
    rows = [
        ("edu.kg", "p6", "detour", 200.0, 500.0, 200.0, "kg", "creek", Point(50, 200)),
        ("edu.kg", "p8", "detour", 300.0, 650.0, 335.0, "kg", "creek", Point(250, 300)),
        ("health.pharmacy", "p6", "nothing_near", 520.0, None, None, None, None, Point(50, 200)),
    ]
    columns = [
        "standard", "people", "cause", "unserved_people", "nearest_m", "straight_m", "nearest",
        "barrier",
    ]  # fmt: skip
    frame = pd.DataFrame([row[:-1] for row in rows], columns=columns)
    return gpd.GeoDataFrame(frame, geometry=[place(row[-1]) for row in rows], crs=CRS)


def _ranking() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "level": ["neighbourhood", "neighbourhood"],
            "area": ["north", "south"],
            "rank": [1.0, 2.0],
            "residents_people": [520.0, 380.0],
            "gaps_per_person": [1.96, 0.21],
            "below_count": [2.0, 1.0],
            "measured_count": [2.0, 2.0],
        }
    )
