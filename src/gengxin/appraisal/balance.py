"""Sources and uses (资金平衡) of some options by party: where the money comes from and goes."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from gengxin.appraisal.ledger import REVENUE_ITEMS, UNPAID_ITEMS
from gengxin.appraisal.lookup import PARTIES
from gengxin.terms import Account, InputError, codes

__all__ = ["balanced", "sources_and_uses"]

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
    chosen = rows[rows["option"].isin(options)][["party", "item", *AMOUNTS]]
    return balanced(pd.concat([chosen, _profit(account, options)], ignore_index=True))


def balanced(flows: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Sources and uses of many flows at once: those of each group of ``by`` balance by party.

    ``flows`` have the columns ``by``, party, item, low_amount, mid_amount, high_amount; what a
    party receives is positive. The profit asked is among them, negative. Groups keep the order of
    their keys.
    """
    by = list(by)
    kept = flows[~flows["item"].isin((*YEARLY, *UNPAID_ITEMS))].astype(
        {"party": "str", "item": "str"}
    )
    summed = kept.groupby([*by, "party", "item"], observed=True)[AMOUNTS].sum(skipna=False)
    whole = summed.reset_index()
    whole = whole[(whole[AMOUNTS] != 0.0).any(axis=1)]
    return _ordered(pd.concat([_sided(whole), _closing(whole, by)], ignore_index=True), by)


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


def _closing(whole: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """What balances each party: own money among the sources, or a surplus among the uses."""
    net = whole.groupby([*by, "party"], observed=True)[AMOUNTS].sum(skipna=False)
    lacks = net.clip(upper=0.0).abs().assign(item="own_money", side="source")
    keeps = net.clip(lower=0.0).assign(item="surplus", side="use")
    closing = pd.concat([lacks, keeps]).reset_index()
    return closing[(closing[AMOUNTS] != 0.0).any(axis=1)]


def _ordered(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    places = [rows["item"].map({one: at for at, one in enumerate(codes.MONEY_ITEMS)})]
    places += [(rows["side"] == "use").astype("int")]
    places += [rows["party"].map({one: at for at, one in enumerate(PARTIES)})]
    places += [rows[name] for name in reversed(by)]
    order = np.lexsort([np.asarray(place) for place in places])
    return rows.iloc[order][[*by, "party", "item", "side", *AMOUNTS]].reset_index(drop=True)
