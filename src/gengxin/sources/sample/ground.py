"""Tables of the ground: walking network, stops, green, barriers, zoning, heritage."""

import numpy as np
import pandas as pd
import shapely

from gengxin.sources.sample.areas import Belonging
from gengxin.sources.sample.arrays import Shapes
from gengxin.sources.sample.cells import SIDES, is_fast
from gengxin.sources.sample.city import City
from gengxin.sources.sample.fabrics import FABRICS, NUMBER
from gengxin.sources.sample.record import frame, refs
from gengxin.sources.sample.stock import Stock

__all__ = [
    "barriers_table",
    "green_table",
    "heritage_table",
    "plan_control",
    "walk_edges_table",
    "zoning_table",
]

GREEN_OF = {"park": "park", "riverside": "park", "garden": "garden", "cemetery": "cemetery"}


def walk_edges_table(city: City) -> pd.DataFrame:
    """The walking network."""
    ways = city.ways
    columns = {
        "ref": refs("W", ways.kind.size),
        "start_node": ways.edges.start,
        "end_node": ways.edges.end,
        "way_kind": pd.Categorical(ways.kind),
        "is_proxy": np.zeros(ways.kind.size, dtype=bool),
        "is_bridge": ways.is_bridge,
        "length_m": np.round(shapely.length(ways.edges.shape), 3),
    }
    rule = {"length_m": "length of the line"}
    return frame("walk_edges", columns, shapes=ways.edges.shape, seed=city.seed, computed=rule)


def green_table(city: City) -> pd.DataFrame:
    """Parks, gardens, the riverside, cemeteries, sports grounds of schools."""
    code = np.array([f.code for f in FABRICS], dtype=object)[city.lots.fabric]
    rows = np.flatnonzero(np.isin(code, list(GREEN_OF)))
    shapes = city.lots.shape[rows]
    columns = {
        "ref": refs("G", rows.size),
        "name_zh": [f"{FABRICS[f].zh}{k}(样例)" for k, f in enumerate(city.lots.fabric[rows], 1)],
        "name_en": [
            f"{FABRICS[f].en} {k} (made up)".capitalize()
            for k, f in enumerate(city.lots.fabric[rows], 1)
        ],
        "kind": [GREEN_OF[c] for c in code[rows]],
        "is_public": np.ones(rows.size, dtype=bool),
        "area_m2": np.round(shapely.area(shapes), 1),
    }
    rule = {"area_m2": "area of the polygon"}
    return frame("green", columns, shapes=shapes, seed=city.seed, computed=rule)


def barriers_table(city: City) -> pd.DataFrame:
    """The river, creeks, the railway, fast roads and closed compounds."""
    rows: list[tuple[str, str, str, shapely.Geometry]] = []
    cells = city.cells
    shore = np.unique(cells.row[cells.riverside])
    if shore.size:
        rows.append(("water", "浦样江(样例)", "Puyang River (made up)", _river(city)))
    for cut in city.cuts:
        reach = shapely.intersection(cut.line, shapely.buffer(_extent(city), 200.0))
        if not reach.is_empty:
            shape = shapely.buffer(reach, cut.half_m, cap_style="flat")
            rows.append((cut.kind, cut.name_zh, cut.name_en, shape))
    rows += _fast_roads(city)
    columns = {
        "ref": refs("B", len(rows)),
        "name_zh": [row[1] for row in rows],
        "name_en": [row[2] for row in rows],
        "kind": [row[0] for row in rows],
    }
    shapes = np.array([row[3] for row in rows], dtype=object)
    return frame("barriers", columns, shapes=shapes, seed=city.seed)


def _extent(city: City) -> shapely.Geometry:
    return shapely.box(*shapely.total_bounds(city.cells.whole))


def _river(city: City) -> shapely.Geometry:
    """The river from bank to bank along the sample."""
    row = city.cells.row[city.cells.riverside]
    at = np.linspace(row.min(), row.max() + 1.0, int(row.max() - row.min() + 1) * 8 + 1)
    return shapely.Polygon(
        np.concatenate([city.lattice.bank(row), city.lattice.far_bank(at)[::-1]])
    )


def _fast_roads(city: City) -> list[tuple[str, str, str, shapely.Geometry]]:
    """One line for each fast road."""
    cells = city.cells
    rows = []
    for side in ("south", "west"):
        fast = is_fast(cells.col, cells.row, side)
        line_of = cells.row if side == "south" else cells.col
        for number in np.unique(line_of[fast]):
            edges: Shapes = cells.edge[fast & (line_of == number), SIDES.index(side)]
            merged = shapely.line_merge(shapely.union_all(edges))
            way = "东西" if side == "south" else "南北"
            way_en = "East–West" if side == "south" else "North–South"
            rows.append((
                "fast_road", f"{way}高架{number}号(样例)",
                f"{way_en} Elevated Road {number} (made up)", merged,
            ))  # fmt: skip
    return rows


