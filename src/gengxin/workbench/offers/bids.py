"""Sealed bids in an offer: received with a receipt, listed, opened with what the holders found."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from gengxin.store.records import Change, Reading
from gengxin.terms import InputError
from gengxin.terms.records import (
    ExpressionOfInterest,
    Is,
    Offer,
    SealedBid,
    StateError,
)
from gengxin.terms.sealed import Receipt, ReceiptBook, Signed
from gengxin.workbench.offers.bid_terms import BidTerms, terms_of
from gengxin.workbench.offers.checks import key_of
from gengxin.workbench.offers.course import refuse_unless_open, settled, to_opened
from gengxin.workbench.offers.doer import Doer, NotReadyError
from gengxin.workbench.offers.handing_in import money_faults, submission_faults
from gengxin.workbench.offers.interest import refuse_barred
from gengxin.workbench.sealed import (
    FEWEST_HOLDERS,
    REFUSALS,
    Arrival,
    ArrivingBid,
    ReceiptKey,
    closing_of,
    confirmed_by,
    findings_sha256,
    next_receipt,
    questions_document,
)
from gengxin.workbench.uploads import TooLargeError

__all__ = [
    "Package",
    "book",
    "downloadable",
    "expected",
    "open_bids_of",
    "receive",
    "to_confirm",
]

# of a party in one offer, and of all parties in it: what a disk must hold at most
MOST_BIDS_OF_ONE, MOST_BYTES_OF_ONE = 20, 2**28
MOST_BIDS, MOST_BYTES = 5_000, 2**36


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What two holders found in a sealed bid: its manifest, or the code of why there is none."""

    number: int
    manifest: Mapping[str, Any] | None = None
    reason: str = ""


def expected(doer: Doer, offer: str, party: str) -> Offer:
    """The offer, where it takes a sealed bid of this party now.

    Raises
    ------
    StateError, NotReadyError
        Where it doesn't.

    """
    settled(doer, offer)
    with doer.records.reading() as reading:
        asked = reading.one(Offer, offer)
        _submittable(reading, asked, party, doer.now())
        return asked


def receive(
    doer: Doer, arriving: ArrivingBid, *, offer: str, party: str, at: datetime, key: ReceiptKey
) -> SealedBid:
    """Keep a sealed bid that came whole ``at`` this time, and its interest as handed in.

    It takes the place of the party's earlier ones.

    Raises
    ------
    StateError, TakenError, NotReadyError, TooLargeError
        Where it came too late, the very file came before, the interest isn't ready, or the bids
        of the party or of all would be too large together.

    """
    with doer.change("hands in a sealed bid") as change:
        asked = change.one(Offer, offer)
        refuse_barred(change, [party])
        interest = _submittable(change, asked, party, at)
        earlier = change.list(SealedBid, Is("offer", offer))
        _refuse_bytes(earlier, party, arriving.kept.bytes_count)
        arrival = Arrival(
            offer=offer,
            party=party,
            bid=arriving.kept,
            key_sha256=key_of(asked).sha256,
            closes_at=_closing_time(asked),
            at=at,
        )
        signed = next_receipt(_signed(earlier), arrival, key=key)
        for one in earlier:
            if one.party == party and one.state == "held":
                change.put(replace(one, state="replaced"))
        change.put(replace(interest, state="submitted"))
        bid = change.add(_bid(arrival, signed))
        arriving.keep()
        return bid


def book(reading: Reading, offer: Offer, *, key: ReceiptKey, now: datetime) -> ReceiptBook:
    """All receipts of an offer, ended by the closing once it has closed."""
    signed = _signed(reading.list(SealedBid, Is("offer", offer.ref)))
    closing = None
    if offer.state not in {"draft", "open"} and offer.closes_at and offer.closes_at <= now:
        closing = closing_of(offer.ref, signed, closes_at=offer.closes_at, now=now, key=key)
    return ReceiptBook(offer=offer.ref, public_key=key.public, receipts=signed, closing=closing)


def downloadable(doer: Doer, offer: str, number: int) -> SealedBid:
    """The bid of that number, whose sealed file may be had now.

    Raises
    ------
    StateError
        Where the offer hasn't closed, or the bid was withdrawn.

    """
    asked = settled(doer, offer)
    if asked.state in {"draft", "open"}:
        raise StateError(
            f"offer {offer} is {asked.state}; sealed bids are given out once it closed"
        )
    found = doer.records.list(SealedBid, Is("offer", offer), Is("number", number))
    if not found:
        raise InputError(f"offer {offer} has no bid {number}; see its receipts")
    if found[0].state == "withdrawn":
        raise StateError(f"bid {number} was withdrawn, and stays sealed; leave it out")
    return found[0]


