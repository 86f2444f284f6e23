"""What can't be planned or checked: one clear error, exit code 2, and nothing written.

Faults inside a brief's file are in tests/sources/test_briefs.py, torn files of every kind in
tests/store/test_programme_file.py; here the command ends on each kind of bad input there is.
"""

import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from tests.plan.model.made_case import BARE, pose, with_table
from tests.town.towns import Towns
from tests.verify.town import OPTIONS, inputs, option, programme, table

from gengxin.cli import main
from gengxin.store.programme_file import write_programme
from gengxin.terms import InputError
from gengxin.workbench import search

Ended = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> Path:
    return towns.with_options(tmp_path_factory.mktemp("made") / "town")


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ended:
    """Give, for the words of a command, its exit code and what it said of the error."""

    def of(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["gengxin", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        return int(end.value.code or 0), capsys.readouterr().err

    return of


def brief(folder: Path, *changes: tuple[str, str]) -> Path:
    """Our brief with some of its words changed."""
    text = resources.files("gengxin").joinpath("plan/briefs/default.toml").read_text("utf-8")
    for change, by in changes:
        assert change in text
        text = text.replace(change, by, 1)
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


HORIZON = "horizon_years = 30\n"
HOMES = HORIZON + 'targets = [{ term = "homes_made_good", amount = 1 }]\n'
STILL = ("works_at_once = { limit = 0.15 }", "works_at_once = { limit = 0 }")


def test_a_contradictory_brief_is_told_by_the_demands_that_clash(
    district: Path, tmp_path: Path, ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SECONDS_BETWEEN_CHECKPOINTS", 0.0)
    asked = brief(tmp_path, (HORIZON, HOMES), STILL)
    out = tmp_path / "out" / "p.zip"
    out.parent.mkdir()
    code, told = ended("plan", district, "--brief", asked, "--rounds", "13", "-o", out)
    assert code == 2
    assert "these can't hold together" in told
    assert "works of phase 1 cover at most 0 m²" in told
    assert "works of phase 4 cover at most 0 m²" in told
    assert "homes brought to a good standard: at least 1 homes" in told
    assert "0 homes can be had, 1 fewer" in told
    assert "the nearest way out" in told
    assert list(out.parent.iterdir()) == []


WRONG = {
    "a phase of zero length": (
        ("starts_on = 2029-01-01", "starts_on = 2026-01-20"),
        "must be in a later month",
    ),
    "a budget that is no number": (
        ("starts_on = 2026-01-01,", "starts_on = 2026-01-01, budget_amount = nan,"),
        "budget_amount: is nan; must",
    ),
    "a site that is not there": (
        (HORIZON, HORIZON + 'must = [{ site = "nowhere" }]\n'),
        "site 'nowhere' is not in the options run",
    ),
    "an option that is not there": (
        (HORIZON, HORIZON + 'must_not = [{ option = "nothing" }]\n'),
        "option 'nothing' is not offered in the options run",
    ),
    "a site left without anything": (
        (HORIZON, HORIZON + 'must_not = [{ site = "S-000001" }, { action = "keep" }]\n'),
        "leaves nothing to choose on",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_brief_that_asks_for_what_can_not_be_is_refused(
    district: Path, tmp_path: Path, ended: Ended, name: str
) -> None:
    change, said = WRONG[name]
    out = tmp_path / "out" / "p.zip"
    out.parent.mkdir()
    code, told = ended("plan", district, "--brief", brief(tmp_path, change), "-o", out)
    assert code == 2
    assert said in told
    assert list(out.parent.iterdir()) == []


def test_an_option_of_a_site_that_is_not_in_the_district_is_refused() -> None:
    strange = [*OPTIONS, option("X", "keep", 1), option("X", "repair", 1, works_months=3)]
    town = with_table(inputs(), "option", table("option", strange))
    with pytest.raises(InputError, match=r"1 sites of the options run are not in the .* \(X\)"):
        pose(BARE, town)


def test_an_empty_set_of_options_is_refused() -> None:
    town = with_table(inputs(), "option", table("option", []))
    with pytest.raises(InputError, match="has no site with an option; make the options again"):
        pose(BARE, town)


def test_options_without_a_way_to_keep_a_site_are_refused() -> None:
    rows = [one for one in OPTIONS if one["ref"] != "B/keep"]
    town = with_table(inputs(), "option", table("option", rows))
    with pytest.raises(InputError, match="site 'B' has no option that keeps it"):
        pose(BARE, town)


def test_a_programme_of_another_district_is_not_explained_and_does_not_hold(
    district: Path, tmp_path: Path, ended: Ended
) -> None:
    path = tmp_path / "p.zip"
    write_programme(programme(), path)
    code, told = ended("explain", path, district)
    assert code == 2
    assert "no options run that this programme was made of" in told
    assert ended("verify", path, district)[0] == 1


@pytest.mark.parametrize("command", ["verify", "explain"])
def test_a_truncated_programme_is_refused(
    district: Path, tmp_path: Path, ended: Ended, command: str
) -> None:
    path = tmp_path / "p.zip"
    write_programme(programme(), path)
    path.write_bytes(path.read_bytes()[:-200])
    code, told = ended(command, path, district)
    assert code == 2
    assert "p.zip is no whole programme file" in told
