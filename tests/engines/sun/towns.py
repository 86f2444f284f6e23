"""Small towns for the tests: drawn at random, and told to the plain twin and to the engine."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from hypothesis import strategies as st
from shapely import affinity
from tests.plain import sun as plain

from gengxin.engines.sun import Blocks, Receptors, SunPath, blocks, sun_path

STEP_MIN = 20.0

Day = tuple[SunPath, list[plain.Sun]]


@dataclass(frozen=True, kw_only=True)
class Town:
    footprints: list[shapely.Polygon]
    top_m: list[float]

    @property
    def blocks(self) -> Blocks:
        return blocks(self.footprints, self.top_m)

    @property
    def plain(self) -> list[plain.Block]:
        pairs = zip(self.footprints, self.top_m, strict=True)
        return [plain.Block(footprint=f, top_m=t) for f, t in pairs]


@st.composite
def footprints(draw: st.DrawFn) -> shapely.Polygon:
    """Boxes, right angles, courtyards, turned by any angle; corners lie on decimetres."""
    decimetres = st.integers(0, 600).map(lambda tenths: tenths / 10)
    x, y = draw(decimetres), draw(decimetres)
    width, depth = draw(st.integers(30, 200)) / 10, draw(st.integers(30, 200)) / 10
    shape = shapely.box(x, y, x + width, y + depth)
    kind = draw(st.sampled_from(["box", "box", "angle", "court"]))
    if kind == "angle":
        shape = shape.difference(shapely.box(x + width / 2, y + depth / 3, x + width, y + depth))
    if kind == "court":
        shape = shape.difference(shape.buffer(-min(width, depth) / 4))
    return affinity.rotate(shape, draw(st.sampled_from([0, 0, 0, 17, 45, 90, 133])), "center")


@st.composite
def towns(draw: st.DrawFn, *, most: int = 7) -> Town:
    """Blocks that may touch, overlap, and share walls and heights."""
    shapes = draw(st.lists(footprints(), min_size=1, max_size=most))
    heights = st.integers(10, 300).map(lambda tenths: tenths / 10)
    tops = draw(st.lists(heights, min_size=len(shapes), max_size=len(shapes)))
    if draw(st.booleans()) and len(shapes) < most:
        # a neighbour wall to wall: moved by exactly the width of the first
        least_x, _, greatest_x, _ = shapes[0].bounds
        shapes.append(affinity.translate(shapes[0], greatest_x - least_x))
        tops.append(draw(heights))
    return Town(footprints=shapes, top_m=tops)


@st.composite
def days(draw: st.DrawFn) -> Day:
    """A day somewhere on Earth, for the engine and for the plain twin."""
    latitude_deg = draw(st.sampled_from([31.2, 31.2, 1.3, -33.9, 52.5, 70.0]))
    declination_deg = draw(st.sampled_from([-20.15, -23.44, 0.0, 12.0, 23.44]))
    band = draw(st.sampled_from([(8.0, 16.0), (9.0, 15.0), (5.0, 19.0)]))
    path = sun_path(latitude_deg, declination_deg, band_hours=band, step_min=STEP_MIN)
    return path, plain.suns(latitude_deg, declination_deg, band=band, step_min=STEP_MIN)


def spots_of(receptors: Receptors, rows: np.ndarray) -> list[plain.Spot]:
    """Receptors as the plain twin sees them."""
    column = receptors.column
    return [
        plain.Spot(
            x=float(receptors.place[column[row], 0]),
            y=float(receptors.place[column[row], 1]),
            height_m=float(receptors.height_m[row]),
            facing=(
                float(receptors.facing[column[row], 0]),
                float(receptors.facing[column[row], 1]),
            ),
        )
        for row in rows
    ]


def moved(spot: plain.Spot) -> list[plain.Spot]:
    """The spot a micrometre to each side."""
    steps_m = [step_m * side for side in np.eye(3) for step_m in (1e-6, -1e-6)]
    return [
        replace(spot, x=spot.x + dx, y=spot.y + dy, height_m=spot.height_m + dz)
        for dx, dy, dz in steps_m
    ]


def knife_edge(spot: plain.Spot, path: list[plain.Sun], town: list[plain.Block]) -> bool:
    """Whether some ray grazes an edge so closely that rounding decides whether it is lit."""
    here = plain.lit_slots(spot, path, town)
    return any(plain.lit_slots(other, path, town) != here for other in moved(spot))


def on_edge(spot: plain.Spot, town: list[plain.Block]) -> bool:
    """Whether rounding decides if a spot is inside a block."""
    return len({plain.has_outside(other, town) for other in moved(spot)}) == 2
