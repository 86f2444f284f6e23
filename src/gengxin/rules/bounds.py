"""Where the limit of a rule lies once bonuses, transfers and waivers have had their say.

Something unknown, or not verified, may or may not change a limit; so a limit is a stretch between
what is certain at the least and at the most. An option is judged only where both ends agree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.rules.binding import Condition, Holds, all_hold, conditions
from gengxin.rules.measures import measured
from gengxin.rules.rows import Bools, Floats, Rows
from gengxin.terms.rules import FORM_MEASURES, KIND_MEASURES, Rule

__all__ = [
    "BINDING",
    "Bound",
    "Remark",
    "altering",
    "basis_of",
    "bound_of",
    "measure_of",
    "reported_measure_of",
]

BINDING = ("at_most", "at_least", "one_of", "none_of")
# multiplying goes before adding, whatever the order of the rows
ALTERING = ("multiplies", "adds", "waives")


class Remark(NamedTuple):
    """What is to be said of a limit on some rows: that ``name`` is unknown, or alters it."""

    kind: str
    name: str
    rows: Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The limit of one rule on each row.

    ``nominal`` is the limit by what is certain, NaN where unknown; it lies between ``low`` and
    ``high`` whatever the rest turns out to be. ``binds`` and ``waived`` say where the rule holds.
    """

    nominal: Floats
    low: Floats
    high: Floats
    binds: Holds
    waived: Holds
    remarks: tuple[Remark, ...]


def measure_of(rule: Rule) -> str:
    """What a rule measures: its own word, else that of its kind."""
    return rule.measure or KIND_MEASURES[rule.kind]


def reported_measure_of(rule: Rule) -> str:
    """What ``value`` reports: of planes, how far the form stands above them."""
    return "plane_over_m" if rule.kind == "sky_exposure_plane" else measure_of(rule)


def basis_of(rule: Rule, rows: Rows) -> tuple[npt.NDArray[np.int64], list[str]]:
    """What each comparison stands on, as a position in the list of bases.

    It is the rule's own basis, unless the site's limit (``<column>_basis``) or the draft's form
    (``form_basis``) is estimated.
    """
    which, bases = np.zeros(rows.count, dtype="int64"), [rule.basis]
    assumed = []
    if rule.column:
        assumed.append(rows.site_word(f"{rule.column}_basis"))
    if measure_of(rule) in FORM_MEASURES:
        assumed.append(rows.option_word("form_basis"))
    for words in assumed:
        for at, word in enumerate(words.distinct):
            if isinstance(word, str) and word.startswith("estimated"):
                which[words.place == at] = len(bases)
                bases.append(word)
    return which, bases


def altering(rules: Iterable[Rule], bound: Rule) -> list[Rule]:
    """The rules that change another one, in the order in which they do."""
    found = [
        rule
        for rule in rules
        if rule.effect in ALTERING and not {bound.kind, bound.code}.isdisjoint(rule.alters)
    ]
    return sorted(found, key=lambda rule: (ALTERING.index(rule.effect), rule.code, rule.version))


def bound_of(
    rule: Rule, alterations: Sequence[Rule], rows: Rows, *, found: Sequence[Condition]
) -> Bound:
    """The limit of a rule after its alterations; ``found`` are the conditions under which it binds.

    An alteration that is unverified or estimated, or whose conditions are unknown, counts as
    possible, not as certain.
    """
    nominal = _stated(rule, rows)
    unknown = np.isnan(nominal)
    low = np.where(unknown, -np.inf, nominal)
    high = np.where(unknown, np.inf, nominal)
    waived = Holds(np.zeros(rows.count, dtype=bool), np.zeros(rows.count, dtype=bool))
    remarks = [_unknown(c.name, c.holds) for c in found]
    if rule.effect in {"at_most", "at_least"}:
        remarks.append(Remark("unknown", rule.column or rule.code, unknown))
    for alteration in alterations:
        theirs = conditions(alteration, rows)
        holds = _certainly(alteration, all_hold(theirs, rows.count))
        remarks += _remarks_on(alteration, theirs, holds)
        if alteration.effect == "waives":
            waived = Holds(waived.surely | holds.surely, waived.possibly | holds.possibly)
            continue
        amount = _amount(alteration, rows)
        named = alteration.measure or alteration.column
        remarks.append(Remark("unknown", named, holds.possibly & np.isnan(amount)))
        nominal, low, high = _altered((nominal, low, high), alteration, amount, holds)
    return Bound(
        nominal=nominal,
        low=low,
        high=high,
        binds=all_hold(found, rows.count),
        waived=waived,
        remarks=tuple(remark for remark in remarks if remark.rows.any()),
    )


def _stated(rule: Rule, rows: Rows) -> Floats:
    """The limit as the row or the site's column states it; of planes, their height at the site."""
    if rule.kind == "view_plane":
        rise_m = float(rule.parameters["slope"]) * rows.site_number(rule.column)
        return float(rule.parameters["base_height_m"]) + rise_m
    if rule.kind == "sky_exposure_plane":
        return np.full(rows.count, float(rule.parameters["base_height_m"]))
    if rule.column:
        return rows.site_number(rule.column)
    return np.full(rows.count, np.nan if rule.value is None else rule.value)


def _certainly(alteration: Rule, holds: Holds) -> Holds:
    """What isn't verified is never certain."""
    if alteration.is_firm:
        return holds
    return Holds(np.zeros_like(holds.surely), holds.possibly)


def _remarks_on(alteration: Rule, theirs: list[Condition], holds: Holds) -> list[Remark]:
    """That it alters the limit, may do so unverified, or hangs on what is unknown."""
    remarks = [
        _unknown(c.name, Holds(c.holds.surely, c.holds.possibly & holds.possibly)) for c in theirs
    ]
    remarks.append(Remark("altered", alteration.code, holds.surely))
    if not alteration.is_firm:
        remarks.append(Remark("unverified", alteration.code, holds.possibly))
    return remarks


def _amount(rule: Rule, rows: Rows) -> Floats:
    return measured(rows, rule.measure) if rule.measure else _stated(rule, rows)


def _altered(
    limits: tuple[Floats, Floats, Floats], rule: Rule, amount: Floats, holds: Holds
) -> tuple[Floats, Floats, Floats]:
    """Nominal, low and high limit after a rule that multiplies or adds."""
    nominal, low, high = limits
    neutral = 1.0 if rule.effect == "multiplies" else 0.0
    unknown = np.isnan(amount)
    least = np.where(unknown, 0.0 if rule.effect == "multiplies" else -np.inf, amount)
    most = np.where(unknown, np.inf, amount)
    # where it isn't certain, doing nothing is possible too
    least = np.where(holds.surely, least, np.minimum(least, neutral))
    most = np.where(holds.surely, most, np.maximum(most, neutral))
    least = np.where(holds.possibly, least, neutral)
    most = np.where(holds.possibly, most, neutral)
    surely = np.where(holds.surely, amount, neutral)
    if rule.effect == "multiplies":
        with np.errstate(invalid="ignore"):  # an unknown limit times an unknown factor
            low, high = low * least, high * most
        low, high = np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)
        return nominal * surely, low, high
    return nominal + surely, low + least, high + most


def _unknown(name: str, holds: Holds) -> Remark:
    return Remark("unknown", name, holds.possibly & ~holds.surely)
