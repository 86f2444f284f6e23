"""Steps filled with storeys: how many, how large, what use, and what binds."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.engines.form.codes import Limit, Nothing
from gengxin.engines.form.compiled import inner, kernel
from gengxin.engines.form.edges import Position, Real, edges_of
from gengxin.engines.form.faults import raise_faults
from gengxin.engines.form.steps import Code, Steps
from gengxin.engines.form.sweep import Swept, area_before, cut_at, reach_of, swept, without_thin
from gengxin.engines.form.uses import Uses, Wanted, checked, real

_MOST_STOREYS: Final = 300
_LEAST_TOP_SHARE: Final = 0.01  # of the floor: a smaller top storey isn't worth its stairs
_HAIR: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Form:
    """What d drafts give, with s storeys in all and u uses.

    Parameters
    ----------
    row
        Row of the steps that each draft fills; shape (d,), as all that follow.
    base_m
        Height above the plot's ground on which the lowest storey stands.
    storeys, height_m
        How many, and how high their top is above the plot's ground; 0 where nothing stands.
    footprint_m2, lot_coverage
        Area of the lowest plate, and its share of the plot.
    gross_floor_area_m2, net_floor_area_m2
        By use; shape (d, u).
    binds
        ``Limit`` flags: what keeps the draft from more floor.
    nothing
        ``Nothing``: why a draft without floor has none.
    first
        Draft ``i`` has the storeys ``first[i] : first[i + 1]``, the lowest first; shape (d + 1,).
    storey_top_m, storey_floor_m2
        Ceiling of each storey above the plot's ground, (s,); its gross floor area by use, (s, u).
    step, cut_m
        Which step gives its plate, and how far along the sweep it is cut, inf for not; (s,).
    """

    row: Position
    base_m: Real
    storeys: Position
    height_m: Real
    footprint_m2: Real
    lot_coverage: Real
    gross_floor_area_m2: Real
    net_floor_area_m2: Real
    binds: Code
    nothing: Code
    first: Position
    storey_top_m: Real
    storey_floor_m2: Real
    step: Position
    cut_m: Real


def fill(steps: Steps, uses: Uses, wanted: Wanted, *, least_width_m: float = 6.0) -> Form:
    """Fill steps with as many storeys as are wanted and allowed.

    Drafts get the fewest storeys that hold the floor area wanted (or allowed), or those that hold
    most. Plates are whole but the top one, which is cut to size; one that would hold less than a
    hundredth of the floor is left out. Where the ground covered is capped, all plates are cut
    alike. Uses lie one over the other in their order, each with its share of the floor; a storey is
    as high as the highest use in it or above, the lowest as the ground storey of the first use.
    """
    row, share, numbers = checked(wanted, steps.count, uses.count)
    _refuse_endless(steps, row, numbers)
    mass = Mass(steps.first, steps.top_m, shapely.area(steps.shape), steps.cap_m, _sweep_of(steps))
    lay = Lay(
        np.array(uses.storey_m, float), np.array(uses.ground_storey_m, float), float(least_width_m)
    )
    chosen = _choose(mass, lay, row, share, numbers)
    storeys = chosen[:, _STOREYS].astype(np.int64)
    first = np.concatenate([[0], np.cumsum(storeys)])
    table = _storeys_of(mass, lay, row, (share, numbers, chosen, first))
    gross_m2 = share * chosen[:, [_FLOOR]]
    footprint_m2 = np.zeros(len(row))
    footprint_m2[storeys > 0] = table.area_m2[first[:-1][storeys > 0]]
    height_m = np.zeros(len(row))
    height_m[storeys > 0] = table.top_m[first[1:][storeys > 0] - 1]
    return Form(
        row=row,
        base_m=numbers[:, _BASE],
        storeys=storeys,
        height_m=height_m,
        footprint_m2=footprint_m2,
        lot_coverage=footprint_m2 / steps.area_m2[row],
        gross_floor_area_m2=gross_m2,
        net_floor_area_m2=gross_m2 * real(uses.efficiency_share),
        binds=_binds(steps, row, numbers, chosen),
        nothing=_nothing(steps, row, numbers, storeys),
        first=first,
        storey_top_m=table.top_m,
        storey_floor_m2=table.floor_m2,
        step=table.step,
        cut_m=table.cut_m,
    )


class Mass(NamedTuple):
    """Steps as the kernels read them."""

    first: Position
    top_m: Real
    area_m2: Real
    cap_m: Real
    swept: Swept


class Lay(NamedTuple):
    """How storeys are laid."""

    storey_m: Real
    ground_storey_m: Real
    least_width_m: float


class Storeys(NamedTuple):
    """The storeys of all drafts."""

    top_m: Real
    area_m2: Real
    floor_m2: Real
    step: Position
    cut_m: Real


# columns of what is chosen for a draft, and of the numbers that it wants
_STOREYS: Final = 0
_FLOOR: Final = 1
_CUT: Final = 2
_STOP: Final = 3
_WANTED: Final = 0
_MOST_FLOOR: Final = 1
_MOST_FOOTPRINT: Final = 2
_MOST_STOREYS_ASKED: Final = 3
_BASE: Final = 4
# what stopped one more storey
_ENOUGH: Final = 0
_BY_STOREYS: Final = 1
_BY_CAP: Final = 2
_BY_STEPS: Final = 3


def _refuse_endless(steps: Steps, row: Position, numbers: Real) -> None:
    some = np.diff(steps.first) > 0
    top_m = np.zeros(steps.count)
    top_m[some] = steps.top_m[steps.first[1:][some] - 1]
    bounded = np.isfinite(numbers[:, [_WANTED, _MOST_FLOOR, _MOST_STOREYS_ASKED]]).any(axis=1)
    endless = ~bounded & np.isinf(np.minimum(steps.cap_m, top_m))[row]
    raise_faults(
        "drafts without end can't be filled; give a height cap or a floor area",
        [f"draft {d} is limited by neither" for d in np.flatnonzero(endless)],
    )


def _sweep_of(steps: Steps) -> Swept:
    edges = edges_of(steps.shape)
    row = steps.row[edges.of]
    return swept(edges.first, edges.ends, steps.sweep[row], anchors(steps)[row])


def anchors(steps: Steps) -> Real:
    """Where each row's sweep counts from: the corner of its extent; shape (n, 2)."""
    corner: Real = shapely.bounds(steps.ground)[:, :2]
    return corner


