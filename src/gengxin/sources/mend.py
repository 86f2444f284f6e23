"""Mend what has one sure answer, leave out what has none, and count both."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from gengxin.sources.layers import Layer, Shapes
from gengxin.sources.notes import LOSS_SHARE, NoteBook
from gengxin.terms import InputError

__all__ = ["Extent", "mended", "mended_shapes", "refuse_loss", "robust_extent", "stated_crs"]

POINT, LINE, POLYGON = 0, 1, 2
MULTI_TYPES = (4, 5, 6)
COLLECTION_TYPE = 7

# without a boundary, a place is stray beyond ten times the median distance from the median place,
# at least 5 km: no district is so uneven, and a mistyped coordinate is off by more
STRAY_MEDIANS = 10.0
STRAY_FLOOR_M = 5_000.0

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Where the district lies: its boundary with a margin, or else a robust circle, in its CRS."""

    crs: str
    ground: shapely.Geometry
    is_boundary: bool


def stated_crs(layer: Layer) -> CRS:
    """The CRS of a layer; an ``InputError`` where none is stated or none is known by that name."""
    if not layer.crs:
        msg = (
            f"{layer.name} doesn't state its coordinate system; find out which it is and declare "
            'it in the recipe under its input, e.g. crs = "EPSG:4326" for longitude and latitude'
        )
        raise InputError(msg)
    try:
        return CRS.from_user_input(layer.crs)
    except CRSError as error:
        msg = (
            f"{layer.name}: no register knows the coordinate system {layer.crs!r} → "
            "give its code, e.g. EPSG:4326"
        )
        raise InputError(msg) from error


def mended(layer: Layer, extent: Extent, *, accept_loss: bool, book: NoteBook) -> pd.DataFrame:
    """A layer's rows with sound places in the extent's CRS; a table without places comes as it is.

    Left out, counted and noted: rows without a usable place, exact duplicates, strays. The index
    is the number of the row in the file, from 0.
    """
    for remark in layer.remarks:
        book.add(layer.name, "read", 1, en=remark, zh=remark)
    if layer.shapes is None:
        return layer.rows
    _note(book, layer.name, "closed", layer.closed_count)
    shapes, unmendable = _sound(layer, book)
    projected = gpd.GeoSeries(shapes, crs=stated_crs(layer)).to_crs(extent.crs).to_numpy()
    inside = _inside(projected, extent) & ~unmendable
    # shapes are mended once more in metres: rounding may have moved vertices onto each other
    kept, _ = mended_shapes(projected[inside])
    frame = gpd.GeoDataFrame(layer.rows[inside], geometry=kept, crs=extent.crs)
    gone = shapely.is_missing(kept)
    twice = _twice(frame) & ~gone
    strays = int((~inside & ~unmendable).sum())
    _note(book, layer.name, "beyond" if extent.is_boundary else "stray", strays)
    _note(book, layer.name, "unmendable", int(unmendable.sum() + gone.sum()))
    _note(book, layer.name, "twice", int(twice.sum()))
    lost = int(unmendable.sum() + gone.sum()) + (0 if extent.is_boundary else strays)
    refuse_loss(layer.name, lost, len(layer.rows), accept_loss=accept_loss)
    return frame[~(gone | twice)]


def refuse_loss(name: str, lost: int, rows: int, *, accept_loss: bool) -> None:
    """Raise an ``InputError`` where more than 5 % of the rows of a layer were lost."""
    if lost > LOSS_SHARE * rows and not accept_loss:
        msg = (
            f"{name} loses {lost:,} of its {rows:,} rows ({lost / rows:.0%}); at most "
            f"{LOSS_SHARE:.0%} may go unasked → mend the file, or accept the loss (--accept-loss)"
        )
        raise InputError(msg)


def robust_extent(centres_m: npt.NDArray[np.float64], crs: str) -> Extent:
    """Take the extent from the places themselves, (n, 2) in the CRS: strays don't stretch it."""
    middle = np.median(centres_m, axis=0)
    distance_m = np.hypot(*(centres_m - middle).T)
    radius_m = max(STRAY_FLOOR_M, STRAY_MEDIANS * float(np.median(distance_m)))
    return Extent(crs=crs, ground=shapely.Point(middle).buffer(radius_m), is_boundary=False)


def _sound(layer: Layer, book: NoteBook) -> tuple[Shapes, Flags]:
    """Mend in the file's own CRS, so that each count is of what stands in the file."""
    assert layer.shapes is not None  # noqa: S101 - said to the type checker
    shapes, counts = mended_shapes(layer.shapes)
    for what, count in counts.items():
        _note(book, layer.name, what, count)
    return shapes, shapely.is_missing(shapes)


