"""People: how many live there, and how many of them are old."""

from gengxin.indicators.measured import Measure, Missing, Part, Ratio, Words
from gengxin.indicators.zones import Zones
from gengxin.terms import District, Indicator
from gengxin.terms.codes import AREA_LEVELS

__all__ = ["PEOPLE"]

EVERYWHERE = ("district", *AREA_LEVELS, "site")
POINTS = Words("demand points", "人口需求点")


def residents_people(_: District, zones: Zones) -> Ratio | Missing:
    """People who live there."""
    return Ratio(
        top=Part.column(zones, "people", "residents_people", thing=POINTS),
        none_is_zero=True,
        stands_on=Words("demand points", "人口需求点"),
    )


def older_people_share(_: District, zones: Zones) -> Ratio | Missing:
    """People of 65 and over among all whose age is known."""
    return Ratio(
        top=Part.column(zones, "people", "age_65_up_people", thing=POINTS),
        bottom=Part.column(zones, "people", "residents_people", thing=POINTS),
        stands_on=Words("ages of the demand points", "人口需求点年龄构成"),
    )


PEOPLE: tuple[tuple[Indicator, Measure], ...] = (
    (
        Indicator(
            code="residents_people",
            theme="homes",
            name_en="people who live there",
            name_zh="居住人口",
            unit="people",
            direction="neither",
            levels=EVERYWHERE,
            numerator_en="people who live there",
            numerator_zh="居住人口",
            denominator_en="",
            denominator_zh="",
            needs=("people.residents_people",),
            source="data dictionary: people",
            source_zh="数据字典：人口需求点（people）",
            method_version="1",
        ),
        residents_people,
    ),
    (
        Indicator(
            code="older_people_share",
            theme="elder",
            name_en="people of 65 and over",
            name_zh="65岁及以上人口占比",
            unit="share 0–1",
            direction="neither",
            levels=EVERYWHERE,
            numerator_en="people of 65 and over",
            numerator_zh="65岁及以上人口",
            denominator_en="people who live there",
            denominator_zh="居住人口",
            needs=("people.age_65_up_people", "people.residents_people"),
            source="data dictionary: people",
            source_zh="数据字典：人口需求点（people）",
            method_version="1",
        ),
        older_people_share,
    ),
)
