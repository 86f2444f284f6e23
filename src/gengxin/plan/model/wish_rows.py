"""Rows of what is asked for by name: needs, sets of columns, targets, and least shares served."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from gengxin.plan.model.case import Case, entries, of_options, places_in
from gengxin.plan.model.columns import picked
from gengxin.plan.model.services import Services
from gengxin.plan.model.slots import Demand
from gengxin.plan.model.table import Auxiliaries, Entries, Rows
from gengxin.plan.model.times import Whole
from gengxin.plan.model.worth import UNITS, amounts_of
from gengxin.terms import InputError, codes
from gengxin.terms.brief import EquityFloor, Target

__all__ = ["equity_floors", "exclusive", "needs", "requires", "targets"]


def needs(case: Case) -> Rows:
    """A need of residents is answered where an option is chosen that came from it."""
    columns, origin = case.columns, case.inputs.options["option_origin"]
    own = origin[(origin["origin"] == "need").to_numpy(bool)]
    option = places_in(own["option"], columns.options.index)
    option[np.isin(option, columns.keep)] = -1
    listed, of = of_options(columns, option)
    need, refs = pd.factorize(own["origin_ref"].to_numpy(object)[listed], sort=True)
    number, one = np.arange(len(refs)), np.ones(len(refs), np.int64)
    return Rows(
        name="need",
        keys=[f"need/{ref}" for ref in refs],
        rhs=0 * one,
        columns=Entries(need.astype(np.int64), of, np.full(len(of), -1, np.int64)),
        auxiliaries=Auxiliaries(
            keys=[f"answered/{ref}" for ref in refs],
            low=0 * one,
            high=one,
            value=(case.weight("needs_answered") * (1 + supporters(case, pd.Index(refs)))).astype(
                float
            ),
            entries=Entries(number, number, one),
        ),
    )


def supporters(case: Case, refs: pd.Index) -> Whole:
    """How many support each need; 0 where unknown."""
    known = case.inputs.needs["supporters_count"].reindex(refs)
    return np.asarray(np.rint(known.to_numpy(np.float64, na_value=0.0)), np.int64)


def exclusive(case: Case) -> Rows:
    """Of each set of columns at most one is chosen."""
    parts = []
    for row, several in enumerate(case.brief.exclusive):
        of = np.unique(np.concatenate([picked(case.columns, match) for match in several]))
        parts.append(_same(row, of, 1))
    keys = [f"exclusive/{number}" for number in range(1, len(parts) + 1)]
    return Rows(
        name="exclusive", keys=keys, rhs=np.ones(len(keys), np.int64), columns=_listed(parts)
    )


def requires(case: Case) -> Rows:
    """What must wait for another starts in no earlier phase."""
    columns, parts = case.columns, []
    keys: list[str] = []
    for number, pair in enumerate(case.brief.requires, start=1):
        this, first = picked(columns, pair.this), picked(columns, pair.first)
        for phase in case.periods.phases:
            parts.append(_same(len(keys), _started(case, this, phase), 1))
            parts.append(_same(len(keys), _started(case, first, phase), -1))
            keys.append(f"requires/{number}/{phase}")
    return Rows(
        name="requires", keys=keys, rhs=np.zeros(len(keys), np.int64), columns=_listed(parts)
    )


def _started(case: Case, of: Whole, phase: int) -> Whole:
    """Those of some columns whose works have started by a phase."""
    own = case.columns.phase[of]
    return of[(own > 0) & (own <= phase)]


def _same(row: int, of: Whole, coef: int) -> Entries:
    """The same coefficient in a row for each of them."""
    return Entries(np.full(len(of), row), of, np.full(len(of), coef, np.int64))


def equity_floors(case: Case, services: Services, demand: Demand) -> Rows:
    """Of those in an area who need a service, at least a share is served in the end."""
    rhs, parts = [], []
    for number, floor in enumerate(case.brief.equity_floors):
        inside = _people_in(case, floor)
        people, rows = _at_end(case, services, demand, floor.standard)
        standard = services.standards.index(floor.standard)
        need = services.people.need_x1000[standard, inside].sum()
        rhs.append(-np.ceil(floor.share * need))
        of = rows[np.isin(people, inside)]
        parts.append(_same(number, of, -1))
    return Rows(
        name="equity_floor",
        keys=[f"equity_floor/{number}" for number in range(1, len(parts) + 1)],
        rhs=np.array(rhs, np.int64),
        columns=_listed([]),
        served=_listed(parts),
        unit=1_000,
    )


def _at_end(case: Case, services: Services, demand: Demand, standard: str) -> tuple[Whole, Whole]:
    """Demand points of a service, and their demand rows of the end state."""
    if standard not in services.standards:
        known = ", ".join(services.standards) or "none"
        msg = (
            f"brief {case.brief.name} asks for {standard!r}, of which no offered option opens or "
            f"closes anything, so nothing can be decided; those that can be are: {known}"
        )
        raise InputError(msg)
    code, points = services.standards.index(standard), len(services.people.refs)
    at_end = demand.period == len(case.periods.asked) - 1
    rows = np.flatnonzero(at_end & (demand.of // points == code))
    return demand.of[rows] % points, rows


def _people_in(case: Case, floor: EquityFloor) -> Whole:
    people = case.inputs.people
    inside = (people["functional_zone"] == floor.area) | (people["sub_district"] == floor.area)
    if not inside.any():
        msg = (
            f"equity floor for {floor.standard!r}: nobody lives in {floor.area!r}; "
            "name a functional zone or a sub-district of the district"
        )
        raise InputError(msg)
    return np.flatnonzero(inside.to_numpy(bool))


def targets(
    case: Case, services: Services, demand: Demand, *, auxiliary_keys: Collection[str]
) -> Rows:
    """At least so much of a term: the brief's targets, then the steps of a front."""
    wanted = [
        *((f"target/{number}", one) for number, one in enumerate(case.brief.targets, start=1)),
        *((f"epsilon/{number}", one) for number, one in enumerate(case.brief.epsilon, start=1)),
    ]
    amounts, served, columns, by_key = amounts_of(case), [], [], []
    for row, (_, target) in enumerate(wanted):
        if target.term == "people_served":
            served.append(_served(row, case, target, (services, demand)))
        elif target.term in amounts:
            columns.append(_of_term(row, case, target, amounts[target.term]))
        else:
            listed = _worth_of_keys(case, target)
            by_key += [(row, key, -each) for key, each in listed if key in auxiliary_keys]
    rhs = [-np.ceil(one.amount * UNITS.get(one.term, 1)) for _, one in wanted]
    return Rows(
        name="target",
        keys=[key for key, _ in wanted],
        rhs=np.array(rhs, np.int64),
        columns=_listed(columns),
        served=_listed(served),
        by_key=by_key,
    )