def to_confirm(
    doer: Doer, offer: str, packages: Sequence[Package], *, key: ReceiptKey
) -> dict[str, Any]:
    """What each holder is asked to confirm of what was found in every bid.

    Raises
    ------
    StateError, InputError
        Where the offer isn't closed, or some bid isn't told of.

    """
    settled(doer, offer)
    with doer.records.reading() as reading:
        asked = _closed(reading, offer)
        _readings(asked, _held(reading, offer), packages)
    return questions_document(key_of(asked), _findings_sha256(packages), signer=key)


def open_bids_of(
    doer: Doer,
    offer: str,
    packages: Sequence[Package],
    *,
    answers: Mapping[str, str],
    public_key: str,
) -> Offer:
    """Keep what two holders found in every bid; of a party the last that can be read counts.

    ``answers`` are those of holders to ``to_confirm``, ``public_key`` is the one of receipts.

    Raises
    ------
    StateError, InputError
        Where the offer isn't closed, some bid isn't told of, or fewer than two holders confirm.

    """
    settled(doer, offer)
    found_sha256 = _findings_sha256(packages)
    asked = doer.records.one(Offer, offer)
    by: tuple[str, ...] = ()
    if asked.state == "closed":
        by = confirmed_by(key_of(asked), found_sha256, answers, public_key=public_key)
    why = f"opens the sealed bids; {' and '.join(by)} confirm findings {found_sha256[:16]}"
    with doer.change(why) as change:
        asked = _closed(change, offer)
        bids = _held(change, offer)
        found = _readings(asked, bids, packages)
        if len(by) < FEWEST_HOLDERS:
            msg = f"the opening is confirmed by {len(by)} holders ({', '.join(by) or 'none'})"
            raise StateError(f"{msg}, must be by {FEWEST_HOLDERS}; let another holder confirm it")
        for party in dict.fromkeys(one.party for one in bids):
            _settle(change, asked, [(bid, found[bid.number]) for bid in bids if bid.party == party])
        return to_opened(change, asked)


def _closed(reading: Reading, ref: str) -> Offer:
    """The offer, where it is closed and not opened yet."""
    offer = reading.one(Offer, ref)
    if offer.state != "closed":
        msg = f"offer {ref} is {offer.state}, must be closed, and not opened yet"
        raise StateError(f"{msg}; look at it again")
    return offer


def _held(reading: Reading, offer: str) -> list[SealedBid]:
    """The bids of an offer that weren't withdrawn."""
    found = reading.list(SealedBid, Is("offer", offer))
    return [one for one in found if one.state in {"held", "replaced"}]


def _findings_sha256(packages: Sequence[Package]) -> str:
    return findings_sha256([asdict(one) for one in packages])


def _submittable(reading: Reading, offer: Offer, party: str, now: datetime) -> ExpressionOfInterest:
    """The interest that a bid of this party hands in.

    Raises
    ------
    StateError, NotReadyError
        Where no bid is taken.

    """
    refuse_unless_open(offer, now)
    if not offer.recipient:
        msg = f"bids of offer {offer.ref} aren't sealed; hand the interest in itself"
        raise StateError(msg)
    mine = (Is("offer", offer.ref), Is("party", party))
    found = reading.list(ExpressionOfInterest, *mine)
    if not found or found[0].state == "withdrawn":
        msg = f"party {party} has shown no interest in offer {offer.ref}"
        raise StateError(f"{msg}; say first who is in it, and in which roles")
    _refuse_counts(reading, offer.ref, party)
    faults = submission_faults(reading, offer, found[0], now)
    if faults:
        raise NotReadyError(f"interest {found[0].ref} can't be handed in yet", faults)
    return found[0]


def _refuse_counts(reading: Reading, offer: str, party: str) -> None:
    """Refuse a bid beyond those that a party, or all of them, may hand in.

    Raises
    ------
    StateError
        Naming the bound.

    """
    mine = reading.count(SealedBid, Is("offer", offer), Is("party", party))
    if mine >= MOST_BIDS_OF_ONE:
        msg = f"party {party} has handed in {mine} bids in offer {offer}, must be at most"
        raise StateError(f"{msg} {MOST_BIDS_OF_ONE}; the last one counts")
    all_ = reading.count(SealedBid, Is("offer", offer))
    if all_ >= MOST_BIDS:
        msg = f"offer {offer} has {all_} sealed bids, must have at most {MOST_BIDS:,}"
        raise StateError(f"{msg}; tell the office")


