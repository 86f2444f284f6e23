"""Measures the people served within reach and capacity, OR-Tools' greatest flow beside it.

Made-up towns: needs in 40 clusters, each target reaching its 30 nearest sources, capacity at 70 %
and at 100 % of the need. Both sides count in thousandths, in whole numbers of 64 bits, and must
agree to the last one. CPU seconds are from arrays in memory to the answer, our compiled code
loaded; peak memory is that of a fresh process, in ours with the making of the town. SciPy's
greatest flow counts in 32 bits: it is asked for whole people instead.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from machine import cpu_seconds, machine, measure_afresh
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow
from scipy.spatial import cKDTree

from gengxin.engines.cover import Pairs, Served, cut_value, served

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "cover_served.json"
PEER = HERE.parent / ".peers" / "ortools" / "bin" / "python"
SIZES = ((20_000, 200), (300_000, 1_000))
LOADS = (0.7, 1.0)
REACHED = 30
LIMIT_CPU_SECONDS = 0.5  # for the smaller size

Town = tuple[Pairs, NDArray[np.float64], NDArray[np.float64]]


def town(target_count: int, source_count: int, load: float) -> Town:
    """Make a town: who reaches whom, capacity of the sources, need of the targets."""
    rng = np.random.default_rng(7)
    centres = rng.random((40, 2))
    crowd = rng.choice(40, target_count, p=rng.dirichlet(np.full(40, 0.5)))
    targets = centres[crowd] + rng.normal(0, 0.08, (target_count, 2))
    sources = centres[rng.integers(0, 40, source_count)] + rng.normal(0, 0.15, (source_count, 2))
    distance, source = cKDTree(sources).query(targets, k=REACHED)
    pairs = Pairs.from_rows(
        source=source.ravel(),
        target=np.repeat(np.arange(target_count), REACHED),
        distance_m=distance.ravel() * 10_000,
        source_count=source_count,
        target_count=target_count,
    )
    need = np.round(rng.gamma(2, 20, target_count), 3)
    shares = rng.gamma(2, 1, source_count)
    return pairs, np.round(shares / shares.sum() * need.sum() * load), need


def ask_us(*size: float) -> dict[str, float]:
    """Answer twice and time the second time: the first loads the compiled code."""
    pairs, capacity, need = town(*size)
    served(pairs, capacity=capacity, need=need)
    before = cpu_seconds()
    answer: Served = served(pairs, capacity=capacity, need=need)
    took = cpu_seconds() - before
    cut = cut_value(pairs, capacity=capacity, need=need, contested=answer.contested)
    if cut != answer.total:
        raise AssertionError(f"served {answer.total}, but the cut is {cut}")
    return {"total": answer.total, "cpu_seconds": round(took, 3), "need": round(need.sum(), 3)}


def arcs_of(pairs: Pairs, capacity: NDArray[np.int64], need: NDArray[np.int64]) -> pd.DataFrame:
    """Write the same question as a graph: a node of all sources, sources, targets, a last node."""
    first, last = (
        pairs.source_count + pairs.target_count,
        pairs.source_count + pairs.target_count + 1,
    )
    source = np.repeat(np.arange(pairs.source_count), np.diff(pairs.starts))
    target = pairs.source_count + np.arange(pairs.target_count)
    return pd.DataFrame(
        {
            "tail": np.concatenate([np.full(pairs.source_count, first), source, target]),
            "head": np.concatenate(
                [
                    np.arange(pairs.source_count),
                    pairs.source_count + pairs.targets,
                    np.full(pairs.target_count, last),
                ]
            ),
            "capacity": np.concatenate([capacity, need[pairs.targets], need]),
        }
    )


def ask_ortools(*size: float) -> dict[str, float] | str:
    """Let OR-Tools answer, in its own environment; or say that it is not there."""
    if not PEER.exists():
        return "missing: python benchmarks/peers/make.py ortools"
    pairs, capacity, need = town(*size)
    arcs = arcs_of(pairs, *(np.rint(x * 1_000).astype(np.int64) for x in (capacity, need)))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "arcs.parquet"
        arcs.to_parquet(file)
        ask = [PEER, HERE / "peers" / "ask_ortools.py", file]
        told = subprocess.run(ask, check=True, capture_output=True, text=True)
    answer: dict[str, float] = json.loads(told.stdout)
    answer["total"] /= 1_000
    return answer


def ask_scipy(*size: float) -> dict[str, float]:
    """Let SciPy answer for whole people: thousandths are too many for its 32 bits."""
    pairs, capacity, need = town(*size)
    arcs = arcs_of(pairs, *(np.rint(x).astype(np.int64) for x in (capacity, need)))
    nodes = int(arcs[["tail", "head"]].to_numpy().max()) + 1
    graph = csr_array(
        (arcs["capacity"].astype(np.int32), (arcs["tail"], arcs["head"])), shape=(nodes, nodes)
    )
    before = cpu_seconds()
    total = maximum_flow(graph, nodes - 2, nodes - 1).flow_value
    return {"total": float(total), "cpu_seconds": round(cpu_seconds() - before, 3)}


def compare(target_count: int, source_count: int, load: float) -> dict[str, object]:
    """Ask both sides, and refuse to report a figure if they don't agree."""
    size = (target_count, source_count, load)
    ours = measure_afresh(ask_us, *size)
    peer = ask_ortools(*size)
    if isinstance(peer, dict) and peer["total"] != ours.result["total"]:
        raise AssertionError(f"we serve {ours.result['total']}, OR-Tools {peer['total']}")
    return {
        "targets": target_count,
        "sources": source_count,
        "pairs": target_count * REACHED,
        "capacity_per_need": load,
        "ours": ours.result | {"peak_rss_mb": round(ours.peak_rss_mb)},
        "ortools": peer,
        "scipy_whole_people": ask_scipy(*size),
    }


if __name__ == "__main__":
    cases = [compare(*size, load) for size in SIZES for load in LOADS]
    figures = {"machine": machine("numpy", "numba", "scipy"), "cases": cases}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(json.dumps(figures, indent=1))
    small = [case for case in cases if case["targets"] == SIZES[0][0]]
    if any(case["ours"]["cpu_seconds"] > LIMIT_CPU_SECONDS for case in small):
        sys.exit(f"slower than {LIMIT_CPU_SECONDS} CPU-s at {SIZES[0]}")
