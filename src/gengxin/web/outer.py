"""What holds for every request and answer: bounds of address and headers, and safe headers back."""

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["BODY_BYTES", "CONTENT_POLICY", "Outer"]

# where the scope tells how many bytes the body may have
BODY_BYTES = "gengxin.body_bytes"
MOST_HEADER_BYTES = 32_000

# all from this server; MapLibre starts its worker from a blob, and draws images of data
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_SAFE = (
    ("Content-Security-Policy", CONTENT_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    # what one person was answered is for nobody else; an answer may say otherwise of itself
    ("Cache-Control", "private, no-cache"),
)


class Outer:
    """The outermost layer of the app; an answer that sets one of the headers keeps its own."""

    def __init__(self, app: ASGIApp, *, address_bytes: int, body_bytes: int) -> None:
        self._app, self._address_bytes, self._body_bytes = app, address_bytes, body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SAFE:
                    headers.setdefault(name, value)
            await send(message)

        scope[BODY_BYTES] = self._body_bytes
        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, _bounded(scope, receive), safely)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        """The answer to a request whose address or headers are too long."""
        address = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if address > self._address_bytes:
            return _problem(414, f"the address has {address} bytes, at most {self._address_bytes}")
        size = sum(len(name) + len(value) for name, value in scope["headers"])
        if size > MOST_HEADER_BYTES:
            return _problem(431, f"the headers have {size} bytes, at most {MOST_HEADER_BYTES}")
        return None


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """The body as it comes, up to the bytes that the scope allows."""
    told = Headers(scope=scope).get("content-length", "")
    told_bytes = int(told) if told.isascii() and told.isdecimal() else 0
    seen_bytes = 0

    async def bounded() -> Message:
        nonlocal seen_bytes
        most_bytes: int = scope[BODY_BYTES]
        message = await receive() if told_bytes <= most_bytes else {}
        seen_bytes += len(message.get("body", b""))
        if max(told_bytes, seen_bytes) > most_bytes:
            # the framework lets its own errors through where it reads bodies
            raise HTTPException(
                413, f"the body has more than {most_bytes} bytes; send less at once"
            )
        return message

    return bounded


def _problem(status: int, detail: str) -> JSONResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": f"{detail}; ask for less at once",
        "instance": "",
    }
    return JSONResponse(body, status_code=status, media_type="application/problem+json")
