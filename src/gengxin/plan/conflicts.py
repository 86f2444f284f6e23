"""Why a brief can't be met: demands that can't hold together, and the nearest way out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from gengxin.engines.solve import Problem
from gengxin.engines.solve.conflict import Eased, nearest, scale_of_rows, smallest_conflict
from gengxin.plan.demand_words import Asked, asked_of, eased
from gengxin.plan.model import Posed, posed
from gengxin.plan.model.columns import Columns, columns_of, of_site, picked
from gengxin.plan.model.times import Floats, Whole
from gengxin.terms import Brief, Conflict, Demand, PlanInputs, Reason

__all__ = ["conflict_of", "missed_by"]

# rows that only say what an auxiliary is: they hold whatever is chosen
DEFINING = ("need", "floor_space", "rehoused_all")
# what the law or residents decide gives way last: a unit of it counts so many times more
LAW = ("consent", "sunlight", "demolished", "built_to_demolished", "rehoused_nearby")
LAST = 100.0
SEPARATIONS = 30
LARGEST = 100_000
"""Entries of columns in rows beyond which HiGHS isn't asked: no answer would come in time."""
MOST_TOLD = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Demands:
    """A problem in which everything asked is a row; demands by key, and the rows of each.

    ``given`` is the problem as it was posed, by which demands are told.
    """

    given: Posed
    problem: Problem
    keys: tuple[str, ...]
    rows: tuple[Whole, ...]


def conflict_of(given: Posed) -> Conflict | None:
    """Demands that can't hold together; ``None`` where it isn't proven that any can't.

    Of a problem of more than ``LARGEST`` entries nothing is proven.
    """
    if len(given.problem.link_row) > LARGEST:
        return None
    loose = _loosened(given)
    bars = _bars(loose, given)
    for _ in range(SEPARATIONS):
        demands = _demands(loose, bars, given)
        clash = smallest_conflict(demands.problem, demands.rows)
        if clash is not None:
            return _told(demands, clash.groups, is_smallest=clash.is_irreducible)
        found = nearest(demands.problem, np.full(len(demands.problem.row_rhs), np.nan))
        more = loose.sun.violated(found.choice) if len(found.choice) else []
        if not more:
            return None
        loose = loose.with_sunlight(more)
    return None


def missed_by(given: Posed, row: Whole, amount: Whole) -> tuple[Demand, ...]:
    """What a draft misses that breaks rows by some amounts, the worst first: it proves nothing.

    Told are the ``MOST_TOLD`` demands that are missed by most of their rows' size.
    """
    share = amount / scale_of_rows(given.problem)[np.minimum(row, len(given.row_keys) - 1)]
    by_key: dict[str, list[int]] = {}
    for at in np.argsort(-share, kind="stable").tolist():
        key = "" if row[at] >= len(given.row_keys) else str(given.row_keys[row[at]])
        if key and key.partition("/")[0] not in DEFINING:
            by_key.setdefault(_demand_key(key), []).append(at)
    found = []
    for key, places in list(by_key.items())[:MOST_TOLD]:
        asked = asked_of(given, key, int(given.problem.row_rhs[row[places]].sum()))
        missing = float(amount[places].sum()) / asked.unit_count
        way = eased(asked, missing)
        says = Reason(en=f"{asked.en}: {way.en}", zh=f"{asked.zh}；{way.zh}", amount=missing)
        found.append(Demand(key=key, says=says))
    return tuple(found)


def _loosened(given: Posed) -> Posed:
    """The problem with all columns there, those too that brief, sheet or consent bar."""
    inputs, brief = _free(given.case.inputs), _without_bars(given.brief)
    sunlight = [key for key in given.row_keys if str(key).startswith("sunlight/")]
    made = posed(inputs, brief)
    return made.with_sunlight(sunlight) if sunlight else made


def _without_bars(brief: Brief) -> Brief:
    rows = {name: row for name, row in brief.rows.items() if name != "consent"}
    return replace(brief, must=(), must_not=(), rows=MappingProxyType(rows))


def _free(inputs: PlanInputs) -> PlanInputs:
    """The inputs with no option fixed."""
    option = inputs.options["option"].assign(fixing="free")
    return replace(inputs, options={**inputs.options, "option": option})


def _bars(loose: Posed, given: Posed) -> list[tuple[str, Whole]]:
    """What bars columns, by key: consent, each site whose options are fixed, must and must_not."""
    columns, brief = loose.case.columns, given.brief
    inputs, free = given.case.inputs, loose.case.inputs
    bare = _without_bars(brief)
    consent = replace(bare, rows=brief.rows)
    fixed = _missing(columns, _columns(loose, inputs, bare))
    found = [("consent", _missing(columns, _columns(loose, free, consent)))]
    sites, first = np.unique(columns.site[fixed], return_index=True)
    of_each = np.split(fixed, first)[1:]
    found += [
        (f"fixing/{columns.sites[site]}", of) for site, of in zip(sites, of_each, strict=True)
    ]
    for number, match in enumerate(brief.must, start=1):
        others = np.setdiff1d(of_site(columns, match.site), picked(columns, match))
        found.append((f"must/{number}", others))
    for number, match in enumerate(brief.must_not, start=1):
        found.append((f"must_not/{number}", picked(columns, match)))
    return [(key, of) for key, of in found if len(of)]


def _columns(loose: Posed, inputs: PlanInputs, brief: Brief) -> Columns:
    return columns_of(inputs, brief, loose.case.periods)


def _missing(columns: Columns, fewer: Columns) -> Whole:
    """Columns that aren't among the fewer."""

    def named(one: Columns) -> pd.MultiIndex:
        return pd.MultiIndex.from_arrays([one.options.index[one.option], one.phase])

    return np.flatnonzero(~named(columns).isin(named(fewer)))


