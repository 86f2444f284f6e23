"""A project as the public sees it: what its sheet withholds is blank, and so is what is ours."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from gengxin.terms.records import Project

__all__ = ["as_public"]

# figures that go with a withheld block of the sheet
FIGURES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "costs": (
            "spent_amount",
            "public_cost_amount",
            "owner_cost_amount",
            "developer_cost_amount",
        ),
        "finance": ("received_amount",),
        "returns": (
            *("npv_low_amount", "npv_mid_amount", "npv_high_amount"),
            *("irr_rate", "payback_years"),
        ),
        "moving": (
            *("households_out_temporarily_count", "households_out_for_good_count"),
            *("people_moved_out_people", "people_returned_people", "consent_households_count"),
            "homes_committed_count",
        ),
    }
)


def as_public(project: Project) -> Project:
    """The project without what is withheld, papers that aren't public, and who passed its gates.

    A withheld figure keeps its name and has no value.
    """
    hidden = {name for block in project.withheld for name in FIGURES.get(block, ())}
    figures = tuple(
        replace(one, value=None) if one.name in hidden else one for one in project.figures
    )
    money = {"costs", "finance"} & set(project.withheld)
    alone = "parties" in project.withheld
    return replace(
        project,
        figures=figures,
        finance=() if money else project.finance,
        risks=() if "risks" in project.withheld else project.risks,
        parties=() if alone else project.parties,
        lead_party=None if alone else project.lead_party,
        documents=tuple(one for one in project.documents if one.public),
        gates=tuple(replace(one, by="", ground="") for one in project.gates),
    )
