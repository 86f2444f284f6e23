"""Homes: how many suffer each deficiency."""

from functools import partial

from gengxin.indicators.measured import Measure, Missing, Part, Ratio, Words
from gengxin.indicators.zones import Zones
from gengxin.terms import District, Indicator
from gengxin.terms.codes import AREA_LEVELS, DEFICIENCIES

__all__ = ["HOMES"]

EVERYWHERE = ("district", *AREA_LEVELS, "site")
SITES = Words("sites", "更新地块")


def _homes_with(deficiency: str, _: District, zones: Zones) -> Ratio | Missing:
    """Homes with a deficiency over all homes of the sites where both are known."""
    en, zh = DEFICIENCIES[deficiency]
    return Ratio(
        top=Part.column(zones, "sites", f"homes_{deficiency}_count", thing=SITES),
        bottom=Part.column(zones, "sites", "homes_count", thing=SITES),
        stands_on=Words(f"homes of sites: {en}", f"地块住房：{zh}"),
    )


def _indicator(deficiency: str) -> Indicator:
    en, zh = DEFICIENCIES[deficiency]
    return Indicator(
        code=f"homes_{deficiency}_share",
        theme="homes",
        name_en=f"homes: {en}",
        name_zh=f"住房：{zh}",
        unit="share 0–1",
        direction="less_is_better",
        levels=EVERYWHERE,
        numerator_en=f"homes: {en}",
        numerator_zh=f"{zh}的住房套数",
        denominator_en="homes",
        denominator_zh="住房套数",
        needs=(f"sites.homes_{deficiency}_count", "sites.homes_count"),
        source="city check-up of homes (住房体检): list of deficiencies in the data dictionary",
        source_zh="住房体检：数据字典所列的缺陷",
        method_version="1",
    )


HOMES: tuple[tuple[Indicator, Measure], ...] = tuple(
    (_indicator(deficiency), partial(_homes_with, deficiency)) for deficiency in DEFICIENCIES
)
