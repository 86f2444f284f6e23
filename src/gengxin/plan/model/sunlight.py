"""The sun of windows at risk: those that options together leave short, and the rows of that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gengxin.plan.model.case import Case, places_in
from gengxin.plan.model.columns import Flags, whole
from gengxin.plan.model.table import Entries, Rows
from gengxin.plan.model.times import Whole

__all__ = ["Sun", "sun_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sun:
    """Windows at risk and what shadows take from them.

    ``lit``, ``need`` and ``site`` (a place among the columns' sites; −1: elsewhere) are by window.
    ``taken`` lists for each shadow the windows and slots that it takes; ``shadow`` is that of each
    column, −1 where its option casts none on any; ``stays`` tells columns that pull nothing down.
    """

    case: Case
    windows: pd.Index
    lit: tuple[int, ...]
    need: Whole
    site: Whole
    shadows: pd.Index
    taken: tuple[tuple[tuple[int, int], ...], ...]
    shadow: Whole
    stays: Flags

    def violated(self, choice: Whole) -> list[str]:
        """Keys of the rows that a choice of columns breaks: one for each window short of sun."""
        return [self._key(window, members) for window, members in self._short(choice)]

    def clashing(self, choice: Whole) -> list[list[Whole]]:
        """The same as sets: for each row, of every site in it the columns that clash."""
        found = []
        for window, members in self._short(choice):
            sets = [np.flatnonzero(self.shadow == one) for one in members]
            if self.site[window] >= 0:
                sets.append(np.flatnonzero(self._staying(window)))
            found.append(sets)
        return found

    def _short(self, choice: Whole) -> Iterator[tuple[int, list[int]]]:
        """Windows short of sun, and the shadows of which none can be spared for that."""
        site_of = self.case.columns.site
        on_window: dict[int, list[tuple[int, int]]] = {}
        for column in choice[self.shadow[choice] >= 0].tolist():
            for window, slots in self.taken[self.shadow[column]]:
                if site_of[column] != self.site[window]:
                    on_window.setdefault(window, []).append((int(self.shadow[column]), slots))
        goes = np.zeros(len(self.case.columns.sites) + 1, bool)
        goes[site_of[choice[~self.stays[choice]]]] = True
        for window, members in sorted(on_window.items()):
            if not goes[self.site[window]] and self._is_short(window, members):
                yield window, _least(members, self.lit[window], int(self.need[window]))

    def _staying(self, window: int) -> Flags:
        """The columns of a window's own site that pull nothing down."""
        return np.asarray((self.case.columns.site == self.site[window]) & self.stays)

    def _is_short(self, window: int, members: Sequence[tuple[int, int]]) -> bool:
        return _left(members, self.lit[window]) < int(self.need[window])

    def _key(self, window: int, members: Sequence[int]) -> str:
        named = sorted(str(self.shadows[one]) for one in members)
        return ";".join([f"sunlight/{self.windows[window]}", *named])

    def rows(self, keys: Sequence[str]) -> Rows:
        """Rows of these keys: not all members of each at once, while the window's home stays."""
        parts, rhs = [], []
        for row, key in enumerate(keys):
            window, *members = key.removeprefix("sunlight/").split(";")
            at = int(self.windows.get_indexer(pd.Index([window]))[0])
            shadows = self.shadows.get_indexer(pd.Index(members))
            of = np.flatnonzero(np.isin(self.shadow, shadows) | self._staying(at))
            parts.append(Entries(np.full(len(of), row), of, np.ones(len(of), np.int64)))
            rhs.append(len(members) - int(self.site[at] < 0))
        nothing = np.zeros(0, np.int64)
        listed = zip(Entries(nothing, nothing, nothing), *parts, strict=True)
        return Rows(
            name="sunlight",
            keys=keys,
            rhs=np.array(rhs, np.int64),
            columns=Entries(*map(np.concatenate, listed)),
        )


def sun_of(case: Case) -> Sun:
    """The windows at risk of a case; none where the brief doesn't ask for sun."""
    receptor, shadow = (case.inputs.options[name] for name in ("sun_receptor", "option_shadow"))
    if not case.row("sunlight").on:
        receptor, shadow = receptor.iloc[:0], shadow.iloc[:0]
    columns, windows = case.columns, pd.Index(receptor["ref"], dtype="str")
    shadows = pd.Index(shadow["option"].unique(), dtype="str")
    at, place = places_in(shadow["receptor"], windows), places_in(shadow["option"], shadows)
    taken: list[list[tuple[int, int]]] = [[] for _ in shadows]
    for which, window, slots in zip(place.tolist(), at.tolist(), shadow["slots"], strict=True):
        taken[which].append((window, int(slots, 16)))
    return Sun(
        case=case,
        windows=windows,
        lit=tuple(int(slots, 16) for slots in receptor["lit"]),
        need=whole(receptor["need_count"]),
        site=places_in(receptor["site"], columns.sites),
        shadows=shadows,
        taken=tuple(tuple(one) for one in taken),
        shadow=places_in(columns.options["shadow_as"], shadows)[columns.option],
        stays=columns.amount("floor_demolished_m2_x100") == 0,
    )


def _least(members: Sequence[tuple[int, int]], lit: int, need: int) -> list[int]:
    """Shadows of which none can be spared for the window to be short; small ones go first."""
    kept = sorted(members, key=lambda one: ((lit & one[1]).bit_count(), one[0]))
    for one in list(kept):
        fewer = [other for other in kept if other is not one]
        if _left(fewer, lit) < need:
            kept = fewer
    return [shadow for shadow, _ in kept]


def _left(members: Sequence[tuple[int, int]], lit: int) -> int:
    """Slots that are left of those lit."""
    for _, slots in members:
        lit &= ~slots
    return lit.bit_count()
