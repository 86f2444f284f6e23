"""Whether a record may be kept: types, codes, shapes, and the moves of its state."""

import math
import re
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, get_type_hints

import shapely
from pydantic import ValidationError
from shapely.geometry import MultiPolygon

from gengxin.store.records.audit import canonical
from gengxin.store.records.fields import KEPT_BY_STORE, FieldPlan, plan_of
from gengxin.terms import InputError
from gengxin.terms.records import OneOf, Record, SealedError, StateError, States, name_of

__all__ = ["WHOLE", "fault", "refuse_move", "settled"]

R = TypeVar("R", bound=Record)
LONGITUDES_DEG = (-180.0, 180.0)
LATITUDES_DEG = (-90.0, 90.0)
WHOLE = 2**63
_ODD = re.compile("[\0\ud800-\udfff]")


def settled(record: R) -> R:
    """The record as it will come back.

    Raises
    ------
    InputError
        Which lists every field that can't be kept.

    """
    plan = plan_of(type(record))
    faults, values = [], {}
    for field in plan.fields.values():
        if field.name in KEPT_BY_STORE:
            continue
        value = getattr(record, field.name)
        wrong = fault(field, value)
        if wrong:
            faults.append(f"{plan.name}.{field.name} {wrong}")
            continue
        try:
            values[field.name] = field.settled(value)
        except (ValidationError, ValueError) as error:
            faults.append(f"{plan.name}.{field.name} can't be kept: {error}")
    if faults:
        raise InputError("the record can't be kept; mend it:\n- " + "\n- ".join(faults))
    # what is nested is looked at by writing it
    canonical([plan.fields[name].to_plain(value) for name, value in values.items()])
    return replace(record, **values)


def refuse_move(before: Record, after: Record) -> None:
    """Refuse a change of what is sealed, and a state that doesn't follow.

    Raises
    ------
    SealedError, StateError
        Naming the state, and those that may follow.

    """
    field = plan_of(type(before)).state
    if field is None or not isinstance(field.mark, States):
        return
    old, new = getattr(before, field.name), getattr(after, field.name)
    follow = field.mark.moves[old]
    if not follow:
        raise SealedError(before, old)
    if new not in follow:
        msg = (
            f"{name_of(type(before))} {before.ref} is {old}; {new!r} can't follow, "
            f"one of {list(follow)} can"
        )
        raise StateError(msg)


def fault(field: FieldPlan, value: Any) -> str:  # noqa: ANN401
    """Why a value can't be the field's; empty where it can."""
    if value is None:
        return "" if field.optional else "is absent, must be given"
    if field.nested:
        return _fault_within(value)
    wanted = (int, float) if field.type is float else (field.type,)
    # a yes is no number and a time no day, though Python would take them for one
    if type(value) not in wanted:
        return f"is {value!r}, must be of type {field.type.__name__}"
    return _fault_of_value(value) or _fault_of_code(field.mark, value)


def _fault_within(value: Any) -> str:  # noqa: ANN401
    """The first code that is none, in what is nested."""
    if isinstance(value, tuple):
        return next(filter(None, map(_fault_within, value)), "")
    if not is_dataclass(value) or isinstance(value, type):
        return ""
    hints = _hints(type(value))
    for one in fields(value):
        inner = getattr(value, one.name)
        marks = getattr(hints[one.name], "__metadata__", ())
        wrong = [_fault_of_code(mark, inner) for mark in marks] + [_fault_within(inner)]
        if any(wrong):
            return f"has {one.name} that {next(filter(None, wrong))}"
    return ""


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _fault_of_value(value: Any) -> str:  # noqa: ANN401
    """What no database keeps, or keeps as something else."""
    if isinstance(value, int) and not -WHOLE <= value < WHOLE:
        return f"is {value}, must be within 64 bits"
    if isinstance(value, str) and _ODD.search(value):
        return f"is {value!r}, must be text without NUL and half characters"
    if isinstance(value, float) and not math.isfinite(value):
        return f"is {value}, must be a finite number"
    if isinstance(value, datetime) and value.tzinfo is None:
        return f"is {value}, must say its time zone"
    return _fault_of_place(value) if isinstance(value, MultiPolygon) else ""


def _fault_of_code(mark: object, value: Any) -> str:  # noqa: ANN401
    known = {OneOf: "codes", States: "moves"}.get(type(mark))
    if known is None or value in getattr(mark, known):
        return ""
    return f"is {value!r}, must be one of {list(getattr(mark, known))}"


def _fault_of_place(place: MultiPolygon) -> str:
    if place.is_empty or place.has_z:
        return "is empty or has heights, must be polygons on the ground"
    west, south, east, north = place.bounds
    within = LONGITUDES_DEG[0] <= west <= east <= LONGITUDES_DEG[1]
    if not (within and LATITUDES_DEG[0] <= south <= north <= LATITUDES_DEG[1]):
        return f"reaches {place.bounds}, must be degrees of longitude and latitude"
    # asked last: far outside these degrees its arithmetic overflows
    if not place.is_valid:
        return f"crosses itself ({shapely.is_valid_reason(place)}); draw it again"
    return ""
