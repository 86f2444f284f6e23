"""What a folder holds to be served, at one moment: read anew when anything of it has changed."""

import hashlib
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gengxin.store import DistrictFolder
from gengxin.store.atomic import finish_change
from gengxin.store.layers import EmbeddedLayers, LayerStore
from gengxin.store.meta import meta_from_toml
from gengxin.terms import DistrictMeta
from gengxin.terms.records import RecordAbsentError
from gengxin.workbench.layers.collection import Bounds, Collection
from gengxin.workbench.layers.district_layers import LayerFile, district_collections, layer_files
from gengxin.workbench.layers.run_layers import run_collections
from gengxin.workbench.layers.runs import Run, run_tables, runs_of

__all__ = ["Catalogue", "Layers", "open_layers"]

CACHE = "cache"


@dataclass(frozen=True, kw_only=True, eq=False)
class Catalogue:
    """A district as it is served: what is true of it, its layers, its runs."""

    folder: DistrictFolder
    meta: DistrictMeta
    content_hash: str
    files: Mapping[str, LayerFile]
    runs: Mapping[str, Run]

    @cached_property
    def tables(self) -> Mapping[str, Collection]:
        """The district's own tables, with places or without."""
        return district_collections(self.folder, self.files)

    @cached_property
    def collections(self) -> Mapping[str, Collection]:
        """Every table with places: of the district, then of runs, the newest first."""
        own = {name: one for name, one in self.tables.items() if one.table.has_places}
        return {**own, **run_collections(self.folder, self.files, self.runs)}

    @property
    def bounds_deg(self) -> Bounds | None:
        """The box of all layers of the district."""
        boxes = [one.bounds_deg for one in self.files.values() if one.bounds_deg]
        if not boxes:
            return None
        west, south, east, north = zip(*boxes, strict=True)
        return min(west), min(south), max(east), max(north)

    @property
    def versions(self) -> frozenset[str]:
        """The versions of everything that is served now."""
        tables = (table for run in self.runs.values() for table in run_tables(run).values())
        every = (*self.tables.values(), *self.collections.values(), *tables)
        return frozenset(one.table.version for one in every)

    def collection(self, name: str) -> Collection:
        """The collection of that name.

        Raises
        ------
        RecordAbsentError
            Where there is none.

        """
        if name not in self.collections:
            raise RecordAbsentError("collection", name)
        return self.collections[name]

    def run(self, name: str) -> Run:
        """The run of that name.

        Raises
        ------
        RecordAbsentError
            Where there is none.

        """
        if name not in self.runs:
            raise RecordAbsentError("run", name)
        return self.runs[name]


class Layers:
    """The layers, runs and tables of a folder, as they are served.

    ``store`` holds what has places, ``tables`` the tables of runs; ``hashes`` are the content
    hashes of what is published, by kind and refs. ``changed`` is told when the folder has changed.
    """

    def __init__(
        self,
        folder: DistrictFolder,
        store: LayerStore,
        *,
        changed: Callable[[Catalogue], None] | None = None,
    ) -> None:
        self.folder = folder
        self.store = store
        self.tables = EmbeddedLayers(folder.path / CACHE / "tiles")
        self.hashes: dict[tuple[object, tuple[str, ...]], frozenset[str]] = {}
        self._changed = changed
        self._known: tuple[object, Catalogue] | None = None
        self._lock = threading.Lock()

    def catalogue(self) -> Catalogue:
        """What the folder holds now."""
        seen = _signs(self.folder.path)
        known = self._known
        if known is not None and known[0] == seen:
            return known[1]
        with self._lock:
            known = self._known
            if known is None or known[0] != seen:
                before = known
                known = seen, _read(self.folder)
                self._known = known
                if before is not None:
                    self._let_go(known[1])
        return known[1]

    def close(self) -> None:
        """Let go of everything."""
        self.store.close()
        self.tables.close()

    def _let_go(self, catalogue: Catalogue) -> None:
        """Let go of what is no longer served."""
        self.store.keep_only(catalogue.versions)
        self.tables.keep_only(catalogue.versions)
        if self._changed is not None:
            self._changed(catalogue)


def open_layers(
    folder: DistrictFolder,
    *,
    records: str = "",
    changed: Callable[[Catalogue], None] | None = None,
) -> Layers:
    """The layers of a folder; held as tables of PostGIS where records are kept on a server."""
    from gengxin.store.records import is_server

    if records and is_server(records):
        from gengxin.store.layers.server import ServerLayers

        return Layers(folder, ServerLayers(records), changed=changed)
    return Layers(folder, EmbeddedLayers(folder.path / CACHE / "tiles"), changed=changed)


def _read(folder: DistrictFolder) -> Catalogue:
    finish_change(folder.path)
    text = (folder.path / "district.toml").read_bytes()
    content_hash = hashlib.sha256(text).hexdigest()
    meta, listed = meta_from_toml(text.decode(), named=str(folder.path / "district.toml"))
    return Catalogue(
        folder=folder,
        meta=meta,
        content_hash=content_hash,
        files=layer_files(folder, listed),
        runs=runs_of(folder, content_hash),
    )


def _signs(folder: Path) -> object:
    """By what a change of the folder is told: the times of its files, and the names of its runs."""
    try:
        layers = sorted(
            (entry.name, *_sign(entry.stat())) for entry in os.scandir(folder / "layers")
        )
    except FileNotFoundError:  # a layer is being replaced at this moment
        layers = []
    runs = folder / "runs"
    meta = (folder / "district.toml").stat()
    return _sign(meta), _sign(runs.stat()) if runs.is_dir() else None, layers


def _sign(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
