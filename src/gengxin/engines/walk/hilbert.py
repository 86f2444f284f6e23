"""The order of points along a Hilbert curve: near on the ground, near in memory."""

import numpy as np

from gengxin.engines.walk.fixed_point import Position, Real

_SIDE = 1 << 16


def hilbert_order(x_m: Real, y_m: Real) -> Position:
    """Rows of the points in the order in which a Hilbert curve over their square meets them."""
    if len(x_m) == 0:
        return np.empty(0, np.int64)
    span_m = max(np.ptp(x_m), np.ptp(y_m), 1.0)
    x = ((x_m - x_m.min()) / span_m * (_SIDE - 1)).astype(np.int32)
    y = ((y_m - y_m.min()) / span_m * (_SIDE - 1)).astype(np.int32)
    along = np.zeros(len(x), np.int64)
    step = _SIDE // 2
    while step > 0:
        right, upper = (x & step) > 0, (y & step) > 0
        along = 4 * along + ((3 * right) ^ upper)
        flip = right & ~upper
        x, y = np.where(flip, _SIDE - 1 - x, x), np.where(flip, _SIDE - 1 - y, y)
        x, y = np.where(upper, x, y), np.where(upper, y, x)
        step //= 2
    return np.argsort(along, kind="stable")
