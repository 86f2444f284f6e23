"""The command: what a user types, what comes back, how errors end."""

import json
import os
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gengxin.cli.app import app
from gengxin.workbench import check_ups

COMMAND = [sys.executable, "-m", "gengxin.cli"]


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words], capture_output=True, text=True, check=False, cwd=cwd, env=os.environ
    )


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "town"
    done = run("sample", "--sites", "100", "--seed", "1", "-o", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def test_help_answers_without_loading_the_heavy_libraries() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = (
        "import sys; sys.argv = ['gengxin', '--help']\n"
        "from gengxin.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numba', 'geopandas', 'shapely', 'rich'}\n"
        "print(heavy & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "check-up" in done.stdout
    assert done.stderr.strip() == "set()"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_maxrss >= before.ru_maxrss


def test_what_a_library_prints_by_itself_goes_to_standard_error() -> None:
    code = (
        "import os, sys; sys.argv = ['gengxin', 'info', 'nowhere', '--json']\n"
        "from gengxin.cli import app\n"
        "def noisy(error):\n"
        "    os.write(1, b'HiGHS says\\n')\n"
        "    print('{}')\n"
        "app._say = noisy\n"
        "app.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("{}\n", "HiGHS says\n", 2)


def test_info_says_what_a_district_holds(town: Path) -> None:
    done = run("info", str(town), "--json")
    assert done.returncode == 0
    facts = json.loads(done.stdout)
    assert facts["made_up"] is True
    assert facts["tables"]["sites"] >= 50
    assert facts["absent_tables"] == []
    assert "made up" in run("info", str(town)).stdout


def test_the_same_seed_makes_the_same_district_and_a_second_time_changes_nothing(
    town: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    assert run("sample", "--sites", "100", "--seed", "1", "-o", str(again)).returncode == 0
    assert (again / "district.toml").read_bytes() == (town / "district.toml").read_bytes()
    before = (again / "district.toml").stat().st_mtime_ns
    assert run("sample", "--sites", "100", "--seed", "1", "-o", str(again)).returncode == 0
    assert (again / "district.toml").stat().st_mtime_ns == before


def test_a_check_up_writes_what_people_open_and_keeps_its_run(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # no midnight comes between
    monkeypatch.setattr(check_ups, "_today", lambda: date(2026, 1, 1))
    asked = ["check-up", str(town), "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(app, [*asked, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {"check-up.html", "check-up.xlsx", "check-up.gpkg", "check-up.json"}
    runs = list((town / "runs").iterdir())
    assert CliRunner().invoke(app, asked).exit_code == 0
    assert list((town / "runs").iterdir()) == runs, "the same check-up is the same run"


@pytest.mark.parametrize("to", ["gpkg", "geojson", "xlsx", "cityjson", "glb"])
def test_export_gives_the_tables_to_other_programs(town: Path, tmp_path: Path, to: str) -> None:
    done = run("export", str(town), "--to", to, "-o", str(tmp_path / f"town.{to}"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / f"town.{to}").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("info", "nowhere"), "nowhere is no district"),
        (("check-up", "nowhere"), "nowhere is no district"),
        (("import", "nowhere.osm.pbf", "-o", "out"), "nowhere.osm.pbf"),
        (("sample", "--sites", "7", "-o", "out"), "sites is 7, must be 100 to 300000"),
        (("sample", "--sites", "many", "-o", "out"), "'--sites'"),
        (("import", "-o", "out"), "SOURCE"),
    ],
)
def test_an_error_names_the_thing_ends_with_2_and_leaves_nothing(
    words: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_pack_of_standards_lists_the_known_ones(town: Path) -> None:
    done = run("check-up", str(town), "--standards", "atlantis")
    assert done.returncode == 2
    assert "atlantis" in done.stderr
    assert "cn-default" in done.stderr


def test_with_json_an_error_is_one_document_too() -> None:
    done = run("info", "nowhere", "--json")
    assert done.returncode == 2
    assert "nowhere is no district" in json.loads(done.stdout)["error"]


def test_options_say_why_or_why_not_for_each_site(town: Path) -> None:
    asked = run("why", str(town), "--site", "S-000001")
    assert asked.returncode == 2
    assert "gengxin options" in asked.stderr
    done = run("options", str(town), "--json")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["sites"] == json.loads(run("info", str(town), "--json").stdout)["tables"]["sites"]
    assert facts["by_action"]["keep"] == {**facts["by_action"]["keep"], "offered": facts["sites"]}
    told = json.loads(run("why", str(town), "--site", "S-000001", "--json").stdout)
    assert {option["site"] for option in told["options"]} == {"S-000001"}
    for option in told["options"]:
        assert bool(option["reason_en"]) == (option["state"] != "offered")
        assert bool(option["reason_zh"]) == (option["state"] != "offered")
        own = [check for check in told["checks"] if check["option"] == option["ref"]]
        assert all(check["rule"] in check["said_en"] for check in own)
    plain = run("why", str(town), "--site", "S-000001", "--language", "zh").stdout
    # each clause that passes or forbids tells its text, the value beside the limit with units
    assert all(check["said_zh"] in plain for check in told["checks"])
    assert "不大于24米（plan.height）" in plain
    lost = run("why", str(town), "--site", "nowhere")
    assert lost.returncode == 2
    assert "'nowhere'" in lost.stderr


def test_options_refuse_a_pack_that_is_not_there(town: Path) -> None:
    done = run("options", str(town), "--rules", "nowhere-default")
    assert done.returncode == 2
    assert "cn-default" in done.stderr
    assert "nyc-contextual" in done.stderr
