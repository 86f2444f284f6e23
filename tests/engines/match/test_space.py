"""Requests in space: never above what trying all finds, and no bound below it."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.match.small import many_halls, one_hall, small_space, whole
from tests.plain.match import best_space

from gengxin.engines.match import (
    Lets,
    check_lets,
    filling,
    proven,
    proving,
    space_prices,
    threads,
)
from gengxin.engines.match.filling import fill, holding
from gengxin.engines.match.parting import parted
from gengxin.engines.match.repacking import by_space
from gengxin.engines.match.space_prices import SPACE_SCALE, bound_of_space
from gengxin.engines.match.threads import parts_of


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


def test_parts_packed_side_by_side_are_as_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = many_halls(seed=1)
    for room in (filling, proving, space_prices):
        monkeypatch.setattr(room, "OFFERS_A_PART", 30)
    found = []
    for count in (1, 3):
        monkeypatch.setattr(threads, "THREADS", count)
        *_, last = fill(problem, rounds=14)
        assert check_lets(problem, last.lets) == []
        *_, proof = islice(proven(problem, last.price, worth=last.lets.worth), 4)
        assert last.lets.worth <= proof.bound <= last.bound
        found.append((last.lets.offer.tolist(), last.lets.area.tolist(), last.bound, proof.bound))
    assert found[0] == found[1]


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), parts=st.integers(1, 9))
def test_each_space_is_in_one_part_and_parts_are_of_like_size(seed: int, parts: int) -> None:
    problem = small_space(seed)
    rng = np.random.default_rng(seed)
    offers = by_space(problem)
    first = rng.permutation(len(problem.area))
    part = parted(problem.ptr, problem.space, (offers.ptr, offers.request), first, parts)
    assert part.shape == (len(problem.area),)
    assert ((part >= 0) & (part < parts)).all()
    # a part has no more than its share and what came with its last space
    size = np.bincount(part, np.diff(offers.ptr), parts)
    assert (size <= len(problem.space) / parts + np.diff(offers.ptr).max(initial=0)).all()


@given(counts=st.lists(st.integers(0, 5), max_size=30), least=st.integers(1, 20))
def test_a_list_is_cut_into_parts_that_leave_nothing_out(counts: list[int], least: int) -> None:
    cuts = parts_of(whole([0, *np.cumsum(counts)]), least)
    assert (cuts[0], cuts[-1]) == (0, len(counts))
    assert (np.diff(cuts) >= 0).all()
