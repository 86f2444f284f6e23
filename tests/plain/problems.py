"""Made-up problems in standard form: tiny ones of every shape, and towns of any size."""

from itertools import pairwise

import numpy as np

from gengxin.engines.solve import Problem

Array = np.ndarray


def whole(values: list | Array) -> Array:
    return np.asarray(values, np.int64)


def ragged(owner: Array, count: int, *values: Array) -> tuple[Array, ...]:
    """Lists by owner: ``ptr`` and the values of each entry."""
    order = np.argsort(owner, kind="stable")
    ptr = np.searchsorted(owner[order], np.arange(count + 1))
    return (whole(ptr), *(whole(value)[order] for value in values))


def some_entries(
    rng: np.random.Generator, count: int, targets: int, *, most: int, coefs: tuple[int, int]
) -> tuple[Array, Array, Array]:
    """For each of ``count`` items, up to ``most`` of the targets, with a coefficient but 0."""
    ptr, to, coef = [0], [], []
    for _ in range(count):
        chosen = rng.choice(targets, rng.integers(0, min(most, targets) + 1), replace=False)
        to += sorted(chosen.tolist())
        coef += [value or 1 for value in rng.integers(coefs[0], coefs[1] + 1, len(chosen))]
        ptr.append(len(to))
    return whole(ptr), whole(to), whole(coef)


def greatest_loss(site_ptr: Array, grow: tuple[Array, Array, Array], demands: int) -> Array:
    """Most that columns can take from each demand row."""
    total = np.zeros(demands, np.int64)
    for first, last in pairwise(site_ptr):
        worst = np.zeros(demands, np.int64)
        for entry in range(grow[0][first], grow[0][last]):
            worst[grow[1][entry]] = min(worst[grow[1][entry]], grow[2][entry])
        total += worst
    return total


def tiny_problem(seed: int) -> Problem:
    """Up to four sites of up to three columns, with a bit of everything the form knows."""
    rng = np.random.default_rng(seed)
    sites = int(rng.integers(1, 5))
    site_ptr = whole(np.concatenate([[0], np.cumsum(rng.integers(1, 4, sites))]))
    columns, rows = int(site_ptr[-1]), int(rng.integers(0, 4))
    auxiliaries = int(rng.integers(0, 3)) if rows else 0
    demands = int(rng.integers(0, 5))
    slots = int(rng.integers(0, 5)) if demands else 0
    link = some_entries(rng, columns, rows, most=2, coefs=(-4, 6))
    single = rng.random() < 0.6
    auxiliary = some_entries(
        rng, auxiliaries, rows, most=1 if single else 2, coefs=(-1, 1) if single else (-2, 2)
    )
    grow = some_entries(rng, columns, demands, most=1, coefs=(-3, 4))
    counted = rows if rng.random() < 0.4 else 0
    served = some_entries(rng, demands, counted, most=1, coefs=(-2, 2))
    slot_site = rng.integers(-1, sites, slots)
    arc = some_entries(rng, slots, demands, most=demands, coefs=(1, 1))
    capacities = [
        np.unique(rng.integers(1, 12, 1 if site < 0 else rng.integers(1, 3))) for site in slot_site
    ]
    level_ptr = whole(np.cumsum([0, *map(len, capacities)]))
    open_ptr, opened = [0], []
    for column in range(columns):
        site = np.searchsorted(site_ptr, column, side="right") - 1
        for slot in np.flatnonzero(slot_site == site):
            if rng.random() < 0.6:
                opened += [rng.integers(level_ptr[slot], level_ptr[slot + 1])]
        open_ptr.append(len(opened))
    low = rng.integers(-3, 1, auxiliaries)
    return Problem(
        site_ptr=site_ptr,
        value=rng.integers(-8, 12, columns) / 4.0,
        row_rhs=whole(rng.integers(-2, 9, rows)),
        row_is_equal=rng.random(rows) < 0.25,
        link_ptr=link[0],
        link_row=link[1],
        link_coef=link[2],
        aux_low=whole(low),
        aux_high=whole(low + rng.integers(0, 9, auxiliaries)),
        aux_value=rng.integers(-4, 5, auxiliaries) / 2.0,
        aux_ptr=auxiliary[0],
        aux_row=auxiliary[1],
        aux_coef=auxiliary[2],
        need=whole(rng.integers(0, 9, demands) - greatest_loss(site_ptr, grow, demands)),
        worth=rng.integers(0, 9, demands) / 4.0,
        grow_ptr=grow[0],
        grow_demand=grow[1],
        grow_coef=grow[2],
        served_ptr=served[0],
        served_row=served[1],
        served_coef=served[2],
        slot_site=whole(slot_site),
        arc_ptr=arc[0],
        arc_demand=arc[1],
        level_ptr=level_ptr,
        level_capacity=whole(np.concatenate([[], *capacities])),
        open_ptr=whole(open_ptr),
        open_level=whole(opened),
    )


