"""An import of a browser: a recipe in JSON, into a new district or beside what is there."""

from pathlib import Path
from typing import Any

import pytest
from tests.town.towns import Towns

from gengxin.store import DistrictFolder
from gengxin.terms import District, InputError
from gengxin.workbench.jobs.importing import imported

CLINICS = "id,name,lon,lat\nC-1,诊所,121.4200,31.1950\nC-2,Clinic,121.4250,31.2000\n"
FILL = {
    "inputs": {"clinics": {"file": "clinics.csv", "x": "lon", "y": "lat", "crs": "EPSG:4326"}},
    "fill": [
        {
            "table": "facilities",
            "input": "clinics",
            "columns": {"ref": "id", "name_zh": "name", "kind": {"value": "health_station"}},
        }
    ],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> DistrictFolder:
    return DistrictFolder(towns.sampled(tmp_path_factory.mktemp("importing") / "town"))


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    (tmp_path / "clinics.csv").write_text(CLINICS, encoding="utf-8")
    return tmp_path


def read(home: DistrictFolder, scratch: Path, **asks: Any) -> District:
    told = {"recipe": FILL, "accept_loss": False, "keep_others": False} | asks
    task = {"sources": [str(scratch / "clinics.csv")], "scratch": str(scratch), "asks": told}
    return imported(task, home)


def test_a_table_is_put_in_the_place_of_one_and_the_others_stay(
    home: DistrictFolder, scratch: Path
) -> None:
    before = home.load()
    after = read(home, scratch, keep_others=True)
    assert list(after.table("facilities").index) == ["C-1", "C-2"]
    assert after.given == before.given
    for name in before.given:
        if name not in {"facilities", "gates"}:
            assert list(after.table(name).index) == list(before.table(name).index)
    assert (after.meta.name_zh, after.meta.crs) == (before.meta.name_zh, before.meta.crs)
    assert after.meta.made_up
    names = [one.name for one in after.meta.inputs]
    assert "clinics.csv" in names
    assert {note.table for note in after.meta.notes if note.action == "read"} >= {"facilities"}
    # the gates of facilities that are no more
    (gone,) = (one for one in after.meta.notes if (one.table, one.action) == ("gates", "left_out"))
    assert gone.count == len(before.table("gates")) > 0


def test_a_recipe_with_a_district_of_its_own_makes_a_new_one(
    home: DistrictFolder, scratch: Path
) -> None:
    about = {"name_en": "Elsewhere", "name_zh": "别处", "data_day": "2026-03-08"}
    after = read(home, scratch, recipe={**FILL, "district": about})
    assert after.meta.name_en == "Elsewhere"
    assert not after.meta.made_up
    assert after.given == ("facilities",)


def test_tables_of_two_systems_of_coordinates_are_not_mixed(
    home: DistrictFolder, scratch: Path
) -> None:
    about = {"name_en": "a", "name_zh": "甲", "data_day": "2026-03-08", "crs": "EPSG:32650"}
    with pytest.raises(InputError, match='say crs = "EPSG:32651"'):
        read(home, scratch, recipe={**FILL, "district": about}, keep_others=True)


@pytest.mark.parametrize(
    ("recipe", "says"),
    [
        ({**FILL, "fil": []}, "did you mean 'fill'"),
        ({**FILL, "codes": None}, "leave out what is null"),
        ({"inputs": {"clinics": {"file": "hospitals.csv"}}, "fill": FILL["fill"]}, "hospitals.csv"),
    ],
)
def test_a_recipe_with_faults_is_refused(
    home: DistrictFolder, scratch: Path, recipe: dict, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        read(home, scratch, recipe=recipe)
