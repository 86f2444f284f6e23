"""Passwords: which are taken, and how they are kept (argon2id, RFC 9106)."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gengxin.terms import InputError

__all__ = ["FEWEST_LETTERS", "MOST_LETTERS", "hashed", "matches"]

FEWEST_LETTERS = 12
MOST_LETTERS = 200
FEWEST_KINDS = 4  # of letters, so that nobody takes one letter a dozen times

# 19 MiB and two passes: what OWASP's Password Storage Cheat Sheet asks for at least
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# many who sign in at once must not take all memory
_TURNS = threading.BoundedSemaphore(4)
# verified where there is no such person, so that the time taken tells nobody who has an account
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$m9Xe2C3kXDgLwVIOBJe31w"
    "$jKO10ILpYwmEutQZMVq7HJ9ADMCNrS40SpjOmROrI60"
)


def hashed(password: str, *, mail: str) -> str:
    """What is kept of a new password.

    Raises
    ------
    InputError
        Where it is too short, too long or too plain.

    """
    text = _settled(password)
    if not FEWEST_LETTERS <= len(text) <= MOST_LETTERS:
        msg = f"the password has {len(text)} letters, must have {FEWEST_LETTERS} to {MOST_LETTERS}"
        raise InputError(f"{msg}; choose another, a sentence does well")
    if len(set(text)) < FEWEST_KINDS or text.casefold() == mail.casefold():
        raise InputError("the password is too easily guessed; choose another, a sentence does well")
    with _TURNS:
        return _HASHER.hash(text)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether that is the password; as slow where there is none."""
    text = _settled(password)[:MOST_LETTERS]
    with _TURNS:
        try:
            return _HASHER.verify(password_hash or _NOBODY, text) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def _settled(password: str) -> str:
    """One way of writing the same letters, whatever keyboard they came from."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()
