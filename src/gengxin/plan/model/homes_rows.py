"""Rows of households: homes ready before they move (先立后破)."""

import numpy as np
import pandas as pd

from gengxin.plan.model.case import Case, entries, most_by_site, summed_by_option
from gengxin.plan.model.table import Auxiliaries, Entries, Rows
from gengxin.plan.model.times import Whole
from gengxin.terms import InputError, codes

__all__ = ["replacement_first"]

# homes whose size nobody knows are a size of their own: who lives there is not forgotten
SIZES = (*codes.HOME_SIZES, "")


def replacement_first(case: Case) -> Rows:
    """Who must move has a home in the unit or a neighbour's, and each home is there by then.

    First the rows of those who must move from each unit, then those of the homes in each.
    """
    moving, ready = _moving(case), _ready(case)
    units, phases, sizes = len(case.units.refs), case.periods.count, len(SIZES)
    of_unit, to_unit = _ways(case)
    pair = np.repeat(np.arange(len(of_unit)), phases * sizes)
    cell = np.tile(np.arange(phases * sizes), len(of_unit))
    high = _most(case, moving).reshape(units, -1)[of_unit[pair], cell]
    kept = high > 0
    pair, cell, high = pair[kept], cell[kept], high[kept]
    row_from, row_to = (way[pair] * phases * sizes + cell for way in (of_unit, to_unit))
    number, one = np.arange(len(pair)), np.ones(len(pair), np.int64)
    named = _cell_names(phases)
    refs = case.units.refs
    rehoused = Auxiliaries(
        keys=[
            f"rehoused/{refs[u]}/{refs[v]}/{named[c]}"
            for u, v, c in zip(of_unit[pair], to_unit[pair], cell, strict=True)
        ],
        low=np.zeros(len(pair), np.int64),
        high=high,
        value=np.zeros(len(pair), float),
        entries=_both(row_from, row_to + units * len(named), number, number, one, one),
    )
    wanted, given = _by_cell(case, moving), _by_cell(case, ready)
    columns = _both(
        *(wanted.row, given.row + units * len(named)),
        *(wanted.of, given.of),
        *(-wanted.coef, -given.coef),
    )
    names = [f"{unit}/{cell}" for unit in refs for cell in named]
    return Rows(
        name="replacement_first",
        keys=[
            *(f"rehoused_all/{one}" for one in names),
            *(f"homes_committed/{one}" for one in names),
        ],
        rhs=np.concatenate([np.zeros(len(names), np.int64), _existing(case)]),
        is_equal=np.repeat([True, False], len(names)),
        columns=columns,
        auxiliaries=rehoused,
    )


def _both(*halves: Whole) -> Entries:
    """Entries of which the first and the second halves are given."""
    return Entries(*(np.concatenate(halves[at : at + 2]) for at in (0, 2, 4)))


def _cell_names(phases: int) -> list[str]:
    return [f"{phase}/{size}" for phase in range(1, phases + 1) for size in SIZES]


def _moving(case: Case) -> Whole:
    """Households of each column to be rehoused, by phase and size of home."""
    columns, homes = case.columns, _homes(case)
    out, gone = (
        summed_by_option(columns, homes, by="size", among=SIZES, of=name)[columns.option]
        for name in ("out_temporarily_count", "out_for_good_count")
    )
    asking = np.rint(out * (1.0 - case.brief.self_arranged_share)).astype(np.int64)
    return np.stack(
        [
            columns.under_works(phase)[:, None] * asking + columns.started(phase)[:, None] * gone
            for phase in case.periods.phases
        ],
        axis=1,
    )


def _homes(case: Case) -> pd.DataFrame:
    homes = case.inputs.options["option_home"]
    return homes.assign(size=homes["size"].astype("object").fillna(""))


def _ready(case: Case) -> Whole:
    """Homes of each column that are committed to rehousing, by phase and size of home."""
    columns, homes = case.columns, _homes(case)
    each = summed_by_option(columns, homes, by="size", among=SIZES, of="committed_count")
    return np.stack(
        [columns.is_open(phase)[:, None] * each[columns.option] for phase in case.periods.phases],
        axis=1,
    )


def _most(case: Case, moving: Whole) -> Whole:
    """The most households to be rehoused from each unit, by phase and size."""
    cells = moving.reshape(len(moving), -1)
    most = np.stack([most_by_site(case.columns, cells[:, c]) for c in range(cells.shape[1])], 1)
    total = np.zeros((len(case.units.refs), cells.shape[1]), np.int64)
    inside = case.units.of_site >= 0
    np.add.at(total, case.units.of_site[inside], most[inside])
    return total


def _by_cell(case: Case, counts: Whole) -> Entries:
    """Entries in the rows by unit, phase and size."""
    width = counts.shape[1] * counts.shape[2]
    unit = np.repeat(case.of_column(case.units), width)
    cell = np.tile(np.arange(width), len(counts))
    found = entries(np.where(unit < 0, -1, unit * width + cell), counts.reshape(-1))
    return found._replace(of=found.of // width)


def _ways(case: Case) -> tuple[Whole, Whole]:
    """Units from which and to which households may move: within each, and between neighbours."""
    places = [[case.units.place(unit) for unit in pair] for pair in case.brief.neighbours]
    first, second = np.array(places, np.int64).reshape(-1, 2).T
    known = (first >= 0) & (second >= 0)
    own = np.arange(len(case.units.refs))
    ways = np.stack(
        [
            np.concatenate([own, first[known], second[known]]),
            np.concatenate([own, second[known], first[known]]),
        ],
        axis=1,
    )
    ways = np.unique(ways, axis=0)
    return ways[:, 0], ways[:, 1]


def _existing(case: Case) -> Whole:
    """Homes that stand empty today and that the brief gives, by unit, phase and size."""
    found = np.zeros((len(case.units.refs), case.periods.count, len(SIZES)), np.int64)
    for one in case.brief.existing_homes:
        if (unit := case.units.place(one.unit)) < 0:
            known = ", ".join(case.units.refs[:3])
            msg = f"existing homes in {one.unit!r}: no such unit; units are such as {known}"
            raise InputError(msg)
        found[unit, :, SIZES.index(one.size)] += one.homes_count
    return found.reshape(-1)
