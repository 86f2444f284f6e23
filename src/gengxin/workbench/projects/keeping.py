"""Keep project drafts as records, and edit what is kept: names, people, risks, which sites."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gengxin.offer.drafts import Planned
from gengxin.store.records import Change, RecordStore
from gengxin.terms import InputError
from gengxin.terms.offer import ProjectDraft
from gengxin.terms.records import Ended, Is, KeptProgramme, Project, TakenError, Why
from gengxin.terms.words import Words
from gengxin.workbench.projects.course_records import settle_milestones
from gengxin.workbench.projects.drafting import (
    DraftAsked,
    adopted_programme,
    asked_drafts,
    named_as,
    project_bundles,
    project_drafts,
    projects_of,
    refuse_strange_sites,
    sited,
)
from gengxin.workbench.projects.planned import planned_of

__all__ = ["EDITED", "Move", "change_project", "keep_projects", "move_sites", "show_project"]

# stages in which sites may still move from project to project
MOVABLE = ("prepared", "planned")
# what a planner writes of a project
EDITED = (
    *("name_en", "name_zh", "about_en", "about_zh", "unit", "mode", "lead_party", "parties"),
    *("risks", "documents", "withheld"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Sites that leave a project for another; with ``to`` empty for a new one of that name."""

    sites: tuple[str, ...]
    to: str = ""
    name_en: str = ""
    name_zh: str = ""


def keep_projects(
    records: RecordStore,
    folder: Path,
    programme: KeptProgramme,
    asked: Sequence[DraftAsked] | None,
    *,
    by: str,
    **fields: Any,  # noqa: ANN401 - of the record: made_up, organisation
) -> tuple[Project, ...]:
    """Keep drafts as projects with their milestones; ``None`` asks for all that the rules propose.

    Raises
    ------
    InputError
        Where a site isn't changed by the programme, stands in two drafts or in a project already.

    """
    planned = planned_of(folder, programme)
    if asked is None:
        made = project_drafts(records, folder, programme)
    else:
        proposed = project_bundles(records, planned, programme)
        made = asked_drafts(planned, asked, proposed=proposed)
    about = {one.code: one for one in asked or ()}
    with records.change(by=by, why="keeps projects of a programme") as change:
        there = projects_of(change, programme.ref)
        _refuse_taken(there, made)
        kept = tuple(
            change.add(
                Project(
                    programme=programme.ref,
                    code=one.code,
                    about_en=about[one.code].about_en if about else "",
                    about_zh=about[one.code].about_zh if about else "",
                    **_drafted(one),
                    **fields,
                )
            )
            for one in made
        )
        settle_milestones(change, planned, [*there, *kept])
    return kept


def change_project(
    records: RecordStore, seen: Project, fields: Mapping[str, Any], *, by: str, why: str = ""
) -> Project:
    """Keep what a planner writes of a project; ``seen`` is the version that was changed.

    Raises
    ------
    ConflictError, SealedError, InputError
        Where somebody changed it first, it is completed or cancelled, or a field isn't one of
        ``EDITED``.

    """
    strange = sorted(set(fields) - set(EDITED))
    if strange:
        msg = f"{', '.join(strange)} can't be edited; there are: {', '.join(EDITED)}"
        raise InputError(msg)
    with records.change(by=by, why=why or "edits a project") as change:
        return change.put(replace(seen, **fields))


def show_project(
    records: RecordStore, seen: Project, *, public: bool, withheld: tuple[str, ...], by: str
) -> Project:
    """Show a project to the public, without what is withheld, or to the office alone.

    Raises
    ------
    StateError
        Where its programme isn't adopted.
    ConflictError, SealedError
        Where somebody changed it first, or it is completed or cancelled.

    """
    if public:
        adopted_programme(records, seen.programme)
    to = "public" if public else "restricted"
    with records.change(by=by, why=f"makes a project {to}") as change:
        return change.put(replace(seen, visibility=to, withheld=withheld))


def move_sites(
    records: RecordStore,
    folder: Path,
    programme: KeptProgramme,
    seen: Project,
    move: Move,
    *,
    by: str,
) -> tuple[Project, ...]:
    """Move sites from a project to another, or to a new one; both come back, figures anew.

    A project that all sites leave is merged into the other, and ends.

    Raises
    ------
    InputError
        Where a site isn't in the project, or one of the two is past the stages of planning.
    ConflictError
        Where somebody changed the project first.

    """
    planned = planned_of(folder, programme)
    refuse_strange_sites(planned, move.sites)
    with records.change(by=by, why="moves sites between projects") as change:
        there = {one.ref: one for one in projects_of(change, programme.ref)}
        left = _without(planned, seen, move)
        target = _target(change, planned, list(there.values()), seen, move)
        source = change.put(left)
        if not source.works:
            source = change.end(source)
        there |= {source.ref: source, target.ref: target}
        going = [source] if not source.works else []
        staying = [one for one in there.values() if one not in going]
        settle_milestones(change, planned, staying, gone=going)
    return source, target


