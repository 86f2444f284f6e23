"""A brief: what a programme is asked to do, by when, with what, and how much each thing counts.

Every number in it is a *policy choice*: somebody answers for it. ``docs/why/programme-model.md``
says what each does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

__all__ = [
    "ROWS",
    "TERMS",
    "Brief",
    "EquityFloor",
    "ExistingHomes",
    "FloorTarget",
    "Match",
    "Phase",
    "Range",
    "Requires",
    "RowSetting",
    "Target",
    "TermSetting",
]

# terms of the value: natural unit, English, Chinese
TERMS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "people_served": (
            "people",
            "people served within standard and capacity",
            "达标且有容量的服务人数",
        ),
        "homes_made_good": ("homes", "homes brought to a good standard", "达标住房"),
        "floor_space": ("m²", "floor space where it is short", "短缺空间供给"),
        "needs_answered": ("supporters", "residents' needs answered", "居民诉求回应"),
        "net_present_value": ("currency", "net present value", "净现值"),
        "displaced_households": ("households", "households displaced for good", "永久搬迁户"),
        "carbon": ("kg CO2e", "carbon of works and use", "碳排放"),
        "heritage_kept": ("m²", "heritage floor area kept in use", "保留使用的历史建筑"),
    }
)

# families of rows: English, Chinese
ROWS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "budget": ("public money by phase", "分期公共资金"),
        "balance": ("sources and uses of each renewal unit", "更新单元资金平衡"),
        "replacement_first": ("homes ready before households move", "先立后破"),
        "continuity": ("services stay open", "服务不中断"),
        "far_ledger": ("floor area received is floor area sent", "容积率转移平衡"),
        "works_at_once": ("works at the same time", "施工节奏"),
        "demolished": ("share of floor area demolished", "拆除比例"),
        "built_to_demolished": ("floor area built for floor area demolished", "拆建比"),
        "rehoused_nearby": ("households rehoused near by", "就地就近安置率"),
        "floor_space": ("floor space asked for", "空间需求"),
        "sunlight": ("sun of windows that sites shade together", "叠加日照"),
        "consent": ("consent of those who live there", "征询同意"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A numbered period of works; it lasts until the next one's start, or the brief's end."""

    starts_on: date
    name_en: str = ""
    name_zh: str = ""
    budget_amount: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermSetting:
    """What one natural unit of a term is worth, in currency; 0 turns it off.

    ``note`` says why, ``note_zh`` in Chinese; without that Chinese pages show ``note``.
    """

    weight: float
    note: str = ""
    note_zh: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSetting:
    """Whether a family of rows holds, hard or at a price, and its limit where it has one.

    ``limit`` means: budget, the share of the summed cost of each site's dearest option that may be
    spent a phase; balance, the same as subsidy of a unit; continuity, the share of today's capacity
    that stays open; works_at_once, the share of the floor area; demolished, built_to_demolished and
    rehoused_nearby, the law's number (``None``: the rule pack's). ``price`` is currency for each
    unit (of the row) by which a soft row is missed.
    """

    on: bool = True
    hard: bool = True
    price: float = 0.0
    limit: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Columns picked by site, option, action, phase; what is not stated matches all."""

    site: str | None = None
    option: str | None = None
    action: str | None = None
    phase: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requires:
    """What is picked by ``this`` starts in no earlier phase than what is picked by ``first``."""

    this: Match
    first: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingHomes:
    """Homes that stand empty today and are given to those who must move."""

    unit: str
    size: str
    homes_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorTarget:
    """Floor area of a use wanted in a functional zone from a phase on (T+1: by the end)."""

    functional_zone: str
    use_class: str
    floor_area_m2: float
    phase: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EquityFloor:
    """Least share of those who need a service that is served in an area at the end."""

    standard: str
    area: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Least amount of a term, in its natural unit; of one functional zone, or of all.

    Of ``people_served``, ``standard`` says whom; of ``floor_space``, ``use_class`` says which.
    """

    term: str
    amount: float
    functional_zone: str | None = None
    standard: str | None = None
    use_class: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """How far a scenario may move what ``of`` names: factors on today's assumption.

    ``of`` is ``cost``, ``revenue``, ``people``, ``budget``, ``floor_demand`` or ``weight.<term>``.
    """

    of: str
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The whole question put to the planning model.

    ``standards`` weigh people served by service (a standard not named counts 1), ``need_weights``
    by sub-district. ``minimise`` asks for least cost instead of greatest value. ``not_asked`` says
    what becomes of options whose residents were not asked yet: they are allowed, or barred.
    """

    name: str
    name_en: str
    name_zh: str
    source: str
    phases: tuple[Phase, ...]
    ends_on: date
    horizon_years: float
    earlier_rate: float
    discount_rate: float
    coverage: Literal["phases", "end"] = "phases"
    minimise: Literal["", "public_cost", "cost"] = ""
    terms: Mapping[str, TermSetting] = field(default_factory=lambda: MappingProxyType({}))
    rows: Mapping[str, RowSetting] = field(default_factory=lambda: MappingProxyType({}))
    carry_over: bool = False
    oversupply_share: float = 0.0
    self_arranged_share: float = 0.0
    not_asked: Literal["allows", "bars"] = "allows"
    standards: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    need_weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    transfer_areas: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    neighbours: tuple[tuple[str, str], ...] = ()
    existing_homes: tuple[ExistingHomes, ...] = ()
    subsidies: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    floor_targets: tuple[FloorTarget, ...] = ()
    equity_floors: tuple[EquityFloor, ...] = ()
    targets: tuple[Target, ...] = ()
    epsilon: tuple[Target, ...] = ()
    must: tuple[Match, ...] = ()
    must_not: tuple[Match, ...] = ()
    exclusive: tuple[tuple[Match, ...], ...] = ()
    requires: tuple[Requires, ...] = ()
    scenarios: tuple[Range, ...] = ()
