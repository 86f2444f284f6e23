"""Finds the row of the pack that holds for each option, and keeps count of what it found."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gengxin.terms import FACTOR_KINDS, Factor, FactorPack, InputError, Note, codes

__all__ = ["PARTIES", "Book", "Grid", "Keyed", "book_of", "grids_of", "keyed", "missing_notes"]

PARTIES = tuple(codes.PARTIES)
NOWHERE = -1
# their structure is that of what will stand, not of what stands today
NEW_FLOOR = frozenset({"construction", "embodied_built", "operating_new"})

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Keyed:
    """A column of codes: ``at`` points into ``words``; the first word, empty, is *unknown*."""

    words: tuple[str, ...]
    at: Whole


@dataclass(frozen=True, slots=True)
class Grid:
    """Which row of the pack holds, by the slot of each key; ``NOWHERE`` where none does.

    Slot 0 of a key is every code that no row names, and *unknown*.
    """

    keys: tuple[str, ...]
    slots: tuple[Mapping[str, int], ...]
    row: Whole


def grids_of(pack: FactorPack) -> dict[str, Grid]:
    """One grid a kind of factor; the row with most keys goes before those with fewer.

    Raises
    ------
    InputError
        Where two rows with as many keys hold at one place, or the pack mixes days of prices.

    """
    faults = [
        f"factor {f.code}: prices of {f.price_day}, the pack's are of {pack.money.price_day}"
        for f in pack.factors
        if f.price_day not in {None, pack.money.price_day}
    ]
    grids = {code: _grid(code, pack.factors, faults) for code in FACTOR_KINDS}
    if faults:
        listed = "\n- ".join(faults)
        msg = f"factors {pack.name} have {len(faults)} faults; mend them:\n- {listed}"
        raise InputError(msg)
    return grids


def keyed(values: NDArray[np.object_]) -> Keyed:
    """Codes as positions into their words; what is missing is *unknown*."""
    listed = values.tolist()
    text = {value: value if isinstance(value, str) else "" for value in dict.fromkeys(listed)}
    words = ("", *sorted(set(text.values()) - {""}))
    place = {word: at for at, word in enumerate(words)}
    number = {value: place[word] for value, word in text.items()}
    return Keyed(words, np.fromiter(map(number.__getitem__, listed), np.int64, len(listed)))


def _grid(code: str, factors: tuple[Factor, ...], faults: list[str]) -> Grid:
    rows = [(at, factor) for at, factor in enumerate(factors) if factor.code == code]
    keys = tuple(dict.fromkeys(key for _, factor in rows for key in sorted(factor.where)))
    slots = tuple(_slots(key, [factor for _, factor in rows]) for key in keys)
    shape = [len(slot) + 1 for slot in slots]
    row = np.full(shape, NOWHERE, dtype=np.int64)
    rank = np.full(shape, -1, dtype=np.int64)
    other = np.full(shape, NOWHERE, dtype=np.int64)
    for at, factor in sorted(rows, key=lambda pair: len(pair[1].where)):
        here = np.ix_(*(_held(key, slot, factor) for key, slot in zip(keys, slots, strict=True)))
        # a row with more keys settles what two with fewer leave open
        other[here] = np.where(rank[here] == len(factor.where), row[here], NOWHERE)
        row[here], rank[here] = at, len(factor.where)
    clash = other != NOWHERE
    pairs = zip(row[clash].tolist(), other[clash].tolist(), strict=True)
    faults += [
        f"factor {code}: rows {_told(factors[one])!r} and {_told(factors[two])!r} hold at one place"
        for one, two in sorted(set(pairs))
    ]
    return Grid(keys, slots, row)


def _slots(key: str, factors: list[Factor]) -> dict[str, int]:
    named = dict.fromkeys(word for factor in factors for word in factor.where.get(key, ()))
    return {word: at for at, word in enumerate(named, start=1)}


def _held(key: str, slots: Mapping[str, int], factor: Factor) -> list[int]:
    """The slots of a key for which a row holds: those it names, or all."""
    if key not in factor.where:
        return list(range(len(slots) + 1))
    return [slots[word] for word in factor.where[key]]


def _told(factor: Factor) -> str:
    told = (f"{key} {' '.join(words)}" for key, words in factor.where.items())
    return ", ".join(told) or "everywhere"


def book_of(
    pack: FactorPack, grids: Mapping[str, Grid], *, columns: Mapping[str, Keyed], count: int
) -> "Book":
    """An unused book of a pack over ``count`` options with these columns of codes."""
    rows = pack.factors
    shares = [[factor.parties.get(party, 0.0) for party in PARTIES] for factor in rows]
    return Book(
        pack=pack,
        grids=grids,
        columns=columns,
        count=count,
        values=np.array([[f.low, f.mid, f.high] for f in rows] + [[np.nan] * 3]),
        shares=np.array([*shares, [1.0] * len(PARTIES)]),
        used=np.zeros((len(rows), count), dtype=np.bool_),
        missing={},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The pack as arrays over some options, with what was used of it and what was missing.

    ``values`` are low, mid and high of each row of the pack, ``shares`` the parties'; a last row,
    of NaN, stands for the row that isn't there. ``used`` (row × option) and ``missing`` (by factor
    and place) fill as it is asked.
    """

    pack: FactorPack
    grids: Mapping[str, Grid]
    columns: Mapping[str, Keyed]
    count: int
    values: Floats
    shares: Floats
    used: NDArray[np.bool_]
    missing: dict[tuple[str, str], NDArray[np.bool_]]

    def at(self, code: str, rows: Whole, **one: str) -> Whole:
        """The pack's row for each of these options; ``one`` fixes a key to one code for all."""
        grid = self.grids[code]
        where = tuple(
            self._slot(code, key, slots, rows, one)
            for key, slots in zip(grid.keys, grid.slots, strict=True)
        )
        found = np.broadcast_to(grid.row[where], rows.shape)
        have = found != NOWHERE
        self.used[found[have], rows[have]] = True
        if not have.all():
            self._say_missing(code, rows[~have], one)
        return found

    def levels(self, code: str, rows: Whole, *, dear: bool, **one: str) -> Floats:
        """Low, mid and high of each option, the dearest first where ``dear``; NaN where missing."""
        found = self.values[self.at(code, rows, **one)]
        return found[:, ::-1] if dear else found

    def paid(self, code: str, quantity: Floats, *, dear: bool, **one: str) -> tuple[Whole, Floats]:
        """Options with some quantity, and what each party pays for it: option × party × level.

        Where the factor is missing, who pays is missing with it, so each party's amount is NaN; a
        party with no share pays 0 even of an unknown quantity.
        """
        rows = np.flatnonzero(quantity)
        at = self.at(code, rows, **one)
        levels = self.values[at][:, ::-1] if dear else self.values[at]
        amounts = (quantity[rows, None] * levels)[:, None, :] * self.shares[at][:, :, None]
        amounts[self.shares[at] == 0.0] = 0.0
        return rows, amounts

    def _slot(
        self, code: str, key: str, slots: Mapping[str, int], rows: Whole, one: Mapping[str, str]
    ) -> Whole | int:
        if key in one:
            return slots.get(one[key], 0)
        column = self._column(code, key)
        return np.array([slots.get(word, 0) for word in column.words])[column.at[rows]]

    def _column(self, code: str, key: str) -> Keyed:
        return self.columns["structure_after" if _is_new(code, key) else key]

    def _say_missing(self, code: str, rows: Whole, one: Mapping[str, str]) -> None:
        """Note which factor is missing where, told by the keys that its kind may differ by."""
        named = {"action", *self.grids[code].keys} - set(one)
        columns = {k: self._column(code, k) for k in FACTOR_KINDS[code].keys if k in named}
        place = np.zeros(len(rows), dtype=np.int64)
        for column in columns.values():
            place = place * len(column.words) + column.at[rows]
        fixed = [f"{key} {word}" for key, word in one.items() if word]
        for here in (rows[place == number] for number in np.unique(place)):
            words = {key: column.words[column.at[here[0]]] for key, column in columns.items()}
            told = [f"{key} {word or 'unknown'}" for key, word in words.items()]
            name = (code, ", ".join([*fixed, *told]))
            self.missing.setdefault(name, np.zeros(self.count, dtype=np.bool_))[here] = True


def _is_new(code: str, key: str) -> bool:
    return key == "structure" and code in NEW_FLOOR


def missing_notes(missing: Mapping[tuple[str, str], int]) -> tuple[Note, ...]:
    """A note a missing factor and place, with the number of options that it leaves unavailable.

    In the order of the kinds of factors, and then of places, however the options were parted.
    """
    kinds = list(FACTOR_KINDS)
    places = sorted(missing, key=lambda place: (kinds.index(place[0]), place[1]))
    return tuple(_missing_note(*place, missing[place]) for place in places)


def _missing_note(code: str, where: str, count: int) -> Note:
    kind = FACTOR_KINDS[code]
    place = f" ({where})" if where else ""
    return Note(
        table="option_money",
        action="missing",
        count=count,
        en=f"factor {code}{place}: {kind.en} is missing; {count} options' amounts unavailable",
        zh=f"缺少参数 {code}{place}：{kind.zh}；{count} 个方案的相关金额不可用",
        next_step_en=f"add a row {code} in {kind.unit} to the factor pack",
        next_step_zh=f"在参数包中补充 {code}（{kind.unit}）",
    )
