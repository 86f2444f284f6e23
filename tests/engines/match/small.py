"""Made-up problems small enough to try every way."""

import numpy as np

from gengxin.engines.match import Consortia, Space


def whole(values: object) -> np.ndarray:
    return np.asarray(values, np.int64)


def small_consortia(seed: int) -> Consortia:
    """Up to three projects of up to three roles, up to four firms, a bit of everything."""
    rng = np.random.default_rng(seed)
    projects, firms = int(rng.integers(1, 4)), int(rng.integers(2, 5))
    role_ptr = whole(np.concatenate([[0], np.cumsum(rng.integers(1, 4, projects))]))
    roles = int(role_ptr[-1])
    bids = rng.random((roles, firms)) < 0.6
    role, firm = np.nonzero(bids)
    pairs = np.triu(rng.random((firms, firms)) < 0.15, 1)
    return Consortia(
        role_ptr=role_ptr,
        load=whole(rng.integers(0, 4, roles)),
        need=whole(rng.integers(0, 12, projects)),
        bid_ptr=whole(np.searchsorted(role, np.arange(roles + 1))),
        firm=whole(firm),
        fit=whole(rng.integers(0, 50, len(firm))),
        capacity=whole(rng.integers(0, 6, firms)),
        equity=whole(rng.integers(0, 15, firms)),
        stake=whole(rng.integers(0, 9, (projects, firms))),
        conflict=pairs | pairs.T,
    )


def builder_with_little_equity() -> Consortia:
    """Two projects want a builder; firm 0 could build both but has the stake for one."""
    return Consortia(
        role_ptr=whole([0, 1, 2]),
        load=whole([1, 1]),
        need=whole([0, 0]),
        bid_ptr=whole([0, 1, 2]),
        firm=whole([0, 0]),
        fit=whole([10, 8]),
        capacity=whole([2]),
        equity=whole([5]),
        stake=whole([[3], [4]]),
        conflict=np.zeros((1, 1), np.bool_),
    )


def small_space(seed: int) -> Space:
    """Up to four requests, up to three spaces, three periods."""
    rng = np.random.default_rng(seed)
    requests, spaces, periods = int(rng.integers(1, 5)), int(rng.integers(1, 4)), 3
    count = rng.integers(0, 3, requests)
    offers = int(count.sum())
    first = rng.integers(0, periods, offers)
    least = rng.integers(1, 4, offers)
    return Space(
        ptr=whole(np.concatenate([[0], np.cumsum(count)])),
        space=whole(rng.integers(0, spaces, offers)),
        first=whole(first),
        end=whole(rng.integers(first + 1, periods + 1)),
        least=whole(least),
        most=whole(least + rng.integers(0, 3, offers)),
        worth=whole(rng.integers(0, 30, offers)),
        more=whole(rng.integers(0, 8, offers)),
        area=whole(np.sort(rng.integers(0, 8, (spaces, periods)), axis=1)),
    )


def one_hall() -> Space:
    """A hall of 10, from the second of two periods on, and three who want it."""
    return Space(
        ptr=whole([0, 1, 2, 3]),
        space=whole([0, 0, 0]),
        first=whole([1, 1, 0]),
        end=whole([2, 2, 2]),
        least=whole([6, 3, 2]),
        most=whole([9, 4, 2]),
        worth=whole([60, 24, 90]),
        more=whole([5, 6, 0]),
        area=whole([[0, 10]]),
    )


def many_halls(seed: int) -> Space:
    """Requests and halls enough to be worked on in parts: 60 requests of four offers, 12 halls."""
    rng = np.random.default_rng(seed)
    requests, spaces, periods, each = 60, 12, 3, 4
    offers = requests * each
    first = rng.integers(0, periods, offers)
    least = rng.integers(1, 40, offers)
    return Space(
        ptr=whole(np.arange(requests + 1) * each),
        space=whole(rng.integers(0, spaces, offers)),
        first=whole(first),
        end=whole(rng.integers(first + 1, periods + 1)),
        least=whole(least),
        most=whole(least + rng.integers(0, 20, offers)),
        worth=whole(least * rng.integers(1, 30, offers)),
        more=whole(rng.integers(0, 8, offers)),
        area=whole(np.sort(rng.integers(30, 150, (spaces, periods)), axis=1)),
    )
