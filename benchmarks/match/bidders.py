"""Makes projects and firms on which the figures for consortia bind. Made up: no place has them.

A project wants four to six of six kinds of role, each a load of 1, three in ten of 2. The firms can
carry 1.2 times the load of all roles, dealt out at random in proportion to lognormal sizes (σ 1):
many can carry nothing, some one role, a few several. A firm is capable of two to four kinds, better
or worse, and bids for eight roles of ten that it is capable of and can carry. 15 % of the pairs of
firms are in conflict. A firm stakes 5 to 15 in a project and has 20 to 30; a project needs 9 for
each role.
"""

import numpy as np

from gengxin.engines.match import Consortia

KINDS, OVER, CONFLICTS = 6, 1.2, 0.15


def bidders(projects: int, firms: int, seed: int) -> Consortia:
    """An instance: so many projects and firms."""
    rng = np.random.default_rng([projects, firms, seed])
    kinds = [rng.choice(KINDS, rng.integers(4, 7), replace=False) for _ in range(projects)]
    role_ptr = np.concatenate([[0], np.cumsum([len(own) for own in kinds])]).astype(np.int64)
    kind = np.concatenate(kinds)
    project = np.repeat(np.arange(projects), np.diff(role_ptr))
    load = 1 + (rng.random(len(kind)) < 0.3)
    size = rng.lognormal(0.0, 1.0, firms)
    capacity = rng.multinomial(round(OVER * load.sum()), size / size.sum())
    skill = np.zeros((firms, KINDS))
    for firm in range(firms):
        own = rng.choice(KINDS, rng.integers(2, 5), replace=False)
        skill[firm, own] = rng.uniform(0.3, 1.0, len(own))
    wants = (skill[:, kind].T > 0) & (rng.random((len(kind), firms)) < 0.8)
    role, firm = np.nonzero(wants & (load[:, None] <= capacity[None, :]))
    taste = rng.uniform(0.3, 1.0, (projects, firms))
    fit = 600 * skill[firm, kind[role]] + 400 * taste[project[role], firm]
    pairs = np.triu(rng.random((firms, firms)) < CONFLICTS, 1)
    return Consortia(
        role_ptr=role_ptr,
        load=load.astype(np.int64),
        need=(9 * np.diff(role_ptr)).astype(np.int64),
        bid_ptr=np.searchsorted(role, np.arange(len(kind) + 1)).astype(np.int64),
        firm=firm.astype(np.int64),
        fit=np.rint(fit).astype(np.int64),
        capacity=capacity.astype(np.int64),
        equity=rng.integers(20, 31, firms).astype(np.int64),
        stake=rng.integers(5, 16, (projects, firms)).astype(np.int64),
        conflict=pairs | pairs.T,
    )
