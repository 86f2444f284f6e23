"""The curious administrator: database, disk, logs and backups, but no two holders.

Whatever the server wrote is read in every way in which text may lie, and every age file in it is
opened as far as one holder's key reaches, over and over.
"""

import base64
import contextlib
import gzip
import io
import logging
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from tests.workbench.sealed.conftest import CLOSES_AT, bid_of

from gengxin.store.records import KeptRecords, open_records
from gengxin.terms import InputError
from gengxin.terms.records import SYSTEM, Holder, Is, Offer, Party, SealedBid, WrappedKey
from gengxin.terms.sealed import Bid, OfferKey, Receipt, Signed
from gengxin.workbench.record_keeping import backup_records
from gengxin.workbench.sealed import (
    HOLDERS,
    Arrival,
    ArrivingBid,
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
from gengxin.workbench.sealed.age import recipient_of, unsealed

ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
MAGIC = b"age-encryption.org/v1\n"
SECRET = b"AGE-SECRET-KEY-"
NAMES = ("Anna", "Bo", "Cai")


@dataclass(frozen=True)
class Seen:
    """All that the administrator has, and what is looked for in it."""

    contents: list[bytes]
    files: list[bytes]
    parties: list[str]
    key: OfferKey

    @property
    def whole(self) -> list[bytes]:
        """All of it, the sealed files by themselves first: a backup ends none of them."""
        return [*self.files, *self.contents]


@pytest.fixture(scope="module", params=["embedded", "server"])
def where(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str | Path, Path]:
    """A district's folder or a database with its records, and the district's folder."""
    folder = tmp_path_factory.mktemp("curious") / "district"
    folder.mkdir()
    (folder / "district.toml").write_text("")
    if request.param == "embedded":
        return folder, folder
    return request.getfixturevalue("cluster").made("curious"), folder


@pytest.fixture(scope="module")
def seen(
    where: tuple[str | Path, Path], identities: Mapping[str, str], request: pytest.FixtureRequest
) -> Seen:
    """What a server has when bids were handed in, some of them wrongly, and backups were made."""
    place, folder = where
    records = open_records(place)
    with logged() as log:
        offer, parties, key = offered(records, identities)
        for party in parties:
            hand_in(records, folder, offer, party, seal(packed(made(offer, party)), key.recipients))
        (kept,) = records.list(SealedBid, Is("number", 2))
        copy = (folder / "sealed" / offer.ref / f"{kept.sha256}.age").read_bytes()
        for wrong in (packed(made(offer, parties[0])), copy, copy[:-1] + b"x"):
            late_min = 0.0 if wrong.endswith(b"x") else 60.0
            with pytest.raises(InputError) as told:
                hand_in(records, folder, offer, parties[2], wrong, before_min=late_min)
            logging.getLogger("gengxin").error("refused %r", told.value, exc_info=told.value)
        logging.getLogger("gengxin").info("%r %r", made(offer, parties[0]), receipt_key(folder))
    records.close()
    written = log.getvalue()
    assert written.count("refused") == 3
    contents = [
        written.encode(),
        *on_disk(folder),
        *in_database(place, request),
        *backed_up(place, folder),
    ]
    files = [path.read_bytes() for path in sorted(folder.rglob("*.age"))]
    assert len(files) == len(parties)
    return Seen(contents=contents, files=files, parties=[one.ref for one in parties], key=key)


@contextlib.contextmanager
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged, however fine."""
    log = io.StringIO()
    handler, root = logging.StreamHandler(log), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


def offered(
    records: KeptRecords, identities: Mapping[str, str]
) -> tuple[Offer, list[Party], OfferKey]:
    """An offer whose bids are sealed, its key in the records, and three parties."""
    with records.change(by=SYSTEM) as change:
        offer = change.add(
            Offer(kind="scattered", projects=(), name_en="o", name_zh="o", closes_at=CLOSES_AT)
        )
        parties = [
            change.add(Party(name_en=name, name_zh=name, kind="developer")) for name in NAMES
        ]
    holders = {name: recipient_of(one) for name, one in identities.items()}
    key = with_another_part(make_offer_key(offer.ref, holders))
    with records.change(by=SYSTEM) as change:
        told: dict[str, Any] = {
            "recipient": " ".join(key.recipients),
            "holders": tuple(
                Holder(role=name, name=name, recipient=one) for name, one in key.holders.items()
            ),
            "wrapped": tuple(
                WrappedKey(first=one.first, second=one.second, sealed=one.sealed)
                for one in key.shares
            ),
        }
        offer = change.put(replace(change.one(Offer, offer.ref), **told))
    return offer, parties, key


def made(offer: Offer, party: Party) -> Bid:
    """A party's bid, with words that are looked for."""
    return replace(bid_of(party.ref), offer=offer.ref)


def hand_in(
    records: KeptRecords,
    folder: Path,
    offer: Offer,
    party: Party,
    file: bytes,
    *,
    before_min: float = 60.0,
) -> None:
    """Take a sealed bid as the server does: in pieces, with a receipt, in one change."""
    with ArrivingBid(folder, offer.ref) as arriving, records.change(by=SYSTEM) as change:
        for place in range(0, len(file), 10_000):
            arriving.add(file[place : place + 10_000])
        earlier = [
            Signed(text=one.receipt, signature=one.signature)
            for one in change.list(SealedBid, Is("offer", offer.ref))
        ]
        arrival = Arrival(
            offer=offer.ref,
            party=party.ref,
            bid=arriving.kept,
            key_sha256="a" * 64,
            closes_at=CLOSES_AT,
            at=CLOSES_AT - timedelta(minutes=before_min),
        )
        signed = next_receipt(earlier, arrival, key=receipt_key(folder))
        receipt = Receipt.of(signed.text)
        change.add(
            SealedBid(
                offer=offer.ref,
                party=party.ref,
                number=receipt.number,
                sha256=receipt.sha256,
                bytes_count=receipt.bytes_count,
                received_at=receipt.received_at,
                receipt=signed.text,
                signature=signed.signature,
            )
        )
        arriving.keep()


def on_disk(folder: Path) -> list[bytes]:
    """Every file of the district's folder."""
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def in_database(where: str | Path, request: pytest.FixtureRequest) -> list[bytes]:
    """What a database keeps elsewhere: its log, and its log of changes to come back to."""
    if isinstance(where, Path):
        return []
    home = request.getfixturevalue("cluster").folder
    return [(home / "log").read_bytes()] + [
        path.read_bytes().rstrip(b"\0") for path in (home / "data" / "pg_wal").glob("0*")
    ]


def backed_up(where: str | Path, district: Path) -> list[bytes]:
    """Backups of records and folder, also as the text that they unfold to."""
    target = district.parent / "backup"
    assert backup_records(where, target).holds
    if isinstance(where, Path):
        with contextlib.closing(sqlite3.connect(target)) as database:
            rows = "\n".join(database.iterdump()).encode()
    else:
        done = subprocess.run(["pg_restore", "--file=-", target], capture_output=True, check=True)
        rows = done.stdout
    assert rows.count(b"gengxin-receipt/1") >= len(NAMES)
    folder = io.BytesIO()
    with tarfile.open(fileobj=folder, mode="w") as tar:
        tar.add(district, arcname="district")
    return [target.read_bytes(), rows, folder.getvalue()]


def ways(text: str) -> Iterator[bytes]:
    """How the text may lie in a file."""
    for coding in ("utf-8", "utf-16-le", "utf-16-be"):
        plain = text.encode(coding)
        yield plain
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        yield plain[::-1]
        # base64 at each of its three offsets, without the letters that neighbours decide
        for before in range(3):
            yield base64.b64encode(bytes(before) + plain)[4:-4]


def age_files(content: bytes) -> Iterator[bytes]:
    """Every age file in the content, from where it begins; armour is found in JSON too."""
    # JSON within JSON or SQL writes the ends of lines as letters
    text = content.replace(b"\\\\n", b"\n").replace(b"\\n", b"\n")
    place = content.find(MAGIC)
    while place >= 0:
        yield content[place:]
        place = content.find(MAGIC, place + 1)
    place = text.find(ARMOUR)
    while place >= 0:
        end = text.find(b"-----END AGE ENCRYPTED FILE-----", place)
        yield text[place : end + 33]
        place = text.find(ARMOUR, place + 1)


def opened_by(identities: Iterable[str], found: Iterable[bytes]) -> list[bytes]:
    """All that these keys open in what was found, in what they opened, and so on."""
    keys, left, reached = [*identities], [*found], []
    seen: set[bytes] = set()
    while left:
        for file in age_files(left.pop()):
            for key in keys:
                with contextlib.suppress(InputError):
                    plain = unsealed(file, key)
                    if plain not in seen:
                        seen.add(plain)
                        reached.append(plain)
                        left.append(plain)
    return reached


def test_nothing_that_a_bidder_wrote_is_anywhere(seen: Seen) -> None:
    for party in seen.parties:
        for marker in (
            f"MARKER-{party}-scheme",
            f"MARKER-{party}-drawing",
            "1250000765432",
            "方案.txt",
        ):
            for way in ways(marker):
                assert not any(way in content for content in seen.contents), (marker, way)


def test_what_is_looked_for_would_be_found(seen: Seen) -> None:
    plain = packed(bid_of("ANNA"))
    for spoilt in (plain, base64.b64encode(plain), plain.hex().encode()):
        assert any(way in spoilt for way in ways("MARKER-ANNA-drawing"))
    # parties are no secret: who and when is seen
    assert all(any(one.encode() in content for content in seen.contents) for one in seen.parties)


def test_sealed_files_dont_shrink_as_plain_ones_would(seen: Seen) -> None:
    assert len(gzip.compress(packed(bid_of("ANNA")))) < 2_000
    assert all(len(gzip.compress(file)) > 65_536 for file in seen.files)


def test_no_secret_key_is_anywhere(seen: Seen, identities: Mapping[str, str]) -> None:
    for secret in (SECRET.decode(), *identities.values()):
        for way in ways(secret):
            assert not any(way in content for content in seen.contents)


@pytest.mark.parametrize("holder", HOLDERS)
def test_one_holder_with_all_that_the_server_has_reads_no_bid(
    holder: str, seen: Seen, identities: Mapping[str, str]
) -> None:
    reached = opened_by([identities[holder]], seen.whole)
    assert not any(SECRET in content or b"MARKER" in content for content in reached)
    # the outer seals of the shares come off, if the holder is first of a pair
    firsts = [share for share in seen.key.shares if share.first == holder]
    assert bool(reached) == bool(firsts)


@pytest.mark.parametrize(("part", "maker"), [(0, "coordinator"), (1, "auditor")])
def test_who_made_one_part_and_kept_it_reads_no_bid(
    part: int, maker: str, seen: Seen, identities: Mapping[str, str]
) -> None:
    pair = pair_of(seen.key, "auditor", "delegate")
    peeled = peel_shares(seen.key, pair, identities[pair[0]])
    parts = unwrap_identities(seen.key, peeled, identities[pair[1]])
    reached = opened_by([parts[part], identities[maker]], seen.whole)
    assert not any(SECRET in content or b"MARKER" in content for content in reached)


@pytest.mark.parametrize("pair", [*combinations(HOLDERS, 2)])
def test_any_two_holders_with_what_the_server_has_read_all(
    pair: tuple[str, str], seen: Seen, identities: Mapping[str, str]
) -> None:
    mine = [identities[one] for one in pair]
    found = [one.decode() for one in opened_by(mine, seen.contents) if one.startswith(SECRET)]
    parts = [one for one in found if recipient_of(one) in seen.key.recipients]
    assert len(parts) == 2
    reached = opened_by(parts, seen.files)
    for party in seen.parties:
        assert any(f"MARKER-{party}-scheme".encode() in content for content in reached)


def test_two_bids_of_one_text_are_told_apart_by_nobody(key: OfferKey) -> None:
    first, second = (seal(packed(bid_of("ANNA")), key.recipients) for _ in range(2))
    shared = {first[place : place + 16] for place in range(0, len(first), 16)}
    body = second[len(second) // 2 :]
    assert not any(body[place : place + 16] in shared for place in range(4_096))
