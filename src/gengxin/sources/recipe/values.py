"""One column's rule applied to rows: text and numbers as the dictionary wants them."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.sources.recipe.model import ColumnRule, Filter, Scalar
from gengxin.sources.recipe.units import UNITS
from gengxin.terms import Column

__all__ = ["Found", "as_numbers", "as_texts", "found_values", "rows_that_fit"]

Flags = npt.NDArray[np.bool_]

TRUTH = {"true": True, "false": False, "1": True, "0": False}
# 12,345 and 1,234,567.8: a comma before every third digit
THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Values row by row, missing where the rule gives none, and what could not be read.

    ``odd`` counts rows by fault: ``untranslated`` codes, ``unreadable`` numbers, ``out_of_bounds``.
    """

    cells: pd.Series
    basis: str
    odd: Mapping[str, int] = field(default_factory=dict)


def found_values(
    rule: ColumnRule, column: Column, rows: pd.DataFrame, codes: Mapping[str, Scalar]
) -> Found:
    """Read the values of one rule from rows; rows that don't fit its filters have none."""
    fits = rows_that_fit(rows, rule.only, rule.skip)
    if rule.from_ is None:
        constant = pd.Series(rule.value, index=rows.index, dtype="object")
        return Found(cells=constant.where(fits), basis=rule.basis or "given")
    raw = rows[rule.from_].where(fits)
    texts = as_texts(raw)
    raw = raw.mask(texts.isin(rule.empty)) if rule.empty else raw
    odd: dict[str, int] = {}
    if codes or rule.otherwise is not None:
        texts = texts.where(raw.notna())
        raw = texts.map(dict(codes)).astype("object")
        unlisted = texts.notna() & raw.isna()
        if rule.otherwise is None:
            odd["untranslated"] = int(unlisted.sum())
        elif rule.otherwise != "":
            raw = raw.mask(unlisted, rule.otherwise)
    read = _of_kind(raw, column, rule, odd)
    return Found(cells=read, basis=rule.basis or "given", odd=odd)


def rows_that_fit(rows: pd.DataFrame, only: Filter, skip: Filter) -> pd.Series:
    """Which rows hold, in each column of ``only``, a listed value, and none of ``skip``."""
    fits = pd.Series(True, index=rows.index)
    for name, values in only.items():
        fits &= as_texts(rows[name]).isin(values)
    for name, values in skip.items():
        fits &= ~as_texts(rows[name]).isin(values)
    return fits


def as_texts(values: pd.Series) -> pd.Series:
    """Each value as a recipe writes it: 3.0 is ``3``, true is ``true``; missing stays missing."""
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.map({True: "true", False: "false"}).astype("str")
    if pd.api.types.is_float_dtype(values.dtype):
        whole = values.notna() & (values == np.floor(values)) & np.isfinite(values)
        texts = values.astype("str").where(values.notna())
        return texts.mask(whole, values.where(whole, 0).astype("int64").astype("str"))
    return values.astype("str").where(values.notna())


def as_numbers(values: pd.Series) -> pd.Series:
    """Numbers, also from texts such as ``1,234``; missing where a text is no number."""
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values.astype("float64")
    texts = as_texts(values)
    plain = texts.map(lambda text: unicodedata.normalize("NFKC", text).strip(), na_action="ignore")
    plain = plain.astype("str")  # a column without any text forgets that it is one
    grouped = plain.str.match(THOUSANDS, na=False)
    plain = plain.mask(grouped, plain.str.replace(",", "", regex=False))
    return pd.to_numeric(plain, errors="coerce").astype("float64")


def _of_kind(raw: pd.Series, column: Column, rule: ColumnRule, odd: dict[str, int]) -> pd.Series:
    """Values in the kind of their column; faults are counted in ``odd``."""
    if column.kind in {"number", "whole"}:
        return _measured(raw, rule, odd)
    if column.kind == "flag":
        truth = as_texts(raw).astype("str").str.lower().map(TRUTH)
        odd["unreadable"] = int((raw.notna() & truth.isna()).sum())
        return truth.astype("object")
    if column.kind == "day":
        days = pd.to_datetime(as_texts(raw), errors="coerce", format="ISO8601")
        odd["unreadable"] = int((raw.notna() & days.isna()).sum())
        return days
    texts = as_texts(raw).astype("str")
    texts = texts.str.removeprefix(rule.cut) if rule.cut else texts
    return rule.prefix + texts if rule.prefix else texts


def _measured(raw: pd.Series, rule: ColumnRule, odd: dict[str, int]) -> pd.Series:
    numbers = as_numbers(raw)
    plain = pd.to_numeric(raw, errors="coerce").astype("float64")
    odd["number_like"] = int((numbers.notna() & plain.isna()).sum())
    odd["unreadable"] = int((raw.notna() & ~np.isfinite(numbers)).sum())
    numbers = numbers.where(np.isfinite(numbers))
    low = -np.inf if rule.least is None else rule.least
    high = np.inf if rule.greatest is None else rule.greatest
    outside = (numbers < low) | (numbers > high)
    odd["out_of_bounds"] = int(outside.sum())
    factor = rule.times * (UNITS[rule.unit][0] if rule.unit else 1.0)
    return numbers.mask(outside) * factor
