"""A stepped envelope: each cell of a site as tall as receptors allow, together.

Which slots a receptor keeps is a choice: the site may rise high in one direction if it stays low
in another. Receptors choose in turn, those with the least to spare first, the slots whose strips
cost the least volume; a few at a time choose anew while that gains volume; then each cell rises
until a receptor forbids it, so that none could rise alone.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.blocks import Blocks
from gengxin.engines.sun.branching import branched
from gengxin.engines.sun.ceiling import JUST_BELOW_M, Tally
from gengxin.engines.sun.faults import raise_faults
from gengxin.engines.sun.giving import give_way
from gengxin.engines.sun.near import ColumnIndex, column_index, columns_found, reach_of
from gengxin.engines.sun.path import SunPath
from gengxin.engines.sun.receptors import Receptors
from gengxin.engines.sun.rising import Tops, no_limits, rise_alone, rise_together, site_of
from gengxin.engines.sun.scene import Scene, cluster_of, without
from gengxin.engines.sun.sites import Need, Requirement, need_of, of_columns, of_scene
from gengxin.engines.sun.strips import Ground, Strips, strips_of

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
Position = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Land that may be built on cell by cell.

    ``envelope`` holds a block a cell, up to the greatest height of interest; cells do not overlap.
    ``of_cell`` is the site of each cell, in growing order. ``of_block`` tells, for each block
    number of the scene, on which site it stands and with which it goes; -1 for none.
    """

    envelope: Blocks
    of_cell: Whole
    of_block: Whole

    def __post_init__(self) -> None:
        """Refuse cells out of order."""
        if self.of_cell.shape != (self.envelope.count,):
            msg = f"there are {self.envelope.count} cells and {self.of_cell.size} sites of cells"
            raise ValueError(msg)
        before = np.concatenate([[0], self.of_cell[:-1]])
        raise_faults(
            "cells must name their sites, in growing order from 0; mend of_cell",
            [f"cell {c}: site {self.of_cell[c]}" for c in np.flatnonzero(self.of_cell < before)],
        )

    @property
    def site_count(self) -> int:
        """Number of sites, those without cells included."""
        return int(max(self.of_cell.max(initial=-1), self.of_block.max(initial=-1))) + 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stepped:
    """For each site, heights of its cells that are legal together, and how good they are.

    ``top_m``, ``receptor`` and ``hour`` have a row a cell, as in :class:`Tallest`: what forbids
    that cell to rise while the others stay. ``alone_m`` is the top that would be legal with all
    other cells of the site empty. The others have a row a site: ``volume_m3`` is what stands under
    the tops; no envelope of the site holds more than ``alone_m3``, the sum over the cells alone,
    nor than ``bound_m3``, which prices what receptors must cost them together.
    """

    top_m: Real
    receptor: Position
    hour: Real
    alone_m: Real
    volume_m3: Real
    alone_m3: Real
    bound_m3: Real


