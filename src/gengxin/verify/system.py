"""The rows of a case as they are gathered: entries of columns, of auxiliaries, of people served."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.terms import InputError
from gengxin.verify.case import Case
from gengxin.verify.whole import Floats, Whole, exact_sums

__all__ = ["Entries", "Rows", "together"]


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries of rows: the row, what the entry is of (a column, an auxiliary), and the amount."""

    row: Whole
    of: Whole
    amount: Whole


@dataclass(slots=True)
class Rows:
    """Rows ``Σ entries ≤ rhs`` (``= rhs`` where equal) over columns, auxiliaries, people served.

    ``scale`` of a row is the number of its units in the natural unit of its price. ``served``
    holds, for a row in which people served at the end count with −1, their places in the needs.
    """

    case: Case
    keys: list[str] = field(default_factory=list)
    families: list[str] = field(default_factory=list)
    rhs: list[int] = field(default_factory=list)
    equal: list[bool] = field(default_factory=list)
    served: dict[int, Whole] = field(default_factory=dict)
    auxiliaries: dict[str, int] = field(default_factory=dict)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    worth: list[float] = field(default_factory=list)
    _columns: list[Entries] = field(default_factory=list)
    _auxiliaries: list[tuple[int, int, int]] = field(default_factory=list)

    def add(self, family: str, key: str, rhs: int, *, equal: bool = False) -> int:
        """Add a row without entries; its number."""
        self.keys.append(key)
        self.families.append(family)
        self.rhs.append(int(rhs))
        self.equal.append(equal)
        return len(self.keys) - 1

    def auxiliary(self, key: str, low: int, high: int, *, worth: float = 0.0) -> int:
        """Add an auxiliary with its box and what one of its units is worth; its number."""
        self.auxiliaries[key] = len(self.low)
        self.low.append(int(low))
        self.high.append(int(high))
        self.worth.append(worth)
        return len(self.low) - 1

    def enter(self, row: int, auxiliary: int, amount: int) -> None:
        """Enter an auxiliary into a row."""
        self._auxiliaries.append((row, auxiliary, amount))

    def enter_columns(self, row: int | Whole, column: npt.NDArray[np.intp], amount: Whole) -> None:
        """Enter columns into a row, or each into its own."""
        there = amount != 0
        rows = np.broadcast_to(np.asarray(row, np.int64), amount.shape)[there]
        self._columns.append(Entries(rows, column[there].astype(np.int64), amount[there]))

    def sums(
        self, family: str, keys: Sequence[str], rhs: Sequence[int], group: Whole, amount: Whole
    ) -> None:
        """Add rows of which each sums an amount of the columns of its group (−1: none)."""
        column = np.flatnonzero((group >= 0) & (amount != 0))
        self.listed(family, keys, rhs, Entries(group[column], column, amount[column]))

    def listed(
        self, family: str, keys: Sequence[str], rhs: Sequence[int], entries: Entries
    ) -> None:
        """Add rows with these entries, none of which is 0; their rows are numbers of the keys.

        A row without any entry is left out; where its right-hand side forbids that, the brief
        contradicts itself.
        """
        filled = np.zeros(len(keys), bool)
        filled[entries.row] = True
        for number in np.flatnonzero(~filled).tolist():
            if rhs[number] < 0:
                msg = (
                    f"row {keys[number]} asks for {-rhs[number]} and no option brings any; "
                    "mend the brief"
                )
                raise InputError(msg)
        number_of = np.full(len(keys), -1, np.int64)
        for number in np.flatnonzero(filled).tolist():
            number_of[number] = self.add(family, keys[number], rhs[number])
        self.enter_columns(number_of[entries.row], entries.of, entries.amount)

    def soften(self, family: str, scale: int, *, only: str = "") -> None:
        """Give every row of a family whose brief is soft a slack at its price."""
        setting = self.case.setting(family)
        if setting.hard:
            return
        most = _greatest_by_site(self.case, self.columns, len(self.keys))
        for row, one, amount in self._auxiliaries:
            most[row] += max(amount * self.low[one], amount * self.high[one])
        for row, key in enumerate(tuple(self.keys)):
            if self.families[row] == family and key.startswith(only):
                high = max(0, most[row] - self.rhs[row])
                slack = self.auxiliary("slack/" + key, 0, high, worth=-setting.price / scale)
                self.enter(row, slack, -1)

    def copied(self) -> "Rows":
        """Rows to which others can be added, and these stay as they are."""
        return replace(
            self,
            keys=[*self.keys],
            families=[*self.families],
            rhs=[*self.rhs],
            equal=[*self.equal],
            _columns=[*self._columns],
        )

    @property
    def columns(self) -> Entries:
        """Every entry of a column."""
        if len(self._columns) != 1:
            none = Entries(*(np.zeros(0, np.int64) for _ in range(3)))
            parts = [none, *self._columns]
            joined = Entries(
                np.concatenate([one.row for one in parts]),
                np.concatenate([one.of for one in parts]),
                np.concatenate([one.amount for one in parts]),
            )
            self._columns = [joined]
        return self._columns[0]

    @property
    def of_auxiliaries(self) -> Entries:
        """Every entry of an auxiliary."""
        table = np.array(self._auxiliaries, np.int64).reshape(-1, 3)
        return Entries(table[:, 0], table[:, 1], table[:, 2])

    @property
    def worths(self) -> Floats:
        """What one unit of each auxiliary is worth, in currency."""
        return np.array(self.worth, np.float64)


def together(parts: Sequence[Entries]) -> Entries:
    """Entries of the same columns, those of a row and column summed, without those of 0."""
    row = np.concatenate([np.zeros(0, np.int64), *(one.row for one in parts)])
    of = np.concatenate([np.zeros(0, np.int64), *(one.of for one in parts)])
    amount = np.concatenate([np.zeros(0, np.int64), *(one.amount for one in parts)])
    order = np.lexsort((of, row))
    row, of, amount = row[order], of[order], amount[order]
    first = np.flatnonzero((np.diff(row, prepend=-1) != 0) | (np.diff(of, prepend=-1) != 0))
    total = np.add.reduceat(amount, first) if len(first) else amount
    return Entries(row[first[total != 0]], of[first[total != 0]], total[total != 0])


def _greatest_by_site(case: Case, entries: Entries, rows: int) -> npt.NDArray[np.object_]:
    """Of each row the sum over sites of the greatest entry among the site's columns."""
    site = case.columns.site[entries.of]
    each = pd.DataFrame({"row": entries.row, "site": site, "amount": entries.amount})
    most = each.groupby(["row", "site"])["amount"].agg(["max", "size"]).reset_index()
    columns = np.bincount(case.columns.site, minlength=len(case.sites))
    all_have_one = (most["size"] == columns[most["site"]]).to_numpy()
    greatest = np.where(all_have_one, most["max"], np.maximum(most["max"], 0)).astype(np.int64)
    return exact_sums(most["row"].to_numpy(np.int64), greatest, rows)
