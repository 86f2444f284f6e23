"""Practices: ours read whole, a planner's own refused with every fault at once."""

from pathlib import Path

import pytest

from gengxin.sources.practices import read_practice, shipped_practices
from gengxin.terms import InputError, codes


def own(tmp_path: Path, change: str, by: str) -> Path:
    """A planner's copy of ours with one thing changed."""
    from importlib import resources

    text = resources.files("gengxin").joinpath("plan/practices/default.toml").read_text("utf-8")
    assert change in text
    path = tmp_path / "own.toml"
    path.write_text(text.replace(change, by), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", shipped_practices())
def test_ours_can_be_read_and_say_that_they_are_made_up(name: str) -> None:
    practice = read_practice(name)
    assert practice.name == name
    assert practice.made_up
    assert {one.action for one in practice.treatments} == set(codes.ACTIONS)
    assert sum(practice.new_home_shares.values()) == pytest.approx(1.0)
    named = [(one.action, one.variant) for one in practice.treatments]
    assert len(named) == len(set(named))


def test_a_planners_own_file_is_named_after_itself(tmp_path: Path) -> None:
    practice = read_practice(own(tmp_path, "least_built_m2 = 100", "least_built_m2 = 250"))
    assert (practice.name, practice.least_built_m2) == ("own", 250.0)


@pytest.mark.parametrize(
    ("change", "by", "said"),
    [
        ('action = "keep"', 'action = "leave"', "action: is 'leave'; must be one of keep,"),
        ('action = "keep"', 'action = "repair"', "none keeps a site as it is"),
        ("paved_share = 0.3\n", "", "paved_share: absent"),
        ("paved_share = 0.3\n", 'paved_share = "much"\n', "paved_share: is 'much'"),
        ("out_share = 1.0\nfor_good_share = 0.3", "out_share = 1.5", "must be from 0 to 1"),
        ("uses = { public = 1.0 }", "uses = { public = 0.5 }", "uses: sum to 0.5; must sum to 1"),
        ("floor_share = 0.33\n", "floor_share = 0.1\n", "must be at most floor_share, 0.1"),
        ('removes = ["without_lift"]', 'removes = ["noise"]', "removes: 'noise'; must be one of"),
        ("paved_share = 0.3\n", "paved_share = 0.3\nfoo = 1\n", "foo"),
        ("paved_share = 0.3\n", "paved_share = \n", "not readable as TOML"),
    ],
)
def test_faults_are_told(tmp_path: Path, change: str, by: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        read_practice(own(tmp_path, change, by))
    assert said in str(error.value)


def test_a_name_that_nobody_knows_is_told_with_ours() -> None:
    with pytest.raises(InputError, match="ours are default"):
        read_practice("nobodys")
