"""An offer with three holders and three parties who bid for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gengxin.terms.sealed import Bid, OfferKey, ReceiptBook, Signed
from gengxin.workbench.sealed import (
    HOLDERS,
    Arrival,
    KeptBid,
    ReceiptKey,
    closing_of,
    keep_ciphertext,
    make_offer_key,
    next_receipt,
    packed,
    pair_of,
    peel_shares,
    receipt_key,
    seal,
    unwrap_identities,
    with_another_part,
)
from gengxin.workbench.sealed.age import new_identity, recipient_of

CLOSES_AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
OFFER = "OFFER1"
PARTIES = ("ANNA", "BO", "CAI")


@pytest.fixture(scope="session")
def identities() -> dict[str, str]:
    return {name: new_identity() for name in HOLDERS}


@pytest.fixture(scope="session")
def key(identities: Mapping[str, str]) -> OfferKey:
    """Made by one holder, with a part of another's."""
    return with_another_part(
        make_offer_key(OFFER, {name: recipient_of(one) for name, one in identities.items()})
    )


@pytest.fixture(scope="session")
def secrets_of(
    key: OfferKey, identities: Mapping[str, str]
) -> Callable[[str, str], tuple[str, ...]]:
    """The secret parts of the offer's key, as two holders get at them."""

    def opened(one: str, other: str) -> tuple[str, ...]:
        first, second = pair_of(key, one, other)
        peeled = peel_shares(key, (first, second), identities[first])
        return unwrap_identities(key, peeled, identities[second])

    return opened


def bid_of(party: str, *, offer: str = OFFER, nonce: str = "") -> Bid:
    return Bid(
        offer=offer,
        party=party,
        nonce=nonce or f"{party:_<16}".lower(),
        content={"price_amount": 1_250_000_765_432, "scheme": f"MARKER-{party}-scheme"},
        files={"drawings/方案.txt": f"MARKER-{party}-drawing".encode() * 40},
    )


@dataclass
class Server:
    """The server's side, by the functions that it has."""

    folder: Path
    key: OfferKey
    signs: ReceiptKey
    receipts: list[Signed]

    def hand_in(
        self, party: str, ciphertext: bytes, *, before_min: float = 60.0, keep: bool = True
    ) -> Signed:
        """Take a sealed bid so many minutes before closing."""
        kept = (
            keep_ciphertext(self.folder, OFFER, ciphertext)
            if keep
            else KeptBid(sha256="0" * 64, bytes_count=1)
        )
        arrival = Arrival(
            offer=OFFER,
            party=party,
            bid=kept,
            key_sha256=self.key.sha256,
            closes_at=CLOSES_AT,
            at=CLOSES_AT - timedelta(minutes=before_min),
        )
        self.receipts.append(next_receipt(self.receipts, arrival, key=self.signs))
        return self.receipts[-1]

    def book(self) -> ReceiptBook:
        closing = closing_of(
            OFFER, self.receipts, closes_at=CLOSES_AT, now=CLOSES_AT, key=self.signs
        )
        return ReceiptBook(
            offer=OFFER,
            public_key=self.signs.public,
            receipts=tuple(self.receipts),
            closing=closing,
        )


@pytest.fixture
def server(tmp_path: Path, key: OfferKey) -> Server:
    return Server(folder=tmp_path, key=key, signs=receipt_key(tmp_path), receipts=[])


@pytest.fixture(scope="session")
def sealed_bids(key: OfferKey) -> dict[str, bytes]:
    """Each party's sealed bid."""
    return {party: seal(packed(bid_of(party)), key.recipients) for party in PARTIES}
