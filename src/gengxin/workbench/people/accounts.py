"""Accounts: the first, those invited, signing in and out, passwords, tokens, locks."""

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from gengxin.store.records import Change, RecordStore
from gengxin.terms import InputError
from gengxin.terms.records import (
    SYSTEM,
    Invitation,
    Is,
    Person,
    RecordAbsentError,
    RoleGrant,
    Session,
    StateError,
    TakenError,
    Token,
    codes,
)
from gengxin.workbench.people.passwords import hashed, matches
from gengxin.workbench.people.secrets import hash_of, new_secret, same

__all__ = ["FIRST_ROLES", "Accounts", "Grant", "NewPerson", "RefusedError"]

SESSION_FOR = timedelta(days=14)
INVITATION_FOR = timedelta(days=7)
FIRST_ROLES = ("admin", "planner")
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")


class RefusedError(InputError):
    """A mail, password or secret that lets nobody in; which of them isn't told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Who gets an account."""

    mail: str
    name: str
    language: str = "zh"
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role to give: everywhere, or within an area or an organisation; both days included."""

    role: str
    within: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The accounts of one district.

    ``changed`` is called when what somebody may do has changed; ``first_secret_hash`` is of the
    secret with which the first account is made, empty where none may be.
    """

    records: RecordStore
    now: Callable[[], datetime]
    changed: Callable[[], None] = lambda: None
    first_secret_hash: str = ""

    def first(self, secret: str, new: NewPerson, password: str) -> Person:
        """Make the first account, which may do everything that an administrator lets others do.

        Raises
        ------
        RefusedError
            Where the secret isn't the one that the server printed.
        TakenError
            Where there is an account already.

        """
        if not self.first_secret_hash or not same(hash_of(secret), self.first_secret_hash):
            raise RefusedError("this link isn't the one that the server printed; use that one")
        settled = _settled(new)
        password_hash = hashed(password, mail=settled.mail)
        with self.records.change(by=SYSTEM, why="the first account") as change:
            if change.list(Person, limit=1):
                raise TakenError("there is an account already; let its administrator invite you")
            person = _added(change, settled)
            person = change.put(replace(person, password_hash=password_hash, state="active"))
            for role in FIRST_ROLES:
                change.add(RoleGrant(person=person.ref, role=role))
        self.changed()
        return person

    @contextlib.contextmanager
    def newcomer(
        self, new: NewPerson, password: str, *, why: str
    ) -> Iterator[tuple[Change, Person]]:
        """A change in which somebody opens an account; what else it needs is done in it too."""
        settled = _settled(new)
        password_hash = hashed(password, mail=settled.mail)
        with self.records.change(by=SYSTEM, why=why) as change:
            person = _added(change, settled)
            yield change, change.put(replace(person, password_hash=password_hash, state="active"))
        self.changed()

    def invite(self, new: NewPerson, grants: Sequence[Grant], *, by: str) -> tuple[Person, str]:
        """Make an account for somebody; the secret with which they choose a password, once."""
        settled = _settled(new)
        with self.records.change(by=by, why="invited") as change:
            person = _added(change, settled)
            for grant in grants:
                change.add(_granted(person.ref, grant))
            secret = self._invitation(change, person)
        return person, secret

    def invite_again(self, ref: str, *, by: str) -> tuple[Person, str]:
        """Make a new secret for somebody whose invitation or password was lost."""
        with self.records.change(by=by, why="invited again") as change:
            person = change.one(Person, ref)
            if person.ended_at is not None or person.state == "locked":
                raise StateError(f"person {ref} is locked or has ended; unlock the account first")
            secret = self._invitation(change, person)
        return person, secret

    def invited(self, secret: str) -> Person:
        """Whom the secret of an invitation is for.

        Raises
        ------
        RefusedError
            Where it was used, is over or never was.

        """
        with self.records.reading() as reading:
            found = reading.list(Invitation, Is("secret_hash", hash_of(secret)))
            if not found or found[0].expires_at <= self.now():
                msg = "this invitation was used or is over; ask an administrator for another"
                raise RefusedError(msg)
            return reading.one(Person, found[0].person)

    def accept(self, secret: str, password: str) -> Person:
        """Choose a password with an invitation; sessions from before end."""
        person = self.invited(secret)
        password_hash = hashed(password, mail=person.mail or "")
        with self.records.change(by=person.ref, why="accepted the invitation") as change:
            found = change.list(Invitation, Is("secret_hash", hash_of(secret)))
            if not found:
                raise RefusedError("this invitation was used a moment ago; sign in")
            change.end(found[0])
            person = change.one(Person, person.ref)
            person = change.put(replace(person, password_hash=password_hash, state="active"))
            _let_out(change, person.ref)
        self.changed()
        return person

    def sign_in(self, mail: str, password: str) -> Person:
        """Whose mail and password that are.

        Raises
        ------
        RefusedError
            Where they aren't, or the account is locked.

        """
        known = self._by_mail(mail)
        fits = matches(password, known.password_hash if known else None)
        if known is None or not fits or known.state != "active":
            raise RefusedError("mail or password isn't right, or the account is locked; try again")
        return known

    def open_session(self, person: str) -> str:
        """Let somebody in; the session's secret."""
        secret = new_secret()
        session = Session(
            person=person,
            secret_hash=hash_of(secret),
            expires_at=self.now() + SESSION_FOR,
            seen_at=self.now(),
        )
        with self.records.change(by=person, why="signed in") as change:
            change.add(session)
        return secret

    def sign_out(self, session: Session) -> None:
        """End a session."""
        with self.records.change(by=session.person, why="signed out") as change:
            change.end(change.one(Session, session.ref))
        self.changed()

    def change_password(self, session: Session, *, old: str, new: str) -> None:
        """Choose another password; all other sessions end."""
        person = self.records.one(Person, session.person)
        if not matches(old, person.password_hash):
            raise RefusedError("the old password isn't right; try again")
        password_hash = hashed(new, mail=person.mail or "")
        with self.records.change(by=person.ref, why="chose another password") as change:
            now = change.one(Person, person.ref)
            change.put(replace(now, password_hash=password_hash))
            _let_out(change, person.ref, but=session.ref)
        self.changed()

    def new_token(
        self, person: str, label: str, roles: Sequence[str], expires_at: datetime | None
    ) -> tuple[Token, str]:
        """Make what a program shows to act for a person, in no more than these roles."""
        unknown = sorted(set(roles) - set(codes.ROLES))
        if unknown or not roles:
            msg = f"roles are {list(roles)}, must be some of {list(codes.ROLES)}; name others"
            raise InputError(msg)
        secret = new_secret()
        token = Token(
            person=person,
            label=label,
            secret_hash=hash_of(secret),
            roles=tuple(roles),
            expires_at=expires_at,
        )
        with self.records.change(by=person, why="made a token") as change:
            return change.add(token), secret

    def end_token(self, token: Token, *, by: str) -> None:
        """End a token."""
        with self.records.change(by=by, why="ended a token") as change:
            change.end(change.one(Token, token.ref))
        self.changed()

    def grant(self, person: str, grant: Grant, *, by: str) -> RoleGrant:
        """Give somebody a role."""
        with self.records.change(by=by, why="gave a role") as change:
            given = change.add(_granted(person, grant))
        self.changed()
        return given

    def lock(self, ref: str, *, by: str, why: str = "locked") -> Person:
        """Let somebody in no more: sessions end, and tokens of a locked account let nobody in."""
        with self.records.change(by=by, why=why) as change:
            person = change.put(replace(change.one(Person, ref), state="locked"))
            _let_out(change, ref)
            for invitation in change.list(Invitation, Is("person", ref)):
                change.end(invitation)
        self.changed()
        return person

    def unlock(self, ref: str, *, by: str) -> Person:
        """Let somebody in again, with the password of before."""
        with self.records.change(by=by, why="unlocked") as change:
            person = change.put(replace(change.one(Person, ref), state="active"))
        self.changed()
        return person

    def erase(self, ref: str, *, by: str, why: str) -> None:
        """Destroy the personal values of somebody who asks for it."""
        self.records.erase(ref, by=by, why=why)
        self.changed()

    def by_mail(self, mail: str) -> Person:
        """The person with this mail.

        Raises
        ------
        RecordAbsentError
            Where there is none.

        """
        found = self._by_mail(mail)
        if found is None:
            raise RecordAbsentError("person", mail)
        return found

    def _by_mail(self, mail: str) -> Person | None:
        text = mail.strip().lower()
        if not _MAIL.fullmatch(text) or "\0" in text or not text.isprintable():
            return None
        found = self.records.list(Person, Is("mail", text))
        return found[0] if found else None

    def _invitation(self, change: Change, person: Person) -> str:
        """A new invitation in the place of those before."""
        for old in change.list(Invitation, Is("person", person.ref)):
            change.end(old)
        secret = new_secret()
        expires_at = self.now() + INVITATION_FOR
        change.add(
            Invitation(person=person.ref, secret_hash=hash_of(secret), expires_at=expires_at)
        )
        return secret


def _settled(new: NewPerson) -> NewPerson:
    """The person with a mail in small letters.

    Raises
    ------
    InputError
        Where mail or name are none.

    """
    mail, name = new.mail.strip().lower(), new.name.strip()
    if not _MAIL.fullmatch(mail) or not mail.isprintable():
        raise InputError(f"mail is {new.mail!r}, must be one as ann@example.org; mend it")
    if not name or not name.isprintable():
        raise InputError(f"name is {new.name!r}, must say who it is; mend it")
    return replace(new, mail=mail, name=name)


def _added(change: Change, new: NewPerson) -> Person:
    return change.add(
        Person(name=new.name, mail=new.mail, language=new.language, organisation=new.organisation)
    )


def _granted(person: str, grant: Grant) -> RoleGrant:
    return RoleGrant(
        person=person,
        role=grant.role,
        within=grant.within,
        starts_on=grant.starts_on,
        ends_on=grant.ends_on,
    )


def _let_out(change: Change, person: str, *, but: str = "") -> None:
    """End a person's sessions."""
    for session in change.list(Session, Is("person", person)):
        if session.ref != but:
            change.end(session)
