"""Which rules bind which rows: for certain, possibly, or not at all."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np

from gengxin.rules.measures import is_one_of, measured
from gengxin.rules.rows import Bools, Floats, Rows, known_to_be_one_of
from gengxin.terms.rules import Band, Rule

__all__ = ["Condition", "Holds", "all_hold", "conditions", "in_force"]


class Holds(NamedTuple):
    """Where something holds for certain, and where it may; between the two it is unknown."""

    surely: Bools
    possibly: Bools


class Condition(NamedTuple):
    """One condition of a rule: what it looks at, whose it is, and where it holds."""

    name: str
    is_of_option: bool
    holds: Holds


def in_force(rules: Iterable[Rule], day: date) -> tuple[Rule, ...]:
    """The rules in force on a day, by code; a row without days is always in force.

    ``until`` is the last day of a row.
    """
    return tuple(
        sorted(
            (
                rule
                for rule in rules
                if (rule.since is None or rule.since <= day)
                and (rule.until is None or day <= rule.until)
            ),
            key=lambda rule: (rule.code, rule.version),
        )
    )


def conditions(rule: Rule, rows: Rows) -> list[Condition]:
    """Each condition of a rule against each row."""
    found = []
    for name, wanted in rule.where.items():
        holds = Holds(*known_to_be_one_of(rows.site_word(name), wanted))
        found.append(Condition(name, False, holds))
    for name, band in rule.where_number.items():
        found.append(Condition(name, False, _within(rows.site_number(name), band)))
    for name, wanted in rule.when.items():
        found.append(Condition(name, True, Holds(*is_one_of(rows, name, wanted))))
    for name, band in rule.when_number.items():
        found.append(Condition(name, True, _within(measured(rows, name), band)))
    return found


def all_hold(found: Iterable[Condition], count: int) -> Holds:
    """Where every condition holds."""
    surely, possibly = np.ones(count, dtype=bool), np.ones(count, dtype=bool)
    for condition in found:
        surely = surely & condition.holds.surely
        possibly = possibly & condition.holds.possibly
    return Holds(surely, possibly)


def _within(numbers: Floats, band: Band) -> Holds:
    within = ~np.isnan(numbers)
    if band.at_least is not None:
        within &= numbers >= band.at_least
    if band.above is not None:
        within &= numbers > band.above
    if band.at_most is not None:
        within &= numbers <= band.at_most
    if band.below is not None:
        within &= numbers < band.below
    return Holds(within, within | np.isnan(numbers))
