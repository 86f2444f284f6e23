"""The front of the town of three sites: each point holds its step, none is beaten by another."""

import pytest
from tests.plan.model.made_case import BARE, pose
from tests.verify.town import BRIEF, inputs

from gengxin.terms import Front, InputError, Programme
from gengxin.verify import verify
from gengxin.workbench.fronts import front_from
from gengxin.workbench.programmes import Asked, Found
from gengxin.workbench.search import Search, Until
from gengxin.workbench.weights import weight_runs

TERMS = ("homes_made_good", "people_served")
ASKED = Asked(until=Until(seconds=None, rounds=14))


def begun() -> Found:
    search = Search(pose(), seed=1)
    snapshot = search.run(ASKED.until)
    return Found(search.posed, snapshot, tuple(search.rounds), 1)


@pytest.fixture(scope="module")
def found() -> tuple[Front, dict[int, Programme]]:
    made: dict[int, Programme] = {}

    def written(one: Programme, number: int) -> str:
        made[number] = one
        return f"sealed {number}"

    front = front_from(begun(), terms=TERMS, points=4, asked=ASKED, written=written)
    return front, made


def test_points_trade_one_term_for_the_other(found: tuple[Front, dict[int, Programme]]) -> None:
    points = found[0].points
    assert len(points) == 4
    assert [one.second for one in points] == sorted(one.second for one in points)
    assert [one.first for one in points] == sorted((one.first for one in points), reverse=True)
    assert {one.content_hash for one in points} == {f"sealed {number}" for number in range(1, 5)}


def test_every_point_is_proven(found: tuple[Front, dict[int, Programme]]) -> None:
    assert sorted(found[1]) == [1, 2, 3, 4]
    for made in found[1].values():
        assert verify(made, inputs()).holds
        assert made.bound >= made.value


def test_a_step_asks_for_more_of_the_second_term(
    found: tuple[Front, dict[int, Programme]],
) -> None:
    steps = [found[1][number].brief.epsilon for number in (1, 2, 3, 4)]
    assert steps[0] == steps[3] == BRIEF.epsilon
    assert steps[1][:-1] == steps[2][:-1] == BRIEF.epsilon
    assert steps[1][-1].term == steps[2][-1].term == "people_served"
    assert steps[1][-1].amount <= steps[2][-1].amount


def test_half_and_twice_each_weight_start_from_the_programme() -> None:
    begin = begun()
    runs = weight_runs(begin, asked=ASKED)
    weighed = [term for term, one in BRIEF.terms.items() if one.weight != 0.0]
    assert sorted({one.term for one in runs}) == sorted(weighed)
    assert [one.factor for one in runs[:2]] == [0.5, 2.0]
    assert all(one.value is not None for one in runs)


@pytest.mark.parametrize(
    ("terms", "points", "says"),
    [
        (("joy", "people_served"), 4, "'joy' is no term"),
        (("people_served", "people_served"), 4, "given twice"),
        (TERMS, 1, "--points 1"),
    ],
)
def test_what_makes_no_front_is_named(terms: tuple[str, str], points: int, says: str) -> None:
    with pytest.raises(InputError, match=says):
        front_from(begun(), terms=terms, points=points, asked=ASKED)


def test_a_term_without_weight_is_not_traded() -> None:
    search = Search(pose(BARE), seed=1)
    begin = Found(search.posed, search.run(ASKED.until), tuple(search.rounds), 1)
    with pytest.raises(InputError, match="no weight"):
        front_from(begin, terms=TERMS, points=4, asked=ASKED)
