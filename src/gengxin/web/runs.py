"""Runs: what was made of the district, table by table."""

from typing import Annotated, Any, Literal

from fastapi import Path, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict

from gengxin.web.layers import ASKED
from gengxin.web.problem import Problem
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.web.seen import MOST_NAME, question_of, seen_by, seen_now, sent, sent_now
from gengxin.workbench.layers import Collection
from gengxin.workbench.layers.answers import rows_at_once, rows_of
from gengxin.workbench.layers.files import FILES, file_of, files_of
from gengxin.workbench.layers.runs import run_tables
from gengxin.workbench.layers.summaries import run_document, run_summary
from gengxin.workbench.layers.visible import Visible

__all__ = ["ROUTES"]

# a report brings its scripts and a policy that names their hashes; here it is kept from who is
# signed in, as a page of no site
REPORT_POLICY = (
    "sandbox allow-scripts allow-downloads allow-popups allow-modals; frame-ancestors 'none'"
)
Name = Annotated[str, Path(max_length=MOST_NAME)]


class RunTold(BaseModel):
    """A run: what kind, of which day, what it stands on, its tables, files to open."""

    model_config = ConfigDict(extra="allow")

    id: str
    kind: str
    made_at: str
    day: str | None
    is_current: bool
    stands_on: dict[str, str]
    inputs: list[str]
    parameters: dict[str, Any]
    money: dict[str, str] | None
    tables: dict[str, dict[str, Any]]
    files: list[str]


class RunsTold(BaseModel):
    """Every run that may be seen, the newest first."""

    runs: list[RunTold]


class Summary(BaseModel):
    """What a run comes to, by its kind."""

    model_config = ConfigDict(extra="allow")

    id: str
    kind: str


def listed(
    visit: Here, kind: Literal["check-up", "options", "programme", "match"] | None = None
) -> RunsTold:
    """Runs, the newest first."""
    found = (run for run in seen_by(visit).runs() if kind in {None, run.kind})
    folder = visit.served.layers.folder.path
    return RunsTold(
        runs=[RunTold(**run_document(run), files=list(files_of(folder, run))) for run in found]
    )


def one(visit: Here, name: Name) -> RunTold:
    """One run."""
    run = seen_by(visit).run(name)
    folder = visit.served.layers.folder.path
    return RunTold(**run_document(run), files=list(files_of(folder, run)))


def summary(visit: Here, name: Name) -> Summary:
    """What a run comes to."""
    return Summary(**run_summary(seen_by(visit).run(name)))


def rows(visit: Here, request: Request, name: Name, table: Name) -> Response:
    """Rows of a run's table, by column, page by page."""
    seen = seen_by(visit)
    found = _table(seen, name, table)
    question = question_of(request)
    return sent(
        request,
        seen,
        tag=question.tag(found.table.version, question.accept),
        answer=lambda: rows_of(visit.served.layers.records, found, question),
    )


def rows_now(visit: Visit, request: Request) -> Response | None:
    """As ``rows``, where they are in memory."""
    seen = seen_now(visit)
    name, table = request.path_params["name"], request.path_params["table"]
    if seen is None or max(len(name), len(table)) > MOST_NAME:
        return None
    found = _table(seen, name, table)
    question = question_of(request)
    return sent_now(
        request,
        seen,
        tag=question.tag(found.table.version, question.accept),
        answer=lambda: rows_at_once(visit.served.layers.records, found, question),
    )


def _table(seen: Visible, name: str, table: str) -> Collection:
    tables = run_tables(seen.run(name))
    if table not in tables:
        has = ", ".join(tables)
        msg = f"{name} has no table {table!r}, it has {has}; name one of these, or make it anew"
        raise Problem(404, msg)
    return tables[table]


def report(visit: Here, name: Name, ending: Literal["html", "xlsx", "gpkg"]) -> Response:
    """A file to open, where the job that made the run wrote it."""
    run = seen_by(visit).run(name)
    path = file_of(visit.served.layers.folder.path, run, ending)
    shown = "inline" if ending == "html" else "attachment"
    return FileResponse(
        path,
        media_type=FILES[ending],
        filename=f"{run.name}.{ending}",
        content_disposition_type=shown,
        headers={"Cache-Control": "private, no-cache", "Content-Security-Policy": REPORT_POLICY},
    )


_RUN = Need("read", "run")
_OWN = "/api/runs/{name}"
ROUTES = (
    Route(
        method="GET",
        path="/api/runs",
        name="runs",
        endpoint=listed,
        needs=_RUN,
        summary="What was made of the district, the newest first",
        tag="runs",
        answer=RunsTold,
    ),
    Route(
        method="GET",
        path=_OWN,
        name="run",
        endpoint=one,
        needs=_RUN,
        summary="One run",
        tag="runs",
        answer=RunTold,
        faults=(404,),
    ),
    Route(
        method="GET",
        path=f"{_OWN}/summary",
        name="run_summary",
        endpoint=summary,
        needs=_RUN,
        summary="What a run comes to",
        tag="runs",
        answer=Summary,
        faults=(404,),
    ),
    Route(
        method="GET",
        path=f"{_OWN}/tables/{{table}}",
        name="run_rows",
        endpoint=rows,
        at_once=rows_now,
        needs=_RUN,
        summary="Rows of a run's table, by column",
        tag="runs",
        media=("application/json", "text/csv", "application/vnd.apache.parquet"),
        faults=(404,),
        any_query=True,
        more=ASKED,
    ),
    Route(
        method="GET",
        path=f"{_OWN}/report.{{ending}}",
        name="run_file",
        endpoint=report,
        needs=_RUN,
        summary="A report, workbook or GeoPackage of a run",
        tag="runs",
        media=tuple(FILES.values()),
        faults=(404,),
    ),
)
