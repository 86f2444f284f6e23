"""A brief and the tables of options, put as a problem in standard form, with what is named how."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.engines.solve import Problem
from gengxin.plan.model import floor_rows, homes_rows, money_rows, unit_rows, wish_rows
from gengxin.plan.model.case import Case, areas_of
from gengxin.plan.model.columns import columns_of
from gengxin.plan.model.continuity import continuity
from gengxin.plan.model.resolved import resolved
from gengxin.plan.model.services import Services, services_of
from gengxin.plan.model.slots import (
    Demand,
    Slots,
    demand_and_slots,
    demand_worth,
    unit_worth,
)
from gengxin.plan.model.sunlight import Sun, sun_of
from gengxin.plan.model.table import Links, Rows, assembled, softened, without_bare
from gengxin.plan.model.times import Whole, periods_of
from gengxin.plan.model.today import Today, today_of
from gengxin.plan.model.unavailable import notes_of
from gengxin.plan.model.worth import column_values
from gengxin.terms import Note, PlanInputs
from gengxin.terms.brief import Brief

__all__ = ["Posed", "posed", "posed_anew"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Posed:
    """A problem, and what stands behind its numbers.

    ``case`` holds the resolved brief and the columns; ``row_keys`` and ``aux_keys`` name rows and
    auxiliaries as ``docs/why/programme-model.md`` does. ``demand`` and ``slots`` are in the order
    of the problem's. ``today`` is what keeping everything is worth; a programme's value is above
    it. ``sun`` finds windows that a choice leaves short; ``with_sunlight`` adds their rows.
    ``groups`` are the rows as they were gathered. ``unavailable`` says what could not be counted,
    first (``law_notes``) which limits the law gives none of.
    """

    problem: Problem
    case: Case
    services: Services
    demand: Demand
    slots: Slots
    row_keys: npt.NDArray[np.object_]
    aux_keys: npt.NDArray[np.object_]
    today: Today
    sun: Sun
    groups: tuple[Rows, ...]
    law_notes: tuple[Note, ...]
    unavailable: tuple[Note, ...]

    @property
    def brief(self) -> Brief:
        """The brief, resolved."""
        return self.case.brief

    def separate(self, choice: Whole) -> list[list[Whole]]:
        """Sets of columns that leave a window short of sun together, as the engine asks for them.

        Each set lists for each of its sites the columns of which one is chosen.
        """
        return self.sun.clashing(choice)

    def with_sunlight(self, keys: Sequence[str]) -> "Posed":
        """The same with rows on sunlight added, behind all others."""
        groups = (*self.groups, without_bare(self.sun.rows(keys)))
        links = _assembled(self.case, groups, self.demand)
        return replace(
            self,
            problem=self.problem._replace(**links.fields),
            row_keys=links.row_keys,
            aux_keys=links.aux_keys,
            groups=groups,
        )

    def columns(self) -> pd.DataFrame:
        """Site, option, phase and period of opening of each column; 0 where it keeps."""
        columns = self.case.columns
        return pd.DataFrame(
            {
                "site": pd.Categorical.from_codes(columns.site, columns.sites),
                "option": pd.Categorical.from_codes(columns.option, columns.options.index),
                "phase": columns.phase,
                "opens": columns.opens,
            }
        )

    def demand_rows(self) -> pd.DataFrame:
        """Standard, demand point and period of each demand row."""
        points = self.services.people.refs
        return pd.DataFrame(
            {
                "standard": pd.Categorical.from_codes(
                    self.demand.of // max(len(points), 1), pd.Index(self.services.standards)
                ),
                "people": pd.Categorical.from_codes(self.demand.of % max(len(points), 1), points),
                "period": self.case.periods.asked[self.demand.period],
            }
        )

    def slot_rows(self) -> pd.DataFrame:
        """Standard, facility, site and period of each slot; one of facility and site is empty."""
        sources, slots = self.services.sources, self.slots
        of_facility = sources.facility[slots.source] >= 0
        named = pd.Index([*sources.facilities, ""])
        return pd.DataFrame(
            {
                "standard": pd.Categorical.from_codes(
                    sources.standard[slots.source], pd.Index(sources.standards)
                ),
                "facility": pd.Categorical.from_codes(
                    np.where(of_facility, sources.facility[slots.source], len(named) - 1), named
                ),
                "site": pd.Categorical.from_codes(
                    np.where(of_facility, len(self.case.columns.sites), sources.site[slots.source]),
                    pd.Index([*self.case.columns.sites, ""]),
                ),
                "period": self.case.periods.asked[slots.period],
            }
        )


def posed(inputs: PlanInputs, brief: Brief) -> Posed:
    """The problem that a brief poses.

    Raises
    ------
    InputError
        Where the brief contradicts itself or names what isn't there.

    """
    periods = periods_of(brief)
    columns = columns_of(inputs, brief, periods)
    areas = {
        "units": areas_of(inputs, columns.sites, "renewal_unit", "sub_district", "functional_zone"),
        "zones": areas_of(inputs, columns.sites, "functional_zone"),
        "sub_districts": areas_of(inputs, columns.sites, "sub_district"),
    }
    case = Case(inputs=inputs, brief=brief, periods=periods, columns=columns, **areas)
    case, law_notes = resolved(case)
    services = services_of(case)
    return _posed(case, services, demand_and_slots(case, services), sun_of(case), law_notes)


def posed_anew(given: Posed, brief: Brief) -> Posed:
    """The problem that a brief poses which differs in weights and steps of a front alone."""
    resolved_before = replace(given.brief, terms=brief.terms, epsilon=brief.epsilon)
    case = replace(given.case, brief=resolved_before)
    return _posed(case, given.services, (given.demand, given.slots), given.sun, given.law_notes)


def _posed(
    case: Case,
    services: Services,
    asked: tuple[Demand, Slots],
    sun: Sun,
    law_notes: tuple[Note, ...],
) -> Posed:
    demand, slots = asked
    groups = _groups(case, services, demand)
    links = _assembled(case, groups, demand)
    return Posed(
        problem=_problem(case, links, demand, slots, demand_worth(case, services, demand)),
        case=case,
        services=services,
        demand=demand,
        slots=slots,
        row_keys=links.row_keys,
        aux_keys=links.aux_keys,
        today=today_of(services, unit_worth(case, services)),
        sun=sun,
        groups=groups,
        law_notes=law_notes,
        unavailable=(*law_notes, *notes_of(case, services)),
    )


def _groups(case: Case, services: Services, demand: Demand) -> tuple[Rows, ...]:
    """All rows that are on, without those that say nothing; soft ones with their slack."""
    groups = []
    for rows in _switched(case, services):
        group = without_bare(rows)
        groups.append(group if case.row(rows.name).hard else _soft(case, group))
    groups += [without_bare(rows) for rows in _always(case, services, demand)]
    there = {key for group in groups for key in group.auxiliaries.keys}
    targets = wish_rows.targets(case, services, demand, auxiliary_keys=there)
    return (*groups, without_bare(targets))


def _soft(case: Case, rows: Rows) -> Rows:
    columns = case.columns
    return softened(
        rows,
        price=case.row(rows.name).price,
        site_of=columns.site,
        column_count=np.diff(columns.site_ptr),
    )


def _assembled(case: Case, groups: Sequence[Rows], demand: Demand) -> Links:
    return assembled(groups, column_count=len(case.columns), demand_count=len(demand.of))


def _switched(case: Case, services: Services) -> Iterator[Rows]:
    """The rows that a brief turns on."""
    made = {
        "budget": money_rows.budget,
        "balance": money_rows.balance,
        "replacement_first": homes_rows.replacement_first,
        "far_ledger": unit_rows.far_ledger,
        "works_at_once": unit_rows.works_at_once,
        "demolished": unit_rows.demolished,
        "built_to_demolished": unit_rows.built_to_demolished,
        "rehoused_nearby": unit_rows.rehoused_nearby,
        "floor_space": floor_rows.floor_space,
    }
    yield from (make(case) for name, make in made.items() if case.row(name).on)
    if case.row("continuity").on:
        yield continuity(case, services)


def _always(case: Case, services: Services, demand: Demand) -> Iterator[Rows]:
    """The rows that stand wherever there is something to say."""
    yield wish_rows.needs(case)
    yield wish_rows.exclusive(case)
    yield wish_rows.requires(case)
    yield wish_rows.equity_floors(case, services, demand)


def _problem(
    case: Case, links: Links, demand: Demand, slots: Slots, worth: npt.NDArray[np.float64]
) -> Problem:
    return Problem(
        site_ptr=case.columns.site_ptr,
        value=column_values(case),
        need=demand.need,
        worth=worth,
        grow_ptr=demand.grow_ptr,
        grow_demand=demand.grow_demand,
        grow_coef=demand.grow_coef,
        slot_site=slots.site,
        arc_ptr=slots.arc_ptr,
        arc_demand=slots.arc_demand,
        level_ptr=slots.level_ptr,
        level_capacity=slots.level_capacity,
        open_ptr=slots.open_ptr,
        open_level=slots.open_level,
        **links.fields,
    )
