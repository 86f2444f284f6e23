"""Rows of floor area: pulled down, built, moved by transfer, under works; and who returns."""

from dataclasses import replace

import numpy as np

from gengxin.plan.model.case import Case, entries
from gengxin.plan.model.columns import whole
from gengxin.plan.model.table import Entries, Rows
from gengxin.plan.model.times import Whole

__all__ = ["built_to_demolished", "demolished", "far_ledger", "rehoused_nearby", "works_at_once"]

GROSS, BUILT, DEMOLISHED = (
    f"{name}_m2_x100" for name in ("gross_floor_area", "floor_built", "floor_demolished")
)
PARTS = 1_000


def works_at_once(case: Case) -> Rows:
    """Floor area under works in each phase is at most a share of all floor area."""
    columns = case.columns
    area = columns.amount("floor_under_works_m2_x100")
    parts = [
        entries(np.where(columns.under_works(phase), phase - 1, -1), area)
        for phase in case.periods.phases
    ]
    most = np.floor((case.row("works_at_once").limit or 0.0) * _kept_floor(case).sum())
    return Rows(
        name="works_at_once",
        keys=[f"works_at_once/{phase}" for phase in case.periods.phases],
        rhs=np.full(case.periods.count, most, np.int64),
        columns=Entries(*(np.concatenate(column) for column in zip(*parts, strict=True))),
        unit=100,
    )


def far_ledger(case: Case) -> Rows:
    """By each phase no more floor area was received in a transfer area than was sent there."""
    columns = case.columns
    area_of_zone = {
        zone: area for area, zones in case.brief.transfer_areas.items() for zone in zones
    }
    named = [area_of_zone.get(zone, zone) for zone in case.zones.refs]
    areas = sorted(set(named))
    number = np.append(np.array([areas.index(area) for area in named], np.int64), -1)
    of_column = number[case.of_column(case.zones)]
    moved = columns.amount("far_received_m2_x100") - columns.amount("far_sent_m2_x100")
    count = case.periods.count
    parts = [
        entries(
            np.where((of_column >= 0) & columns.started(phase), of_column * count + phase - 1, -1),
            moved,
        )
        for phase in case.periods.phases
    ]
    return Rows(
        name="far_ledger",
        keys=[f"far_ledger/{area}/{phase}" for area in areas for phase in case.periods.phases],
        rhs=np.zeros(len(areas) * count, np.int64),
        columns=Entries(*(np.concatenate(column) for column in zip(*parts, strict=True))),
        unit=100,
    )


def demolished(case: Case) -> Rows:
    """Floor area pulled down in each unit is at most a share of what stands there."""
    limit = case.row("demolished").limit or 0.0
    standing = np.zeros(len(case.units.refs), np.int64)
    inside = case.units.of_site >= 0
    np.add.at(standing, case.units.of_site[inside], _kept_floor(case)[inside])
    rows = _by_unit(case, "demolished", case.columns.amount(DEMOLISHED), unit=100)
    return replace(rows, rhs=np.floor(limit * standing).astype(np.int64))


def built_to_demolished(case: Case) -> Rows:
    """Where floor is pulled down, no more is built than so many times of it."""
    columns = case.columns
    limit = _thousandths(case.row("built_to_demolished").limit)
    gone = columns.amount(DEMOLISHED)
    over = PARTS * columns.amount(BUILT) - limit * gone
    return _by_unit(case, "built_to_demolished", np.where(gone > 0, over, 0), unit=100 * PARTS)


def rehoused_nearby(case: Case) -> Rows:
    """Where floor is pulled down, at least a share of the households moved out return."""
    columns = case.columns
    limit = _thousandths(case.row("rehoused_nearby").limit)
    gone = columns.amount("households_out_for_good_count")
    out = gone + columns.amount("households_out_temporarily_count")
    over = PARTS * gone - (PARTS - limit) * out
    pulls_down = columns.amount(DEMOLISHED) > 0
    return _by_unit(case, "rehoused_nearby", np.where(pulls_down, over, 0), unit=PARTS)


def _thousandths(limit: float | None) -> int:
    return round(PARTS * (limit or 0.0))


def _kept_floor(case: Case) -> Whole:
    """Gross floor area of each site as it stands."""
    columns = case.columns
    return whole(columns.options[GROSS])[columns.keep]


def _by_unit(case: Case, name: str, coef: Whole, *, unit: int) -> Rows:
    """A row for each renewal unit."""
    return Rows(
        name=name,
        keys=[f"{name}/{one}" for one in case.units.refs],
        rhs=np.zeros(len(case.units.refs), np.int64),
        columns=entries(case.of_column(case.units), coef),
        unit=unit,
    )
