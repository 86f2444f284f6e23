"""Homes and households of options by size and tenure, in whole counts."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.appraisal.quantities import Quantities
from gengxin.terms import codes

__all__ = ["apportioned", "home_rows", "home_table"]

Floats = NDArray[np.float64]

# the last of each is *not known*
SIZES = (*codes.HOME_SIZES, None)
TENURES = (*codes.TENURES, None)
COUNTS = (
    "homes_before_count",
    "homes_after_count",
    "out_temporarily_count",
    "out_for_good_count",
    "committed_count",
)


def home_rows(quantities: Quantities) -> dict[str, NDArray[Any]]:
    """Columns of the table of homes: option as its position, size and tenure as codes, counts.

    Today's homes have the tenures of today's households. Households go out in proportion to the
    homes; those that stay or return keep size and tenure as far as there are such homes. The
    tenure of further homes, and of those committed to rehousing, is not known yet. Counts are
    apportioned by largest remainder, so that they sum to the option's own. Rows of zero are left
    out.
    """
    before = _before(quantities)
    flat = before.reshape(len(before), len(SIZES) * len(TENURES))
    out = _among(quantities.out_temporarily, flat).reshape(before.shape)
    gone = _among(quantities.out_for_good, flat).reshape(before.shape)
    committed = np.zeros_like(before)
    for at, size in enumerate(codes.HOME_SIZES):
        committed[:, at, -1] = np.rint(quantities.committed[size])
    cells = (before, _after(quantities, before - gone), out, gone, committed)
    away = np.where((out != 0.0), quantities.months[:, None, None], 0.0)
    taken = (np.stack(cells) != 0.0).any(axis=0)
    option, size_at, tenure_at = np.nonzero(taken)
    return {
        "option": option,
        "size": size_at.astype(np.int8),
        "tenure": tenure_at.astype(np.int8),
        **{name: cell[taken] for name, cell in zip(COUNTS, cells, strict=True)},
        "away_months": away[taken],
    }


def home_table(
    parts: Sequence[Mapping[str, NDArray[Any]]], starts: Sequence[int], options: pd.Index
) -> pd.DataFrame:
    """The table of homes of all parts; each begins at its start among the options."""
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    shift = np.repeat(starts, [len(part["option"]) for part in parts])
    known = {"size": pd.Index(list(codes.HOME_SIZES)), "tenure": pd.Index(list(codes.TENURES))}
    columns: dict[str, object] = {
        "option": pd.Categorical.from_codes(whole["option"] + shift, categories=options)
    }
    for name, words in known.items():
        at = np.where(whole[name] == len(words), -1, whole[name])
        columns[name] = pd.Categorical.from_codes(at, categories=words)
    return pd.DataFrame(columns | {n: whole[n] for n in (*COUNTS, "away_months")})


def apportioned(parts: Floats) -> Floats:
    """Whole parts whose sum is the rounded sum (half to even): by largest remainder, first first.

    ``parts`` is row × part; a row with an unknown part stays as it is.
    """
    unknown = np.isnan(parts.sum(axis=1))
    whole = np.floor(parts)
    rest = parts - whole
    # a hair of rounding is no remainder
    short = np.rint(np.round(parts.sum(axis=1), 9)) - whole.sum(axis=1)
    order = np.argsort(-np.round(rest, 9), axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    whole += rank < short[:, None]
    return np.where(unknown[:, None], parts, whole)


def _before(quantities: Quantities) -> Floats:
    """Homes of today: option × size × tenure."""
    shares = np.stack(list(quantities.tenure_share.values()), axis=1)
    cells = np.zeros((len(shares), len(SIZES), len(TENURES)))
    for at, size in enumerate(codes.HOME_SIZES):
        homes = quantities.homes_before[size][:, None]
        # a tenure that nobody has has no home, of an unknown number either
        cells[:, at] = apportioned(np.where(shares == 0.0, 0.0, homes * shares))
    return cells


def _among(count: Floats, cells: Floats) -> Floats:
    """A count in proportion to the cells; where they are none or unknown, in the last, unknown."""
    total = cells.sum(axis=1)
    known = total > 0.0
    share = np.divide(cells, total[:, None], out=np.zeros_like(cells), where=known[:, None])
    share[~known, -1] = 1.0
    return apportioned(np.where(share == 0.0, 0.0, count[:, None] * share))


def _after(quantities: Quantities, stays: Floats) -> Floats:
    """Homes afterwards: those of the households that stay, then the further ones."""
    cells = np.zeros_like(stays)
    for at, size in enumerate(codes.HOME_SIZES):
        after = np.rint(quantities.homes_after[size])
        staying = np.maximum(stays[:, at], 0.0)
        wanted = staying.sum(axis=1)
        enough = np.divide(after, wanted, out=np.ones_like(after), where=wanted > after)
        kept = apportioned(np.where(staying == 0.0, 0.0, staying * enough[:, None]))
        cells[:, at] = kept
        cells[:, at, -1] += after - kept.sum(axis=1)
    return cells
