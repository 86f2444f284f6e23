"""A thousand changed programmes: what says something false is rejected, what is true is accepted.

The plain way labels each of them. Files are sealed anew, so that only their content can lie.
"""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest
from tests.plain.programme import Model as PlainModel
from tests.plain.programme import records
from tests.plain.programme_check import TERMS, Judge
from tests.verify.town import BRIEF, inputs, planned, table

from gengxin.store.programme_file import read_programme, write_programme
from gengxin.terms import Brief, Match, PlanInputs, Programme, ProgrammeRound, TermValue
from gengxin.verify.model import Model, model_of
from gengxin.verify.verify import hold

COUNT = 1_000
Random = np.random.Generator

LOOSE = {family: replace(BRIEF.rows[family], on=False) for family in ("far_ledger", "sunlight")}
SOFT = {
    family: replace(BRIEF.rows[family], hard=False, price=0.02)
    for family in ("budget", "balance", "replacement_first", "works_at_once", "demolished")
}
# briefs that ask in other ways
BRIEFS: tuple[Brief, ...] = (
    BRIEF,
    replace(BRIEF, rows={**BRIEF.rows, **LOOSE}, exclusive=(), requires=(), targets=(), epsilon=()),
    replace(
        BRIEF,
        rows={**BRIEF.rows, **SOFT},
        earlier_rate=0.03,
        discount_rate=0.04,
        self_arranged_share=0.5,
        targets=(),
    ),
    replace(
        BRIEF,
        coverage="end",
        carry_over=False,
        rows={**BRIEF.rows, **LOOSE},
        targets=(),
        epsilon=(),
        must_not=(Match(site="C", action="redevelop", phase=1),),
        neighbours=(),
    ),
    replace(BRIEF, minimise="cost", rows={**BRIEF.rows, **SOFT}),
)


@cache
def town() -> PlanInputs:
    return inputs()


@cache
def models(number: int) -> tuple[Model, PlainModel]:
    plain = PlainModel(BRIEFS[number], town())
    # the plain model never changes: what a column brings is worked out once
    for name in ("amount", "capacity", "growth", "timing", "worth", "worth_served", "_counts"):
        setattr(plain, name, cache(getattr(plain, name)))
    return model_of(BRIEFS[number], town()), plain


class Remembering(Judge):
    """The plain judge, who reads an unchanged table but once, and what such prices prove."""

    read: ClassVar[dict[int, tuple[Any, Any]]] = {}
    proofs: ClassVar[dict[tuple[int, ...], tuple[Fraction, list[str]]]] = {}

    def __init__(self, programme: Programme, number: int) -> None:
        self.programme, self.inputs, self.model = programme, town(), models(number)[1]
        self.tables = {name: self._records(frame) for name, frame in programme.tables.items()}
        self.false = []

    def _records(self, frame: pd.DataFrame) -> Any:
        # frames are kept, so that nothing else can come by their numbers
        if id(frame) not in self.read:
            self.read[id(frame)] = frame, records(frame)
        return self.read[id(frame)][1]

    def _most(self) -> Fraction:
        tables = tuple(self.programme.tables[name] for name in ("row_price", "demand_price"))
        known = id(self.model), *map(id, tables)
        if known not in self.proofs:
            said = len(self.false)
            most = super()._most()
            self.proofs[known] = most, self.false[said:]
            return most
        most, false = self.proofs[known]
        self.false += false
        return most


def judge_of(programme: Programme, number: int) -> Judge:
    judge = Remembering(programme, number)
    judge.judged()
    return judge


def restated(programme: Programme, number: int, random: Random) -> Programme:
    """The programme with claims that follow from what it does and from its prices."""
    judge = judge_of(programme, number)
    minus = {"displaced_households", "carbon"}
    terms = []
    for term in TERMS:
        amount = judge._amount(term)
        worth = amount * judge.model._weight(term) * (-1 if term in minus else 1)
        terms.append(TermValue(term=term, amount=float(amount), value=float(worth)))
    value, bound = float(judge.value), float(judge.proven)
    bound += abs(bound) * 1e-9 + float(random.choice([0.0, 0.0, 5.0]))
    base = -value if programme.brief.minimise else value
    gap = (bound - value) / base if base > 0 else None
    stated = replace(programme, terms=tuple(terms), value=value, bound=bound, gap_certified=gap)
    high = ProgrammeRound(number=1, stage="price", value=None, bound=bound + 1)
    last = ProgrammeRound(number=2, stage="dive", value=value, bound=max(bound, value))
    return replace(stated, rounds=(high, last))


