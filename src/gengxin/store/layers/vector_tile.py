"""A layer of a vector tile (Mapbox Vector Tile 2.1), from shapes on the tile and their columns."""

import struct
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gengxin.store.layers.drawn import Whole, drawn
from gengxin.store.layers.squares import EXTENT
from gengxin.store.layers.varints import one_varint, varints

__all__ = ["encoded_layer"]

_VERSION = b"\x78\x02"


def encoded_layer(
    name: str, shapes: npt.NDArray[np.object_], rows: pa.Table, numbers: Whole
) -> tuple[bytes, Whole]:
    """A layer with a feature for each shape (in units of the tile, y downward) that is seen.

    ``rows`` are the shapes' columns; a missing value is not there. ``numbers`` become the features'
    ids. The positions of the shapes that are seen come second; where none is, there is no layer.
    """
    parts = drawn(shapes)
    if not parts:
        return b"", np.empty(0, dtype=np.int64)
    seen = np.concatenate([part.feature for part in parts])
    tags, values = _tagged(rows.take(pa.array(seen)))
    kinds = np.repeat([part.kind for part in parts], [len(part.feature) for part in parts])
    commands = [command for part in parts for command in part.commands]
    features = [
        _feature(number, tag, kind, command)
        for number, tag, kind, command in zip(
            numbers[seen].tolist(), tags, kinds.tolist(), commands, strict=True
        )
    ]
    keys = [_counted(b"\x1a", key.encode()) for key in rows.column_names]
    body = [_VERSION, _counted(b"\x0a", name.encode()), *features, *keys, *values]
    extent = b"\x28" + one_varint(EXTENT)
    return _counted(b"\x1a", b"".join([*body, extent])), seen


def _feature(number: int, tags: bytes, kind: int, commands: bytes) -> bytes:
    told = b"\x08" + one_varint(number) + _counted(b"\x12", tags) + b"\x18" + bytes([kind])
    return _counted(b"\x12", told + _counted(b"\x22", commands))


def _tagged(rows: pa.Table) -> tuple[list[bytes], list[bytes]]:
    """For each row its pairs of key and value, by their numbers; and the values."""
    values: list[bytes] = []
    chosen = np.empty((rows.num_rows, rows.num_columns), dtype=np.int64)
    for place, column in enumerate(rows.columns):
        listed = column.combine_chunks().dictionary_encode()
        number = listed.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        chosen[:, place] = np.where(number < 0, -1, number + len(values))
        values += [_counted(b"\x22", _value(one)) for one in listed.dictionary.to_pylist()]
    there = chosen >= 0
    keys = np.broadcast_to(np.arange(rows.num_columns), chosen.shape)
    pairs = np.column_stack([keys[there], chosen[there]]).ravel()
    encoded, at = varints(pairs)
    edges = at[np.concatenate([[0], np.cumsum(2 * there.sum(axis=1))])].tolist()
    return [encoded[a:b] for a, b in pairwise(edges)], values


def _value(value: Any) -> bytes:  # noqa: ANN401 - whatever a column holds
    """One value in its type; a day as text."""
    if isinstance(value, bool):
        return b"\x38" + bytes([value])
    if isinstance(value, int):
        return b"\x30" + one_varint(value << 1 if value >= 0 else ~(value << 1))
    if isinstance(value, float):
        return b"\x19" + struct.pack("<d", value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    return _counted(b"\x0a", text.encode())


def _counted(tag: bytes, content: bytes) -> bytes:
    """A field of a message with the length of its content."""
    return tag + one_varint(len(content)) + content
