"""The rows that the brief asks for: floor space, needs, sets of options, floors and targets."""

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from gengxin.terms import InputError, Target
from gengxin.verify.case import Case, Flags
from gengxin.verify.people import People
from gengxin.verify.system import Entries, Rows, together
from gengxin.verify.times import MONTHS
from gengxin.verify.values import SCALES, amounts
from gengxin.verify.whole import Whole, by_number, fixed, whole, words

__all__ = [
    "equity_floors",
    "exclusive",
    "floor_space",
    "needs",
    "requires",
    "supporters",
    "targets",
]


def floor_space(rows: Rows) -> None:
    """Floor area that is met and that is over: together what options add, by zone, use, period."""
    case = rows.case
    if not case.setting("floor_space").on:
        return
    names, zone = case.areas("functional_zone")
    wanted = _wanted(case)
    for use in sorted({use for _, use in wanted}):
        added = case.of_columns(_added(case, use))
        asking = sorted({name for name, of in wanted if of == use})
        of_zone = np.array([*(asking.index(one) if one in asking else -1 for one in names), -1])
        group = of_zone[zone[case.columns.site]]
        for period in range(2, case.times.end + 1):
            now = np.where(case.columns.open_by(period), added, 0)
            column = np.flatnonzero((group >= 0) & (now != 0))
            of_zone_now = by_number(group[column], column)
            for number, name in enumerate(asking):
                own = of_zone_now.get(number, column[:0])
                _supplied(rows, f"{name}/{use}/{period}", (own, now), wanted[name, use][period - 2])


def _supplied(rows: Rows, at: str, added: tuple[Whole, Whole], wanted: int) -> None:
    """One row: met + over − what the columns add = 0."""
    case, (column, now) = rows.case, added
    weight = float(case.times.weight[int(at.rpartition("/")[2]) - 1])
    weight *= case.weight("floor_space") / SCALES["floor_space"]
    gain, loss = _greatest(case, column, now[column]), _greatest(case, column, -now[column])
    row = rows.add("floor_space", f"floor_space/{at}", 0, equal=True)
    # what is met is part of what is added, which no columns can bring above their greatest gain
    met = rows.auxiliary(f"met/{at}", -loss, min(wanted, gain), worth=weight)
    over = rows.auxiliary(f"over/{at}", 0, gain, worth=-weight * case.brief.oversupply_share)
    rows.enter(row, met, 1)
    rows.enter(row, over, 1)
    rows.enter_columns(row, column, -now[column])


def _greatest(case: Case, column: Whole, amount: Whole) -> int:
    """The sum over sites of the greatest amount of a column, at least 0."""
    most = np.zeros(len(case.sites), np.int64)
    np.maximum.at(most, case.columns.site[column], amount)
    return int(most.sum(dtype=object))


def _added(case: Case, use: str) -> Whole:
    """Floor area of a use that each option has above its site's keep; no row of the use: 0."""
    floors, option = case.option_rows("option_floor")
    of_use = (floors["use_class"] == use).to_numpy(bool)
    area, known = whole(floors["floor_area_m2_x100"])
    total, lacking = np.zeros(len(case.options), np.int64), np.zeros(len(case.options), bool)
    np.add.at(total, option[of_use], area[of_use])
    lacking[option[of_use & ~known]] = True
    keep = case.keep[case.site_of_option]
    return np.where((keep < 0) | lacking | lacking[keep], 0, total - total[keep])


def _wanted(case: Case) -> dict[tuple[str, str], list[int]]:
    """Floor area asked for by zone and use, in the periods from the second to the end state."""
    asked, start = case.inputs.space_requests, case.brief.phases[0].starts_on
    days = pd.to_datetime(asked["need_by"])
    month = (days.dt.year - start.year) * MONTHS + days.dt.month - start.month
    lines = [
        (zone, use, int(area), None if np.isnan(by) else int(by), 2)
        for zone, use, area, by in zip(
            words(asked["functional_zone"]),
            words(asked["use_class"]),
            fixed(asked["floor_area_high_m2"], SCALES["floor_space"]),
            month.to_numpy("float64", na_value=np.nan),
            strict=True,
        )
    ] + [
        (one.functional_zone, one.use_class, round(one.floor_area_m2 * 100), None, one.phase)
        for one in case.brief.floor_targets
    ]
    periods = range(2, case.times.end + 1)
    wanted: dict[tuple[str, str], list[int]] = {}
    for zone, use, area, by, first in lines:
        now = wanted.setdefault((zone, use), [0] * len(periods))
        for at, period in enumerate(periods):
            if period >= first and (by is None or by < case.times.end_month(period)):
                now[at] += area
    return {key: now for key, now in wanted.items() if key[0] and any(now)}


