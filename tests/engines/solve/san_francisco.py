"""San Francisco's 205 census tracts and 16 stores of spopt, posed as problems in standard form.

A store is a site that stays shut (*keep*) or opens; a row lets ``open_count`` of them open.

p-median, the least ``Σ people × distance to the nearest open store``: order the distances from a
tract to the stores, ``d₁ ≤ … ≤ d₁₆``. Whoever has no open store within ``dₖ`` walks at least
``dₖ₊₁``, so the distance is ``d₁ + Σₖ (dₖ₊₁ − dₖ)`` over the ``k`` whose ring holds no open store:
demand row (tract, k) is worth ``people × (dₖ₊₁ − dₖ)`` when served within ``dₖ``, and what is not
served at all costs ``d₁₆``.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from gengxin.engines.solve import Problem

FILE = "SF_network_distance_candidateStore_16_censusTract_205_new.csv"


def distances(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Distance of each tract (205) to each store (16), and people of each tract."""
    rows = pd.read_csv(folder / FILE)
    table = rows.pivot_table(index="DestinationName", columns="name", values="distance")
    people = rows.groupby("DestinationName")["demand"].first()
    return table.to_numpy(), people.loc[table.index].to_numpy(np.int64)


def p_median(distance_m: np.ndarray, people: np.ndarray, open_count: int) -> tuple[Problem, float]:
    """The problem, and what all walk while none is served: less its value is how far they walk."""
    order = np.argsort(distance_m, axis=1, kind="stable")
    near_first = np.take_along_axis(distance_m, order, axis=1)
    tracts, stores = distance_m.shape
    worth = people[:, None] * np.diff(near_first, axis=1)
    row = np.arange(tracts * (stores - 1)).reshape(tracts, stores - 1)
    reaching = [
        np.concatenate(
            [row[tract, np.flatnonzero(order[tract] == store)[0] :] for tract in range(tracts)]
        )
        for store in range(stores)
    ]
    needs = np.ones(row.size, np.int64)
    return _problem(reaching, needs, worth.ravel(), open_count), float(people @ near_first[:, -1])


def most_covered(
    distance_m: np.ndarray, people: np.ndarray, *, within_m: float, open_count: int
) -> Problem:
    """The most people within a distance of an open store (MCLP)."""
    reaching = [
        np.flatnonzero(distance_m[:, store] <= within_m) for store in range(distance_m.shape[1])
    ]
    return _problem(reaching, people, np.ones(len(people)), open_count)


def _problem(
    reaching: list[np.ndarray], need: np.ndarray, worth: np.ndarray, open_count: int
) -> Problem:
    """Stores that reach demand rows, with room for all."""
    stores = len(reaching)
    columns = 2 * stores
    opens = np.tile([0, 1], stores)
    ptr = np.concatenate([[0], np.cumsum(opens)]).astype(np.int64)
    nothing, one_each = np.zeros(0, np.int64), np.arange(stores + 1, dtype=np.int64)
    return Problem(
        site_ptr=2 * one_each,
        value=np.zeros(columns),
        row_rhs=np.array([open_count], np.int64),
        row_is_equal=np.array([False]),
        link_ptr=ptr,
        link_row=np.zeros(stores, np.int64),
        link_coef=np.ones(stores, np.int64),
        aux_low=nothing,
        aux_high=nothing,
        aux_value=np.zeros(0),
        aux_ptr=np.zeros(1, np.int64),
        aux_row=nothing,
        aux_coef=nothing,
        need=need.astype(np.int64),
        worth=worth.astype(float),
        grow_ptr=np.zeros(columns + 1, np.int64),
        grow_demand=nothing,
        grow_coef=nothing,
        served_ptr=np.zeros(len(need) + 1, np.int64),
        served_row=nothing,
        served_coef=nothing,
        slot_site=np.arange(stores, dtype=np.int64),
        arc_ptr=np.concatenate([[0], np.cumsum([len(one) for one in reaching])]).astype(np.int64),
        arc_demand=np.concatenate(reaching).astype(np.int64),
        level_ptr=one_each,
        level_capacity=np.full(stores, int(need.sum()), np.int64),
        open_ptr=ptr,
        open_level=np.arange(stores, dtype=np.int64),
    )
