"""Records of space: what exists or opens, what enterprises ask for, what was matched."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from gengxin.terms.codes import GROWTH_STAGES, USE_CLASSES
from gengxin.terms.records.offer_codes import MATCH_MOVES
from gengxin.terms.records.record import OneOf, Record, RefersTo, States

__all__ = ["SpaceMatch", "SpaceRequest", "SpaceUnit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceUnit(Record):
    """Space to let: it stands, or opens when a project is done.

    ``smallest_part_m2`` is what it can be divided into; ``None`` where it isn't known, then it is
    let as a whole. Asked rent is per net square metre a year.
    """

    site: str
    use_class: Annotated[str, OneOf(USE_CLASSES)]
    net_area_m2: float
    gross_area_m2: float | None = None
    smallest_part_m2: float | None = None
    project: Annotated[str | None, RefersTo("project")] = None
    building: str = ""
    functional_zone: str = ""
    growth_stages: tuple[str, ...] = ()
    opens_on: date | None = None
    closes_on: date | None = None
    ceiling_m: float | None = None
    load_kg_per_m2: float | None = None
    power_kw: float | None = None
    rent_amount: float | None = None
    basis: str = "given"
    run: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceRequest(Record):
    """An enterprise's request for space; ``request`` is its row in the district, if it has one."""

    use_class: Annotated[str, OneOf(USE_CLASSES)]
    floor_area_low_m2: float
    floor_area_high_m2: float
    party: Annotated[str | None, RefersTo("party")] = None
    request: str = ""
    functional_zone: str = ""
    growth_stage: Annotated[str, OneOf({"": ("not stated", "未说明"), **GROWTH_STAGES})] = ""
    budget_amount: float | None = None
    need_by: date | None = None
    term_years: float | None = None
    weight: float = 1.0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceMatch(Record):
    """Space matched to a request. Accepted, it stays unless a planner releases it."""

    request: Annotated[str, RefersTo("space_request")]
    space: Annotated[str, RefersTo("space_unit")]
    area_m2: float
    opens_on: date
    run: str
    reason: str
    state: Annotated[str, States("proposed", MATCH_MOVES)] = "proposed"
