"""A tree of boxes with heights, laid out so that a search needs no memory of its own.

Boxes are packed along a curve that keeps neighbours together (Morton 1966), a few to a parent, and
written down parents before children. A search walks the rows; where a row is out of the question
it jumps to ``skip``, past everything below that row. A tower makes its own ancestors tall and no
others, so low neighbours far away are never looked at because of it.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]
Position = npt.NDArray[np.int64]

_CHILDREN: Final = 4


class Tree(NamedTuple):
    """Rows parents first. ``box`` is least x, least y, greatest x, greatest y and highest top.

    ``item`` is the item of a leaf, -1 for parents; ``skip`` the next row that is not below.
    """

    box: Real
    skip: Position
    item: Position


def tree_of(bounds: Real, top_m: Real) -> Tree:
    """Make a tree of items with their bounds in plan and their tops; its leaves are the items."""
    if not len(bounds):
        return Tree(np.empty((0, 5)), np.empty(0, np.int64), np.empty(0, np.int64))
    levels = [np.column_stack([bounds, top_m])]
    while len(levels[-1]) > 1:
        levels.append(_parents(levels[-1]))
    row, skip = _rows([len(level) for level in levels])
    tree = Tree(
        box=np.empty((sum(map(len, levels)), 5)),
        skip=np.empty(sum(map(len, levels)), np.int64),
        item=np.full(sum(map(len, levels)), -1, np.int64),
    )
    for level, at, past in zip(levels, row, skip, strict=True):
        tree.box[at] = level
        tree.skip[at] = past
    tree.item[row[0]] = np.arange(len(bounds))
    return tree


def along_curve(bounds: Real) -> Position:
    """Order of items along the curve, by the middle of their bounds."""
    if not len(bounds):
        return np.empty(0, np.int64)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    least = middle.min(axis=0)
    extent = max(float((middle.max(axis=0) - least).max()), 1e-9)
    x, y = ((middle - least) * (65535 / extent)).astype(np.uint32).T
    return np.argsort(_spread(x) | (_spread(y) << np.uint32(1)), kind="stable")


def _spread(number: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """The sixteen bits of a number, a gap before each."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        number = (number | (number << np.uint32(shift))) & np.uint32(mask)
    return number


def _parents(level: Real) -> Real:
    start = np.arange(0, len(level), _CHILDREN)
    least = np.minimum.reduceat(level[:, :2], start)
    return np.column_stack([least, np.maximum.reduceat(level[:, 2:], start)])


def _rows(counts: list[int]) -> tuple[list[Position], list[Position]]:
    """Row of each box and of the next one not below it, level by level from the leaves up."""
    row, skip = [np.zeros(1, np.int64)], [np.array([sum(counts)])]
    for depth in range(len(counts) - 2, -1, -1):
        # all boxes but the last of a level have all their children
        size = sum(_CHILDREN**k for k in range(depth + 1))
        box = np.arange(counts[depth])
        at = row[0][box // _CHILDREN] + 1 + (box % _CHILDREN) * size
        is_last = (box % _CHILDREN == _CHILDREN - 1) | (box == counts[depth] - 1)
        past = np.where(is_last, skip[0][box // _CHILDREN], at + size)
        row.insert(0, at)
        skip.insert(0, past)
    return row, skip
