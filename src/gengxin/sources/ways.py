"""Lines drawn one by one → the walking network: cut where they meet, islands linked, counted."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gengxin.engines.walk import Lines, Streets, join_islands
from gengxin.sources.notes import NoteBook
from gengxin.terms import with_basis

__all__ = ["Noded", "noded", "walk_edges"]

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Drawn = npt.NDArray[np.object_]

# coordinates that agree to the millimetre are one place
MM_PER_M = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Noded:
    """Edges between nodes: edge ``e`` is drawn through ``xy_m[first[e] : first[e + 1]]``.

    ``line`` is the number of the line that it is a part of. ``snapped_count`` ends were moved onto
    another line, ``crossing_count`` places were made nodes though no line had a vertex there.
    """

    line: Whole
    first: Whole
    xy_m: Real
    start_node: Whole
    end_node: Whole
    node_xy_m: Real
    snapped_count: int
    crossing_count: int


@dataclass(frozen=True, slots=True, eq=False)
class _Vertices:
    """Vertices of all lines as they are walked: line, metres along it, place, whether it is new."""

    line: Whole
    along_m: Real
    xy_m: Real
    is_new: Flags


def walk_edges(
    ways: gpd.GeoDataFrame,
    *,
    snap_m: float,
    crossings_meet: bool,
    join_islands_m: float,
    book: NoteBook,
) -> gpd.GeoDataFrame:
    """The table ``walk_edges`` from drawn lines with the table's other columns, lines in any order.

    Lines meet where they share a vertex, where one ends within ``snap_m`` of another, and, with
    ``crossings_meet``, where they cross. Islands nearer than ``join_islands_m`` are linked.
    """
    parts = ways.explode(ignore_index=True)
    net = noded(parts.geometry.to_numpy(), snap_m=snap_m, crossings_meet=crossings_meet)
    _note_noding(book, len(ways), net, snap_m)
    lines = Lines(first=net.first, xy_m=net.xy_m, length_m=_lengths_m(net.first, net.xy_m))
    streets = Streets(
        node_x_m=net.node_xy_m[:, 0],
        node_y_m=net.node_xy_m[:, 1],
        edge_start=net.start_node.astype(np.int32),
        edge_end=net.end_node.astype(np.int32),
        lines=lines,
    )
    edge_was = np.arange(len(net.line))
    if join_islands_m > 0:
        joined = join_islands(streets, within_m=join_islands_m)
        streets, edge_was = joined.streets, np.asarray(joined.edge_was, dtype=np.int64)
        _note_islands(book, int((edge_was < 0).sum()), joined.islands.length_m, join_islands_m)
    return _as_table(parts, net.line, streets, edge_was)


def _as_table(
    parts: gpd.GeoDataFrame, line: Whole, streets: Streets, edge_was: Whole
) -> gpd.GeoDataFrame:
    """Give each edge the columns of the line that it came from; links have none but their kind."""
    is_link = edge_was < 0
    columns = parts.drop(columns=[parts.geometry.name, "ref"], errors="ignore")
    # row -1 doesn't exist: a link's columns are missing
    table = pd.DataFrame(columns).reindex(np.where(is_link, -1, line[edge_was]))
    table = table.reset_index(drop=True)
    table["way_kind"] = table["way_kind"].mask(is_link, "join")
    for name in ("is_proxy", "is_bridge"):
        if name in table.columns:
            table[name] = table[name].astype("boolean").fillna(False).astype(bool)
    first = np.asarray(streets.lines.first, dtype=np.int64)
    vertex_edge = np.repeat(np.arange(len(first) - 1), np.diff(first))
    table = table.assign(
        ref=[f"way-{number}" for number in range(1, len(table) + 1)],
        start_node=streets.edge_start,
        end_node=streets.edge_end,
        length_m=streets.lines.length_m,
    )
    table = with_basis(table, {"length_m": "computed: length of the drawn line"})
    shapes = shapely.linestrings(streets.lines.xy_m, indices=vertex_edge)
    return gpd.GeoDataFrame(table, geometry=shapes, crs=parts.crs)


# -- noding -------------------------------------------------------------------------------------


def noded(lines: Drawn, *, snap_m: float, crossings_meet: bool) -> Noded:
    """Cut lines (m) at their junctions; edges twice drawn between the same nodes are kept once.

    Examples
    --------
    >>> street = shapely.LineString([(0, 0), (20, 0)])
    >>> path = shapely.LineString([(9, 8), (9, 0.3)])
    >>> net = noded(np.array([street, path]), snap_m=0.5, crossings_meet=False)
    >>> net.line.tolist(), len(net.node_xy_m), net.snapped_count
    ([0, 0, 1], 4, 1)

    """
    vertices = _vertices(lines)
    place = _places(vertices.xy_m)
    ends, targets = _snaps(lines, vertices, place, snap_m)
    crossing = _crossings(lines) if crossings_meet else _no_vertices()
    every = _joined((vertices, targets, crossing))
    # new vertices stand behind the old: the i-th snapped end meets the i-th new vertex
    place = _places(every.xy_m)
    place = _merged(place, place[ends], place[len(vertices.line) + np.arange(len(ends))])
    order = np.lexsort((every.along_m, every.line))
    cut = _cuts(every, place)
    crossing_count = len(np.unique(place[len(vertices.line) + len(ends) :]))
    return _edges(every, place, order, cut[order], len(ends), crossing_count)


def _vertices(lines: Drawn) -> _Vertices:
    xy_m, line = shapely.get_coordinates(lines, return_index=True)
    step_m = np.hypot(*np.diff(xy_m, axis=0, prepend=xy_m[:1]).T)
    step_m[np.flatnonzero(np.diff(line, prepend=-1))] = 0.0
    total_m = np.cumsum(step_m)
    begin = np.flatnonzero(np.diff(line, prepend=-1))
    along_m = total_m - np.repeat(total_m[begin], np.diff(begin, append=len(line)))
    return _Vertices(line.astype(np.int64), along_m, xy_m, np.zeros(len(line), dtype=bool))


def _no_vertices() -> _Vertices:
    none = np.zeros(0)
    return _Vertices(none.astype(np.int64), none, np.zeros((0, 2)), none.astype(bool))


def _joined(parts: tuple[_Vertices, ...]) -> _Vertices:
    return _Vertices(
        np.concatenate([part.line for part in parts]),
        np.concatenate([part.along_m for part in parts]),
        np.concatenate([part.xy_m for part in parts]),
        np.concatenate([part.is_new for part in parts]),
    )


def _places(xy_m: Real) -> Whole:
    """Number places: vertices that agree to the millimetre share a number."""
    rounded = np.round(xy_m * MM_PER_M).astype(np.int64)
    return np.unique(rounded, axis=0, return_inverse=True)[1].reshape(-1)


def _snaps(
    lines: Drawn, vertices: _Vertices, place: Whole, snap_m: float
) -> tuple[Whole, _Vertices]:
    """Ends that meet nothing but lie near another line, and new vertices where they meet it."""
    is_end = np.diff(vertices.line, prepend=-1) != 0
    is_end |= np.diff(vertices.line, append=-1) != 0
    lone = np.flatnonzero(is_end & (np.bincount(place)[place] == 1))
    points: Drawn = np.asarray(shapely.points(vertices.xy_m[lone]), dtype=object)
    end, near = shapely.STRtree(lines).query(points, predicate="dwithin", distance=snap_m)
    other = near != vertices.line[lone[end]]
    end, near = end[other], near[other]
    order = np.lexsort((near, shapely.distance(points[end], lines[near]), end))
    end, first = np.unique(end[order], return_index=True)
    return lone[end], _new_vertices(lines, near[order][first], points[end])


def _crossings(lines: Drawn) -> _Vertices:
    """New vertices on both of two lines wherever they cross."""
    one, two = shapely.STRtree(lines).query(lines, predicate="crosses")
    pair = one < two
    one, two = one[pair], two[pair]
    meeting = shapely.extract_unique_points(shapely.intersection(lines[one], lines[two]))
    points, number = shapely.get_parts(meeting, return_index=True)
    both = np.concatenate([one[number], two[number]])
    at = np.concatenate([points, points])
    along_m = shapely.line_locate_point(lines[both], at)
    new = np.ones(len(both), dtype=bool)
    return _Vertices(both.astype(np.int64), along_m, shapely.get_coordinates(at), new)


def _new_vertices(lines: Drawn, line: Whole, points: Drawn) -> _Vertices:
    """Vertices on lines at the place nearest to each point."""
    along_m = shapely.line_locate_point(lines[line], points)
    xy_m = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], along_m))
    return _Vertices(line.astype(np.int64), along_m, xy_m, np.ones(len(line), dtype=bool))


def _merged(place: Whole, one: Whole, other: Whole) -> Whole:
    """Number places afresh where some were found to be the same."""
    count = int(place.max(initial=-1)) + 1
    same = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(count, count))
    return connected_components(same, directed=False)[1].astype(np.int64)[place]


def _cuts(every: _Vertices, place: Whole) -> Flags:
    """Where lines are cut: at new vertices, and at vertices that stand more than once."""
    return every.is_new | (np.bincount(place)[place] > 1)


def _edges(  # noqa: PLR0917 - the working state of one sweep
    every: _Vertices, place: Whole, order: Whole, cut: Flags, snapped: int, crossing_count: int
) -> Noded:
    """Sweep along the lines and close an edge at each cut and at each end."""
    line, place, xy_m = every.line[order], place[order], every.xy_m[order]
    # a place stands where its first vertex does, so that snapped ends move onto the line they meet
    node_place, first_at = np.unique(place, return_index=True)
    xy_m = xy_m[first_at][np.searchsorted(node_place, place)]
    begins = np.diff(line, prepend=-1) != 0
    ends = np.diff(line, append=-1) != 0
    from_ = np.flatnonzero((cut & ~ends) | begins)
    to = np.flatnonzero((cut & ~begins) | ends)
    whole = _worth_keeping(xy_m, place, from_, to)
    from_, to = from_[whole], to[whole]
    size = to - from_ + 1
    first = np.concatenate([[0], np.cumsum(size)])
    taken = np.repeat(from_ - first[:-1], size) + np.arange(first[-1])
    node_place, ends_of = np.unique(np.concatenate([place[from_], place[to]]), return_inverse=True)
    at = np.zeros(int(place.max(initial=-1)) + 1, dtype=np.int64)
    at[place] = np.arange(len(place))
    return Noded(
        line=line[from_],
        first=first,
        xy_m=xy_m[taken],
        start_node=ends_of[: len(from_)],
        end_node=ends_of[len(from_) :],
        node_xy_m=xy_m[at[node_place]],
        snapped_count=snapped,
        crossing_count=crossing_count,
    )


def _worth_keeping(xy_m: Real, place: Whole, from_: Whole, to: Whole) -> Flags:
    """Which edges have a length and don't repeat one of an earlier line."""
    step_m = np.hypot(*np.diff(xy_m, axis=0, prepend=xy_m[:1]).T)
    total_m = np.cumsum(step_m)
    length_mm = np.round((total_m[to] - total_m[from_]) * MM_PER_M).astype(np.int64)
    middle = place[(from_ + to) // 2]
    low, high = np.minimum(place[from_], place[to]), np.maximum(place[from_], place[to])
    key = np.stack([low, high, length_mm, np.where(to - from_ > 1, middle, -1)], axis=1)
    first = np.zeros(len(key), dtype=bool)
    first[np.unique(key, axis=0, return_index=True)[1]] = True
    return np.asarray(first & (length_mm > 0))


def _lengths_m(first: Whole, xy_m: Real) -> Real:
    step_m = np.hypot(*np.diff(xy_m, axis=0, prepend=xy_m[:1]).T)
    total_m = np.cumsum(step_m)
    return np.asarray(total_m[first[1:] - 1] - total_m[first[:-1]])


def _note_noding(book: NoteBook, ways: int, net: Noded, snap_m: float) -> None:
    book.add(
        "walk_edges",
        "mended",
        net.snapped_count,
        en=f"ends within {snap_m:g} m of another line, joined to it",
        zh=f"距其他线不足 {snap_m:g} 米的端点，已相连",
    )
    book.add(
        "walk_edges",
        "mended",
        net.crossing_count,
        en="crossings without a common vertex, made junctions",
        zh="无共同顶点的交叉，已作为路口",
    )
    book.add(
        "walk_edges",
        "read",
        len(net.line),
        en=f"edges, cut at their junctions from {ways:,} lines",
        zh=f"由 {ways:,} 条线在路口处切分而成的路段",
    )


def _note_islands(book: NoteBook, links: int, island_length_m: Real, within_m: float) -> None:
    rest = len(island_length_m) - 1
    book.add(
        "walk_edges",
        "joined",
        links,
        en=f"links between islands of the network that lie within {within_m:g} m",
        zh=f"相距不足 {within_m:g} 米的路网孤岛之间的补连线",
    )
    rest_km = float(island_length_m[1:].sum()) / 1000.0
    book.add(
        "walk_edges",
        "read",
        rest,
        en=f"islands of the network that remain cut off, {rest_km:,.1f} km together",
        zh=f"仍未连通的路网孤岛，共 {rest_km:,.1f} 公里",
    )
