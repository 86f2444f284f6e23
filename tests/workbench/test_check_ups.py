"""A check-up of a folder: the same files however many processes make them, or no folder."""

from datetime import date
from pathlib import Path

import pytest

import gengxin as gx
from gengxin.workbench import check_ups


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("town") / "town"
    gx.save_district(gx.sample_district(sites=100, seed=3), home)
    return home


def test_two_processes_write_the_same_files_as_one(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # no midnight comes between
    monkeypatch.setattr(check_ups, "_today", lambda: date(2026, 1, 1))
    made, by_one = gx.check_up_folder(town, out=tmp_path / "one")
    again, by_two = gx.check_up_folder(town, out=tmp_path / "two", processes=2)
    assert by_one.run == by_two.run
    assert again.observations.equals(made.observations)
    for name in ("report", "workbook", "geopackage", "document"):
        one, two = getattr(by_one, name), getattr(by_two, name)
        assert two.read_bytes() == one.read_bytes(), name
    assert sorted(path.name for path in (tmp_path / "two").iterdir()) == [
        "check-up.gpkg",
        "check-up.html",
        "check-up.json",
        "check-up.xlsx",
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_check_up_that_fails_leaves_no_folder(town: Path, tmp_path: Path, processes: int) -> None:
    with pytest.raises(gx.GengxinError, match="no such file"):
        gx.check_up_folder(town, standards="none", out=tmp_path / "out", processes=processes)
    assert not (tmp_path / "out").exists()
