"""Keys: a holder's own, and an offer's, whose secret parts any two of three holders open.

Each part of an offer's key is an age identity, wrapped for every pair of holders by age twice. With
one part, its maker could keep it and open bids alone; with two, made by two holders on their own
machines, nobody ever has both before two holders meet.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from gengxin.terms import InputError
from gengxin.terms.sealed import OfferKey, Share, whole_ref
from gengxin.workbench.people.passwords import FEWEST_LETTERS
from gengxin.workbench.sealed.age import (
    locked,
    new_identity,
    recipient_of,
    sealed,
    unlocked,
    unsealed,
    whole_recipient,
)

__all__ = [
    "HOLDERS",
    "MOST_PARTS",
    "key_document",
    "make_holder",
    "make_offer_key",
    "offer_key_of",
    "pair_of",
    "peel_shares",
    "peeled_document",
    "peeled_of",
    "read_identity",
    "recipients_of",
    "unwrap_identities",
    "unwrap_identity",
    "with_another_part",
    "wrap_identity",
]

HOLDERS = ("coordinator", "auditor", "delegate")
MOST_PARTS = 3
FORMAT = "gengxin-offer-key/1"
PEELED = "gengxin-peeled/1"
_SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how a secret begins, none itself


def make_holder(passphrase: str) -> tuple[str, bytes]:
    """A holder's new key: its public part, and the secret one locked by a passphrase.

    Raises
    ------
    InputError
        Where the passphrase is too short.

    """
    if len(passphrase) < FEWEST_LETTERS:
        msg = f"the passphrase has {len(passphrase)} letters, must have at least {FEWEST_LETTERS}"
        raise InputError(f"{msg}; choose another, five words drawn at random do well")
    identity = new_identity()
    recipient = recipient_of(identity)
    return recipient, locked(f"# public key: {recipient}\n{identity}\n".encode(), passphrase)


def read_identity(file: bytes, passphrase: str) -> str:
    """The secret key in a holder's file; one that is locked by nothing is read as it is."""
    lines = file if _SECRET.encode() in file else unlocked(file, passphrase)
    found = [
        line.strip()
        for line in lines.decode("utf-8", "replace").splitlines()
        if line.strip().startswith(_SECRET)
    ]
    if len(found) != 1:
        msg = f"the file holds {len(found)} age identities, must hold one"
        raise InputError(f"{msg}; take the file that gengxin bid keys made")
    recipient_of(found[0])
    return found[0]


def make_offer_key(offer: str, holders: Mapping[str, str]) -> OfferKey:
    """A new key of an offer with one part; its secret is kept nowhere but in the shares.

    ``holders`` are the public keys of the three holders.
    """
    return _with_part(
        OfferKey(offer=whole_ref(offer, "offer"), recipients=(), holders=_three(holders), shares=())
    )


def with_another_part(key: OfferKey) -> OfferKey:
    """The key with a part made here, so that who made the others can't open bids alone."""
    if len(key.recipients) >= MOST_PARTS:
        msg = f"the key has {len(key.recipients)} parts, must have at most {MOST_PARTS}"
        raise InputError(f"{msg}; two, made by two holders, are enough")
    return _with_part(key)


def wrap_identity(identity: str, holders: Mapping[str, str]) -> tuple[Share, ...]:
    """A secret key wrapped for each pair of holders: outside for one, inside for the other."""
    named = _three(holders)
    return tuple(
        Share(
            first=first,
            second=second,
            sealed=sealed(
                sealed(identity.encode(), named[second]), named[first], armoured=True
            ).decode(),
        )
        for first, second in combinations(HOLDERS, 2)
    )


def unwrap_identity(share: Share, first_identity: str, second_identity: str) -> str:
    """The secret key of a share, by the secret keys of its two holders."""
    inner = unsealed(share.sealed.encode("ascii", "replace"), first_identity)
    return unsealed(inner, second_identity).decode()


def pair_of(key: OfferKey, one: str, other: str) -> tuple[str, str]:
    """Which of two holders peels, and which ends."""
    for share in key.shares:
        if {share.first, share.second} == {one, other}:
            return share.first, share.second
    msg = f"holders are {one!r} and {other!r}, must be two of {list(key.holders)}"
    raise InputError(f"{msg}; name two of them")


def peel_shares(key: OfferKey, pair: tuple[str, str], first_identity: str) -> tuple[bytes, ...]:
    """The shares of a pair without their outer seal; only the second holder can go on."""
    return tuple(
        unsealed(share.sealed.encode("ascii", "replace"), first_identity)
        for share in key.shares
        if (share.first, share.second) == pair
    )


