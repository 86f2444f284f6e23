"""What a route is: an entry of the table, and how it is guarded before its handler is called."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from gengxin.terms.records import Filter, Record
from gengxin.web.admission import address_of, admitted
from gengxin.web.limits import Paces
from gengxin.web.outer import BODY_BYTES
from gengxin.web.problem import MEDIA_TYPE, Problem, ProblemDetails
from gengxin.workbench.people import PUBLIC, Actor, passes, permitted
from gengxin.workbench.people.standing import Standing
from gengxin.workbench.serving import Served

__all__ = ["GuardedRoute", "Here", "Need", "Quick", "Route", "Soon", "Visit"]


@dataclass(frozen=True, slots=True)
class Need:
    """What a route asks of the one authorisation function."""

    action: str
    thing: str

    @property
    def by_public(self) -> bool:
        """Whether the public may come too, if only to what is published."""
        return permitted(PUBLIC, self.action, self.thing) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route of the server.

    ``endpoint`` is called with a ``Visit`` (annotate a parameter as ``Here``) and what FastAPI
    reads of the request by the other annotations. ``answer`` is the shape of a good answer in
    JSON, or ``None`` where ``media`` is answered raw. ``faults`` are the errors beyond those that
    every route may answer. With ``any_query`` the handler refuses unknown query fields itself.
    ``streams`` has no limit of time. ``at_once`` is asked before ``endpoint`` by the thread that
    speaks to everybody: it gives the answer where that takes about a millisecond and waits for
    nothing, and ``None`` for everything else, what isn't plain in the address among it. ``soon`` is
    asked next, in the same way, and may wait: for a short question of the database.
    """

    method: str
    path: str
    name: str
    endpoint: Callable[..., Any]
    needs: Need
    summary: str
    tag: str
    answer: Any = None
    status: int = 200
    media: tuple[str, ...] = ("application/json",)
    faults: tuple[int, ...] = ()
    body_bytes: int | None = None
    any_query: bool = False
    streams: bool = False
    at_once: "Quick | None" = None
    soon: "Soon | None" = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request that was let in: who asks, of what server, and what of the thing is theirs."""

    served: Served
    standing: Standing
    needs: Need
    allowed: tuple[Filter, ...]

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.standing.actor

    @property
    def person(self) -> str:
        """The ref of the person who asks.

        Raises
        ------
        Problem
            Where it is the public.

        """
        if self.actor.person is None:
            raise Problem(401, "sign in to do this")
        return self.actor.person

    def refuse_strange(self, record: Record) -> None:
        """Refuse a record that isn't among those this visit may touch.

        Raises
        ------
        Problem
            Which doesn't tell whether there is one, to who may not see it.

        """
        if not passes(record, self.allowed):
            raise Problem(403, f"you may not {self.needs.action} this {self.needs.thing}")


async def _visit(request: Request) -> Visit:
    visit: Visit = request.state.visit
    return visit


Here = Annotated[Visit, Depends(_visit)]
Quick = Callable[[Visit, Request], Response | None]
Soon = Callable[[Visit, Request], Coroutine[Any, Any, Response | None]]
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class GuardedRoute(APIRoute):
    """A route whose handler is called only when the table lets the caller in."""

    def __init__(self, route: Route) -> None:
        self.entry = route
        super().__init__(
            route.path,
            route.endpoint,
            methods=[route.method],
            name=route.name,
            operation_id=route.name,
            summary=route.summary,
            tags=[route.tag],
            response_model=route.answer,
            status_code=route.status,
            responses=_answers(route),
            openapi_extra=_security(route.needs) | dict(route.more),
        )

    def get_route_handler(self) -> Handler:
        """The handler, guarded: whether the caller may is settled before anything is read."""
        inner, entry = super().get_route_handler(), self.entry
        asked = {
            param.alias
            for dependant in (self.dependant, *self.dependant.dependencies)
            for param in dependant.query_params
        }

        async def guarded(request: Request) -> Response:
            request.state.visit = visit = await _admitted(request, entry)
            if entry.body_bytes is not None:
                request.scope[BODY_BYTES] = entry.body_bytes
            if not entry.any_query:
                _refuse_unknown(request, asked)
            if entry.streams:
                return await inner(request)
            limit_seconds = request.app.state.served.limits.seconds
            try:
                async with asyncio.timeout(limit_seconds):
                    return await _quickly(entry, visit, request) or await inner(request)
            except TimeoutError as error:
                msg = f"this took longer than {limit_seconds:g} s; ask for less at once"
                raise Problem(503, msg, headers={"Retry-After": "5"}) from error

        return guarded


async def _quickly(entry: Route, visit: Visit, request: Request) -> Response | None:
    """The answer of a route's quick ways, where they have one."""
    answer = entry.at_once(visit, request) if entry.at_once else None
    if answer is None and entry.soon:
        return await entry.soon(visit, request)
    return answer


async def _admitted(request: Request, entry: Route) -> Visit:
    """Who asks, if they may."""
    served: Served = request.app.state.served
    standing = await admitted(request, served)
    _refuse_haste(request, standing.actor)
    needs = entry.needs
    allowed = permitted(standing.actor, needs.action, needs.thing)
    if allowed is not None:
        return Visit(served=served, standing=standing, needs=needs, allowed=allowed)
    if standing.actor.person is None:
        told = {"WWW-Authenticate": "Bearer"}
        raise Problem(401, "sign in, or show a token, to ask for this", headers=told)
    word = needs.thing.replace("_", " ")
    raise Problem(403, f"none of your roles may {needs.action} this ({word}); ask an administrator")


def _refuse_haste(request: Request, actor: Actor) -> None:
    paces: Paces = request.app.state.paces
    if actor.person is None:
        paces.public.refuse_haste(address_of(request), "asked from this address")
    else:
        paces.person.refuse_haste(actor.person, "you asked")


def _refuse_unknown(request: Request, asked: set[str]) -> None:
    if not request.scope["query_string"]:
        return
    unknown = sorted(set(request.query_params) - asked)
    if unknown:
        may = ", ".join(sorted(asked)) or "none"
        raise Problem(400, f"unknown query fields {', '.join(unknown)}; there are: {may}")


def _answers(route: Route) -> dict[int | str, dict[str, Any]]:
    """The answers that the description of the API tells."""
    usual = (
        {400, 413, 422, 429, 503} if route.method in {"POST", "PUT", "PATCH"} else {400, 429, 503}
    )
    refused = {403} if route.needs.by_public else {401, 403}
    told: dict[int | str, dict[str, Any]] = {
        status: {"model": ProblemDetails, "content": {MEDIA_TYPE: {}}}
        for status in sorted(usual | refused | set(route.faults))
    }
    if route.answer is None and route.status != 204:
        told[route.status] = {"content": {media: {} for media in route.media}}
    return told


def _security(needs: Need) -> dict[str, Any]:
    """Which proof of who asks the route takes."""
    ways: list[dict[str, list[str]]] = [{"session": []}, {"token": []}]
    return {"security": [{}, *ways] if needs.by_public else ways}
