"""Stops and stations: what the map shows as pole, platform and stopping place is one stop."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gengxin.sources.osm import notes
from gengxin.sources.osm.columns import Filled, chosen_words
from gengxin.sources.osm.osm_map import OsmMap
from gengxin.sources.osm.ragged import Real, Whole
from gengxin.sources.osm.raw import NODE
from gengxin.sources.osm.shapes import points_at
from gengxin.sources.osm.stop_kinds import ENTRANCE, MODES, stop_kinds
from gengxin.terms import Note

__all__ = ["stops"]

# how far apart two objects of one mode and name may lie and be the same stop
_SAME_NAME_M: Final = {"metro": 300.0, "rail": 300.0, "tram": 100.0, "bus": 100.0, "ferry": 100.0}
_NAMELESS_M: Final = 30.0
_ENTRANCE_M: Final = 500.0
_ROUTES: Final = frozenset(
    {"subway", "train", "tram", "light_rail", "bus", "trolleybus", "ferry", "monorail"}
)


class _Stops(NamedTuple):
    """Objects that are stops, with their places."""

    objects: Whole
    mode: Whole
    role: Whole
    name: Whole
    xy_m: Real


def stops(osm_map: OsmMap) -> Filled:
    """One row a stop, and one for each entrance of a station.

    Objects of one mode are one stop when a stop area holds them, when they have one name and lie
    near each other, or when one of two close together has no name. The stop lies at a place that
    the map shows, and has the lines that call at any of its objects.
    """
    found = _found(osm_map)
    group = _groups(osm_map, found)
    shown = _shown(found, group)
    entrance = np.flatnonzero(found.role == ENTRANCE)
    rows = np.concatenate([shown, entrance])
    refs = osm_map.refs(found.objects[shown])
    ref_of_group = dict(zip(group[shown].tolist(), refs, strict=True))
    stations = [None] * len(shown) + [
        ref_of_group.get(one) for one in _stations(found, group, entrance).tolist()
    ]
    lines = _lines(osm_map, found, group)
    frame = osm_map.frame(
        found.objects[rows],
        points_at(found.xy_m[rows]),
        {
            "mode": chosen_words(found.mode[rows], MODES),
            "lines": [lines.get(one) for one in group[rows].tolist()],
            "station": stations,
        },
    )
    merged = len(found.objects) - len(rows)
    return Filled(frame, found.objects[rows], notes.counted(_merged(merged)))


def _found(osm_map: OsmMap) -> _Stops:
    """Every object that is a stop and has a place."""
    mode, role = stop_kinds(osm_map.tags)
    objects = np.flatnonzero(mode >= 0)
    shapes = osm_map.shapes(objects, area=osm_map.kind[objects] != NODE)
    points = np.asarray(shapely.point_on_surface(shapes), object)
    line = shapely.get_dimensions(shapes) == 1
    points[line] = shapely.line_interpolate_point(shapes[line], 0.5, normalized=True)
    cut = np.flatnonzero(shapely.is_missing(points))
    points[cut] = osm_map.known_part(objects[cut])
    kept = ~shapely.is_missing(points)
    objects = objects[kept]
    return _Stops(
        objects,
        mode[objects],
        role[objects],
        osm_map.tags.word("name")[objects],
        shapely.get_coordinates(points[kept]),
    )


def _groups(osm_map: OsmMap, found: _Stops) -> Whole:
    """A number for each stop's group; entrances are groups of their own."""
    one, other = np.concatenate([_in_one_area(osm_map, found), _near(found)], axis=1)
    own = (found.role[one] != ENTRANCE) & (found.role[other] != ENTRANCE)
    one, other = one[own], other[own]
    count = len(found.objects)
    links = coo_array((np.ones(len(one)), (one, other)), shape=(count, count))
    return connected_components(links, directed=False)[1].astype(np.int64)


