"""Uses: the fabric of every block, and land carved out for schools, care, churches, utilities."""

from dataclasses import replace

import numpy as np
import shapely
from scipy.spatial import cKDTree

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes, Words
from gengxin.sources.sample.facts import SITES
from gengxin.sources.sample.land.blocks import Blocks
from gengxin.sources.sample.land.cells import Cells
from gengxin.sources.sample.land.fabrics import FABRICS, MIXES, NUMBER, PLACED, column
from gengxin.sources.sample.land.lots import Lots, halved
from gengxin.sources.sample.land.stations import stations_of

__all__ = [
    "block_fabrics",
    "block_targets_m2",
    "carved",
    "evenly",
    "large_parks",
    "morton",
    "with_unbuilt",
]

# fabric, how many in 3,000 sites, least and greatest area in m², and where there are few: the
# characters of cells, and the share of them left there
CARVED = (
    ("school", 122, 12_000.0, 24_000.0, ("riverfront", "south"), 0.45),
    ("kindergarten", 160, 4_200.0, 7_200.0, ("riverfront", "south"), 0.25),
    ("government", 20, 5_000.0, 16_000.0, (), 1.0),
    ("depot", 9, 9_000.0, 18_000.0, (), 1.0),
    ("cemetery", 1, 24_000.0, 36_000.0, (), 1.0),
    ("care", 46, 3_500.0, 8_000.0, ("old_town",), 0.30),
    ("centre", 56, 3_000.0, 7_000.0, ("south",), 0.60),
    ("garden", 170, 1_800.0, 8_500.0, ("riverfront", "inner"), 0.30),
    ("church", 12, 2_800.0, 7_500.0, (), 1.0),
    ("utility", 26, 1_600.0, 5_500.0, (), 1.0),
)
# people a hectare where services go, as a weight; elsewhere land counts little
PEOPLE_A_HECTARE = {"lane": 370, "villa": 150, "old_slab": 480, "slab": 460, "mid_rise": 520,
                    "tower": 670, "shops": 200, "works": 60, "vacant": 60}  # fmt: skip
# from the liveliest blocks to the quietest; parks and vacant land lie anywhere
LIVELY_FIRST = ("mall", "office", "shops", "hospital", "culture", "tower", "mid_rise", "research",
                "lane", "slab", "villa", "old_slab", "works")  # fmt: skip
STREWN = ("park", "vacant")
WAVES_M = (1_300.0, 1_700.0, 2_300.0)
STATION_REACH_M = 330.0
# how far a station outweighs the waves, and chance both
BY_STATION, CHANCE = 1.6, 0.32
# parks that the streets go round, in 3,000 sites
LARGE_PARKS = 12
LARGE_PARK_M2 = (52_000.0, 125_000.0)
# a piece that would leave less than this share of its lot takes it whole
WHOLE_SHARE = 0.62
THIN_SHARE = 0.35


def block_targets_m2(cells: Cells) -> Floats:
    """The size that the blocks of each cell should have: the mean of its mix."""
    sizes = {f.code: f.block_m2 for f in FABRICS}
    means = {}
    for character, mix in MIXES.items():
        shares = {code: share for code, share in mix.items() if np.isfinite(sizes[code])}
        means[character] = sum(sizes[c] * s for c, s in shares.items()) / sum(shares.values())
    target = np.array([means[character] for character in cells.character])
    target[_placed(cells)[0]] = np.inf
    return target


def large_parks(cells: Cells, faces: Blocks, sites: int, rng: np.random.Generator) -> Flags:
    """Which faces stay whole, as parks of some size, evenly over the city but the old town."""
    low_m2, high_m2 = LARGE_PARK_M2
    area_m2 = shapely.area(faces.land)
    suits = (area_m2 >= low_m2) & (area_m2 <= high_m2) & ~_placed(cells)[0][faces.cell]
    suits &= cells.character[faces.cell] != "old_town"
    order = _by_place(faces.land)
    count = round(LARGE_PARKS * sites / SITES)
    found = np.zeros(len(faces), dtype=bool)
    found[order[evenly(suits[order].astype(np.float64), count, rng)]] = count > 0
    return found


