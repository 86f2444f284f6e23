import re

import numpy as np
import pytest

from gengxin.engines.cover import Pairs, within


def three_blocks() -> Pairs:
    """Source 0 reaches blocks 0 (80 m) and 1 (300 m), source 1 block 1 (40 m); block 2 is far."""
    return Pairs.from_rows(
        source=[1, 0, 0],
        target=[1, 0, 1],
        distance_m=[40, 80, 300],
        source_count=3,
        target_count=3,
    )


def test_rows_in_any_order_are_grouped_by_source() -> None:
    pairs = three_blocks()
    assert pairs.starts.tolist() == [0, 2, 3, 3]
    assert pairs.targets.tolist() == [0, 1, 1]
    assert pairs.distance_m.tolist() == [80, 300, 40]
    assert (pairs.source_count, pairs.target_count) == (3, 3)


def test_a_source_keeps_the_order_of_its_rows() -> None:
    target = np.random.default_rng(1).permutation(400)
    pairs = Pairs.from_rows(
        source=np.arange(400) % 2,
        target=target,
        distance_m=np.ones(400),
        source_count=2,
        target_count=400,
    )
    assert pairs.targets.tolist() == [*target[0::2], *target[1::2]]


def test_rows_already_grouped_are_not_copied() -> None:
    target, distance_m = np.array([1, 0], np.int32), np.array([5, 6], np.float32)
    pairs = Pairs.from_rows(
        source=np.array([0, 1], np.int32),
        target=target,
        distance_m=distance_m,
        source_count=2,
        target_count=2,
    )
    assert np.shares_memory(pairs.targets, target)
    assert np.shares_memory(pairs.distance_m, distance_m)


def test_nothing_is_reached_by_no_source() -> None:
    pairs = Pairs.from_rows(source=[], target=[], distance_m=[], source_count=0, target_count=2)
    assert (pairs.source_count, pairs.target_count) == (0, 2)
    assert within(pairs, limit_m=10).targets.tolist() == []


def test_more_than_127_sources_may_come_in_small_numbers() -> None:
    pairs = Pairs.from_rows(
        source=np.array([5, 100], np.int8),
        target=[0, 0],
        distance_m=[1, 2],
        source_count=200,
        target_count=1,
    )
    assert np.flatnonzero(np.diff(pairs.starts)).tolist() == [5, 100]


def test_a_pair_just_at_the_limit_is_within() -> None:
    near = within(three_blocks(), limit_m=80)
    assert near.starts.tolist() == [0, 1, 2, 2]
    assert near.targets.tolist() == [0, 1]


def test_each_source_may_have_its_own_limit() -> None:
    near = within(three_blocks(), limit_m=[300, 39.9, 0])
    assert near.starts.tolist() == [0, 2, 2, 2]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"distance_m": [80, -1, 40]}, "pair 1, source 0, target 1: distance_m is -1.0, must be"),
        ({"distance_m": [80, 5, np.nan]}, "pair 2, source 1, target 1: distance_m is nan"),
        ({"distance_m": [80, 5, np.inf]}, "pair 2, source 1, target 1: distance_m is inf"),
        ({"target": [0, 0, 1]}, "a source names a target once"),
        ({"target": [0, 3, 1]}, "target goes from 0 to 3; it must lie within 0 and 2"),
        ({"target": [0, 2**32, 1]}, "target goes from 0 to 4294967296; it must lie within"),
        ({"source": [-1, 0, 1]}, "source goes from -1 to 1; it must lie within 0 and 2"),
        ({"source": [0, 1]}, "rows of source, target, distance_m: 2, 3, 3; give one of each"),
    ],
)
def test_a_faulty_row_is_named(change: dict[str, list[float]], said: str) -> None:
    rows = {"source": [0, 0, 1], "target": [0, 1, 1], "distance_m": [80, 300, 40]}
    with pytest.raises(ValueError, match=re.escape(said)):
        Pairs.from_rows(**rows | change, source_count=3, target_count=3)


def test_numbers_of_things_are_whole() -> None:
    with pytest.raises(TypeError, match="target holds float64; give whole numbers from 0 to 2"):
        Pairs.from_rows(source=[0], target=[0.5], distance_m=[1], source_count=1, target_count=3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"starts": np.array([0, 1], np.int32)}, "starts has 1 dimensions of int32"),
        ({"starts": np.array([0, 2])}, "starts must climb from 0 to the number of pairs, 1"),
        ({"starts": np.array([0, 2, 1])}, "starts must climb from 0"),
        ({"starts": np.array([], np.int64)}, "starts must climb from 0"),
        ({"distance_m": np.array([1, 2], np.float32)}, "distance_m has 2 rows, targets 1"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change: dict[str, np.ndarray], said: str) -> None:
    arrays = {
        "starts": np.array([0, 1]),
        "targets": np.array([0], np.int32),
        "distance_m": np.array([5], np.float32),
    }
    with pytest.raises((ValueError, TypeError), match=re.escape(said)):
        Pairs(**arrays | change, target_count=1)


@pytest.mark.parametrize(
    ("limit_m", "said"),
    [
        (np.nan, "limit_m is missing in 3 of 3 rows, first in row 0"),
        ([5, 6], "limit_m has shape (2,); give 3 rows"),
        (-1, "limit_m is -1.0 in row 0; it must be finite and 0 or more"),
    ],
)
def test_a_limit_is_never_guessed(limit_m: object, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        within(three_blocks(), limit_m=limit_m)
