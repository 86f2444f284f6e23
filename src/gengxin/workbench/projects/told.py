"""Projects as pages and programs read them: drafts, gates, courses, slips, the board."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from gengxin.offer.withheld import as_public
from gengxin.review.achieved import late_days
from gengxin.review.slips import due_on, expected_on
from gengxin.store.records import RecordStore
from gengxin.terms.figures import FIGURES
from gengxin.terms.offer import HURTS, GateAnswer, ProjectDraft, SlipAnswer
from gengxin.terms.records import Achievement, AnyOf, Figure, Filter, Milestone, Project
from gengxin.terms.records.offer_codes import ACHIEVED, STAGES
from gengxin.terms.words import Words
from gengxin.workbench.projects.course_records import milestones_of
from gengxin.workbench.projects.following import Course

__all__ = [
    "board_document",
    "course_document",
    "draft_document",
    "figure_documents",
    "gate_document",
    "seen_by",
    "slip_document",
]

CARD_AMOUNTS = ("spent_amount", "received_amount")


def draft_document(draft: ProjectDraft) -> dict[str, Any]:
    """A draft, whole."""
    return {
        "code": draft.code,
        "name_en": draft.name.en,
        "name_zh": draft.name.zh,
        "unit": draft.unit,
        "mode": draft.mode,
        "works": [asdict(one) for one in draft.works],
        "why": [asdict(one) for one in draft.why],
        "figures": figure_documents(draft.figures),
        "finance": [asdict(one) for one in draft.finance],
        "milestones": [
            {
                "key": one.key,
                "kind": one.kind,
                "name_en": one.name.en,
                "name_zh": one.name.zh,
                "site": one.site,
                "planned_on": one.planned_on.isoformat(),
                "after": list(one.after),
                "note": one.note,
            }
            for one in draft.milestones
        ],
    }


def figure_documents(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """Figures with their words and units; ``value`` is ``None`` where unavailable."""
    found = []
    for one in figures:
        kind = FIGURES.get(one.name)
        words = kind.words if kind else Words(one.name, one.name)
        unit = kind.unit if kind else ""
        found.append({**asdict(one), "en": words.en, "zh": words.zh, "unit": unit})
    return found


def gate_document(answer: GateAnswer) -> dict[str, Any]:
    """A gate: into which stage, whether it is open, what is missing, who may pass it."""
    return {
        "stage": answer.stage,
        "who": answer.who,
        "open": not answer.missing,
        "missing": [one._asdict() for one in answer.missing],
    }


def course_document(course: Course) -> dict[str, Any]:
    """A project's course."""
    early = set(course.early)
    return {
        "project": course.project.ref,
        "code": course.project.code,
        "stage": course.project.stage,
        "late_days": course.late_days,
        "milestones": [
            {**_milestone(one, course.expected, course.due), "early": one.ref in early}
            for one in course.milestones
        ],
        "others": [
            {
                **_milestone(one, course.expected, course.due),
                "code": course.codes.get(one.project, ""),
            }
            for one in sorted(course.others.values(), key=lambda one: one.ref)
        ],
        "measures": [
            {
                **asdict(one),
                "until": _day(one.until),
                "en": ACHIEVED[one.measure][0],
                "zh": ACHIEVED[one.measure][1],
            }
            for one in course.measures
        ],
    }


def slip_document(answer: SlipAnswer, known: Mapping[str, Milestone]) -> dict[str, Any]:
    """What a slip does: milestones pushed, and whom it hurts."""
    return {
        "milestone": answer.milestone,
        "pushes": [
            {
                "milestone": one.milestone,
                "project": known[one.milestone].project,
                "kind": known[one.milestone].kind,
                "site": known[one.milestone].site,
                "name_en": known[one.milestone].name_en,
                "name_zh": known[one.milestone].name_zh,
                "before_on": one.before_on.isoformat(),
                "after_on": one.after_on.isoformat(),
                "days_count": one.days_count,
            }
            for one in answer.pushes
        ],
        "hurts": [
            {
                **asdict(one),
                "from_on": one.from_on.isoformat(),
                "until_on": one.until_on.isoformat(),
                **HURTS[one.how]._asdict(),
            }
            for one in answer.hurts
        ],
        "early": list(answer.early),
    }


