"""What a drawing must keep to on each site, before anything is drawn."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.rules.binding import Condition, conditions, in_force
from gengxin.rules.bounds import BINDING, Bound, altering, basis_of, bound_of, measure_of
from gengxin.rules.rows import Bools, Floats, Rows, combinations_of, rows_of_sites
from gengxin.terms.rules import OPTION_MEASURES, Rule, RulePack

__all__ = ["limits", "unit_rules"]

COLUMNS = (
    *("site", "kind", "measure", "effect", "depends_on", "value", "lenient_value", "unit"),
    *("words", "verified", "verified_value", "basis", "rules", "missing"),
)


Key = tuple[str, str, str, str]


class Limit(NamedTuple):
    """One rule on each site: its bound, and which facts of an option it still waits for."""

    rule: Rule
    bound: Bound
    basis: npt.NDArray[np.object_]
    depends_on: str


def limits(
    pack: RulePack, sites: pd.DataFrame, day: date, *, intended: Mapping[str, object] | None = None
) -> pd.DataFrame:
    """The binding limit of every kind on each site: one row a site, kind, measure and effect.

    ``intended`` says what is known of what will be drawn (``{"action": "redevelop", "storeys":
    6}``). A rule that waits for another fact of the option has a row of its own, which names the
    fact in ``depends_on``.

    ``value`` is the strictest limit that may bind, so what keeps to it is legal whatever is still
    unknown; ``lenient_value`` is the widest that may hold; missing where not known, and
    ``missing`` names the facts that would tell. ``verified`` says whether the strictest rule may
    issue a verdict alone, ``verified_value`` is the strictest of those that may, and ``rules`` are
    the codes of the rule and of those that changed it. Of planes that rise from the edge of the
    site ``value`` is the height at the edge; their slope is in the rule. ``words`` are the uses or
    actions allowed (or not), parted by blanks.
    """
    known = intended or {}
    rows = rows_of_sites(sites, known, pack.facts)
    active = in_force(pack.rules, day)
    found = [
        _limit(rule, active, rows)
        for rule in active
        if rule.effect in BINDING and rule.scope == "option"
    ]
    groups: dict[Key, list[Limit]] = {}
    for limit in found:
        if limit.bound.binds.possibly.any():
            rule = limit.rule
            key = (rule.kind, measure_of(rule), rule.effect, limit.depends_on)
            groups.setdefault(key, []).append(limit)
    frames = [_binding(key, group, sites.index) for key, group in sorted(groups.items())]
    if not frames:
        return pd.DataFrame({name: [] for name in COLUMNS})
    return pd.concat(frames).sort_values(["at", *COLUMNS[1:5]])[[*COLUMNS]].reset_index(drop=True)


def unit_rules(pack: RulePack, day: date) -> tuple[Rule, ...]:
    """The rules in force that bind a whole renewal unit, not one option."""
    return tuple(rule for rule in in_force(pack.rules, day) if rule.scope == "renewal_unit")


def _limit(rule: Rule, active: tuple[Rule, ...], rows: Rows) -> Limit:
    """A rule on each site, taking as met what depends on facts of an option nobody stated."""
    every = conditions(rule, rows)
    open_still = [condition for condition in every if _waits(condition)]
    settled = [condition for condition in every if not _waits(condition)]
    bound = bound_of(rule, altering(active, rule), rows, found=settled)
    waited_for = sorted({condition.name for condition in open_still})
    which, bases = basis_of(rule, rows)
    return Limit(rule, bound, np.array(bases, dtype="object")[which], " ".join(waited_for))


def _waits(condition: Condition) -> bool:
    """Whether it hangs on a fact of the option that is unknown everywhere."""
    known = condition.holds.surely | ~condition.holds.possibly
    return condition.is_of_option and not known.any()


def _binding(key: Key, group: list[Limit], sites: pd.Index) -> pd.DataFrame:
    """The strictest limit of a group on each site that one of them may bind."""
    kind, measure, effect, depends_on = key
    binds = np.array([limit.bound.binds.possibly & ~limit.bound.waived.surely for limit in group])
    kept = np.flatnonzero(binds.any(axis=0))
    made = (_words if effect in {"one_of", "none_of"} else _numbers)(group, binds, effect)
    unknown = [
        (remark.name, binds[number] & remark.rows)
        for number, limit in enumerate(group)
        for remark in limit.bound.remarks
        if remark.kind == "unknown"
    ]
    found = {
        "at": np.arange(len(sites)),
        "site": sites.to_numpy(),
        "kind": kind,
        "measure": measure,
        "effect": effect,
        "depends_on": depends_on,
        "unit": OPTION_MEASURES[measure][2],
        "missing": _listed(unknown, len(sites)),
        **made,
    }
    return pd.DataFrame(
        {name: one[kept] if isinstance(one, np.ndarray) else one for name, one in found.items()},
        index=kept,
    )


def _numbers(group: list[Limit], binds: Bools, effect: str) -> dict[str, Any]:
    """The strictest number on each site, of all rules and of the firm ones, and who made it."""
    at_most = effect == "at_most"
    endless = np.inf if at_most else -np.inf
    best = np.min if at_most else np.max
    stated = np.array([limit.bound.low if at_most else limit.bound.high for limit in group])
    strict = np.where(binds & np.isfinite(stated), stated, endless)
    certain = np.array([limit.bound.binds.surely & ~limit.bound.waived.possibly for limit in group])
    widest = np.array([limit.bound.high if at_most else limit.bound.low for limit in group])
    lenient = best(np.where(certain, widest, endless), axis=0)
    basis, firm = np.array([limit.basis for limit in group]), _firm(group)
    value = best(strict, axis=0)
    ruling = np.where(np.isfinite(value), (strict == value).argmax(axis=0), binds.argmax(axis=0))
    return {
        "value": _finite(value),
        "lenient_value": _finite(lenient),
        "verified": np.take_along_axis(firm, ruling[None], axis=0)[0],
        "verified_value": _finite(best(np.where(firm, strict, endless), axis=0)),
        "basis": np.take_along_axis(basis, ruling[None], axis=0)[0],
        "rules": _listed(_makers(group, ruling == np.arange(len(group))[:, None]), len(value)),
        "words": "",
    }


def _words(group: list[Limit], binds: Bools, effect: str) -> dict[str, Any]:
    """The words that all rules of a group allow on each site, or that one of them rules out."""
    every = sorted({word for limit in group for word in limit.rule.words})
    listed = []
    for word in every:
        names = np.array([word in limit.rule.words for limit in group])[:, None]
        holds = (names | ~binds).all(axis=0) if effect == "one_of" else (names & binds).any(axis=0)
        listed.append((word, np.asarray(holds)))
    count = binds.shape[1]
    nothing = np.full(count, np.nan)
    return {
        "value": nothing,
        "lenient_value": nothing,
        "verified": (_firm(group) | ~binds).all(axis=0),
        "verified_value": nothing,
        "basis": _listed([(g.rule.basis, b) for g, b in zip(group, binds, strict=True)], count),
        "rules": _listed(_makers(group, binds), count),
        "words": _listed(listed, count),
    }


def _firm(group: list[Limit]) -> Bools:
    """Where each rule may issue a verdict alone."""
    firm = []
    for limit in group:
        place, bases = pd.factorize(limit.basis, use_na_sentinel=False)
        stands = [limit.rule.verified and not str(word).startswith("estimated") for word in bases]
        firm.append(np.array(stands, bool)[place])
    return np.array(firm)


def _makers(group: list[Limit], ruling: Bools) -> list[tuple[str, Bools]]:
    """The codes of the rules that rule on each site, and of those that surely changed them."""
    made = [(limit.rule.code, ruling[number]) for number, limit in enumerate(group)]
    return made + [
        (remark.name, ruling[number] & remark.rows)
        for number, limit in enumerate(group)
        for remark in limit.bound.remarks
        if remark.kind == "altered"
    ]


def _listed(parts: list[tuple[str, Bools]], count: int) -> npt.NDArray[np.object_]:
    """The names that hold on each row, parted by blanks."""
    which, combinations = combinations_of([holds for _, holds in parts], count)
    texts = [" ".join(dict.fromkeys(parts[n][0] for n in numbers)) for numbers in combinations]
    return np.array(texts, dtype="object")[which]


def _finite(numbers: Floats) -> Floats:
    return np.where(np.isfinite(numbers), numbers, np.nan)
