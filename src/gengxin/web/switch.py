"""Which routes an address may mean, told by how it begins: else each of them is tried in turn."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Switch"]

# so many parts of an address are looked at, the empty one before the first slash among them
_PARTS = 4
_Parts = tuple[str, ...]


class Switch:
    """Gives a request to a router of those routes alone that begin as its address does.

    What begins as no route does, and what lies below a root path, is given to ``otherwise``.
    """

    def __init__(self, routes: Sequence[BaseRoute], otherwise: ASGIApp) -> None:
        self._otherwise = otherwise
        begins = [(_fixed(getattr(route, "path", "")), route) for route in routes]
        known = {fixed[:count] for fixed, _ in begins for count in (_PARTS, _PARTS - 1)}
        self._routers = {
            parts: APIRouter(
                routes=[route for fixed, route in begins if _agree(fixed, parts)],
                redirect_slashes=False,
            )
            for parts in known
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await (self._meant(scope) or self._otherwise)(scope, receive, send)

    def _meant(self, scope: Scope) -> ASGIApp | None:
        if scope["type"] != "http" or scope.get("root_path"):
            return None
        parts = tuple(scope["path"].split("/", _PARTS)[:_PARTS])
        return self._routers.get(parts) or self._routers.get(parts[:-1])


def _fixed(path: str) -> _Parts:
    """The parts of a route's path before the first that varies."""
    parts = path.split("/")
    varies = (place for place, part in enumerate(parts) if "{" in part)
    return tuple(parts[: next(varies, len(parts))])


def _agree(fixed: _Parts, parts: _Parts) -> bool:
    """Whether an address that begins with these parts may be the route's."""
    return all(mine == theirs for mine, theirs in zip(fixed, parts, strict=False))
