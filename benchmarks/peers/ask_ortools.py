"""Run by the peer's own Python: OR-Tools finds the greatest flow of the arcs in the file given."""

import importlib.metadata
import json
import sys
from pathlib import Path

import pandas as pd
from ortools.graph.python import max_flow

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import measure

arcs = pd.read_parquet(sys.argv[1])
tail, head = arcs["tail"].to_numpy("int32"), arcs["head"].to_numpy("int32")
capacity = arcs["capacity"].to_numpy("int64")
last = int(max(tail.max(), head.max()))


def answer() -> int:
    """Lay the arcs and send all that can be sent from the last node but one to the last."""
    graph = max_flow.SimpleMaxFlow()
    graph.add_arcs_with_capacity(tail, head, capacity)
    if graph.solve(last - 1, last) != graph.OPTIMAL:
        sys.exit("no greatest flow was found")
    return graph.optimal_flow()


took = measure(answer)
print(
    json.dumps(
        {
            "total": took.result,
            "cpu_seconds": round(took.cpu_seconds, 3),
            "peak_rss_mb": round(took.peak_rss_mb),
            "version": importlib.metadata.version("ortools"),
        }
    )
)
