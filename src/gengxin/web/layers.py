"""Layers: OGC API Features and Tiles over what the district's folder holds."""

from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from gengxin.web.problem import Problem
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.workbench.layers import Collection
from gengxin.workbench.layers.answers import (
    Answer,
    Question,
    feature_of,
    items_of,
    square_of,
)
from gengxin.workbench.layers.documents import (
    CONFORMS_TO,
    collection_document,
    collections_document,
    grid_document,
    grids_document,
    queryables_document,
    tiles_document,
)
from gengxin.workbench.layers.readiness import district_facts
from gengxin.workbench.layers.visible import Visible

__all__ = ["ROUTES", "question_of", "seen_by", "sent"]

MVT = "application/vnd.mapbox-vector-tile"
FOR_EVER = "max-age=31536000, immutable"

Name = Annotated[str, Path(max_length=200)]
Fid = Annotated[str, Path(max_length=1_000)]
Whole = Annotated[int, Path(ge=0, le=2**31)]


class Told(BaseModel):
    """A document whose members its standard tells."""

    model_config = ConfigDict(extra="allow")


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
        answer=lambda: items_of(visit.served.layers.store, found, question),
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


def tiles(visit: Here, request: Request, name: Name) -> Told:
    """The vector tiles of a collection: as a list of tile sets, and as TileJSON."""
    return Told(**tiles_document(visit.served.layers, _tiled(visit, name), base_of(request)))


def tileset(visit: Here, request: Request, name: Name) -> Told:
    """The vector tiles of a collection in WebMercatorQuad, as TileJSON."""
    return Told(**tiles_document(visit.served.layers, _tiled(visit, name), base_of(request)))


async def tile(  # noqa: PLR0913, PLR0917 - the parts of an address
    visit: Here,
    request: Request,
    name: Name,
    zoom: Whole,
    row: Whole,
    column: Whole,
    v: Annotated[str, Query(max_length=64, description="version, as TileJSON has it")] = "",
) -> Response:
    """One vector tile (gzip); empty where nothing lies there."""
    seen = seen_by(visit)
    found = seen.collection(name)
    square = square_of(found, zoom, row, column)
    tag = f'"{found.table.version}-{zoom}-{row}-{column}"'
    whose = "public" if seen.is_public else "private"
    lasting = FOR_EVER if v == found.table.version else "no-cache"
    headers = {"ETag": tag, "Cache-Control": f"{whose}, {lasting}", "Vary": "Cookie, Authorization"}
    if _is_known(request, tag):
        return Response(status_code=304, headers=headers)
    store = visit.served.layers.store
    made = store.kept_tile(found.table, square)
    if made is None:
        made = await run_sync(store.tile, found.table, square)
    if not made:
        return Response(status_code=204, headers=headers)
    return Response(made, media_type=MVT, headers={**headers, "Content-Encoding": "gzip"})


async def grids(visit: Here, request: Request) -> Told:  # noqa: ARG001 - the same for everybody
    """The grids of tiles: there is one."""
    return Told(**grids_document(base_of(request)))


async def grid(visit: Here) -> Told:  # noqa: ARG001 - the same for everybody
    """The grid of tiles of every web map."""
    return Told(**grid_document())


def seen_by(visit: Visit) -> Visible:
    """What the visitor may see of what there is now."""
    return Visible(visit.served.layers, visit.actor, visit.served.records)


def base_of(request: Request) -> str:
    """The address of the API, as the visitor has it."""
    return f"{str(request.base_url).rstrip('/')}/api"


def question_of(request: Request) -> Question:
    """What is asked by an address."""
    return Question(
        query=tuple(request.query_params.multi_items()),
        accept=request.headers.get("accept", ""),
        address=base_of(request) + request.url.path.removeprefix("/api"),
    )


def sent(request: Request, seen: Visible, *, tag: str, answer: Any) -> Response:  # noqa: ANN401
    """An answer with its tag; where the visitor has the same already, no more than that."""
    whose = "public" if seen.is_public else "private"
    headers = {"ETag": tag, "Cache-Control": f"{whose}, no-cache"}
    headers["Vary"] = "Accept, Cookie, Authorization"
    if _is_known(request, tag):
        return Response(status_code=304, headers=headers)
    made: Answer = answer()
    return Response(made.content, media_type=made.media, headers=headers)


def _is_known(request: Request, tag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    return tag in (part.strip().removeprefix("W/") for part in known.split(","))


def _tiled(visit: Visit, name: str) -> Collection:
    found = seen_by(visit).collection(name)
    if found.table.tiling is None:
        raise Problem(404, f"{name} has no tiles; ask for its items")
    return found


_LAYER = Need("read", "layer")
_DOOR = Need("read", "front_door")
_OWN = "/api/collections/{name}"
_FORMATS = ("application/geo+json", "text/csv", "application/vnd.apache.parquet")
_TILE = "/tiles/WebMercatorQuad/{zoom}/{row}/{column}"


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
    Route(
        method="GET",
        path=f"{_OWN}/tiles",
        name="tiles",
        endpoint=tiles,
        needs=_LAYER,
        summary="The vector tiles of a collection",
        tag="layers",
        answer=Told,
        faults=(404,),
    ),
    Route(
        method="GET",
        path=f"{_OWN}/tiles/WebMercatorQuad",
        name="tileset",
        endpoint=tileset,
        needs=_LAYER,
        summary="The vector tiles of a collection as TileJSON",
        tag="layers",
        answer=Told,
        faults=(404,),
    ),
    Route(
        method="GET",
        path=_OWN + _TILE,
        name="tile",
        endpoint=tile,
        needs=_LAYER,
        summary="One vector tile",
        tag="layers",
        media=(MVT,),
        faults=(404,),
    ),
    Route(
        method="GET",
        path="/api/tileMatrixSets",
        name="grids",
        endpoint=grids,
        needs=_DOOR,
        summary="The grids of tiles",
        tag="layers",
        answer=Told,
    ),
    Route(
        method="GET",
        path="/api/tileMatrixSets/WebMercatorQuad",
        name="grid",
        endpoint=grid,
        needs=_DOOR,
        summary="The grid of tiles of every web map",
        tag="layers",
        answer=Told,
    ),
)
