"""What passes between who seals a bid, the server that keeps it, and the holders who open it."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from gengxin.terms.errors import InputError

__all__ = [
    "NOTHING_BEFORE",
    "Bid",
    "Closing",
    "OfferKey",
    "OpenedBid",
    "Opening",
    "Receipt",
    "ReceiptBook",
    "RefusedBid",
    "Share",
    "Signed",
    "canonical",
    "sha256_of",
    "whole_ref",
]

# what the first receipt of an offer names as the one before it
NOTHING_BEFORE = "0" * 64
RECEIPT = "gengxin-receipt/1"
CLOSING = "gengxin-closing/1"
KEY = "gengxin-offer-key/1"

_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{64}")
_T = TypeVar("_T", "Receipt", "Closing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of an offer's secret key, wrapped for two: ``first`` peels it, ``second`` ends it.

    ``sealed`` is an armoured age file for the first, in it one for the second.
    """

    first: str
    second: str
    sealed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferKey:
    """The key of an offer: all public but what the shares wrap.

    ``recipients`` are its public parts (age X25519), the outer seal first; ``holders`` name each
    holder's own public key; ``shares`` wrap every secret part for every pair of holders.
    """

    offer: str
    recipients: tuple[str, ...]
    holders: Mapping[str, str]
    shares: tuple[Share, ...]

    @property
    def sha256(self) -> str:
        """The fingerprint by which bidders and holders tell that they mean the same key."""
        return sha256_of(canonical({"format": KEY, "recipients": list(self.recipients)}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    """What is sealed: who bids for what, what they state, and attachments by their name.

    ``nonce`` is drawn anew for each; ``content`` is JSON.
    """

    offer: str
    party: str
    nonce: str
    # kept out of logs
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That a sealed bid was received: the ``number``-th of its offer, counted from 1.

    ``sha256`` and ``bytes_count`` are of the sealed file, ``key_sha256`` is the fingerprint of the
    offer's key and ``closes_at`` its closing as they were told then, ``previous`` the hash of the
    receipt before.
    """

    offer: str
    number: int
    party: str
    sha256: str
    bytes_count: int
    received_at: datetime
    closes_at: datetime
    key_sha256: str
    previous: str = NOTHING_BEFORE

    @property
    def text(self) -> str:
        """The receipt as it is signed, in one way of writing only."""
        return canonical(
            {
                "format": RECEIPT,
                "offer": self.offer,
                "number": self.number,
                "party": self.party,
                "sha256": self.sha256,
                "bytes_count": self.bytes_count,
                "received_at": _time(self.received_at),
                "closes_at": _time(self.closes_at),
                "key_sha256": self.key_sha256,
                "previous": self.previous,
            }
        )

    @classmethod
    def of(cls, text: str) -> "Receipt":
        """Read a receipt.

        Raises
        ------
        InputError
            Where the text isn't one, or isn't written as a receipt is.

        """
        told = _told(text, RECEIPT)
        try:
            found = cls(
                offer=whole_ref(told["offer"], "offer"),
                number=_count(told["number"]),
                party=whole_ref(told["party"], "party"),
                sha256=_hash(told["sha256"]),
                bytes_count=_count(told["bytes_count"]),
                received_at=_moment(told["received_at"]),
                closes_at=_moment(told["closes_at"]),
                key_sha256=_hash(told["key_sha256"]),
                previous=_hash(told["previous"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise _none(RECEIPT) from error
        return _as_written(found, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """That an offer has closed: how many bids it has, and the hash of the last one's receipt."""

    offer: str
    receipts_count: int
    last: str
    closes_at: datetime

    @property
    def text(self) -> str:
        """The closing as it is signed, in one way of writing only."""
        return canonical(
            {
                "format": CLOSING,
                "offer": self.offer,
                "receipts_count": self.receipts_count,
                "last": self.last,
                "closes_at": _time(self.closes_at),
            }
        )

    @classmethod
    def of(cls, text: str) -> "Closing":
        """Read a closing.

        Raises
        ------
        InputError
            Where the text isn't one, or isn't written as a closing is.

        """
        told = _told(text, CLOSING)
        try:
            found = cls(
                offer=whole_ref(told["offer"], "offer"),
                receipts_count=_count(told["receipts_count"]),
                last=_hash(told["last"]),
                closes_at=_moment(told["closes_at"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise _none(CLOSING) from error
        return _as_written(found, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A receipt's or a closing's text, with the server's signature (Ed25519, hexadecimal)."""

    text: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptBook:
    """All receipts of an offer in their order; ``closing`` is ``None`` until it has closed.

    ``public_key`` is what signatures are checked by (Ed25519, hexadecimal).
    """

    offer: str
    public_key: str
    receipts: tuple[Signed, ...]
    closing: Signed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBid:
    """A bid that was opened, and its receipt."""

    receipt: Receipt
    bid: Bid


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedBid:
    """A bid that was not taken, and why; ``reason`` is a code."""

    receipt: Receipt
    reason: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What came of opening: every receipt is in one of the two."""

    opened: tuple[OpenedBid, ...]
    refused: tuple[RefusedBid, ...]


def canonical(document: Mapping[str, object]) -> str:
    """JSON with sorted keys, no spaces and ASCII only, so that the same is written the same."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(text: str) -> str:
    """The hash of a text, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def whole_ref(ref: object, thing: str) -> str:
    """The ref, where it is one that may stand in a receipt and in a folder's name.

    Raises
    ------
    InputError
        Where it isn't.

    """
    if not isinstance(ref, str) or not _REF.fullmatch(ref):
        msg = f"{thing} is {ref!r}, must be 1 to 64 letters A-Z a-z, digits, _ or -"
        raise InputError(f"{msg}; take the ref that the offer's page shows")
    return ref


def _told(text: str, kind: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _none(kind) from error
    if not isinstance(told, dict) or told.get("format") != kind:
        raise _none(kind)
    return told


def _as_written(found: _T, text: str) -> _T:
    """What was found, where it would be written just so: nothing is hidden between the lines."""
    if found.text != text:
        raise InputError("the text has other words or spaces than its kind is written with")
    return found


def _none(kind: str) -> InputError:
    return InputError(f"the text isn't {kind!r} as it is signed; take it as the server gave it")


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _moment(text: object) -> datetime:
    if not isinstance(text, str):
        raise TypeError(text)
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


def _count(number: object) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise TypeError(number)
    return number


def _hash(text: object) -> str:
    if not isinstance(text, str) or not _HASH.fullmatch(text):
        raise TypeError(text)
    return text
