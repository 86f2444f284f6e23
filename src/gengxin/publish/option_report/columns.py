"""Columns of many rows made small: words listed once, numbers rounded, rows told by option."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from gengxin.publish.plain import rounded
from gengxin.terms import Column, Table

__all__ = ["DIGITS", "by_option", "listed", "listed_pairs", "plain_column", "positions"]

# a figure on screen needs no more digits than this; the tables of the run have them all
DIGITS = 6
_SCALES = {"_x100": 100.0, "_x1000": 1000.0}


def plain_column(values: pd.Series, column: Column) -> dict[str, Any]:
    """A column as the page carries it: numbers in their plain unit, words listed once."""
    if column.kind in {"text", "code"}:
        return listed(values)
    return {"values": rounded(_unscaled(values, column.name), DIGITS)}


def listed(values: pd.Series) -> dict[str, Any]:
    """Words listed once, and for each row the position of its word; -1 where it has none."""
    positions, words = pd.factorize(values.astype("object").replace("", None))
    return {"words": [str(word) for word in words], "values": positions.tolist()}


def listed_pairs(en: pd.Series, zh: pd.Series) -> dict[str, Any]:
    """Texts in both languages listed once, as ``listed`` does."""
    pairs = pd.MultiIndex.from_arrays([en.fillna(""), zh.fillna("")])
    positions, words = pairs.factorize()
    return {"words": [list(pair) for pair in words], "values": positions.tolist()}


def positions(values: pd.Series, refs: pd.Index) -> np.ndarray:
    """Place of each value among the references; -1 where it is none of them."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        known = refs.get_indexer(values.cat.categories)
        return np.append(known, -1)[values.cat.codes.to_numpy()]
    return refs.get_indexer(pd.Index(values))


def by_option(
    rows: pd.DataFrame, table: Table, refs: pd.Index, *, columns: Mapping[str, str]
) -> dict[str, Any]:
    """Rows of a table dealt to their options: how many each has, then the columns in that order.

    ``columns`` maps a column to the name by which the page knows it.
    """
    position = positions(rows["option"], refs)
    order = np.argsort(position, kind="stable")
    dealt = rows.iloc[order]
    return {
        "counts": np.bincount(position, minlength=len(refs)).tolist(),
        "columns": {
            name: plain_column(dealt[column], table.by_name[column])
            for column, name in columns.items()
        },
    }


def _unscaled(values: pd.Series, name: str) -> np.ndarray:
    scale = next((by for end, by in _SCALES.items() if name.endswith(end)), 1.0)
    return np.asarray(values.astype("Float64").to_numpy(dtype="float64", na_value=np.nan) / scale)
