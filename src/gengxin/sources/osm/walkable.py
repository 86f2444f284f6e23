"""Which ways can be walked along, and what kind of way each is.

The class of a highway gives the default; ``foot=*`` overrides it, and ``access=*`` where ``foot``
is silent. ``oneway=*`` never binds a walker. Defaults after the OpenStreetMap wiki's worldwide
table of access restrictions (OSM tags for routing/Access restrictions), but stricter on trunk
roads, which in cities are mostly expressways: one is walked only where it has a pavement or says
``foot=yes``.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from gengxin.sources.osm.osm_map import OsmMap
from gengxin.sources.osm.ragged import Flags, Whole
from gengxin.sources.osm.raw import NODE
from gengxin.sources.osm.tags import ANY, Tags

__all__ = ["KINDS", "Walkable", "is_above_or_below", "walkable"]

KINDS: Final = (
    "street", "main_street", "sidewalk", "footway", "crossing", "path", "steps", "cycleway",
    "across", "join",
)  # fmt: skip

_BY_CLASS: Final = {
    "street": (
        "tertiary", "tertiary_link", "unclassified", "residential", "living_street", "service",
        "road",
    ),
    "main_street": (
        "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "motorway",
        "motorway_link",
    ),
    "footway": ("footway", "pedestrian", "corridor", "platform", "elevator", "crossing"),
    "path": ("path", "track", "bridleway", "trail"),
    "steps": ("steps", "escalator"),
    "cycleway": ("cycleway",),
}  # fmt: skip
_CODES: Final = {value: KINDS.index(kind) for kind, values in _BY_CLASS.items() for value in values}
_CLOSED_CLASSES: Final = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})
# ways that exist for walkers: a file without any was asked for its drive network
_FOR_WALKERS: Final = frozenset(
    {
        "footway", "pedestrian", "corridor", "platform", "path", "steps", "cycleway", "crossing",
        "bridleway", "elevator", "trail",
    }
)  # fmt: skip

_YES: Final = frozenset(
    {"yes", "designated", "permissive", "official", "destination", "customers", "discouraged"}
)
_NO: Final = frozenset({"no", "private", "use_sidepath", "permit", "residents", "military"})
_CLOSED: Final = frozenset(
    {
        "no", "private", "permit", "residents", "military", "delivery", "agricultural", "forestry",
        "emergency", "employees",
    }
)  # fmt: skip
_CROSSINGS: Final = frozenset({"crossing", "traffic_island"})
_PAVEMENTS: Final = frozenset({"yes", "both", "left", "right"})


@dataclass(frozen=True, slots=True)
class Walkable:
    """For each object: the number of its kind in ``KINDS``, −1 where it can't be walked along.

    ``refused`` by ``foot=*``; ``private`` by ``access=*``; ``fast`` for its class. ``is_proxy``:
    the file holds no way made for walkers.
    """

    kind: Whole
    refused: Flags
    private: Flags
    fast: Flags
    is_proxy: bool


def walkable(osm_map: OsmMap) -> Walkable:
    """What can be walked along: ways, and areas that are relations."""
    tags, node = osm_map.tags, osm_map.kind == NODE
    kind = tags.coded("highway", _CODES, otherwise=-1)
    bare = kind < 0
    kind[bare & _is_platform_or_pier(tags)] = KINDS.index("footway")
    for_walkers = tags.among("highway", _FOR_WALKERS) & ~node
    for key in ("footway", "path", "cycleway"):
        kind[for_walkers & tags.among(key, {"sidewalk"})] = KINDS.index("sidewalk")
        kind[for_walkers & tags.among(key, _CROSSINGS)] = KINDS.index("crossing")
    kind[node] = -1
    told = kind >= 0
    yes, no = tags.among("foot", _YES), tags.among("foot", _NO)
    fast = tags.among("highway", _CLOSED_CLASSES) | tags.among("motorroad", {"yes"})
    fast &= told & ~yes & ~_has_pavement(tags)
    refused = told & no
    private = told & ~yes & ~no & tags.among("access", _CLOSED)
    kind[fast | refused | private] = -1
    return Walkable(
        kind=kind,
        refused=refused,
        private=private,
        fast=fast & ~refused & ~private,
        is_proxy=not for_walkers.any(),
    )


def is_above_or_below(tags: Tags) -> Flags:
    """Objects on a bridge, in a tunnel or in a culvert."""
    above_or_below = np.zeros(tags.count, np.bool_)
    for key in ("bridge", "tunnel"):
        above_or_below |= tags.among(key, ANY)
    return above_or_below


def _is_platform_or_pier(tags: Tags) -> Flags:
    """Ground for walkers that has no ``highway`` tag."""
    platform = tags.among("railway", {"platform"}) | tags.among("public_transport", {"platform"})
    return platform | tags.among("man_made", {"pier"})


def _has_pavement(tags: Tags) -> Flags:
    """Roads with a pavement on a side."""
    has = tags.among("sidewalk", _PAVEMENTS)
    for side in ("both", "left", "right"):
        has |= tags.among(f"sidewalk:{side}", {"yes"})
    return has
