"""The data dictionary: every table of a district, written once for all who read or check it."""

from gengxin.terms.columns import Table
from gengxin.terms.dictionary.ground import BARRIERS, GREEN, STOPS, WALK_EDGES
from gengxin.terms.dictionary.land import AREAS, BUILDINGS, HERITAGE, PARCELS, SITES, ZONING
from gengxin.terms.dictionary.people import FACILITIES, GATES, NEEDS, PEOPLE, SPACE_REQUESTS

__all__ = ["TABLES"]

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        AREAS,
        PARCELS,
        SITES,
        BUILDINGS,
        PEOPLE,
        FACILITIES,
        GATES,
        WALK_EDGES,
        STOPS,
        GREEN,
        BARRIERS,
        HERITAGE,
        ZONING,
        NEEDS,
        SPACE_REQUESTS,
    )
}
