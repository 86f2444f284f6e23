"""A district's sun map: hours of direct sun at every floor of homes and on open ground today."""

from datetime import date
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.engines import sun
from gengxin.plan.open_ground import GROUND_POINTS, SkyToday, ground_sun, grounds_of
from gengxin.plan.options.facts import numbers, words
from gengxin.plan.options.standing import STOREY_M
from gengxin.plan.options.sun import valid
from gengxin.plan.windows import HOMES, SILL_M, SPACING_M, SunDay, Windows, latitude_deg, windows_of
from gengxin.terms import District, InputError, Note, codes
from gengxin.terms.sun import SUN_AREAS, SUN_BUILDINGS, SUN_WINDOWS, SunMap

__all__ = ["sun_map"]

Real = NDArray[np.float64]
Flags = NDArray[np.bool_]

_ALIKE: Final = 1e-9  # hours are sums of steps


def sun_map(
    district: District,
    *,
    day: SunDay,
    asked_hours: float,
    step_min: float,
    made_on: date,
    software: str,
) -> SunMap:
    """Hours of sun of the homes of a district, window by window, with sums by building and area.

    And of its open ground, point by point, with sums by place and by kind. Buildings known to be
    something else cast shadows only. Those of unknown use count as homes, and those without
    footprint or height are left out; the notes say how many.

    Raises
    ------
    InputError
        Where no building has a footprint and a height.

    """
    town = _town(district)
    latitude = latitude_deg(town.buildings)
    path = day.path(town.buildings, step_min=step_min)
    blocks = sun.blocks(valid(np.asarray(town.buildings.geometry.to_numpy())), town.height_m)
    windows = windows_of(blocks, town.storeys, rows=np.flatnonzero(town.is_home))
    sky = SkyToday(sun.scene_of(blocks), path, day.counting)
    hours = sun.sunlight_hours(sky.scene, windows.receptors, path, counting=day.counting)
    ground, odd = ground_sun(grounds_of(district, town.buildings), sky, asked_hours=asked_hours)
    table = _by_window(windows, town, hours, is_sunny=windows.is_sunny(latitude))
    sunny = table[table["faces_sun"]]
    return SunMap(
        tables={
            "windows": table,
            "buildings": _by_building(sunny, town, asked_hours),
            "areas": _by_area(sunny, town, asked_hours),
            **ground,
        },
        asked_hours=asked_hours,
        notes=(*town.notes, *odd),
        provenance=district.made_into(
            software=software,
            day=made_on,
            parameters={
                "day": day.day,
                "from_hour": f"{day.from_hour:g}",
                "to_hour": f"{day.to_hour:g}",
                "count": day.count,
                "step_min": f"{step_min:g}",
                "asked_hours": f"{asked_hours:g}",
                "latitude_deg": f"{latitude:.4f}",
                "windows": f"every {SPACING_M:g} m of wall, {SILL_M:g} m above each floor",
                "ground_points": GROUND_POINTS,
            },
        ),
    )


class _Town(NamedTuple):
    """The buildings that have a footprint and a height, in their order."""

    buildings: gpd.GeoDataFrame
    height_m: Real
    storeys: Real
    is_home: Flags
    notes: tuple[Note, ...]


def _town(district: District) -> _Town:
    every = district.places("buildings")
    height_m = numbers(every, "height_m").fillna(numbers(every, "storeys") * STOREY_M)
    drawn = shapely.get_dimensions(np.asarray(every.geometry.to_numpy())) == 2
    high = (height_m > 0).to_numpy()
    kept = every[drawn & high]
    if not len(kept):
        msg = (
            f"{district.meta.name_en} has {len(every)} buildings, {int(drawn.sum())} with a "
            f"footprint and {int(high.sum())} with a height or storeys; import a layer of "
            "buildings with polygons and height_m, or storeys"
        )
        raise InputError(msg)
    use = _use_of(kept, district)
    is_home = np.isin(use, (*HOMES, ""))
    guessed = (numbers(every, "height_m").isna().to_numpy() & drawn & high).sum()
    told = (
        ("missing", int((~drawn).sum()), *_NO_FOOTPRINT),
        ("missing", int((drawn & ~high).sum()), *_NO_HEIGHT),
        ("estimated", int(guessed), *_BY_STOREYS),
        ("estimated", int((use == "").sum()), *_USE_UNKNOWN),
    )
    return _Town(
        buildings=kept.assign(use_class=pd.Series(use, index=kept.index).replace("", None)),
        height_m=height_m.to_numpy()[drawn & high],
        storeys=numbers(kept, "storeys").to_numpy(),
        is_home=is_home,
        notes=tuple(
            Note(table="buildings", action=action, count=count, en=en, zh=zh)
            for action, count, en, zh in told
            if count
        ),
    )


