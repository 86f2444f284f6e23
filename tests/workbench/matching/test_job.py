"""Matching as a job: laid ready once, told as it goes, called off without a trace."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from tests.town.towns import Towns

from gengxin.store.records import KeptRecords, open_records
from gengxin.terms import InputError
from gengxin.terms.records import Job, SpaceUnit
from gengxin.workbench.jobs import Pace, Worker, ask_job
from gengxin.workbench.jobs.tasks import task_of
from gengxin.workbench.matching import MatchAsked, matched, space_inputs
from gengxin.workbench.matching.recount import recounted

BY = "planner"


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> Path:
    return towns.sampled(tmp_path_factory.mktemp("matching") / "district")


@pytest.fixture
def home(sampled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sampled, tmp_path / "district"))


@pytest.fixture
def records(home: Path) -> Iterator[KeptRecords]:
    kept = open_records(home)
    with kept.change(by=BY) as change:
        change.add(
            SpaceUnit(
                site="S-000001", use_class="office", net_area_m2=9_000.0, smallest_part_m2=50.0
            )
        )
    yield kept
    kept.close()


def test_a_worker_matches_and_names_the_run(home: Path, records: KeptRecords) -> None:
    job = ask_job(records, kind="match", asks={"rounds": 12}, by=BY)
    done = Worker(home, records, pace=Pace()).once(Event())
    assert done is not None
    assert (done.ref, done.state) == (job.ref, "done"), done.fault
    assert done.result.startswith("match-")
    assert done.best["round"] >= 1.0
    assert recounted(home / "runs" / done.result).holds


def test_an_attempt_anew_matches_what_the_first_one_read(home: Path, records: KeptRecords) -> None:
    job = ask_job(records, kind="match", asks={}, by=BY)
    job = records.one(Job, job.ref)
    first = task_of(records, home, job)
    read = json.loads(Path(first["inputs"]).read_bytes())
    with records.change(by=BY) as change:
        (unit,) = change.list(SpaceUnit)
        change.put(replace(unit, net_area_m2=1.0))
    again = task_of(records, home, job)
    assert again == first
    assert json.loads(Path(again["inputs"]).read_bytes()) == read


def test_one_called_off_leaves_nothing(home: Path, records: KeptRecords) -> None:
    class CalledOffError(Exception):
        pass

    def report(doing: str, _: float) -> None:
        if doing == "matching space":
            raise CalledOffError

    asked = MatchAsked(what="space", day=date(2026, 1, 1))
    with pytest.raises(CalledOffError):
        matched(home, space_inputs(records), asked, report=report)
    assert list(home.glob("runs/match-*")) == []


@pytest.mark.parametrize(
    ("asks", "fault"),
    [
        ({"programme": "/etc/passwd"}, "must be a run such as programme-"),
        ({"programme": "../p.zip"}, "must be a run such as programme-"),
        ({"what": "teams", "slips": "2=12"}, "slips goes with space alone"),
        ({"what": "space", "offers": ["01ARZ3NDEKTSV4RRFFQ69G5FAV"]}, "offers goes with teams"),
        ({"what": "teams", "offers": ["01ARZ3NDEKTSV4RRFFQ69G5FAV"]}, "offers: "),
        ({"what": "homes"}, "must be one of space, teams"),
    ],
)
def test_what_cannot_be_asked_is_told(asks: dict, fault: str, records: KeptRecords) -> None:
    with pytest.raises(InputError, match=fault):
        ask_job(records, kind="match", asks=asks, by=BY)
