"""Projects: drafted from an adopted programme, kept, edited, passed on by stages, followed."""

from functools import partial
from typing import Annotated, Any

from fastapi import Path, Response

from gengxin.terms import InputError
from gengxin.terms.records import GatePassed, KeptProgramme, Milestone, Project, ProjectSheet
from gengxin.terms.records.codes import RENEWAL_MODES
from gengxin.terms.records.offer_codes import SHEET_FIELDS
from gengxin.web.plans import IfMatch, version_of
from gengxin.web.problem import Problem
from gengxin.web.project_shapes import (
    DraftsAsked,
    GateTold,
    MoveSent,
    ProjectEdit,
    ProjectsAsked,
    ProjectsTold,
    ProjectTold,
    PublishAsked,
    Published,
    Reached,
    SlipAsked,
    StageAsked,
)
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.workbench.catalogue.sheets import keep_sheets
from gengxin.workbench.people import passes, permitted
from gengxin.workbench.projects import drafting, following, keeping, stages, told
from gengxin.workbench.records import shown

__all__ = ["ROUTES"]

AT = "/api/projects/{ref}"
Ref = Annotated[str, Path(max_length=40)]


def drafts(visit: Here, body: DraftsAsked) -> list[dict[str, Any]]:
    """Bundle what no project has yet; nothing is kept."""
    records = visit.served.records
    programme = drafting.adopted_programme(records, body.programme)
    found = drafting.project_drafts(records, visit.served.folder.path, programme)
    return [told.draft_document(one) for one in found]


def kept(visit: Here, body: ProjectsAsked) -> ProjectsTold:
    """Keep drafts as projects with their milestones."""
    if body.all == (body.drafts is not None):
        raise InputError("drafts and all both say what is kept, or neither does; give one")
    records = visit.served.records
    programme = drafting.adopted_programme(records, body.programme)
    organisation = visit.actor.organisation
    visit.refuse_strange(
        Project(programme=programme.ref, code="", name_en="", name_zh="", organisation=organisation)
    )
    asked = None
    if body.drafts is not None:
        asked = [
            drafting.DraftAsked(**{**one.model_dump(), "sites": tuple(one.sites)})
            for one in body.drafts
        ]
    made = keeping.keep_projects(
        records,
        visit.served.folder.path,
        programme,
        asked,
        by=visit.person,
        organisation=organisation,
    )
    return ProjectsTold(projects=[shown(one, visit.actor) for one in made])


def one(visit: Here, ref: Ref, response: Response) -> ProjectTold:
    """One project, with the gates that it stands before."""
    project = _one(visit, ref)
    response.headers["ETag"] = f'"{project.version}"'
    return _told(visit, project)


def edited(
    visit: Here, ref: Ref, body: ProjectEdit, response: Response, if_match: IfMatch = None
) -> ProjectsTold:
    """Edit a project, or move sites from it: split it, merge it."""
    seen = version_of(_one(visit, ref), if_match)
    sent = {name: getattr(body, name) for name in body.model_fields_set - {"move", "why"}}
    if body.move is not None:
        if sent:
            raise InputError("move stands alone: edit the other fields in a request of their own")
        return _moved(visit, seen, body.move)
    fields = {
        name: tuple(value) if isinstance(value, list) else value for name, value in sent.items()
    }
    _refuse_empty(fields)
    _refuse_unknown(fields)
    new = keeping.change_project(visit.served.records, seen, fields, by=visit.person, why=body.why)
    response.headers["ETag"] = f'"{new.version}"'
    return ProjectsTold(projects=[shown(new, visit.actor)])