def stepped(
    scene: Scene,
    receptors: Receptors,
    path: SunPath,
    *,
    cells: Cells,
    requirement: Requirement,
    rounds: int = 100,
) -> Stepped:
    """The stepped envelope of each site while all others stay as they are today.

    The blocks that stand on the site go, and with them their receptors. Receptors that have no
    outside today ask nothing.

    Parameters
    ----------
    rounds
        Of pricing, which take most of the time; 0 for none, so that ``bound_m3`` is ``alone_m3``.
        Those above 100 search on, part by part, for better envelopes and a closer bound; of a
        small site some thousands may prove the best one.

    Examples
    --------
    >>> import shapely
    >>> from gengxin.engines.sun import *
    >>> shapes, site = cells_of([shapely.box(-9, -30, 9, -20)], size_m=5)
    >>> found = stepped(
    ...     scene_of(blocks([], [])),
    ...     point_receptors([(0, 0)], 1.5),
    ...     sun_path(31.2, -20.15, step_min=10),
    ...     cells=Cells(envelope=blocks(shapes, 60.0), of_cell=site, of_block=np.empty(0, int)),
    ...     requirement=Requirement(hours=6, baseline="today"),
    ... )
    >>> bool(found.volume_m3[0] <= found.bound_m3[0] <= found.alone_m3[0])
    True
    """
    town = Town(
        scene=scene,
        receptors=receptors,
        path=path,
        cells=cells,
        need=need_of(requirement, receptors, path),
        column_index=column_index(receptors),
        own_site=of_columns(cells.of_block, receptors),
        site_of=of_scene(cells.of_block, scene),
    )
    # without any site, that of an empty one, which has no cells
    found = [_envelope(town, site, rounds) for site in range(max(cells.site_count, 1))]
    count = cells.site_count
    return Stepped(
        top_m=np.concatenate([one.top_m for one in found]),
        receptor=np.concatenate([one.receptor for one in found]),
        hour=np.concatenate([one.hour for one in found]),
        alone_m=np.concatenate([one.alone_m for one in found]),
        volume_m3=np.concatenate([one.volume_m3 for one in found])[:count],
        alone_m3=np.concatenate([one.alone_m3 for one in found])[:count],
        bound_m3=np.concatenate([one.bound_m3 for one in found])[:count],
    )


class Town(NamedTuple):
    """What all sites share."""

    scene: Scene
    receptors: Receptors
    path: SunPath
    cells: Cells
    need: Need
    column_index: ColumnIndex
    own_site: Whole
    site_of: tuple[Whole, Whole]


def _envelope(town: Town, number: int, rounds: int) -> Stepped:
    """The envelope of one site."""
    start, end = np.searchsorted(town.cells.of_cell, [number, number + 1])
    cells = town.cells.envelope.only(np.arange(start, end))
    site = site_of(
        _strips(town, number, cells), cells, Tally(town.path.slots.place, town.need.rule)
    )
    alone, together = no_limits(cells), no_limits(cells)
    rise_alone(site, alone)
    together.top_m[:] = alone.top_m
    give_way(site, together.top_m)
    rise_together(site, together)
    ceiling_m = np.maximum(alone.top_m, cells.ground_m)  # bounds are of ceilings themselves
    alone_m3 = float(cells.area_m2 @ (ceiling_m - cells.ground_m))
    together, loss_m3 = branched(site, ceiling_m, tops=together, rounds=rounds)
    top_m = _legal_m(together, cells)
    return Stepped(
        top_m=top_m,
        receptor=together.receptor,
        hour=town.path.hour_of(together.slot),
        alone_m=_legal_m(alone, cells),
        volume_m3=np.array([cells.area_m2 @ (top_m - cells.ground_m)]),
        alone_m3=np.array([alone_m3]),
        bound_m3=np.array([alone_m3 - loss_m3]),
    )


def _legal_m(tops: Tops, cells: Blocks) -> Real:
    """The tops just below what binds them, and not below the ground."""
    top_m = np.where(tops.receptor >= 0, tops.top_m - JUST_BELOW_M, tops.top_m)
    return np.maximum(top_m, cells.ground_m)


def _strips(town: Town, number: int, cells: Blocks) -> Strips:
    """What the cells of a site stand before, its own columns left out."""
    cluster = cluster_of(cells, np.arange(cells.count, dtype=np.int32))
    numbers = [
        part.number[(site == number) & (part.top_m > -np.inf)]
        for part, site in zip(town.scene, town.site_of, strict=True)
    ]
    ground = Ground(
        today=town.scene,
        empty=without(town.scene, np.concatenate(numbers)),
        cells=cluster,
        receptors=town.receptors.arrays,
        slots=town.path.slots,
        need=town.need,
    )
    columns = np.empty(0, np.int64)
    if cells.count:
        box = cluster.tree.box[:1]
        reach_m = float(reach_of(town.receptors, town.path, box)[0])
        columns = columns_found(town.column_index, town.receptors, town.path, box[0], reach_m)
    return strips_of(ground, columns[town.own_site[columns] != number])
