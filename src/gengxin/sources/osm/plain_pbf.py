"""Elements out of any file that libosmium reads.

A PBF file of the usual kind is unpacked straight into columns. Any other, whatever its format, is
read by libosmium, in a process of its own, and written again as PBF of that kind. Both cost a
fraction of handing each element over to Python.
"""

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import pyarrow as pa

from gengxin.sources.osm.blobs import Blocks, Unusual, blocks_of
from gengxin.sources.osm.days import overpass_day
from gengxin.sources.osm.ragged import Ragged, Whole, first_of_counts
from gengxin.sources.osm.raw import NODE, RELATION, WAY, RawElements, RawKind, RawTags, Words
from gengxin.sources.osm.varints import (
    Bytes,
    Fields,
    dense_tags,
    fields,
    packed,
    packed_deltas,
    pieces,
)

__all__ = ["elements_of", "plain_elements"]

_REWRITING: Final = Path(__file__).with_name("rewriting.py")

# field numbers of the format (osmformat.proto)
_STRINGS, _GROUP = 1, 2
_GRANULARITY, _DATE_GRANULARITY, _LAT_OFFSET, _LON_OFFSET = 17, 18, 19, 20
_SPARSE, _DENSE, _WAY, _RELATION, _CHANGESET = 1, 2, 3, 4, 5
_ID, _KEYS, _VALUES, _INFO = 1, 2, 3, 4
_REFS, _ROLES, _MEMBERS, _KINDS = 8, 8, 9, 10
_DENSE_INFO, _LAT, _LON, _DENSE_TAGS = 5, 8, 9, 10
_SECONDS = 2

# in units of 100 nanodegrees and of a second, from 0: as nearly everybody writes
_UNITS_PER_DEG: Final = 1e7
_USUAL: Final = {_GRANULARITY: 100, _DATE_GRANULARITY: 1000, _LAT_OFFSET: 0, _LON_OFFSET: 0}


def plain_elements(path: Path) -> RawElements:
    """Everything in a file.

    Raises
    ------
    ValueError, zlib.error
        For a file that is cut or damaged.

    """
    day = overpass_day(path)
    if path.suffix.lower() == ".pbf":
        try:
            blocks = blocks_of(path)
            return elements_of(blocks, blocks.day or day)
        except Unusual:
            return _rewritten(path, day)
    return _rewritten(path, day)


def _rewritten(path: Path, day: date | None) -> RawElements:
    """Everything in a file, by way of a plain copy that another process writes."""
    with TemporaryDirectory(prefix="gengxin-") as folder:
        plain = Path(folder) / "plain.osm.pbf"
        done = subprocess.run(  # noqa: S603 - our own program
            [
                *(sys.executable, "-P", str(_REWRITING)),
                *(str(path), str(plain), "unknown" if day is None else "known"),
            ],
            capture_output=True,
            check=False,
            text=True,
        )
        if done.returncode:
            raise ValueError(_last_words(done))
        if done.stdout:
            day = datetime.fromisoformat(done.stdout).date()
        return elements_of(blocks_of(plain), day)


def _last_words(done: subprocess.CompletedProcess[str]) -> str:
    """Why libosmium could not read a file to its end."""
    said = done.stderr.strip().splitlines()
    return said[-1] if done.returncode == 1 and said else f"libosmium crashed: {done.returncode}"


def elements_of(blocks: Blocks, day: date | None) -> RawElements:
    """All columns of the blocks; the newest element's day where none is given."""
    data = blocks.data
    top = fields(data, blocks.begins, blocks.ends)
    _check_units(top)
    groups = top.numbered(_GROUP)
    inner = fields(data, groups.value, groups.end)
    inner = inner._replace(message=groups.message[inner.message])  # the block, not the group
    if np.isin(inner.number, (_SPARSE, _CHANGESET)).any():
        raise Unusual("nodes that aren't dense, or changesets")
    strings = _strings(data, top.numbered(_STRINGS), len(blocks.begins))
    dense = _messages(data, inner.numbered(_DENSE))
    ways = _messages(data, inner.numbered(_WAY))
    relations = _messages(data, inner.numbered(_RELATION))
    return RawElements(
        words=strings.words,
        nodes=_nodes(dense, strings),
        ways=_listed(ways, strings, (ways.deltas(_REFS),)),
        relations=_listed(relations, strings, _members(relations, strings)),
        day=day or _newest_day(dense, (ways, relations)),
    )


def _check_units(top: Fields) -> None:
    """Refuse other units than those of the files that we unpack."""
    for number, usual in _USUAL.items():
        if (top.numbered(number).value != usual).any():
            raise Unusual("units of its own")


