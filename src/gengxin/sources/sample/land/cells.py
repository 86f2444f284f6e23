"""Which cells of the lattice a sample has, to what they belong, and how wide their streets are."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes, Words, lines_of
from gengxin.sources.sample.facts import AREA_M2, SITES, SUB_DISTRICTS
from gengxin.sources.sample.land.lattice import RIVER_COL, Lattice, modelled_cells

__all__ = ["SIDES", "TILE_COLS", "TILE_ROWS", "Cells", "chosen_cells", "is_fast", "side_ends"]

# the middle of a small sample: between the old town, the shopping centre and the railway
MIDDLE = np.array([6.6, 16.6])
TILE_COLS = 12
TILE_ROWS = 14
# rows of the modelled district whose streets are those of the old town
OLD_TOWN_ROW, TOP_ROW = 17, 21
SIDES = ("south", "east", "north", "west")
PAVEMENT_M = 3.0
CHARACTERS = tuple(sorted({s.character for s in SUB_DISTRICTS} - {"riverfront", "science"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Cells enclosed by main streets: to the middle of the streets, inside the pavements, land.

    ``district`` is 0 for the one modelled on Xuhui, and counts up beside it; ``part`` is the number
    of the sub-district within it. ``half_m`` is half the width of the street on each side.
    """

    col: Ints
    row: Ints
    district: Ints
    part: Ints
    character: Words
    whole: Shapes
    walk: Shapes
    land: Shapes
    edge: Shapes
    half_m: Floats

    @property
    def riverside(self) -> Flags:
        """Whether the river runs along the east of the cell."""
        beside: Flags = self.col == RIVER_COL - 1
        return beside

    @property
    def edge_number(self) -> Ints:
        """A number for the lattice's edge on each side, the same for the cells on both."""
        numbers = []
        for side in SIDES:
            col, row, going = side_ends(self.col, self.row, side)
            numbers.append(((col + 1_000) * 4_000 + row + 1_000) * 2 + (going == "north"))
        return np.stack(numbers, axis=1)


def is_fast(col: Ints, row: Ints, side: str) -> Flags:
    """Whether a fast road runs on stilts above the street on this side of each cell."""
    if side in {"south", "north"}:
        line = row + (side == "north")
        modelled = np.isin(line, (3, 6, 16)) & (col >= 2)
        further = (line % 14 == 2) & ((row < -1) | (row > 21))
    else:
        line = col + (side == "east")
        modelled = (line == 6) & (row >= 6) & (row < 16)
        further = (line % 12 == 5) & (col < -1)
    fast: Flags = modelled | further
    return fast


def side_ends(col: Ints, row: Ints, side: str) -> tuple[Ints, Ints, str]:
    """The node at which the edge on this side begins, and which way it goes."""
    going = "east" if side in {"south", "north"} else "north"
    return col + (side == "east"), row + (side == "north"), going


def chosen_cells(lattice: Lattice, sites: int, rng: np.random.Generator) -> Cells:
    """The cells of a sample of so many sites, from the middle outwards."""
    col, row, district = _numbered(lattice, sites)
    part, character = _parts(col, row, district, rng)
    whole = lattice.cells(col, row)
    edge = np.stack(
        [lines_of(lattice.edges(c, r, going=g)) for c, r, g in _sides(col, row)], axis=1
    )
    half_m = _half_widths_m(col, row)
    land, walk = whole, whole
    for side in range(4):
        land = shapely.difference(land, _beside(edge[:, side], half_m[:, side]))
        walk = shapely.difference(walk, _beside(edge[:, side], half_m[:, side] - PAVEMENT_M))
    return Cells(
        col=col,
        row=row,
        district=district,
        part=part,
        character=character,
        whole=whole,
        walk=walk,
        land=land,
        edge=edge,
        half_m=half_m,
    )


def _sides(col: Ints, row: Ints) -> list[tuple[Ints, Ints, str]]:
    return [side_ends(col, row, side) for side in SIDES]


def _beside(edge: Shapes, half_m: Floats) -> Shapes:
    shapes: Shapes = shapely.buffer(edge, half_m, quad_segs=2)
    return shapes


