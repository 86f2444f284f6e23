"""The app that answers: the routes of the table over what a server has open, and nothing else."""

import contextlib
import gc
from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import Any

from anyio import CapacityLimiter
from fastapi import FastAPI
from starlette.datastructures import State

from gengxin.web.admission import COOKIE
from gengxin.web.limits import Pace, Paces
from gengxin.web.outer import Outer
from gengxin.web.problem import answer_problems
from gengxin.web.route import GuardedRoute
from gengxin.web.routes import ROUTES
from gengxin.web.switch import Switch
from gengxin.web.together import Together
from gengxin.workbench.serving import Limits, Served, open_served, settings_of

__all__ = ["blank_app", "create_app", "open_for", "served"]

# an office asks from one address
SIGN_INS_FROM_ONE_ADDRESS = 6
# for short questions: more of them would wait for each other, not for the database
FEW_THREADS = 6


def create_app(served: Served) -> FastAPI:
    """The app over what a server has open; the caller closes that."""
    app = blank_app(served.limits)
    open_for(app, served)
    return app


def blank_app(limits: Limits) -> FastAPI:
    """The app with every route of the table, and nothing open yet to answer from."""
    app = FastAPI(
        title="gengxin",
        version=version("gengxin"),
        summary="An open workbench for renewing an existing city district",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for route in ROUTES:
        app.router.routes.append(GuardedRoute(route))
    app.router.middleware_stack = Switch(app.router.routes, otherwise=app.router.app)
    answer_problems(app)
    _describe(app)
    app.middleware_stack = Outer(
        app.build_middleware_stack(),
        address_bytes=limits.address_bytes,
        body_bytes=limits.body_bytes,
    )
    return app


def open_for(app: FastAPI, served: Served) -> None:
    """Let the app answer from what a server has open."""
    few = CapacityLimiter(FEW_THREADS)
    held = {"served": served, "paces": _paces(served.limits), "few": few}
    app.state = State({**held, "together": Together(few)})


def served() -> FastAPI:
    """The app of a process that ``gengxin serve`` started, by what it was told to serve."""
    opened = open_served(settings_of())
    # read before anybody waits for it
    opened.layers.catalogue()
    app = create_app(opened)

    @contextlib.asynccontextmanager
    async def closing(_: FastAPI) -> AsyncIterator[None]:
        _look_no_more()
        yield
        opened.close()

    app.router.lifespan_context = closing
    return app


def _look_no_more() -> None:
    """Leave what stays as long as the process does out of every later search for garbage.

    It is some hundred thousand objects, and nobody is answered while they are searched.
    """
    gc.collect()
    gc.freeze()


def _paces(limits: Limits) -> Paces:
    return Paces(
        person=Pace(limits.requests_per_minute),
        public=Pace(limits.public_requests_per_minute),
        sign_in_by_mail=Pace(limits.sign_ins_per_minute),
        sign_in_by_address=Pace(limits.sign_ins_per_minute * SIGN_INS_FROM_ONE_ADDRESS),
    )


def _describe(app: FastAPI) -> None:
    """Add to the description how somebody proves who they are."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        told = plain()
        told.setdefault("components", {})["securitySchemes"] = {
            "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
            "token": {"type": "http", "scheme": "bearer"},
        }
        return told

    app.openapi = described  # type: ignore[method-assign]
