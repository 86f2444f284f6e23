"""The log is a chain: whoever changes, cuts or reorders it is found out, in both fillings."""

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from shapely.geometry import MultiPolygon, box

from gengxin.store.records import KeptRecords
from gengxin.store.records.audit import _hash
from gengxin.store.records.tables import EVENT, HEAD, PERSON_KEY, PERSONAL, TABLES
from gengxin.store.records.verification import verified
from gengxin.terms import InputError
from gengxin.terms.records import (
    SYSTEM,
    Anchor,
    Area,
    ChainReport,
    Comment,
    Is,
    KeptProgramme,
    OptionEdit,
    Person,
    RoleGrant,
    Token,
)

ENTRIES = 8
GUARDS = {
    "sqlite": ("DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"),
    "postgresql": ("ALTER TABLE event DISABLE TRIGGER ALL",),
}


@contextlib.contextmanager
def tampering(store: KeptRecords) -> Iterator[sa.Connection]:
    """A transaction of somebody who owns the database, taken back at the end."""
    with store.database.engine.connect() as connection, connection.begin() as all_of_it:
        for statement in GUARDS[connection.dialect.name]:
            connection.exec_driver_sql(statement)
        yield connection
        all_of_it.rollback()


def found(connection: sa.Connection, *anchors: Anchor) -> ChainReport:
    return verified(connection, anchors)


@pytest.fixture
def log(store: KeptRecords, ann: Person) -> KeptRecords:
    """A store whose log has eight entries: Ann, an edit, and its six changes."""
    with store.change(by=ann.ref) as change:
        edit = change.add(OptionEdit(site="S-1"))
    for number in range(ENTRIES - 2):
        with store.change(by=ann.ref, why=f"change {number}") as change:
            edit = change.put(replace(edit, numbers={"new_storeys": number}))
    assert store.verify() == ChainReport(
        entries_count=ENTRIES, head=store.head(), broken=None, astray=(), erased_people_count=0
    )
    return store


COLUMNS = [column.name for column in EVENT.columns if column.name != "number"]


def test_each_edit_of_each_entry_is_found_and_named(log: KeptRecords) -> None:
    for number, name in itertools.product(range(1, ENTRIES + 1), COLUMNS):
        with tampering(log) as connection:
            column = EVENT.c[name]
            other = {"at": sa.literal("1999-01-01T00:00:00.000000+00:00"), "version": column + 1}
            if name == "at" and connection.dialect.name == "postgresql":
                other["at"] = column + sa.text("interval '1 microsecond'")
            put = sa.update(EVENT).where(EVENT.c.number == number)
            value = other.get(name, column + " ")
            connection.execute(put.values({name: sa.type_coerce(value, sa.Text)}))
            broken = found(connection).broken
            assert broken is not None, (number, name)
            assert broken.number == number, (number, name)


def test_each_deletion_is_found_and_named_at_the_end_too(log: KeptRecords) -> None:
    for number in range(1, ENTRIES + 1):
        with tampering(log) as connection:
            connection.execute(sa.delete(EVENT).where(EVENT.c.number == number))
            broken = found(connection).broken
            assert broken is not None
            assert broken.number == number
    for length in range(1, ENTRIES + 1):
        with tampering(log) as connection:
            connection.execute(sa.delete(EVENT).where(EVENT.c.number > ENTRIES - length))
            assert found(connection).broken is not None


def test_each_reordering_of_two_entries_is_found_and_named(log: KeptRecords) -> None:
    for first, second in itertools.combinations(range(1, ENTRIES + 1), 2):
        with tampering(log) as connection:
            for old, new in ((first, -1), (second, first), (-1, second)):
                moved = sa.update(EVENT).where(EVENT.c.number == old)
                connection.execute(moved.values(number=new))
            broken = found(connection).broken
            assert broken is not None
            assert broken.number == first


def test_an_entry_put_in_is_found(log: KeptRecords) -> None:
    with tampering(log) as connection:
        last = connection.execute(sa.select(EVENT).where(EVENT.c.number == ENTRIES)).mappings()
        connection.execute(sa.insert(EVENT), {**last.one(), "number": ENTRIES + 1})
        assert found(connection).broken is not None


def test_a_log_written_anew_from_some_entry_on_is_told_by_an_end_noted_elsewhere(
    log: KeptRecords,
) -> None:
    noted = log.head()
    with tampering(log) as connection:
        rows = connection.execute(sa.select(EVENT).order_by(EVENT.c.number)).mappings().all()
        before = rows[4]["hash"]
        for row in rows[5:]:
            forged = {**row, "why": "forged"}
            before = forged["hash"] = _hash(forged, before)
            this = sa.update(EVENT).where(EVENT.c.number == row["number"])
            connection.execute(this.values(why="forged", hash=before))
        connection.execute(sa.update(HEAD).values(hash=before))
        assert found(connection).broken is None
        broken = found(connection, noted).broken
        assert broken is not None
        assert broken.number == ENTRIES


