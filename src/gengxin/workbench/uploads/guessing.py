"""Guess which table a layer fills, and which of its columns is which: for a person to correct."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from gengxin.terms import TABLES, Column, Table

__all__ = ["guessed", "places_of"]

ALIKE = 0.84
MOST_COMPARED = 200
LONGEST_COMPARED = 60
EVERYWHERE = ("ref", "name_zh", "name_en", "source")
MOST_VALUES = 60
LONGITUDES = ("lon", "lng", "long", "longitude", "经度", "x", "point_x", "geox", "x坐标")
LATITUDES = ("lat", "latitude", "纬度", "y", "point_y", "geoy", "y坐标")
# how files elsewhere call what the dictionary calls otherwise
_ALSO: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ref": ("id", "fid", "objectid", "gid", "code", "编号", "标识码", "osm_id"),
        "name_zh": ("name", "名称", "title", "mc", "label", "address", "地址"),
        "name_en": ("name", "english_name", "英文名", "label", "address"),
        "storeys": ("floors", "levels", "building_levels", "num_floors", "层数", "楼层"),
        "height_m": ("height", "高度", "elevation", "elevation_m"),
        "year_built": ("year", "built", "yearbuilt", "建成年代", "建筑年代"),
        "area_m2": ("area", "shape_area", "面积", "用地面积"),
        "gross_floor_area_m2": ("gfa", "floor_area", "建筑面积"),
        "footprint_m2": ("footprint", "基底面积"),
        "homes_count": ("homes", "units", "flats", "dwellings", "户数", "住宅套数"),
        "residents_people": ("people", "population", "residents", "人口", "常住人口"),
        "use_class": ("use", "landuse", "land_use", "type", "用地性质", "用途"),
        "kind": ("type", "category", "class", "类型", "类别", "amenity"),
        "capacity_people": ("capacity", "容量", "学位", "床位"),
        "lines": ("line", "routes", "线路"),
        "plan_far": ("far", "容积率"),
    }
)
# words by which a layer's own name tells its table
_CALLED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "buildings": ("building", "footprint", "house", "建筑", "楼"),
        "sites": ("site", "lot", "地块"),
        "parcels": ("parcel", "cadastr", "宗地"),
        "facilities": (
            *("facilit", "school", "clinic", "hospital", "shop", "poi", "amenit", "librar"),
            *("设施", "学校", "医院", "菜场", "公园", "park", "playground"),
        ),
        "stops": ("stop", "station", "bus", "metro", "站"),
        "walk_edges": ("road", "street", "walk", "path", "edge", "道路", "路网"),
        "green": ("green", "open_space", "openspace", "tree", "绿地"),
        "barriers": ("water", "river", "rail", "wall", "水系", "河"),
        "areas": ("boundary", "district", "ward", "zone", "neighbo", "街道", "边界", "片区"),
        "people": ("people", "population", "resident", "census", "人口"),
        "heritage": ("heritage", "historic", "历史", "保护建筑"),
        "zoning": ("zoning", "control", "控规"),
        "needs": ("need", "request", "complaint", "311", "诉求", "工单"),
        "space_requests": ("space_request", "tenant", "空间需求", "招商"),
    }
)


def places_of(columns: Iterable[str]) -> tuple[str, str]:
    """The columns that hold longitude and latitude; two empty texts where there are none."""
    plain = {_plain(name): name for name in columns}
    x = next((plain[name] for name in LONGITUDES if name in plain), "")
    y = next((plain[name] for name in LATITUDES if name in plain), "")
    return (x, y) if x and y else ("", "")


def guessed(
    names: Sequence[str],
    *,
    shape: str,
    columns: Sequence[str],
    values: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """The table that fits best, its columns by those of the layer, and codes of their values.

    ``names`` are those of the file and the layer; ``shape`` is point, line, polygon, mixed or none;
    ``values`` are the different texts of a column, where they are few. ``score`` runs from 0, as
    good as nothing, to 1.
    """
    alike = _alike(columns)
    found = [
        _of_table(table, names, shape=shape, alike=alike, count=len(columns))
        for table in TABLES.values()
    ]
    score, table, mapped = max(found, key=lambda one: one[0])
    translated = {
        name: codes
        for name, column in mapped.items()
        if (codes := _codes(table.by_name[name], values.get(column, ())))
    }
    return {"table": table.name, "score": round(score, 3), "columns": mapped, "codes": translated}


def _of_table(
    table: Table,
    names: Sequence[str],
    *,
    shape: str,
    alike: Mapping[str, Sequence[tuple[float, str]]],
    count: int,
) -> tuple[float, Table, dict[str, str]]:
    """How well a table fits, and the columns that fit its own."""
    mapped: dict[str, str] = {}
    weight = 0.0
    for column in table.columns:
        free = [one for one in alike.get(column.name, ()) if one[1] not in mapped.values()]
        if free:
            likeness, mapped[column.name] = max(free, key=lambda one: one[0])
            # what every table has says nothing of which it is
            weight += 0.2 if column.name in EVERYWHERE else likeness
    share = weight / max(count, 1)
    called = 0.5 if _is_called(table, names) else 0.0
    fits = 0.2 if _takes(table, shape) else -0.5
    return max(min(0.3 * share + called + fits, 1.0), 0.0), table, mapped


def _takes(table: Table, shape: str) -> bool:
    if shape == "none":
        return table.shape is None or not table.shape_required
    return table.shape in {shape, "any"} or (table.shape == "polygon" and shape == "mixed")


def _is_called(table: Table, names: Sequence[str]) -> bool:
    plain = [_plain(name) for name in names]
    return any(word in name for word in _CALLED.get(table.name, ()) for name in plain)


def _alike(columns: Sequence[str]) -> dict[str, list[tuple[float, str]]]:
    """By column of the dictionary: the names that are like one of its words, and how much."""
    known = _known()
    found: dict[str, list[tuple[float, str]]] = {}
    for name in columns[:MOST_COMPARED]:
        plain = _plain(name)[:LONGEST_COMPARED]
        words = (plain,) if plain in known else get_close_matches(plain, known, cutoff=ALIKE)
        for word in words:
            likeness = 1.0 if word == plain else SequenceMatcher(None, plain, word).ratio()
            for column, rank in known[word].items():
                # of words elsewhere, those that stand first are meant first
                found.setdefault(column, []).append((likeness - 0.005 * rank, name))
    return found


@lru_cache(maxsize=1)
def _known() -> dict[str, dict[str, int]]:
    """Every word for a column: the columns that it may mean, and how far behind it stands."""
    words: dict[str, dict[str, int]] = {}
    for table in TABLES.values():
        for column in table.columns:
            own = (column.name, _plain(column.en), _plain(column.zh))
            for rank, word in enumerate((*own, *_ALSO.get(column.name, ()))):
                words.setdefault(word, {}).setdefault(column.name, rank)
    return words


def _plain(text: str) -> str:
    """A word as it is compared: small letters, no marks, no unit."""
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    return re.sub(r"[\s\-.:/]+", "_", folded).strip("_")


def _codes(column: Column, values: Sequence[str]) -> dict[str, str]:
    """Codes of the dictionary by the values of a file; none where the values are the codes."""
    if not column.codes or len(values) > MOST_VALUES or set(values) <= set(column.codes):
        return {}
    found = {}
    for value in values:
        near = get_close_matches(_plain(value), column.codes, n=1, cutoff=0.7)
        if near:
            found[value] = near[0]
    return found
