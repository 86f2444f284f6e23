"""Outlines of buildings in a unit square, and rectangles filled with them."""

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Floats, Ints, Shapes, polygons_of

__all__ = ["FORMS", "filled"]

_HALF = np.linspace(0.0, 2 * np.pi, 17)[:-1]

FORMS: dict[str, Floats] = {
    "bar": np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=float),
    "step": np.array(
        [[0, 0], [0.5, 0], [0.5, 0.16], [1, 0.16], [1, 1], [0.5, 1], [0.5, 0.84], [0, 0.84]]
    ),
    # stairs stand out to the north
    "comb": np.array(
        [[0, 0], [1, 0], [1, 0.84], [0.84, 0.84], [0.84, 1], [0.66, 1], [0.66, 0.84],
         [0.34, 0.84], [0.34, 1], [0.16, 1], [0.16, 0.84], [0, 0.84]]
    ),
    "ell": np.array([[0, 0], [1, 0], [1, 0.45], [0.36, 0.45], [0.36, 1], [0, 1]]),
    "tee": np.array(
        [[0, 0.5], [0.3, 0.5], [0.3, 0], [0.7, 0], [0.7, 0.5], [1, 0.5], [1, 1], [0, 1]]
    ),
    "you": np.array([[0, 0], [0.3, 0], [0.3, 0.6], [0.7, 0.6], [0.7, 0], [1, 0], [1, 1], [0, 1]]),
    "cross": np.array(
        [[0.28, 0], [0.72, 0], [0.72, 0.25], [1, 0.25], [1, 0.75], [0.72, 0.75], [0.72, 1],
         [0.28, 1], [0.28, 0.75], [0, 0.75], [0, 0.25], [0.28, 0.25]]
    ),
    "butterfly": np.array(
        [[0, 0], [0.36, 0], [0.36, 0.22], [0.64, 0.22], [0.64, 0], [1, 0], [1, 0.72], [0.7, 0.72],
         [0.7, 1], [0.3, 1], [0.3, 0.72], [0, 0.72]]
    ),
    "podium": np.array(
        [[0, 0.12], [0.12, 0], [1, 0], [1, 0.7], [0.86, 1], [0, 1]]
    ),
    "round": np.stack([0.5 + 0.5 * np.cos(_HALF), 0.5 + 0.5 * np.sin(_HALF)], axis=1),
}  # fmt: skip
# an inner yard is a hole: written apart, since the other outlines have none
YARD = np.array([[0.26, 0.3], [0.74, 0.3], [0.74, 0.7], [0.26, 0.7]])


def filled(
    corner: Floats, along: Floats, size_m: Floats, form: Ints, names: tuple[str, ...]
) -> Shapes:
    """The outline ``names[form]`` in each rectangle: from its corner, ``along`` it, then left."""
    shapes: Shapes = np.empty(form.size, dtype=object)
    for number, name in enumerate(names):
        rows = np.flatnonzero(form == number)
        outline = FORMS["bar" if name == "yard" else name]
        shapes[rows] = polygons_of(_laid(outline, corner, along, size_m, rows))
        if name == "yard":
            yard = polygons_of(_laid(YARD, corner, along, size_m, rows))
            shapes[rows] = shapely.difference(shapes[rows], yard)
    return shapes


def _laid(outline: Floats, corner: Floats, along: Floats, size_m: Floats, rows: Ints) -> Floats:
    """Points of one outline in some rectangles: ``(rows, points, 2)``, to the centimetre."""
    ahead = along[rows] * size_m[rows, :1]
    left = along[rows][:, ::-1] * [-1.0, 1.0] * size_m[rows, 1:]
    laid: Floats = (
        corner[rows][:, None]
        + outline[None, :, :1] * ahead[:, None]
        + outline[None, :, 1:] * left[:, None]
    )
    return np.round(laid, 2)