def _served(row: int, case: Case, target: Target, asked: tuple[Services, Demand]) -> Entries:
    """Those served at the end, of one service or all, in a zone or everywhere."""
    services, demand = asked
    zone = case.inputs.people["functional_zone"].to_numpy(object)
    standards = services.standards if target.standard is None else (target.standard,)
    found = [_at_end(case, services, demand, standard) for standard in standards]
    people, of = (np.concatenate([np.zeros(0, np.int64), *one]) for one in zip(*found, strict=True))
    if target.functional_zone is not None:
        of = of[zone[people] == target.functional_zone]
    return _same(row, of, -1)


def _of_term(row: int, case: Case, target: Target, amount: Whole) -> Entries:
    """What columns bring of a term, in a zone or everywhere."""
    inside = np.ones(len(amount), bool)
    if target.functional_zone is not None:
        at = case.zones.place(target.functional_zone)
        inside = (case.of_column(case.zones) == at) & (at >= 0)
    return entries(np.where(inside, row, -1), -amount)


def _worth_of_keys(case: Case, target: Target) -> list[tuple[str, int]]:
    """Auxiliaries that a term is told by, and how much one of each is of it."""
    if target.term == "needs_answered":
        refs = pd.Index(case.inputs.needs.index)
        each = 1 + supporters(case, refs)
        return [(f"answered/{ref}", int(one)) for ref, one in zip(refs, each, strict=True)]
    zones = [target.functional_zone] if target.functional_zone else case.zones.refs
    uses = [target.use_class] if target.use_class else codes.FLOOR_USES
    end = case.periods.count + 1
    return [(f"met/{zone}/{use}/{end}", 1) for zone in zones for use in uses]


def _listed(parts: list[Entries]) -> Entries:
    nothing = np.zeros(0, np.int64)
    listed = zip(Entries(nothing, nothing, nothing), *parts, strict=True)
    return Entries(*map(np.concatenate, listed))
