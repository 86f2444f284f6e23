"""Linking rows and auxiliaries as they are gathered, and as the arrays of a problem."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.plan.model.times import Floats, Whole
from gengxin.terms import InputError

__all__ = ["Auxiliaries", "Entries", "Links", "Rows", "assembled", "softened", "without_bare"]


def nothing() -> Whole:
    """No whole numbers."""
    return np.zeros(0, np.int64)


class Entries(NamedTuple):
    """Coefficients: row (by its place in its group), what it is on, how much."""

    row: Whole
    of: Whole
    coef: Whole


def no_entries() -> Entries:
    """No coefficients."""
    return Entries(nothing(), nothing(), nothing())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Auxiliaries:
    """Auxiliaries that came with a group of rows, and their entries there."""

    keys: Sequence[str] = ()
    low: Whole = field(default_factory=nothing)
    high: Whole = field(default_factory=nothing)
    value: Floats = field(default_factory=lambda: np.zeros(0))
    entries: Entries = field(default_factory=no_entries)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """A group of rows of one name: entries of columns, of auxiliaries, of people served.

    ``by_key`` are entries on auxiliaries of other groups: row, key, coefficient.
    ``unit`` is how many of its whole numbers make one natural unit: a slack is priced by that.
    """

    name: str
    keys: Sequence[str]
    rhs: Whole
    columns: Entries
    is_equal: bool | npt.NDArray[np.bool_] = False
    unit: int = 1
    auxiliaries: Auxiliaries = field(default_factory=Auxiliaries)
    served: Entries = field(default_factory=no_entries)
    by_key: Sequence[tuple[int, str, int]] = ()


class Links(NamedTuple):
    """All rows and auxiliaries: their keys, and the fields of a problem that they make."""

    row_keys: npt.NDArray[np.object_]
    aux_keys: npt.NDArray[np.object_]
    fields: dict[str, Any]


def assembled(groups: Sequence[Rows], *, column_count: int, demand_count: int) -> Links:
    """One list of rows and one of auxiliaries, each ragged list in order."""
    row_start = np.cumsum([0, *(len(one.keys) for one in groups)])
    extras = [one.auxiliaries for one in groups]
    aux_start = np.cumsum([0, *(len(one.keys) for one in extras)])
    aux_keys = [key for one in extras for key in one.keys]
    on_aux = [
        one.entries._replace(of=one.entries.of + start)
        for one, start in zip(extras, aux_start, strict=False)
    ]
    link = _ragged([one.columns for one in groups], row_start, column_count)
    aux = _ragged(_with_others(on_aux, groups, aux_keys), row_start, len(aux_keys))
    served = _ragged([one.served for one in groups], row_start, demand_count)
    fields = {
        "row_rhs": _joined([one.rhs for one in groups]),
        "row_is_equal": np.concatenate(
            [np.zeros(0, bool), *(np.broadcast_to(one.is_equal, len(one.keys)) for one in groups)]
        ),
        "aux_low": _joined([one.low for one in extras]),
        "aux_high": _joined([one.high for one in extras]),
        "aux_value": np.concatenate([np.zeros(0), *(one.value for one in extras)]),
    }
    for name, listed in (("link", link), ("aux", aux), ("served", served)):
        parts = (f"{name}_ptr", f"{name}_row", f"{name}_coef")
        fields |= dict(zip(parts, listed, strict=True))
    return Links(_words([key for one in groups for key in one.keys]), _words(aux_keys), fields)


def _with_others(
    on_aux: Sequence[Entries], groups: Sequence[Rows], aux_keys: Sequence[str]
) -> list[Entries]:
    """Entries on auxiliaries, with those that groups have on others' auxiliaries by key."""
    number = {key: at for at, key in enumerate(aux_keys)}
    return [
        Entries(
            np.append(own.row, [row for row, _, _ in one.by_key]),
            np.append(own.of, [number[key] for _, key, _ in one.by_key]),
            np.append(own.coef, [coef for _, _, coef in one.by_key]),
        )
        for own, one in zip(on_aux, groups, strict=True)
    ]


def merged(listed: Entries) -> Entries:
    """Entries on the same thing in the same row as one; those of 0 left out."""
    order = np.lexsort((listed.of, listed.row))
    row, of, coef = (one[order] for one in listed)
    first = np.flatnonzero((np.diff(row, prepend=-1) != 0) | (np.diff(of, prepend=-1) != 0))
    total = np.add.reduceat(coef, first) if len(first) else coef
    kept = total != 0
    return Entries(row[first][kept], of[first][kept], total[kept])


