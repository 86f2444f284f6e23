"""The three nearest of twelve kinds of facility from every node of Porto, beside pandana.

Both get the same nodes, edges and facilities (each at a node) and the same cut-off. CPU-seconds are
of all threads together; ours with compiled code cached, the middle of several runs. Needs the
shared data (GENGXIN_DATA, else ../shared/data) and the peer (GENGXIN_PEER_PANDANA, else
.peers/pandana/bin/python, made by `make peers`).
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd
from machine import machine
from numpy.typing import NDArray
from osmstreets import Streets, read_streets

from gengxin.engines import walk

HERE = Path(__file__).resolve().parent
PORTO = "osm-towns/porto.osm.pbf"
KINDS, FACILITIES, COUNT, LIMIT_M = 12, 200, 3, 2_000.0
RUNS = 7


def main() -> None:
    """Measure both sides, compare every answer, print a table and write the results file."""
    data = Path(os.environ.get("GENGXIN_DATA", HERE.parents[1] / "shared" / "data"))
    python = Path(
        os.environ.get(
            "GENGXIN_PEER_PANDANA", HERE.parent / ".peers" / "pandana" / "bin" / "python"
        )
    )
    for needed in (data / PORTO, python):
        if not needed.exists():
            sys.exit(f"skipped: {needed} is absent")
    streets = read_streets(data / PORTO)
    facility = facility_nodes(streets)
    ours, answers = our_side(streets, facility)
    theirs, their_answers = pandana_side(python, streets, facility)
    version = theirs.pop("version")
    result = {
        "case": f"{len(streets.x_m)} nodes, {len(streets.start)} edges, {KINDS} kinds of "
        f"{FACILITIES} facilities, {COUNT} nearest within {LIMIT_M:.0f} m, every node",
        "machine": machine("numpy", "numba", "scipy", "pandas"),
        "cpu_seconds": {"gengxin": ours, f"pandana {version}": theirs},
        "ratio": ratios(ours, theirs),
        "greatest_difference_m": greatest_difference_m(answers, their_answers),
    }
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "walk_porto.json").write_text(json.dumps(result, indent=2) + "\n")
    tell(result)


def facility_nodes(streets: Streets) -> NDArray[np.int64]:
    """Nodes of the facilities by kind, drawn with a seed; no other node lies where one does."""
    place = pd.DataFrame({"x": streets.x_m, "y": streets.y_m})
    alone = np.flatnonzero(~place.duplicated(keep=False))
    rng = np.random.default_rng(2026)
    return np.array([rng.choice(alone, FACILITIES, replace=False) for _ in range(KINDS)])


def our_side(
    streets: Streets, facility: NDArray[np.int64]
) -> tuple[dict[str, float], NDArray[np.float64]]:
    """CPU-seconds of building and of asking, and the metres by kind, node and rank."""
    build, ask = [], []
    for _ in range(RUNS + 1):
        begin = process_time()
        network = walk.network(
            streets.x_m,
            streets.y_m,
            edge_start=streets.start,
            edge_end=streets.end,
            edge_length_m=streets.length_m,
        )
        built = process_time()
        reach = walk.reach(network, walk.at_nodes(network, facility.ravel()), limit_m=LIMIT_M)
        every_node = walk.at_nodes(network, np.arange(network.node_count))
        kind = np.repeat(np.arange(KINDS), FACILITIES)
        found = walk.nearest(reach, every_node, k=COUNT, kind=kind)
        build.append(built - begin)
        ask.append(process_time() - built)
    # the first run loads the compiled code, or compiles it
    middle = {"build": statistics.median(build[1:]), "query": statistics.median(ask[1:])}
    return middle, found.distance_m.astype(np.float64)


def pandana_side(
    python: Path, streets: Streets, facility: NDArray[np.int64]
) -> tuple[dict[str, float], NDArray[np.float64]]:
    """The same of pandana, in its own process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pd.DataFrame({"x_m": streets.x_m, "y_m": streets.y_m}).to_parquet(folder / "nodes.parquet")
        pd.DataFrame(
            {"start": streets.start, "end": streets.end, "length_m": streets.length_m}
        ).to_parquet(folder / "edges.parquet")
        kind = np.repeat(np.arange(KINDS), FACILITIES)
        pd.DataFrame({"kind": kind, "node": facility.ravel()}).to_parquet(
            folder / "facilities.parquet"
        )
        script = HERE / "peers" / "nearest_by_pandana.py"
        subprocess.run(
            [python, script, folder, str(LIMIT_M), str(COUNT)], check=True, capture_output=True
        )
        figures = json.loads((folder / "figures.json").read_text())
        answers = pd.read_parquet(folder / "answers.parquet").to_numpy()
    return figures, answers.reshape(len(streets.x_m), KINDS, COUNT).transpose(1, 0, 2)


def ratios(ours: dict[str, float], theirs: dict[str, float]) -> dict[str, float]:
    """How many times less CPU we take."""
    query = theirs["set_pois"] + theirs["nearest_pois"]
    return {
        "nearest_pois alone": theirs["nearest_pois"] / ours["query"],
        "query": query / ours["query"],
        "build and query": (theirs["build"] + query) / (ours["build"] + ours["query"]),
    }


def greatest_difference_m(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> float:
    """Over every answer; pandana says the cut-off where there is none within it."""
    return float(np.abs(np.minimum(ours, LIMIT_M) - theirs).max())


def tell(result: dict) -> None:
    """Print the figures."""
    print(result["case"])
    for side, figures in result["cpu_seconds"].items():
        shown = ", ".join(f"{what} {seconds:.3f}" for what, seconds in figures.items())
        print(f"{side:>11}: CPU-seconds: {shown}")
    for name, times in result["ratio"].items():
        print(f"{times:8.1f} times less CPU: {name}")
    print(f"{result['greatest_difference_m']:8.4f} m is the greatest difference of any answer")


if __name__ == "__main__":
    main()