def block_fabrics(cells: Cells, blocks: Blocks, is_park: Flags, rng: np.random.Generator) -> Ints:
    """The fabric of each block, by the mix of its cell's character."""
    n = len(blocks)
    area_m2 = shapely.area(blocks.land)
    fabric = np.zeros(n, dtype=np.int64)
    character: Words = cells.character[blocks.cell]
    order, strewn = np.argsort(_liveliness(cells, blocks, rng), kind="stable"), rng.permutation(n)
    for name, mix in MIXES.items():
        apart = {code: share for code, share in mix.items() if code in STREWN}
        here = strewn[character[strewn] == name]
        pick = _dealt(area_m2[here], apart, sum(mix.values()))
        fabric[here] = pick
        rest = order[(character[order] == name) & np.isin(order, here[pick < 0])]
        lively = {code: mix[code] for code in LIVELY_FIRST if code in mix}
        fabric[rest] = _dealt(area_m2[rest], lively, sum(lively.values()))
    placed, whole = _placed(cells)
    fabric[is_park] = NUMBER["park"]
    of_placed = placed[blocks.cell]
    fabric[of_placed] = whole[blocks.cell[of_placed]]
    return _with_one_station(fabric, area_m2)


def _dealt(area_m2: Floats, shares: dict[str, float], whole: float) -> Ints:
    """A fabric for each block in turn, so that the shares of land are met; -1 for what is left."""
    passed_m2 = np.cumsum(area_m2)
    dealt = (passed_m2 - area_m2 / 2) / max(passed_m2[-1:].sum(), 1.0)
    pick = np.searchsorted(np.cumsum(list(shares.values())) / whole, dealt, side="right")
    fabric: Ints = np.array([*(NUMBER[code] for code in shares), -1])[pick]
    return fabric


def _liveliness(cells: Cells, blocks: Blocks, rng: np.random.Generator) -> Floats:
    """A number for each block, low where much goes on: by metro stations; then estate by estate.

    Away from stations it follows waves, so that neighbouring blocks are built alike.
    """
    places = shapely.get_coordinates(shapely.centroid(blocks.land))
    stations = stations_of(cells).place
    away_m = cKDTree(stations).query(places)[0] if len(stations) else np.full(len(blocks), np.inf)
    heading = rng.uniform(0.0, 2 * np.pi, size=len(WAVES_M))
    phase = rng.uniform(0.0, 2 * np.pi, size=len(WAVES_M))
    along = places @ np.stack([np.cos(heading), np.sin(heading)])
    waves = np.sin(along * 2 * np.pi / np.array(WAVES_M) + phase).sum(axis=1)
    chance = rng.normal(0.0, CHANCE, size=len(blocks))
    found: Floats = 0.5 * waves + chance - BY_STATION * np.exp(-((away_m / STATION_REACH_M) ** 2))
    return found


def _with_one_station(fabric: Ints, area_m2: Floats) -> Ints:
    """A cell holds one railway station; what the railway cuts off is built over with it."""
    station = np.flatnonzero(fabric == NUMBER["station"])
    if station.size:
        largest = station[np.argmax(area_m2[station])]
        fabric[station] = NUMBER["mall"]
        fabric[largest] = NUMBER["station"]
    return fabric


def _placed(cells: Cells) -> tuple[Flags, Ints]:
    """Which cells one thing fills, and its fabric."""
    fabric = np.full(cells.col.size, -1, dtype=np.int64)
    for (col, row), code in PLACED.items():
        fabric[(cells.col == col) & (cells.row == row) & (cells.district == 0)] = NUMBER[code]
    return fabric >= 0, fabric


def carved(lots: Lots, cells: Cells, sites: int, rng: np.random.Generator) -> Lots:
    """The lots after schools, care, churches and the like took a piece of some of them."""
    dense = np.array([PEOPLE_A_HECTARE.get(f.code, 0) for f in FABRICS], dtype=np.float64)
    for code, per_district, low_m2, high_m2, short, left in CARVED:
        area_m2 = shapely.area(lots.shape)
        weight = area_m2 * dense[lots.fabric] * (area_m2 > low_m2)
        weight *= np.where(np.isin(cells.character[lots.cell], short), left, 1.0)
        order = _by_place(lots.shape)
        count = max(1, round(per_district * sites / SITES))
        chosen = order[evenly(weight[order], count, rng)]
        share = rng.uniform(low_m2, high_m2, size=chosen.size) / area_m2[chosen]
        lots = _carved_out(lots, chosen, np.minimum(share, 1.0), code, rng)
    return lots


