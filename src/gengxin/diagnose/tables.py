"""The gaps and the ranking of a check-up, with the columns that the glossary gives them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.diagnose.gaps import Gaps
from gengxin.indicators import Measured, Places, Zones
from gengxin.indicators.zones import Real
from gengxin.terms import GAPS, RANKING, District, StandardPack
from gengxin.terms.codes import AREA_LEVELS, CAUSES

__all__ = ["GapRows", "GapsTable", "ranking_table"]

LEVEL_ORDER = {level: at for at, level in enumerate(("district", *AREA_LEVELS))}
# who lacks what, and how many
COUNTED = ("standard", "people", "unserved_people")


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRows:
    """The gaps of one service, by row: the columns of ``terms.GAPS``, refs by their number.

    ``place`` is the row of each among the places; ``people_per_zone`` sums those who lack the
    service.
    """

    columns: dict[str, NDArray[Any]]
    place: NDArray[np.int64]
    people_per_zone: Real


class GapsTable:
    """Writes the gaps of all services down; codes and refs are kept once, as categories."""

    def __init__(self, district: District, pack: StandardPack, zones: Zones) -> None:
        people, buildings = zones.index("people"), zones.index("buildings")
        places = people.append(buildings).unique()
        suppliers = zones.index("facilities").append(zones.index("stops")).unique()
        self._crs = district.meta.crs
        self._kinds = {
            "standard": pd.CategoricalDtype([service.code for service in pack.services]),
            "people": pd.CategoricalDtype(places),
            "cause": pd.CategoricalDtype(list(CAUSES)),
            "nearest": pd.CategoricalDtype(suppliers),
            "barrier": pd.CategoricalDtype(zones.index("barriers")),
        }
        self._place_codes = {
            True: places.get_indexer(people),
            False: places.get_indexer(buildings),
        }
        self._zones = zones

    def rows(self, gaps: Gaps) -> GapRows:
        """The gaps of one service; a building's row names it, and counts nobody."""
        service, demand = gaps.near.service, gaps.demand
        supplier = self._kinds["nearest"].categories.get_indexer(service.suppliers.index)
        standard = self._kinds["standard"].categories.get_loc(service.standard.code)
        nobody, lacked = np.full(len(gaps.row), np.nan), np.zeros(self._zones.count)
        if demand.is_people:
            lacked = self._zones.sums(demand.members[gaps.row], gaps.unserved)
        return GapRows(
            columns={
                "standard": np.full(len(gaps.row), standard),
                "people": self._place_codes[demand.is_people][demand.row[gaps.row]],
                "cause": gaps.cause,
                "unserved_people": gaps.unserved if demand.is_people else nobody,
                "nearest_m": gaps.nearest_m,
                "straight_m": gaps.straight_m,
                "nearest": np.append(supplier, -1)[gaps.supplier],
                "barrier": gaps.barrier,
            },
            place=demand.place[gaps.row],
            people_per_zone=lacked,
        )

    def frame(self, found: Sequence[GapRows], living: Places | None) -> gpd.GeoDataFrame:
        """All gaps, with the columns of ``terms.GAPS``, each where its people live."""
        columns = {column.name: self._column(column.name, found) for column in GAPS.columns}
        at = np.zeros(0, object)
        if living is not None and found:
            at = living.points[np.concatenate([part.place for part in found])]
        return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(at, crs=self._crs))

    def counted(self, found: Sequence[GapRows]) -> pd.DataFrame:
        """How many people lack which service, and which these are, without causes and places."""
        return pd.DataFrame({name: self._column(name, found) for name in COUNTED})

    def _column(self, name: str, found: Sequence[GapRows]) -> Any:  # noqa: ANN401 - numbers or words
        """One column of all gaps."""
        parts = [part.columns[name] for part in found]
        values = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        kind = self._kinds.get(name)
        return values if kind is None else pd.Categorical.from_codes(values, dtype=kind)


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
