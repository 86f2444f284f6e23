"""A store as a whole: its tables, its backups, and its way to the other database."""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from tests.store.records.cluster import Cluster
from tests.store.records.conftest import district
from tests.store.records.test_records import one_of_each, unit

from gengxin.store.records import KeptRecords, copy_records, open_records
from gengxin.store.records.tables import METADATA
from gengxin.store.records.upgrading import MIGRATIONS, STEPS
from gengxin.terms import InputError
from gengxin.terms.records import KINDS, SYSTEM, Area, Comment, Ended, Person, Record

Addresses = Callable[[], str | Path]


def everything(store: KeptRecords) -> list[Record]:
    with store.reading() as reading:
        return [record for kind in KINDS for record in reading.list(kind, Ended())]


def fill(store: KeptRecords) -> Person:
    """One of each kind, one ended, and one person erased."""
    with store.change(by=SYSTEM) as change:
        ann = change.add(Person(name="Ann", mail="ann@example.org"))
        bob = change.add(Person(name="Bob"))
    one_of_each(store, ann)
    with store.change(by=ann.ref) as change:
        (area,) = change.list(Area)
        change.end(area)
        # a comment that answers a later one: rows can't be copied in the order of their refs
        first, second = change.list(Comment)
        change.put(replace(first, answers=second.ref))
    store.erase(bob.ref, by=ann.ref, why="asked")
    return ann


def test_the_tables_are_those_that_the_migrations_make(store: KeptRecords) -> None:
    def ours(thing: object, *_: object) -> bool:
        on_sqlite = store.database.engine.dialect.name == "sqlite"
        name = getattr(thing, "name", "")
        return name != "spatial_ref_sys" and not (on_sqlite and name == "ix_area_place")

    with store.database.reading() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_object": ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_the_steps_that_opening_knows_are_those_that_are_shipped() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    shipped = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(step.revision for step in shipped)[::-1] == STEPS


def test_places_have_their_type_and_index_in_postgis(cluster: Cluster) -> None:
    store = open_records(cluster.made("places"))
    with store.database.reading() as connection:
        asked = sa.text("SELECT type, srid FROM geometry_columns WHERE f_table_name = 'area'")
        assert connection.execute(asked).one() == ("MULTIPOLYGON", 4326)
        asked = sa.text("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_area_place'")
        assert "USING gist (place)" in connection.execute(asked).scalar_one()
    store.close()


def test_records_of_a_later_version_are_left_alone(addresses: Addresses) -> None:
    where = addresses()
    store = open_records(where)
    with store.database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(InputError, match="is at step '9999', this version"):
        open_records(where)


def test_a_backup_brings_back_what_was_there_when_it_was_made(
    addresses: Addresses, tmp_path: Path
) -> None:
    store = open_records(addresses())
    ann = fill(store)
    before, head = everything(store), store.head()
    store.backup(tmp_path / "kept" / "backup")
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["backup"]
    with store.change(by=ann.ref) as change:
        later = change.add(unit("later"))
    store.restore(tmp_path / "kept" / "backup")
    assert everything(store) == before
    assert later not in store.list(Area)
    assert store.verify([head]).holds
    assert store.head() == head
    with store.change(by=ann.ref) as change:
        change.add(unit("again"))
    assert store.verify([head]).holds
    store.close()


def test_a_backup_may_be_restored_into_another_store(addresses: Addresses, tmp_path: Path) -> None:
    store, other = open_records(addresses()), open_records(addresses())
    fill(store)
    store.backup(tmp_path / "backup")
    other.restore(tmp_path / "backup")
    assert everything(other) == everything(store)
    assert other.verify([store.head()]).holds
    store.close()
    other.close()


def test_what_is_no_backup_changes_nothing(store: KeptRecords, tmp_path: Path) -> None:
    with store.change(by=SYSTEM) as change:
        kept = change.add(unit())
    with pytest.raises(InputError, match="is absent"):
        store.restore(tmp_path / "nowhere")
    (tmp_path / "torn").write_bytes(b"no backup at all " * 100)
    with pytest.raises(InputError, match=r"torn|pg_restore"):
        store.restore(tmp_path / "torn")
    assert store.list(Area) == (kept,)
    assert store.verify().holds


def test_a_backup_of_a_later_version_changes_nothing(tmp_path: Path) -> None:
    store = open_records(district(tmp_path / "one"))
    store.backup(tmp_path / "backup")
    with store.change(by=SYSTEM) as change:
        kept = change.add(unit())
    with contextlib.closing(sqlite3.connect(tmp_path / "backup")) as backup:
        backup.execute("UPDATE alembic_version SET version_num = '9999'")
        backup.commit()
    with pytest.raises(InputError, match="backup is at step '9999'"):
        store.restore(tmp_path / "backup")
    assert store.list(Area) == (kept,)
    store.close()


def test_without_postgresql_s_own_programs_a_backup_says_what_to_install(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_records(cluster.made("programs"))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(InputError, match="pg_dump is not installed; install it: apt-get"):
        store.backup(tmp_path / "backup")
    assert list(tmp_path.iterdir()) == []
    store.close()


@pytest.mark.parametrize("way", ["to the server", "to a folder"])
def test_a_copy_goes_either_way_without_loss(way: str, cluster: Cluster, tmp_path: Path) -> None:
    folder = open_records(district(tmp_path / "one"))
    server = open_records(cluster.made(f"copy_{way[-6:]}"))
    source, target = (folder, server) if way == "to the server" else (server, folder)
    fill(source)
    report = copy_records(source, target)
    assert report.head == source.head() == target.head()
    assert everything(target) == everything(source)
    with source.reading() as one, target.reading() as other:
        assert one.events() == other.events()
    assert target.verify([source.head()]).erased_people_count == 1
    with target.change(by=SYSTEM) as change:
        change.add(unit("goes on there"))
    assert target.verify().holds
    folder.close()
    server.close()


def test_nothing_is_copied_over_records_that_are_there(addresses: Addresses) -> None:
    source, target = open_records(addresses()), open_records(addresses())
    with target.change(by=SYSTEM) as change:
        kept = change.add(unit())
    with pytest.raises(InputError, match="holds records already"):
        copy_records(source, target)
    assert everything(target) == [kept]
    source.close()
    target.close()


def test_what_does_not_hold_is_not_copied(addresses: Addresses) -> None:
    source, target = open_records(addresses()), open_records(addresses())
    with source.change(by=SYSTEM) as change:
        change.add(unit())
    with source.database.writing() as connection:
        connection.execute(sa.text("UPDATE area SET name_en = 'forged'"))
    with pytest.raises(InputError, match="don't hold"):
        copy_records(source, target)
    assert everything(target) == []
    source.close()
    target.close()


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    address = "postgresql://ann:secret@127.0.0.1:9/none"
    with pytest.raises(InputError, match=r"127\.0\.0\.1:9/none can't be reached") as told:
        open_records(address)
    assert "secret" not in str(told.value)
    with pytest.raises(InputError, match="isn't one of a database"):
        open_records("postgresql://127.0.0.1:port/none")