@kernel()
def _choose(mass: Mass, lay: Lay, row: Position, share: Real, numbers: Real) -> Real:
    """Storeys, floor area, coverage cut and what stopped, for each draft."""
    chosen = np.zeros((len(row), 4))
    area_m2 = np.empty(len(mass.top_m))
    ceiling_m = np.empty(_MOST_STOREYS)
    for draft in range(len(row)):
        start, end = mass.first[row[draft]], mass.first[row[draft] + 1]
        target_m2 = min(numbers[draft, _WANTED], numbers[draft, _MOST_FLOOR])
        if start == end or target_m2 <= 0.0 or numbers[draft, _MOST_FOOTPRINT] <= 0.0:
            continue
        chosen[draft, _CUT] = _cover(mass, lay, (start, end), numbers[draft], area_m2)
        asked = (row[draft], share[draft], numbers[draft])
        _stack(mass, lay, asked, (area_m2, ceiling_m), chosen[draft])
    return chosen


@inner()
def _cover(mass: Mass, lay: Lay, steps: tuple[int, int], numbers: Real, area_m2: Real) -> float:
    """Where plates are cut to keep the coverage; writes down the area that each step keeps."""
    start, end = steps
    cut_m = np.inf
    if mass.area_m2[start] > numbers[_MOST_FOOTPRINT] * (1 + _HAIR):
        cut_m = cut_at(mass.swept, start, numbers[_MOST_FOOTPRINT])
        cut_m = without_thin(mass.swept, start, cut_m, lay.least_width_m)
    for step in range(start, end):
        area_m2[step] = area_before(mass.swept, step, cut_m)
        # what steps back from the front and is cut behind may be too thin to build
        thin = cut_m - reach_of(mass.swept, step)[0] < lay.least_width_m
        if step > start and thin:
            area_m2[step] = 0.0
    return cut_m


@inner()
def _stack(
    mass: Mass, lay: Lay, draft: tuple[int, Real, Real], bench: tuple[Real, Real], chosen: Real
) -> None:
    """The fewest storeys that hold what is wanted, else those that hold most."""
    row, share, numbers = draft
    area_m2, ceiling_m = bench
    target_m2 = min(numbers[_WANTED], numbers[_MOST_FLOOR])
    most = min(numbers[_MOST_STOREYS_ASKED], float(_MOST_STOREYS))
    chosen[_STOP] = _BY_STOREYS
    for storeys in range(1, int(most) + 1):
        _ceilings(lay, share, numbers[_BASE], storeys, ceiling_m)
        if ceiling_m[storeys - 1] > mass.cap_m[row] + _HAIR:
            chosen[_STOP] = _BY_CAP
            return
        floor_m2, top_m2 = _floor(mass, row, storeys, area_m2, ceiling_m)
        if top_m2 < 0.0:
            chosen[_STOP] = _BY_STEPS
            return
        if floor_m2 >= target_m2 * (1 - _HAIR):
            chosen[_STOP] = _ENOUGH
            last_m2 = top_m2 - (floor_m2 - target_m2)
            if storeys == 1 or last_m2 >= _LEAST_TOP_SHARE * target_m2:
                chosen[_STOREYS], chosen[_FLOOR] = storeys, min(floor_m2, target_m2)
            return
        if floor_m2 > chosen[_FLOOR]:
            chosen[_STOREYS], chosen[_FLOOR] = storeys, floor_m2


