"""What may be asked of a list of records: a closed grammar, made from the kind's fields."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from shapely.geometry import MultiPolygon

from gengxin.store.records.fields import FieldPlan, plan_of
from gengxin.terms import InputError
from gengxin.terms.records import AnyOf, Before, Ended, Filter, Intersects, Is, Record, Since
from gengxin.workbench.records.forms import SECRET

__all__ = ["Asked", "asked_of", "asking_words"]

MOST_AT_ONCE = 1_000
USUAL = 100
_WHOLE = ("after", "limit", "newest_first", "ended", "f")
_FORMATS = ("json", "csv")
_PARSERS: dict[type, TypeAdapter[Any]] = {
    kind: TypeAdapter(kind) for kind in (str, int, float, bool, date, datetime)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A page of a list: which records, after which ref, how many, in what form."""

    filters: tuple[Filter, ...] = ()
    after: str = ""
    limit: int = USUAL
    newest_first: bool = False
    format: str = "json"
    query: tuple[tuple[str, str], ...] = field(default=())


def asked_of(kind: type[Record], query: Iterable[tuple[str, str]]) -> Asked:
    """What a query asks of a kind.

    ``<field>=value``, ``<field>.in=a,b``, ``<field>.since=`` (that or above), ``<field>.before=``
    (below), ``bbox=west,south,east,north``, ``ended=true`` (also those that have ended), ``after``,
    ``limit``, ``newest_first``, ``f=json|csv``.

    Raises
    ------
    InputError
        Where a word isn't one of them, stands twice, or its value isn't of the field's type.

    """
    pairs = tuple(query)
    said = dict(pairs)
    if len(said) != len(pairs):
        raise InputError("a query field stands twice; ask each once, several values by .in=a,b")
    words = asking_words(kind)
    unknown = sorted(set(said) - set(words))
    if unknown:
        msg = f"unknown query fields {', '.join(map(repr, unknown))}; there are: {', '.join(words)}"
        raise InputError(msg)
    limit = _whole(said.get("limit", str(USUAL)))
    form = said.get("f", "json")
    if form not in _FORMATS:
        raise InputError(f"f is {form!r}, must be one of {', '.join(_FORMATS)}")
    filters = [_filter(kind, word, text) for word, text in pairs if word not in _WHOLE]
    if _flag(said, "ended"):
        filters.append(Ended())
    return Asked(
        filters=tuple(filters),
        after=said.get("after", ""),
        limit=limit,
        newest_first=_flag(said, "newest_first"),
        format=form,
        query=pairs,
    )


def asking_words(kind: type[Record]) -> tuple[str, ...]:
    """Every word that a query of this kind may have."""
    words = []
    for one in plan_of(kind).fields.values():
        if one.name in plan_of(kind).personal or one.name in SECRET or one.nested:
            continue
        if one.type is MultiPolygon:
            words.append("bbox")
            continue
        words += [one.name, f"{one.name}.in"]
        if one.type in {int, float, date, datetime}:
            words += [f"{one.name}.since", f"{one.name}.before"]
    return (*words, *_WHOLE)


def _filter(kind: type[Record], word: str, text: str) -> Filter:
    if word == "bbox":
        return _box(text)
    name, _, how = word.partition(".")
    plan = plan_of(kind).fields[name]
    if how == "in":
        return AnyOf(name, tuple(_value(plan, part) for part in text.split(",")))
    value = _value(plan, text)
    if how == "since":
        return Since(name, value)
    return Before(name, value) if how == "before" else Is(name, value)


def _value(plan: FieldPlan, text: str) -> Any:  # noqa: ANN401
    """A word's value, of the field's type."""
    try:
        value = _PARSERS[plan.type].validate_strings(text)
    except ValidationError as error:
        why = error.errors()[0]["msg"]
        raise InputError(f"{plan.name} is {text!r}: {why}; mend the question") from error
    if isinstance(value, datetime) and value.tzinfo is None:
        raise InputError(f"{plan.name} is {text!r}, must say its time zone; add Z for UTC")
    return value


def _box(text: str) -> Intersects:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        msg = f"bbox is {text!r}, must be west,south,east,north in degrees; mend the question"
        raise InputError(msg) from error
    sides = (west, south, east, north)
    if not all(map(math.isfinite, sides)) or west > east or south > north:
        raise InputError(f"bbox is {text!r}, must be finite, west ≤ east and south ≤ north")
    if max(map(abs, (west, east))) > 180 or max(map(abs, (south, north))) > 90:
        raise InputError(f"bbox is {text!r}, must be degrees of longitude and latitude")
    return Intersects(*sides)


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < int(text[:6]) <= MOST_AT_ONCE:
        raise InputError(f"limit is {text!r}, must be 1 to {MOST_AT_ONCE}; mend the question")
    return int(text)


def _flag(said: dict[str, str], word: str) -> bool:
    text = said.get(word, "false")
    if text not in {"true", "false"}:
        raise InputError(f"{word} is {text!r}, must be true or false")
    return text == "true"
