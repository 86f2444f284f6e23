"""Reasons worked out by hand in the town of three sites, with one weight and one price."""

from dataclasses import replace

import numpy as np
import pytest
from tests.plan.model.made_case import BARE, pose, snapshot

from gengxin.engines.solve import Plan, Prices
from gengxin.plan.model import Posed
from gengxin.plan.programme import programme_of
from gengxin.plan.reasons import explain
from gengxin.plan.row_words import row_words
from gengxin.terms import Explanation, InputError, Programme, RowSetting, TermSetting

# a home made good is worth 1,000; phase 1 has enough for A; a hundredth in phase 1 costs 0.01
BRIEF = replace(
    BARE,
    terms={"homes_made_good": TermSetting(weight=1_000.0)},
    rows={"budget": RowSetting(limit=1.0)},
)


@pytest.fixture(scope="module")
def made() -> Posed:
    return pose(BRIEF)


def programme_at(made: Posed, price: float) -> Programme:
    """A is redeveloped in phase 1, B and C are kept, at a price of phase 1's budget."""
    columns = made.columns()
    first = (columns["option"] == "A/redevelop") & (columns["phase"] == 1)
    kept = np.flatnonzero(columns["phase"] == 0)
    choice = np.array([np.flatnonzero(first)[0], *kept[1:]], np.int64)
    plan = Plan(
        choice,
        np.zeros(len(made.aux_keys), np.int64),
        np.zeros(len(made.problem.arc_demand), np.int64),
        7_000.0,
    )
    row = np.where(made.row_keys == "budget/1", price, 0.0)
    prices = Prices(row, np.zeros(len(made.problem.need)))
    return programme_of(made, snapshot(made, plan, 1e6)._replace(prices=prices))


@pytest.fixture(scope="module")
def programme(made: Posed) -> Programme:
    return programme_at(made, 0.01)


@pytest.fixture(scope="module")
def found(made: Posed, programme: Programme) -> Explanation:
    return explain(made, programme, sites=("A", "B"))


def test_what_a_site_brings(found: Explanation) -> None:
    # ten homes, open from period 2 on: 10 × 1,000 × 0.7
    assert found.sites[0].terms == pytest.approx({"homes_made_good": 7_000.0})


def test_the_next_best_and_what_it_would_lose(found: Explanation) -> None:
    # in phase 1: 7,000 − 50,000 × 0.01 spent there; in phase 2, open at the end: 10 × 1,000 × 0.4
    site = found.sites[0]
    assert (site.option, site.phase) == ("A/redevelop", 1)
    assert (site.next_option, site.next_phase) == ("A/redevelop", 2)
    assert site.loses == pytest.approx(6_500.0 - 4_000.0)


# phase 1 brings 3,000 more than phase 2, less 50,000 × price; A costs 1,500, a thousandth is 1.5
@pytest.mark.parametrize(
    ("price", "as_good"), [(0.0599, False), (0.05998, True), (0.06002, True), (0.0601, False)]
)
def test_what_lies_closer_than_a_thousandth_of_the_cost_is_as_good(
    made: Posed, price: float, *, as_good: bool
) -> None:
    (site,) = explain(made, programme_at(made, price), sites=("A",)).sites
    assert site.loses == pytest.approx(3_000.0 - 50_000.0 * price)
    assert site.as_good is as_good
    assert ("practically as good" in site.sentences[-1].en) is as_good
    assert ("几乎同样好" in site.sentences[-1].zh) is as_good
    assert ("a little more" in "".join(one.en for one in site.flips)) is (price == 0.05998)


def test_what_would_turn_the_choice(found: Explanation) -> None:
    # 50,000 × price = 3,000 where the two are worth the same: six times 0.01
    factors = [one.amount for one in found.sites[0].flips]
    assert factors == pytest.approx([2_500.0, 6.0])


def test_a_site_that_could_do_better_says_so(found: Explanation) -> None:
    # four homes of B would be worth something, and nothing that is priced forbids them
    site = found.sites[1]
    assert site.option == "B/keep"
    assert site.loses is not None
    assert site.loses < 0.0
    assert "didn't find it" in site.sentences[-1].en


def test_the_row_that_binds_is_told(found: Explanation) -> None:
    row = next(one for one in found.rows if one.key == "budget/1")
    assert row.used == 50_000
    assert row.price == pytest.approx(0.01)
    # ten million are a thousand million hundredths
    assert row.says.amount == pytest.approx(1e7)


def test_a_site_that_is_not_there_is_refused(made: Posed, programme: Programme) -> None:
    with pytest.raises(InputError, match="site 'X' is not in this programme"):
        explain(made, programme, sites=("X",))


def test_prices_are_told_in_people_served_where_these_have_a_worth() -> None:
    told = row_words("homes_committed/U1/2/small", 2_000.0, 500.0, "CNY")
    assert "another 10 homes would bring about 20,000 CNY, as much as 40 people" in told.en
    assert "再多10套住房约可多得20,000元，相当于多服务40人" in told.zh
    assert "people served" not in row_words("budget/1", 1.0, 0.0, "CNY").en
