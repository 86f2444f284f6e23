"""Columns whose sun something may touch, and an index that finds them without a look at all."""

from typing import Final, NamedTuple

import numpy as np

from gengxin.engines.sun.compiled import inner, kernel
from gengxin.engines.sun.path import Slots, SunPath
from gengxin.engines.sun.profile import is_over, may_shade, view_from
from gengxin.engines.sun.receptors import Position, Real, Receptors
from gengxin.engines.sun.tree import Tree, along_curve, tree_of

_COLUMNS_A_LEAF: Final = 32


class ColumnIndex(NamedTuple):
    """Columns in the order of a curve, so many to a leaf; leaf ``n`` is the tree's item n."""

    order: Position
    tree: Tree


def columns_near(receptors: Receptors, path: SunPath, boxes: Real) -> Position:
    """The columns that may see one of the boxes before the sun, or stand in one.

    A row of ``boxes`` is least x, least y, greatest x, greatest y and top.
    """
    reach_m = reach_of(receptors, path, boxes)
    every = np.arange(len(receptors.block))
    columns: Position = _touched(receptors.arrays, every, path.slots, boxes, reach_m)
    return columns


def reach_of(receptors: Receptors, path: SunPath, boxes: Real) -> Real:
    """How far at most a box takes sun from a receptor, in metres."""
    lowest_m = receptors.height_m.min(initial=np.inf)
    reach_m: Real = (boxes[:, 4] - lowest_m) / path.slope.min(initial=np.inf)
    return reach_m


def column_index(receptors: Receptors) -> ColumnIndex:
    """Make an index of the columns, for many boxes one after another."""
    place = np.column_stack([receptors.place, receptors.place])
    order = along_curve(place)
    begins = np.arange(0, len(order), _COLUMNS_A_LEAF)
    if not len(order):
        return ColumnIndex(order, tree_of(place, np.empty(0)))
    least, greatest = (
        by.reduceat(receptors.place[order], begins) for by in (np.minimum, np.maximum)
    )
    return ColumnIndex(order, tree_of(np.column_stack([least, greatest]), np.zeros(len(begins))))


def columns_found(
    index: ColumnIndex, receptors: Receptors, path: SunPath, box: Real, reach_m: float
) -> Position:
    """The same as :func:`columns_near` for one box, by the index; in growing order."""
    nearby = np.sort(_nearby(index, box, reach_m))
    reach = np.array([reach_m])
    columns: Position = _touched(receptors.arrays, nearby, path.slots, box[None], reach)
    return columns


@kernel()
def _nearby(index: ColumnIndex, box: Real, reach_m: float) -> Position:
    """All columns of the leaves within reach of a box."""
    tree = index.tree
    found = np.empty(len(index.order), np.int64)
    count, row = 0, 0
    while row < len(tree.item):
        away_x = max(box[0] - tree.box[row, 2], tree.box[row, 0] - box[2])
        away_y = max(box[1] - tree.box[row, 3], tree.box[row, 1] - box[3])
        if max(away_x, away_y) > max(reach_m, 0.0):
            row = tree.skip[row]
            continue
        if tree.item[row] >= 0:
            begin = tree.item[row] * _COLUMNS_A_LEAF
            for column in index.order[begin : begin + _COLUMNS_A_LEAF]:
                found[count] = column
                count += 1
        row += 1
    return found[:count].copy()


@kernel()
def _touched(
    receptors: tuple[Real, Real, Position, Real],
    columns: Position,
    slots: Slots,
    boxes: Real,
    reach_m: Real,
) -> Position:
    place, all_facing, first, height_m = receptors
    touched = np.empty(len(columns), np.int64)
    count = 0
    for column in columns:
        x, y = place[column, 0], place[column, 1]
        for row in range(len(boxes)):
            if not _is_near(x, y, boxes, row, reach_m[row]) or first[column] == first[column + 1]:
                continue
            facing = (all_facing[column, 0], all_facing[column, 1])
            view = view_from((x, y), facing, height_m[first[column]], slots)
            if may_shade(view, boxes, row) or is_over(x, y, boxes, row):
                touched[count] = column
                count += 1
                break
    return touched[:count]


@inner()
def _is_near(x: float, y: float, boxes: Real, row: int, reach_m: float) -> bool:
    """Whether a box is near enough to matter, whatever the direction of its shadow."""
    away_x = max(boxes[row, 0] - x, x - boxes[row, 2])
    away_y = max(boxes[row, 1] - y, y - boxes[row, 3])
    return bool(max(away_x, away_y) < reach_m)
