"""Run by the peer's own Python: Embree says which rays reach the sun, in the folder given.

Walls are made here from the footprints' rings; roofs are not needed, as rays climb and begin
outside. Counts, for each receptor and each town (a number in the tables of blocks), the slots in
which the sun is before its wall and nothing stands before the sun. ``figures.json`` tells the
CPU-seconds of counting, and of making the walls with their tree.
"""

import json
import sys
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd
import shapely
import trimesh
from trimesh.ray.ray_pyembree import RayMeshIntersector

FOLDER = Path(sys.argv[1])
RAYS_AT_ONCE = 2_000_000


def walls(table: pd.DataFrame) -> trimesh.Trimesh:
    """Two triangles a wall, of all rings of all footprints."""
    shapes = shapely.from_wkb(table.footprint.to_numpy())
    corners, faces, used = [], [], 0
    for shape, top_m in zip(shapes, table.top_m, strict=True):
        for polygon in shapely.get_parts(shape):
            for ring in (polygon.exterior, *polygon.interiors):
                foot = np.asarray(ring.coords)[:-1, :2]
                count = len(foot)
                corners += [np.c_[foot, np.full(count, -1.0)], np.c_[foot, np.full(count, top_m)]]
                here = used + np.arange(count)
                there = used + (np.arange(count) + 1) % count
                faces += [
                    np.c_[here, there, there + count],
                    np.c_[here, there + count, here + count],
                ]
                used += 2 * count
    return trimesh.Trimesh(np.concatenate(corners), np.concatenate(faces), process=False)


def lit_slots(
    caster: RayMeshIntersector, receptors: pd.DataFrame, towards: np.ndarray
) -> np.ndarray:
    """Lit slots of each receptor."""
    lit = np.zeros(len(receptors), int)
    step = max(1, RAYS_AT_ONCE // len(towards))
    for begin in range(0, len(receptors), step):
        some = receptors.iloc[begin : begin + step]
        facing = some[["facing_east", "facing_north"]].to_numpy()
        before = facing @ towards[:, :2].T > 1e-6
        before |= ~facing.any(axis=1)[:, None]
        row, slot = np.nonzero(before)
        origin = some[["x_m", "y_m", "height_m"]].to_numpy()[row]
        hit = caster.intersects_any(origin, towards[slot])
        lit[begin : begin + step] = np.bincount(row[~hit], minlength=len(some))
    return lit


def main() -> None:
    """Answer for every town in the folder."""
    receptors = pd.read_parquet(FOLDER / "receptors.parquet")
    towards = pd.read_parquet(FOLDER / "suns.parquet")[["east", "north", "slope"]].to_numpy()
    answer, build, count = {}, 0.0, 0.0
    for number, table in pd.read_parquet(FOLDER / "blocks.parquet").groupby("town"):
        begin = process_time()
        town = walls(table)
        caster = RayMeshIntersector(town, scale_to_box=False)
        caster.intersects_any(np.zeros((1, 3)), towards[:1])  # makes the tree
        built = process_time()
        answer[str(number)] = lit_slots(caster, receptors, towards)
        build += built - begin
        count += process_time() - built
    pd.DataFrame(answer).to_parquet(FOLDER / "answer.parquet")
    (FOLDER / "figures.json").write_text(json.dumps({"build": build, "count": count}))


main()
