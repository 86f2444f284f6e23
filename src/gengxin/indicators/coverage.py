"""Coverage: who has a service within its standard on foot, whether or not there is room."""

import numpy as np

from gengxin.indicators.measured import Missing, Part, Ratio, Words
from gengxin.indicators.services import (
    NO_BUILDINGS,
    NO_WAY,
    NOTHING,
    POINTS,
    ServiceFacts,
    service_indicator,
    users_words,
)
from gengxin.terms import Indicator

__all__ = ["NOT_JOINED", "buildings_covered", "people_covered"]

NOT_JOINED = Words(
    "age unknown, or farther than 100 m from every walkable way",
    "年龄未知，或距任何可步行道路超过100米",
)


def people_covered(facts: ServiceFacts) -> tuple[Indicator, Ratio | Missing]:
    """Users with a supplier, large enough, within the standard, over all users."""
    en, zh = users_words(facts.service.standard.users)
    indicator = service_indicator(
        facts,
        "people_covered_share",
        names=Words("people covered", "人口覆盖率"),
        top=Words(f"{en} within the standard", f"标准距离内的{zh}"),
        bottom=Words(en, zh),
    )
    if (missing := facts.no_suppliers or facts.no_users) is not None:
        return indicator, missing
    if facts.near is None:
        return indicator, NO_WAY
    living = facts.near.places
    joined = living.is_joined[: living.people_count]
    covered = facts.near.is_covered[: living.people_count]
    members, users = facts.zones.of_table("people"), facts.users
    values = np.where(joined, covered * users, np.nan)
    return indicator, Ratio(
        top=Part(members=members, values=values, thing=POINTS, lacks=NOT_JOINED),
        bottom=Part(members=members, values=users, thing=POINTS, lacks=NOTHING),
        stands_on=facts.stands_on,
    )


def buildings_covered(facts: ServiceFacts) -> tuple[Indicator, Ratio | Missing]:
    """Residential buildings with a supplier, large enough, within the standard, over all.

    A building lies where its demand point lies, else at its own centre.
    """
    indicator = service_indicator(
        facts,
        "buildings_covered_share",
        names=Words("buildings covered", "建筑覆盖率"),
        top=Words("residential buildings within the standard", "标准距离内的居住建筑"),
        bottom=Words("residential buildings", "居住建筑"),
    )
    if facts.no_suppliers is not None:
        return indicator, facts.no_suppliers
    if not facts.district.has("buildings"):
        return indicator, NO_BUILDINGS
    if facts.near is None:
        return indicator, NO_WAY
    living = facts.near.places
    place, members = living.home_place, facts.zones.of_table("buildings")[living.home_row]
    covered = np.where(living.is_joined[place], facts.near.is_covered[place], np.nan)
    homes = Words("residential buildings", "居住建筑")
    ones = np.ones(len(place))
    en, zh = facts.stands_on
    if living.unknown_count:
        en += f"; {living.unknown_count:,} buildings of unknown use count as homes"
        zh += f"；{living.unknown_count:,}栋用途未知的建筑按居住建筑计"
    return indicator, Ratio(
        top=Part(members=members, values=covered, thing=homes, lacks=NOT_JOINED),
        bottom=Part(members=members, values=ones, thing=homes, lacks=NOTHING),
        stands_on=Words(en, zh),
    )
