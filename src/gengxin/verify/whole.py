"""Whole numbers summed exactly, and the roundings that the model speaks of."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gengxin.terms import InputError

__all__ = [
    "AT_ONCE",
    "Coded",
    "Floats",
    "Whole",
    "by_number",
    "coded",
    "codes_of",
    "exact_sums",
    "fixed",
    "half_even",
    "runs",
    "whole",
    "words",
]

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# sums of int64 below this can't wrap round; above it Python's own integers are used
SAFE = 2.0**62
# the greatest amount that a table may hold: doubles count whole numbers up to here
GREATEST = 2.0**53
# rows that are worked on at once
AT_ONCE = 100_000


def whole(column: pd.Series) -> tuple[Whole, npt.NDArray[np.bool_]]:
    """The whole numbers of a column, 0 where missing; and where they are known."""
    known = column.notna().to_numpy(bool)
    numbers = column.to_numpy("float64", na_value=np.nan)
    odd = known & ~((np.abs(numbers) < GREATEST) & (numbers == np.floor(numbers)))
    if odd.any():
        at = int(np.flatnonzero(odd)[0])
        msg = (
            f"{column.name} of row {at} is {numbers[at]:g}, must be a whole number below 2^53; "
            "make the options again"
        )
        raise InputError(msg)
    return np.where(known, numbers, 0.0).astype(np.int64), known


def fixed(column: pd.Series, scale: int) -> Whole:
    """A column of numbers × scale as whole numbers, half to even; 0 where missing."""
    numbers = column.to_numpy("float64", na_value=np.nan) * scale
    known = ~np.isnan(numbers)
    if (np.abs(numbers[known]) >= GREATEST).any():
        msg = f"{column.name} reaches {np.abs(numbers[known]).max():g}, must stay below 2^53"
        raise InputError(msg)
    return np.rint(np.where(known, numbers, 0.0)).astype(np.int64)


def half_even(amount: Whole, divisor: int) -> Whole:
    """Amount ÷ divisor, to the nearest whole number, halves to the even one."""
    below, rest = np.divmod(amount, divisor)
    rounded: Whole = below + (2 * rest + below % 2 > divisor)
    return rounded


def exact_sums(group: npt.NDArray[np.intp], amount: Whole, size: int) -> npt.NDArray[np.object_]:
    """The sum of the amounts of each group, as Python's integers, which know no overflow."""
    most = np.bincount(group, np.abs(amount.astype(np.float64)), minlength=size)
    if most.max(initial=0.0) < SAFE:
        sums = np.zeros(size, np.int64)
        np.add.at(sums, group, amount)
        return sums.astype(object)
    exact = np.zeros(size, object)
    np.add.at(exact, group, amount.astype(object))
    return exact


def by_number(number: Whole, member: Whole) -> dict[int, Whole]:
    """The members of each number, in its order."""
    order = np.argsort(number, kind="stable")
    groups, starts = np.unique(number[order], return_index=True)
    parts = np.split(member[order], starts[1:])
    return {int(group): part for group, part in zip(groups, parts, strict=False)}


class Coded(NamedTuple):
    """A column of words as positions in an index: ``place[codes]``; codes are −1 where missing."""

    codes: npt.NDArray[np.integer]
    place: Whole


def codes_of(column: pd.Series, index: pd.Index) -> Whole:
    """Position of each word of a column in an index; −1 where it is not there."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return _positions(column, index)
    found = coded(column, index)
    place: Whole = found.place[found.codes]
    return place


def coded(column: pd.Series, index: pd.Index) -> Coded:
    """The same for a long column, whose positions needn't all be written down at once."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        own, codes = column.cat.categories, column.cat.codes.to_numpy()
    else:
        codes, own = pd.factorize(column, use_na_sentinel=True)
    return Coded(codes, np.append(_positions(own, index), -1))


def runs(count: int) -> Iterator[slice]:
    """Runs of rows, so short that what is worked on stays near the processor."""
    for first in range(0, count, AT_ONCE):
        yield slice(first, first + AT_ONCE)


def _positions(words: pd.Series | pd.Index, index: pd.Index) -> Whole:
    """Looked up by Arrow, which takes words as they lie and is many times faster than pandas."""
    if index.empty:
        return np.full(len(words), -1, np.int64)
    known = pa.array(index, from_pandas=True)
    asked = pa.array(words, type=known.type, from_pandas=True)
    found = pc.index_in(asked, value_set=known, skip_nulls=True).fill_null(-1)
    place: Whole = found.to_numpy(zero_copy_only=False).astype(np.int64)
    return place


def words(column: pd.Series) -> npt.NDArray[np.object_]:
    """The words of a column; empty where missing."""
    plain = column.astype("object").to_numpy()
    return np.where(column.isna().to_numpy(), "", plain)