def _carved_out(
    lots: Lots, chosen: Ints, share: Floats, code: str, rng: np.random.Generator
) -> Lots:
    """Give the share of each chosen lot, or nearly all of it the whole, to a fabric."""
    fabric = lots.fabric.copy()
    fabric[chosen[share >= WHOLE_SHARE]] = NUMBER[code]
    lots = replace(lots, fabric=fabric)
    chosen, share = chosen[share < WHOLE_SHARE], share[share < WHOLE_SHARE]
    # a small piece is cut from a broader one, else it would be too thin to build on
    broad = np.where(share < THIN_SHARE, np.sqrt(share * 0.8), share)
    rest, piece, side = _end_pieces(lots, chosen, broad, rng)
    thin = (share < THIN_SHARE)[side]
    small = np.flatnonzero(thin)
    others, cut, of = _end_pieces(piece, small, (share / broad)[side[small]], rng)
    cut.fabric[of >= 0] = NUMBER[code]
    others.fabric[: len(piece) - small.size] = NUMBER[code]
    return rest.plus(others, cut)


def _end_pieces(
    lots: Lots, chosen: Ints, share: Floats, rng: np.random.Generator
) -> tuple[Lots, Lots, Ints]:
    """Cut the share off one end of each chosen lot: all that is left, the ends, whose they are.

    The lots not chosen come first in what is left; those that can't be cut stay among the chosen.
    """
    from_start = rng.random(chosen.size) < 0.5
    at = np.where(from_start, share, 1.0 - share)
    fit, first, second = halved(lots.at(chosen), at, rng=rng)
    untouched = np.ones(len(lots), dtype=bool)
    untouched[chosen] = False
    flip = from_start[fit]
    ends = first.at(flip).plus(second.at(~flip))
    left = second.at(flip).plus(first.at(~flip))
    whose = np.flatnonzero(fit)
    return (
        lots.at(untouched).plus(lots.at(chosen[~fit]), left),
        ends,
        np.concatenate([whose[flip], whose[~flip]]),
    )


def with_unbuilt(lots: Lots, built: Ints) -> Lots:
    """The lots where nothing fits as vacant land."""
    fabric = lots.fabric.copy()
    empty = np.isfinite(column("back_m", fabric)) & ~np.isin(np.arange(len(lots)), built)
    fabric[empty & ~np.isin(fabric, [NUMBER["park"], NUMBER["cemetery"]])] = NUMBER["vacant"]
    return replace(lots, fabric=fabric)


def evenly(weight: Floats, count: int, rng: np.random.Generator) -> Ints:
    """Rows at even steps of the weight summed in their order; at most one of each."""
    steps = np.cumsum(weight)
    if not steps.size or steps[-1] <= 0:
        return np.zeros(0, dtype=np.int64)
    at = (np.arange(count) + rng.random()) / count * steps[-1]
    return np.unique(np.searchsorted(steps, at, side="right").clip(max=steps.size - 1))


def _by_place(shapes: Shapes) -> Ints:
    """The rows of the shapes in Morton's order."""
    order: Ints = np.argsort(
        morton(shapely.get_coordinates(shapely.centroid(shapes))), kind="stable"
    )
    return order


def morton(places: Floats) -> Ints:
    """A number that is near for places that are near (Morton's order), 16 m apart."""
    low = np.floor((places - places.min(axis=0, initial=np.inf)) / 16.0).astype(np.int64)
    code = np.zeros(len(places), dtype=np.int64)
    for bit in range(20):
        code |= ((low[:, 0] >> bit) & 1) << (2 * bit)
        code |= ((low[:, 1] >> bit) & 1) << (2 * bit + 1)
    return code
