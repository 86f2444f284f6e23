"""Columns and notes as the tables want them: numbers with their basis, sound areas, counts."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from geopandas.array import GeometryArray

from gengxin.sources.osm.ragged import Flags, Real, Shapes, Whole
from gengxin.terms import Note

__all__ = [
    "COMPUTED_AREA",
    "Codes",
    "Filled",
    "Shapes",
    "basis",
    "chosen_words",
    "linked",
    "placed_table",
]

Words = pd.api.extensions.ExtensionArray
"""A column of words, each kept once."""

COMPUTED_AREA: Final = "computed: area of the outline"


class Filled(NamedTuple):
    """A table, the object of each row, and what there is to say about it."""

    frame: gpd.GeoDataFrame
    objects: Whole
    notes: tuple[Note, ...]


def basis(values: Real, words: str) -> Words:
    """The same basis in every row that has a number."""
    return chosen_words(np.where(np.isnan(values), -1, 0), [words])


def chosen_words(codes: Whole, words: Sequence[str]) -> Words:
    """A word for each code; missing for −1."""
    found: Words = pd.Categorical.from_codes(codes, dtype=_categories(tuple(words)))
    return found


@cache
def _categories(words: tuple[str, ...]) -> pd.CategoricalDtype:
    """Made once: to check and to index a list of words takes longer than to fill a column."""
    return pd.CategoricalDtype(list(words))


def placed_table(
    columns: Mapping[str, object], shapes: Shapes, crs: pyproj.CRS
) -> gpd.GeoDataFrame:
    """A table of columns that nobody else writes to, with places.

    The places come as a column that knows its CRS, or else GeoPandas would compare CRSs at length.
    """
    placed = {**columns, "geometry": GeometryArray(shapes, crs=crs)}
    return gpd.GeoDataFrame(placed, geometry="geometry", copy=False)


class Codes(NamedTuple):
    """A word of a list for each object, by its place there; −1 for none."""

    words: tuple[str, ...]
    code: Whole

    @classmethod
    def none(cls, words: Iterable[str], count: int) -> "Codes":
        """No word for any object yet."""
        return cls(tuple(words), np.full(count, -1))

    def put(self, word: str, chosen: Flags) -> None:
        """Give a word to the objects chosen, instead of what they had."""
        self.code[chosen] = self.words.index(word)

    @property
    def given(self) -> Flags:
        """Which objects have a word."""
        return self.code >= 0

    def of(self, objects: Whole) -> Words:
        """The words of some objects."""
        return chosen_words(self.code[objects], self.words)


def linked(rows: Whole, frame: pd.DataFrame) -> Shapes:
    """References to rows of a table; ``None`` for −1."""
    refs = np.full(len(frame) + 1, None)
    refs[:-1] = frame["ref"]
    return refs[rows]
