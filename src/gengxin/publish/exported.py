"""What exports tell of one project: its record, its works, its shape, its few numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import pandas as pd
from shapely.geometry.base import BaseGeometry

from gengxin.terms.records import Milestone, Offer, Party, Project
from gengxin.terms.words import NO_WORDS, Words

__all__ = ["NUMBERS", "ProjectFacts"]

# number → (words, unit, the field of a sheet with which it is withheld)
NUMBERS: Mapping[str, tuple[Words, str, str]] = MappingProxyType(
    {
        "area_m2": (Words("ground area", "用地面积"), "m²", ""),
        "gross_floor_area_m2": (Words("floor area afterwards", "建成后建筑面积"), "m²", ""),
        "floor_built_m2": (Words("floor area built", "新建面积"), "m²", ""),
        "homes_before_count": (Words("homes today", "现状住房"), "homes", ""),
        "homes_after_count": (Words("homes afterwards", "建成后住房"), "homes", ""),
        "households_out_temporarily_count": (
            Words("households out for the works", "过渡安置户数"),
            "households",
            "moving",
        ),
        "households_out_for_good_count": (
            Words("households out for good", "永久搬迁户数"),
            "households",
            "moving",
        ),
        "embodied_kgco2e": (Words("carbon of the works", "隐含碳"), "kg CO2e", ""),
        "public_cost_amount": (Words("public cost", "公共投入"), "currency", "costs"),
        "owner_cost_amount": (Words("owners' cost", "业主投入"), "currency", "costs"),
        "developer_cost_amount": (Words("developer's cost", "开发投入"), "currency", "costs"),
        "revenue_amount": (Words("revenue", "收入"), "currency", "finance"),
        "npv_mid_amount": (Words("net present value", "净现值"), "currency", "returns"),
    }
)
COSTS = ("public_cost_amount", "owner_cost_amount", "developer_cost_amount")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProjectFacts:
    """One project as exports need it.

    ``works`` has a row a site (index ref): option, action, phase, name_en, name_zh, findings
    (what it answers) and whole numbers of the option; ``sites`` the district's rows of the same
    sites. ``shape`` is in degrees
    (EPSG:4326), ``shapes`` those of the sites. ``numbers`` are by ``NUMBERS``, missing:
    unavailable. ``hidden`` names what is withheld from whoever reads the export.
    """

    project: Project
    works: pd.DataFrame
    sites: pd.DataFrame
    shape: BaseGeometry | None
    shapes: Mapping[str, BaseGeometry]
    numbers: Mapping[str, float | None]
    uses: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    unit: Words = NO_WORDS
    zones: tuple[str, ...] = ()
    currency: str = ""
    made_up: bool = False
    milestones: tuple[Milestone, ...] = ()
    offers: tuple[Offer, ...] = ()
    parties: Mapping[str, Party] = field(default_factory=lambda: MappingProxyType({}))
    hidden: tuple[str, ...] = ()

    @property
    def cost_amount(self) -> float | None:
        """Cost to all parties together; ``None`` where one of them is unavailable."""
        parts = [self.numbers.get(name) for name in COSTS]
        known = [one for one in parts if one is not None]
        return sum(known) if len(known) == len(parts) else None
