"""The colours of maps and charts, the same on screen, on paper and in QGIS, and their classes."""

import json
from importlib import resources

import numpy as np

__all__ = ["CAUSE_COLOURS", "COLOURS", "breaks", "ramp"]

COLOURS = json.loads(resources.files("gengxin.publish").joinpath("colours.json").read_text("utf-8"))
CAUSE_COLOURS: dict[str, str] = COLOURS["causes"]
CLASSES = 5


def ramp(count: int) -> list[str]:
    """Colours of ``count`` classes, light for low to dark for high (ColorBrewer YlGnBu)."""
    colours: list[str] = COLOURS["ramps"][str(count)]
    return colours


def breaks(values: np.ndarray, *, classes: int = CLASSES) -> list[float]:
    """Bounds between quantile classes, in as few digits as tell them apart.

    A bound lies between two neighbouring values, so that no class is empty; equal values need none,
    missing ones are left out. A value that equals a bound is in the class above it.
    """
    known = np.sort(values[np.isfinite(values)])
    starts = np.ceil(known.size * np.arange(1, classes) / classes).astype(int)
    pairs = [(known[start - 1], known[start]) for start in starts if 0 < start < known.size]
    return sorted({_between(float(low), float(high)) for low, high in pairs if low < high})


def _between(low: float, high: float) -> float:
    """The shortest number above ``low`` and at most ``high``, near their middle."""
    for digits in range(1, 8):
        bound = float(f"{(low + high) / 2:.{digits}g}")
        if low < bound <= high:
            return bound
    return high
