"""Hours of sun as they leave the room: by window, by building, by area."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from gengxin.terms import codes
from gengxin.terms.columns import Column, Table
from gengxin.terms.provenance import Note, Provenance

__all__ = ["SUN_AREAS", "SUN_BUILDINGS", "SUN_TABLES", "SUN_WINDOWS", "SunMap"]


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

SUN_TABLES = {table.name: table for table in (SUN_WINDOWS, SUN_BUILDINGS, SUN_AREAS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SunMap:
    """Hours of sun at the windows of homes today: ``tables`` by the names of ``SUN_TABLES``.

    ``asked_hours`` is what windows are held against. ``notes`` say what was left out, and why.
    """

    tables: Mapping[str, pd.DataFrame]
    asked_hours: float
    notes: tuple[Note, ...]
    provenance: Provenance
