"""The check: plain tables in, one frozen district out, or one error that lists every fault."""

from collections.abc import Iterator

import geopandas as gpd
import pandas as pd

from gengxin.terms.belonging import with_areas
from gengxin.terms.check_columns import column_faults, with_kinds
from gengxin.terms.check_keys import key_faults, relation_faults
from gengxin.terms.check_places import crs_faults, place_faults
from gengxin.terms.columns import Table
from gengxin.terms.dictionary import TABLES
from gengxin.terms.district import District, PlainDistrict
from gengxin.terms.errors import DistrictFaultsError, Fault

__all__ = ["checked"]


def checked(plain: PlainDistrict) -> District:
    """Check every table against the data dictionary and against each other.

    The frames given are left as they were. Rows of sites, buildings, people, facilities and needs
    that name no area get the one of largest overlap (points: the one around them), level by level.

    Raises
    ------
    DistrictFaultsError
        With every fault found: table, row, column, value, bound, next step.

    """
    faults = [*_unknown(plain), *crs_faults(plain.meta.crs), *_money_faults(plain)]
    tables: dict[str, pd.DataFrame] = {}
    for name, table in TABLES.items():
        if name in plain.tables:
            found = list(_table_faults(table, plain.tables[name], plain.meta.crs))
            faults += found
            if not found:
                tables[name] = _indexed(with_kinds(plain.tables[name], table))
    faults += relation_faults(tables)
    if faults:
        raise DistrictFaultsError(tuple(faults))
    return District.of(plain.meta, with_areas(tables))


def _table_faults(table: Table, frame: pd.DataFrame, crs: str) -> Iterator[Fault]:
    """Every fault that one table shows by itself."""
    keys = list(key_faults(table, frame))
    yield from keys
    if any(fault.column == "ref" for fault in keys):
        frame = frame.assign(ref=[f"row {number}" for number in range(1, len(frame) + 1)])
    yield from column_faults(table, frame)
    if table.shape is not None:
        yield from place_faults(table, frame, crs)


def _unknown(plain: PlainDistrict) -> Iterator[Fault]:
    """Name the tables that the dictionary does not have."""
    for name in sorted(set(plain.tables) - set(TABLES)):
        yield Fault(
            table=name,
            row="",
            column="",
            value="no table of the data dictionary",
            bound=f"one of {', '.join(TABLES)}",
            next_step="rename it or leave it out",
        )


def _money_faults(plain: PlainDistrict) -> Iterator[Fault]:
    """Refuse to mix currencies or price days; a table with amounts must state both."""
    for name, frame in plain.tables.items():
        table = TABLES.get(name)
        if table is None:
            continue
        amounts = [c.name for c in table.columns if c.name.endswith("_amount")]
        if not any(a in frame.columns and frame[a].notna().any() for a in amounts):
            continue
        stated = plain.money.get(name)
        if stated is None or stated != plain.meta.money:
            yield Fault(
                table=name,
                row="",
                column=", ".join(amounts),
                value="no currency stated" if stated is None else str(stated),
                bound=f"the district's one currency and price day, {plain.meta.money}",
                next_step="convert the amounts, or state the district's money",
            )


def _indexed(frame: pd.DataFrame) -> pd.DataFrame:
    """Index by ``ref``, in the order of the rows, keeping places."""
    indexed = frame.set_index("ref", drop=True)
    if isinstance(frame, gpd.GeoDataFrame) and not isinstance(indexed, gpd.GeoDataFrame):
        return gpd.GeoDataFrame(indexed, geometry=frame.geometry.name, crs=frame.crs)
    return indexed
