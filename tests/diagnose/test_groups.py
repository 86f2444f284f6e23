"""Gaps summed by area and cause, against sums made one by one."""

from collections import defaultdict
from types import SimpleNamespace

import numpy as np
import pytest

from gengxin.diagnose.groups import groups_of
from gengxin.terms.codes import CAUSES


def made_up_gaps(seed: int) -> SimpleNamespace:
    """Thirty gaps thrown upon a district of two levels, the last column its sites."""
    rng = np.random.default_rng(seed)
    count = 30
    members = np.stack(
        [np.zeros(count, int), rng.integers(-1, 3, count), rng.integers(3, 9, count)], axis=1
    )
    members[:, 1] += members[:, 1] >= 0
    return SimpleNamespace(
        row=np.arange(count),
        cause=rng.integers(0, len(CAUSES), count).astype(np.int8),
        unserved=rng.integers(1, 50, count).astype(float),
        supplier=rng.integers(-1, 3, count),
        barrier=rng.integers(-1, 2, count),
        nearest_m=np.where(rng.random(count) < 0.2, np.nan, rng.uniform(0, 900, count)),
        demand=SimpleNamespace(members=members, place=np.arange(count)),
        near=SimpleNamespace(places=SimpleNamespace(is_joined=rng.random(count) < 0.9)),
    )


@pytest.mark.parametrize("seed", range(10))
def test_groups_are_the_sums_of_their_gaps(seed: int) -> None:
    gaps = made_up_gaps(seed)
    plain: dict[tuple[int, int], list[int]] = defaultdict(list)
    for gap in range(30):
        if gaps.near.places.is_joined[gap]:
            for zone in gaps.demand.members[gap, :-1]:
                if zone >= 0:
                    plain[(int(zone), int(gaps.cause[gap]))].append(gap)
    groups = groups_of(gaps, (0, 1))
    assert list(zip(groups.zone.tolist(), groups.cause.tolist(), strict=True)) == sorted(plain)
    for group, key in enumerate(sorted(plain)):
        rows = plain[key]
        weight = gaps.unserved[rows]
        assert groups.unserved[group] == weight.sum()
        assert groups.most[group] == max(rows, key=lambda row: (gaps.unserved[row], -row))
        _shared_is(
            groups.supplier[group], groups.supplier_unserved[group], gaps.supplier[rows], weight
        )
        barred = gaps.barrier[rows] >= 0
        assert groups.barred_unserved[group] == weight[barred].sum()
        if barred.any():
            named = gaps.barrier[rows][barred]
            _shared_is(groups.barrier[group], groups.barrier_unserved[group], named, weight[barred])
        else:
            assert groups.barrier[group] == -1
        walk_m = gaps.nearest_m[rows]
        known = ~np.isnan(walk_m)
        if known.any():
            mean_m = np.average(walk_m[known], weights=weight[known])
            assert groups.walk_m[group] == pytest.approx(mean_m)
        else:
            assert np.isnan(groups.walk_m[group])


def _shared_is(chosen: int, people: float, keys: np.ndarray, weight: np.ndarray) -> None:
    sums = {int(key): float(weight[keys == key].sum()) for key in keys}
    best = max(sums.values())
    assert people == best
    assert chosen == min(key for key, total in sums.items() if total == best)
