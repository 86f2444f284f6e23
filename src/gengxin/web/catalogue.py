"""The public catalogue: found, read, printed, taken along; and what happens at one's place."""

import tempfile
from pathlib import Path as File
from typing import Annotated, Any, Literal

from fastapi import Path, Query, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from pydantic import BaseModel, ConfigDict

from gengxin.terms import InputError
from gengxin.terms.records import Project
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.web.seen import base_of
from gengxin.workbench.catalogue import search as searching
from gengxin.workbench.catalogue.exporting import Exporter
from gengxin.workbench.catalogue.index import Entry
from gengxin.workbench.catalogue.search import Asked, box_of
from gengxin.workbench.catalogue.sheets import content_document, printed, sheet_file
from gengxin.workbench.catalogue.street import Street, at_place, at_street

__all__ = ["ROUTES"]

# a page of a sheet has no script: kept from who is signed in, as a page of no site
PAGE_POLICY = "sandbox allow-downloads allow-popups allow-modals; frame-ancestors 'none'"
KEPT = {"Cache-Control": "private, no-cache"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Word = Annotated[str, Query(max_length=200)]
Ref = Annotated[str, Path(max_length=60)]
Language = Literal["zh", "en"]


class Found(BaseModel):
    """Entries that pass, how many there are in all, and after which to go on."""

    model_config = ConfigDict(extra="allow")

    entries: list[dict[str, Any]]
    total: int
    next: str | None


class Looked(BaseModel):
    """What happens at a place."""

    model_config = ConfigDict(extra="allow")

    name: tuple[str, str]
    lng: float | None
    lat: float | None
    sites: list[dict[str, Any]]


class SheetTold(BaseModel):
    """A project's sheet: blocks for each reader; withheld sections are marked."""

    model_config = ConfigDict(extra="allow")

    project: str
    code: str
    blocks: list[dict[str, Any]]


def found(  # noqa: PLR0913, PLR0917 - a field each
    visit: Here,
    q: Word = "",
    stage: Word = "",
    zone: Word = "",
    use: Word = "",
    role: Word = "",
    kind: Literal["", "project", "offer"] = "",
    bbox: Word = "",
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    after: Word = "",
) -> Response:
    """Projects and offers that pass the words and filters, of those that may be seen."""
    asked = Asked(
        q=q,
        stage=stage,
        zone=zone,
        use=use,
        role=role,
        kind=kind,
        box=box_of(bbox),
        limit=limit,
        after=after,
    )
    served = visit.served
    return JSONResponse(searching.search(served.records, served.folder.path, visit.actor, asked))


def sheet(visit: Here, project: Ref) -> SheetTold:
    """A project's sheet; what is withheld only who may read every project sees."""
    served = visit.served
    told = content_document(
        served.records,
        served.folder.path,
        _project(visit, project),
        is_public=not searching.sees_withheld(visit.actor),
    )
    return SheetTold(**told)


def paper(visit: Here, project: Ref, language: Language = "zh") -> Response:
    """A project's sheet as PDF, as the public sees it."""
    return _file(visit, _project(visit, project), "pdf", language)


def page(visit: Here, project: Ref, language: Language = "zh") -> Response:
    """A project's sheet as a page of its own, as the public sees it."""
    return _file(visit, _project(visit, project), "html", language)


def geojson(visit: Here) -> Response:
    """The sites of projects that may be seen."""
    made = _exporter(visit).geojson(_projects(visit))
    return JSONResponse(made, media_type="application/geo+json", headers=KEPT)


def register(visit: Here) -> Response:
    """The sites of projects as a UK brownfield-land register."""
    text = _exporter(visit).brownfield(_projects(visit))
    return Response(text, media_type="text/csv", headers={**KEPT, **_named("brownfield-land.csv")})


def oc4ids(visit: Here, request: Request, language: Language = "en") -> Response:
    """The projects as an OC4IDS package."""
    made = _exporter(visit).oc4ids(
        _projects(visit),
        uri=f"{base_of(request)}/catalogue/oc4ids.json",
        now=visit.served.now(),
        language=language,
    )
    return JSONResponse(made, headers=KEPT)


def pool(visit: Here) -> Response:
    """The project pool as a workbook."""
    with tempfile.TemporaryDirectory() as work:
        path = File(work) / "pool.xlsx"
        _exporter(visit).pool(_projects(visit), path)
        content = path.read_bytes()
    return Response(content, media_type=XLSX, headers={**KEPT, **_named("project-pool.xlsx")})


def at(
    visit: Here,
    lon: Annotated[float | None, Query(ge=-180, le=180)] = None,
    lat: Annotated[float | None, Query(ge=-90, le=90)] = None,
    q: Word = "",
) -> Looked:
    """What happens at a place, or in a street by its name."""
    served = visit.served
    street = Street(store=served.records, folder=served.folder.path, actor=visit.actor)
    if q:
        return Looked(**at_street(street, q))
    if lon is None or lat is None:
        raise InputError("say where: lon and lat in degrees, or q, the name of a street")
    return Looked(**at_place(street, lon, lat))


def _project(visit: Visit, ref: str) -> Project:
    served = visit.served
    entry = searching.entry_of(served.records, served.folder.path, visit.actor, ref)
    return served.records.one(Project, entry.record.ref)


def _projects(visit: Visit) -> list[Entry]:
    served = visit.served
    seen = searching.visible_entries(served.records, served.folder.path, visit.actor)
    return [one for one in seen if one.kind == "project"]


def _exporter(visit: Visit) -> Exporter:
    return Exporter(
        store=visit.served.records,
        folder=visit.served.folder.path,
        is_public=not searching.sees_withheld(visit.actor),
    )


def _file(
    visit: Visit, project: Project, ending: Literal["pdf", "html"], language: Language
) -> Response:
    served = visit.served
    made = printed(served.records, served.folder.path, project, language)
    file = sheet_file(served.folder.path, made, ending)
    is_page = ending == "html"
    return FileResponse(
        file.path,
        media_type="text/html; charset=utf-8" if is_page else "application/pdf",
        filename=f"{project.code}-{language}.{ending}",
        content_disposition_type="inline",
        headers={**KEPT, **({"Content-Security-Policy": PAGE_POLICY} if is_page else {})},
    )


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


_SEEN = Need("read", "project")
_ALL = "/api/catalogue"
_ONE = f"{_ALL}/{{project}}"
ROUTES = (
    Route(
        method="GET",
        path=_ALL,
        name="catalogue",
        endpoint=found,
        needs=_SEEN,
        summary="Projects and offers, by words and filters",
        tag="catalogue",
        answer=Found,
    ),
    Route(
        method="GET",
        path=f"{_ALL}.geojson",
        name="catalogue_places",
        endpoint=geojson,
        needs=_SEEN,
        summary="The sites of projects as GeoJSON",
        tag="catalogue",
        media=("application/geo+json",),
    ),
    Route(
        method="GET",
        path=f"{_ALL}.csv",
        name="catalogue_register",
        endpoint=register,
        needs=_SEEN,
        summary="The sites of projects as a UK brownfield-land register",
        tag="catalogue",
        media=("text/csv",),
    ),
    Route(
        method="GET",
        path=f"{_ALL}/oc4ids.json",
        name="catalogue_oc4ids",
        endpoint=oc4ids,
        needs=_SEEN,
        summary="The projects as an OC4IDS 0.9.5 package",
        tag="catalogue",
    ),
    Route(
        method="GET",
        path=f"{_ALL}/pool.xlsx",
        name="catalogue_pool",
        endpoint=pool,
        needs=_SEEN,
        summary="The project pool as a workbook",
        tag="catalogue",
        media=(XLSX,),
    ),
    Route(
        method="GET",
        path=f"{_ALL}/at",
        name="catalogue_at",
        endpoint=at,
        needs=_SEEN,
        summary="What happens at a place or in a street",
        tag="catalogue",
        answer=Looked,
    ),
    Route(
        method="GET",
        path=f"{_ONE}.pdf",
        name="sheet_paper",
        endpoint=paper,
        needs=_SEEN,
        summary="A project's sheet as PDF",
        tag="catalogue",
        media=("application/pdf",),
        faults=(404,),
    ),
    Route(
        method="GET",
        path=f"{_ONE}.html",
        name="sheet_page",
        endpoint=page,
        needs=_SEEN,
        summary="A project's sheet as a page",
        tag="catalogue",
        media=("text/html",),
        faults=(404,),
    ),
    Route(
        method="GET",
        path=_ONE,
        name="sheet",
        endpoint=sheet,
        needs=_SEEN,
        summary="A project's sheet",
        tag="catalogue",
        answer=SheetTold,
        faults=(404,),
    ),
)
