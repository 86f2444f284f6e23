"""The table of all routes: what isn't in it isn't served, and tests are made from it.

A theme lies in ``web/<theme>.py`` and ends with its part of the table, ``ROUTES``, a tuple of
``Route``; add it to ``THEMES`` below. A handler is a plain function (run in a thread) or an
``async`` one, with ``visit: Here`` first: ``visit.served`` is what the server has open,
``visit.actor`` who asks, ``visit.allowed`` the filters which the permission table sets to what
``needs`` names: give them to ``served.records.list(kind, *visit.allowed, …)``, and call
``visit.refuse_strange(record)`` for one record. What may be done by whom stands in
``workbench/people/permission.py``: add the action and thing of a new route there. Errors of ours
(``InputError`` 400, ``RecordAbsentError`` 404, ``SealedError`` 409, ``ConflictError`` 412) are
answered as problem details; raise ``Problem(status, sentence)`` for others, and name its status in
``Route.faults``. Unknown query fields are refused for every route; one that reads them itself says
``any_query``. Bodies and answers are pydantic models (``Route.answer``) or a raw ``Response``
(``answer=None``, ``media``). Streams say ``streams``.

In tests, ``tests/web/conftest.py`` gives ``app``, ``served`` (on both stores) and
``client_of(role)``: a signed-in client that sends its CSRF header; that of ``"public"`` has none.
"""

from gengxin.web import (
    audit,
    bids,
    catalogue,
    interest,
    jobs,
    layers,
    matching,
    offers,
    pages,
    parties,
    people,
    plans,
    programmes,
    projects,
    records,
    runs,
    said,
    sessions,
    start,
    uploads,
    words,
)
from gengxin.web.route import Route

__all__ = ["ROUTES", "THEMES"]

THEMES = (
    pages,
    sessions,
    start,
    people,
    records,
    audit,
    jobs,
    uploads,
    plans,
    programmes,
    said,
    layers,
    runs,
    words,
    projects,
    parties,
    offers,
    interest,
    bids,
    catalogue,
    matching,
)

ROUTES: tuple[Route, ...] = tuple(route for theme in THEMES for route in theme.ROUTES)
