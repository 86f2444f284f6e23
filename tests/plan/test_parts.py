"""Options told in parts are the same as those made in one go, whatever the parts."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from tests.plan.town import DAY, books, found, made, street

from gengxin.plan.options import Asked, options, options_in_parts, shapes
from gengxin.sources.option_edits import read_option_edits
from gengxin.store import NewRun, RunTables
from gengxin.terms import OPTION_TABLES, OptionSet


def written(folder: Path, *, sites_at_once: int, edits: pd.DataFrame | None = None) -> OptionSet:
    """The options of the street, their tables written to a folder in parts."""
    folder.mkdir()
    asked = Asked(
        day=DAY,
        software="test",
        edits=edits,
        report=lambda _doing, _share: None,
        sites_at_once=sites_at_once,
    )
    with NewRun(folder, kind="options") as run:
        told = options_in_parts(street(), found(), books(), asked=asked, into=run.add)
        run.close({})
    return told


def words(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with words as such, whichever others stand in the same column."""
    return frame.astype(dict.fromkeys(frame.select_dtypes("category").columns, "str"))


@pytest.mark.parametrize("sites_at_once", [1, 4, 100])
def test_a_run_written_in_parts_has_the_rows_of_the_one_held(
    tmp_path: Path, sites_at_once: int
) -> None:
    told = written(tmp_path / "run", sites_at_once=sites_at_once)
    tables, whole = RunTables(tmp_path / "run"), made()
    assert set(tables) == set(OPTION_TABLES) == set(whole.tables)
    for name in OPTION_TABLES:
        assert_frame_equal(words(tables[name]), words(whole.tables[name]))
    assert (told.unavailable, told.provenance) == (whole.unavailable, whole.provenance)


def test_the_bytes_of_a_run_hang_on_no_part(tmp_path: Path) -> None:
    sums = []
    for count in (1, 4, 100):
        folder = tmp_path / str(count)
        written(folder, sites_at_once=count)
        files = sorted(folder.glob("*.parquet"))
        sums.append([(one.name, hashlib.sha256(one.read_bytes()).hexdigest()) for one in files])
    assert sums[0] == sums[1] == sums[2]


@pytest.mark.parametrize("sites_at_once", [1, 3])
def test_neighbourhoods_drawn_beside_each_other_are_as_if_drawn_together(
    monkeypatch: pytest.MonkeyPatch, sites_at_once: int
) -> None:
    monkeypatch.setattr(shapes, "SITES_AT_ONCE", sites_at_once)
    again = options(street(), found(), books(), day=DAY, software="test")
    for name in OPTION_TABLES:
        assert_frame_equal(words(again.tables[name]), words(made().tables[name]))


def test_what_a_planner_lays_down_holds_in_parts_too(tmp_path: Path) -> None:
    sheet = tmp_path / "edits.csv"
    sheet.write_text(
        "ref,fixing,new_public_cost_amount,reason\n"
        "flats/redevelop-homes,must,,promised\n"
        "listed/redevelop-homes,must,,promised\n"
        "works/repair-fabric,,5,as offered\n",
        encoding="utf-8",
    )
    edits = read_option_edits(sheet)
    told = written(tmp_path / "run", sites_at_once=1, edits=edits)
    tables, whole = RunTables(tmp_path / "run"), made(edits)
    for name in OPTION_TABLES:
        assert_frame_equal(words(tables[name]), words(whole.tables[name]))
    assert told.unavailable == whole.unavailable
    assert any("not offered: listed/redevelop-homes" in one.en for one in told.unavailable)
