"""The toy town: a district small enough to check every number of it by hand.

Five streets of 100 m run north, four run east; a river lies across the middle and has one bridge,
at the east end. Metres from the south-west corner; ``b1·100`` is a building with its people::

    y=300  HS─b9·100─┬──────────┬──b8·140──┬──────────┐     HS  health station, 80 m²
           │         │          │          │  ▒▒▒▒▒▒  │     ▒▒  park, 6,400 m², 10 m off its streets
    y=200  ├──b6·200─┼──b7·60───┼──b10─────┼──────────┤     b10 offices, nobody lives there
         ≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈≈ ║ ≈   Toy Creek, y 140 to 160; bridge at x=400
    y=100  ├──b5·40──┼──────────PH─────────┼──────────┤     PH  pharmacy
           │         │          │          │          │
    y=0    ├──b1·100─KG─b2·60───BUS─b3·80──┼──b4·120──METRO KG  kindergarten, 3,500 m², 30 places
         x=0        100        200        300        400

900 people: 400 in South, 500 in North. Of each building's people 5 % are aged 0–2, 5 % 3–5, 10 %
6–11, 5 % 12–14, 50 % 15–59, 5 % 60–64, 20 % 65 and over. From bank to bank every walk leads over
the bridge.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

import geopandas as gpd
import pandas as pd
from shapely import affinity
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from gengxin.terms import TABLES, DistrictMeta, PlainDistrict, with_basis

__all__ = ["CRS", "ORIGIN_M", "frame_of", "place", "toy_town"]

CRS = "EPSG:32651"
# somewhere in Shanghai, so that a map of it has a sky
ORIGIN_M = (350_000.0, 3_450_000.0)

STREETS_X_M = (0, 100, 200, 300, 400)
STREETS_Y_M = (0, 100, 200, 300)
BRIDGE_X_M = 400

AGE_SHARES = {
    "age_0_2_people": 0.05,
    "age_3_5_people": 0.05,
    "age_6_11_people": 0.10,
    "age_12_14_people": 0.05,
    "age_15_59_people": 0.50,
    "age_60_64_people": 0.05,
    "age_65_up_people": 0.20,
}

# building: site, x and y of its door on the street, people, storeys, year built, condition
BUILDINGS = (
    ("b1", "s1", 50, 0, 100, 6, 1985, "fair"),
    ("b2", "s2", 150, 0, 60, 6, 1985, "fair"),
    ("b3", "s3", 250, 0, 80, 6, 1995, "good"),
    ("b4", "s4", 350, 0, 120, 6, 2005, "good"),
    ("b5", "s1", 50, 100, 40, 2, 1935, "poor"),
    ("b6", "n1", 50, 200, 200, 18, 2015, "good"),
    ("b7", "n2", 150, 200, 60, 6, 1985, "poor"),
    ("b8", "n3", 250, 300, 140, 6, 1985, "fair"),
    ("b9", "n1", 50, 300, 100, 6, 1985, "dangerous"),
    ("b10", "n3", 250, 200, 0, 4, 2000, "good"),
)


def toy_town(**tables: pd.DataFrame | None) -> PlainDistrict:
    """Make the toy town; a table named replaces its own, or with ``None`` leaves it out."""
    own = {name: frame.copy() for name, frame in _tables().items()}
    meta = DistrictMeta(
        name_en="Toy Town",
        name_zh="玩具镇",
        crs=CRS,
        data_day=date(2026, 1, 1),
        made_up=True,
    )
    kept = {name: frame for name, frame in {**own, **tables}.items() if frame is not None}
    return PlainDistrict(meta=meta, tables=kept)


@cache
def _tables() -> dict[str, pd.DataFrame]:
    """Every table of the town, made once."""
    return {
        "areas": _areas(),
        "sites": _sites(),
        "buildings": _buildings(),
        "people": _people(),
        "facilities": _facilities(),
        "walk_edges": _walk_edges(),
        "stops": _stops(),
        "green": _green(),
        "barriers": _barriers(),
        "heritage": _heritage(),
    }


def place(shape: BaseGeometry) -> BaseGeometry:
    """Move a shape from the town's own metres to its place in the CRS."""
    return affinity.translate(shape, *ORIGIN_M)


