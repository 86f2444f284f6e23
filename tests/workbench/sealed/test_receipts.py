"""Receipts: every alteration, gap, change of order and latecomer is found."""

import hashlib
import itertools
import json
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workbench.sealed.conftest import CLOSES_AT, OFFER, PARTIES, Server

from gengxin.terms import InputError
from gengxin.terms.records import StateError, TakenError
from gengxin.terms.sealed import NOTHING_BEFORE, Closing, Receipt, ReceiptBook, Signed
from gengxin.workbench.sealed import (
    Arrival,
    KeptBid,
    ReceiptKey,
    ReceiptsError,
    book_document,
    book_of,
    closing_of,
    faults_of,
    next_receipt,
    receipt_key,
    verified_receipts,
)
from gengxin.workbench.sealed.hashes import (
    faults_of_hashes,
    faults_of_own,
    hash_list_of,
    hashes_in,
)

SIGNS = ReceiptKey(bytes(range(32)))


def arrival(place: int, *, before_min: float = 30.0) -> Arrival:
    return Arrival(
        offer=OFFER,
        party=PARTIES[place % len(PARTIES)],
        bid=KeptBid(sha256=f"{place:064x}", bytes_count=65_796),
        key_sha256="a" * 64,
        closes_at=CLOSES_AT,
        at=CLOSES_AT - timedelta(minutes=before_min),
    )


def book(count: int, *, signs: ReceiptKey = SIGNS) -> ReceiptBook:
    receipts: list[Signed] = []
    for place in range(count):
        receipts.append(next_receipt(receipts, arrival(place), key=signs))
    closing = closing_of(OFFER, receipts, closes_at=CLOSES_AT, now=CLOSES_AT, key=signs)
    return ReceiptBook(
        offer=OFFER, public_key=signs.public, receipts=tuple(receipts), closing=closing
    )


def test_a_chain_as_it_was_given_holds() -> None:
    receipts = verified_receipts(book(4))
    assert [one.number for one in receipts] == [1, 2, 3, 4]
    assert [one.party for one in receipts] == ["ANNA", "BO", "CAI", "ANNA"]
    assert receipts[0].previous == NOTHING_BEFORE
    assert book_of(json.dumps(book_document(book(4)))) == book(4)


def test_an_offer_without_bids_closes_too() -> None:
    assert verified_receipts(book(0)) == ()


def test_the_signed_text_is_what_the_format_says() -> None:
    assert book(1).receipts[0].text == (
        '{"bytes_count":65796,"closes_at":"2026-12-01T09:00:00.000000Z","format":'
        '"gengxin-receipt/1","key_sha256":"' + "a" * 64 + '","number":1,"offer":"OFFER1",'
        '"party":"ANNA","previous":"' + "0" * 64 + '","received_at":'
        '"2026-12-01T08:30:00.000000Z","sha256":"' + "0" * 64 + '"}'
    )


def test_every_bit_of_every_signed_text_and_signature_matters() -> None:
    whole = book(2)
    for place, name in itertools.product(range(2), ("text", "signature")):
        signed = whole.receipts[place]
        for altered in flipped(getattr(signed, name)):
            told = list(whole.receipts)
            told[place] = replace(signed, **{name: altered})
            assert faults_of(replace(whole, receipts=tuple(told)))
    assert whole.closing is not None
    for name in ("text", "signature"):
        for altered in flipped(getattr(whole.closing, name)):
            assert faults_of(replace(whole, closing=replace(whole.closing, **{name: altered})))


def flipped(text: str) -> list[str]:
    """The text with each of its bits the other way (all of it is ASCII)."""
    return [
        text[:place] + chr(ord(text[place]) ^ 1 << bit) + text[place + 1 :]
        for place in range(len(text))
        for bit in range(8)
    ]


