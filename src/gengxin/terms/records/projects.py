"""Records of projects: what of an adopted programme is carried out together, and how it goes."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from gengxin.terms.records.codes import LANGUAGES, RENEWAL_MODES
from gengxin.terms.records.offer_codes import (
    ACHIEVED,
    FINANCE_SIDES,
    MILESTONE_KINDS,
    OFFER_ROLES,
    RISK_LEVELS,
    STAGE_MOVES,
)
from gengxin.terms.records.record import OneOf, Record, RefersTo, States

__all__ = [
    "Achievement",
    "Document",
    "Figure",
    "FinanceLine",
    "GatePassed",
    "Milestone",
    "PartyRole",
    "Project",
    "ProjectSheet",
    "Risk",
    "Why",
    "Work",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One site's option in a project, in its phase (from 1) of the programme."""

    site: str
    option: str
    phase: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """A reason why sites stand together in a project, in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of a project; ``value`` is ``None`` where it is unavailable.

    ``name`` has its unit at its end, ``basis`` is a code of ``terms.basis``, ``run`` the id of the
    run that computed it, or where a given one is written.
    """

    name: str
    value: float | None
    basis: str
    run: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceLine:
    """Money of one kind in one phase, where it comes from or what it is for."""

    side: Annotated[str, OneOf(FINANCE_SIDES)]
    kind: str
    phase: int
    amount: float
    basis: str
    run: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRole:
    """A party that has a role in a project."""

    party: str
    role: Annotated[str, OneOf(OFFER_ROLES)]
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """What could go wrong, how likely, how bad, and what is done about it."""

    what: str
    likelihood: Annotated[str, OneOf(RISK_LEVELS)]
    effect: Annotated[str, OneOf(RISK_LEVELS)]
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper of a project, by its address or the sha256 of an uploaded file."""

    title: str
    kind: str
    address: str = ""
    sha256: str = ""
    day: date | None = None
    public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePassed:
    """The gate into a stage was passed, by whom and on what ground."""

    stage: str
    on: date
    by: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Record):
    """Sites of an adopted programme that are carried out together.

    ``unit`` is the renewal unit (its ref in the district's ``areas``), ``why`` says what binds the
    sites. ``figures`` are the plan's forecasts. ``withheld`` names the blocks of its sheet that the
    public isn't shown.
    """

    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("programme", "code"),)
    sought: ClassVar[tuple[str, ...]] = ("stage", "unit")

    programme: Annotated[str, RefersTo("kept_programme")]
    code: str
    name_en: str
    name_zh: str
    unit: str = ""
    mode: Annotated[str, OneOf(RENEWAL_MODES)] = ""
    works: tuple[Work, ...] = ()
    why: tuple[Why, ...] = ()
    about_en: str = ""
    about_zh: str = ""
    lead_party: Annotated[str | None, RefersTo("party")] = None
    parties: tuple[PartyRole, ...] = ()
    figures: tuple[Figure, ...] = ()
    finance: tuple[FinanceLine, ...] = ()
    risks: tuple[Risk, ...] = ()
    documents: tuple[Document, ...] = ()
    gates: tuple[GatePassed, ...] = ()
    withheld: tuple[str, ...] = ()
    made_up: bool = False
    stage: Annotated[str, States("prepared", STAGE_MOVES)] = "prepared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(Record):
    """A point in a project's course; ``after`` are milestones that must be reached before it.

    ``site`` is empty for one of the whole project. A milestone that slips gets another
    ``forecast_on``; ``planned_on`` stays as the programme had it.
    """

    project: Annotated[str, RefersTo("project")]
    kind: Annotated[str, OneOf(MILESTONE_KINDS)]
    name_en: str
    name_zh: str
    planned_on: date
    forecast_on: date | None = None
    achieved_on: date | None = None
    after: tuple[str, ...] = ()
    site: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement(Record):
    """What of a measure was achieved until a day, counted from the start of the project."""

    project: Annotated[str, RefersTo("project")]
    measure: Annotated[str, OneOf(ACHIEVED)]
    until: date
    value: float
    basis: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSheet(Record):
    """A version of a project's sheet as it was printed; its file is known by ``content_hash``."""

    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("project", "number", "language"),)

    project: Annotated[str, RefersTo("project")]
    number: int
    language: Annotated[str, OneOf(LANGUAGES)]
    content_hash: str
    project_version: int
    withheld: tuple[str, ...] = ()
