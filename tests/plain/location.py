"""OR-Library's location problems in the standard form, and what is published of their optima."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from tests.plain.problems import ragged, whole

from gengxin.engines.solve import Problem


def p_median(path: Path) -> tuple[Problem, float]:
    """A p-median problem, and the cost that its value is taken from.

    A client served within its k-th distance saves the step to the next one, so a demand row stands
    for each client and distance, and an open site serves all rows from its own distance on.
    """
    numbers = [int(word) for word in path.read_text().split()]
    nodes, edges, wanted = numbers[:3]
    metres = np.full((nodes, nodes), 10**8)
    np.fill_diagonal(metres, 0)
    for a, b, length in np.array(numbers[3 : 3 + 3 * edges]).reshape(-1, 3):
        metres[a - 1, b - 1] = metres[b - 1, a - 1] = length
    for via in range(nodes):
        metres = np.minimum(metres, metres[:, [via]] + metres[[via], :])
    arc_site, arc_demand, worth = [], [], []
    for client in range(nodes):
        steps = np.unique(metres[client])
        for near, far in pairwise(steps):
            within = np.flatnonzero(metres[client] <= near)
            arc_site.append(within)
            arc_demand.append(np.full(len(within), len(worth)))
            worth.append(float(far - near))
    ptr, demand = ragged(np.concatenate(arc_site), nodes, np.concatenate(arc_demand))
    problem = _sites_that_open(nodes, wanted)._replace(
        need=np.ones(len(worth), np.int64),
        worth=np.array(worth),
        served_ptr=np.zeros(len(worth) + 1, np.int64),
        slot_site=np.arange(nodes, dtype=np.int64),
        arc_ptr=ptr,
        arc_demand=demand,
        level_ptr=np.arange(nodes + 1, dtype=np.int64),
        level_capacity=np.diff(ptr),
        open_ptr=whole(np.repeat(np.arange(nodes + 1), 2)[1:]),
        open_level=np.arange(nodes, dtype=np.int64),
    )
    return problem, float(metres.max(1).sum())


def _sites_that_open(sites: int, wanted: int) -> Problem:
    """Sites that stay closed or open, of which so many must open."""
    nothing, nil = np.zeros(0, np.int64), np.zeros(1, np.int64)
    return Problem(
        site_ptr=np.arange(0, 2 * sites + 1, 2, dtype=np.int64),
        value=np.zeros(2 * sites),
        row_rhs=whole([wanted]),
        row_is_equal=np.array([True]),
        link_ptr=whole(np.repeat(np.arange(sites + 1), 2)[1:]),
        link_row=np.zeros(sites, np.int64),
        link_coef=np.ones(sites, np.int64),
        aux_low=nothing,
        aux_high=nothing,
        aux_value=np.zeros(0),
        aux_ptr=nil,
        aux_row=nothing,
        aux_coef=nothing,
        need=nothing,
        worth=np.zeros(0),
        grow_ptr=np.zeros(2 * sites + 1, np.int64),
        grow_demand=nothing,
        grow_coef=nothing,
        served_ptr=nil,
        served_row=nothing,
        served_coef=nothing,
        slot_site=nothing,
        arc_ptr=nil,
        arc_demand=nothing,
        level_ptr=nil,
        level_capacity=nothing,
        open_ptr=np.zeros(2 * sites + 1, np.int64),
        open_level=nothing,
    )


def warehouses(path: Path) -> Problem:
    """A capacitated warehouse problem, its value the negative of its cost.

    What each warehouse sends to each customer is an auxiliary; rows say that customers get all they
    want, that warehouses send no more than they hold, and that closed ones send nothing.
    """
    numbers = [float(word) for word in path.read_text().split()]
    houses, customers = int(numbers[0]), int(numbers[1])
    holds, fixed = np.array(numbers[2 : 2 + 2 * houses]).reshape(-1, 2).T
    table = np.array(numbers[2 + 2 * houses :]).reshape(customers, 1 + houses)
    wants = whole(table[:, 0])
    customer, house = (axis.ravel() for axis in np.indices((customers, houses)))
    pairs = np.arange(len(customer))
    most = np.minimum(wants[customer], whole(holds)[house])
    gets, sends, closed = 0, customers, customers + houses
    owner = np.concatenate([2 * np.arange(houses) + 1, 2 * house + 1])
    row = np.concatenate([sends + np.arange(houses), closed + pairs])
    link = ragged(owner, 2 * houses, row, np.concatenate([-whole(holds), -most]))
    entries = ragged(
        np.tile(pairs, 3),
        len(pairs),
        np.concatenate([gets + customer, sends + house, closed + pairs]),
        np.ones(3 * len(pairs), np.int64),
    )
    return _sites_that_open(houses, 0)._replace(
        value=np.stack([np.zeros(houses), -fixed], 1).ravel(),
        row_rhs=np.concatenate([wants, np.zeros(houses + len(pairs), np.int64)]),
        row_is_equal=np.arange(closed + len(pairs)) < customers,
        link_ptr=link[0],
        link_row=link[1],
        link_coef=link[2],
        aux_low=np.zeros(len(pairs), np.int64),
        aux_high=most,
        aux_value=-table[:, 1:].ravel() / wants[customer],
        aux_ptr=entries[0],
        aux_row=entries[1],
        aux_coef=entries[2],
    )
