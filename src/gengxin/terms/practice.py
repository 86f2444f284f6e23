"""A practice: how each way of renewing a site is done, where it is proposed, what it takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["FloorType", "Practice", "ServiceSpace", "Treatment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """One way of renewing a site; several may share an action.

    It is *considered* on sites that meet every stated condition of ``use_classes``,
    ``plan_uses``, ``conditions``, ``heritage_classes``, ``deficiencies`` (at least one home has one
    of them), ``built_before_year``, ``vacancy_low_share`` and ``far_room_low_share`` (share of the
    permitted floor area that is unused); an empty or ``None`` one asks nothing. ``plan_uses`` is
    asked of what plan or zone permits and, where they are silent, of the site's own use; what
    nobody knows is the word ``unknown``. It is *possible* where ``structures`` and ``storeys_high``
    allow; a site whose structure is unknown passes. The option says what was assumed.

    ``removes`` are the deficiencies that no home has afterwards; a home that is pulled down takes
    all of its own along. ``floor_share`` of the existing floor is under works, about
    ``demolished_share`` of it goes, building by building. ``intensity_share`` is how far the floor
    area goes from today's (0) to the most that rules and sun allow (1); ``None`` leaves it. What
    ``pays_best`` goes as far as leaves most over costs and profit by pro forma, at most so far.
    ``far_sent_share`` of the permitted floor area that the site doesn't use is sent to other sites,
    where its right is known; ``far_received_share`` of what rules let a site receive is received
    and built. ``uses`` are the shares of new or converted floor by use; homes and public floor are
    never converted to another. ``out_share`` of the households on floor under works move out for
    the works, ``for_good_share`` of the households on floor demolished do not come back. Works
    last ``months`` and ``months_per_10000_m2`` for the floor under works.
    ``carries_service`` says that space for a service may be part of it; one that ``is_for_service``
    is proposed for a service alone.
    """

    action: str
    variant: str
    name_en: str
    name_zh: str
    use_classes: tuple[str, ...] = ()
    plan_uses: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    heritage_classes: tuple[str, ...] = ()
    deficiencies: tuple[str, ...] = ()
    built_before_year: float | None = None
    vacancy_low_share: float | None = None
    far_room_low_share: float | None = None
    structures: tuple[str, ...] = ()
    storeys_high: float | None = None
    removes: tuple[str, ...] = ()
    floor_share: float = 0.0
    demolished_share: float = 0.0
    intensity_share: float | None = None
    pays_best: bool = False
    storeys_added: float | None = None
    far_sent_share: float = 0.0
    far_received_share: float = 0.0
    uses: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    structure_after: str = ""
    out_share: float = 0.0
    for_good_share: float = 0.0
    months: float = 0.0
    months_per_10000_m2: float = 0.0
    carries_service: bool = False
    is_for_service: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSpace:
    """Room for a service inside a building: floor and, where stated, how many people it serves."""

    standard: str
    floor_area_m2: float
    capacity_people: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorType:
    """How floor of one use is built: storey heights, net by gross floor, greatest depth."""

    storey_m: float
    ground_storey_m: float
    efficiency_share: float
    depth_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A named set of treatments, with where its numbers come from.

    ``source_zh`` says that in Chinese; where it is empty, ``source`` is shown.
    ``new_home_shares`` are the shares of new homes by size, ``new_home_m2`` their gross floor.
    ``floor_types`` say how floor of each use is built. New buildings keep ``setback_m`` to the
    site's edge and ``spacing_m`` to others, where rules ask no more; slabs stand
    ``slab_spacing_ratio`` × their height apart; a tower's plate has ``tower_plate_m2`` at most. To
    build less than ``least_built_m2`` is not worth the works.
    ``paved_share`` of a site that is built on is neither built over nor green;
    ``parking_per_home`` and ``parking_per_100_m2`` (of other floor) are the spaces that a rebuilt
    site gets.

    ``committed_share`` of added homes is kept for households moved from other sites. At most
    ``services_per_site`` services are proposed for a site: those that most people around lack.
    """

    name: str
    name_en: str
    name_zh: str
    source: str
    source_zh: str = ""
    made_up: bool
    committed_share: float
    new_home_shares: Mapping[str, float]
    new_home_m2: Mapping[str, float]
    floor_types: Mapping[str, FloorType]
    setback_m: float
    spacing_m: float
    slab_spacing_ratio: float
    tower_plate_m2: float
    least_built_m2: float
    paved_share: float
    parking_per_home: float
    parking_per_100_m2: float
    services_per_site: int
    treatments: tuple[Treatment, ...]
    services: tuple[ServiceSpace, ...] = ()
