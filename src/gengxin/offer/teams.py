"""Teams: offers with roles and parties that could fill them become a problem in whole numbers.

Who bids in the problem is a *party in one role*, for a party says its capacity by role. Equity is
counted in units of the problem's own, so coarse that the greatest need is about a thousand of them:
what is needed is rounded up, what there is down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from gengxin.engines.match import Consortia
from gengxin.terms.records import ExpressionOfInterest, Offer, Party

__all__ = ["LeftOut", "TeamPolicy", "Teaming", "Wish", "team_problem"]

NEED_UNITS = 1_000
"""Into about so many units of equity the greatest need is divided."""
_POINTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPolicy:
    """By what a party's fit for a role is judged: every number is a policy choice.

    Fit is the mean of what is known, by these weights, in 1,000 points: the total of the offer's
    stated criteria, interest in the offer (1 where it was expressed), and works done in the role
    (1 from ``works_enough`` on). A total that isn't known weighs nothing. Whoever could fill the
    role has ``least_points``, so that a team of strangers is worth more than none.
    """

    score_weight: float = 0.6
    interest_weight: float = 0.2
    works_weight: float = 0.2
    works_enough: int = 5
    least_points: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A party that could fill a role of an offer: why it is thought of, and how well it fits."""

    offer: str
    role: str
    party: str
    interest: str
    score_share: float | None
    fit_points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A wish that doesn't take part; why: ``barred``, ``capacity_unknown``, ``capacity``."""

    wish: Wish
    why: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Teaming:
    """A problem of teams with what its numbers mean.

    ``firms`` are party and role; ``wishes`` are the bids, in the problem's order.
    ``roles`` are offer and code of each role.
    """

    problem: Consortia
    offers: tuple[Offer, ...]
    roles: tuple[tuple[str, str], ...]
    firms: tuple[tuple[str, str], ...]
    wishes: tuple[Wish, ...]
    left_out: tuple[LeftOut, ...]
    parties: Mapping[str, Party]
    equity_unit_amount: float
    policy: TeamPolicy


def team_problem(
    offers: Sequence[Offer],
    parties: Sequence[Party],
    interests: Sequence[ExpressionOfInterest] = (),
    *,
    policy: TeamPolicy | None = None,
) -> Teaming:
    """The problem of which team carries out which offer.

    A party could fill a role that it says it is capable of, or for which it agreed to stand in an
    expression of interest. One that is barred, or whose capacity for the role isn't known or is
    less than the role takes, is left out and named. What a party excludes, neither stands with.
    """
    policy = policy or TeamPolicy()
    known = {one.ref: one for one in parties}
    wanted = tuple(one for one in offers if one.roles)
    roles = tuple((offer.ref, role.role) for offer in wanted for role in offer.roles)
    at: dict[tuple[str, str], list[Wish]] = {role: [] for role in roles}
    left_out: list[LeftOut] = []
    for wish, load in _wishes(wanted, known, interests, policy).items():
        why = _why_out(known[wish.party], wish.role, load)
        if why:
            left_out.append(LeftOut(wish=wish, why=why))
        else:
            at[wish.offer, wish.role].append(wish)
    firms = tuple(sorted({(one.party, one.role) for own in at.values() for one in own}))
    unit = _equity_unit(wanted)
    money = _Money(firms, known, _stated(interests, known), unit)
    return Teaming(
        problem=_problem(wanted, [at[role] for role in roles], money),
        offers=wanted,
        roles=roles,
        firms=firms,
        wishes=tuple(wish for role in roles for wish in at[role]),
        left_out=tuple(left_out),
        parties=known,
        equity_unit_amount=unit,
        policy=policy,
    )


def _wishes(
    offers: Sequence[Offer],
    parties: Mapping[str, Party],
    interests: Sequence[ExpressionOfInterest],
    policy: TeamPolicy,
) -> dict[Wish, int]:
    """Who could fill each role, with the role's load."""
    expressed = {
        (one.offer, role, party): one
        for one in interests
        for role, party in _agreed_roles(one, parties)
    }
    found: dict[Wish, int] = {}
    for offer in offers:
        interested = {one.party: one for one in interests if one.offer == offer.ref}
        for role in offer.roles:
            for ref, party in parties.items():
                interest = expressed.get((offer.ref, role.role, ref))
                if interest is None and not _is_capable(party, role.role):
                    continue
                interest = interest or interested.get(ref)
                wish = _wish(offer.ref, role.role, party, interest, policy)
                found[wish] = role.load_units
    return found


def _agreed_roles(
    interest: ExpressionOfInterest, parties: Mapping[str, Party]
) -> list[tuple[str, str]]:
    """Roles for which parties agreed to stand; one who leads agreed by expressing it."""
    return [
        (member.role, member.party)
        for member in interest.members
        if member.party in parties and (member.agreed_at or member.party == interest.party)
    ]


def _is_capable(party: Party, role: str) -> bool:
    return any(one.role == role for one in party.capabilities)


