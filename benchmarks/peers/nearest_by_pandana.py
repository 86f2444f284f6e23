"""What pandana answers: run by its own Python, so nothing of ours is imported here.

Takes a folder with nodes.parquet (x_m, y_m), edges.parquet (start, end, length_m) and
facilities.parquet (kind, node), a cut-off in metres and a number of facilities. Leaves there
answers.parquet (one column a kind and rank, one row a node) and figures.json (CPU-seconds).
"""

import json
import sys
from pathlib import Path
from time import process_time

import pandana
import pandas as pd

# pandana cuts lengths to whole millimetres; a little more keeps 0.123 from becoming 0.122
A_LITTLE_M = 1e-5


def main(folder: Path, limit_m: float, count: int) -> None:
    """Answer for every node and kind, and say what it took."""
    nodes = pd.read_parquet(folder / "nodes.parquet")
    edges = pd.read_parquet(folder / "edges.parquet")
    facilities = pd.read_parquet(folder / "facilities.parquet")
    begin = process_time()
    network = pandana.Network(
        nodes["x_m"],
        nodes["y_m"],
        edges["start"],
        edges["end"],
        pd.DataFrame({"length_m": edges["length_m"] + A_LITTLE_M}),
        twoway=True,
    )
    built = process_time()
    set_seconds = ask_seconds = 0.0
    answers = {}
    for kind, rows in facilities.groupby("kind"):
        at = nodes.loc[rows["node"]]
        before = process_time()
        network.set_pois(str(kind), limit_m, count, at["x_m"], at["y_m"])
        between = process_time()
        found = network.nearest_pois(limit_m, str(kind), num_pois=count)
        set_seconds += between - before
        ask_seconds += process_time() - between
        answers |= {f"{kind} {rank}": found[rank].to_numpy() for rank in found.columns}
    figures = {"build": built - begin, "set_pois": set_seconds, "nearest_pois": ask_seconds}
    pd.DataFrame(answers).to_parquet(folder / "answers.parquet")
    (folder / "figures.json").write_text(json.dumps(figures | {"version": pandana.__version__}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
