"""Follow projects: their course, what a slip does before it is kept, milestones reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from gengxin.review.achieved import course_measures, late_days
from gengxin.review.slips import due_on, expected_on, slipped
from gengxin.store.records import Change, Reading, RecordStore
from gengxin.terms import InputError
from gengxin.terms.offer import CourseMeasure, SiteWorks, SlipAnswer
from gengxin.terms.records import (
    Achievement,
    Is,
    KeptProgramme,
    Milestone,
    Project,
    RecordAbsentError,
)
from gengxin.workbench.projects.course_records import milestones_of
from gengxin.workbench.projects.drafting import projects_of
from gengxin.workbench.projects.planned import planned_of

__all__ = ["Course", "Slip", "course_of", "keep_slip", "reach", "try_slip"]

# a slip beyond is a slip of the pen
FIRST_YEAR, LAST_YEAR = 1990, 2200


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """Another forecast of a milestone, and why."""

    milestone: str
    forecast_on: date
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A project's course: its milestones, those of other projects that they wait for, and more.

    ``expected`` and ``due`` are by ref; ``early`` are milestones reached before what they were to
    wait for.
    """

    project: Project
    milestones: tuple[Milestone, ...]
    others: Mapping[str, Milestone]
    codes: Mapping[str, str]
    expected: Mapping[str, date]
    due: Mapping[str, date]
    measures: tuple[CourseMeasure, ...]
    early: tuple[str, ...]
    late_days: int | None


def course_of(records: RecordStore, folder: Path, project: Project, *, day: date) -> Course:
    """The course of a project until a day, planned against achieved."""
    with records.reading() as reading:
        programme = reading.one(KeptProgramme, project.programme)
        every = projects_of(reading, project.programme)
        listed = milestones_of(reading, every if project in every else [*every, project])
        achievements = reading.list(Achievement, Is("project", project.ref))
    works = planned_of(folder, programme).works
    expected, due = expected_on(listed, today=day), due_on(listed)
    known = {one.ref: one for one in listed}
    own = tuple(one for one in listed if one.project == project.ref)
    waits = {ref for one in own for ref in one.after if ref in known}
    return Course(
        project=project,
        milestones=tuple(sorted(own, key=lambda one: (expected[one.ref], one.ref))),
        others={ref: known[ref] for ref in waits if known[ref].project != project.ref},
        codes={one.ref: one.code for one in every},
        expected=expected,
        due=due,
        measures=course_measures(
            [works[work.site] for work in project.works],
            own,
            achievements,
            expected=expected,
            day=day,
        ),
        early=tuple(one.ref for one in own if _early(one, known)),
        late_days=late_days(own, expected, due),
    )


def try_slip(
    records: RecordStore, folder: Path, project: Project, slip: Slip
) -> tuple[SlipAnswer, dict[str, Milestone]]:
    """What another forecast of a milestone does, and the milestones it speaks of; nothing is kept.

    Raises
    ------
    InputError
        Where the milestone was reached, or would come before one that it waits for.
    RecordAbsentError
        Where the project has none such.

    """
    with records.reading() as reading:
        programme = reading.one(KeptProgramme, project.programme)
        works = planned_of(folder, programme).works
        return _slip(reading, works, project, slip)


def keep_slip(
    records: RecordStore, folder: Path, project: Project, slip: Slip, *, by: str
) -> tuple[SlipAnswer, dict[str, Milestone]]:
    """Keep a slip: every milestone that it pushes gets its new forecast; what it did.

    Raises
    ------
    InputError
        As for ``try_slip``, or where no reason is given.

    """
    if not slip.why.strip():
        raise InputError("why is empty; say why the milestone slips, so that people know")
    programme = records.one(KeptProgramme, project.programme)
    works = planned_of(folder, programme).works
    with records.change(by=by, why=slip.why.strip()) as change:
        answer, known = _slip(change, works, project, slip)
        for push in answer.pushes:
            new = replace(known[push.milestone], forecast_on=push.after_on)
            known[push.milestone] = change.put(new)
    return answer, known


def reach(
    records: RecordStore, project: Project, milestone: str, on: date, *, by: str, why: str = ""
) -> Milestone:
    """Note that a milestone was reached.

    Raises
    ------
    InputError
        Where one that it waits for wasn't: nobody moves before the new home is ready.

    """
    with records.change(by=by, why=why or "notes that a milestone was reached") as change:
        one = _own(change, project, milestone)
        waits = [change.one(Milestone, ref) for ref in one.after]
        open_ = [
            wait
            for wait in waits
            if wait.ended_at is None and (wait.achieved_on is None or wait.achieved_on > on)
        ]
        if open_:
            told = "\n- ".join(f"{wait.name_en} ({wait.ref})" for wait in open_)
            raise InputError(f"{one.name_en} on {on} comes before what it waits for:\n- {told}")
        return change.put(replace(one, achieved_on=on))


def _slip(
    reading: Reading, works: Mapping[str, SiteWorks], project: Project, slip: Slip
) -> tuple[SlipAnswer, dict[str, Milestone]]:
    _own(reading, project, slip.milestone)
    if not FIRST_YEAR <= slip.forecast_on.year <= LAST_YEAR:
        msg = (
            f"forecast_on is {slip.forecast_on}, must lie in the years {FIRST_YEAR} to {LAST_YEAR}"
        )
        raise InputError(msg)
    listed = milestones_of(reading, projects_of(reading, project.programme))
    if slip.milestone not in {one.ref for one in listed}:
        raise InputError(f"project {project.code} is {project.stage}: its milestones slip no more")
    answer = slipped(listed, slip.milestone, slip.forecast_on, works)
    return answer, {one.ref: one for one in listed}


def _own(reading: Reading | Change, project: Project, ref: str) -> Milestone:
    """The milestone, which must be the project's."""
    one = reading.one(Milestone, ref)
    if one.project != project.ref:
        raise RecordAbsentError("milestone", ref)
    return one


def _early(one: Milestone, known: Mapping[str, Milestone]) -> bool:
    if one.achieved_on is None:
        return False
    waits: Sequence[Milestone] = [known[ref] for ref in one.after if ref in known]
    return any(w.achieved_on is None or w.achieved_on > one.achieved_on for w in waits)
