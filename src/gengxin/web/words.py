"""The words of the product in both languages: code lists, columns with units, rules by text."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import BaseModel

from gengxin.terms import (
    FINDING_CAUSES,
    FINDINGS,
    GAPS,
    OBSERVATIONS,
    OPTION_TABLES,
    RANKING,
    TABLES,
    InputError,
    Table,
    codes,
)
from gengxin.terms.brief import ROWS, TERMS
from gengxin.terms.figures import FIGURES
from gengxin.terms.option_edits import OPTION_EDITS
from gengxin.terms.records import codes as record_codes
from gengxin.terms.records import offer_codes
from gengxin.web.problem import Problem
from gengxin.web.route import Here, Need, Route
from gengxin.web.seen import is_known
from gengxin.workbench.law import law

__all__ = ["ROUTES"]

Pair = tuple[str, str]


class ColumnWords(BaseModel):
    """One column: its unit, its meaning, and the list that its codes stand in, if it has codes."""

    name: str
    kind: str
    unit: str
    words: Pair
    codes: str


class Words(BaseModel):
    """Code lists by name, code → (English, Chinese); columns of each table in their order."""

    codes: dict[str, dict[str, Pair]]
    columns: dict[str, list[ColumnWords]]


class RuleWords(BaseModel):
    """One rule by its own text; ``unit`` is that of the values compared."""

    code: str
    kind: str
    unit: str
    clause_en: str
    clause_zh: str
    source: str
    verified: bool
    estimated: bool


async def words(visit: Here, request: Request) -> Response:  # noqa: ARG001 - the same for everybody
    """What codes and columns are called."""
    told, tag = _words_told()
    headers = {"ETag": tag}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(told, media_type="application/json", headers=headers)


def rules(visit: Here, pack: Annotated[str, Path(max_length=100)]) -> list[RuleWords]:  # noqa: ARG001
    """The rules of a shipped pack, each by its own text; they are public, as laws are."""
    try:
        return [RuleWords(**clause._asdict()) for clause in law(pack)]
    except InputError as error:
        raise Problem(404, str(error)) from error


@lru_cache(maxsize=1)
def _words_told() -> tuple[bytes, str]:
    """The words as they are sent, and what they are known by."""
    told = _words().model_dump_json().encode()
    return told, f'"{sha256(told).hexdigest()[:32]}"'


def _words() -> Words:
    lists = _code_lists()
    tables = (*TABLES.values(), *OPTION_TABLES.values(), OPTION_EDITS)
    results = (OBSERVATIONS, FINDINGS, FINDING_CAUSES, GAPS, RANKING)
    return Words(
        codes=lists,
        columns={table.name: _columns(table, lists) for table in (*tables, *results)}
        | {"project_figures": _figures()},
    )


def _code_lists() -> dict[str, dict[str, Pair]]:
    """Every list of codes with two words each, by its name in small letters."""
    found = {
        name.lower(): dict(listed)
        for module in (codes, record_codes, offer_codes)
        for name, listed in vars(module).items()
        if name.isupper() and isinstance(listed, Mapping) and _are_pairs(listed.values())
    }
    terms = {code: (en, zh) for code, (_, en, zh) in TERMS.items()}
    return {**found, "value_terms": terms, "row_families": dict(ROWS)}


def _are_pairs(values: Iterable[object]) -> bool:
    return all(
        isinstance(value, tuple) and len(value) == 2 and all(isinstance(one, str) for one in value)
        for value in values
    )


def _columns(table: Table, lists: Mapping[str, Mapping[str, Pair]]) -> list[ColumnWords]:
    return [
        ColumnWords(
            name=column.name,
            kind=column.kind,
            unit=column.unit,
            words=(column.en, column.zh),
            codes=_list_of(column.codes, lists),
        )
        for column in table.columns
    ]


def _figures() -> list[ColumnWords]:
    return [
        ColumnWords(name=name, kind="number", unit=kind.unit, words=kind.words, codes="")
        for name, kind in FIGURES.items()
    ]


def _list_of(codes_of_column: tuple[str, ...], lists: Mapping[str, Mapping[str, Pair]]) -> str:
    """The list that has just these codes, else one that has them all; empty where there is none."""
    wanted = set(codes_of_column)
    if not wanted:
        return ""
    exact = [name for name, listed in lists.items() if set(listed) == wanted]
    wider = [name for name, listed in lists.items() if wanted <= set(listed)]
    return next(iter([*exact, *wider]), "")


ROUTES = (
    Route(
        method="GET",
        path="/api/words",
        name="words",
        endpoint=words,
        needs=Need("read", "front_door"),
        summary="What codes and columns are called in both languages",
        tag="server",
        answer=Words,
    ),
    Route(
        method="GET",
        path="/api/rules/{pack}",
        name="rules",
        endpoint=rules,
        needs=Need("read", "front_door"),
        summary="The rules of a shipped pack, each by its own text",
        tag="server",
        answer=list[RuleWords],
        faults=(404,),
    ),
)
