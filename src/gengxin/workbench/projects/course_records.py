"""Milestones as records: made from drafts, and mended where sites move between projects."""

from collections.abc import Iterable
from dataclasses import replace
from graphlib import TopologicalSorter

from gengxin.offer.drafts import Planned
from gengxin.offer.milestones import milestones
from gengxin.store.records import Change, Reading
from gengxin.terms.offer import MilestoneDraft
from gengxin.terms.records import AnyOf, Milestone, Project

__all__ = ["milestones_of", "settle_milestones"]

# milestones that a project has once, whatever its sites
ONCE = frozenset({"consent", "award", "permit"})
SEALED = frozenset({"completed", "cancelled"})


def milestones_of(reading: Reading, projects: Iterable[Project]) -> tuple[Milestone, ...]:
    """All milestones of some projects."""
    refs = tuple(one.ref for one in projects)
    return reading.list(Milestone, AnyOf("project", refs)) if refs else ()


def settle_milestones(
    change: Change, planned: Planned, projects: Iterable[Project], gone: Iterable[Project] = ()
) -> None:
    """Give all projects of a programme the milestones that their sites make.

    A milestone of a site goes with it; what was forecast, achieved or added by hand stays.
    ``gone`` are projects that have no site any more: what remains of theirs is ended.
    """
    every = [*projects, *gone]
    known = _known(milestones_of(change, every), every)
    listed = [one for one in every if one.works and one.stage not in SEALED]
    wanted = {
        draft.key: (project, draft)
        for project in listed
        for draft in milestones(
            project.code,
            [planned.works[work.site] for work in project.works],
            planned.moves,
            planned.works,
            planned.settings,
        )
    }
    order = TopologicalSorter({key: draft.after for key, (_, draft) in wanted.items()})
    refs = {key: one.ref for key, one in known.items()}
    drawn = frozenset(refs.values())
    for key in order.static_order():
        if key in wanted:
            after = tuple(refs[one] for one in wanted[key][1].after if one in refs)
            refs[key] = _settled(change, wanted[key], after, known.get(key), drawn).ref
    sealed = {one.ref for one in every if one.stage in SEALED}
    for key, one in known.items():
        if key not in wanted and one.project not in sealed:
            change.end(one)


def _known(listed: Iterable[Milestone], projects: Iterable[Project]) -> dict[str, Milestone]:
    """Milestones by the key that their draft has; of two of a kind and site the first."""
    codes = {one.ref: one.code for one in projects}
    found: dict[str, Milestone] = {}
    for one in listed:
        if one.site:
            found.setdefault(f"{one.kind}/{one.site}", one)
        elif one.kind in ONCE:
            found.setdefault(f"{one.kind}/{codes[one.project]}", one)
    return found


def _settled(
    change: Change,
    wanted: tuple[Project, MilestoneDraft],
    after: tuple[str, ...],
    old: Milestone | None,
    drawn: frozenset[str],
) -> Milestone:
    """Keep a milestone as its draft says; what was written by hand of it stays.

    ``drawn`` are the milestones that come of drafts: waiting for others was written by hand.
    """
    project, draft = wanted
    if old is None:
        return change.add(
            Milestone(
                project=project.ref,
                kind=draft.kind,
                name_en=draft.name.en,
                name_zh=draft.name.zh,
                planned_on=draft.planned_on,
                after=after,
                site=draft.site,
                note=draft.note,
                organisation=project.organisation,
            )
        )
    by_hand = tuple(ref for ref in old.after if ref not in drawn and ref not in after)
    planned_on = old.planned_on if old.achieved_on else draft.planned_on
    new = replace(old, project=project.ref, planned_on=planned_on, after=(*after, *by_hand))
    return old if new == old else change.put(new)
