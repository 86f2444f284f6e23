"""Check the columns of one table: present, of their kind, within bounds, with a basis."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.terms.basis import basis_faults
from gengxin.terms.columns import BASIS_SUFFIX, Column, Table
from gengxin.terms.errors import Fault

__all__ = ["column_faults", "with_kinds"]

Mask = NDArray[np.bool_]


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
    plain = pd.DataFrame(frame)
    typed: dict[str, pd.Series] = {"ref": plain["ref"].astype("str")}
    for column in table.columns:
        if column.name == "ref" or column.name not in plain.columns:
            continue
        typed[column.name] = _as_kind(plain[column.name], column)
        if column.is_quantity:
            typed[column.basis_name] = _basis_words(plain, column).astype("category")
    # what is of its type already stays: to put a column into a frame takes its time
    changed = {
        name: values
        for name, values in typed.items()
        if name not in plain.columns or values.dtype != plain[name].dtype
    }
    return frame.assign(**changed) if changed else frame.copy(deep=False)


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
    values = frame[column.name]
    given = values.notna().to_numpy()
    if column.required:
        yield from _rows(
            table, column, frame, ~given, bound="a value in every row", next_step="fill it in"
        )
    if column.kind in {"whole", "number"}:
        yield from _numbers(table, column, frame, given)
    elif column.kind == "code" and column.codes:
        odd = given & ~values.isin(column.codes).to_numpy()
        yield from _rows(
            table,
            column,
            frame,
            odd,
            bound=f"one of {', '.join(column.codes)}",
            next_step="translate the code",
        )
    elif column.kind == "flag" and values.dtype != np.dtype(bool):
        odd = given & ~values.isin([True, False]).to_numpy()
        yield from _rows(
            table, column, frame, odd, bound="true or false", next_step="translate the value"
        )
    elif column.kind == "day" and values.dtype.kind != "M":
        odd = given & pd.to_datetime(values, errors="coerce").isna().to_numpy()
        yield from _rows(
            table,
            column,
            frame,
            odd,
            bound="a day such as 2026-11-22",
            next_step="write it as year-month-day",
        )


def _numbers(table: Table, column: Column, frame: pd.DataFrame, given: Mask) -> Iterator[Fault]:
    """Faults of numbers: not numbers, not finite, not whole, out of bounds."""
    numbers = _as_numbers(frame[column.name], given)
    unfit = ~np.isfinite(numbers)
    if column.kind == "whole":
        unfit |= numbers != np.floor(numbers)
    kind = "a whole number" if column.kind == "whole" else "a finite number"
    step = "correct it or leave it empty"
    yield from _rows(table, column, frame, given & unfit, bound=kind, next_step=step)
    low = -np.inf if column.lower is None else column.lower
    high = np.inf if column.upper is None else column.upper
    outside = given & ~unfit & ((numbers < low) | (numbers > high))
    bound = f"{low:g} to {high:g}" if column.upper is not None else f"at least {low:g}"
    bound = f"{bound} {column.unit}".strip()
    yield from _rows(table, column, frame, outside, bound=bound, next_step=step)


def _as_numbers(values: pd.Series, given: Mask) -> NDArray[np.float64]:
    """The values as numbers; NaN for what is none."""
    if values.dtype.kind in "iuf" and isinstance(values.dtype, np.dtype):
        return values.to_numpy(np.float64)
    numbers = np.full(len(values), np.nan)
    numbers[given] = pd.to_numeric(values[given], errors="coerce").astype("float64")
    return numbers


def _basis(table: Table, column: Column, frame: pd.DataFrame) -> Iterator[Fault]:
    """Faults of the companion column: no basis where there is a number, or unknown words."""
    name = column.basis_name
    words = _basis_words(frame, column)
    step = f"say in {column.name}{BASIS_SUFFIX} where the number comes from"
    shown = Column(name=name, kind="text", en="", zh="")
    bound = "measured, given, estimated: <rule> or computed: <rule>"
    lacking = (frame[column.name].notna() & words.isna()).to_numpy()
    if lacking.any():
        yield from _rows(
            table, shown, frame.assign(**{name: None}), lacking, bound=bound, next_step=step
        )
    for word, fault in basis_faults(_used(words)).items():
        odd = (words == word).to_numpy()
        yield from _rows(
            table, shown, frame.assign(**{name: word}), odd, bound=fault, next_step=step
        )


def _used(words: pd.Series) -> pd.Index:
    """The words that occur, in the order in which they do."""
    used: pd.Index
    if isinstance(words.dtype, pd.CategoricalDtype):
        codes = words.cat.codes.to_numpy()
        used = words.cat.categories[pd.unique(codes[codes >= 0])]
    else:
        used = pd.Index(words.dropna().unique())
    return used


def _rows(
    table: Table, column: Column, frame: pd.DataFrame, odd: Mask, *, bound: str, next_step: str
) -> Iterator[Fault]:
    """One fault for each odd row."""
    if not odd.any():
        return
    for ref, value in zip(frame.loc[odd, "ref"], frame.loc[odd, column.name], strict=True):
        yield Fault(
            table=table.name,
            row=f"row {ref!r}",
            column=column.name,
            value=f"is {value!r}",
            bound=bound,
            next_step=next_step,
        )
