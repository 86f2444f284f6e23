"""The basis of a number: measured, given, estimated or computed, with the rule of an estimate."""

from collections.abc import Mapping

import pandas as pd

from gengxin.terms.codes import BASES
from gengxin.terms.columns import BASIS_SUFFIX

__all__ = ["basis_faults", "basis_kind", "kind_of_word", "with_basis"]


def with_basis(frame: pd.DataFrame, bases: Mapping[str, str]) -> pd.DataFrame:
    """Add the companion column of each quantity named.

    ``bases`` maps a quantity to its basis: ``{"height_m": "estimated: 3 m a storey"}``. Rows
    without a number get no basis; a companion that is there already keeps its words.
    """
    added = {}
    for name, basis in bases.items():
        words = frame[name].notna().map({True: basis, False: None})
        if name + BASIS_SUFFIX in frame.columns:
            words = frame[name + BASIS_SUFFIX].astype("object").fillna(words)
        added[name + BASIS_SUFFIX] = words.astype("category")
    return frame.assign(**added)


def basis_kind(basis: pd.Series) -> pd.Series:
    """The kind of each basis: the word before the colon; missing stays missing."""
    as_category = basis.astype("category")
    kinds = {word: kind_of_word(word) for word in as_category.cat.categories}
    return as_category.map(kinds).astype("object")


def kind_of_word(basis: object) -> str:
    """The kind of one basis that is there."""
    return str(basis).partition(":")[0]


def basis_faults(words: pd.Index) -> dict[str, str]:
    """What is wrong with each distinct basis; only the faulty ones are listed."""
    faults = {}
    for word in words:
        kind, _, rule = str(word).partition(":")
        if kind not in BASES:
            faults[str(word)] = f"one of {', '.join(BASES)}"
        elif kind in {"estimated", "computed"} and not rule.strip():
            faults[str(word)] = f"'{kind}: ' and the rule by which it was {kind}"
    return faults
