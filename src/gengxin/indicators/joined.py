"""Joined: how many people live within reach of a way at all; the rest can't be judged."""

from gengxin.indicators.ground import JOIN_M
from gengxin.indicators.measured import Missing, Part, Ratio, Words
from gengxin.indicators.places import Places
from gengxin.indicators.services import NO_PEOPLE, NO_WAY, POINTS
from gengxin.indicators.zones import Zones
from gengxin.terms import District, Indicator
from gengxin.terms.codes import AREA_LEVELS

__all__ = ["people_joined"]

INDICATOR = Indicator(
    code="people_joined_share",
    theme="streets",
    name_en="people joined to the walking network",
    name_zh="接入步行网络的人口占比",
    unit="share 0–1",
    direction="more_is_better",
    levels=("district", *AREA_LEVELS, "site"),
    numerator_en=f"people within {JOIN_M:g} m of a walkable way",
    numerator_zh=f"距可步行道路{JOIN_M:g}米以内的居民",
    denominator_en="people",
    denominator_zh="居民",
    needs=("people.residents_people", "walk_edges"),
    source="rule of this program: a place farther from every way is not joined to it",
    source_zh="本程序的规则：距各条道路更远者视为未接入",
    method_version="1",
)


def people_joined(
    district: District, zones: Zones, living: Places | None
) -> tuple[Indicator, Ratio | Missing]:
    """People whose demand point lies within ``JOIN_M`` of a walkable way, over all people."""
    if not district.has("people", "residents_people"):
        return INDICATOR, NO_PEOPLE
    if living is None:
        return INDICATOR, NO_WAY
    people = Part.column(zones, "people", "residents_people", thing=POINTS)
    joined = living.is_joined[: living.people_count]
    return INDICATOR, Ratio(
        top=Part(
            members=people.members,
            values=people.values * joined,
            thing=POINTS,
            lacks=people.lacks,
        ),
        bottom=people,
        stands_on=Words("demand points and walkable ways", "人口需求点与可步行道路"),
    )
