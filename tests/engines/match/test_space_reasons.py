"""Why a request has no space, what is short, and what stays when a phase slips."""

import numpy as np
from tests.engines.match.small import one_hall, whole

from gengxin.engines.match import Lets, RequestReason, balance, fill, request_reasons


def test_each_refusal_says_why_and_what_is_short() -> None:
    problem = one_hall()
    *_, last = fill(problem, rounds=40)
    found = request_reasons(problem, last.lets, last.price)
    assert found.code[:2].tolist() == [RequestReason.MATCHED] * 2
    # the third wants the hall before it opens: its price there is what keeps it out
    assert found.code[2] in {RequestReason.OUTPRICED, RequestReason.NO_ROOM}
    assert (found.offer[2], found.worth[2], found.rival[2]) == (2, 90, 0)
    sums = balance(
        problem,
        last.lets,
        of_request=whole([0, 0, 0]),
        of_space=whole([0]),
        wanted=(problem.first, problem.end, problem.least),
    )
    assert sums.there.tolist() == [[0, 10]]
    assert sums.let.tolist() == [[0, 10]]
    assert sums.wanted.tolist() == [[2, 11]]
    assert sums.short.tolist() == [[2, 2]]


def test_a_slip_keeps_what_was_accepted_where_it_still_can_be() -> None:
    before = one_hall()._replace(area=whole([[10, 10]]))
    *_, first = fill(before, rounds=40)
    assert first.lets.offer[2] == 2
    # the hall opens a period later: the third is released, the others keep what they have
    keep = np.where(np.arange(3) == 2, -1, first.lets.offer)
    held = Lets(keep, np.where(keep >= 0, first.lets.area, 0), 0)
    *_, after = fill(one_hall(), rounds=40, held=held)
    assert after.lets.offer[:2].tolist() == first.lets.offer[:2].tolist()
    assert after.lets.offer[2] == -1
