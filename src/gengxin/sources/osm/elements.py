"""Elements in order: each once, by its number, with what it refers to found."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numba import njit

from gengxin.sources.osm.ragged import Flags, Ragged, Real, Whole
from gengxin.sources.osm.raw import NODE, RELATION, WAY, RawElements, RawKind
from gengxin.sources.osm.tags import Tags

__all__ = ["Elements", "elements_in_order", "rows_of"]

# 2⁶⁴ over the golden ratio, odd and as a signed number: Knuth's multiplier
_SCATTER: Final = np.int64(-7_046_029_254_386_353_131)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """What a file holds. Elements are known by their rows; −1 is an element that the file lacks.

    *Objects* are the nodes with tags (``node_of_object``), then all ways, then all relations: those
    of which ``tags`` speaks. ``xy_m`` are the nodes' places on the district's plane.
    ``doubled_count`` elements stood in the file more than once.
    """

    node_id: Whole
    lon_deg: Real
    lat_deg: Real
    xy_m: Real
    way_id: Whole
    way_nodes: Ragged
    relation_id: Whole
    member_kind: Ragged
    member_row: Ragged
    member_role: Ragged
    node_of_object: Whole
    tags: Tags
    doubled_count: int
    day: date | None

    @property
    def first_way(self) -> int:
        """Object number of the first way."""
        return len(self.node_of_object)

    @property
    def first_relation(self) -> int:
        """Object number of the first relation."""
        return self.first_way + len(self.way_id)

    def kind(self, objects: Whole) -> Whole:
        """``NODE``, ``WAY`` or ``RELATION`` of each object."""
        return (objects >= self.first_way).astype(np.int64) + (objects >= self.first_relation)

    def osm_id(self, objects: Whole) -> Whole:
        """Each object's number in OpenStreetMap, unique among its kind only."""
        every = np.concatenate([self.node_id[self.node_of_object], self.way_id, self.relation_id])
        return every[objects]

    def objects_of(self, kinds: Whole, rows: Whole) -> Whole:
        """Object numbers of elements by kind and row; −1 for those unknown or without tags."""
        nodes = rows_of(self.node_of_object, rows)
        first = np.array([0, self.first_way, self.first_relation])
        return np.where(rows < 0, -1, np.where(kinds == NODE, nodes, rows + first[kinds]))

    def is_closed(self) -> Flags:
        """Whether each way ends where it begins, all its nodes known: it may bound an area."""
        first, nodes = self.way_nodes.first, self.way_nodes.items
        unknown = np.concatenate([[0], np.cumsum(nodes < 0)])
        closed: Flags = (self.way_nodes.counts >= 4) & (unknown[first[1:]] == unknown[first[:-1]])
        rows = np.flatnonzero(closed)
        closed[rows] = nodes[first[rows]] == nodes[first[rows + 1] - 1]
        return closed


def elements_in_order(raw: RawElements) -> Elements:
    """Sort by number, keep each element once, and turn ids into rows."""
    kinds = tuple(kind.in_order() for kind in (raw.nodes, raw.ways, raw.relations))
    nodes, ways, relations = kinds
    way_nodes = ways.lists[0]
    member_kind, member_id, member_role = relations.lists
    node_of_object = np.unique(nodes.tags.row)
    read_count = len(raw.nodes.ids) + len(raw.ways.ids) + len(raw.relations.ids)
    return Elements(
        node_id=nodes.ids,
        lon_deg=nodes.numbers[0],
        lat_deg=nodes.numbers[1],
        xy_m=np.column_stack(nodes.numbers[2:]),
        way_id=ways.ids,
        way_nodes=Ragged(way_nodes.first, rows_of(nodes.ids, way_nodes.items)),
        relation_id=relations.ids,
        member_kind=member_kind,
        member_row=Ragged(member_id.first, _member_rows(kinds, member_kind, member_id)),
        member_role=member_role,
        node_of_object=node_of_object,
        tags=_tags(raw, kinds, node_of_object),
        doubled_count=read_count - sum(len(kind.ids) for kind in kinds),
        day=raw.day,
    )


def _member_rows(kinds: tuple[RawKind, ...], kind: Ragged, ids: Ragged) -> Whole:
    """Rows of members among the elements of their kinds."""
    rows = np.full(len(ids.items), -1)
    for number, elements in zip((NODE, WAY, RELATION), kinds, strict=True):
        chosen = kind.items == number
        rows[chosen] = rows_of(elements.ids, ids.items[chosen])
    return rows


def _tags(raw: RawElements, kinds: tuple[RawKind, ...], node_of_object: Whole) -> Tags:
    """The tags of all kinds as tags of objects."""
    nodes, ways, relations = kinds
    first_way = len(node_of_object)
    first_relation = first_way + len(ways.ids)
    owners = (
        rows_of(node_of_object, nodes.tags.row),
        ways.tags.row + first_way,
        relations.tags.row + first_relation,
    )
    return Tags(
        words=raw.words,
        count=first_relation + len(relations.ids),
        owner=np.concatenate(owners),
        key=np.concatenate([kind.tags.key for kind in kinds]),
        value=np.concatenate([kind.tags.value for kind in kinds]),
    )


def rows_of(known: Whole, asked: Whole) -> Whole:
    """Rows of the ids asked for among those known, each once; −1 where an id is unknown."""
    rows = np.full(len(asked), -1)
    if len(known):
        _fill_rows(known, asked, rows)
    return rows


@njit(cache=True, nogil=True)
def _fill_rows(known: Whole, asked: Whole, rows: Whole) -> None:
    """By hashing: the ids of a town lie scattered, and halving their list is slow in memory."""
    bits = 1
    while (1 << bits) < 2 * len(known):
        bits += 1
    last = (1 << bits) - 1
    row_at = np.full(last + 1, -1, np.int32)
    for row in range(len(known)):
        place = ((known[row] * _SCATTER) >> (64 - bits)) & last
        while row_at[place] >= 0:
            place = (place + 1) & last
        row_at[place] = row
    for number in range(len(asked)):
        place = ((asked[number] * _SCATTER) >> (64 - bits)) & last
        while row_at[place] >= 0:
            if known[row_at[place]] == asked[number]:
                rows[number] = row_at[place]
                break
            place = (place + 1) & last
