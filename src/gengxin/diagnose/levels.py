"""At which levels a shortfall is told: of the district, and of the places that answer for it."""

import numpy as np
from numpy.typing import NDArray

from gengxin.indicators import Zones
from gengxin.terms.codes import AREA_LEVELS

__all__ = ["told_columns", "told_zones"]

COLUMNS = ("district", *AREA_LEVELS)
# who answers for the services of a place, the first that the district has
ANSWERS = ("sub_district", "neighbourhood", "renewal_unit", "functional_zone")


def told_columns(zones: Zones) -> tuple[int, ...]:
    """The columns of ``Members`` whose zones have findings: the district, and one level of areas.

    A level of a single area would say again what is said of the district.
    """
    counts = zones.areas["level"].value_counts()
    level = next((level for level in ANSWERS if counts.get(level, 0) > 1), "district")
    return tuple(sorted({0, COLUMNS.index(level)}))


def told_zones(zones: Zones) -> NDArray[np.bool_]:
    """Whether each zone but the sites is one that has findings."""
    levels = [COLUMNS[column] for column in told_columns(zones)]
    return zones.areas["level"].isin(levels).to_numpy(bool)
