"""Who gives a service, within how many metres, and for how many people."""

from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from gengxin.terms import District, ServiceStandard

__all__ = ["reach_m", "suppliers"]


COLUMNS = (
    "name_en",
    "name_zh",
    "station",
    "area_m2",
    "capacity_people",
    "capacity_people_basis",
)


def reach_m(standard: ServiceStandard, variant: Literal["strict", "lenient"]) -> float:
    """Greatest walking distance of a standard, by its strictest or its widest reading, in m."""
    return standard.max_network_m if variant == "strict" else standard.lenient_network_m


def suppliers(district: District, standard: ServiceStandard) -> gpd.GeoDataFrame:
    """The facilities or stops that give a service, with the columns of ``terms.SUPPLIERS``.

    A facility below the least size stays in, with ``is_large_enough`` false; one of unknown size
    counts as large enough. Entrances of a station are not stops of their own. In capacity the
    first known of these decides: the number given; area ÷ area for each person; the standard's
    default; else it is missing.
    """
    every = district.places(standard.table)
    kind = "kind" if standard.table == "facilities" else "mode"
    asked = [name for name in (*COLUMNS, "geometry") if name in every.columns]
    rows = every.loc[every[kind].isin(standard.facility_kinds), asked]
    if "station" in rows.columns:
        rows = rows[rows["station"].isna() | (rows["station"] == rows.index)]
    area_m2 = _number(rows, "area_m2")
    capacity_people, basis = _capacity(rows, area_m2, standard)
    too_small = area_m2 < (standard.size_low_m2 or 0.0)
    return gpd.GeoDataFrame(
        {
            "name_en": _text(rows, "name_en"),
            "name_zh": _text(rows, "name_zh"),
            "area_m2": area_m2,
            "is_large_enough": ~too_small,
            "capacity_people": capacity_people,
            "capacity_people_basis": basis,
        },
        geometry=rows.geometry,
        crs=district.meta.crs,
    )


def _capacity(
    rows: gpd.GeoDataFrame, area_m2: pd.Series, standard: ServiceStandard
) -> tuple[pd.Series, pd.Series]:
    """People that each can serve, and the basis of the number; missing where nothing is known."""
    given = _number(rows, "capacity_people")
    each_m2 = standard.area_per_person_m2
    by_area = area_m2 / (each_m2 or np.nan)
    default = pd.Series(standard.capacity_default or np.nan, index=rows.index, dtype="float64")
    capacity_people = given.fillna(by_area).fillna(default)
    basis = _text(rows, "capacity_people_basis").where(given.notna())
    basis = basis.mask(
        given.isna() & by_area.notna(), f"estimated: {each_m2} m² a person, {standard.code}"
    )
    basis = basis.mask(
        given.isna() & by_area.isna() & default.notna(),
        f"estimated: {standard.capacity_default} people each, {standard.code}",
    )
    return capacity_people, basis


def _number(rows: pd.DataFrame, column: str) -> pd.Series:
    if column not in rows.columns:
        return pd.Series(np.nan, index=rows.index, dtype="float64")
    return rows[column].astype("float64")


def _text(rows: pd.DataFrame, column: str) -> pd.Series:
    if column not in rows.columns:
        return pd.Series(None, index=rows.index, dtype="object")
    return rows[column].astype("object")
