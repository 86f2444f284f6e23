"""How sites are protected by the areas around them, and what their protection plans state."""

from datetime import date

import pandas as pd
from shapely.geometry import Polygon, box
from tests.town.toy import CRS, frame_of

from gengxin.plan.options.protection import protection
from gengxin.terms import DistrictMeta, PlainDistrict, checked


def area(ref: str, shape: Polygon, height_m: float | None, coverage: float | None) -> dict:
    return {
        "ref": ref,
        "geometry": shape,
        "heritage_class": "conservation_area",
        "protected_height_m": height_m,
        "least_lot_coverage": coverage,
    }


def protected(*areas: dict) -> pd.DataFrame:
    rows = [
        {
            "ref": f"s{k}",
            "geometry": box(k * 100, 0, k * 100 + 80, 60),
            "renewable": True,
            "area_m2": 4_800.0,
        }
        for k in range(3)
    ]
    tables = {"sites": frame_of("sites", rows), "heritage": frame_of("heritage", list(areas))}
    meta = DistrictMeta(
        name_en="Lanes", name_zh="里弄", crs=CRS, data_day=date(2026, 1, 1), made_up=True
    )
    district = checked(PlainDistrict(meta=meta, tables=tables))
    sites = district.places("sites")
    return pd.DataFrame(protection(sites, district))


def test_of_what_protection_plans_state_the_strictest_holds() -> None:
    wide = area("wide", box(-10, -10, 190, 90), 18.0, 0.25)
    core = area("core", box(95, -10, 190, 90), 12.0, None)
    found = protected(wide, core)
    assert found["is_conservation"].tolist() == [True, True, False]
    assert found["protected_height_m"].tolist()[:2] == [18.0, 12.0]
    assert found["least_lot_coverage"].tolist()[:2] == [0.25, 0.25]
    assert found.loc["s2", ["protected_height_m", "least_lot_coverage"]].isna().all()


def test_an_area_whose_plan_states_nothing_leaves_it_unknown() -> None:
    found = protected(area("quiet", box(-10, -10, 90, 90), None, None))
    assert found["is_conservation"].tolist() == [True, False, False]
    assert found[["protected_height_m", "least_lot_coverage"]].isna().all(axis=None)