@given(place=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_a_bit_changed_in_the_file_is_found_or_changes_nothing(place: int, bit: int) -> None:
    file = bytearray(json.dumps(book_document(book(2)), indent=1).encode())
    file[place % len(file)] ^= 1 << bit
    try:
        found = book_of(bytes(file))
    except InputError:
        return
    assert found == book(2) or faults_of(found)


@given(data=st.data())
def test_a_file_of_any_shape_is_named_or_found(data: st.DataObject) -> None:
    told = json.loads(json.dumps(book_document(book(2))))
    places = [(None, name) for name in told]
    places += [(one, name) for one in (*told["receipts"], told["closing"]) for name in one]
    holder, name = data.draw(st.sampled_from(places))
    value = data.draw(
        st.sampled_from([7, "", "x", [], {}, [1], {"text": 1}, True, 1e300, "\ud800"])
    )
    (told if holder is None else holder)[name] = value
    try:
        found = book_of(json.dumps(told))
    except InputError:
        return
    assert faults_of(found)


@given(data=st.data())
def test_any_other_row_of_the_same_receipts_is_found(data: st.DataObject) -> None:
    whole = book(5)
    places = data.draw(
        st.lists(st.integers(0, 4), max_size=7).filter(lambda row: row != [*range(5)])
    )
    told = replace(whole, receipts=tuple(whole.receipts[place] for place in places))
    with pytest.raises(ReceiptsError):
        verified_receipts(told)


def test_a_chain_made_anew_by_another_key_is_found() -> None:
    forged = replace(book(3, signs=ReceiptKey(bytes(32))), public_key=SIGNS.public)
    assert len([fault for fault in faults_of(forged) if "isn't the server's" in fault]) == 4


def test_a_chain_made_anew_by_the_server_contradicts_the_receipt_of_whom_it_left_out() -> None:
    mine = book(3).receipts[1]
    receipts: list[Signed] = []
    for place in (0, 2):
        receipts.append(next_receipt(receipts, arrival(place), key=SIGNS))
    closing = closing_of(OFFER, receipts, closes_at=CLOSES_AT, now=CLOSES_AT, key=SIGNS)
    anew = ReceiptBook(
        offer=OFFER, public_key=SIGNS.public, receipts=tuple(receipts), closing=closing
    )
    assert faults_of(anew) == ()
    assert mine not in anew.receipts


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"offer": "OFFER2"}, "it is of offer OFFER2, must be of OFFER1"),
        ({"number": 3}, "one is missing or moved"),
        ({"sha256": f"{0:064x}"}, "handed in before"),
        ({"previous": "f" * 64}, "doesn't follow"),
        ({"received_at": CLOSES_AT}, "too late"),
        ({"received_at": CLOSES_AT - timedelta(days=1)}, "before the one before"),
        ({"key_sha256": "b" * 64}, "key was another"),
        ({"closes_at": CLOSES_AT + timedelta(days=1)}, "closed earlier than a receipt"),
    ],
)
def test_a_server_that_signs_what_isnt_right_is_found(
    changed: dict[str, object], said: str
) -> None:
    whole = book(1)
    good = Receipt.of(next_receipt(whole.receipts, arrival(1), key=SIGNS).text)
    receipts = [*whole.receipts, SIGNS.signed(replace(good, **changed).text)]
    closing = closing_of(OFFER, receipts, closes_at=CLOSES_AT, now=CLOSES_AT, key=SIGNS)
    faults = faults_of(replace(whole, receipts=tuple(receipts), closing=closing))
    assert len(faults) == 1
    assert said in faults[0]


def answer(whole: ReceiptBook) -> dict[str, Any]:
    """What the server answers to a party before bids were opened."""
    return {
        "offer": whole.offer,
        "public_key": whole.public_key,
        "receipts": [
            {"receipt_sha256": hashlib.sha256(one.text.encode()).hexdigest(), "text": None}
            for one in whole.receipts
        ],
        "closing": whole.closing
        and {"text": whole.closing.text, "signature": whole.closing.signature},
        "book": None,
    }


def test_a_bidder_checks_hashes_by_an_own_receipt() -> None:
    whole = book(3)
    for told in (whole, replace(whole, closing=None)):
        found = hash_list_of(json.dumps(answer(told)))
        assert found is not None
        assert found == hashes_in(told)
        assert faults_of_hashes(found) == ()
        assert all(faults_of_own(found, mine) == () for mine in whole.receipts)
    assert hash_list_of(json.dumps(book_document(whole))) is None
    empty = hash_list_of(json.dumps(answer(book(0))))
    assert empty is not None
    assert faults_of_hashes(empty) == ()
    assert faults_of_own(empty, whole.receipts[0])


