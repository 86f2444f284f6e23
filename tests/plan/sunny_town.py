"""Slabs of homes and vacant sites south of them, small enough to reckon their sun by hand.

Metres from a corner near Shanghai. The law is the shipped Chinese pack outside old districts: homes
keep 2 hours of sun on Great Cold day, 8 to 16 h true solar time.
"""

from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Polygon
from tests.plain import sun as plain
from tests.town.toy import CRS, ORIGIN_M, frame_of, place

from gengxin import rules
from gengxin.appraisal import Paying
from gengxin.plan.options.caps import caps_of
from gengxin.plan.options.facts import site_facts
from gengxin.plan.options.light import Light, light_of
from gengxin.plan.options.planes import planes_of
from gengxin.plan.options.proposals import Proposals, propose
from gengxin.plan.options.quantities import mix_of
from gengxin.plan.options.shapes import Drawn, Town, draw
from gengxin.plan.options.standing import standing_of
from gengxin.plan.options.sun import Sunlit
from gengxin.sources.practices import read_practice
from gengxin.sources.rules import read_rules
from gengxin.terms import District, DistrictMeta, PlainDistrict, Practice, RulePack, checked

DAY = date(2026, 1, 1)
STEP_MIN = 2.0
ASKED_SLOTS = 60  # 2 hours
GREAT_COLD_DEG = -20.15
SETBACK_M = 4.0


@dataclass(frozen=True, kw_only=True)
class Found:
    """All that was found of the sun in a town; ``sunlit`` has all windows, drawn or not."""

    light: Light
    sunlit: Sunlit | None
    proposals: Proposals
    drawn: Drawn
    options: np.ndarray
    sites: pd.Index


def district_of(
    homes: dict[str, tuple[Polygon, float]],
    sites: dict[str, Polygon] | None = None,
    *,
    height_m: float = 60.0,
    offices: dict[str, tuple[Polygon, float, str]] | None = None,
) -> District:
    """Make a district of slabs with their heights, and of vacant sites with a limit of height.

    Offices name the site that they stand on.
    """
    slabs = [(ref, *slab, "residential", None) for ref, slab in homes.items()]
    slabs += [
        (ref, shape, top_m, "office", on) for ref, (shape, top_m, on) in (offices or {}).items()
    ]
    tables = {
        "buildings": frame_of(
            "buildings",
            [
                {
                    "ref": ref,
                    "geometry": shape,
                    "use_class": use,
                    "site": on,
                    "footprint_m2": shape.area,
                    "height_m": top_m,
                    "storeys": round(top_m / 3.0),
                }
                for ref, shape, top_m, use, on in slabs
            ],
        )
    }
    if sites:
        tables["sites"] = frame_of(
            "sites",
            [
                {
                    "ref": ref,
                    "geometry": shape,
                    "renewable": True,
                    "use_class": "vacant",
                    "area_m2": shape.area,
                    "gross_floor_area_m2": 0.0,
                    "plan_far": 9.0,
                    "plan_height_m": height_m,
                }
                for ref, shape in sites.items()
            ],
        )
    meta = DistrictMeta(name_en="Sunny Town", name_zh="阳光镇", crs=CRS, data_day=DAY, made_up=True)
    return checked(PlainDistrict(meta=meta, tables=tables))


def general_law() -> RulePack:
    """The Chinese pack outside old districts, where 2 hours hold."""
    pack = read_rules("cn-default")
    return replace(pack, facts={**pack.facts, "is_old_district": "false"})


def found_in(
    district: District,
    *,
    law: RulePack | None = None,
    practice: Practice | None = None,
    paying: Paying | None = None,
) -> Found:
    """Find caps and shadows of all that may be built in a district."""
    law = law or general_law()
    practice = practice or read_practice("default")
    sites = site_facts(district)
    limits = rules.limits(law, sites, DAY, intended={"action": "redevelop"})
    caps = caps_of(limits, sites.index, practice)
    sites["far_limit"] = caps.far
    standing = standing_of(district, sites)
    bare = propose(sites, practice)
    light = light_of(district, sites, standing, bare, asks=(law, limits, caps, practice, DAY))
    town = Town(
        sites=sites,
        standing=standing,
        practice=practice,
        caps=caps,
        planes=planes_of(limits, sites.index, law),
        sun_m=light.caps.top_m,
        paying=paying,
    )
    drawn = draw(town, bare, mix=mix_of(sites, bare, practice))
    named = np.array([one.action for one in practice.treatments], object)[bare.treatment]
    return Found(
        light=light.with_drawn(bare, practice, drawn),
        sunlit=light.sunlit,
        proposals=bare,
        drawn=drawn,
        options=sites.index.to_numpy(object)[bare.site] + "/" + named,
        sites=sites.index,
    )


def suns() -> list[plain.Sun]:
    """The sun of Great Cold day above the town, by the plain twin."""
    corner = gpd.GeoSeries([place(shapely.Point(0, 0))], crs=CRS).to_crs(4326)
    path = plain.suns(float(corner.y.iloc[0]), GREAT_COLD_DEG, band=(8.0, 16.0), step_min=STEP_MIN)
    # west of the meridian of zone 51 its grid leans to the west of north: true north lies clockwise
    away = np.radians(float(corner.x.iloc[0]) - 123.0)
    turn = -np.arctan(np.tan(away) * np.sin(np.radians(float(corner.y.iloc[0]))))
    return [one.turned(turn) for one in path]


def masses_of(found: Found, row: int) -> list[plain.Block]:
    """What an option builds, as blocks of the plain twin in the town's own metres."""
    masses = found.drawn.masses
    own = masses.of_options(row, row)
    return [
        plain.Block(footprint=shapely.transform(shape, lambda xy: xy - ORIGIN_M), top_m=top_m)
        for shape, top_m in zip(masses.shape(own), masses.top_m[own], strict=True)
    ]


def slots_of(text: str, count: int) -> set[int]:
    """The slots named by bits in hexadecimal."""
    octets = bytes.fromhex(text)
    return {slot for slot in range(count) if octets[slot // 8] >> (slot % 8) & 1}
