"""Requests in space: never above what trying all finds, and no bound below it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.match.small import one_hall, small_space, whole
from tests.plain.match import best_space

from gengxin.engines.match import Lets, check_lets
from gengxin.engines.match.filling import fill, holding
from gengxin.engines.match.space_prices import SPACE_SCALE, bound_of_space


def test_a_hall_is_shared_and_who_comes_before_it_opens_finds_nothing() -> None:
    *_, last = fill(one_hall(), rounds=40)
    # 6 and 4: the one left goes to the second, to whom it is worth 6
    assert last.lets.offer.tolist() == [0, 1, -1]
    assert last.lets.area.tolist() == [6, 4, 0]
    assert last.lets.worth == 60 + 24 + 6


def test_what_is_accepted_stays() -> None:
    accepted = Lets(whole([-1, 1, -1]), whole([0, 3, 0]), 24)
    *_, last = fill(one_hall(), rounds=40, held=accepted)
    assert last.lets.offer.tolist() == [0, 1, -1]
    assert last.lets.area.tolist() == [7, 3, 0]
    assert check_lets(one_hall(), last.lets) == []
    smaller, of_offer = holding(one_hall(), accepted)
    assert (smaller.least[1], smaller.most[1], of_offer.tolist()) == (3, 3, [0, 1, 2])


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_bound_is_below_the_best_and_no_match_above_it(seed: int) -> None:
    problem = small_space(seed)
    best = best_space(problem)
    *_, last = fill(problem, rounds=60)
    assert check_lets(problem, last.lets) == []
    assert last.lets.worth <= best <= last.bound


def test_nearly_always_the_best_is_found_where_all_can_be_tried() -> None:
    problems = [small_space(seed) for seed in range(40)]
    found = [[*fill(problem, rounds=60)][-1].lets.worth for problem in problems]
    missed = [best_space(own) - worth for own, worth in zip(problems, found, strict=True)]
    assert min(missed) >= 0
    assert np.count_nonzero(missed) <= 2


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_any_prices_prove_a_bound(seed: int) -> None:
    problem = small_space(seed)
    rng = np.random.default_rng(seed)
    price = whole(rng.integers(0, 10 * SPACE_SCALE, problem.area.shape))
    assert bound_of_space(problem, price) >= best_space(problem)