def _in_one_area(osm_map: OsmMap, found: _Stops) -> npt.NDArray[np.int64]:
    """Pairs of stops of one mode that one stop area holds."""
    area, stop = _members(
        osm_map, osm_map.tags.among("public_transport", {"stop_area"}), found.objects
    )
    order = np.lexsort((found.mode[stop], area))
    area, stop = area[order], stop[order]
    mode = found.mode[stop]
    same = (area[1:] == area[:-1]) & (mode[1:] == mode[:-1])
    return np.stack([stop[:-1][same], stop[1:][same]])


def _near(found: _Stops) -> npt.NDArray[np.int64]:
    """Pairs of stops of one mode so near that they are the same."""
    points = points_at(found.xy_m)
    reach_m = np.array([_SAME_NAME_M[mode] for mode in MODES])[found.mode]
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=reach_m)
    pair = (one < other) & (found.mode[one] == found.mode[other])
    one, other = one[pair], other[pair]
    named = (found.name[one] >= 0) & (found.name[other] >= 0)
    near = shapely.distance(points[one], points[other]) <= _NAMELESS_M
    same = np.where(named, found.name[one] == found.name[other], near)
    return np.stack([one[same], other[same]])


def _shown(found: _Stops, group: Whole) -> Whole:
    """The stop that stands for each group: named, where people wait, nearest to the middle."""
    count = np.maximum(np.bincount(group), 1)
    middle = np.column_stack(
        [np.bincount(group, weights=found.xy_m[:, axis]) / count for axis in (0, 1)]
    )
    # to the metre: of equals the first in the file stands
    gap_m = np.rint(np.hypot(*(found.xy_m - middle[group]).T))
    order = np.lexsort((gap_m, found.role, found.name < 0, group))
    first = order[np.unique(group[order], return_index=True)[1]]
    return np.sort(first[found.role[first] != ENTRANCE])


def _stations(found: _Stops, group: Whole, entrance: Whole) -> Whole:
    """The group of the nearest station of its mode for each entrance; −1 for none in reach."""
    station_group = np.full(len(entrance), -1)
    for mode in np.unique(found.mode[entrance]):
        doors = np.flatnonzero(found.mode[entrance] == mode)
        stations = np.flatnonzero((found.mode == mode) & (found.role != ENTRANCE))
        door, station = shapely.STRtree(points_at(found.xy_m[stations])).query_nearest(
            shapely.points(found.xy_m[entrance[doors]]), max_distance=_ENTRANCE_M
        )
        station_group[doors[door]] = group[stations[station]]
    return station_group


def _lines(osm_map: OsmMap, found: _Stops, group: Whole) -> dict[int, str]:
    """The lines that call at each group, by their numbers or else names."""
    tags = osm_map.tags
    relation, stop = _members(osm_map, tags.among("route", _ROUTES), found.objects)
    number, name = tags.word("ref")[relation], tags.word("name")[relation]
    line = np.where(number >= 0, number, name)
    calls = np.unique(np.column_stack([group[stop], line])[line >= 0], axis=0)
    lines: dict[int, list[str]] = {}
    for one, word in calls.tolist():
        lines.setdefault(one, []).append(tags.words.listed[word])
    return {one: ";".join(sorted(words)) for one, words in lines.items()}


def _members(osm_map: OsmMap, wanted: npt.NDArray[np.bool_], stops: Whole) -> tuple[Whole, Whole]:
    """Object number of the relation and row in ``stops`` for each member that is a stop."""
    elements = osm_map.elements
    relations = np.flatnonzero(wanted[elements.first_relation :])
    kinds = elements.member_kind.take(relations)
    rows = elements.member_row.take(relations).items
    member = elements.objects_of(kinds.items, rows)
    place = np.minimum(np.searchsorted(stops, member), max(len(stops) - 1, 0))
    is_stop = (member >= 0) & (stops[place] == member) if len(stops) else member < -1
    return relations[kinds.owner[is_stop]] + elements.first_relation, place[is_stop]


def _merged(count: int) -> Note:
    """Objects that are parts of a stop."""
    return Note(
        table="stops",
        action="merged",
        count=count,
        en="poles, platforms and stopping places that are part of a stop already counted",
        zh="属于同一站点的站牌、站台与停车位置，已合并",
    )
