"""What data a district has: each table, its rows, how full it is, and on what its numbers stand."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gengxin.publish.words import Words
from gengxin.terms import TABLES, District, Table
from gengxin.terms.basis import kind_of_word
from gengxin.terms.codes import BASES

__all__ = ["TableState", "table_states"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableState:
    """One table: whether it was given, its rows, its filled columns, its numbers by basis."""

    name: str
    words: Words
    given: bool
    rows: int
    filled_columns: int
    columns: int
    numbers_by_basis: Mapping[str, int]

    def basis_shares(self) -> list[tuple[str, Words, float]]:
        """Each kind of basis that occurs, its name, and its share of the table's numbers."""
        total = sum(self.numbers_by_basis.values())
        return [
            (kind, Words(*BASES[kind]), count / total)
            for kind, count in self.numbers_by_basis.items()
            if count
        ]


def table_states(district: District) -> tuple[TableState, ...]:
    """The state of every table of the dictionary, in its order."""
    return tuple(_state(district, table) for table in TABLES.values())


def _state(district: District, table: Table) -> TableState:
    """The state of one table; ``ref`` and the four columns of every record are not counted."""
    frame = district.table(table.name)
    own = [c for c in table.columns if c.name not in {"ref", "name_zh", "name_en", "source"}]
    filled = [c for c in own if c.name in frame.columns and bool(frame[c.name].notna().any())]
    return TableState(
        name=table.name,
        words=Words(table.en, table.zh),
        given=table.name in district.given,
        rows=len(frame),
        filled_columns=len(filled),
        columns=len(own),
        numbers_by_basis=_by_basis(frame, table),
    )


def _by_basis(frame: pd.DataFrame, table: Table) -> dict[str, int]:
    """How many numbers of the table stand on each kind of basis."""
    counts = dict.fromkeys(BASES, 0)
    for column in table.quantities:
        if column.basis_name in frame.columns:
            basis = frame[column.basis_name].astype("category").cat
            rows = np.bincount(basis.codes.to_numpy() + 1, minlength=len(basis.categories) + 1)
            for word, count in zip(basis.categories, rows[1:].tolist(), strict=True):
                counts[kind_of_word(word)] += count
    return counts
