"""Two holders open, one doesn't; what was altered, copied or replaced is refused by name."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.workbench.sealed.conftest import OFFER, PARTIES, Server, bid_of

from gengxin.terms import InputError
from gengxin.terms.sealed import OfferKey, Opening, Receipt
from gengxin.workbench.sealed import (
    HOLDERS,
    ArrivingBid,
    keep_ciphertext,
    key_document,
    make_holder,
    make_offer_key,
    offer_key_of,
    open_bids,
    packed,
    pair_of,
    peel_shares,
    read_ciphertext,
    read_identity,
    recipients_of,
    seal,
    unseal,
    unwrap_identities,
    unwrap_identity,
    verified_receipts,
    with_another_part,
    wrap_identity,
)
from gengxin.workbench.sealed.age import new_identity, recipient_of
from gengxin.workbench.sealed.keys import peeled_document, peeled_of
from gengxin.workbench.uploads import TooLargeError

Secrets = Callable[[str, str], tuple[str, ...]]


def opening(server: Server, secrets: tuple[str, ...]) -> Opening:
    receipts = verified_receipts(server.book())
    files = {one.sha256: read_ciphertext(server.folder, OFFER, one.sha256) for one in receipts}
    return open_bids(secrets, files, receipts)


@pytest.mark.parametrize("pair", [*combinations(reversed(HOLDERS), 2)])
def test_any_two_holders_open_all_bids(
    pair: tuple[str, str], server: Server, sealed_bids: Mapping[str, bytes], secrets_of: Secrets
) -> None:
    for party, file in sealed_bids.items():
        server.hand_in(party, file)
    found = opening(server, secrets_of(*pair))
    assert [one.bid for one in found.opened] == [bid_of(party) for party in PARTIES]
    assert found.refused == ()


@pytest.mark.parametrize("alone", HOLDERS)
def test_one_holder_alone_opens_nothing(
    alone: str, key: OfferKey, identities: Mapping[str, str], sealed_bids: Mapping[str, bytes]
) -> None:
    mine = identities[alone]
    for share in key.shares:
        with pytest.raises(InputError):
            unwrap_identity(share, mine, mine)
    for file in sealed_bids.values():
        with pytest.raises(InputError):
            unseal(file, [mine, mine])


def test_who_made_one_part_of_the_key_opens_nothing_with_it(
    sealed_bids: Mapping[str, bytes], secrets_of: Secrets
) -> None:
    outer, inner = secrets_of("auditor", "delegate")
    for kept in ((inner,), (inner, inner), (outer, outer), (inner, outer)):
        with pytest.raises(InputError):
            unseal(sealed_bids["ANNA"], kept)
    # the outer seal off, the inner one is there still
    assert unseal(sealed_bids["ANNA"], (outer,)).startswith(b"age-encryption.org/v1\n")


@settings(max_examples=150)
@given(place=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_any_altered_bit_of_a_sealed_bid_is_found(
    place: int, bit: int, sealed_bids: Mapping[str, bytes], secrets_of: Secrets
) -> None:
    file = bytearray(sealed_bids["BO"])
    file[place % len(file)] ^= 1 << bit
    with pytest.raises(InputError):
        unseal(bytes(file), secrets_of("coordinator", "delegate"))


def test_every_bit_of_the_header_matters(
    sealed_bids: Mapping[str, bytes], secrets_of: Secrets
) -> None:
    whole = sealed_bids["BO"]
    secrets = secrets_of("coordinator", "delegate")[:1]
    end = whole.index(b"\n--- ") + 48 + 16  # its authenticator, and the nonce behind it
    for place in range(end):
        for bit in range(8):
            file = bytearray(whole)
            file[place] ^= 1 << bit
            with pytest.raises(InputError):
                unseal(bytes(file), secrets)


@pytest.mark.parametrize("cut", [0, 1, 21, 22, 200, 40_000, -17, -1])
def test_a_cut_file_is_found(
    cut: int, sealed_bids: Mapping[str, bytes], secrets_of: Secrets
) -> None:
    with pytest.raises(InputError):
        unseal(sealed_bids["BO"][:cut], secrets_of("coordinator", "delegate"))


def reasons(found: Opening) -> list[tuple[int, str]]:
    return [(one.receipt.number, one.reason) for one in found.refused]


def test_a_bid_altered_or_lost_on_the_servers_disk_is_refused_and_named(
    server: Server, sealed_bids: Mapping[str, bytes], secrets_of: Secrets
) -> None:
    for party, file in sealed_bids.items():
        server.hand_in(party, file)
    receipts = verified_receipts(server.book())
    files = {receipts[0].sha256: b"age", receipts[2].sha256: sealed_bids["CAI"]}
    found = open_bids(secrets_of("auditor", "delegate"), files, receipts)
    assert reasons(found) == [(1, "altered"), (2, "missing")]
    assert [one.bid.party for one in found.opened] == ["CAI"]
    assert "收据" in found.refused[0].zh


def test_a_bid_replayed_under_another_party_or_offer_is_refused(
    server: Server, key: OfferKey, secrets_of: Secrets
) -> None:
    server.hand_in("ANNA", seal(packed(bid_of("ANNA")), key.recipients))
    # somebody who could strip the outer seal seals another's bid again
    server.hand_in("BO", seal(packed(bid_of("ANNA")), key.recipients))
    server.hand_in("CAI", seal(packed(bid_of("CAI", offer="OFFER0")), key.recipients))
    found = opening(server, secrets_of("auditor", "delegate"))
    assert reasons(found) == [(2, "other_party"), (3, "other_offer")]
    assert [one.bid.party for one in found.opened] == ["ANNA"]


def test_the_last_bid_of_a_party_counts_and_an_old_one_put_behind_it_doesnt(
    server: Server, key: OfferKey, secrets_of: Secrets
) -> None:
    old, new = bid_of("ANNA"), bid_of("ANNA", nonce="another nonce of hers")
    for bid in (old, new, old):
        server.hand_in("ANNA", seal(packed(bid), key.recipients))
    found = opening(server, secrets_of("auditor", "delegate"))
    assert reasons(found) == [(1, "replaced"), (3, "repeated")]
    assert [one.bid for one in found.opened] == [new]


def test_what_cant_be_opened_or_isnt_a_bid_is_refused(
    server: Server, key: OfferKey, secrets_of: Secrets
) -> None:
    server.hand_in("ANNA", seal(packed(bid_of("ANNA")), [recipient_of(new_identity())]))
    server.hand_in("BO", seal(b"not a package", key.recipients))
    found = opening(server, secrets_of("auditor", "delegate"))
    assert reasons(found) == [(1, "not_opened"), (2, "not_a_bid")]


def test_what_isnt_sealed_is_written_nowhere(tmp_path: Path) -> None:
    plain = packed(bid_of("ANNA"))
    locked = b"age-encryption.org/v1\n-> scrypt " + plain
    for file in (plain, locked, b"", b"age"):
        with pytest.raises(InputError, match="isn't sealed"):
            keep_ciphertext(tmp_path, OFFER, file)
    with ArrivingBid(tmp_path, OFFER) as arriving:
        for place in range(0, 28, 7):
            arriving.add(plain[place : place + 7])
        with pytest.raises(InputError, match="isn't sealed"):
            arriving.add(plain[28:35])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_sealed_bid_comes_in_pieces_and_is_kept_whole(
    tmp_path: Path, sealed_bids: Mapping[str, bytes]
) -> None:
    file = sealed_bids["ANNA"]
    with ArrivingBid(tmp_path, OFFER) as arriving:
        for place in range(0, len(file), 1_000):
            arriving.add(file[place : place + 1_000])
        kept = arriving.keep()
    assert kept.bytes_count == len(file)
    assert read_ciphertext(tmp_path, OFFER, kept.sha256) == file
    assert keep_ciphertext(tmp_path, OFFER, file) == kept
    assert [path.name for path in (tmp_path / "sealed" / OFFER).iterdir()] == [f"{kept.sha256}.age"]
    assert (tmp_path / "sealed" / OFFER / f"{kept.sha256}.age").stat().st_mode & 0o077 == 0


def test_what_is_too_large_or_named_as_a_path_is_refused(tmp_path: Path) -> None:
    with ArrivingBid(tmp_path, OFFER, most_bytes=100) as arriving, pytest.raises(TooLargeError):
        arriving.add(bytes(101))
    with pytest.raises(InputError, match="take the ref"):
        ArrivingBid(tmp_path, "../x")
    with pytest.raises(InputError, match="take the ref"):
        read_ciphertext(tmp_path, OFFER, "../x")
    with pytest.raises(InputError, match="isn't kept"):
        read_ciphertext(tmp_path, OFFER, "a" * 64)


def test_a_holders_key_is_locked_by_its_passphrase() -> None:
    recipient, file = make_holder("five words drawn at random")
    identity = read_identity(file, "five words drawn at random")
    assert recipient_of(identity) == recipient
    assert identity.encode() not in file
    with pytest.raises(InputError, match="passphrase isn't right"):
        read_identity(file, "five words drawn at Random")
    with pytest.raises(InputError, match="at least 12"):
        make_holder("short")


def test_a_key_file_of_age_is_read_too() -> None:
    identity = new_identity()
    assert read_identity(f"# created: today\n{identity}\n".encode(), "") == identity
    with pytest.raises(InputError, match="2 age identities, must hold one"):
        read_identity(f"{identity}\n{new_identity()}".encode(), "")
    with pytest.raises(InputError, match="no age identity") as told:
        read_identity(identity[:-1].encode(), "")
    assert identity[:-1] not in str(told.value)


def test_a_secret_key_is_wrapped_for_every_pair(identities: Mapping[str, str]) -> None:
    secret = new_identity()
    shares = wrap_identity(secret, {name: recipient_of(one) for name, one in identities.items()})
    assert [(one.first, one.second) for one in shares] == [*combinations(HOLDERS, 2)]
    for share in shares:
        first, second = identities[share.first], identities[share.second]
        assert unwrap_identity(share, first, second) == secret
        with pytest.raises(InputError):
            unwrap_identity(share, second, first)


def test_the_key_of_an_offer_is_told_as_json(key: OfferKey) -> None:
    told = json.loads(json.dumps(key_document(key)))
    assert offer_key_of(json.dumps(told)) == key
    assert recipients_of(" ".join(key.recipients)) == key.recipients
    assert "AGE-SECRET-KEY" not in json.dumps(told)
    spoilt = [
        told | {"recipients": told["recipients"][:1]},
        told | {"recipients": []},
        told | {"sha256": "0" * 64},
        told | {"holders": {"coordinator": told["holders"]["coordinator"]}},
        told | {"holders": dict.fromkeys(HOLDERS, told["holders"]["auditor"])},
        told | {"shares": told["shares"][1:]},
        told | {"format": "x"},
        told | {"offer": "../x"},
        {},
    ]
    for one in spoilt:
        with pytest.raises(InputError):
            offer_key_of(json.dumps(one))


def places_in(told: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a JSON document."""
    parts = [*told.items()] if isinstance(told, dict) else []
    parts += [*enumerate(told)] if isinstance(told, list) else []
    return [path, *(place for name, part in parts for place in places_in(part, (*path, name)))]


