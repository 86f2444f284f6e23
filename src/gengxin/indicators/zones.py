"""Where an indicator has a value: the whole district, its areas level by level, its sites."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.terms import District, area_of
from gengxin.terms.codes import AREA_LEVELS

__all__ = ["Members", "Real", "Zones"]

T = TypeVar("T")
Real = NDArray[np.float64]
# one row a thing, one column a level (district, four levels of areas, site): the number of the zone
# that holds the thing, -1 where none of that level does
Members = NDArray[np.int32]

_COLUMNS = ("district", *AREA_LEVELS, "site")


@dataclass(frozen=True, kw_only=True, eq=False)
class Zones:
    """The district is zone 0; the areas follow, level by level, and then the sites.

    An area without a polygon is a zone too: it holds what names it.
    """

    district: District

    @cached_property
    def areas(self) -> pd.DataFrame:
        """The district and its areas, without the sites: ``level`` and ``area``, row by zone."""
        areas = self.district.table("areas")
        rows = [
            (level, ref) for level in AREA_LEVELS for ref in areas.index[areas["level"] == level]
        ]
        return pd.DataFrame([("district", "district"), *rows], columns=["level", "area"])

    @cached_property
    def labels(self) -> list[tuple[str, str]]:
        """Level and ref of the district and of each area."""
        return list(self.areas.itertuples(index=False, name=None))

    @cached_property
    def sites(self) -> pd.Index:
        """Refs of the sites, in the order of their zones."""
        return self.district.table("sites").index

    @cached_property
    def is_mapped(self) -> NDArray[np.bool_]:
        """Whether things can lie in the zone by their place; an area without a polygon is not."""
        shapes = self.district.places("areas").geometry
        drawn = ~(shapes.isna() | shapes.is_empty)
        of_areas = drawn.reindex(self.areas["area"][1:]).to_numpy(bool)
        return np.concatenate([[True], of_areas, np.ones(len(self.sites), bool)])

    def index(self, table: str) -> pd.Index:
        """Refs of the rows of a table, in their order."""
        if table not in self._indexes:
            self._indexes[table] = self.district.table(table).index
        return self._indexes[table]

    @cached_property
    def _indexes(self) -> dict[str, pd.Index]:
        """What ``index`` found before."""
        return {}

    @property
    def count(self) -> int:
        """Number of zones."""
        return len(self.areas) + len(self.sites)

    def of_table(self, name: str) -> Members:
        """The zones that hold each row of a table, by its keys; by its place where it has none."""
        if name not in self._of_tables:
            self._of_tables[name] = self._of_table(name)
        return self._of_tables[name]

    @cached_property
    def _of_tables(self) -> dict[str, Members]:
        """What ``of_table`` found before."""
        return {}

    def _of_table(self, name: str) -> Members:
        frame = self.district.table(name)
        if AREA_LEVELS.keys() & set(frame.columns):
            keys = {level: frame[level] for level in AREA_LEVELS if level in frame.columns}
            own = frame.index.to_series() if name == "sites" else frame.get("site")
            return self._numbered(len(frame), {**keys, "site": own})
        if isinstance(frame, gpd.GeoDataFrame):
            return self.of_shapes(frame.geometry)
        return self._numbered(len(frame), {})

    def of_shapes(self, shapes: gpd.GeoSeries) -> Members:
        """The zones that hold most of each shape; a point lies in the one around it."""
        keys: dict[str, pd.Series | None] = {}
        areas = self.district.places("areas")
        for level in AREA_LEVELS:
            keys[level] = area_of(shapes, areas[areas["level"] == level])
        keys["site"] = area_of(shapes, self.district.places("sites"))
        return self._numbered(len(shapes), keys)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What several indicators are made from, worked out for the first that asks."""
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made

    @cached_property
    def _made(self) -> dict[str, Any]:
        """What ``once`` made before."""
        return {}

    def sums(self, members: Members, values: Real) -> Real:
        """The sum of the values in each zone; no value may be missing."""
        # what no zone of a level holds is summed before the first zone, and let go
        total = np.zeros(self.count + 1)
        for places in self._by_level(members):
            total += np.bincount(places, weights=values, minlength=len(total))
        return total[1:]

    def _by_level(self, members: Members) -> NDArray[np.intp]:
        """Members level by level, counted from 1 as ``sums`` needs them.

        Those asked for last are kept: the sums of an indicator, and of many, ask for the same.
        """
        if self._last.get("members") is not members:
            self._last.update(members=members, by_level=members.T.astype(np.intp, order="C") + 1)
        by_level: NDArray[np.intp] = self._last["by_level"]
        return by_level

    @cached_property
    def _last(self) -> dict[str, Any]:
        """What ``_by_level`` was asked for last, and gave."""
        return {}

    @cached_property
    def _numbers(self) -> dict[str, pd.Series]:
        """The zone of each ref, level by level."""
        by_level = {
            str(level): pd.Series(rows.index, index=rows["area"])
            for level, rows in self.areas.groupby("level")
        }
        site_zones = np.arange(len(self.areas), self.count)
        return {**by_level, "site": pd.Series(site_zones, index=self.sites)}

    def _numbered(self, row_count: int, keys: dict[str, pd.Series | None]) -> Members:
        members = np.full((row_count, len(_COLUMNS)), -1, np.int32)
        members[:, 0] = 0
        for column, level in enumerate(_COLUMNS):
            refs, numbers = keys.get(level), self._numbers.get(level)
            if refs is not None and numbers is not None and len(numbers):
                found = numbers.index.get_indexer(pd.Index(refs))
                at = numbers.to_numpy()[found]
                members[:, column] = np.where(found >= 0, at, -1)
        return members
