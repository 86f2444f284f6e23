"""Tiles kept as files, by version and square: any of them may be deleted at any time."""

import contextlib
import shutil
from pathlib import Path

from gengxin.store.atomic import write_file
from gengxin.store.layers.squares import Square

__all__ = ["TileFiles"]


class TileFiles:
    """The tiles below a folder, from several processes at once: a file appears whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, version: str, square: Square) -> bytes | None:
        """The tile, if it was kept."""
        try:
            return self._path(version, square).read_bytes()
        except OSError:
            return None

    def keep(self, version: str, square: Square, tile: bytes) -> None:
        """Keep a tile; where the disk takes none it is cut again when it is asked for."""
        with contextlib.suppress(OSError):
            write_file(self._path(version, square), tile)

    def keep_only(self, versions: frozenset[str]) -> None:
        """Delete the tiles of all other versions."""
        with contextlib.suppress(OSError):
            for folder in self.folder.iterdir():
                if folder.name not in versions:
                    shutil.rmtree(folder, ignore_errors=True)

    def _path(self, version: str, square: Square) -> Path:
        home = self.folder / version / str(square.zoom) / str(square.column)
        return home / f"{square.row}.mvt.gz"
