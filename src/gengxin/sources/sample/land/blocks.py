"""Blocks: cells cut by the railway and creeks, then by streets, the widest first."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes
from gengxin.sources.sample.land.barriers import Cut
from gengxin.sources.sample.land.cells import Cells
from gengxin.sources.sample.land.cut import bent_lines, extents, halves, parts, turned

__all__ = [
    "AVENUE_M",
    "RIVERSIDE_M",
    "Blocks",
    "Streets",
    "avenues",
    "axes_of",
    "cut_blocks",
    "faces_of",
    "joined_blocks",
    "joined_streets",
]

LEAST_FACE_M2 = 1_200.0
LEAST_BLOCK_M2 = 2_400.0
# the riverside park, and the avenue behind it
RIVERSIDE_M = 84.0
AVENUE_M = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Pieces of land between streets: the land, out to the middle of its walks, its cell, its axes.

    ``axes`` holds the two directions in which its streets run, ``(n, 2, 2)``.
    """

    land: Shapes
    walk: Shapes
    cell: Ints
    axes: Floats

    def __len__(self) -> int:
        """How many blocks there are."""
        return int(self.cell.size)

    def at(self, rows: Ints | Flags) -> "Blocks":
        """Some of the blocks."""
        return Blocks(
            land=self.land[rows],
            walk=self.walk[rows],
            cell=self.cell[rows],
            axes=self.axes[rows],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Streets:
    """Middle lines of streets within cells: width between blocks, and the round of cutting."""

    line: Shapes
    cell: Ints
    width_m: Floats
    rank: Ints


def axes_of(cells: Cells) -> Floats:
    """The directions of each cell: from west to east, and from south to north."""
    tips = shapely.get_point(cells.edge[..., None], np.array([0, -1]))
    ends = shapely.get_coordinates(tips).reshape(-1, 4, 2, 2)
    across = ends[:, :, 1] - ends[:, :, 0]
    axes = np.stack([across[:, 0] + across[:, 2], across[:, 1] + across[:, 3]], axis=1)
    unit: Floats = axes / np.hypot(axes[..., 0], axes[..., 1])[..., None]
    return unit


def faces_of(cells: Cells, cuts: list[Cut]) -> Blocks:
    """The land of the cells without what the railway, the creeks and the riverside keep free."""
    land, walk = cells.land.copy(), cells.walk.copy()
    for cut in cuts:
        hit = np.flatnonzero(shapely.intersects(cells.whole, cut.line))
        reach = shapely.buffer(shapely.box(*shapely.bounds(cells.whole[hit]).T), 60.0)
        near = shapely.intersection(cut.line, reach)
        land[hit] = shapely.difference(land[hit], shapely.buffer(near, cut.free_m))
        walk[hit] = shapely.difference(walk[hit], shapely.buffer(near, cut.free_m - 3.0))
    shore = np.flatnonzero(cells.riverside)
    bank = cells.edge[shore, 1]
    behind_m = RIVERSIDE_M + AVENUE_M
    land[shore] = shapely.difference(land[shore], shapely.buffer(bank, behind_m))
    walk[shore] = shapely.difference(walk[shore], shapely.buffer(bank, behind_m - AVENUE_M / 2))
    walk_part, cell = parts(walk, LEAST_FACE_M2)
    inside, face = parts(shapely.intersection(land[cell], walk_part), LEAST_FACE_M2)
    cell = cell[face]
    return Blocks(land=inside, walk=walk_part[face], cell=cell, axes=axes_of(cells)[cell])


def avenues(cells: Cells) -> Streets:
    """The avenue along the river, in each riverside cell."""
    shore = np.flatnonzero(cells.riverside)
    bank = shapely.buffer(cells.edge[shore, 1], RIVERSIDE_M + AVENUE_M / 2)
    lines = shapely.intersection(shapely.get_exterior_ring(bank), cells.walk[shore])
    pieces, index = shapely.get_parts(shapely.line_merge(lines), return_index=True)
    long = shapely.length(pieces) > 50.0
    return Streets(
        line=pieces[long],
        cell=shore[index[long]],
        width_m=np.full(int(long.sum()), AVENUE_M),
        rank=np.zeros(int(long.sum()), dtype=np.int64),
    )


def cut_blocks(
    faces: Blocks, target_m2: Floats, *, ranks: range, rng: np.random.Generator
) -> tuple[Blocks, Streets]:
    """Cut the faces by streets, a rank at a time, until they are near the target of their cell."""
    blocks = faces
    streets: list[Streets] = []
    for rank in ranks:
        size_m2 = shapely.area(blocks.land)
        wanted_m2 = target_m2[blocks.cell]
        large = size_m2 > wanted_m2 * rng.lognormal(0.42, 0.3, size=size_m2.size)
        width_m = _width_m(size_m2[large] / wanted_m2[large], wanted_m2[large], rng)
        cut, street = _cut_once(blocks.at(large), width_m, rng, rank)
        streets.append(street)
        blocks = joined_blocks(blocks.at(~large), cut)
    return blocks, joined_streets(*streets)


def joined_streets(*streets: Streets) -> Streets:
    """Several tables of streets in one."""
    return Streets(
        line=np.concatenate([s.line for s in streets]),
        cell=np.concatenate([s.cell for s in streets]),
        width_m=np.concatenate([s.width_m for s in streets]),
        rank=np.concatenate([s.rank for s in streets]),
    )


def _width_m(times: Floats, target_m2: Floats, rng: np.random.Generator) -> Floats:
    """Width of a street that cuts a face so many times too large: wider the larger."""
    base = np.select([times > 9.0, times > 3.6], [22.0, 16.0], 12.0)
    base = np.where(target_m2 < 24_000.0, base * 0.78, base)
    return np.round(base * rng.uniform(0.9, 1.15, size=times.size), 1)


def _cut_once(
    blocks: Blocks, width_m: Floats, rng: np.random.Generator, rank: int
) -> tuple[Blocks, Streets]:
    """Cut each block in two across its longer way; those that can't be cut well stay whole."""
    lines = _cut_lines(blocks, rng)
    land = halves(blocks.land, lines, width_m)
    walk = halves(blocks.walk, lines, np.zeros(len(blocks)))
    middle = shapely.intersection(shapely.linestrings(lines), blocks.walk)
    fit = shapely.get_type_id(middle) == shapely.GeometryType.LINESTRING
    for side in (*land, *walk):
        fit &= shapely.get_type_id(side) == shapely.GeometryType.POLYGON
    for side in land:
        fit &= shapely.area(side) > LEAST_BLOCK_M2
    kept, cut = blocks.at(~fit), blocks.at(fit)
    halved = [
        Blocks(land=land[side][fit], walk=walk[side][fit], cell=cut.cell, axes=cut.axes)
        for side in (0, 1)
    ]
    street = Streets(
        line=middle[fit],
        cell=cut.cell,
        width_m=width_m[fit],
        rank=np.full(int(fit.sum()), rank, dtype=np.int64),
    )
    return joined_blocks(kept, *halved), street


def _cut_lines(blocks: Blocks, rng: np.random.Generator) -> Floats:
    """Where to cut each block: across its longer way, near the middle, hardly bent."""
    n = len(blocks)
    normals = blocks.axes[..., ::-1] * [1.0, -1.0]
    spans = [extents(blocks.land, normals[:, axis]) for axis in (0, 1)]
    length = np.stack([high - low for low, high in spans], axis=1)
    # a line along axis 0 divides the width measured across axis 0
    along = np.argmax(length * rng.uniform(0.92, 1.08, size=(n, 2)), axis=1)
    rows = np.arange(n)
    low = np.stack([span[0] for span in spans], axis=1)[rows, along]
    at = low + length[rows, along] * rng.uniform(0.36, 0.64, size=n)
    direction = turned(blocks.axes[rows, along], rng.normal(0.0, 0.07, size=n))
    normal = normals[rows, along]
    middle = shapely.get_coordinates(shapely.centroid(blocks.land))
    through = middle + normal * (at - (middle * normal).sum(axis=1))[:, None]
    reach_m = length.max(axis=1) * 1.5 + 50.0
    bend_m = length.max(axis=1) * rng.normal(0.0, 0.08, size=n)
    return bent_lines(through, direction, reach_m=reach_m, bend_m=bend_m)


def joined_blocks(*pieces: Blocks) -> Blocks:
    """The blocks of several tables in one."""
    return Blocks(
        land=np.concatenate([p.land for p in pieces]),
        walk=np.concatenate([p.walk for p in pieces]),
        cell=np.concatenate([p.cell for p in pieces]),
        axes=np.concatenate([p.axes for p in pieces]),
    )
