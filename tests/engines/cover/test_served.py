import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import linprog
from tests.engines.cover.random_towns import Town, towns
from tests.plain import cover as plain

from gengxin.engines.cover import Pairs, Served, cut_value, served

PARTS = 1_000


def pairs_of(rows: list[tuple[int, int, float]], sources: int, targets: int) -> Pairs:
    source, target, distance_m = zip(*rows, strict=True)
    return Pairs.from_rows(
        source=source,
        target=target,
        distance_m=distance_m,
        source_count=sources,
        target_count=targets,
    )


def parts(amounts: list[float]) -> list[int]:
    """Thousandths; nothing for what is unknown."""
    return [0 if math.isnan(amount) else round(amount * PARTS) for amount in amounts]


def flow_by_plain_chains(town: Town, need: list[int]) -> int:
    return plain.greatest_flow(town.rows, parts(town.capacity), need)


def test_the_nearest_are_served_first() -> None:
    pairs = pairs_of([(0, 0, 90), (0, 1, 30), (0, 2, 60)], sources=1, targets=4)
    answer = served(pairs, capacity=[25], need=[10, 10, 10, 10])
    assert answer.per_target.tolist() == [5, 10, 10, 0]
    assert answer.per_source.tolist() == [25]
    assert answer.total == 25
    # any of the three could be the one left short; the fourth is not within reach at all
    assert answer.contested.tolist() == [True, True, True, False]
    assert answer.full.tolist() == [True]


def test_of_two_equally_near_the_first_row_comes_first() -> None:
    pairs = pairs_of([(0, 1, 30), (0, 0, 30)], sources=1, targets=2)
    assert served(pairs, capacity=[6], need=[5, 5]).per_target.tolist() == [1, 5]


def test_someone_moves_so_that_all_are_served() -> None:
    # block 0 fills clinic 0, the only one that block 1 reaches; block 0 can go to clinic 1
    pairs = pairs_of([(0, 0, 10), (0, 1, 20), (1, 0, 30)], sources=2, targets=2)
    answer = served(pairs, capacity=[10, 10], need=[10, 8])
    assert answer.per_target.tolist() == [10, 8]
    assert answer.per_pair.tolist() == [2, 8, 8]
    assert not answer.contested.any()
    assert not answer.full.any()


def test_a_long_row_of_moves_is_found() -> None:
    # each house fills the clinic on its left; the last clinic is empty, the first house short
    count = 50
    rows = [(i, i, 1.0) for i in range(count)] + [(i + 1, i, 2.0) for i in range(count)]
    pairs = pairs_of([*rows, (0, count, 3.0)], sources=count + 1, targets=count + 1)
    answer = served(pairs, capacity=[1] * (count + 1), need=[1] * (count + 1))
    assert answer.total == count + 1


def test_open_but_full_is_told_from_far_from_all() -> None:
    pairs = pairs_of([(0, 0, 10), (0, 1, 20), (1, 2, 10)], sources=2, targets=4)
    answer = served(pairs, capacity=[10, 5], need=[10, 3, 5, 2])
    assert answer.per_target.tolist() == [10, 0, 5, 0]
    assert answer.contested.tolist() == [True, True, False, False]
    # clinic 1 is used up as well, but nobody is short of it
    assert answer.full.tolist() == [True, False]
    assert answer.per_source.tolist() == [10, 5]


def test_ten_million_people_are_counted_to_the_thousandth() -> None:
    pairs = pairs_of([(0, 0, 10), (0, 1, 20), (1, 1, 30)], sources=2, targets=2)
    answer = served(pairs, capacity=[9_000_000.001, 3_000_000.004], need=[8e6, 9_999_999.999])
    assert answer.total == 12_000_000.005
    assert answer.per_target.tolist() == [8e6, 4_000_000.005]


