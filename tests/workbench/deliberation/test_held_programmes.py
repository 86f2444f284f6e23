"""The process that holds programmes open: one for all who ask, started and ended as needed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from tests.town.towns import Towns

from gengxin.store.programme_file import content_hash, read_programme
from gengxin.terms import Brief, InputError, Match
from gengxin.workbench.deliberation.files import keep_programme_file, kept_file, kept_files
from gengxin.workbench.deliberation.held_programmes import HeldProgrammes
from gengxin.workbench.held import Edit
from gengxin.workbench.verification import verify_file

SECONDS = 0.2


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> tuple[Path, str]:
    """The town's folder and the content hash of its programme, kept there."""
    folder, programme = towns.planned(tmp_path_factory.mktemp("made"))
    return folder, keep_programme_file(folder, programme).content_hash


@pytest.fixture(scope="module")
def held(town: tuple[Path, str]) -> Iterator[HeldProgrammes]:
    asking = HeldProgrammes(town[0])
    yield asking
    asking.close()


def keep_site(town: tuple[Path, str]) -> Edit:
    choice = read_programme(kept_file(*town).path).tables["choice"]
    site = str(choice[choice["phase"].notna()]["site"].iloc[0])
    return Edit(fix=(Match(site=site, action="keep"),))


def test_a_programme_kept_is_known_by_its_hash(town: tuple[Path, str]) -> None:
    folder, seal = town
    (kept,) = kept_files(folder)
    assert (kept.content_hash, kept.run) == (seal, f"programme-{seal[:12]}")
    assert content_hash(kept.path) == seal
    assert kept.facts["sites_count"] == 100
    assert keep_programme_file(folder, kept.path) == kept
    with pytest.raises(InputError, match="keeps no programme file"):
        kept_file(folder, "0" * 64)
    with pytest.raises(InputError, match="keeps no programme file"):
        kept_file(folder, "../../../etc/passwd")


def test_several_who_ask_at_once_are_answered_by_one_process(
    town: tuple[Path, str], held: HeldProgrammes
) -> None:
    edit = keep_site(town)
    others = [HeldProgrammes(town[0]) for _ in range(2)]
    with ThreadPoolExecutor(3) as pool:
        told = list(
            pool.map(lambda one: list(one.what_if(town[1], edit, seconds=SECONDS)), [held, *others])
        )
    # who held the programme open told the others to wait; it was opened once
    opens = [lines for lines in told if any(line.get("doing") == "open" for line in lines)]
    assert len(opens) == 1
    for lines in told:
        answers = [line for line in lines if line["says"] == "answer"]
        assert answers
        values = [line["value"] for line in answers]
        assert values == sorted(values)
        assert edit.fix[0].site in {row["site"] for row in answers[-1]["changed"]}


def test_the_answer_is_kept_as_a_programme_that_holds(
    town: tuple[Path, str], held: HeldProgrammes
) -> None:
    edit = keep_site(town)
    *_, answer = held.what_if(town[1], edit, seconds=SECONDS)
    seal = held.kept(town[1], edit, seconds=SECONDS)
    kept = kept_file(town[0], seal)
    assert read_programme(kept.path).value == pytest.approx(answer["value"])
    assert verify_file(kept.path, town[0]).holds


def test_what_is_not_there_is_told_by_name(town: tuple[Path, str], held: HeldProgrammes) -> None:
    with pytest.raises(InputError, match="site is 'S-9'"):
        list(held.what_if(town[1], Edit(fix=(Match(site="S-9"),)), seconds=SECONDS))
    with pytest.raises(InputError, match="keeps no programme file"):
        list(held.what_if("0" * 64, Edit(), seconds=SECONDS))
    with pytest.raises(InputError, match="seconds is 900"):
        list(held.what_if(town[1], Edit(), seconds=900.0))


def test_who_hangs_up_lets_the_next_one_ask(town: tuple[Path, str], held: HeldProgrammes) -> None:
    asking = held.what_if(town[1], Edit(), seconds=60.0)
    assert next(line for line in asking if line["says"] == "answer")
    asking.close()
    *_, last = held.what_if(town[1], Edit(), seconds=SECONDS)
    assert last["says"] == "answer"


def test_other_questions_are_answered_by_the_same_process(
    town: tuple[Path, str], held: HeldProgrammes
) -> None:
    folder, seal = town
    made = read_programme(kept_file(folder, seal).path)
    verdict = held.answer("verify", seal)
    assert (verdict["holds"], verdict["content_hash"]) == (True, seal)
    assert verdict["value"] == pytest.approx(made.value)
    site = str(made.tables["choice"]["site"].iloc[0])
    reasons = held.answer("explain", seal, site=site)
    assert [one["site"] for one in reasons["sites"]] == [site]
    assert f"{site}/keep-as-is" in {one["option"] for one in reasons["options"]}
    assert {one["state"] for one in reasons["options"]} >= {"offered"}
    people = held.answer("equity", seal)
    assert {row["grouping"] for row in people["served"]} >= {"age_group", "sub_district"}
    brief = TypeAdapter(Brief).dump_python(made.brief, mode="json", fallback=dict, warnings=False)
    told = held.answer("estimate", brief=brief)
    assert told["sites_count"] == 100
    assert told["budgets_amount"] == [one.budget_amount for one in made.brief.phases]
    assert told["rows"]["budget"] == 4
    with pytest.raises(InputError, match="must be one of edit, keep"):
        held.answer("sing")
