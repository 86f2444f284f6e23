"""What the works of an option cost: from demolition to finance, and the price of land."""

from dataclasses import dataclass

import numpy as np

from gengxin.appraisal.ledger import COST_ITEMS, DEVELOPER, OWNER, PUBLIC, Floats, Ledger, times
from gengxin.appraisal.lookup import PARTIES, Book
from gengxin.appraisal.quantities import WORKPLACES, Quantities
from gengxin.terms import codes

__all__ = ["enter_costs", "finance_of_land", "profit_asked"]

USES = tuple(codes.FLOOR_USES)
TENURES = (*codes.TENURES, "")
MONTHS = 12.0
LEVELS = ("low", "mid", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A cost that is a quantity times a factor: ``measure`` is a field of ``Quantities``."""

    item: str
    factor: str
    measure: str
    key: str
    codes: tuple[str, ...]
    time: str


LINES = (
    Line(
        item="demolition",
        factor="demolition",
        measure="demolished_m2",
        key="use",
        codes=USES,
        time="start",
    ),
    *(
        Line(item="construction", factor=factor, measure=work, key="use", codes=USES, time="works")
        for factor, work in (
            ("construction", "built_m2"),
            ("repair", "repaired_m2"),
            ("retrofit", "retrofitted_m2"),
            ("conversion", "converted_m2"),
        )
    ),
    Line(
        item="decant",
        factor="decant",
        measure="household_months",
        key="tenure",
        codes=TENURES,
        time="works",
    ),
    Line(
        item="compensation",
        factor="compensation_household",
        measure="households_for_good",
        key="tenure",
        codes=TENURES,
        time="start",
    ),
    Line(
        item="compensation",
        factor="compensation_floor",
        measure="demolished_m2",
        key="use",
        codes=WORKPLACES,
        time="start",
    ),
)


def enter_costs(ledger: Ledger, book: Book, quantities: Quantities) -> None:
    """Enter costs of the works, the price of land and transfers, fees, then finance on them all."""
    for line in LINES:
        measure = getattr(quantities, line.measure)
        for code in line.codes:
            rows, amounts = book.paid(line.factor, measure[code], dear=True, **{line.key: code})
            ledger.add(line.item, line.time, rows, -amounts)
    _enter_land(ledger, book, quantities)
    _enter_transfers(ledger, book, quantities)
    _enter_fees(ledger, book)
    _enter_finance(ledger, book, quantities)


def finance_of_land(ledger: Ledger, book: Book, quantities: Quantities) -> Floats:
    """Interest, negative, on what is paid for land and transfers, over the whole of the works."""
    land = ledger.sum_of(("acquisition",))
    # the public purse gets back whatever it pays for land
    land[:, PUBLIC] = 0.0
    paid = np.minimum(land + ledger.sum_of(("transfer",)), 0.0)
    return _interest(paid, book, quantities.months / MONTHS)


def profit_asked(ledger: Ledger, book: Book, finance_land: Floats) -> Floats:
    """Profit, negative, that the developer asks on the costs of the works: option × scenario."""
    cost = (ledger.sum_of(COST_ITEMS) - finance_land)[:, DEVELOPER]
    profit = np.zeros_like(cost)
    rows = np.flatnonzero((cost != 0.0).any(axis=1))
    profit[rows] = cost[rows] * book.levels("profit", rows, dear=True)
    return profit


def _enter_land(ledger: Ledger, book: Book, quantities: Quantities) -> None:
    """Price of the land: the public purse receives what the others pay, in each scenario."""
    price = np.zeros((ledger.count, len(LEVELS)))
    for use in USES:
        rows, amounts = book.paid("land", quantities.built_m2[use], dear=True, use=use)
        received = np.zeros_like(amounts)
        received[:, PUBLIC] = amounts.sum(axis=1)
        ledger.add("acquisition", "start", rows, received - amounts)
        price[rows] += received[:, PUBLIC]
    _give_up_land(ledger, quantities, price)
    _buy_freehold(ledger, quantities, price)


def _give_up_land(ledger: Ledger, quantities: Quantities, price: Floats) -> None:
    """The public purse gives up land of the worth that it is paid.

    But for floor that takes the place of floor demolished: what that stood on is made good by
    compensation, and would be counted twice.
    """
    built, gone = (
        np.sum(list(floor.values()), axis=0)
        for floor in (quantities.built_m2, quantities.demolished_m2)
    )
    more = np.divide(
        np.maximum(built - gone, 0.0), built, out=np.zeros_like(built), where=built != 0.0
    )
    rows = np.flatnonzero((price != 0.0).any(axis=1) & (more != 0.0))
    given = np.zeros((len(rows), len(PARTIES), len(LEVELS)))
    given[:, PUBLIC] = -price[rows] * more[rows, None]
    ledger.add("land_given_up", "start", rows, given)


def _buy_freehold(ledger: Ledger, quantities: Quantities, price: Floats) -> None:
    """Land that the public purse doesn't sell is bought of its owner before a site is built anew.

    He is paid what compensation leaves of the site's assessed value, and gives up as much. Where
    households come back, their part of the site stays theirs. Without an assessed value nobody
    can say the price, and none is entered.
    """
    worth = quantities.freehold_amount
    rows = np.flatnonzero((price == 0.0).all(axis=1) & (worth > 0.0))
    out, gone = quantities.out_temporarily[rows], quantities.out_for_good[rows]
    back = np.divide(out, out + gone, out=np.zeros_like(out), where=out + gone != 0.0)
    paid = ledger.sum_of(("compensation",))[rows].sum(axis=1)
    due = np.maximum((worth[rows] * (1.0 - back))[:, None] + paid, 0.0)
    moved, given = np.zeros((2, len(rows), len(PARTIES), len(LEVELS)))
    moved[:, DEVELOPER], moved[:, OWNER] = -due, due
    given[:, OWNER] = -due
    ledger.add("acquisition", "start", rows, moved)
    ledger.add("land_given_up", "start", rows, given)


def _enter_transfers(ledger: Ledger, book: Book, quantities: Quantities) -> None:
    """Floor area received is paid for; that sent is paid to the owners of the site."""
    rows, amounts = book.paid("far_transfer", quantities.received_m2, dear=True)
    ledger.add("transfer", "start", rows, -amounts)
    rows, amounts = book.paid("far_transfer", quantities.sent_m2, dear=False)
    to_owner = np.zeros_like(amounts)
    to_owner[:, OWNER] = amounts.sum(axis=1)
    ledger.add("transfer", "start", rows, to_owner)


def _enter_fees(ledger: Ledger, book: Book) -> None:
    """Fees, paid by those who pay the works that they come with."""
    works = ledger.sum_of(("demolition", "construction"))
    rows = np.flatnonzero((works != 0.0).any(axis=(1, 2)))
    share = book.levels("fees", rows, dear=True)
    ledger.add("fees", "works", rows, times(works[rows], share))


def _enter_finance(ledger: Ledger, book: Book, quantities: Quantities) -> None:
    """Simple interest: what is paid at the start for all of the works, the rest for half."""
    years = quantities.months / MONTHS
    at_start = ledger.sum_of(("compensation", "demolition"))
    over_works = ledger.sum_of(("decant", "construction", "fees"))
    interest = _interest(at_start + over_works / 2.0, book, years)
    interest += finance_of_land(ledger, book, quantities)
    rows = np.flatnonzero((interest != 0.0).any(axis=(1, 2)))
    ledger.add("finance", "works", rows, interest[rows])


def _interest(base: Floats, book: Book, years: Floats) -> Floats:
    interest = np.zeros_like(base)
    for at, party in enumerate(PARTIES):
        rows = np.flatnonzero((base[:, at] != 0.0).any(axis=1) & (years != 0.0))
        rate = book.levels("finance", rows, dear=True, party=party)
        interest[rows, at] = times(base[rows, at], rate * years[rows, None])
    return interest
