"""Sites where no parcels are known: blocks enclosed by streets, whole or split by building."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import KDTree, Voronoi

from gengxin.sources.mend import mended_shapes
from gengxin.sources.notes import NoteBook
from gengxin.terms import with_basis

__all__ = ["block_sites", "split_by_building"]

Drawn = npt.NDArray[np.object_]

ENCLOSING_KINDS = ("street", "main_street")
# cells are drawn between walls a little apart and marked at this spacing, as in morphological
# tessellation (Fleischmann, Feliciotti, Romice, Porta 2020)
WALL_GAP_M = 0.4
MARK_SPACING_M = 2.0
ZIGZAG_M = 2.0


def block_sites(
    walk_edges: gpd.GeoDataFrame,
    boundary: shapely.Geometry | None,
    *,
    smallest_m2: float,
    book: NoteBook,
) -> gpd.GeoDataFrame:
    """One site on each block that streets, and the boundary (in the same CRS), enclose: estimated.

    Blocks are numbered from south to north; those below ``smallest_m2`` are counted, not kept.
    """
    streets = walk_edges[walk_edges["way_kind"].isin(ENCLOSING_KINDS)].geometry.to_numpy()
    lines = [shapely.union_all(streets)]
    if boundary is not None:
        lines.append(shapely.boundary(boundary))
    shapes = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(lines))))
    if boundary is not None:
        shapely.prepare(boundary)
        shapes = shapes[shapely.contains(boundary, shapely.point_on_surface(shapes))]
    large = shapely.area(shapes) >= smallest_m2
    shapes = shapes[large]
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    shapes = shapes[np.lexsort((middle[:, 0], middle[:, 1]))]
    slivers = int((~large).sum())
    book.add(
        "sites",
        "left_out",
        slivers,
        en=f"blocks smaller than {smallest_m2:g} m²: slivers between lines",
        zh=f"不足 {smallest_m2:g} 平方米的碎块",
    )
    return _sites(shapes, [f"block-{n}" for n in range(1, len(shapes) + 1)], walk_edges, book)


def split_by_building(
    blocks: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, book: NoteBook
) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Split blocks so that each building has the ground nearest to it; and say which is its site.

    A block without buildings stays whole. A building belongs to the block that holds its inner
    point; one outside all blocks has no site.
    """
    inner = gpd.GeoSeries(shapely.point_on_surface(buildings.geometry.to_numpy()))
    held, block = blocks.sindex.query(inner, predicate="within")
    held, once = np.unique(held, return_index=True)
    order = np.argsort(block[once], kind="stable")
    held, block = held[order], block[once][order]
    first = np.searchsorted(block, np.arange(len(blocks) + 1))
    footprints = buildings.geometry.to_numpy()
    shapes: list[shapely.Geometry] = []
    refs: list[str] = []
    site_of = pd.Series(None, index=buildings.index, dtype="object")
    for number, (ref, ground) in enumerate(zip(blocks["ref"], blocks.geometry, strict=True)):
        mine = held[first[number] : first[number + 1]]
        cells = _cells(ground, footprints[mine])
        names = [ref] if len(cells) == 1 else [f"{ref}-{n}" for n in range(1, len(cells) + 1)]
        # a building wholly within another has no ground of its own
        sound = ~shapely.is_missing(cells)
        site_of.iloc[mine[sound[: len(mine)]]] = np.array(names, dtype=object)[sound][: len(mine)]
        shapes += list(cells[sound])
        refs += list(np.array(names, dtype=object)[sound])
    return _sites(np.array(shapes, dtype=object), refs, blocks, book), site_of


def _cells(ground: shapely.Geometry, footprints: Drawn) -> Drawn:
    """Parts of a block, one for each footprint in its order; the whole block for one or none."""
    if len(footprints) <= 1:
        return np.array([ground], dtype=object)
    shrunk = shapely.buffer(footprints, -WALL_GAP_M / 2)
    shrunk = np.where(shapely.is_empty(shrunk), shapely.point_on_surface(footprints), shrunk)
    marks_m, owner = shapely.get_coordinates(
        shapely.segmentize(shrunk, MARK_SPACING_M), return_index=True
    )
    lines = shapely.intersection(_between(ground, marks_m, owner), ground)
    edges = shapely.union_all([*lines, shapely.boundary(ground)])
    parts = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    inner = shapely.point_on_surface(parts)
    parts = parts[shapely.intersects(ground, inner)]
    inner_m = shapely.get_coordinates(shapely.point_on_surface(parts))
    nearest = owner[KDTree(marks_m).query(inner_m)[1]]
    cells = np.array(
        [shapely.union_all(parts[nearest == number]) for number in range(len(footprints))],
        dtype=object,
    )
    # between party walls the line runs in a zigzag from mark to mark: straighten it for both
    has_ground = ~shapely.is_empty(cells)
    cells[has_ground] = shapely.coverage_simplify(
        cells[has_ground], ZIGZAG_M, simplify_boundary=False
    )
    return mended_shapes(cells)[0]


def _between(
    ground: shapely.Geometry, marks_m: npt.NDArray[np.float64], owner: npt.NDArray[np.int64]
) -> Drawn:
    """Lines at equal distance from the marks of two owners."""
    west, south, east, north = shapely.bounds(ground)
    far_m = 10 * max(east - west, north - south)
    # four marks far outside make every line near the block end somewhere
    frame_m = [(west - far_m, south), (east + far_m, south), (west, south - far_m)]
    frame_m.append((east, north + far_m))
    cells = Voronoi(np.concatenate([marks_m, frame_m]))
    owners = np.concatenate([owner, np.full(len(frame_m), -1)])[cells.ridge_points]
    parts = (owners[:, 0] != owners[:, 1]) & (owners >= 0).all(axis=1)
    ends = np.array(cells.ridge_vertices)[parts]
    ends = ends[(ends >= 0).all(axis=1)]
    lines: Drawn = np.asarray(shapely.linestrings(cells.vertices[ends]), dtype=object)
    return lines


def _sites(
    shapes: Drawn, refs: list[str], like: gpd.GeoDataFrame, book: NoteBook
) -> gpd.GeoDataFrame:
    sites = pd.DataFrame(
        {
            "ref": refs,
            "renewable": True,
            "area_m2": shapely.area(shapes),
            "source": "blocks enclosed by streets (estimated)",
        }
    )
    sites = with_basis(sites, {"area_m2": "estimated: ground between street centrelines"})
    book.add(
        "sites",
        "estimated",
        len(sites),
        en="sites from blocks enclosed by streets; no parcels are known",
        zh="由道路围合街区推定的地块；无宗地数据",
    )
    return gpd.GeoDataFrame(sites, geometry=shapes, crs=like.crs)
