"""The rows on homes and services: households move into homes that are ready, services stay open."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from gengxin.verify.case import Case, Flags
from gengxin.verify.people import People
from gengxin.verify.slots import Slots
from gengxin.verify.system import Rows
from gengxin.verify.whole import Whole, by_number, whole, words

__all__ = ["continuity", "replacement_first"]


def replacement_first(rows: Rows) -> None:
    """Everybody who moves is rehoused in the unit or near by, in homes committed and open."""
    case = rows.case
    if not case.setting("replacement_first").on:
        return
    near = _neighbours(case)
    names, unit = case.areas("unit")
    homes = _homes(case)
    for phase in range(1, case.times.phases + 1):
        for size in sorted(homes):
            out, committed = homes[size]
            received = _rehoused(rows, (phase, size), _out(case, out, phase), (names, unit, near))
            ready = np.where(case.columns.open_by(phase), case.of_columns(committed), 0)
            _committed(rows, (phase, size, names, unit), ready, received)
    rows.soften("replacement_first", 1, only="homes_committed/")


def continuity(rows: Rows, people: People) -> None:
    """Open capacity of a service in a sub-district, at least a share of today's."""
    case, slots = rows.case, people.slots
    if not case.setting("continuity").on:
        return
    share = case.limit("continuity")
    areas, area = case.areas("sub_district")
    for standard in people.standards:
        own = slots.table["standard"].to_numpy(object) == standard
        lies_in = pd.Series(slots.table.loc[own, "sub_district"], dtype="object")
        capacity = slots.table.loc[own, "capacity"].groupby(lies_in).sum()
        today = [int(capacity.get(name, 0)) for name in areas]
        least = [one - math.ceil(share * one) for one in today]
        for phase in range(1, case.times.phases + 1):
            keys = [f"continuity/{standard}/{name}/{phase}" for name in areas]
            lost = _lost(case, slots, own, phase)
            rows.sums("continuity", keys, least, area[case.columns.site], lost)
    rows.soften("continuity", 1000)


def _lost(case: Case, slots: Slots, own: Flags, phase: int) -> Whole:
    """Capacity of some slots that each column closes in a phase, less what it opened by then."""
    opened = slots.openings[own[slots.openings["slot"]]]
    closed = slots.closings[own[slots.closings["slot"]]]
    new, shut, paused = (np.zeros(len(case.options), np.int64) for _ in range(3))
    np.add.at(new, opened["option"], opened["capacity"])
    capacity = slots.table["capacity"].to_numpy(np.int64)[closed["slot"]]
    good = closed["for_good"].to_numpy(bool)
    np.add.at(shut, closed["option"][good], capacity[good])
    np.add.at(paused, closed["option"][~good], capacity[~good])
    columns = case.columns
    gone = np.where(columns.started_by(phase), case.of_columns(shut), 0)
    gone += np.where(columns.under_works(phase), case.of_columns(paused), 0)
    return gone - np.where(columns.open_by(phase), case.of_columns(new), 0)


def _homes(case: Case) -> Mapping[str, tuple[tuple[Whole, Whole], Whole]]:
    """Of each size: households out for the works and for good, and homes committed, by option."""
    rows, option = case.option_rows("option_home")
    size = words(rows["size"])
    by_size = {}
    for name in sorted(set(size)):
        of = size == name
        columns = []
        for column in ("out_temporarily_count", "out_for_good_count", "committed_count"):
            total = np.zeros(len(case.options), np.int64)
            np.add.at(total, option[of], whole(rows[column][of])[0])
            columns.append(total)
        by_size[name] = ((columns[0], columns[1]), columns[2])
    return by_size


def _out(case: Case, out: tuple[Whole, Whole], phase: int) -> Whole:
    """Households of every column that need a home in a phase."""
    away, gone = (case.of_columns(one) for one in out)
    asked = np.rint(away * (1.0 - case.brief.self_arranged_share)).astype(np.int64)
    columns = case.columns
    return np.where(columns.under_works(phase), asked, 0) + np.where(
        columns.started_by(phase), gone, 0
    )


def _rehoused(
    rows: Rows,
    at: tuple[int, str],
    out: Whole,
    units: tuple[list[str], Whole, Mapping[str, list[str]]],
) -> dict[str, list[int]]:
    """Rows ``rehoused_all`` of a phase and size; the auxiliaries into each unit."""
    case, (phase, size), (names, unit, near) = rows.case, at, units
    column = np.flatnonzero((out != 0) & (unit[case.columns.site] >= 0))
    number = unit[case.columns.site[column]]
    of_site, most = np.zeros(len(case.sites), np.int64), np.zeros(len(names), np.int64)
    np.maximum.at(of_site, case.columns.site[column], out[column])
    np.add.at(most, unit[unit >= 0], of_site[unit >= 0])
    received: dict[str, list[int]] = {}
    for one, own in by_number(number, column).items():
        name = names[one]
        row = rows.add("replacement_first", f"rehoused_all/{name}/{phase}/{size}", 0, equal=True)
        rows.enter_columns(row, own, -out[own])
        for other in near[name]:
            key = f"rehoused/{name}/{other}/{phase}/{size}"
            moved = rows.auxiliary(key, 0, int(most[one]))
            rows.enter(row, moved, 1)
            received.setdefault(other, []).append(moved)
    return received


def _committed(
    rows: Rows,
    at: tuple[int, str, list[str], Whole],
    ready: Whole,
    received: Mapping[str, list[int]],
) -> None:
    """Rows ``homes_committed`` of a phase and size."""
    case, (phase, size, names, unit) = rows.case, at
    existing: dict[str, int] = {}
    for one in case.brief.existing_homes:
        if one.size == size:
            existing[one.unit] = existing.get(one.unit, 0) + one.homes_count
    column = np.flatnonzero((ready != 0) & (unit[case.columns.site] >= 0))
    offering = by_number(unit[case.columns.site[column]], column)
    offered = {names[number]: own for number, own in offering.items()}
    for name in sorted({*offered, *received}):
        key = f"homes_committed/{name}/{phase}/{size}"
        row = rows.add("replacement_first", key, existing.get(name, 0))
        if name in offered:
            rows.enter_columns(row, offered[name], -ready[offered[name]])
        for moved in received.get(name, []):
            rows.enter(row, moved, 1)


def _neighbours(case: Case) -> dict[str, list[str]]:
    """The units near each unit, itself among them, in the order of their names."""
    pairs = set(case.brief.neighbours)
    if not pairs:
        for _, together in case.sites.groupby("functional_zone"):
            units = sorted(set(together["unit"]) - {""})
            if together["functional_zone"].iloc[0]:
                pairs |= {(one, other) for one in units for other in units}
    near: dict[str, set[str]] = {one: {one} for one in case.areas("unit")[0]}
    for one, other in pairs:
        near.setdefault(one, {one}).add(other)
        near.setdefault(other, {other}).add(one)
    return {one: sorted(others) for one, others in near.items()}
