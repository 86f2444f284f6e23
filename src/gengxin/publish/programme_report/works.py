"""Works in time: by place and phase, and site by site."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gengxin.publish.colours import COLOURS
from gengxin.publish.plain import records
from gengxin.publish.programme_report.told import Told
from gengxin.publish.words import Words
from gengxin.terms.phases import start_months, under_works

__all__ = ["WorksCell", "WorksPlace", "WorksSite", "works_by_place"]


# what is told of each site
_TOLD = ("phase", "start_month", "works_months", "action", "name_en", "name_zh")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksCell:
    """Works of one place in one phase; ``share`` is of the greatest floor area of any cell."""

    site_count: int
    floor_m2: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksSite:
    """Works of one site as a bar; ``left`` and ``wide`` are in hundredths of the whole time."""

    site: str
    name: Words
    option: Words
    colour: str
    left: float
    wide: float
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksPlace:
    """Works of one renewal unit, sub-district or zone."""

    name: Words
    kind: Words
    site_count: int
    renewed_count: int
    cells: tuple[WorksCell, ...]
    sites: tuple[WorksSite, ...]


def works_by_place(told: Told) -> list[WorksPlace]:
    """The works of each place, the largest first; places without works are left out."""
    chosen = told.chosen
    floors = {
        str(place): [_floor(rows, at) for at in range(1, told.phase_count + 1)]
        for place, rows in chosen.groupby("place", sort=True)
    }
    greatest = max((one for row in floors.values() for one in row), default=0.0)
    order = sorted(floors, key=lambda place: -sum(floors[place]))
    return [
        _place(told, place, floors[place], greatest)
        for place in order
        if chosen.loc[chosen["place"] == place, "phase"].notna().any()
    ]


def _works(rows: pd.DataFrame, at: int) -> np.ndarray:
    return under_works(rows["phase"].to_numpy(), rows["opens"].to_numpy(), at)


def _floor(rows: pd.DataFrame, at: int) -> float:
    return float(np.nansum(rows["floor_under_works_m2"].to_numpy()[_works(rows, at)]))


def _place(told: Told, place: str, floors: list[float], greatest: float) -> WorksPlace:
    rows = told.chosen[told.chosen["place"] == place]
    length = start_months(told.programme.brief)[-1]
    renewed = rows.loc[rows["phase"].notna(), list(_TOLD)].sort_values(
        ["phase", "works_months"], ascending=[True, False], kind="stable"
    )
    return WorksPlace(
        name=told.name(place) if place else Words("without a unit", "未划入单元"),
        kind=told.level_words(place),
        site_count=len(rows),
        renewed_count=len(renewed),
        cells=tuple(
            WorksCell(
                site_count=int(_works(rows, at).sum()),
                floor_m2=floor,
                share=floor / greatest if greatest > 0 else 0.0,
            )
            for at, floor in enumerate(floors, start=1)
        ),
        sites=tuple(_site(told, row, length) for row in records(renewed.reset_index())),
    )


def _site(told: Told, row: Mapping[str, Any], length_months: float) -> WorksSite:
    left = 100.0 * row["start_month"] / length_months
    return WorksSite(
        site=row["site"],
        name=told.name(row["site"]),
        option=Words(row["name_en"], row["name_zh"]),
        colour=COLOURS["actions"].get(row["action"], "#a8a29e"),
        left=round(left, 2),
        wide=round(min(100.0 * row["works_months"] / length_months, 100.0 - left), 2),
        months=int(row["works_months"]),
    )
