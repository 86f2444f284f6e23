"""The account of options as it leaves the appraisal: money, homes and carbon, in floats."""

from dataclasses import dataclass

import pandas as pd

from gengxin.terms.provenance import Money, Note

__all__ = ["Account"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the options of a district cost, earn, move and emit.

    Money is real, in ``money``. Missing (NaN) is unavailable: ``notes`` names the factor or the
    quantity that is missing; sum with ``skipna=False``. *low*, *mid* and *high* are scenarios in
    ``option_money``: low has the dearest costs and the poorest revenue.

    ``option_money``: option, year (0 is the year in which works start), party, item, low_amount,
    mid_amount, high_amount; what the party receives is positive, what it pays negative. Rows of
    zero are left out.
    ``option_home``: option, size, tenure (missing: not known, or of added homes not yet decided),
    homes_before_count, homes_after_count, out_temporarily_count, out_for_good_count,
    committed_count, away_months; whole counts.
    ``option_carbon``: by option, embodied and operating_yearly (kgCO2e), low, mid, high.
    ``summary``: by option, costs as positive amounts (low is the cheapest) by party and together,
    revenue of all years, value of the development at completion, profit asked for, net present
    value, internal rate of return with its state, payback year, residual land value, funding gap,
    and the poorest basis among its factors.
    ``factors``: the rows of the pack that were used, and for how many options.
    """

    pack: str
    money: Money
    option_money: pd.DataFrame
    option_home: pd.DataFrame
    option_carbon: pd.DataFrame
    summary: pd.DataFrame
    factors: pd.DataFrame
    notes: tuple[Note, ...]
