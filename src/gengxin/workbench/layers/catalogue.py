"""What a folder holds to be served, at one moment: read anew when anything of it has changed."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from gengxin.store import DistrictFolder
from gengxin.store.atomic import LOG, finish_change
from gengxin.store.layers import EmbeddedLayers, LayerStore
from gengxin.store.meta import meta_from_toml
from gengxin.terms import TABLES, DistrictMeta
from gengxin.terms.records import RecordAbsentError
from gengxin.workbench.layers.collection import Bounds, Collection
from gengxin.workbench.layers.district_layers import LayerFile, district_collections, layer_files
from gengxin.workbench.layers.run_layers import run_collections
from gengxin.workbench.layers.runs import Run, run_tables, runs_of
from gengxin.workbench.layers.written import WrittenRows

__all__ = ["Catalogue", "Layers", "open_layers"]

CACHE = "cache"
Sign = tuple[int, int, int] | None
Signs = tuple[Sign, ...]


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

    ``store`` holds what has places, ``tables`` the tables of runs; ``features`` and ``records`` are
    their rows as they are sent. ``hashes`` are the content hashes of what is published, by kind and
    refs. ``changed`` is told when the folder has changed.
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
        self.features, self.records = WrittenRows(store), WrittenRows(self.tables)
        self.hashes: dict[tuple[object, tuple[str, ...]], frozenset[str]] = {}
        self._changed = changed
        self._known: tuple[Signs, Catalogue] | None = None
        self._lock = threading.Lock()

    def catalogue(self) -> Catalogue:
        """What the folder holds now."""
        found = self.known()
        if found is not None:
            return found
        with self._lock:
            found = self.known()
            if found is None:
                before = self._known
                self._known = _read(self.folder)
                found = self._known[1]
                if before is not None:
                    self._let_go(found)
        return found

    def known(self) -> Catalogue | None:
        """What the folder holds, where it hasn't changed since it was read; else ``None``."""
        known = self._known
        if known is None or known[0] != _signs(self.folder, known[1].files):
            return None
        return known[1]

    def close(self) -> None:
        """Let go of everything."""
        self.store.close()
        self.tables.close()

    def _let_go(self, catalogue: Catalogue) -> None:
        """Let go of what is no longer served."""
        self.store.keep_only(catalogue.versions)
        self.tables.keep_only(catalogue.versions)
        self.features.keep_only(catalogue.versions)
        self.records.keep_only(catalogue.versions)
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


def _read(folder: DistrictFolder) -> tuple[Signs, Catalogue]:
    """What a folder holds, and its signs from before it was read."""
    finish_change(folder.path)
    own = _own_signs(folder)
    text = (folder.path / "district.toml").read_bytes()
    content_hash = hashlib.sha256(text).hexdigest()
    meta, listed = meta_from_toml(text.decode(), named=str(folder.path / "district.toml"))
    layers = _layer_signs(folder, [name for name in TABLES if name in listed])
    made = Catalogue(
        folder=folder,
        meta=meta,
        content_hash=content_hash,
        files=layer_files(folder, listed),
        runs=runs_of(folder, content_hash),
    )
    return (*own, *layers), made


def _signs(folder: DistrictFolder, names: Iterable[str]) -> Signs:
    """By what a change of the folder is told: a change half done, its lists, these layers."""
    return (*_own_signs(folder), *_layer_signs(folder, names))


def _own_signs(folder: DistrictFolder) -> Signs:
    home = str(folder.path)
    return tuple([_sign(f"{home}/{name}") for name in (LOG, "district.toml", "runs")])


def _layer_signs(folder: DistrictFolder, names: Iterable[str]) -> Signs:
    home = str(folder.path)
    return tuple([_sign(f"{home}/layers/{name}.parquet") for name in names])


def _sign(path: str) -> Sign:
    """When a file was changed, its size, which it is; nothing where it is absent at this moment."""
    try:
        stat = os.stat(path)  # noqa: PTH116 - for every request, so in the quickest way
    except FileNotFoundError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
