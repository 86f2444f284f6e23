"""The rows that rules are asked about: each a site and, where one is drawn, an option on it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.terms import codes

__all__ = [
    "Bools",
    "Floats",
    "Rows",
    "Words",
    "combinations_of",
    "known_to_be_one_of",
    "rows_of_options",
    "rows_of_sites",
]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


class Words(NamedTuple):
    """A word of each row: its place in ``distinct``, where each stands once; -1 is missing.

    Of a row that holds several words the tuple of them is one of the distinct.
    """

    place: npt.NDArray[np.int64]
    distinct: tuple[str | tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Sites and options side by side; ``at`` is the position of each row's site in ``sites``.

    ``facts`` answer for a site whose own row says nothing. What nobody says is NaN or missing.
    ``words`` are those read so far, of options and of sites.
    """

    sites: pd.DataFrame
    options: pd.DataFrame
    at: npt.NDArray[np.int64]
    facts: Mapping[str, str | float] = field(default_factory=dict)
    words: dict[tuple[bool, str], Words] = field(default_factory=dict, repr=False)

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.at)

    def site_number(self, name: str) -> Floats:
        """A number of each row's site; NaN where unknown."""
        numbers = _numbers(self.sites, name)
        if name in self.facts:
            numbers = np.where(np.isnan(numbers), float(self.facts[name]), numbers)
        return numbers[self.at]

    def option_number(self, name: str) -> Floats:
        """A number of each row's option; NaN where unknown."""
        return _numbers(self.options, name)

    def site_word(self, name: str) -> Words:
        """A word of each row's site."""
        words = self._read(self.sites, name, is_of_option=False)
        return Words(words.place[self.at], words.distinct)

    def option_word(self, name: str) -> Words:
        """A word of each row's option."""
        return self._read(self.options, name, is_of_option=True)

    def option_floor(self, ending: str) -> Floats:
        """Floor area of every option by use (rows × uses), NaN where unknown; m²."""
        names = (f"{use}_floor_{ending}_m2" for use in codes.FLOOR_USES)
        return np.column_stack([self.option_number(name) for name in names])

    def _read(self, frame: pd.DataFrame, name: str, *, is_of_option: bool) -> Words:
        """The words of a column, which many rules ask for: it is read once."""
        known = self.words.get((is_of_option, name))
        if known is None:
            known = _words(frame, name)
            if not is_of_option and name in self.facts:
                known = _filled(known, str(_named(self.facts[name])))
            self.words[is_of_option, name] = known
        return known


def rows_of_options(
    drafts: pd.DataFrame, sites: pd.DataFrame, facts: Mapping[str, str | float]
) -> Rows:
    """A row for each draft, beside its site.

    Raises
    ------
    ValueError
        Where a draft names a site that isn't there.

    """
    at = sites.index.get_indexer(pd.Index(drafts["site"]))
    if (at < 0).any():
        odd = sorted(set(drafts["site"].astype("object")[at < 0]))[:10]
        msg = f"drafts name sites that are not among the {len(sites)} sites: {odd}; give both"
        raise ValueError(msg)
    return Rows(sites=sites, options=drafts, at=at.astype("int64"), facts=facts)


def rows_of_sites(
    sites: pd.DataFrame, intended: Mapping[str, object], facts: Mapping[str, str | float]
) -> Rows:
    """A row for each site, with what is intended there and nothing else known of the option."""
    options = pd.DataFrame(dict(intended), index=sites.index)
    return Rows(sites=sites, options=options, at=np.arange(len(sites)), facts=facts)


def known_to_be_one_of(words: Words, wanted: Collection[str]) -> tuple[Bools, Bools]:
    """Where a word is surely, and where possibly, one of those wanted.

    Of a row that holds several words one of them suffices.
    """
    chosen = set(wanted)
    told = [{one} if isinstance(one, str) else set(one) for one in words.distinct]
    # what is missing, at -1, is the last
    hit = np.array([*(not chosen.isdisjoint(one) for one in told), False])[words.place]
    return hit, hit | (words.place < 0)


def combinations_of(
    masks: Sequence[Bools], count: int
) -> tuple[npt.NDArray[np.int64], list[tuple[int, ...]]]:
    """Which combination of masks holds on each row, and the combinations, as numbers of masks."""
    marks = np.zeros(count, dtype="int64")
    for number, mask in enumerate(masks):
        if number % 30 == 29:  # so that the marks stay within 63 bits
            marks = np.unique(marks, return_inverse=True)[1]
        marks = marks * 2 + mask
    _, first, which = np.unique(marks, return_index=True, return_inverse=True)
    held = [tuple(n for n, mask in enumerate(masks) if mask[row]) for row in first]
    return which, held


def _numbers(frame: pd.DataFrame, name: str) -> Floats:
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    return pd.to_numeric(frame[name]).to_numpy(dtype="float64", na_value=np.nan)


def _words(frame: pd.DataFrame, name: str) -> Words:
    """A column as words, flags as ``true`` and ``false``."""
    if name not in frame.columns:
        return Words(np.full(len(frame), -1, dtype="int64"), ())
    column = frame[name]
    if column.dtype == "object" and pd.api.types.infer_dtype(column, skipna=True) == "mixed":
        column = column.map(lambda word: tuple(word) if isinstance(word, list) else word)
    place, distinct = pd.factorize(column)
    return Words(place.astype("int64"), tuple(_named(word) for word in distinct))


def _named(word: object) -> str | tuple[str, ...]:
    """A word as rules name it; several stay several."""
    if isinstance(word, bool | np.bool_):
        return "true" if word else "false"
    return word if isinstance(word, tuple) else str(word)


def _filled(words: Words, missing: str) -> Words:
    """The same with a word in place of those that are missing."""
    place = np.where(words.place < 0, len(words.distinct), words.place)
    return Words(place, (*words.distinct, missing))
