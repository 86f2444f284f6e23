"""The best option of each site for money alone, and what all of these come to together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gengxin.appraisal import COST_ITEMS
from gengxin.publish.option_report.columns import positions
from gengxin.terms import OptionSet, codes

__all__ = ["KindSums", "amounts", "best_options", "best_rows", "kind_sums"]

LEVELS = ("low", "mid", "high")
CENTS = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSums:
    """What the best options of one kind come to; ``action`` is empty for all of them together.

    Sums leave out what is unavailable; ``unpriced_count`` says of how many sites a cost is.
    Amounts are (low, mid, high): all options of the kind low at once, or high.
    """

    action: str
    site_count: int
    unpriced_count: int
    cost_amount: tuple[float, float, float]
    revenue_amount: tuple[float, float, float]
    npv_amount: tuple[float, float, float]
    homes_added_count: float
    homes_made_good_count: float
    out_for_good_count: float
    floor_added_m2: float
    embodied_tco2e: tuple[float, float, float]
    operating_change_tco2e: float


def amounts(column: pd.Series, scale: float = CENTS) -> np.ndarray:
    """A column of whole numbers in its plain unit; missing is NaN."""
    return np.asarray(column.astype("Float64").to_numpy(dtype="float64", na_value=np.nan) / scale)


def best_options(options: OptionSet) -> pd.Series:
    """Position in ``option`` of each site's offered option of greatest middle net present value.

    One that must be chosen goes before all others, one that must not is left out. The first of
    equals is taken; sites without an offered option of known value are absent.
    """
    return best_rows(options.tables["option"])


def best_rows(table: pd.DataFrame) -> pd.Series:
    """The same, of a table of options."""
    worth = amounts(table["npv_mid_amount_x100"])
    open_ = (table["state"] == "offered") & (table["fixing"] != "must_not")
    ranked = pd.DataFrame(
        {
            "site": table["site"].to_numpy(object),
            "position": np.arange(len(table)),
            "must": (table["fixing"] == "must").to_numpy(),
            "worth": worth,
        }
    )[open_.to_numpy() & ~np.isnan(worth)]
    ranked = ranked.sort_values(["must", "worth", "position"], ascending=[False, False, True])
    first: pd.Series = ranked.drop_duplicates("site").set_index("site")["position"]
    return first


def kind_sums(options: OptionSet, best: pd.Series) -> list[KindSums]:
    """The sums by kind of the best option, most thorough kind last, and of all together first."""
    table = options.tables["option"].iloc[best.to_numpy()]
    numbers = _numbers(options, table)
    action = table["action"].to_numpy(object)
    kinds = [kind for kind in codes.ACTIONS if (action == kind).any()]
    return [
        _sums("", numbers),
        *(_sums(kind, numbers[action == kind]) for kind in kinds),
    ]


def _sums(action: str, rows: pd.DataFrame) -> KindSums:
    total = rows.sum(skipna=True)

    def ranged(name: str) -> tuple[float, float, float]:
        low, mid, high = (float(total[f"{name}_{level}"]) for level in LEVELS)
        return low, mid, high

    return KindSums(
        action=action,
        site_count=len(rows),
        unpriced_count=int(rows["cost_mid"].isna().sum()),
        cost_amount=ranged("cost"),
        revenue_amount=ranged("revenue"),
        npv_amount=ranged("npv"),
        homes_added_count=float(total["homes_added"]),
        homes_made_good_count=float(total["made_good"]),
        out_for_good_count=float(total["out_for_good"]),
        floor_added_m2=float(total["floor_added"]),
        embodied_tco2e=ranged("embodied"),
        operating_change_tco2e=float(total["operating_change"]),
    )


def _numbers(options: OptionSet, table: pd.DataFrame) -> pd.DataFrame:
    """The quantities that are summed, a row an option of ``table``."""
    kept = _kept(options, table)
    columns = {
        **{f"cost_{level}": cost for level, cost in _costs(options, table).items()},
        **_revenues(table),
        **{f"npv_{level}": amounts(table[f"npv_{level}_amount_x100"]) for level in LEVELS},
        "homes_added": amounts(table["homes_after_count"], 1.0)
        - amounts(table["homes_before_count"], 1.0),
        "made_good": amounts(table["homes_made_good_count"], 1.0),
        "out_for_good": amounts(table["households_out_for_good_count"], 1.0),
        "floor_added": amounts(table["floor_built_m2_x100"])
        - amounts(table["floor_demolished_m2_x100"]),
        "embodied_low": amounts(table["embodied_low_kgco2e"], 1000.0),
        "embodied_mid": amounts(table["embodied_kgco2e"], 1000.0),
        "embodied_high": amounts(table["embodied_high_kgco2e"], 1000.0),
        "operating_change": amounts(table["operating_yearly_kgco2e"], 1000.0) - kept,
    }
    return pd.DataFrame(columns, index=table["ref"])


def _revenues(table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Revenue of each option; where only its middle is known, that for all three."""
    mid = amounts(table["revenue_amount_x100"])
    ends = {level: amounts(table[f"revenue_{level}_amount_x100"]) for level in ("low", "high")}
    return {
        "revenue_mid": mid,
        **{f"revenue_{level}": np.where(np.isnan(end), mid, end) for level, end in ends.items()},
    }


def _kept(options: OptionSet, table: pd.DataFrame) -> np.ndarray:
    """Carbon of a year's use of each option's site kept as it is, in tonnes."""
    every = options.tables["option"]
    keep = every[every["action"] == "keep"].drop_duplicates("site").set_index("site")
    return amounts(keep["operating_yearly_kgco2e"].reindex(table["site"].to_numpy(object)), 1000.0)


def _costs(options: OptionSet, table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Cost of the works of each option over all parties, the cheapest being low."""
    money = options.tables["option_money"]
    position = positions(money["option"], pd.Index(table["ref"]))
    chosen = (position >= 0) & money["item"].isin(COST_ITEMS).to_numpy()
    rows, at = money[chosen], position[chosen]
    found = {}
    for level, scenario in zip(LEVELS, reversed(LEVELS), strict=True):
        total = np.zeros(len(table))
        np.subtract.at(total, at, amounts(rows[f"{scenario}_amount_x100"]))
        found[level] = total + 0.0
    return found
