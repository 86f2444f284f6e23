"""The figures of a project, from the programme's own tables: sums of its sites', with basis."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from gengxin.appraisal.balance import balanced
from gengxin.appraisal.years import payback_year, rates_of_return
from gengxin.terms import Brief
from gengxin.terms.figures import FIGURES
from gengxin.terms.offer import SiteWorks
from gengxin.terms.phases import phase_of, start_months
from gengxin.terms.records import Figure, FinanceLine

__all__ = ["figures", "finance_lines", "plain_money", "total"]

MONEY = 100.0
LEVELS = ("low", "mid", "high")
AMOUNTS = [f"{level}_amount" for level in LEVELS]
SINGLE = ("sites_count", "irr_rate", "payback_years")


def figures(
    works: Sequence[SiteWorks], money: pd.DataFrame, runs: Mapping[str, str]
) -> tuple[Figure, ...]:
    """The figures of some sites together, in the order of ``FIGURES``.

    ``money`` is that of ``plain_money``; ``runs`` names, for ``options``, ``programme`` and
    ``district``, what a figure was computed from. A sum of which a part is unknown is unavailable.
    """
    rate, payback = _return(works, money)
    single = dict(zip(SINGLE, (float(len(works)), rate, payback), strict=True))
    return tuple(
        Figure(
            name=name,
            value=total(works, name) if kind.summed else single[name],
            basis=kind.basis,
            run=runs.get(kind.of, ""),
        )
        for name, kind in FIGURES.items()
    )


def plain_money(money: pd.DataFrame, works: Mapping[str, SiteWorks], brief: Brief) -> pd.DataFrame:
    """The money of the options chosen, in currency, by ``option``; each row when it flows.

    Columns: party, item, ``month`` from the start of the first phase, ``phase`` in which it falls
    (later ones in the last), ``first_month`` of the option's works, and the amounts, of which those
    that are paid are negative and those unknown missing.
    """
    starts = start_months(brief)
    start = {one.option: starts[one.phase - 1] for one in works.values()}
    option = money["option"].astype("str")
    own = option.isin(start)
    rows, first = money[own], option[own].map(start).astype("int64")
    month = (first + 12 * rows["year"].astype("int64")).to_numpy()
    table = pd.DataFrame(
        {
            "option": option[own],
            **{name: rows[name].astype("str") for name in ("party", "item")},
            "first_month": first,
            "month": month,
            "phase": phase_of(month, starts),
            **{
                f"{level}_amount": rows[f"{level}_amount_x100"].astype("Float64").astype("float64")
                / MONEY
                for level in LEVELS
            },
        }
    )
    return table.set_index("option").sort_index(kind="stable")


def total(works: Iterable[SiteWorks], name: str) -> float | None:
    """The sum of a figure over sites; ``None`` where one of them is unknown."""
    parts = [one.amounts.get(name) for one in works]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def finance_lines(
    groups: Mapping[str, Sequence[SiteWorks]], money: pd.DataFrame, run: str
) -> dict[str, tuple[FinanceLine, ...]]:
    """Where the money of each group of sites comes from and goes, phase by phase.

    In each phase sources and uses balance. ``kind`` is ``<party>.<item>``. Floor that is let counts
    as its value at completion, as in the account of an option; what a party lacks in a phase is its
    ``own_money``, what it has left its ``surplus``. A line whose amount is unknown is left out, and
    so is what would close it.
    """
    owner = {one.option: name for name, works in groups.items() for one in works}
    rows = money[money.index.isin(list(owner))]
    found: dict[str, list[FinanceLine]] = {name: [] for name in groups}
    if rows.empty:
        return dict.fromkeys(groups, ())
    flows = rows.assign(group=rows.index.map(owner)).reset_index(drop=True)
    lines = balanced(flows[["group", "phase", "party", "item", *AMOUNTS]], by=["group", "phase"])
    for group, phase, party, item, side, amount in lines[
        ["group", "phase", "party", "item", "side", "mid_amount"]
    ].itertuples(index=False):
        if np.isfinite(amount) and amount != 0.0:
            line = FinanceLine(
                side=str(side),
                kind=f"{party}.{item}",
                phase=int(phase),
                amount=float(amount),
                basis="computed",
                run=run,
            )
            found[str(group)].append(line)
    return {name: tuple(own) for name, own in found.items()}


def _of(works: Sequence[SiteWorks], money: pd.DataFrame) -> pd.DataFrame:
    """The rows of these sites' options."""
    known = [one.option for one in works if one.option in money.index]
    return money.loc[known].reset_index(drop=True)


def _return(works: Sequence[SiteWorks], money: pd.DataFrame) -> tuple[float | None, float | None]:
    """Rate of return and years to pay back of all parties' money together, before finance.

    As in the account of an option, discounting stands for finance. It has paid back by the end of
    that year, of which the first begins with the project's first works.
    """
    rows = _of(works, money)
    rows = rows[rows["item"] != "finance"]
    if rows.empty:
        return None, None
    year = rows["month"].to_numpy("int64") // 12
    year -= int(rows["first_month"].min()) // 12
    flows = np.zeros((1, int(year.max()) + 1))
    np.add.at(flows[0], year, rows["mid_amount"].to_numpy("float64"))
    rate, _ = rates_of_return(flows)
    back = payback_year(flows)
    return _known(rate[0]), _known(back[0] + 1.0)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
