"""The most profitable intensity of a form on each site (UrbanSim's square-foot pro forma)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numba
import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Building", "Form", "Ladder", "Parking", "ladder", "most_profitable", "pro_forma"]

Floats = NDArray[np.float64]
Four = tuple[float, float, float, float]
NOTHING = -1
# sites at a time, and rungs at a time: what the compiler turns into vector instructions
BLOCK, GROUP = 512, 4
AMOUNTS = ("far", "height_m", "cost_amount", "value_amount", "profit_amount")
# surface parking beside buildings of more storeys than this isn't built (UrbanSim)
STOREYS_BESIDE_SURFACE_PARKING = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A mix of uses in one building (建筑类型组合): shares of its floor, which sum to 1."""

    name: str
    use_shares: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parking:
    """How a form's cars are housed: on open ground, on floors that count, or below ground."""

    name: str
    takes: Literal["ground", "floor", "underground"]
    space_m2: float
    cost_amount_per_m2: float
    spaces_per_m2: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """How a form is built: storeys, coverage, cost by use and height, what of it earns.

    ``cost_amount_per_m2`` has for each use one cost a band of height; ``band_tops_m`` are the
    heights at which the bands end, the last infinite. ``profit_share`` is asked on all costs.
    """

    storey_m: float
    lot_coverage: float
    band_tops_m: Sequence[float]
    cost_amount_per_m2: Mapping[str, Sequence[float]]
    efficiency_share: float = 1.0
    profit_share: float = 0.0
    far_limits: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """A form at each intensity of a list, per m² of site: cost with profit, and floor that earns.

    Heights rise with intensity. A cost of NaN: the form can't be built at that intensity.
    """

    form: Form
    parking: str
    far: Floats
    height_m: Floats
    cost_amount: Floats
    earning_m2: Floats
    far_per_m: float


def ladder(
    form: Form, building: Building, *, fars: Sequence[float], parking: Parking | None = None
) -> Ladder:
    """What a form costs and how much of it earns at each floor area ratio, per m² of site.

    Ground under open parking is lost to the building; a deck's floors count as floor area, so
    less of a floor area ratio is left to earn; parking below ground costs and takes nothing else.
    """
    far = np.asarray(sorted(fars), dtype=np.float64)
    spaces, space_m2, takes = _spaces(form, parking)
    parked = spaces * space_m2
    floor = far / (1.0 + parked) if takes == "floor" else far
    on_ground = 1.0 - floor * parked if takes == "ground" else np.ones_like(far)
    counted = floor * (1.0 + parked) if takes == "floor" else floor
    with np.errstate(divide="ignore"):
        layers = np.where(on_ground > 0.0, counted / on_ground, np.nan)
    if takes == "ground":
        layers[layers > STOREYS_BESIDE_SURFACE_PARKING] = np.nan
    storeys = layers / building.lot_coverage
    cost = floor * _unit_cost(form, building, storeys * building.storey_m)
    cost += 0.0 if parking is None else floor * parked * parking.cost_amount_per_m2
    # open parking is no floor; the other kinds are, and share the cost of all that is built
    extra = 0.0 if takes == "ground" else floor * parked
    built = floor + extra
    # a hair above five storeys is five
    height = np.ceil(np.round(storeys, 9)) * building.storey_m
    limit = building.far_limits.get(form.name, np.inf)
    return Ladder(
        form=form,
        parking="" if parking is None else parking.name,
        far=far,
        height_m=height,
        cost_amount=np.where(far > limit, np.nan, far * cost / built * (1 + building.profit_share)),
        earning_m2=far * (1.0 - extra / built) * building.efficiency_share,
        far_per_m=building.lot_coverage / building.storey_m,
    )


def pro_forma(
    ladders: Sequence[Ladder],
    sites: pd.DataFrame,
    values: pd.DataFrame,
    *,
    tolerance: float = 0.0,
) -> pd.DataFrame:
    """The most profitable rung of one form's ladders (one a kind of parking) on each site.

    ``sites`` has area_m2, far_limit, height_limit_m (either may be NaN: no such limit is known) and
    land_cost_amount; ``values``, of the same rows, what a m² of each use is worth. Columns:
    far, height_m, cost_amount (profit asked included, land too), value_amount, profit_amount (what
    is left beyond it) and parking. Where both limits are unknown, the value is, or no rung
    is allowed, the row is NaN. Of equally good rungs the first holds. ``tolerance`` is granted to
    both limits, in their units.

    Raises
    ------
    ValueError
        Where the ladders are not of one form, or the tables don't list the same sites.

    """
    _refuse(ladders, sites, values)
    form = ladders[0].form
    value = sum(share * values[use].to_numpy(np.float64) for use, share in form.use_shares.items())
    far_limit = sites["far_limit"].to_numpy(np.float64)
    height_limit = sites["height_limit_m"].to_numpy(np.float64)
    area = sites["area_m2"].to_numpy(np.float64)
    rungs, ladder_at = _rungs(ladders)
    best = _best_rungs(
        rungs,
        np.asarray(value),
        np.fmin(far_limit, height_limit * ladders[0].far_per_m) + tolerance,
        height_limit + tolerance,
    )
    whole = _chosen(rungs, best, np.asarray(value), area, sites["land_cost_amount"].to_numpy())
    # no rung, −1, finds the last: nothing
    parking = np.append(ladder_at, NOTHING)[best]
    names = pd.Index([each.parking for each in ladders])
    frame = pd.DataFrame(whole, columns=list(AMOUNTS), index=sites.index, copy=False)
    return frame.assign(parking=pd.Categorical.from_codes(parking, categories=names))


