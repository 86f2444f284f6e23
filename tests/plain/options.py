"""Options counted the plain way: one site, one use, one home at a time."""

import math
from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal

__all__ = ["carriers_by_looking", "floor_after", "homes_after", "worse_than_which"]

Floor = Mapping[str, float]
FIRMS = ("commercial", "office", "research", "industrial")
CENT = Decimal("0.01")


def down(number: float) -> float:
    """In whole hundredths, no more than it is."""
    return float(Decimal(repr(round(number, 7))).quantize(CENT, rounding=ROUND_FLOOR))


def floor_after(
    today: Floor, action: str, uses: Floor, built_m2: float, gone: float, worked: float
) -> dict[str, float]:
    """Floor by use once an option without a service is done."""
    left = {use: 0.0 if gone == 1.0 else down(m2 - gone * m2) for use, m2 in today.items()}
    if action == "convert":
        taken = 0.0
        for use in FIRMS:
            part = down(worked * today[use])
            left[use] -= part
            taken += part
        new = parted(taken, uses)
    else:
        new = parted(built_m2, uses or todays_mix(today))
    return {use: round(left[use] + new[use], 2) for use in today}


def todays_mix(today: Floor) -> dict[str, float]:
    whole = sum(today.values())
    if whole == 0.0:
        return {use: 1.0 if use == "residential" else 0.0 for use in today}
    return {use: m2 / whole for use, m2 in today.items()}


def parted(total: float, shares: Floor) -> dict[str, float]:
    """Whole hundredths by shares; the largest use gets what rounding leaves."""
    uses = ("residential", *FIRMS, "public")
    parts = {use: down(down(total) * shares.get(use, 0.0)) for use in uses}
    largest = uses[0]
    for use in uses:
        if shares.get(use, 0.0) > shares.get(largest, 0.0):
            largest = use
    parts[largest] += down(total) - sum(parts.values())
    return parts


def homes_after(homes: int, today_m2: float, lost_m2: float, new_m2: float) -> int:
    """Homes that stay by floor that stays, and those of 60 and of 90 m² for which there is room."""
    kept = homes if today_m2 == 0.0 else math.floor(homes * (1.0 - lost_m2 / today_m2) + 1e-6)
    pairs = new_m2 / 75.0
    return kept + 2 * math.floor(pairs / 2.0 + 1e-6)


def worse_than_which(group: Sequence[int], measures: Sequence[Sequence[float]]) -> list[int]:
    """For each option the first unbeaten one that beats it, else -1."""
    count = len(group)

    def beats(one: int, other: int) -> bool:
        if one == other or group[one] != group[other]:
            return False
        pairs = list(zip(measures[one], measures[other], strict=True))
        if any(math.isnan(a) or math.isnan(b) or a < b for a, b in pairs):
            return False
        return any(a > b for a, b in pairs) or one < other

    beaten = [any(beats(one, other) for one in range(count)) for other in range(count)]
    found = []
    for other in range(count):
        better = [one for one in range(count) if beats(one, other) and not beaten[one]]
        found.append(better[0] if better else -1)
    return found


def carriers_by_looking(
    options: Sequence[tuple[int, bool, bool, bool, float]], wanted: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Rows after services came in, in their order: the option drawn and the service, -1 for none.

    An option is its site, whether its way carries a service, is for one alone, is possible, and
    what it builds.
    """
    rows = []
    for at, (site, carries, alone, possible, built_m2) in enumerate(options):
        mine = sorted(service for where, service in wanted if where == site)
        if not alone:
            rows.append((at, -1))
        rivals = [
            (-o[4], row)
            for row, o in enumerate(options)
            if o[0] == site and o[1] and not o[2] and o[3] and o[4] > 0
        ]
        builds_most = bool(rivals) and min(rivals)[1] == at and carries and built_m2 > 0
        if (alone and possible) or builds_most:
            rows += [(at, service) for service in mine]
    return rows
