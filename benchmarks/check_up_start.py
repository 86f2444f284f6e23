"""Measures a check-up of the sample from a cold start of the program, compiled code warm and cold.

The limits are 10 s with the compiled code of earlier runs on disk and 60 s without. Each run is the
command as a user types it, in a process of its own, with reports, workbook and GeoPackage written;
Python keeps its bytecode of the program, as it does for a user.
Then the report is opened in Chromium, where it is installed: a map should be seen within 3 s.
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
# some machines tell Python to keep no bytecode: then each start would read all source again
KEPT = {name: told for name, told in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
CHROMIUM = Path("/usr/bin/chromium")
# without a graphics card the interactive map is drawn in software
ARGUMENTS = [
    "--no-first-run", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]  # fmt: skip
RESULTS = Path(__file__).parent / "results" / "check_up_start.json"


def timed(*words: str, cache: Path) -> dict[str, float]:
    """Wall and CPU seconds of one command, its compiled code kept in ``cache``; load before it."""
    load = os.getloadavg()[0]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = perf_counter()
    subprocess.run(
        [sys.executable, "-m", "gengxin.cli", *words],
        check=True,
        capture_output=True,
        env={**KEPT, "NUMBA_CACHE_DIR": str(cache)},
    )
    wall = perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "wall_seconds": round(wall, 2),
        "cpu_seconds": round(cpu, 2),
        "load_before": round(load, 1),
    }


def opened(report: Path) -> dict[str, float] | str:
    """Seconds from opening the report until a map is seen: the drawn one, the interactive one."""
    if not CHROMIUM.exists():
        return f"no Chromium at {CHROMIUM}"
    from playwright.sync_api import sync_playwright

    load = os.getloadavg()[0]
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=False, args=ARGUMENTS
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(300_000)
        start = perf_counter()
        page.goto(report.as_uri(), wait_until="commit")
        page.wait_for_selector("svg.still", state="visible")
        still = perf_counter() - start
        page.wait_for_selector("html[data-map]", state="attached")
        interactive = perf_counter() - start
        browser.close()
    return {
        "drawn_map_seconds": round(still, 2),
        "interactive_map_seconds": round(interactive, 2),
        "load_before": round(load, 1),
    }


def run() -> dict[str, object]:
    """Make the sample, then check it up with no compiled code and three times with it."""
    with tempfile.TemporaryDirectory() as folder:
        town, cache = Path(folder) / "town", Path(folder) / "cache"
        made = timed("sample", "--sites", str(SITES), "-o", str(town), cache=cache)
        words = ("check-up", str(town), "-o", str(Path(folder) / "out"))
        cold = timed(*words, cache=cache)
        warm = [timed(*words, cache=cache) for _ in range(3)]
        seen = opened(Path(folder) / "out" / "check-up.html")
        sizes = {path.name: path.stat().st_size for path in (Path(folder) / "out").iterdir()}
    return {
        "sites": SITES,
        "sample": made,
        "cold": cold,
        "warm": warm,
        "report_in_browser": seen,
        "file_bytes": sizes,
    }


if __name__ == "__main__":
    figures = {**machine("numba", "numpy", "pandas", "geopandas"), **run()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
