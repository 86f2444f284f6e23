"""The plain way to cut ways into edges: node by node, with a counter."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pyproj import Geod

WGS84 = Geod(ellps="WGS84")

Edge = tuple[int, int, float]


def cut_ways(
    ways: Sequence[Sequence[int]], places: Mapping[int, tuple[float, float]]
) -> list[Edge]:
    """First node, last node and geodesic length (m) of every edge, way after way.

    ``places``: longitude and latitude of the nodes that are known; a way stops where one is not.
    """
    runs = [run for way in ways for run in _known_runs(way, places)]
    met = Counter(node for run in runs for node in run)
    edges: list[Edge] = []
    for run in runs:
        start = 0
        for stop in range(1, len(run)):
            if met[run[stop]] > 1 or stop == len(run) - 1:
                lon, lat = zip(*(places[node] for node in run[start : stop + 1]), strict=True)
                edges.append((run[start], run[stop], float(WGS84.line_length(lon, lat))))
                start = stop
    return edges


def _known_runs(way: Sequence[int], places: Mapping[int, tuple[float, float]]) -> list[list[int]]:
    """The stretches of a way whose nodes are known, none twice in a row, of two nodes or more."""
    runs: list[list[int]] = [[]]
    for node in way:
        if node not in places:
            runs.append([])
        elif not runs[-1] or runs[-1][-1] != node:
            runs[-1].append(node)
    return [run for run in runs if len(run) > 1]
