"""The sun map for the page: hours by building, wall and site, classed around what is asked."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengxin.publish.option_report.columns import listed, positions
from gengxin.publish.pack import packed
from gengxin.publish.plain import rounded
from gengxin.publish.words import names_of
from gengxin.terms import District, OptionSet
from gengxin.terms.sun import SunMap

__all__ = ["asked_by_law", "embedded_sun", "site_hours", "sun_bounds"]

DIGITS = 4
# walls that a page may carry; beyond it only buildings are coloured
WALL_LIMIT = 120_000
# windows of one wall lie in one line, as far as footprints are drawn true
SAME_WALL_M = 0.3
# a wall reaches beyond its outer columns of windows by half of what lies between two
REACH_M = 2.0


def asked_by_law(options: OptionSet) -> list[dict[str, Any]]:
    """What the rules ask of sun, a row a rule: hours, clause, and whether it was verified."""
    return [
        {
            "code": rule.code,
            "hours": rule.value,
            "clause": (rule.clause_en, rule.clause_zh),
            "verified": rule.verified,
        }
        for rule in options.law.rules
        if rule.kind == "sunlight" and rule.effect == "at_least" and rule.value is not None
    ]


def sun_bounds(asked_hours: float) -> list[float]:
    """Bounds between the classes of hours: two lie below what is asked, four from there on."""
    return [asked_hours / 2, asked_hours, asked_hours + 1, asked_hours + 2, asked_hours + 4]


def site_hours(sun: SunMap, district: District) -> pd.Series:
    """Least hours at any window towards the sun of the homes on each site that has some."""
    site = district.table("buildings")["site"].astype("object")
    hours = sun.tables["buildings"]["least_hours"]
    named = site.reindex(hours.index)
    return hours.groupby(named.to_numpy(object)).min()


def embedded_sun(sun: SunMap, district: District) -> dict[str, Any]:
    """Hours by building (in the order of the district's), walls, and areas with their names."""
    by_building = sun.tables["buildings"].reindex(district.table("buildings").index)
    least = site_hours(sun, district).reindex(district.table("sites").index)
    return {
        "parameters": dict(sun.provenance.parameters),
        "asked": sun.asked_hours,
        "bounds": sun_bounds(sun.asked_hours),
        "notes": [{"count": one.count, "words": (one.en, one.zh)} for one in sun.notes],
        "buildings": {
            "least": rounded(by_building["least_hours"], DIGITS),
            "median": rounded(by_building["median_hours"], DIGITS),
            "windows": rounded(by_building["windows_count"].astype("Float64"), DIGITS),
            "under": rounded(by_building["under_count"].astype("Float64"), DIGITS),
        },
        "sites": rounded(least, DIGITS),
        "walls": _walls(sun, district),
        "areas": _areas(sun, district),
    }


def _walls(sun: SunMap, district: District) -> dict[str, Any] | None:
    """Walls with windows as lines through them, with the least hours of each; ``None``: too many.

    ``building`` is the position of each wall's building.
    """
    windows = sun.tables["windows"]
    wall = _wall_numbers(windows)
    first = np.flatnonzero(np.diff(wall, prepend=-1))
    if len(first) > WALL_LIMIT or not len(first):
        return None
    last = np.append(first[1:], len(wall)) - 1
    x, y = windows["x_m"].to_numpy(), windows["y_m"].to_numpy()
    facing = np.radians(windows["facing_deg"].to_numpy()[first])
    # along the wall, a quarter turn from where it faces
    along = np.column_stack([np.cos(facing), -np.sin(facing)])
    start, end = np.column_stack([x, y])[first], np.column_stack([x, y])[last]
    way = np.sign(np.sum((end - start) * along, axis=1))
    step = along * np.where(way == 0, 1.0, way)[:, None] * REACH_M
    lines = shapely.linestrings(np.stack([start - step, end + step], axis=1))
    hours = windows["sun_hours"].to_numpy()
    at = positions(windows["building"].iloc[first], district.table("buildings").index)
    return {
        "shapes": packed(gpd.GeoSeries(lines, crs=district.meta.crs)),
        "least": rounded(np.minimum.reduceat(hours, first), DIGITS),
        "most": rounded(np.maximum.reduceat(hours, first), DIGITS),
        "sunny": windows["faces_sun"].to_numpy()[first].astype(int).tolist(),
        "building": at.tolist(),
    }


def _wall_numbers(windows: pd.DataFrame) -> np.ndarray:
    """A number for each stretch of wall: columns that follow one another in one line."""
    facing = np.radians(windows["facing_deg"].to_numpy())
    out_m = windows["x_m"] * np.sin(facing) + windows["y_m"] * np.cos(facing)
    breaks = np.zeros(len(windows), dtype=bool)
    for values, tolerance in (
        (windows["building"].cat.codes.to_numpy(), 0.0),
        (windows["facing_deg"].to_numpy(), 0.0),
        (out_m.to_numpy(), SAME_WALL_M),
    ):
        breaks |= np.abs(np.diff(values, prepend=values[:1])) > tolerance
    return np.cumsum(breaks)


def _areas(sun: SunMap, district: District) -> dict[str, Any]:
    """The sums by area, the district first."""
    table = sun.tables["areas"]
    areas = district.table("areas")
    names = dict(zip(areas.index.astype("str"), names_of(areas), strict=True))
    return {
        "level": listed(table["level"]),
        "names": [names.get(str(area)) for area in table["area"]],
        "windows": rounded(table["windows_count"].astype("Float64"), DIGITS),
        "under": rounded(table["under_count"].astype("Float64"), DIGITS),
        "share": rounded(table["under_share"], DIGITS),
        "median": rounded(table["median_hours"], DIGITS),
    }
