"""A made-up city of a million buildings: the matrix, the 3 nearest of 12 services, E2SFCA.

Two cities with as many junctions, buildings and facilities: one with the junctions of ordinary
streets, one with 1,400 junctions a square kilometre, as where every sidewalk is drawn. Each is
measured in a fresh process with compiled code cached; making the city and contracting its network
come before and are told apart.
"""

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import process_time

import numpy as np
from machine import machine, measure_afresh
from numpy.typing import NDArray

from gengxin.engines import cover, walk

HERE = Path(__file__).resolve().parent
SIDE, BUILDINGS = 1_100, 1_000_000
FACILITIES = np.array([8455, 5073, 3044, 2029, 1522, 1184, 1015, 846, 676, 507, 271, 135])
LIMIT_M, COUNT = 1_000.0, 3
ZONES = {250.0: 1.0, 500.0: 0.68, 1_000.0: 0.22}
SPACING_M = {"ordinary streets": 60.0, "1,400 junctions a square kilometre": 25.0}
CHANGES = 400


@dataclass(frozen=True, kw_only=True)
class City:
    """A network, buildings on it with people, facilities on it with capacity, sorted by kind."""

    network: walk.Network
    buildings: walk.Spots
    people: NDArray[np.float64]
    facilities: walk.Spots
    kind: NDArray[np.int64]
    capacity: NDArray[np.float64]


def main() -> None:
    """Measure both cities, print a table and write the results file."""
    cities = {name: measured(spacing_m) for name, spacing_m in SPACING_M.items()}
    result = {"machine": machine("numpy", "numba", "scipy"), "cities": cities}
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "walk_million.json").write_text(json.dumps(result, indent=2) + "\n")
    for name, figures in cities.items():
        print(name)
        for what, figure in figures.items():
            print(f"  {what:<42}{figure:>14,.3f}".rstrip("0").rstrip("."))


def measured(spacing_m: float) -> dict[str, float]:
    """The figures of one city."""
    job = measure_afresh(whole_job, spacing_m)
    changes = measure_afresh(one_by_one, spacing_m)
    figures = job.result | {"peak memory in MB": job.peak_rss_mb} | changes.result
    return {name: round(float(figure), 3) for name, figure in figures.items()}


def whole_job(spacing_m: float) -> dict[str, float]:
    """Run all and give the CPU-seconds of each step."""
    answer_all(city(40, 2_000, spacing_m))  # loads the compiled code, or compiles it
    begin = process_time()
    whole = city(SIDE, BUILDINGS, spacing_m)
    made = process_time()
    steps = answer_all(whole)
    figures = {
        "junctions": whole.network.junction_count,
        "junctions per km²": whole.network.junction_count / (SIDE * spacing_m / 1_000) ** 2,
        "buildings": BUILDINGS,
        "facilities": len(whole.kind),
        "city made, CPU-seconds": made - begin,
    }
    return figures | steps | {"all steps, CPU-seconds": process_time() - made}


def answer_all(whole: City) -> dict[str, float]:
    """Matrix, three nearest of each kind at each building, E2SFCA of each kind."""
    times = [process_time()]
    reach = walk.reach(whole.network, whole.facilities, limit_m=LIMIT_M)
    times.append(process_time())
    near = walk.nearest(reach, whole.buildings, k=COUNT, kind=whole.kind)
    times.append(process_time())
    pair_count = sum(supply_of_kinds(reach, whole))
    times.append(process_time())
    names = ("matrix", f"{COUNT} nearest", "pairs and E2SFCA")
    steps = {f"{n}, CPU-seconds": t for n, t in zip(names, np.diff(times), strict=True)}
    counts = {"entries of the matrix": int(reach.rows.size.sum()), "pairs": pair_count}
    assert near.owner.shape == (len(FACILITIES), len(whole.people), COUNT)
    return steps | counts


