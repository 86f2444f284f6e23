"""Facilities by the service hooks, with their capacity, area and building."""

from collections.abc import Collection
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gengxin.sources.osm import notes, readings
from gengxin.sources.osm.buildings import FLOORS
from gengxin.sources.osm.columns import COMPUTED_AREA, Filled, basis, chosen_words, linked
from gengxin.sources.osm.elements import rows_of
from gengxin.sources.osm.hooks import (
    BY_GROUND_AREA,
    CAPACITY_KEYS,
    CLOSED_ACCESS,
    GROUNDS,
    HOOKS,
    SERVICE_KEYS,
    Hook,
)
from gengxin.sources.osm.osm_map import OsmMap, joined_words
from gengxin.sources.osm.ragged import Flags, Shapes, Whole
from gengxin.sources.osm.shapes import has_area, sound_areas
from gengxin.sources.osm.tags import Tags
from gengxin.terms import Note

__all__ = ["facilities"]

_KINDS: Final = tuple(dict.fromkeys(hook.kind for hook in HOOKS))


def facilities(osm_map: OsmMap, buildings: Filled) -> Filled:
    """One row for each service that an object gives; drawn twice, it counts once."""
    tags = osm_map.tags
    objects, kind = _hooked(tags)
    closed = tags.among("access", CLOSED_ACCESS)[objects]
    objects, kind = objects[~closed], kind[~closed]
    shapes, mended_count = sound_areas(
        osm_map.shapes(objects, area=~tags.among("area", {"no"})[objects])
    )
    cut = np.flatnonzero(shapely.is_missing(shapes))
    shapes[cut] = osm_map.known_part(objects[cut])
    drawn = ~shapely.is_missing(shapes)
    again = np.zeros(len(objects), np.bool_)
    again[drawn] = _drawn_again(tags, objects[drawn], kind[drawn], shapes[drawn])
    kept = drawn & ~again
    frame = _table(osm_map, objects[kept], kind[kept], shapes[kept], buildings)
    told = notes.counted(
        notes.mended("facilities", mended_count),
        notes.cut_kept("facilities", int(drawn[cut].sum())),
        notes.cut_left_out("facilities", int((~drawn).sum())),
        _private(int(closed.sum())),
        _twice(int(again.sum())),
        _other(_other_count(tags, objects)),
    )
    return Filled(frame, objects[kept], told)


def _hooked(tags: Tags) -> tuple[Whole, Whole]:
    """The objects with a hook and the numbers of their kinds, object after object."""
    given = {kind: np.zeros(tags.count, np.bool_) for kind in _KINDS}
    for hook in HOOKS:
        given[hook.kind] |= _fits(hook, tags, given)
    kind, objects = np.nonzero(np.array(list(given.values())))
    order = np.lexsort((kind, objects))
    return objects[order], kind[order]


def _fits(hook: Hook, tags: Tags, given: dict[str, Flags]) -> Flags:
    """The objects that a hook makes facilities."""
    fits = np.ones(tags.count, np.bool_)
    for key, values in hook.where.items():
        fits &= tags.among(key, values)
    for key, values in hook.without.items():
        fits &= ~tags.among(key, values)
    for kind in hook.unless:
        fits &= ~given[kind]
    if hook.named:
        fits &= _is_named(tags, np.flatnonzero(fits), hook.named)
    return fits


def _is_named(tags: Tags, objects: Whole, words: Collection[str]) -> Flags:
    """Which objects of those given have a name that holds one of the words."""
    flags = np.zeros(tags.count, np.bool_)
    names = tags.word("name")[objects]
    listed = tags.words.listed
    flags[objects] = [
        name >= 0 and any(word in listed[name] for word in words) for name in names.tolist()
    ]
    return flags


def _drawn_again(tags: Tags, objects: Whole, kind: Whole, shapes: Shapes) -> Flags:
    """Those that lie in a larger one of the same kind and have its name or none."""
    again = np.zeros(len(objects), np.bool_)
    grounds = np.isin(kind, [_KINDS.index(name) for name in GROUNDS])
    rows = np.flatnonzero(grounds)
    wide = rows[has_area(shapes[rows])]
    inner, outer = shapely.STRtree(shapes[wide]).query(
        shapely.point_on_surface(shapes[rows]), predicate="intersects"
    )
    inner, outer = rows[inner], wide[outer]
    size_m2 = shapely.area(shapes)
    name = tags.word("name")[objects]
    same = (kind[inner] == kind[outer]) & (size_m2[inner] < size_m2[outer])
    same &= (name[inner] == name[outer]) | (name[inner] < 0)
    again[inner[same]] = True
    return again


