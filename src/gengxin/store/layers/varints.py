"""Whole numbers as protocol buffers write them, many at once."""

import numpy as np
import numpy.typing as npt

__all__ = ["one_varint", "varints", "zigzag"]

Whole = npt.NDArray[np.int64]


def zigzag(numbers: Whole) -> Whole:
    """Signed numbers as unsigned ones, small in size where they are near 0."""
    return (numbers << 1) ^ (numbers >> 63)


def varints(numbers: Whole) -> tuple[bytes, Whole]:
    """The bytes of unsigned numbers below 2³⁵, and where each begins; the end is the last."""
    size = np.ones(len(numbers), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        size += numbers >= 1 << bits
    begin = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    written = np.empty(int(begin[-1]), dtype=np.uint8)
    for place in range(5):
        here = np.flatnonzero(size > place)
        part = (numbers[here] >> (7 * place)) & 0x7F
        written[begin[here] + place] = part | np.where(size[here] > place + 1, 0x80, 0)
    return written.tobytes(), begin


def one_varint(number: int) -> bytes:
    """The bytes of one unsigned number."""
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)
