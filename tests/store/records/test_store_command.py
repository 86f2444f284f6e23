"""``gengxin store``: what a person types, in both fillings, and what comes back."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.store.records.test_records import unit
from typer.testing import CliRunner

from gengxin.cli.app import app
from gengxin.store.records import open_records
from gengxin.terms import InputError
from gengxin.terms.records import SYSTEM, Area

Addresses = Callable[[], str | Path]


def run(*words: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["store", *map(str, words)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.stdout


@pytest.fixture
def where(addresses: Addresses) -> str | Path:
    """A place with one area in its records."""
    place = addresses()
    store = open_records(place)
    with store.change(by=SYSTEM) as change:
        change.add(unit())
    store.close()
    return place


def test_verify_prints_an_end_to_note_and_takes_it_back(where: str | Path) -> None:
    told = json.loads(run("verify", where, "--json"))
    assert (told["holds"], told["entries"], told["astray"]) == (True, 1, [])
    assert told["anchor"] in run("verify", where, "--anchor", told["anchor"])
    other = f"1:{'0' * 64}"
    assert "isn't the one noted elsewhere" in run("verify", where, "--anchor", other, code=1)
    with pytest.raises(InputError, match="must be NUMBER:HASH"):
        run("verify", where, "--anchor", "yesterday")


def test_verify_names_what_is_astray_and_ends_with_1(where: str | Path) -> None:
    store = open_records(where)
    (area,) = store.list(Area)
    with store.database.writing() as connection:
        connection.execute(sa.text("UPDATE area SET name_en = 'forged'"))
    store.close()
    assert f"ASTRAY: area {area.ref}" in run("verify", where, code=1)


def test_a_backup_is_never_written_over_and_restored_only_when_asked(
    where: str | Path, tmp_path: Path, addresses: Addresses
) -> None:
    file = tmp_path / "backup"
    assert str(file) in run("backup", where, file)
    with pytest.raises(InputError, match="is there already"):
        run("backup", where, file)
    with pytest.raises(InputError, match=r"entries in its log: 1.*--replace"):
        run("restore", file, where)
    assert "hold: 1" in run("restore", file, where, "--replace")
    assert "hold: 1" in run("restore", file, addresses())


def test_a_copy_is_recounted_where_it_arrives(where: str | Path, addresses: Addresses) -> None:
    target = addresses()
    copied = json.loads(run("copy", where, target, "--json"))
    assert copied == json.loads(run("verify", target, "--json"))
    with pytest.raises(InputError, match="holds records already"):
        run("copy", where, target)
