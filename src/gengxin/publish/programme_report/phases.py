"""Phase by phase: public money, homes ready and needed, floor area under works; with limits."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gengxin.publish.option_report.best import amounts
from gengxin.publish.programme_report.told import Told
from gengxin.publish.words import Words
from gengxin.terms.phases import phase_of, start_months, under_works

__all__ = ["PhaseFigures", "phase_figures"]

# what counts as public money spent, after the model's row ``budget``
ITEMS = ("compensation", "demolition", "decant", "construction", "fees", "finance")
UNLIMITED = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseFigures:
    """One phase in numbers; a limit that doesn't hold is NaN."""

    phase: int
    name: Words
    site_count: int
    spent_amount: float
    budget_amount: float
    ready_count: float
    needing_count: float
    floor_m2: float
    floor_limit_m2: float


def phase_figures(told: Told) -> list[PhaseFigures]:
    """The figures of each phase, in their order."""
    spent, ready, needing = _spent(told), _ready(told), _needing(told)
    chosen, brief = told.chosen, told.programme.brief
    floor = np.nan_to_num(chosen["floor_under_works_m2"].to_numpy("float64"))
    limit = _floor_limit(told)
    return [
        PhaseFigures(
            phase=at,
            name=told.phase_words(at),
            site_count=int((chosen["phase"] == at).sum()),
            spent_amount=spent[at - 1],
            budget_amount=_budget(brief.phases[at - 1].budget_amount),
            ready_count=ready[at - 1],
            needing_count=needing[at - 1],
            floor_m2=float(floor[_works(chosen, at)].sum()),
            floor_limit_m2=limit,
        )
        for at in range(1, told.phase_count + 1)
    ]


def _works(chosen: pd.DataFrame, at: int) -> np.ndarray:
    return under_works(chosen["phase"].to_numpy(), chosen["opens"].to_numpy(), at)


def _budget(amount: float | None) -> float:
    return UNLIMITED if amount is None else amount


def _spent(told: Told) -> list[float]:
    """Public money of each phase; an option of which an amount is missing counts nowhere."""
    money = told.inputs.options["option_money"]
    own = (money["party"].astype("str") == "public") & money["item"].astype("str").isin(ITEMS)
    start = told.renewed.set_index("option")["start_month"]
    rows = money[own & money["option"].isin(start.index)]
    cost = -amounts(rows["mid_amount_x100"])
    unknown = set(rows["option"][np.isnan(cost)])
    known = ~rows["option"].isin(unknown).to_numpy()
    months = rows["option"].map(start).to_numpy("float64") + 12 * rows["year"].to_numpy("float64")
    phase = phase_of(months, start_months(told.programme.brief))
    return [float(cost[known & (phase == at)].sum()) for at in range(1, told.phase_count + 1)]


def _homes(told: Told) -> pd.DataFrame:
    """Rows of homes of the options chosen, with the phase and the opening of each."""
    rows = told.inputs.options["option_home"]
    when = told.renewed.set_index("option")[["phase", "opens"]]
    return rows[rows["option"].isin(when.index)].join(when, on="option")


def _ready(told: Told) -> list[float]:
    """Homes committed to rehousing that are open by the start of each phase, with empty ones."""
    homes = _homes(told)
    count = amounts(homes["committed_count"], 1.0)
    standing = sum(one.homes_count for one in told.programme.brief.existing_homes)
    opens = homes["opens"].to_numpy("float64")
    return [
        standing + float(np.nansum(count[opens <= at])) for at in range(1, told.phase_count + 1)
    ]


def _needing(told: Told) -> list[float]:
    """Households that need a home: out for the works of a phase, and out for good by then.

    Of those out for the works a share finds a home by itself; rounded half to even by option, size.
    """
    homes = _homes(told).assign(
        out=lambda rows: amounts(rows["out_temporarily_count"], 1.0),
        gone=lambda rows: amounts(rows["out_for_good_count"], 1.0),
    )
    size = homes["size"].astype("str")
    by_size = homes[["out", "gone"]].groupby([homes["option"].astype("str"), size]).sum()
    when = told.renewed.set_index("option").reindex(by_size.index.get_level_values(0))
    out = np.rint(by_size["out"].to_numpy() * (1.0 - told.programme.brief.self_arranged_share))
    gone = by_size["gone"].to_numpy()
    return [
        float(out[_works(when, at)].sum() + gone[when["phase"].to_numpy() <= at].sum())
        for at in range(1, told.phase_count + 1)
    ]


def _floor_limit(told: Told) -> float:
    """Floor area that may be under works in a phase; NaN where that isn't limited."""
    row = told.programme.brief.rows.get("works_at_once")
    if row is None or not row.on or row.limit is None:
        return UNLIMITED
    option = told.inputs.options["option"]
    keep = option[option["action"].astype("str") == "keep"].drop_duplicates("site")
    return row.limit * float(np.nansum(amounts(keep["gross_floor_area_m2_x100"])))
