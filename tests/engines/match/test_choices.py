"""Independent choices: stable, and the best stable one for those who ask."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.match.small import whole
from tests.plain.match import best_stable, is_stable

from gengxin.engines.match.choices import accepted


def asked(wishes: list[list[int]], likes: list[list[int]], places: list[int]) -> list[int | None]:
    host = [h for own in wishes for h in own]
    who = [i for i, own in enumerate(wishes) for _ in own]
    rank = [likes[h].index(i) if i in likes[h] else -1 for i, h in zip(who, host, strict=True)]
    ptr = whole(np.concatenate([[0], np.cumsum([len(own) for own in wishes])]))
    got = accepted(ptr, whole(host), whole(rank), whole(places))
    return [host[at] if at >= 0 else None for at in got]


def test_the_example_of_gale_and_shapley() -> None:
    # Gale and Shapley 1962, example 1: those who propose all get their first choice
    wishes = [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
    likes = [[1, 2, 0], [2, 0, 1], [0, 1, 2]]
    assert asked(wishes, likes, [1, 1, 1]) == [0, 1, 2]


@st.composite
def choices(draw: st.DrawFn) -> tuple[list[list[int]], list[list[int]], list[int]]:
    count, hosts = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    some = st.lists(st.integers(0, hosts - 1), unique=True)
    wishes = [draw(some) for _ in range(count)]
    likes = [
        draw(st.permutations(range(count)))[: draw(st.integers(0, count))] for _ in range(hosts)
    ]
    return wishes, likes, [draw(st.integers(0, 2)) for _ in range(hosts)]


@settings(max_examples=200, deadline=None)
@given(choices())
def test_no_two_would_rather_have_each_other_and_nobody_could_do_better(
    case: tuple[list[list[int]], list[list[int]], list[int]],
) -> None:
    wishes, likes, places = case
    got = asked(wishes, likes, places)
    assert is_stable(wishes, likes, places, got)
    assert got == best_stable(wishes, likes, places)
