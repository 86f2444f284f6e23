"""Programmes that people deliberate: drafted, put to adoption, judged, amended, adopted, sealed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gengxin.store.records import RecordStore
from gengxin.terms import InputError
from gengxin.terms.records import (
    Agreement,
    Certificate,
    Comment,
    Is,
    KeptProgramme,
    SealedError,
)
from gengxin.workbench.deliberation.files import kept_file
from gengxin.workbench.software import software

__all__ = [
    "NewProgramme",
    "add_comment",
    "adopt",
    "certificate_of",
    "move",
    "register",
    "take_stance",
]

MOVES = {"propose": "proposed", "withdraw": "draft", "decline": "declined"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProgramme:
    """A programme's file to deliberate: its names, its brief, the programme that it amends."""

    content_hash: str
    name_en: str
    name_zh: str
    brief: str | None = None
    amends: str | None = None


def register(
    records: RecordStore, folder: Path, new: NewProgramme, *, by: str, organisation: str = ""
) -> KeptProgramme:
    """Begin to deliberate a programme's file, as a draft; one that is known already stays it.

    Raises
    ------
    InputError
        Where the district keeps no such file.

    """
    kept_file(folder, new.content_hash)
    with records.change(by=by, why="drafts a programme") as change:
        known = change.list(KeptProgramme, Is("content_hash", new.content_hash))
        if known:
            return known[0]
        return change.add(
            KeptProgramme(
                name_en=new.name_en,
                name_zh=new.name_zh,
                content_hash=new.content_hash,
                brief=new.brief,
                amends=new.amends,
                organisation=organisation,
            )
        )


def move(
    records: RecordStore, seen: KeptProgramme, how: str, *, by: str, why: str = ""
) -> KeptProgramme:
    """Put a draft to adoption, take it back to a draft, or decline it.

    Raises
    ------
    SealedError, ConflictError, InputError
        Where it is adopted or declined, somebody changed it first, or it can't move so from here.

    """
    with records.change(by=by, why=why or f"{how}s a programme") as change:
        return change.put(replace(seen, state=MOVES[how]))


def take_stance(
    records: RecordStore, programme: KeptProgramme, *, person: str, stance: str, note: str = ""
) -> Agreement:
    """Say where a person stands on a programme that is put to adoption; it may be said anew.

    Raises
    ------
    InputError
        Where the programme isn't put to adoption.

    """
    _refuse_unless_proposed(programme)
    with records.change(by=person, why=f"{stance} with a programme") as change:
        of = (Is("programme", programme.ref), Is("person", person))
        said = change.list(Agreement, *of)
        told = note or None
        if said:
            return change.put(replace(said[0], stance=stance, note=told))
        new = Agreement(programme=programme.ref, person=person, stance=stance, note=told)
        return change.add(new)


def add_comment(
    records: RecordStore,
    programme: KeptProgramme,
    *,
    author: str,
    text: str,
    site: str = "",
    answers: str | None = None,
) -> Comment:
    """Say something of a programme, or of one site in it.

    Raises
    ------
    InputError
        Where it answers a comment on another programme, or says nothing.

    """
    if not text.strip():
        raise InputError("a comment says something; write it, or leave it")
    with records.change(by=author, why="comments on a programme") as change:
        if answers is not None and change.one(Comment, answers).programme != programme.ref:
            raise InputError(f"comment {answers} is on another programme; answer one of this one")
        return change.add(
            Comment(
                programme=programme.ref,
                author=author,
                text=text.strip(),
                site=site,
                answers=answers,
            )
        )


def certificate_of(verdict: Mapping[str, Any]) -> Certificate:
    """What a recount proved of a programme."""
    return Certificate(
        holds=verdict["holds"],
        value=verdict["value"],
        bound=verdict["bound"],
        gap_certified=verdict["gap_certified"],
        software=software(),
    )


def adopt(
    records: RecordStore, seen: KeptProgramme, verdict: Mapping[str, Any], *, by: str, why: str = ""
) -> KeptProgramme:
    """Adopt a programme that is put to adoption: seal it with its certificate and who agreed.

    Raises
    ------
    InputError
        Where it isn't put to adoption, or the recount found something against its file.
    ConflictError
        Where somebody changed it since it was seen.

    """
    _refuse_unless_proposed(seen)
    if verdict["content_hash"] != seen.content_hash or not verdict["holds"]:
        count = sum(verdict["counts"].values())
        msg = f"programme {seen.ref} doesn't hold ({count} faults); see gengxin verify, amend it"
        raise InputError(msg)
    with records.change(by=by, why=why or "adopts a programme") as change:
        stances = change.list(Agreement, Is("programme", seen.ref), Is("stance", "agrees"))
        sealed = replace(
            seen,
            state="adopted",
            certificate=certificate_of(verdict),
            agreed_by=tuple(sorted(one.person for one in stances)),
        )
        return change.put(sealed)


def _refuse_unless_proposed(programme: KeptProgramme) -> None:
    if programme.state in {"adopted", "declined"}:
        raise SealedError(programme, programme.state)
    if programme.state != "proposed":
        msg = f"programme {programme.ref} is a draft; put it to adoption first"
        raise InputError(msg)