def _table(
    osm_map: OsmMap, objects: Whole, kind: Whole, shapes: Shapes, buildings: Filled
) -> gpd.GeoDataFrame:
    """Facilities with all their columns."""
    kinds = np.array(_KINDS, np.object_)[kind]
    own = rows_of(buildings.objects, objects)
    frame = osm_map.frame(
        objects,
        shapes,
        {
            "kind": kinds,
            "building": linked(_building_rows(own, shapes, buildings.frame), buildings.frame),
            **_capacity(osm_map.tags, objects, kinds),
            **_size(kinds, shapes, own, buildings.frame),
        },
    )
    second = np.flatnonzero(np.append(False, objects[1:] == objects[:-1]))
    if len(second):
        refs = joined_words(osm_map.refs(objects[second]), kinds[second])
        frame.loc[second, "ref"] = refs.to_numpy()
    return frame


def _building_rows(own: Whole, shapes: Shapes, buildings: gpd.GeoDataFrame) -> Whole:
    """Row of the building that each facility is, or for a point of one in or on which it lies."""
    rows = own.copy()
    points = np.flatnonzero(shapely.get_dimensions(shapes) == 0)
    inner, outer = shapely.STRtree(buildings.geometry.to_numpy()).query(
        shapes[points], predicate="intersects"
    )
    first = np.unique(inner, return_index=True)[1]
    rows[points[inner[first]]] = outer[first]
    return rows


def _capacity(tags: Tags, objects: Whole, kinds: npt.NDArray[np.object_]) -> dict[str, object]:
    """People that each can serve, where a tag counts people."""
    people = np.full(len(objects), np.nan)
    for keys in set(CAPACITY_KEYS.values()):
        of_keys = np.isin(kinds, [kind for kind, said in CAPACITY_KEYS.items() if said == keys])
        for key in reversed(keys):
            said = tags.numbers(key, readings.count)[objects]
            people = np.where(of_keys & ~np.isnan(said), said, people)
    return {"capacity_people": people, "capacity_people_basis": basis(people, "given")}


def _size(
    kinds: npt.NDArray[np.object_], shapes: Shapes, own: Whole, buildings: gpd.GeoDataFrame
) -> dict[str, object]:
    """Ground of open spaces; floor of those that are a building whose storeys are known."""
    ground = np.isin(kinds, list(BY_GROUND_AREA)) & has_area(shapes)
    floor_m2 = np.append(buildings["gross_floor_area_m2"].to_numpy(), np.nan)[own]
    area_m2 = np.where(ground, shapely.area(shapes), floor_m2)
    codes = np.where(np.isnan(area_m2), -1, ~ground)
    return {"area_m2": area_m2, "area_m2_basis": chosen_words(codes, (COMPUTED_AREA, FLOORS))}


def _other_count(tags: Tags, objects: Whole) -> int:
    """Things of daily life with none of our kinds."""
    serves = np.zeros(tags.count, np.bool_)
    for key in SERVICE_KEYS:
        serves |= tags.has(key)
    serves[objects] = False
    return int(serves.sum())


def _private(count: int) -> Note:
    """Facilities that serve no public."""
    return Note(
        table="facilities",
        action="left_out",
        count=count,
        en="closed to the public (access=private or no)",
        zh="不对公众开放（access=private 或 no）",
    )


def _twice(count: int) -> Note:
    """Facilities drawn as grounds and again inside."""
    return Note(
        table="facilities",
        action="merged",
        count=count,
        en="drawn again inside a larger one of the same kind and name",
        zh="与同类同名的较大设施重复，已合并",
    )


def _other(count: int) -> Note:
    """Objects without a hook."""
    return Note(
        table="facilities",
        action="left_out",
        count=count,
        en="amenities, shops and leisure of kinds that no service standard knows",
        zh="服务标准未涉及的便民、商业与休闲要素",
    )
