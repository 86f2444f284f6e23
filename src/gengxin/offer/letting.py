"""Space let: requests and spaces become a problem in whole numbers, its answer is explained.

Areas are whole square metres: what is asked at least is rounded up, what there is down. Accepted
matches that still fit leave their requests that one way to be served.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from gengxin.engines.match import Filled, Lets, Space
from gengxin.offer.suiting import (
    LettingPolicy,
    Stock,
    Suited,
    Whole,
    month_of,
    months_of_term,
    request_key,
    space_key,
    stock_of,
    suited,
)
from gengxin.terms.records import SpaceMatch, SpaceRequest, SpaceUnit

__all__ = ["Letting", "LettingPolicy", "Lost", "held_lets", "letting_problem", "until_of"]


class Lost(NamedTuple):
    """An accepted match that no longer fits, and why: a code, and a number that says how far off.

    Codes: ``request_gone``, ``request_taken``, ``space_gone``, ``use``, ``area`` (m² there are),
    ``late`` (month in which it opens now), ``over`` (month in which its term ended), ``closes``
    (month), ``full`` (m² that are left).
    """

    match: SpaceMatch
    why: str
    number: float = 0.0


class _Agreed(NamedTuple):
    """An accepted match as months and square metres."""

    request: int
    space: int
    first: int
    end: int
    area: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Letting:
    """A problem of space with what its rows mean.

    ``problem`` has the requests and spaces in their order; ``starts_on`` is the first day of each
    period, and after the last the horizon's end. ``suits`` says of each request how far the tests
    of ``suiting`` got, ``None`` of one that is held. ``held`` are the accepted matches that stay,
    by row of the request.
    """

    problem: Space
    requests: tuple[SpaceRequest, ...]
    spaces: tuple[SpaceUnit, ...]
    starts_on: tuple[date, ...]
    suits: tuple[Suited | None, ...]
    held: Mapping[int, SpaceMatch]
    lost: tuple[Lost, ...]
    day: date
    policy: LettingPolicy


def letting_problem(
    requests: Sequence[SpaceRequest],
    spaces: Sequence[SpaceUnit],
    *,
    accepted: Sequence[SpaceMatch] = (),
    day: date,
    policy: LettingPolicy | None = None,
) -> Letting:
    """The problem of who gets which space from ``day`` on.

    ``accepted`` matches are held, the first entered first, where request and space are still
    there, the area too, and the space opens no later than agreed, or than needed. The rest are
    named in ``lost``, and their requests take part like others.
    """
    policy = policy or LettingPolicy()
    today = month_of(day)
    last = today + 12 * policy.horizon_years
    stock = stock_of(spaces)
    agreed, lost = _agreed(requests, spaces, stock, accepted, (today, last))
    suits = tuple(
        None if row in agreed else suited(stock, request, today=today, last=last, policy=policy)
        for row, request in enumerate(requests)
    )
    ways = [
        _held_way(agreed[row][1]) if found is None else found for row, found in enumerate(suits)
    ]
    months = _breaks(ways, stock, (today, last))
    return Letting(
        problem=_problem(requests, ways, stock, months, policy),
        requests=tuple(requests),
        spaces=tuple(spaces),
        starts_on=tuple(date(month // 12, month % 12 + 1, 1) for month in months.tolist()),
        suits=suits,
        held={row: match for row, (match, _) in agreed.items()},
        lost=lost,
        day=day,
        policy=policy,
    )


def held_lets(letting: Letting) -> Lets | None:
    """What the search must leave as it is; ``None`` where nothing is held."""
    if not letting.held:
        return None
    problem = letting.problem
    offer = np.full(len(problem.ptr) - 1, -1, np.int64)
    area = np.zeros_like(offer)
    for row in letting.held:
        offer[row] = problem.ptr[row]
        area[row] = problem.least[offer[row]]
    worth = int(problem.worth[offer[offer >= 0]].sum())
    return Lets(offer, area, worth)


def until_of(letting: Letting, filled: Filled, row: int) -> tuple[date, date] | None:
    """From when until when a request has its space; ``None`` where it has none."""
    k = int(filled.lets.offer[row])
    if k < 0:
        return None
    problem = letting.problem
    first = letting.starts_on[int(problem.first[k])]
    return first, letting.starts_on[int(problem.end[k])]


def _agreed(
    requests: Sequence[SpaceRequest],
    spaces: Sequence[SpaceUnit],
    stock: Stock,
    accepted: Sequence[SpaceMatch],
    span: tuple[int, int],
) -> tuple[dict[int, tuple[SpaceMatch, _Agreed]], tuple[Lost, ...]]:
    """Accepted matches that stay, by row of their request, and those that no longer fit."""
    row_of = {request_key(one): row for row, one in enumerate(requests)}
    space_of = {space_key(one): row for row, one in enumerate(spaces)}
    kept: dict[int, tuple[SpaceMatch, _Agreed]] = {}
    lost: list[Lost] = []
    for match in sorted(accepted, key=lambda one: one.ref):  # a ULID tells which was entered first
        row, space = row_of.get(match.request), space_of.get(match.space)
        if row is None:
            lost.append(Lost(match, "request_gone"))
        elif row in kept:
            lost.append(Lost(match, "request_taken"))
        elif space is None or not stock.area[space]:
            lost.append(Lost(match, "space_gone"))
        elif requests[row].use_class != spaces[space].use_class:
            lost.append(Lost(match, "use"))
        else:
            found = _as_agreed(match, requests[row], (row, space), stock, span)
            why = _misfit(found, stock, [one for _, one in kept.values()], span[0])
            if why is None:
                kept[row] = (match, found)
            else:
                lost.append(Lost(match, *why))
    return kept, tuple(lost)


def _as_agreed(
    match: SpaceMatch,
    request: SpaceRequest,
    at: tuple[int, int],
    stock: Stock,
    span: tuple[int, int],
) -> _Agreed:
    """An accepted match in time: it begins as agreed, or when the space opens if that is later."""
    row, space = at
    today, last = span
    agreed, opens = month_of(match.opens_on), int(stock.opens[space])
    first = max(agreed, opens)
    end = months_of_term(request.term_years, first, last)
    if request.term_years is None:
        end = min(end, max(int(stock.closes[space]), first))
    promised = max(agreed, month_of(request.need_by) if request.need_by else 0)
    area = round(match.area_m2)
    # one that began before today has the rest of its term
    return _Agreed(row, space, max(first, today), end, area, max(opens - promised, 0))


def _misfit(
    found: _Agreed, stock: Stock, others: Sequence[_Agreed], today: int
) -> tuple[str, float] | None:
    """Why an accepted match no longer fits; ``None`` where it does."""
    space = found.space
    if found.end <= today:
        return "over", float(found.end)
    if found.area > stock.area[space]:
        return "area", float(stock.area[space])
    if found.late:
        return "late", float(stock.opens[space])
    if found.end > stock.closes[space] or found.first >= found.end:
        return "closes", float(stock.closes[space])
    left = int(stock.area[space]) - _most_let(found, others)
    return ("full", float(max(left, 0))) if found.area > left else None


def _most_let(found: _Agreed, others: Sequence[_Agreed]) -> int:
    """The most that others have of the space at a time, while this one would."""
    rivals = [
        one
        for one in others
        if one.space == found.space and one.first < found.end and found.first < one.end
    ]
    begins = [max(one.first, found.first) for one in rivals]
    return max(
        (sum(one.area for one in rivals if one.first <= month < one.end) for month in begins),
        default=0,
    )


def _held_way(agreed: _Agreed) -> Suited:
    """The one way in which a held request is served."""
    space, first, end, area = (
        np.array([number], np.int64)
        for number in (agreed.space, agreed.first, agreed.end, agreed.area)
    )
    return Suited(space, first, end, area, area, np.zeros(1, np.int64), (), None)


def _breaks(ways: Sequence[Suited], stock: Stock, span: tuple[int, int]) -> Whole:
    """Months in which anything begins or ends: between two of them nothing changes."""
    today, last = span
    ends = [stock.opens, stock.closes, *(way.first for way in ways), *(way.end for way in ways)]
    months = np.unique(np.concatenate([np.array(span, np.int64), *ends]))
    return months[(months >= today) & (months <= max(last, today + 1))]


def _problem(
    requests: Sequence[SpaceRequest],
    ways: Sequence[Suited],
    stock: Stock,
    months: Whole,
    policy: LettingPolicy,
) -> Space:
    """The numbers that the engine matches."""
    counts = [len(way.space) for way in ways]
    space, first, end, least, most, late = (
        np.concatenate([np.zeros(0, np.int64), *(getattr(way, name) for way in ways)])
        for name in ("space", "first", "end", "least", "most", "late")
    )
    weight = np.repeat([request.weight for request in requests], counts)
    on_time = 1.0 - policy.late_loss_share * late / max(policy.most_late_months, 1)
    rate = np.rint(policy.points_per_m2 * weight * np.clip(on_time, 0.0, 1.0)).astype(np.int64)
    starts = months[:-1]
    is_open = (stock.opens[:, None] <= starts) & (stock.closes[:, None] > starts)
    return Space(
        ptr=np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64),
        space=space,
        first=np.searchsorted(months, first).astype(np.int64),
        end=np.searchsorted(months, np.minimum(end, months[-1])).astype(np.int64),
        least=least,
        most=most,
        worth=rate * least,
        more=np.rint(rate * policy.above_share).astype(np.int64),
        area=np.where(is_open, stock.area[:, None], 0).astype(np.int64),
    )
