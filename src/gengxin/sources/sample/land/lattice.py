"""The warped lattice of main streets: where the nodes, edges and cells of the city lie."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Floats, Ints, Shapes, polygons_of
from gengxin.sources.sample.facts import AREA_M2, ROW_SPANS

__all__ = ["RIVER_COL", "Lattice", "drawn_lattice", "modelled_cells"]

RIVER_COL = 12
# lines are drawn for the largest sample at once, so that a small one is a part of a large one
LINES = 560
ZERO = 280
SPACING_M = 570.0
RIVER_HALF_M = 210.0
ORIGIN = np.array([350_900.0, 3_449_300.0])
MIDDLE = (6.5, 10.5)
TURN_RAD = 0.20
EDGE_STEPS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """Lines of main streets in a plane of their own, and the warp that lays them on the ground."""

    east_m: Floats
    north_m: Floats
    shift_m: Floats
    bulge_m: Floats
    waves: Floats
    scale: float

    def ground(self, col: Floats, row: Floats) -> Floats:
        """Metres in the district's CRS of places in the lattice; ``(…, 2)``."""
        lines = np.arange(LINES) - ZERO
        u = np.interp(col, lines, self.east_m)
        v = np.interp(row, lines, self.north_m)
        u = u + _bends_m(v) * np.exp((np.minimum(col, RIVER_COL) - RIVER_COL) * 0.22)
        x, y = u.copy(), v.copy()
        for to_x, to_y, along_u, along_v, phase in self.waves:
            wave = np.sin(along_u * u + along_v * v + phase)
            x += to_x * wave
            y += to_y * wave
        turn = TURN_RAD + 0.09 * np.tanh(v / 5_000.0) * np.exp(-((u / 9_000.0) ** 2))
        turned = np.stack(
            [x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)]
        )
        places: Floats = ORIGIN + self.scale * np.moveaxis(turned, 0, -1)
        return places

    def edges(self, col: Ints, row: Ints, *, going: str) -> Floats:
        """Each edge from node ``col, row`` going ``"east"`` or ``"north"``: ``(n, steps, 2)``."""
        side = 0 if going == "east" else 1
        t = np.linspace(0.0, 1.0, EDGE_STEPS + 1)
        to = (col + (side == 0), row + (side == 1))
        line = self.ground(
            col[:, None] + (to[0] - col)[:, None] * t, row[:, None] + (to[1] - row)[:, None] * t
        )
        start = self.shift_m[col + ZERO, row + ZERO]
        end = self.shift_m[to[0] + ZERO, to[1] + ZERO]
        line = line + start[:, None] * (1 - t)[:, None] + end[:, None] * t[:, None]
        across = (line[:, -1] - line[:, 0])[:, ::-1] * [-1.0, 1.0]
        across /= np.hypot(across[:, 0], across[:, 1])[:, None]
        bulge = self.bulge_m[col + ZERO, row + ZERO, side]
        bent: Floats = line + across[:, None] * (bulge[:, None] * np.sin(np.pi * t))[..., None]
        return bent.round(2)

    def node(self, col: Ints, row: Ints) -> Floats:
        """Metres of the nodes."""
        return np.round(
            self.ground(col.astype(float), row.astype(float))
            + self.shift_m[col + ZERO, row + ZERO],
            2,
        )

    def cells(self, col: Ints, row: Ints) -> Shapes:
        """The polygon of each cell, along the middle of its streets."""
        south = self.edges(col, row, going="east")
        north = self.edges(col, row + 1, going="east")
        west = self.edges(col, row, going="north")
        east = self.edges(col + 1, row, going="north")
        ring = [south[:, :-1], east[:, :-1], north[:, :0:-1], west[:, :0:-1]]
        return polygons_of(np.concatenate(ring, axis=1))

    def river(self, row: Ints) -> Shapes:
        """The half of the river that belongs to each riverside cell."""
        bank = self.edges(np.full_like(row, RIVER_COL), row, going="north")
        t = np.linspace(0.0, 1.0, EDGE_STEPS + 1)
        beyond = self._beyond(row[:, None] + t, 1.0)
        return polygons_of(np.concatenate([bank, beyond[:, ::-1]], axis=1))

    def bank(self, row: Ints) -> Floats:
        """The near bank along all rows from the first to the last, one line."""
        every = np.arange(row.min(), row.max() + 1)
        edges = self.edges(np.full_like(every, RIVER_COL), every, going="north")
        return np.concatenate([edges[:, :-1].reshape(-1, 2), edges[-1:, -1]])

    def far_bank(self, row: Floats) -> Floats:
        """The other bank at places along the river."""
        return self._beyond(row, 2.0)

    def _beyond(self, row: Floats, halves: float) -> Floats:
        """Points ``halves`` half widths beyond the bank, straight across."""
        pitch_m = self.east_m[RIVER_COL + ZERO + 1] - self.east_m[RIVER_COL + ZERO]
        step = halves * RIVER_HALF_M / pitch_m
        places: Floats = np.round(self.ground(np.full(row.shape, RIVER_COL + step), row), 2)
        return places


def _bends_m(v: Floats) -> Floats:
    """How far the river leaves a straight line, v metres north of the middle."""
    return 430.0 * np.sin(v / 690.0 + 0.9) + 260.0 * np.sin(v / 1_450.0 + 2.0)


def modelled_cells() -> tuple[Ints, Ints]:
    """Columns and rows of the cells of the district modelled on Xuhui."""
    cells = [
        (col, row) for row, (first, last) in enumerate(ROW_SPANS) for col in range(first, last + 1)
    ]
    col, row = np.array(cells, dtype=np.int64).T
    return col, row


def drawn_lattice(rng: np.random.Generator) -> Lattice:
    """A lattice by chance, scaled so that the district modelled on Xuhui has its area."""
    pitch = SPACING_M * rng.uniform(0.70, 1.34, size=(2, LINES))
    lines = np.cumsum(pitch, axis=1)
    lines -= lines[:, [ZERO]] + np.array([[MIDDLE[0]], [MIDDLE[1]]]) * SPACING_M
    length_m = rng.uniform(2_600.0, 6_500.0, size=4)
    heading = rng.uniform(0.0, np.pi, size=4) + np.arange(4) * np.pi / 4
    size_m = rng.uniform(0.10, 0.16, size=4) * length_m / (2 * np.pi)
    waves = np.stack([
        size_m * -np.sin(heading), size_m * np.cos(heading),
        np.cos(heading) * 2 * np.pi / length_m, np.sin(heading) * 2 * np.pi / length_m,
        rng.uniform(0.0, 2 * np.pi, size=4),
    ], axis=1)  # fmt: skip
    lattice = Lattice(
        east_m=lines[0],
        north_m=lines[1],
        shift_m=rng.uniform(-42.0, 42.0, size=(LINES, LINES, 2)),
        bulge_m=rng.normal(0.0, 9.0, size=(LINES, LINES, 2)),
        waves=waves,
        scale=1.0,
    )
    return _scaled(lattice)


def _scaled(lattice: Lattice) -> Lattice:
    """The same lattice at the scale at which the modelled district has its area."""
    col, row = modelled_cells()
    scale = 1.0
    for _ in range(3):  # shifts of nodes do not scale, so it takes a few rounds
        sized = replace(lattice, scale=scale)
        area_m2 = shapely.area(sized.cells(col, row)).sum()
        area_m2 += shapely.area(sized.river(row[col == RIVER_COL - 1])).sum()
        scale *= float(np.sqrt(AREA_M2 / area_m2))
    return replace(lattice, scale=scale)
