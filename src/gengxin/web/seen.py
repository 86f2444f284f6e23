"""What a visitor sees of the layers and runs, and answers that are known by their tags."""

from collections.abc import Awaitable, Callable

from fastapi import Request, Response

from gengxin.web.route import Visit
from gengxin.workbench.layers.answers import Answer, Question
from gengxin.workbench.layers.visible import Visible

__all__ = [
    "MOST_NAME",
    "base_of",
    "is_known",
    "question_of",
    "seen_by",
    "seen_now",
    "sent",
    "sent_now",
    "sent_soon",
]

# letters of the name of a collection, run or table
MOST_NAME = 200


def seen_by(visit: Visit) -> Visible:
    """What the visitor may see of what there is now."""
    layers = visit.served.layers
    return Visible(layers, visit.actor, visit.served.records, catalogue=layers.catalogue())


def seen_now(visit: Visit) -> Visible | None:
    """What somebody who may see all sees, where nothing must be read for that; else ``None``."""
    layers = visit.served.layers
    known = None if visit.allowed else layers.known()
    if known is None:
        return None
    return Visible(layers, visit.actor, visit.served.records, catalogue=known)


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


def sent(request: Request, seen: Visible, *, tag: str, answer: Callable[[], Answer]) -> Response:
    """An answer with its tag; where the visitor has the same already, no more than that."""
    headers = _headers(seen, tag)
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    made = answer()
    return Response(made.content, media_type=made.media, headers=headers)


def sent_now(
    request: Request, seen: Visible, *, tag: str, answer: Callable[[], Answer | None]
) -> Response | None:
    """As ``sent``, where there is an answer at once."""
    headers = _headers(seen, tag)
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    made = answer()
    return None if made is None else Response(made.content, media_type=made.media, headers=headers)


async def sent_soon(
    request: Request, seen: Visible, *, tag: str, answer: Callable[[], Awaitable[Answer]]
) -> Response:
    """As ``sent``, where the answer is waited for."""
    headers = _headers(seen, tag)
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    made = await answer()
    return Response(made.content, media_type=made.media, headers=headers)


def is_known(request: Request, tag: str) -> bool:
    """Whether the visitor says that they have the answer of this tag."""
    known = request.headers.get("if-none-match")
    return known is not None and tag in (
        part.strip().removeprefix("W/") for part in known.split(",")
    )


def _headers(seen: Visible, tag: str) -> dict[str, str]:
    whose = "public" if seen.is_public else "private"
    told = {"ETag": tag, "Cache-Control": f"{whose}, no-cache"}
    return {**told, "Vary": "Accept, Cookie, Authorization"}
