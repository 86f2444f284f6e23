"""A plain reading of the walking network in an OpenStreetMap file, for benchmarks and tests.

The product reads maps with more care (gengxin.sources); here both sides need the same streets,
nothing more.
"""

import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray
from pyproj import Transformer

NOT_WALKED = {
    *("motorway", "motorway_link", "trunk", "trunk_link", "construction", "proposed"),
    *("abandoned", "planned", "raceway", "bus_guideway", "escape"),
}
WALKED_ALL_THE_SAME = {"yes", "designated", "permissive"}


@dataclass(frozen=True, kw_only=True)
class Streets:
    """Nodes in metres (UTM), and the edges between neighbouring nodes of a way.

    Lengths are whole millimetres, so that every program reads the same ones.
    """

    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    length_m: NDArray[np.float64]


def read_streets(file: Path) -> Streets:
    """Every street of the file on which one may walk."""
    number: dict[int, int] = {}
    lon_lat: list[tuple[float, float]] = []
    edges: list[tuple[int, int]] = []
    ways = osmium.FileProcessor(file, osmium.osm.NODE | osmium.osm.WAY).with_locations()
    for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
        if not way.is_way() or not _is_walked(way.tags):
            continue
        nodes = []
        for node in way.nodes:
            if node.location.valid():
                nodes.append(number.setdefault(node.ref, len(number)))
                if nodes[-1] == len(lon_lat):
                    lon_lat.append((node.lon, node.lat))
        edges += itertools.pairwise(nodes)
    return _in_metres(np.array(lon_lat), np.array(edges))


def _is_walked(tags: osmium.osm.TagList) -> bool:
    foot, access = tags.get("foot", ""), tags.get("access", "")
    if foot in WALKED_ALL_THE_SAME:
        return True
    closed = foot in {"no", "private"} or access in {"no", "private"}
    return not closed and tags["highway"] not in NOT_WALKED


def _in_metres(lon_lat: NDArray[np.float64], edges: NDArray[np.int64]) -> Streets:
    zone = int((lon_lat[:, 0].mean() + 180) // 6) + 1
    hemisphere = 32600 if lon_lat[:, 1].mean() >= 0 else 32700
    project = Transformer.from_crs(4326, hemisphere + zone, always_xy=True)
    x_m, y_m = project.transform(lon_lat[:, 0], lon_lat[:, 1])
    start, end = edges[:, 0], edges[:, 1]
    length_m = np.round(np.hypot(x_m[start] - x_m[end], y_m[start] - y_m[end]), 3)
    return Streets(x_m=x_m, y_m=y_m, start=start, end=end, length_m=length_m)
