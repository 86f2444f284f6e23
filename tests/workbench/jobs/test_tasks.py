"""What a job's process is told: files by their names, edits as a sheet, a kept brief as TOML."""

from dataclasses import replace
from pathlib import Path

import pytest

from gengxin.sources.briefs import read_brief
from gengxin.sources.option_edits import read_option_edits
from gengxin.store.records import KeptRecords
from gengxin.terms import InputError
from gengxin.terms.records import SYSTEM, Job, KeptBrief, OptionEdit
from gengxin.workbench.jobs import ask_job
from gengxin.workbench.jobs.tasks import task_of
from gengxin.workbench.uploads import Incoming, remove_upload, upload_path

pytestmark = pytest.mark.parametrize("where", ["embedded"], indirect=True)
TABLE = b"id,lon,lat\na,121.4,31.2\n"


def sent(records: KeptRecords, home: Path, name: str, content: bytes = TABLE) -> str:
    with Incoming(home, most_bytes=1_000) as incoming:
        incoming.add(content)
        return incoming.keep(records, name=name, by=SYSTEM).ref


def test_files_lie_ready_under_their_own_names(records: KeptRecords, home: Path) -> None:
    refs = [sent(records, home, "a.csv"), sent(records, home, "b.csv", TABLE + b"b,1,2\n")]
    edge = sent(records, home, "edge.geojson", b'{"type": "FeatureCollection", "features": []}')
    asks = {"uploads": refs, "boundary": edge, "recipe": {"inputs": {}}}
    task = task_of(records, home, ask_job(records, kind="import", asks=asks, by=SYSTEM))
    assert [Path(source).name for source in task["sources"]] == ["a.csv", "b.csv"]
    assert Path(task["sources"][0]).read_bytes() == TABLE
    assert Path(task["boundary"]).name == "edge.geojson"


def test_two_files_of_one_name_are_refused(records: KeptRecords, home: Path) -> None:
    refs = [sent(records, home, "a.csv"), sent(records, home, "a.csv", TABLE + b"b,1,2\n")]
    asks = {"uploads": refs, "recipe": {"inputs": {}}}
    job = ask_job(records, kind="import", asks=asks, by=SYSTEM)
    with pytest.raises(InputError, match=r"two of the files are called a\.csv"):
        task_of(records, home, job)


def test_a_file_that_went_is_named(records: KeptRecords, home: Path) -> None:
    ref = sent(records, home, "a.csv")
    asks = {"uploads": [ref], "recipe": {"inputs": {}}}
    job = ask_job(records, kind="import", asks=asks, by=SYSTEM)
    with records.change(by=SYSTEM) as change:
        done = change.put(replace(change.one(Job, job.ref), state="cancelled"))
    gone = remove_upload(records, home, ref, by=SYSTEM)
    assert not upload_path(home, gone).exists()
    with pytest.raises(InputError, match=r"a\.csv was removed"):
        task_of(records, home, done)


def test_edits_go_as_the_sheet_that_the_command_reads(records: KeptRecords, home: Path) -> None:
    with records.change(by=SYSTEM) as change:
        change.add(OptionEdit(site="S-1", option="S-1.keep", withdraw=True, reason="unsafe"))
        change.add(
            OptionEdit(
                site="S-2",
                action="extend",
                name_zh="加层",
                fixing="must",
                variant="two_storeys",
                reason="asked for",
                numbers={"new_storeys": 6},
            )
        )
    task = task_of(records, home, ask_job(records, kind="options", asks={}, by=SYSTEM))
    sheet = read_option_edits(task["edits"])
    assert sheet["site"].tolist() == ["S-1", "S-2"]
    assert sheet["ref"].tolist() == ["S-1.keep", ""]
    assert sheet["withdraw"].tolist() == [True, False]
    assert sheet["new_storeys"].tolist()[1] == 6.0
    assert sheet["reason"].tolist()[0] == "unsafe"
    without = ask_job(records, kind="options", asks={"edits": False}, by=SYSTEM)
    assert "edits" not in task_of(records, home, without)


def test_a_kept_brief_is_read_as_it_was_kept(records: KeptRecords, home: Path) -> None:
    brief = read_brief("default")
    with records.change(by=SYSTEM) as change:
        kept = change.add(KeptBrief(name_en="a", name_zh="甲", brief=brief))
    job = ask_job(records, kind="plan", asks={"kept_brief": kept.ref}, by=SYSTEM)
    assert read_brief(task_of(records, home, job)["brief"]) == brief
