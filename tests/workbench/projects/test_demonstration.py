"""Six made-up projects of the made-up town, and the commands that keep, show and move them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.town.towns import Towns
from typer.testing import CliRunner

from gengxin.cli.app import app
from gengxin.store.records import open_records
from gengxin.terms import InputError
from gengxin.terms.records import SYSTEM, KeptProgramme, Layer, LayerVersion, StateError
from gengxin.workbench.deliberation import programmes
from gengxin.workbench.deliberation.files import keep_programme_file
from gengxin.workbench.layers.showing import publish_ground
from gengxin.workbench.projects.demonstration import demonstration


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> Path:
    """A made-up town with an adopted programme."""
    folder, programme = towns.planned(tmp_path_factory.mktemp("projects"))
    seal = keep_programme_file(folder, programme).content_hash
    records = open_records(folder)
    new = programmes.NewProgramme(content_hash=seal, name_en="Plan", name_zh="方案")
    one = programmes.register(records, folder, new, by=SYSTEM)
    with pytest.raises(StateError, match="projects come only from an adopted"):
        demonstration(records, folder, one)
    one = programmes.move(records, one, "propose", by=SYSTEM)
    verdict: dict[str, Any] = {"holds": True, "value": 1.0, "bound": 1.0, "gap_certified": 0.0}
    verdict |= {"counts": {}, "content_hash": seal}
    programmes.adopt(records, one, verdict, by=SYSTEM)
    records.close()
    return folder


@pytest.fixture
def town(adopted: Path, tmp_path: Path) -> Path:
    """A copy of the town to work in."""
    return Path(shutil.copytree(adopted, tmp_path / "town"))


def run(*words: object) -> str:
    done = CliRunner().invoke(app, [str(word) for word in ("projects", *words)])
    if done.exception is not None:
        raise done.exception
    return done.stdout


def told(*words: object) -> Any:
    return json.loads(run(*words, "--json"))


def test_the_map_of_a_made_up_town_is_published_once_and_a_real_ones_not(town: Path) -> None:
    records = open_records(town)
    shown = publish_ground(records, town, why="for show")
    layers = {one.ref: one.name for one in records.list(Layer)}
    versions = {one.ref: layers[one.layer] for one in records.list(LayerVersion)}
    named = [versions[one.layer_version] for one in shown if one.layer_version]
    assert "sites" in named
    assert "buildings" in named
    assert len(set(named)) == len(named)
    # the town was never checked up
    assert [one.run.rpartition("-")[0] for one in shown if one.run] == ["options"]
    assert all(one.visibility == "public" for one in shown)
    assert publish_ground(records, town, why="again") == ()
    records.close()
    facts = town / "district.toml"
    facts.write_text(facts.read_text("utf-8").replace("made_up = true", "made_up = false"), "utf-8")
    records = open_records(town)
    with pytest.raises(InputError, match="a real one"):
        publish_ground(records, town, why="for show")
    records.close()


def test_the_demonstration_makes_named_projects_that_say_that_they_are_made_up(
    town: Path,
) -> None:
    records = open_records(town)
    (programme,) = records.list(KeptProgramme)
    demonstration(records, town, programme)
    records.close()
    board = {one["stage"]: one["cards"] for one in told("list", town)["columns"]}
    cards = [*board["planned"], *board["prepared"]]
    assert 2 <= len(cards) <= 6
    assert len(board["planned"]) == min(3, len(cards))
    for card in cards:
        assert (card["made_up"], card["visibility"]) == (True, "public")
        assert "made up" in card["name_en"]
        assert "样例" in card["name_zh"]
    assert any("梧桐里" in card["name_zh"] for card in cards)
    assert "made up · 虚构" in run("list", town)


def test_commands_draft_keep_show_pass_on_and_slip(town: Path) -> None:
    drafts = told("draft", town)
    assert len(drafts) > 1
    assert f"{len(drafts)} drafts; keep them" in run("draft", town)
    first = drafts[0]["code"]
    with pytest.raises(InputError, match="no draft has the code P999"):
        run("keep", town, "--code", "P999")
    (kept,) = told("keep", town, "--code", first)
    assert kept["code"] == first
    assert len(told("keep", town)) == len(drafts) - 1
    assert told("draft", town) == []
    shown = told("show", town, first, "--day", "2026-01-01")
    assert shown["sites"] == [work["site"] for work in drafts[0]["works"]]
    assert [one["value"] for one in shown["figures"]] == [
        one["value"] for one in drafts[0]["figures"]
    ]
    assert "into planned: open" in run("show", town, kept["ref"])
    assert run("stage", town, first, "planned", "--ground", "council") == f"{first} is planned\n"
    with pytest.raises(InputError, match="is planned; next may be: prepared, designed, cancelled"):
        run("stage", town, first, "built", "--ground", "council")
    permit = next(m for m in shown["course"]["milestones"] if m["kind"] == "permit")
    slip = ("slip", town, first, permit["ref"], "2031-01-01")
    assert "nothing is kept" in run(*slip)
    assert told(*slip, "--keep", "--why", "late papers")["kept"] is True
    after = told("show", town, first, "--day", "2026-01-01")["course"]["milestones"]
    assert next(m for m in after if m["ref"] == permit["ref"])["forecast_on"] == "2031-01-01"
    with pytest.raises(InputError, match="there is no project 'P999'"):
        run("show", town, "P999")


def test_a_district_without_an_adopted_programme_has_no_drafts(town: Path, tmp_path: Path) -> None:
    (tmp_path / "district.toml").write_bytes((town / "district.toml").read_bytes())
    with pytest.raises(InputError, match="has no adopted programme"):
        run("draft", tmp_path)
    assert "no projects yet" in run("list", tmp_path)
