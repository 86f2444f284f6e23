"""Secrets that let somebody in: drawn at random, kept only as their hash."""

import hashlib
import hmac
import secrets

__all__ = ["csrf_of", "hash_of", "new_secret", "same"]

SECRET_BYTES = 32


def new_secret() -> str:
    """A secret that nobody guesses, in letters that an address may hold."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_of(secret: str) -> str:
    """What is kept of a secret: it has 256 random bits, so that a plain hash hides it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def csrf_of(secret: str) -> str:
    """What a page shows beside the session's cookie, which another site's page can't read."""
    return hmac.new(secret.encode("utf-8", "surrogatepass"), b"csrf", "sha256").hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, told in the same time whatever they are."""
    return hmac.compare_digest(
        one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass")
    )
