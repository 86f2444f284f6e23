"""Search a catalogue of 5,000 made-up projects: words, filters, boxes, after authorisation.

Limit: 100 ms a search. Run: ``python benchmarks/catalogue_search.py DISTRICT``, a folder with
sites; its records are not touched, those searched lie in a folder of their own.
"""

import argparse
import json
import random
import shutil
import tempfile
import time
from pathlib import Path

from machine import machine

from gengxin.store import DistrictFolder
from gengxin.store.records import open_records
from gengxin.terms.records import SYSTEM, KeptProgramme, Project, Work
from gengxin.terms.records.offer_codes import STAGES
from gengxin.workbench.catalogue.search import Asked, search
from gengxin.workbench.people import PUBLIC, Actor

RESULTS = Path(__file__).parent / "results" / "catalogue_search.json"
PROJECTS, SITES_EACH, SEARCHES = 5_000, 6, 200
OFFICE = Actor(person="P", roles=frozenset({"planner"}))


def main() -> None:
    """Fill a store, search it, write what that took."""
    asked = argparse.ArgumentParser()
    asked.add_argument("district", type=Path)
    folder = asked.parse_args().district
    with tempfile.TemporaryDirectory() as work:
        copy = Path(work) / "district"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("runs", "records*"))
        RESULTS.write_text(json.dumps({**machine(), **measured(copy)}, indent=1) + "\n")


def measured(folder: Path) -> dict[str, object]:
    """CPU milliseconds a search: the first, which reads all, the median and the slowest after."""
    store, rng = open_records(str(folder)), random.Random(1)
    sites = [str(ref) for ref in DistrictFolder(folder).load().table("sites").index]
    with store.change(by=SYSTEM) as change:
        programme = change.add(
            KeptProgramme(name_en="First", name_zh="初稿", content_hash="0" * 64)
        )
        for at in range(PROJECTS):
            change.add(_project(at, programme.ref, rng.sample(sites, SITES_EACH), rng))
    start = time.process_time()
    search(store, folder, PUBLIC, Asked(q="quarter"))
    first = time.process_time() - start
    taken = []
    for _ in range(SEARCHES):
        actor = rng.choice([PUBLIC, OFFICE])
        west = rng.uniform(121.3, 121.5)
        question = rng.choice(
            [
                Asked(q=f"quarter {rng.randrange(PROJECTS)}"),
                Asked(q="片区", stage=rng.choice(list(STAGES))),
                Asked(box=(west, 31.1, west + 0.01, 31.2)),
                Asked(use="residential", limit=1_000),
            ]
        )
        start = time.process_time()
        search(store, folder, actor, question)
        taken.append(time.process_time() - start)
    taken.sort()
    store.close()
    return {
        "projects": PROJECTS,
        "first_cpu_ms": round(first * 1e3, 1),
        "median_cpu_ms": round(taken[len(taken) // 2] * 1e3, 1),
        "slowest_cpu_ms": round(taken[-1] * 1e3, 1),
    }


def _project(at: int, programme: str, sites: list[str], rng: random.Random) -> Project:
    return Project(
        programme=programme,
        code=f"P{at:05}",
        name_en=f"Quarter {at}",
        name_zh=f"第{at}片区",
        about_en="Homes, shops and a lane. " * 8,
        about_zh="住宅、商铺与里弄。" * 8,
        works=tuple(Work(site=site, option=f"{site}/repair", phase=1) for site in sites),
        visibility=rng.choice(["public", "restricted"]),
        made_up=True,
    )


if __name__ == "__main__":
    main()
