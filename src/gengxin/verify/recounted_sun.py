"""The sun of windows once all that was chosen stands, counted ray by ray from footprints."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gengxin.terms import District
from gengxin.verify.case import Flags
from gengxin.verify.found import Found
from gengxin.verify.rays import Blocks, Light, Window, blocks_of, is_sunny, light_at, windows_of
from gengxin.verify.sun_day import Day, SunDay, day_of, sun_of
from gengxin.verify.whole import Floats, Whole, whole, words

__all__ = ["MOST_WINDOWS", "Sun", "hold_to_rays"]

MOST_WINDOWS = 200
HOMES = ("residential", "mixed")
# windows that no table names are drawn so near to what is built
AROUND_M = 150.0
# height of a storey of a building of which only the number of storeys is known
STOREY_M = 3.3
# a site whose buildings have no footprint casts shadows from an assumed one: so far it may matter
ASSUMED_M = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sun:
    """What a run's tables say of the sun: windows at risk, what shadows take, and what is built.

    ``stated`` are the words in which the run says how it counted, empty where it did not;
    ``asked_hours`` the most that a rule asks, by the table of caps. ``masses`` has shapes.
    """

    receptors: pd.DataFrame
    shadows: pd.DataFrame
    masses: gpd.GeoDataFrame
    asked_hours: float
    stated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Town:
    """All blocks, what stands today first: their site, and whether they go or come.

    ``homes`` are rows of blocks with homes; ``building`` their refs, ``rise`` height and storeys.
    """

    blocks: Blocks
    site: npt.NDArray[np.object_]
    goes: Flags
    comes: Flags
    building: pd.Index
    storeys: Floats
    is_home: Flags
    assumed: shapely.Geometry
    day: Day
    told: SunDay


def hold_to_rays(
    chosen: pd.DataFrame,
    district: District,
    sun: Sun,
    found: Found,
    *,
    sunlight_on: bool,
    random: np.random.Generator,
) -> dict[str, int] | None:
    """Count the sun of every window at risk up to 200, else of 200 drawn; none where not counted.

    Where fewer are at risk, windows of the lowest floor near what is built are drawn besides, which
    no table names: they must keep what they need whatever is chosen. ``chosen`` are the chosen
    options, keep too.
    """
    told = day_of(sun.stated)
    if told is None:
        return None
    town = _town(chosen, district, sun, told)
    slots = round(sun.asked_hours / town.day.step_hours)
    counts = {"windows_at_risk": 0, "windows_drawn": 0, "windows_in_doubt": 0}
    at_risk = np.sort(random.permutation(len(sun.receptors))[:MOST_WINDOWS])
    taken = _taken(chosen, sun.shadows)
    for row in sun.receptors.iloc[at_risk].to_dict("records"):
        window = _window(town, str(row["ref"]))
        if window is None or _is_in_doubt(town, window):
            counts["windows_in_doubt"] += 1
            continue
        counts["windows_at_risk"] += 1
        _hold_window(town, row, window, (taken, slots), found)
    if sunlight_on and slots:
        for ref, site, window in _drawn(town, sun, MOST_WINDOWS - len(at_risk), random):
            counts["windows_drawn"] += 1
            today, end = _lights(town, window, site)
            if not _demolishes(chosen, site):
                lacks = min(slots, int(today.surely.sum())) - int(end.perhaps.sum())
                if lacks > 0:
                    found.add("sun_left_out", ref, lacks)
    return counts


def _town(chosen: pd.DataFrame, district: District, sun: Sun, told: SunDay) -> _Town:
    buildings, sites = district.places("buildings"), district.places("sites")
    shape = np.asarray(buildings.geometry.to_numpy(), object)
    storeys = _numbers(buildings, "storeys")
    height_m = np.where(
        np.isnan(_numbers(buildings, "height_m")),
        storeys * STOREY_M,
        _numbers(buildings, "height_m"),
    )
    known = np.flatnonzero((shapely.get_dimensions(shape) == 2) & (height_m > 0))
    names = words(buildings["site"]) if "site" in buildings.columns else np.full(len(shape), "")
    drawn_as = words(chosen["drawn_as"])
    site_of = dict(zip(drawn_as, words(chosen["site"]), strict=True))
    masses = sun.masses[sun.masses["option"].isin(set(drawn_as) - {""}).to_numpy(bool)]
    built = masses[(masses["work"] == "built").to_numpy(bool)]
    gone = masses[(masses["work"] != "built").to_numpy(bool)]
    new = np.asarray(built.geometry.to_numpy(), object)
    top_m = np.concatenate([height_m[known], built["top_m"].to_numpy(np.float64)])
    none = np.zeros(len(new), bool)
    use = words(buildings["use_class"])[known] if "use_class" in buildings.columns else ""
    return _Town(
        blocks=blocks_of(np.concatenate([shape[known], new]), top_m),
        site=np.concatenate([names[known], [site_of[one] for one in built["option"]]]),
        goes=np.append(buildings.index[known].isin(gone["building"]), none),
        comes=np.append(np.zeros(len(known), bool), ~none),
        building=buildings.index[known],
        storeys=storeys[known],
        is_home=np.isin(use, HOMES),
        assumed=_assumed(sites, set(names[known])),
        day=sun_of(told, sites),
        told=told,
    )


def _numbers(table: pd.DataFrame, name: str) -> Floats:
    if name not in table.columns:
        return np.full(len(table), np.nan)
    return table[name].to_numpy("float64", na_value=np.nan)


def _assumed(sites: gpd.GeoDataFrame, known: set[str]) -> shapely.Geometry:
    """The ground of sites that have floor, and no building whose footprint is known."""
    bare = ~sites.index.isin(sorted(known)) & (_numbers(sites, "gross_floor_area_m2") > 0)
    return shapely.union_all(np.asarray(sites.geometry.to_numpy(), object)[bare])


def _is_in_doubt(town: _Town, window: Window) -> bool:
    """Whether something of which only an assumed footprint is known may shade a window."""
    return bool(shapely.dwithin(town.assumed, shapely.Point(window.x, window.y), ASSUMED_M))


def _window(town: _Town, ref: str) -> Window | None:
    """The window of a reference, ``building#column-floor``; none where there is no such."""
    building, _, place = ref.rpartition("#")
    row = int(town.building.get_indexer(pd.Index([building]))[0])
    if row < 0:
        return None
    rise = float(town.blocks.top_m[row]), float(town.storeys[row])
    for column, floor, window in windows_of(town.blocks.shape[row], rise, town.told):
        if f"{column}-{floor}" == place:
            return window
    return None


