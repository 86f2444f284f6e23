"""The landing: the built workbench, what this server is, and whether it is well."""

import gzip
import json
from functools import lru_cache
from importlib.metadata import version
from mimetypes import guess_type
from pathlib import Path
from typing import Annotated

from fastapi import Path as InPath
from fastapi import Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import BaseModel

from gengxin.terms.records import Person, codes
from gengxin.web.problem import Problem
from gengxin.web.route import Here, Need, Route
from gengxin.workbench.layers.documents import landing_links

__all__ = ["ROUTES"]

ASSETS = Path(__file__).parent / "assets"
FOR_EVER = "public, max-age=31536000, immutable"
_ABSENT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>gengxin</title>
<h1>The workbench isn't built</h1>
<p>The server runs, and its API is described at <a href="/api/openapi.json">/api/openapi.json</a>.
Build the pages: <code>make setup</code>, then load this page again.</p>
<h1 lang="zh">工作台页面尚未构建</h1>
<p lang="zh">服务已运行，接口说明见 <a href="/api/openapi.json">/api/openapi.json</a>。
请先运行 <code>make setup</code> 构建页面，再刷新。</p></html>"""


class Landing(BaseModel):
    """What this server is."""

    name: str
    version: str
    languages: list[str]
    first_account: bool
    name_en: str
    name_zh: str
    made_up: bool
    title: str
    description: str
    links: list[dict[str, str]]


class Health(BaseModel):
    """Whether the server is well."""

    ok: bool


def landing(visit: Here, request: Request) -> Landing:
    """What this server is, and whether its first account is still to be made."""
    anybody = visit.served.records.list(Person, limit=1)
    meta = visit.served.layers.catalogue().meta
    return Landing(
        name="gengxin",
        version=version("gengxin"),
        languages=list(codes.LANGUAGES),
        first_account=not anybody,
        name_en=meta.name_en,
        name_zh=meta.name_zh,
        made_up=meta.made_up,
        title="gengxin",
        description="An open workbench for renewing an existing city district",
        links=landing_links(f"{str(request.base_url).rstrip('/')}/api"),
    )


async def health(visit: Here) -> Health:  # noqa: ARG001 - the guard has asked the records already
    """The server answers."""
    return Health(ok=True)


def openapi(request: Request) -> Response:
    """The description of this API, which takes a moment to make and then stays as it is."""
    state = request.app.state
    if not hasattr(state, "described"):
        state.described = json.dumps(request.app.openapi(), ensure_ascii=False).encode()
    return Response(state.described, media_type="application/json")


async def index() -> Response:
    """The page of the workbench, which a browser asks for anew each time."""
    page = ASSETS / "index.html"
    if not page.is_file():
        return HTMLResponse(_ABSENT, status_code=503)
    return FileResponse(page, headers={"Cache-Control": "no-cache"})


async def asset(request: Request, name: Annotated[str, InPath(max_length=200)]) -> Response:
    """A built file; its name has its hash, so that it may be kept for ever."""
    if name not in _files():
        raise Problem(404, f"there is no file {name!r}; load the page again")
    plain, packed = _contents(name)
    media = guess_type(name)[0] or "application/octet-stream"
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(plain, media_type=media, headers=headers)
    return Response(packed, media_type=media, headers={**headers, "Content-Encoding": "gzip"})


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    """Every built file by its address: nothing else of the machine can be asked for."""
    found = (path for path in ASSETS.rglob("*") if path.is_file())
    return {path.relative_to(ASSETS).as_posix(): path for path in found}


@lru_cache(maxsize=400)
def _contents(name: str) -> tuple[bytes, bytes]:
    """A built file as it is, and packed by gzip; read once, as it never changes."""
    content = _files()[name].read_bytes()
    return content, gzip.compress(content, mtime=0)


_DOOR = Need("read", "front_door")
_PAGE = ("text/html",)
ROUTES = (
    Route(
        method="GET",
        path="/api",
        name="landing",
        endpoint=landing,
        needs=_DOOR,
        summary="What this server is",
        tag="server",
        answer=Landing,
    ),
    Route(
        method="GET",
        path="/api/health",
        name="health",
        endpoint=health,
        needs=_DOOR,
        summary="Whether the server is well",
        tag="server",
        answer=Health,
    ),
    Route(
        method="GET",
        path="/api/openapi.json",
        name="openapi",
        endpoint=openapi,
        needs=_DOOR,
        summary="The description of this API",
        tag="server",
    ),
    Route(
        method="GET",
        path="/",
        name="index",
        endpoint=index,
        # links in letters and adverts carry fields of their own; the page reads none
        any_query=True,
        needs=_DOOR,
        summary="The workbench",
        tag="server",
        media=_PAGE,
    ),
    Route(
        method="GET",
        path="/assets/{name:path}",
        name="asset",
        endpoint=asset,
        needs=_DOOR,
        summary="A built file of the workbench",
        tag="server",
        media=("text/javascript", "text/css", "font/woff2", "image/svg+xml", "application/json"),
        faults=(404,),
    ),
)
