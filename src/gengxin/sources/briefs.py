"""Read a brief: ours by its name, or a planner's own TOML file."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from math import inf, isfinite
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from gengxin.sources.packs import pack_file, pack_toml, shipped, told_fault
from gengxin.terms import InputError, codes
from gengxin.terms.brief import ROWS, TERMS, Brief, Match, RowSetting, Target

__all__ = ["brief_of", "read_brief", "shipped_briefs"]

Thing = TypeVar("Thing")
MOST_PHASES = 40
LEAST_RATE = 1e-4
# rows whose limit is a share, and those that can't do without one
SHARES = ("budget", "balance", "continuity", "works_at_once", "demolished", "rehoused_nearby")
LIMITED = ("continuity", "works_at_once")
NEVER_SOFT = ("floor_space", "sunlight", "consent")
SCENARIOS = ("cost", "revenue", "people", "budget", "floor_demand")


def read_brief(name_or_path: str | Path) -> Brief:
    """The brief of that name, else the one in that file.

    Raises
    ------
    InputError
        With every fault of the file: field, value, bound.

    """
    path = pack_file(str(name_or_path), _ours(), what="brief")
    packed = pack_toml(path, what="brief")
    return brief_of({"name": path.stem, **packed}, named=name_or_path)


def brief_of(document: Mapping[str, Any], *, named: str | Path) -> Brief:
    """The brief that a document says, checked as a file is; ``named`` is what errors call it.

    Raises
    ------
    InputError
        With every fault: field, value, bound.

    """
    try:
        brief = TypeAdapter(Brief).validate_python(document, extra="forbid")
    except ValidationError as error:
        faults = [told_fault(one) for one in error.errors(include_url=False)]
        raise _refusal(named, faults) from error
    if faults := list(_faults(brief)):
        raise _refusal(named, faults)
    return brief


def shipped_briefs() -> tuple[str, ...]:
    """Names of the briefs that come with the program."""
    return tuple(_ours())


def _ours() -> dict[str, Path]:
    return shipped("plan", "briefs")


def _refusal(named: str | Path, faults: list[str]) -> InputError:
    listed = "\n- ".join(faults)
    return InputError(f"brief {named} has {len(faults)} faults; mend them:\n- {listed}")


def _faults(brief: Brief) -> Iterator[str]:
    """What is wrong with the words, days and numbers of a brief."""
    yield from _phase_faults(brief)
    yield from _number_faults(brief)
    yield from _term_faults(brief)
    for name, row in brief.rows.items():
        yield from _row_faults(brief, name, row)
    yield from _wish_faults(brief)
    yield from _match_faults(brief)
    for number, one in enumerate(brief.scenarios, start=1):
        where = f"scenarios {number}"
        known = (*SCENARIOS, *(f"weight.{term}" for term in TERMS))
        yield from _unknown(f"{where}.of", one.of, known)
        yield from _outside(f"{where}.low", one.low, 0.0, one.high)
        yield from _outside(f"{where}.high", one.high, 0.0)


def _phase_faults(brief: Brief) -> Iterator[str]:
    """Phases are in order, and each begins in a later month than the one before."""
    if not 1 <= len(brief.phases) <= MOST_PHASES:
        yield f"phases: there are {len(brief.phases)}; must be 1 to {MOST_PHASES}"
    days = [
        *((f"phases {number}.starts_on", one.starts_on) for number, one in _numbered(brief.phases)),
        ("ends_on", brief.ends_on),
    ]
    for (before, earlier), (name, day) in pairwise(days):
        if (day.year, day.month) <= (earlier.year, earlier.month):
            yield f"{name}: is {day}; must be in a later month than {before}, {earlier}"
    for number, one in _numbered(brief.phases):
        if one.budget_amount is not None:
            yield from _outside(f"phases {number}.budget_amount", one.budget_amount, 0.0)


def _number_faults(brief: Brief) -> Iterator[str]:
    if not (isfinite(brief.horizon_years) and brief.horizon_years > 0.0):
        yield f"horizon_years: is {brief.horizon_years:g}; must be above 0"
    for name in ("earlier_rate", "discount_rate"):
        rate = getattr(brief, name)
        yield from _outside(name, rate, 0.0, 0.5)
        if 0.0 < rate < LEAST_RATE:
            yield f"{name}: is {rate:g}; must be 0 or at least {LEAST_RATE:g} a year"
    for name in ("oversupply_share", "self_arranged_share"):
        yield from _outside(name, getattr(brief, name), 0.0, 1.0)
    for name in ("standards", "need_weights"):
        for key, value in getattr(brief, name).items():
            yield from _outside(f"{name}.{key}", value, 0.0)
    for key, value in brief.subsidies.items():
        yield from _outside(f"subsidies.{key}", value, -inf)


def _term_faults(brief: Brief) -> Iterator[str]:
    for name, term in brief.terms.items():
        yield from _unknown("terms", name, TERMS)
        yield from _outside(f"terms.{name}.weight", term.weight, 0.0)


def _row_faults(brief: Brief, name: str, row: RowSetting) -> Iterator[str]:
    yield from _unknown("rows", name, ROWS)
    if not row.on:
        return
    yield from _outside(f"rows.{name}.price", row.price, 0.0)
    if not row.hard and name in NEVER_SOFT:
        yield f"rows.{name}.hard: is false; must be true: it has no slack (on = false: off)"
    elif not row.hard and row.price == 0.0:
        yield f"rows.{name}.price: is 0; must be above 0 where hard is false"
    if row.limit is not None:
        yield from _outside(f"rows.{name}.limit", row.limit, 0.0, 1.0 if name in SHARES else inf)
    elif name in LIMITED:
        yield f"rows.{name}.limit: absent; must be from 0 to 1"
    elif name == "budget" and any(one.budget_amount is None for one in brief.phases):
        yield "rows.budget.limit: absent; must be from 0 to 1, or give each phase a budget_amount"


def _wish_faults(brief: Brief) -> Iterator[str]:
    """What is asked for by places: homes, floor, floors on shares, targets."""
    for number, homes in _numbered(brief.existing_homes):
        yield from _unknown(f"existing_homes {number}.size", homes.size, codes.HOME_SIZES)
        yield from _outside(f"existing_homes {number}.homes_count", homes.homes_count, 0)
    for number, floor in _numbered(brief.floor_targets):
        where = f"floor_targets {number}"
        yield from _unknown(f"{where}.use_class", floor.use_class, codes.FLOOR_USES)
        yield from _outside(f"{where}.floor_area_m2", floor.floor_area_m2, 0.0)
        yield from _outside(f"{where}.phase", floor.phase, 1, len(brief.phases) + 1)
    for number, least in _numbered(brief.equity_floors):
        yield from _outside(f"equity_floors {number}.share", least.share, 0.0, 1.0)
    for name in ("targets", "epsilon"):
        for number, target in _numbered(getattr(brief, name)):
            yield from _target_faults(f"{name} {number}", target)


def _target_faults(where: str, target: Target) -> Iterator[str]:
    yield from _unknown(f"{where}.term", target.term, TERMS)
    yield from _outside(f"{where}.amount", target.amount, -inf)
    if target.use_class is not None:
        yield from _unknown(f"{where}.use_class", target.use_class, codes.FLOOR_USES)
    if target.term == "needs_answered" and target.functional_zone is not None:
        zone = target.functional_zone
        yield f"{where}.functional_zone: is {zone!r}; must be absent for needs_answered"


def _match_faults(brief: Brief) -> Iterator[str]:
    for where, match in _matches(brief):
        if match.action is not None:
            yield from _unknown(f"{where}.action", match.action, codes.ACTIONS)
        if match.phase is not None:
            yield from _outside(f"{where}.phase", match.phase, 1, len(brief.phases))
        if match == Match():
            yield f"{where}: says nothing; must say site, option, action or phase"
    for number, match in _numbered(brief.must):
        if match.site is None:
            yield f"must {number}.site: absent; must say the site"


def _matches(brief: Brief) -> Iterator[tuple[str, Match]]:
    for name in ("must", "must_not"):
        yield from ((f"{name} {number}", one) for number, one in _numbered(getattr(brief, name)))
    for number, several in _numbered(brief.exclusive):
        yield from ((f"exclusive {number}.{at}", one) for at, one in _numbered(several))
    for number, pair in _numbered(brief.requires):
        yield f"requires {number}.this", pair.this
        yield f"requires {number}.first", pair.first


def _numbered(listed: Iterable[Thing]) -> Iterator[tuple[int, Thing]]:
    yield from enumerate(listed, start=1)


def _unknown(where: str, word: str, known: Mapping[str, object] | tuple[str, ...]) -> Iterator[str]:
    if word not in known:
        yield f"{where}: is {word!r}; must be one of {', '.join(known)}"


def _outside(where: str, value: float, low: float, high: float = inf) -> Iterator[str]:
    if isfinite(value) and low <= value <= high:
        return
    bounds = "a number" if low == -inf else f"at least {low:g}"
    bounds = bounds if high == inf else f"from {low:g} to {high:g}"
    yield f"{where}: is {value:g}; must be {bounds}"