def test_unknown_capacity_makes_those_unavailable_who_might_use_it() -> None:
    # block 0 is served by the clinic; blocks 1 and 2 would be, if block 0 went to the unknown one
    rows = [(0, 0, 10), (0, 1, 20), (0, 2, 30), (1, 0, 40), (2, 3, 10), (2, 4, 20)]
    pairs = pairs_of(rows, sources=3, targets=5)
    capacity, need = [10, math.nan, 4], [8, 2, 5, 3, 3]
    answer = served(pairs, capacity=capacity, need=need)
    assert answer.per_target[[0, 1, 3, 4]].tolist() == [8, 2, 3, 1]
    assert math.isnan(answer.per_target[2])
    assert math.isnan(answer.total)
    assert math.isnan(answer.per_source[1])
    assert (answer.unknown_source_count, answer.unavailable_target_count) == (1, 1)
    at_least = served(pairs, capacity=capacity, need=need, unknown="left_out")
    assert at_least.per_target.tolist() == [8, 2, 0, 3, 1]
    assert at_least.total == 14
    assert (at_least.unknown_source_count, at_least.unavailable_target_count) == (1, 0)


def test_only_unknown_within_reach_is_unavailable_not_unserved() -> None:
    answer = served(pairs_of([(0, 0, 1)], sources=1, targets=2), capacity=[math.nan], need=[4, 4])
    assert math.isnan(answer.per_target[0])
    assert answer.per_target[1] == 0
    assert answer.contested.tolist() == [False, False]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"capacity": [1, math.inf]}, "capacity is inf in row 1"),
        ({"capacity": [1, 2e12]}, "capacity adds up to 2e+12; at most 1e+12 is counted exactly"),
        ({"need": [1, math.nan]}, "need is missing in 1 of 2 rows"),
        ({"need": [1]}, "need has shape (1,); give 2 rows"),
    ],
)
def test_what_cannot_be_counted_is_refused(change: dict[str, list[float]], said: str) -> None:
    pairs = pairs_of([(0, 0, 1), (1, 1, 1)], sources=2, targets=2)
    with pytest.raises(ValueError, match=re.escape(said)):
        served(pairs, **{"capacity": [1, 1], "need": [1, 1]} | change)


def test_no_pairs_serve_nobody() -> None:
    pairs = Pairs.from_rows(source=[], target=[], distance_m=[], source_count=2, target_count=2)
    answer = served(pairs, capacity=[1, 1], need=[1, 1])
    assert answer.total == 0
    assert not answer.contested.any()


@given(towns(with_gaps=True))
def test_the_total_is_that_of_plain_chains_and_equals_the_cut(town: Town) -> None:
    answer = served(town.pairs, capacity=town.capacity, need=town.need, unknown="left_out")
    assert answer.total == flow_by_plain_chains(town, parts(town.need)) / PARTS
    contested = answer.contested
    cut = cut_value(town.pairs, capacity=town.capacity, need=town.need, contested=contested)
    assert cut == answer.total


@given(towns(with_gaps=False))
@settings(max_examples=40)
def test_the_total_is_that_of_a_linear_programme(town: Town) -> None:
    answer = served(town.pairs, capacity=town.capacity, need=town.need)
    assert answer.total == pytest.approx(best_of_linear_programme(town), abs=1e-6)


def best_of_linear_programme(town: Town) -> float:
    if not town.rows:
        return 0.0
    leaves = [[float(s == source) for s, _, _ in town.rows] for source in range(len(town.capacity))]
    comes = [[float(t == target) for _, t, _ in town.rows] for target in range(len(town.need))]
    best = linprog(
        [-1.0] * len(town.rows), A_ub=leaves + comes, b_ub=town.capacity + town.need, method="highs"
    )
    return -best.fun


@given(towns(with_gaps=True))
def test_what_goes_along_the_pairs_adds_up_and_keeps_within_bounds(town: Town) -> None:
    answer = served(town.pairs, capacity=town.capacity, need=town.need, unknown="left_out")
    pairs = town.pairs
    source = np.repeat(np.arange(pairs.source_count), np.diff(pairs.starts))
    leaves = np.bincount(source, answer.per_pair, minlength=pairs.source_count)
    comes = np.bincount(pairs.targets, answer.per_pair, minlength=pairs.target_count)
    known = ~np.isnan(town.capacity)
    assert (answer.per_pair >= 0).all()
    assert (leaves[known] == answer.per_source[known]).all()
    assert (leaves[~known] == 0).all()
    assert (leaves[known] <= np.array(town.capacity)[known]).all()
    assert (comes == answer.per_target).all()
    assert (comes <= town.need).all()


