"""Elements out of any file that libosmium reads.

libosmium reads the file, whatever its format, and writes it again as plain PBF: not compressed,
without authors. That one form is unpacked here straight into columns. It costs a fraction of
handing each element over to Python.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import osmium

from gengxin.sources.osm.days import header_day, overpass_day
from gengxin.sources.osm.ragged import Ragged, Whole, first_of_counts
from gengxin.sources.osm.raw import RawElements, RawKind, RawTags, Words
from gengxin.sources.osm.varints import Bytes, Fields, dense_tags, fields, packed, unzigzag

__all__ = ["plain_elements"]

_PLAIN: Final = "pbf,pbf_compression=none,pbf_dense_nodes=true,add_metadata="
_UNITS_PER_DEG: Final = 1e7  # libosmium's own resolution, in which it always writes

# field numbers of the format (osmformat.proto, fileformat.proto)
_BLOB_SIZE, _BLOB_RAW = 3, 1
_STRINGS, _GROUP = 1, 2
_DENSE, _WAY, _RELATION = 2, 3, 4
_ID, _KEYS, _VALUES, _INFO = 1, 2, 3, 4
_REFS, _ROLES, _MEMBERS, _KINDS = 8, 8, 9, 10
_DENSE_INFO, _LAT, _LON, _DENSE_TAGS = 5, 8, 9, 10
_SECONDS = 2


def plain_elements(path: Path) -> RawElements:
    """Everything in a file; libosmium's ``RuntimeError`` when it can't be read to its end."""
    with TemporaryDirectory(prefix="gengxin-") as folder:
        plain = Path(folder) / "plain.osm.pbf"
        with osmium.io.Reader(str(path)) as reader:
            day = header_day(reader.header()) or overpass_day(path)
            # the elements' own days are wanted only where none is told
            form = _PLAIN + ("timestamp" if day is None else "false")
            with osmium.SimpleWriter(osmium.io.File(plain, form)) as writer:
                osmium.apply(reader, writer)
        return _unpacked(np.fromfile(plain, np.uint8), day)


def _unpacked(data: Bytes, day: date | None) -> RawElements:
    """All columns of a plain PBF file."""
    blocks = _blocks(data)
    top = fields(data, *blocks)
    groups = top.numbered(_GROUP)
    inner = fields(data, groups.value, groups.end)
    inner = inner._replace(message=groups.message[inner.message])  # the block, not the group
    strings = _strings(data, top.numbered(_STRINGS), len(blocks[0]))
    nodes, node_second = _nodes(data, inner.numbered(_DENSE), strings)
    ways = _listed(data, inner.numbered(_WAY), strings)
    relations = _listed(data, inner.numbered(_RELATION), strings)
    newest_second = max(node_second, ways.newest_second, relations.newest_second)
    return RawElements(
        words=strings.words,
        nodes=nodes,
        ways=RawKind(ids=ways.ids, tags=ways.tags, lists=(_undelta(ways.packed(_REFS)),)),
        relations=RawKind(
            ids=relations.ids, tags=relations.tags, lists=_members(relations, strings)
        ),
        day=day or (datetime.fromtimestamp(newest_second, UTC).date() if newest_second else None),
    )


def _members(relations: "_Listed", strings: "_Strings") -> tuple[Ragged, Ragged, Ragged]:
    """Kinds, ids and words for roles of the members of each relation."""
    roles = relations.packed(_ROLES)
    block = np.repeat(relations.block, roles.counts)
    return (
        relations.packed(_KINDS),
        _undelta(relations.packed(_MEMBERS)),
        Ragged(roles.first, strings.word(block, roles.items)),
    )


def _blocks(data: Bytes) -> tuple[Whole, Whole]:
    """Where each block of data begins and ends; the first blob is the header and isn't one."""
    places = []
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4].tobytes(), "big")
        header = fields(data, np.array([at + 4]), np.array([at + 4 + size]))
        begin = at + 4 + size
        at = begin + int(header.numbered(_BLOB_SIZE).value[0])
        raw = fields(data, np.array([begin]), np.array([at])).numbered(_BLOB_RAW)
        places.append((raw.value[0], raw.end[0]))
    bounds = np.array(places[1:], np.int64).reshape(-1, 2)
    return bounds[:, 0].copy(), bounds[:, 1].copy()