@given(data=st.data())
def test_files_of_any_shape_are_named_and_never_break_anything(
    data: st.DataObject, key: OfferKey, identities: Mapping[str, str]
) -> None:
    pair = pair_of(key, "auditor", "delegate")
    peeled = peeled_document(key, pair, peel_shares(key, pair, identities[pair[0]]))
    whole = {"key": key_document(key), "peeled": peeled}
    place = data.draw(st.sampled_from([path for path in places_in(whole) if path]))
    told = json.loads(json.dumps(whole))
    holder = told
    for name in place[:-1]:
        holder = holder[name]
    holder[place[-1]] = data.draw(
        st.sampled_from([None, 7, "", "x", "age1x", [], {}, [1], {"a": 1}, True, 1e300, "\ud800"])
    )
    try:
        found = offer_key_of(json.dumps(told["key"]))
        shares = peel_shares(found, pair, identities[pair[0]])
        assert unwrap_identities(found, shares, identities[pair[1]])
        own, shares = peeled_of(found, json.dumps(told["peeled"]))
        assert unwrap_identities(found, shares, identities[own[1]])
    except InputError:
        return


def test_a_part_wrapped_wrongly_is_found_at_opening(
    key: OfferKey, identities: Mapping[str, str]
) -> None:
    other = with_another_part(make_offer_key(OFFER, dict(key.holders)))
    false = replace(key, shares=other.shares)
    pair = pair_of(false, "delegate", "auditor")
    peeled = peel_shares(false, pair, identities[pair[0]])
    with pytest.raises(InputError, match="hold no secret key of age1"):
        unwrap_identities(false, peeled, identities[pair[1]])
    with pytest.raises(InputError, match="must be two of"):
        pair_of(key, "auditor", "auditor")


def test_a_key_has_at_most_three_parts(key: OfferKey) -> None:
    three = with_another_part(key)
    assert len(set(three.recipients)) == 3
    with pytest.raises(InputError, match="at most 3"):
        with_another_part(three)
    with pytest.raises(InputError, match="must have one"):
        seal(b"", [])


def test_a_receipt_is_of_the_bid_that_came(
    server: Server, sealed_bids: Mapping[str, bytes]
) -> None:
    receipt = Receipt.of(server.hand_in("ANNA", sealed_bids["ANNA"]).text)
    assert receipt.sha256 == sha256(sealed_bids["ANNA"]).hexdigest()
    assert receipt.bytes_count == len(sealed_bids["ANNA"])
