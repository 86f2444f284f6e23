"""What cuts through the cells: the railway and the creeks; and how wide the cut is."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.interpolate import make_interp_spline

from gengxin.sources.sample.arrays import Floats, Ints
from gengxin.sources.sample.land.cells import TILE_COLS, TILE_ROWS
from gengxin.sources.sample.land.lattice import Lattice

__all__ = ["Cut", "drawn_cuts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A railway or a creek: its middle line, half its own width, and half of what it keeps free."""

    kind: str
    name_zh: str
    name_en: str
    line: shapely.LineString
    half_m: float
    free_m: float


# kind, names, half width, half width kept free, and the places (column, row) it passes
MODELLED = (
    ("railway", "沪样铁路", "Huyang Railway", 13.0, 24.0,
     ((-2.0, 4.6), (1.0, 5.6), (3.4, 6.75), (5.2, 7.5), (7.0, 8.35), (8.25, 10.2), (8.35, 12.4),
      (7.55, 14.5), (5.6, 15.5), (3.6, 16.6))),
    ("water", "蒲样塘", "Puyang Creek", 10.0, 20.0,
     ((-1.0, 12.6), (1.5, 12.45), (3.4, 12.75), (5.3, 12.5), (7.0, 13.4), (9.6, 14.4),
      (12.2, 14.6))),
    ("water", "漕样港", "Caoyang Creek", 12.0, 22.0,
     ((-1.0, 9.7), (1.6, 9.45), (3.7, 9.8), (5.7, 9.35), (7.6, 10.4), (9.6, 10.75), (12.2, 10.3))),
    ("water", "张样塘", "Zhangyang Creek", 9.0, 18.0,
     ((2.4, 7.2), (4.4, 5.45), (6.3, 5.2), (8.5, 5.55), (10.4, 5.25), (12.2, 5.6))),
    ("water", "春样塘", "Chunyang Creek", 19.0, 34.0,
     ((5.0, 2.7), (7.6, 2.35), (9.4, 2.7), (12.2, 2.3))),
    ("water", "北样浜", "Beiyang Brook", 6.0, 13.0,
     ((3.55, 12.7), (3.35, 11.4), (3.65, 10.3), (3.5, 9.8))),
)  # fmt: skip


def drawn_cuts(lattice: Lattice, col: Ints, row: Ints) -> list[Cut]:
    """The railway and the creeks of all the cells given."""
    cuts = [
        Cut(
            kind=kind,
            name_zh=zh,
            name_en=en,
            line=_line(lattice, _curve(np.array(places))),
            half_m=half_m,
            free_m=free_m,
        )
        for kind, zh, en, half_m, free_m, places in MODELLED
    ]
    return cuts + _further(lattice, col, row)


def _curve(places: Floats, step: float = 0.08) -> Floats:
    """A smooth line through the places, in the plane of the lattice."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
    at = np.linspace(0.0, along[-1], int(along[-1] / step) + 2)
    curve: Floats = make_interp_spline(along, places, k=3)(at)
    return curve


def _line(lattice: Lattice, places: Floats) -> shapely.LineString:
    return shapely.LineString(np.round(lattice.ground(places[:, 0], places[:, 1]), 2))


def _further(lattice: Lattice, col: Ints, row: Ints) -> list[Cut]:
    """A creek through each row of tiles beside the modelled district, west of it."""
    cuts = []
    for tile_row in np.unique((row[col < 0] + 3) // TILE_ROWS):
        inside = (col < 0) & ((row + 3) // TILE_ROWS == tile_row)
        west = col[inside].min()
        for start in range(int(west), 0, TILE_COLS):
            at = np.arange(start, min(start + TILE_COLS, -0.9) + 0.04, 0.08)
            bend = 4.5 + tile_row * TILE_ROWS + 0.35 * np.sin(at * 1.3 + tile_row)
            cuts.append(
                Cut(
                    kind="water",
                    name_zh=f"样例{tile_row + 10}河",
                    name_en=f"Creek {tile_row + 10}",
                    line=_line(lattice, np.stack([at, bend], axis=1)),
                    half_m=11.0,
                    free_m=20.0,
                )
            )
    return cuts
