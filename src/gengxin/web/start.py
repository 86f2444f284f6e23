"""What a browser asks first, in one answer: the server, who is signed in, the district, its layers.

The page names its address in its head, so that the answer is on its way before any script is.
"""

from typing import Any

from fastapi import Request
from pydantic import BaseModel

from gengxin.web.layers import DistrictTold, collections, district
from gengxin.web.pages import Landing, landing
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.web.sessions import SignedIn, who
from gengxin.workbench.people import permitted

__all__ = ["ROUTES"]


class Start(BaseModel):
    """As ``/api``, ``/api/session``, ``/api/district`` and ``/api/collections`` tell it.

    ``district`` is ``None`` and ``collections`` are empty where the caller may not read them.
    """

    landing: Landing
    session: SignedIn
    district: DistrictTold | None
    collections: list[dict[str, Any]]


def start(visit: Here, request: Request) -> Start:
    """What the workbench needs to begin."""
    return Start(
        landing=landing(visit, request),
        session=who(visit, request),
        district=district(visit) if _may(visit, "district") else None,
        collections=collections(visit, request).collections if _may(visit, "layer") else [],
    )


def _may(visit: Visit, thing: str) -> bool:
    return permitted(visit.actor, "read", thing) is not None


ROUTES = (
    Route(
        method="GET",
        path="/api/start",
        name="start",
        endpoint=start,
        needs=Need("read", "front_door"),
        summary="What the workbench needs to begin, in one answer",
        tag="server",
        answer=Start,
    ),
)
