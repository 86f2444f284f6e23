"""Teams for projects: as good as trying all, and proven so."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.match.small import small_consortia, whole
from tests.plain.match import best_consortia, teams_of

from gengxin.engines.match import SCALE, Consortia, Rents, check_teams, run
from gengxin.engines.match.reasons import BidReason, ProjectReason, bid_reasons, project_reasons
from gengxin.engines.match.teams import search_teams


def two_projects_and_one_builder() -> Consortia:
    """Two projects want a builder and an operator; firm 0 builds for one of them only."""
    return Consortia(
        role_ptr=whole([0, 2, 4]),
        load=whole([1, 1, 1, 1]),
        need=whole([5, 5]),
        bid_ptr=whole([0, 1, 3, 4, 6]),
        firm=whole([0, 1, 2, 0, 1, 2]),
        fit=whole([10, 5, 9, 8, 5, 4]),
        capacity=whole([1, 2, 1]),
        equity=whole([9, 9, 9]),
        stake=whole([[3, 3, 3], [3, 3, 3]]),
        conflict=np.array([[0, 0, 1], [0, 0, 0], [1, 0, 0]], np.bool_),
    )


def test_the_builder_goes_where_the_team_is_worth_more_and_enemies_stay_apart() -> None:
    *_, last = run(two_projects_and_one_builder(), rounds=None)
    # firm 2 is in conflict with firm 0: the operator is firm 1, 10 + 5
    assert last.teams.bid.tolist() == [0, 1, -1, -1]
    assert (last.teams.worth, last.bound) == (15, 15)


def test_each_refusal_says_why() -> None:
    problem = two_projects_and_one_builder()
    *_, last = run(problem, rounds=None)
    found = bid_reasons(problem, last.teams)
    assert found.code.tolist() == [
        BidReason.TAKEN,
        BidReason.TAKEN,
        BidReason.CONFLICT,
        *[BidReason.NO_TEAM_HERE] * 3,
    ]
    assert found.other[2] == 0
    leaf = last.split()
    projects = project_reasons(problem, last.teams, Rents(leaf.bid[-1], leaf.stake[-1]))
    assert projects.code[0] == ProjectReason.MATCHED
    assert projects.code[1] in {ProjectReason.OUTBID, ProjectReason.LEFT_OVER}
    assert projects.worth[1] == 13
    assert projects.rival[1] == 0


def test_a_role_for_which_nobody_bids_is_named() -> None:
    problem = two_projects_and_one_builder()._replace(
        bid_ptr=whole([0, 0, 2, 3, 5]),
        firm=whole([1, 2, 0, 1, 2]),
        fit=whole([5, 9, 8, 5, 4]),
    )
    *_, last = run(problem, rounds=None)
    free = Rents(np.zeros(5, np.int64), np.zeros(3, np.int64))
    found = project_reasons(problem, last.teams, free)
    assert found.code.tolist() == [ProjectReason.NO_BID, ProjectReason.MATCHED]
    assert found.role[0] == 0


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_teams_are_as_good_as_by_trying_all_and_the_bound_says_so(seed: int) -> None:
    problem = small_consortia(seed)
    snapshots = list(run(problem, rounds=200))
    best = best_consortia(problem)
    assert all(known.teams.worth <= best <= known.bound for known in snapshots)
    last = snapshots[-1]
    assert last.teams.worth == best == last.bound
    assert check_teams(problem, last.teams) == []


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_search_finds_the_best_team_at_any_prices(seed: int) -> None:
    problem = small_consortia(seed)
    rng = np.random.default_rng(seed)
    rents = Rents(
        whole(rng.integers(0, 20 * SCALE, len(problem.firm))),
        whole(rng.integers(0, 3 * SCALE, len(problem.equity))),
    )
    none = np.zeros(len(problem.firm), np.bool_)
    for project in range(len(problem.need)):
        worth = [0]
        for team in teams_of(problem, project):
            firms = {int(problem.firm[bid]) for bid in team}
            load = dict.fromkeys(firms, 0)
            for place, bid in enumerate(team):
                load[int(problem.firm[bid])] += int(problem.load[problem.role_ptr[project] + place])
            if any(load[f] > problem.capacity[f] for f in firms):
                continue
            if any(problem.stake[project, f] > problem.equity[f] for f in firms):
                continue
            left = sum(int(problem.fit[bid]) * SCALE - int(rents.bid[bid]) for bid in team)
            worth.append(left - sum(int(rents.stake[f] * problem.stake[project, f]) for f in firms))
        exact = search_teams(problem, project, rents=rents, barred=none, floor=0, steps=10**6)
        assert exact.bound == max(worth)
        short = search_teams(problem, project, rents=rents, barred=none, floor=0, steps=2)
        assert short.bound >= max(worth)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_problem_gives_the_same_teams(seed: int) -> None:
    problem = small_consortia(seed)
    first, second = (list(run(problem, rounds=20)) for _ in range(2))
    assert [(k.teams.worth, k.bound) for k in first] == [(k.teams.worth, k.bound) for k in second]
