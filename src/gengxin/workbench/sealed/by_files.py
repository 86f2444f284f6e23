"""Sealed bids by files on one's own machine, without any server: what the command line does."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gengxin.store.atomic import new_folder, write_file
from gengxin.terms import InputError
from gengxin.terms.sealed import (
    Bid,
    OfferKey,
    Opening,
    Receipt,
    ReceiptBook,
    Signed,
)
from gengxin.workbench.sealed.hashes import (
    HashList,
    faults_of_hashes,
    faults_of_own,
    hash_list_of,
    hashes_in,
)
from gengxin.workbench.sealed.keys import (
    key_document,
    make_holder,
    make_offer_key,
    offer_key_of,
    pair_of,
    peel_shares,
    peeled_document,
    peeled_of,
    unwrap_identities,
    with_another_part,
)
from gengxin.workbench.sealed.opening import open_bids
from gengxin.workbench.sealed.packing import MOST_BYTES, manifest_of, new_nonce, packed
from gengxin.workbench.sealed.receipts import book_of, faults_of, verified_receipts
from gengxin.workbench.sealed.sealing import MOST_SEALED_BYTES, seal

__all__ = [
    "OPENING",
    "CheckedBook",
    "SealedFile",
    "add_part_file",
    "check_receipts",
    "open_folder",
    "peel_file",
    "seal_files",
    "write_holder",
    "write_offer_key",
]

OPENING = "opening.json"
STATED = "stated.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFile:
    """A bid that was sealed on this machine, and the fingerprint of the key to which."""

    offer: str
    key_sha256: str
    party: str
    files_count: int
    bytes_count: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedBook:
    """Receipts that were checked; they hold where there are no ``faults``.

    ``book`` is ``None`` where only their hashes are told yet.
    """

    hashes: HashList
    book: ReceiptBook | None
    faults: tuple[str, ...]

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """The receipts, where they are told and hold; else none."""
        return () if self.faults or self.book is None else verified_receipts(self.book)


def write_holder(out: Path, passphrase: str) -> str:
    """Write a holder's new secret key, locked by the passphrase; its public key."""
    _refuse_existing(out)
    recipient, file = make_holder(passphrase)
    _write_new(out, file)
    return recipient


def write_offer_key(out: Path, offer: str, holders: Mapping[str, str]) -> OfferKey:
    """Write the key of an offer with its first part."""
    _refuse_existing(out)
    key = make_offer_key(offer, holders)
    _write_new(out, _json(key_document(key)))
    return key


def add_part_file(path: Path) -> OfferKey:
    """Add a part made here to an offer's key file; before anybody has sealed with it."""
    key = with_another_part(_key(path))
    write_file(path, _json(key_document(key)))
    return key


def seal_files(
    key_path: Path,
    sources: Sequence[Path],
    out: Path,
    *,
    party: str,
    offer: str = "",
    content: Path | None = None,
) -> SealedFile:
    """Seal files and folders, and what is stated in ``content`` (JSON), as one bid.

    Raises
    ------
    InputError
        Where there is nothing to seal, or ``offer`` is given and isn't the key's.

    """
    _refuse_existing(out)
    key = _key(key_path)
    if offer not in {"", key.offer}:
        msg = f"the key is of offer {key.offer}, must be of {offer}"
        raise InputError(f"{msg}; take the key that this offer's page shows")
    if content is None and not sources:
        raise InputError("nothing was given to seal; name attachments, or --content, or both")
    bid = Bid(
        offer=key.offer,
        party=party,
        nonce=new_nonce(),
        content={} if content is None else _stated(content),
        files=_attachments(sources),
    )
    file = seal(packed(bid), key.recipients)
    _write_new(out, file)
    return SealedFile(
        offer=key.offer,
        key_sha256=key.sha256,
        party=party,
        files_count=len(bid.files),
        bytes_count=len(file),
        sha256=hashlib.sha256(file).hexdigest(),
    )


def peel_file(key_path: Path, out: Path, *, mine: tuple[str, str], other: str) -> tuple[str, str]:
    """Take the outer seal off the shares; ``mine`` is a holder's name and secret key.

    The pair in its order.
    """
    _refuse_existing(out)
    key = _key(key_path)
    name, identity = mine
    pair = pair_of(key, name, other)
    if pair[0] != name:
        msg = f"of {pair[0]} and {pair[1]}, {pair[0]} peels and {pair[1]} opens"
        raise InputError(f"{msg}; let {pair[0]} run this command")
    _write_new(out, _json(peeled_document(key, pair, peel_shares(key, pair, identity))))
    return pair


def open_folder(
    key_path: Path,
    receipts_path: Path,
    bids: Path,
    out: Path,
    *,
    identities: Mapping[str, str],
    peeled_path: Path | None = None,
) -> Opening:
    """Open the sealed files of a folder into another: by two secret keys, or one and a peeled file.

    Raises
    ------
    InputError
        Where the receipts don't hold or haven't been closed, or the keys aren't those of two
        holders.

    """
    _refuse_existing(out)
    key, book = _key(key_path), book_of(_read(receipts_path))
    receipts = verified_receipts(book)
    if book.closing is None:
        msg = f"the receipts of offer {book.offer} have no closing, must have one"
        raise InputError(f"{msg}; wait until it has closed and take them again")
    if book.offer != key.offer or any(one.key_sha256 != key.sha256 for one in receipts):
        msg = f"the receipts are of offer {book.offer} and its key, must be of {key.offer}"
        raise InputError(f"{msg} and key {key.sha256[:16]}…; take both from the same page")
    parts = _parts(key, identities, peeled_path)
    opening = open_bids(parts, _sealed_in(bids, receipts), receipts)
    with new_folder(out) as work:
        for one in opening.opened:
            _write_bid(work / f"{one.receipt.number:03d}-{one.receipt.party}", one.bid)
        write_file(work / OPENING, _json(_opening_document(receipts, opening)))
    out.chmod(0o700)
    return opening


