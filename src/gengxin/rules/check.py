"""Each option against each rule that binds it, clause by clause."""

from datetime import date
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.rules.binding import Condition, all_hold, conditions, in_force
from gengxin.rules.bounds import (
    BINDING,
    Bound,
    Remark,
    altering,
    basis_of,
    bound_of,
    measure_of,
    reported_measure_of,
)
from gengxin.rules.evidence import evidence_of
from gengxin.rules.measures import is_one_of, measured
from gengxin.rules.rows import Bools, Floats, Rows, rows_of_options
from gengxin.terms import codes
from gengxin.terms.rules import Rule, RulePack

__all__ = ["check", "plane_rise_m"]

STATES = tuple(codes.RULE_STATES)
# a limit computed in feet and a height drawn in metres may differ by rounding alone
ROUNDING = 1e-9

Codes = npt.NDArray[np.int64]
Word = TypeVar("Word", str, tuple[str, str])


class Verdict(NamedTuple):
    """What was measured on each row, its limit, and where the rule is kept."""

    value: Floats
    limit: Floats
    surely_kept: Bools
    possibly_kept: Bools
    unmeasured: Bools


class Judged(NamedTuple):
    """The rows of one rule: their numbers, and positions in ``bases`` and ``texts`` (evidence)."""

    rule: Rule
    option: Codes
    value: Floats
    limit: Floats
    state: Codes
    stands_on: Codes
    bases: list[str]
    which: Codes
    texts: list[tuple[str, str]]


def check(pack: RulePack, drafts: pd.DataFrame, sites: pd.DataFrame, day: date) -> pd.DataFrame:
    """A row for each option and each rule that binds it, or may; by option, then by rule.

    ``drafts`` are indexed by option and name their ``site``; a rule that surely doesn't bind an
    option has no row. ``state`` is ``passed``, ``failed``, ``waived`` or ``not_decided``: an
    unknown number neither passes nor fails, unless the answer is the same whatever it is.
    ``value`` and ``limit`` are in the rule's unit, missing where unknown or not a number. Rules of
    a whole renewal unit are not asked of one option: ``unit_rules`` lists them.
    """
    rows = rows_of_options(drafts, sites, pack.facts)
    active = in_force(pack.rules, day)
    judged = [
        _judged(rule, active, rows, found)
        for rule in active
        if rule.effect in BINDING and rule.scope == "option"
        if all_hold(found := conditions(rule, rows), rows.count).possibly.any()
    ]
    return _as_frame(judged, drafts.index)


def _judged(rule: Rule, active: tuple[Rule, ...], rows: Rows, found: list[Condition]) -> Judged:
    """The rows that one rule binds or may bind under the conditions found."""
    bound = bound_of(rule, altering(active, rule), rows, found=found)
    verdict = _verdict(rule, bound, rows)
    kept = np.flatnonzero(bound.binds.possibly)
    states = _states(bound, verdict)[kept]
    unmeasured = Remark("unknown", reported_measure_of(rule), verdict.unmeasured)
    stands_on, bases = basis_of(rule, rows)
    undecided = states == STATES.index("not_decided")
    which, texts = evidence_of(rule, (*bound.remarks, unmeasured), kept, undecided)
    return Judged(
        rule,
        kept,
        verdict.value[kept],
        verdict.limit[kept],
        states,
        stands_on[kept],
        bases,
        which,
        texts,
    )


def _states(bound: Bound, verdict: Verdict) -> Codes:
    """The state of each row, as a position in ``STATES``."""
    broken = bound.binds.surely & ~verdict.possibly_kept & ~bound.waived.possibly
    return np.select(
        [bound.waived.surely, verdict.surely_kept, broken],
        [STATES.index("waived"), STATES.index("passed"), STATES.index("failed")],
        STATES.index("not_decided"),
    )


def _verdict(rule: Rule, bound: Bound, rows: Rows) -> Verdict:
    """What is measured beside the limit, and where the rule is surely or possibly kept."""
    if rule.effect in {"one_of", "none_of"}:
        return _verdict_on_words(rule, rows)
    if rule.kind == "sky_exposure_plane":
        return _verdict_on_plane(rule, bound, rows)
    value = measured(rows, measure_of(rule))
    unmeasured = np.isnan(value)
    if rule.effect == "at_most":
        surely, possibly = value <= _eased(bound.low, 1.0), value <= _eased(bound.high, 1.0)
    else:
        surely, possibly = value >= _eased(bound.high, -1.0), value >= _eased(bound.low, -1.0)
        # where nothing is asked any number will do, known or not
        surely = surely | (bound.high <= 0.0)
    return Verdict(value, bound.nominal, surely, unmeasured | possibly, unmeasured)


