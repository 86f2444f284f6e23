"""Plazas and parks that people cross: their outlines, and where one enters them.

Peers walk round a square; people cross it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from gengxin.sources.osm.edges import Edges
from gengxin.sources.osm.green import SHUT_ACCESS
from gengxin.sources.osm.osm_map import OsmMap
from gengxin.sources.osm.ragged import Flags, Ragged, Shapes, Whole, first_of_counts
from gengxin.sources.osm.shapes import has_area, sound_areas
from gengxin.sources.osm.tags import Tags

__all__ = ["WALLED", "OpenGrounds", "entrances", "is_gate", "open_grounds"]

WALLED: Final = frozenset({"fence", "wall", "city_wall", "retaining_wall", "hedge"})
_GATES: Final = frozenset(
    {
        "gate", "entrance", "kissing_gate", "turnstile", "full-height_turnstile", "swing_gate",
        "sliding_gate", "lift_gate", "bollard", "cycle_barrier", "stile", "wicket_gate",
    }
)  # fmt: skip
_ENTRANCES: Final = frozenset({"yes", "main", "public", "shop", "secondary"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGrounds:
    """Grounds that can be crossed; one entry each.

    ``outline`` lists the rows of the nodes of each ground's outline. ``is_walked``: the outline
    itself is part of the network, as on a plaza. ``is_walled``: one enters by gates only.
    """

    objects: Whole
    shapes: Shapes
    outline: Ragged
    is_walked: Flags
    is_walled: Flags


def open_grounds(osm_map: OsmMap, walkable: Flags) -> OpenGrounds:
    """Plazas (``walkable`` areas, squares) and public parks that have an outline."""
    tags = osm_map.tags
    walked = _plazas(osm_map, walkable)
    free = ~tags.among("access", SHUT_ACCESS) & ~tags.among("foot", {"no", "private"})
    others = free & (_parks(tags) | tags.among("place", {"square"}))
    objects = np.flatnonzero(walked | others)
    shapes, _ = sound_areas(osm_map.areas(objects))
    drawn = has_area(shapes)
    objects = objects[drawn]
    return OpenGrounds(
        objects=objects,
        shapes=shapes[drawn],
        outline=osm_map.outlines(objects),
        is_walked=walked[objects],
        is_walled=tags.among("barrier", WALLED)[objects],
    )


def is_gate(osm_map: OsmMap) -> Flags:
    """For each node whether it is a gate or an entrance that the public may use."""
    tags = osm_map.tags
    gates = tags.among("barrier", _GATES) | tags.among("entrance", _ENTRANCES)
    gates &= ~tags.among("access", SHUT_ACCESS) & ~tags.among("foot", {"no", "private"})
    flags = np.zeros(len(osm_map.elements.node_id), np.bool_)
    flags[osm_map.elements.node_of_object[gates[: osm_map.elements.first_way]]] = True
    return flags


def entrances(osm_map: OsmMap, grounds: OpenGrounds, edges: Edges) -> Ragged:
    """Rows of the nodes by which each ground is entered.

    Nodes that its outline shares with other ways; on plazas also dead ends within. Where the
    outline is a wall, its gates only.
    """
    node_count = len(osm_map.elements.node_id)
    ends = np.bincount(np.concatenate([edges.start, edges.end]), minlength=node_count)
    ground, node = grounds.outline.owner, grounds.outline.items
    # the ground's own outline, where it is walked, ends twice at each of its junctions
    met = ends[node] > np.where(grounds.is_walked[ground], 2, 0)
    met &= ~grounds.is_walled[ground] | is_gate(osm_map)[node]
    dead_ends = np.flatnonzero(ends == 1)
    plazas = np.flatnonzero(grounds.is_walked)
    inner, outer = shapely.STRtree(grounds.shapes[plazas]).query(
        shapely.points(osm_map.xy_m[dead_ends]), predicate="within"
    )
    pairs = np.unique(
        np.column_stack(
            [
                np.concatenate([ground[met], plazas[outer]]),
                np.concatenate([node[met], dead_ends[inner]]),
            ]
        ),
        axis=0,
    )
    counts = np.bincount(pairs[:, 0], minlength=len(grounds.objects))
    return Ragged(first_of_counts(counts), pairs[:, 1])


def _plazas(osm_map: OsmMap, walkable: Flags) -> Flags:
    """Walkable objects that are areas: marked so, multipolygons, platforms and piers."""
    tags = osm_map.tags
    area = tags.among("area", {"yes"}) | tags.among("type", {"multipolygon"})
    area |= ~tags.has("highway")
    return walkable & area & (osm_map.is_ring | tags.among("type", {"multipolygon"}))


def _parks(tags: Tags) -> Flags:
    """Green that the public walks through."""
    return tags.among("leisure", {"park", "common"}) | tags.among("landuse", {"village_green"})
