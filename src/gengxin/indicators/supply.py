"""Supply: whether there is room for those within reach, and how much of a service there is."""

from collections import Counter
from dataclasses import replace

import numpy as np

from gengxin.engines import cover
from gengxin.indicators.coverage import NOT_JOINED
from gengxin.indicators.measured import Missing, Part, Ratio, Words
from gengxin.indicators.near import Near
from gengxin.indicators.services import (
    NO_WAY,
    NOTHING,
    POINTS,
    ServiceFacts,
    service_indicator,
    users_words,
)
from gengxin.indicators.zones import Real
from gengxin.terms import Indicator
from gengxin.terms.basis import kind_of_word

__all__ = ["capacity_per_1000", "count_per_1000", "people_served", "room_for"]

CAPACITY_UNKNOWN = Words("the capacity of a supplier in reach is unknown", "可达设施的容量未知")


def room_for(near: Near, users: Real) -> cover.Served:
    """Who finds room: as many users within the standard as capacities allow, the nearest first.

    ``users`` has a row a demand point; those of unknown age are not counted.
    """
    need = np.zeros(near.pairs.target_count)
    need[: len(users)] = np.nan_to_num(users)
    capacity_people = near.service.suppliers["capacity_people"].to_numpy(np.float64)
    return cover.served(near.pairs, capacity=capacity_people, need=need)


def people_served(facts: ServiceFacts) -> tuple[Indicator, Ratio | Missing]:
    """Users who find room within the standard, over all users: the most that can be at once.

    Which of several equally good ways to share places out is taken does not change the whole
    district; between areas it may.
    """
    en, zh = users_words(facts.service.standard.users)
    indicator = service_indicator(
        facts,
        "people_served_share",
        names=Words("people served within capacity", "容量内服务人口占比"),
        top=Words(f"{en} within the standard for whom there is room", f"标准距离内且有容量的{zh}"),
        bottom=Words(en, zh),
    )
    if (missing := facts.no_suppliers or facts.no_users or _no_capacity(facts)) is not None:
        return indicator, missing
    if facts.near is None or facts.served is None:
        return indicator, NO_WAY
    living, users = facts.near.places, facts.users
    members = facts.zones.of_table("people")
    joined = living.is_joined[: living.people_count]
    served = facts.served.per_target[: living.people_count]
    unknown = np.isnan(served)
    return indicator, Ratio(
        top=Part(
            members=members,
            values=np.where(joined & ~np.isnan(users), served, np.nan),
            thing=POINTS,
            lacks=NOT_JOINED,
        ),
        bottom=Part(members=members, values=users, thing=POINTS, lacks=NOTHING),
        barred_by=Part(
            members=members, values=unknown.astype(float), thing=POINTS, lacks=CAPACITY_UNKNOWN
        ),
        stands_on=_capacity_words(facts),
    )


def capacity_per_1000(facts: ServiceFacts) -> tuple[Indicator, Ratio | Missing]:
    """Places that the suppliers in an area have, for 1,000 users who live there."""
    indicator = _per_1000(
        facts,
        "capacity_per_1000",
        names=Words("places for 1,000 users", "千人容量"),
        top=Words("people that the suppliers there can serve", "区内设施可服务人数"),
    )
    if (missing := facts.no_suppliers or facts.no_users or _no_capacity(facts)) is not None:
        return indicator, missing
    suppliers = facts.service.suppliers
    counted = suppliers["is_large_enough"].to_numpy(bool)
    capacity = suppliers["capacity_people"].to_numpy(np.float64)
    return indicator, Ratio(
        top=_suppliers_part(facts, np.where(counted, capacity, 0.0)),
        bottom=_users_part(facts),
        rows_match=False,
        scale=1_000.0,
        stands_on=_capacity_words(facts),
    )


def count_per_1000(facts: ServiceFacts) -> tuple[Indicator, Ratio | Missing]:
    """Suppliers, large enough, in an area for 1,000 users there: a count, hence a proxy."""
    indicator = _per_1000(
        facts,
        "count_per_1000",
        names=Words("facilities for 1,000 users", "千人设施数"),
        top=Words("facilities there, whatever their capacity", "区内设施数，不论容量"),
    )
    indicator = replace(indicator, is_proxy=True)
    if (missing := facts.no_suppliers or facts.no_users) is not None:
        return indicator, missing
    counted = facts.service.suppliers["is_large_enough"].to_numpy(np.float64)
    return indicator, Ratio(
        top=_suppliers_part(facts, counted),
        bottom=_users_part(facts),
        rows_match=False,
        scale=1_000.0,
        stands_on=facts.stands_on,
    )


def _per_1000(facts: ServiceFacts, stem: str, *, names: Words, top: Words) -> Indicator:
    """The definition of a supply; only walking makes a share."""
    standard = facts.service.standard
    en, zh = users_words(standard.users)
    indicator = service_indicator(facts, stem, names=names, top=top, bottom=Words(en, zh))
    return replace(
        indicator,
        unit="per 1,000 users",
        levels=tuple(level for level in indicator.levels if level != "site"),
        needs=(standard.table, f"people.{standard.users}"),
    )


def _suppliers_part(facts: ServiceFacts, values: Real) -> Part:
    standard, suppliers = facts.service.standard, facts.service.suppliers
    rows = facts.zones.index(standard.table).get_indexer(suppliers.index)
    return Part(
        members=facts.zones.of_table(standard.table)[rows],
        values=values,
        thing=Words("facilities", "设施"),
        lacks=Words("capacity unknown", "容量未知"),
    )


def _users_part(facts: ServiceFacts) -> Part:
    return Part(
        members=facts.zones.of_table("people"), values=facts.users, thing=POINTS, lacks=NOTHING
    )


def _no_capacity(facts: ServiceFacts) -> Missing | None:
    """Why nothing is known of capacity."""
    suppliers = facts.service.suppliers
    if suppliers["capacity_people"].notna().any():
        return None
    en, zh = f"all {len(suppliers):,}", f"全部{len(suppliers):,}处"
    return Missing(
        f"the capacity of {en} is unknown: facilities.capacity_people, or a standard for it",
        f"{zh}设施容量未知：请补 facilities.capacity_people 或容量标准",
    )


def _capacity_words(facts: ServiceFacts) -> Words:
    """What the service stands on, and how capacities that nobody gave were estimated."""
    en, zh = facts.stands_on
    rules = [
        basis.removeprefix("estimated: ")
        for basis in facts.service.suppliers["capacity_people_basis"].tolist()
        if kind_of_word(basis) == "estimated"
    ]
    if rules:
        # of equally common ones, the first by its letters
        common = min(Counter(rules).items(), key=lambda found: (-found[1], found[0]))[0]
        en += f"; capacity of {len(rules):,} estimated: {common}"
        zh += f"；{len(rules):,}处容量为估算：{common}"
    return Words(en, zh)
