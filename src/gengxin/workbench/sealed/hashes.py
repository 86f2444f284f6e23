"""What a bidder checks before bids are opened: the hashes of all receipts, and an own one.

Who else bid isn't told until then. The hashes bind the server all the same: an own receipt names
the one before it, and the closing the last.
"""

import json
from dataclasses import dataclass

from gengxin.terms import InputError
from gengxin.terms.sealed import (
    NOTHING_BEFORE,
    Closing,
    Receipt,
    ReceiptBook,
    Signed,
    sha256_of,
    whole_ref,
)
from gengxin.workbench.sealed.receipts import is_signed

__all__ = ["HashList", "faults_of_hashes", "faults_of_own", "hash_list_of", "hashes_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HashList:
    """The hashes of an offer's receipts in their order; ``closing`` is ``None`` until it closed."""

    offer: str
    public_key: str
    hashes: tuple[str, ...]
    closing: Signed | None


def hashes_in(book: ReceiptBook) -> HashList:
    """The hashes of receipts that are all told."""
    return HashList(
        offer=book.offer,
        public_key=book.public_key,
        hashes=tuple(sha256_of(one.text) for one in book.receipts),
        closing=book.closing,
    )


def hash_list_of(content: bytes | str) -> HashList | None:
    """Read the server's answer to who may not see all receipts yet; ``None`` where it is another.

    Raises
    ------
    InputError
        Where it begins as one and isn't whole.

    """
    try:
        told = json.loads(content)
        if told.get("book", "") is not None:
            return None
        closing = told["closing"]
        return HashList(
            offer=whole_ref(told["offer"], "offer"),
            public_key=str(told["public_key"]),
            hashes=tuple(str(one["receipt_sha256"]) for one in told["receipts"]),
            closing=closing and Signed(text=closing["text"], signature=closing["signature"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        msg = "the file holds no receipts nor hashes of any; take the server's answer whole"
        raise InputError(msg) from error


def faults_of_hashes(told: HashList) -> tuple[str, ...]:
    """What doesn't hold in a list of hashes: it must end as its closing says."""
    if told.closing is None:
        return ()
    if not is_signed(told.closing, told.public_key):
        return ("closing: the signature isn't the server's",)
    closing = Closing.of(told.closing.text)
    last = told.hashes[-1] if told.hashes else NOTHING_BEFORE
    whole = (told.offer, len(told.hashes), last)
    if (closing.offer, closing.receipts_count, closing.last) != whole:
        return (f"closing: it ends other receipts than these {len(told.hashes)}",)
    return ()


def faults_of_own(told: HashList, mine: Signed) -> tuple[str, ...]:
    """What is wrong with a list for whoever holds an own receipt."""
    if not is_signed(mine, told.public_key):
        return ("your receipt isn't signed by the key that signed these",)
    receipt = Receipt.of(mine.text)
    before = (NOTHING_BEFORE, *told.hashes)[: receipt.number]
    here = told.hashes[receipt.number - 1 : receipt.number]
    if receipt.offer != told.offer or here != (sha256_of(mine.text),):
        return ("your receipt isn't among them: a bid was left out; keep it and tell the auditor",)
    if before[-1:] != (receipt.previous,):
        return ("the receipt before yours was another when you bid; keep it and tell the auditor",)
    return ()
