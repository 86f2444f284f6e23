"""Who somebody is who shows a session's or a token's secret; known for some seconds, then asked."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from gengxin.store.records import Reading, RecordStore
from gengxin.terms.records import (
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
SEEN_EVERY = timedelta(minutes=5)
MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Somebody who is let in: as whom, and by what; the public by nothing."""

    actor: Actor
    by: Session | Token | None = None


class Standings:
    """Who shows which secret, in one process."""

    def __init__(self, records: RecordStore, now: Callable[[], datetime]) -> None:
        self._records, self._now = records, now
        self._known: dict[tuple[type[Session | Token], str], tuple[datetime, Standing | None]] = {}
        self._public: tuple[datetime, Standing] | None = None
        self._lock = threading.Lock()

    def known(self, kind: type[Session | Token], secret: str) -> tuple[Standing | None] | None:
        """What is known already of a secret, in a tuple; ``None`` where it must be asked."""
        found = self._known.get((kind, hash_of(secret)))
        return (found[1],) if found and found[0] > self._now() else None

    def asked(self, kind: type[Session | Token], secret: str) -> Standing | None:
        """Who shows the secret, from the records; ``None`` where it lets nobody in."""
        now, secret_hash = self._now(), hash_of(secret)
        with self._records.reading() as reading:
            standing = _standing(reading, kind, secret_hash, now)
        if standing:
            standing = self._seen(standing, now)
        with self._lock:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[kind, secret_hash] = (now + KNOWN_FOR, standing)
        return standing

    def public_known(self) -> Standing | None:
        """The public, where it is known what it may see; ``None`` where it must be asked."""
        return self._public[1] if self._public and self._public[0] > self._now() else None

    def public_asked(self) -> Standing:
        """The public, from the records."""
        now = self._now()
        with self._records.reading() as reading:
            standing = Standing(actor=replace(PUBLIC, published=_published(reading)))
        self._public = (now + KNOWN_FOR, standing)
        return standing

    def forget(self) -> None:
        """Ask anew from now on: somebody signed out, was locked, got a role, published."""
        with self._lock:
            self._known.clear()
            self._public = None

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
