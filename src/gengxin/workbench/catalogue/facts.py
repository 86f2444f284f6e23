"""Numbers and words of a sheet, each with whence it comes or what would give it."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from gengxin.publish.plain import values
from gengxin.terms import OPTION_TABLES, TABLES, basis_kind, codes
from gengxin.terms.columns import BASIS_SUFFIX
from gengxin.terms.sheet import SheetHead, SheetNumber, SheetWord
from gengxin.terms.words import NO_WORDS, Words
from gengxin.workbench.catalogue.ground import Works

__all__ = [
    "basis_of",
    "code_words",
    "day_words",
    "head",
    "mean_of_sites",
    "missing",
    "named",
    "number",
    "number_of",
    "of_option",
    "of_sites",
    "why_of",
    "word",
]

# the poorest first: a sum is no better than the poorest of what it sums
KINDS = ("estimated", "computed", "given", "measured")
SCALES = {"_x1000": 1000.0, "_x100": 100.0}


def number_of(value: object) -> float | None:
    """A cell as a number; ``None`` where it is missing or not finite."""
    if value is None or value is pd.NA:
        return None
    told = float(value)  # type: ignore[arg-type] # cells are numbers or missing
    return told if np.isfinite(told) else None


def number(  # noqa: PLR0913 - a number with all that is said of it
    name: str,
    label: Words,
    value: object,
    *,
    unit: str,
    basis: str,
    run: str,
    why: Words = NO_WORDS,
    ends: tuple[object, object] = (None, None),
) -> SheetNumber:
    """A number; where it is missing it has neither basis nor run, and says why."""
    found = number_of(value)
    if found is None:
        return SheetNumber(name=name, label=label, value=None, unit=unit, why=_why(why, run))
    low, high = (number_of(one) for one in ends)
    return SheetNumber(
        name=name, label=label, value=found, unit=unit, basis=basis, run=run, low=low, high=high
    )


def word(
    name: str,
    label: Words,
    text: Words | None,
    *,
    basis: str = "given",
    run: str = "",
    why: Words = NO_WORDS,
) -> SheetWord:
    """Something told in words, or what would tell it."""
    if text is None or not any(text):
        return SheetWord(name=name, label=label, text=None, why=_why(why, run))
    return SheetWord(name=name, label=label, text=text, basis=basis, run=run)


def missing(where: str) -> Words:
    """The words of something that a table or run doesn't hold."""
    return Words(f"{where} does not say", f"{where}中没有该数据")


def of_sites(works: Works, column: str) -> SheetNumber:
    """A column of ``sites`` summed over the project; missing where one of its sites lacks it."""
    told = TABLES["sites"].by_name[column]
    run = f"sites.{column}"
    there = _column(works.sites, column)
    total = float(there.sum()) if len(there) else np.nan
    lacking = works.sites.index[np.isnan(there)].astype("str")
    shown = ", ".join(lacking[:5]) + ("…" if len(lacking) > 5 else "")
    return number(
        column,
        Words(told.en, told.zh),
        total,
        unit=told.unit,
        basis=basis_of(works.sites, column),
        run=run,
        why=Words(f"{run} of {shown} would give it", f"补充{shown}的 {run} 即可得出"),
    )


def mean_of_sites(works: Works, column: str, label: Words, *, weight: str) -> SheetNumber:
    """The mean of a column of ``sites``, weighted; missing where a site with weight lacks it."""
    there, weights = _column(works.sites, column), _column(works.sites, weight)
    used = weights > 0
    mean = (
        float(np.average(there[used], weights=weights[used]))
        if used.any() and not np.isnan(weights).any()
        else np.nan
    )
    return number(
        column,
        label,
        mean,
        unit="share",
        basis=f"computed: mean over the sites, weighted by {weight}",
        run=f"sites.{column}",
        why=Words(
            f"sites.{column} and sites.{weight} of every site would give it",
            f"补充各地块的 sites.{column} 与 sites.{weight} 即可得出",
        ),
    )


def of_option(works: Works, column: str) -> SheetNumber:
    """A column of the chosen options summed over the project, in its plain unit."""
    told = OPTION_TABLES["option"].by_name[column]
    scale = next((by for end, by in SCALES.items() if column.endswith(end)), 1.0)
    there = _column(works.rows, column) / scale
    lacking = works.rows.loc[np.isnan(there), "option"].astype("str")
    return number(
        column.removesuffix("_x100").removesuffix("_x1000"),
        Words(told.en, told.zh),
        float(there.sum()) if len(there) else np.nan,
        unit=told.unit.removeprefix("0.01 ").removeprefix("0.001 "),
        basis="computed: summed over the chosen options",
        run=works.ground.run,
        why=Words(
            f"{works.ground.run} has none for {', '.join(lacking[:5])}: see why an option's "
            "numbers are unavailable in its report",
            f"{works.ground.run} 中 {'、'.join(lacking[:5])} 无该数据，原因见方案报告",
        ),
    )


def head(name: str, words: tuple[str, str], unit: str = "", *, basis: str = "", run: str = "") -> SheetHead:  # noqa: E501  # fmt: skip
    """A column of a table."""
    return SheetHead(name=name, label=Words(*words), unit=unit, basis=basis, run=run)


def why_of(rows: Sequence[object], *, none: Words, gaps: Words) -> Words:
    """What is said beneath a table: that there is nothing, or what would fill an empty cell."""
    return gaps if rows else none


def code_words(listed: Mapping[str, tuple[str, str]], code: object) -> Words | None:
    """What a code is called; ``None`` where it is missing."""
    if code is None or code is pd.NA or code != code or code == "":  # noqa: PLR0124 - NaN
        return None
    return Words(*listed.get(str(code), (str(code), str(code))))


def named(frame: pd.DataFrame, refs: Iterable[object]) -> list[Words]:
    """What rows of a district's table are called; a ref where there is no name, or no row."""
    asked = [str(ref) for ref in refs]
    own = frame.reindex(columns=["name_en", "name_zh"]).reindex(asked)
    return [
        Words(str(en or zh or ref), str(zh or en or ref))
        for ref, en, zh in zip(asked, values(own["name_en"]), values(own["name_zh"]), strict=True)
    ]


def day_words(day: object) -> Words | None:
    """A day, the same in both languages."""
    return None if day is None else Words(str(day), str(day))


def _why(why: Words, run: str) -> Words:
    return why if any(why) else missing(run)


def _column(frame: pd.DataFrame, name: str) -> np.ndarray:
    """Numbers of a column; NaN throughout where it isn't there."""
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    return frame[name].astype("Float64").to_numpy("float64", na_value=np.nan)


def basis_of(frame: pd.DataFrame, column: str) -> str:
    """The poorest basis among the rows, with its rule where there is one rule only."""
    if column + BASIS_SUFFIX not in frame.columns:
        return "given"
    words = frame[column + BASIS_SUFFIX].astype("object").dropna()
    kinds = set(basis_kind(words).dropna())
    poorest = next((one for one in KINDS if one in kinds), "given")
    rules = {str(one) for one in words if str(one).startswith(poorest)}
    return rules.pop() if len(rules) == 1 else f"{poorest}: by site" if rules else poorest


assert set(KINDS) == set(codes.BASES)  # noqa: S101 - a new basis must be ranked