@given(data=st.data())
def test_any_other_row_of_hashes_is_found(data: st.DataObject) -> None:
    whole = book(4)
    told = answer(whole)
    rows = data.draw(
        st.lists(st.integers(0, 3), max_size=6).filter(lambda row: row != [0, 1, 2, 3])
    )
    told["receipts"] = [told["receipts"][place] for place in rows]
    found = hash_list_of(json.dumps(told))
    assert found is not None
    owns = [bool(faults_of_own(found, mine)) for mine in whole.receipts]
    assert any(owns) or faults_of_hashes(found)


def test_hashes_of_another_chain_are_found() -> None:
    mine = book(3).receipts[1]
    others = [next_receipt([], replace(arrival(9), party="CAI"), key=SIGNS), mine]
    closing = closing_of(OFFER, others, closes_at=CLOSES_AT, now=CLOSES_AT, key=SIGNS)
    told = hashes_in(
        ReceiptBook(offer=OFFER, public_key=SIGNS.public, receipts=tuple(others), closing=closing)
    )
    assert faults_of_hashes(told) == ()
    assert "the receipt before yours was another" in faults_of_own(told, mine)[0]
    forged = replace(told, public_key=ReceiptKey(bytes(32)).public)
    assert "isn't the server's" in faults_of_hashes(forged)[0]
    assert "isn't signed by the key" in faults_of_own(forged, mine)[0]
    with pytest.raises(InputError, match="nor hashes"):
        hash_list_of('{"book": null}')


def test_texts_are_written_in_one_way_only() -> None:
    text = book(1).receipts[0].text
    told = json.loads(text)
    others = [
        text.replace(":", ": "),
        json.dumps(told | {"more": 1}, sort_keys=True, separators=(",", ":")),
        text.replace("09:00:00.000000Z", "17:00:00.000000+08:00"),
        text.replace('"number":1', '"number":1.0'),
        text.replace('"number":1', '"number":true'),
        text.replace('"number":1', '"number":1,"number":1'),
        text.replace('"ANNA"', '"../ANNA"'),
        text.replace("gengxin-receipt/1", "gengxin-closing/1"),
        "",
        "[]",
        "\ud800",
    ]
    for other in others:
        with pytest.raises(InputError):
            Receipt.of(other)
        with pytest.raises(InputError):
            Closing.of(other)


def test_a_bid_is_too_late_from_the_moment_of_closing() -> None:
    assert next_receipt([], arrival(0, before_min=1e-6), key=SIGNS)
    with pytest.raises(StateError, match="too late"):
        next_receipt([], arrival(0, before_min=0.0), key=SIGNS)


def test_who_copies_anothers_file_is_refused() -> None:
    with pytest.raises(TakenError, match="seal the bid anew"):
        next_receipt(book(2).receipts, replace(arrival(0), party="CAI"), key=SIGNS)


def test_a_clock_that_was_set_back_turns_nobody_away() -> None:
    first = next_receipt([], arrival(0, before_min=10.0), key=SIGNS)
    second = next_receipt([first], arrival(1, before_min=20.0), key=SIGNS)
    assert Receipt.of(second.text).received_at == Receipt.of(first.text).received_at


def test_nothing_is_ended_before_it_closes() -> None:
    with pytest.raises(StateError, match="wait until then"):
        closing_of(OFFER, [], closes_at=CLOSES_AT, now=CLOSES_AT - timedelta(seconds=1), key=SIGNS)


def test_the_servers_key_is_made_once_and_read_by_nobody_else(tmp_path: Path) -> None:
    first = receipt_key(tmp_path)
    assert receipt_key(tmp_path).public == first.public
    assert stat.S_IMODE((tmp_path / "sealed" / "receipt.key").stat().st_mode) == 0o600
    (tmp_path / "sealed" / "receipt.key").write_text("torn")
    with pytest.raises(InputError, match="restore it"):
        receipt_key(tmp_path)


def test_a_file_without_receipts_is_named(server: Server) -> None:
    with pytest.raises(InputError, match="holds no receipts"):
        book_of("{}")
    assert verified_receipts(server.book()) == ()
