"""A street of a few sites whose projects can be worked out by hand."""

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from gengxin.offer.bundling import Ground
from gengxin.offer.drafts import Planned
from gengxin.offer.works import add_months, first_day
from gengxin.terms import Brief, ExistingHomes, Phase, Programme
from gengxin.terms.offer import Bundling, Rehousing, SiteWorks
from gengxin.terms.words import Words

__all__ = ["MONEY_COLUMNS", "brief", "ground", "planned", "programme", "site"]

MONEY_COLUMNS = (
    *("party", "item", "first_month", "month", "phase"),
    *("low_amount", "mid_amount", "high_amount"),
)
NOTHING = {
    "households_out_temporarily_count": 0.0,
    "households_out_for_good_count": 0.0,
    "people_moved_out_people": 0.0,
    "people_returned_people": 0.0,
    "service_people": 0.0,
    "spent_amount": 0.0,
    "received_amount": 0.0,
}


def brief(*, phases: int = 3, self_arranged_share: float = 0.0, standing: int = 0) -> Brief:
    """Phases of two years from 2026 on; ``standing`` small homes of unit U stand empty."""
    homes = (ExistingHomes(unit="U", size="small", homes_count=standing),) if standing else ()
    return Brief(
        name="street",
        name_en="Street",
        name_zh="街",
        source="made up for tests",
        phases=tuple(Phase(starts_on=date(2026 + 2 * at, 1, 1)) for at in range(phases)),
        ends_on=date(2026 + 2 * phases, 1, 1),
        horizon_years=30.0,
        earlier_rate=0.0,
        discount_rate=0.1,
        self_arranged_share=self_arranged_share,
        existing_homes=homes,
    )


def site(
    ref: str,
    *,
    phase: int = 1,
    months: int = 12,
    unit: str = "U",
    place: str = "",
    action: str = "redevelop",
    amounts: Mapping[str, float | None] | None = None,
    yearly: tuple[tuple[float | None, float | None], ...] = (),
) -> SiteWorks:
    """A site whose works begin with a phase; it costs, brings and moves nothing unless it says."""
    asked = brief()
    starts = first_day(asked, phase)
    ends = add_months(starts, months)
    opens = next(p for p in range(phase, 5) if p == 4 or first_day(asked, p) >= ends)
    return SiteWorks(
        site=ref,
        name=Words(f"Site {ref}", f"地块{ref}"),
        option=f"{ref}/{action}",
        option_name=Words(action, action),
        action=action,
        phase=phase,
        opens_phase=opens,
        unit=unit,
        place=place or unit,
        starts_on=starts,
        ends_on=ends,
        opens_on=first_day(asked, opens),
        amounts={**NOTHING, **(amounts or {})},
        yearly=yearly,
    )


def ground(near: Iterable[tuple[str, str]] = (), **x_m: float) -> Ground:
    """Sites along a street, by how far along it each lies."""
    return Ground(
        near=tuple(near),
        middle_m={ref: (x, 0.0) for ref, x in x_m.items()},
        names={"U": Words("Unit", "单元")},
    )


def planned(
    works: Iterable[SiteWorks],
    *,
    rehousing: Iterable[Rehousing] = (),
    on: Ground | None = None,
    settings: Bundling | None = None,
) -> Planned:
    """A programme of these works; nobody knows its money."""
    empty = pd.DataFrame({name: [] for name in MONEY_COLUMNS}, index=pd.Index([], name="option"))
    return Planned(
        works={one.site: one for one in works},
        rehousing=tuple(rehousing),
        ground=on or ground(),
        money=empty,
        runs={"options": "options-0", "programme": "programme-0", "district": "d0"},
        settings=settings or Bundling(),
    )


def programme(
    asked: Brief, choice: pd.DataFrame, flows: Mapping[str, int], served: pd.DataFrame
) -> Programme:
    """A programme's file with these choices; what isn't read of it is empty."""
    keys = pd.Series(list(flows), dtype="str")
    auxiliary = pd.DataFrame({"key": keys, "amount": list(flows.values())})
    return Programme(
        tables={"choice": choice, "auxiliary": auxiliary, "served": served},
        brief=asked,
        terms=(),
        today=0.0,
        value=0.0,
        bound=0.0,
        gap_certified=None,
        gap_solver=None,
        rounds=(),
        seed=0,
        money=None,
        hashes={},
        unavailable=(),
        software="test",
    )