def _refuse_bytes(earlier: Sequence[SealedBid], party: str, bytes_count: int) -> None:
    """Refuse a bid with which a party's, or all bids of the offer, would fill too much disk.

    Raises
    ------
    TooLargeError
        Naming the bound.

    """
    mine = sum(one.bytes_count for one in earlier if one.party == party)
    everybodys = sum(one.bytes_count for one in earlier)
    for told, held, most, next_step in (
        (f"party {party} has", mine, MOST_BYTES_OF_ONE, "make attachments smaller"),
        ("all parties have", everybodys, MOST_BYTES, "tell the office"),
    ):
        if held + bytes_count > most:
            msg = f"{told} {held / 2**20:,.1f} MiB of sealed bids in this offer, with this one"
            with_it = f"{msg} {(held + bytes_count) / 2**20:,.1f} MiB"
            raise TooLargeError(f"{with_it}, must be at most {most >> 20:,} MiB; {next_step}")


def _bid(arrival: Arrival, signed: Signed) -> SealedBid:
    receipt = Receipt.of(signed.text)
    return SealedBid(
        offer=arrival.offer,
        party=arrival.party,
        organisation=arrival.party,
        number=receipt.number,
        sha256=arrival.bid.sha256,
        bytes_count=arrival.bid.bytes_count,
        received_at=receipt.received_at,
        receipt=signed.text,
        signature=signed.signature,
    )


def _signed(bids: Sequence[SealedBid]) -> tuple[Signed, ...]:
    return tuple(
        Signed(text=one.receipt, signature=one.signature)
        for one in sorted(bids, key=lambda bid: bid.number)
    )


def _closing_time(offer: Offer) -> datetime:
    if offer.closes_at is None:
        raise StateError(
            f"offer {offer.ref} has no time to close at, must have one; tell the office"
        )
    return offer.closes_at


def _readings(
    offer: Offer, bids: Sequence[SealedBid], packages: Sequence[Package]
) -> dict[int, BidTerms | str]:
    """What was found in each bid by its number: its terms, or why they don't count."""
    told = {one.number: one for one in packages}
    missing = [one.number for one in bids if one.number not in told]
    if missing or len(told) < len(packages):
        msg = f"bids {missing} aren't told of, or one is told of twice"
        raise InputError(f"{msg}; say of each once what was found, or why it can't be read")
    found: dict[int, BidTerms | str] = {}
    nonces: set[str] = set()
    for bid in bids:
        reading = _reading(offer, bid, told[bid.number])
        if isinstance(reading, BidTerms) and reading.nonce in nonces:
            reading = REFUSALS["repeated"][0]
        if isinstance(reading, BidTerms):
            nonces.add(reading.nonce)
        found[bid.number] = reading
    return found


def _reading(offer: Offer, bid: SealedBid, package: Package) -> BidTerms | str:
    if package.manifest is None:
        if package.reason not in REFUSALS:
            known = ", ".join(REFUSALS)
            msg = f"bid {bid.number} has reason {package.reason!r}, must be one of {known}"
            raise InputError(f"{msg}, or have a manifest")
        return REFUSALS[package.reason][0]
    return terms_of(offer, bid.party, package.manifest)


def _settle(
    change: Change, offer: Offer, found: Sequence[tuple[SealedBid, BidTerms | str]]
) -> None:
    """One party's bids as opened or refused, and its interest with the terms that count."""
    (interest,) = change.list(
        ExpressionOfInterest, Is("offer", offer.ref), Is("party", found[0][0].party)
    )
    counts = False
    why = ""
    for bid, reading in reversed(found):
        refusal = (
            reading if isinstance(reading, str) else _refusal(change, offer, interest, reading)
        )
        if refusal:
            why = why or f"bid {bid.number}: {refusal}"
            change.put(replace(bid, state="refused", reason=refusal))
        elif counts:
            change.put(replace(bid, state="refused", reason=REFUSALS["replaced"][0]))
        elif isinstance(reading, BidTerms):
            counts = True
            change.put(replace(bid, state="opened"))
            change.put(replace(interest, **reading.values(interest)))
    if not counts and interest.state == "submitted":
        change.put(replace(interest, state="refused", reason=why))


def _refusal(
    records: Reading, offer: Offer, interest: ExpressionOfInterest, terms: BidTerms
) -> str:
    """Why terms that could be read don't count; empty where they do."""
    if interest.state != "submitted":
        return "its consortium was changed since and not handed in again"
    agreed = {(one.party, one.role) for one in interest.members if one.agreed_at is not None}
    if terms.roles != agreed:
        return "it names other parties or roles than those that have agreed"
    return "; ".join(money_faults(records, offer, terms.members))