def zoning_table(city: City) -> pd.DataFrame:
    """A zone for each block, and the conservation area over the old town."""
    fabric = [FABRICS[f] for f in city.block_fabric]
    plan = pd.DataFrame([plan_control(f.code) for f in fabric])
    columns = {
        "zone": [f"{f.use[:2].upper()}-{k:05d}" for k, f in enumerate(fabric, 1)],
        "use_class": plan["use"],
        "is_overlay": False,
        "plan_far": plan["far"],
        "plan_height_m": plan["height"],
        "plan_lot_coverage": plan["coverage"],
        "plan_green_share": plan["green"],
    }
    table = pd.DataFrame(columns)
    shapes = city.blocks.land
    old = city.cells.whole[city.cells.character == "old_town"]
    if old.size:
        overlay = {"zone": "HC-1", "is_overlay": True, "plan_height_m": 24.0}
        table = pd.concat([table, pd.DataFrame([overlay])], ignore_index=True)
        shapes = np.append(shapes, shapely.coverage_union_all(old))
    table.insert(0, "ref", refs("Z", len(table)))
    return frame("zoning", table.to_dict("series"), shapes=shapes, seed=city.seed)


# fabric → use, floor area ratio, height, coverage, green share that the plan allows there
PLANS = {
    "lane": ("residential", 1.4, 15.0, 0.50, 0.20), "villa": ("residential", 0.9, 15.0, 0.35, 0.35),
    "old_slab": ("residential", 2.0, 40.0, 0.30, 0.30), "slab": ("residential", 1.8, 24.0, 0.30, 0.30),
    "mid_rise": ("residential", 2.0, 50.0, 0.25, 0.35), "tower": ("residential", 2.8, 100.0, 0.22, 0.35),
    "mall": ("commercial", 4.0, 80.0, 0.55, 0.15), "shops": ("mixed", 2.5, 40.0, 0.50, 0.15),
    "office": ("office", 4.5, 120.0, 0.45, 0.20), "research": ("research", 2.8, 60.0, 0.40, 0.25),
    "works": ("research", 2.2, 50.0, 0.40, 0.25), "culture": ("public", 1.5, 30.0, 0.40, 0.30),
    "hospital": ("medical", 2.6, 80.0, 0.35, 0.30), "vacant": ("mixed", 2.5, 80.0, 0.40, 0.25),
}  # fmt: skip


def plan_control(code: str) -> dict[str, object]:
    """What the plan in force allows on land of this fabric; nothing where it is not built on."""
    found = PLANS.get(code)
    if found is None:
        fabric = FABRICS[NUMBER[code]]
        return {"use": fabric.use, "far": None, "height": None, "coverage": None, "green": None}
    use, far, height, coverage, green = found
    return {"use": use, "far": far, "height": height, "coverage": coverage, "green": green}


def heritage_table(
    city: City, stock: Stock, building_ref: pd.Series, of: Belonging
) -> pd.DataFrame:
    """The conservation area, listed buildings and monuments, historic streets."""
    listed = np.flatnonzero(np.isin(stock.heritage, ("listed_building", "monument")))
    shapes: list[Shapes] = [city.footprints.shape[listed]]
    parts = [pd.DataFrame({
        "heritage_class": stock.heritage[listed],
        "building": building_ref.to_numpy()[listed],
        "year_built": stock.year_built[listed],
        "name_zh": [f"优秀历史建筑{k}号(样例)" for k in range(1, listed.size + 1)],
        "name_en": [f"Listed house {k} (made up)" for k in range(1, listed.size + 1)],
    })]  # fmt: skip
    cells = city.cells
    old = cells.character == "old_town"
    for sub in np.unique(of.sub_district[old].astype(str)):
        own = old & (of.sub_district == sub)
        first = int(np.argmax(own))
        shapes.append(np.array([shapely.coverage_union_all(cells.whole[own])], dtype=object))
        parts.append(pd.DataFrame({
            "heritage_class": ["conservation_area"],
            "name_zh": [f"{of.sub_district_zh[first]}风貌区(样例)"],
            "name_en": [f"{of.sub_district_en[first]} conservation area (made up)"],
        }))  # fmt: skip
    streets = np.flatnonzero(old[city.streets.cell] & (city.streets.rank <= 1))[::2]
    shapes.append(city.streets.line[streets])
    parts.append(pd.DataFrame({
        "heritage_class": "historic_street",
        "name_zh": [f"风貌道路{k}号(样例)" for k in range(1, streets.size + 1)],
        "name_en": [f"Historic street {k} (made up)" for k in range(1, streets.size + 1)],
    }))  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "ref", refs("H", len(table)))
    return frame("heritage", table.to_dict("series"), shapes=np.concatenate(shapes), seed=city.seed)
