"""Sources and uses (资金平衡) of some options by party: where the money comes from and goes."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from gengxin.appraisal.ledger import REVENUE_ITEMS
from gengxin.appraisal.lookup import PARTIES
from gengxin.terms import Account, InputError, codes

__all__ = ["sources_and_uses"]

AMOUNTS = ["low_amount", "mid_amount", "high_amount"]
# what one party receives of another
BETWEEN = ("acquisition", "transfer")
# running it is inside the value of what is let, which stands for all its years at completion
YEARLY = ("rent", "rent_forgone", "operating")


def sources_and_uses(account: Account, options: Collection[str]) -> pd.DataFrame:
    """What each party brings in and spends on the options, each side summing to the other.

    Columns: party, item, side (source or use), low_amount, mid_amount, high_amount, all positive
    and not discounted. Each column is a scenario: low has the dearest costs and poorest revenue.
    Floor that is let counts as its value at completion, in place of its yearly rents. The profit
    that the developer asks is a use. What a party lacks closes its account as *own_money*, what it
    has left as *surplus*. Missing (NaN) is unavailable, and then nothing closes.

    Raises
    ------
    InputError
        For an option that the account doesn't hold.

    """
    strangers = sorted(set(options) - set(account.summary.index))
    if strangers:
        shown = ", ".join(strangers[:10])
        msg = f"options {shown} are not in the account; choose among those appraised"
        raise InputError(msg)
    rows = account.option_money
    chosen = rows[rows["option"].isin(options) & ~rows["item"].isin(YEARLY)]
    by = ["party", "item"]
    flows = chosen.groupby(by, observed=True)[AMOUNTS].sum(skipna=False).reset_index()
    flows = flows.astype({"party": "str", "item": "str"})
    whole = pd.concat([flows, _profit(account, options)], ignore_index=True)
    whole = whole[(whole[AMOUNTS] != 0.0).any(axis=1)]
    return _ordered(pd.concat([_sided(whole), _closing(whole)], ignore_index=True))


def _profit(account: Account, options: Collection[str]) -> pd.DataFrame:
    names = [f"profit_{level}_amount" for level in ("high", "mid", "low")]
    asked = account.summary.loc[list(options), names].sum(skipna=False).to_numpy()
    return pd.DataFrame([["developer", "profit", *(-asked)]], columns=["party", "item", *AMOUNTS])


def _sided(whole: pd.DataFrame) -> pd.DataFrame:
    """Revenue is a source, cost a use; of what changes hands the middle scenario says."""
    received = (whole["mid_amount"] > 0.0) & whole["item"].isin(BETWEEN)
    side = np.where(received | whole["item"].isin(REVENUE_ITEMS), "source", "use")
    sign = np.where(side == "source", 1.0, -1.0)
    return whole.assign(side=side, **{name: whole[name] * sign for name in AMOUNTS})


def _closing(whole: pd.DataFrame) -> pd.DataFrame:
    """What balances each party: own money among the sources, or a surplus among the uses."""
    net = whole.groupby("party")[AMOUNTS].sum(skipna=False)
    lacks = net.clip(upper=0.0).abs().assign(item="own_money", side="source")
    keeps = net.clip(lower=0.0).assign(item="surplus", side="use")
    closing = pd.concat([lacks, keeps]).reset_index()
    return closing[(closing[AMOUNTS] != 0.0).any(axis=1)]


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    place = [list(PARTIES).index(party) for party in rows["party"]]
    item = [list(codes.MONEY_ITEMS).index(item) for item in rows["item"]]
    order = np.lexsort((item, rows["side"].to_numpy(dtype=object) == "use", place))
    return rows.iloc[order][["party", "item", "side", *AMOUNTS]].reset_index(drop=True)
