"""When a search stops, and how it goes on after it was cut short."""

from pathlib import Path

import pytest
from tests.plan.model.made_case import BARE, pose

from gengxin.terms import InputError, RowSetting, TermSetting
from gengxin.workbench.search import Search, Until, until


def test_a_gap_a_time_and_rounds_are_read_as_people_write_them() -> None:
    assert until(gap="0.5%", time="2m", rounds=None) == Until(gap=0.005, seconds=120.0, rounds=None)
    assert until(gap="0.01", time=None, rounds=7) == Until(gap=0.01, seconds=None, rounds=7)
    assert until(gap="1%", time="90", rounds=None).seconds == 90.0


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"gap": "small", "time": None, "rounds": None}, "--gap 'small'"),
        ({"gap": "nan", "time": None, "rounds": None}, "--gap 'nan'"),
        ({"gap": "1%", "time": "soon", "rounds": None}, "--time 'soon'"),
        ({"gap": "1%", "time": "0s", "rounds": None}, "--time '0s'"),
        ({"gap": "1%", "time": None, "rounds": 0}, "--rounds 0"),
    ],
)
def test_what_can_not_be_read_is_named(asked: dict, says: str) -> None:
    with pytest.raises(InputError, match=says):
        until(**asked)


def posed_simply():  # noqa: ANN201 a problem
    from dataclasses import replace

    brief = replace(
        BARE,
        terms={"homes_made_good": TermSetting(weight=1_000.0)},
        rows={"budget": RowSetting(limit=0.5)},
    )
    return pose(brief)


def test_a_search_cut_short_goes_on_to_the_same(tmp_path: Path) -> None:
    made = posed_simply()
    whole = Search(made, seed=3)
    last = whole.run(Until(seconds=None, rounds=25))
    kept = tmp_path / "search.npz"
    first = Search(made, seed=3, keep=kept)
    early = first.run(Until(seconds=None, rounds=14))
    first.save(early)
    second = Search(made, seed=3, keep=kept)
    after = second.run(Until(seconds=None, rounds=25))
    assert [one.number for one in second.rounds] == list(range(1, 26))
    assert second.rounds == whole.rounds
    assert last.plan is not None
    assert after.plan is not None
    assert after.plan.choice.tolist() == last.plan.choice.tolist()
    assert after.prices.row.tolist() == last.prices.row.tolist()


def test_what_was_kept_of_another_search_is_left_alone(tmp_path: Path) -> None:
    made = posed_simply()
    kept = tmp_path / "search.npz"
    first = Search(made, seed=3, keep=kept)
    first.save(first.run(Until(seconds=None, rounds=15)))
    other = Search(made, seed=4, keep=kept)
    other.run(Until(seconds=None, rounds=13))
    assert [one.number for one in other.rounds] == list(range(1, 14))


@pytest.mark.parametrize("torn", [b"", b"PK\x03\x04 torn", b"\x93NUMPY\x01\x00"])
def test_what_was_kept_and_is_damaged_costs_time_only(tmp_path: Path, torn: bytes) -> None:
    made = posed_simply()
    kept = tmp_path / "search.npz"
    kept.write_bytes(torn)
    whole = Search(made, seed=1).run(Until(seconds=None, rounds=12))
    again = Search(made, seed=1, keep=kept).run(Until(seconds=None, rounds=12))
    assert again.bound == whole.bound
    assert again.plan is not None
