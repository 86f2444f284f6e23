"""Several rows of one key → one value: sums, extremes, the commonest, the whole or its parts."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.sources.recipe.model import Gathering
from gengxin.terms.basis import basis_kind

__all__ = ["gathered", "gathered_basis"]

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# the weakest basis of the rows is the basis of what is made of them
BASIS_RANK = {"measured": 0, "given": 1, "computed": 2, "estimated": 3}


def gathered(  # noqa: PLR0917 - rows, their keys, how
    values: pd.Series,
    group: Whole,
    count: int,
    how: Gathering,
    weight: Real | None,
    whole: Flags,
) -> pd.Series:
    """One value for each of ``count`` keys; missing where no row of the key has one.

    ``group`` is the key of each row, -1 for none; ``whole`` marks rows that state the whole.
    """
    has = values.notna().to_numpy() & (group >= 0)
    values, group, whole = values[has], group[has], whole[has]
    if how == "most":
        return _most(values, group, count, None if weight is None else weight[has])
    if how == "first":
        first, at = np.unique(group, return_index=True)
        return pd.Series(values.to_numpy()[at], index=first).reindex(range(count))
    numbers = values.to_numpy("float64")
    if how == "whole_or_sum":
        stated = _sum(numbers[whole], group[whole], count)
        summed = _sum(numbers[~whole], group[~whole], count)
        return pd.Series(np.fmax(stated, summed))
    if how == "sum":
        return pd.Series(_sum(numbers, group, count))
    if how == "count":
        return pd.Series(_sum(np.ones(len(group)), group, count))
    extreme = pd.Series(numbers).groupby(group)
    chosen = extreme.max() if how == "greatest" else extreme.min()
    return chosen.reindex(range(count))


def gathered_basis(basis: pd.Series, group: Whole, count: int) -> pd.Series:
    """The weakest basis among the rows of each key: an estimated part makes an estimate."""
    has = basis.notna().to_numpy() & (group >= 0)
    words, group = basis[has], group[has]
    rank = basis_kind(words).map(BASIS_RANK).to_numpy("int64")
    order = np.lexsort((-rank, group))
    first, at = np.unique(group[order], return_index=True)
    return pd.Series(words.to_numpy()[order][at], index=first).reindex(range(count))


def _sum(numbers: Real, group: Whole, count: int) -> Real:
    total = np.bincount(group, weights=numbers, minlength=count).astype("float64")
    total[np.bincount(group, minlength=count) == 0] = np.nan
    return total


def _most(values: pd.Series, group: Whole, count: int, weight: Real | None) -> pd.Series:
    """The value with the greatest weight; the commonest, then the earliest, among equals."""
    heavy = np.ones(len(group)) if weight is None else np.nan_to_num(weight)
    number, words = pd.factorize(values)
    each = pd.DataFrame({"group": group, "word": number, "weight": heavy})
    sums = each.groupby(["group", "word"], sort=False)["weight"].agg(["sum", "size"]).reset_index()
    best = sums.sort_values(["group", "sum", "size"], ascending=[True, False, False], kind="stable")
    best = best.drop_duplicates("group")
    chosen = np.asarray(words)[best["word"].to_numpy()]
    return pd.Series(chosen, index=best["group"].to_numpy()).reindex(range(count))
