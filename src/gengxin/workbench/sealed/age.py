"""Seal and unseal with age (age-encryption.org/v1): all that is secret passes through here."""

from pyrage import (
    DecryptError,
    EncryptError,
    IdentityError,
    RecipientError,
    decrypt,
    encrypt,
    passphrase,
    x25519,
)

from gengxin.terms import InputError

__all__ = [
    "HEADER",
    "locked",
    "new_identity",
    "recipient_of",
    "sealed",
    "unlocked",
    "unsealed",
    "whole_recipient",
]

HEADER = b"age-encryption.org/v1\n"


def new_identity() -> str:
    """A new secret key, ``AGE-SECRET-KEY-1…`` (X25519)."""
    return str(x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """The public key of a secret one, ``age1…``."""
    return str(_identity(identity).to_public())


def whole_recipient(text: str) -> str:
    """The public key, where it is one.

    Raises
    ------
    InputError
        Where it isn't.

    """
    return str(_recipient(text))


def sealed(content: bytes, recipient: str, *, armoured: bool = False) -> bytes:
    """The content, for whoever has the secret key of ``recipient``."""
    try:
        return encrypt(content, [_recipient(recipient)], armored=armoured)
    except EncryptError as error:
        raise InputError(f"the content can't be sealed: {error}; try again") from error


def unsealed(ciphertext: bytes, identity: str) -> bytes:
    """What was sealed for the public key of ``identity``.

    Raises
    ------
    InputError
        Where it was sealed for another key, was altered or cut, or is no age file.

    """
    try:
        return decrypt(ciphertext, [_identity(identity)])
    except DecryptError as error:
        msg = "the file was sealed for another key, or was altered; take it from where it came"
        raise InputError(msg) from error


def locked(content: bytes, phrase: str) -> bytes:
    """The content, for whoever knows the passphrase (scrypt, about a second's work)."""
    return passphrase.encrypt(content, phrase)


def unlocked(ciphertext: bytes, phrase: str) -> bytes:
    """What was locked with the passphrase.

    Raises
    ------
    InputError
        Where the passphrase is another, or it is no file locked by one.

    """
    try:
        return passphrase.decrypt(ciphertext, phrase)
    except DecryptError as error:
        msg = "the passphrase isn't right, or the file isn't an age file locked by a passphrase"
        raise InputError(f"{msg}; type it again") from error


def _identity(text: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(text.strip())
    except (IdentityError, ValueError) as error:
        # the text isn't told: it may be a secret with one letter wrong
        msg = "this is no age identity; one begins with AGE-SECRET-KEY-1"
        raise InputError(f"{msg}; take a file that gengxin bid keys or age-keygen made") from error


def _recipient(text: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(text.strip())
    except (RecipientError, ValueError) as error:
        msg = f"recipient is {text!r}, must be an age public key as age1…"
        raise InputError(f"{msg}; copy it whole from who holds its key") from error
