"""Heritage: how much of the fabric is protected or recorded."""

import numpy as np
import pandas as pd

from gengxin.indicators.measured import Measure, Missing, Part, Ratio, Words
from gengxin.indicators.zones import Zones
from gengxin.terms import District, Indicator
from gengxin.terms.codes import AREA_LEVELS

__all__ = ["HERITAGE"]

EVERYWHERE = ("district", *AREA_LEVELS, "site")


def heritage_share(district: District, zones: Zones) -> Ratio | Missing:
    """Buildings with a heritage class, by their own column or because a heritage row names them."""
    buildings, heritage = district.table("buildings"), district.table("heritage")
    named = heritage["building"].dropna() if "building" in heritage.columns else pd.Series()
    is_heritage = buildings.index.isin(named)
    if "heritage_class" in buildings.columns:
        is_heritage |= buildings["heritage_class"].notna().to_numpy()
    members = zones.of_table("buildings")
    thing, lacks = Words("buildings", "建筑"), Words("", "")
    ones = np.ones(len(buildings))
    return Ratio(
        top=Part(members=members, values=is_heritage.astype(np.float64), thing=thing, lacks=lacks),
        bottom=Part(members=members, values=ones, thing=thing, lacks=lacks),
        stands_on=Words(
            "buildings with a heritage class, or named by a heritage row",
            "标有保护类别或被遗产表指明的建筑",
        ),
    )


def heritage_count(district: District, zones: Zones) -> Ratio | Missing:
    """Rows of the heritage table that lie there."""
    shapes = district.places("heritage").geometry
    return Ratio(
        top=Part(
            members=zones.of_table("heritage"),
            values=np.ones(len(shapes)),
            thing=Words("heritage rows", "遗产记录"),
            lacks=Words("", ""),
        ),
        none_is_zero=True,
        stands_on=Words("a count of records, whatever their size", "按记录计数，不论规模"),
    )


HERITAGE: tuple[tuple[Indicator, Measure], ...] = (
    (
        Indicator(
            code="heritage_share",
            theme="heritage",
            name_en="buildings that are heritage",
            name_zh="历史建筑占比",
            unit="share 0–1",
            direction="neither",
            levels=EVERYWHERE,
            numerator_en="buildings with a heritage class",
            numerator_zh="有保护类别的建筑数",
            denominator_en="buildings",
            denominator_zh="建筑数",
            needs=("buildings", "buildings.heritage_class|heritage.building"),
            source="glossary: listed_building (优秀历史建筑)",
            source_zh="术语表：优秀历史建筑",
            method_version="1",
        ),
        heritage_share,
    ),
    (
        Indicator(
            code="heritage_count",
            theme="heritage",
            name_en="heritage records",
            name_zh="历史文化遗产记录数",
            unit="records",
            direction="neither",
            levels=EVERYWHERE,
            numerator_en="rows of the heritage table",
            numerator_zh="遗产表记录数",
            denominator_en="",
            denominator_zh="",
            needs=("heritage",),
            source="data dictionary: heritage",
            source_zh="数据字典：历史文化遗产（heritage）",
            method_version="1",
            is_proxy=True,
        ),
        heritage_count,
    ),
)