def _numbered(lattice: Lattice, sites: int) -> tuple[Ints, Ints, Ints]:
    """Columns, rows and districts of the cells nearest to the middle, up to the area."""
    col, row = modelled_cells()
    if sites == SITES:
        return col, row, np.zeros_like(col)
    if sites < SITES:
        near = np.argsort(_distance(col, row), kind="stable")
        area_m2 = np.cumsum(_area_m2(lattice, col[near], row[near]))
        count = int(np.argmin(np.abs(area_m2 - AREA_M2 * sites / SITES))) + 1
        kept = np.sort(near[:count])
        return col[kept], row[kept], np.zeros(kept.size, dtype=np.int64)
    further = _further_cells(lattice, AREA_M2 * (sites / SITES - 1))
    number = _district_numbers(*further)
    return (
        np.concatenate([col, further[0]]),
        np.concatenate([row, further[1]]),
        np.concatenate([np.zeros_like(col), number]),
    )


def _distance(col: Ints, row: Ints) -> Floats:
    away: Floats = np.hypot(col + 0.5 - MIDDLE[0], row + 0.5 - MIDDLE[1])
    return away


def _further_cells(lattice: Lattice, area_m2: float) -> tuple[Ints, Ints]:
    """Cells beside the modelled district, nearest first, until they have the area."""
    reach = int(np.sqrt(area_m2 / 3.0e5)) + 20
    cols, rows = np.meshgrid(np.arange(-reach, RIVER_COL), np.arange(-reach, reach + 20))
    col, row = cols.ravel(), rows.ravel()
    own = set(zip(*(part.tolist() for part in modelled_cells()), strict=True))
    free = np.array([place not in own for place in zip(col.tolist(), row.tolist(), strict=True)])
    col, row = col[free], row[free]
    near = np.argsort(_distance(col, row), kind="stable")
    # a first guess of the count bounds how many cells are drawn
    near = near[: int(area_m2 / 2.4e5) + 40]
    col, row = col[near], row[near]
    drawn_m2 = np.cumsum(_area_m2(lattice, col, row))
    count = int(np.argmin(np.abs(drawn_m2 - area_m2))) + 1
    return col[:count], row[:count]


def _area_m2(lattice: Lattice, col: Ints, row: Ints) -> Floats:
    """The area of each cell, with its half of the river."""
    area_m2: Floats = shapely.area(lattice.cells(col, row))
    shore = col == RIVER_COL - 1
    area_m2[shore] += shapely.area(lattice.river(row[shore]))
    return area_m2


def _district_numbers(col: Ints, row: Ints) -> Ints:
    """Number the further districts, a tile of cells each, in the order of their first cell."""
    tile = (col // TILE_COLS) * 1_000 + (row + 3) // TILE_ROWS
    _, first, inverse = np.unique(tile, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first, kind="stable"), kind="stable")
    return rank[inverse].astype(np.int64) + 1


def _parts(col: Ints, row: Ints, district: Ints, rng: np.random.Generator) -> tuple[Ints, Words]:
    """The sub-district of each cell within its district, and its character."""
    places = np.array([[s.col, s.row] for s in SUB_DISTRICTS])
    away = np.hypot(col[:, None] + 0.5 - places[:, 0], 0.9 * (row[:, None] + 0.5 - places[:, 1]))
    own = np.argmin(away, axis=1)
    tile = (col // 4) % 3 + 3 * (((row + 3) % TILE_ROWS) // 4)
    part = np.where(district == 0, own, tile).astype(np.int64)
    named = np.array([s.character for s in SUB_DISTRICTS], dtype=object)
    drawn = np.array(CHARACTERS, dtype=object)[
        rng.integers(len(CHARACTERS), size=(district.max() + 1, 16))
    ]
    character = np.where(district == 0, named[own], drawn[district, part])
    character[(col >= RIVER_COL - 2) & np.isin(character, ("garden", "village", "inner"))] = (
        "riverfront"
    )
    return part, character


def _half_widths_m(col: Ints, row: Ints) -> Floats:
    """Half the width of the street on each side: fast road, main street, or the river's edge."""
    widths = []
    for side in SIDES:
        start_col, start_row, going = side_ends(col, row, side)
        line = start_row if going == "east" else start_col
        # one line in three is a secondary street; the old town's are narrower still
        half = np.where((line * 5 + (going == "north")) % 3 == 1, 12.5, 19.0)
        half = np.where((start_row >= OLD_TOWN_ROW) & (start_row <= TOP_ROW), half * 0.7, half)
        half = np.where(is_fast(col, row, side), 28.0, half)
        if side == "east":
            half = np.where(start_col == RIVER_COL, 9.0, half)
        widths.append(half)
    return np.stack(widths, axis=1)