def passed(
    visit: Here, ref: Ref, body: StageAsked, response: Response, if_match: IfMatch = None
) -> ProjectTold:
    """Pass a gate, or be told all that is missing."""
    seen = version_of(_one(visit, ref), if_match)
    records, folder = visit.served.records, visit.served.folder.path
    gate = stages.gate_into(records, folder, seen, body.stage)
    if not _may(visit, seen, gate.who):
        raise Problem(403, f"a coordinator passes projects into {body.stage}; ask one")
    passed = GatePassed(
        stage=body.stage, on=visit.served.now().date(), by=visit.person, ground=body.ground
    )
    try:
        project = stages.pass_gate(records, folder, seen, passed)
    except stages.GateShutError as error:
        missing = [one._asdict() for one in error.answer.missing]
        raise Problem(409, str(error), fields={"missing": missing}) from error
    response.headers["ETag"] = f'"{project.version}"'
    return _told(visit, project)


def board(visit: Here) -> dict[str, Any]:
    """Projects by stage."""
    day = visit.served.now().date()
    return told.board_document(visit.served.records, visit.allowed, day=day)


def course(visit: Here, ref: Ref) -> dict[str, Any]:
    """A project's course: planned, forecast, achieved."""
    project = visit.served.records.one(Project, ref)
    day = visit.served.now().date()
    found = following.course_of(visit.served.records, visit.served.folder.path, project, day=day)
    return told.course_document(found)


def slipped(visit: Here, ref: Ref, body: SlipAsked) -> dict[str, Any]:
    """What another forecast does and whom it hurts; kept where asked."""
    project = _one(visit, ref)
    records, folder = visit.served.records, visit.served.folder.path
    slip = following.Slip(milestone=body.milestone, forecast_on=body.forecast_on, why=body.why)
    if body.keep:
        answer, known = following.keep_slip(records, folder, project, slip, by=visit.person)
    else:
        answer, known = following.try_slip(records, folder, project, slip)
    return {**told.slip_document(answer, known), "kept": body.keep}


def reached(visit: Here, ref: Ref, body: Reached) -> dict[str, Any]:
    """Note that a milestone was reached; refused before what it waits for."""
    project = _one(visit, ref)
    new: Milestone = following.reach(
        visit.served.records, project, body.milestone, body.on, by=visit.person, why=body.why
    )
    return shown(new, visit.actor)


def published(
    visit: Here, ref: Ref, body: PublishAsked, response: Response, if_match: IfMatch = None
) -> Published:
    """Show a project and its newest sheets to the public, or to the office alone."""
    seen = version_of(_one(visit, ref), if_match)
    withheld = tuple(body.withheld)
    _refuse_unknown({"withheld": withheld})
    records = visit.served.records
    project = keeping.show_project(
        records, seen, public=body.public, withheld=withheld, by=visit.person
    )
    sheets: tuple[ProjectSheet, ...] = ()
    if body.public:
        sheets = keep_sheets(records, visit.served.folder.path, project, by=visit.person)
    response.headers["ETag"] = f'"{project.version}"'
    return Published(
        projects=[shown(project, visit.actor)],
        sheets=[shown(one, visit.actor) for one in sheets],
    )


def _one(visit: Visit, ref: str) -> Project:
    """The project, where the caller may do this to it."""
    project = visit.served.records.one(Project, ref)
    visit.refuse_strange(project)
    return project


def _moved(visit: Visit, seen: Project, move: MoveSent) -> ProjectsTold:
    records = visit.served.records
    if move.to:
        visit.refuse_strange(records.one(Project, move.to))
    both = keeping.move_sites(
        records,
        visit.served.folder.path,
        records.one(KeptProgramme, seen.programme),
        seen,
        keeping.Move(**{**move.model_dump(), "sites": tuple(move.sites)}),
        by=visit.person,
    )
    return ProjectsTold(projects=[shown(one, visit.actor) for one in both])


def _told(visit: Visit, project: Project) -> ProjectTold:
    # the public isn't told what the office still has to bring
    office = permitted(visit.actor, "read", "project") == ()
    records, folder = visit.served.records, visit.served.folder.path
    gates = stages.open_gates(records, folder, project) if office else ()
    seen = told.seen_by(project, office=office)
    return ProjectTold(
        project=shown(project, visit.actor),
        figures=told.figure_documents(seen.figures),
        gates=[
            GateTold(**told.gate_document(one), may=_may(visit, project, one.who)) for one in gates
        ],
    )


