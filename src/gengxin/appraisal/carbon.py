"""Carbon of options: embodied in the works, and of a year's use (EN 15978 A1–A5, C1–C4; B6)."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gengxin.appraisal.ledger import Floats
from gengxin.appraisal.lookup import Book
from gengxin.appraisal.quantities import Quantities
from gengxin.terms import codes

__all__ = ["carbon"]

LEVELS = ("low", "mid", "high")
EMBODIED = {
    "embodied_built": "built_m2",
    "embodied_demolished": "demolished_m2",
    "embodied_repaired": "repaired_m2",
    "embodied_retrofitted": "retrofitted_m2",
    "embodied_converted": "converted_m2",
}


def carbon(book: Book, quantities: Quantities, options: pd.Index) -> pd.DataFrame:
    """Carbon of the works, and of a year's use of all the floor that then stands, by option.

    Floor that is neither new nor retrofitted is used as today's floor is, converted floor as
    today's of its new use. Only the operating part is needed to compare with keeping: keep is an
    option too.
    """
    embodied = np.zeros((book.count, len(LEVELS)))
    yearly = np.zeros_like(embodied)
    for factor, measure in EMBODIED.items():
        _add(embodied, book, factor, getattr(quantities, measure))
    _add(yearly, book, "operating_new", quantities.built_m2)
    _add(yearly, book, "operating_retrofitted", quantities.retrofitted_m2)
    _add(yearly, book, "operating_existing", _as_today(quantities))
    columns = {f"embodied_{level}_kgco2e": embodied[:, at] for at, level in enumerate(LEVELS)}
    columns |= {
        f"operating_yearly_{level}_kgco2e": yearly[:, at] for at, level in enumerate(LEVELS)
    }
    return pd.DataFrame(columns, index=options)


def _as_today(quantities: Quantities) -> dict[str, Floats]:
    return {
        use: np.where(
            area == 0.0,
            0.0,
            np.maximum(area - quantities.built_m2[use] - quantities.retrofitted_m2[use], 0.0),
        )
        for use, area in quantities.area_m2.items()
    }


def _add(total: Floats, book: Book, factor: str, floor_m2: Mapping[str, Floats]) -> None:
    for use in codes.FLOOR_USES:
        rows = np.flatnonzero(floor_m2[use])
        total[rows] += floor_m2[use][rows, None] * book.levels(factor, rows, dear=False, use=use)