@dataclass(frozen=True, slots=True)
class _Messages:
    """Messages of one kind: nodes by the thousand, ways, or relations; the block of each."""

    data: Bytes
    block: Whole
    inner: Fields

    def packed(self, number: int) -> Ragged:
        """One packed list of every message."""
        return packed(self.data, self.inner.numbered(number), len(self.block))

    def deltas(self, number: int) -> Ragged:
        """The same for a list of differences."""
        return packed_deltas(self.data, self.inner.numbered(number), len(self.block))


def _messages(data: Bytes, chosen: Fields) -> _Messages:
    """The fields of the messages chosen."""
    return _Messages(data, chosen.message, fields(data, chosen.value, chosen.end))


@dataclass(frozen=True, slots=True)
class _Strings:
    """The string tables of all blocks, as numbers of words."""

    words: Words
    first: Whole
    numbers: Whole

    def word(self, block: Whole, index: Whole) -> Whole:
        """Words by their places in the tables of their blocks."""
        place = self.first[block] + index
        if ((index < 0) | (place >= self.first[block + 1])).any():
            raise ValueError("a word that is in no table")
        words: Whole = self.numbers[place]
        return words


def _strings(data: Bytes, tables: Fields, block_count: int) -> _Strings:
    """Number the strings of every block's table in one list of words."""
    entries = fields(data, tables.value, tables.end)
    of_block = np.bincount(tables.message[entries.message], minlength=block_count)
    first, text = pieces(data, entries)
    found = pa.LargeStringArray.from_buffers(
        len(first) - 1, pa.py_buffer(first), pa.py_buffer(text)
    )
    found.validate(full=True)
    distinct = found.dictionary_encode()
    words = Words(distinct.dictionary.to_pylist())
    return _Strings(words, first_of_counts(of_block), distinct.indices.to_numpy().astype(np.int64))


def _nodes(dense: _Messages, strings: _Strings) -> RawKind:
    """All nodes."""
    ids, lat, lon = (dense.deltas(number) for number in (_ID, _LAT, _LON))
    if (ids.counts != lat.counts).any() or (ids.counts != lon.counts).any():
        raise ValueError("nodes without places")
    row, key, value = dense_tags(dense.packed(_DENSE_TAGS), ids.first)
    block = np.repeat(dense.block, ids.counts)[row]
    return RawKind(
        ids=ids.items,
        tags=RawTags(row=row, key=strings.word(block, key), value=strings.word(block, value)),
        numbers=(lon.items / _UNITS_PER_DEG, lat.items / _UNITS_PER_DEG),
    )


def _listed(messages: _Messages, strings: _Strings, lists: tuple[Ragged, ...]) -> RawKind:
    """Ways or relations with their lists."""
    ids = messages.inner.numbered(_ID)
    if not np.array_equal(ids.message, np.arange(len(messages.block))):
        raise ValueError("elements without a number of their own")
    keys, values = messages.packed(_KEYS), messages.packed(_VALUES)
    if (keys.counts != values.counts).any():
        raise ValueError("keys without values")
    row = keys.owner
    block = messages.block[row]
    return RawKind(
        ids=ids.value,
        tags=RawTags(
            row=row, key=strings.word(block, keys.items), value=strings.word(block, values.items)
        ),
        lists=lists,
    )


def _members(relations: _Messages, strings: _Strings) -> tuple[Ragged, Ragged, Ragged]:
    """Kinds, ids and words for roles of the members of each relation."""
    kinds, ids, roles = (
        relations.packed(_KINDS),
        relations.deltas(_MEMBERS),
        relations.packed(_ROLES),
    )
    if (kinds.counts != ids.counts).any() or (kinds.counts != roles.counts).any():
        raise ValueError("members without a kind or a role")
    if not np.isin(kinds.items, (NODE, WAY, RELATION)).all():
        raise ValueError("members of unknown kinds")
    block = np.repeat(relations.block, roles.counts)
    return kinds, ids, Ragged(roles.first, strings.word(block, roles.items))


def _newest_day(dense: _Messages, others: tuple[_Messages, ...]) -> date | None:
    """The day of the latest change; ``None`` where the file doesn't tell."""
    info = _messages(dense.data, dense.inner.numbered(_DENSE_INFO))
    newest = [info.deltas(_SECONDS).items.max(initial=0)]
    for messages in others:
        info = _messages(messages.data, messages.inner.numbered(_INFO))
        newest.append(info.inner.numbered(_SECONDS).value.max(initial=0))
    second = int(max(newest))
    return datetime.fromtimestamp(second, UTC).date() if second else None