def supply_of_kinds(reach: walk.Reach, whole: City) -> list[int]:
    """Capacity per person by kind, at each building; how many pairs each kind has."""
    first = np.searchsorted(whole.kind, np.arange(len(FACILITIES) + 1))
    parts = [np.arange(low, high) for low, high in pairwise(first)]
    counts = []
    pairs_of_kinds = walk.pairs_by_part(reach, whole.buildings, parts=parts)
    for part, pairs in zip(parts, pairs_of_kinds, strict=True):
        within = cover.Pairs.from_rows(
            source=pairs.source - part[0] if len(part) else pairs.source,
            target=pairs.target,
            distance_m=pairs.distance_m,
            source_count=len(part),
            target_count=len(whole.people),
        )
        supply = cover.enhanced_two_step(
            within, capacity=whole.capacity[part], need=whole.people, zones=ZONES
        )
        assert len(supply.per_target) == len(whole.people)
        counts.append(len(pairs.source))
    return counts


def one_by_one(spacing_m: float) -> dict[str, float]:
    """Add and remove facilities one at a time; CPU-milliseconds for matrix and lists together."""
    whole = city(SIDE, BUILDINGS, spacing_m)
    reach = walk.reach(whole.network, whole.facilities, limit_m=LIMIT_M)
    begin = process_time()
    walk.by_junction(reach)
    listed = process_time()
    changing = walk.live(reach)
    rng = np.random.default_rng(9)
    nodes = rng.integers(0, whole.network.node_count, CHANGES + 1)
    takes: dict[str, list[float]] = {"added": [], "removed": []}
    for number, node in enumerate(nodes):
        at = walk.at_nodes(whole.network, [node])
        start = process_time()
        owner = changing.add(at, limit_m=LIMIT_M)
        between = process_time()
        changing.remove(owner if number % 2 else number)
        if number:  # the first loads the compiled code
            takes["added"].append(between - start)
            takes["removed"].append(process_time() - between)
    figures = {"lists of all junctions, CPU-seconds": listed - begin}
    for what, seconds in takes.items():
        figures[f"one {what}, middle, CPU-milliseconds"] = 1_000 * float(np.median(seconds))
        figures[f"one {what}, slowest, CPU-milliseconds"] = 1_000 * max(seconds)
    return figures


def city(side: int, building_count: int, spacing_m: float) -> City:
    """Streets on a bent grid with gaps; buildings and facilities anywhere along them."""
    rng = np.random.default_rng(0)
    x_m, y_m, start, end, length_m = streets(side, spacing_m, rng)
    network = walk.network(x_m, y_m, edge_start=start, edge_end=end, edge_length_m=length_m)
    share = building_count / BUILDINGS
    facilities = np.ceil(FACILITIES * share).astype(int)
    kind = np.repeat(np.arange(len(facilities)), facilities)

    def anywhere(count: int) -> walk.Spots:
        edge = rng.integers(0, len(start), count)
        return walk.on_edges(network, edge, rng.uniform(0, length_m[edge]))

    return City(
        network=network,
        buildings=anywhere(building_count),
        people=rng.integers(1, 60, building_count).astype(float),
        facilities=anywhere(len(kind)),
        kind=kind,
        capacity=rng.uniform(50, 500, len(kind)),
    )


def streets(side: int, spacing_m: float, rng: np.random.Generator) -> tuple[NDArray, ...]:
    """Coordinates of the nodes; start, end and length of the edges."""
    node = np.arange(side * side).reshape(side, side)
    bend_m = spacing_m * 0.15
    x_m = node.ravel() % side * spacing_m + rng.normal(0, bend_m, node.size)
    y_m = node.ravel() // side * spacing_m + rng.normal(0, bend_m, node.size)
    start = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    end = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    there = rng.random(len(start)) > 0.18
    start, end = start[there], end[there]
    straight_m = np.hypot(x_m[start] - x_m[end], y_m[start] - y_m[end])
    return x_m, y_m, start, end, straight_m * rng.uniform(1, 1.15, len(start))


if __name__ == "__main__":
    main()
