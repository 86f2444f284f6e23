"""Vector tiles of layers, and the grid in which they lie: OGC API Tiles."""

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from gengxin.web.problem import Problem
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.web.seen import MOST_NAME, base_of, is_known, seen_by, seen_now
from gengxin.workbench.layers import Collection
from gengxin.workbench.layers.answers import square_of
from gengxin.workbench.layers.documents import grid_document, grids_document, tiles_document
from gengxin.workbench.layers.visible import Visible

__all__ = ["ROUTES", "Told"]

MVT = "application/vnd.mapbox-vector-tile"
FOR_EVER = "max-age=31536000, immutable"
MOST_VERSION = 64

Name = Annotated[str, Path(max_length=MOST_NAME)]
Whole = Annotated[int, Path(ge=0, le=2**31)]


class Told(BaseModel):
    """A document whose members its standard tells."""

    model_config = ConfigDict(extra="allow")


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
    v: Annotated[
        str, Query(max_length=MOST_VERSION, description="version, as TileJSON has it")
    ] = "",
) -> Response:
    """One vector tile (gzip); empty where nothing lies there."""
    seen = seen_by(visit)
    found = seen.collection(name)
    square = square_of(found, zoom, row, column)
    headers = _tile_headers(seen, found, f"{zoom}-{row}-{column}", v)
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    store = visit.served.layers.store
    made = store.kept_tile(found.table, square)
    if made is None:
        made = await run_sync(store.tile, found.table, square)
    return _tile(made, headers)


def tile_now(visit: Visit, request: Request) -> Response | None:
    """As ``tile``, where it is in memory."""
    seen, name = seen_now(visit), request.path_params["name"]
    place = [_whole(request.path_params[part]) for part in ("zoom", "row", "column")]
    v = request.query_params.get("v", "")
    if seen is None or len(name) > MOST_NAME or min(place) < 0 or len(v) > MOST_VERSION:
        return None
    found = seen.collection(name)
    square = square_of(found, *place)
    headers = _tile_headers(seen, found, "-".join(map(str, place)), v)
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    made = visit.served.layers.store.kept_tile(found.table, square)
    return None if made is None else _tile(made, headers)


async def grids(visit: Here, request: Request) -> Told:  # noqa: ARG001 - the same for everybody
    """The grids of tiles: there is one."""
    return Told(**grids_document(base_of(request)))


async def grid(visit: Here) -> Told:  # noqa: ARG001 - the same for everybody
    """The grid of tiles of every web map."""
    return Told(**grid_document())


def _tile_headers(seen: Visible, found: Collection, place: str, v: str) -> dict[str, str]:
    version = found.table.version
    whose = "public" if seen.is_public else "private"
    lasting = FOR_EVER if v == version else "no-cache"
    return {
        "ETag": f'"{version}-{place}"',
        "Cache-Control": f"{whose}, {lasting}",
        "Vary": "Cookie, Authorization",
    }


def _tile(made: bytes, headers: dict[str, str]) -> Response:
    if not made:
        return Response(status_code=204, headers=headers)
    return Response(made, media_type=MVT, headers={**headers, "Content-Encoding": "gzip"})


def _whole(text: str) -> int:
    """A whole number written plainly; below 0 where it isn't one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _tiled(visit: Visit, name: str) -> Collection:
    found = seen_by(visit).collection(name)
    if found.table.tiling is None:
        raise Problem(404, f"{name} has no tiles; ask for its items")
    return found


_LAYER = Need("read", "layer")
_DOOR = Need("read", "front_door")
_OWN = "/api/collections/{name}"
_TILE = "/tiles/WebMercatorQuad/{zoom}/{row}/{column}"
ROUTES = (
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
        at_once=tile_now,
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
