"""Columns of a frame as plain Python values, quickly: missing ones are ``None``."""

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["records", "rounded", "values"]

# powers of ten are exact up to 22
_POWERS = np.array([10.0**power for power in range(23)])


def values(column: pd.Series) -> list[Any]:
    """The values of a column as Python has them; a missing one is ``None``."""
    if not _may_miss(column):
        return list(column.tolist())
    plain = column.to_numpy(dtype=np.object_)
    return list(np.where(column.isna(), np.array(None), plain).tolist())


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as dictionaries."""
    names = [str(name) for name in frame.columns]
    columns = [values(frame.iloc[:, place]) for place in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def rounded(numbers: pd.Series | np.ndarray, digits: int) -> list[float | None]:
    """Numbers to so many significant digits; a missing one is ``None``."""
    plain = np.asarray(numbers, dtype=np.float64)
    known = np.isfinite(plain)
    size = np.where(known & (plain != 0), np.abs(plain), 1.0)
    places = (digits - 1 - np.floor(np.log10(size))).astype(int)
    # dividing by a power of ten gives the nearest float of the short number
    up, down = _POWERS[np.clip(places, 0, 22)], _POWERS[np.clip(-places, 0, 22)]
    short = np.rint(np.where(known, plain, 0.0) * up / down) / up * down
    return list(np.where(known, short, np.array(None)).tolist())


def _may_miss(column: pd.Series) -> bool:
    """Whether a column can have missing values: numpy's whole numbers and flags can't."""
    return not isinstance(column.dtype, np.dtype) or column.dtype.kind not in "iub"