def needs(rows: Rows) -> None:
    """A need is answered where a chosen option came from it."""
    case = rows.case
    origins, option = case.option_rows("option_origin")
    of_need = (origins["origin"] == "need").to_numpy(bool) & case.offered[option]
    pairs = pd.DataFrame({"need": words(origins["origin_ref"][of_need]), "option": option[of_need]})
    backing, columns = supporters(case), case.columns
    works = np.flatnonzero((columns.phase > 0) & np.isin(columns.option, pairs["option"]))
    starts = by_number(columns.option[works], works)
    for need, own in pairs.groupby("need"):
        row = rows.add("need", f"need/{need}", 0)
        worth = case.weight("needs_answered") * (1 + backing.get(str(need), 0))
        rows.enter(row, rows.auxiliary(f"answered/{need}", 0, 1, worth=worth), 1)
        some = [starts.get(one, works[:0]) for one in own["option"].unique()]
        column = np.concatenate([works[:0], *some])
        rows.enter_columns(row, column, np.full(len(column), -1, np.int64))


def supporters(case: Case) -> dict[str, int]:
    """How many support each need; missing: 0."""
    table = case.inputs.needs
    return dict(zip(table.index, whole(table["supporters_count"])[0].tolist(), strict=True))


def exclusive(rows: Rows) -> None:
    """Of each set that the brief lists, at most one column."""
    picked = [rows.case.any_matching(matches) for matches in rows.case.brief.exclusive]
    keys = [f"exclusive/{number}" for number in range(1, len(picked) + 1)]
    rows.listed("exclusive", keys, [1] * len(keys), _joined(enumerate(picked), 1))


def requires(rows: Rows) -> None:
    """What requires another starts no earlier."""
    case, pairs = rows.case, rows.case.brief.requires
    this = _joined(enumerate(case.matching(pair.this) for pair in pairs), 1)
    first = _joined(enumerate(case.matching(pair.first) for pair in pairs), -1)
    phases, entries = range(1, case.times.phases + 1), []
    for phase in phases:
        for one in (this, first):
            now = case.columns.where(one.of).started_by(phase)
            row = one.row[now] * len(phases) + phase - 1
            entries.append(Entries(row, one.of[now], one.amount[now]))
    keys = [f"requires/{number}/{phase}" for number in range(1, len(pairs) + 1) for phase in phases]
    rows.listed("requires", keys, [0] * len(keys), together(entries))


def _joined(of_rows: Iterable[tuple[int, Whole]], amount: int) -> Entries:
    """The same amount for some columns of each row."""
    parts = list(of_rows)
    row = np.repeat([row for row, _ in parts], [len(column) for _, column in parts])
    column = np.concatenate([np.zeros(0, np.int64), *(column for _, column in parts)])
    return Entries(row.astype(np.int64), column, np.full(len(column), amount, np.int64))


def equity_floors(rows: Rows, people: People) -> None:
    """A least share of those who need a service in an area is served at the end."""
    for number, floor in enumerate(rows.case.brief.equity_floors, start=1):
        of = people.standards == floor.standard
        place = _places(of, (people.zone == floor.area) | (people.sub_district == floor.area))
        least = math.ceil(floor.share * int(people.need[place].sum(dtype=object)))
        row = rows.add("equity_floor", f"equity_floor/{number}", -least)
        rows.served[row] = place


def targets(rows: Rows, people: People) -> None:
    """Least amounts of terms that the brief states, of a zone or of all."""
    brief = rows.case.brief
    for name, asked in (("target", brief.targets), ("epsilon", brief.epsilon)):
        for number, target in enumerate(asked, start=1):
            scale = SCALES[target.term]
            row = rows.add(name, f"{name}/{number}", -math.ceil(target.amount * scale))
            _aim(rows, people, row, target)


def _aim(rows: Rows, people: People, row: int, target: Target) -> None:
    """Enter what counts towards a target."""
    case = rows.case
    if target.term == "people_served":
        of = np.ones(len(people.standards), bool)
        if target.standard:
            of = people.standards == target.standard
        zone = target.functional_zone
        lying = np.ones(len(people.points), bool) if zone is None else people.zone == zone
        rows.served[row] = _places(of, lying)
    elif target.term == "floor_space":
        _aim_at_floor(rows, row, target)
    elif target.term == "needs_answered":
        if target.functional_zone is not None:
            msg = "a target of needs_answered is of the whole district; leave its zone out"
            raise InputError(msg)
        backing = supporters(case)
        for key, auxiliary in rows.auxiliaries.items():
            if key.startswith("answered/"):
                rows.enter(row, auxiliary, -1 - backing.get(key.removeprefix("answered/"), 0))
    else:
        amount = amounts(case, target.term)
        zones = case.sites["functional_zone"].to_numpy(object)[case.columns.site]
        all_zones = target.functional_zone is None
        column = np.flatnonzero((zones == target.functional_zone) | all_zones)
        rows.enter_columns(row, column, -amount[column])


def _aim_at_floor(rows: Rows, row: int, target: Target) -> None:
    """Enter what is met at the end, of the zone and the use that are named."""
    for key, auxiliary in rows.auxiliaries.items():
        if key.startswith("met/") and key.endswith(f"/{rows.case.times.end}"):
            zone, _, use = key.removeprefix("met/").rpartition("/")[0].rpartition("/")
            if target.functional_zone in {None, zone} and target.use_class in {None, use}:
                rows.enter(row, auxiliary, -1)


def _places(of: Flags, lying: Flags) -> Whole:
    """Places in the needs of some standards and demand points."""
    return np.flatnonzero(np.outer(of, lying).ravel())
