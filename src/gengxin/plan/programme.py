"""A programme as it leaves the room: what was found, with all that a stranger needs to check it."""

from collections.abc import Sequence
from dataclasses import replace
from math import fsum, isfinite

import numpy as np
import pandas as pd

from gengxin.engines.solve import Plan, Prices, Snapshot, check
from gengxin.engines.solve.draft import value_of
from gengxin.engines.solve.ragged import owner_of
from gengxin.plan.model import Posed
from gengxin.plan.model.slots import unit_share
from gengxin.plan.model.times import Floats, Whole
from gengxin.plan.model.wish_rows import supporters, targets
from gengxin.plan.model.worth import UNITS, amounts_of, timed
from gengxin.terms import TERMS, Programme, ProgrammeRound, Target, TermValue

__all__ = ["counted", "programme_of", "round_of", "taken_over", "term_values"]

NEGATIVE = ("displaced_households", "carbon")


def programme_of(
    posed: Posed,
    snapshot: Snapshot,
    *,
    rounds: Sequence[ProgrammeRound] = (),
    seed: int = 0,
    software: str = "",
) -> Programme:
    """The programme of a snapshot's plan, whose prices prove its bound.

    ``gap_solver`` is what HiGHS claims, where it was asked.

    Raises
    ------
    ValueError
        Where the snapshot has no plan yet.

    """
    plan = snapshot.plan
    if plan is None:
        raise ValueError(f"round {snapshot.round} has found no plan yet; go on for more rounds")
    today = posed.today.worth
    value, bound = plan.value - today, snapshot.bound - today
    base = -value if posed.brief.minimise else value
    inputs = posed.case.inputs
    return Programme(
        tables={
            "choice": _choice(posed, plan.choice),
            "served": _served(posed, plan),
            "auxiliary": pd.DataFrame({"key": posed.aux_keys, "amount": plan.auxiliary}),
            "row_price": _row_prices(posed, snapshot.prices),
            "demand_price": _demand_prices(posed, snapshot.prices),
            "today_served": _today_served(posed),
            "today_price": _today_prices(posed),
        },
        brief=posed.brief,
        terms=term_values(posed, plan),
        today=today,
        value=value,
        bound=bound,
        gap_certified=_gap(snapshot.bound, plan.value, base),
        gap_solver=_gap(snapshot.solver_bound, plan.value, base),
        rounds=tuple(rounds),
        seed=seed,
        money=inputs.money,
        hashes=inputs.hashes,
        unavailable=posed.unavailable,
        software=software,
    )


def _gap(bound: float, value: float, base: float) -> float | None:
    """Distance of a bound by what the value is above keeping everything; none where that isn't."""
    return (bound - value) / base if base > 0.0 and isfinite(bound) else None


def round_of(posed: Posed, snapshot: Snapshot) -> ProgrammeRound:
    """What is known after a round, above keeping everything."""
    value = None if snapshot.plan is None else snapshot.plan.value - posed.today.worth
    return ProgrammeRound(
        number=snapshot.round,
        stage=snapshot.stage,
        value=value,
        bound=snapshot.bound - posed.today.worth,
    )


def taken_over(posed: Posed, plan: Plan) -> Plan | None:
    """A plan of another question on the same columns, with its worth here; none if it breaks rows.

    Briefs that differ in weights, right-hand sides and steps of a front alone have the same ones.
    """
    worth = value_of(posed.problem, plan.choice, plan.auxiliary, plan.served)
    found = plan._replace(value=worth)
    return None if check(posed.problem, found) else found


def term_values(posed: Posed, plan: Plan) -> tuple[TermValue, ...]:
    """What each term comes to, timing and weights of services and areas counted, above today."""
    case, choice = posed.case, plan.choice
    parts: dict[str, Floats] = {"people_served": _people_served(posed, plan)}
    timing = timed(case)
    for term, each in amounts_of(case).items():
        parts[term] = each[choice] * timing[term][choice] / UNITS.get(term, 1)
    parts |= _of_auxiliaries(posed, plan.auxiliary)
    found = []
    for term in TERMS:
        sign = -1 if term in NEGATIVE else 1
        amount = sign * fsum(parts[term].tolist())
        found.append(TermValue(term=term, amount=amount, value=sign * case.weight(term) * amount))
    return tuple(found)


def counted(posed: Posed, plan: Plan, term: str) -> float:
    """How much of a term a row of a front counts: of all the district, whenever it comes."""
    brief = replace(posed.brief, targets=(), epsilon=(Target(term=term, amount=0.0),))
    rows = targets(
        replace(posed.case, brief=brief),
        posed.services,
        posed.demand,
        auxiliary_keys=set(posed.aux_keys),
    )
    served = np.zeros(len(posed.problem.need), np.int64)
    np.add.at(served, posed.problem.arc_demand, plan.served)
    number = {key: at for at, key in enumerate(posed.aux_keys)}
    total = int(rows.columns.coef[np.isin(rows.columns.of, plan.choice)].sum())
    total += int((rows.served.coef * served[rows.served.of]).sum())
    total += sum(coef * int(plan.auxiliary[number[key]]) for _, key, coef in rows.by_key)
    return -total / UNITS.get(term, 1)


