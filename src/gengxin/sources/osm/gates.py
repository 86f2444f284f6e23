"""Gates: where grounds and buildings that give a service are entered, as far as the map tells."""

import geopandas as gpd
import numpy as np
import shapely

from gengxin.sources.osm import notes
from gengxin.sources.osm.columns import Filled, placed_table
from gengxin.sources.osm.hooks import BY_GROUND_AREA
from gengxin.sources.osm.osm_map import OsmMap, constant, joined_words
from gengxin.sources.osm.ragged import Flags, Whole
from gengxin.sources.osm.shapes import points_at
from gengxin.sources.osm.walls import gate_nodes, wall_nodes
from gengxin.terms import Note

__all__ = ["gates"]


def gates(osm_map: OsmMap, facilities: Filled, walk_edges: gpd.GeoDataFrame) -> Filled:
    """One row a gate on the outline of a facility.

    Open ground that has a gate is also entered where a way reaches its outline and no wall runs:
    otherwise its one mapped gate would shut all other paths.
    """
    areas = np.flatnonzero(shapely.get_dimensions(facilities.frame.geometry.to_numpy()) == 2)
    outline = osm_map.outlines(facilities.objects[areas])
    row, node = areas[outline.owner], outline.items
    gate = gate_nodes(osm_map)[node]
    ground = facilities.frame["kind"].isin(BY_GROUND_AREA).to_numpy()
    has_gate = np.zeros(len(facilities.frame), np.bool_)
    has_gate[row[gate]] = True
    path = ground[row] & has_gate[row] & ~gate
    path[path] = _is_open_end(osm_map, walk_edges, node[path])
    pairs = np.unique(np.column_stack([row, node])[gate | path], axis=0)
    facility = facilities.frame["ref"].array.take(pairs[:, 0])
    node_id = osm_map.elements.node_id[pairs[:, 1]]
    frame = placed_table(
        {
            "ref": joined_words(facility, constant("gate", len(pairs)), node_id),
            "source": constant("OpenStreetMap", len(pairs)),
            "facility": facility,
        },
        points_at(osm_map.xy_m[pairs[:, 1]]),
        osm_map.crs,
    )
    return Filled(frame, facilities.objects[pairs[:, 0]], notes.counted(_paths(int(path.sum()))))


def _is_open_end(osm_map: OsmMap, walk_edges: gpd.GeoDataFrame, nodes: Whole) -> Flags:
    """At which of the nodes edges end and no wall runs."""
    if not len(nodes):
        return np.zeros(0, np.bool_)
    ids = osm_map.elements.node_id[nodes]
    met = np.isin(ids, walk_edges["start_node"]) | np.isin(ids, walk_edges["end_node"])
    return met & ~wall_nodes(osm_map)[nodes]


def _paths(count: int) -> Note:
    """Entrances without a gate."""
    return Note(
        table="gates",
        action="estimated",
        count=count,
        en="places where a way reaches ground that has gates elsewhere; taken as entrances",
        zh="其他位置设有出入口的场地，道路与其边界相接处视为出入口",
    )
