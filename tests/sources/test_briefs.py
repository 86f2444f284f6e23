"""Briefs: ours read whole, a planner's own refused with every fault at once."""

from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from gengxin.sources.briefs import read_brief, shipped_briefs
from gengxin.terms import InputError
from gengxin.terms.brief import ROWS, TERMS, Match


def own(tmp_path: Path, change: str, by: str) -> Path:
    """A planner's copy of ours with one thing changed."""
    text = resources.files("gengxin").joinpath("plan/briefs/default.toml").read_text("utf-8")
    assert change in text
    path = tmp_path / "own.toml"
    path.write_text(text.replace(change, by, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", shipped_briefs())
def test_ours_can_be_read_and_mark_each_weight_as_a_policy_choice(name: str) -> None:
    brief = read_brief(name)
    assert brief.name == name
    assert set(brief.terms) == set(TERMS)
    assert set(brief.rows) == set(ROWS)
    assert all(term.note.startswith("policy choice") for term in brief.terms.values())
    assert all(row.on for row in brief.rows.values())


def test_the_default_has_four_phases_of_three_years_and_a_share_of_the_dearest() -> None:
    brief = read_brief("default")
    assert [one.starts_on for one in brief.phases] == [
        date(year, 1, 1) for year in (2026, 2029, 2032, 2035)
    ]
    assert (brief.ends_on, brief.horizon_years) == (date(2038, 1, 1), 30.0)
    assert (brief.rows["budget"].limit, brief.discount_rate, brief.earlier_rate) == (
        0.015,
        0.04,
        0.04,
    )


def test_a_planners_wishes_are_read(tmp_path: Path) -> None:
    wish = 'not_asked = "bars"\nmust = [{ site = "S-1", phase = 2 }]\n'
    wish += 'requires = [{ this = { site = "S-1" }, first = { site = "S-2" } }]\n'
    wish += 'neighbours = [["RU-1", "RU-2"]]\n'
    brief = read_brief(own(tmp_path, 'not_asked = "allows"\n', wish))
    assert (brief.name, brief.not_asked) == ("own", "bars")
    assert brief.must == (Match(site="S-1", phase=2),)
    assert brief.requires[0].first == Match(site="S-2")
    assert brief.neighbours == (("RU-1", "RU-2"),)


HORIZON = "horizon_years = 30\n"


@pytest.mark.parametrize(
    ("change", "by", "said"),
    [
        ("starts_on = 2029-01-01", "starts_on = 2026-01-20", "phases 2.starts_on: is 2026-01-20"),
        (
            "starts_on = 2029-01-01",
            "starts_on = 2025-01-01",
            "must be in a later month than phases",
        ),
        ("ends_on = 2038-01-01", "ends_on = 2035-01-31", "ends_on: is 2035-01-31; must be in a"),
        ("starts_on = 2026-01-01,", "starts_on = 2026-01-01, budget_amount = nan,", "is nan; must"),
        ("starts_on = 2026-01-01,", "starts_on = 2026-01-01, budget_amount = -1,", "at least 0"),
        ("horizon_years = 30", "horizon_years = 0", "horizon_years: is 0; must be above 0"),
        ("discount_rate = 0.04", "discount_rate = 4", "discount_rate: is 4; must be from 0 to 0.5"),
        ("earlier_rate = 0.04\n", "", "earlier_rate: absent"),
        ("earlier_rate = 0.04", "earlier_rate = 1e-9", "is 1e-09; must be 0 or at least 0.0001"),
        ("self_arranged_share = 1.0", "self_arranged_share = 1.8", "must be from 0 to 1"),
        ("budget = { limit = 0.015 }", "budget = {}", "rows.budget.limit: absent"),
        ("limit = 0.8 }", "limit = 80 }", "rows.continuity.limit: is 80; must be from 0 to 1"),
        ("works_at_once = { limit = 0.15 }", "works_at_once = {}", "works_at_once.limit: absent"),
        (
            "demolished = {}",
            "demolished = { hard = false }",
            "demolished.price: is 0; must be above",
        ),
        ("floor_space = {}", "floor_space = { hard = false, price = 1 }", "it has no slack"),
        ("sunlight = {}", "sunshine = {}", "rows: is 'sunshine'; must be one of budget, balance"),
        ("carbon = {", "smoke = {", "terms: is 'smoke'; must be one of people_served"),
        ("weight = 0.1,", "weight = -1,", "weight: is -1; must be at least 0"),
        ('"phases"', '"sometimes"', "coverage: is 'sometimes'"),
        (HORIZON, HORIZON + 'must = [{ action = "keep" }]\n', "must 1.site: absent"),
        (HORIZON, HORIZON + "must_not = [{}]\n", "must_not 1: says nothing"),
        (HORIZON, HORIZON + 'must_not = [{ action = "burn" }]\n', "must_not 1.action: is 'burn'"),
        (
            HORIZON,
            HORIZON + "exclusive = [[{ phase = 9 }]]\n",
            "exclusive 1.1.phase: is 9; must be",
        ),
        (HORIZON, HORIZON + 'subsidies = { "RU-1" = inf }\n', "subsidies.RU-1: is inf; must be a"),
        (
            HORIZON,
            HORIZON + 'equity_floors = [{ standard = "a", area = "b", share = 2 }]\n',
            "equity_floors 1.share: is 2",
        ),
        (
            HORIZON,
            HORIZON + 'scenarios = [{ of = "luck", low = 2, high = 1 }]\n',
            "scenarios 1.low: is 2; must be from 0 to 1",
        ),
        (HORIZON, HORIZON + "foo = 1\n", "foo"),
        (HORIZON, "horizon_years =\n", "not readable as TOML"),
    ],
)
def test_faults_are_told(tmp_path: Path, change: str, by: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        read_brief(own(tmp_path, change, by))
    assert said in str(error.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    change = "discount_rate = 0.04\nearlier_rate = 0.04"
    with pytest.raises(InputError, match="2 faults") as error:
        read_brief(own(tmp_path, change, "discount_rate = nan\nearlier_rate = 9"))
    assert "earlier_rate: is 9" in str(error.value)


def test_a_name_that_nobody_knows_is_told_with_ours() -> None:
    with pytest.raises(InputError, match="ours are default, usd"):
        read_brief("nobodys")
