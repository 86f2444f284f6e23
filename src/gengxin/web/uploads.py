"""Files that people upload: taken in pieces, looked into in a limited process, removed."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Path, Query, Request, Response
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from gengxin.terms import InputError
from gengxin.terms.records import Upload
from gengxin.web.problem import Problem
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.workbench.uploads import Incoming, TooLargeError, inspected, remove_upload

__all__ = ["PIECE_BYTES", "ROUTES", "pieces"]

PIECE_BYTES = 2**20
SILENT_SECONDS = 60.0
MOST_AT_ONCE = 8
LOOKED_INTO_AT_ONCE = 2

Ref = Annotated[str, Path(max_length=40)]
Name = Annotated[str, Query(min_length=1, max_length=250)]


class UploadTold(BaseModel):
    """A file that was uploaded; ``kind`` is what its content is, whatever its name says."""

    upload: str
    name: str
    kind: str
    bytes: int
    sha256: str
    uploaded_by: str | None
    uploaded_at: str | None


class UploadFound(UploadTold):
    """What was found in it; ``refusal`` says why it can't be read, and is empty where it can.

    A layer has ``name``, ``rows_count``, ``rows_read_count``, ``shape``, ``crs``, ``bounds_deg``,
    ``columns`` (name, type, filled_share, examples, values), ``faults`` (row, reason) and
    ``guess`` (table, score, columns, codes, x, y, crs, encoding); a refused one only ``refusal``.
    """

    refusal: str
    layers: list[dict[str, Any]]
    osm: dict[str, Any] | None


class UploadsTold(BaseModel):
    """A page of uploads, the newest first; ``next`` is the address of the page after it."""

    uploads: list[UploadTold]
    next: str | None


async def upload(visit: Here, request: Request, name: Name, response: Response) -> UploadTold:
    """Take a file: its bytes are the body, as they are."""
    state = request.app.state
    at_once = getattr(state, "uploads_at_once", 0)
    if at_once >= MOST_AT_ONCE:
        msg = f"{MOST_AT_ONCE} files come in just now; send this one in a while"
        raise Problem(503, msg, headers={"Retry-After": "10"})
    state.uploads_at_once = at_once + 1
    try:
        kept = await _taken(visit, request, name)
    except TooLargeError as error:
        raise Problem(413, str(error)) from error
    except InputError as error:
        raise Problem(415, str(error)) from error
    except ClientDisconnect as error:
        raise Problem(400, "the file broke off; send it again") from error
    finally:
        state.uploads_at_once -= 1
    response.headers["Location"] = f"/api/uploads/{kept.ref}"
    return _told(kept)


def listed(
    visit: Here,
    after: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> UploadsTold:
    """Files that were uploaded, the newest first."""
    found = visit.served.records.list(
        Upload, *visit.allowed, after=after, limit=limit, newest_first=True
    )
    more = f"/api/uploads?limit={limit}&after={found[-1].ref}" if len(found) == limit else None
    return UploadsTold(uploads=[_told(one) for one in found], next=more)


async def one(visit: Here, request: Request, ref: Ref) -> UploadFound:
    """What was found in a file: layers, columns, what they may be, and what is wrong."""
    kept = await run_sync(_upload, visit, ref)
    state = request.app.state
    limiter = getattr(state, "looked_into", None)
    if limiter is None:
        limiter = state.looked_into = CapacityLimiter(LOOKED_INTO_AT_ONCE)
    folder = visit.served.folder.path
    found = await run_sync(inspected, folder, kept, limiter=limiter)
    return UploadFound(**_told(kept).model_dump(), **found)


def remove(visit: Here, ref: Ref) -> Response:
    """Remove a file."""
    _upload(visit, ref)
    folder = visit.served.folder.path
    remove_upload(visit.served.records, folder, ref, by=visit.person)
    return Response(status_code=204)


async def _taken(visit: Visit, request: Request, name: str) -> Upload:
    """The file that comes in, kept; pieces are written in a thread, a good many at once."""
    served = visit.served
    incoming = Incoming(
        served.folder.path,
        most_bytes=served.limits.upload_bytes,
        stated_bytes=_stated(request),
    )
    with incoming:
        waiting = bytearray()
        async for piece in pieces(request):
            waiting += piece
            if len(waiting) >= PIECE_BYTES:
                await run_sync(incoming.add, bytes(waiting))
                waiting.clear()
        await run_sync(incoming.add, bytes(waiting))
        return await run_sync(
            lambda: incoming.keep(served.records, name=name, by=visit.person, person=visit.person)
        )


def _stated(request: Request) -> int | None:
    stated = request.headers.get("content-length", "")
    return int(stated) if stated.isdecimal() else None


async def pieces(request: Request) -> AsyncIterator[bytes]:
    """The pieces as they come; who sends nothing for a while is let go."""
    stream = request.stream()
    try:
        while True:
            async with asyncio.timeout(SILENT_SECONDS):
                piece = await anext(stream, None)
            if piece is None:
                return
            yield piece
    except TimeoutError as error:
        msg = f"nothing came for {SILENT_SECONDS:g} s; send the file again"
        raise Problem(408, msg) from error


def _upload(visit: Visit, ref: str) -> Upload:
    kept = visit.served.records.one(Upload, ref)
    visit.refuse_strange(kept)
    if kept.ended_at is not None:
        raise Problem(404, f"{kept.name} was removed; upload it again")
    return kept


def _told(kept: Upload) -> UploadTold:
    return UploadTold(
        upload=kept.ref,
        name=kept.name,
        kind=kept.kind,
        bytes=kept.bytes_count,
        sha256=kept.sha256,
        uploaded_by=kept.uploaded_by,
        uploaded_at=kept.entered_at.isoformat() if kept.entered_at else None,
    )


_RAW_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

ROUTES = (
    Route(
        method="POST",
        path="/api/uploads",
        name="upload",
        endpoint=upload,
        needs=Need("add", "upload"),
        summary="Upload a file",
        tag="uploads",
        answer=UploadTold,
        status=201,
        faults=(408, 415),
        body_bytes=2**50,  # the limit of uploads is asked by the handler, as the bytes come
        streams=True,
        more=_RAW_BODY,
    ),
    Route(
        method="GET",
        path="/api/uploads",
        name="list_uploads",
        endpoint=listed,
        needs=Need("read", "upload"),
        summary="Uploaded files, the newest first",
        tag="uploads",
        answer=UploadsTold,
    ),
    Route(
        method="GET",
        path="/api/uploads/{ref}",
        name="one_upload",
        endpoint=one,
        needs=Need("read", "upload"),
        summary="What was found in an uploaded file",
        tag="uploads",
        answer=UploadFound,
        faults=(404,),
        streams=True,
    ),
    Route(
        method="DELETE",
        path="/api/uploads/{ref}",
        name="remove_upload",
        endpoint=remove,
        needs=Need("end", "upload"),
        summary="Remove an uploaded file",
        tag="uploads",
        status=204,
        faults=(404,),
    ),
)
