"""The same thing told by several inputs becomes one row; the first told wins, gaps are filled."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.sources.notes import NoteBook
from gengxin.sources.recipe.model import MergeRule

__all__ = ["merged"]


def merged(frame: pd.DataFrame, rule: MergeRule, book: NoteBook) -> pd.DataFrame:
    """Rows equal in the rule's columns, and near enough, become one; the rest stay as they are."""
    frame = frame.reset_index(drop=True)
    if not set(rule.by) <= set(frame.columns):
        return frame
    keyed = frame[frame[list(rule.by)].notna().all(axis="columns")]
    into = np.arange(len(frame))
    for rows in keyed.groupby(list(rule.by), sort=False).indices.values():
        numbers = keyed.index.to_numpy()[rows]
        if len(numbers) > 1:
            into[numbers] = _kept(frame, numbers, rule.within_m)
    gone = into != np.arange(len(frame))
    how = " and ".join(rule.by) + (f", within {rule.within_m:g} m" if rule.within_m else "")
    book.add(
        rule.table,
        "merged",
        int(gone.sum()),
        en=f"rows told before (same {how})",
        zh=f"与先前相同的行（{how}）",
    )
    return _gaps_filled(frame, into, gone)


def _kept(
    frame: pd.DataFrame, numbers: npt.NDArray[np.int64], within_m: float | None
) -> npt.NDArray[np.int64]:
    """For each of some rows the earlier row that it repeats, or itself."""
    if within_m is None or not isinstance(frame, gpd.GeoDataFrame):
        return np.full(len(numbers), numbers[0])
    kept: list[int] = []
    into = numbers.copy()
    for place, number in enumerate(numbers):
        shape = frame.geometry.iloc[number]
        near = [k for k in kept if frame.geometry.iloc[k].distance(shape) <= within_m]
        if near:
            into[place] = near[0]
        else:
            kept.append(int(number))
    return into


def _gaps_filled(
    frame: pd.DataFrame, into: npt.NDArray[np.int64], gone: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Fill what the kept rows lack from the rows merged into them, earliest first."""
    words = [name for name in frame.columns if name != "geometry"]
    if gone.any():
        first_told = frame[words].groupby(into).first()
        for name in words:
            frame[name] = frame[name].where(frame[name].notna(), first_told[name])
    return frame[~gone].reset_index(drop=True)