@dataclass(frozen=True, slots=True)
class _Strings:
    """The string tables of all blocks, as numbers of words."""

    words: Words
    first: Whole
    numbers: Whole

    def word(self, block: Whole, index: Whole) -> Whole:
        """Words by their places in the tables of their blocks."""
        words: Whole = self.numbers[self.first[block] + index]
        return words


def _strings(data: Bytes, tables: Fields, block_count: int) -> _Strings:
    """Number the strings of every block's table in one list of words."""
    entries = fields(data, tables.value, tables.end)
    counts = np.bincount(tables.message[entries.message], minlength=block_count)
    text = data.tobytes()
    places = zip(entries.value.tolist(), entries.end.tolist(), strict=True)
    found = [text[begin:end].decode() for begin, end in places]
    words = Words(found)
    return _Strings(words, first_of_counts(counts), words.numbers(found))


def _nodes(data: Bytes, messages: Fields, strings: _Strings) -> tuple[RawKind, int]:
    """All nodes, which libosmium writes dense, and the second of the latest change."""
    count = len(messages.value)
    inner = fields(data, messages.value, messages.end)
    ids = _undelta(_packed(data, inner.numbered(_ID), count))
    listed = _packed(data, inner.numbered(_DENSE_TAGS), count)
    row, key, value = dense_tags(listed.items, listed.first, ids.first)
    block = messages.message[ids.owner[row]]
    info = inner.numbered(_DENSE_INFO)
    seconds = fields(data, info.value, info.end).numbered(_SECONDS)
    found = RawKind(
        ids=ids.items,
        tags=RawTags(row=row, key=strings.word(block, key), value=strings.word(block, value)),
        numbers=tuple(
            _undelta(_packed(data, inner.numbered(number), count)).items / _UNITS_PER_DEG
            for number in (_LON, _LAT)
        ),
    )
    newest = _undelta(_packed(data, seconds, len(info.value))).items.max(initial=0)
    return found, int(newest)


@dataclass(frozen=True, slots=True)
class _Listed:
    """Ways or relations: everything that both have, and their other lists by field number."""

    data: Bytes
    inner: Fields
    block: Whole
    ids: Whole
    tags: RawTags

    def packed(self, number: int) -> Ragged:
        """One packed list of every element."""
        return _packed(self.data, self.inner.numbered(number), len(self.block))

    @property
    def newest_second(self) -> int:
        """Seconds since 1970 of the latest change; 0 where the file doesn't tell."""
        info = self.inner.numbered(_INFO)
        seconds = fields(self.data, info.value, info.end).numbered(_SECONDS)
        return int(seconds.value.max(initial=0))


def _listed(data: Bytes, messages: Fields, strings: _Strings) -> _Listed:
    """All ways, or all relations."""
    inner = fields(data, messages.value, messages.end)
    count = len(messages.value)
    keys = _packed(data, inner.numbered(_KEYS), count)
    values = _packed(data, inner.numbered(_VALUES), count)
    row = keys.owner
    block = messages.message[row]
    return _Listed(
        data=data,
        inner=inner,
        block=messages.message,
        ids=inner.numbered(_ID).value,
        tags=RawTags(
            row=row,
            key=strings.word(block, keys.items),
            value=strings.word(block, values.items),
        ),
    )


def _packed(data: Bytes, chosen: Fields, message_count: int) -> Ragged:
    """The packed numbers of one field, an empty list for the messages that lack it."""
    counts = np.zeros(message_count, np.int64)
    found, values = packed(data, chosen.value, chosen.end)
    counts[chosen.message] = found
    return Ragged(first_of_counts(counts), values)


def _undelta(coded: Ragged) -> Ragged:
    """Numbers from the zigzag differences in which each list holds them."""
    total = np.concatenate([[0], np.cumsum(unzigzag(coded.items))])
    return Ragged(coded.first, total[1:] - np.repeat(total[coded.first[:-1]], coded.counts))
