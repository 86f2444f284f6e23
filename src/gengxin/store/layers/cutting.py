"""Cut a square out of a layer: what is seen at its zoom, clipped, simplified, on the tile's units.

What is too small to be seen is left out and counted; a count that says nothing of what is missing
would be a wrong total.
"""

import gzip
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from gengxin.store.layers.squares import EXTENT, Square, as_shares
from gengxin.store.layers.vector_tile import encoded_layer

__all__ = [
    "LEFT_OUT",
    "SMALLEST_UNITS",
    "TOLERANCE_UNITS",
    "Candidates",
    "cut",
    "left_out_layer",
    "packed",
]

LEFT_OUT = "left_out"
# lines and polygons whose box is smaller than this are left out: 2 pixels of a tile of 512
SMALLEST_UNITS = 16.0
# by how much a line may be simplified below the greatest zoom: a quarter of such a pixel
TOLERANCE_UNITS = 2.0
_LEVEL = 6

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """Rows whose box meets a square: shapes as WKB, boxes in degrees, columns, row numbers."""

    shapes: pa.Array
    boxes: Floats
    rows: pa.Table
    numbers: npt.NDArray[np.int64]


def cut(name: str, found: Candidates, square: Square, *, simplify: bool) -> bytes:
    """The square of a layer as a tile, not packed; empty where there is nothing to tell."""
    large, inside = _spans(found.boxes, square)
    seen = _on_tile(found, large, square, simplify=simplify)
    chosen = np.flatnonzero(large)
    part = found.rows.take(pa.array(chosen))
    layer, drawn = encoded_layer(name, seen, part, found.numbers[chosen])
    shown = np.zeros(len(large), dtype=bool)
    shown[chosen[drawn]] = True
    return layer + left_out_layer(int((inside & ~shown).sum()))


def left_out_layer(count: int) -> bytes:
    """The layer that tells how many shapes of the square are too small to be seen; none: empty."""
    if not count:
        return b""
    middle = np.array([shapely.Point(EXTENT / 2, EXTENT / 2)], dtype=object)
    layer, _ = encoded_layer(LEFT_OUT, middle, pa.table({"count": [count]}), np.zeros(1, np.int64))
    return layer


def packed(tile: bytes) -> bytes:
    """A tile as it is kept and sent; an empty one stays empty."""
    return gzip.compress(tile, _LEVEL, mtime=0) if tile else b""


def _spans(boxes: Floats, square: Square) -> tuple[Flags, Flags]:
    """Which boxes are large enough to be seen, and which have their middle in the square."""
    low = as_shares(boxes[:, [0, 3]]) / square.side
    high = as_shares(boxes[:, [2, 1]]) / square.side
    span = (high - low).max(axis=1, initial=0.0) * EXTENT
    middle = np.floor((low + high) / 2) == [square.column, square.row]
    return (span >= SMALLEST_UNITS) | (span == 0), middle.all(axis=1)


def _on_tile(
    found: Candidates, large: Flags, square: Square, *, simplify: bool
) -> npt.NDArray[np.object_]:
    """The large shapes in units of the tile, within it and its margin."""
    shapes = shapely.from_wkb(found.shapes.filter(pa.array(large)).to_numpy(zero_copy_only=False))
    boxes = found.boxes[large]
    west, south, east, north = square.bounds_deg()
    crossing = ((boxes[:, :2] < [west, south]) | (boxes[:, 2:] > [east, north])).any(axis=1)
    shapes[crossing] = shapely.clip_by_rect(shapes[crossing], west, south, east, north)
    shapes = shapely.transform(shapes, square.in_units)
    return np.asarray(shapely.simplify(shapes, TOLERANCE_UNITS) if simplify else shapes)
