"""The city: land, streets, sites, buildings' ground and ways, before any table is written."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Ints
from gengxin.sources.sample.barriers import Cut, drawn_cuts
from gengxin.sources.sample.blocks import Blocks, Streets, axes_of, cut_blocks, faces_of
from gengxin.sources.sample.cells import Cells, chosen_cells
from gengxin.sources.sample.footprints import Footprints, laid_footprints
from gengxin.sources.sample.lattice import Lattice, drawn_lattice
from gengxin.sources.sample.lots import Lots, cut_lots, strips
from gengxin.sources.sample.paths import lot_paths
from gengxin.sources.sample.rows import planned_rows
from gengxin.sources.sample.uses import block_fabrics, block_targets_m2, with_placed
from gengxin.sources.sample.walk import Ways, rings_of, walked

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
    footprints: Footprints
    ways: Ways


def drawn_city(sites: int, seed: int) -> City:
    """Draw a city of so many sites."""
    rng = np.random.default_rng(seed)
    lattice = drawn_lattice(rng)
    cells = chosen_cells(lattice, sites, rng)
    cuts = drawn_cuts(lattice, cells.col, cells.row)
    blocks, streets = cut_blocks(faces_of(cells, cuts), block_targets_m2(cells), rng)
    fabric = block_fabrics(cells, blocks, rng)
    strip_lots = strips(cells, axes_of(cells), cuts)
    lots = cut_lots(blocks, fabric, sites - len(strip_lots), rng)
    lots = replace(lots, fabric=with_placed(lots, cells, sites, rng))
    rows = planned_rows(lots, rng)
    every_street = np.concatenate([rings_of(cells), streets.line])
    paths = lot_paths(lots, rows, every_street, rng)
    return City(
        sites=sites,
        seed=seed,
        lattice=lattice,
        cells=cells,
        cuts=cuts,
        blocks=blocks,
        block_fabric=fabric,
        streets=streets,
        lots=_rounded(lots.plus(strip_lots)),
        footprints=laid_footprints(rows, lots.fabric, rng),
        ways=walked(cells, streets, paths, cuts, rng),
    )


def _rounded(lots: Lots) -> Lots:
    """The lots with places to the centimetre."""
    shape = shapely.transform(lots.shape, lambda places: np.round(places, 2))
    return replace(lots, shape=shape)
