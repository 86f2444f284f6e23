"""The layout: streets, the blocks between them, and exactly as many lots as are asked for."""

from dataclasses import dataclass, replace

import numpy as np

from gengxin.sources.sample.arrays import Flags, Floats, Ints, to_centimetres
from gengxin.sources.sample.land.barriers import Cut
from gengxin.sources.sample.land.blocks import (
    Blocks,
    Streets,
    avenues,
    axes_of,
    cut_blocks,
    faces_of,
    joined_blocks,
    joined_streets,
)
from gengxin.sources.sample.land.cells import Cells
from gengxin.sources.sample.land.lots import Lots, cut_lots, lots_of, strips
from gengxin.sources.sample.land.uses import block_fabrics, block_targets_m2, carved, large_parks

__all__ = ["Layout", "laid_out"]

# where there would be more blocks than sites, they are made larger by this and laid out again
COARSER = 1.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Blocks with their fabric, the streets between them, and the lots that they are cut into."""

    blocks: Blocks
    block_fabric: Ints
    streets: Streets
    lots: Lots


def laid_out(sites: int, cells: Cells, cuts: list[Cut], rng: np.random.Generator) -> Layout:
    """The layout of a sample; strips along water and railway are the last of its lots."""
    strip_lots = strips(cells, axes_of(cells), cuts)
    wanted = sites - len(strip_lots)
    target_m2 = block_targets_m2(cells)
    while True:
        blocks, streets, is_park = _blocks(sites, cells, cuts, target_m2, rng)
        fabric = block_fabrics(cells, blocks, is_park, rng)
        lots = carved(lots_of(blocks, fabric), cells, sites, rng)
        if len(lots) <= wanted:
            break
        target_m2 = target_m2 * COARSER
    lots = cut_lots(lots, wanted, rng).plus(strip_lots)
    return Layout(
        blocks=blocks,
        block_fabric=fabric,
        streets=streets,
        lots=replace(lots, shape=to_centimetres(lots.shape)),
    )


def _blocks(
    sites: int, cells: Cells, cuts: list[Cut], target_m2: Floats, rng: np.random.Generator
) -> tuple[Blocks, Streets, Flags]:
    """The blocks between the streets, the streets, and which blocks are large parks."""
    faces, wide = cut_blocks(faces_of(cells, cuts), target_m2, ranks=range(1, 3), rng=rng)
    park = large_parks(cells, faces, sites, rng)
    blocks, narrow = cut_blocks(faces.at(~park), target_m2, ranks=range(3, 10), rng=rng)
    is_park = np.arange(len(blocks) + int(park.sum())) >= len(blocks)
    streets = joined_streets(avenues(cells), wide, narrow)
    return joined_blocks(blocks, faces.at(park)), streets, is_park
