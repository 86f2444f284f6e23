"""Makes requests and spaces on which the figures for space bind. Made up: no place has them.

Six uses, twelve places in a ring, three stages of growth, four phases. A space has a use, a place,
a stage it suits, a rent, a phase in which it opens (half of them at once), a lognormal area (median
2,000 m², σ 0.8) and a smallest part. A request wants a use, a place (a neighbouring one counts
0.7), a stage (one off counts 0.8, two 0.5), from a phase on, no later than one after it, for one to
four phases, a least area (lognormal, σ 0.8) and up to 1.6 times that, and has a budget. All space,
over the phases, is 1.2 times what is wanted at least. An offer is worth weight (0.5 to 2) × how
well it suits × least area × phases in use; what is let above the least counts half.
"""

import numpy as np

from gengxin.engines.match import Space

USES, PLACES, STAGES, PHASES, OVER = 6, 12, 3, 4, 1.2
SUITS = np.array([1.0, 0.8, 0.5])


def seekers(requests: int, spaces: int, seed: int) -> Space:
    """An instance: so many requests and spaces."""
    rng = np.random.default_rng([requests, spaces, seed])
    use, place, stage = (rng.integers(0, n, spaces) for n in (USES, PLACES, STAGES))
    rent = rng.uniform(0.5, 1.5, spaces)
    opens = np.where(rng.random(spaces) < 0.5, 0, rng.integers(1, PHASES, spaces))
    area = np.rint(rng.lognormal(np.log(2000.0), 0.8, spaces)).astype(np.int64) + 50
    part = rng.integers(1, 5, spaces) * 50
    wants = [rng.integers(0, n, requests) for n in (USES, PLACES, STAGES)]
    budget, weight = rng.uniform(0.7, 1.8, requests), rng.uniform(0.5, 2.0, requests)
    start, term = rng.integers(0, PHASES, requests), rng.integers(1, 5, requests)
    raw = rng.lognormal(0.0, 0.8, requests)
    there = (area * (PHASES - opens)).sum() / OVER
    least = raw * there / (raw * np.minimum(term, PHASES - start)).sum()
    least = np.maximum(np.rint(least), 20).astype(np.int64)
    most = np.rint(least * rng.uniform(1.0, 1.6, requests)).astype(np.int64)
    request, space = pairs(wants, use, place)
    first = np.maximum(start[request], opens[space])
    low = np.maximum(least[request], part[space])
    good = (first <= start[request] + 1) & (rent[space] <= budget[request])
    good &= (low <= most[request]) & (low <= area[space])
    request, space, first, low = request[good], space[good], first[good], low[good]
    end = np.minimum(first + term[request], PHASES)
    suits = np.where(wants[1][request] == place[space], 1.0, 0.7)
    suits *= SUITS[np.abs(wants[2][request] - stage[space])]
    rate = 100 * weight[request] * suits * (end - first)
    return Space(
        ptr=np.searchsorted(request, np.arange(requests + 1)).astype(np.int64),
        space=space,
        first=first,
        end=end,
        least=low,
        most=most[request],
        worth=np.rint(rate * low).astype(np.int64),
        more=np.rint(rate / 2).astype(np.int64),
        area=np.where(np.arange(PHASES) >= opens[:, None], area[:, None], 0),
    )


def pairs(wants: list[np.ndarray], use: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, ...]:
    """Requests and spaces of one use, in one place or in neighbouring ones, by request."""
    request, space = [], []
    for at in range(len(wants[0])):
        apart = (place - wants[1][at]) % PLACES
        found = np.flatnonzero((use == wants[0][at]) & np.isin(apart, (0, 1, PLACES - 1)))
        request.append(np.full(len(found), at))
        space.append(found)
    return np.concatenate(request), np.concatenate(space)
