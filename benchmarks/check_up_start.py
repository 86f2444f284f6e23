"""Measures a check-up of the sample from a cold start of the program, compiled code warm and cold.

The limits are 10 s with the compiled code of earlier runs on disk and 60 s without. Each run is the
command as a user types it, in a process of its own, with reports, workbook and GeoPackage written.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from machine import machine

SITES = 3_000
RESULTS = Path(__file__).parent / "results" / "check_up_start.json"


def timed(*words: str, cache: Path) -> dict[str, float]:
    """Wall and CPU seconds of one command, its compiled code kept in ``cache``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = perf_counter()
    subprocess.run(
        [sys.executable, "-m", "gengxin.cli", *words],
        check=True,
        capture_output=True,
        env={**os.environ, "NUMBA_CACHE_DIR": str(cache)},
    )
    wall = perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_seconds": round(wall, 2), "cpu_seconds": round(cpu, 2)}


def run() -> dict[str, object]:
    """Make the sample, then check it up with no compiled code and three times with it."""
    with tempfile.TemporaryDirectory() as folder:
        town, cache = Path(folder) / "town", Path(folder) / "cache"
        made = timed("sample", "--sites", str(SITES), "-o", str(town), cache=cache)
        words = ("check-up", str(town), "-o", str(Path(folder) / "out"))
        cold = timed(*words, cache=cache)
        warm = [timed(*words, cache=cache) for _ in range(3)]
        sizes = {path.name: path.stat().st_size for path in (Path(folder) / "out").iterdir()}
    return {"sites": SITES, "sample": made, "cold": cold, "warm": warm, "file_bytes": sizes}


if __name__ == "__main__":
    figures = {**machine("numba", "numpy", "pandas", "geopandas"), **run()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
