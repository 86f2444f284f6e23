"""Whole numbers for the plan: amounts in hundredths, rounded once, so that sums are exact."""

import numpy as np
import pandas as pd

from gengxin.appraisal.ledger import COST_ITEMS
from gengxin.appraisal.lookup import PARTIES
from gengxin.terms import Account

__all__ = ["fixed_point", "whole_costs", "whole_money"]

# doubles beyond this have no hundredths left to round
LARGEST = 2.0**53


def fixed_point(values: "pd.Series[float]", scale: int) -> pd.Series:
    """Values × ``scale`` as whole numbers, half to even; missing stays missing.

    Totals are summed from rounded parts and never rounded by themselves: that is why sums by party,
    item or year equal the total to the last unit. A total may so differ from the rounded sum of the
    floats by half a unit a part.

    Raises
    ------
    ValueError
        For a value too large for its hundredths to be known (2⁵³ units), or infinite.

    """
    scaled = np.asarray(values, dtype=np.float64) * scale
    beyond = np.abs(scaled) > LARGEST
    if beyond.any():
        worst = values.iloc[int(np.argmax(beyond))]
        msg = f"{values.name}: {worst:g} × {scale} is beyond ±2^53; give it in a larger unit"
        raise ValueError(msg)
    whole = pd.array(np.rint(scaled), dtype="Float64").astype("Int64")
    return pd.Series(whole, index=values.index, name=f"{values.name}_x{scale}")


def whole_money(account: Account) -> pd.DataFrame:
    """``option_money`` with its amounts in hundredths: the run's own table."""
    money = account.option_money
    names = ("low_amount", "mid_amount", "high_amount")
    amounts = [fixed_point(money[name], 100) for name in names]
    return pd.concat([money[["option", "year", "party", "item"]], *amounts], axis=1)


def whole_costs(money: pd.DataFrame) -> pd.DataFrame:
    """Middle cost of each option by party and together, in hundredths, summed from ``whole_money``.

    A cost is unavailable (missing) where any of its parts is.
    """
    options = money["option"].cat.categories
    costs = money[money["item"].isin(COST_ITEMS)]
    at = (costs["option"].cat.codes.to_numpy(), costs["party"].cat.codes.to_numpy())
    amounts = costs["mid_amount_x100"]
    total = np.zeros((len(options), len(PARTIES)), dtype=np.int64)
    np.subtract.at(total, at, amounts.fillna(0).to_numpy(dtype=np.int64))
    unknown = np.zeros(total.shape, dtype=np.bool_)
    np.logical_or.at(unknown, at, amounts.isna().to_numpy())
    columns = {f"{party}_cost_amount_x100": total[:, at] for at, party in enumerate(PARTIES)}
    table = pd.DataFrame(columns, index=options).astype("Int64").mask(unknown)
    return table.assign(cost_amount_x100=table.sum(axis=1, skipna=False))
