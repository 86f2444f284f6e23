"""Kernels that find, place by place, what options take from receptors at risk."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.ceiling import Before, most_asked, needed
from gengxin.engines.sun.compiled import inner, kernel
from gengxin.engines.sun.counting import counted
from gengxin.engines.sun.path import Slots
from gengxin.engines.sun.profile import (
    View,
    cover_m,
    darken_by,
    is_within,
    next_in_view,
    view_from,
    without_shade,
)
from gengxin.engines.sun.scene import Cluster, Scene
from gengxin.engines.sun.sites import Need
from gengxin.engines.sun.sorting import sort_by

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
Position = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint8]


class Town(NamedTuple):
    """All that the kernels read."""

    scene: Scene
    site_of: tuple[Whole, Whole]
    parts: Cluster
    of_part: Whole
    of_option: Whole
    receptors: tuple[Real, Real, Position, Real]
    own_site: Whole
    slots: Slots
    need: Need


class Found(NamedTuple):
    """What some columns give to :class:`ShadowSlots`; ``at`` counts their own receptors at risk."""

    receptor: Position
    need: Position
    lit: Bits
    option: Whole
    at: Position
    taken: Bits


def found_by(town: Town, columns: Position) -> Found:
    """The receptors at risk in some columns in a row, and what options take from them."""
    ends = (columns[0], columns[-1] + 1) if len(columns) else (0, 0)
    first, end = town.receptors[2][ends[0]], town.receptors[2][ends[1]]
    need = np.zeros(end - first, np.int64)
    lit = np.zeros((end - first, (len(town.slots.turn) + 7) // 8), np.uint8)
    _assess(town, columns, first, need, lit)
    option, receptor, taken = _take(town, columns, first, need, lit)
    at_risk = np.flatnonzero(need)
    return Found(
        receptor=at_risk + first,
        need=need[at_risk],
        lit=lit[at_risk],
        option=option,
        at=np.searchsorted(at_risk, receptor),
        taken=taken.reshape(len(option), lit.shape[1]),
    )


@kernel()
def _assess(town: Town, columns: Position, before: int, need: Position, lit: Bits) -> None:
    """Write the need and the light of the receptors at risk; the others keep a need of 0."""
    place, all_facing, first, height_m = town.receptors
    count = len(town.slots.turn)
    today_m, empty_m, worst_m = np.empty(count), np.empty(count), np.empty(count)
    for column in columns:
        if first[column] == first[column + 1]:
            continue
        x, y = place[column, 0], place[column, 1]
        facing = (all_facing[column, 0], all_facing[column, 1])
        view = view_from((x, y), facing, height_m[first[column]], town.slots)
        if next_in_view(view, town.parts.tree, town.parts.tree.box, 0) == len(town.parts.tree.item):
            continue
        own_site = town.own_site[column]
        _darken_for_good(town, view, own_site, empty_m)
        for slot in range(count):
            worst_m[slot] = empty_m[slot]
        _darken_by_parts(town, view, own_site, worst_m)
        # who looks out higher has no less sun: where the lowest has enough, all have
        if not _has_enough(town, (first[column], first[column + 1]), worst_m):
            _darken_as_today(town, view, today_m)
            shades_m = (today_m, empty_m, worst_m)
            _assess_column(town, column, shades_m, before, (need, lit))


@inner()
def _assess_column(
    town: Town,
    column: int,
    shades_m: tuple[Real, Real, Real],
    before: int,
    into: tuple[Position, Bits],
) -> None:
    """Write the need and the light of a column's receptors at risk."""
    place, _, first, height_m = town.receptors
    (today_m, empty_m, worst_m), (need, lit), place_of = shades_m, into, town.slots.place
    covered_m = cover_m(place[column, 0], place[column, 1], town.scene)
    for row in range(first[column], first[column + 1]):
        if height_m[row] < covered_m:
            continue
        asked = needed(town.need, row, height_m[row], Before(empty_m, today_m), place_of)
        if counted(worst_m, height_m[row], place_of, town.need.rule) < asked:
            need[row - before] = asked
            _pack(empty_m, height_m[row], place_of, lit[row - before])


@inner()
def _has_enough(town: Town, rows: tuple[int, int], shade_m: Real) -> bool:
    """Whether the lowest of some receptors has all the slots that any of them may ask."""
    low_m, place = town.receptors[3][rows[0]], town.slots.place
    return bool(counted(shade_m, low_m, place, town.need.rule) >= most_asked(town.need, rows))


@inner()
def _darken_as_today(town: Town, view: View, shade_m: Real) -> None:
    """The shadows of all blocks."""
    without_shade(view, town.slots, shade_m)
    for part in town.scene:
        row = next_in_view(view, part.tree, part.tree.box, 0)
        while row < len(part.tree.item):
            darken_by(view, part, part.tree.item[row], town.slots, shade_m)
            row = next_in_view(view, part.tree, part.tree.box, row + 1)


@inner()
def _darken_for_good(town: Town, view: View, own_site: int, shade_m: Real) -> None:
    """The shadows of those blocks only that no choice on other sites can move."""
    without_shade(view, town.slots, shade_m)
    for part, site in zip(town.scene, town.site_of):  # noqa: B905  # kernels know no strict
        row = next_in_view(view, part.tree, part.tree.box, 0)
        while row < len(part.tree.item):
            item = part.tree.item[row]
            if site[item] < 0 or site[item] == own_site:
                darken_by(view, part, item, town.slots, shade_m)
            row = next_in_view(view, part.tree, part.tree.box, row + 1)


