"""Records of choices: edits of options, consent, briefs, programmes, what people say of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Annotated, ClassVar

from gengxin.terms.brief import Brief
from gengxin.terms.codes import CONSENT_STATES, FIXINGS
from gengxin.terms.records.codes import PROGRAMME_MOVES, STANCES
from gengxin.terms.records.record import OneOf, Personal, Record, RefersTo, States

__all__ = [
    "Agreement",
    "Certificate",
    "Comment",
    "ConsentRound",
    "KeptBrief",
    "KeptProgramme",
    "OptionEdit",
    "Publication",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionEdit(Record):
    """What a planner lays down of one option: a row of ``OPTION_EDITS``.

    ``option`` is empty for one that the planner adds; ``numbers`` has the columns of
    ``EDITED_NUMBERS`` that are laid down, and no others.
    """

    sought: ClassVar[tuple[str, ...]] = ("site",)

    site: str
    option: str = ""
    action: str = ""
    variant: str = ""
    name_en: str = ""
    name_zh: str = ""
    fixing: Annotated[str, OneOf(FIXINGS)] = "free"
    withdraw: bool = False
    numbers: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRound(Record):
    """Whether those who live on a site were asked, and how many agreed.

    Round 1 asks whether, round 2 on what terms. ``agreed_share`` of the ``households_asked_count``
    is ``None`` until they were asked.
    """

    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("site", "round"),)

    site: str
    round: int = 1
    state: Annotated[str, OneOf(CONSENT_STATES)] = "not_asked"
    agreed_share: float | None = None
    households_asked_count: int | None = None
    asked_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBrief(Record):
    """A brief that planners work on; its versions are the versions of the record."""

    name_en: str
    name_zh: str
    brief: Brief


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is proven of a programme, as ``verify`` found it.

    ``gap_certified`` is ``None`` where the value isn't above 0; ``software`` did the recount.
    """

    holds: bool
    value: float
    bound: float
    gap_certified: float | None
    software: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptProgramme(Record):
    """A programme that people deliberate; its file is known by ``content_hash``.

    An amendment is an edited copy that says by ``amends`` of which. Adopted, it is sealed with its
    certificate and the people who agreed.
    """

    sought: ClassVar[tuple[str, ...]] = ("content_hash",)

    name_en: str
    name_zh: str
    content_hash: str
    brief: Annotated[str | None, RefersTo("kept_brief")] = None
    amends: Annotated[str | None, RefersTo("kept_programme")] = None
    state: Annotated[str, States("draft", PROGRAMME_MOVES)] = "draft"
    certificate: Certificate | None = None
    agreed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Record):
    """Where a person stands on a programme that is put to adoption."""

    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("programme", "person"),)

    programme: Annotated[str, RefersTo("kept_programme")]
    person: Annotated[str, RefersTo("person")]
    stance: Annotated[str, OneOf(STANCES)]
    note: Annotated[str | None, Personal("person")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Record):
    """What a person says of a programme, or of one site in it; ``answers`` another comment."""

    programme: Annotated[str, RefersTo("kept_programme")]
    author: Annotated[str, RefersTo("person")]
    text: Annotated[str | None, Personal("author")]
    site: str = ""
    answers: Annotated[str | None, RefersTo("comment")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(Record):
    """What the public may see: a programme, a layer's version or a run, until it is ended."""

    title_en: str
    title_zh: str
    content_hash: str
    programme: Annotated[str | None, RefersTo("kept_programme")] = None
    layer_version: Annotated[str | None, RefersTo("layer_version")] = None
    run: str = ""
