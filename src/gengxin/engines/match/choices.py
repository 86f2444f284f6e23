"""Independent choices: each asks for what it likes best, each host keeps whom it likes best.

Deferred acceptance (Gale and Shapley 1962), those who ask proposing; many to one. No pair would
both rather have each other than what they got, and none who asks does better in another such
matching.
"""

import numpy as np

from gengxin.engines.match.arrays import Whole
from gengxin.engines.match.compiled import kernel

__all__ = ["accepted"]


@kernel()
def accepted(  # noqa: C901 one loop, as in the paper
    ptr: Whole, host: Whole, rank: Whole, places: Whole
) -> Whole:
    """(N) position of the wish that each one gets, −1 for none.

    Wishes of i, best first, are ``host[ptr[i]:ptr[i + 1]]``, each host once; ``rank`` (as ``host``)
    is how a host ranks who wishes for it, the least first, no two alike, below 0: it refuses;
    ``places`` (H) how many it takes.
    """
    count = len(ptr) - 1
    start = np.zeros(len(places) + 1, np.int64)
    for at in range(len(places)):
        start[at + 1] = start[at] + places[at]
    kept, full = np.full(start[-1], -1, np.int64), np.zeros(len(places), np.int64)
    owner = np.zeros(len(host), np.int64)
    for i in range(count):
        owner[ptr[i] : ptr[i + 1]] = i
    asking, got = ptr[:-1].copy(), np.full(count, -1, np.int64)
    for outset in range(count):
        i = outset
        while i >= 0 and asking[i] < ptr[i + 1]:
            wish = asking[i]
            asking[i] += 1
            at = host[wish]
            if rank[wish] < 0 or places[at] == 0:
                continue
            if full[at] < places[at]:
                kept[start[at] + full[at]] = wish
                full[at] += 1
                got[i] = wish
                break
            last = start[at]
            for place in range(start[at], start[at + 1]):
                if rank[kept[place]] > rank[kept[last]]:
                    last = place
            if rank[wish] < rank[kept[last]]:
                out = owner[kept[last]]
                kept[last], got[i], got[out] = wish, wish, -1
                i = out
    return got