def _wish(
    offer: str,
    role: str,
    party: Party,
    interest: ExpressionOfInterest | None,
    policy: TeamPolicy,
) -> Wish:
    """How well a party fits, from what is known of it."""
    score = None if interest is None else interest.total
    works = sum(one.role == role for one in party.track_record)
    parts = [
        (policy.score_weight, score),
        (policy.interest_weight, float(interest is not None)),
        (policy.works_weight, min(works / policy.works_enough, 1.0)),
    ]
    known = [(weight, part) for weight, part in parts if part is not None]
    fit = sum(weight * part for weight, part in known) / sum(weight for weight, _ in known)
    return Wish(
        offer=offer,
        role=role,
        party=party.ref,
        interest="" if interest is None else interest.ref,
        score_share=score,
        fit_points=max(round(_POINTS * fit), policy.least_points),
    )


def _capacity(party: Party, role: str) -> int | None:
    """What a party can carry in a role; ``None`` where it didn't say."""
    said = [one.capacity_units for one in party.capabilities if one.role == role]
    told = [one for one in said if one is not None]
    return sum(told) if told else None


def _why_out(party: Party, role: str, load: int) -> str:
    capacity = _capacity(party, role)
    if party.state == "barred":
        return "barred"
    if capacity is None:
        return "capacity_unknown"
    return "capacity" if capacity < load else ""


def _equity_unit(offers: Sequence[Offer]) -> float:
    """Money of one unit of equity: a power of ten, 1 at least."""
    most = max((offer.equity_needed_amount or 0.0 for offer in offers), default=0.0)
    unit = 1.0
    while most / unit > NEED_UNITS:
        unit *= 10.0
    return unit


def _stated(
    interests: Sequence[ExpressionOfInterest], parties: Mapping[str, Party]
) -> dict[tuple[str, str], float]:
    """Money that a party stated that it brings into an offer."""
    found: dict[tuple[str, str], float] = {}
    for one in interests:
        for member in one.members:
            if member.equity_amount is not None and member.party in parties:
                key = (one.offer, member.party)
                found[key] = found.get(key, 0.0) + member.equity_amount
    return found


class _Money:
    """Equity of firms, in units: a party brings it by one role alone, so that none counts twice."""

    def __init__(
        self,
        firms: Sequence[tuple[str, str]],
        parties: Mapping[str, Party],
        stated: Mapping[tuple[str, str], float],
        unit: float,
    ) -> None:
        self.firms, self.parties, self.unit = firms, parties, unit
        self._stated = stated
        role = _staking_role(firms)
        self._brings = [role[party] == own for party, own in firms]

    def needed(self, offer: Offer) -> int:
        """What an offer needs."""
        return ceil((offer.equity_needed_amount or 0.0) / self.unit)

    def equity(self) -> list[int]:
        """What each firm has: as the party said, else all that it stated to bring."""
        found = []
        for (ref, _), brings in zip(self.firms, self._brings, strict=True):
            own = self.parties[ref].equity_amount
            if own is None:
                own = sum(one for (_, party), one in self._stated.items() if party == ref)
            found.append(floor(own / self.unit) if brings else 0)
        return found

    def stakes(self, offer: Offer) -> list[int]:
        """What each firm brings into an offer: as stated, else all it has, at most the need."""
        need = self.needed(offer)
        found = []
        for (ref, _), brings in zip(self.firms, self._brings, strict=True):
            own = self._stated.get((offer.ref, ref), self.parties[ref].equity_amount or 0.0)
            found.append(min(floor(own / self.unit), need) if brings else 0)
        return found


def _staking_role(firms: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The role by which each party brings its equity: the one closest to money that it has."""
    order = ("financier", "developer", "implementer", "platform", "operator")
    rank = {role: at for at, role in enumerate(order)}
    found: dict[str, str] = {}
    for party, role in sorted(firms, key=lambda one: (rank.get(one[1], len(order)), one)):
        found.setdefault(party, role)
    return found


def _problem(offers: Sequence[Offer], bids: Sequence[Sequence[Wish]], money: _Money) -> Consortia:
    """The numbers that the engine matches; ``bids`` are those of each role."""
    firms, parties = money.firms, money.parties
    number = {firm: at for at, firm in enumerate(firms)}
    wishes = [wish for own in bids for wish in own]
    shape = (len(offers), len(firms))
    return Consortia(
        role_ptr=_ptr([len(offer.roles) for offer in offers]),
        load=_whole([role.load_units for offer in offers for role in offer.roles]),
        need=_whole([money.needed(offer) for offer in offers]),
        bid_ptr=_ptr([len(own) for own in bids]),
        firm=_whole([number[wish.party, wish.role] for wish in wishes]),
        fit=_whole([wish.fit_points for wish in wishes]),
        capacity=_whole([_capacity(parties[party], role) or 0 for party, role in firms]),
        equity=_whole(money.equity()),
        stake=_whole([money.stakes(offer) for offer in offers]).reshape(shape),
        conflict=np.array(
            [
                [_are_apart(parties[first], parties[second]) for second, _ in firms]
                for first, _ in firms
            ],
            np.bool_,
        ).reshape(len(firms), len(firms)),
    )


def _are_apart(first: Party, second: Party) -> bool:
    return second.ref in first.excludes or first.ref in second.excludes


def _ptr(counts: Sequence[int]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)


def _whole(numbers: Sequence[object]) -> np.ndarray:
    return np.array(numbers, np.int64)
