"""Kernels that unpack protocol-buffer bytes: the fields of messages, and packed whole numbers.

Whatever the bytes hold, nothing is read that lies beyond them: ``ValueError`` for messages that
claim more than there is, or are of another form than that of an OpenStreetMap file.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from gengxin.sources.osm.ragged import Ragged, Whole, first_of_counts

__all__ = [
    "Bytes",
    "Fields",
    "dense_tags",
    "fields",
    "joined_bytes",
    "packed",
    "packed_deltas",
    "pieces",
]

Bytes = npt.NDArray[np.uint8]

_VARINT: Final = 0
_FIXED_64: Final = 1
_BYTES: Final = 2
_FIXED_32: Final = 5

# a number that never ends is given up after so many bytes: it can be read to there without asking
_LONGEST_VARINT: Final = 10


class Fields(NamedTuple):
    """Fields of messages, message after message.

    ``value`` is a field's number or, for bytes, where they begin; ``end`` where they end, −1 for a
    number.
    """

    message: Whole
    number: Whole
    value: Whole
    end: Whole

    def numbered(self, number: int) -> "Fields":
        """Only the fields of one number."""
        chosen = np.flatnonzero(self.number == number)
        return Fields._make(column[chosen] for column in self)


def joined_bytes(pieces: list[bytes]) -> Bytes:
    """Pieces one after another as the bytes that kernels read, with room behind the last."""
    return np.frombuffer(b"".join([*pieces, bytes(_LONGEST_VARINT)]), np.uint8)


def fields(data: Bytes, begins: Whole, ends: Whole) -> Fields:
    """Every field of the messages that lie between the places given."""
    count = _field_count(data, begins, ends)
    if count < 0:
        raise ValueError("a message is broken")
    found = Fields._make(np.empty((4, count), np.int64))
    _fill_fields(data, begins, ends, found)
    return found


def packed(data: Bytes, lists: Fields, message_count: int) -> Ragged:
    """The packed numbers of one field; an empty list for the messages that lack it."""
    return _unpacked(data, lists, message_count, deltas=False)


def packed_deltas(data: Bytes, lists: Fields, message_count: int) -> Ragged:
    """The same for lists that hold zigzag differences."""
    return _unpacked(data, lists, message_count, deltas=True)


def pieces(data: Bytes, chosen: Fields) -> tuple[Whole, Bytes]:
    """The bytes of fields one after another, and where each begins."""
    lengths = chosen.end - chosen.value
    if (lengths < 0).any():
        raise ValueError("a number in place of a text")
    first = first_of_counts(lengths)
    copied = np.empty(first[-1], np.uint8)
    _copy(data, chosen.value, first, copied)
    return first, copied


def dense_tags(listed: Ragged, first_node: Whole) -> tuple[Whole, Whole, Whole]:
    """Tags of dense nodes: row of the node, key, value.

    A message lists keys and values, and a 0 after each of its nodes, which begin at row
    ``first_node[message]``; it may list nothing when none has a tag.
    """
    row, key, value = np.empty((3, len(listed.items)), np.int64)
    count = _fill_dense_tags(listed.first, listed.items, first_node, (row, key, value))
    if count < 0:
        raise ValueError("a list of tags is broken")
    return row[:count].copy(), key[:count].copy(), value[:count].copy()


def _unpacked(data: Bytes, lists: Fields, message_count: int, *, deltas: bool) -> Ragged:
    if (np.diff(lists.message) <= 0).any():
        raise ValueError("a list is in several pieces")
    found = _number_counts(data, lists.value, lists.end)
    if (found < 0).any():
        raise ValueError("a list is broken")
    counts = np.zeros(message_count, np.int64)
    counts[lists.message] = found
    numbers = np.empty(found.sum(), np.int64)
    _fill_numbers(data, lists.value, found, (numbers, deltas))
    return Ragged(first_of_counts(counts), numbers)


@njit(cache=True, nogil=True)
def _field_count(data: Bytes, begins: Whole, ends: Whole) -> int:
    """How many fields there are, −1 where one reaches beyond its message."""
    count = 0
    for row in range(len(begins)):
        at = begins[row]
        while at < ends[row]:
            _, _, _, after = _field(data, at)
            if after <= at or after > ends[row]:
                return -1
            at = after
            count += 1
    return count


@njit(cache=True, nogil=True)
def _fill_fields(data: Bytes, begins: Whole, ends: Whole, found: Fields) -> None:
    count = 0
    for row in range(len(begins)):
        at = begins[row]
        while at < ends[row]:
            number, value, end, at = _field(data, at)
            found.message[count] = row
            found.number[count] = number
            found.value[count] = value
            found.end[count] = end
            count += 1


@njit(cache=True, nogil=True)
def _field(data: Bytes, at: int) -> tuple[int, int, int, int]:
    """One field: its number, value and end, and the place after it, 0 for an unknown form."""
    key, at = _varint(data, at)
    wire = key & 7
    if wire == _VARINT:
        value, at = _varint(data, at)
        return key >> 3, value, -1, at
    if wire == _BYTES:
        size, at = _varint(data, at)
        return key >> 3, at, at + size, at + size
    if wire == _FIXED_64:
        return key >> 3, at, -1, at + 8
    if wire == _FIXED_32:
        return key >> 3, at, -1, at + 4
    return 0, 0, 0, 0


@njit(cache=True, nogil=True)
def _number_counts(data: Bytes, begins: Whole, ends: Whole) -> Whole:
    """How many packed numbers lie between the places, −1 where they don't end there."""
    counts = np.zeros(len(begins), np.int64)
    for row in range(len(begins)):
        for at in range(begins[row], ends[row]):
            counts[row] += data[at] < 128
        if ends[row] < 0 or (ends[row] > begins[row] and data[ends[row] - 1] >= 128):
            counts[row] = -1
    return counts


