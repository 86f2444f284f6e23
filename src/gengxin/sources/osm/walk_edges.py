"""Table ``walk_edges``: the walking network of a map, and what was done to it."""

from typing import Final

import numpy as np

from gengxin.sources.osm import notes
from gengxin.sources.osm.columns import Filled, Words, chosen_words, placed_table
from gengxin.sources.osm.network import Network, network
from gengxin.sources.osm.osm_map import SOURCE, OsmMap, constant, joined_words
from gengxin.sources.osm.ragged import Shapes, Whole
from gengxin.sources.osm.raw import Texts
from gengxin.sources.osm.walkable import KINDS, Walkable, is_above_or_below
from gengxin.terms import Note

__all__ = ["walk_edges"]

_ALONG: Final = "computed: along the line on the WGS 84 ellipsoid"
_ACROSS: Final = "computed: straight across open ground"
_JOINED: Final = "computed: straight line added to join an island"


def walk_edges(
    osm_map: OsmMap, walkable: Walkable, obstacles: Shapes, *, join_islands_within_m: float
) -> Filled:
    """One row an edge of the walking network.

    Nodes keep their numbers in OpenStreetMap; those added (middles of open ground, places where an
    edge was cut to join an island) have numbers above all others.
    """
    found = network(osm_map, walkable, obstacles, join_islands_within_m=join_islands_within_m)
    edges = found.stretches
    node_id = _node_ids(osm_map, found.node_count)
    bridges = np.append(is_above_or_below(osm_map.tags), False)
    frame = placed_table(
        {
            **_records(osm_map, edges.part_of, edges.kind),
            "start_node": node_id[edges.start],
            "end_node": node_id[edges.end],
            "way_kind": chosen_words(edges.kind, KINDS),
            "is_proxy": np.full(len(edges.kind), walkable.is_proxy),
            "is_bridge": bridges[edges.part_of],
            "length_m": edges.length_m,
            "length_m_basis": _bases(edges.kind),
        },
        edges.line,
        osm_map.crs,
    )
    return Filled(frame, edges.part_of, _notes(walkable, found, join_islands_within_m))


def _node_ids(osm_map: OsmMap, count: int) -> Whole:
    """Numbers of all nodes by row, those of added ones included."""
    known = osm_map.elements.node_id
    highest = int(known.max(initial=0))
    return np.concatenate([known, highest + 1 + np.arange(count - len(known))])


def _bases(kinds: Whole) -> Words:
    """How each length was computed."""
    codes = np.zeros(len(kinds), np.int64)
    codes[kinds == KINDS.index("across")] = 1
    codes[kinds == KINDS.index("join")] = 2
    return chosen_words(codes, (_ALONG, _ACROSS, _JOINED))


def _records(osm_map: OsmMap, part_of: Whole, kinds: Whole) -> dict[str, Texts]:
    """References, names and source; an edge has the name of what it is a part of.

    References: ``way/4711/2`` is the second edge of a way, ``way/4711/across/1`` the first line
    across it, ``join/1`` the first join.
    """
    is_across = kinds == KINDS.index("across")
    is_join = part_of < 0
    number = _numbered(part_of * 2 + is_across)
    names = osm_map.names(part_of)
    owner = osm_map.refs(np.where(is_join, 0, part_of))
    ref = joined_words(owner, number)
    ref[is_across] = joined_words(
        owner[is_across], constant("across", int(is_across.sum())), number[is_across]
    )
    ref[is_join] = joined_words(constant("join", int(is_join.sum())), number[is_join])
    source = chosen_words(is_join.astype(np.int64), (SOURCE, "computed"))
    return {"ref": ref, **names, "source": source}


def _numbered(group: Whole) -> Whole:
    """The number of each row within its group, from 1, in the order of the rows."""
    order = np.argsort(group, kind="stable")
    ranks = np.arange(len(group))
    begins = np.append(True, np.diff(group[order]) != 0)[: len(group)]
    number = np.empty(len(group), np.int64)
    number[order] = ranks - np.maximum.accumulate(np.where(begins, ranks, 0)) + 1
    return number


def _notes(walkable: Walkable, found: Network, join_islands_within_m: float) -> tuple[Note, ...]:
    """What was refused, joined, missing."""
    counts = found.counts
    across = int((found.stretches.kind == KINDS.index("across")).sum())
    told: list[tuple[str, int, str, str]] = [
        (
            "left_out",
            int(walkable.refused.sum()),
            "ways that foot=* forbids",
            "foot=* 禁止步行的道路",
        ),
        (
            "left_out",
            int(walkable.private.sum()),
            "ways closed to the public by access=*, without foot=yes",
            "access=* 不对公众开放且未注明可步行的道路",
        ),
        (
            "left_out",
            int(walkable.fast.sum()),
            "motorways and trunk roads without a pavement or foot=yes",
            "无人行道且未注明可步行的高速路与快速路",
        ),
        (
            "left_out",
            counts.missing_nodes,
            "nodes of ways that the file lacks; the ways end there",
            "道路缺失的节点，道路在该处截断",
        ),
        (
            "left_out",
            counts.pointless_ways,
            "ways of which the file holds fewer than two nodes in a row",
            "文件中连续节点不足两个的道路",
        ),
        (
            "mended",
            counts.same_places,
            "nodes at the place of their neighbour",
            "与相邻节点重合的节点",
        ),
        ("estimated", across, "straight lines across plazas and parks", "穿越广场与公园的直线"),
        (
            "joined",
            int((found.stretches.kind == KINDS.index("join")).sum()),
            f"islands of the network joined, over gaps of up to {join_islands_within_m:g} m",
            f"路网孤岛已连接（间距不超过 {join_islands_within_m:g} 米）",
        ),
    ]
    listed = [
        Note(table="walk_edges", action=action, count=count, en=en, zh=zh)
        for action, count, en, zh in told
    ]
    return notes.counted(*listed, _islands(found), _proxy(walkable, len(found.stretches.kind)))


def _islands(found: Network) -> Note:
    """Islands that stay apart."""
    length_km = found.counts.islands_length_m / 1000
    return Note(
        table="walk_edges",
        action="missing",
        count=found.counts.islands,
        en=f"islands of the network with no way to its largest part ({length_km:.1f} km of edges)",
        zh=f"与主路网不连通的孤岛（共 {length_km:.1f} 公里）",
        next_step_en="map the missing connections, or join islands over a longer distance",
        next_step_zh="补绘缺失的连接，或放宽连接距离",
    )


def _proxy(walkable: Walkable, count: int) -> Note:
    """A file that was asked for its drive network."""
    return Note(
        table="walk_edges",
        action="estimated",
        count=count if walkable.is_proxy else 0,
        en="edges of a drive network: the file has no footways, walking on its streets is assumed",
        zh="车行网络的边：文件不含步行道，以沿路步行代替",
        next_step_en="import an extract that holds footways, paths and crossings",
        next_step_zh="导入包含步行道、小径与过街设施的数据",
    )
