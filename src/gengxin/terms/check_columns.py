"""Check the columns of one table: present, of their kind, within bounds, with a basis."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from gengxin.terms.basis import basis_faults
from gengxin.terms.columns import BASIS_SUFFIX, Column, Table
from gengxin.terms.errors import Fault

__all__ = ["column_faults", "with_kinds"]


def column_faults(table: Table, frame: pd.DataFrame) -> Iterator[Fault]:
    """Every fault of the table's columns; rows are named by ``ref``."""
    yield from _names(table, frame)
    frame = pd.DataFrame(frame)  # columns of a plain frame come faster than those of a GeoDataFrame
    for column in table.columns:
        if column.name not in frame.columns:
            if column.required:
                yield _missing_column(table, column)
            continue
        yield from _values(table, column, frame)
        if column.is_quantity:
            yield from _basis(table, column, frame)


def with_kinds(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give each column the one type of its kind; the values were checked before."""
    typed = {}
    for column in table.columns:
        if column.name == "ref" or column.name not in frame.columns:
            continue
        typed[column.name] = _as_kind(frame[column.name], column)
        if column.is_quantity:
            typed[column.basis_name] = _basis_words(frame, column).astype("category")
    return frame.assign(ref=frame["ref"].astype("str"), **typed)


def _basis_words(frame: pd.DataFrame, column: Column) -> pd.Series:
    """The basis of each row, or all missing where the column is absent."""
    if column.basis_name in frame.columns:
        return frame[column.basis_name]
    return pd.Series(None, index=frame.index, dtype="object")


def _as_kind(values: pd.Series, column: Column) -> pd.Series:
    """One column in its type; whole numbers with gaps stay floating."""
    if column.kind in {"text", "code"}:
        return values.astype("str")
    if column.kind == "day":
        return pd.to_datetime(values).astype("datetime64[ms]")  # the coarsest that Parquet keeps
    if column.kind == "flag":
        return values.astype("bool" if values.notna().all() else "boolean")
    if column.kind == "whole" and values.notna().all():
        return values.astype("int64")
    return values.astype("float64")


def _names(table: Table, frame: pd.DataFrame) -> Iterator[Fault]:
    """Name the columns that the dictionary does not have."""
    known = {c.name for c in table.columns} | {c.basis_name for c in table.quantities}
    for name in frame.columns:
        if name not in known and name != "geometry":
            yield Fault(
                table=table.name,
                row="",
                column=str(name),
                value="no column of the data dictionary",
                bound="a column named there",
                next_step="rename it in the recipe or leave it out",
            )


def _missing_column(table: Table, column: Column) -> Fault:
    return Fault(
        table=table.name,
        row="",
        column=column.name,
        value="absent",
        bound=f"present: {column.en}",
        next_step="map it in the recipe or give it a default with its basis",
    )


def _values(table: Table, column: Column, frame: pd.DataFrame) -> Iterator[Fault]:
    """Faults of the values of one column, kind by kind."""
    missing = frame[column.name].isna()
    pair = frame[["ref"] if column.name == "ref" else ["ref", column.name]]
    if column.required:
        yield from _rows(table, column, pair[missing], "a value in every row", "fill it in")
    given = pair[~missing]
    if column.kind in {"whole", "number"}:
        yield from _numbers(table, column, given)
    elif column.kind == "code" and column.codes:
        odd = given[~given[column.name].isin(column.codes)]
        yield from _rows(
            table, column, odd, f"one of {', '.join(column.codes)}", "translate the code"
        )
    elif column.kind == "flag":
        odd = given[~given[column.name].isin([True, False])]
        yield from _rows(table, column, odd, "true or false", "translate the value")
    elif column.kind == "day":
        odd = given[pd.to_datetime(given[column.name], errors="coerce").isna()]
        yield from _rows(
            table, column, odd, "a day such as 2026-11-22", "write it as year-month-day"
        )


def _numbers(table: Table, column: Column, given: pd.DataFrame) -> Iterator[Fault]:
    """Faults of numbers: not numbers, not finite, not whole, out of bounds."""
    numbers = pd.to_numeric(given[column.name], errors="coerce").astype("float64")
    unfit = ~np.isfinite(numbers)
    if column.kind == "whole":
        unfit |= numbers != np.floor(numbers)
    kind = "a whole number" if column.kind == "whole" else "a finite number"
    yield from _rows(table, column, given[unfit], kind, "correct it or leave it empty")
    low = -np.inf if column.lower is None else column.lower
    high = np.inf if column.upper is None else column.upper
    outside = ~unfit & ((numbers < low) | (numbers > high))
    bound = f"{low:g} to {high:g}" if column.upper is not None else f"at least {low:g}"
    bound = f"{bound} {column.unit}".strip()
    yield from _rows(table, column, given[outside], bound, "correct it or leave it empty")


def _basis(table: Table, column: Column, frame: pd.DataFrame) -> Iterator[Fault]:
    """Faults of the companion column: no basis where there is a number, or unknown words."""
    name = column.basis_name
    has_number = frame[column.name].notna()
    words = _basis_words(frame, column)
    refs = frame[["ref"]]
    lacking = refs[has_number & words.isna()]
    step = f"say in {column.name}{BASIS_SUFFIX} where the number comes from"
    shown = Column(name=name, kind="text", en="", zh="")
    bound = "measured, given, estimated: <rule> or computed: <rule>"
    yield from _rows(table, shown, lacking.assign(**{name: None}), bound, step)
    for word, fault in basis_faults(pd.Index(words.dropna().unique())).items():
        yield from _rows(table, shown, refs[words == word].assign(**{name: word}), fault, step)


def _rows(
    table: Table, column: Column, odd: pd.DataFrame, bound: str, next_step: str
) -> Iterator[Fault]:
    """One fault for each odd row."""
    for ref, value in zip(odd["ref"], odd[column.name], strict=True):
        yield Fault(
            table=table.name,
            row=f"row {ref!r}",
            column=column.name,
            value=f"is {value!r}",
            bound=bound,
            next_step=next_step,
        )
