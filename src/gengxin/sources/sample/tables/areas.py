"""Areas: sub-districts, neighbourhoods, functional zones, renewal units, made of whole cells."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Shapes, Words
from gengxin.sources.sample.city import City
from gengxin.sources.sample.facts import RENEWAL_UNITS, SUB_DISTRICTS, ZONES, Role
from gengxin.sources.sample.land.cells import TILE_COLS, TILE_ROWS
from gengxin.sources.sample.tables.record import frame
from gengxin.sources.sample.tables.stock import Stock

__all__ = ["Belonging", "areas_table", "belonging"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Refs of the areas of each cell (``None``: none), and the names of its sub-district."""

    sub_district: Words
    functional_zone: Words
    renewal_unit: Words
    sub_district_zh: Words
    sub_district_en: Words


def belonging(city: City) -> Belonging:
    """To which areas each cell belongs."""
    cells = city.cells
    own = cells.district == 0
    names_zh = np.array([s.name_zh for s in SUB_DISTRICTS], dtype=object)
    names_en = np.array([s.name_en for s in SUB_DISTRICTS], dtype=object)
    pairs = list(zip((cells.district + 1).tolist(), (cells.part + 1).tolist(), strict=True))
    other_zh = np.array([f"样例{d}区第{p}街道" for d, p in pairs], dtype=object)
    other_en = np.array([f"Sample District {d}, Sub-district {p}" for d, p in pairs], dtype=object)
    part = np.minimum(cells.part, len(SUB_DISTRICTS) - 1)
    # beside the modelled district every district has one unit, in its middle
    middle = (cells.col % TILE_COLS // 2 == 2) & ((cells.row + 3) % TILE_ROWS // 2 == 3)
    return Belonging(
        sub_district=np.array([f"SD-{d:03d}-{p:02d}" for d, p in pairs], dtype=object),
        functional_zone=_roles(city, ZONES, "FZ", beside=~own),
        renewal_unit=_roles(city, RENEWAL_UNITS, "RU", beside=~own & middle),
        sub_district_zh=np.where(own, names_zh[part], other_zh),
        sub_district_en=np.where(own, names_en[part], other_en),
    )


def _roles(city: City, roles: tuple[Role, ...], prefix: str, *, beside: Flags) -> Words:
    """The zone or unit of each cell: the first whose box holds it; beside, one a district."""
    cells = city.cells
    found = np.full(cells.col.size, None, dtype=object)
    for number, role in reversed(list(enumerate(roles, start=1))):
        west, south, east, north = role.box
        inside = (cells.col >= west) & (cells.col <= east)
        inside &= (cells.row >= south) & (cells.row <= north) & (cells.district == 0)
        found[inside] = f"{prefix}-001-{number:02d}"
    found[beside] = [f"{prefix}-{d + 1:03d}-01" for d in cells.district[beside]]
    return found


def areas_table(city: City, stock: Stock, of: Belonging) -> pd.DataFrame:
    """All areas, level by level."""
    whole = _whole_cells(city)
    people = np.zeros(city.cells.col.size)
    np.add.at(people, city.lots.cell[stock.lot], stock.people)
    parts = [
        _level("functional_zone", of.functional_zone, whole, people),
        _level("renewal_unit", of.renewal_unit, whole, people),
        _level("sub_district", of.sub_district, whole, people),
        _neighbourhoods(city, of, whole),
    ]
    merged = pd.concat(parts, ignore_index=True)
    shapes = merged.pop("shape").to_numpy()
    names = _Names(of)
    named = pd.DataFrame([names.of(ref) for ref in merged["ref"]])
    merged = pd.concat([merged, named], axis=1)
    merged["area_m2"] = np.round(shapely.area(shapes), 1)
    columns = {name: merged[name] for name in merged.columns}
    rules = {"area_m2": "area of the polygon", "stated_people": "sum over its buildings"}
    return frame("areas", columns, shapes=shapes, seed=city.seed, computed=rules)


def _whole_cells(city: City) -> Shapes:
    """Cells out to the middle of their streets, and of the river."""
    cells = city.cells
    whole = cells.whole.copy()
    shore = cells.riverside
    whole[shore] = shapely.union(whole[shore], city.lattice.river(cells.row[shore]))
    return whole


def _level(level: str, ref: Words, whole: Shapes, people: Floats) -> pd.DataFrame:
    """The areas of one level: unions of their cells, sums of their people."""
    known = np.array([r is not None for r in ref], dtype=bool)
    codes, refs = pd.factorize(ref[known], sort=True)
    order = np.argsort(codes, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(codes))[:-1])
    return pd.DataFrame({
        "ref": refs,
        "level": level,
        "parent": None,
        "stated_people": np.round(np.bincount(codes, weights=people[known]), 1),
        "shape": [shapely.coverage_union_all(whole[known][group]) for group in groups],
    })  # fmt: skip