_NO_FOOTPRINT = (
    "buildings without a footprint: neither their shadows nor their sun is counted",
    "缺少轮廓的建筑：不计其遮挡与日照",
)
_NO_HEIGHT = (
    "buildings of unknown height and storeys: neither their shadows nor their sun is counted",
    "高度与层数均不明的建筑：不计其遮挡与日照",
)
_BY_STOREYS = (
    f"heights taken as storeys × {STOREY_M:g} m",
    f"高度按层数×{STOREY_M:g}米估算",
)
_USE_UNKNOWN = (
    "buildings of unknown use: counted as homes",
    "用途不明的建筑：按住宅计",
)


def _use_of(buildings: pd.DataFrame, district: District) -> NDArray[np.object_]:
    """Use of each building, else of its site; empty where unknown."""
    known = words(district.table("sites"), "use_class").to_dict()
    of_site = [known.get(site, "") for site in words(buildings, "site")]
    own = words(buildings, "use_class").to_numpy(object)
    return np.where(own == "", np.array(of_site, object), own)


def _by_window(windows: Windows, town: _Town, hours: Real, *, is_sunny: Flags) -> pd.DataFrame:
    """A row a window that has an outside; party walls have none."""
    rows = np.flatnonzero(~np.isnan(hours))
    receptors = windows.receptors
    column = receptors.column[rows]
    refs = pd.Index(town.buildings.index.astype("str"))
    east, north = receptors.facing[column].T
    return pd.DataFrame(
        {
            "building": pd.Categorical.from_codes(receptors.block[column], categories=refs),
            "column_number": windows.number[column],
            "floor_number": rows - receptors.first[column] + 1,
            "x_m": receptors.place[column, 0].round(2),
            "y_m": receptors.place[column, 1].round(2),
            "height_m": receptors.height_m[rows].round(2),
            "facing_deg": np.degrees(np.arctan2(east, north)).round(1) % 360.0,
            "faces_sun": is_sunny[column],
            "sun_hours": hours[rows].round(4),
        }
    )[[one.name for one in SUN_WINDOWS.columns]]


def _by_building(sunny: pd.DataFrame, town: _Town, asked_hours: float) -> gpd.GeoDataFrame:
    """A row a building with windows to the sun."""
    sums = _sums(sunny, sunny["building"], asked_hours)
    kept = town.buildings[["use_class", "geometry"]].assign(height_m=town.height_m)
    kept = kept.loc[kept.index.astype("str").isin(sums.index)]
    told = kept.join(sums.set_axis(sums.index.astype("str")), how="inner")
    names = [one.name for one in SUN_BUILDINGS.columns if one.name != "ref"]
    return gpd.GeoDataFrame(told[[*names, "geometry"]], geometry="geometry", crs=kept.crs)


def _by_area(sunny: pd.DataFrame, town: _Town, asked_hours: float) -> pd.DataFrame:
    """The district, and each area that buildings name."""
    parts = [_sums(sunny, np.zeros(len(sunny)), asked_hours).assign(level="district", area="")]
    row = sunny["building"].cat.codes.to_numpy()
    for level in codes.AREA_LEVELS:
        if level in town.buildings.columns:
            area = words(town.buildings, level).to_numpy(object)[row]
            named = area != ""
            sums = _sums(sunny[named], area[named], asked_hours)
            parts.append(sums.assign(level=level, area=sums.index))
    return pd.concat(parts, ignore_index=True)[[one.name for one in SUN_AREAS.columns]]


def _sums(
    sunny: pd.DataFrame, by: "pd.Series | NDArray[np.generic]", asked_hours: float
) -> pd.DataFrame:
    """Windows, those under the hours asked, least and median hours of each group."""
    under = sunny["sun_hours"] < asked_hours - _ALIKE
    found = (
        sunny.assign(under=under)
        .groupby(by, observed=True)
        .agg(
            windows_count=("sun_hours", "size"),
            under_count=("under", "sum"),
            least_hours=("sun_hours", "min"),
            median_hours=("sun_hours", "median"),
        )
    )
    return found.assign(under_share=found["under_count"] / found["windows_count"])