def _demands(loose: Posed, bars: Sequence[tuple[str, Whole]], given: Posed) -> _Demands:
    """Every demand with its rows; rows that bar columns come behind the others."""
    problem = loose.problem
    soft = {rows.name for rows in loose.groups if _is_soft(loose, rows.name)}
    family = {key: rows.name for rows in loose.groups for key in rows.keys}
    by_key: dict[str, list[int]] = {}
    for row, key in enumerate(loose.row_keys):
        if key.partition("/")[0] not in DEFINING and family[key] not in soft:
            by_key.setdefault(_demand_key(key), []).append(row)
    before = len(problem.row_rhs)
    by_key |= {key: [before + number] for number, (key, _) in enumerate(bars)}
    return _Demands(
        given=given,
        problem=_with_rows(problem, [of for _, of in bars]),
        keys=tuple(by_key),
        rows=tuple(np.array(rows, np.int64) for rows in by_key.values()),
    )


def _is_soft(loose: Posed, name: str) -> bool:
    row = loose.brief.rows.get(name)
    return row is not None and not row.hard


def _demand_key(key: str) -> str:
    """Rows that are one demand: homes of all sizes, a pair in all phases, all sets for the sun."""
    name = key.partition("/")[0]
    if name in {"homes_committed", "requires"}:
        return key.rpartition("/")[0]
    return name if name == "sunlight" else key


def _with_rows(problem: Problem, barred: Sequence[Whole]) -> Problem:
    """The problem with a row behind the others for each set of columns that are not to be."""
    before = len(problem.row_rhs)
    count = np.array([len(own) for own in barred], np.int64)
    owner = np.repeat(np.arange(len(problem.value)), np.diff(problem.link_ptr))
    owner = np.concatenate([owner, *barred])
    row = np.concatenate([problem.link_row, before + np.repeat(np.arange(len(count)), count)])
    coef = np.concatenate([problem.link_coef, np.ones(count.sum(), np.int64)])
    order = np.argsort(owner, kind="stable")
    ptr = np.searchsorted(owner[order], np.arange(len(problem.value) + 1))
    return problem._replace(
        row_rhs=np.concatenate([problem.row_rhs, np.zeros(len(count), np.int64)]),
        row_is_equal=np.concatenate([problem.row_is_equal, np.zeros(len(count), np.bool_)]),
        link_ptr=ptr.astype(np.int64),
        link_row=row[order],
        link_coef=coef[order],
    )


def _told(demands: _Demands, clash: Sequence[int], *, is_smallest: bool) -> Conflict:
    weights = _weights(demands)
    together = nearest(demands.problem, weights)
    relaxed = list(_relaxed(demands, together)) if len(together.choice) else []
    prices = [price for _, price in relaxed if price is not None]
    return Conflict(
        demands=tuple(_alone(demands, number, weights) for number in clash),
        relaxation=tuple(demand for demand, _ in relaxed),
        relaxed_price=sum(prices) if prices else None,
        is_smallest=is_smallest,
    )


def _weights(demands: _Demands) -> Floats:
    """What missing a row by a unit counts: its share of the row's size, the law's rows more."""
    scale = scale_of_rows(demands.problem)
    weights = np.full(len(scale), np.nan)
    for key, rows in zip(demands.keys, demands.rows, strict=True):
        weights[rows] = (LAST if key.partition("/")[0] in LAW else 1.0) / scale[rows]
    return weights


def _alone(demands: _Demands, number: int, weights: Floats) -> Demand:
    """A demand, and by how much it has to give way if all others hold."""
    rows = demands.rows[number]
    alone = np.full(len(weights), np.nan)
    alone[rows] = weights[rows]
    found = nearest(demands.problem, alone)
    asked = _asked(demands, number)
    if len(found.choice):
        way = eased(asked, _amount(asked, rows, found))
        way = replace(way, en=f"with all else as asked, {way.en}", zh=f"其余要求不变时，{way.zh}")
    elif found.impossible:
        way = Reason(en="easing it alone is not enough", zh="仅放宽此项仍不够")
    else:
        way = Reason(
            en="how far it alone would have to give way was not found",
            zh="仅放宽此项所需的幅度未求得",
        )
    says = Reason(en=f"{asked.en}: {way.en}", zh=f"{asked.zh}；{way.zh}", amount=way.amount)
    return Demand(key=demands.keys[number], says=says)


def _relaxed(demands: _Demands, found: Eased) -> Iterator[tuple[Demand, float | None]]:
    """Demands that give way together, each with its price where the brief has one."""
    for number, rows in enumerate(demands.rows):
        if not found.missing[rows].any():
            continue
        asked, key = _asked(demands, number), demands.keys[number]
        amount = _amount(asked, rows, found)
        way = eased(asked, amount)
        says = Reason(en=f"{asked.en}: {way.en}", zh=f"{asked.zh}；{way.zh}", amount=amount)
        yield Demand(key=key, says=says), _price(demands.given, key, amount)


def _price(given: Posed, key: str, amount: float) -> float | None:
    """What missing a demand by so much costs at the brief's price of its rows."""
    name = key.partition("/")[0]
    row = given.brief.rows.get("replacement_first" if name == "homes_committed" else name)
    return row.price * amount if row is not None and row.price > 0.0 else None


def _asked(demands: _Demands, number: int) -> Asked:
    rhs = int(demands.problem.row_rhs[demands.rows[number]].sum())
    return asked_of(demands.given, demands.keys[number], rhs)


def _amount(asked: Asked, rows: Whole, found: Eased) -> float:
    return float(found.missing[rows].sum()) / asked.unit_count
