"""When milestones are to be expected, what a slip pushes, and whom it hurts.

A milestone comes no sooner than those it waits for; works keep their length. So homes are always
ready before people leave for them: a slip of the homes pushes the move.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter

from gengxin.terms import InputError
from gengxin.terms.offer import Hurt, Push, SiteWorks, SlipAnswer
from gengxin.terms.records import Milestone

__all__ = ["expected_on", "slipped"]

NO_TIME = timedelta()


def expected_on(
    milestones: Iterable[Milestone],
    *,
    today: date | None = None,
    changed: Mapping[str, date] | None = None,
    not_before: Mapping[str, date] | None = None,
) -> dict[str, date]:
    """The day on which each milestone was reached or is to be expected, by ref.

    ``changed`` are forecasts to try instead of those kept. What isn't reached is not before
    ``today``, and none before its day in ``not_before``. A milestone that waits for one that isn't
    among them waits for the others alone.

    Raises
    ------
    InputError
        Where milestones wait for each other in a circle.

    """
    known = {one.ref: one for one in milestones}
    asked, least = changed or {}, not_before or {}
    found: dict[str, date] = {}
    for ref in _in_order(known):
        one = known[ref]
        if one.achieved_on is not None:
            found[ref] = one.achieved_on
            continue
        day = asked.get(ref) or one.forecast_on or one.planned_on
        waits = [
            found[before] + (NO_TIME if ref in asked else _length(known[before], one))
            for before in one.after
            if before in known
        ]
        found[ref] = max([day, *waits, least.get(ref, day), today or day])
    return found


def due_on(milestones: Iterable[Milestone]) -> dict[str, date]:
    """The day on which each milestone was due when it was kept, by ref.

    A day that had passed by then was due to nobody: such a milestone is due from the day on which
    it was kept, and what waits for it after that.
    """
    listed = list(milestones)
    kept = {one.ref: one.entered_at.date() for one in listed if one.entered_at is not None}
    planned = [replace(one, forecast_on=None, achieved_on=None) for one in listed]
    return expected_on(planned, not_before=kept)


def _in_order(known: Mapping[str, Milestone]) -> tuple[str, ...]:
    """Refs, those that others wait for first."""
    waits = {ref: [b for b in one.after if b in known] for ref, one in known.items()}
    try:
        return tuple(TopologicalSorter(waits).static_order())
    except CycleError as error:
        circle = " → ".join(f"{known[ref].name_en} ({ref})" for ref in error.args[1])
        msg = f"milestones wait for each other: {circle}; take one out of another's after"
        raise InputError(msg) from error


def _length(before: Milestone, one: Milestone) -> timedelta:
    """How long after another at least: works last as long as planned, nothing else takes time."""
    works = (before.kind, one.kind) == ("works_start", "works_end") and before.site == one.site
    return max(one.planned_on - before.planned_on, NO_TIME) if works else NO_TIME


def slipped(
    milestones: Iterable[Milestone],
    ref: str,
    forecast_on: date,
    works: Mapping[str, SiteWorks],
) -> SlipAnswer:
    """What another forecast of one milestone does to all others; nothing is kept.

    ``works`` tells of the sites who lives there and who is served.

    Raises
    ------
    InputError
        Where the milestone was reached, or would come before one that it waits for.

    """
    listed = {one.ref: one for one in milestones}
    one = listed[ref]
    if one.achieved_on is not None:
        raise InputError(f"{one.name_en} was reached on {one.achieved_on}: it can't slip any more")
    before = expected_on(listed.values())
    after = expected_on(listed.values(), changed={ref: forecast_on})
    if after[ref] > forecast_on:
        waits = [listed[b] for b in one.after if b in listed and after[b] > forecast_on]
        told = ", ".join(f"{b.name_en} ({after[b.ref]})" for b in waits)
        msg = (
            f"forecast_on is {forecast_on}, but {one.name_en} waits for {told}; "
            "name a later day, or mend those first"
        )
        raise InputError(msg)
    moved = [other for other in listed if after[other] != before[other]]
    moved.sort(key=lambda other: (other != ref, after[other], other))
    pushes = tuple(Push(milestone=m, before_on=before[m], after_on=after[m]) for m in moved)
    return SlipAnswer(
        milestone=ref,
        pushes=pushes,
        hurts=tuple(_hurts(listed, before, after, works)),
        early=tuple(_early(listed, before, after)),
    )


def _hurts(
    listed: Mapping[str, Milestone],
    before: Mapping[str, date],
    after: Mapping[str, date],
    works: Mapping[str, SiteWorks],
) -> Iterator[Hurt]:
    """Whom later days hurt, site by site."""
    for ref, one in sorted(listed.items(), key=lambda item: (item[1].site, item[0])):
        site = works.get(one.site)
        if site is None:
            continue
        if one.kind == "moving_out":
            yield from _moving(one, site, listed, (before, after))
        elif one.kind == "return":
            yield from _away(one, site, listed, (before, after))
        elif one.kind == "opening" and site.amounts.get("service_people") != 0:
            yield from _hurt(site, "served_later", before[ref], after[ref])


def _moving(
    one: Milestone,
    site: SiteWorks,
    listed: Mapping[str, Milestone],
    days: tuple[Mapping[str, date], Mapping[str, date]],
) -> Iterator[Hurt]:
    """Those who would have moved before the homes for them are ready, or have moved already."""
    before, after = days
    homes = [b for b in one.after if b in listed and listed[b].kind == "replacement"]
    late = [b for b in homes if after[b] > before[b] and after[b] > before[one.ref]]
    if late:
        until_on = max(after[b] for b in late)
        if one.achieved_on is None:
            yield from _hurt(site, "waits_to_move", before[one.ref], until_on)
        else:
            from_on = max(one.achieved_on, *(before[b] for b in late))
            yield from _hurt(site, "without_home", from_on, until_on)


def _away(
    one: Milestone,
    site: SiteWorks,
    listed: Mapping[str, Milestone],
    days: tuple[Mapping[str, date], Mapping[str, date]],
) -> Iterator[Hurt]:
    """Those who return later; not where they leave as much later."""
    before, after = days
    out = [m.ref for m in listed.values() if (m.kind, m.site) == ("moving_out", one.site)]
    later = max((after[ref] - before[ref] for ref in out), default=NO_TIME)
    yield from _hurt(site, "away_longer", before[one.ref] + later, after[one.ref])


def _hurt(site: SiteWorks, how: str, from_on: date, until_on: date) -> Iterator[Hurt]:
    """Whom it hurts, if it takes any time."""
    households, people = site.households_out_count, "people_moved_out_people"
    if how == "away_longer":
        households = site.amounts.get("households_out_temporarily_count")
        people = "people_returned_people"
    elif how == "served_later":
        households, people = None, "service_people"
    if until_on > from_on:
        yield Hurt(
            site=site.site,
            how=how,
            from_on=from_on,
            until_on=until_on,
            households_count=households,
            people=site.amounts.get(people),
        )


def _early(
    listed: Mapping[str, Milestone], before: Mapping[str, date], after: Mapping[str, date]
) -> Iterator[str]:
    """Milestones reached although something that they were to wait for is pushed beyond them."""
    for ref, one in sorted(listed.items()):
        pushed = [b for b in one.after if b in listed and after[b] > before[b]]
        if one.achieved_on is not None and any(after[b] > one.achieved_on for b in pushed):
            yield ref
