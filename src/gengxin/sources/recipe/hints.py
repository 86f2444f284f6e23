"""Faults in a planner's words: all at once, each with the nearest word that would fit."""

from collections.abc import Iterable
from difflib import get_close_matches

from gengxin.terms import InputError

__all__ = ["nearest_word", "raise_faults"]

FEW = 20


def raise_faults(what: str, faults: Iterable[str]) -> None:
    """Raise one ``InputError`` that lists the faults, if there are any."""
    listed = list(dict.fromkeys(faults))
    if listed:
        msg = f"{what} has {len(listed)} faults; mend them and try again:\n- "
        raise InputError(msg + "\n- ".join(listed))


def nearest_word(word: str, words: Iterable[str]) -> str:
    """The hint that ends an error: the nearest of the words that would fit, or all of a few."""
    known = sorted(words)
    near = get_close_matches(word, known, n=1)
    if near:
        return f" → did you mean {near[0]!r}?"
    return f" → one of {', '.join(known)}" if 0 < len(known) <= FEW else ""
