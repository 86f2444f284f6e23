"""The rows that rules are asked about: each a site and, where one is drawn, an option on it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.terms import codes

__all__ = [
    "Bools",
    "Floats",
    "Rows",
    "combinations_of",
    "known_to_be_one_of",
    "rows_of_options",
    "rows_of_sites",
]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Sites and options side by side; ``at`` is the position of each row's site in ``sites``.

    ``facts`` answer for a site whose own row says nothing. What nobody says is NaN or missing.
    """

    sites: pd.DataFrame
    options: pd.DataFrame
    at: npt.NDArray[np.int64]
    facts: Mapping[str, str | float] = field(default_factory=dict)

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

    def site_word(self, name: str) -> pd.Series:
        """A word of each site (not of each row); missing where unknown."""
        words = _words(self.sites, name)
        if name in self.facts:
            fact = self.facts[name]
            words = words.fillna(str(fact).lower() if isinstance(fact, bool) else str(fact))
        return words

    def option_word(self, name: str) -> pd.Series:
        """A word of each row's option; missing where unknown."""
        return _words(self.options, name)

    def option_floor(self, ending: str) -> Floats:
        """Floor area of every option by use (rows × uses), NaN where unknown; m²."""
        names = (f"{use}_floor_{ending}_m2" for use in codes.FLOOR_USES)
        return np.column_stack([self.option_number(name) for name in names])


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


def known_to_be_one_of(words: pd.Series, wanted: Collection[str]) -> tuple[Bools, Bools]:
    """Where a word is surely, and where possibly, one of those wanted.

    A row may hold several words in a tuple or list: one of them suffices.
    """
    known = words.notna().to_numpy()
    hit = words.isin(wanted).to_numpy(copy=True)
    if not _holds_words_alone(words):
        chosen = set(wanted)
        several = [isinstance(word, tuple | list) for word in words]
        hit[several] = [not chosen.isdisjoint(word) for word in words[several]]
    return hit, hit | ~known


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


def _words(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column as words, flags as ``true`` and ``false``."""
    if name not in frame.columns:
        return pd.Series(None, index=frame.index, dtype="object")
    column = frame[name]
    if _holds_words_alone(column):
        return column
    named = {True: "true", False: "false"}
    return pd.Series(
        [named[bool(w)] if isinstance(w, bool | np.bool_) else w for w in column],
        index=frame.index,
        dtype="object",
    )


def _holds_words_alone(column: pd.Series) -> bool:
    """Whether a column holds words and nothing else, but for missing ones."""
    if column.dtype != "object":
        return isinstance(column.dtype, pd.StringDtype)
    return pd.api.types.infer_dtype(column, skipna=True) in {"string", "empty"}
