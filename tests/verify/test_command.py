"""The command ``gengxin verify``: what it prints, and how it ends."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from tests.verify.town import inputs, planned
from typer.testing import CliRunner

from gengxin.cli.app import app
from gengxin.store.programme_file import write_programme
from gengxin.terms import InputError, Programme
from gengxin.workbench import verification


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two options runs; the planning inputs of any are those of the town."""
    for name in ("options-old", "options-new"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "run.toml").write_text(name)
    asked = []

    def read(_: Path, *, run: str) -> object:
        asked.append(run)
        content = (tmp_path / "runs" / run / "run.toml").read_bytes()
        return replace(inputs(), hashes={"options": sha256(content).hexdigest()})

    monkeypatch.setattr(verification, "plan_inputs", read)
    return tmp_path


def of_run(name: str, **claims: object) -> Programme:
    return replace(planned(), hashes={"options": sha256(name.encode()).hexdigest()}, **claims)


def ended(home: Path, made: Programme, *options: str) -> tuple[int, str]:
    write_programme(made, home / "p.zip")
    done = CliRunner().invoke(app, ["verify", str(home / "p.zip"), str(home), *options])
    return done.exit_code, done.stdout


@pytest.mark.parametrize("run", ["options-old", "options-new"])
def test_a_programme_is_held_against_the_run_that_it_names(home: Path, run: str) -> None:
    code, told = ended(home, of_run(run))
    assert code == 0
    assert "everything holds" in told
    assert "258.43" in told
    assert "certified gap 认证间隙: 442.673%" in told
    assert "taken on trust" in told


def test_what_does_not_hold_is_listed_and_ends_with_1(home: Path) -> None:
    code, told = ended(home, of_run("options-new", value=300.0))
    assert code == 1
    assert "1 statement does not hold" in told
    assert "the value is stated 41.57 away from what it comes to" in told
    assert "所述价值与复核值相差41.57" in told


def test_the_programme_of_another_run_does_not_hold(home: Path) -> None:
    code, told = ended(home, of_run("options-gone"))
    assert code == 1
    assert "options of the programme is not that of the district and run" in told


def test_json_is_one_document(home: Path) -> None:
    code, told = ended(home, of_run("options-new"), "--json")
    document = json.loads(told)
    assert code == 0
    assert document["holds"] is True
    assert document["gap_certified"] == pytest.approx(4.42673, abs=1e-5)
    assert document["violations"] == []
    code, told = ended(home, of_run("options-new", bound=0.0), "--json")
    document = json.loads(told)
    assert code == 1
    assert document["gap_certified"] is None
    assert {one["kind"] for one in document["violations"]} == {"bound"}


def test_a_torn_file_and_a_folder_without_options_are_refused(home: Path, tmp_path: Path) -> None:
    (home / "torn.zip").write_bytes(b"PK")
    with pytest.raises(InputError, match="no whole programme file"):
        verification.verify_file(home / "torn.zip", home)
    write_programme(planned(), home / "p.zip")
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match="has no options to hold a programme against"):
        verification.verify_file(home / "p.zip", empty)
