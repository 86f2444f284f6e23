"""A deeper check: walks, clauses, measures and sun of what was chosen, made again.

What can't be made again for want of a table is said, never passed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from gengxin.terms import District, PlanInputs, Programme, RulePack, Violation
from gengxin.verify.clauses import NEAR, hold_to_clauses
from gengxin.verify.found import Found
from gengxin.verify.reach import MOST_SUPPLIERS, hold_to_walks
from gengxin.verify.recounted_sun import MOST_WINDOWS, Sun, hold_to_rays
from gengxin.verify.whole import whole, words

__all__ = ["Deeper", "Evidence", "deep"]

Told = tuple[str, str]

# what no table of a district or a run lets one make again
ALWAYS: tuple[Told, ...] = (
    ("not rebuilt: money, carbon and homes of each option", "未重建：各方案的资金、碳排放与住房"),
    (
        "not rebuilt: who lacks a service today, of which a site's people are listed",
        "未重建：现状缺少服务者（地块可达表据此列出）",
    ),
    (
        "not rebuilt: whether waivers and clauses in words apply",
        "未重建：豁免与文字条款是否适用",
    ),
    (
        "that rule pack and standards are those of the run, which has no fingerprints of them",
        "规则文件与标准即运行所用（运行仅记其名称，无指纹）",
    ),
)
NO_STREETS: Told = (
    "not rebuilt: walks, for the district has no walking network",
    "未重建：步行可达，城区无步行路网",
)
NO_SUN: Told = (
    "not rebuilt: sun, for the run counted none, or by words that this check does not know",
    "未重建：日照，运行未计算日照或其口径无法识别",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a deeper check needs besides the planning inputs.

    ``checks`` and ``masses`` are the run's tables ``option_check`` and ``option_mass``, ``caps``
    its table ``sun_cap``; ``sun`` the words in which it states how it counted sun; ``law`` the rule
    pack that it names, ``day`` its day; ``limits_m`` how far each standard lets one walk; ``seed``
    what is drawn by: the programme's own hash.
    """

    checks: pd.DataFrame
    masses: gpd.GeoDataFrame
    caps: pd.DataFrame
    sun: str
    law: RulePack
    day: date
    limits_m: Mapping[str, float]
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeper:
    """What the deeper check found, how much it looked at, and what it still took on trust."""

    violations: tuple[Violation, ...]
    counts: dict[str, int]
    checked: dict[str, int]
    not_checked: tuple[Told, ...]


def deep(
    programme: Programme, inputs: PlanInputs, district: District, evidence: Evidence
) -> Deeper:
    """Make again what the programme stands on: who is within reach, what is legal, who has sun.

    Walks by Dijkstra's textbook search from every supplier that serves somebody; every clause of
    the chosen options; density and height from site, floor and drawn pieces; sun by rays.
    """
    found, random = Found(), np.random.default_rng(evidence.seed)
    names = pd.Index(programme.tables["choice"]["option"].astype("object"))
    table = inputs.options["option"]
    every = table[table["ref"].isin(names)].reset_index(drop=True)
    chosen = every[every["action"] != "keep"].reset_index(drop=True)
    law = (evidence.law, evidence.day)
    checked = hold_to_clauses(chosen, evidence.checks, district, law, found)
    checked["densities"] = _density(chosen, district, found)
    checked["heights"] = _heights(chosen, evidence.masses, found)
    walks = hold_to_walks(programme, inputs, district, evidence.limits_m, found, random=random)
    sun_on = programme.brief.rows["sunlight"].on if "sunlight" in programme.brief.rows else False
    rays = hold_to_rays(
        every, district, _sun(inputs, evidence), found, sunlight_on=sun_on, random=random
    )
    return Deeper(
        violations=tuple(found.told),
        counts=found.counts,
        checked={**checked, **walks, **(rays or {})},
        not_checked=_not_checked(checked, walks, rays, at_risk=len(inputs.options["sun_receptor"])),
    )


def _sun(inputs: PlanInputs, evidence: Evidence) -> Sun:
    asked = evidence.caps["asked_hours"].to_numpy("float64", na_value=np.nan)
    return Sun(
        receptors=inputs.options["sun_receptor"],
        shadows=inputs.options["option_shadow"],
        masses=evidence.masses,
        asked_hours=float(np.nanmax(asked, initial=0.0)),
        stated=evidence.sun,
    )


def _not_checked(
    clauses: Mapping[str, int],
    walks: Mapping[str, int],
    rays: Mapping[str, int] | None,
    *,
    at_risk: int,
) -> tuple[Told, ...]:
    """What was not made again, with how much of it."""
    told = [*ALWAYS, *([] if walks else [NO_STREETS]), *([NO_SUN] if rays is None else [])]
    drawn = (
        (
            clauses["limits_altered"],
            "limits that other clauses alter or slopes give",
            "条限值因奖励、转移或坡面条款而变",
        ),
        (clauses["limits_estimated"], "limits that the run estimated", "条由运行估算的限值"),
        (
            walks.get("suppliers_not_drawn", 0),
            f"suppliers beyond {MOST_SUPPLIERS:,} drawn",
            "处未抽中的供给点",
        ),
        (
            0 if rays is None else max(0, at_risk - MOST_WINDOWS),
            f"windows at risk beyond {MOST_WINDOWS} drawn",
            "个未抽中的风险窗位",
        ),
        (
            0 if rays is None else rays["windows_in_doubt"],
            "windows near footprints that are assumed, or not found",
            "个窗位邻近假定轮廓或无法定位",
        ),
    )
    told += [(f"not rebuilt: {n:,} {en}", f"未重建：{n:,}{zh}") for n, en, zh in drawn if n]
    return tuple(told)


def _density(chosen: pd.DataFrame, district: District, found: Found) -> int:
    """The floor area ratio of each chosen option is its floor area ÷ the area of its site."""
    area = district.table("sites")["area_m2"].reindex(chosen["site"].astype("object"))
    floor, known = whole(chosen["gross_floor_area_m2_x100"])
    stated = chosen["far"].to_numpy("float64", na_value=np.nan)
    again = floor / 100 / area.to_numpy("float64", na_value=np.nan)
    asked = known & np.isfinite(stated) & np.isfinite(again)
    off = np.abs(stated - again)
    # floor area is kept in hundredths of a square metre
    odd = asked & (off > NEAR * np.maximum(1.0, again) + 0.01 / area.to_numpy("float64"))
    found.each(
        "measure",
        np.flatnonzero(odd),
        lambda at: (f"{chosen['ref'].iloc[at]} / far", float(off[at])),
    )
    return int(asked.sum())


def _heights(chosen: pd.DataFrame, masses: gpd.GeoDataFrame, found: Found) -> int:
    """Nothing that is built for a chosen option stands above the height that it states."""
    built = masses[(masses["work"] == "built").to_numpy(bool)]
    top_m = built.groupby("option", observed=True)["top_m"].max()
    highest = top_m.reindex(words(chosen["drawn_as"])).to_numpy("float64", na_value=np.nan)
    stated = chosen["height_m"].to_numpy("float64", na_value=np.nan)
    above = highest - stated
    found.each(
        "measure",
        np.flatnonzero(above > NEAR * np.maximum(1.0, stated)),
        lambda at: (f"{chosen['ref'].iloc[at]} / height_m", float(above[at])),
    )
    return int(np.isfinite(above).sum())
