"""Hours of sun as they leave the room: at windows and on open ground, by place and by area."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from gengxin.terms import codes
from gengxin.terms.columns import Column, Table
from gengxin.terms.provenance import Note, Provenance

__all__ = [
    "SUN_AREAS",
    "SUN_BUILDINGS",
    "SUN_GROUNDS",
    "SUN_GROUND_KINDS",
    "SUN_GROUND_POINTS",
    "SUN_GROUND_SUMS",
    "SUN_TABLES",
    "SUN_WINDOWS",
    "SunMap",
]


def _text(name: str, en: str, zh: str) -> Column:
    return Column(name=name, kind="text", en=en, zh=zh)


def _number(name: str, en: str, zh: str, unit: str) -> Column:
    return Column(name=name, kind="number", en=en, zh=zh, unit=unit)


def _whole(name: str, en: str, zh: str, unit: str) -> Column:
    return Column(name=name, kind="whole", en=en, zh=zh, unit=unit)


_SUMS = (
    _whole("windows_count", "windows in walls within 45° of the equator", "朝阳窗位数", "windows"),
    _whole("under_count", "of them those with less sun than asked", "其中日照不足", "windows"),
    _number("under_share", "share of them with less sun than asked", "不足占比", "share 0–1"),
    _number("least_hours", "least hours of direct sun", "最少日照时数", "hours"),
    _number("median_hours", "median of the hours of direct sun", "日照时数中位数", "hours"),
)

SUN_WINDOWS = Table(
    name="windows",
    en="hours of direct sun at each floor of each column of windows, all walls of homes",
    zh="住宅各立面各层日照时数",
    columns=(
        _text("building", "ref of the building", "建筑编号"),
        _whole("column_number", "column of windows, counted round the building", "窗列", "columns"),
        _whole("floor_number", "floor, counted from 1", "楼层", "floors"),
        _number("x_m", "east, in the district's coordinates", "横坐标", "m"),
        _number("y_m", "north, in the district's coordinates", "纵坐标", "m"),
        _number("height_m", "height of the sill above ground", "窗台高度", "m"),
        _number("facing_deg", "where the wall faces, clockwise from north", "朝向", "°"),
        Column(name="faces_sun", kind="flag", en="within 45° of the equator", zh="是否朝阳"),
        _number("sun_hours", "hours of direct sun", "日照时数", "hours"),
    ),
)

SUN_BUILDINGS = Table(
    name="buildings",
    en="hours of direct sun of each building with homes",
    zh="住宅建筑日照",
    shape="any",
    columns=(
        _text("ref", "reference", "建筑编号"),
        Column(
            name="use_class",
            kind="code",
            en="main use; empty: unknown",
            zh="主要用途",
            codes=tuple(codes.USE_CLASSES),
        ),
        _number("height_m", "height above ground", "高度", "m"),
        *_SUMS,
    ),
)

SUN_AREAS = Table(
    name="areas",
    en="hours of direct sun by area; the district first",
    zh="各分区日照",
    columns=(
        _text("level", "level of the area", "层级"),
        _text("area", "ref of the area; empty: the district", "分区编号"),
        *_SUMS,
    ),
)

# open ground on which sun is counted: what the district maps as green, and where homes stand
SUN_GROUND_KINDS: dict[str, tuple[str, str]] = {
    **codes.GREEN_KINDS,
    "court": ("open ground of a site with homes", "住宅地块空地"),
    "courtyard": ("ground enclosed by buildings", "建筑围合院落"),
}

_GROUND_KIND = Column(
    name="kind", kind="code", en="kind of ground", zh="场地类型", codes=tuple(SUN_GROUND_KINDS)
)
_GROUND_UNDER = _number(
    "under_share", "share of its ground with less sun than asked", "日照不足面积占比", "share 0–1"
)

SUN_GROUNDS = Table(
    name="grounds",
    en="hours of direct sun on each park, playground, court and other open ground",
    zh="各公园、游乐场、院落等开放场地日照",
    shape="any",
    columns=(
        _text("ref", "table and reference of what it is", "编号"),
        _GROUND_KIND,
        _number("area_m2", "open ground counted; missing: a point alone is known", "面积", "m²"),
        _number("spacing_m", "distance of the points counted", "计算点间距", "m"),
        _whole("points_count", "points at which sun was counted", "计算点数", "points"),
        _whole("under_count", "of them those with less sun than asked", "其中日照不足", "points"),
        _GROUND_UNDER,
        _number("least_hours", "least hours of direct sun", "最少日照时数", "hours"),
        _number("median_hours", "median of the hours of direct sun", "日照时数中位数", "hours"),
    ),
)

SUN_GROUND_POINTS = Table(
    name="ground_points",
    en="hours of direct sun at each point of open ground",
    zh="开放场地各计算点日照时数",
    columns=(
        _text("ground", "ref among the grounds", "场地编号"),
        _number("x_m", "east, in the district's coordinates", "横坐标", "m"),
        _number("y_m", "north, in the district's coordinates", "纵坐标", "m"),
        _number("sun_hours", "hours of direct sun", "日照时数", "hours"),
    ),
)

SUN_GROUND_SUMS = Table(
    name="ground_sums",
    en="hours of direct sun on open ground, by kind",
    zh="各类开放场地日照",
    columns=(
        _GROUND_KIND,
        _whole("places_count", "places", "场地数", "places"),
        _whole(
            "places_under_count",
            "of them those of which more than half has less sun than asked",
            "其中过半面积日照不足",
            "places",
        ),
        _number("area_m2", "open ground of those whose extent is known", "面积", "m²"),
        _GROUND_UNDER,
        _number("median_hours", "median over the places of their medians", "中位数", "hours"),
    ),
)

SUN_TABLES = {
    table.name: table
    for table in (
        *(SUN_WINDOWS, SUN_BUILDINGS, SUN_AREAS),
        *(SUN_GROUNDS, SUN_GROUND_POINTS, SUN_GROUND_SUMS),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SunMap:
    """Hours of sun today at windows of homes and on open ground: ``tables`` as in ``SUN_TABLES``.

    ``asked_hours`` is what both are held against. ``notes`` say what was left out, and why.
    """

    tables: Mapping[str, pd.DataFrame]
    asked_hours: float
    notes: tuple[Note, ...]
    provenance: Provenance
