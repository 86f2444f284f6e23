"""Elements as they stand in a file, as columns, before they are put in order."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa

from gengxin.sources.osm.ragged import Flags, Ragged, Real, Whole

__all__ = ["NODE", "RELATION", "WAY", "RawElements", "RawKind", "RawTags", "Texts", "Words"]

NODE, WAY, RELATION = 0, 1, 2

Texts = pd.api.extensions.ExtensionArray


class Words:
    """Every key, value and role of a file once; a tag names them by number."""

    def __init__(self, found: Iterable[str]) -> None:
        self.listed = list(dict.fromkeys(found))
        self._number = dict(zip(self.listed, range(len(self.listed)), strict=True))
        self._arrow = pa.array(self.listed, pa.large_string())

    def numbers(self, words: Iterable[str]) -> Whole:
        """The numbers of words that are all known."""
        number = self._number
        return np.array([number[word] for word in words], np.int64)

    def find(self, word: str) -> int:
        """The number of a word, −1 for one that the file doesn't use."""
        return self._number.get(word, -1)

    def marked(self, wanted: Collection[str]) -> Flags:
        """For each word whether it is wanted, or lists (``a;b``) one that is."""
        marks = np.zeros(len(self.listed), np.bool_)
        for word in wanted:
            number = self._number.get(word)
            if number is not None:
                marks[number] = True
            for several in self._lists.get(word, ()):
                marks[several] = True
        return marks

    @cached_property
    def _lists(self) -> dict[str, list[int]]:
        """For each part of a word that lists several the numbers of such words."""
        lists: dict[str, list[int]] = {}
        for number, word in enumerate(self.listed):
            if ";" in word:
                for part in word.split(";"):
                    lists.setdefault(part.strip(), []).append(number)
        return lists

    def texts(self, numbers: Whole) -> Texts:
        """The words of the numbers; missing for −1."""
        taken = self._arrow.take(pa.array(numbers, mask=numbers < 0))
        texts: Texts = pd.array(taken, dtype="str")
        return texts


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTags:
    """The tags of one kind of element: row of the element, number of the key, of the value."""

    row: Whole
    key: Whole
    value: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class RawKind:
    """The elements of one kind: ids, tags, and what else each has: numbers, lists of numbers."""

    ids: Whole
    tags: RawTags
    numbers: tuple[Real, ...] = ()
    lists: tuple[Ragged, ...] = ()

    def in_order(self) -> "RawKind":
        """The elements by rising id, each once: the first that stood in the file."""
        if np.all(self.ids[1:] > self.ids[:-1]):
            return self
        return self.take(np.unique(self.ids, return_index=True)[1])

    def take(self, rows: Whole) -> "RawKind":
        """Some of the elements, in the order asked for."""
        new_row = np.full(len(self.ids), -1)
        new_row[rows] = np.arange(len(rows))
        row = new_row[self.tags.row]
        kept = row >= 0
        return RawKind(
            ids=self.ids[rows],
            tags=RawTags(row=row[kept], key=self.tags.key[kept], value=self.tags.value[kept]),
            numbers=tuple(column[rows] for column in self.numbers),
            lists=tuple(column.take(rows) for column in self.lists),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RawElements:
    """What a file holds, in its order.

    ``nodes`` have the numbers longitude and latitude (degrees, WGS 84); ``ways`` the list of their
    nodes' ids; ``relations`` the lists of their members' kinds (``NODE``, ``WAY``, ``RELATION``),
    ids and words for roles. ``day`` is the day that the data describe, as far as the file says.
    """

    words: Words
    nodes: RawKind
    ways: RawKind
    relations: RawKind
    day: date | None
