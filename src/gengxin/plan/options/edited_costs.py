"""Costs of the planner's choice in the place of those that factors give, and what follows."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.appraisal.ledger import COST_ITEMS
from gengxin.appraisal.years import RATE_STATES, net_present_value, payback_year, rates_of_return
from gengxin.plan.options.edits import Edits
from gengxin.terms import Account, FactorPack, codes

__all__ = ["with_costs"]

LEVELS = ("low", "mid", "high")
AMOUNTS = [f"{level}_amount" for level in LEVELS]
_KEYS = ["option", "year", "party", "item"]
# what stands on costs and is not reckoned again
_UNAVAILABLE = ("residual_land_value", "funding_gap", "profit")


def with_costs(account: Account, edits: Edits, factors: FactorPack, *, refs: pd.Index) -> Account:
    """The account with what the planner says that a party pays, finance included.

    The years and items of that party's costs stay in proportion; where there were none, or they
    are unavailable, all is paid for construction in the first year. A stated cost has no range.
    Net present value, rate of return and payback follow; residual land value, profit and funding
    gap of such an option are unavailable.
    """
    money, summary = account.option_money, account.summary
    touched = np.zeros(len(edits.option), bool)
    for party in codes.PARTIES:
        cost = edits.number(f"new_{party}_cost_amount")
        for at in np.flatnonzero(~np.isnan(cost)):
            money = _with_cost(money, str(refs[edits.option[at]]), party, float(cost[at]))
        touched |= ~np.isnan(cost)
    if not touched.any():
        return account
    money = money.sort_values(_KEYS, kind="stable").reset_index(drop=True)
    edited = refs[np.unique(edits.option[touched])]
    columns = summary.copy()
    columns.loc[edited, :] = _summed(money, summary.loc[edited], factors)
    return replace(account, option_money=money, summary=columns)


def _with_cost(money: pd.DataFrame, option: str, party: str, cost: float) -> pd.DataFrame:
    """One party's costs of one option, made to sum to what is stated in each scenario."""
    of_costs = money["item"].isin(COST_ITEMS)
    own = ((money["option"] == option) & (money["party"] == party) & of_costs).to_numpy()
    total = -money.loc[own, AMOUNTS].sum(skipna=False).to_numpy(np.float64)
    if own.any() and (total > 0.0).all():
        scaled = money.loc[own, AMOUNTS] * (cost / total)
        changed = money.copy()
        changed.loc[own, AMOUNTS] = scaled
        return changed
    row = {"option": option, "year": 0, "party": party, "item": "construction"}
    first = pd.DataFrame([{**row, **dict.fromkeys(AMOUNTS, -cost)}])
    kinds = {name: money[name].dtype for name in money.columns}
    return pd.concat([money[~own], first.astype(kinds)], ignore_index=True)


def _summed(money: pd.DataFrame, summary: pd.DataFrame, factors: FactorPack) -> pd.DataFrame:
    """The rows of the summary of edited options, reckoned again from their money by year."""
    told = summary.copy()
    every = money[money["option"].isin(summary.index)]
    costs = every[every["item"].isin(COST_ITEMS)]
    for level, amount in zip(LEVELS, AMOUNTS[::-1], strict=True):
        for party in codes.PARTIES:
            own = costs[costs["party"] == party].astype({"option": "object"})
            paid = -own.groupby("option")[amount].agg(_whole_sum)
            # no row is no cost, an unknown one is no 0
            known = paid.reindex(summary.index, fill_value=0.0)
            told[f"{party}_cost_{level}_amount"] = known.to_numpy(np.float64)
        told[f"cost_{level}_amount"] = sum(
            told[f"{party}_cost_{level}_amount"] for party in codes.PARTIES
        )
    flows = _flows(every, summary.index)
    rate = next((one.mid for one in factors.factors if one.code == "discount"), np.nan)
    worth = net_present_value(flows, rate)
    for at, level in enumerate(LEVELS):
        told[f"npv_{level}_amount"] = worth[:, at]
        for name in _UNAVAILABLE:
            told[f"{name}_{level}_amount"] = np.nan
    found, state = rates_of_return(flows[:, :, 1])
    words = np.array(RATE_STATES, dtype=object)[state]
    return told.assign(irr_rate=found, irr_state=words, payback_year=payback_year(flows[:, :, 1]))


def _whole_sum(amounts: pd.Series) -> float:
    return float(amounts.sum(skipna=False))


def _flows(money: pd.DataFrame, options: pd.Index) -> NDArray[np.float64]:
    """Net of all parties before finance: option × year × scenario."""
    kept = money[money["item"] != "finance"]
    at = options.get_indexer(pd.Index(kept["option"].astype("object")))
    year = kept["year"].to_numpy(np.int64)
    flows = np.zeros((len(options), int(year.max(initial=0)) + 1, len(LEVELS)))
    np.add.at(flows, (at, year), kept[AMOUNTS].to_numpy(np.float64))
    return flows