def done(number: int, chosen: dict[str, Any], random: Random) -> Programme:
    """A plan of some columns, people served one after another, rows met as far as boxes allow."""
    plain = models(number)[1]
    served, room = [], {}
    for k, slot, site in plain.slots():
        for p in plain.periods:
            room[k, slot, p] = plain.capacity(k, slot, chosen.get(site), p)
    for k, d, slot in sorted(plain.reach):
        for p in plain.periods if (k, slot, plain.periods[0]) in room else ():
            need = plain.need[k, d] + sum(plain.growth(c, k, d, p) for c in chosen.values())
            need -= sum(row["served_people_x1000"] for row in served if row["at"] == (k, d, p))
            amount = min(need, room[k, slot, p])
            room[k, slot, p] -= amount
            names = {"facility": "", "site": "", slot[0]: slot[1]}
            row = {"standard": k, "people": d, "period": p, **names, "at": (k, d, p)}
            served.append({**row, "served_people_x1000": amount})
    choice = [
        {"site": s, "option": c[1], "phase": c[2] or None, "opens": (c[2] and c[3]) or None}
        for s, c in chosen.items()
    ]
    y = settled(plain, chosen)
    auxiliary = [{"key": key, "amount": amount} for key, amount in y.items() if amount]
    least_cost = bool(BRIEFS[number].minimise)
    today = {"today_served": [], "today_price": []} if least_cost else {}
    made = planned(
        BRIEFS[number],
        **{"choice": choice, "served": served, "auxiliary": auxiliary, **today},
        **prices(plain, random),
    )
    made = replace(made, today=0.0) if least_cost else made
    return restated(made, number, random)


def settled(plain: PlainModel, chosen: dict[str, Any]) -> dict[str, int]:
    """Auxiliaries that make rows hold, row after row, as far as a box allows."""
    y = dict.fromkeys(plain.y, 0)
    for key in y:
        if key.startswith("answered/"):
            own = plain.rows[f"need/{key.removeprefix('answered/')}"][2]
            y[key] = int(any(c in own for c in chosen.values()))
    for equal, rhs, x, entries, _ in plain.rows.values():
        missing = rhs - sum(x.get(c, 0) for c in chosen.values())
        missing -= sum(a * y[name] for name, a in entries.items())
        for name, a in entries.items():
            if (equal and missing * a > 0) or (name.startswith("slack/") and missing < 0):
                low, high, _ = plain.y[name]
                step = max(low, min(high, y[name] + missing * a)) - y[name]
                y[name], missing = y[name] + step, missing - a * step
    return y


def prices(plain: PlainModel, random: Random) -> dict[str, list[dict]]:
    """Some prices of the right sign."""
    rows, demand = [], []
    keys = [*plain.rows, "sunlight/W1;A/redevelop;C/redevelop"]
    if not plain._on("sunlight"):
        keys.pop()
    for key in keys:
        if random.random() < 0.4:
            equal = key in plain.rows and plain.rows[key][0]
            price = float(random.exponential(0.01) * (random.choice([-1, 1]) if equal else 1))
            rows.append({"key": key, "price": price})
    for k, d in plain.need:
        for p in plain.periods:
            if random.random() < 0.5:
                price = float(random.uniform(0, 0.01))
                demand.append({"standard": k, "people": d, "period": p, "price": price})
    return {"row_price": rows, "demand_price": demand}


# --- changes: what a forger, a bug or a modest planner might do


def change_number(programme: Programme, random: Random) -> Programme:
    """Change a claim up or down, by much or by little."""
    name = str(random.choice(["today", "value", "bound", "gap_certified"]))
    old = getattr(programme, name)
    if old is None:
        return replace(programme, **{name: float(random.normal())})
    by = float(random.choice([-1, 1]) * 10.0 ** random.uniform(-4, 3))
    return replace(programme, **{name: old + by})


def change_cell(programme: Programme, random: Random) -> Programme:
    """Change one number of one table."""
    name = str(random.choice(list(programme.tables)))
    frame = programme.tables[name].copy()
    numbers = [c for c in frame.columns if c in {"served_people_x1000", "amount", "price"}]
    numbers = numbers or [c for c in frame.columns if c in {"phase", "opens"}]
    if frame.empty:
        return programme
    column, row = str(random.choice(numbers)), int(random.integers(len(frame)))
    old = frame[column].iloc[row]
    if column == "price":
        new = float(old) * float(random.choice([-1.0, 0.0, 0.5, 2.0, 1.01]))
    else:
        new = (0 if pd.isna(old) else int(old)) + int(random.choice([-1, 1, 1, 1_000, -1_000]))
    frame.loc[frame.index[row], column] = new
    return replace(programme, tables={**programme.tables, name: frame})


def change_word(programme: Programme, random: Random) -> Programme:
    """Change one name of one table into another of the same column, or into none that there is."""
    name = str(random.choice(list(programme.tables)))
    frame = programme.tables[name].copy()
    columns = [c for c in frame.columns if c in {"site", "option", "key", "facility", "people"}]
    if frame.empty:
        return programme
    column, row = str(random.choice(columns)), int(random.integers(len(frame)))
    frame.loc[frame.index[row], column] = str(random.choice([*frame[column], "C", "F1", "nowhere"]))
    return replace(programme, tables={**programme.tables, name: frame})


