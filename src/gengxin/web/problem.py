"""Errors as they are answered: problem details (RFC 9457), with the sentence a person needs."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import ExceptionHandler

from gengxin.terms import DistrictFaultsError, GengxinError, InputError
from gengxin.terms.records import (
    ConflictError,
    RecordAbsentError,
    SealedError,
    StateError,
    TakenError,
)

__all__ = ["Problem", "ProblemDetails", "answer_problems", "problem_response"]

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("gengxin.web")


class ProblemDetails(BaseModel):
    """What went wrong, and what to do about it."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["there is no area '01J…'; list the area records for their refs"])
    instance: str = Field(examples=["/api/records/area/01J…"])
    faults: list[str] | None = Field(default=None, description="each fault of what was sent")


class Problem(GengxinError):  # noqa: N818 - problem details are what this is called
    """A request that is answered by an error."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        self.status, self.detail = status, detail
        self.headers, self.fields = dict(headers or {}), dict(fields or {})
        super().__init__(detail)


def problem_response(request: Request, problem: Problem) -> JSONResponse:
    """The problem as an answer."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.url.path,
        **problem.fields,
    }
    return JSONResponse(
        body, status_code=problem.status, headers=problem.headers, media_type=MEDIA_TYPE
    )


def answer_problems(app: FastAPI) -> None:
    """Let the app answer every error as problem details."""
    handlers: dict[type[Exception], ExceptionHandler] = {
        GengxinError: _of_ours,
        RequestValidationError: _of_shape,
        HTTPException: _of_framework,
        Exception: _of_fault,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _of_ours(request: Request, error: Exception) -> JSONResponse:
    return problem_response(request, _as_problem(error))


def _as_problem(error: Exception) -> Problem:
    """Each error of ours by its kind."""
    text = str(error)
    if isinstance(error, Problem):
        return error
    if isinstance(error, RecordAbsentError):
        return Problem(404, text)
    if isinstance(error, ConflictError):
        return Problem(412, text)
    if isinstance(error, SealedError | StateError | TakenError):
        return Problem(409, text)
    if isinstance(error, DistrictFaultsError):
        return Problem(400, text, fields={"faults": [str(fault) for fault in error.faults]})
    if isinstance(error, InputError):
        return Problem(400, text)
    raise error


def _of_shape(request: Request, error: Exception) -> JSONResponse:
    """What doesn't have the shape asked for: 422 of a body, 400 of an address or a header."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    told = [_told(fault) for fault in faults]
    status = 422 if any(fault["loc"][0] == "body" for fault in faults) else 400
    detail = "; ".join(told) + "; mend it and ask again"
    return problem_response(request, Problem(status, detail, fields={"faults": told}))


def _told(fault: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in fault["loc"])
    return f"{where}: {fault['msg']}"


def _of_framework(request: Request, error: Exception) -> JSONResponse:
    """What the framework refuses: an unknown address, a method, a body that is too large."""
    if not isinstance(error, HTTPException):
        raise error
    detail = {
        404: f"there is nothing at {request.url.path}; see /api/openapi.json",
        405: f"{request.method} can't be asked of {request.url.path}; see /api/openapi.json",
    }.get(error.status_code, str(error.detail))
    problem = Problem(error.status_code, detail, headers=error.headers)
    return problem_response(request, problem)


def _of_fault(request: Request, error: Exception) -> JSONResponse:
    """A fault of ours: it is logged, and the answer tells nothing of it."""
    _LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    detail = "the server failed at this; it was logged, tell who administers it"
    return problem_response(request, Problem(500, detail))
