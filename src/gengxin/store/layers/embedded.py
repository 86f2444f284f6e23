"""Layers from the district's folder: rows in memory, tiles as files."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from gengxin.store.layers.asking import Asked
from gengxin.store.layers.held import HeldTable
from gengxin.store.layers.protocol import Page, TableFacts
from gengxin.store.layers.squares import Square
from gengxin.store.layers.table_version import TableVersion
from gengxin.store.layers.tile_files import TileFiles
from gengxin.store.layers.tiles_in_memory import TilesInMemory

__all__ = ["MOST_BYTES", "EmbeddedLayers"]

# memory that tables may take before those not asked for longest are let go
MOST_BYTES = 500_000_000


class EmbeddedLayers:
    """The layers of one district in one process: a ``LayerStore``; ``cache`` holds the tiles."""

    waits = False

    def __init__(self, cache: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._tiles, self._sent = TileFiles(cache), TilesInMemory()
        self._most_bytes = most_bytes
        self._held: OrderedDict[str, HeldTable] = OrderedDict()
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._cutting = threading.Lock()

    def facts(self, table: TableVersion) -> TableFacts:
        """What is true of the whole table."""
        return self._of(table).facts()

    def page(self, table: TableVersion, asked: Asked) -> Page:
        """The rows that pass, a page of them."""
        return self._of(table).page(asked)

    def pages(self, table: TableVersion, asked: Sequence[Asked]) -> list[Page]:
        """As ``page``, for several questions."""
        held = self._of(table)
        return [held.page(one) for one in asked]

    def page_at_once(self, table: TableVersion, asked: Asked) -> Page | None:
        """As ``page``, of a table that is held and not too large; else ``None``."""
        held = self._found(table)
        return held.page(asked) if held is not None and held.is_quick(asked) else None

    def rows(self, table: TableVersion, numbers: Sequence[int], columns: tuple[str, ...]) -> Page:
        """The rows of those numbers as they come in the table, with their shapes if it has any."""
        return self._of(table).rows(numbers, columns)

    def one(self, table: TableVersion, key: str) -> Page:
        """The row of that key, or of that number where the table has none; no row: none."""
        return self._of(table).one(key)

    def kept_tile(self, table: TableVersion, square: Square) -> bytes | None:
        """The tile where this process has sent it lately, which takes no time; else ``None``."""
        return self._sent.read(table.version, square)

    def tile(self, table: TableVersion, square: Square) -> bytes:
        """The layer's part in a square as a vector tile, gzip; empty where nothing lies there."""
        made = self.kept_tile(table, square)
        if made is None:
            made = self._tiles.read(table.version, square)
            if made is None:
                made = self._cut(table, square)
            self._sent.keep(table.version, square, made)
        return made

    def keep_only(self, versions: frozenset[str]) -> None:
        """Let go of all that was made of other versions."""
        with self._lock:
            for version in [one for one in self._held if one not in versions]:
                del self._held[version]
        self._tiles.keep_only(versions)

    def close(self) -> None:
        """Let go of everything that is held."""
        with self._lock:
            self._held.clear()

    def _cut(self, table: TableVersion, square: Square) -> bytes:
        """The tile, cut by one thread however many ask for it at the same time."""
        with self._cutting:
            made = self._tiles.read(table.version, square)
            if made is None:
                made = self._of(table).tile(square)
                self._tiles.keep(table.version, square, made)
        return made

    def _of(self, table: TableVersion) -> HeldTable:
        """The table, read once however many ask for it at the same time."""
        return self._found(table) or self._read(table)

    def _found(self, table: TableVersion) -> HeldTable | None:
        with self._lock:
            found = self._held.get(table.version)
            if found is not None:
                self._held.move_to_end(table.version)
            return found

    def _read(self, table: TableVersion) -> HeldTable:
        with self._reading:
            found = self._found(table)
            if found is not None:
                return found
            found = HeldTable(table)
            with self._lock:
                self._held[table.version] = found
                while len(self._held) > 1 and self._size_bytes() > self._most_bytes:
                    self._held.popitem(last=False)
            return found

    def _size_bytes(self) -> int:
        return sum(one.size_bytes for one in self._held.values())
