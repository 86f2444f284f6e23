"""A district: plain tables as they were read, and the checked, frozen whole that the rooms get."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import geopandas as gpd
import pandas as pd

from gengxin.terms.dictionary import TABLES
from gengxin.terms.provenance import InputFile, Money, Note, Provenance

__all__ = ["District", "DistrictMeta", "PlainDistrict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictMeta:
    """What is true of a whole district.

    ``crs`` is projected and metric (``EPSG:…``); ``data_day`` is the day that the data describe. A
    made-up district says so in ``made_up``, and every page that shows it repeats it.
    """

    name_en: str
    name_zh: str
    crs: str
    data_day: date
    money: Money | None = None
    made_up: bool = False
    seed: int | None = None
    inputs: tuple[InputFile, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(slots=True, kw_only=True)
class PlainDistrict:
    """Editable tables as a reader hands them over; ``terms.checked`` makes a ``District`` of them.

    ``tables`` maps a table's name to its frame: a GeoDataFrame in ``meta.crs`` where the table has
    places. Absent tables and columns are simply not there. Every quantity column ``x`` has a
    companion ``x_basis`` with ``measured``, ``given``, ``estimated: <rule>`` or
    ``computed: <rule>`` in each row that has a number. ``money`` states the currency and price day
    of each table with amounts.
    """

    meta: DistrictMeta
    tables: dict[str, pd.DataFrame]
    money: dict[str, Money] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A checked district: frozen; its frames come as copies (on write), indexed by ``ref``.

    An absent table is an empty frame with the table's columns, so that code reads straight on;
    ``has`` tells absence apart from emptiness.
    """

    meta: DistrictMeta
    _tables: Mapping[str, pd.DataFrame]

    def has(self, table: str, *columns: str) -> bool:
        """Whether the table was given, with a number or word in at least one row of each column."""
        frame = self._tables.get(table)
        if frame is None:
            return False
        return all(name in frame.columns and bool(frame[name].notna().any()) for name in columns)

    def table(self, name: str) -> pd.DataFrame:
        """One table, indexed by ``ref``; empty where it was not given."""
        frame = self._tables.get(name)
        return _empty(name, self.meta.crs) if frame is None else frame.copy(deep=False)

    def places(self, name: str) -> gpd.GeoDataFrame:
        """One table with places, indexed by ``ref``; empty where it was not given."""
        frame = self.table(name)
        if not isinstance(frame, gpd.GeoDataFrame):
            msg = f"table {name!r} has no places"
            raise TypeError(msg)
        return frame

    @property
    def given(self) -> tuple[str, ...]:
        """Names of the tables that were given, in the order of the dictionary."""
        return tuple(name for name in TABLES if name in self._tables)

    def made_into(self, *, software: str, day: date, parameters: Mapping[str, str]) -> Provenance:
        """What a result of this district stands on: its inputs, its own parameters too.

        Those of the district itself are called ``district_…``.
        """
        own = {f"district_{name}": value for name, value in self.meta.parameters.items()}
        return Provenance(
            inputs=self.meta.inputs, software=software, day=day, parameters=own | dict(parameters)
        )

    @classmethod
    def of(cls, meta: DistrictMeta, tables: Mapping[str, pd.DataFrame]) -> "District":
        """Wrap tables that are known to be valid; everybody else calls ``terms.checked``."""
        return cls(meta=meta, _tables=MappingProxyType(dict(tables)))


def _empty(name: str, crs: str) -> pd.DataFrame:
    """Make an empty frame with the columns that the dictionary requires."""
    table = TABLES[name]
    columns = {c.name: pd.Series(dtype=_DTYPES[c.kind]) for c in table.columns if c.name != "ref"}
    frame = pd.DataFrame(columns, index=pd.Index([], dtype="str", name="ref"))
    if table.shape is None:
        return frame
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([], crs=crs, index=frame.index))


_DTYPES = {
    "text": "str",
    "code": "str",
    "whole": "int64",
    "number": "float64",
    "flag": "bool",
    "day": "datetime64[ms]",
}
