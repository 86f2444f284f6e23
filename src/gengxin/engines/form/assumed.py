"""Footprints where none are known: assumed, never a ground for a verdict."""

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.engines.form.edges import Real, Shapes
from gengxin.engines.form.faults import below, raise_faults
from gengxin.engines.form.inset import inset_to_area
from gengxin.engines.form.plots import Plots


def assumed_footprints(
    plots: Plots, gross_floor_area_m2: npt.ArrayLike, storeys: npt.ArrayLike
) -> tuple[Shapes, Real]:
    """Each plot drawn in evenly to floor area ÷ storeys, and the area hit, within 0.1 %.

    A plot that is smaller than that is taken whole; one whose floor area or number of storeys is
    unknown (NaN) or nil has an empty footprint, and an area that is NaN or 0.

    Examples
    --------
    >>> from gengxin.engines.form import plots
    >>> shape, area_m2 = assumed_footprints(plots([shapely.box(0, 0, 40, 20)]), 900, 2)
    >>> round(float(area_m2[0]))
    450
    """
    floor_m2 = np.broadcast_to(np.asarray(gross_floor_area_m2, np.float64), (plots.count,))
    count = np.broadcast_to(np.asarray(storeys, np.float64), (plots.count,))
    raise_faults(
        "no footprint follows from these; mend them",
        below("gross_floor_area_m2", floor_m2[~np.isnan(floor_m2)], 0.0),
        below("storeys", count[~np.isnan(count)], 0.0),
    )
    known = (floor_m2 > 0) & (count > 0)
    wanted_m2 = np.divide(floor_m2, count, out=np.zeros(plots.count), where=known)
    shapes: Shapes = np.full(plots.count, shapely.Polygon(), object)
    shapes[known] = inset_to_area(plots.outline[known], wanted_m2[known])
    missing = np.isnan(floor_m2) | np.isnan(count)
    return shapes, np.where(missing, np.nan, shapely.area(shapes))
