"""A district folder: what is saved comes back, and no kill tears it."""

import os
import signal
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from gengxin.store import DistrictFolder
from gengxin.store.atomic import change_folder, write_file
from gengxin.terms import (
    District,
    DistrictFaultsError,
    DistrictMeta,
    InputError,
    InputFile,
    Money,
    Note,
    PlainDistrict,
    checked,
)

CRS = "EPSG:32651"


def two_sites(*, storeys: float = 3.0) -> District:
    money = Money(currency="CNY", price_day=date(2025, 1, 1))
    meta = DistrictMeta(
        name_en="Two sites",
        name_zh="两块地",
        crs=CRS,
        data_day=date(2025, 6, 30),
        money=money,
        inputs=(InputFile(name="sites.gpkg", sha256="0" * 64, kind="layer", day=date(2025, 6, 1)),),
        parameters={"recipe": "none"},
        notes=(Note(table="sites", action="read", count=2, en="two rows", zh="两行"),),
    )
    sites = gpd.GeoDataFrame(
        {
            "ref": ["A", "B"],
            "renewable": [True, True],
            "area_m2": [100.0, 200.0],
            "area_m2_basis": ["measured", "measured"],
            "storeys": [storeys, None],
            "storeys_basis": ["given", None],
            "consent_day": ["2025-03-01", None],
            "assessed_value_amount": [1e6, None],
            "assessed_value_amount_basis": ["given", None],
        },
        geometry=[box(0, 0, 10, 10), box(20, 0, 40, 10)],
        crs=CRS,
    )
    people = gpd.GeoDataFrame(
        {"ref": ["p"], "residents_people": [5], "residents_people_basis": ["measured"]},
        geometry=[Point(1, 1)],
        crs=CRS,
    )
    tables: dict[str, pd.DataFrame] = {"sites": sites, "people": people}
    return checked(PlainDistrict(meta=meta, tables=tables, money={"sites": money}))


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its content and the moment of its last change."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    district = two_sites()
    folder = DistrictFolder(tmp_path / "town")
    assert folder.save(district)
    back = folder.load()
    assert back.meta == district.meta
    assert back.given == district.given
    for name in district.given:
        pd.testing.assert_frame_equal(back.table(name), district.table(name), check_dtype=True)
    assert back.places("sites").crs == district.places("sites").crs


def test_layers_lie_open_for_other_programs(tmp_path: Path) -> None:
    DistrictFolder(tmp_path / "town").save(two_sites())
    layer = gpd.read_parquet(tmp_path / "town" / "layers" / "sites.parquet")
    assert list(layer["ref"]) == ["A", "B"]
    about = tomllib.loads((tmp_path / "town" / "district.toml").read_text("utf-8"))
    assert about["layers"]["sites"]["rows"] == 2
    assert about["name_zh"] == "两块地"


def test_saving_the_same_twice_changes_nothing(tmp_path: Path) -> None:
    folder = DistrictFolder(tmp_path / "town")
    folder.save(two_sites())
    before = state(folder.path)
    assert not folder.save(two_sites())
    assert state(folder.path) == before


def test_saving_what_was_opened_changes_nothing(tmp_path: Path) -> None:
    folder = DistrictFolder(tmp_path / "town")
    folder.save(two_sites())
    assert not folder.save(folder.load())


def test_a_new_import_keeps_the_runs(tmp_path: Path) -> None:
    folder = DistrictFolder(tmp_path / "town")
    folder.save(two_sites())
    run = folder.keep_run("check-up", tables={"t": pd.DataFrame({"a": [1]})}, facts={"seed": 1})
    assert folder.save(two_sites(storeys=4.0))
    assert folder.load().table("sites").loc["A", "storeys"] == 4.0
    assert (run / "run.toml").is_file()


def test_an_equal_run_is_the_same_folder_and_another_district_makes_another(tmp_path: Path) -> None:
    folder = DistrictFolder(tmp_path / "town")
    folder.save(two_sites())
    tables = {"t": pd.DataFrame({"a": [1]})}
    first = folder.keep_run("check-up", tables=tables, facts={"seed": 1})
    assert folder.keep_run("check-up", tables=tables, facts={"seed": 1}) == first
    folder.save(two_sites(storeys=4.0))
    assert folder.keep_run("check-up", tables=tables, facts={"seed": 1}) != first


def test_a_layer_edited_by_hand_is_checked_again(tmp_path: Path) -> None:
    folder = DistrictFolder(tmp_path / "town")
    folder.save(two_sites())
    path = folder.path / "layers" / "sites.parquet"
    gpd.read_parquet(path).assign(area_m2=-1.0).to_parquet(path, index=False)
    with pytest.raises(DistrictFaultsError) as caught:
        folder.load()
    assert len(caught.value.faults) == 2
    gpd.read_parquet(path).assign(area_m2=7.0).to_parquet(path, index=False)
    assert list(folder.load().table("sites")["area_m2"]) == [7.0, 7.0]


def test_a_folder_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("dear", "utf-8")
    with pytest.raises(InputError, match="exists and is no district"):
        DistrictFolder(tmp_path / "letters").save(two_sites())
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["dear.txt"]


@pytest.mark.parametrize("content", ["", "format = 99", "format = 1", "not [ toml"])
def test_a_broken_description_is_named(tmp_path: Path, content: str) -> None:
    folder = DistrictFolder(tmp_path / "town")
    folder.save(two_sites())
    (folder.path / "district.toml").write_text(content, "utf-8")
    with pytest.raises(InputError, match=r"district\.toml"):
        folder.load()


def test_a_cut_layer_is_named(tmp_path: Path) -> None:
    folder = DistrictFolder(tmp_path / "town")
    folder.save(two_sites())
    path = folder.path / "layers" / "people.parquet"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(InputError, match="people"):
        folder.load()


def test_an_absent_district_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gengxin import"):
        DistrictFolder(tmp_path / "nowhere").load()


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from gengxin.store import atomic
target, kill_at = Path(sys.argv[1]), int(sys.argv[2])
moves = 0
replace = Path.replace
def counted(self, to):
    global moves
    if moves == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)
    moves += 1
    return replace(self, to)
Path.replace = counted
atomic.change_folder(target, {"a": b"new", "b": b"new", "c": b"new"}, without=("d",))
"""


@pytest.mark.parametrize("kill_at", range(8))
def test_a_kill_at_any_move_leaves_the_old_folder_or_the_new_one(
    tmp_path: Path, kill_at: int
) -> None:
    old = {"a": b"old", "b": b"old", "d": b"old"}
    new = {"a": b"new", "b": b"new", "c": b"new"}
    for name, content in old.items():
        write_file(tmp_path / name, content)
    command = [sys.executable, "-c", KILLED_AT, str(tmp_path), str(kill_at)]
    done = subprocess.run(command, check=False, env=dict(os.environ))
    assert done.returncode == (-signal.SIGKILL if kill_at < 7 else 0)
    # whoever changes the folder next finds it whole first
    change_folder(tmp_path, {"e": b"later"}, without=())
    found = {
        path.name: path.read_bytes()
        for path in tmp_path.iterdir()
        if not path.name.startswith(".") and path.name != "e"
    }
    assert found == (old if kill_at < 4 else new)
