"""The city: land, streets, sites, buildings' ground and ways, before any table is written."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Ints
from gengxin.sources.sample.built.footprints import Footprints, laid_footprints
from gengxin.sources.sample.built.fronts import planned_fronts
from gengxin.sources.sample.built.grounds import Grounds, ponds, tracks
from gengxin.sources.sample.built.rows import planned_rows
from gengxin.sources.sample.land.barriers import Cut, drawn_cuts
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
from gengxin.sources.sample.land.cells import Cells, chosen_cells
from gengxin.sources.sample.land.lattice import Lattice, drawn_lattice
from gengxin.sources.sample.land.lots import Lots, cut_lots, lots_of, strips
from gengxin.sources.sample.land.uses import (
    block_fabrics,
    block_targets_m2,
    carved,
    large_parks,
    with_unbuilt,
)
from gengxin.sources.sample.ways.gates import gate_links
from gengxin.sources.sample.ways.paths import lot_paths
from gengxin.sources.sample.ways.walk import Ways, rings_of, walked

__all__ = ["City", "drawn_city"]


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """Everything with a place; ``lots`` are the sites, strips along lines last."""

    sites: int
    seed: int
    lattice: Lattice
    cells: Cells
    cuts: list[Cut]
    blocks: Blocks
    block_fabric: Ints
    streets: Streets
    lots: Lots
    tracks: Grounds
    ponds: Grounds
    footprints: Footprints
    ways: Ways


def drawn_city(sites: int, seed: int) -> City:
    """Draw a city of so many sites."""
    rng = np.random.default_rng(seed)
    lattice = drawn_lattice(rng)
    cells = chosen_cells(lattice, sites, rng)
    cuts = drawn_cuts(lattice, cells.col, cells.row)
    blocks, streets, is_park = _laid_out(sites, cells, cuts, rng)
    fabric = block_fabrics(cells, blocks, is_park, rng)
    lots = _cut_land(sites, cells, cuts, lots_of(blocks, fabric), rng)
    fronts = planned_fronts(lots, blocks, rng)
    rows = planned_rows(lots, fronts, rng)
    track = tracks(lots, rows)
    every_street = np.concatenate([rings_of(cells), streets.line])
    paths = lot_paths(lots, rows, track, every_street, rng)
    links = gate_links(paths, every_street, cuts)
    in_use = np.concatenate([paths.line, links.line])
    footprints = laid_footprints(rows, fronts, lots, in_use, rng)
    lots = with_unbuilt(lots, footprints.lot)
    return City(
        sites=sites,
        seed=seed,
        lattice=lattice,
        cells=cells,
        cuts=cuts,
        blocks=blocks,
        block_fabric=fabric,
        streets=streets,
        lots=lots,
        tracks=track,
        ponds=ponds(lots, rows, paths.line, rng),
        footprints=footprints,
        ways=walked(cells, streets, (paths, links), cuts, rng),
    )


def _laid_out(
    sites: int, cells: Cells, cuts: list[Cut], rng: np.random.Generator
) -> tuple[Blocks, Streets, Flags]:
    """The blocks between the streets, the streets, and which blocks are large parks."""
    target_m2 = block_targets_m2(cells, sites)
    faces, wide = cut_blocks(faces_of(cells, cuts), target_m2, ranks=range(1, 3), rng=rng)
    park = large_parks(cells, faces, sites, rng)
    blocks, narrow = cut_blocks(faces.at(~park), target_m2, ranks=range(3, 10), rng=rng)
    is_park = np.arange(len(blocks) + int(park.sum())) >= len(blocks)
    streets = joined_streets(avenues(cells), wide, narrow)
    return joined_blocks(blocks, faces.at(park)), streets, is_park


def _cut_land(
    sites: int, cells: Cells, cuts: list[Cut], whole: Lots, rng: np.random.Generator
) -> Lots:
    """Exactly so many lots: those cut from the blocks, then strips along water and railway."""
    strip_lots = strips(cells, axes_of(cells), cuts)
    lots = carved(whole, cells, sites, rng)
    lots = cut_lots(lots, sites - len(strip_lots), rng).plus(strip_lots)
    return replace(lots, shape=shapely.transform(lots.shape, lambda places: np.round(places, 2)))
