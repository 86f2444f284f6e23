"""The walking network as edges: ways cut where they meet, lines across open ground, joined islands."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.sources.osm.across import Across, across
from gengxin.sources.osm.edges import (
    Edges,
    Stops,
    cut_into_edges,
    ellipsoid_length_m,
    same_places,
    stops_of,
)
from gengxin.sources.osm.elements import rows_of
from gengxin.sources.osm.islands import joined
from gengxin.sources.osm.open_ground import OpenGrounds, entrances, open_grounds
from gengxin.sources.osm.osm_map import OsmMap
from gengxin.sources.osm.ragged import Flags, Ragged, Real, Whole
from gengxin.sources.osm.stretches import Stretches, stacked
from gengxin.sources.osm.walkable import KINDS, Walkable

__all__ = ["Counts", "Network", "network"]

Shapes = npt.NDArray[np.object_]

_FOOTWAY, _ACROSS = KINDS.index("footway"), KINDS.index("across")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What there is to say about a network.

    Nodes of ways that the file lacks; nodes that gave way to a neighbour at the same place; islands left
    beside the largest part, and the length of their edges.
    """

    missing_nodes: int
    same_places: int
    islands: int
    islands_length_m: float


class Network(NamedTuple):
    """Edges, how many nodes they run between (those of the map first), and what there is to say."""

    stretches: Stretches
    node_count: int
    counts: Counts


def network(
    osm_map: OsmMap, walkable: Walkable, obstacles: Shapes, *, join_islands_within_m: float
) -> Network:
    """The network of everything that can be walked along or across."""
    elements = osm_map.elements
    grounds = open_grounds(osm_map, walkable.kind >= 0)
    objects, kind = _ways(osm_map, walkable, grounds)
    ways = elements.way_nodes.take(objects - elements.first_way)
    stops, same_place_count = _stops(ways, elements.lon_deg, elements.lat_deg)
    edges = cut_into_edges(
        stops, elements.lon_deg, elements.lat_deg, also_at=_unwalked_outlines(osm_map, grounds)
    )
    along = _along(osm_map, edges, objects[edges.way], kind[edges.way])
    found = across(grounds, entrances(osm_map, grounds, edges), osm_map.xy_m, obstacles)
    every = stacked(along, _over(osm_map, grounds.objects, found))
    node_xy_m = np.concatenate([osm_map.xy_m, found.middle_xy_m])
    done = joined(every, node_xy_m, within_m=join_islands_within_m)
    return Network(
        done.stretches,
        done.node_count,
        Counts(
            missing_nodes=int((ways.values < 0).sum()),
            same_places=same_place_count,
            islands=done.island_count,
            islands_length_m=done.island_length_m,
        ),
    )


def _ways(osm_map: OsmMap, walkable: Walkable, grounds: OpenGrounds) -> tuple[Whole, Whole]:
    """The ways of the network and their kinds: walkable ones, and outlines of walkable areas."""
    elements = osm_map.elements
    kind = walkable.kind.copy()
    relations = grounds.objects[grounds.is_walked & (grounds.objects >= elements.first_relation)]
    outlines = osm_map.ways_of(relations).values + elements.first_way
    kind[outlines[kind[outlines] < 0]] = _FOOTWAY
    of_ways = kind[elements.first_way : elements.first_relation]
    rows = np.flatnonzero(of_ways >= 0)
    return rows + elements.first_way, of_ways[rows]


def _stops(ways: Ragged, lon_deg: Real, lat_deg: Real) -> tuple[Stops, int]:
    """The stops of ways, with one node a place, and how many nodes gave way."""
    stops = stops_of(ways)
    gone, stands = same_places(stops, lon_deg, lat_deg)
    if not len(gone):
        return stops, 0
    row = rows_of(gone, ways.values)
    values = np.where(row >= 0, stands[row], ways.values)
    return stops_of(Ragged(ways.first, values)), len(gone)


def _unwalked_outlines(osm_map: OsmMap, grounds: OpenGrounds) -> Flags:
    """Nodes at which ways meet the outline of ground whose outline is no way itself."""
    flags = np.zeros(len(osm_map.elements.node_id), np.bool_)
    flags[grounds.outline.take(np.flatnonzero(~grounds.is_walked)).values] = True
    return flags


def _along(osm_map: OsmMap, edges: Edges, part_of: Whole, kind: Whole) -> Stretches:
    """The edges along ways."""
    return Stretches(
        part_of=part_of,
        kind=kind,
        start=edges.start,
        end=edges.end,
        length_m=edges.length_m,
        line=np.asarray(
            shapely.linestrings(osm_map.xy_m[edges.nodes.values], indices=edges.nodes.owner), object
        ),
    )


def _over(osm_map: OsmMap, objects: Whole, found: Across) -> Stretches:
    """The lines across open ground as edges; ``objects`` are the grounds."""
    elements = osm_map.elements
    middle_lon_deg, middle_lat_deg = osm_map.degrees(found.middle_xy_m)
    return Stretches(
        part_of=objects[found.ground],
        kind=np.full(len(found.ground), _ACROSS),
        start=found.start,
        end=found.end,
        length_m=ellipsoid_length_m(
            np.concatenate([elements.lon_deg, middle_lon_deg]),
            np.concatenate([elements.lat_deg, middle_lat_deg]),
            found.start,
            found.end,
        ),
        line=found.line,
    )
