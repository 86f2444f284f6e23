"""Plazas and parks that people cross: their outlines, and where one enters them.

Peers walk round a square; people cross it.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.osm.coarse import may_touch
from gengxin.sources.osm.edges import Edges
from gengxin.sources.osm.green import SHUT_ACCESS
from gengxin.sources.osm.osm_map import OsmMap
from gengxin.sources.osm.ragged import Flags, Ragged, Shapes, Whole, first_of_counts
from gengxin.sources.osm.shapes import has_area, points_at, sound_areas
from gengxin.sources.osm.tags import Tags
from gengxin.sources.osm.walls import gate_nodes, wall_nodes

__all__ = ["OpenGrounds", "entrances", "open_grounds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGrounds:
    """Grounds that can be crossed; one entry each.

    ``outline`` lists the rows of the nodes of each ground's outline. ``is_walked``: the outline
    itself is part of the network, as on a plaza.
    """

    objects: Whole
    shapes: Shapes
    outline: Ragged
    is_walked: Flags


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
    )


def entrances(osm_map: OsmMap, grounds: OpenGrounds, edges: Edges) -> Ragged:
    """Rows of the nodes by which each ground is entered.

    Nodes that its outline shares with other ways, where no wall runs or a gate opens it; on plazas
    also dead ends within.
    """
    node_count = len(osm_map.elements.node_id)
    ends = np.bincount(np.concatenate([edges.start, edges.end]), minlength=node_count)
    ground, node = grounds.outline.owner, grounds.outline.items
    # the ground's own outline, where it is walked, ends twice at each of its junctions
    met = ends[node] > np.where(grounds.is_walked[ground], 2, 0)
    met &= (~wall_nodes(osm_map) | gate_nodes(osm_map))[node]
    dead_ends = np.flatnonzero(ends == 1)
    plazas = np.flatnonzero(grounds.is_walked)
    places_m = osm_map.xy_m[dead_ends]
    near = may_touch(np.hstack([places_m, places_m]), shapely.bounds(grounds.shapes[plazas]))
    inner, outer = shapely.STRtree(grounds.shapes[plazas]).query(
        points_at(places_m[near]), predicate="within"
    )
    entered = np.concatenate([ground[met], plazas[outer]])
    by = np.concatenate([node[met], dead_ends[near[inner]]])
    entered, by = np.divmod(np.unique(entered * node_count + by), node_count)
    counts = np.bincount(entered, minlength=len(grounds.objects))
    return Ragged(first_of_counts(counts), by)


def _plazas(osm_map: OsmMap, walkable: Flags) -> Flags:
    """Walkable objects that are areas: marked so, multipolygons, platforms and piers."""
    tags = osm_map.tags
    area = tags.among("area", {"yes"}) | tags.among("type", {"multipolygon"})
    area |= ~tags.has("highway")
    return walkable & area & (osm_map.is_ring | tags.among("type", {"multipolygon"}))


def _parks(tags: Tags) -> Flags:
    """Green that the public walks through."""
    return tags.among("leisure", {"park", "common"}) | tags.among("landuse", {"village_green"})
