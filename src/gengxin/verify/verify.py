"""A programme held against the tables it was made from: feasible, worth that much, bounded."""

from gengxin.terms import PlanInputs, Programme, Verdict
from gengxin.verify.allocation import (
    allocation_of,
    hold_to_needs,
    hold_to_room,
    needs_under,
    room_under,
)
from gengxin.verify.bound import bound_of, bound_of_today
from gengxin.verify.chosen import chosen_columns
from gengxin.verify.claims import (
    Plan,
    gap_of,
    hold_bound,
    hold_gap,
    hold_rounds,
    hold_terms,
    hold_today,
    hold_value,
)
from gengxin.verify.found import Found
from gengxin.verify.model import Model, model_of
from gengxin.verify.proof import prices_of, today_prices
from gengxin.verify.recount import auxiliaries_of, hold_to_rows
from gengxin.verify.sums import Nearly

__all__ = ["hold", "verify"]

# what no recount from the tables of a run can prove
ON_TRUST = (
    (
        "the gap that the solver claims beyond the certified one, the seed and the search's rounds",
        "求解器声称的间隙、随机种子与搜索轮次",
    ),
    (
        "that the tables of the district and of the options run are true (--deep recounts some)",
        "城区数据与方案表本身是否属实（--deep 复算其中一部分）",
    ),
    ("the notes on what is unavailable", "关于不可用数据的说明"),
)


def verify(programme: Programme, inputs: PlanInputs) -> Verdict:
    """Recount a programme from the tables of its district and options run, without a solver.

    Raises
    ------
    InputError
        Where brief or tables can't be read as a planning case at all.

    """
    return hold(programme, model_of(programme.brief, inputs))


def hold(programme: Programme, model: Model) -> Verdict:
    """The verdict on a programme, once its brief and tables are recounted."""
    found = Found()
    case, people = model.case, model.people
    _hold_to_inputs(programme, case.inputs, found)
    plan = _plan(model, programme, found)
    hold_to_rows(model.rows, plan, found)
    if case.setting("sunlight").on:
        for window, lacks in model.windows.short(case.columns.where(plan.columns)):
            found.add("sunlight", window, lacks)
    today = bound_of_today(people, today_prices(people, programme, case.times.end, found))
    hold_today(plan, people, today, programme, found)
    value = hold_value(model.rows, people, plan, programme, found)
    hold_terms(model.rows, people, plan, programme, found)
    rows, prices = prices_of(model, programme, found)
    bound = hold_bound(bound_of(rows, people, prices), programme, found)
    hold_gap(programme, found)
    hold_rounds(programme, value, bound, found)
    return _verdict(programme, found, (value, bound), _checked(model, plan))


def _hold_to_inputs(programme: Programme, inputs: PlanInputs, found: Found) -> None:
    """The programme names the district and the run that it is held against."""
    for name, sha256 in inputs.hashes.items():
        if programme.hashes.get(name) != sha256:
            found.add("inputs", name)
    if programme.money != inputs.money:
        found.add("money", "money")


def _plan(model: Model, programme: Programme, found: Found) -> Plan:
    """What the programme does, each part of it held against what can be."""
    case, people, tables = model.case, model.people, programme.tables
    times = case.times
    columns = chosen_columns(case, programme, found)
    served = allocation_of(people, tables["served"], times.served_periods, found, named="")
    today = allocation_of(people, tables["today_served"], (times.end,), found, named="today/")
    chosen = case.columns.where(columns)
    for period in times.served_periods:
        now = served.where(served.period == period)
        hold_to_needs(people, now, needs_under(case, people, chosen, period), found, f"{period}/")
        hold_to_room(people, now, room_under(case, people, chosen, period), found, f"{period}/")
    hold_to_needs(people, today, people.need, found, "today/")
    hold_to_room(people, today, people.slots.table["capacity"].to_numpy(), found, "today/")
    return Plan(
        columns=columns,
        auxiliary=auxiliaries_of(model.rows, tables["auxiliary"], found),
        served=served,
        today=today,
    )


def _checked(model: Model, plan: Plan) -> dict[str, int]:
    """How many things of which sort were recounted."""
    people = model.people
    return {
        "sites": len(model.case.sites),
        "columns": len(model.case.columns),
        "rows": len(model.rows.keys),
        "windows": len(model.windows.lit),
        "needs": people.need.size,
        "slots": len(people.slots.table),
        "pairs_within_reach": len(people.slots.arc_slot),
        "served": len(plan.served.amount),
        "served_today": len(plan.today.amount),
    }


def _verdict(
    programme: Programme, found: Found, proven: tuple[Nearly, Nearly], checked: dict[str, int]
) -> Verdict:
    value, bound = proven
    most = bound.amount + bound.unsure
    gap = gap_of(programme, value.amount, most)
    return Verdict(
        violations=tuple(found.told),
        counts=found.counts,
        value=value.amount,
        bound=most,
        today=programme.today,
        gap_certified=None if found.told else gap,
        checked=checked,
        not_checked=ON_TRUST,
    )
