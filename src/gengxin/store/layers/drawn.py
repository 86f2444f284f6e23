"""Shapes of a tile as the commands that draw them (Mapbox Vector Tile 2.1, section 4.3)."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.store.layers.varints import varints, zigzag

__all__ = ["Drawn", "drawn"]

_MOVE, _LINE, _CLOSE = 1, 2, 7
Whole = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Features that are drawn: positions among the shapes, kind (1 points, 2 lines, 3 polygons).

    ``commands`` are the bytes of the feature's geometry.
    """

    feature: Whole
    kind: int
    commands: tuple[bytes, ...]


def drawn(shapes: Shapes) -> tuple[Drawn, ...]:
    """Shapes in units of the tile, y downward, drawn on whole units.

    A shape of which nothing is left there is drawn nowhere. Of a collection the parts of its
    greatest dimension are drawn.
    """
    parts, owner = shapely.get_parts(shapes, return_index=True)
    dimension = shapely.get_dimensions(parts)
    greatest = shapely.get_dimensions(shapes)
    makers = ((0, _points), (1, _lines), (2, _polygons))
    found = (
        maker(parts[chosen], owner[chosen].astype(np.int64))
        for kind, maker in makers
        if (chosen := (dimension == kind) & (greatest[owner] == kind)).any()
    )
    return tuple(one for one in found if len(one.feature))


def _points(parts: Shapes, owner: Whole) -> Drawn:
    at, point = shapely.get_coordinates(parts, return_index=True)
    return _commanded(_Paths(_rounded(at), owner[point], owner[point]), kind=1)


def _lines(parts: Shapes, owner: Whole) -> Drawn:
    at, line = shapely.get_coordinates(parts, return_index=True)
    paths = _Paths(_rounded(at), line.astype(np.int64), owner[line]).without_repeats()
    return _commanded(paths.of_at_least(2), kind=2)


def _polygons(parts: Shapes, owner: Whole) -> Drawn:
    # an outer ring has a positive area where y points downward
    turned = shapely.orient_polygons(parts, exterior_cw=False)
    rings, polygon = shapely.get_rings(turned, return_index=True)
    at, ring = shapely.get_coordinates(rings, return_index=True)
    is_last = np.concatenate([ring[1:] != ring[:-1], [True]])
    at, ring = at[~is_last], ring[~is_last].astype(np.int64)
    paths = _Paths(_rounded(at), ring, owner[polygon[ring]]).without_repeats().without_ends()
    paths = paths.of_at_least(3)
    is_outer = np.concatenate([[True], polygon[1:] != polygon[:-1]])
    twice = paths.twice_areas(len(rings))
    whole = np.where(is_outer, twice > 0, twice < 0)
    # without its outer ring a hole is no hole
    outer_stands = whole[np.flatnonzero(is_outer)][np.cumsum(is_outer) - 1]
    return _commanded(paths.only(whole & outer_stands), kind=3)


def _rounded(at: npt.NDArray[np.float64]) -> Whole:
    return np.rint(at).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _Paths:
    """Points on whole units, path by path, feature by feature."""

    at: Whole
    path: Whole
    feature: Whole

    def of(self, rows: npt.NDArray[np.bool_]) -> "_Paths":
        return _Paths(self.at[rows], self.path[rows], self.feature[rows])

    def without_repeats(self) -> "_Paths":
        """Each point once where a path stands still."""
        same = (self.at[1:] == self.at[:-1]).all(axis=1) & (self.path[1:] == self.path[:-1])
        return self.of(np.concatenate([[True], ~same]))

    def without_ends(self) -> "_Paths":
        """Rings without a last point that is where the first is."""
        if not len(self.path):
            return self
        turns = self.path[1:] != self.path[:-1]
        begins, ends = np.concatenate([[True], turns]), np.concatenate([turns, [True]])
        first = self.at[np.flatnonzero(begins)][np.cumsum(begins) - 1]
        return self.of(~(ends & ~begins & (self.at == first).all(axis=1)))

    def of_at_least(self, count: int) -> "_Paths":
        """The paths of so many points or more."""
        return self.of(np.bincount(self.path)[self.path] >= count)

    def only(self, paths: npt.NDArray[np.bool_]) -> "_Paths":
        """Some of the paths, by number."""
        return self.of(paths[self.path])

    def twice_areas(self, count: int) -> npt.NDArray[np.float64]:
        """Twice the signed area of each of so many rings."""
        if not len(self.path):
            return np.zeros(count)
        begins = np.flatnonzero(np.concatenate([[True], self.path[1:] != self.path[:-1]]))
        after = np.arange(1, len(self.path) + 1)
        after[np.concatenate([begins[1:], [len(self.path)]]) - 1] = begins
        (x, y), (next_x, next_y) = self.at.T, self.at[after].T
        twice = (x * next_y - next_x * y).astype(np.float64)
        return np.bincount(self.path, weights=twice, minlength=count).astype(np.float64)


def _commanded(paths: _Paths, *, kind: int) -> Drawn:
    """The paths as commands; those of one feature follow each other."""
    count = len(paths.path)
    if not count:
        return Drawn(paths.feature, kind, ())
    begins_path = np.concatenate([[True], paths.path[1:] != paths.path[:-1]])
    begins_feature = np.concatenate([[True], paths.feature[1:] != paths.feature[:-1]])
    begin = np.flatnonzero(begins_path)
    length = np.diff(np.concatenate([begin, [count]]))
    words, word_of_path = _written(paths, begin, length, kind, begins_feature)
    encoded, at = varints(words)
    first = np.flatnonzero(begins_feature)
    # a feature begins with a path
    edges = np.append(at[word_of_path[np.searchsorted(begin, first)]], len(encoded)).tolist()
    commands = tuple(encoded[one:two] for one, two in pairwise(edges))
    return Drawn(paths.feature[first], kind, commands)


def _written(
    paths: _Paths,
    begin: Whole,
    length: Whole,
    kind: int,
    begins_feature: npt.NDArray[np.bool_],
) -> tuple[Whole, Whole]:
    """The whole numbers of all paths, and where each path begins among them."""
    # a path: move, its first point; line, the others; of a ring also close
    more = {1: 1, 2: 2, 3: 3}[kind]
    size = 2 * length + more
    word_of_path = np.concatenate([[0], np.cumsum(size)[:-1]])
    words = np.empty(int(size.sum()), dtype=np.int64)
    before = np.concatenate([[[0, 0]], paths.at[:-1]])
    before[begins_feature] = 0
    steps = zigzag(paths.at - before)
    within = np.arange(len(paths.path)) - np.repeat(begin, length)
    place = np.repeat(word_of_path, length) + 1 + 2 * within
    if kind == 1:
        words[word_of_path] = length << 3 | _MOVE
    else:
        place += within > 0
        words[word_of_path] = 1 << 3 | _MOVE
        words[word_of_path + 3] = (length - 1) << 3 | _LINE
    words[place], words[place + 1] = steps[:, 0], steps[:, 1]
    if kind == 3:
        words[word_of_path + size - 1] = 1 << 3 | _CLOSE
    return words, word_of_path
