"""Options of the toy town made by hand, so that what is printed of them is known beforehand.

s1 may be kept or rebuilt; n1 may be kept, a rule forbids to add storeys; s2 may be kept, and its
building has too little room for a service; what keeping s3 is worth is unavailable.
"""

from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box
from tests.publish.hand_made import toy_district
from tests.town.toy import CRS, place

from gengxin.publish import OptionBooks
from gengxin.sources.factors import read_factors
from gengxin.sources.practices import read_practice
from gengxin.terms import OPTION_TABLES, Money, Note, OptionSet, Provenance, Rule, RulePack, Table
from gengxin.terms.sun import SUN_TABLES, SunMap

__all__ = ["HEIGHT_CLAUSE", "REBUILD", "hand_made_options", "hand_made_sun", "toy_books"]

REBUILD = "s1/redevelop-homes"
HEIGHT_CLAUSE = "Toy Law, art. 7: at most 12 m high."
CENTS = 100
MILLION = 1_000_000 * CENTS


def hand_made_options(**changed: pd.DataFrame) -> OptionSet:
    """Seven options on four sites; a table named replaces its own."""
    tables = {name: _table(spec, _ROWS.get(name, [])) for name, spec in OPTION_TABLES.items()}
    return OptionSet(
        tables={**tables, **changed},
        rules="toy",
        factors="cny-2025-illustrative",
        practice="default",
        law=_law(),
        money=Money(currency="CNY", price_day=date(2025, 1, 1)),
        unavailable=(Note(table="sites", action="missing", count=1, en="no rents", zh="没有租金"),),
        provenance=Provenance(
            inputs=(), software="gengxin 0.1.0", day=date(2026, 2, 3), parameters={"rules": "toy"}
        ),
    )


def toy_books() -> OptionBooks:
    """The packs that are shipped."""
    return OptionBooks(
        factors=read_factors("cny-2025-illustrative"), practice=read_practice("default")
    )


def hand_made_sun() -> SunMap:
    """Building b1 on s1: two windows to the south with 1.5 and 3 hours, one to the north with 0.

    And two squares of 10 m of the ground of s1, side by side: 0.5 h in the west, 8 h in the east.
    """
    buildings = toy_district().table("buildings")
    x, y = buildings.loc["b1", "geometry"].bounds[:2]
    walls = [(0, x + 5, y, 180.0, True, 1.5), (1, x + 10, y, 180.0, True, 3.0)]
    walls.append((2, x + 10, y + 20, 0.0, False, 0.0))
    windows = pd.DataFrame(
        [
            {
                "building": "b1",
                "column_number": column,
                "floor_number": 1,
                "x_m": x_m,
                "y_m": y_m,
                "height_m": 0.9,
                "facing_deg": facing_deg,
                "faces_sun": faces_sun,
                "sun_hours": hours,
            }
            for column, x_m, y_m, facing_deg, faces_sun, hours in walls
        ]
    ).astype({"building": "category"})
    sums = {
        "windows_count": 2,
        "under_count": 1,
        "under_share": 0.5,
        "least_hours": 1.5,
        "median_hours": 2.25,
    }
    shape = {"use_class": "residential", "height_m": 18.0, "geometry": [buildings.geometry["b1"]]}
    return SunMap(
        tables={
            "windows": windows[[one.name for one in SUN_TABLES["windows"].columns]],
            "buildings": gpd.GeoDataFrame(
                {**shape, **sums}, index=pd.Index(["b1"], name="ref"), crs=CRS
            ),
            "areas": pd.DataFrame([{"level": "district", "area": "", **sums}]),
            **_ground(),
        },
        asked_hours=2.0,
        notes=(),
        provenance=Provenance(
            inputs=(),
            software="gengxin 0.1.0",
            day=date(2026, 2, 3),
            parameters={
                "day": "great_cold",
                "from_hour": "8",
                "to_hour": "16",
                "ground_points": "a grid of 10 m",
            },
        ),
    )