def frame_of(table: str, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Make a table from rows; ``geometry`` in the town's own metres, every number ``given``."""
    listed = [dict(row) for row in rows]
    shapes = [row.pop("geometry", None) for row in listed]
    frame = pd.DataFrame(listed)
    quantities = [c.name for c in TABLES[table].quantities if c.name in frame.columns]
    frame = with_basis(frame, dict.fromkeys(quantities, "given"))
    if TABLES[table].shape is None:
        return frame
    moved = [None if shape is None else place(shape) for shape in shapes]
    return gpd.GeoDataFrame(frame, geometry=moved, crs=CRS)


def _areas() -> pd.DataFrame:
    town, south, north = box(-50, -50, 450, 350), box(-50, -50, 450, 150), box(-50, 150, 450, 350)
    named = (
        ("town", "sub_district", "Toy Town", "玩具镇街道", town),
        ("south", "neighbourhood", "South", "南里", south),
        ("north", "neighbourhood", "North", "北里", north),
    )
    return frame_of(
        "areas",
        [
            {
                "ref": ref,
                "level": level,
                "name_en": en,
                "name_zh": zh,
                "area_m2": shape.area,
                "geometry": shape,
            }
            for ref, level, en, zh, shape in named
        ],
    )


def _sites() -> pd.DataFrame:
    """The eight blocks beside the river, 10,000 m² each; n4 is the park."""
    corners = [(bank, x, y) for bank, y in (("s", 0), ("n", 200)) for x in STREETS_X_M[:-1]]
    return frame_of(
        "sites",
        [_site(f"{bank}{x // 100 + 1}", box(x, y, x + 100, y + 100)) for bank, x, y in corners],
    )


def _site(ref: str, shape: BaseGeometry) -> dict[str, object]:
    """One block; the plan allows two storeys' worth of floor on all its ground."""
    on_it = [row for row in BUILDINGS if row[1] == ref]
    people = float(sum(row[4] for row in on_it))
    is_park = ref == "n4"
    return {
        "ref": ref,
        "name_en": f"block {ref}",
        "name_zh": f"{ref}地块",
        "renewable": not is_park,
        "not_renewable_reason": "park" if is_park else None,
        "use_class": "green" if is_park else "residential",
        "area_m2": 10_000.0,
        "footprint_m2": 400.0 * len(on_it),
        "green_m2": 6_400.0 if is_park else 2_000.0,
        "gross_floor_area_m2": sum(400.0 * row[5] for row in on_it),
        "plan_far": None if is_park else 0.5,
        "vacancy_share": None if is_park else 0.1,
        "homes_count": people / 2,
        "homes_without_lift_count": sum(row[4] / 4 for row in on_it if row[5] == 6),
        "residents_people": people,
        "geometry": shape,
    }


def _buildings() -> pd.DataFrame:
    """Squares of 400 m², 5 m behind the street of their door."""
    rows = []
    for ref, site, x, y, people, storeys, year, condition in BUILDINGS:
        low_y = y + 5 if y % 200 == 0 else y - 25
        rows.append(
            {
                "ref": ref,
                "site": site,
                "use_class": "residential" if people else "office",
                "footprint_m2": 400.0,
                "gross_floor_area_m2": 400.0 * storeys,
                "storeys": float(storeys),
                "year_built": float(year),
                "condition": condition,
                "homes_count": people / 2,
                "geometry": box(x - 10, low_y, x + 10, low_y + 20),
            }
        )
    return frame_of("buildings", rows)


def _people() -> pd.DataFrame:
    """One demand point at the door of each building where people live."""
    return frame_of(
        "people",
        [
            {
                "ref": f"p{ref[1:]}",
                "building": ref,
                "site": site,
                "residents_people": float(people),
                **{group: round(people * share, 6) for group, share in AGE_SHARES.items()},
                "geometry": Point(x, y),
            }
            for ref, site, x, y, people, *_ in BUILDINGS
            if people
        ],
    )


def _facilities() -> pd.DataFrame:
    named = (
        ("kg", "kindergarten", "Toy Kindergarten", "玩具幼儿园", Point(100, 0), 3_500.0, 30.0),
        ("ph", "pharmacy", "Toy Pharmacy", "玩具药店", Point(200, 100), None, None),
        ("hs", "health_station", "Toy Health Station", "玩具卫生站", Point(0, 300), 80.0, None),
        ("pk", "park", "Toy Park", "玩具公园", box(310, 210, 390, 290), 6_400.0, None),
    )
    return frame_of(
        "facilities",
        [
            {
                "ref": ref,
                "kind": kind,
                "name_en": en,
                "name_zh": zh,
                "area_m2": area_m2,
                "capacity_people": capacity_people,
                "geometry": shape,
            }
            for ref, kind, en, zh, shape, area_m2, capacity_people in named
        ],
    )


def _walk_edges() -> pd.DataFrame:
    """Streets of 100 m between neighbouring corners; over the river only at the bridge."""
    corners = [(x, y) for y in STREETS_Y_M for x in STREETS_X_M]
    node = {corner: number for number, corner in enumerate(corners)}
    east = [((x, y), (x + 100, y)) for x, y in corners if (x + 100, y) in node]
    north = [
        ((x, y), (x, y + 100))
        for x, y in corners
        if (x, y + 100) in node and (y != 100 or x == BRIDGE_X_M)
    ]
    return frame_of(
        "walk_edges",
        [
            {
                "ref": f"e{start[0]}-{start[1]}-{end[0]}-{end[1]}",
                "start_node": node[start],
                "end_node": node[end],
                "way_kind": "street",
                "is_proxy": False,
                "is_bridge": start[1] == 100 and end[1] == 200,
                "length_m": 100.0,
                "geometry": LineString([start, end]),
            }
            for start, end in east + north
        ],
    )


def _stops() -> pd.DataFrame:
    named = (
        ("bus", "bus", "Toy Bus Stop", "玩具公交站", Point(200, 0)),
        ("metro", "metro", "Toy Metro", "玩具地铁站", Point(400, 0)),
    )
    return frame_of(
        "stops",
        [
            {"ref": ref, "mode": mode, "name_en": en, "name_zh": zh, "geometry": shape}
            for ref, mode, en, zh, shape in named
        ],
    )


def _green() -> pd.DataFrame:
    return frame_of(
        "green",
        [
            {
                "ref": "g1",
                "kind": "park",
                "name_en": "Toy Park",
                "name_zh": "玩具公园",
                "is_public": True,
                "area_m2": 6_400.0,
                "geometry": box(310, 210, 390, 290),
            }
        ],
    )


def _barriers() -> pd.DataFrame:
    return frame_of(
        "barriers",
        [
            {
                "ref": "creek",
                "kind": "water",
                "name_en": "Toy Creek",
                "name_zh": "玩具河",
                "geometry": box(-50, 140, 450, 160),
            }
        ],
    )


def _heritage() -> pd.DataFrame:
    return frame_of(
        "heritage",
        [
            {
                "ref": "h1",
                "heritage_class": "listed_building",
                "name_en": "Toy Villa",
                "name_zh": "玩具老宅",
                "building": "b5",
                "year_built": 1935.0,
                "geometry": Point(50, 85),
            }
        ],
    )
