"""Fronts: shops and homes in line with the street, along the edge of sites of homes."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes, polygons_of, spread
from gengxin.sources.sample.land.blocks import Blocks
from gengxin.sources.sample.land.fabrics import FABRICS, NUMBER
from gengxin.sources.sample.land.lots import Lots

__all__ = ["Fronts", "bars", "planned_fronts"]

# fabric → chance that its longest street edge is built up, and that another one is
BUILT_UP = {"lane": (0.90, 0.60), "old_slab": (0.66, 0.24), "slab": (0.62, 0.22),
            "mid_rise": (0.36, 0.10), "tower": (0.46, 0.14), "villa": (0.15, 0.0)}  # fmt: skip
SHORTEST_M = 26.0
BEHIND_M, BEHIND_LANES_M = 6.0, 3.0
UPON_M = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Fronts:
    """Street edges that are built up: the lot, where each begins, its direction, length, depth.

    ``behind_m`` is the yard behind each.
    """

    lot: Ints
    start: Floats
    along: Floats
    length_m: Floats
    depth_m: Floats
    behind_m: Floats

    @property
    def ground(self) -> Shapes:
        """The strip that each takes, with the yard behind it."""
        left = self.along[:, ::-1] * [-1.0, 1.0]
        back = left * (self.depth_m + self.behind_m)[:, None]
        ahead = self.along * self.length_m[:, None]
        # a little beyond the edge, so that no sliver stays before it
        out = self.start - left
        corners = [out, out + ahead, self.start + ahead + back, self.start + back]
        return polygons_of(np.stack(corners, axis=1))


def planned_fronts(lots: Lots, blocks: Blocks, rng: np.random.Generator) -> Fronts:
    """Some of the street edges of sites of homes, most often the longest."""
    codes = [f.code for f in FABRICS]
    chances = np.array([BUILT_UP.get(code, (0.0, 0.0)) for code in codes])
    rows = np.flatnonzero(chances[lots.fabric, 0] > 0)
    lot, start, step, length_m = _edges(lots.shape[rows])
    lot = rows[lot]
    middle = shapely.points(start + step / 2)
    outline = shapely.get_exterior_ring(blocks.land[lots.block[lot]])
    upon = (length_m >= SHORTEST_M) & (shapely.distance(middle, outline) < UPON_M)
    lot, start, step, length_m = lot[upon], start[upon], step[upon], length_m[upon]
    along = step / length_m[:, None]
    chosen = _chosen(lot, along, length_m, chances[lots.fabric[lot]], rng)
    n = int(chosen.sum())
    of_lanes = lots.fabric[lot[chosen]] == NUMBER["lane"]
    depth_m = np.where(of_lanes, 9.0, 11.0)
    return Fronts(
        lot=lot[chosen],
        start=start[chosen],
        along=along[chosen],
        length_m=length_m[chosen],
        depth_m=depth_m * rng.uniform(0.92, 1.15, size=n),
        behind_m=np.where(of_lanes, BEHIND_LANES_M, BEHIND_M),
    )


def _edges(shapes: Shapes) -> tuple[Ints, Floats, Floats, Floats]:
    """The straight edges of each shape, the inside to their left: shape, start, step, length."""
    rings = shapely.get_exterior_ring(shapely.orient_polygons(shapes))
    places, index = shapely.get_coordinates(rings, return_index=True)
    same = np.flatnonzero(index[1:] == index[:-1])
    step = places[same + 1] - places[same]
    return index[same].astype(np.int64), places[same], step, np.hypot(step[:, 0], step[:, 1])


def _chosen(
    lot: Ints, along: Floats, length_m: Floats, chance: Floats, rng: np.random.Generator
) -> Flags:
    """Which edges are built up: those in line with the lot's longest, and others now and then."""
    order = np.lexsort((-length_m, lot))
    _, first = np.unique(lot[order], return_index=True)
    longest = np.zeros(int(lot.max(initial=-1)) + 1, dtype=np.int64)
    longest[lot[order[first]]] = order[first]
    in_line = (along * along[longest[lot]]).sum(axis=1) > 0.8
    dice = rng.random((longest.size, 2))
    # the edges of one side are built up together: a side is a quarter of the compass
    quarter = np.floor((np.arctan2(along[:, 1], along[:, 0]) + np.pi) / (np.pi / 2)).astype(int) % 4
    other = rng.random((longest.size, 4))[lot, quarter] < chance[:, 1]
    chosen: Flags = np.where(in_line, dice[lot, 0] < chance[:, 0], other)
    return chosen


def bars(fronts: Fronts) -> tuple[Floats, Floats, Floats, Ints]:
    """The buildings along the fronts: corner, direction, size, lot."""
    wanted_m, gap_m, back_m = 25.0, 2.5, 1.5
    room_m = fronts.length_m - 2 * back_m
    counts = np.maximum(np.floor((room_m + gap_m) / (wanted_m + gap_m)), 1).astype(np.int64)
    front, place = spread(counts)
    length_m = (room_m[front] + gap_m) / counts[front] - gap_m
    at_m = back_m + place * (length_m + gap_m)
    along = fronts.along[front]
    left = along[:, ::-1] * [-1.0, 1.0]
    corner = fronts.start[front] + along * at_m[:, None] + left * back_m
    size_m = np.stack([length_m, fronts.depth_m[front]], axis=1)
    return corner, along, size_m, fronts.lot[front]
