"""Records: listed, read, added, changed, ended; a route for each kind, made from its form."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Annotated, Any, NoReturn
from urllib.parse import urlencode

import shapely
from fastapi import Header, Path, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, create_model

from gengxin.terms.records import ConflictError, Record, RecordAbsentError
from gengxin.web.problem import Problem
from gengxin.web.route import Here, Need, Quick, Route, Soon, Visit
from gengxin.web.together import Together
from gengxin.workbench.people import passes
from gengxin.workbench.records import (
    FORMS,
    Form,
    as_csv,
    asked_of,
    asking_words,
    shown,
    shown_event,
)

__all__ = ["ROUTES"]

MOST_REF = 40

Ref = Annotated[str, Path(max_length=MOST_REF, description="the record's ref, a ULID")]
IfMatch = Annotated[
    str | None,
    Header(max_length=40, description='the version that was seen, as its ETag tells it: "3"'),
]
Why = Annotated[str, Query(max_length=500, description="the reason, which the log keeps")]
_CSV = "text/csv; charset=utf-8"
# who may do what, or what is published, follows from these
_OF_STANDING = frozenset({"person", "role_grant", "publication", "kept_programme"})


class Happened(BaseModel):
    """One thing that happened to a record."""

    number: int
    at: str
    by: str
    action: str
    version: int
    why: str
    record: dict[str, Any]


def _listed(form: Form) -> Callable[..., Response]:
    def listed(visit: Here, request: Request) -> Response:
        asked = asked_of(form.kind, request.query_params.multi_items())
        found = visit.served.records.list(
            form.kind,
            *visit.allowed,
            *asked.filters,
            after=asked.after,
            limit=asked.limit + 1,
            newest_first=asked.newest_first,
        )
        page = found[: asked.limit]
        rows = [shown(record, visit.actor) for record in page]
        more = len(found) > len(page)
        following = _after(request, asked.query, page[-1].ref) if more else None
        if asked.format == "csv":
            head = {"Link": f'<{following}>; rel="next"'} if following else {}
            text = as_csv(rows, list(form.shown.model_fields))
            return Response(text, media_type=_CSV, headers=head)
        return JSONResponse({"records": rows, "next": following})

    return listed


def _one(form: Form) -> Callable[..., Response]:
    def one(visit: Here, request: Request, ref: Ref) -> Response:
        return _answer_new(visit, request, _mine(visit, form, ref))

    return one


def _one_now(form: Form) -> Quick:
    one = _one(form)

    def one_now(visit: Visit, request: Request) -> Response | None:
        ref = request.path_params["ref"]
        at_once = len(ref) <= MOST_REF and not visit.served.records.waits
        return one(visit, request, ref) if at_once else None

    return one_now


def _one_soon(form: Form) -> Soon:
    async def one_soon(visit: Visit, request: Request) -> Response | None:
        ref = request.path_params["ref"]
        if len(ref) > MOST_REF:
            return None
        together: Together = request.app.state.together
        some = partial(visit.served.records.some, form.kind)
        found = await together.ask(form.name, ref, some)
        if found is None:
            raise RecordAbsentError(form.name, ref)
        return _answer_new(visit, request, _strange_as_absent(visit, form, found))

    return one_soon


def _history(form: Form) -> Callable[..., Response]:
    def history(visit: Here, ref: Ref) -> Response:
        _mine(visit, form, ref)
        with visit.served.records.reading() as reading:
            told = [shown_event(event, visit.actor) for event in reading.history(ref)]
        return JSONResponse(told)

    return history


def _added(form: Form) -> Callable[..., Response]:
    def added(visit: Here, body: Any, why: Why = "") -> Response:  # noqa: ANN401 - set below
        record = form.record(body, visit.actor)
        _refuse_too_fine(visit, record)
        visit.refuse_strange(record)
        with visit.served.records.change(by=visit.person, why=why) as change:
            kept = change.add(record)
        _told(visit, form)
        return _answer(visit, kept, status=201)

    added.__annotations__["body"] = form.new
    return added


def _changed(form: Form) -> Callable[..., Response]:
    def changed(
        visit: Here,
        ref: Ref,
        body: Any,  # noqa: ANN401 - set below
        if_match: IfMatch = None,
        why: Why = "",
    ) -> Response:
        version = _seen(if_match)
        with visit.served.records.change(by=visit.person, why=why) as change:
            current = _strange_as_absent(visit, form, change.one(form.kind, ref))
            record = form.changed(current, body, version=version)
            _refuse_too_fine(visit, record)
            visit.refuse_strange(record)
            try:
                kept = change.put(record)
            except ConflictError as error:
                _conflict(visit, error)
        _told(visit, form)
        return _answer(visit, kept)

    changed.__annotations__["body"] = form.change
    return changed


def _ended(form: Form) -> Callable[..., Response]:
    def ended(visit: Here, ref: Ref, if_match: IfMatch = None, why: Why = "") -> Response:
        return _moved(visit, form, (ref, _seen(if_match), why), end=True)

    return ended


def _reopened(form: Form) -> Callable[..., Response]:
    def reopened(visit: Here, ref: Ref, if_match: IfMatch = None, why: Why = "") -> Response:
        return _moved(visit, form, (ref, _seen(if_match), why), end=False)

    return reopened


def _moved(visit: Visit, form: Form, said: tuple[str, int, str], *, end: bool) -> Response:
    """End or reopen a record of which that version was seen."""
    ref, version, why = said
    with visit.served.records.change(by=visit.person, why=why) as change:
        current = _strange_as_absent(visit, form, change.one(form.kind, ref))
        seen = form.with_version(current, version)
        try:
            kept = change.end(seen) if end else change.reopen(seen)
        except ConflictError as error:
            _conflict(visit, error)
    _told(visit, form)
    return _answer(visit, kept)


def _mine(visit: Visit, form: Form, ref: str) -> Record:
    return _strange_as_absent(visit, form, visit.served.records.one(form.kind, ref))


def _strange_as_absent(visit: Visit, form: Form, record: Record) -> Record:
    """The record, where this visit may touch it; else nobody is told that it is there."""
    if not passes(record, visit.allowed):
        raise RecordAbsentError(form.name, record.ref)
    return record


def _seen(if_match: str | None) -> int:
    """The version that was seen."""
    if if_match is None:
        msg = "the header If-Match is absent; send the ETag of the record as you saw it"
        raise Problem(428, msg)
    text = if_match.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise Problem(400, f'If-Match is {if_match!r}, must be a version as "3"')
    return int(text)


def _conflict(visit: Visit, error: ConflictError) -> NoReturn:
    """Answer with both versions, so that a person can choose."""
    both = {"mine": shown(error.mine, visit.actor), "current": shown(error.current, visit.actor)}
    raise Problem(412, str(error), headers={"ETag": _etag(error.current)}, fields=both) from error


def _refuse_too_fine(visit: Visit, record: Record) -> None:
    """Refuse a place with more corners than anybody draws."""
    most = visit.served.limits.vertices
    place = getattr(record, "place", None)
    count = 0 if place is None else shapely.get_num_coordinates(place)
    if count > most:
        raise Problem(400, f"the place has {count} corners, at most {most}; simplify it")


def _told(visit: Visit, form: Form) -> None:
    """Ask anew who may do what, where this change may have altered it."""
    if form.name in _OF_STANDING:
        visit.served.standings.forget()


def _answer(visit: Visit, record: Record, *, status: int = 200) -> Response:
    headers = {"ETag": _etag(record)}
    if status == 201:
        headers["Location"] = f"/api/records/{_kind_of(record)}/{record.ref}"
    return JSONResponse(shown(record, visit.actor), status_code=status, headers=headers)


def _answer_new(visit: Visit, request: Request, record: Record) -> Response:
    """The record; no more than its tag where the visitor has this version already."""
    if request.headers.get("if-none-match") == _etag(record):
        return Response(status_code=304, headers={"ETag": _etag(record)})
    return _answer(visit, record)


def _kind_of(record: Record) -> str:
    return next(name for name, form in FORMS.items() if form.kind is type(record))


def _etag(record: Record) -> str:
    return f'"{record.version}"'


def _after(request: Request, query: tuple[tuple[str, str], ...], ref: str) -> str:
    kept = [(word, text) for word, text in query if word != "after"]
    return f"{request.url.path}?{urlencode([*kept, ('after', ref)])}"


def _query_told(form: Form) -> dict[str, Any]:
    """The query words of a list, for the description of the API."""
    shapes: dict[str, Any] = {
        "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
        "newest_first": {"type": "boolean", "default": False},
        "ended": {"type": "boolean", "default": False},
        "f": {"enum": ["json", "csv"], "default": "json"},
    }
    told = [
        {
            "name": word,
            "in": "query",
            "required": False,
            "schema": shapes.get(word, {"type": "string"}),
        }
        for word in asking_words(form.kind)
    ]
    return {"parameters": told}


_route = partial(Route, tag="records")


def _routes(form: Form) -> tuple[Route, ...]:
    """The routes of one kind: to read it, and what else may be done with it."""
    name, path = form.name, f"/api/records/{form.name}"
    word = name.replace("_", " ")
    page = _page_of(form)
    reading = (
        _route(
            method="GET",
            path=path,
            name=f"{name}_list",
            endpoint=_listed(form),
            needs=Need("read", name),
            summary=f"Records: {word}",
            answer=page,
            any_query=True,
            more=_query_told(form),
            media=("application/json", "text/csv"),
        ),
        _route(
            method="GET",
            path=f"{path}/{{ref}}",
            name=f"{name}_one",
            endpoint=_one(form),
            at_once=_one_now(form),
            soon=_one_soon(form),
            needs=Need("read", name),
            summary=f"One {word}",
            answer=form.shown,
            faults=(404,),
        ),
        _route(
            method="GET",
            path=f"{path}/{{ref}}/history",
            name=f"{name}_history",
            endpoint=_history(form),
            needs=Need("read", name),
            summary=f"What happened to one {word}",
            answer=list[Happened],
            faults=(404,),
        ),
    )
    return (*reading, *_writing(form, path, word))


def _writing(form: Form, path: str, word: str) -> Iterator[Route]:
    """The routes that add, change, end and reopen records of a kind, where that is done by hand."""
    name = form.name
    if form.new is not None:
        yield _route(
            method="POST",
            path=path,
            name=f"{name}_add",
            endpoint=_added(form),
            needs=_need("add", name),
            summary=f"Add: {word}",
            answer=form.shown,
            status=201,
            faults=(409,),
        )
    if form.change is not None:
        yield _route(
            method="PATCH",
            path=f"{path}/{{ref}}",
            name=f"{name}_change",
            endpoint=_changed(form),
            needs=_need("change", name),
            summary=f"Change one {word}",
            answer=form.shown,
            faults=(404, 409, 412, 428),
        )
    if form.new is None:
        return
    for method, suffix, doing, endpoint in (
        ("DELETE", "", "end", _ended(form)),
        ("POST", "/reopen", "reopen", _reopened(form)),
    ):
        yield _route(
            method=method,
            path=f"{path}/{{ref}}{suffix}",
            name=f"{name}_{doing}",
            endpoint=endpoint,
            needs=_need("end", name),
            summary=f"{doing.capitalize()} one {word}",
            answer=form.shown,
            faults=(404, 409, 412, 428),
        )


def _page_of(form: Form) -> Any:  # noqa: ANN401 - a model made at run time
    """A page of a list: the records, and the address of those that follow."""
    rows: Any = list[form.shown]  # type: ignore[name-defined]
    return create_model(f"{form.shown.__name__}Page", records=(rows, ...), next=(str | None, ...))


def _need(action: str, name: str) -> Need:
    """What the action asks; some kinds are administered or published instead."""
    other = {"role_grant": "administer", "publication": "publish"}
    return Need(other.get(name, action), name)


ROUTES = tuple(route for form in FORMS.values() for route in _routes(form))
