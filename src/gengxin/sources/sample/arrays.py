"""Short names for the arrays that the sample is made of, and how shapes are made of numbers."""

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

__all__ = [
    "Flags",
    "Floats",
    "Ints",
    "Shapes",
    "Words",
    "lines_of",
    "points_of",
    "polygons_of",
    "spread",
    "to_centimetres",
    "where_known",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Shapes = npt.NDArray[np.object_]
Words = npt.NDArray[np.object_]


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """For ``counts`` children of each parent: each child's parent, and its place among them."""
    parent = np.repeat(np.arange(counts.size), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    return parent, np.arange(parent.size) - first


def where_known(known: Flags, words: npt.NDArray[Any]) -> Words:
    """The words where they are known, ``None`` elsewhere."""
    found: Words = np.full(known.size, None, dtype=object)
    found[known] = words[known]
    return found


def points_of(places: Floats) -> Shapes:
    """Points at the places, to the centimetre."""
    shapes: Shapes = np.empty(len(places), dtype=object)
    shapes[:] = shapely.points(np.round(places, 2))
    return shapes


def to_centimetres(shapes: Shapes) -> Shapes:
    """The shapes with places to the centimetre; those that rounding would spoil as they were."""
    rounded: Shapes = shapely.transform(shapes, lambda places: np.round(places, 2))
    sound: Shapes = np.where(shapely.is_valid(rounded), rounded, shapes)
    return sound


def lines_of(places: Floats) -> Shapes:
    """Lines through the places: ``(lines, points, 2)``."""
    shapes: Shapes = np.empty(places.shape[:-2], dtype=object)
    shapes[...] = shapely.linestrings(places)
    return shapes


def polygons_of(places: Floats) -> Shapes:
    """Polygons with these corners: ``(polygons, corners, 2)``."""
    shapes: Shapes = np.empty(len(places), dtype=object)
    shapes[:] = shapely.polygons(places)
    return shapes
