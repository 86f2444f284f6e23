"""What is measured: one definition each, with unit, direction and source."""

from collections.abc import Callable

from gengxin.indicators.coverage import buildings_covered, people_covered
from gengxin.indicators.fabric import FABRIC
from gengxin.indicators.green import GREEN
from gengxin.indicators.ground import JOIN_M, Ground, ground
from gengxin.indicators.heritage import HERITAGE
from gengxin.indicators.homes import HOMES
from gengxin.indicators.joined import people_joined
from gengxin.indicators.land import LAND
from gengxin.indicators.measured import (
    Measured,
    Missing,
    Words,
    measured,
    observations,
    site_values,
)
from gengxin.indicators.near import SEARCH_M, Near, Service, nearby
from gengxin.indicators.people import PEOPLE
from gengxin.indicators.places import Places, places
from gengxin.indicators.services import (
    NO_BUILDINGS,
    NO_PEOPLE,
    NO_WAY,
    ServiceFacts,
    users_words,
)
from gengxin.indicators.streets import STREETS
from gengxin.indicators.supply import capacity_per_1000, count_per_1000, people_served, room_for
from gengxin.indicators.zones import Zones
from gengxin.terms import District

__all__ = [
    "JOIN_M",
    "NO_BUILDINGS",
    "NO_PEOPLE",
    "NO_WAY",
    "OF_DISTRICT",
    "SEARCH_M",
    "Ground",
    "Measured",
    "Near",
    "Places",
    "Service",
    "ServiceFacts",
    "Words",
    "Zones",
    "ground",
    "measure_district",
    "measure_joined",
    "measure_service",
    "nearby",
    "observations",
    "places",
    "room_for",
    "site_values",
    "users_words",
]

OF_DISTRICT = (*PEOPLE, *GREEN, *STREETS, *LAND, *FABRIC, *HOMES, *HERITAGE)
OF_SERVICE = (people_covered, buildings_covered, people_served, capacity_per_1000, count_per_1000)
# a stop has no capacity of its own
OF_STOPS = (people_covered, buildings_covered, count_per_1000)


def measure_district(district: District, zones: Zones) -> list[Measured]:
    """Every indicator that is not of a service, in every zone."""
    found = []
    for indicator, measure in OF_DISTRICT:
        absent = [need for need in indicator.needs if not _has(district, need)]
        if absent:
            names = ", ".join(need.replace("|", " / ") for need in absent)
            missing = Missing(f"no data: {names}", f"缺少数据：{names}")
            found.append(measured(indicator, zones, missing))
        else:
            found.append(measured(indicator, zones, measure(district, zones)))
    return found


def measure_joined(district: District, zones: Zones, living: Places | None) -> Measured:
    """How many people a way comes near at all, in every zone."""
    indicator, found = people_joined(district, zones, living)
    return measured(indicator, zones, found)


def measure_service(
    facts: ServiceFacts, *, asked: Callable[[str], bool] | None = None
) -> list[Measured]:
    """Every indicator of one service, in every zone; only those whose codes are asked for."""
    makers = OF_SERVICE if facts.service.standard.table == "facilities" else OF_STOPS
    return [
        measured(indicator, facts.zones, found)
        for indicator, found in (maker(facts) for maker in makers)
        if asked is None or asked(indicator.code)
    ]


def _has(district: District, need: str) -> bool:
    """Whether a need is met: ``table`` or ``table.column``, or one of several parted by ``|``."""
    return any(
        district.has(table, *columns)
        for table, *columns in (one.split(".") for one in need.split("|"))
    )