def _ground() -> dict[str, pd.DataFrame]:
    site = toy_district().table("sites").geometry["s1"]
    x, y = site.bounds[:2]
    half = {"under_share": 0.5, "median_hours": 4.25}
    one = {"kind": "court", "area_m2": 200.0, "spacing_m": 10.0, "points_count": 2}
    one |= {"under_count": 1, "least_hours": 0.5, "geometry": site, **half}
    sums = {"kind": "court", "places_count": 1, "places_under_count": 0, "area_m2": 200.0, **half}
    spots = [("sites/s1", x + 5, y + 5, 0.5), ("sites/s1", x + 15, y + 5, 8.0)]
    columns = [column.name for column in SUN_TABLES["ground_points"].columns]
    return {
        "grounds": gpd.GeoDataFrame([one], index=pd.Index(["sites/s1"], name="ref"), crs=CRS),
        "ground_points": pd.DataFrame(spots, columns=columns).astype({"ground": "category"}),
        "ground_sums": pd.DataFrame([sums]),
    }


def _law() -> RulePack:
    def rule(code: str, kind: str, value: float, clause: str, *, verified: bool) -> Rule:
        return Rule(
            code=code,
            kind=kind,
            effect="at_most" if kind == "height" else "at_least",
            value=value,
            jurisdiction="Toy",
            source="Toy Law, as printed",
            clause_en=clause,
            clause_zh="玩具法条文",
            verified=verified,
        )

    rules = (
        rule("toy.height", "height", 12.0, HEIGHT_CLAUSE, verified=True),
        rule("toy.green", "green_share", 0.3, "Toy Law, art. 8: a third green.", verified=False),
        rule("toy.sun", "sunlight", 2.0, "Toy Law, art. 9: two hours.", verified=True),
    )
    return RulePack(name="toy", name_en="Toy Law", name_zh="玩具法", rules=rules)


def _option(site: str, key: str, action: str, **told: object) -> dict[str, object]:
    return {
        "ref": f"{site}/{key}",
        "site": site,
        "action": action,
        "variant": key.partition("-")[2],
        "name_en": key,
        "name_zh": f"方案{key}",
        "state": "offered",
        "fixing": "free",
        "homes_before_count": 70,
        "homes_after_count": 70,
        "operating_yearly_kgco2e": 50_000,
        **told,
    }


def _kept(site: str, **told: object) -> dict[str, object]:
    nothing = {f"npv_{level}_amount_x100": 0 for level in ("low", "mid", "high")}
    return _option(site, "keep-as-is", "keep", **{**nothing, **told})


_REBUILT: dict[str, object] = {
    "storeys": 8.0,
    "height_m": 24.5,
    "far": 1.95,
    "gross_floor_area_m2_x100": 1_950_050,
    "floor_built_m2_x100": 1_950_050,
    "floor_demolished_m2_x100": 320_000,
    "homes_after_count": 200,
    "homes_made_good_count": 70,
    "households_out_for_good_count": 12,
    "residents_after_people_x1000": 400_500,
    "developer_cost_amount_x100": 10 * MILLION,
    "public_cost_amount_x100": 0,
    "owner_cost_amount_x100": 0,
    "revenue_amount_x100": 16 * MILLION,
    "npv_low_amount_x100": -1 * MILLION,
    "npv_mid_amount_x100": 3 * MILLION,
    "npv_high_amount_x100": 7 * MILLION,
    "irr_rate": 0.33,
    "profit_low_amount_x100": 8 * MILLION // 10,
    "profit_mid_amount_x100": 1 * MILLION,
    "profit_high_amount_x100": 12 * MILLION // 10,
    "residual_land_value_mid_amount_x100": 4 * MILLION,
    "money_basis": "made_up",
    "embodied_low_kgco2e": 6_000_000,
    "embodied_kgco2e": 7_000_000,
    "embodied_high_kgco2e": 9_000_000,
    "operating_yearly_kgco2e": 80_000,
    "drawn_as": REBUILD,
    "shadow_as": REBUILD,
    "consent_en": "Depends on the consent of 53 of 70 households.",
    "consent_zh": "须70户中53户同意。",
}


def _money(year: int, party: str, item: str, *levels: int) -> dict[str, object]:
    names = [f"{level}_amount_x100" for level in ("low", "mid", "high")]
    amounts = dict(zip(names, (level * MILLION for level in levels), strict=True))
    return {"option": REBUILD, "year": year, "party": party, "item": item, **amounts}


def _check(option: str, rule: str, state: str, value: float, limit: float) -> dict[str, object]:
    return {
        "option": option,
        "rule": rule,
        "kind": "height",
        "value": value,
        "limit": limit,
        "effect": "at_most",
        "state": state,
        "verified": rule != "toy.green",
    }


