"""The tables of a check-up, with the columns that the glossary gives them."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gengxin.diagnose.gaps import Gaps
from gengxin.indicators import Measured, Zones
from gengxin.indicators.zones import Real
from gengxin.terms import FINDINGS, GAPS, RANKING, District, StandardPack
from gengxin.terms.codes import AREA_LEVELS, CAUSES

__all__ = ["GapsTable", "findings_table", "ranking_table"]

LEVEL_ORDER = {level: at for at, level in enumerate(("district", *AREA_LEVELS))}


def findings_table(rows: list[dict[str, Any]], crs: str) -> gpd.GeoDataFrame:
    """All findings: level by level, in each first those behind which most people are.

    What can't be told for want of data comes after what is known.
    """
    columns = [column.name for column in FINDINGS.columns]
    frame = pd.DataFrame(rows, columns=[*columns, "geometry"])
    order = np.lexsort(
        (
            np.arange(len(frame)),
            -frame["affected_people"].astype("float64").fillna(-1.0).to_numpy(),
            frame["cause"].eq("data_missing").to_numpy(),
            frame["level"].map(LEVEL_ORDER).to_numpy(np.int64),
        )
    )
    frame = frame.iloc[order].reset_index(drop=True)
    return gpd.GeoDataFrame(frame[columns], geometry=frame["geometry"].to_numpy(), crs=crs)


class GapsTable:
    """Collects the gaps service by service; codes and refs are kept once, as categories.

    ``gaps_per_zone`` sums the people who lack a service over all services.
    """

    def __init__(self, district: District, pack: StandardPack, zones: Zones) -> None:
        refs = {name: district.table(name).index for name in ("people", "buildings", "facilities")}
        self._crs = district.meta.crs
        self._standards = [service.code for service in pack.services]
        self._places = refs["people"].append(refs["buildings"]).unique()
        self._suppliers = refs["facilities"].append(district.table("stops").index).unique()
        self._barriers = district.table("barriers").index
        self._zones = zones
        self._parts: list[gpd.GeoDataFrame] = []
        self.people_per_zone: Real = np.zeros(zones.count)

    def add(self, gaps: Gaps) -> None:
        """Add the gaps of one service; a building's row names it, and counts nobody."""
        service, demand = gaps.near.service, gaps.demand
        supplier = self._suppliers.get_indexer(service.suppliers.index)
        standard = self._standards.index(service.standard.code)
        columns = {
            "standard": _coded(np.full(len(gaps.row), standard), self._standards),
            "people": _coded(
                self._places.get_indexer(pd.Index(demand.ref[gaps.row])), self._places
            ),
            "cause": _coded(gaps.cause, list(CAUSES)),
            "unserved_people": gaps.unserved if demand.is_people else np.nan,
            "nearest_m": gaps.nearest_m,
            "straight_m": gaps.straight_m,
            "nearest": _coded(np.append(supplier, -1)[gaps.supplier], self._suppliers),
            "barrier": _coded(gaps.barrier, self._barriers),
        }
        self._parts.append(gpd.GeoDataFrame(columns, geometry=gaps.points, crs=self._crs))
        if demand.is_people:
            self.people_per_zone += self._zones.sums(demand.members[gaps.row], gaps.unserved)

    def frame(self) -> gpd.GeoDataFrame:
        """All gaps so far, with the columns of ``terms.GAPS``."""
        parts = [part for part in self._parts if len(part)]
        if not parts:
            names = [column.name for column in GAPS.columns]
            return gpd.GeoDataFrame(pd.DataFrame(columns=names), geometry=[], crs=self._crs)
        return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=self._crs)


def ranking_table(zones: Zones, measured: list[Measured], people_short: Real) -> pd.DataFrame:
    """The areas of each level, those first whose residents lack most services on average.

    Where nobody is known to live there, the number of indicators below their threshold decides.
    """
    values = np.array([one.value for one in measured])
    residents = next(one for one in measured if one.indicator.code == "residents_people").value
    below = np.array([_is_below(one) for one in measured])
    short = people_short[: len(zones.areas)]
    frame = pd.DataFrame(
        {
            "level": zones.areas["level"],
            "area": zones.areas["area"],
            "residents_people": residents,
            "gaps_per_person": np.divide(
                short, residents, out=np.full(len(short), np.nan), where=residents > 0
            ),
            "below_count": below.sum(axis=0).astype(np.float64),
            "measured_count": (~np.isnan(values)).sum(axis=0).astype(np.float64),
        }
    ).iloc[1:]
    frame = frame.sort_values(
        ["gaps_per_person", "below_count", "area"], ascending=[False, False, True]
    )
    frame = frame.sort_values("level", key=lambda level: level.map(LEVEL_ORDER), kind="stable")
    frame["rank"] = frame.groupby("level", sort=False).cumcount() + 1.0
    return frame[[column.name for column in RANKING.columns]].reset_index(drop=True)


def _is_below(one: Measured) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """In which areas an indicator falls short of what it should reach."""
    threshold = one.indicator.threshold
    if threshold is None:
        return np.zeros(len(one.value), bool)
    worse = one.indicator.direction == "less_is_better"
    return one.value > threshold if worse else one.value < threshold


def _coded(codes: np.ndarray[Any, Any], words: list[str] | pd.Index) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(words))
