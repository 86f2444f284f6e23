"""Briefs that planners share: those shipped, copies of them, and changes checked as files are."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import tomli_w
from pydantic import TypeAdapter

from gengxin.sources.briefs import brief_of, read_brief, shipped_briefs
from gengxin.store.records import RecordStore
from gengxin.terms import Brief, InputError
from gengxin.terms.records import KeptBrief

__all__ = [
    "NewBrief",
    "add_brief",
    "brief_document",
    "brief_of_name",
    "brief_toml",
    "change_brief",
    "checked_brief",
    "read_toml",
    "shipped_documents",
]

_ADAPTER = TypeAdapter(Brief)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBrief:
    """A brief to keep: what it is called, and what it says or which it copies.

    ``copy_of`` is the name of a shipped brief or the ref of a kept one.
    """

    name_en: str
    name_zh: str
    copy_of: str = ""
    document: Mapping[str, Any] | None = None


def brief_document(brief: Brief) -> dict[str, Any]:
    """A brief as JSON says it: days as texts, nothing left out."""
    document: dict[str, Any] = _dumped(brief, mode="json")
    return document


def checked_brief(document: Mapping[str, Any]) -> Brief:
    """The brief that JSON says.

    Raises
    ------
    InputError
        With every fault, as of a brief's file.

    """
    return brief_of(document, named=str(document.get("name", "")) or "without a name")


def brief_toml(brief: Brief) -> str:
    """A brief as its file says it."""
    return tomli_w.dumps(_without_nothing(_dumped(brief, mode="python")))


def read_toml(text: str) -> dict[str, Any]:
    """What a brief's file says, not checked yet.

    Raises
    ------
    InputError
        Where it isn't readable as TOML.

    """
    try:
        return {"name": "uploaded", **tomllib.loads(text)}
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"the brief isn't readable as TOML ({error}); correct that line"
        ) from error


def shipped_documents() -> list[dict[str, Any]]:
    """The briefs that come with the program."""
    return [brief_document(read_brief(name)) for name in shipped_briefs()]


def brief_of_name(records: RecordStore, name: str) -> tuple[Brief, KeptBrief | None]:
    """The shipped brief of that name, or the kept one of that ref with its record."""
    if name in shipped_briefs():
        return read_brief(name), None
    kept = records.one(KeptBrief, name)
    return kept.brief, kept


def add_brief(records: RecordStore, new: NewBrief, *, by: str, organisation: str = "") -> KeptBrief:
    """Keep a new brief.

    Raises
    ------
    InputError
        Where it has faults, says neither what it is nor which it copies, or says both.

    """
    if bool(new.copy_of) == (new.document is not None):
        raise InputError("a new brief says what it copies (copy_of), or its own brief; give one")
    if new.document is not None:
        brief = checked_brief(new.document)
    else:
        brief, _ = brief_of_name(records, new.copy_of)
    named = replace(brief, name_en=new.name_en, name_zh=new.name_zh)
    kept = KeptBrief(
        name_en=new.name_en, name_zh=new.name_zh, brief=named, organisation=organisation
    )
    with records.change(by=by, why="keeps a brief") as change:
        return change.add(kept)


def change_brief(
    records: RecordStore, seen: KeptBrief, document: Mapping[str, Any], *, by: str
) -> KeptBrief:
    """Keep what a brief says now; ``seen`` is the version that was changed.

    Raises
    ------
    InputError
        Where it has faults.
    ConflictError
        Where somebody else changed it first.

    """
    brief = checked_brief(document)
    new = replace(seen, name_en=brief.name_en, name_zh=brief.name_zh, brief=brief)
    with records.change(by=by, why="changes a brief") as change:
        return change.put(new)


def _dumped(brief: Brief, *, mode: Literal["json", "python"]) -> Any:  # noqa: ANN401
    # pydantic doesn't know read-only mappings, and says so of each
    return _ADAPTER.dump_python(brief, mode=mode, fallback=dict, warnings=False)


def _without_nothing(value: Any) -> Any:  # noqa: ANN401 what TOML holds
    """The same without what is ``None``: TOML has no word for it."""
    if isinstance(value, Mapping):
        return {name: _without_nothing(one) for name, one in value.items() if one is not None}
    return [_without_nothing(one) for one in value] if isinstance(value, list | tuple) else value