def _verdict_on_words(rule: Rule, rows: Rows) -> Verdict:
    """Whether what the option is, or the uses it brings, are among those listed."""
    name = measure_of(rule)
    if rule.effect == "none_of":
        surely, possibly = is_one_of(rows, name, rule.words)
    elif name == "new_uses":
        others = tuple(use for use in codes.FLOOR_USES if use not in rule.words)
        surely, possibly = is_one_of(rows, name, others)
    else:
        among, may_be_among = is_one_of(rows, name, rule.words)
        surely, possibly = ~may_be_among, ~among
    nothing = np.full(rows.count, np.nan)
    return Verdict(nothing, nothing, ~possibly, ~surely, possibly & ~surely)


def _verdict_on_plane(rule: Rule, bound: Bound, rows: Rows) -> Verdict:
    """Whether an option stays under a plane that rises from the edge of its site.

    Where the form measured how far it stands above the planes that bind it, that decides. Else all
    of it stands back by at least its setback: if its full height is legal there, any shape is; if
    not, upper storeys may still step back, so nothing is decided.
    """
    over_m = measured(rows, "plane_over_m")
    height_m, setback_m = measured(rows, "height_m"), measured(rows, "setback_m")
    limit_m = np.where(np.isnan(over_m), bound.nominal + plane_rise_m(rule, setback_m), 0.0)
    lowest_m = bound.low + plane_rise_m(rule, np.nan_to_num(setback_m))
    under = np.where(np.isnan(over_m), height_m <= _eased(lowest_m, 1.0), over_m <= ROUNDING)
    above = ~np.isnan(over_m) & (over_m > ROUNDING)
    unmeasured = np.isnan(over_m) & (np.isnan(height_m) | ~under)
    value = np.where(np.isnan(over_m), height_m, over_m)
    return Verdict(value, limit_m, under, ~above, unmeasured)


def plane_rise_m(rule: Rule, setback_m: Floats) -> Floats:
    """How much higher than at the edge of the site a plane lies, at a distance from the edge; m.

    Within the initial setback the height at the edge holds.
    """
    rise_m = float(rule.parameters["slope"]) * setback_m
    return np.where(setback_m < float(rule.parameters["initial_setback_m"]), 0.0, rise_m)


def _eased(limit: Floats, direction: float) -> Floats:
    """The limit, moved by rounding in the option's favour."""
    size = np.where(np.isfinite(limit), np.maximum(1.0, np.abs(limit)), 0.0)
    return limit + direction * ROUNDING * size


def _as_frame(judged: list[Judged], options: pd.Index) -> pd.DataFrame:
    """All rows in one frame, by option and then by rule."""
    rules = [part.rule for part in judged]
    position = _joined([part.option for part in judged], "int64")
    number = np.repeat(np.arange(len(judged)), [len(part.option) for part in judged])
    evidence, texts = _merged([(part.which, part.texts) for part in judged])
    stands_on, bases = _merged([(part.stands_on, part.bases) for part in judged])
    order = np.lexsort((number, position))
    number = number[order]
    return pd.DataFrame(
        {
            "option": _category(position[order], list(options)),
            "rule": _category(number, [rule.code for rule in rules]),
            "kind": _category(number, [rule.kind for rule in rules]),
            "effect": _category(number, [rule.effect for rule in rules]),
            "value": _joined([part.value for part in judged], "float64")[order],
            "limit": _joined([part.limit for part in judged], "float64")[order],
            "state": _category(_joined([p.state for p in judged], "int64")[order], list(STATES)),
            "verified": np.array([rule.verified for rule in rules], dtype=bool)[number],
            "basis": _category(stands_on[order], bases),
            "clause_en": _category(number, [rule.clause_en for rule in rules]),
            "clause_zh": _category(number, [rule.clause_zh for rule in rules]),
            "evidence_en": _category(evidence[order], [en for en, _ in texts]),
            "evidence_zh": _category(evidence[order], [zh for _, zh in texts]),
        }
    )


def _merged(parts: list[tuple[Codes, list[Word]]]) -> tuple[Codes, list[Word]]:
    """Positions among the words of each part, as positions among all words, each once."""
    every: dict[Word, int] = {}
    found = []
    for positions, words in parts:
        at = [every.setdefault(word, len(every)) for word in words]
        found.append(np.array(at, dtype="int64")[positions])
    return _joined(found, "int64"), list(every)


def _joined(parts: list[npt.NDArray[Any]], kind: str) -> npt.NDArray[Any]:
    return np.concatenate([np.empty(0, dtype=kind), *parts])


def _category(positions: Codes, words: list[str]) -> "pd.Categorical[str]":
    """The words at those positions; a word may stand at several."""
    at: dict[str, int] = {}
    places = np.array([at.setdefault(word, len(at)) for word in words], dtype="int64")
    return pd.Categorical.from_codes(places[positions], categories=pd.Index(list(at)))
