"""Uses: the fabric of every block, and the sites taken by schools, care, churches, utilities."""

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Words
from gengxin.sources.sample.blocks import Blocks
from gengxin.sources.sample.cells import Cells
from gengxin.sources.sample.fabrics import FABRICS, MIXES, NUMBER, PLACED
from gengxin.sources.sample.facts import SITES
from gengxin.sources.sample.lots import Lots

__all__ = ["block_fabrics", "block_targets_m2", "evenly", "morton", "with_placed"]

# fabric, sites of 3,000, least and greatest area in m², share left in the short places, where short
PLACED_SITES = (
    ("school", 76, 9_000.0, 34_000.0, 0.45, ("riverfront", "south")),
    ("kindergarten", 84, 3_500.0, 12_000.0, 0.25, ("riverfront", "south")),
    ("care", 30, 2_500.0, 12_000.0, 0.30, ("old_town",)),
    ("centre", 26, 2_500.0, 10_000.0, 0.60, ("south",)),
    ("garden", 100, 1_500.0, 9_000.0, 0.35, ("riverfront", "inner")),
    ("church", 12, 2_000.0, 12_000.0, 1.0, ()),
    ("government", 20, 4_000.0, 18_000.0, 1.0, ()),
    ("utility", 26, 1_500.0, 9_000.0, 1.0, ()),
    ("depot", 9, 6_000.0, 24_000.0, 1.0, ()),
    ("cemetery", 2, 22_000.0, 90_000.0, 1.0, ()),
)
HOMES = ("lane", "villa", "old_slab", "slab", "mid_rise", "tower", "shops", "works", "vacant")


def block_targets_m2(cells: Cells) -> Floats:
    """The size that the blocks of each cell should have: the mean of its mix."""
    sizes = {f.code: f.block_m2 for f in FABRICS}
    means = {}
    for character, mix in MIXES.items():
        shares = {code: share for code, share in mix.items() if np.isfinite(sizes[code])}
        means[character] = sum(sizes[c] * s for c, s in shares.items()) / sum(shares.values())
    target = np.array([means[character] for character in cells.character])
    target[placed_cells(cells)[0]] = np.inf
    return target


def placed_cells(cells: Cells) -> tuple[Flags, Ints]:
    """Which cells one thing fills, and its fabric."""
    fabric = np.full(cells.col.size, -1, dtype=np.int64)
    for (col, row), code in PLACED.items():
        fabric[(cells.col == col) & (cells.row == row) & (cells.district == 0)] = NUMBER[code]
    return fabric >= 0, fabric


def block_fabrics(cells: Cells, blocks: Blocks, rng: np.random.Generator) -> Ints:
    """The fabric of each block, by the mix of its cell's character."""
    chance = rng.random(len(blocks))
    fabric = np.zeros(len(blocks), dtype=np.int64)
    character: Words = cells.character[blocks.cell]
    for name, mix in MIXES.items():
        here = character == name
        steps = np.cumsum(list(mix.values()))
        pick = np.searchsorted(steps / steps[-1], chance[here], side="right")
        fabric[here] = np.array([NUMBER[code] for code in mix])[pick]
    placed, whole = placed_cells(cells)
    of_placed = placed[blocks.cell]
    fabric[of_placed] = whole[blocks.cell[of_placed]]
    return fabric


def with_placed(lots: Lots, cells: Cells, sites: int, rng: np.random.Generator) -> Ints:
    """The fabric of each lot after schools, care, churches and the like took theirs."""
    fabric = lots.fabric.copy()
    area_m2 = shapely.area(lots.shape)
    order = np.argsort(morton(shapely.get_coordinates(shapely.centroid(lots.shape))), kind="stable")
    homes = np.isin(fabric, [NUMBER[code] for code in HOMES])
    for code, per_district, low_m2, high_m2, left, short in PLACED_SITES:
        suits = homes & (area_m2 >= low_m2) & (area_m2 <= high_m2) & (fabric == lots.fabric)
        weight = np.where(np.isin(cells.character[lots.cell], short), left, 1.0) * suits
        count = max(1, round(per_district * sites / SITES))
        chosen = order[evenly(weight[order], count, rng)]
        fabric[chosen] = NUMBER[code]
    return fabric


def evenly(weight: Floats, count: int, rng: np.random.Generator) -> Ints:
    """Rows at even steps of the weight summed in their order; at most one of each."""
    steps = np.cumsum(weight)
    if not steps.size or steps[-1] <= 0:
        return np.zeros(0, dtype=np.int64)
    at = (np.arange(count) + rng.random()) / count * steps[-1]
    return np.unique(np.searchsorted(steps, at, side="right").clip(max=steps.size - 1))


def morton(places: Floats) -> Ints:
    """A number that is near for places that are near (Morton's order), 16 m apart."""
    low = np.floor((places - places.min(axis=0, initial=np.inf)) / 16.0).astype(np.int64)
    code = np.zeros(len(places), dtype=np.int64)
    for bit in range(20):
        code |= ((low[:, 0] >> bit) & 1) << (2 * bit)
        code |= ((low[:, 1] >> bit) & 1) << (2 * bit + 1)
    return code
