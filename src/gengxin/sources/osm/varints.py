"""Kernels that unpack protocol-buffer bytes: the fields of messages, and packed whole numbers."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from gengxin.sources.osm.ragged import Whole

__all__ = ["Bytes", "Fields", "dense_tags", "fields", "packed", "unzigzag"]

Bytes = npt.NDArray[np.uint8]

_VARINT: Final = 0
_FIXED_64: Final = 1
_BYTES: Final = 2


class Fields(NamedTuple):
    """Fields of messages, message after message.

    ``value`` is a field's number or, for bytes, where they begin; ``end`` where they end.
    """

    message: Whole
    number: Whole
    value: Whole
    end: Whole

    def numbered(self, number: int) -> "Fields":
        """Only the fields of one number."""
        chosen = self.number == number
        return Fields._make(column[chosen] for column in self)


def fields(data: Bytes, begins: Whole, ends: Whole) -> Fields:
    """Every field of the messages that lie between the places given."""
    return Fields(*_fields(data, begins, ends))


@njit(cache=True, nogil=True)
def packed(data: Bytes, begins: Whole, ends: Whole) -> tuple[Whole, Whole]:
    """The whole numbers packed between the places given: how many in each, and all of them."""
    counts = np.zeros(len(begins), np.int64)
    for row in range(len(begins)):
        for at in range(begins[row], ends[row]):
            counts[row] += data[at] < 128
    found = np.empty(counts.sum(), np.int64)
    filled = 0
    for row in range(len(begins)):
        at = begins[row]
        for _ in range(counts[row]):
            found[filled], at = _varint(data, at)
            filled += 1
    return counts, found


def unzigzag(coded: Whole) -> Whole:
    """Signed numbers from their zigzag form: 0, 1, 2, 3 stand for 0, −1, 1, −2."""
    return (coded >> 1) ^ -(coded & 1)


@njit(cache=True, nogil=True)
def dense_tags(listed: Whole, first: Whole, first_node: Whole) -> tuple[Whole, Whole, Whole]:
    """Tags of dense nodes: row of the node, key, value.

    Message ``m`` lists keys and values at ``listed[first[m]:first[m + 1]]``, a 0 after each of its
    nodes, which begin at row ``first_node[m]``; it may list nothing when none has a tag.
    """
    row = np.empty(len(listed), np.int64)
    key = np.empty(len(listed), np.int64)
    value = np.empty(len(listed), np.int64)
    count = 0
    for message in range(len(first) - 1):
        node = first_node[message]
        at = first[message]
        while at < first[message + 1]:
            if listed[at] == 0:
                node += 1
                at += 1
            else:
                row[count], key[count], value[count] = node, listed[at], listed[at + 1]
                count += 1
                at += 2
    return row[:count].copy(), key[:count].copy(), value[:count].copy()


@njit(cache=True, nogil=True)
def _fields(data: Bytes, begins: Whole, ends: Whole) -> tuple[Whole, Whole, Whole, Whole]:
    size = 0
    for row in range(len(begins)):
        at = begins[row]
        while at < ends[row]:
            _, _, at = _field(data, at)
            size += 1
    message = np.empty(size, np.int64)
    number = np.empty(size, np.int64)
    value = np.empty(size, np.int64)
    end = np.empty(size, np.int64)
    count = 0
    for row in range(len(begins)):
        at = begins[row]
        while at < ends[row]:
            message[count] = row
            number[count], value[count], at = _field(data, at)
            end[count] = at
            count += 1
    return message, number, value, end


@njit(cache=True, nogil=True)
def _field(data: Bytes, at: int) -> tuple[int, int, int]:
    """One field: its number, its value or where its bytes begin, the place after it."""
    key, at = _varint(data, at)
    wire = key & 7
    if wire == _VARINT:
        value, at = _varint(data, at)
        return key >> 3, value, at
    if wire == _BYTES:
        size, at = _varint(data, at)
        return key >> 3, at, at + size
    return key >> 3, at, at + (8 if wire == _FIXED_64 else 4)


@njit(cache=True, nogil=True)
def _varint(data: Bytes, at: int) -> tuple[int, int]:
    """One whole number and the place after it."""
    value = 0
    shift = 0
    while True:
        byte = int(data[at])
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
