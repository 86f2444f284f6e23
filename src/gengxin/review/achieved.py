"""Planned against achieved: the measures of a project until a day, and how late it is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from gengxin.terms.offer import CourseMeasure, SiteWorks
from gengxin.terms.records import Achievement, Milestone
from gengxin.terms.records.offer_codes import ACHIEVED

__all__ = ["course_measures", "late_days"]

YEAR_DAYS = 365.25
# a measure of a site is there once this kind of milestone is reached
REACHED_BY: Mapping[str, str] = MappingProxyType(
    {
        "floor_area_m2": "works_end",
        "homes": "works_end",
        "people_moved_out_people": "moving_out",
        "people_returned_people": "return",
        "service_people": "opening",
    }
)
# money: position in a site's yearly amounts
YEARLY: Mapping[str, int] = MappingProxyType({"spent_amount": 0, "received_amount": 1})

When = Callable[[SiteWorks, str], date | None]


def course_measures(
    works: Sequence[SiteWorks],
    milestones: Iterable[Milestone],
    achievements: Iterable[Achievement],
    *,
    expected: Mapping[str, date],
    day: date,
) -> tuple[CourseMeasure, ...]:
    """Each measure of ``ACHIEVED`` until ``day``, by the same figures as the plan's forecasts.

    ``expected`` are the days of the milestones as they stand now. Without an achievement that
    somebody stated, what milestones reached until then come to counts (computed); of money nothing.
    """
    listed = list(milestones)
    planned, now = _days(listed, {}), _days(listed, expected)
    reached = _days([one for one in listed if one.achieved_on], expected, alone=True)
    stated = _latest(achievements, day)
    found = []
    for measure in ACHIEVED:
        said = stated.get(measure)
        counted = _until(works, measure, reached, day) if measure in REACHED_BY else None
        found.append(
            CourseMeasure(
                measure=measure,
                planned=_until(works, measure, planned, date.max),
                due=_until(works, measure, planned, day),
                forecast=_until(works, measure, now, day),
                achieved=counted if said is None else said.value,
                until=said.until if said else None if counted is None else day,
                basis=said.basis if said else "" if counted is None else "computed",
            )
        )
    return tuple(found)


def late_days(
    milestones: Iterable[Milestone], expected: Mapping[str, date], due: Mapping[str, date]
) -> int | None:
    """How many days later than due all is done, as things stand; ``None`` without milestones.

    Negative where it is done sooner.
    """
    refs = [one.ref for one in milestones]
    if not refs:
        return None
    return (max(expected[ref] for ref in refs) - max(due[ref] for ref in refs)).days


def _days(
    milestones: Iterable[Milestone], expected: Mapping[str, date], *, alone: bool = False
) -> When:
    """When a kind of milestone of a site is: as expected, else as planned.

    Where a site has none of that kind, the programme's own dates hold, unless they are ``alone``.
    """
    days = {(one.kind, one.site): expected.get(one.ref, one.planned_on) for one in milestones}

    def when(site: SiteWorks, kind: str) -> date | None:
        known = days.get((kind, site.site))
        return known if known is not None or alone else _own_day(site, kind)

    return when


def _own_day(site: SiteWorks, kind: str) -> date:
    own = {"works_end": site.ends_on, "return": site.opens_on, "opening": site.opens_on}
    return own.get(kind, site.starts_on)


def _until(works: Iterable[SiteWorks], measure: str, when: When, day: date) -> float | None:
    """What a measure comes to until a day; ``None`` where a part of it is unknown."""
    total = 0.0
    for site in works:
        if measure in YEARLY:
            part = _money(site, YEARLY[measure], when(site, "works_start"), day)
        else:
            reached = when(site, REACHED_BY[measure])
            part = site.amounts.get(measure) if reached is not None and reached <= day else 0.0
        if part is None:
            return None
        total += part
    return total


def _money(site: SiteWorks, position: int, start: date | None, day: date) -> float | None:
    """What a site spends or receives until a day, evenly within each year of its works."""
    if start is None or site.amounts.get("spent_amount") is None:
        return None
    years = max((day - start).days / YEAR_DAYS, 0.0)
    total = 0.0
    for year, amounts in enumerate(site.yearly):
        share = min(max(years - year, 0.0), 1.0)
        if share == 0.0:
            break
        amount = amounts[position]
        if amount is None:
            return None
        total += amount * share
    return total


def _latest(achievements: Iterable[Achievement], day: date) -> dict[str, Achievement]:
    """Of each measure what was said last until a day."""
    found: dict[str, Achievement] = {}
    for one in sorted(achievements, key=lambda one: (one.until, one.ref)):
        if one.until <= day:
            found[one.measure] = one
    return found
