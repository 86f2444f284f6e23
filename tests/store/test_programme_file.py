"""The file of a programme: whole, sealed, the same bytes for the same programme, read in bounds."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.verify.town import programme, table

from gengxin.store import programme_file
from gengxin.store.programme_file import content_hash, read_programme, write_programme
from gengxin.terms import InputError, Note, Programme

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def made() -> Programme:
    served = {"standard": "clinic", "people": "P1", "facility": "F1", "period": 3}
    one = programme(
        served=[{**served, "served_people_x1000": 40_000}],
        demand_price=[{"standard": "clinic", "people": "P1", "period": 3, "price": 0.25}],
    )
    note = Note(table="option", action="missing", count=2, en="no carbon", zh="缺少碳排放")
    return replace(one, unavailable=(note,), gap_certified=0.01)


@pytest.fixture
def path(made: Programme, tmp_path: Path) -> Path:
    write_programme(made, tmp_path / "p.zip")
    return tmp_path / "p.zip"


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(path: Path, change: Change, *, packed: int = zipfile.ZIP_STORED) -> Path:
    """Write the file again with some of its parts changed, hashes as they were."""
    parts = parts_of(path)
    change(parts)
    with zipfile.ZipFile(path, "w", packed) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def head(parts: dict[str, bytes], **told: object) -> None:
    document = json.loads(parts["programme.json"])
    parts["programme.json"] = json.dumps({**document, **told}).encode()


def sealed(parts: dict[str, bytes], **told: object) -> None:
    """Change the head and seal it anew."""
    document = {**json.loads(parts["programme.json"]), **told}
    document["content_hash"] = programme_file._seal(document)
    parts["programme.json"] = json.dumps(document).encode()


def test_what_is_written_comes_back(made: Programme, path: Path) -> None:
    read = read_programme(path)
    for name in ("brief", "terms", "value", "rounds", "hashes", "money", "unavailable"):
        assert getattr(read, name) == getattr(made, name)
    for name, frame in made.tables.items():
        got = read.tables[name]
        assert got.astype("object").to_dict("records") == frame.astype("object").to_dict("records")


def test_the_same_programme_makes_the_same_bytes(made: Programme, path: Path) -> None:
    again = path.with_name("again.zip")
    assert write_programme(made, again) == write_programme(read_programme(path), path)
    assert again.read_bytes() == path.read_bytes()


def test_the_content_hash_covers_every_number(made: Programme, path: Path) -> None:
    seal = content_hash(path)
    other = write_programme(replace(made, value=made.value + 1e-9), path)
    dearer = made.tables["demand_price"].assign(price=0.26)
    third = write_programme(replace(made, tables={**made.tables, "demand_price": dearer}), path)
    assert len({seal, other, third}) == 3


def test_nothing_is_written_where_a_number_has_no_end(made: Programme, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"bound is inf, must be a finite number"):
        write_programme(replace(made, bound=float("inf")), tmp_path / "p.zip")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kept", [0, 10, 100, -30, -1])
def test_a_torn_file_says_so(path: Path, kept: int) -> None:
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(InputError, match=r"p\.zip is no whole programme file .* gengxin plan"):
        read_programme(path)


def test_an_absent_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.zip is absent"):
        read_programme(tmp_path / "none.zip")


def test_a_flipped_byte_is_noticed_or_says_nothing_of_the_programme(path: Path) -> None:
    content, seal = path.read_bytes(), content_hash(path)
    noticed = 0
    for at in range(60, len(content), 997):
        flipped = bytearray(content)
        flipped[at] ^= 1
        path.write_bytes(bytes(flipped))
        try:
            assert content_hash(path) == seal  # a date or an attribute of the zip
        except InputError:
            noticed += 1
    assert noticed >= 8


CHANGES: dict[str, tuple[Change, str]] = {
    "a table is missing": (lambda p: p.pop("served.parquet"), r"absent or too many: .*served"),
    "a part too many": (lambda p: p.update({"x.py": b""}), r"absent or too many: .*x\.py"),
    "the head is no JSON": (lambda p: p.update({"programme.json": b"{"}), "is no JSON"),
    "a head like a well": (lambda p: p.update({"programme.json": b"[" * 99_999}), "is no JSON"),
    "a later format": (lambda p: head(p, format=2), "has format 2, this version reads 1"),
    "no format": (lambda p: p.update({"programme.json": b"[]"}), "has format None"),
    "another value": (lambda p: head(p, value=7.0), "changed after it was written"),
    "NaN": (lambda p: sealed(p, today=float("nan")), "today is nan, must be a finite number"),
    "no end": (lambda p: sealed(p, bound=float("inf")), "bound is inf, must be a finite number"),
    "a word for a number": (lambda p: sealed(p, value="much"), "value is 'much'"),
    "a field is missing": (lambda p: sealed(p, brief={}), r"brief\.name"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_file_is_refused_by_name(path: Path, name: str) -> None:
    change, told = CHANGES[name]
    with pytest.raises(InputError, match=told):
        read_programme(changed(path, change))


def test_another_table_under_the_old_hash_is_refused(path: Path) -> None:
    other = table("choice", [{"site": "A", "option": "A/redevelop", "phase": 1, "opens": 2}])
    content = programme_file._to_parquet(programme_file.PROGRAMME_TABLES["choice"], other)
    with pytest.raises(InputError, match=r"choice\.parquet has sha256 .*, the head says"):
        read_programme(changed(path, lambda parts: parts.update({"choice.parquet": content})))


def test_a_packed_file_is_refused_before_it_is_unpacked(path: Path) -> None:
    def bomb(parts: dict[str, bytes]) -> None:
        parts["served.parquet"] = bytes(50_000_000)

    with pytest.raises(InputError, match="is packed, must be stored as it is"):
        read_programme(changed(path, bomb, packed=zipfile.ZIP_DEFLATED))


def test_a_head_without_end_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programme_file, "MOST_HEAD_BYTES", 100)
    with pytest.raises(InputError, match=r"programme\.json has \d+ bytes, at most 100"):
        read_programme(path)


def test_rows_without_end_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programme_file, "MOST_ROWS", 2)
    with pytest.raises(InputError, match=r"choice\.parquet has 3 rows, at most 2"):
        read_programme(path)


def replaced(path: Path, name: str, frame: pd.DataFrame) -> Path:
    """Put another table into the file, with the hash that belongs to it."""
    stream = io.BytesIO()
    written = pa.Table.from_pandas(frame, preserve_index=False)
    texts = {pa.large_string(): pa.string()}
    kinds = pa.schema([(one.name, texts.get(one.type, one.type)) for one in written.schema])
    pq.write_table(written.cast(kinds), stream)

    def change(parts: dict[str, bytes]) -> None:
        parts[f"{name}.parquet"] = stream.getvalue()
        sums = json.loads(parts["programme.json"])["tables"]
        sums[name] = programme_file.hashlib.sha256(stream.getvalue()).hexdigest()
        sealed(parts, tables=sums)

    return changed(path, change)


def test_columns_of_another_type_are_refused(path: Path) -> None:
    frame = pd.DataFrame({"key": ["budget/1"], "price": ["dear"]})
    with pytest.raises(
        InputError, match=r"row_price\.parquet has columns .*price: .*string.*double"
    ):
        read_programme(replaced(path, "row_price", frame))


def test_a_price_that_is_no_number_is_refused(path: Path) -> None:
    frame = pd.DataFrame({"key": ["budget/1", "b"], "price": [1.0, float("inf")]})
    with pytest.raises(
        InputError, match=r"row_price\.parquet: price is no finite number in 1 rows"
    ):
        read_programme(replaced(path, "row_price", frame))


def test_an_empty_cell_is_refused_but_for_the_phase_of_keep(path: Path) -> None:
    frame = pd.DataFrame({"key": ["carry/1"], "amount": pd.array([None], dtype="Int64")})
    with pytest.raises(InputError, match=r"auxiliary\.parquet: amount is empty in 1 rows"):
        read_programme(replaced(path, "auxiliary", frame))