def seen_by(project: Project, *, office: bool) -> Project:
    """The project as the office sees it, or as the public does."""
    return project if office else as_public(project)


def board_document(
    records: RecordStore, allowed: Sequence[Filter] = (), *, day: date
) -> dict[str, Any]:
    """Projects by stage, each a card; ``allowed`` are the filters of whoever asks.

    Who may see some alone sees of them what the public does, and nothing that was achieved.
    """
    with records.reading() as reading:
        projects = reading.list(Project, *allowed)
        if allowed:
            projects = tuple(seen_by(one, office=False) for one in projects)
        listed = milestones_of(reading, projects)
        refs = tuple(one.ref for one in projects)
        said = reading.list(Achievement, AnyOf("project", refs)) if refs and not allowed else ()
    days = expected_on(listed, today=day), due_on(listed)
    own: dict[str, list[Milestone]] = {}
    for one in listed:
        own.setdefault(one.project, []).append(one)
    achieved = {
        (one.project, one.measure): one.value for one in sorted(said, key=lambda one: one.until)
    }
    cards: dict[str, list[dict[str, Any]]] = {stage: [] for stage in STAGES}
    for project in sorted(projects, key=lambda one: (one.programme, one.code)):
        card = _card(project, own.get(project.ref, []), days, achieved)
        cards[project.stage].append(card)
    return {
        "columns": [
            {"stage": stage, "en": en, "zh": zh, "cards": cards[stage]}
            for stage, (en, zh) in STAGES.items()
        ]
    }


def _card(
    project: Project,
    milestones: Sequence[Milestone],
    days: tuple[Mapping[str, date], Mapping[str, date]],
    achieved: Mapping[tuple[str, str], float],
) -> dict[str, Any]:
    expected, due = days
    values = {one.name: one.value for one in project.figures}
    works = [one for one in milestones if one.kind in {"works_start", "works_end"}]
    ahead = sorted(
        (one for one in milestones if one.achieved_on is None),
        key=lambda one: (expected[one.ref], one.ref),
    )
    return {
        "ref": project.ref,
        "version": project.version,
        "code": project.code,
        "name_en": project.name_en,
        "name_zh": project.name_zh,
        "unit": project.unit,
        "mode": project.mode,
        "made_up": project.made_up,
        "visibility": project.visibility,
        "sites": [one.site for one in project.works],
        "starts_on": _day(min((expected[one.ref] for one in works), default=None)),
        "ends_on": _day(max((expected[one.ref] for one in works), default=None)),
        **{
            name: {"planned": values.get(name), "achieved": achieved.get((project.ref, name))}
            for name in CARD_AMOUNTS
        },
        "late_days": late_days(milestones, expected, due),
        "start_passed": any(one.kind == "works_start" and _had_passed(one) for one in works),
        "next_milestone": _milestone(ahead[0], expected, due) if ahead else None,
    }


def _had_passed(one: Milestone) -> bool:
    """Whether the day planned for a milestone had passed when it was kept."""
    return one.entered_at is not None and one.planned_on < one.entered_at.date()


def _milestone(
    one: Milestone, expected: Mapping[str, date], due: Mapping[str, date]
) -> dict[str, Any]:
    on = expected[one.ref]
    return {
        "ref": one.ref,
        "version": one.version,
        "project": one.project,
        "kind": one.kind,
        "site": one.site,
        "name_en": one.name_en,
        "name_zh": one.name_zh,
        "planned_on": one.planned_on.isoformat(),
        "forecast_on": _day(one.forecast_on),
        "achieved_on": _day(one.achieved_on),
        "expected_on": on.isoformat(),
        "late_days": (on - due[one.ref]).days,
        "after": list(one.after),
        "note": one.note,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
