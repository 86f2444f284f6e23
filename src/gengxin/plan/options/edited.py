"""Quantities of the planner's choice in the place of those that were drawn and counted."""

from dataclasses import fields, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.plan.options.drawn import NUMBERS
from gengxin.plan.options.edits import Edits, refuse
from gengxin.plan.options.facts import USES
from gengxin.plan.options.proposals import Proposals
from gengxin.plan.options.quantities import Floors, Real
from gengxin.plan.options.shapes import Drawn
from gengxin.terms import Practice

__all__ = ["with_quantities", "with_stated"]

Rows = NDArray[np.int64]
_BUILDING = ("extend", "partial", "redevelop")
_HAIR_M2 = 0.01


class _Changed(NamedTuple):
    """Floor by use of the options edited, in the order of the edits."""

    demolished: Real
    built: Real
    converted: Real
    after: Real


def with_quantities(
    edits: Edits, floors: Floors, drawn: Drawn, *, proposals: Proposals, practice: Practice
) -> tuple[Floors, Drawn]:
    """Floors and buildings with what the planner states of them in place of ours.

    What is stated of floor is what there is afterwards; uses not stated stay as they were. What is
    built follows from it. Storeys that are not stated are floor ÷ footprint, height is storeys of
    the main new use; setbacks and spacing of what was not drawn are unknown.

    Raises
    ------
    InputError
        With every edit whose floors don't fit its action or what stands.

    """
    rows = np.flatnonzero(edits.shapes)
    if not len(rows):
        return floors, drawn
    option = edits.option[rows]
    action = np.array([one.action for one in practice.treatments])[proposals.treatment[option]]
    changed, faults = _floors_asked(edits, rows, floors, action)
    refuse(faults, edits.table)
    parts = {one.name: getattr(floors, one.name).copy() for one in fields(floors)}
    for name in changed._fields:
        parts[name][option] = getattr(changed, name)
    form = {name: getattr(drawn, name).copy() for name in NUMBERS}
    _reshape(form, changed, edits, rows, (floors, practice))
    return Floors(**parts), replace(drawn, **form)


def with_stated(edits: Edits, drafts: pd.DataFrame) -> pd.DataFrame:
    """The drafts with the months that the planner states; the sun of what was not drawn unknown."""
    if not len(edits.option):
        return drafts
    months = edits.number("new_works_months")
    stated = ~np.isnan(months)
    works_months = drafts["works_months"].to_numpy(np.float64, copy=True)
    works_months[edits.option[stated]] = months[stated]
    undrawn = np.zeros(len(drafts), bool)
    undrawn[edits.option[edits.shapes]] = True
    return drafts.assign(
        works_months=works_months,
        sun_hours_least=drafts["sun_hours_least"].mask(undrawn),
        sun_lost=drafts["sun_lost"].astype("object").mask(undrawn, None),
    )


def _floors_asked(
    edits: Edits, rows: Rows, floors: Floors, action: NDArray[np.str_]
) -> tuple[_Changed, list[str]]:
    """The floors asked for, and what is wrong with them."""
    option = edits.option[rows]
    today = floors.today[option]
    whole = today.sum(axis=1)
    stated = edits.number("new_demolished_m2")[rows]
    part = np.divide(stated, whole, out=np.zeros(len(rows)), where=whole > 0)
    goes = np.where(np.isnan(stated)[:, None], floors.demolished[option], today * part[:, None])
    demolished = goes.round(2)
    stays = today - demolished
    after = floors.after[option] + floors.demolished[option] - demolished
    for at, use in enumerate(USES):
        asked = edits.number(f"new_{use}_floor_area_m2")[rows]
        after[:, at] = np.where(np.isnan(asked), after[:, at], asked)
    after = np.round(after, 2)
    more = np.round(after - stays, 2)
    converts = (action == "convert")[:, None]
    made = _Changed(
        demolished=demolished,
        built=np.where(converts, 0.0, np.maximum(more, 0.0)),
        converted=np.where(converts, np.maximum(more, 0.0), 0.0),
        after=after,
    )
    return made, _faults(edits, rows, action, (stated, whole, more))