def test_an_end_cut_off_together_with_its_note_is_told_by_one_noted_elsewhere(
    log: KeptRecords,
) -> None:
    noted = log.head()
    with tampering(log) as connection:
        connection.execute(sa.delete(EVENT).where(EVENT.c.number > 5))
        kept = connection.execute(sa.select(EVENT.c.hash).where(EVENT.c.number == 5)).scalar_one()
        connection.execute(sa.update(HEAD).values(number=5, hash=kept))
        assert found(connection).broken is None
        assert found(connection).astray != ()
        broken = found(connection, noted).broken
        assert broken is not None
        assert broken.number == 6


def test_a_record_changed_behind_the_log_is_astray(log: KeptRecords, ann: Person) -> None:
    (edit,) = log.list(OptionEdit)
    table = TABLES[OptionEdit]
    deeds = {
        sa.update(table).values(site="S-2"): ("option_edit", edit.ref),
        sa.update(table).values(version=1): ("option_edit", edit.ref),
        sa.update(table).values(numbers={"new_storeys": 40}): ("option_edit", edit.ref),
        sa.delete(table): ("option_edit", edit.ref),
        sa.update(PERSONAL).values(value="x").where(PERSONAL.c.field == "mail"): (
            "person",
            ann.ref,
        ),
        sa.delete(PERSONAL).where(PERSONAL.c.field == "name"): ("person", ann.ref),
        sa.delete(PERSON_KEY): ("person", ann.ref),
    }
    for deed, astray in deeds.items():
        with tampering(log) as connection:
            connection.execute(deed)
            assert found(connection).broken is None
            assert found(connection).astray == (astray,)


def test_our_own_code_can_not_change_an_entry(log: KeptRecords) -> None:
    for deed in (sa.update(EVENT).values(why="x"), sa.delete(EVENT)):
        with (
            pytest.raises(sa.exc.DBAPIError, match="never changes"),
            log.database.writing() as connection,
        ):
            connection.execute(deed)
    assert log.verify().holds


def test_what_was_erased_is_gone_from_records_and_files_and_the_log_still_holds(
    store: KeptRecords, ann: Person, request: pytest.FixtureRequest
) -> None:
    text = "住在这里四十年 Zephyrine"
    with store.change(by=ann.ref) as change:
        programme = change.add(KeptProgramme(name_en="P", name_zh="方案", content_hash="00"))
        said = change.add(Comment(programme=programme.ref, author=ann.ref, text=text))
        bob = change.add(Person(name="Bob", mail="bob@example.org"))
        change.add(RoleGrant(person=ann.ref, role="planner"))
        change.add(Token(person=ann.ref, label="QGIS", secret_hash="0f" * 32))
    with store.database.asking() as connection:
        # statistics hold samples of what is there
        connection.exec_driver_sql("ANALYZE")
    assert any(text.encode() in content for content in files(store, request))
    store.erase(ann.ref, by=bob.ref, why="she asked for it")
    gone = store.one(Person, ann.ref)
    assert (gone.name, gone.mail, gone.password_hash) == (None, None, None)
    assert gone.ended_at is not None
    assert (store.list(RoleGrant), store.list(Token)) == ((), ())
    assert store.one(Comment, said.ref).text is None
    assert store.list(Person, Is("mail", "ann@example.org")) == ()
    assert store.list(Person, Is("mail", "bob@example.org")) == (bob,)
    report = store.verify()
    assert report.holds
    assert report.erased_people_count == 1
    with store.reading() as reading:
        assert [event.action for event in reading.history(ann.ref)] == ["added", "erased"]
    for content in files(store, request):
        for secret in (text, "Ann 安", "ann@example.org"):
            assert secret.encode() not in content
    with pytest.raises(InputError, match="was erased"), store.change(by=bob.ref) as change:
        change.add(Comment(programme=programme.ref, author=ann.ref, text="again"))


def files(store: KeptRecords, request: pytest.FixtureRequest) -> Iterator[bytes]:
    """Everything that the database keeps on disk, but for PostgreSQL's redo log."""
    url = store.database.engine.url
    if url.drivername.startswith("sqlite"):
        folder = request.getfixturevalue("tmp_path")
        paths = list(folder.rglob("records.sqlite*"))
    else:
        with store.database.engine.connect() as connection:
            asked = "SELECT oid FROM pg_database WHERE datname = current_database()"
            number = connection.exec_driver_sql(asked).scalar_one()
            connection.exec_driver_sql("CHECKPOINT")
        folder = request.getfixturevalue("cluster").folder / "data" / "base" / str(number)
        paths = [path for path in folder.iterdir() if path.is_file()]
    assert paths
    yield from (path.read_bytes() for path in paths)


def test_an_area_s_shape_is_part_of_what_the_log_holds(store: KeptRecords) -> None:
    square = MultiPolygon([box(121.44, 31.19, 121.45, 31.2)])
    with store.change(by=SYSTEM) as change:
        area = change.add(Area(kind="governed_area", name_en="a", name_zh="甲", place=square))
    with tampering(store) as connection:
        moved = MultiPolygon([box(121.44, 31.19, 121.45, 31.21)])
        connection.execute(sa.update(TABLES[Area]).values(place=moved))
        assert found(connection).astray == (("area", area.ref),)