def change_rows(programme: Programme, random: Random) -> Programme:
    """Leave out a row of a table, or list one twice."""
    name = str(random.choice(list(programme.tables)))
    frame = programme.tables[name]
    if frame.empty:
        return programme
    row = int(random.integers(len(frame)))
    if random.random() < 0.5:
        less = frame.drop(frame.index[row]).reset_index(drop=True)
        return replace(programme, tables={**programme.tables, name: less})
    more = pd.concat([frame, frame.iloc[[row]]], ignore_index=True)
    return replace(programme, tables={**programme.tables, name: more})


def change_choice(programme: Programme, random: Random) -> Programme:
    """Choose another column for a site, opening when it says."""
    number = BRIEFS.index(programme.brief)
    plain, frame = models(number)[1], programme.tables["choice"].to_dict("records")
    row = frame[int(random.integers(len(frame)))]
    own = plain.columns.get(row["site"], [("", "nowhere", 1, 1)])
    column = own[int(random.integers(len(own)))]
    row |= {"option": column[1], "phase": column[2] or None, "opens": column[3] or None}
    told = [{k: None if pd.isna(v) else v for k, v in one.items()} for one in frame]
    return replace(programme, tables={**programme.tables, "choice": table("choice", told)})


def change_head(programme: Programme, random: Random) -> Programme:
    """Change a hash, a term, a round."""
    turn = int(random.integers(4))
    if turn == 0:
        return replace(programme, hashes={**programme.hashes, "options": "0" * 64})
    if turn == 1 and programme.terms:
        terms = list(programme.terms)
        at, by = int(random.integers(len(terms))), float(random.choice([0.0, 1.0, -0.01]))
        field = str(random.choice(["amount", "value"]))
        terms[at] = replace(terms[at], **{field: getattr(terms[at], field) + by})
        return replace(programme, terms=tuple(terms))
    if turn == 2:
        one = ProgrammeRound(number=9, stage="dive", value=None, bound=programme.bound + 1)
        by = float(random.choice([-1, 1]) * 10.0 ** random.uniform(-1, 4))
        return replace(programme, rounds=(*programme.rounds, replace(one, bound=one.bound + by)))
    return replace(programme, terms=programme.terms[1:])


def change_brief(programme: Programme, _: Random) -> Programme:
    """Nothing but the order in which rows are listed: as true as before."""
    turned = {
        name: frame.iloc[::-1].reset_index(drop=True) for name, frame in programme.tables.items()
    }
    return replace(programme, tables=turned)


CHANGES = (
    *(change_number, change_cell, change_cell, change_word),
    *(change_rows, change_choice, change_head, change_brief),
)


def test_a_thousand_changed_programmes_are_judged_as_the_plain_way_judges_them(
    tmp_path: Path,
) -> None:
    random = np.random.default_rng(4)
    labels: Counter[tuple[str, bool]] = Counter()
    for turn in range(COUNT):
        number = turn % len(BRIEFS)
        true, missed = bases(number)
        pool = missed if random.random() < 0.15 else true
        base = pool[int(random.integers(len(pool)))]
        change = CHANGES[int(random.integers(len(CHANGES)))]
        told = change(base, random)
        if random.random() < 0.25:
            told = restated(told, number, random)
        if turn % 50 == 0:
            write_programme(told, tmp_path / "p.zip")
            told = read_programme(tmp_path / "p.zip")
        judge = judge_of(told, number)
        verdict = hold(told, models(number)[0])
        assert verdict.holds == (not judge.false), (turn, change, judge.false, verdict.violations)
        labels[change.__name__, verdict.holds] += 1
        if verdict.holds:
            assert verdict.value == pytest.approx(float(judge.value), rel=1e-9, abs=1e-6)
            assert verdict.bound == pytest.approx(float(judge.proven), rel=1e-9, abs=1e-6)
    true = sum(count for (_, holds), count in labels.items() if holds)
    assert true >= 100
    assert COUNT - true >= 400


def test_no_plan_is_worth_more_than_any_bound() -> None:
    """Every combination of columns, against bounds of prices that were drawn for others."""
    for number in range(len(BRIEFS)):
        true, missed = bases(number)
        best = max(made.value for made in true)
        proven = [hold(made, models(number)[0]).bound for made in (*true, *missed)]
        assert min(proven) >= best


@cache
def bases(number: int) -> tuple[list[Programme], list[Programme]]:
    """A programme of every combination of columns, each with prices of its own.

    Those that are true come first, then those that miss a row.
    """
    columns, random = models(number)[1].columns, np.random.default_rng(number)
    combined = product(*columns.values())
    made = [done(number, dict(zip(columns, one, strict=True)), random) for one in combined]
    if number == 0:
        made.append(restated(planned(), 0, random))
    is_true = [not judge_of(one, number).false for one in made]
    true = [one for one, holds in zip(made, is_true, strict=True) if holds]
    return true, [one for one, holds in zip(made, is_true, strict=True) if not holds]
