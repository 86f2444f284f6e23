"""Noding: lines that end on other lines, cut there, so that they share their nodes."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes

__all__ = ["Edges", "noded"]

# places on a line nearer than this are one node
SAME_M = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Pieces of lines between nodes: shape, line it is a piece of, node at either end."""

    shape: Shapes
    line: Ints
    start: Ints
    end: Ints


def noded(lines: Shapes, ends_on: Ints, cuts: tuple[Ints, Floats]) -> Edges:
    """Cut the lines where others end on them, and at further places.

    ``ends_on`` is ``(n, 2)``: the line on which each line begins and ends, -1 for none. ``cuts``
    are lines and metres along them. A line that begins and ends in one place is a ring.
    """
    n = lines.size
    tips = shapely.get_coordinates(shapely.get_point(lines[:, None], np.array([0, -1])))
    on = ends_on.ravel()
    tied = np.flatnonzero(on >= 0)
    at_m = shapely.line_locate_point(lines[on[tied]], shapely.points(tips[tied]))
    length_m = shapely.length(lines)
    # marks: the tips of every line on itself, then what lies on it
    line = np.concatenate([np.repeat(np.arange(n), 2), on[tied], cuts[0]])
    along = np.concatenate([np.stack([np.zeros(n), length_m], axis=1).ravel(), at_m, cuts[1]])
    node = np.concatenate([np.arange(2 * n), tied, 2 * n + np.arange(cuts[0].size)])
    order = np.lexsort((along, line))
    line, along, node = line[order], along[order], node[order]
    close = (np.diff(along) < SAME_M) & (np.diff(line) == 0)
    same = [(node[:-1][close], node[1:][close])]
    ring = np.flatnonzero(shapely.is_closed(lines))
    same.append((2 * ring, 2 * ring + 1))
    number = _united(int(node.max()) + 1, same)
    first = np.concatenate([[True], ~close])
    return _pieces(lines, line[first], along[first], number[node[first]])


def _united(count: int, same: list[tuple[Ints, Ints]]) -> Ints:
    """A number for each node, the same for those that are one place."""
    a = np.concatenate([pair[0] for pair in same])
    b = np.concatenate([pair[1] for pair in same])
    links = coo_array((np.ones(a.size, dtype=np.int8), (a, b)), shape=(count, count))
    numbers: Ints = connected_components(links, directed=False)[1].astype(np.int64)
    return numbers


def _pieces(lines: Shapes, line: Ints, along: Floats, node: Ints) -> Edges:
    """Cut each line at its marks, which stand in order; the place of a node is the same for all."""
    places = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], along))
    # the place of a node is where its first mark lies
    _, first, inverse = np.unique(node, return_index=True, return_inverse=True)
    places = np.round(places[first], 2)[inverse]
    xy, of = shapely.get_coordinates(lines, return_index=True)
    vertex_m = _along(xy, of)
    every_line = np.concatenate([line, of])
    every_m = np.concatenate([along, vertex_m])
    every_xy = np.concatenate([places, xy])
    mark = np.concatenate([np.arange(line.size), np.full(of.size, -1)])
    keep = np.concatenate([np.ones(line.size, dtype=bool), _between(line, along, of, vertex_m)])
    every_line, every_m = every_line[keep], every_m[keep]
    every_xy, mark = every_xy[keep], mark[keep]
    order = np.lexsort((every_m, every_line))
    return _built(every_xy[order], mark[order], line, node)


def _along(xy: Floats, of: Ints) -> Floats:
    """How far along its line each vertex lies."""
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    first = np.flatnonzero(np.diff(of, prepend=-1))
    step[first] = 0.0
    total = np.cumsum(step)
    along: Floats = total - np.repeat(total[first], np.diff(np.append(first, of.size)))
    return along


def _between(line: Ints, along: Floats, of: Ints, vertex_m: Floats) -> Flags:
    """Whether each vertex lies clear of the marks of its line."""
    big = max(float(along.max()), float(vertex_m.max())) + 10.0
    marks = line * big + along
    at = of * big + vertex_m
    after = np.searchsorted(marks, at).clip(1, marks.size - 1)
    gap = np.minimum(np.abs(marks[after] - at), np.abs(marks[after - 1] - at))
    clear: Flags = gap > SAME_M
    return clear


def _built(xy: Floats, mark: Ints, line: Ints, node: Ints) -> Edges:
    """Build a piece from each mark to the next on the same line."""
    at = np.flatnonzero(mark >= 0)
    whole = line[mark[at[:-1]]] == line[mark[at[1:]]]
    start, end = at[:-1][whole], at[1:][whole]
    counts = end - start + 1
    index = np.repeat(np.arange(counts.size), counts)
    offset = np.arange(index.size) - np.repeat(np.cumsum(counts) - counts, counts)
    shape = shapely.linestrings(xy[np.repeat(start, counts) + offset], indices=index)
    return Edges(shape=shape, line=line[mark[start]], start=node[mark[start]], end=node[mark[end]])
