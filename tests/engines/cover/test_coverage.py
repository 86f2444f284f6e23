from hypothesis import given
from hypothesis import strategies as st
from tests.engines.cover.random_towns import Town, towns
from tests.plain import cover as plain

from gengxin.engines.cover import Pairs, covered, nearest


def test_the_nearest_of_two_is_found_and_the_first_of_equals() -> None:
    pairs = Pairs.from_rows(
        source=[0, 0, 1, 1, 2],
        target=[0, 1, 0, 1, 1],
        distance_m=[90, 50, 30, 50, 50],
        source_count=3,
        target_count=3,
    )
    assert nearest(pairs).source.tolist() == [1, 0, -1]
    assert nearest(pairs).distance_m.tolist() == [30, 50, float("inf")]


@given(towns(with_gaps=True))
def test_nearest_is_what_a_look_at_every_row_finds(town: Town) -> None:
    found = nearest(town.pairs)
    told = list(zip(found.source.tolist(), found.distance_m.tolist(), strict=True))
    assert told == [plain.nearest(town.rows, target) for target in range(len(town.need))]


@given(towns(with_gaps=True), st.data())
def test_covered_is_what_a_look_at_every_row_finds(town: Town, data: st.DataObject) -> None:
    limit = st.integers(0, 13).map(lambda tens: tens * 10.0)
    count = len(town.capacity)
    limits_m = data.draw(st.lists(limit, min_size=count, max_size=count))
    told = covered(town.pairs, limit_m=limits_m).tolist()
    targets = range(len(town.need))
    assert told == [plain.is_covered(town.rows, target, limits_m) for target in targets]
    same_for_all = covered(town.pairs, limit_m=50).tolist()
    assert same_for_all == [plain.is_covered(town.rows, t, [50.0] * count) for t in targets]