def _inside(shapes: Shapes, extent: Extent) -> Flags:
    """Which shapes touch the extent; what the projection can't hold lies outside."""
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    inside = np.zeros(len(shapes), dtype=bool)
    # an invalid shape can't be tested whole, and is mended later: its box decides
    boxes = shapes.copy()
    odd = finite & ~shapely.is_valid(shapes)
    boxes[odd] = shapely.envelope(shapes[odd])
    shapely.prepare(extent.ground)
    inside[finite] = shapely.intersects(extent.ground, boxes[finite])
    return inside


def _twice(frame: gpd.GeoDataFrame) -> Flags:
    """Which rows say again, word by word and vertex by vertex, what an earlier one said."""
    texts = pd.DataFrame(frame.drop(columns="geometry")).astype("str")
    return texts.assign(wkb=frame.geometry.to_wkb()).duplicated().to_numpy()


# -- shapes -------------------------------------------------------------------------------------


def mended_shapes(shapes: Shapes) -> tuple[Shapes, dict[str, int]]:
    """Mend shapes, and count by kind: ``repeated`` vertices, ``turned`` rings, ``invalid`` shapes.

    Sound shapes are two-dimensional, valid, of one dimension, single where they have one part, and
    their outer rings run counter-clockwise. What can't be made so (not finite, collapsed to less
    than it should be) is missing in the answer.
    """
    sound: Shapes = np.asarray(shapely.force_2d(shapes), dtype=object)
    sound[~np.isfinite(shapely.bounds(sound)).all(axis=1)] = None
    before = shapely.get_num_coordinates(sound)
    sound = np.asarray(shapely.remove_repeated_points(sound), dtype=object)
    repeated = int((shapely.get_num_coordinates(sound) < before).sum())
    invalid = np.flatnonzero(~shapely.is_valid(sound) & ~shapely.is_missing(sound))
    sound[invalid] = shapely.make_valid(sound[invalid], method="structure", keep_collapsed=False)
    sound = _of_one_dimension(sound)
    sound[_collapsed(sound)] = None
    turned = _clockwise(sound)
    sound = np.asarray(shapely.orient_polygons(sound), dtype=object)
    single = np.isin(shapely.get_type_id(sound), MULTI_TYPES)
    single &= shapely.get_num_geometries(sound) == 1
    sound[single] = shapely.get_geometry(sound[single], 0)
    mended_count = int((~shapely.is_missing(sound[invalid])).sum())
    return sound, {"repeated": repeated, "turned": int(turned.sum()), "invalid": mended_count}


def _of_one_dimension(shapes: Shapes) -> Shapes:
    """Of a mixed collection keep the parts of the highest dimension."""
    for number in np.flatnonzero(shapely.get_type_id(shapes) == COLLECTION_TYPE):
        parts = shapely.get_parts(shapely.get_parts(shapes[number]))
        dimension = shapely.get_dimensions(parts)
        best = parts[dimension == dimension.max(initial=-1)]
        shapes[number] = shapely.union_all(best) if best.size else None
    return shapes


def _collapsed(shapes: Shapes) -> Flags:
    """Which shapes are empty, polygons without area or lines without length."""
    dimension = shapely.get_dimensions(shapes)
    flat = (dimension == POLYGON) & (shapely.area(shapes) == 0)
    short = (dimension == LINE) & (shapely.length(shapes) == 0)
    return np.asarray(shapely.is_empty(shapes) | flat | short)


def _clockwise(shapes: Shapes) -> Flags:
    """Which polygons have an outer ring that runs clockwise: a negative area by the formula."""
    first = np.asarray(shapely.get_geometry(shapes, 0), dtype=object)
    ring = shapely.get_exterior_ring(first)
    return ~shapely.is_missing(ring) & ~shapely.is_ccw(ring)


WORDS = {
    "closed": ("mended", "shapes whose ring stood open, closed", "未闭合的图形，已闭合"),
    "repeated": ("mended", "shapes with repeated vertices, taken out", "有重复顶点的图形，已去除"),
    "turned": (
        "mended",
        "outer rings that ran clockwise (a negative area), turned",
        "方向为顺时针（面积为负）的外环，已改正",
    ),
    "invalid": ("mended", "invalid shapes, made valid", "无效图形，已修复"),
    "unmendable": ("left_out", "rows without a usable place", "无可用位置的行"),
    "twice": ("merged", "rows that repeat another exactly", "与他行完全重复的行"),
    "beyond": ("left_out", "rows outside the boundary", "边界之外的行"),
    "stray": ("left_out", "rows that lie far from all others", "远离其余数据的行"),
}


def _note(book: NoteBook, name: str, what: str, count: int) -> None:
    action, en, zh = WORDS[what]
    book.add(name, action, count, en=en, zh=zh)
