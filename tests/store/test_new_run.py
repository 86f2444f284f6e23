"""A run that is written while it is made: nothing is lost, and nothing hangs on the parts."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal

from gengxin.store import NewRun, RunTables
from gengxin.store.folder import DistrictFolder
from gengxin.terms import InputError

ROWS = 1_000


@pytest.fixture
def rows() -> gpd.GeoDataFrame:
    at = range(ROWS)
    return gpd.GeoDataFrame(
        {
            "word": pd.Series([f"w{n % 7}" for n in at], dtype="str"),
            "kind": pd.Categorical([f"k{n // 100}" for n in at]),
            "count": pd.array([None if n % 5 == 0 else n for n in at], dtype="Int64"),
            "share": [n / 3 for n in at],
            "holds": [n % 2 == 0 for n in at],
        },
        geometry=[shapely.box(0.0, 0.0, n + 1.0, 1.0) for n in at],
        crs="EPSG:32651",
    )


def written(folder: Path, rows: pd.DataFrame, *, at_once: int) -> str:
    """The hash of a run with a table that was added so many rows at once."""
    folder.mkdir()
    with NewRun(folder, kind="test", rows_at_once=128) as run:
        for begin in range(0, len(rows), at_once):
            part = rows.iloc[begin : begin + at_once].reset_index(drop=True)
            run.add("t", part.assign(kind=part["kind"].cat.remove_unused_categories()))
        run.add("none", rows.iloc[:0])
        return run.close({"seed": 1})


def test_rows_come_back_as_they_were_added(tmp_path: Path, rows: gpd.GeoDataFrame) -> None:
    written(tmp_path / "run", rows, at_once=300)
    tables = RunTables(tmp_path / "run")
    assert list(tables) == ["none", "t"]
    assert_frame_equal(tables["t"], rows, check_like=True)
    assert tables["t"].crs == rows.crs
    assert len(tables["none"]) == 0
    assert list(tables["none"].columns) == list(rows.columns)


def test_plain_tables_too(tmp_path: Path, rows: gpd.GeoDataFrame) -> None:
    plain = pd.DataFrame(rows.drop(columns="geometry"))
    written(tmp_path / "run", plain, at_once=37)
    assert_frame_equal(RunTables(tmp_path / "run")["t"], plain)


def test_the_hash_hangs_on_the_rows_and_not_on_the_parts(
    tmp_path: Path, rows: gpd.GeoDataFrame
) -> None:
    sums = {written(tmp_path / str(n), rows, at_once=n) for n in (37, 128, 300, ROWS)}
    assert len(sums) == 1
    assert written(tmp_path / "less", rows.iloc[1:], at_once=ROWS) not in sums


def test_the_pieces_that_a_large_column_came_in_do_not_show(tmp_path: Path) -> None:
    # so many different shapes that their column outgrows its dictionary half-way
    count = 20_000
    shapes = shapely.box(0.0, 0.0, [n + 1.0 for n in range(count)], 1.0)
    rows = gpd.GeoDataFrame({"number": range(count)}, geometry=shapes, crs="EPSG:32651")
    sums = set()
    for at_once in (7_000, count):
        folder = tmp_path / str(at_once)
        folder.mkdir()
        with NewRun(folder, kind="test") as run:
            for begin in range(0, count, at_once):
                run.add("t", rows.iloc[begin : begin + at_once].reset_index(drop=True))
            sums.add(run.close({}))
    assert len(sums) == 1


def test_what_is_not_kept_leaves_nothing(tmp_path: Path, rows: gpd.GeoDataFrame) -> None:
    folder = DistrictFolder(tmp_path)
    (tmp_path / "district.toml").write_text("")

    def stopped() -> None:
        with folder.new_run("options") as run:
            run.add("t", rows)
            raise InputError("enough")

    with pytest.raises(InputError):
        stopped()
    assert list((tmp_path / "runs").iterdir()) == []


def test_an_equal_run_is_the_same_folder(tmp_path: Path, rows: gpd.GeoDataFrame) -> None:
    folder = DistrictFolder(tmp_path)
    (tmp_path / "district.toml").write_text("")
    kept = []
    for at_once in (100, ROWS):
        with folder.new_run("options") as run:
            for begin in range(0, ROWS, at_once):
                run.add("t", rows.iloc[begin : begin + at_once])
            kept.append(folder.keep(run, facts={"seed": 1}))
    assert kept[0] == kept[1] == folder.newest_run("options")
    assert len(list((tmp_path / "runs").iterdir())) == 1