def _neighbourhoods(city: City, of: Belonging, whole: Shapes) -> pd.DataFrame:
    """Two neighbourhoods a cell: its western and its eastern half."""
    low = shapely.get_coordinates(shapely.get_point(city.cells.edge[:, 0], 4))
    high = shapely.get_coordinates(shapely.get_point(city.cells.edge[:, 2], 4))
    ahead = (high - low) * 2.0
    side = ahead[:, ::-1] * [1.0, -1.0]
    near, far = low - ahead, high + ahead
    west = shapely.polygons(np.stack([near, far, far - side, near - side], axis=1))
    halves = [shapely.intersection(whole, west), shapely.difference(whole, west)]
    rows = [
        pd.DataFrame({
            "ref": [f"{sub}-{k * 2 + half + 1:05d}" for k, sub in enumerate(of.sub_district)],
            "level": "neighbourhood",
            "parent": of.sub_district,
            "stated_people": np.nan,
            "shape": shapes,
        })
        for half, shapes in enumerate(halves)
    ]  # fmt: skip
    return pd.concat(rows, ignore_index=True).sort_values("ref", ignore_index=True)


class _Names:
    """Names and roles of areas by their refs."""

    def __init__(self, of: Belonging) -> None:
        triples = zip(of.sub_district, of.sub_district_zh, of.sub_district_en, strict=True)
        self._sub_districts = {str(ref): (str(zh), str(en)) for ref, zh, en in triples}

    def of(self, ref: str) -> dict[str, str | None]:
        """Names, role and coordinating body of one area."""
        kind = ref.split("-", maxsplit=1)[0]
        if kind == "SD":
            zh, en = self._sub_district(ref)
            return {"name_zh": f"{zh}（样例）", "name_en": f"{en} (made up)"}
        zh, en, role = _of_strategy(ref)
        lead = f"{zh}更新统筹平台（样例）" if kind == "RU" else None
        return {
            "name_zh": f"{zh}（样例）",
            "name_en": f"{en} (made up)",
            "role_zh": role.role_zh if role else None,
            "role_en": role.role_en if role else None,
            "lead_party": lead,
        }

    def _sub_district(self, ref: str) -> tuple[str, str]:
        """Names of a sub-district, or of a neighbourhood in one."""
        zh, en = self._sub_districts["-".join(ref.split("-")[:3])]
        if ref.count("-") == 2:
            return zh, en
        number = int(ref.split("-")[3])
        short = zh.removesuffix("街道").removesuffix("镇")
        return f"{short}第{number}居委会", f"{en} neighbourhood {number}"


def _of_strategy(ref: str) -> tuple[str, str, Role | None]:
    """Names and role of a functional zone or a renewal unit."""
    kind, district, number = ref.split("-")
    if district == "001":
        role = (ZONES if kind == "FZ" else RENEWAL_UNITS)[int(number) - 1]
        return role.name_zh, role.name_en, role
    zh, en = f"样例{int(district)}区", f"Sample District {int(district)}"
    return (zh, en, None) if kind == "FZ" else (f"{zh}更新单元", f"{en} renewal unit", None)
