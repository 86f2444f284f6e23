"""What an edit makes of a programme's file: answered from where the search ended, and certified."""

import json
from pathlib import Path

import pytest
from tests.town.towns import Towns
from typer.testing import CliRunner

from gengxin.cli.app import app
from gengxin.store.programme_file import read_programme
from gengxin.terms import InputError, Match
from gengxin.workbench.held import Edit
from gengxin.workbench.search import Until
from gengxin.workbench.verification import verify_file
from gengxin.workbench.what_if import Opened, opened, until_enough, what_if_file

ROUNDS = Until(seconds=None, rounds=3)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> tuple[Path, Path]:
    return towns.planned(tmp_path_factory.mktemp("made"))


def renewed(programme: Path) -> tuple[str, str, int]:
    """A site that the programme renews, by which option, in which phase."""
    choice = read_programme(programme).tables["choice"]
    row = choice[choice["phase"].notna()].iloc[0]
    return str(row["site"]), str(row["option"]), int(row["phase"])


def test_a_site_that_must_be_kept_is_kept_and_the_answer_holds(
    town: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, programme = town
    site, option, phase = renewed(programme)
    out = tmp_path / "amended.zip"
    found = what_if_file(
        programme, folder, Edit(fix=(Match(site=site, action="keep"),)), until=ROUNDS, out=out
    )
    (row,) = [one for one in found["changed"] if one["site"] == site]
    assert (row["before"]["option"], row["before"]["phase"]) == (option, phase)
    assert (row["after"]["action"], row["after"]["phase"]) == ("keep", None)
    made = read_programme(out)
    assert made.value == pytest.approx(found["value"])
    assert made.value <= found["before"]["bound"]
    assert made.brief.must[-1] == Match(site=site, action="keep")
    assert verify_file(out, folder).violations == ()
    # the sums by phase are those of the sites that start in it
    chosen = made.tables["choice"]["phase"]
    starts = [row["after"]["sites_count"] for row in found["phases"]]
    assert starts == [int((chosen == number).sum()) for number in range(1, 5)]
    spent = [row["after"]["public_cost_amount"] for row in found["phases"]]
    budgets = [row["after"]["budget_amount"] for row in found["phases"]]
    assert all(one <= most + 0.01 for one, most in zip(spent, budgets, strict=True))


def test_no_edit_changes_nothing(town: tuple[Path, Path]) -> None:
    found = what_if_file(town[1], town[0], Edit(), until=Until(seconds=None, rounds=1))
    made = read_programme(town[1])
    assert found["value"] >= made.value - 1e-6
    assert found["bound"] == pytest.approx(made.bound, rel=1e-9)
    before = {one.term: one.amount for one in made.terms}
    assert {one["term"]: one["before"]["amount"] for one in found["terms"]} == before


def test_what_is_not_there_is_named_all_of_it_at_once(town: tuple[Path, Path]) -> None:
    folder, programme = town
    site, option, _ = renewed(programme)
    open_ = opened(programme, folder)
    other = next(one for one in open_.found.problem.case.columns.sites if one != site)
    edit = Edit(
        fix=(Match(site="S-9", action="keep"), Match(site=other, option=option)),
        forbid=(
            Match(site=site, option="S-9/none"),
            Match(action="gild"),
            Match(site=site, phase=9),
        ),
        budgets=((7, 1.0), (1, float("nan"))),
        weights=(("beauty", 1.0), ("carbon", -1.0)),
    )
    with pytest.raises(InputError) as refused:
        next(until_enough(open_, edit, until=ROUNDS))
    open_.close()
    said = str(refused.value)
    for words in (
        "site is 'S-9'",
        f"option {option!r} is one of site {site}, not of {other}",
        "option is 'S-9/none'",
        f"there: {site}/keep",
        "action is 'gild'",
        "phase is 9, must be 1 to 4",
        "budget: phase is 7, must be 1 to 4",
        "budget of phase 1: factor is nan",
        "term is 'beauty'",
        "weight of carbon: factor is -1",
    ):
        assert words in said, words


def test_the_command_tells_what_changes(town: tuple[Path, Path], tmp_path: Path) -> None:
    folder, programme = town
    site, option, phase = renewed(programme)
    out = tmp_path / "new.zip"
    words = ["what-if", programme, folder, "--forbid", f"{option}@{phase}", "--budget", "all=90%"]
    asked = [*words, "--weight", "carbon=2", "--time", "0.1s", "-o", out]
    done = CliRunner().invoke(app, [str(word) for word in asked])
    assert done.exit_code == 0, done.output
    assert "sites change" in done.stdout
    assert site in done.stdout
    before, after = (read_programme(one).brief for one in (programme, out))
    assert after.must_not[-1] == Match(site=site, option=option, phase=phase)
    assert after.terms["carbon"].weight == 2 * before.terms["carbon"].weight
    budgets = [0.9 * (one.budget_amount or 0.0) for one in before.phases]
    assert [one.budget_amount for one in after.phases] == pytest.approx(budgets)
    told = CliRunner().invoke(app, [*map(str, words), "--time", "0.1s", "--json"])
    assert json.loads(told.stdout)["currency"] == "CNY"


@pytest.mark.parametrize(
    "words",
    [["--fix", "S-1="], ["--fix", "S-1=keep@x"], ["--budget", "x=1"], ["--weight", "carbon"]],
)
def test_what_can_not_be_read_is_refused(town: tuple[Path, Path], words: list[str]) -> None:
    done = CliRunner().invoke(app, ["what-if", str(town[1]), str(town[0]), *words])
    assert isinstance(done.exception, InputError)


def test_an_opened_programme_stands_where_its_search_ended(town: tuple[Path, Path]) -> None:
    open_: Opened = opened(town[1], town[0])
    snapshot = open_.found.snapshot
    assert snapshot.plan is not None
    today = open_.found.problem.today.worth
    assert snapshot.plan.value - today == pytest.approx(open_.programme.value)
    assert snapshot.bound - today == pytest.approx(open_.programme.bound)
    open_.close()
