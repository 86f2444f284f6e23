"""The city: land, streets, sites, buildings' ground and ways, before any table is written."""

from dataclasses import dataclass

import numpy as np

from gengxin.sources.sample.arrays import Ints
from gengxin.sources.sample.built.footprints import Footprints, laid_footprints
from gengxin.sources.sample.built.fronts import planned_fronts
from gengxin.sources.sample.built.grounds import Grounds, ponds, tracks
from gengxin.sources.sample.built.rows import planned_rows
from gengxin.sources.sample.land.barriers import Cut, drawn_cuts
from gengxin.sources.sample.land.blocks import Blocks, Streets
from gengxin.sources.sample.land.cells import Cells, chosen_cells
from gengxin.sources.sample.land.lattice import Lattice, drawn_lattice
from gengxin.sources.sample.land.layout import laid_out
from gengxin.sources.sample.land.lots import Lots
from gengxin.sources.sample.land.uses import with_unbuilt
from gengxin.sources.sample.ways.gates import gate_links
from gengxin.sources.sample.ways.kinds import Ways
from gengxin.sources.sample.ways.paths import lot_paths
from gengxin.sources.sample.ways.walk import rings_of, walked

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
    land = laid_out(sites, cells, cuts, rng)
    fronts = planned_fronts(land.lots, land.blocks, rng)
    rows = planned_rows(land.lots, fronts, rng)
    track = tracks(land.lots, rows)
    every_street = np.concatenate([rings_of(cells), land.streets.line])
    paths = lot_paths(land.lots, rows, track, every_street, rng)
    links = gate_links(paths, every_street, cuts)
    in_use = np.concatenate([paths.line, links.line])
    footprints = laid_footprints(rows, fronts, land.lots, in_use, rng)
    return City(
        sites=sites,
        seed=seed,
        lattice=lattice,
        cells=cells,
        cuts=cuts,
        blocks=land.blocks,
        block_fabric=land.block_fabric,
        streets=land.streets,
        lots=with_unbuilt(land.lots, footprints.lot),
        tracks=track,
        ponds=ponds(land.lots, rows, paths.line, rng),
        footprints=footprints,
        ways=walked(cells, land.streets, (paths, links), cuts, rng),
    )
