"""The walking network as edges: along ways, across open ground, between joined islands."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gengxin.sources.osm.across import Across, across
from gengxin.sources.osm.edges import (
    Edges,
    cut_into_edges,
    ellipsoid_length_m,
    one_node_a_place,
    segment_lengths_m,
    stops_of,
)
from gengxin.sources.osm.islands import joined
from gengxin.sources.osm.open_ground import OpenGrounds, entrances, open_grounds
from gengxin.sources.osm.osm_map import OsmMap
from gengxin.sources.osm.ragged import Flags, Shapes, Whole
from gengxin.sources.osm.shapes import lines_through
from gengxin.sources.osm.stretches import Stretches, stacked
from gengxin.sources.osm.walkable import KINDS, Walkable

__all__ = ["Counts", "Network", "network"]

_FOOTWAY, _ACROSS = KINDS.index("footway"), KINDS.index("across")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What there is to say about a network.

    Nodes of ways that the file lacks; ways of which it holds fewer than two nodes in a row; nodes
    that gave way to a neighbour at the same place; islands left beside the largest part, and the
    length of their edges.
    """

    missing_nodes: int
    pointless_ways: int
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
    stops = stops_of(ways)
    lengths_m = segment_lengths_m(stops, elements.lon_deg, elements.lat_deg)
    stops, segment_m, same_place_count = one_node_a_place(stops, lengths_m)
    edges = cut_into_edges(stops, segment_m, also_at=_unwalked_outlines(osm_map, grounds))
    along = _along(osm_map, edges, objects[edges.way], kind[edges.way])
    found = across(
        grounds,
        entrances(osm_map, grounds, edges),
        xy_m=osm_map.xy_m,
        obstacles=obstacles,
        joined=_sides(osm_map, grounds, edges, objects[edges.way]),
    )
    every = stacked(along, _over(osm_map, grounds.objects, found))
    node_xy_m = np.concatenate([osm_map.xy_m, found.middle_xy_m])
    done = joined(every, node_xy_m, within_m=join_islands_within_m)
    return Network(
        done.stretches,
        done.node_count,
        Counts(
            missing_nodes=int((ways.items < 0).sum()),
            pointless_ways=int((np.bincount(edges.way, minlength=len(objects)) == 0).sum()),
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
    outlines = osm_map.ways_of(relations).items + elements.first_way
    kind[outlines[kind[outlines] < 0]] = _FOOTWAY
    of_ways = kind[elements.first_way : elements.first_relation]
    rows = np.flatnonzero(of_ways >= 0)
    return rows + elements.first_way, of_ways[rows]


def _unwalked_outlines(osm_map: OsmMap, grounds: OpenGrounds) -> Flags:
    """Nodes at which ways meet the outline of ground whose outline is no way itself."""
    flags = np.zeros(len(osm_map.elements.node_id), np.bool_)
    flags[grounds.outline.take(np.flatnonzero(~grounds.is_walked)).items] = True
    return flags


def _sides(osm_map: OsmMap, grounds: OpenGrounds, edges: Edges, part_of: Whole) -> Whole:
    """Both nodes of every straight edge that is a side of a ground; shape (edges, 2)."""
    is_outline = np.zeros(osm_map.tags.count, np.bool_)
    is_outline[osm_map.ways_of(grounds.objects).items + osm_map.elements.first_way] = True
    chosen = is_outline[part_of] & (edges.nodes.counts == 2)
    return np.column_stack([edges.start[chosen], edges.end[chosen]])


def _along(osm_map: OsmMap, edges: Edges, part_of: Whole, kind: Whole) -> Stretches:
    """The edges along ways."""
    return Stretches(
        part_of=part_of,
        kind=kind,
        start=edges.start,
        end=edges.end,
        length_m=edges.length_m,
        line=lines_through(edges.nodes, osm_map.xy_m),
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