def _rule(code: str, sites_count: int, idle_en: str = "", idle_zh: str = "") -> dict[str, Any]:
    told = {"rule": code, "kind": "height", "effect": "at_most", "measure": "height_m", "unit": "m"}
    clauses = {"clause_en": f"clause of {code}", "clause_zh": "玩具法条文"}
    counts = {"sites_count": sites_count, "unknown_count": 1, "verified": True}
    return {**told, **clauses, **counts, "is_estimated": False, "idle_en": idle_en} | {
        "idle_zh": idle_zh
    }


_ROWS: dict[str, list[dict[str, Any]]] = {
    "option_rule": [
        _rule("toy.height", 4),
        _rule("toy.tower", 3),
        _rule(
            "toy.zone", 0, "code of its zone: none is Z; here A, B", "所在分区代码：无Z；本区为A、B"
        ),
    ],
    "option": [
        _kept("s1"),
        _option("s1", "redevelop-homes", "redevelop", **_REBUILT),
        _kept("s2"),
        _option(
            "s2",
            "convert-service+edu.kg",
            "convert",
            state="forbidden",
            reason_en="the service needs 1,300 m², there are 100",
            reason_zh="服务需1,300平方米,可用100平方米",
        ),
        _kept("s3", npv_mid_amount_x100=None),
        _kept("n1"),
        _option(
            "n1",
            "extend-up",
            "extend",
            state="forbidden",
            rule="toy.height",
            reason_en=HEIGHT_CLAUSE,
            reason_zh="玩具法条文",
        ),
    ],
    "option_floor": [
        {
            "option": REBUILD,
            "use_class": "residential",
            "floor_area_m2_x100": 1_950_050,
            "floor_built_m2_x100": 1_950_050,
            "floor_lost_m2_x100": 320_000,
        }
    ],
    "option_money": [
        _money(0, "developer", "construction", -12, -10, -9),
        _money(0, "developer", "acquisition", -2, -2, -2),
        _money(0, "public", "acquisition", 2, 2, 2),
        _money(1, "developer", "sale", 14, 16, 18),
    ],
    "option_home": [
        {
            "option": REBUILD,
            "size": "small",
            "tenure": "owner",
            "homes_before_count": 70,
            "homes_after_count": 120,
            "out_temporarily_count": 58,
            "out_for_good_count": 12,
            "committed_count": 9,
            "away_months": 30,
        }
    ],
    "option_check": [
        _check(REBUILD, "toy.green", "failed", 0.25, 0.3),
        _check("n1/extend-up", "toy.height", "failed", 15.0, 12.0),
        _check("n1/extend-up", "toy.green", "passed", 0.4, 0.3),
    ],
    "option_mass": [
        {
            "option": REBUILD,
            "part": 1,
            "work": "built",
            "building": "",
            "bottom_m": 0.0,
            "top_m": 24.5,
            "basis": "drawn",
            "geometry": place(box(20, 20, 80, 40)),
        }
    ],
    "option_shadow": [{"option": REBUILD, "receptor": "b2#1-1", "slots": "0f00"}],
    "sun_receptor": [
        {
            "ref": "b2#1-1",
            "building": "b2",
            "site": "s2",
            "height_m": 0.9,
            "need_count": 6,
            "lit": "ff0f",
        }
    ],
    "sun_cap": [
        {
            "site": "s1",
            "rule": "toy.sun",
            "asked_hours": 2.0,
            "sun_cap_m": 30.5,
            "receptor": "b2#1-1",
            "binds_at_hours": 8.5,
            "binds_en": "window b2#1-1 loses its sun",
            "binds_zh": "窗位失去日照",
        }
    ],
}


def _table(spec: Table, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows in the columns of a table, of its types; what isn't said is missing."""
    kinds = {"text": "str", "code": "str", "whole": "Int64", "number": "float64", "flag": "bool"}
    columns = {
        one.name: pd.Series(
            [row.get(one.name, _BLANK.get(one.kind)) for row in rows], dtype=object
        ).astype(kinds[one.kind])
        for one in spec.columns
    }
    made = pd.DataFrame(columns)
    if spec.shape is None:
        return made
    return gpd.GeoDataFrame(made, geometry=[row["geometry"] for row in rows], crs=CRS)


_BLANK = {"text": "", "code": "", "flag": False, "number": np.nan}