def _faults(
    edits: Edits, rows: Rows, action: NDArray[np.str_], found: tuple[Real, Real, Real]
) -> list[str]:
    """Every floor that doesn't fit: a sentence each."""
    stated, whole, more = found
    faults = []
    for at, row in enumerate(rows):
        where = f"row {edits.table.index[row]}"
        if np.isnan(whole[at]):
            faults.append(f"{where}: the floor that stands there is not known; state it in sites")
        elif stated[at] > whole[at] + _HAIR_M2:
            faults.append(
                f"{where}, new_demolished_m2: is {stated[at]:,.2f} m²; at most what stands, "
                f"{whole[at]:,.2f} m²: lower it"
            )
        elif action[at] == "convert" and abs(more[at].sum()) > 1.0:
            faults.append(
                f"{where}: a conversion keeps the floor in all; it is off by {more[at].sum():,.2f} "
                f"m²: make the uses sum to what stands, {whole[at]:,.2f} m²"
            )
        elif action[at] in _BUILDING:
            faults += [
                f"{where}, new_{use}_floor_area_m2: is {-lack:,.2f} m² less than what stays; "
                "state what is demolished in new_demolished_m2"
                for use, lack in zip(USES, more[at], strict=True)
                if lack < -_HAIR_M2
            ]
        elif action[at] != "convert" and (np.abs(more[at]) > _HAIR_M2).any():
            faults.append(
                f"{where}: to {action[at]} changes no floor; leave its floors empty, or add an "
                "option to extend or redevelop"
            )
    return faults


def _reshape(
    form: dict[str, Real],
    changed: _Changed,
    edits: Edits,
    rows: Rows,
    facts: tuple[Floors, Practice],
) -> None:
    """Write down the form of the buildings that the planner changed."""
    floors, practice = facts
    option = edits.option[rows]
    _build(form, changed, edits, rows, practice)
    _clear(form, changed, option, floors.today[option].sum(axis=1))
    for name in ("setback_m", "spacing_m"):
        form[name][option] = np.nan
    for name in ("binds", "nothing"):
        form[name][option] = 0


def _build(
    form: dict[str, Real], changed: _Changed, edits: Edits, rows: Rows, practice: Practice
) -> None:
    """Floor, storeys, height and ground of what is built, as stated or as they follow."""
    option = edits.option[rows]
    built_m2, old_m2 = changed.built.sum(axis=1), form["built_m2"][option]
    storeys, height_m, footprint_m2 = (
        edits.number(name)[rows] for name in ("new_storeys", "new_height_m", "new_footprint_m2")
    )
    drawn_m2 = form["footprint_m2"][option]
    footprint_m2 = _first_known(
        footprint_m2, built_m2 / storeys, np.where(drawn_m2 > 0, drawn_m2, np.nan)
    )
    counted = _first_known(storeys, np.ceil(built_m2 / footprint_m2 - 1e-6))
    storey_m = np.array([practice.floor_types[use].storey_m for use in USES])
    high_m = _first_known(height_m, counted * storey_m[np.argmax(changed.built, axis=1)])
    same = (np.abs(built_m2 - old_m2) < _HAIR_M2) & np.isnan(storeys) & np.isnan(height_m)
    for name, value in (
        ("storeys", np.where(same, form["storeys"][option], counted)),
        ("height_m", np.where(same, form["height_m"][option], high_m)),
        ("footprint_m2", footprint_m2),
    ):
        form[name][option] = np.where(built_m2 == 0.0, 0.0, value)
    form["built_m2"][option] = built_m2


def _clear(form: dict[str, Real], changed: _Changed, option: Rows, whole_m2: Real) -> None:
    """The share of today's floor that goes, and the ground that stays built on."""
    share = np.divide(
        changed.demolished.sum(axis=1), whole_m2, out=np.zeros(len(option)), where=whole_m2 > 0
    )
    old_share, kept_m2 = form["demolished_share"][option], form["kept_footprint_m2"][option]
    left = 1.0 - old_share
    stands_m2 = np.divide(kept_m2, left, out=np.full(len(option), np.nan), where=left > 0)
    stays_m2 = np.where(share == old_share, kept_m2, stands_m2 * (1.0 - share))
    form["kept_footprint_m2"][option] = np.where(share >= 1.0, 0.0, stays_m2)
    form["demolished_share"][option] = share


def _first_known(*numbers: Real) -> Real:
    """Of several numbers in each place the first that is known."""
    found = numbers[0]
    for other in numbers[1:]:
        found = np.where(np.isnan(found), other, found)
    return found
