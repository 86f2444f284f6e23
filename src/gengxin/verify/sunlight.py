"""The sun of windows at risk, counted slot by slot for what was chosen together."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from gengxin.terms import InputError
from gengxin.verify.case import Case, Columns
from gengxin.verify.system import Rows
from gengxin.verify.whole import whole, words

__all__ = ["Windows", "shade_row"]

PREFIX = "sunlight/"


class Windows:
    """The windows at risk of a case, and which slots each shadow takes from them."""

    def __init__(self, case: Case) -> None:
        table = case.inputs.options["sun_receptor"]
        self.case = case
        self.lit = {
            ref: _bits(slots) for ref, slots in zip(table["ref"], table["lit"], strict=True)
        }
        self.need = dict(zip(table["ref"], whole(table["need_count"])[0].tolist(), strict=True))
        self.site = dict(zip(table["ref"], words(table["site"]), strict=True))
        shadow = case.inputs.options["option_shadow"]
        self.shadows: dict[str, list[tuple[str, int]]] = {}
        for caster, receptor, slots in zip(
            words(shadow["option"]), shadow["receptor"], shadow["slots"], strict=True
        ):
            self.shadows.setdefault(caster, []).append((receptor, _bits(slots)))
        cast_as, site = words(case.options["shadow_as"]), words(case.options["site"])
        self.cast_as = cast_as
        self.caster_site = dict(zip(cast_as, site, strict=True))
        gone, _ = case.quantity("floor_demolished_m2_x100")
        self.demolishes = (gone > 0) & case.offered

    def short(self, chosen: Columns) -> Iterable[tuple[str, int]]:
        """Windows that are left with too few slots, and how many they lack."""
        taken: dict[str, int] = {}
        for caster in self.cast_as[chosen.option]:
            for receptor, slots in self.shadows.get(caster, ()):
                if self.site.get(receptor) != self.caster_site[caster]:
                    taken[receptor] = taken.get(receptor, 0) | slots
        names = self.case.sites.index.to_numpy(object)
        cleared = set(names[chosen.site[self.demolishes[chosen.option]]])
        for receptor in {**self.lit, **taken}:
            lacks = self._lacks(receptor, taken.get(receptor, 0))
            if lacks > 0 and self.site[receptor] not in cleared - {""}:
                yield receptor, lacks

    def _lacks(self, receptor: str, taken: int) -> int:
        """Slots that a window lacks once some are taken."""
        if receptor not in self.lit:
            msg = f"option_shadow names window {receptor!r}, which sun_receptor hasn't"
            raise InputError(msg + "; make the options again")
        return int(self.need[receptor]) - (self.lit[receptor] & ~taken).bit_count()

    def violate(self, receptor: str, members: list[str]) -> bool:
        """Whether shadows together, none of the window's own site, leave it too few slots."""
        taken = 0
        for member in members:
            own = self.caster_site.get(member)
            if own is None or own == self.site[receptor]:
                return False
            for other, slots in self.shadows.get(member, ()):
                taken |= slots if other == receptor else 0
        return self._lacks(receptor, taken) > 0


def shade_row(rows: Rows, windows: Windows, key: str) -> bool:
    """Add the row that ``sunlight/receptor;shadow;…`` names, if every plan must keep it."""
    case = rows.case
    receptor, *members = key.removeprefix(PREFIX).split(";")
    on = case.setting("sunlight").on and key.startswith(PREFIX)
    if not on or receptor not in windows.lit or len(set(members)) != len(members):
        return False
    if not windows.violate(receptor, members):
        return False
    columns = case.columns
    picked = np.isin(windows.cast_as[columns.option], members)
    names = case.sites.index.to_numpy(object)
    own = names[columns.site] == windows.site[receptor]
    stays = own & ~windows.demolishes[columns.option]
    # where the window's own site has no columns, nothing there is demolished
    row = rows.add("sunlight", key, len(members) - (0 if own.any() else 1))
    rows.enter_columns(
        row, np.flatnonzero(picked | stays), np.ones(int((picked | stays).sum()), np.int64)
    )
    return True


def _bits(slots: object) -> int:
    """Slots of the day as bits; none where missing."""
    if pd.isna(slots) or slots == "":  # type: ignore[call-overload]
        return 0
    try:
        return int(str(slots), 16)
    except ValueError as error:
        msg = f"slots {slots!r} are no hexadecimal number; make the options again"
        raise InputError(msg) from error
