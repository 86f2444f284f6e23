"""Lots: the land of each site, cut from the blocks until there are as many as asked for."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes
from gengxin.sources.sample.land.barriers import Cut
from gengxin.sources.sample.land.blocks import RIVERSIDE_M, Blocks
from gengxin.sources.sample.land.cells import Cells
from gengxin.sources.sample.land.cut import bent_lines, extents, halves, parts, turned
from gengxin.sources.sample.land.fabrics import NUMBER, column
from gengxin.terms import InputError

__all__ = ["Lots", "cut_lots", "halved", "lots_of", "strips"]

LEAST_STRIP_M2 = 1_500.0
LEAST_LOT_M2 = 500.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lots:
    """The land of sites: shape, cell, block (-1 on strips), fabric, directions of its streets."""

    shape: Shapes
    cell: Ints
    block: Ints
    fabric: Ints
    axes: Floats

    def __len__(self) -> int:
        """How many lots there are."""
        return int(self.cell.size)

    def at(self, rows: Ints | Flags) -> "Lots":
        """Some of the lots."""
        return Lots(
            shape=self.shape[rows],
            cell=self.cell[rows],
            block=self.block[rows],
            fabric=self.fabric[rows],
            axes=self.axes[rows],
        )

    def plus(self, *others: "Lots") -> "Lots":
        """These lots and others after them."""
        every = (self, *others)
        return Lots(
            shape=np.concatenate([o.shape for o in every]),
            cell=np.concatenate([o.cell for o in every]),
            block=np.concatenate([o.block for o in every]),
            fabric=np.concatenate([o.fabric for o in every]),
            axes=np.concatenate([o.axes for o in every]),
        )


def strips(cells: Cells, axes: Floats, cuts: list[Cut]) -> Lots:
    """Land along lines that nobody builds on: water, railway land, the riverside park."""
    found: list[tuple[Shapes, Ints, str]] = []
    taken: list[shapely.Geometry] = []
    # where they meet, the railway goes over the creek, and the creek through the park
    for cut in sorted(cuts, key=lambda c: c.kind != "railway"):
        own = shapely.buffer(cut.line, cut.half_m if cut.kind == "water" else cut.free_m - 4.0)
        near = shapely.STRtree(cells.land).query(own, predicate="intersects")
        hit = np.sort(near)
        ground = shapely.intersection(cells.land[hit], own)
        if taken:
            ground = shapely.difference(ground, shapely.union_all(taken))
        taken.append(own)
        shapes, index = parts(ground, LEAST_STRIP_M2)
        found.append((shapes, hit[index], "water" if cut.kind == "water" else "rail"))
    shore = np.flatnonzero(cells.riverside)
    bank = shapely.buffer(cells.edge[shore, 1], RIVERSIDE_M)
    green = shapely.intersection(cells.land[shore], bank)
    if taken:
        green = shapely.difference(green, shapely.union_all(taken))
    shapes, index = parts(green, LEAST_STRIP_M2)
    found.append((shapes, shore[index], "riverside"))
    return _strip_lots(found, axes)


def _strip_lots(found: list[tuple[Shapes, Ints, str]], axes: Floats) -> Lots:
    cell = np.concatenate([where for _, where, _ in found]).astype(np.int64)
    fabric = [np.full(where.size, NUMBER[code]) for _, where, code in found]
    return Lots(
        shape=np.concatenate([shapes for shapes, _, _ in found]),
        cell=cell,
        block=np.full(cell.size, -1, dtype=np.int64),
        fabric=np.concatenate(fabric).astype(np.int64),
        axes=axes[cell],
    )


def lots_of(blocks: Blocks, fabric: Ints) -> Lots:
    """One lot for each block."""
    return Lots(
        shape=blocks.land,
        cell=blocks.cell,
        block=np.arange(len(blocks)),
        fabric=fabric,
        axes=blocks.axes,
    )


def cut_lots(lots: Lots, count: int, rng: np.random.Generator) -> Lots:
    """So many lots, by halving again and again those too large for their fabric."""
    stuck = np.zeros(len(lots), dtype=bool)
    while len(lots) < count:
        size = shapely.area(lots.shape) / column("lot_m2", lots.fabric)
        size[stuck] = 0.0
        if not (size > 0).any():
            msg = f"only {len(lots)} of {count} sites could be cut → ask for fewer sites"
            raise InputError(msg)
        large = np.argsort(-size, kind="stable")
        wanted = int((size > 0.6 * size[large[0]]).sum())
        large = large[: min(wanted, count - len(lots))]
        fit, first, second = halved(
            lots.at(large), rng.uniform(0.36, 0.64, size=large.size), rng=rng
        )
        stuck[large[~fit]] = True
        whole = np.ones(len(lots), dtype=bool)
        whole[large[fit]] = False
        lots = lots.at(whole).plus(first, second)
        stuck = np.concatenate([stuck[whole], np.zeros(2 * len(first), dtype=bool)])
    return lots.at(np.argsort(lots.block, kind="stable"))


def halved(lots: Lots, share: Floats, *, rng: np.random.Generator) -> tuple[Flags, Lots, Lots]:
    """Which lots could be cut across their longer way, the pieces with the share, the rest."""
    n = len(lots)
    normals = lots.axes[..., ::-1] * [1.0, -1.0]
    spans = [extents(lots.shape, normals[:, axis]) for axis in (0, 1)]
    length = np.stack([high - low for low, high in spans], axis=1)
    along = np.argmax(length, axis=1)
    rows = np.arange(n)
    low = np.stack([span[0] for span in spans], axis=1)[rows, along]
    at = low + length[rows, along] * share
    normal = normals[rows, along]
    middle = shapely.get_coordinates(shapely.centroid(lots.shape))
    through = middle + normal * (at - (middle * normal).sum(axis=1))[:, None]
    direction = turned(lots.axes[rows, along], rng.normal(0.0, 0.02, size=n))
    reach_m = length.max(axis=1) * 1.5 + 50.0
    lines = bent_lines(through, direction, reach_m=reach_m, bend_m=np.zeros(n))
    sides = halves(lots.shape, lines, np.zeros(n))
    fit = np.ones(n, dtype=bool)
    for side in sides:
        fit &= shapely.get_type_id(side) == shapely.GeometryType.POLYGON
        fit &= shapely.area(side) > LEAST_LOT_M2
    cut = lots.at(fit)
    first, second = (replace(cut, shape=side[fit], fabric=cut.fabric.copy()) for side in sides)
    return fit, first, second
