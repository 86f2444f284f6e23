"""The sun map for the page: hours by building, wall and site, classed around what is asked."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengxin.publish.colours import breaks
from gengxin.publish.option_report.columns import positions
from gengxin.publish.pack import packed
from gengxin.publish.plain import rounded
from gengxin.terms import District, OptionSet
from gengxin.terms.sun import SunMap

__all__ = ["asked_by_law", "embedded_sun", "site_sums", "sun_bounds"]

DIGITS = 4
# walls that a page may carry; beyond it only buildings are coloured
WALL_LIMIT = 120_000
# windows of one wall lie in one line, as far as footprints are drawn true
SAME_WALL_M = 0.3
# a wall reaches beyond its outer columns of windows by half of what lies between two
REACH_M = 2.0


def asked_by_law(options: OptionSet) -> list[dict[str, Any]]:
    """What the rules ask of sun here, a row a rule: hours, clause, and whether it was verified.

    Rules for other places, which no option and no envelope was held against, are not told.
    """
    held = [options.tables[name]["rule"] for name in ("option_check", "sun_cap")]
    asked = {str(code) for codes in held for code in codes.unique()}
    return [
        {
            "code": rule.code,
            "hours": rule.value,
            "clause": (rule.clause_en, rule.clause_zh),
            "verified": rule.verified,
        }
        for rule in options.law.rules
        if rule.code in asked
        and rule.kind == "sunlight"
        and rule.effect == "at_least"
        and rule.value is not None
    ]


def sun_bounds(asked_hours: float) -> list[float]:
    """Bounds between the classes of hours: two lie below what is asked, four from there on."""
    return [asked_hours / 2, asked_hours, asked_hours + 1, asked_hours + 2, asked_hours + 4]


def site_sums(sun: SunMap, district: District) -> pd.DataFrame:
    """Of the homes on each site that has some: least hours, share of windows with too few.

    Columns ``least_hours`` and ``under_share``, over windows in walls towards the sun.
    """
    site = district.table("buildings")["site"].astype("object")
    buildings = pd.DataFrame(sun.tables["buildings"].drop(columns="geometry"))
    by_site = buildings.groupby(site.reindex(buildings.index).to_numpy(object))
    counts = by_site[["under_count", "windows_count"]].sum()
    share = counts["under_count"] / counts["windows_count"]
    return pd.DataFrame({"least_hours": by_site["least_hours"].min(), "under_share": share})


def embedded_sun(sun: SunMap, district: District) -> dict[str, Any]:
    """Hours by building and by site, in the district's order, and by wall."""
    by_building = sun.tables["buildings"].reindex(district.table("buildings").index)
    sites = site_sums(sun, district).reindex(district.table("sites").index)
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
        "sites": {
            "least": rounded(sites["least_hours"], DIGITS),
            "under": rounded(sites["under_share"], DIGITS),
            "breaks": breaks(sites["under_share"].to_numpy(dtype="float64")),
        },
        "walls": _walls(sun, district),
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