def most_profitable(by_form: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Of the pro formas of several forms the best on each site, with its ``form``; else missing."""
    names = list(by_form)
    profit = np.stack([by_form[name]["profit_amount"].to_numpy() for name in names], axis=1)
    none = np.isnan(profit).all(axis=1)
    best = np.argmax(np.where(np.isnan(profit), -np.inf, profit), axis=1)
    whole = pd.concat([by_form[name].astype({"parking": "str"}) for name in names])
    found: pd.DataFrame = whole.iloc[best * len(profit) + np.arange(len(profit))]
    form = pd.Categorical.from_codes(np.where(none, -1, best), categories=pd.Index(names))
    return found.assign(form=form)


def _spaces(form: Form, parking: Parking | None) -> tuple[float, float, str]:
    """Parking spaces per m² of floor, m² a space, and what they take."""
    if parking is None:
        return 0.0, 0.0, ""
    spaces = sum(share * parking.spaces_per_m2[use] for use, share in form.use_shares.items())
    return spaces, parking.space_m2, parking.takes


def _unit_cost(form: Form, building: Building, height_m: Floats) -> Floats:
    """Cost per m² of floor of the form's mix at these heights; NaN where there is no height."""
    shares = np.array(list(form.use_shares.values()))
    costs = np.array([building.cost_amount_per_m2[use] for use in form.use_shares])
    band = np.searchsorted(np.asarray(building.band_tops_m), np.nan_to_num(height_m))
    return np.where(np.isnan(height_m), np.nan, (shares[:, None] * costs[:, band]).sum(axis=0))


def _refuse(ladders: Sequence[Ladder], sites: pd.DataFrame, values: pd.DataFrame) -> None:
    forms = sorted({rungs.form.name for rungs in ladders})
    if len(forms) != 1:
        msg = f"ladders are of forms {', '.join(forms) or 'none'}; give those of one form"
        raise ValueError(msg)
    if not sites.index.equals(values.index):
        msg = f"sites ({len(sites)}) and values ({len(values)}) must list the same sites in order"
        raise ValueError(msg)


def _rungs(ladders: Sequence[Ladder]) -> tuple[Floats, NDArray[np.int64]]:
    """Far, height, cost and floor that earns of each rung that can be built, and its ladder.

    Rungs that nobody takes, of infinite cost, fill the last group.
    """
    whole = [
        np.column_stack((each.far, each.height_m, each.cost_amount, each.earning_m2))
        for each in ladders
    ]
    at = np.repeat(np.arange(len(ladders)), [len(rows) for rows in whole])
    rows = np.concatenate(whole)
    sound = ~np.isnan(rows[:, 2])
    spare = np.tile((0.0, 0.0, np.inf, 0.0), (-int(sound.sum()) % GROUP, 1))
    return np.concatenate([rows[sound], spare]), at[sound]


@numba.njit(cache=True, nogil=True)
def _best_rungs(
    rungs: Floats, value: Floats, far_limit: Floats, height_limit: Floats
) -> NDArray[np.int64]:
    """The best rung of each site; profit per m² of site decides, the first of equals holds."""
    best = np.full(len(value), float(NOTHING))
    most = np.full(len(value), -np.inf)
    # some sites at a time, so that they stay near while every rung is tried on them
    for begin in range(0, len(value), BLOCK):
        here = slice(begin, min(begin + BLOCK, len(value)))
        sites = (value[here], far_limit[here], height_limit[here], most[here], best[here])
        for first in range(0, len(rungs), GROUP):
            _try(rungs, first, sites)
    return best.astype(np.int64)


@numba.njit(cache=True, nogil=True)
def _try(rungs: Floats, first: int, sites: tuple[Floats, Floats, Floats, Floats, Floats]) -> None:
    """Try a group of four rungs on each site, against the best so far."""
    value, far_limit, height_limit, most, best = sites
    one, two = _constants(rungs[first]), _constants(rungs[first + 1])
    three, four = _constants(rungs[first + 2]), _constants(rungs[first + 3])
    place = float(first)
    # no branches, all doubles: the loop then runs on several sites at once
    for site in range(len(value)):
        here = (value[site], far_limit[site], height_limit[site])
        top = (most[site], best[site])
        top = _better(one, place, here, top)
        top = _better(two, place + 1.0, here, top)
        top = _better(three, place + 2.0, here, top)
        most[site], best[site] = _better(four, place + 3.0, here, top)


@numba.njit(cache=True, nogil=True)
def _constants(rung: Floats) -> Four:
    return rung[0], rung[1], rung[2], rung[3]


@numba.njit(cache=True, nogil=True)
def _better(
    rung: Four, place: float, here: tuple[float, float, float], top: tuple[float, float]
) -> tuple[float, float]:
    """The rung and its profit, where it is allowed and better than the top, else the top."""
    far, height, cost, earning = rung
    value, far_limit, height_limit = here
    profit = earning * value - cost
    # no height is above a limit that is not known
    better = (far <= far_limit) & (not height > height_limit) & (profit > top[0])
    return (profit if better else top[0]), (place if better else top[1])


@numba.njit(cache=True, nogil=True)
def _chosen(
    rungs: Floats, best: NDArray[np.int64], value: Floats, area: Floats, land: Floats
) -> Floats:
    """The columns ``AMOUNTS`` of each site, NaN where it has no rung."""
    found = np.empty((len(AMOUNTS), len(best)))
    far, height, cost, worth, profit = found
    for site in range(len(best)):
        rung = best[site]
        if rung == NOTHING:
            found[:, site] = np.nan
            continue
        far[site], height[site] = rungs[rung, 0], rungs[rung, 1]
        cost[site] = area[site] * rungs[rung, 2] + land[site]
        worth[site] = area[site] * rungs[rung, 3] * value[site]
        profit[site] = worth[site] - cost[site]
    return found.T