@inner()
def _ceilings(lay: Lay, share: Real, base_m: float, storeys: int, ceiling_m: Real) -> None:
    """Heights of so many ceilings above the ground."""
    ground_use = 0
    while share[ground_use] <= _HAIR:
        ground_use += 1
    level_m = base_m
    for storey in range(storeys):
        # a use whose share ends above this floor lies in this storey or higher
        height_m, below = 0.0, 0.0
        for use in range(len(share)):
            below += share[use]
            if share[use] > _HAIR and below * storeys > storey + _HAIR:
                height_m = max(height_m, lay.storey_m[use])
        if storey == 0 and base_m == 0.0:
            height_m = max(height_m, lay.ground_storey_m[ground_use])
        level_m += height_m
        ceiling_m[storey] = level_m


@inner()
def _floor(
    mass: Mass, row: int, storeys: int, area_m2: Real, ceiling_m: Real
) -> tuple[float, float]:
    """Floor area of so many storeys, and of the top one; -1 where a storey finds no plate."""
    step, end = mass.first[row], mass.first[row + 1]
    sum_m2 = 0.0
    for storey in range(storeys):
        while step < end and mass.top_m[step] < ceiling_m[storey] - _HAIR:
            step += 1
        if step == end or area_m2[step] <= 0.0:
            return sum_m2, -1.0
        sum_m2 += area_m2[step]
    return sum_m2, area_m2[step]


@kernel()
def _storeys_of(
    mass: Mass, lay: Lay, row: Position, given: tuple[Real, Real, Real, Position]
) -> Storeys:
    """The storeys of each draft, the lowest first."""
    share, numbers, chosen, first = given
    count = first[-1]
    table = Storeys(
        np.empty(count),
        np.empty(count),
        np.zeros((count, share.shape[1])),
        np.empty(count, np.int64),
        np.empty(count),
    )
    ceiling_m = np.empty(_MOST_STOREYS)
    for draft in range(len(row)):
        storeys = first[draft + 1] - first[draft]
        _ceilings(lay, share[draft], numbers[draft, _BASE], storeys, ceiling_m)
        step, left_m2 = mass.first[row[draft]], chosen[draft, _FLOOR]
        for storey in range(storeys):
            at = first[draft] + storey
            while mass.top_m[step] < ceiling_m[storey] - _HAIR:
                step += 1
            cut_m = chosen[draft, _CUT]
            area_m2 = area_before(mass.swept, step, cut_m)
            if storey == storeys - 1 and left_m2 < area_m2 * (1 - _HAIR):
                cut_m = cut_at(mass.swept, step, left_m2)
                area_m2 = left_m2
            left_m2 -= area_m2
            table.top_m[at], table.area_m2[at] = ceiling_m[storey], area_m2
            table.step[at], table.cut_m[at] = step, cut_m
        _share_out(share[draft], chosen[draft, _FLOOR], (first[draft], first[draft + 1]), table)
    return table


@inner()
def _share_out(share: Real, floor_m2: float, storeys: tuple[int, int], table: Storeys) -> None:
    """Lay the uses one over the other."""
    use, left_m2 = 0, share[0] * floor_m2
    for storey in range(storeys[0], storeys[1]):
        room_m2 = table.area_m2[storey]
        while use < len(share) - 1 and left_m2 <= room_m2:
            table.floor_m2[storey, use] += left_m2
            room_m2 -= left_m2
            use += 1
            left_m2 = share[use] * floor_m2
        table.floor_m2[storey, use] += room_m2
        left_m2 -= room_m2


def _binds(steps: Steps, row: Position, numbers: Real, chosen: Real) -> Code:
    """What keeps each draft from more floor: upward, and outward."""
    stop = chosen[:, _STOP]
    enough = np.where(numbers[:, _WANTED] < numbers[:, _MOST_FLOOR], Limit.WANTED, Limit.FLOOR_AREA)
    upward = np.select(
        [stop == _BY_STOREYS, stop == _BY_CAP],
        [np.full(len(row), Limit.STOREYS), steps.cap_by[row]],
        steps.ends_by[row],
    )
    outward = np.where(np.isfinite(chosen[:, _CUT]), Limit.COVERAGE, steps.held_by[row])
    binds: Code = np.where(stop == _ENOUGH, enough, upward | outward).astype(np.int64)
    return binds


def _nothing(steps: Steps, row: Position, numbers: Real, storeys: npt.NDArray[np.int64]) -> Code:
    none_wanted = (numbers[:, :3] <= 0).any(axis=1)
    why = np.select(
        [storeys > 0, steps.nothing[row] != Nothing.STANDS, none_wanted],
        [
            np.full(len(row), Nothing.STANDS),
            steps.nothing[row],
            np.full(len(row), Nothing.NONE_WANTED),
        ],
        Nothing.NO_HEIGHT,
    )
    return why.astype(np.int64)
