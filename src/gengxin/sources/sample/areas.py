"""Areas: sub-districts, neighbourhoods, functional zones, renewal units, made of whole cells."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from gengxin.sources.sample.arrays import Shapes, Words
from gengxin.sources.sample.city import City
from gengxin.sources.sample.facts import RENEWAL_UNITS, SUB_DISTRICTS, ZONES, Role
from gengxin.sources.sample.record import frame

__all__ = ["Belonging", "areas_table", "belonging"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Refs of the areas of each cell (``None``: none) and of each lot's neighbourhood."""

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
    number, part = cells.district + 1, cells.part + 1
    pairs = list(zip(number.tolist(), part.tolist(), strict=True))
    other_zh = np.array([f"样例{d}区第{p}街道" for d, p in pairs], dtype=object)
    other_en = np.array([f"Sample District {d}, Sub-district {p}" for d, p in pairs], dtype=object)
    part_names = np.minimum(cells.part, len(SUB_DISTRICTS) - 1)
    return Belonging(
        sub_district=np.array([f"SD-{d:03d}-{p:02d}" for d, p in pairs], dtype=object),
        functional_zone=_roles(city, ZONES, "FZ", other="FZ"),
        renewal_unit=_roles(city, RENEWAL_UNITS, "RU", other=""),
        sub_district_zh=np.where(own, names_zh[part_names], other_zh),
        sub_district_en=np.where(own, names_en[part_names], other_en),
    )


def _roles(city: City, roles: tuple[Role, ...], prefix: str, *, other: str) -> Words:
    """The zone or unit of each cell: the first whose box holds it; beside, one a district."""
    cells = city.cells
    found = np.full(cells.col.size, None, dtype=object)
    for number, role in reversed(list(enumerate(roles, start=1))):
        west, south, east, north = role.box
        inside = (cells.col >= west) & (cells.col <= east)
        inside &= (cells.row >= south) & (cells.row <= north) & (cells.district == 0)
        found[inside] = f"{prefix}-001-{number:02d}"
    beside = cells.district > 0
    if other:
        found[beside] = [f"{other}-{d + 1:03d}-01" for d in cells.district[beside]]
    return found


def areas_table(city: City, of: Belonging) -> pd.DataFrame:
    """All areas, level by level."""
    whole = _whole_cells(city)
    parts = [
        _level("functional_zone", of.functional_zone, whole),
        _level("renewal_unit", of.renewal_unit, whole),
        _level("sub_district", of.sub_district, whole),
        _neighbourhoods(city, of, whole),
    ]
    merged = pd.concat(parts, ignore_index=True)
    shapes = merged.pop("shape").to_numpy()
    names = pd.DataFrame([_names(city, ref, of) for ref in merged["ref"]])
    merged = pd.concat([merged, names], axis=1)
    merged["area_m2"] = np.round(shapely.area(shapes), 1)
    rule = {"area_m2": "area of the polygon"}
    return frame("areas", merged.to_dict("series"), shapes=shapes, seed=city.seed, computed=rule)


def _whole_cells(city: City) -> Shapes:
    """Cells out to the middle of their streets, and of the river."""
    cells = city.cells
    whole = cells.whole.copy()
    shore = cells.riverside
    whole[shore] = shapely.union(whole[shore], city.lattice.river(cells.row[shore]))
    return whole


def _level(level: str, ref: Words, whole: Shapes) -> pd.DataFrame:
    """The areas of one level: unions of their cells."""
    known = np.array([r is not None for r in ref], dtype=bool)
    codes, refs = pd.factorize(ref[known], sort=True)
    shapes = [shapely.coverage_union_all(whole[known][codes == k]) for k in range(len(refs))]
    return pd.DataFrame({"ref": refs, "level": level, "parent": None, "shape": shapes})


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
            "shape": shapes,
        })
        for half, shapes in enumerate(halves)
    ]  # fmt: skip
    return pd.concat(rows, ignore_index=True).sort_values("ref", ignore_index=True)


def _names(city: City, ref: str, of: Belonging) -> dict[str, str | None]:
    """Names and role of one area by its ref."""
    kind, district, number = ref.split("-")[:3]
    role: Role | None = None
    if kind in {"FZ", "RU"}:
        if district != "001":
            zh, en = f"样例{int(district)}区", f"Sample District {int(district)}"
        else:
            role = (ZONES if kind == "FZ" else RENEWAL_UNITS)[int(number) - 1]
            zh, en = role.name_zh, role.name_en
    else:
        first = int(np.argmax(of.sub_district == "-".join(ref.split("-")[:3])))
        zh, en = str(of.sub_district_zh[first]), str(of.sub_district_en[first])
        if ref.count("-") > 2:
            zh = f"{zh.removesuffix('街道').removesuffix('镇')}第{int(ref[-5:])}居委会"
            en = f"{en} neighbourhood {int(ref[-5:])}"
    lead = {"FZ": None, "RU": f"{zh}更新统筹平台(样例)"}.get(kind)
    return {
        "name_zh": f"{zh}(样例)",
        "name_en": f"{en} (made up)",
        "role_zh": role.role_zh if role else None,
        "role_en": role.role_en if role else None,
        "lead_party": lead,
    }
