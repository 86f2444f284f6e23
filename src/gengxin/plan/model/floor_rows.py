"""Rows of floor space asked for: what is met in each zone, use and period, and what is too much."""

from datetime import date

import numpy as np
import pandas as pd

from gengxin.plan.model.case import Case, entries, most_by_site, summed_by_option
from gengxin.plan.model.table import Auxiliaries, Entries, Rows
from gengxin.plan.model.times import Floats, Whole
from gengxin.terms import InputError, codes

__all__ = ["floor_space"]

USES = tuple(codes.FLOOR_USES)


def floor_space(case: Case) -> Rows:
    """Floor met and floor too much come to what chosen options add, by zone, use and period."""
    demand = floor_demand_x100(case)
    zone, use = np.nonzero(demand.any(axis=2))
    count = case.periods.count
    named = [
        f"{ref}/{USES[u]}/{period}"
        for ref, u in zip(case.zones.refs[zone], use, strict=True)
        for period in range(2, count + 2)
    ]
    place = np.full(demand.shape[:2], -1, np.int64)
    place[zone, use] = np.arange(len(zone))
    added, loss, gain = _added(case, place)
    number = np.arange(len(named))
    one = np.ones(len(named), np.int64)
    weight = case.weight("floor_space") / 100.0
    worth: Floats = np.tile(weight * case.periods.share[1:], len(zone))
    return Rows(
        name="floor_space",
        keys=[f"floor_space/{name}" for name in named],
        rhs=np.zeros(len(named), np.int64),
        is_equal=True,
        columns=added._replace(coef=-added.coef),
        unit=100,
        auxiliaries=Auxiliaries(
            keys=[*(f"met/{name}" for name in named), *(f"over/{name}" for name in named)],
            low=np.concatenate([-loss, 0 * one]),
            high=np.concatenate([demand[zone, use].reshape(-1), gain]),
            value=np.concatenate([worth, -case.brief.oversupply_share * worth]),
            entries=Entries(
                np.concatenate([number, number]),
                np.arange(2 * len(named), dtype=np.int64),
                np.concatenate([one, one]),
            ),
        ),
    )


def floor_demand_x100(case: Case) -> Whole:
    """Floor asked for by zone, use and period 2…T+1: requests and the brief's targets."""
    count = case.periods.count
    total = np.zeros((len(case.zones.refs), len(USES), count), np.int64)
    asked = case.inputs.space_requests
    zone = case.zones.refs.get_indexer(pd.Index(asked["functional_zone"].astype("object")))
    use = pd.Index(USES).get_indexer(pd.Index(asked["use_class"].astype("object")))
    area = np.rint(asked["floor_area_high_m2"].to_numpy(np.float64, na_value=np.nan) * 100.0)
    first = _first_period(case, asked["need_by"])
    fits = (zone >= 0) & (use >= 0) & ~np.isnan(area) & (first <= count + 1)
    rows = np.flatnonzero(fits)
    np.add.at(total, (zone[rows], use[rows], first[rows] - 2), area[rows].astype(np.int64))
    for target in case.brief.floor_targets:
        if (at := case.zones.place(target.functional_zone)) < 0:
            msg = (
                f"floor target in {target.functional_zone!r}: no site lies there; name another zone"
            )
            raise InputError(msg)
        area_x100 = round(100.0 * target.floor_area_m2)
        total[at, USES.index(target.use_class), max(target.phase - 2, 0)] += area_x100
    return np.cumsum(total, axis=2)


def _first_period(case: Case, need_by: pd.Series) -> Whole:
    """First period, from 2 on, before whose end space is needed; T + 2: after the horizon."""
    starts = [*(one.starts_on for one in case.brief.phases[1:]), case.brief.ends_on]
    first_day = case.brief.phases[0].starts_on
    months = int(case.periods.start_month[-1]) + first_day.year * 12 + first_day.month - 1
    ends = pd.DatetimeIndex([*starts, date(months // 12, months % 12 + 1, 1)])
    period = np.searchsorted(ends.to_numpy(), need_by.to_numpy("datetime64[ns]"), side="right") + 1
    return np.where(need_by.isna(), 2, np.maximum(period, 2)).astype(np.int64)


def _added(case: Case, place: Whole) -> tuple[Entries, Whole, Whole]:
    """Floor that columns add, by row; and the most that all sites can take away and add.

    ``place`` numbers zones and uses with a demand; −1: none.
    """
    columns, count = case.columns, case.periods.count
    floors = summed_by_option(
        columns,
        case.inputs.options["option_floor"],
        by="use_class",
        among=USES,
        of="floor_area_m2_x100",
    )
    change = floors[columns.option] - floors[columns.keep[columns.site]]
    change[~columns.starts] = 0
    of_column, of_site = (
        np.vstack([place, np.full(len(USES), -1)])[of]
        for of in (case.of_column(case.zones), case.zones.of_site)
    )
    parts = []
    loss, gain = np.zeros((2, int(place.max(initial=-1)) + 1, count), np.int64)
    for use in range(len(USES)):
        for period in range(2, count + 2):
            added = np.where(columns.is_open(period), change[:, use], 0)
            row = np.where(of_column[:, use] < 0, -1, of_column[:, use] * count + period - 2)
            parts.append(entries(row, added))
            for total, amount in ((loss, -added), (gain, added)):
                inside = of_site[:, use] >= 0
                most = most_by_site(columns, amount)
                np.add.at(total[:, period - 2], of_site[inside, use], most[inside])
    listed = Entries(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    return listed, loss.reshape(-1), gain.reshape(-1)
