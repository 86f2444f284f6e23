"""The account of each option: sources and uses by party, and the cash flow year by year."""

from typing import Any

import numpy as np
import pandas as pd

from gengxin.appraisal import balanced
from gengxin.publish.option_report.best import LEVELS, amounts
from gengxin.publish.option_report.columns import listed, positions
from gengxin.publish.plain import rounded
from gengxin.terms import OptionSet, codes

__all__ = ["cash_flows", "sources_and_uses"]

# amounts of the account: enough for its bars and for three digits in words
DIGITS = 5
PARTIES = tuple(codes.PARTIES)


def sources_and_uses(options: OptionSet) -> dict[str, Any]:
    """Sources and uses (资金平衡) of every option, dealt to the options in their order."""
    refs = pd.Index(options.tables["option"]["ref"])
    flows = pd.concat([_flows(options, refs), _profit(options)], ignore_index=True)
    rows = balanced(flows, by=["option"])
    return {
        "counts": np.bincount(rows["option"], minlength=len(refs)).tolist(),
        "columns": {
            **{name: listed(rows[name]) for name in ("party", "item", "side")},
            **{level: {"values": rounded(rows[f"{level}_amount"], DIGITS)} for level in LEVELS},
        },
    }


def cash_flows(options: OptionSet) -> dict[str, Any]:
    """What each party is left with in each year, middle, finance included; zeros are not listed.

    ``years`` is how many years each option's account has, from the start of the works;
    ``values`` are year by year, for each party that pays or receives anything, in the order of
    ``parties``, whose positions ``party`` lists. ``low`` and ``high`` sum all parties in each year.
    """
    refs = pd.Index(options.tables["option"]["ref"])
    flows = _flows(options, refs, with_year=True)
    years = np.zeros(len(refs), np.int64)
    np.maximum.at(years, flows["option"], flows["year"].to_numpy() + 1)
    start = np.concatenate([[0], np.cumsum(years)])
    at = start[flows["option"]] + flows["year"].to_numpy()
    party = pd.Categorical(flows["party"].astype("str"), categories=PARTIES).codes
    nets = np.zeros((len(PARTIES), start[-1]))
    np.add.at(nets, (party, at), flows["mid_amount"].to_numpy())
    ends = {}
    for level in ("low", "high"):
        ends[level] = np.zeros(start[-1])
        np.add.at(ends[level], at, flows[f"{level}_amount"].to_numpy())
    return {
        "years": years.tolist(),
        "parties": list(PARTIES),
        "values": [rounded(net, DIGITS) for net in nets],
        "low": rounded(ends["low"], DIGITS),
        "high": rounded(ends["high"], DIGITS),
    }


def _flows(options: OptionSet, refs: pd.Index, *, with_year: bool = False) -> pd.DataFrame:
    """``option_money`` in plain amounts, options by position; all years together unless asked."""
    money = options.tables["option_money"]
    option = positions(money["option"], refs)
    named = money[["party", "item"]].astype({"party": "str", "item": "str"})
    levels = {f"{level}_amount": amounts(money[f"{level}_amount_x100"]) for level in LEVELS}
    years = {"year": money["year"].astype("int64")} if with_year else {}
    return named.assign(option=option, **years, **levels)


def _profit(options: OptionSet) -> pd.DataFrame:
    """The profit asked by the developer, most of it in the poorest scenario."""
    table = options.tables["option"]
    levels = {
        f"{level}_amount": -amounts(table[f"profit_{asked}_amount_x100"])
        for level, asked in zip(LEVELS, reversed(LEVELS), strict=True)
    }
    return pd.DataFrame(
        {"option": np.arange(len(table)), "party": "developer", "item": "profit", **levels}
    )
