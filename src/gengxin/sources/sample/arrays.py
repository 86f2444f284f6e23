"""Short names for the arrays that the sample is made of."""

import numpy as np
import numpy.typing as npt

__all__ = ["Flags", "Floats", "Ints", "Shapes", "Words", "spread"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Shapes = npt.NDArray[np.object_]
Words = npt.NDArray[np.object_]


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """For ``counts`` children of each parent: each child's parent, and its place among them."""
    parent = np.repeat(np.arange(counts.size), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    return parent, np.arange(parent.size) - first
