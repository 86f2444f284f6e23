"""Keep what touches the boundary, and count what doesn't."""

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from gengxin.sources.osm import notes
from gengxin.terms import TABLES, InputError, Note

__all__ = ["clipped"]

# what leads out of the district and back in, or stands in the way, is kept somewhat beyond it
_BEYOND: Final = frozenset({"walk_edges", "barriers"})

Frames = dict[str, gpd.GeoDataFrame]


def clipped(
    frames: Mapping[str, gpd.GeoDataFrame], ground: shapely.Geometry, *, beyond_m: float
) -> tuple[Frames, tuple[Note, ...]]:
    """The rows that intersect the ground, whole, with references only to rows that are kept.

    A gate stays with its facility. Rows without a place are left out: nobody knows where they lie.
    """
    wide = shapely.buffer(ground, beyond_m)
    kept: Frames = {}
    told: list[Note] = []
    for name, frame in frames.items():
        area = wide if name in _BEYOND else ground
        shapely.prepare(area)
        inside = shapely.intersects(area, frame.geometry.to_numpy())
        if name == "gates":
            inside = np.ones(len(frame), np.bool_)
        kept[name] = frame[inside].reset_index(drop=True)
        told.append(notes.outside(name, int((~inside).sum())))
    linked = {name: _linked(name, frame, kept) for name, frame in kept.items()}
    if not any(len(frame) for frame in linked.values()):
        _refuse(frames, ground)
    return linked, notes.counted(*told)


def _linked(
    name: str, frame: gpd.GeoDataFrame, kept: Mapping[str, gpd.GeoDataFrame]
) -> gpd.GeoDataFrame:
    """The table without references to rows that are left out."""
    for column in TABLES[name].columns:
        if column.refers_to not in kept or column.name not in frame.columns:
            continue
        known = frame[column.name].isin(kept[column.refers_to]["ref"])
        if column.required:
            frame = frame[known].reset_index(drop=True)
        else:
            frame = frame.assign(**{column.name: frame[column.name].where(known)})
    return frame


def _refuse(frames: Mapping[str, gpd.GeoDataFrame], ground: shapely.Geometry) -> None:
    """Say where the data lie and where the boundary."""
    data = shapely.total_bounds([shapely.box(*f.total_bounds) for f in frames.values() if len(f)])
    msg = (
        f"nothing of the file lies within the boundary: the data span {np.round(data)}, the "
        f"boundary {np.round(shapely.bounds(ground))} (metres in the district's CRS) → check both"
    )
    raise InputError(msg)
