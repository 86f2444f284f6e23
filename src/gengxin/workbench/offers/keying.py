"""The key of an offer's sealed bids: parts entered one by one, each by another holder."""

from collections.abc import Mapping
from dataclasses import replace

from gengxin.store.records import Reading
from gengxin.terms import InputError
from gengxin.terms.records import Holder, Offer, StateError, WrappedKey
from gengxin.terms.sealed import OfferKey
from gengxin.workbench.offers.doer import Doer

__all__ = ["FEWEST_PARTS", "makers_of", "put_key"]

FEWEST_PARTS = 2


def put_key(doer: Doer, ref: str, key: OfferKey) -> Offer:
    """The draft with this key: its first part, or what was there with one part more.

    Raises
    ------
    StateError, InputError
        Where the offer is open already, or the key isn't of it or doesn't continue what is there.

    """
    with doer.change("enters a part of the key of sealed bids") as change:
        offer = change.one(Offer, ref)
        if offer.state != "draft":
            raise StateError(f"offer {ref} is {offer.state}: its key doesn't change any more")
        if key.offer != ref:
            raise InputError(f"the key is of offer {key.offer}, must be of {ref}; make another")
        known = tuple(offer.recipient.split())
        names = {one.role: one.name for one in offer.holders}
        if known and not _continues(offer, key, known):
            msg = f"the key doesn't continue the {len(known)} parts that are there"
            raise StateError(f"{msg}; take the key as it is now and add one part to that")
        return change.put(
            replace(
                offer,
                recipient=" ".join(key.recipients),
                holders=tuple(
                    Holder(role=role, name=names.get(role, role), recipient=recipient)
                    for role, recipient in key.holders.items()
                ),
                wrapped=tuple(
                    WrappedKey(first=one.first, second=one.second, sealed=one.sealed)
                    for one in key.shares
                ),
            )
        )


def makers_of(reading: Reading, offer: Offer) -> Mapping[str, str]:
    """Who entered each part of an offer's key, by the part's public key, as the log has it."""
    makers: dict[str, str] = {}
    for event in reading.history(offer.ref):
        for part in str(event.content.get("recipient", "")).split():
            makers.setdefault(part, event.by)
    return {part: makers[part] for part in offer.recipient.split() if part in makers}


def _continues(offer: Offer, key: OfferKey, known: tuple[str, ...]) -> bool:
    """Whether the key is the offer's with one part more, all else as it was."""
    shares = {(one.first, one.second, one.sealed) for one in offer.wrapped}
    return (
        key.recipients[:-1] == known
        and dict(key.holders) == {one.role: one.recipient for one in offer.holders}
        and shares <= {(one.first, one.second, one.sealed) for one in key.shares}
    )
