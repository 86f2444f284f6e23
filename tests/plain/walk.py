"""Walking distances the plain way: every spot becomes a node, then Dijkstra as in the textbook."""

import heapq
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import inf

Edge = tuple[int, int, float]
"""Start node, end node, metres."""

Spot = tuple[int, int, float]
"""Owner, edge, metres from the edge's start."""

Ways = dict[object, list[tuple[object, float]]]


@dataclass(frozen=True)
class Streets:
    """Nodes 0 to ``node_count`` - 1 and the edges between them."""

    node_count: int
    edges: tuple[Edge, ...]


def ways_with_spots(streets: Streets, spots: dict[str, list[Spot]]) -> Ways:
    """The graph with each spot a node of its own, cut into its edge; named (group, row)."""
    on_edge: dict[int, list[tuple[float, object]]] = defaultdict(list)
    for group, some in spots.items():
        for row, (_, edge, offset_m) in enumerate(some):
            on_edge[edge].append((offset_m, (group, row)))
    ways: Ways = {node: [] for node in range(streets.node_count)}
    for number, (start, end, length_m) in enumerate(streets.edges):
        stops = [(0.0, start), *sorted(on_edge[number], key=lambda stop: stop[0]), (length_m, end)]
        for (from_m, one), (to_m, other) in pairwise(stops):
            ways.setdefault(one, []).append((other, to_m - from_m))
            ways.setdefault(other, []).append((one, to_m - from_m))
    return ways


def dijkstra(ways: Ways, starts: list[object]) -> dict[object, float]:
    """Metres to every node that can be reached from the nearest of the starts."""
    reached: dict[object, float] = {}
    queue = [(0.0, str(start), start) for start in starts]
    heapq.heapify(queue)
    while queue:
        distance_m, _, node = heapq.heappop(queue)
        if node in reached:
            continue
        reached[node] = distance_m
        for other, length_m in ways[node]:
            if other not in reached:
                heapq.heappush(queue, (distance_m + length_m, str(other), other))
    return reached


def to_nodes(streets: Streets, spots: list[Spot], limit_m: float) -> dict[tuple[int, int], float]:
    """Metres from each owner to each node within the limit."""
    ways = ways_with_spots(streets, {"source": spots})
    found = {}
    for owner, starts in _by_owner("source", spots).items():
        reached = dijkstra(ways, starts)
        for node in range(streets.node_count):
            if reached.get(node, inf) <= limit_m:
                found[owner, node] = reached[node]
    return found


def pairs(
    streets: Streets, sources: list[Spot], targets: list[Spot], limit_m: float
) -> dict[tuple[int, int], float]:
    """Metres from each source to each target within the limit, by the nearest of their spots."""
    ways = ways_with_spots(streets, {"source": sources, "target": targets})
    found = {}
    for source, starts in _by_owner("source", sources).items():
        reached = dijkstra(ways, starts)
        for target, ends in _by_owner("target", targets).items():
            distance_m = min(reached.get(end, inf) for end in ends)
            if distance_m <= limit_m:
                found[source, target] = distance_m
    return found


def nearest(found: dict[tuple[int, int], float], target: int, k: int) -> list[tuple[float, int]]:
    """The k nearest sources of a target with their metres; among equals the lower number first."""
    return sorted((metres, source) for (source, end), metres in found.items() if end == target)[:k]


def islands(streets: Streets) -> list[set[int]]:
    """The sets of nodes between which one can walk: most nodes first, then lowest node."""
    ways = ways_with_spots(streets, {})
    found: list[set[int]] = []
    for node in range(streets.node_count):
        if not any(node in island for island in found):
            found.append({other for other in dijkstra(ways, [node]) if isinstance(other, int)})
    return sorted(found, key=lambda island: (-len(island), min(island)))


def _by_owner(group: str, spots: list[Spot]) -> dict[int, list[object]]:
    owned: dict[int, list[object]] = defaultdict(list)
    for row, (owner, _, _) in enumerate(spots):
        owned[owner].append((group, row))
    return owned
