"""Project drafts of an adopted programme: proposed by the rules, or put together by a planner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gengxin.offer.drafts import Named, Planned, bundled, drafts_of
from gengxin.store.records import Reading, RecordStore
from gengxin.terms import InputError
from gengxin.terms.offer import ProjectDraft
from gengxin.terms.records import Is, KeptProgramme, Project, StateError, Why
from gengxin.terms.words import Words
from gengxin.workbench.projects.planned import planned_of

__all__ = [
    "DraftAsked",
    "adopted_programme",
    "asked_drafts",
    "named_as",
    "project_bundles",
    "project_drafts",
    "projects_of",
    "refuse_strange_sites",
    "sited",
]

BY_PLANNER = Why(en="put together by a planner", zh="由规划人员划定")
MOST_SITES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAsked:
    """A project as a planner wants it: its code, its names, its sites."""

    code: str
    name_en: str
    name_zh: str
    sites: tuple[str, ...]
    about_en: str = ""
    about_zh: str = ""


def adopted_programme(records: RecordStore, ref: str) -> KeptProgramme:
    """The programme, which must be adopted.

    Raises
    ------
    StateError
        Where it isn't.

    """
    programme = records.one(KeptProgramme, ref)
    if programme.state != "adopted":
        msg = (
            f"programme {ref} is {programme.state}, projects come only from an adopted one; "
            "put it to adoption and adopt it"
        )
        raise StateError(msg)
    return programme


def project_drafts(
    records: RecordStore, folder: Path, programme: KeptProgramme
) -> tuple[ProjectDraft, ...]:
    """Drafts of all sites that no project of the programme has yet; nothing is kept."""
    planned = planned_of(folder, programme)
    return drafts_of(planned, project_bundles(records, planned, programme))


def project_bundles(
    records: RecordStore, planned: Planned, programme: KeptProgramme
) -> tuple[tuple[Named, tuple[str, ...]], ...]:
    """What those drafts are made of, before their figures are computed."""
    with records.reading() as reading:
        kept = projects_of(reading, programme.ref)
    return bundled(
        planned,
        taken=[work.site for one in kept for work in one.works],
        codes=[one.code for one in kept],
    )


def asked_drafts(
    planned: Planned,
    asked: Sequence[DraftAsked],
    *,
    proposed: Iterable[tuple[Named, tuple[str, ...]]],
) -> tuple[ProjectDraft, ...]:
    """The drafts that a planner put together, with figures of their own.

    One that has just the sites of a bundle ``proposed`` by the rules keeps its reasons.

    Raises
    ------
    InputError
        With every site that the programme doesn't change or that stands in two of them.

    """
    refuse_strange_sites(planned, [site for one in asked for site in one.sites])
    codes = [one.code for one in asked]
    if len(set(codes)) < len(codes):
        raise InputError(f"codes are {', '.join(codes)}, must be different; name each once")
    why = {frozenset(sites): named.why for named, sites in proposed}
    return drafts_of(
        planned,
        [
            (
                named_as(
                    planned,
                    one.sites,
                    code=one.code,
                    name=Words(one.name_en, one.name_zh),
                    why=why.get(frozenset(one.sites), (BY_PLANNER,)),
                ),
                one.sites,
            )
            for one in asked
        ],
    )


def sited(planned: Planned, sites: Sequence[str], named: Named) -> ProjectDraft:
    """The draft of these sites alone."""
    (draft,) = drafts_of(planned, [(named, sites)])
    return draft


def named_as(
    planned: Planned, sites: Sequence[str], *, code: str, name: Words, why: tuple[Why, ...]
) -> Named:
    """What a project of these sites is called; its unit is the one that all of them lie in.

    Raises
    ------
    InputError
        Where there are none, or too many.

    """
    if not 0 < len(sites) <= MOST_SITES:
        msg = f"project {code} has {len(sites)} sites, must have 1 to {MOST_SITES}; part it"
        raise InputError(msg)
    units = {planned.works[site].unit for site in sites}
    unit = units.pop() if len(units) == 1 else ""
    mode = "area_wide" if unit else "scattered"
    return Named(code=code, name=name, unit=unit, mode=mode, why=why)


def refuse_strange_sites(planned: Planned, sites: Sequence[str]) -> None:
    """Refuse sites that the programme doesn't change, and those that are named twice.

    Raises
    ------
    InputError
        With all of them.

    """
    twice = sorted({site for site in sites if sites.count(site) > 1})
    strange = sorted({site for site in sites if site not in planned.works})
    faults = [f"{site} stands in it twice; leave it in one project" for site in twice]
    faults += [f"{site} isn't changed by the programme; leave it out" for site in strange]
    if faults:
        raise InputError("sites have faults:\n- " + "\n- ".join(faults))


def projects_of(reading: Reading, programme: str) -> tuple[Project, ...]:
    """The projects of a programme, those that are cancelled or have ended left out."""
    found = reading.list(Project, Is("programme", programme))
    return tuple(one for one in found if one.stage != "cancelled")
