"""The year in which something was built, from ``start_date``."""

from typing import Final

import numpy as np

from gengxin.sources.osm import readings
from gengxin.sources.osm.columns import chosen_words
from gengxin.sources.osm.ragged import Whole
from gengxin.sources.osm.tags import Tags

__all__ = ["YEAR_KEY", "years_built"]

YEAR_KEY: Final = "start_date"
_BASES: Final = ("given", "estimated: middle of an approximate date")


def years_built(tags: Tags, objects: Whole) -> dict[str, object]:
    """Column ``year_built`` of the objects, with its basis; NaN where no date can be read."""
    exact = tags.numbers(YEAR_KEY, readings.year)[objects]
    rough = tags.numbers(YEAR_KEY, readings.approximate_year)[objects]
    years = np.where(np.isnan(exact), rough, exact)
    codes = np.where(np.isnan(years), -1, np.isnan(exact))
    return {
        "year_built": years,
        "year_built_basis": chosen_words(codes, _BASES),
    }
