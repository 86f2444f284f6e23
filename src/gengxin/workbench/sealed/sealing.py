"""Seal a package to an offer's key, and open it again."""

from collections.abc import Sequence

from gengxin.terms import InputError
from gengxin.workbench.sealed.age import HEADER, sealed, unsealed
from gengxin.workbench.sealed.packing import MOST_BYTES

__all__ = ["MOST_SEALED_BYTES", "refuse_unsealed", "seal", "unseal"]

# age adds a header of some hundred bytes and 16 bytes for every 64 KiB, once for every part
MOST_SEALED_BYTES = MOST_BYTES + 2**18
_STANZA = b"-> X25519 "


def seal(package: bytes, recipients: Sequence[str]) -> bytes:
    """The package, sealed for every part of an offer's key, the last part inside."""
    if not recipients:
        raise InputError("the offer has no public key, must have one; ask who publishes it")
    for recipient in reversed(recipients):
        package = sealed(package, recipient)
    return package


def unseal(ciphertext: bytes, identities: Sequence[str]) -> bytes:
    """The package, by the secret parts of the offer's key in the order of its public ones."""
    for identity in identities:
        ciphertext = unsealed(ciphertext, identity)
    return ciphertext


def refuse_unsealed(beginning: bytes) -> None:
    """Refuse a file whose first bytes say that nobody sealed it for a public key.

    Raises
    ------
    InputError
        Where they do. What was sent by mistake is then written nowhere.

    """
    if not beginning.startswith(HEADER + _STANZA):
        msg = "the file isn't sealed: it must be a binary age file for an age1… recipient"
        raise InputError(f"{msg}; seal it with the browser, gengxin bid seal or age")
