"""Receipts for sealed bids: a chain for each offer, signed by the server, checked by anybody.

Each receipt carries the hash of the one before it and the whole is ended by a signed closing, so
that none is altered, left out, put in or put elsewhere unseen. A bidder who keeps an own receipt
can show it where a server made the whole chain anew.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from gengxin.terms import InputError
from gengxin.terms.records import StateError, TakenError
from gengxin.terms.sealed import (
    NOTHING_BEFORE,
    Closing,
    Receipt,
    ReceiptBook,
    Signed,
    sha256_of,
    whole_ref,
)
from gengxin.workbench.sealed.keeping import SEALED, KeptBid

__all__ = [
    "Arrival",
    "ReceiptKey",
    "ReceiptsError",
    "book_document",
    "book_of",
    "closing_of",
    "faults_of",
    "is_signed",
    "next_receipt",
    "receipt_key",
    "verified_receipts",
]

FORMAT = "gengxin-receipts/1"
KEY_FILE = "receipt.key"
LOCK = ".lock"

_PUBLIC = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")


class ReceiptsError(InputError):
    """Receipts that don't hold; ``faults`` says each thing that is wrong."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        lines = "\n- ".join(faults)
        super().__init__(f"the receipts don't hold, open nothing and ask the auditor:\n- {lines}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A sealed bid as it comes: of whom, for what, and when by the server's clock.

    ``key_sha256`` is the fingerprint of the offer's key.
    """

    offer: str
    party: str
    bid: KeptBid
    key_sha256: str
    closes_at: datetime
    at: datetime


class ReceiptKey:
    """What the server signs with (Ed25519)."""

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)

    @property
    def public(self) -> str:
        """By what others check, hexadecimal."""
        return self._key.verify_key.encode().hex()

    def signed(self, text: str) -> Signed:
        """The text with its signature."""
        return Signed(text=text, signature=self._key.sign(text.encode()).signature.hex())


def receipt_key(folder: Path) -> ReceiptKey:
    """The key with which a district's server signs receipts; made where there is none yet."""
    home = folder / SEALED
    home.mkdir(exist_ok=True)
    path = home / KEY_FILE
    with FileLock(home / LOCK):
        if not path.exists():
            # readable by the server alone from its first moment
            handle, name = tempfile.mkstemp(prefix=".key.", dir=home)
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                stream.write(SigningKey.generate().encode().hex())
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(path)
        text = path.read_text("ascii")
    try:
        return ReceiptKey(bytes.fromhex(text))
    except ValueError as error:
        raise InputError(f"{path} is no key of receipts; restore it from a backup") from error


def next_receipt(earlier: Sequence[Signed], arrival: Arrival, *, key: ReceiptKey) -> Signed:
    """The receipt of a bid that comes now; ``earlier`` are all of its offer.

    Raises
    ------
    StateError
        Where the offer has closed.
    TakenError
        Where the same file was handed in before: who copies another's bid is refused.

    """
    if arrival.at >= arrival.closes_at:
        msg = f"the bid came at {arrival.at.isoformat()}, must come before the offer closes at"
        raise StateError(f"{msg} {arrival.closes_at.isoformat()}; it is too late and isn't kept")
    before = [Receipt.of(one.text) for one in earlier]
    if any(one.sha256 == arrival.bid.sha256 for one in before):
        raise TakenError("this very file was handed in before; seal the bid anew")
    receipt = Receipt(
        offer=whole_ref(arrival.offer, "offer"),
        number=len(before) + 1,
        party=whole_ref(arrival.party, "party"),
        sha256=arrival.bid.sha256,
        bytes_count=arrival.bid.bytes_count,
        # a clock that was set back must not turn a bid away, nor the order round
        received_at=max([arrival.at, *(one.received_at for one in before[-1:])]),
        closes_at=arrival.closes_at,
        key_sha256=arrival.key_sha256,
        previous=sha256_of(earlier[-1].text) if earlier else NOTHING_BEFORE,
    )
    return key.signed(receipt.text)


def closing_of(
    offer: str, earlier: Sequence[Signed], *, closes_at: datetime, now: datetime, key: ReceiptKey
) -> Signed:
    """What ends the chain of an offer's receipts once it has closed.

    Raises
    ------
    StateError
        Where it hasn't.

    """
    if now < closes_at:
        msg = f"the offer closes at {closes_at.isoformat()}, it is {now.isoformat()}"
        raise StateError(f"{msg}; wait until then")
    closing = Closing(
        offer=whole_ref(offer, "offer"),
        receipts_count=len(earlier),
        last=sha256_of(earlier[-1].text) if earlier else NOTHING_BEFORE,
        closes_at=closes_at,
    )
    return key.signed(closing.text)


def verified_receipts(book: ReceiptBook) -> tuple[Receipt, ...]:
    """The receipts of a book that holds.

    Raises
    ------
    ReceiptsError
        Where it doesn't; it names every fault.

    """
    faults = faults_of(book)
    if faults:
        raise ReceiptsError(faults)
    return tuple(Receipt.of(one.text) for one in book.receipts)


def faults_of(book: ReceiptBook) -> tuple[str, ...]:
    """Everything in a book of receipts that doesn't hold; nothing where all holds."""
    faults: list[str] = []
    receipts: list[Receipt] = []
    for place, signed in enumerate(book.receipts, start=1):
        try:
            receipt = Receipt.of(signed.text)
        except InputError as error:
            faults.append(f"receipt {place}: {error}")
            continue
        previous = sha256_of(book.receipts[place - 2].text) if place > 1 else NOTHING_BEFORE
        faults += [
            f"receipt {place}: {fault}"
            for fault in (
                *_signature_faults(signed, book.public_key),
                *_place_faults(receipt, (book.offer, place, previous)),
                *_order_faults(receipt, receipts),
            )
        ]
        receipts.append(receipt)
    if book.closing is not None:
        faults += [f"closing: {fault}" for fault in _closing_faults(book, receipts)]
    return tuple(faults)


def is_signed(signed: Signed, public_key: str) -> bool:
    """Whether the signature is the key's, written in the one way: no capitals, no spaces."""
    if not (_SIGNATURE.fullmatch(signed.signature) and _PUBLIC.fullmatch(public_key)):
        return False
    try:
        VerifyKey(bytes.fromhex(public_key)).verify(
            signed.text.encode(), bytes.fromhex(signed.signature)
        )
    except (CryptoError, ValueError):
        return False
    return True


def book_document(book: ReceiptBook) -> dict[str, Any]:
    """The receipts as JSON; each signed text stands in it letter by letter."""
    return {
        "format": FORMAT,
        "offer": book.offer,
        "public_key": book.public_key,
        "receipts": [_signed_document(one) for one in book.receipts],
        "closing": None if book.closing is None else _signed_document(book.closing),
    }


def book_of(content: bytes | str) -> ReceiptBook:
    """Read receipts from their JSON; whether they hold is told by ``verified_receipts``.

    Raises
    ------
    InputError
        Where it isn't that.

    """
    try:
        told = json.loads(content)
        # the server's answer has the book within it once everybody may see all of it
        told = told.get("book") or told
        if told["format"] != FORMAT:
            raise ValueError(told["format"])  # noqa: TRY301 - all ways of being none end alike
        return ReceiptBook(
            offer=whole_ref(told["offer"], "offer"),
            public_key=str(told["public_key"]),
            receipts=tuple(_signed(one) for one in told["receipts"]),
            closing=None if told["closing"] is None else _signed(told["closing"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        msg = f"the file holds no receipts ({FORMAT}); take the ones that the offer's page gives"
        raise InputError(msg) from error


def _signature_faults(signed: Signed, public_key: str) -> Iterator[str]:
    if not is_signed(signed, public_key):
        yield "the signature isn't the server's"


def _place_faults(receipt: Receipt, expected: tuple[str, int, str]) -> Iterator[str]:
    offer, place, previous = expected
    if receipt.offer != offer:
        yield f"it is of offer {receipt.offer}, must be of {offer}"
    if receipt.number != place:
        yield f"it has number {receipt.number}; one is missing or moved"
    if receipt.previous != previous:
        yield "it doesn't follow the one before it"
    if receipt.received_at >= receipt.closes_at:
        yield f"it came at {receipt.received_at.isoformat()}, too late"


def _order_faults(receipt: Receipt, before: Sequence[Receipt]) -> Iterator[str]:
    if any(one.sha256 == receipt.sha256 for one in before):
        yield "the same file was handed in before"
    if before and receipt.received_at < before[-1].received_at:
        yield "it came before the one before it"
    if before and receipt.key_sha256 != before[0].key_sha256:
        yield "the offer's key was another for the first bid"


def _closing_faults(book: ReceiptBook, receipts: Sequence[Receipt]) -> Iterator[str]:
    signed = book.closing
    assert signed is not None  # noqa: S101 - who calls has looked
    yield from _signature_faults(signed, book.public_key)
    try:
        closing = Closing.of(signed.text)
    except InputError as error:
        yield str(error)
        return
    last = sha256_of(book.receipts[-1].text) if book.receipts else NOTHING_BEFORE
    if closing.offer != book.offer:
        yield f"it is of offer {closing.offer}, must be of {book.offer}"
    if closing.receipts_count != len(book.receipts) or closing.last != last:
        yield f"it ends {closing.receipts_count} receipts, there are {len(book.receipts)}"
    if any(one.closes_at > closing.closes_at for one in receipts):
        yield "the offer closed earlier than a receipt had promised"


def _signed_document(signed: Signed) -> dict[str, str]:
    return {"text": signed.text, "signature": signed.signature}


def _signed(told: dict[str, Any]) -> Signed:
    return Signed(text=str(told["text"]), signature=str(told["signature"]))
