"""Tables of the ground: walking network, green, barriers."""

import numpy as np
import pandas as pd
import shapely

from gengxin.sources.sample.arrays import Flags, Shapes, Words, where_known
from gengxin.sources.sample.city import City
from gengxin.sources.sample.land.cells import SIDES, is_fast
from gengxin.sources.sample.land.fabrics import FABRICS, NUMBER
from gengxin.sources.sample.tables.names import street_names
from gengxin.sources.sample.tables.record import frame, refs

__all__ = ["barriers_table", "green_table", "walk_edges_table"]

GREEN_OF = {"park": "park", "riverside": "park", "garden": "garden", "cemetery": "cemetery"}
# closed to walkers who have no business there
COMPOUNDS = ("campus", "hospital", "government", "depot", "works", "utility")
COMPOUND_M2 = 12_000.0
# every so many estates of towers keep a wall
WALLED_EVERY = 6


def walk_edges_table(city: City) -> pd.DataFrame:
    """The walking network."""
    ways = city.ways
    zh, en = street_names(np.maximum(ways.name, 0))
    columns = {
        "ref": refs("W", ways.kind.size),
        "name_zh": where_known(ways.name >= 0, zh),
        "name_en": where_known(ways.name >= 0, en),
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
    """Parks, gardens, the riverside, cemeteries; running tracks, a third of them open to all."""
    code: Words = np.array([f.code for f in FABRICS], dtype=object)[city.lots.fabric]
    rows = np.flatnonzero(np.isin(code, list(GREEN_OF)))
    kinds = [FABRICS[f] for f in city.lots.fabric[rows]]
    tracks = city.tracks.shape
    number = range(1, tracks.size + 1)
    shapes = np.concatenate([city.lots.shape[rows], tracks])
    is_public: Flags = np.concatenate([np.ones(rows.size, dtype=bool), np.array(number) % 3 == 0])
    columns = {
        "ref": refs("G", shapes.size),
        "name_zh": [f"{f.zh}{k}（样例）" for k, f in enumerate(kinds, 1)]
        + [f"学校操场{k}（样例）" for k in number],
        "name_en": [f"{f.en.capitalize()} {k} (made up)" for k, f in enumerate(kinds, 1)]
        + [f"School sports ground {k} (made up)" for k in number],
        "kind": [GREEN_OF[f.code] for f in kinds] + ["sports_ground"] * tracks.size,
        "is_public": is_public,
        "area_m2": np.round(shapely.area(shapes), 1),
    }
    rule = {"area_m2": "area of the polygon"}
    return frame("green", columns, shapes=shapes, seed=city.seed, computed=rule)


_Row = tuple[str, str, str, shapely.Geometry]


def barriers_table(city: City) -> pd.DataFrame:
    """The river, creeks, ponds, the railway, fast roads, closed compounds and walls."""
    rows = [*_waters(city), *_fast_roads(city), *_compounds(city), *_walls(city)]
    columns = {
        "ref": refs("B", len(rows)),
        "name_zh": [f"{row[1]}（样例）" for row in rows],
        "name_en": [f"{row[2]} (made up)" for row in rows],
        "kind": [row[0] for row in rows],
    }
    shapes: Shapes = np.array([row[3] for row in rows], dtype=object)
    return frame("barriers", columns, shapes=shapes, seed=city.seed)


def _waters(city: City) -> list[_Row]:
    """The river, and what the railway and the creeks take within the sample; ponds."""
    rows: list[_Row] = []
    cells = city.cells
    shore = cells.row[cells.riverside]
    if shore.size:
        at = np.linspace(shore.min(), shore.max() + 1.0, int(np.ptp(shore) + 1) * 8 + 1)
        ring = np.concatenate([city.lattice.bank(shore), city.lattice.far_bank(at)[::-1]])
        rows.append(("water", "浦样江", "Puyang River", shapely.Polygon(ring)))
    tree = shapely.STRtree(cells.whole)
    for cut in city.cuts:
        crossed = cells.whole[np.sort(tree.query(cut.line, predicate="intersects"))]
        reach = shapely.intersection(cut.line, shapely.union_all(crossed))
        if not reach.is_empty:
            own = shapely.buffer(reach, cut.half_m, cap_style="flat")
            rows.append((cut.kind, cut.name_zh, cut.name_en, own))
    ponds = enumerate(city.ponds.shape, 1)
    return rows + [("water", f"池塘{k}", f"Pond {k}", shape) for k, shape in ponds]


def _fast_roads(city: City) -> list[_Row]:
    """One line for each fast road."""
    cells = city.cells
    rows: list[_Row] = []
    for side, zh, en in (("south", "东西", "East–West"), ("west", "南北", "North–South")):
        fast = is_fast(cells.col, cells.row, side)
        line_of = cells.row if side == "south" else cells.col
        for count, number in enumerate(np.unique(line_of[fast]), 1):
            edges: Shapes = cells.edge[fast & (line_of == number), SIDES.index(side)]
            merged = shapely.line_merge(shapely.union_all(edges))
            rows.append(("fast_road", f"{zh}高架{count}号", f"{en} Elevated Road {count}", merged))
    return rows


def _compounds(city: City) -> list[_Row]:
    """Large sites of works, campuses and the like that nobody walks through."""
    codes = [NUMBER[code] for code in COMPOUNDS]
    large = shapely.area(city.lots.shape) > COMPOUND_M2
    lots = np.flatnonzero(np.isin(city.lots.fabric, codes) & large)
    kinds = [FABRICS[f] for f in city.lots.fabric[lots]]
    return [
        ("compound", f"{kind.zh}大院{k}", f"Compound {k}: {kind.en}", shape)
        for k, (kind, shape) in enumerate(zip(kinds, city.lots.shape[lots], strict=True), 1)
    ]


def _walls(city: City) -> list[_Row]:
    """Walls round some estates of towers."""
    lots = np.flatnonzero(city.lots.fabric == NUMBER["tower"])[::WALLED_EVERY]
    rings = shapely.get_exterior_ring(city.lots.shape[lots])
    return [
        ("wall", f"小区围墙{k}", f"Estate wall {k}", shapely.LineString(ring.coords))
        for k, ring in enumerate(rings, 1)
    ]
