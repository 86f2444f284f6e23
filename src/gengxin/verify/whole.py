"""Whole numbers summed exactly, and the roundings that the model speaks of."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.terms import InputError

__all__ = ["Floats", "Whole", "codes_of", "exact_sums", "fixed", "half_even", "whole", "words"]

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# sums of int64 below this can't wrap round; above it Python's own integers are used
SAFE = 2.0**62
# the greatest amount that a table may hold: doubles count whole numbers up to here
GREATEST = 2.0**53


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


def codes_of(column: pd.Series, index: pd.Index) -> npt.NDArray[np.intp]:
    """Position of each word of a column in an index; −1 where it is not there."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, own = column.cat.codes.to_numpy(), column.cat.categories
    else:
        codes, own = pd.factorize(column, use_na_sentinel=True)
    at = np.append(index.get_indexer(pd.Index(own, dtype="object")), -1)
    return at[codes]


def words(column: pd.Series) -> npt.NDArray[np.object_]:
    """The words of a column; empty where missing."""
    plain = column.astype("object").to_numpy()
    return np.where(column.isna().to_numpy(), "", plain)
