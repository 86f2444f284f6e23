"""Who gives a service, within how many metres, and for how many people."""

from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from gengxin.terms import District, ServiceStandard

__all__ = ["capacity_of", "gives", "is_large_enough", "reach_m", "suppliers"]


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
    asked = [name for name in COLUMNS if name in every.columns]
    given = gives(every, standard).to_numpy()
    rows = pd.DataFrame(every)[asked].loc[given]
    return gpd.GeoDataFrame(
        {
            "name_en": _text(rows, "name_en"),
            "name_zh": _text(rows, "name_zh"),
            "area_m2": _number(rows, "area_m2"),
            "is_large_enough": is_large_enough(rows, standard),
            "capacity_people": capacity_of(rows, standard),
            "capacity_people_basis": _basis_of(rows, standard),
            "geometry": every.geometry.array[given],
        },
        geometry="geometry",
    )


def gives(every: pd.DataFrame, standard: ServiceStandard) -> "pd.Series[bool]":
    """Whether each facility, or stop, gives a service; an entrance of a station is no stop."""
    kind = "kind" if standard.table == "facilities" else "mode"
    given = every[kind].isin(standard.facility_kinds)
    if "station" in every.columns:
        given &= every["station"].isna() | (every["station"] == every.index)
    return given


def is_large_enough(rows: pd.DataFrame, standard: ServiceStandard) -> "pd.Series[bool]":
    """Whether each has at least the size that the standard asks; of unknown size it has."""
    return ~(_number(rows, "area_m2") < (standard.size_low_m2 or 0.0))


def capacity_of(rows: pd.DataFrame, standard: ServiceStandard) -> pd.Series:
    """People that each can serve; missing where nothing is known."""
    default = standard.capacity_default or np.nan
    by_area = _number(rows, "area_m2") / (standard.area_per_person_m2 or np.nan)
    return _number(rows, "capacity_people").fillna(by_area).fillna(default)


def _basis_of(rows: pd.DataFrame, standard: ServiceStandard) -> pd.Series:
    """The basis of each capacity; missing where nothing is known."""
    each_m2, default = standard.area_per_person_m2, standard.capacity_default
    is_given = _number(rows, "capacity_people").notna()
    by_area = _number(rows, "area_m2").notna() & bool(each_m2)
    words = np.select(
        [is_given, by_area, np.full(len(rows), bool(default))],
        [
            _text(rows, "capacity_people_basis").to_numpy(),
            np.array(f"estimated: {each_m2} m² a person, {standard.code}", object),
            np.array(f"estimated: {default} people each, {standard.code}", object),
        ],
        default=np.array(np.nan, object),
    )
    return pd.Series(words, index=rows.index, dtype="object")


def _number(rows: pd.DataFrame, column: str) -> pd.Series:
    if column not in rows.columns:
        return pd.Series(np.nan, index=rows.index, dtype="float64")
    return rows[column].astype("float64")


def _text(rows: pd.DataFrame, column: str) -> pd.Series:
    if column not in rows.columns:
        return pd.Series(None, index=rows.index, dtype="object")
    return rows[column].astype("object")
