"""Who asks: by the session's cookie of a browser, or by the token of a program."""

import asyncio
from contextlib import suppress

from anyio.to_thread import run_sync
from fastapi import Request

from gengxin.terms.records import Session, Token
from gengxin.web.problem import Problem
from gengxin.workbench.people.secrets import csrf_of, same
from gengxin.workbench.people.standing import Standing
from gengxin.workbench.serving import Served

__all__ = ["COOKIE", "CSRF_HEADER", "address_of", "admitted", "secret_of"]

COOKIE = "gengxin_session"
CSRF_HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


async def admitted(request: Request, served: Served) -> Standing:
    """Who asks; the public where nothing, or a session that is over, is shown.

    Raises
    ------
    Problem
        Where a token lets nobody in, or another site's page may have sent the request.

    """
    _refuse_other_sites(request)
    shown = request.headers.get("authorization")
    if shown is not None:
        return await _by_token(shown, served)
    secret = secret_of(request)
    standing = await _asked(served, Session, secret) if secret else None
    if standing is None:
        return await _public(served)
    if request.method not in _SAFE and not same(
        request.headers.get(CSRF_HEADER, ""), csrf_of(secret)
    ):
        msg = f"the header {CSRF_HEADER} must be the csrf that GET /api/session tells; ask for it"
        raise Problem(403, msg)
    return standing


def secret_of(request: Request) -> str:
    """The secret of the session that a browser shows; empty where it shows none."""
    return request.cookies.get(COOKIE, "")


def address_of(request: Request) -> str:
    """The address from which somebody asks; that of a proxy only where its word isn't taken."""
    return request.client.host if request.client else "unknown"


async def _by_token(shown: str, served: Served) -> Standing:
    scheme, _, secret = shown.partition(" ")
    standing = None
    if scheme.lower() == "bearer" and secret.strip():
        standing = await _asked(served, Token, secret.strip())
    if standing is None:
        told = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise Problem(401, "this token lets nobody in; make a new one", headers=told)
    return standing


async def _public(served: Served) -> Standing:
    known = served.standings.public_known()
    return await run_sync(served.standings.public_asked) if known is None else known


async def _asked(served: Served, kind: type[Session | Token], secret: str) -> Standing | None:
    known = served.standings.known(kind, secret)
    if served.standings.asks_ahead():
        asyncio.get_running_loop().run_in_executor(None, _look_ahead, served)
    return known[0] if known else await run_sync(served.standings.asked, kind, secret)


def _refuse_other_sites(request: Request) -> None:
    """Refuse what a page of another site makes a browser send: so nobody is signed in unawares."""
    if request.method not in _SAFE and request.headers.get("sec-fetch-site") == "cross-site":
        raise Problem(403, "a page of another site sent this; open the workbench itself")


def _look_ahead(served: Served) -> None:
    """Ask ahead for everybody; where that fails, whoever asks next finds out."""
    with suppress(Exception):
        served.standings.look_ahead()
