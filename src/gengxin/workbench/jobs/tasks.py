"""What a job's process is told: all it needs, so that it opens no records itself."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomli_w

from gengxin.store import write_file
from gengxin.store.records import RecordStore
from gengxin.terms import EDITED_NUMBERS, OPTION_EDITS, InputError
from gengxin.terms.records import Job, KeptBrief, OptionEdit, Upload
from gengxin.workbench.jobs.asks import told_asks
from gengxin.workbench.jobs.claiming import JOBS
from gengxin.workbench.uploads.keeping import upload_path

__all__ = ["task_of"]


def task_of(records: RecordStore, folder: Path, job: Job) -> dict[str, Any]:
    """The task of a job, its files laid ready in its own folder.

    Raises
    ------
    InputError
        Where a file or a record that it names is gone.

    """
    scratch = folder / JOBS / job.ref
    scratch.mkdir(parents=True, exist_ok=True)
    asks = told_asks(job.kind, job.asks)
    told: dict[str, Any] = {
        "kind": job.kind,
        "folder": str(folder.resolve()),
        "scratch": str(scratch.resolve()),
        "asks": asks,
    }
    if job.kind == "import":
        told |= _files(records, folder, scratch, asks)
    if job.kind == "options" and asks["edits"]:
        told["edits"] = _edits(records, scratch)
    if job.kind == "plan" and asks["kept_brief"]:
        told["brief"] = _brief(records, scratch, asks["kept_brief"])
    if job.kind == "match":
        told |= _matching(records, scratch, asks, job)
    return told


def _files(
    records: RecordStore, folder: Path, scratch: Path, asks: Mapping[str, Any]
) -> dict[str, Any]:
    """The files of an import under the names with which they were uploaded."""
    named: dict[str, Path] = {}
    told: dict[str, Any] = {"sources": []}
    for ref in [*(asks["uploads"] or []), *([asks["boundary"]] if asks["boundary"] else [])]:
        upload = records.one(Upload, ref)
        kept = upload_path(folder, upload)
        if upload.ended_at is not None or not kept.is_file():
            raise InputError(f"{upload.name} was removed since; upload it again")
        if named.get(upload.name, kept) != kept:
            msg = f"two of the files are called {upload.name}; upload one by another name"
            raise InputError(msg)
        named[upload.name] = kept
        path = scratch / upload.name
        path.unlink(missing_ok=True)
        path.symlink_to(kept.resolve())
        if ref == asks["boundary"]:
            told["boundary"] = str(path)
        else:
            told["sources"].append(str(path))
    return told


def _matching(
    records: RecordStore, scratch: Path, asks: Mapping[str, Any], job: Job
) -> dict[str, Any]:
    """What is matched, as the records had it when the first attempt began; and on which day."""
    from gengxin.workbench.matching import inputs_to_json, match_inputs

    named, path = scratch / "programme", scratch / "inputs.json"
    if not path.is_file():
        programme, inputs = match_inputs(
            records,
            scratch.parent.parent,
            what=asks["what"],
            programme=asks["programme"] or "",
            offers=asks["offers"] or (),
        )
        write_file(named, programme.encode())
        # the last, so that an attempt which was killed here begins anew
        write_file(path, inputs_to_json(inputs))
    day = (job.entered_at or datetime.now(UTC)).date()
    return {"inputs": str(path), "programme": named.read_text(), "day": day.isoformat()}


def _edits(records: RecordStore, scratch: Path) -> str | None:
    """The sheet of what planners laid down, as ``gengxin options --edits`` reads it."""
    edits = records.list(OptionEdit)
    if not edits:
        return None
    names = [column.name for column in OPTION_EDITS.columns]
    numbers = {column.name for column in EDITED_NUMBERS}
    stream = io.StringIO(newline="")
    sheet = csv.DictWriter(stream, names, extrasaction="ignore")
    sheet.writeheader()
    for edit in edits:
        row: dict[str, Any] = {name: getattr(edit, name, "") for name in names}
        row |= {"ref": edit.option, "withdraw": "yes" if edit.withdraw else ""}
        sheet.writerow(row | {name: edit.numbers.get(name, "") for name in numbers})
    path = scratch / "edits.csv"
    write_file(path, stream.getvalue().encode())
    return str(path)


def _brief(records: RecordStore, scratch: Path, ref: str) -> str:
    """A kept brief in a file, as briefs are read: its words and numbers are checked there."""
    path = scratch / "brief.toml"
    brief = _without_nothing(_plain(records.one(KeptBrief, ref).brief))
    write_file(path, tomli_w.dumps(brief).encode())
    return str(path)


def _plain(brief: object) -> Any:  # noqa: ANN401 what JSON holds
    from pydantic import TypeAdapter

    return TypeAdapter(type(brief)).dump_python(brief, mode="python", fallback=dict)


def _without_nothing(value: Any) -> Any:  # noqa: ANN401
    """The same without what is ``None``: TOML has no word for it."""
    if isinstance(value, Mapping):
        return {name: _without_nothing(one) for name, one in value.items() if one is not None}
    return [_without_nothing(one) for one in value] if isinstance(value, list | tuple) else value
