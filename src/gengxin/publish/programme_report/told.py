"""What a report of a programme is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from gengxin.publish.option_report.best import amounts
from gengxin.publish.words import LEVELS, Words, names_of
from gengxin.terms import (
    District,
    Equity,
    Explanation,
    Front,
    PlanInputs,
    Programme,
    Provenance,
    WeightRun,
)
from gengxin.terms.phases import start_months

__all__ = ["Told"]

SQUARE_METRES, MONEY = 100.0, 100.0


@dataclass(frozen=True, kw_only=True)
class Told:
    """A programme, what it was made of, and what was found out about it.

    ``explanation`` holds a reason for every site. ``front`` and ``weights`` are what was asked for:
    without them the report says how to ask. ``prices_made_up`` says that amounts of money lean on
    example factors; ``standards`` names each service.
    """

    programme: Programme
    inputs: PlanInputs
    district: District
    explanation: Explanation
    equity: Equity
    front: Front | None
    weights: tuple[WeightRun, ...]
    content_hash: str
    prices_made_up: bool
    standards: Mapping[str, Words]
    provenance: Provenance
    command: str

    @property
    def currency(self) -> str:
        """The currency of all amounts; empty where none is stated."""
        return "" if self.programme.money is None else self.programme.money.currency

    @property
    def phase_count(self) -> int:
        """How many phases the brief has."""
        return len(self.programme.brief.phases)

    @cached_property
    def names(self) -> dict[str, Words]:
        """What areas and sites are called, by reference."""
        found: dict[str, Words] = {}
        for table in ("areas", "sites"):
            rows = self.district.table(table)
            found.update(zip(map(str, rows.index.tolist()), names_of(rows), strict=True))
        return found

    def name(self, ref: str) -> Words:
        """What a place is called; its reference where it has no name."""
        return self.names.get(ref, Words(ref, ref))

    def level_words(self, area: str) -> Words:
        """What kind of area that is, such as a renewal unit; empty where nobody knows."""
        return LEVELS.get(self.levels.get(area, ""), Words("", ""))

    @cached_property
    def levels(self) -> dict[str, str]:
        """The level of each area, by reference."""
        areas = self.district.table("areas")
        return dict(zip(areas.index.astype("str"), areas["level"].astype("str"), strict=True))

    def phase_words(self, phase: int) -> Words:
        """What a phase is called."""
        stated = self.programme.brief.phases[phase - 1]
        en, zh = stated.name_en or stated.name_zh, stated.name_zh or stated.name_en
        return Words(en, zh) if en else Words(f"phase {phase}", f"第{phase}期")

    @cached_property
    def chosen(self) -> pd.DataFrame:
        """A row a site, in the programme's order: its option with amounts in their plain units.

        ``phase`` and ``opens`` are missing where a site is kept; ``place`` is its renewal unit,
        else its sub-district, else its functional zone.
        """
        choice = self.programme.tables["choice"]
        option = self.inputs.options["option"].set_index("ref").reindex(choice["option"])
        sites = self.inputs.sites.reindex(choice["site"])
        phase = choice["phase"].astype("Float64").to_numpy(dtype="float64", na_value=float("nan"))
        months = start_months(self.programme.brief)
        made = {
            "option": choice["option"].astype("str").to_numpy(object),
            "action": option["action"].astype("str").to_numpy(object),
            "name_en": option["name_en"].to_numpy(object),
            "name_zh": option["name_zh"].to_numpy(object),
            "phase": phase,
            "opens": choice["opens"].astype("Float64").to_numpy("float64", na_value=float("nan")),
            "start_month": [months[int(one) - 1] if one > 0 else float("nan") for one in phase],
            "place": _place(sites),
            **{name: sites[name].to_numpy(object) for name in ("functional_zone", "consent_state")},
            **{
                name: option[name].to_numpy(object)
                for name in ("consent_needed", "consent_rule", "consent_en", "consent_zh")
            },
            **{name: amounts(option[column], scale) for name, (column, scale) in _AMOUNTS.items()},
        }
        return pd.DataFrame(made, index=pd.Index(choice["site"].astype("str"), name="site"))

    @cached_property
    def renewed(self) -> pd.DataFrame:
        """The rows of sites where works start."""
        return self.chosen[self.chosen["phase"].notna()]


_AMOUNTS = {
    "public_cost_amount": ("public_cost_amount_x100", MONEY),
    "owner_cost_amount": ("owner_cost_amount_x100", MONEY),
    "developer_cost_amount": ("developer_cost_amount_x100", MONEY),
    "revenue_amount": ("revenue_amount_x100", MONEY),
    "npv_amount": ("npv_mid_amount_x100", MONEY),
    "homes_before_count": ("homes_before_count", 1.0),
    "homes_after_count": ("homes_after_count", 1.0),
    "homes_made_good_count": ("homes_made_good_count", 1.0),
    "out_temporarily_count": ("households_out_temporarily_count", 1.0),
    "out_for_good_count": ("households_out_for_good_count", 1.0),
    "floor_under_works_m2": ("floor_under_works_m2_x100", SQUARE_METRES),
    "gross_floor_area_m2": ("gross_floor_area_m2_x100", SQUARE_METRES),
    "works_months": ("works_months", 1.0),
    "consent_threshold_share": ("consent_threshold_share", 1.0),
    "consent_households_count": ("consent_households_count", 1.0),
}


def _place(sites: pd.DataFrame) -> list[str]:
    """Where each site belongs when works are told by place; empty where nobody knows."""
    found = sites["renewal_unit"].astype("object")
    for other in ("sub_district", "functional_zone"):
        found = found.where(found.notna() & (found != ""), sites[other].astype("object"))
    return ["" if pd.isna(one) else str(one) for one in found]
