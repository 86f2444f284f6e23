"""What is sent and told of projects over HTTP."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field

from gengxin.terms.records import Document, PartyRole, Risk
from gengxin.terms.records.offer_codes import SHEET_FIELDS, STAGES
from gengxin.web.plans import Body, Title, Word
from gengxin.workbench.projects.drafting import MOST_SITES

__all__ = [
    "DraftsAsked",
    "GateTold",
    "MoveSent",
    "ProjectEdit",
    "ProjectTold",
    "ProjectsAsked",
    "ProjectsTold",
    "PublishAsked",
    "Published",
    "Reached",
    "SlipAsked",
    "StageAsked",
]

MOST_DRAFTS, MOST_LISTED = 2_000, 200
RefSent = Annotated[str, Field(max_length=40)]
Text = Annotated[str, Field(max_length=20_000)]
Reason = Annotated[str, Field(max_length=1_000)]
Sites = Annotated[list[Word], Field(min_length=1, max_length=MOST_SITES)]


class DraftsAsked(Body):
    """Of which adopted programme."""

    programme: RefSent


class DraftSent(Body):
    """A project as the planner wants it; figures and milestones are computed anew."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    name_en: Title
    name_zh: Title
    sites: Sites
    about_en: Text = ""
    about_zh: Text = ""


class ProjectsAsked(DraftsAsked):
    """Which drafts to keep: those sent, or ``all`` that the rules propose."""

    drafts: Annotated[list[DraftSent], Field(max_length=MOST_DRAFTS)] | None = None
    all: bool = False


class MoveSent(Body):
    """Sites that go to another project (``to``: its ref), or to a new one of that name."""

    sites: Sites
    to: RefSent = ""
    name_en: Annotated[str, Field(max_length=250)] = ""
    name_zh: Annotated[str, Field(max_length=250)] = ""


class ProjectEdit(Body):
    """What a planner writes of a project, or the sites that leave it; what is left out stays."""

    name_en: Title | None = None
    name_zh: Title | None = None
    about_en: Text | None = None
    about_zh: Text | None = None
    unit: Word | None = None
    mode: Word | None = None
    lead_party: RefSent | None = None
    parties: Annotated[list[PartyRole], Field(max_length=MOST_LISTED)] | None = None
    risks: Annotated[list[Risk], Field(max_length=MOST_LISTED)] | None = None
    documents: Annotated[list[Document], Field(max_length=MOST_LISTED)] | None = None
    withheld: Annotated[list[Word], Field(max_length=len(SHEET_FIELDS))] | None = None
    move: MoveSent | None = None
    why: Reason = ""


class StageAsked(Body):
    """Into which stage, and on what ground."""

    stage: Annotated[str, Field(examples=list(STAGES)[:5], max_length=20)]
    ground: Annotated[str, Field(min_length=1, max_length=5_000)]


class SlipAsked(Body):
    """Another forecast of a milestone; with ``keep`` it is kept, else only told."""

    milestone: RefSent
    forecast_on: date
    why: Reason = ""
    keep: bool = False


class Reached(Body):
    """A milestone that was reached, and when."""

    milestone: RefSent
    on: date
    why: Reason = ""


class PublishAsked(Body):
    """Whether the public sees a project, and which blocks of its sheet are withheld."""

    public: bool
    withheld: Annotated[list[Word], Field(max_length=len(SHEET_FIELDS))] = Field(
        default_factory=list
    )


class GateTold(BaseModel):
    """A gate that the project stands before; ``may`` says whether whoever asks may pass it."""

    stage: str
    who: str
    open: bool
    missing: list[dict[str, str]]
    may: bool


class ProjectTold(BaseModel):
    """A project's record, its figures with their words, and the gates that it stands before."""

    project: dict[str, Any]
    figures: list[dict[str, Any]]
    gates: list[GateTold]


class ProjectsTold(BaseModel):
    """Projects that were kept or changed."""

    projects: list[dict[str, Any]]


class Published(ProjectsTold):
    """A project as it is shown now, with the newest version of its sheet in each language."""

    sheets: list[dict[str, Any]]
