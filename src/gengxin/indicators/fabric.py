"""Buildings: their condition, their age, and how much of them stands empty."""

import numpy as np
import pandas as pd

from gengxin.indicators.measured import Measure, Missing, Part, Ratio, Words
from gengxin.indicators.zones import Zones
from gengxin.terms import District, Indicator
from gengxin.terms.codes import AREA_LEVELS

__all__ = ["FABRIC"]

EVERYWHERE = ("district", *AREA_LEVELS, "site")
BAD = ("poor", "dangerous")
THINGS = {
    "buildings": Words("buildings", "建筑"),
    "sites": Words("sites", "更新地块"),
}


def bad_condition_share(district: District, zones: Zones) -> Ratio | Missing:
    """Buildings in poor or dangerous condition among those whose condition is known."""
    table = _table_with(district, "condition")
    condition = district.table(table)["condition"]
    values = condition.isin(BAD).astype("float64").where(condition.notna())
    thing = THINGS[table]
    return _mean(zones, table, values, Words(f"condition of {thing.en}", f"{thing.zh}状况"))


def age_years(district: District, zones: Zones) -> Ratio | Missing:
    """Mean age of buildings on the day that the data describe."""
    table = _table_with(district, "year_built")
    year = district.table(table)["year_built"]
    thing = THINGS[table]
    words = Words(
        f"year built of {thing.en}, each counting once", f"{thing.zh}建成年份，每个计一次"
    )
    return _mean(zones, table, district.meta.data_day.year - year, words)


def vacancy_share(district: District, zones: Zones) -> Ratio | Missing:
    """Floor area that stands empty, over the floor area whose vacancy is known."""
    table = _table_with(district, "vacancy_share", "gross_floor_area_m2")
    frame, thing = district.table(table), THINGS[table]
    floor = Part.column(zones, table, "gross_floor_area_m2", thing=thing)
    vacancy = Part.column(zones, table, "vacancy_share", thing=thing)
    empty_m2 = frame["vacancy_share"] * frame["gross_floor_area_m2"]
    return Ratio(
        top=Part(
            members=floor.members,
            values=empty_m2.to_numpy(np.float64),
            thing=thing,
            lacks=vacancy.lacks,
            rule=vacancy.rule,
        ),
        bottom=floor,
        stands_on=Words(
            f"vacancy of {thing.en}, by floor area", f"{thing.zh}空置率，按建筑面积加权"
        ),
    )


def _table_with(district: District, *columns: str) -> str:
    """Buildings where they tell, else the sites."""
    return "buildings" if district.has("buildings", *columns) else "sites"


def _mean(zones: Zones, table: str, values: pd.Series, stands_on: Words) -> Ratio:
    """The mean over buildings or sites, each counting once."""
    numbers = values.to_numpy(np.float64)
    members, thing = zones.of_table(table), THINGS[table]
    name = str(values.name)
    return Ratio(
        top=Part(
            members=members,
            values=numbers,
            thing=thing,
            lacks=Words(f"{table}.{name} empty", f"{table}.{name} 为空"),
        ),
        bottom=Part(
            members=members, values=np.ones(len(numbers)), thing=thing, lacks=Words("", "")
        ),
        stands_on=stands_on,
    )


FABRIC: tuple[tuple[Indicator, Measure], ...] = (
    (
        Indicator(
            code="bad_condition_share",
            theme="fabric",
            name_en="buildings in poor or dangerous condition",
            name_zh="较差及危险房屋占比",
            unit="share 0–1",
            direction="less_is_better",
            levels=EVERYWHERE,
            numerator_en="buildings in poor or dangerous condition",
            numerator_zh="状况较差或危险的建筑数",
            denominator_en="buildings of known condition",
            denominator_zh="状况已知的建筑数",
            needs=("buildings.condition|sites.condition",),
            source="city check-up practice (城市体检)",
            source_zh="城市体检的通行做法",
            method_version="1",
        ),
        bad_condition_share,
    ),
    (
        Indicator(
            code="age_years",
            theme="fabric",
            name_en="mean age of buildings",
            name_zh="建筑平均房龄",
            unit="years",
            direction="neither",
            levels=EVERYWHERE,
            numerator_en="ages of buildings on the day of the data, years",
            numerator_zh="数据日建筑房龄之和（年）",
            denominator_en="buildings of known year",
            denominator_zh="建成年份已知的建筑数",
            needs=("buildings.year_built|sites.year_built",),
            source="glossary: building",
            source_zh="术语表：建筑",
            method_version="1",
        ),
        age_years,
    ),
    (
        Indicator(
            code="vacancy_share",
            theme="fabric",
            name_en="floor area that stands empty",
            name_zh="建筑空置率",
            unit="share 0–1",
            direction="less_is_better",
            levels=EVERYWHERE,
            numerator_en="empty floor area, m²",
            numerator_zh="空置建筑面积（平方米）",
            denominator_en="floor area of known vacancy, m²",
            denominator_zh="空置情况已知的建筑面积（平方米）",
            needs=(
                "buildings.vacancy_share|sites.vacancy_share",
                "buildings.gross_floor_area_m2|sites.gross_floor_area_m2",
            ),
            source="data dictionary: vacancy_share",
            source_zh="数据字典：空置率（vacancy_share）",
            method_version="1",
        ),
        vacancy_share,
    ),
)
