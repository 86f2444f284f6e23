"""Measures the options of samples of growing size: CPU-seconds by site and the most memory held.

Asked: 10 s for 3,000 sites, and a cost that grows with the number of sites up to 300,000. Counted
is the run of the options alone, from a district and a check-up in memory to all tables on disk;
``writing_cpu_seconds`` is the part of it that the files take, in a thread beside the rest.
Of a check-up only what options ask is made, as by the command; it and the reading of the district
are told beside it; ``others_cpu_seconds`` is what other programs took of the machine in the
meantime, for a wall time means little where they took much. Each size is measured in a process of
its own, so the first run of a program is what is seen, compiled code on disk.

Usage: options_run.py [SITES ...], 3000 and 30000 where none are named. Samples are made once and
kept in benchmarks/data; that of 300,000 sites takes some ten minutes and 11 GB to make.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
from machine import Measured, machine, measure, measure_afresh

import gengxin
from gengxin.indicators import Ground
from gengxin.plan.options import Asked, Books, Underway, options_in_parts
from gengxin.sources.factors import read_factors
from gengxin.sources.practices import read_practice
from gengxin.sources.rules import read_rules
from gengxin.store import DistrictFolder, NewRun
from gengxin.terms import CheckUp, District
from gengxin.workbench.beside import in_turn_beside
from gengxin.workbench.check_ups import shortfalls
from gengxin.workbench.sweeping import seldom_swept

DATA = Path(__file__).parent / "data"
RESULTS = Path(__file__).parent / "results" / "options_run.json"
SITES = (3_000, 30_000)
DAY = date(2026, 1, 1)


def folder_of(sites: int) -> Path:
    """Where the sample of about so many sites is kept; made where it isn't there yet."""
    folder = DATA / f"sample-{sites}"
    if not folder.exists():
        DistrictFolder(folder).save(gengxin.sample_district(sites=sites))
    return folder


class Written:
    """Tables written to a folder, with their rows counted and the time that writing takes."""

    def __init__(self, run: NewRun) -> None:
        self.run = run
        self.rows: Counter[str] = Counter()
        self.cpu_seconds = 0.0

    def add(self, name: str, rows: pd.DataFrame) -> None:
        """Write rows of a table."""
        start = time.thread_time()
        self.run.add(name, rows)
        self.rows[name] += len(rows)
        self.cpu_seconds += time.thread_time() - start


def made(district: District, short: Underway, written: Written) -> None:
    """All options of the sample, by the packs that the command takes where none are named."""
    books = Books(
        rules=read_rules("cn-default"),
        factors=read_factors("cny-2025-illustrative"),
        practice=read_practice("default"),
    )
    asked = Asked(day=DAY, software="benchmark", edits=None, report=lambda _doing, _share: None)
    with seldom_swept(), in_turn_beside(written.add) as into:
        options_in_parts(district, short, books, asked=asked, into=into)
    written.run.close({})


def stages(folder: Path) -> dict[str, dict[str, float]]:
    """What each stage of one run takes, and how many rows come out of it."""
    loaded = measure(gengxin.open_district, folder)
    short = shortfalls(loaded.result)
    checked = measure(lambda: (short.on(), short.found()))
    short = handed_over(*checked.result)
    checked = replace(checked, result=None)
    sites = len(loaded.result.table("sites"))
    busy = machine_cpu_seconds()
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        with NewRun(Path(work), kind="options") as run:
            written = Written(run)
            done = measure(made, loaded.result, short, written)
        others = machine_cpu_seconds() - busy - done.cpu_seconds
        bytes_written = sum(one.stat().st_size for one in Path(work).iterdir())
    writing = {
        "writing_cpu_seconds": round(written.cpu_seconds, 3),
        "written_mb": round(bytes_written / 2**20, 1),
        "others_cpu_seconds": round(others, 1),
    }
    return {
        "rows": {"sites": sites, **written.rows},
        "load": told(loaded),
        "check_up": told(checked),
        "options": {**told(done), **writing, **by_site(done, sites)},
    }


def handed_over(on: Ground | None, found: CheckUp) -> Underway:
    """A check-up that was made; its network is held by whoever asks for it, as in the command."""
    held = [on]
    return Underway(on=held.pop, found=lambda: found)


def machine_cpu_seconds() -> float:
    """What all programs have taken of the machine so far; NaN where the system doesn't tell."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return float("nan")
    user, nice, system = map(int, stat.read_text().split()[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def told(measured: Measured) -> dict[str, float]:
    """The figures without the result, which is too large to be copied."""
    return replace(measured, result=None).figures()


def by_site(done: Measured, sites: int) -> dict[str, float]:
    """Milliseconds of CPU and kilobytes a site."""
    return {
        "cpu_ms_per_site": round(done.cpu_seconds / sites * 1e3, 3),
        "peak_kb_per_site": round(done.peak_rss_mb / sites * 1024, 1),
    }


def run(sizes: tuple[int, ...]) -> dict[str, object]:
    """Measure each size; a size measured before and not asked for now stays as it was."""
    known = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    figures = known.get("samples", {})
    for sites in sizes:
        load = round(os.getloadavg()[0], 1)
        figures[str(sites)] = {
            "load_before": load,
            **measure_afresh(stages, folder_of(sites)).result,
        }
    return {**machine("numba", "numpy", "pandas", "shapely"), "samples": figures}


if __name__ == "__main__":
    measured = run(tuple(map(int, sys.argv[1:])) or SITES)
    RESULTS.write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    sys.stdout.write(json.dumps(measured, indent=1) + "\n")
