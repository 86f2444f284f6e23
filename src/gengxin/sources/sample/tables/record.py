"""Frames of the data dictionary made of arrays, each number with its basis."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gengxin.sources.sample.arrays import Ints, Shapes
from gengxin.sources.sample.facts import CRS
from gengxin.terms import TABLES

__all__ = ["SOURCE", "chosen_words", "frame", "picked", "refs"]

SOURCE = "made up by gengxin's sample"


def refs(prefix: str, count: int) -> pd.Series:
    """References ``prefix-000001`` and on."""
    numbers = pd.Series(np.arange(1, count + 1)).astype("str").str.zfill(6)
    return prefix + "-" + numbers


def picked(words: pd.Series, rows: Ints) -> pd.Series:
    """The word at each of the rows; missing where the row is negative."""
    return words.reindex(rows).reset_index(drop=True)


def chosen_words(number: Ints, words: list[str]) -> pd.Series:
    """The word of each number, kept once; missing where the number is -1."""
    return pd.Series(pd.Categorical.from_codes(number, pd.Index(words)))


def frame(
    name: str,
    columns: Mapping[str, Any],
    *,
    shapes: Shapes | None = None,
    seed: int,
    computed: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """One table: its columns, the source, and of each number whether made up or computed.

    ``computed`` names the quantities that follow from others, with their rule.
    """
    made_up = f"estimated: {SOURCE}, seed {seed}"
    rules = dict(computed or {})
    whole = dict(columns)
    for column in TABLES[name].quantities:
        if column.name in columns and column.basis_name not in columns:
            rule = rules.get(column.name)
            basis = made_up if rule is None else f"computed: {rule}; {SOURCE}, seed {seed}"
            missing = np.asarray(pd.isna(columns[column.name]))
            whole[column.basis_name] = chosen_words(np.where(missing, -1, 0), [basis])
    plain = pd.DataFrame(whole)
    plain["source"] = chosen_words(np.zeros(len(plain), dtype=np.int64), [SOURCE])
    if shapes is None:
        return plain
    return gpd.GeoDataFrame(plain, geometry=gpd.GeoSeries(shapes, index=plain.index, crs=CRS))
