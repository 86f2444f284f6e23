"""A programme from the command line: planned, recounted down to streets and sun, explained."""

import json
from pathlib import Path

import pytest
from tests.town.towns import Towns
from typer.testing import CliRunner

import gengxin as gx
from gengxin.cli.app import app

ROUNDS = 12


def told(*words: object) -> str:
    """What a command prints that ends well."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> Path:
    return towns.with_options(tmp_path_factory.mktemp("made") / "town")


def test_a_programme_planned_holds_down_to_streets_and_sun_and_is_explained(home: Path) -> None:
    path = home.parent / "programme.zip"
    made = json.loads(told("plan", home, "--rounds", ROUNDS, "-o", path, "--json"))
    assert made["sites"] == 100
    assert made["rounds"] == ROUNDS
    verdict = json.loads(told("verify", path, home, "--deep", "--json"))
    assert verdict["holds"] is True
    assert verdict["gap_certified"] == pytest.approx(made["gap_certified"], abs=1e-6)
    assert "everything holds" in told("verify", path, home)
    whole = told("explain", path, home)
    assert f"{made['renewed']:,} of 100 sites" in whole
    site = str(gx.open_district(home).table("sites").index[0])
    assert site in told("explain", path, home, "--site", site)
