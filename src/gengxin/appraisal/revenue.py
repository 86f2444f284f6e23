"""What the floor of an option earns: sold at completion, or let until the end of the account."""

import numpy as np

from gengxin.appraisal.ledger import Floats, Ledger, times
from gengxin.appraisal.lookup import Book
from gengxin.appraisal.quantities import NEW_USES, Quantities
from gengxin.terms import codes

__all__ = ["enter_revenue", "sellable_homes_m2"]


def enter_revenue(ledger: Ledger, book: Book, quantities: Quantities) -> None:
    """Enter sales, rents, running costs and the value at the end, use by use."""
    for use in NEW_USES:
        sold, let = _sold_and_let(use, book, quantities)
        rows, price = book.paid("sale", sold, dear=False, use=use)
        ledger.add("sale", "completion", rows, price)
        _enter_rent(ledger, book, use=use, let=let)
        if use in quantities.left_m2:
            empty = quantities.left_empty_m2[use]
            _enter_forgone(ledger, book, use=use, left=(quantities.left_m2[use], empty))
    public = quantities.built_m2["public"] + quantities.converted_m2["public"]
    rows, running = book.paid("operating", public, dear=True, use="public")
    ledger.add("operating", "operation", rows, -running)


def sellable_homes_m2(book: Book, quantities: Quantities) -> Floats:
    """Residential floor that is new and not for those who lived there, nor for rehousing.

    Households that return get as much floor as was demolished under them (拆一还一); homes
    committed to rehousing are taken off at the pack's size of a home.
    """
    new = quantities.built_m2["residential"] + quantities.converted_m2["residential"]
    out, gone = quantities.out_temporarily, quantities.out_for_good
    all_out = out + gone
    share = np.divide(out, all_out, out=np.zeros_like(out), where=all_out != 0.0)
    demolished = quantities.demolished_m2["residential"]
    taken = np.where(demolished == 0.0, 0.0, demolished * share)
    for size in codes.HOME_SIZES:
        homes = quantities.committed[size]
        rows = np.flatnonzero(homes * new)
        each = book.levels("home_size", rows, dear=False, size=size)[:, 1]
        taken[rows] += homes[rows] * each
    return np.where(new == 0.0, 0.0, np.maximum(new - taken, 0.0))


def _sold_and_let(use: str, book: Book, quantities: Quantities) -> tuple[Floats, Floats]:
    if use == "residential":
        new = sellable_homes_m2(book, quantities)
    else:
        new = quantities.built_m2[use] + quantities.converted_m2[use]
    sold, let = np.zeros_like(new), np.zeros_like(new)
    rows = np.flatnonzero(new)
    share = book.levels("sold", rows, dear=False, use=use)[:, 1]
    sold[rows] = new[rows] * share
    # not by subtraction: all sold leaves nothing to let, of an unknown floor too
    let[rows] = np.where(share == 1.0, 0.0, new[rows] * (1.0 - share))
    sold[rows] = np.where(share == 0.0, 0.0, sold[rows])
    return sold, let


def _enter_rent(ledger: Ledger, book: Book, *, use: str, let: Floats) -> None:
    """Rent of the floor that is let, what it costs to run, and what it is worth at the end."""
    rows, rent = book.paid("rent", let, dear=False, use=use)
    rent = times(rent, 1.0 - book.levels("vacancy", rows, dear=True, use=use))
    _, running = book.paid("operating", let, dear=True, use=use)
    ledger.add("rent", "operation", rows, rent)
    ledger.add("operating", "operation", rows, -running)
    rate = book.levels("cap_rate", rows, dear=True, use=use)
    ledger.add("end_value", "end", rows, _capitalised(rent - running, rate))


def _enter_forgone(ledger: Ledger, book: Book, *, use: str, left: tuple[Floats, Floats]) -> None:
    """What floor earns today, net of running it, and is worth, that another use takes over.

    ``left`` is that floor, and how much of it is known to stand empty: that earns nothing. Where
    nobody knows, as much of it stands empty as the pack says.
    """
    taken, empty = left
    is_told = ~np.isnan(empty)
    let = np.where(is_told, taken - np.nan_to_num(empty), taken)
    rows, rent = book.paid("rent", let, dear=True, use=use)
    usual = 1.0 - book.levels("vacancy", rows, dear=False, use=use)
    rent = times(rent, np.where(is_told[rows, None], 1.0, usual))
    _, running = book.paid("operating", let, dear=False, use=use)
    ledger.add("rent_forgone", "whole", rows, running - rent)
    rate = book.levels("cap_rate", rows, dear=True, use=use)
    ledger.add("value_forgone", "end", rows, _capitalised(running - rent, rate))


def _capitalised(net: Floats, rate: Floats) -> Floats:
    """What an investor would pay for a yearly net: level rents, so the same on any day.

    The rate that makes a loss worst is the lowest.
    """
    by = np.where(net >= 0.0, rate[:, None, :], rate[:, None, ::-1])
    return np.where(net == 0.0, 0.0, net / by)
