"""Tiles that were sent lately, in memory."""

import threading
from collections import OrderedDict

from gengxin.store.layers.squares import Square

__all__ = ["TilesInMemory"]

MOST_BYTES = 64_000_000


class TilesInMemory:
    """The tiles asked for last, up to so many bytes; threads may share it."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._size_bytes = 0
        self._tiles: OrderedDict[tuple[str, Square], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, version: str, square: Square) -> bytes | None:
        """The tile, if it is there still."""
        with self._lock:
            tile = self._tiles.get((version, square))
            if tile is not None:
                self._tiles.move_to_end((version, square))
            return tile

    def keep(self, version: str, square: Square, tile: bytes) -> None:
        """Keep a tile, and let go of those not asked for longest."""
        with self._lock:
            self._size_bytes += len(tile) - len(self._tiles.pop((version, square), b""))
            self._tiles[version, square] = tile
            while self._size_bytes > self._most_bytes:
                _, gone = self._tiles.popitem(last=False)
                self._size_bytes -= len(gone)