def _may(visit: Visit, project: Project, action: str) -> bool:
    """Whether whoever asks may do this to the project."""
    allowed = permitted(visit.actor, action, "project")
    return allowed is not None and passes(project, allowed)


def _refuse_empty(fields: dict[str, Any]) -> None:
    """Refuse fields that were sent as null, where only a lead party may be nobody."""
    empty = sorted(name for name, value in fields.items() if value is None)
    if empty and empty != ["lead_party"]:
        raise InputError(f"{', '.join(empty)} is null; leave it out, or say what it is")


def _refuse_unknown(fields: dict[str, Any]) -> None:
    """Refuse codes that there are none of."""
    unknown = sorted(set(fields.get("withheld", ())) - set(SHEET_FIELDS))
    if unknown:
        told_ = ", ".join(SHEET_FIELDS)
        raise InputError(f"withheld is {', '.join(unknown)}, must be among {told_}")
    if fields.get("mode", "") not in RENEWAL_MODES:
        raise InputError(f"mode is {fields['mode']!r}, must be among {', '.join(RENEWAL_MODES)}")


_ADD, _CHANGE = Need("add", "project"), Need("change", "project")
_READ, _FOLLOW = Need("read", "project"), Need("read", "milestone")
_Any = dict[str, Any]
_route = partial(Route, tag="projects")
_change = partial(Route, tag="projects", needs=_CHANGE, faults=(404, 409, 412, 428))

ROUTES = (
    _route(
        method="POST",
        path="/api/projects/drafts",
        name="project_drafts",
        endpoint=drafts,
        needs=_ADD,
        summary="Bundle an adopted programme into project drafts",
        answer=list[_Any],
        faults=(404, 409),
        streams=True,
    ),
    _route(
        method="POST",
        path="/api/projects",
        name="keep_projects",
        endpoint=kept,
        needs=_ADD,
        summary="Keep project drafts",
        answer=ProjectsTold,
        status=201,
        faults=(404, 409),
        streams=True,
    ),
    _route(
        method="GET",
        path="/api/projects/board",
        name="project_board",
        endpoint=board,
        needs=_READ,
        summary="Projects by stage",
        answer=_Any,
    ),
    _route(
        method="GET",
        path=AT,
        name="project",
        endpoint=one,
        needs=_READ,
        summary="A project, and the gates before it",
        answer=ProjectTold,
        faults=(404,),
    ),
    _change(
        method="PATCH",
        path=AT,
        name="edit_project",
        endpoint=edited,
        summary="Edit a project, or move sites from it",
        answer=ProjectsTold,
    ),
    _change(
        method="POST",
        path=f"{AT}/stage",
        name="pass_project",
        endpoint=passed,
        summary="Pass a gate into a stage",
        answer=ProjectTold,
    ),
    _route(
        method="GET",
        path=f"{AT}/course",
        name="project_course",
        endpoint=course,
        needs=_FOLLOW,
        summary="A project's course: planned against achieved",
        answer=_Any,
        faults=(404,),
    ),
    _change(
        method="POST",
        path=f"{AT}/slip",
        name="slip_project",
        endpoint=slipped,
        summary="What a slip does, and whom it hurts",
        answer=_Any,
    ),
    _change(
        method="POST",
        path=f"{AT}/reach",
        name="reach_milestone",
        endpoint=reached,
        summary="Note that a milestone was reached",
        answer=_Any,
    ),
    _route(
        method="POST",
        path=f"{AT}/publish",
        name="publish_project",
        endpoint=published,
        needs=Need("publish", "project"),
        summary="Show a project to the public, or to the office alone",
        answer=Published,
        faults=(404, 409, 412, 428),
        streams=True,
    ),
)
