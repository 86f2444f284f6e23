"""What a pack says of building and of floor, as the pro forma asks it."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.appraisal.ledger import Floats
from gengxin.appraisal.lookup import Book, Keyed, book_of, grids_of, keyed
from gengxin.appraisal.pro_forma import Building
from gengxin.appraisal.quantities import BAND_TOPS_M, NEW_USES
from gengxin.terms import FactorPack, codes

__all__ = ["building_of", "values_of"]

MID = 1
UNKNOWN = ("structure", "structure_after", "condition", "heritage_class", "height", "zone_code")


def building_of(
    pack: FactorPack, *, action: str, storey_m: float, lot_coverage: float, works_years: float
) -> Building:
    """How the pack builds, at its middle: construction with fees, interest of half the works.

    The land, demolition and those who move are each site's own: see ``pro_forma``'s land cost. A
    use or height that the pack doesn't price costs NaN, and no such rung is then proposed.
    """
    rows = np.arange(len(codes.HEIGHT_BANDS))
    height = Keyed(("", *codes.HEIGHT_BANDS), rows + 1)
    book = _book(pack, len(rows), action, height=height)
    fees = _mid(book, "fees", rows)
    rate = _mid(book, "finance", rows, party="developer")
    whole = (1.0 + fees) * (1.0 + rate * works_years / 2.0)
    costs = {use: _mid(book, "construction", rows, use=use) * whole for use in codes.FLOOR_USES}
    return Building(
        storey_m=storey_m,
        lot_coverage=lot_coverage,
        band_tops_m=(*BAND_TOPS_M, float("inf")),
        cost_amount_per_m2={use: tuple(cost.tolist()) for use, cost in costs.items()},
        profit_share=float(_mid(book, "profit", rows)[0]),
    )


def values_of(pack: FactorPack, sites: pd.DataFrame, *, action: str) -> pd.DataFrame:
    """What a m² of new floor of each use is worth on each site at completion, less its land price.

    Sold at the sale price, or let at the rent less vacancy and running, capitalised; in the shares
    in which the pack sells. Public service earns nothing: 0. NaN where the pack lacks a factor.
    """
    zones = sites["zone_code"].to_numpy(dtype=object) if "zone_code" in sites else None
    where = Keyed(("",), np.zeros(len(sites), np.int64)) if zones is None else keyed(zones)
    book = _book(pack, len(sites), action, zone_code=where)
    rows = np.arange(len(sites))
    columns = {use: _worth(book, rows, use) for use in NEW_USES}
    return pd.DataFrame(columns | {"public": np.zeros(len(sites))}, index=sites.index)


def _worth(book: Book, rows: NDArray[np.int64], use: str) -> Floats:
    sold = _mid(book, "sold", rows, use=use)
    let = rows[sold < 1.0]
    worth = np.where(sold > 0.0, sold, 0.0)
    selling = rows[sold > 0.0]
    worth[selling] *= _mid(book, "sale", selling, use=use)
    rent = _mid(book, "rent", let, use=use) * (1.0 - _mid(book, "vacancy", let, use=use))
    net = rent - _mid(book, "operating", let, use=use)
    worth[let] += (1.0 - sold[let]) * net / _mid(book, "cap_rate", let, use=use)
    worth[np.isnan(sold)] = np.nan
    return worth - _mid(book, "land", rows, use=use)


def _mid(book: Book, code: str, rows: NDArray[np.int64], **one: str) -> Floats:
    return book.levels(code, rows, dear=False, **one)[:, MID]


def _book(pack: FactorPack, count: int, action: str, **known: Keyed) -> Book:
    nothing = Keyed(("",), np.zeros(count, dtype=np.int64))
    one = Keyed(("", action), np.ones(count, dtype=np.int64))
    columns = {**dict.fromkeys(UNKNOWN, nothing), "action": one, **known}
    return book_of(pack, grids_of(pack), columns=columns, count=count)
