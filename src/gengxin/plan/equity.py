"""Who gains and who moves: a programme by age, tenure, place and what people have today."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gengxin.engines import cover
from gengxin.terms import EQUITY_MOVES, EQUITY_SERVED, Equity, PlanInputs, Programme, codes

__all__ = ["equity_of"]

DECILES = 10


def equity_of(programme: Programme, inputs: PlanInputs) -> Equity:
    """Who has how much of the services planned before and after, and who moves.

    What a person *has* is the share of the services due to that person (by the standards' users)
    that serve the person within standard and capacity: at a demand point, people served over those
    in need, averaged over services. After is the end state, before with every site kept. Those
    whom an option brings in are not counted: it is today's people who are compared. A service that
    is given today where nobody knows how much is left out of both; where that is true of all,
    before is unavailable (NaN), and after counts what is known by then.
    """
    periods = len(programme.brief.phases) + 1
    planned = sorted({*programme.tables["served"]["standard"], *_asked(programme)})
    known = [one for one in planned if one not in _unknown_today(inputs)]
    standards = known or planned
    today = _had(programme.tables["today_served"], inputs, standards, period=periods)
    if not known:
        today = today * np.nan
    after = _had(programme.tables["served"], inputs, standards, period=periods)
    served = _served(inputs, standards, today, after)
    people = inputs.people["residents_people"].to_numpy(np.float64, na_value=0.0)
    return Equity(
        programme=programme,
        served=served,
        moves=_moves(programme, inputs),
        gini_before=_gini(today, people),
        gini_after=_gini(after, people),
        rehoused=_rehoused(programme),
    )


def _asked(programme: Programme) -> set[str]:
    return set(programme.tables["demand_price"]["standard"])


def _unknown_today(inputs: PlanInputs) -> set[str]:
    """Services that somebody gives today, of whom nobody's capacity is known."""
    supplier = inputs.options["supplier"]
    known = supplier["capacity_people_x1000"].notna().to_numpy(bool)
    return set(supplier["standard"]) - set(supplier["standard"][known])


def _had(
    served: pd.DataFrame, inputs: PlanInputs, standards: list[str], *, period: int
) -> pd.DataFrame:
    """Share served, demand point × standard, at most 1; NaN where nobody there needs it."""
    here = served[served["period"] == period]
    z = here.pivot_table(
        index="people", columns="standard", values="served_people_x1000", aggfunc="sum"
    )
    z = z.reindex(index=inputs.people.index, columns=pd.Index(standards)).fillna(0.0) / 1000
    need = pd.DataFrame(
        {one: inputs.people[inputs.users[one]].astype("float64") for one in standards}
    )
    return (z.astype("float64") / need.where(need > 0)).clip(upper=1.0)


def _mean_had(had: pd.DataFrame, standards: list[str]) -> np.ndarray:
    """Mean over services of the share had at each demand point; NaN where none is due."""
    if not standards:
        return np.full(len(had), np.nan)
    return had[standards].mean(axis=1).to_numpy(np.float64)


def _served(
    inputs: PlanInputs, standards: list[str], today: pd.DataFrame, after: pd.DataFrame
) -> pd.DataFrame:
    everybody = [one for one in standards if inputs.users[one] == "residents_people"]
    rows = []
    for age in codes.AGE_GROUPS:
        if age in inputs.people:
            due = [*everybody, *(one for one in standards if inputs.users[one] == age)]
            weight = inputs.people[age].to_numpy(np.float64, na_value=0.0)
            rows.append(_row("age_group", age, weight, (today, after), due))
    people = inputs.people["residents_people"].to_numpy(np.float64, na_value=0.0)
    for grouping, labels in _groupings(inputs, today, people).items():
        for group in sorted(labels.dropna().unique()):
            weight = np.where((labels == group).to_numpy(bool, na_value=False), people, 0.0)
            rows.append(_row(grouping, str(group), weight, (today, after), standards))
    names = [column.name for column in EQUITY_SERVED.columns]
    return pd.DataFrame(rows, columns=pd.Index(names))


def _groupings(
    inputs: PlanInputs, today: pd.DataFrame, people: np.ndarray
) -> Mapping[str, pd.Series]:
    """Groups of demand points: by sub-district, and by tenth of people as they are served today."""
    had = _mean_had(today, list(today.columns))
    order = np.lexsort((np.arange(len(had)), had))
    known = ~np.isnan(had[order])
    held = np.cumsum(np.where(known, people[order], 0.0))
    tenth = np.full(len(had), np.nan)
    if held.size and held[-1] > 0:
        middle = held - people[order] / 2
        tenth[order] = np.where(
            known, np.minimum(np.floor(middle / held[-1] * DECILES), DECILES - 1) + 1, np.nan
        )
    index = inputs.people.index
    deciles = pd.Series(tenth, index=index)
    words = deciles.map(lambda one: f"{one:02.0f}", na_action="ignore")
    return {"sub_district": inputs.people["sub_district"], "decile_today": words}


def _row(
    grouping: str,
    group: str,
    weight: np.ndarray,
    both: tuple[pd.DataFrame, pd.DataFrame],
    due: list[str],
) -> dict[str, object]:
    before, after = (_mean_of(_mean_had(one, due), weight) for one in both)
    return {
        "grouping": grouping,
        "group": group,
        "people": float(weight.sum()),
        "before_share": before,
        "after_share": after,
    }


def _mean_of(had: np.ndarray, weight: np.ndarray) -> float:
    """Mean over those of whom it is known; NaN where there is nobody."""
    known = ~np.isnan(had)
    total = float(weight[known].sum())
    return float((weight[known] * had[known]).sum() / total) if total > 0 else float("nan")


def _gini(had: pd.DataFrame, people: np.ndarray) -> float:
    mean = _mean_had(had, list(had.columns))
    known = ~np.isnan(mean)
    return cover.gini(mean[known], weight=people[known]) if known.any() else float("nan")


def _moves(programme: Programme, inputs: PlanInputs) -> pd.DataFrame:
    """Households that move, by tenure, size of home and sub-district."""
    choice = programme.tables["choice"]
    chosen = choice[choice["phase"].notna()]
    homes = inputs.options["option_home"]
    homes = homes.merge(chosen[["option", "site"]], on="option")
    place = inputs.sites["sub_district"]
    homes = homes.assign(sub_district=homes["site"].map(place))
    counts = {
        "homes_count": "homes_before_count",
        "out_temporarily_count": "out_temporarily_count",
        "out_for_good_count": "out_for_good_count",
    }
    parts = []
    for grouping in ("tenure", "size", "sub_district"):
        label = homes[grouping].astype("str")
        found = homes[list(counts.values())].astype("Int64").groupby(label).sum()
        found.columns = pd.Index(list(counts))
        found = found[found.sum(axis=1) > 0]
        parts.append(found.rename_axis("group").reset_index().assign(grouping=grouping))
    names = [column.name for column in EQUITY_MOVES.columns]
    return pd.concat(parts, ignore_index=True)[names]


def _rehoused(programme: Programme) -> Mapping[str, int]:
    """Greatest number of households rehoused at once, in their unit and in neighbouring ones."""
    table = programme.tables["auxiliary"]
    here = table[table["key"].str.startswith("rehoused/")]
    parts = here["key"].str.split("/", expand=True)
    found = {"same_unit": 0, "neighbouring_unit": 0}
    if len(here):
        same = (parts[1] == parts[2]).to_numpy()
        amount = here["amount"].to_numpy(np.int64)
        phase = parts[3].to_numpy()
        for name, rows in (("same_unit", same), ("neighbouring_unit", ~same)):
            by_phase = pd.Series(amount[rows]).groupby(phase[rows]).sum()
            found[name] = int(by_phase.max()) if len(by_phase) else 0
    return found
