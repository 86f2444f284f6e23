"""The same in the two languages of the product."""

from typing import NamedTuple

__all__ = ["NO_WORDS", "Words"]


class Words(NamedTuple):
    """The same in English and in Chinese."""

    en: str
    zh: str


NO_WORDS = Words("", "")
