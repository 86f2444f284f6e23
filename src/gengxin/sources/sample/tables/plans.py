"""Tables of plans: what the plan in force allows by zone, and what is protected."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from gengxin.sources.sample.arrays import Shapes
from gengxin.sources.sample.city import City
from gengxin.sources.sample.land.fabrics import FABRICS
from gengxin.sources.sample.tables.areas import Belonging
from gengxin.sources.sample.tables.names import street_names
from gengxin.sources.sample.tables.record import frame, refs
from gengxin.sources.sample.tables.stock import Stock

__all__ = ["PlanControl", "heritage_table", "plan_controls", "zoning_table"]

CONSERVED_HEIGHT_M = 24.0
# what protection plans of the sample's old town state, made up
_PROTECTED_HEIGHT_M, _LEAST_LOT_COVERAGE = 18.0, 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanControl:
    """What the plan allows on land of one fabric; ``None`` where it sets nothing."""

    plan_use: str
    plan_far: float | None = None
    plan_height_m: float | None = None
    plan_lot_coverage: float | None = None
    plan_green_share: float | None = None


def _allow(use: str, far: float, height_m: float, coverage: float, green: float) -> PlanControl:
    return PlanControl(
        plan_use=use,
        plan_far=far,
        plan_height_m=height_m,
        plan_lot_coverage=coverage,
        plan_green_share=green,
    )


# old works and vacant land are planned for other uses than today's
PLANS = {
    "lane": _allow("residential", 1.4, 15.0, 0.50, 0.20),
    "villa": _allow("residential", 0.9, 15.0, 0.35, 0.35),
    "old_slab": _allow("residential", 2.0, 40.0, 0.30, 0.30),
    "slab": _allow("residential", 1.8, 24.0, 0.30, 0.30),
    "mid_rise": _allow("residential", 2.2, 50.0, 0.25, 0.35),
    "tower": _allow("residential", 2.9, 100.0, 0.22, 0.35),
    "mall": _allow("commercial", 4.0, 80.0, 0.55, 0.15),
    "shops": _allow("mixed", 2.5, 40.0, 0.50, 0.15),
    "office": _allow("office", 4.5, 120.0, 0.45, 0.20),
    "research": _allow("research", 2.8, 60.0, 0.40, 0.25),
    "works": _allow("research", 2.2, 50.0, 0.40, 0.25),
    "culture": _allow("public", 1.5, 30.0, 0.40, 0.30),
    "hospital": _allow("medical", 2.6, 80.0, 0.35, 0.30),
    "vacant": _allow("mixed", 2.5, 80.0, 0.40, 0.25),
}


def plan_controls(fabric: np.ndarray) -> pd.DataFrame:
    """The plan's limits for each row by its fabric."""
    by_fabric = [PLANS.get(f.code, PlanControl(plan_use=f.use)) for f in FABRICS]
    table = pd.DataFrame({
        name: [getattr(plan, name) for plan in by_fabric]
        for name in PlanControl.__dataclass_fields__
    })  # fmt: skip
    limits = {name: table[name].astype(float) for name in table.columns if name != "plan_use"}
    return table.assign(**limits).iloc[fabric].reset_index(drop=True)


def zoning_table(city: City) -> pd.DataFrame:
    """A zone for each block, and the conservation area over the old town."""
    table = plan_controls(city.block_fabric).rename(columns={"plan_use": "use_class"})
    numbers = range(1, len(table) + 1)
    table["zone"] = [
        f"{u[:3].upper()}-{k:05d}" for k, u in zip(numbers, table["use_class"], strict=True)
    ]
    table["is_overlay"] = False
    shapes = city.blocks.land
    old = city.cells.whole[city.cells.character == "old_town"]
    if old.size:
        overlay = {"zone": "HC-00001", "is_overlay": True, "plan_height_m": CONSERVED_HEIGHT_M}
        table = pd.concat([table, pd.DataFrame([overlay])], ignore_index=True)
        shapes = np.concatenate([shapes, [shapely.coverage_union_all(old)]])
    table["name_zh"] = "控规地块" + table["zone"] + "（样例）"
    table["name_en"] = "Zone " + table["zone"] + " (made up)"
    columns = {"ref": refs("Z", len(table))} | {name: table[name] for name in table.columns}
    return frame("zoning", columns, shapes=shapes, seed=city.seed)


def heritage_table(
    city: City, stock: Stock, building_ref: pd.Series, of: Belonging
) -> pd.DataFrame:
    """Listed buildings and monuments, conservation areas, historic streets."""
    parts = [_listed(city, stock, building_ref), _conserved(city, of), _streets(city)]
    table = pd.concat([part for part, _ in parts], ignore_index=True)
    shapes = np.concatenate([shape for _, shape in parts])
    columns = {"ref": refs("H", len(table))} | {name: table[name] for name in table.columns}
    return frame("heritage", columns, shapes=shapes, seed=city.seed)


def _listed(city: City, stock: Stock, building_ref: pd.Series) -> tuple[pd.DataFrame, Shapes]:
    rows = np.flatnonzero(np.isin(stock.heritage, ("listed_building", "monument")))
    numbers = range(1, rows.size + 1)
    table = pd.DataFrame({
        "heritage_class": stock.heritage[rows],
        "building": building_ref.to_numpy()[rows],
        "year_built": stock.year_built[rows],
        "name_zh": [f"优秀历史建筑{k}号（样例）" for k in numbers],
        "name_en": [f"Listed building {k} (made up)" for k in numbers],
    })  # fmt: skip
    return table, city.footprints.shape[rows]


def _conserved(city: City, of: Belonging) -> tuple[pd.DataFrame, Shapes]:
    """The old town of each sub-district that has one."""
    old = city.cells.character == "old_town"
    rows = []
    shapes = []
    for sub in np.unique(of.sub_district[old].astype(str)):
        own = old & (of.sub_district == sub)
        first = int(np.argmax(own))
        shapes.append(shapely.coverage_union_all(city.cells.whole[own]))
        rows.append({
            "heritage_class": "conservation_area",
            "name_zh": f"{of.sub_district_zh[first]}风貌区（样例）",
            "name_en": f"{of.sub_district_en[first]} conservation area (made up)",
            "protected_height_m": _PROTECTED_HEIGHT_M,
            "least_lot_coverage": _LEAST_LOT_COVERAGE,
        })  # fmt: skip
    return pd.DataFrame(rows), np.array(shapes, dtype=object)


def _streets(city: City) -> tuple[pd.DataFrame, Shapes]:
    """Every other wide street of the old town."""
    old = city.cells.character == "old_town"
    streets = city.streets
    rows = np.flatnonzero(old[streets.cell] & (streets.rank <= 2))[::2]
    zh, en = street_names(rows * 17)
    table = pd.DataFrame({"heritage_class": "historic_street", "name_zh": zh, "name_en": en})
    return table, streets.line[rows]
