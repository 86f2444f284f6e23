"""Sheets printed and kept: a version a language, its files known by the hash of their content."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import geopandas as gpd

from gengxin.publish.project_sheet.place import Place
from gengxin.publish.project_sheet.sheet import Printed, printed_sheet, sheet_document
from gengxin.publish.whole_file import whole_file
from gengxin.store import DistrictFolder
from gengxin.store.records import RecordStore
from gengxin.terms import InputError
from gengxin.terms.records import Is, Project, ProjectSheet
from gengxin.terms.sheet import SheetContent, for_public
from gengxin.workbench.catalogue.content import Beside, beside, programme_hash, sheet_content
from gengxin.workbench.catalogue.ground import Ground, Works, ground_of

__all__ = [
    "FOLDER",
    "LANGUAGES",
    "SheetFile",
    "content_document",
    "content_of",
    "keep_sheets",
    "printed",
    "sheet_file",
]

FOLDER = "sheets"
# sheets that a process keeps ready
MOST_HELD = 64
LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")
DRAWN = ["option", "action", "phase", "drawn_as"]
Ending = Literal["pdf", "html"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFile:
    """A file of a sheet, and the hash of what it says."""

    path: Path
    content_hash: str


def content_of(store: RecordStore, folder: Path, project: Project) -> SheetContent:
    """All that a project's sheet says, what is withheld included and marked.

    Raises
    ------
    InputError
        Where the programme's file or options run is gone.

    """
    return _content(_whereof(store, folder, project), project, beside(store, project))


def content_document(
    store: RecordStore, folder: Path, project: Project, *, is_public: bool
) -> dict[str, Any]:
    """A project's sheet as JSON; the public's without what is withheld."""
    content = content_of(store, folder, project)
    return sheet_document(for_public(content) if is_public else content)


def printed(
    store: RecordStore, folder: Path, project: Project, language: Literal["zh", "en"]
) -> Printed:
    """A project's sheet as the public sees it, in a language, with its drawings."""
    whereof = _whereof(store, folder, project)
    return _printed(whereof, project, beside(store, project), language)


class _Whereof(NamedTuple):
    """Of which district, in which state, and of which programme."""

    folder: Path
    state: str
    programme: str


def _whereof(store: RecordStore, folder: Path, project: Project) -> _Whereof:
    state = DistrictFolder(folder).content_hash()
    return _Whereof(Path(folder).resolve(), state, programme_hash(store, project))


@lru_cache(maxsize=MOST_HELD)
def _content(whereof: _Whereof, project: Project, near: Beside) -> SheetContent:
    return sheet_content(project, ground_of(whereof.folder, whereof.programme), near)


@lru_cache(maxsize=MOST_HELD)
def _printed(
    whereof: _Whereof, project: Project, near: Beside, language: Literal["zh", "en"]
) -> Printed:
    ground = ground_of(whereof.folder, whereof.programme)
    content = for_public(_content(whereof, project, near))
    return printed_sheet(content, place_of(project, ground), language)


def sheet_file(folder: Path, sheet: Printed, ending: Ending) -> SheetFile:
    """The file of a sheet in its district, written where it isn't there yet."""
    path = _path(folder, sheet.content_hash, ending)
    if not path.is_file():
        with whole_file(path) as work:
            work.write_bytes(sheet.pdf() if ending == "pdf" else sheet.html().encode())
    return SheetFile(path=path, content_hash=sheet.content_hash)


def keep_sheets(
    store: RecordStore, folder: Path, project: Project, *, by: str
) -> tuple[ProjectSheet, ...]:
    """Print a project's sheets and keep a version of each that says something new.

    Gives the newest version of each language. Files are written before they are named.

    Raises
    ------
    InputError
        Where the programme's file or options run is gone, or no font has Chinese letters.

    """
    made = {language: printed(store, folder, project, language) for language in LANGUAGES}
    for sheet in made.values():
        sheet_file(folder, sheet, "html")
        sheet_file(folder, sheet, "pdf")
    with store.change(by=by, why="prints a project's sheets") as change:
        known = change.list(ProjectSheet, Is("project", project.ref))
        kept = []
        for language, sheet in made.items():
            last = _newest(known, language)
            if last is not None and last.content_hash == sheet.content_hash:
                kept.append(last)
                continue
            kept.append(
                change.add(
                    ProjectSheet(
                        project=project.ref,
                        number=1 if last is None else last.number + 1,
                        language=language,
                        content_hash=sheet.content_hash,
                        project_version=project.version,
                        withheld=project.withheld,
                        organisation=project.organisation,
                        visibility=project.visibility,
                    )
                )
            )
    return tuple(kept)


def _newest(known: Sequence[ProjectSheet], language: str) -> ProjectSheet | None:
    own = [one for one in known if one.language == language]
    return max(own, key=lambda one: one.number, default=None)


def place_of(project: Project, ground: Ground) -> Place:
    """What the drawings of a project's sheet are made of."""
    works = Works.of(project, ground)
    return Place(
        district=ground.district,
        works=works.rows[DRAWN],
        masses=gpd.GeoDataFrame(ground.masses),
    )


def _path(folder: Path, content_hash: str, ending: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{64}", content_hash):
        msg = f"{content_hash!r} is no hash of a sheet; ask the project for its sheets"
        raise InputError(msg)
    return Path(folder) / FOLDER / f"{content_hash}.{ending}"
