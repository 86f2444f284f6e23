"""Who somebody is who shows a session's or a token's secret; asked again where anything changed."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType

from gengxin.store.records import Reading, RecordStore
from gengxin.terms.records import (
    Anchor,
    ConflictError,
    Is,
    Layer,
    LayerVersion,
    Person,
    Publication,
    RoleGrant,
    Session,
    Token,
)
from gengxin.workbench.people.actor import PUBLIC, Actor, Published
from gengxin.workbench.people.secrets import hash_of

__all__ = ["KNOWN_FOR", "Standing", "Standings"]

# how long a process may go on believing what another has changed since
KNOWN_FOR = timedelta(seconds=4)
# when one asks ahead, so that not all have to wait at once
LOOKS_AFTER = timedelta(seconds=2)
SEEN_EVERY = timedelta(minutes=5)
MOST_KNOWN = 10_000
_Key = tuple[type[Session | Token] | None, str]
_PUBLIC: _Key = (None, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Somebody who is let in: as whom, and by what; the public by nothing."""

    actor: Actor
    by: Session | Token | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A standing as it was where the log ended there; nobody's, where a secret lets nobody in.

    ``until`` is when it must be asked again even where nothing was changed.
    """

    standing: Standing | None
    head: Anchor
    until: datetime


class Standings:
    """Who shows which secret, in one process.

    Every change has its entry in the log. So a standing holds as long as the log ends where it did;
    where it ends is asked every few seconds, once for all.
    """

    def __init__(self, records: RecordStore, now: Callable[[], datetime]) -> None:
        self._records, self._now = records, now
        self._known: dict[_Key, _Known] = {}
        self._head: tuple[datetime, Anchor] | None = None
        self._lock = threading.Lock()
        self._asking = threading.Lock()
        self._is_looking = False

    def known(self, kind: type[Session | Token], secret: str) -> tuple[Standing | None] | None:
        """What is known already of a secret, in a tuple; ``None`` where it must be asked."""
        found = self._found((kind, hash_of(secret)))
        return (found.standing,) if found else None

    def asked(self, kind: type[Session | Token], secret: str) -> Standing | None:
        """Who shows the secret, from the records; ``None`` where it lets nobody in."""
        key = kind, hash_of(secret)
        found = self._after_head(key)
        return found.standing if found else self._read(key)

    def public_known(self) -> Standing | None:
        """The public, where it is known what it may see; ``None`` where it must be asked."""
        found = self._found(_PUBLIC)
        return found.standing if found else None

    def public_asked(self) -> Standing:
        """The public, from the records."""
        found = self._after_head(_PUBLIC)
        if found and found.standing:
            return found.standing
        now = self._now()
        with self._records.reading() as reading:
            standing = Standing(actor=replace(PUBLIC, published=_published(reading)))
            self._keep(_PUBLIC, standing, reading.head(), now)
        return standing

    def asks_ahead(self) -> bool:
        """Whether it is time to ``look_ahead``; told to one who asks, so that the others go on."""
        head, now = self._head, self._now()
        if head is None or self._is_looking or not now < head[0] <= now + KNOWN_FOR - LOOKS_AFTER:
            return False
        self._is_looking = True
        return True

    def look_ahead(self) -> None:
        """Ask where the log ends before that is too long ago."""
        try:
            with self._asking:
                self._head = self._now() + KNOWN_FOR, self._records.head()
        finally:
            self._is_looking = False

    def forget(self) -> None:
        """Ask anew from now on: somebody signed out, was locked, got a role, published."""
        with self._lock:
            self._known.clear()
            self._head = None

    def _found(self, key: _Key) -> _Known | None:
        """What is known of a key, where it is known too that nothing has changed since."""
        found, head, now = self._known.get(key), self._head, self._now()
        if found is None or head is None or min(head[0], found.until) <= now:
            return None
        return found if found.head == head[1] else None

    def _after_head(self, key: _Key) -> _Known | None:
        """As ``_found``, where the log's end is asked first if that wasn't done of late."""
        with self._asking:
            now = self._now()
            if self._head is None or self._head[0] <= now:
                self._head = now + KNOWN_FOR, self._records.head()
        return self._found(key)

    def _read(self, key: tuple[type[Session | Token], str]) -> Standing | None:
        now = self._now()
        with self._records.reading() as reading:
            standing, head = _standing(reading, *key, now), reading.head()
        if standing:
            standing = self._seen(standing, now)
        self._keep(key, standing, head, now)
        return standing

    def _keep(self, key: _Key, standing: Standing | None, head: Anchor, now: datetime) -> None:
        until = now + SEEN_EVERY * _share_of(key[1])
        ends = standing.by.expires_at if standing and standing.by else None
        tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
        known = _Known(standing=standing, head=head, until=min(until, tomorrow, ends or until))
        with self._lock:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = known
            if self._head and self._head[1].number < head.number:
                self._head = now + KNOWN_FOR, head

    def _seen(self, standing: Standing, now: datetime) -> Standing:
        """The standing with its last sight kept, now and then."""
        by = standing.by
        if isinstance(by, Session) and (by.seen_at is None or now - by.seen_at > SEEN_EVERY):
            by = replace(by, seen_at=now)
        elif isinstance(by, Token) and (by.used_at is None or now - by.used_at > SEEN_EVERY):
            by = replace(by, used_at=now)
        else:
            return standing
        try:
            self._records.touch(by)
        except ConflictError:  # ended this moment
            return standing
        return replace(standing, by=by)


def _share_of(secret_hash: str) -> float:
    """From a half to 1: a crowd that came at once isn't asked for at once again."""
    return 1 - int(secret_hash[:4] or "0", 16) / 0x20000


def _standing(
    reading: Reading, kind: type[Session | Token], secret_hash: str, now: datetime
) -> Standing | None:
    found = reading.list(kind, Is("secret_hash", secret_hash))
    if not found or (found[0].expires_at is not None and found[0].expires_at <= now):
        return None
    by = found[0]
    person = reading.one(Person, by.person)
    if person.state != "active" or person.ended_at is not None:
        return None
    grants = _in_force(reading.list(RoleGrant, Is("person", person.ref)), now)
    if isinstance(by, Token):
        grants = [grant for grant in grants if grant.role in by.roles]
    actor = Actor(
        person=person.ref,
        roles=frozenset(grant.role for grant in grants if not grant.within),
        within=_within(grants),
        organisation=person.organisation,
        by_token=isinstance(by, Token),
        published=_published(reading),
    )
    return Standing(actor=actor, by=by)


def _in_force(grants: Sequence[RoleGrant], now: datetime) -> list[RoleGrant]:
    """Grants whose days include today (UTC)."""
    today = now.date()
    return [
        grant
        for grant in grants
        if (grant.starts_on is None or grant.starts_on <= today)
        and (grant.ends_on is None or today <= grant.ends_on)
    ]


def _within(grants: Sequence[RoleGrant]) -> MappingProxyType[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for grant in grants:
        if grant.within:
            found[grant.role] = (*found.get(grant.role, ()), grant.within)
    return MappingProxyType(found)


def _published(reading: Reading) -> Published:
    """What is published now."""
    publications = reading.list(Publication)
    programmes = tuple(one.programme for one in publications if one.programme)
    versions = tuple(one.layer_version for one in publications if one.layer_version)
    layers = {reading.one(LayerVersion, ref).layer for ref in versions}
    runs = {one.run for one in publications if one.run}
    return Published(
        programmes=programmes,
        layers=tuple(sorted(reading.one(Layer, ref).name for ref in layers)),
        layer_versions=versions,
        runs=tuple(sorted(runs)),
    )
