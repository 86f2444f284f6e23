"""Pairs in straight-line range: who would be near if streets were everywhere."""

import numpy as np
import numpy.typing as npt

from gengxin.engines.walk.pairs import Pairs


def straight_pairs(
    source_xy_m: npt.ArrayLike, target_xy_m: npt.ArrayLike, *, limit_m: float
) -> Pairs:
    """Every target within ``limit_m`` of each source as the crow flies; arrays of shape (rows, 2).

    What is here and not in ``pairs`` is reached only by a detour, or not at all.

    Examples
    --------
    >>> near = straight_pairs([[0, 0]], [[3, 4], [30, 40]], limit_m=10)
    >>> near.target.tolist(), near.distance_m.tolist()
    ([0], [5.0])
    """
    from scipy.spatial import KDTree

    source, target = (
        KDTree(np.asarray(source_xy_m, np.float64)),
        KDTree(np.asarray(target_xy_m, np.float64)),
    )
    found = source.sparse_distance_matrix(target, limit_m, output_type="ndarray")
    order = np.lexsort((found["j"], found["i"]))
    return Pairs(
        source=found["i"][order].astype(np.int32),
        target=found["j"][order].astype(np.int32),
        distance_m=found["v"][order].astype(np.float32),
    )
