"""Uploads are kept by content, under safe names, and removed when nobody needs them."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gengxin.store.records import KeptRecords, open_records
from gengxin.terms import InputError
from gengxin.terms.records import SYSTEM, Upload
from gengxin.workbench.jobs import ask_job, cancel_job
from gengxin.workbench.uploads import (
    Incoming,
    TooLargeError,
    remove_old_uploads,
    remove_upload,
    upload_path,
)
from gengxin.workbench.uploads.inspecting import Inspector, inspected
from gengxin.workbench.uploads.keeping import UPLOADS, safe_name

TABLE = b"id,lon,lat\na,121.4,31.2\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "district"
    folder.mkdir()
    (folder / "district.toml").write_text("")
    return folder


@pytest.fixture
def records(home: Path) -> Iterator[KeptRecords]:
    kept = open_records(home)
    yield kept
    kept.close()


def sent(records: KeptRecords, home: Path, content: bytes = TABLE, name: str = "a.csv") -> Upload:
    with Incoming(home, most_bytes=1_000_000) as incoming:
        for at in range(0, len(content), 7):
            incoming.add(content[at : at + 7])
        return incoming.keep(records, name=name, by=SYSTEM)


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("clinics.csv", "csv", "clinics.csv"),
        ("../../etc/passwd", "csv", "passwd.csv"),
        ("C:\\data\\诊所 2026.xls", "xlsx", "诊所_2026.xlsx"),
        ("town.osm.pbf", "osm_pbf", "town.osm.pbf"),
        ("", "geojson", "upload.geojson"),
        (".hidden", "csv", "upload.csv"),
        ("a" * 300 + ".gpkg", "geopackage", "a" * 80 + ".gpkg"),
        ("路" * 300, "csv", "路" * 26 + ".csv"),
        ("x\0\n<script>.csv", "csv", "x_script.csv"),
    ],
)
def test_a_name_is_made_safe_and_ends_as_its_kind(name: str, kind: str, safe: str) -> None:
    assert safe_name(name, kind) == safe


def test_a_file_is_kept_by_its_content(records: KeptRecords, home: Path) -> None:
    upload = sent(records, home)
    assert (upload.name, upload.kind, upload.bytes_count) == ("a.csv", "csv", len(TABLE))
    assert upload.sha256 == hashlib.sha256(TABLE).hexdigest()
    assert upload_path(home, upload).read_bytes() == TABLE
    assert upload_path(home, upload).stat().st_mode & 0o077 == 0
    again = sent(records, home, name="b.csv")
    assert upload_path(home, again) == upload_path(home, upload)
    assert len(list((home / UPLOADS).iterdir())) == 1


def test_nothing_stays_of_what_is_refused(records: KeptRecords, home: Path) -> None:
    with pytest.raises(TooLargeError, match="must have at most"):
        Incoming(home, most_bytes=10, stated_bytes=11)
    with pytest.raises(TooLargeError), Incoming(home, most_bytes=10) as incoming:
        incoming.add(b"x" * 11)
    with pytest.raises(TooLargeError, match="no room"):
        Incoming(home, most_bytes=2**60, stated_bytes=2**59)
    with pytest.raises(InputError, match="none of the kinds"):
        sent(records, home, b"\x89PNG\0")
    assert list((home / UPLOADS).iterdir()) == []
    assert records.list(Upload) == ()


def test_a_file_goes_with_the_last_who_uploaded_it(records: KeptRecords, home: Path) -> None:
    first, second = sent(records, home), sent(records, home)
    remove_upload(records, home, first.ref, by=SYSTEM)
    assert upload_path(home, second).exists()
    remove_upload(records, home, second.ref, by=SYSTEM)
    assert not upload_path(home, second).exists()
    assert records.one(Upload, second.ref).ended_at is not None


def test_a_file_that_a_job_needs_stays(records: KeptRecords, home: Path) -> None:
    upload = sent(records, home)
    asks = {"uploads": [upload.ref], "recipe": {"inputs": {}}}
    job = ask_job(records, kind="import", asks=asks, by=SYSTEM)
    with pytest.raises(InputError, match="read by a job"):
        remove_upload(records, home, upload.ref, by=SYSTEM)
    cancel_job(records, job.ref, by=SYSTEM)
    remove_upload(records, home, upload.ref, by=SYSTEM)
    with pytest.raises(InputError, match="was removed"):
        ask_job(records, kind="import", asks=asks, by=SYSTEM)


def test_old_files_that_no_job_read_are_removed(records: KeptRecords, home: Path) -> None:
    used, unused = sent(records, home), sent(records, home, TABLE + b"b,121.5,31.3\n")
    asks = {"uploads": [used.ref], "recipe": {"inputs": {}}}
    ask_job(records, kind="import", asks=asks, by=SYSTEM)
    now = datetime.now(UTC)
    assert remove_old_uploads(records, home, now=now) == ()
    (gone,) = remove_old_uploads(records, home, now=now + timedelta(days=31))
    assert gone.ref == unused.ref
    assert upload_path(home, used).exists()


def test_what_was_found_is_kept_beside_the_file(
    records: KeptRecords, home: Path, inspector: Inspector
) -> None:
    upload = sent(records, home)
    found = inspected(home, upload, inspector=inspector)
    assert found["layers"][0]["rows_count"] == 1

    class Nobody(Inspector):
        def found(self, *_: object, **__: object) -> dict:
            raise AssertionError("it was looked into already")

    assert inspected(home, upload, inspector=Nobody()) == found