def unwrap_identities(
    key: OfferKey, peeled: Sequence[bytes], second_identity: str
) -> tuple[str, ...]:
    """The secret parts of an offer's key in the order of its public ones.

    Raises
    ------
    InputError
        Where a part is missing or isn't what the key was published with.

    """
    found = [unsealed(one, second_identity).decode("utf-8", "replace") for one in peeled]
    by_recipient = {recipient_of(one): one for one in found}
    missing = [one for one in key.recipients if one not in by_recipient]
    if missing:
        msg = f"the shares hold no secret key of {', '.join(missing)}"
        raise InputError(f"{msg}; whoever made that part wrapped another: open with another pair")
    return tuple(by_recipient[one] for one in key.recipients)


def recipients_of(text: str) -> tuple[str, ...]:
    """The public parts of a key in one line, white space between them."""
    return tuple(whole_recipient(one) for one in text.split())


def key_document(key: OfferKey) -> dict[str, Any]:
    """The key as JSON, to publish: what is secret in it is wrapped."""
    return {
        "format": FORMAT,
        "offer": key.offer,
        "recipients": list(key.recipients),
        "sha256": key.sha256,
        "holders": dict(key.holders),
        "shares": [
            {"first": share.first, "second": share.second, "sealed": share.sealed}
            for share in key.shares
        ],
    }


def offer_key_of(content: bytes | str) -> OfferKey:
    """Read the key of an offer from its JSON.

    Raises
    ------
    InputError
        Where it isn't one, or its fingerprint or shares don't fit its parts.

    """
    try:
        told = json.loads(content)
        key = OfferKey(
            offer=whole_ref(told["offer"], "offer"),
            recipients=recipients_of(" ".join(told["recipients"])),
            holders=_three(told["holders"]),
            shares=tuple(
                Share(first=str(one["first"]), second=str(one["second"]), sealed=str(one["sealed"]))
                for one in told["shares"]
            ),
        )
        fits = told["format"] == FORMAT and told["sha256"] == key.sha256
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"the file is no key of an offer ({FORMAT}); take the one it shows") from (
            error
        )
    if not fits or not 1 <= len(key.recipients) <= MOST_PARTS:
        raise InputError("the key's format or sha256 isn't what its recipients give; take it anew")
    pairs = sorted(combinations(HOLDERS, 2)) * len(key.recipients)
    if sorted((share.first, share.second) for share in key.shares) != sorted(pairs):
        raise InputError(
            f"the key must have a share of every part for each of {pairs}; make it anew"
        )
    return key


def peeled_document(
    key: OfferKey, pair: tuple[str, str], peeled: Sequence[bytes]
) -> dict[str, Any]:
    """What the first holder of a pair hands to the second; nobody else can use it."""
    return {
        "format": PEELED,
        "offer": key.offer,
        "key_sha256": key.sha256,
        "first": pair[0],
        "second": pair[1],
        "shares": [base64.b64encode(one).decode() for one in peeled],
    }


def peeled_of(key: OfferKey, content: bytes | str) -> tuple[tuple[str, str], tuple[bytes, ...]]:
    """The pair, and the shares that its first holder has peeled.

    Raises
    ------
    InputError
        Where it isn't that, or of another key.

    """
    try:
        told = json.loads(content)
        pair = pair_of(key, str(told["first"]), str(told["second"]))
        peeled = tuple(base64.b64decode(one, validate=True) for one in told["shares"])
        fits = told["format"] == PEELED and pair == (told["first"], told["second"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"the file holds no peeled shares ({PEELED}); peel them again") from error
    if not fits or told["key_sha256"] != key.sha256:
        raise InputError("the shares were peeled off another offer's key; peel those of this one")
    return pair, peeled


def _with_part(key: OfferKey) -> OfferKey:
    identity = new_identity()
    return OfferKey(
        offer=key.offer,
        recipients=(*key.recipients, recipient_of(identity)),
        holders=key.holders,
        shares=(*key.shares, *wrap_identity(identity, key.holders)),
    )


def _three(holders: Mapping[str, str]) -> dict[str, str]:
    """The three holders in their order, each with a key of its own."""
    if set(holders) != set(HOLDERS):
        raise InputError(f"holders are {sorted(holders)}, must be {list(HOLDERS)}; name all three")
    named = {name: whole_recipient(holders[name]) for name in HOLDERS}
    if len(set(named.values())) != len(HOLDERS):
        raise InputError("two holders have the same public key; each must make one of their own")
    return named
