"""A matching at a glance, and its rows as JSON has them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from gengxin.store import RunTables

__all__ = ["kept_rows", "match_rows", "match_summary"]

# the rows that people read; the numbered problem is for whoever recounts it
_READ = {"space": ("request", "space", "balance", "lost"), "teams": ("team", "member", "bid")}
# what the summary has already
_SAID = frozenset({"balance", "lost"})
_FIRST = {"space": "request", "teams": "team"}


def match_summary(what: str, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """How many were matched and refused, for which reason; of space also what is short."""
    first = tables[_FIRST[what]]
    told: dict[str, Any] = {
        "states": _counts(first["state"]),
        "reasons": _counts(first["reason"]),
    }
    if what == "space":
        told["balance"] = plain_rows(tables["balance"])
        told["lost"] = plain_rows(tables["lost"])
    return told


def match_rows(what: str, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Every row that people read, by table."""
    return {name: plain_rows(tables[name]) for name in _READ[what]}


def kept_rows(
    run: Path, what: str
) -> tuple[Mapping[str, pd.DataFrame], dict[str, list[dict[str, Any]]]]:
    """The tables of a kept matching, and those of its rows that a screen shows."""
    tables = RunTables(run)
    listed = {name: rows for name, rows in match_rows(what, tables).items() if name not in _SAID}
    return tables, listed


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON has them: days as text, a missing value as ``None``."""
    plain = frame.copy()
    for name in plain.columns:
        if pd.api.types.is_datetime64_any_dtype(plain[name].dtype):
            plain[name] = plain[name].dt.strftime("%Y-%m-%d")
    plain = plain.astype("object")
    rows = plain.where(frame.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _counts(words: pd.Series) -> dict[str, int]:
    return {str(word): int(count) for word, count in words.value_counts().sort_index().items()}
