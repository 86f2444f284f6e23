"""What a programme claims of itself, held against what comes out: value, today, bound, gap."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gengxin.terms import TERMS, Programme
from gengxin.verify.allocation import Allocation
from gengxin.verify.asked_rows import supporters
from gengxin.verify.found import Found
from gengxin.verify.people import People
from gengxin.verify.sums import STEP, Nearly, Sum
from gengxin.verify.system import Rows
from gengxin.verify.values import COLUMN_TERMS, SCALES, amounts, timing, worth_of_columns
from gengxin.verify.whole import Floats, Whole

__all__ = [
    "Plan",
    "gap_of",
    "hold_bound",
    "hold_gap",
    "hold_rounds",
    "hold_terms",
    "hold_today",
    "hold_value",
]

NEGATIVE = ("displaced_households", "carbon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a programme does: columns chosen, auxiliaries, people served, and served today."""

    columns: Whole
    auxiliary: npt.NDArray[np.object_]
    served: Allocation
    today: Allocation


def hold_today(
    plan: Plan, people: People, high: Nearly, programme: Programme, found: Found
) -> None:
    """Today is what its witness is worth, and what its prices say that nobody can exceed."""
    total = Sum()
    total.add(people.worth[plan.today.place] * plan.today.amount)
    low = total.nearly()
    above_witness = programme.today - low.amount
    if not abs(above_witness) <= low.unsure:
        found.add("today", "witness", above_witness)
    below_prices = programme.today - high.amount
    if not below_prices >= -(high.unsure + low.unsure):
        found.add("today", "prices", below_prices)


def hold_value(
    rows: Rows, people: People, plan: Plan, programme: Programme, found: Found
) -> Nearly:
    """The value recounted: columns, people served and auxiliaries, less today."""
    total, times = Sum(), rows.case.times
    worth, size = worth_of_columns(rows.case)
    total.add(worth[plan.columns], size[plan.columns], count=8 * len(plan.columns))
    served = plan.served
    weight = times.served_weight[served.period - 1]
    total.add(people.worth[served.place] * weight * served.amount)
    total.add(rows.worths * plan.auxiliary.astype(np.float64))
    total.add(np.array([-programme.today]))
    value = total.nearly()
    if not abs(programme.value - value.amount) <= value.unsure:
        found.add("value", "value", programme.value - value.amount)
    return value


def hold_terms(rows: Rows, people: People, plan: Plan, programme: Programme, found: Found) -> None:
    """Each term's amount and worth recounted; one that is worth something must be listed."""
    stated = {one.term: one for one in programme.terms}
    listed = [one.term for one in programme.terms]
    for name in listed:
        if name not in TERMS or listed.count(name) > 1:
            found.add("term_unknown", name)
    for name, amount in _terms(rows, people, plan):
        weight = rows.case.weight(name) * (-1 if name in NEGATIVE else 1)
        worth = Nearly(
            amount=weight * amount.amount,
            unsure=abs(weight) * (amount.unsure + STEP * abs(amount.amount)),
        )
        one = stated.get(name)
        pairs = [(worth, 0.0)] if one is None else [(worth, one.value), (amount, one.amount)]
        for so, said in pairs:
            if not abs(said - so.amount) <= so.unsure:
                found.add("term", name, said - so.amount)


def hold_bound(proven: Nearly, programme: Programme, found: Found) -> Nearly:
    """The bound above today is no lower than what the prices prove."""
    today = Nearly(amount=programme.today, unsure=STEP * abs(programme.today))
    above = proven.less(today)
    if not programme.bound >= above.amount - above.unsure:
        found.add("bound", "bound", above.amount - programme.bound)
    return above


def hold_gap(programme: Programme, found: Found) -> None:
    """The certified gap, where one is stated, is no less than value and bound give."""
    stated = programme.gap_certified
    if stated is None:
        return
    gap = gap_of(programme, programme.value, programme.bound)
    if gap is None or not stated >= gap - FEW_STEPS * max(1.0, abs(gap)):
        found.add("gap", "gap", stated if gap is None else gap - stated)


# a gap is made of three operations
FEW_STEPS = 16 * STEP


def gap_of(programme: Programme, value: float, bound: float) -> float | None:
    """(bound − value) ÷ value, of a least cost ÷ cost; none where that is not above 0."""
    base = -value if programme.brief.minimise else value
    return (bound - value) / base if base > 0 else None


def hold_rounds(programme: Programme, value: Nearly, bound: Nearly, found: Found) -> None:
    """No round found more than the bound allows, or proved less than the value."""
    for one in programme.rounds:
        below = value.amount - value.unsure - one.bound
        if not below <= 0:
            found.add("round", str(one.number), below)
        above = 0.0 if one.value is None else one.value - bound.amount - bound.unsure
        if not above <= 0:
            found.add("round", str(one.number), above)


def _terms(rows: Rows, people: People, plan: Plan) -> Iterator[tuple[str, Nearly]]:
    """The amount of each term in its natural unit."""
    case = rows.case
    served, today, weight = plan.served, plan.today, case.times.served_weight
    yield (
        "people_served",
        _summed(
            people.counts[served.place] * weight[served.period - 1] * served.amount,
            -people.counts[today.place] * today.amount,
        ),
    )
    for name in COLUMN_TERMS:
        sign = -1 if name in NEGATIVE else 1
        each = sign * amounts(case, name)[plan.columns] / SCALES[name]
        yield name, _summed(each * timing(case, name)[plan.columns])
    backing, floor, answered = supporters(case), [], []
    for key, number in rows.auxiliaries.items():
        kind, _, rest = key.partition("/")
        amount = float(plan.auxiliary[number])
        if kind == "answered":
            answered.append(amount * (1 + backing.get(rest, 0)))
        elif kind in {"met", "over"}:
            share = 1.0 if kind == "met" else -case.brief.oversupply_share
            period = int(rest.rpartition("/")[2])
            floor.append(amount * share * float(case.times.weight[period - 1]))
    yield "floor_space", _summed(np.array(floor) / SCALES["floor_space"])
    yield "needs_answered", _summed(np.array(answered))


def _summed(*parts: Floats) -> Nearly:
    total = Sum()
    for part in parts:
        total.add(part)
    return total.nearly()