@inner()
def _darken_by_parts(town: Town, view: View, own_site: int, shade_m: Real) -> None:
    """The shadows of all options of other sites."""
    tree = town.parts.tree
    row = next_in_view(view, tree, tree.box, 0)
    while row < len(tree.item):
        item = tree.item[row]
        if _site_of_item(town, item) != own_site:
            _darken_wholly(town, view, item, shade_m)
        row = next_in_view(view, tree, tree.box, row + 1)


@inner()
def _site_of_item(town: Town, item: int) -> int:
    return int(town.of_option[town.of_part[town.parts.number[item]]])


@inner()
def _darken_wholly(town: Town, view: View, item: int, shade_m: Real) -> None:
    """The shadow of a part, which may come to stand right over the place."""
    darken_by(view, town.parts, item, town.slots, shade_m)
    if is_within(view.x, view.y, town.parts, item):
        for slot in range(len(shade_m)):
            shade_m[slot] = max(shade_m[slot], town.parts.top_m[item])


@inner()
def _pack(shade_m: Real, height_m: float, place: Whole, bits: Bits) -> None:
    """Set the bits of the slots whose shadow ends at a height or below."""
    for moment in range(len(place)):
        if shade_m[place[moment]] <= height_m:
            bits[moment >> 3] |= np.uint8(1 << (moment & 7))


@kernel()
def _take(
    town: Town, columns: Position, before: int, need: Position, lit: Bits
) -> tuple[Whole, Position, Bits]:
    """Option, receptor (counted from ``before``) and slots taken of each pair that takes any."""
    place, all_facing, first, height_m = town.receptors
    shade_m, key = np.empty(len(town.slots.turn)), np.empty(len(town.of_part))
    items = np.empty(len(town.of_part), np.int64)
    rows = Rows(
        np.empty(64, np.int32), np.empty(64, np.int64), np.empty(64 * lit.shape[1], np.uint8)
    )
    used = 0
    for column in columns:
        start, end = first[column], first[column + 1]
        while start < end and need[start - before] == 0:
            start += 1
        if start == end:
            continue
        facing = (all_facing[column, 0], all_facing[column, 1])
        at = (place[column, 0], place[column, 1])
        view = view_from(at, facing, height_m[start], town.slots)
        seen = _parts_by_option(town, view, town.own_site[column], key, items)
        done = 0
        while done < seen:
            option = town.of_part[town.parts.number[items[done]]]
            done = _darken_by_option(town, view, items[:seen], done, shade_m)
            rows = _with_room(rows, used + end - start, lit.shape[1])
            for row in range(start, end):
                if need[row - before] > 0:
                    rows.option[used], rows.receptor[used] = option, row - before
                    bits = rows.taken[used * lit.shape[1] : (used + 1) * lit.shape[1]]
                    light = lit[row - before]
                    used += _pack_taken(shade_m, height_m[row], town.slots.place, light, bits)
    return rows.option[:used], rows.receptor[:used], rows.taken[: used * lit.shape[1]]


class Rows(NamedTuple):
    """Room for what options take; ``taken`` has the bits of one pair after another."""

    option: Whole
    receptor: Position
    taken: Bits


@inner()
def _with_room(rows: Rows, least: int, width: int) -> Rows:
    """The rows, moved to a larger place where they are about to grow out of theirs."""
    used = len(rows.option)
    if least <= used:
        return rows
    count = max(least, 2 * used)
    larger = Rows(
        np.empty(count, np.int32), np.empty(count, np.int64), np.empty(count * width, np.uint8)
    )
    for row in range(used):
        larger.option[row], larger.receptor[row] = rows.option[row], rows.receptor[row]
    for byte in range(used * width):
        larger.taken[byte] = rows.taken[byte]
    return larger


@inner()
def _parts_by_option(town: Town, view: View, own_site: int, key: Real, items: Position) -> int:
    """Write down the parts of other sites' options that may shade a view, option by option."""
    tree, seen = town.parts.tree, 0
    row = next_in_view(view, tree, tree.box, 0)
    while row < len(tree.item):
        item = tree.item[row]
        if _site_of_item(town, item) != own_site:
            items[seen] = item
            key[item] = town.parts.number[item]
            seen += 1
        row = next_in_view(view, tree, tree.box, row + 1)
    sort_by(key, items[:seen])
    return seen


@inner()
def _darken_by_option(town: Town, view: View, items: Position, at: int, shade_m: Real) -> int:
    """Fill in the shadow of the option whose parts begin at ``at``; where the next one's begin."""
    without_shade(view, town.slots, shade_m)
    option = town.of_part[town.parts.number[items[at]]]
    while at < len(items) and town.of_part[town.parts.number[items[at]]] == option:
        _darken_wholly(town, view, items[at], shade_m)
        at += 1
    return at


@inner()
def _pack_taken(shade_m: Real, height_m: float, place: Whole, lit: Bits, bits: Bits) -> int:
    """Set the bits of lit slots whose shadow ends above a height; 1 if there are any, else 0."""
    for byte in range(len(bits)):
        bits[byte] = 0
    any_taken = 0
    for moment in range(len(place)):
        bit = np.uint8(1 << (moment & 7))
        if shade_m[place[moment]] > height_m and lit[moment >> 3] & bit:
            bits[moment >> 3] |= bit
            any_taken = 1
    return any_taken