def _lights(town: _Town, window: Window, site: str) -> tuple[Light, Light]:
    """The light of a window today, and once all is done but what its own site does."""
    rows = town.blocks.in_sight(window, town.day)
    own = (town.site[rows] == site) & (site != "")
    goes, comes = town.goes[rows] & ~own, town.comes[rows]
    today, end = light_at(window, town.day, town.blocks, rows, [~comes, ~goes & ~(comes & own)])
    return today, end


def _taken(chosen: pd.DataFrame, shadows: pd.DataFrame) -> dict[str, list[tuple[str, bytes]]]:
    """By window the slots that shadows of chosen options take, and the site that casts each."""
    site_of = dict(zip(words(chosen["shadow_as"]), words(chosen["site"]), strict=True))
    site_of.pop("", None)
    found: dict[str, list[tuple[str, bytes]]] = {}
    for option, receptor, slots in zip(
        words(shadows["option"]), shadows["receptor"], shadows["slots"], strict=True
    ):
        if option in site_of:
            found.setdefault(receptor, []).append((site_of[option], bytes.fromhex(slots)))
    return found


def _hold_window(
    town: _Town,
    row: Mapping[Hashable, Any],
    window: Window,
    against: tuple[dict[str, list[tuple[str, bytes]]], int],
    found: Found,
) -> None:
    """The slots kept by the tables are those counted; and a window needs no more than is said."""
    (taken, asked), ref = against, str(row["ref"])
    site = "" if pd.isna(row["site"]) else str(row["site"])
    today, end = _lights(town, window, site)
    lit = _flags(bytes.fromhex(str(row["lit"])), len(town.day.slope))
    shades = [_flags(slots, len(lit)) for caster, slots in taken.get(ref, []) if caster != site]
    kept = lit & ~reduce(or_, shades, np.zeros(len(lit), bool))
    differ = int(((kept & ~end.perhaps) | (~kept & end.surely)).sum())
    if differ:
        found.add("sun_slots", ref, differ)
    needs = min(asked, int(today.surely.sum()))
    stated = int(whole(pd.Series([row["need_count"]]))[0][0])
    if needs > stated:
        found.add("sun_need", ref, needs - stated)


def _flags(slots: bytes, count: int) -> Flags:
    """Slot t is bit t % 8 of byte t // 8."""
    bits = np.unpackbits(np.frombuffer(slots, np.uint8), bitorder="little", count=count)
    return bits.astype(bool)


def _drawn(
    town: _Town, sun: Sun, count: int, random: np.random.Generator
) -> Iterator[tuple[str, str, Window]]:
    """Windows of the lowest floor, in sunny walls of homes near what is built, that none names."""
    named, new = set(sun.receptors["ref"]), town.blocks.shape[town.comes]
    homes = np.flatnonzero(town.is_home & ~town.goes[: len(town.is_home)])
    near = shapely.STRtree(town.blocks.shape[homes]).query(
        new, predicate="dwithin", distance=AROUND_M
    )
    at = homes[np.unique(near[1])]
    for row in random.permutation(at).tolist():
        rise = float(town.blocks.top_m[row]), float(town.storeys[row])
        every = windows_of(town.blocks.shape[row], rise, town.told)
        sunny = [one for one in every if one[1] == 1 and is_sunny(one[2], town.day)]
        if not sunny or count <= 0:
            continue
        column, floor, window = sunny[int(random.integers(len(sunny)))]
        ref = f"{town.building[row]}#{column}-{floor}"
        if ref not in named and not _is_in_doubt(town, window) and not _is_walled(town, window):
            count -= 1
            yield ref, str(town.site[row]), window


def _is_walled(town: _Town, window: Window) -> bool:
    """Whether a window is one of a party wall, inside another building of today."""
    rows = town.blocks.in_sight(window, town.day)
    rows = rows[~town.comes[rows]]
    inside = shapely.contains_xy(town.blocks.shape[rows], window.x, window.y)
    return bool((inside & (town.blocks.top_m[rows] > window.height_m)).any())


def _demolishes(chosen: pd.DataFrame, site: str) -> bool:
    """Whether what is chosen for a site pulls floor down."""
    own: Whole = whole(chosen["floor_demolished_m2_x100"])[0]
    return bool((own[words(chosen["site"]) == site] > 0).any())
