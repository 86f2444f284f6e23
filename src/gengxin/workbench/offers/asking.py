"""What is asked and seen of an offer: questions answered to all, partners wanted, who looked."""

from dataclasses import dataclass, replace
from datetime import timedelta

from gengxin.terms import InputError
from gengxin.terms.records import (
    SYSTEM,
    AnyOf,
    ExpressionOfInterest,
    Is,
    Offer,
    OfferAccess,
    OfferQuestion,
    Party,
    Since,
    StateError,
)
from gengxin.workbench.offers.course import refuse_unless_open, settled
from gengxin.workbench.offers.doer import Doer
from gengxin.workbench.offers.interest import refuse_barred

__all__ = ["Partner", "answer", "ask", "note_access", "partners_wanted"]

MOST_QUESTIONS_OF_ONE = 100
# looking again so soon is the same look
SAME_LOOK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """Interest that looks for partners, as other parties see it: nothing of its terms."""

    interest: str
    party: str
    name_en: str
    name_zh: str
    kind: str
    looking_for: tuple[str, ...]
    filled: tuple[str, ...]
    note_to_partners: str


def ask(doer: Doer, offer: str, party: str, text: str) -> OfferQuestion:
    """A question, to be answered to all without saying who asked.

    Raises
    ------
    StateError
        Where the time for questions is over, or the party asked too many.

    """
    if not text.strip():
        raise InputError("a question says something; write it")
    settled(doer, offer)
    with doer.change("asks about an offer") as change:
        asked, now = change.one(Offer, offer), doer.now()
        refuse_unless_open(asked, now)
        if asked.questions_until is not None and now >= asked.questions_until:
            msg = f"questions were taken until {asked.questions_until.isoformat()}"
            raise StateError(f"{msg}, it is {now.isoformat()}; read the answers that were given")
        refuse_barred(change, [party])
        count = change.count(OfferQuestion, Is("offer", offer), Is("party", party))
        if count >= MOST_QUESTIONS_OF_ONE:
            raise StateError(
                f"the party has asked {count} questions of this offer; wait for answers"
            )
        question = OfferQuestion(offer=offer, party=party, text=text.strip(), organisation=party)
        return change.add(question)


def answer(doer: Doer, ref: str, text: str) -> OfferQuestion:
    """The answer to a question, shown to all; another time it takes the place of the first.

    Raises
    ------
    StateError
        Where the offer isn't open any more, so that nobody could heed it.

    """
    if not text.strip():
        raise InputError("an answer says something; write it")
    settled(doer, doer.records.one(OfferQuestion, ref).offer)
    with doer.change("answers a question to all") as change:
        question, now = change.one(OfferQuestion, ref), doer.now()
        refuse_unless_open(change.one(Offer, question.offer), now)
        return change.put(replace(question, answer=text.strip(), answered_at=now))


def partners_wanted(doer: Doer, offer: str) -> tuple[Partner, ...]:
    """Interest in an open offer that looks for partners."""
    if settled(doer, offer).state != "open":
        return ()
    with doer.records.reading() as reading:
        found = [
            one
            for one in reading.list(ExpressionOfInterest, Is("offer", offer), Is("state", "draft"))
            if one.looking_for
        ]
        refs = tuple({one.party for one in found})
        parties = {one.ref: one for one in reading.list(Party, AnyOf("ref", refs))}
    return tuple(
        Partner(
            interest=one.ref,
            party=one.party,
            name_en=parties[one.party].name_en,
            name_zh=parties[one.party].name_zh,
            kind=parties[one.party].kind,
            looking_for=one.looking_for,
            filled=tuple(dict.fromkeys(member.role for member in one.members)),
            note_to_partners=one.note_to_partners,
        )
        for one in found
    )


def note_access(doer: Doer, offer: str, what: str) -> None:
    """Note that somebody who is signed in saw something of an offer; once a minute is enough."""
    if doer.by == SYSTEM:
        return
    same = (Is("offer", offer), Is("person", doer.by), Is("what", what))
    if doer.records.list(OfferAccess, *same, Since("entered_at", doer.now() - SAME_LOOK), limit=1):
        return
    with doer.change(f"looks at {what} of an offer") as change:
        change.add(OfferAccess(offer=offer, person=doer.by, what=what))