@given(towns(with_gaps=True))
def test_contested_are_those_who_could_be_left_short(town: Town) -> None:
    answer = served(town.pairs, capacity=town.capacity, need=town.need)
    need = parts(town.need)
    best = flow_by_plain_chains(town, need)
    known = [(s, t) for s, t, _ in town.rows if not math.isnan(town.capacity[s])]
    for target, amount in enumerate(need):
        # less need, and just as many served: someone can be best served without this part of it
        less = [n - (t == target) for t, n in enumerate(need)]
        spared = amount > 0 and flow_by_plain_chains(town, less) == best
        reached = any(t == target for _, t in known)
        assert answer.contested[target] == (spared and reached)
    around = {s for s, t in known if answer.contested[t]}
    assert set(np.flatnonzero(answer.full)) == around
    assert all(answer.per_source[s] == town.capacity[s] for s in around)


@given(towns(with_gaps=True))
def test_unavailable_are_those_who_could_gain_by_the_unknown(town: Town) -> None:
    answer = served(town.pairs, capacity=town.capacity, need=town.need)
    sure = served(town.pairs, capacity=town.capacity, need=town.need, unknown="left_out")
    filled = [sum(town.need) if math.isnan(c) else c for c in town.capacity]
    richer = Town(rows=town.rows, capacity=filled, need=town.need)
    fixed = parts(sure.per_target.tolist())
    for target, amount in enumerate(parts(town.need)):
        # nobody else gets more than now: does the target, once the unknown sources have room?
        alone = [amount if t == target else n for t, n in enumerate(fixed)]
        gains = flow_by_plain_chains(richer, alone) > sum(fixed)
        assert math.isnan(answer.per_target[target]) == gains
    assert math.isnan(answer.total) == np.isnan(answer.per_target).any()


@given(towns(with_gaps=False))
def test_any_set_of_targets_gives_a_bound(town: Town) -> None:
    total = served(town.pairs, capacity=town.capacity, need=town.need).total
    for chosen in range(2 ** len(town.need)):
        wanted = [bool(chosen >> target & 1) for target in range(len(town.need))]
        bound = cut_value(town.pairs, capacity=town.capacity, need=town.need, contested=wanted)
        assert bound >= total


def big_town(seed: int) -> tuple[Pairs, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    sources, targets = 30, 1_000
    reach = np.argwhere(rng.random((sources, targets)) < 0.1)
    pairs = Pairs.from_rows(
        source=reach[:, 0],
        target=reach[:, 1],
        distance_m=rng.integers(0, 500, len(reach)),
        source_count=sources,
        target_count=targets,
    )
    need = rng.integers(0, 20_000, targets) / PARTS
    shares = rng.gamma(0.5, size=sources)
    return pairs, np.round(shares / shares.sum() * need.sum(), 3), need


@pytest.mark.parametrize("seed", range(3))
def test_a_bigger_town_against_a_linear_programme(seed: int) -> None:
    pairs, capacity, need = big_town(seed)
    answer = served(pairs, capacity=capacity, need=need)
    town = Town(
        rows=list(
            zip(
                np.repeat(np.arange(pairs.source_count), np.diff(pairs.starts)).tolist(),
                pairs.targets.tolist(),
                pairs.distance_m.tolist(),
                strict=True,
            )
        ),
        capacity=capacity.tolist(),
        need=need.tolist(),
    )
    assert answer.total == pytest.approx(best_of_linear_programme(town), abs=1e-4)
    cut = cut_value(pairs, capacity=capacity, need=need, contested=answer.contested)
    assert cut == answer.total
    assert answer.contested.any()


def test_the_same_question_has_the_same_answer() -> None:
    pairs, capacity, need = big_town(0)
    before = (pairs.targets.copy(), capacity.copy(), need.copy())

    def answers() -> tuple[bytes, ...]:
        answer: Served = served(pairs, capacity=capacity, need=need)
        return (answer.per_pair.tobytes(), answer.per_target.tobytes(), answer.full.tobytes())

    assert answers() == answers()
    assert (pairs.targets == before[0]).all()
    assert (capacity == before[1]).all()
    assert (need == before[2]).all()