def _people_served(posed: Posed, plan: Plan) -> Floats:
    """Persons served in each arc that serves anybody, and (below 0) those served today."""
    each = unit_share(posed.case, posed.services)
    demand, periods = posed.demand, posed.case.periods
    share = periods.share_served[periods.asked[demand.period] - 1] * each[demand.of]
    today = posed.today
    before = each[posed.services.arcs.demand[today.arc]] * today.served
    some = np.flatnonzero(plan.served)
    return np.concatenate([share[posed.problem.arc_demand[some]] * plan.served[some], -before])


def _of_auxiliaries(posed: Posed, amount: Whole) -> dict[str, Floats]:
    """Floor met, less the share that counts of what is too much; needs answered."""
    case = posed.case
    keys = pd.Series(posed.aux_keys, dtype="object").str.split("/", n=1)
    kind, rest = keys.str[0], keys.str[1]
    floor = np.flatnonzero(kind.isin(["met", "over"]))
    period = rest.iloc[floor].str.rsplit("/", n=1).str[-1].astype("int64").to_numpy()
    counts = np.where(kind.iloc[floor] == "met", 1.0, -case.brief.oversupply_share)
    answered = np.flatnonzero(kind == "answered")
    backing = 1 + supporters(case, pd.Index(rest.iloc[answered]))
    return {
        "floor_space": amount[floor] * counts * case.periods.share[period - 1] / 100.0,
        "needs_answered": (amount[answered] * backing).astype(np.float64),
    }


def _choice(posed: Posed, choice: Whole) -> pd.DataFrame:
    """Site, option, phase and period of opening; the last two empty where it is kept."""
    table = posed.columns().iloc[choice].reset_index(drop=True)
    kept = table["phase"] == 0
    for name in ("phase", "opens"):
        table[name] = table[name].astype("Int64").mask(kept)
    return table


def _served(posed: Posed, plan: Plan) -> pd.DataFrame:
    arc = np.flatnonzero(plan.served)
    slot = posed.slot_rows().iloc[owner_of(posed.problem.arc_ptr)[arc]].reset_index(drop=True)
    demand = posed.demand_rows()["people"].iloc[posed.problem.arc_demand[arc]]
    return _listed(slot, demand.reset_index(drop=True), plan.served[arc])


def _listed(slot: pd.DataFrame, people: pd.Series, amount: Whole) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "standard": slot["standard"],
            "people": people,
            "facility": slot["facility"],
            "site": slot["site"],
            "period": slot["period"],
            "served_people_x1000": amount,
        }
    )


def _row_prices(posed: Posed, prices: Prices) -> pd.DataFrame:
    some = np.flatnonzero(prices.row)
    return pd.DataFrame({"key": posed.row_keys[some], "price": prices.row[some]})


def _demand_prices(posed: Posed, prices: Prices) -> pd.DataFrame:
    some = np.flatnonzero(prices.demand)
    rows = posed.demand_rows().iloc[some].reset_index(drop=True)
    return rows.assign(price=prices.demand[some])


def _today_served(posed: Posed) -> pd.DataFrame:
    services, today = posed.services, posed.today
    some = np.flatnonzero(today.served)
    source = services.arcs.source[today.arc[some]]
    sources, points = services.sources, services.people.refs
    facility = pd.Categorical.from_codes(sources.facility[source], sources.facilities)
    nowhere = pd.Categorical.from_codes(np.zeros(len(some), np.int8), pd.Index([""]))
    place = services.arcs.demand[today.arc[some]] % max(len(points), 1)
    slot = pd.DataFrame(
        {
            "standard": pd.Categorical.from_codes(
                sources.standard[source], pd.Index(sources.standards)
            ),
            "facility": facility,
            "site": nowhere,
            "period": posed.case.periods.count + 1,
        }
    )
    people = pd.Series(pd.Categorical.from_codes(place, points))
    return _listed(slot, people, today.served[some])


def _today_prices(posed: Posed) -> pd.DataFrame:
    services, price = posed.services, posed.today.price
    some, points = np.flatnonzero(price), services.people.refs
    return pd.DataFrame(
        {
            "standard": pd.Categorical.from_codes(
                some // max(len(points), 1), pd.Index(services.standards)
            ),
            "people": pd.Categorical.from_codes(some % max(len(points), 1), points),
            "period": posed.case.periods.count + 1,
            "price": price[some],
        }
    )
