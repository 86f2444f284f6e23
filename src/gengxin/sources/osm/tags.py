"""The tags of all objects of a file, asked key by key."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gengxin.sources.osm.ragged import Flags, Real, Whole, first_of_counts
from gengxin.sources.osm.raw import Words

__all__ = ["ANY", "Tags"]

ANY: Final = frozenset({"*"})
"""Stands for every value but ``no``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """Tags of ``count`` objects: number of the object, of the key's word, of the value's word.

    Every answer has one entry for each object. A value that lists several words (``a;b``) counts as
    each of them.
    """

    words: Words
    count: int
    owner: Whole
    key: Whole
    value: Whole
    _of_key: tuple[Whole, Whole, Whole] = field(init=False)
    _read: dict[tuple[str, Callable[[str], float]], Real] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put the tags in the order of their keys: where each key begins, owners, values."""
        count = len(self.words.listed)
        # small numbers are sorted several times faster
        order = np.argsort(self.key.astype(np.min_scalar_type(count)), kind="stable")
        first = first_of_counts(np.bincount(self.key, minlength=count))
        object.__setattr__(self, "_of_key", (first, self.owner[order], self.value[order]))

    def pairs(self, key: str) -> tuple[Whole, Whole]:
        """The objects that have the key, and the words of their values."""
        first, owner, value = self._of_key
        word = self.words.find(key)
        begin, end = (first[word], first[word + 1]) if word >= 0 else (0, 0)
        return owner[begin:end], value[begin:end]

    def word(self, key: str) -> Whole:
        """Number of the value's word; −1 where the object lacks the key."""
        owner, value = self.pairs(key)
        column = np.full(self.count, -1)
        column[owner] = value
        return column

    def has(self, key: str) -> Flags:
        """Whether the object has the key, whatever the value."""
        owner, _ = self.pairs(key)
        flags = np.zeros(self.count, np.bool_)
        flags[owner] = True
        return flags

    def among(self, key: str, values: Collection[str]) -> Flags:
        """Whether the key's value is one of these; ``ANY`` stands for every value but ``no``."""
        owner, value = self.pairs(key)
        flags = np.zeros(self.count, np.bool_)
        if values is ANY:
            flags[owner] = value != self.words.find("no")
        else:
            flags[owner[self.words.marked(values)[value]]] = True
        return flags

    def coded(self, key: str, codes: dict[str, int], *, otherwise: int = 0) -> Whole:
        """A number for each value by a table; ``otherwise`` for all else."""

        def code(word: str) -> int:
            known = [codes[part] for part in word.split(";") if part in codes]
            return known[0] if known else otherwise

        return self._spread(key, code, missing=otherwise)

    def where(self, key: str, fits: Callable[[str], bool]) -> Flags:
        """Whether the object has the key and its value fits."""
        return self._spread(key, fits, missing=False)

    def numbers(self, key: str, meaning: Callable[[str], float]) -> Real:
        """A number for each value by a rule; NaN without the key. Not to be written to."""
        if (key, meaning) not in self._read:
            numbers = self._spread(key, meaning, missing=np.nan)
            numbers.setflags(write=False)
            self._read[key, meaning] = numbers
        return self._read[key, meaning]

    def _spread(
        self, key: str, meaning: Callable[[str], object], *, missing: object
    ) -> npt.NDArray[Any]:
        """Ask the meaning of each distinct value once, and give it to all objects that have it."""
        owner, value = self.pairs(key)
        distinct, which = np.unique(value, return_inverse=True)
        column = np.full(self.count, missing)
        meant = [meaning(self.words.listed[word]) for word in distinct]
        column[owner] = np.array(meant, column.dtype)[which]
        return column
