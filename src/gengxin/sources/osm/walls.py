"""Walls, and the gates in them: at which nodes of the map nobody passes, at which people do."""

from typing import Final

import numpy as np

from gengxin.sources.osm.green import SHUT_ACCESS
from gengxin.sources.osm.osm_map import OsmMap
from gengxin.sources.osm.ragged import Flags

__all__ = ["gate_nodes", "wall_nodes"]

_WALLS: Final = frozenset({"fence", "wall", "city_wall", "retaining_wall", "hedge"})
_GATES: Final = frozenset(
    {
        "gate", "entrance", "kissing_gate", "turnstile", "full-height_turnstile", "swing_gate",
        "sliding_gate", "lift_gate", "bollard", "cycle_barrier", "stile", "wicket_gate",
    }
)  # fmt: skip
_ENTRANCES: Final = frozenset({"yes", "main", "public", "shop", "secondary"})


def gate_nodes(osm_map: OsmMap) -> Flags:
    """For each node whether it is a gate or an entrance that the public may use."""
    tags, elements = osm_map.tags, osm_map.elements
    gates = tags.among("barrier", _GATES) | tags.among("entrance", _ENTRANCES)
    gates &= ~tags.among("access", SHUT_ACCESS) & ~tags.among("foot", {"no", "private"})
    flags = np.zeros(len(elements.node_id), np.bool_)
    flags[elements.node_of_object[gates[: elements.first_way]]] = True
    return flags


def wall_nodes(osm_map: OsmMap) -> Flags:
    """For each node whether a wall or fence runs there, gates included."""
    walls = np.flatnonzero(osm_map.tags.among("barrier", _WALLS))
    flags = np.zeros(len(osm_map.elements.node_id), np.bool_)
    flags[osm_map.outlines(walls[walls >= osm_map.elements.first_way]).items] = True
    return flags