def town(sites: int, *, seed: int = 0, money: int = 100_000) -> Problem:
    """Sites in a square, each to be kept, mended (2 phases) or rebuilt with a clinic (2 phases).

    A budget for each phase in units of ``money`` by million, floor space wanted at the end (an
    equality with two auxiliaries), people around the sites in thousandths.
    """
    rng = np.random.default_rng(seed)
    at = rng.random((sites, 2))
    people = rng.random((3 * sites, 2))
    reach = np.argsort(((at[:, None] - people[None]) ** 2).sum(2), 1)[:, :12]
    column = np.arange(5 * sites).reshape(sites, 5)
    cost = whole(rng.uniform(0.5, 4.0, sites) * money)
    floor = whole(rng.uniform(100, 900, sites))
    value = np.zeros((sites, 5))
    value[:, 1:3] = rng.uniform(0.2, 1.0, (sites, 1)) * np.array([1.0, 0.9])
    value[:, 3:] = rng.uniform(-0.5, 0.8, (sites, 1)) * np.array([1.0, 0.9])
    owner = np.concatenate([column[:, 1], column[:, 2], column[:, 3], column[:, 4]])
    price = np.concatenate([cost // 4, cost // 4, cost, cost])
    row = np.repeat([0, 1, 0, 1], sites)
    owner = np.concatenate([owner, column[:, 3], column[:, 4]])
    row, coef = (
        np.concatenate([row, np.full(2 * sites, 2)]),
        np.concatenate([price, -floor, -floor]),
    )
    link = ragged(owner, 5 * sites, row, coef)
    nothing, none = np.zeros(0, np.int64), np.zeros(5 * sites + 1, np.int64)
    opened = ragged(column[:, 3:].ravel(), 5 * sites, np.repeat(np.arange(sites), 2))
    budget = int(cost.sum() * 0.12)
    return Problem(
        site_ptr=np.arange(0, 5 * sites + 1, 5, dtype=np.int64),
        value=value.ravel(),
        row_rhs=whole([budget, budget, 0]),
        row_is_equal=np.array([False, False, True]),
        link_ptr=link[0],
        link_row=link[1],
        link_coef=link[2],
        aux_low=whole([0, 0]),
        aux_high=whole([floor.sum() // 5, floor.sum()]),
        aux_value=np.array([2e-3, -1e-3]),
        aux_ptr=whole([0, 1, 2]),
        aux_row=whole([2, 2]),
        aux_coef=whole([1, 1]),
        need=whole(rng.integers(10, 80, 3 * sites) * 1000),
        worth=rng.uniform(5e-6, 2e-5, 3 * sites),
        grow_ptr=none,
        grow_demand=nothing,
        grow_coef=nothing,
        served_ptr=np.zeros(3 * sites + 1, np.int64),
        served_row=nothing,
        served_coef=nothing,
        slot_site=np.arange(sites, dtype=np.int64),
        arc_ptr=np.arange(0, 12 * sites + 1, 12, dtype=np.int64),
        arc_demand=whole(np.sort(reach, 1).ravel()),
        level_ptr=np.arange(sites + 1, dtype=np.int64),
        level_capacity=whole(rng.integers(100, 300, sites) * 1000),
        open_ptr=opened[0],
        open_level=opened[1],
    )


def moving_town(seed: int, units: int = 2, sites: int = 2) -> Problem:
    """Units of sites to be kept, or rebuilt in one of two phases; those who live there move first.

    Each unit asks, in each phase, for homes in any unit (an equality of carriers); what is given
    there are homes that stood empty and those that sites rebuilt in phase 1 have too many.
    """
    rng = np.random.default_rng(seed)
    count = units * sites
    column = np.arange(3 * count).reshape(count, 3)
    unit = np.repeat(np.arange(units), sites)
    moving, more = rng.integers(1, 6, count), rng.integers(0, 9, count)
    value = np.zeros((count, 3))
    value[:, 1:] = rng.integers(1, 12, (count, 1)) / np.array([4.0, 5.0])
    # rows: asked (unit, phase), given (unit, phase)
    asks = np.arange(2 * units).reshape(units, 2)
    gives = asks + 2 * units
    owner = np.concatenate([column[:, 1], column[:, 2], column[:, 1]])
    row = np.concatenate([asks[unit, 0], asks[unit, 1], gives[unit, 1]])
    link = ragged(owner, 3 * count, row, np.concatenate([-moving, -moving, -more]))
    carrier = np.arange(2 * units * units).reshape(units, units, 2)
    source = np.broadcast_to(gives[None], carrier.shape).ravel()
    target = np.broadcast_to(asks[:, None], carrier.shape).ravel()
    both = np.stack([target, source], 1).ravel()
    nothing = np.zeros(0, np.int64)
    empty = rng.integers(0, 7, 2 * units)
    return Problem(
        site_ptr=whole(np.arange(0, 3 * count + 1, 3)),
        value=value.ravel(),
        row_rhs=whole(np.concatenate([np.zeros(2 * units), empty])),
        row_is_equal=np.arange(4 * units) < 2 * units,
        link_ptr=link[0],
        link_row=link[1],
        link_coef=link[2],
        aux_low=np.zeros(carrier.size, np.int64),
        aux_high=np.full(carrier.size, int(moving.sum())),
        aux_value=np.zeros(carrier.size),
        aux_ptr=whole(np.arange(0, 2 * carrier.size + 1, 2)),
        aux_row=whole(both),
        aux_coef=np.ones(2 * carrier.size, np.int64),
        need=nothing,
        worth=np.zeros(0),
        grow_ptr=np.zeros(3 * count + 1, np.int64),
        grow_demand=nothing,
        grow_coef=nothing,
        served_ptr=np.zeros(1, np.int64),
        served_row=nothing,
        served_coef=nothing,
        slot_site=nothing,
        arc_ptr=np.zeros(1, np.int64),
        arc_demand=nothing,
        level_ptr=np.zeros(1, np.int64),
        level_capacity=nothing,
        open_ptr=np.zeros(3 * count + 1, np.int64),
        open_level=nothing,
    )