def check_receipts(
    receipts_path: Path,
    *,
    mine: Path | None = None,
    public_key: str = "",
    bids: Path | None = None,
) -> CheckedBook:
    """Check an offer's receipts; also against an own one, the server's key, the sealed files."""
    content, book = _read(receipts_path), None
    with _named(receipts_path):
        told = hash_list_of(content)
        if told is None:
            book = book_of(content)
    if told is None:
        assert book is not None  # noqa: S101 one of the two was read
        told, faults = hashes_in(book), [*faults_of(book)]
    else:
        faults = [*faults_of_hashes(told)]
    if public_key and public_key != told.public_key:
        faults.append(f"the server's public key is {told.public_key}, must be {public_key}")
    if mine is not None:
        faults += faults_of_own(told, _signed_in(mine))
    if bids is not None and book and not faults:
        faults += _faults_of_files(verified_receipts(book), bids)
    return CheckedBook(hashes=told, book=book, faults=tuple(faults))


def _faults_of_files(receipts: Sequence[Receipt], bids: Path) -> list[str]:
    files = _sealed_in(bids, receipts)
    return [
        f"receipt {one.number}: its sealed file is missing or altered"
        for one in receipts
        if hashlib.sha256(files.get(one.sha256, b"")).hexdigest() != one.sha256
    ]


def _parts(
    key: OfferKey, identities: Mapping[str, str], peeled_path: Path | None
) -> tuple[str, ...]:
    """The secret parts of the key."""
    if peeled_path is None:
        if len(identities) != 2:
            msg = f"keys of {len(identities)} holders were given, must be of two"
            raise InputError(f"{msg}, or of one with what the other peeled; give both")
        pair = pair_of(key, *identities)
        peeled = peel_shares(key, pair, identities[pair[0]])
    else:
        pair, peeled = peeled_of(key, _read(peeled_path))
    if pair[1] not in identities:
        msg = f"the key of {', '.join(identities)} was given, must be {pair[1]}'s"
        raise InputError(f"{msg}: {pair[0]} peeled for {pair[1]}; give that one")
    return unwrap_identities(key, peeled, identities[pair[1]])


def _sealed_in(folder: Path, receipts: Sequence[Receipt]) -> dict[str, bytes]:
    """The sealed files of a folder by what they are named after, else by their hash."""
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder, must be the one with the sealed bids; name it")
    wanted = {one.sha256 for one in receipts}
    found: dict[str, bytes] = {}
    for path in sorted(folder.glob("*.age")):
        if path.stat().st_size <= MOST_SEALED_BYTES:
            content = path.read_bytes()
            named = path.stem if path.stem in wanted else hashlib.sha256(content).hexdigest()
            found[named] = content
    return found


def _attachments(sources: Sequence[Path]) -> dict[str, bytes]:
    """Files by their names; those in a folder by their path within it."""
    found: dict[str, bytes] = {}
    size_bytes = 0
    for source in sources:
        inside = sorted(path for path in source.rglob("*") if path.is_file())
        for path in inside if source.is_dir() else [source]:
            name = path.relative_to(source).as_posix() if source.is_dir() else path.name
            if name in found:
                raise InputError(f"two attachments are named {name!r}; name one of them anew")
            size_bytes += path.stat().st_size
            if size_bytes > MOST_BYTES:
                msg = f"the attachments have more than {MOST_BYTES >> 20} MiB; make them smaller"
                raise InputError(msg)
            found[name] = path.read_bytes()
    return found


def _stated(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(_read(path))
    except ValueError as error:
        raise InputError(f"{path} isn't JSON: {error}; mend it") from error
    if not isinstance(told, dict):
        raise InputError(f"{path} must hold one JSON object of what is stated; mend it")
    return told


def _signed_in(path: Path) -> Signed:
    try:
        told = json.loads(_read(path))
        # a record of the bid as the server answers with it has its text as its receipt
        return Signed(text=str(told.get("text") or told["receipt"]), signature=told["signature"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"{path} is no receipt, must hold text and signature"
        raise InputError(f"{msg}; take the file that you got when you handed the bid in") from error


def _write_bid(folder: Path, bid: Bid) -> None:
    folder.mkdir()
    write_file(folder / STATED, _json(bid.content))
    for name, content in bid.files.items():
        write_file(folder / "files" / name, content)


def _opening_document(receipts: Sequence[Receipt], opening: Opening) -> dict[str, Any]:
    """What the server is told: of each bid its manifest, or the code of why there is none."""
    manifests = {one.receipt.number: manifest_of(one.bid) for one in opening.opened}
    reasons = {one.receipt.number: one.reason for one in opening.refused}
    return {
        "packages": [
            {
                "number": one.number,
                "manifest": manifests.get(one.number),
                "reason": reasons.get(one.number, ""),
            }
            for one in receipts
        ],
    }


def _key(path: Path) -> OfferKey:
    with _named(path):
        return offer_key_of(_read(path))


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Say of a fault in which file it is."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def _read(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise InputError(f"{path} has more than {MOST_BYTES >> 20} MiB; name the right file")
    return path.read_bytes()


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _refuse_existing(out: Path) -> None:
    if out.exists():
        raise InputError(f"{out} is there already and isn't written over; name another")


def _write_new(out: Path, content: bytes) -> None:
    """Write a file that its owner alone reads, where there is none yet."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
