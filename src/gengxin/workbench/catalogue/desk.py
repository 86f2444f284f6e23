"""The catalogue of a district for whoever administers its machine: by folder and code."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from gengxin.publish.whole_file import whole_file
from gengxin.store.records import RecordStore, open_records
from gengxin.terms import InputError
from gengxin.terms.records import SYSTEM, Project, ProjectSheet
from gengxin.workbench.catalogue.exporting import Exporter
from gengxin.workbench.catalogue.index import Entry
from gengxin.workbench.catalogue.search import Asked, entry_of, search, visible_entries
from gengxin.workbench.catalogue.sheets import content_document, keep_sheets, printed
from gengxin.workbench.people import Actor

__all__ = ["CatalogueDesk", "desk_of"]

# whoever has the machine has the records
OFFICE = Actor(person=SYSTEM, roles=frozenset({"planner"}))
ENDINGS: Mapping[str, str] = MappingProxyType(
    {".json": "OC4IDS", ".geojson": "sites", ".csv": "brownfield register", ".xlsx": "project pool"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueDesk:
    """What commands do with the catalogue of a district."""

    records: RecordStore
    folder: Path

    def find(self, words: str) -> dict[str, Any]:
        """Entries with these words."""
        return search(self.records, self.folder, OFFICE, Asked(q=words, limit=1_000))

    def write_sheet(
        self, name: str, path: Path, *, language: Literal["zh", "en"], is_whole: bool
    ) -> None:
        """Write a project's sheet as the public sees it, by the file's ending.

        Raises
        ------
        InputError
            For another ending, or where what it is filled from is gone.

        """
        project = self._project(name)
        ending = path.suffix.lower()
        if ending not in {".pdf", ".html", ".json"}:
            msg = f"{path}: a sheet is written as .pdf, .html or .json; name it so"
            raise InputError(msg)
        if ending == ".json":
            told = content_document(self.records, self.folder, project, is_public=not is_whole)
            content = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False).encode()
        else:
            made = printed(self.records, self.folder, project, language)
            content = made.pdf() if ending == ".pdf" else made.html().encode()
        with whole_file(path) as work:
            work.write_bytes(content)

    def keep(self, name: str) -> tuple[ProjectSheet, ...]:
        """Keep a version of a project's sheets in both languages."""
        return keep_sheets(self.records, self.folder, self._project(name), by=SYSTEM)

    def export(self, path: Path, *, language: str, is_whole: bool) -> int:
        """Write the projects by the file's ending; gives how many.

        Raises
        ------
        InputError
            For another ending, or where there is nothing to be exported.

        """
        ending = path.suffix.lower()
        if ending not in ENDINGS:
            known = ", ".join(f"{end} ({what})" for end, what in ENDINGS.items())
            msg = f"{path}: an export is written as {known}; name it so"
            raise InputError(msg)
        seen = visible_entries(self.records, self.folder, OFFICE)
        entries = [
            one
            for one in seen
            if one.kind == "project" and (is_whole or one.record.visibility == "public")
        ]
        exporter = Exporter(store=self.records, folder=self.folder, is_public=not is_whole)
        if ending == ".xlsx":
            exporter.pool(entries, path)
        else:
            with whole_file(path) as work:
                work.write_text(self._text(exporter, entries, path, language), encoding="utf-8")
        return len(entries)

    def _text(self, exporter: Exporter, entries: list[Entry], path: Path, language: str) -> str:
        if path.suffix.lower() == ".csv":
            return exporter.brownfield(entries)
        if path.suffix.lower() == ".geojson":
            return json.dumps(exporter.geojson(entries), ensure_ascii=False)
        uri = path.resolve().as_uri()
        made = exporter.oc4ids(entries, uri=uri, now=datetime.now(UTC), language=language)
        return json.dumps(made, ensure_ascii=False, indent=1)

    def _project(self, name: str) -> Project:
        entry = entry_of(self.records, self.folder, OFFICE, name)
        return self.records.one(Project, entry.record.ref)


@contextlib.contextmanager
def desk_of(folder: Path, *, records: str = "") -> Iterator[CatalogueDesk]:
    """The desk of a district; records lie in its folder unless another place is named."""
    store = open_records(records or str(folder))
    try:
        yield CatalogueDesk(records=store, folder=folder)
    finally:
        store.close()
