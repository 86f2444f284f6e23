"""Columns and notes as the tables want them: numbers with their basis, sound areas, counts."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gengxin.sources.osm.ragged import Flags, Real, Whole
from gengxin.terms import Note

__all__ = ["COMPUTED_AREA", "Codes", "Filled", "Shapes", "basis", "chosen_words", "has_area", "linked", "sound_areas"]

Shapes = npt.NDArray[np.object_]

COMPUTED_AREA: Final = "computed: area of the outline"


class Filled(NamedTuple):
    """A table, the object of each row, and what there is to say about it."""

    frame: gpd.GeoDataFrame
    objects: Whole
    notes: tuple[Note, ...]


def basis(values: Real, words: str) -> pd.Categorical:
    """The same basis in every row that has a number."""
    return chosen_words(np.where(np.isnan(values), -1, 0), [words])


def chosen_words(codes: Whole, words: Sequence[str]) -> pd.Categorical:
    """A word for each code; missing for −1."""
    return pd.Categorical.from_codes(codes, categories=list(words))


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

    def of(self, objects: Whole) -> pd.Categorical:
        """The words of some objects."""
        return chosen_words(self.code[objects], self.words)


def linked(rows: Whole, frame: pd.DataFrame) -> npt.NDArray[np.object_]:
    """References to rows of a table; ``None`` for −1."""
    refs = np.append(frame["ref"].to_numpy(object), None)
    return np.asarray(refs[rows], object)


def sound_areas(shapes: Shapes) -> tuple[Shapes, int]:
    """Areas without self-crossings, and how many were mended; what encloses nothing becomes ``None``."""
    sound = shapes.copy()
    faulty = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_valid(shapes))
    for row in faulty:
        sound[row] = _areas_of(shapely.make_valid(shapes[row], method="structure"))
    return sound, len(faulty)


def _areas_of(shape: shapely.Geometry) -> shapely.Geometry | None:
    """The part of a shape that has area."""
    parts = shapely.get_parts(shapely.get_parts([shape]))
    wide = [part for part in parts if shapely.area(part) > 0]
    if not wide:
        return None
    return wide[0] if len(wide) == 1 else shapely.union_all(wide)


def has_area(shapes: Shapes) -> Flags:
    """Which shapes are areas."""
    return np.asarray(shapely.get_dimensions(shapes) == 2)
