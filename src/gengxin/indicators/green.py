"""Green: how much of the ground is green, and how much park there is for each person."""

from gengxin.indicators.measured import Measure, Missing, Part, Ratio, Words
from gengxin.indicators.zones import Zones
from gengxin.terms import District, Indicator
from gengxin.terms.codes import AREA_LEVELS

__all__ = ["GREEN"]

AREAS = ("district", *AREA_LEVELS)
PARKS = ("park", "garden")
SITES = Words("sites", "更新地块")


def green_share(_: District, zones: Zones) -> Ratio | Missing:
    """Green ground of the sites over their ground; streets between them do not count."""
    return Ratio(
        top=Part.column(zones, "sites", "green_m2", thing=SITES),
        bottom=Part.column(zones, "sites", "area_m2", thing=SITES),
        stands_on=Words("green ground and ground area of sites", "地块绿地面积与用地面积"),
    )


def park_m2_per_person(district: District, zones: Zones) -> Ratio | Missing:
    """Ground of parks and gardens open to the public, for each person who lives there.

    A park counts where most of it lies; one that does not say whether it is open counts.
    """
    green = district.places("green")
    is_park = green["kind"].isin(PARKS)
    if "is_public" in green.columns:
        is_park &= green["is_public"].astype("object").ne(False)
    people = Words("demand points", "人口需求点")
    area = Part.column(zones, "green", "area_m2", thing=Words("parks", "公园"))
    chosen = is_park.to_numpy()
    return Ratio(
        top=Part(
            members=area.members[chosen],
            values=area.values[chosen],
            thing=area.thing,
            lacks=area.lacks,
            rule=area.rule,
        ),
        bottom=Part.column(zones, "people", "residents_people", thing=people),
        rows_match=False,
        stands_on=Words(
            f"parks and gardens open to the public: {int(chosen.sum()):,}",
            f"{int(chosen.sum()):,}处对公众开放的公园",
        ),
    )


GREEN: tuple[tuple[Indicator, Measure], ...] = (
    (
        Indicator(
            code="green_share",
            theme="green",
            name_en="green share of sites",
            name_zh="绿地率",
            unit="share 0–1",
            direction="more_is_better",
            levels=(*AREAS, "site"),
            numerator_en="green ground of sites, m²",
            numerator_zh="地块绿地面积（平方米）",
            denominator_en="ground of sites, m²",
            denominator_zh="地块用地面积（平方米）",
            needs=("sites.green_m2", "sites.area_m2"),
            source="glossary: green_share (绿地率)",
            source_zh="术语表：绿地率",
            method_version="1",
        ),
        green_share,
    ),
    (
        Indicator(
            code="park_m2_per_person",
            theme="green",
            name_en="park ground for each person",
            name_zh="人均公园绿地面积",
            unit="m²/person",
            direction="more_is_better",
            levels=AREAS,
            numerator_en="ground of parks and gardens open to the public, m²",
            numerator_zh="对公众开放的公园面积（平方米）",
            denominator_en="people who live there",
            denominator_zh="居住人口",
            needs=("green.area_m2", "people.residents_people"),
            source="city check-up practice (城市体检)",
            source_zh="城市体检的通行做法",
            method_version="1",
        ),
        park_m2_per_person,
    ),
)
