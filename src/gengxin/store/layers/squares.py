"""The squares of WebMercatorQuad: which part of the ground each one shows."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["BUFFER", "EXTENT", "Square", "as_shares"]

# units along the side of a tile, and how far beyond its sides it shows shapes
EXTENT = 4096
BUFFER = 64
_LIMIT_DEG = 85.051128779806604


@dataclass(frozen=True, slots=True)
class Square:
    """One square of the grid: zoom, column from the west, row from the north."""

    zoom: int
    column: int
    row: int

    @property
    def side(self) -> float:
        """The side as a share of the world's width."""
        return float(2.0**-self.zoom)

    def bounds_deg(self, buffer: int = BUFFER) -> tuple[float, float, float, float]:
        """West, south, east, north, so many units beyond the square's sides."""
        more = self.side * buffer / EXTENT
        west, north = self.column * self.side - more, self.row * self.side - more
        east, south = (self.column + 1) * self.side + more, (self.row + 1) * self.side + more
        return _longitude(west), _latitude(south), _longitude(east), _latitude(north)

    def in_units(self, degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Points (longitude, latitude) in units of the tile, from its north-western corner."""
        corner = np.array([self.column, self.row]) * self.side
        return (as_shares(degrees) - corner) * (EXTENT / self.side)


def as_shares(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Points (longitude, latitude) as shares of the world's width, from its north-western corner.

    Spherical Mercator, as EPSG:3857 has it.
    """
    north = np.radians(np.clip(degrees[:, 1], -_LIMIT_DEG, _LIMIT_DEG))
    x = degrees[:, 0] / 360 + 0.5
    y = 0.5 - np.arcsinh(np.tan(north)) / (2 * np.pi)
    return np.column_stack([x, y])


def _longitude(share: float) -> float:
    return (share - 0.5) * 360


def _latitude(share: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))
