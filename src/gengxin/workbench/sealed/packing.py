"""A bid as one package: a tar file with its manifest first, padded so that its size tells little.

The tar file is plain (ustar), so that ``tar -x`` reads it; tar files end in zeros, and the padding
is more of them. The same bid gives the same bytes here and in the browser.
"""

import hashlib
import io
import json
import secrets
import tarfile
import unicodedata
from collections.abc import Iterable
from typing import Any

from gengxin.terms import InputError
from gengxin.terms.sealed import Bid, whole_ref

__all__ = [
    "LEAST_BYTES",
    "MANIFEST",
    "MOST_BYTES",
    "MOST_FILES",
    "manifest_of",
    "new_nonce",
    "packed",
    "padded_bytes",
    "unpacked",
]

MANIFEST = "manifest.json"
FORMAT = "gengxin-bid/1"
MOST_FILES = 200
MOST_NAME_BYTES = 100  # what ustar holds
LEAST_BYTES = 2**16
MOST_BYTES = 2**26
BLOCK_BYTES = 512
# no disk takes all of these
_UNFIT = frozenset('<>:"|?*\\')


def new_nonce() -> str:
    """What tells one bid from every other."""
    return secrets.token_hex(16)


def packed(bid: Bid) -> bytes:
    """The package of a bid.

    Raises
    ------
    InputError
        Where a name or the size of a file can't be taken.

    """
    _refuse_names(bid.files)
    manifest = _manifest(bid)
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in ((MANIFEST, manifest), *sorted(bid.files.items())):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o644
            tar.addfile(member, io.BytesIO(content))
        end = tar.offset
    content = stream.getvalue()[:end] + bytes(2 * BLOCK_BYTES)
    return content.ljust(padded_bytes(len(content)), b"\0")


def padded_bytes(size_bytes: int) -> int:
    """What a package of this size is padded to: 64 KiB, 128 KiB, … 64 MiB, eleven sizes in all.

    Raises
    ------
    InputError
        Where it is larger than the largest.

    """
    if size_bytes > MOST_BYTES:
        msg = f"the bid has {size_bytes / 2**20:,.1f} MiB, must have at most {MOST_BYTES >> 20} MiB"
        raise InputError(f"{msg}; make attachments smaller")
    return max(LEAST_BYTES, 1 << (size_bytes - 1).bit_length())


def unpacked(package: bytes) -> Bid:
    """The bid in a package.

    Raises
    ------
    InputError
        Where it isn't one, or holds anything that its manifest doesn't name.

    """
    if len(package) > MOST_BYTES:
        raise InputError(f"the package has more than {MOST_BYTES >> 20} MiB; refuse it")
    members = _members(package)
    told = _told(members.pop(MANIFEST, b""))
    _refuse_names(members)
    stated = {one["name"]: one["sha256"] for one in told["files"]}
    once = len(stated) == len(told["files"])
    if not once or stated != {name: _sha256(content) for name, content in members.items()}:
        raise InputError("the package's files aren't those that its manifest names; refuse it")
    return Bid(
        offer=told["offer"],
        party=told["party"],
        nonce=told["nonce"],
        content=told["content"],
        files=members,
    )


def manifest_of(bid: Bid) -> dict[str, Any]:
    """What is said of a bid beside its attachments: who, for what, what is stated, their hashes."""
    return {
        "format": FORMAT,
        "offer": whole_ref(bid.offer, "offer"),
        "party": whole_ref(bid.party, "party"),
        "nonce": bid.nonce,
        "content": bid.content,
        "files": [
            {"name": name, "bytes": len(content), "sha256": _sha256(content)}
            for name, content in sorted(bid.files.items())
        ],
    }


def _manifest(bid: Bid) -> bytes:
    document = manifest_of(bid)
    try:
        text = json.dumps(
            document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        return f"{text}\n".encode()
    except (TypeError, ValueError) as error:
        raise InputError(f"what is stated isn't JSON: {error}; mend it") from error


def _told(manifest: bytes) -> dict[str, Any]:
    try:
        told = json.loads(manifest)
        whole = (
            told["format"] == FORMAT
            and isinstance(told["content"], dict)
            and isinstance(told["nonce"], str)
            and len(told["nonce"]) >= 16
            and all(isinstance(one["name"], str) for one in told["files"])
            and all(isinstance(one["sha256"], str) for one in told["files"])
        )
        whole_ref(told["offer"], "offer")
        whole_ref(told["party"], "party")
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise InputError(f"the package has no manifest ({FORMAT}); refuse it") from error
    if not whole:
        raise InputError(f"the package's manifest isn't of {FORMAT}; refuse it")
    return dict(told)


def _members(package: bytes) -> dict[str, bytes]:
    """The files in a tar file in their order; plain files only, each once."""
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(package), mode="r:") as tar:
            for member in tar:
                plain = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not member.issparse()
                stream = tar.extractfile(member) if plain else None
                if stream is None or member.name in found or len(found) > MOST_FILES:
                    raise InputError("the package holds other than plain files, each once")
                found[member.name] = stream.read()
            rest = package[tar.offset :]
    except (tarfile.TarError, ValueError, EOFError, OverflowError) as error:
        raise InputError("the package isn't a tar file; refuse it") from error
    if rest.strip(b"\0"):
        raise InputError("the package has something behind its end; refuse it")
    return found


def _refuse_names(names: Iterable[str]) -> None:
    """Refuse names that some disk can't take, or takes for another's."""
    taken = {MANIFEST}
    for number, name in enumerate(names, start=1):
        plain = unicodedata.normalize("NFC", name).casefold()
        folders = {part for one in taken for part in _folders(one)}
        if (
            number > MOST_FILES
            or not _fits(name)
            or plain in taken | folders
            or taken & set(_folders(plain))
        ):
            msg = (
                f"attachment {number} is named {name!r}, must have a name of its own of 1 to "
                f"{MOST_NAME_BYTES} bytes without {''.join(sorted(_UNFIT))}, and be one of at most "
                f"{MOST_FILES}"
            )
            raise InputError(f"{msg}; name it anew")
        taken.add(plain)


def _fits(name: str) -> bool:
    parts = name.split("/")
    return (
        len(name.encode("utf-8", "replace")) <= MOST_NAME_BYTES
        and name == unicodedata.normalize("NFC", name)
        and name.isprintable()
        and not _UNFIT & set(name)
        and all(part and part.strip(". ") and part == part.strip(" ") for part in parts)
        and not any(part.endswith(".") for part in parts)
    )


def _folders(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