def _without(planned: Planned, seen: Project, move: Move) -> Project:
    """The project without the sites that leave it."""
    own = [work.site for work in seen.works]
    strange = sorted(set(move.sites) - set(own))
    if strange or not move.sites:
        msg = (
            f"sites are {', '.join(strange) or 'none'}, must be some of project {seen.code}: "
            f"{', '.join(own)}"
        )
        raise InputError(msg)
    _refuse_late(seen)
    return _with_sites(planned, seen, [site for site in own if site not in move.sites], _left(move))


def _target(
    change: Change, planned: Planned, there: Sequence[Project], seen: Project, move: Move
) -> Project:
    """The project that receives the sites, kept."""
    if move.to == seen.ref:
        raise InputError(f"to is project {seen.code} itself; name another, or none for a new one")
    if move.to:
        found = [one for one in there if one.ref == move.to]
        if not found:
            msg = f"to is {move.to!r}, must be a project of the same programme"
            raise InputError(msg)
        _refuse_late(found[0])
        own = [work.site for work in found[0].works]
        came = Why(
            en=f"{', '.join(move.sites)} moved here by a planner",
            zh=f"{'、'.join(move.sites)}由规划人员划入",
        )
        return change.put(_with_sites(planned, found[0], [*own, *move.sites], came))
    code = _next_code(change, seen.programme)
    name = Words(move.name_en or f"{seen.name_en}, {code}", move.name_zh or f"{seen.name_zh}{code}")
    parted = Why(en=f"parted from {seen.code} by a planner", zh=f"由规划人员自{seen.code}中划出")
    named = named_as(planned, move.sites, code=code, name=name, why=(parted,))
    draft = sited(planned, move.sites, named)
    return change.add(
        Project(
            programme=seen.programme,
            code=code,
            organisation=seen.organisation,
            made_up=seen.made_up,
            **_drafted(draft),
        )
    )


def _with_sites(planned: Planned, seen: Project, sites: Sequence[str], why: Why) -> Project:
    """A project with other sites: its figures, finance, unit and mode anew."""
    if not sites:
        return replace(seen, works=(), figures=(), finance=(), why=(*seen.why, why))
    name = Words(seen.name_en, seen.name_zh)
    named = named_as(planned, sites, code=seen.code, name=name, why=(*seen.why, why))
    draft = sited(planned, sites, named)
    return replace(seen, **_drafted(draft))


def _drafted(draft: ProjectDraft) -> dict[str, Any]:
    """What a project's record has of its draft."""
    return {
        "name_en": draft.name.en,
        "name_zh": draft.name.zh,
        "unit": draft.unit,
        "mode": draft.mode,
        "works": draft.works,
        "why": draft.why,
        "figures": draft.figures,
        "finance": draft.finance,
    }


def _left(move: Move) -> Why:
    return Why(
        en=f"{', '.join(move.sites)} moved away by a planner",
        zh=f"{'、'.join(move.sites)}由规划人员划出",
    )


def _next_code(change: Change, programme: str) -> str:
    """A code that no project of the programme has or had."""
    codes = {one.code for one in change.list(Project, Is("programme", programme), Ended())}
    number = 1
    while f"P{number:03d}" in codes:
        number += 1
    return f"P{number:03d}"


def _refuse_late(project: Project) -> None:
    if project.stage not in MOVABLE:
        msg = (
            f"project {project.code} is {project.stage}: sites move only while it is "
            f"{' or '.join(MOVABLE)}; take it back first"
        )
        raise InputError(msg)


def _refuse_taken(there: Sequence[Project], made: Sequence[ProjectDraft]) -> None:
    """Refuse sites that a project has already."""
    holder = {work.site: one.code for one in there for work in one.works}
    taken = sorted({site for one in made for site in one.sites if site in holder})
    if taken:
        told = "\n- ".join(f"{site} is in project {holder[site]}" for site in taken)
        raise TakenError(f"sites are in a project already; move them from there:\n- {told}")