@njit(cache=True, nogil=True)
def _fill_numbers(data: Bytes, begins: Whole, counts: Whole, found: tuple[Whole, bool]) -> None:
    numbers, deltas = found
    filled = 0
    for row in range(len(begins)):
        at = begins[row]
        total = 0
        for _ in range(counts[row]):
            value, at = _varint(data, at)
            if deltas:
                # the zigzag form: 0, 1, 2, 3 stand for 0, −1, 1, −2
                total += (value >> 1) ^ -(value & 1)
                value = total
            numbers[filled] = value
            filled += 1


@njit(cache=True, nogil=True)
def _copy(data: Bytes, begins: Whole, first: Whole, copied: Bytes) -> None:
    for row in range(len(begins)):
        shift = begins[row] - first[row]
        for place in range(first[row], first[row + 1]):
            copied[place] = data[place + shift]


@njit(cache=True, nogil=True)
def _fill_dense_tags(
    first: Whole, listed: Whole, first_node: Whole, tags: tuple[Whole, Whole, Whole]
) -> int:
    """How many tags there are, −1 where a message lists half a tag or too many nodes."""
    row, key, value = tags
    count = 0
    for message in range(len(first) - 1):
        node = first_node[message]
        at = first[message]
        while at < first[message + 1]:
            if listed[at] == 0:
                node += 1
                at += 1
                continue
            if node >= first_node[message + 1] or at + 1 >= first[message + 1]:
                return -1
            row[count], key[count], value[count] = node, listed[at], listed[at + 1]
            count += 1
            at += 2
    return count


@njit(cache=True, nogil=True)
def _varint(data: Bytes, at: int) -> tuple[int, int]:
    """One whole number and the place after it."""
    byte = int(data[at])
    value = byte & 127
    at += 1
    shift = 7
    while byte >= 128 and shift < 7 * _LONGEST_VARINT:
        byte = int(data[at])
        value |= (byte & 127) << shift
        at += 1
        shift += 7
    return value, at
