"""New references: ULIDs, which sort by when they were made."""

import secrets
from datetime import datetime

__all__ = ["new_ref"]

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
LENGTH = 26
# of the 80 bits after the milliseconds: microseconds, place in the change, chance
PLACE_BITS, CHANCE_BITS = 20, 50


def new_ref(at: datetime, place: int) -> str:
    """A ULID (github.com/ulid/spec): 48 bits of milliseconds since 1970, then 80 of our choice.

    ``place`` numbers those made at the same time, so that they too sort in the order in which they
    were made.
    """
    whole_ms = int(at.timestamp()) * 1000 + at.microsecond // 1000
    number = (whole_ms << 10) | at.microsecond % 1000
    number = (number << PLACE_BITS) | place
    number = (number << CHANCE_BITS) | secrets.randbits(CHANCE_BITS)
    return "".join(LETTERS[(number >> (5 * digit)) & 31] for digit in reversed(range(LENGTH)))