def without_bare(rows: Rows) -> Rows:
    """Rows that say something, entries merged.

    Raises
    ------
    InputError
        Where a row has no entry, and nothing can make it hold.

    """
    columns, served = merged(rows.columns), merged(rows.served)
    own = rows.auxiliaries
    used = np.zeros(len(rows.keys), bool)
    for one in (columns.row, served.row, own.entries.row, [row for row, _, _ in rows.by_key]):
        used[np.asarray(one, np.int64)] = True
    holds = np.where(rows.is_equal, rows.rhs == 0, rows.rhs >= 0)
    if not (used | holds).all():
        at = int(np.flatnonzero(~(used | holds))[0])
        msg = (
            f"{rows.keys[at]} asks for {-int(rows.rhs[at]) / rows.unit:,.10g}, to which no option "
            "adds anything; ask for less, or offer options that do"
        )
        raise InputError(msg)
    number = np.cumsum(used) - 1
    return replace(
        rows,
        keys=[key for key, is_used in zip(rows.keys, used, strict=True) if is_used],
        rhs=rows.rhs[used],
        is_equal=np.broadcast_to(rows.is_equal, len(used))[used],
        columns=columns._replace(row=number[columns.row]),
        served=served._replace(row=number[served.row]),
        auxiliaries=replace(own, entries=own.entries._replace(row=number[own.entries.row])),
        by_key=[(int(number[row]), key, coef) for row, key, coef in rows.by_key],
    )


def softened(rows: Rows, *, price: float, site_of: Whole, column_count: Whole) -> Rows:
    """Rows that may be missed at a price: those that say ≤ get a slack.

    ``site_of`` is the site of each column, ``column_count`` how many columns each site has.
    """
    own, kept = rows.auxiliaries, np.flatnonzero(~np.broadcast_to(rows.is_equal, len(rows.keys)))
    most = _greatest_by_columns(rows, site_of, column_count) - rows.rhs
    ends = np.maximum(*(own.entries.coef * box[own.entries.of] for box in (own.low, own.high)))
    np.add.at(most, own.entries.row, ends)
    count, before = len(kept), len(own.keys)
    slack = Entries(kept, before + np.arange(count), np.full(count, -1, np.int64))
    return replace(
        rows,
        auxiliaries=Auxiliaries(
            keys=[*own.keys, *(f"slack/{rows.keys[at]}" for at in kept.tolist())],
            low=np.concatenate([own.low, np.zeros(count, np.int64)]),
            high=np.concatenate([own.high, np.maximum(most[kept], 0)]),
            value=np.concatenate([own.value, np.full(count, -price / rows.unit)]),
            entries=Entries(
                *(np.concatenate(pair) for pair in zip(own.entries, slack, strict=True))
            ),
        ),
    )


def _greatest_by_columns(rows: Rows, site_of: Whole, column_count: Whole) -> Whole:
    """Sum over sites of the greatest coefficient of their columns in each row."""
    listed = rows.columns
    total = np.zeros(len(rows.keys), np.int64)
    if not len(listed.row):
        return total
    cell = listed.row * len(column_count) + site_of[listed.of]
    order = np.argsort(cell, kind="stable")
    first = np.flatnonzero(np.diff(cell[order], prepend=-1))
    most = np.maximum.reduceat(listed.coef[order], first)
    count = np.diff(np.append(first, len(cell)))
    site = site_of[listed.of][order][first]
    most = np.where(count < column_count[site], np.maximum(most, 0), most)
    np.add.at(total, listed.row[order][first], most)
    return total


def _ragged(parts: Sequence[Entries], row_start: Whole, count: int) -> tuple[Whole, Whole, Whole]:
    """Entries by what they are on."""
    row = _joined([one.row + start for one, start in zip(parts, row_start, strict=False)])
    of, coef = _joined([one.of for one in parts]), _joined([one.coef for one in parts])
    order = np.lexsort((row, of))
    ptr = np.concatenate([[0], np.cumsum(np.bincount(of, minlength=count))])
    return ptr.astype(np.int64), row[order], coef[order]


def _joined(parts: Sequence[Whole]) -> Whole:
    return np.concatenate([nothing(), *parts]).astype(np.int64)


def _words(words: Sequence[str]) -> npt.NDArray[np.object_]:
    found = np.empty(len(words), object)
    found[:] = words
    return found
