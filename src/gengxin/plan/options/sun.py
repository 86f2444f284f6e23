"""The sun that homes must keep, and how high each site may be built for it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.engines import form, sun
from gengxin.plan.options.caps import Caps
from gengxin.plan.options.facts import numbers, words
from gengxin.plan.options.standing import Standing
from gengxin.plan.windows import (
    HOMES,
    SILL_M,
    SPACING_M,
    SunDay,
    Windows,
    joined,
    latitude_deg,
    windows_of,
)
from gengxin.terms import District, Note, Rule, RulePack

__all__ = [
    "STEP_MIN",
    "Asked",
    "SunCaps",
    "Sunlit",
    "asked_of",
    "no_caps",
    "requirement",
    "sun_caps",
    "sunlit_of",
    "upright",
    "valid",
]

Real = NDArray[np.float64]
Rows = NDArray[np.int64]
Words = NDArray[np.object_]

STEP_MIN: Final = 2.0
# a block of the whole ground is not asked about above this; what is drawn higher is counted still
_HIGHEST_M: Final = 150.0
# three in four of their windows look away from the sun and are let go at once
_HOMES_AT_ONCE: Final = 20_000
_DAY_WORDS: Final = {"day", "from_hour", "to_hour", "count"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """Sun that building on each site must leave to homes: a row a site.

    ``hours`` is 0 where no rule asks any, ``rule`` the code of the rule that asks. Hours are
    counted on one day for all: that which binds most sites.
    """

    day: SunDay
    hours: Real
    rule: Words


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sunlit:
    """The district as the sun finds it: what stands, and the windows of homes that look for sun.

    ``ref`` names each block, a row of ``Standing`` each; ``path`` is the sun's day.
    """

    asked: Asked
    path: sun.SunPath
    scene: sun.Scene
    windows: Windows
    ref: Words
    notes: tuple[Note, ...]

    @property
    def knows_nothing(self) -> bool:
        """Whether there may be homes, and the windows of none are known."""
        return not self.windows.receptors.count and bool(self.notes)

    def told(self, rows: Rows) -> tuple["Sunlit", Rows]:
        """What is left to tell of some windows, and their rows in it: no shadow falls there.

        The windows of a city and all that shades them are too much to be held for the few at risk.
        """
        column = np.searchsorted(self.windows.receptors.first, rows, side="right") - 1
        windows, row = self.windows.only(np.unique(column))
        nothing = sun.scene_of(sun.blocks(np.zeros(0, object), np.zeros(0)))
        return replace(self, scene=nothing, windows=windows), np.searchsorted(row, rows)

    @property
    def parameters(self) -> Mapping[str, str]:
        """By what conventions sun is counted."""
        day = self.asked.day
        return {
            "sun": (
                f"{day.day}, {day.from_hour:g} to {day.to_hour:g} h true solar time in steps of "
                f"{STEP_MIN:g} min, counted by {day.count}; flat ground; baseline today: a window "
                "keeps the hours asked or, where it has less today, what it has; windows of homes "
                f"in walls within 45° of the equator, {SPACING_M:g} m apart, {SILL_M:g} m above "
                "each floor"
            )
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SunCaps:
    """How high each site may be built all over, for the sun of others: a row a site.

    ``top_m`` is inf where sun caps nothing, or nobody asked. ``receptor`` is the row of the window
    that binds, -1 for none; ``hour`` the true solar time of the sun that it would lose next, NaN
    where it has none to lose.
    """

    top_m: Real
    receptor: Rows
    hour: Real


def asked_of(
    law: RulePack, limits: pd.DataFrame, sites: pd.Index, *, day: date
) -> tuple[Asked | None, tuple[Note, ...]]:
    """What sunlight rules ask of building on each site; ``None`` where they ask nothing."""
    own = limits[
        (limits["kind"] == "sunlight")
        & (limits["measure"] == "sun_hours_least")
        & (limits["effect"] == "at_least")
        & (limits["depends_on"] == "")
        & (limits["value"] > 0)
    ]
    strictest = own.sort_values("value").drop_duplicates("site", keep="last")
    if not len(strictest):
        return None, (_nobody_asks(law),)
    code = strictest["rules"].str.split().str[0].to_numpy(object)
    in_force = {one.code: one for one in law.rules if _is_in_force(one, day)}
    day_of = {one: _day_of(in_force[one]) for one in dict.fromkeys(code)}
    days = [day_of[one] for one in code]
    most = Counter(days).most_common(1)[0][0]
    same = np.array([one == most for one in days])
    at = sites.get_indexer(pd.Index(strictest["site"]))[same]
    hours, rule = np.zeros(len(sites)), np.full(len(sites), "", object)
    hours[at], rule[at] = strictest["value"].to_numpy()[same], code[same]
    notes = () if same.all() else (_other_day(int((~same).sum()), most),)
    return Asked(day=most, hours=hours, rule=rule), notes


def sunlit_of(
    district: District, sites: gpd.GeoDataFrame, standing: Standing, asked: Asked
) -> Sunlit:
    """What stands, and the windows of the homes whose footprint is known."""
    buildings = district.table("buildings")
    known = standing.building >= 0
    use = np.append(words(buildings, "use_class").to_numpy(object), "")[standing.building]
    of_site = np.append(words(sites, "use_class").to_numpy(object), "")[standing.site]
    use = np.where(use == "", of_site, use)
    is_home = np.isin(use, HOMES)
    storeys = np.append(numbers(buildings, "storeys").to_numpy(), np.nan)[standing.building]
    ref = np.append(buildings.index.to_numpy(object), "")[standing.building]
    latitude = latitude_deg(sites)
    blocks = upright(standing.shape, standing.height_m)
    homes = np.flatnonzero(known & is_home)
    windows = [
        windows_of(blocks, storeys, rows=some).facing_sun(latitude)
        for some in np.split(homes, range(_HOMES_AT_ONCE, len(homes), _HOMES_AT_ONCE))
    ]
    return Sunlit(
        asked=asked,
        path=asked.day.path(sites, step_min=STEP_MIN),
        scene=sun.scene_of(blocks),
        windows=joined(windows),
        ref=ref,
        notes=tuple(_left_out(len(buildings), standing, use, is_home=is_home)),
    )


def no_caps(count: int) -> SunCaps:
    """Caps of so many sites where sun caps nothing."""
    return SunCaps(
        top_m=np.full(count, np.inf),
        receptor=np.full(count, -1, np.int64),
        hour=np.full(count, np.nan),
    )


def sun_caps(
    sunlit: Sunlit, sites: gpd.GeoDataFrame, standing: Standing, *, caps: Caps, rows: Rows
) -> SunCaps:
    """The tallest block on the whole buildable ground of each of these sites that is legal.

    All else stays as it stands today, and what stands on the site goes.
    """
    found = no_caps(len(sites))
    rows = rows[sunlit.asked.hours[rows] > 0]
    own = caps.of(rows)
    setbacks = form.Limits(front_m=own.setback_m, side_m=own.setback_m, rear_m=own.setback_m)
    plots = form.plots(np.asarray(sites.geometry.to_numpy())[rows])
    ground = valid(form.envelope(plots, setbacks).ground)
    most_m = np.minimum(own.height_m, _HIGHEST_M)
    some = ~shapely.is_empty(ground) & (most_m > 0)
    # a rule binds the site that is built on, the engine asks hours by window: one round for each
    for hours in np.unique(sunlit.asked.hours[rows[some]]):
        mine = np.flatnonzero(some & (sunlit.asked.hours[rows] == hours))
        place = np.full(len(sites) + 1, -1, np.int32)
        place[rows[mine]] = np.arange(len(mine))
        tallest = sun.tallest(
            sunlit.scene,
            sunlit.windows.receptors,
            sunlit.path,
            sites=sun.Sites(
                envelope=sun.blocks(ground[mine], most_m[mine]), of_block=place[standing.site]
            ),
            requirement=requirement(sunlit, float(hours)),
        )
        binds = tallest.receptor >= 0
        found.top_m[rows[mine[binds]]] = tallest.top_m[binds]
        found.receptor[rows[mine]] = tallest.receptor
        found.hour[rows[mine]] = tallest.hour
    return found


def requirement(sunlit: Sunlit, hours: float) -> sun.Requirement:
    """Windows keep so many hours or, where they have less today, what they have."""
    return sun.Requirement(hours=hours, baseline="today", counting=sunlit.asked.day.counting)


def _is_in_force(rule: Rule, day: date) -> bool:
    return (rule.since is None or rule.since <= day) and (rule.until is None or day <= rule.until)


def _day_of(rule: Rule) -> SunDay:
    """The day and hours that a rule counts on, as its parameters name them."""
    told = {name: rule.parameters[name] for name in _DAY_WORDS & set(rule.parameters)}
    usual = SunDay(day="great_cold")
    return SunDay(
        day=str(told.get("day", usual.day)),
        from_hour=float(told.get("from_hour", usual.from_hour)),
        to_hour=float(told.get("to_hour", usual.to_hour)),
        count=str(told.get("count", usual.count)),
    )


def upright(shapes: Words, top_m: Real) -> sun.Blocks:
    """The shapes as blocks, mended where they are not valid."""
    try:
        return sun.blocks(shapes, top_m)
    except ValueError:
        # most districts have nothing to mend: to look for it first would be to look twice
        return sun.blocks(valid(shapes), top_m)


def valid(shapes: Words) -> Words:
    """The same shapes, mended where they are not valid."""
    mended = shapes.copy()
    odd = np.flatnonzero(~shapely.is_valid(shapes))
    mended[odd] = shapely.buffer(shapely.make_valid(shapes[odd]), 0.0)
    return mended


def _nobody_asks(law: RulePack) -> Note:
    return Note(
        table="sun_cap",
        action="missing",
        count=0,
        en=f"rule pack {law.name} asks no hours of sun here: nothing is capped or counted for sun",
        zh=f"规则{law.name}在此未规定日照时数：不作日照限高与计算",
        next_step_en="add sunlight rules to a pack of your own and name it: --rules FILE",
        next_step_zh="在自定义规则文件中加入日照条款，并以 --rules 指定",
    )


_NO_BUILDINGS = Note(
    table="buildings",
    action="missing",
    count=0,
    en="no buildings are known: nobody can say what sun they would lose",
    zh="无建筑数据：无法判定日照影响",
    next_step_en="import buildings with footprints, heights and uses",
    next_step_zh="导入含轮廓、高度与用途的建筑数据",
)


def _other_day(count: int, day: SunDay) -> Note:
    return Note(
        table="sun_cap",
        action="left_out",
        count=count,
        en=f"sites whose sunlight rule counts on another day or hours than {day.day}: not judged",
        zh=f"日照条款的日期或时段与{day.day}不同的地块：未作判定",
    )


def _left_out(
    count: int, standing: Standing, use: Words, *, is_home: NDArray[np.bool_]
) -> list[Note]:
    """What stands and is not judged, and why."""
    known = standing.building >= 0
    if not count and not len(standing.building):
        return [_NO_BUILDINGS]
    told = (
        (
            "left_out",
            int((~known & is_home).sum()),
            "homes with only an assumed footprint: they cast shadows, their own sun isn't judged",
            "仅有假定轮廓的住宅：计入遮挡，不判定其日照",
        ),
        (
            "left_out",
            int((known & (use == "")).sum()),
            "buildings of unknown use: they cast shadows, and their own sun is not judged",
            "用途不明的建筑：计入遮挡，不判定其日照",
        ),
        (
            "missing",
            count - int(known.sum()),
            "buildings without footprint or height: neither their shadows nor their sun is counted",
            "缺少轮廓或高度的建筑：不计其遮挡与日照",
        ),
    )
    return [
        Note(table="buildings", action=action, count=number, en=en, zh=zh)
        for action, number, en, zh in told
        if number
    ]
