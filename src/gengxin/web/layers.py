"""Layers: OGC API Features over what the district's folder holds."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Path, Request, Response
from pydantic import BaseModel

from gengxin.web.route import Here, Need, Route, Visit
from gengxin.web.seen import (
    MOST_NAME,
    base_of,
    question_of,
    seen_by,
    seen_now,
    sent,
    sent_now,
    sent_soon,
)
from gengxin.web.tiles import ROUTES as TILES
from gengxin.web.tiles import Told
from gengxin.workbench.layers import Collection
from gengxin.workbench.layers.answers import (
    Answer,
    Question,
    feature_of,
    items_at_once,
    items_of,
    items_told,
    short,
)
from gengxin.workbench.layers.answers import items_soon as short_items_of
from gengxin.workbench.layers.documents import (
    CONFORMS_TO,
    collection_document,
    collections_document,
    queryables_document,
)
from gengxin.workbench.layers.readiness import district_facts
from gengxin.workbench.layers.visible import Visible
from gengxin.workbench.layers.written import WrittenRows

__all__ = ["ASKED", "ROUTES"]


Name = Annotated[str, Path(max_length=MOST_NAME)]
Fid = Annotated[str, Path(max_length=1_000)]


class Conformance(BaseModel):
    """The standards that are kept."""

    conformsTo: list[str]  # noqa: N815 - OGC API's own word


class Collections(BaseModel):
    """All collections that may be seen, and links."""

    links: list[dict[str, Any]]
    collections: list[dict[str, Any]]


class CollectionTold(Told):
    """A collection: what it is called, its box, where its rows and tiles are."""

    id: str
    title: str
    links: list[dict[str, Any]]


class DistrictTold(Told):
    """The district: what it is called, its rows by table, what each indicator lacks."""

    name_en: str
    name_zh: str
    made_up: bool
    counts: dict[str, int]
    bounds_deg: tuple[float, float, float, float] | None
    crs: str
    currency: str | None
    price_day: str | None
    readiness: dict[str, Any] | None


def district(visit: Here) -> DistrictTold:
    """What is known of the district at a glance."""
    return DistrictTold(**district_facts(visit.served.layers.catalogue()))


async def conformance(visit: Here) -> Conformance:  # noqa: ARG001 - the same for everybody
    """The standards that are kept."""
    return Conformance(conformsTo=list(CONFORMS_TO))


def collections(visit: Here, request: Request) -> Collections:
    """What may be seen: layers of the district, and what its runs made of them."""
    seen = seen_by(visit)
    told = collections_document(
        visit.served.layers.catalogue(), seen.collections(), base_of(request)
    )
    return Collections(**told)


def collection(visit: Here, request: Request, name: Name) -> CollectionTold:
    """One collection."""
    found = seen_by(visit).collection(name)
    catalogue = visit.served.layers.catalogue()
    return CollectionTold(**collection_document(catalogue, found, base_of(request)))


def queryables(visit: Here, request: Request, name: Name) -> Told:
    """The columns of a collection, by which it may be asked, as a JSON schema."""
    return Told(**queryables_document(seen_by(visit).collection(name), base_of(request)))


def items(visit: Here, request: Request, name: Name) -> Response:
    """Rows of a collection, by box and by column, page by page."""
    seen = seen_by(visit)
    found = seen.collection(name)
    question = question_of(request)
    return sent(
        request,
        seen,
        tag=question.tag(found.table.version, question.accept),
        answer=lambda: items_of(visit.served.layers.features, found, question),
    )


def items_now(visit: Visit, request: Request) -> Response | None:
    """As ``items``, where they are in memory."""
    seen = None if visit.served.layers.store.waits else seen_now(visit)
    return None if seen is None else _items(visit, request, seen, items_at_once)


async def items_soon(visit: Visit, request: Request) -> Response | None:
    """As ``items``, where they are found by a short question."""
    seen, name = seen_now(visit), request.path_params["name"]
    if seen is None or len(name) > MOST_NAME:
        # what is published must be asked for first
        few: CapacityLimiter = request.app.state.few
        return await run_sync(_items_of_some, visit, request, limiter=few)
    found, question = seen.collection(name), question_of(request)
    asked = short(found, question)
    if asked is None:
        return None
    rows, together = visit.served.layers.features, request.app.state.together

    async def answer() -> Answer:
        pages = partial(rows.pages, found.table)
        page, words = await together.ask(found.table.version, asked, pages)
        return items_told(found, question, page, words)

    tag = question.tag(found.table.version, question.accept)
    return await sent_soon(request, seen, tag=tag, answer=answer)


def _items_of_some(visit: Visit, request: Request) -> Response | None:
    """As ``items``, of what is published alone, where they are found by a short question."""
    return _items(visit, request, seen_by(visit), short_items_of)


def _items(
    visit: Visit,
    request: Request,
    seen: Visible,
    found_by: Callable[[WrittenRows, Collection, Question], Answer | None],
) -> Response | None:
    name = request.path_params["name"]
    if len(name) > MOST_NAME:
        return None
    found = seen.collection(name)
    question = question_of(request)
    return sent_now(
        request,
        seen,
        tag=question.tag(found.table.version, question.accept),
        answer=lambda: found_by(visit.served.layers.features, found, question),
    )


def item(visit: Here, request: Request, name: Name, fid: Fid) -> Response:
    """One row, with the bases of its numbers."""
    seen = seen_by(visit)
    found = seen.collection(name)
    address = base_of(request) + request.url.path.removeprefix("/api")
    question = question_of(request)
    return sent(
        request,
        seen,
        tag=question.tag(found.table.version, fid),
        answer=lambda: feature_of(visit.served.layers.store, found, fid, address),
    )


_LAYER = Need("read", "layer")
_DOOR = Need("read", "front_door")
_OWN = "/api/collections/{name}"
_FORMATS = ("application/geo+json", "text/csv", "application/vnd.apache.parquet")


def _query(name: str, description: str, kind: str = "string") -> dict[str, Any]:
    schema: dict[str, Any] = {"type": kind}
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }


ASKED = {
    "parameters": [
        {
            **_query("limit", "rows of a page, 1 to 1000", "integer"),
            "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
        },
        _query("after", "what the address of the next page says"),
        _query("sort", "a column; with - before it from the greatest down"),
        _query("fields", "columns parted by commas; else all but bases of numbers"),
        _query("f", "format; else by the Accept header"),
        {
            **_query("filters", "for each column: itself, and .in, .min, .max, .null"),
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
            "style": "form",
            "explode": True,
        },
    ]
}
_BOX = {
    **_query("bbox", "west,south,east,north in degrees of longitude and latitude"),
    "schema": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
    "style": "form",
    "explode": False,
}
_BARE = {
    **_query("skipGeometry", "rows without their places"),
    "schema": {"type": "boolean", "default": False},
}
_TIME = _query("datetime", "a time or span; rows have none, so that all of them pass")
ROUTES = (
    Route(
        method="GET",
        path="/api/district",
        name="district",
        endpoint=district,
        needs=Need("read", "district"),
        summary="What is known of the district, and what each indicator lacks",
        tag="layers",
        answer=DistrictTold,
    ),
    Route(
        method="GET",
        path="/api/conformance",
        name="conformance",
        endpoint=conformance,
        needs=_DOOR,
        summary="The standards that are kept",
        tag="layers",
        answer=Conformance,
    ),
    Route(
        method="GET",
        path="/api/collections",
        name="collections",
        endpoint=collections,
        needs=_LAYER,
        summary="Every collection that may be seen",
        tag="layers",
        answer=Collections,
    ),
    Route(
        method="GET",
        path=_OWN,
        name="collection",
        endpoint=collection,
        needs=_LAYER,
        summary="One collection",
        tag="layers",
        answer=CollectionTold,
        faults=(404,),
    ),
    Route(
        method="GET",
        path=f"{_OWN}/queryables",
        name="queryables",
        endpoint=queryables,
        needs=_LAYER,
        summary="The columns of a collection as a JSON schema",
        tag="layers",
        answer=Told,
        faults=(404,),
    ),
    Route(
        method="GET",
        path=f"{_OWN}/items",
        name="items",
        endpoint=items,
        at_once=items_now,
        soon=items_soon,
        needs=_LAYER,
        summary="Rows of a collection, by box and by column",
        tag="layers",
        media=_FORMATS,
        faults=(404,),
        any_query=True,
        more={"parameters": [_BOX, _BARE, _TIME, *ASKED["parameters"]]},
    ),
    Route(
        method="GET",
        path=f"{_OWN}/items/{{fid:path}}",
        name="item",
        endpoint=item,
        needs=_LAYER,
        summary="One row, with the bases of its numbers",
        tag="layers",
        media=_FORMATS[:1],
        faults=(404,),
    ),
    *TILES,
)
