"""The rows on floor area: transfers, works at one time, what is demolished and built for it."""

import math

import numpy as np

from gengxin.verify.case import Case
from gengxin.verify.system import Rows
from gengxin.verify.whole import Whole

__all__ = [
    "SQUARE",
    "built_to_demolished",
    "demolished",
    "far_ledger",
    "rehoused_nearby",
    "works_at_once",
]

SQUARE = 100  # units of floor area in a square metre
THOUSAND = 1000


def far_ledger(rows: Rows) -> None:
    """Floor area received by transfer in an area up to a phase, at most what was sent."""
    case = rows.case
    if not case.setting("far_ledger").on:
        return
    zones, zone = case.areas("functional_zone")
    joined = {one: name for name, of in case.brief.transfer_areas.items() for one in of}
    names = sorted({joined.get(one, one) for one in zones})
    area_of_zone = np.array([*(names.index(joined.get(one, one)) for one in zones), -1], np.int64)
    area = area_of_zone[zone][case.columns.site]
    net = case.of_columns(case.total("far_received_m2_x100", less="far_sent_m2_x100"))
    for phase in range(1, case.times.phases + 1):
        keys = [f"far_ledger/{name}/{phase}" for name in names]
        started = np.where(case.columns.started_by(phase), net, 0)
        rows.sums("far_ledger", keys, [0] * len(names), area, started)
    rows.soften("far_ledger", SQUARE)


def works_at_once(rows: Rows) -> None:
    """Floor area under works in a phase, at most a share of what stands."""
    case = rows.case
    if not case.setting("works_at_once").on:
        return
    standing = int(_standing(case).sum(dtype=object))
    limit = math.floor(case.limit("works_at_once") * standing)
    worked = case.of_columns(case.quantity("floor_under_works_m2_x100")[0])
    everywhere = np.zeros(len(case.columns), np.int64)
    for phase in range(1, case.times.phases + 1):
        now = np.where(case.columns.under_works(phase), worked, 0)
        rows.sums("works_at_once", [f"works_at_once/{phase}"], [limit], everywhere, now)
    rows.soften("works_at_once", SQUARE)


def demolished(rows: Rows) -> None:
    """Floor area demolished in a unit, at most a share of what stands there."""
    case, share = rows.case, _law(rows.case, "demolished", "demolition_share")
    if share is None:
        return
    names, unit = case.areas("unit")
    stands = _standing(case)
    limits = [
        math.floor(share * int(stands[unit == number].sum(dtype=object)))
        for number in range(len(names))
    ]
    gone = case.of_columns(case.quantity("floor_demolished_m2_x100")[0])
    keys = [f"demolished/{name}" for name in names]
    rows.sums("demolished", keys, limits, unit[case.columns.site], gone)
    rows.soften("demolished", SQUARE)


def built_to_demolished(rows: Rows) -> None:
    """Floor area built where some is demolished, at most so many times as much."""
    case, times = rows.case, _law(rows.case, "built_to_demolished", "built_to_demolished")
    if times is None:
        return
    built, built_known = case.quantity("floor_built_m2_x100")
    gone, gone_known = case.quantity("floor_demolished_m2_x100")
    more = THOUSAND * built - round(THOUSAND * times) * gone
    _by_unit(rows, "built_to_demolished", np.where(built_known & gone_known, more, 0))
    rows.soften("built_to_demolished", SQUARE * THOUSAND)


def rehoused_nearby(rows: Rows) -> None:
    """Households out for good where floor is demolished, at most the share not rehoused near by."""
    case, share = rows.case, _law(rows.case, "rehoused_nearby", "rehoused_nearby")
    if share is None:
        return
    leaving, leaving_known = case.quantity("households_out_for_good_count")
    away, away_known = case.quantity("households_out_temporarily_count")
    may_leave = THOUSAND - round(THOUSAND * share)
    more = THOUSAND * leaving - may_leave * (leaving + away)
    _by_unit(rows, "rehoused_nearby", np.where(leaving_known & away_known, more, 0))
    rows.soften("rehoused_nearby", THOUSAND)


def _by_unit(rows: Rows, family: str, more: Whole) -> None:
    """Rows ``Σ ≤ 0`` of each unit over columns that demolish floor."""
    case = rows.case
    names, unit = case.areas("unit")
    demolishes = case.of_columns(case.quantity("floor_demolished_m2_x100")[0]) > 0
    amount = np.where(demolishes, case.of_columns(more), 0)
    keys = [f"{family}/{name}" for name in names]
    rows.sums(family, keys, [0] * len(names), unit[case.columns.site], amount)


def _standing(case: Case) -> Whole:
    """Gross floor area of each site's keep option; 0 where there is none or it isn't known."""
    area, _ = case.quantity("gross_floor_area_m2_x100")
    return np.where(case.keep >= 0, area[case.keep], 0)


def _law(case: Case, family: str, kind: str) -> float | None:
    """The brief's limit of a family, else the law's; none where the family is off or neither is."""
    setting = case.setting(family)
    if not setting.on:
        return None
    return case.inputs.limits.get(kind) if setting.limit is None else setting.limit
