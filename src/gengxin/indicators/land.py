"""Land and floor space: how densely sites are built, and how much the plan still allows."""

import numpy as np

from gengxin.indicators.measured import Measure, Missing, Part, Ratio, Words
from gengxin.indicators.zones import Zones
from gengxin.terms import District, Indicator
from gengxin.terms.codes import AREA_LEVELS

__all__ = ["LAND"]

EVERYWHERE = ("district", *AREA_LEVELS, "site")
SITES = Words("sites", "更新地块")


def far(_: District, zones: Zones) -> Ratio | Missing:
    """Gross floor area of the sites over their ground."""
    return Ratio(
        top=Part.column(zones, "sites", "gross_floor_area_m2", thing=SITES),
        bottom=Part.column(zones, "sites", "area_m2", thing=SITES),
        stands_on=Words("gross floor area and ground area of sites", "地块建筑面积与用地面积"),
    )


def lot_coverage(_: District, zones: Zones) -> Ratio | Missing:
    """Ground under buildings over the ground of the sites."""
    return Ratio(
        top=Part.column(zones, "sites", "footprint_m2", thing=SITES),
        bottom=Part.column(zones, "sites", "area_m2", thing=SITES),
        stands_on=Words("footprint and ground area of sites", "地块基底面积与用地面积"),
    )


def unused_floor_m2(district: District, zones: Zones) -> Ratio | Missing:
    """Floor area that the plan still allows on the sites; none where a site is over its limit."""
    return Ratio(top=_unused(district, zones), stands_on=_BY_PLAN)


def unused_far(district: District, zones: Zones) -> Ratio | Missing:
    """Floor area that the plan still allows, over the ground of the sites."""
    return Ratio(
        top=_unused(district, zones),
        bottom=Part.column(zones, "sites", "area_m2", thing=SITES),
        stands_on=_BY_PLAN,
    )


_BY_PLAN = Words(
    "greatest floor area ratio in the plan, less what stands", "规划容积率减现状建筑量"
)


def _unused(district: District, zones: Zones) -> Part:
    """Allowed less existing floor area of each site, at least 0."""
    sites = district.table("sites")
    existing = Part.column(zones, "sites", "gross_floor_area_m2", thing=SITES)
    limit = Part.column(zones, "sites", "plan_far", thing=SITES)
    unused_m2 = limit.values * sites["area_m2"].to_numpy(np.float64) - existing.values
    return Part(
        members=existing.members,
        values=np.maximum(unused_m2, 0.0),
        thing=SITES,
        lacks=Words(
            "sites.plan_far or sites.gross_floor_area_m2 empty",
            "sites.plan_far 或 sites.gross_floor_area_m2 为空",
        ),
        rule=existing.rule or limit.rule,
    )


LAND: tuple[tuple[Indicator, Measure], ...] = (
    (
        Indicator(
            code="far",
            theme="land",
            name_en="floor area ratio",
            name_zh="容积率",
            unit="ratio",
            direction="neither",
            levels=EVERYWHERE,
            numerator_en="gross floor area of sites, m²",
            numerator_zh="地块建筑面积（平方米）",
            denominator_en="ground of sites, m²",
            denominator_zh="地块用地面积（平方米）",
            needs=("sites.gross_floor_area_m2", "sites.area_m2"),
            source="glossary: far (容积率)",
            source_zh="术语表：容积率",
            method_version="1",
        ),
        far,
    ),
    (
        Indicator(
            code="lot_coverage",
            theme="land",
            name_en="lot coverage",
            name_zh="建筑密度",
            unit="share 0–1",
            direction="neither",
            levels=EVERYWHERE,
            numerator_en="ground under buildings, m²",
            numerator_zh="建筑基底面积（平方米）",
            denominator_en="ground of sites, m²",
            denominator_zh="地块用地面积（平方米）",
            needs=("sites.footprint_m2", "sites.area_m2"),
            source="glossary: lot_coverage (建筑密度)",
            source_zh="术语表：建筑密度",
            method_version="1",
        ),
        lot_coverage,
    ),
    (
        Indicator(
            code="unused_floor_m2",
            theme="land",
            name_en="floor area that the plan still allows",
            name_zh="规划剩余建筑量",
            unit="m²",
            direction="neither",
            levels=EVERYWHERE,
            numerator_en="plan's floor area less what stands, at least 0, m²",
            numerator_zh="规划建筑量减现状建筑量，不小于0（平方米）",
            denominator_en="",
            denominator_zh="",
            needs=("sites.plan_far", "sites.gross_floor_area_m2", "sites.area_m2"),
            source="glossary: far_transfer (unused FAR)",
            source_zh="术语表：容积率转移（剩余容积率）",
            method_version="1",
        ),
        unused_floor_m2,
    ),
    (
        Indicator(
            code="unused_far",
            theme="land",
            name_en="unused floor area ratio",
            name_zh="剩余容积率",
            unit="ratio",
            direction="neither",
            levels=EVERYWHERE,
            numerator_en="floor area that the plan still allows, m²",
            numerator_zh="规划剩余建筑量（平方米）",
            denominator_en="ground of sites with a limit, m²",
            denominator_zh="有规划容积率的地块面积（平方米）",
            needs=("sites.plan_far", "sites.gross_floor_area_m2", "sites.area_m2"),
            source="glossary: far_transfer (unused FAR)",
            source_zh="术语表：容积率转移（剩余容积率）",
            method_version="1",
        ),
        unused_far,
    ),
)
