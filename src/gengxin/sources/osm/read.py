"""OpenStreetMap data in, plain tables of a district out."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from gengxin.sources.missing import say_missing
from gengxin.sources.notes import NoteBook
from gengxin.sources.osm import notes
from gengxin.sources.osm.areas import areas
from gengxin.sources.osm.barriers import barriers, water
from gengxin.sources.osm.buildings import buildings
from gengxin.sources.osm.clip import clipped
from gengxin.sources.osm.columns import Filled
from gengxin.sources.osm.facilities import facilities
from gengxin.sources.osm.gates import gates
from gengxin.sources.osm.green import green
from gengxin.sources.osm.heritage import heritage
from gengxin.sources.osm.osm_map import OsmMap
from gengxin.sources.osm.plane import ground_of, on_the_plane
from gengxin.sources.osm.shapes import has_area, sound_areas
from gengxin.sources.osm.source_file import input_file, raw_elements
from gengxin.sources.osm.stops import stops
from gengxin.sources.osm.walk_edges import walk_edges
from gengxin.sources.osm.walkable import walkable
from gengxin.terms import TABLES, DistrictMeta, PlainDistrict

__all__ = ["read_osm"]

JOIN_ISLANDS_WITHIN_M: Final = 10.0
"""A pavement lies so far from the middle of its street; a wider gap may be a wall."""

NETWORK_BEYOND_M: Final = 1_000.0
"""The longest walk of a service standard: ways out of the district and back in count."""


def read_osm(
    path: Path | str,
    *,
    boundary: shapely.Geometry | None = None,
    crs: str | None = None,
    join_islands_within_m: float = JOIN_ISLANDS_WITHIN_M,
    network_beyond_m: float = NETWORK_BEYOND_M,
) -> PlainDistrict:
    """Tables of everything in a file of OpenStreetMap data that a check-up can use.

    A table that the file does not fill is absent, never empty. What was left out, merged, mended,
    estimated or is missing is in ``meta.notes``.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm`` (also ``.gz``, ``.bz2``) or a raw Overpass reply, ``.json``.
    boundary
        Polygon in longitude and latitude (WGS 84). Kept is what intersects it, whole; of the
        walking network and of barriers also what lies within ``network_beyond_m``. The rest is
        counted.
    crs
        Projected metric CRS of the tables; by default the UTM zone of the boundary, or of the data.
    join_islands_within_m
        Islands of the network that come so near are joined by added edges; 0 joins none.

    Raises
    ------
    InputError
        For a file that can't be used, saying why and what to do.

    """
    path = Path(path)
    osm_map, stray_count = on_the_plane(raw_elements(path), boundary=boundary, crs=crs)
    filled = _filled(osm_map, join_islands_within_m)
    frames = {name: one.frame for name, one in filled.items()}
    told = [note for one in filled.values() for note in one.notes]
    if boundary is not None:
        ground = ground_of(boundary, osm_map.crs)
        frames, outside = clipped(frames, ground, beyond_m=network_beyond_m)
        told += outside
    tables = {name: frames[name] for name in TABLES if name in frames and len(frames[name])}
    book = NoteBook([notes.read(name, len(frame)) for name, frame in tables.items()])
    book.notes += [
        *notes.counted(notes.doubled(osm_map.elements.doubled_count), notes.stray(stray_count)),
        *told,
    ]
    say_missing(tables, (), book)
    parameters = {"osm.join_islands_within_m": f"{join_islands_within_m:g}"}
    if boundary is not None:
        parameters["osm.network_beyond_m"] = f"{network_beyond_m:g}"
    return PlainDistrict(meta=_meta(path, osm_map, parameters, book), tables=dict(tables))


def _filled(osm_map: OsmMap, join_islands_within_m: float) -> dict[str, Filled]:
    """Every table that OpenStreetMap can fill; some stand on others."""
    can_walk = walkable(osm_map)
    built = buildings(osm_map)
    served = facilities(osm_map, built)
    water_areas, _ = sound_areas(osm_map.areas(np.flatnonzero(water(osm_map.tags))))
    obstacles = np.concatenate([built.frame.geometry.to_numpy(), water_areas])
    walked = walk_edges(
        osm_map,
        can_walk,
        obstacles[has_area(obstacles)],
        join_islands_within_m=join_islands_within_m,
    )
    return {
        "areas": areas(osm_map),
        "buildings": built,
        "facilities": served,
        "gates": gates(osm_map, served, walked.frame),
        "walk_edges": walked,
        "stops": stops(osm_map),
        "green": green(osm_map),
        "barriers": barriers(osm_map, can_walk.kind >= 0),
        "heritage": heritage(osm_map, built),
    }


def _meta(path: Path, osm_map: OsmMap, parameters: dict[str, str], book: NoteBook) -> DistrictMeta:
    """What is true of the whole: name of the file, CRS, day, input, notes."""
    day = osm_map.elements.day
    if day is None:
        day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
        book.notes.append(notes.day_of_file(day))
    name = path.name.split(".")[0]
    return DistrictMeta(
        name_en=name,
        name_zh=name,
        crs=osm_map.crs.to_string(),
        data_day=day,
        inputs=(input_file(path, osm_map.elements.day),),
        parameters=parameters,
        notes=tuple(book.notes),
    )
