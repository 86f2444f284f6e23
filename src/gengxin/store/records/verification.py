"""Recount the log of a store, and hold its records against what the log says of them."""

import json
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from gengxin.store.records import personal
from gengxin.store.records.audit import canonical, head_of, recounted
from gengxin.store.records.fields import KindPlan, plan_of
from gengxin.store.records.reading import Reading
from gengxin.store.records.tables import PERSON_KEY
from gengxin.terms.records import KINDS, Anchor, ChainReport, Ended, Person, Record

__all__ = ["verified"]

_PAGE = 1_000


def verified(connection: sa.Connection, anchors: Sequence[Anchor]) -> ChainReport:
    """What a recount finds: the first entry that doesn't hold, and every record astray.

    A record is astray where its fields aren't what its newest entry says, where it has no entry,
    or where an entry tells of one that isn't there.
    """
    said: dict[tuple[str, str], str] = {}
    entries_count, broken = recounted(connection, anchors, said)
    astray = []
    if broken is None:
        astray = [*_differing(connection, said)]
        astray += sorted(said)  # what is left was told of and isn't there
    keys = connection.execute(sa.select(sa.func.count()).select_from(PERSON_KEY)).scalar_one()
    return ChainReport(
        entries_count=entries_count,
        head=head_of(connection),
        broken=broken,
        astray=tuple(astray),
        erased_people_count=Reading(connection).count(Person, Ended()) - keys,
    )


def _differing(
    connection: sa.Connection, said: dict[tuple[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Records that aren't what the log says; each found is taken out of ``said``."""
    rows = connection.execute(sa.select(PERSON_KEY.c.person, PERSON_KEY.c.key))
    keys: dict[str, bytes] = {row.person: row.key for row in rows}
    for kind in KINDS:
        plan = plan_of(kind)
        for record in _all(Reading(connection), kind):
            entry = said.pop((plan.name, record.ref), None)
            if entry is None or not _agrees(plan, record, entry, keys):
                yield plan.name, record.ref


def _agrees(plan: KindPlan, record: Record, entry: str, keys: dict[str, bytes]) -> bool:
    """Whether a record is what its newest entry says."""
    content, apart = plan.content(record), plan.personal
    people = {getattr(record, mark.of) for mark in apart.values()}
    key = keys.get(people.pop()) if people else None
    if apart and key is None:
        # erased: nothing may be left, and what the entry holds of it nobody can tell
        left = [name for name in apart if content[name] is not None]
        known = {name: value for name, value in _read(entry).items() if name not in apart}
        return not left and canonical(personal.masked(plan, content, None)) == canonical(known)
    return canonical(personal.masked(plan, content, key)) == entry


def _read(entry: str) -> dict[str, object]:
    return dict(json.loads(entry))


def _all(reading: Reading, kind: type[Record]) -> Iterator[Record]:
    """Every record of a kind, page by page."""
    page = reading.list(kind, Ended(), limit=_PAGE)
    while page:
        yield from page
        page = reading.list(kind, Ended(), limit=_PAGE, after=page[-1].ref)
