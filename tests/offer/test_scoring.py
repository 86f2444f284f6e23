"""Points by stated criteria: worked by hand, and what must hold whatever is stated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gengxin.offer.scoring import Assessment, Place, Tally, places, tally
from gengxin.terms.records import Criterion


def criterion(
    code: str, weight: float, worst: float | None = None, best: float | None = None
) -> Criterion:
    return Criterion(
        code=code,
        name_en=code,
        name_zh=code,
        weight=weight,
        scoring="assessed" if worst is None else "number",
        worst=worst,
        best=best,
        unit="" if worst is None else "months",
    )


# quick is good: 36 months give nothing, 24 all
MONTHS = criterion("months", 0.25, 36.0, 24.0)
RENT = criterion("rent", 0.5, 2.0, 4.0)
SCHEME = criterion("scheme", 0.25)


def test_points_are_worked_by_hand() -> None:
    given_points = {"scheme": Assessment(points=0.8, reason="keeps the lane")}
    told = tally([MONTHS, RENT, SCHEME], {"months": 27.0, "rent": 3.0}, given_points)
    assert [one.points for one in told.scores] == [0.75, 0.5, 0.8]
    assert told.total == pytest.approx(0.25 * 0.75 + 0.5 * 0.5 + 0.25 * 0.8)
    assert told.scores[0].reason == "27 months was stated; 36 months gives 0, 24 months gives 1"
    assert told.scores[2].reason == "keeps the lane"


def test_beyond_an_end_gives_no_more() -> None:
    assert tally([MONTHS], {"months": 60.0}, {}).scores[0].points == 0.0
    assert tally([MONTHS], {"months": 1.0}, {}).scores[0].points == 1.0


def test_what_was_not_stated_is_unavailable_and_never_zero() -> None:
    told = tally([MONTHS, RENT, SCHEME], {"rent": 4.0}, {})
    assert [one.points for one in told.scores] == [None, 1.0, None]
    assert [one.reason for one in told.scores if one.points is None] == [
        "nothing was stated",
        "not assessed yet",
    ]
    assert (told.total, told.least, told.most) == (None, 0.5, 1.0)


def whole(total: float) -> Tally:
    return Tally(scores=(), total=total, least=total, most=total)


def test_places_are_told_as_far_as_they_are_settled() -> None:
    open_one = Tally(scores=(), total=None, least=0.4, most=0.7)
    told = places({"a": whole(0.9), "b": whole(0.6), "c": open_one, "d": whole(0.1)})
    assert told == {
        "a": Place(first=1, last=1),
        "b": Place(first=2, last=3),
        "c": Place(first=2, last=3),
        "d": Place(first=4, last=4),
    }


def test_equal_totals_share_a_place() -> None:
    told = places({"a": whole(0.1 + 0.2), "b": whole(0.3), "c": whole(0.2)})
    assert told["a"] == told["b"] == Place(first=1, last=1)
    assert told["c"] == Place(first=3, last=3)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_to_leave_a_number_out_never_assures_more_than_to_state_it(
    stated: float, worst: float, best: float
) -> None:
    if worst == best:
        return
    criteria = [criterion("x", 0.6, worst, best), criterion("y", 0.4, 0.0, 1.0)]
    said, silent = tally(criteria, {"x": stated, "y": 0.5}, {}), tally(criteria, {"y": 0.5}, {})
    assert silent.total is None
    assert silent.least <= said.total + 1e-12
    assert said.total <= silent.most + 1e-12
