"""Makes the town on which the engine's figures bind: six ways to renew each site, four phases.

Made up: no place has these numbers. They are drawn as the prototype of the method drew them, in the
same order, so that a size and seed mean one instance, and then laid out as the tables of an options
run and a brief, so that they go the very way of a real district.

======================  ============================================================================
prototype               here
======================  ============================================================================
zone (five)             functional zone and renewal unit: a unit has no neighbour
six options, none       repair, retrofit, convert, extend, redevelop and redevelop larger, beside
                        *keep*; a heritage site has the first three
start in phase t        four phases of three years; works of 36 months, open one phase later
cost                    public construction cost of year 0, in 100 currency; budgets of the brief
displaced               households out for good (so that they need a home from then on)
homes for rehousing     committed homes of the one size class; the brief's existing homes
FAR needed, given       floor area received and sent by transfer, in whole m²
must start no earlier   the brief's ``requires``
gain                    20 homes made good each, 40,000 currency a home in phase 1
carbon                  10 t each: of works at once, of use over the years that are left
floor supplied          floor area of a use; *keep* has no row: no one asks for what stands
floor wanted            floor targets of the brief from phase 1 on, 3,000 currency a m², a third of
                        that against oversupply
demand points           people, 5 a site; the six services serve all of them
two service slots       ``opens`` rows of two standards
30 nearest sites        reach of the sites' two standards
two nearest of a kind   reach of facilities within 4 steps of 150 m
value of one served     10,000 currency × the standard's weight × need weight; a sub-district for
                        each thousandth of the need weight
0.96 a phase            a horizon of 80 years, not discounted: 1, 0.961, 0.922, 0.883 from phase 1
======================  ============================================================================

What differs: the prototype also discounted displacement and the carbon of works, by up to 12 %; it
paid for floor at the end only, here it counts in each period, so each zone and use has four rows.
Its value held what today's facilities serve; ours is above keeping everything, about half of that,
and a gap in percent twice as wide. Amounts are rounded to what the tables hold.
"""

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from drawntown import SERVICES, USES, ZONES, Around, Drawn, Floats, Ints, drawn
from scipy.spatial import cKDTree

from gengxin.terms import (
    OPTION_TABLES,
    ROWS,
    Brief,
    ExistingHomes,
    FloorTarget,
    Match,
    Money,
    Phase,
    PlanInputs,
    Requires,
    RowSetting,
    TermSetting,
)

__all__ = ["STANDARDS", "end_town"]

PHASES = 4
SITES_NEAR, FACILITIES_NEAR, FACILITY_STEPS, STEP_M = 30, 2, 4.0, 150.0
STANDARDS = {
    "made-up.clinic": 1.0,
    "made-up.nursery": 0.8,
    "made-up.elder-care": 1.2,
    "made-up.canteen": 0.6,
    "made-up.school": 1.5,
    "made-up.library": 0.9,
}
# action and variant of each way to renew a site; −1, the last, is to keep it
WAYS = (
    ("repair", "repair"),
    ("retrofit", "retrofit"),
    ("convert", "convert"),
    ("extend", "extend"),
    ("redevelop", "redevelop"),
    ("redevelop", "redevelop-larger"),
    ("keep", "keep"),
)
HERITAGE_WAYS = 3
KINDS = {"text": "str", "code": "str", "whole": "Int64", "number": "float64", "flag": "bool"}
REQUESTS = (
    *(("use_class", "str"), ("functional_zone", "str")),
    *(("floor_area_high_m2", "float64"), ("need_by", "datetime64[s]")),
)
WORKS_MONTHS, HORIZON_YEARS = 36, 80
YEARS_AFTER_FIRST = HORIZON_YEARS - WORKS_MONTHS / 12
# what opens as soon as it can counts for this share of the horizon
FIRST_SHARE = YEARS_AFTER_FIRST / HORIZON_YEARS
HOMES_PER_GAIN, KG_PER_CARBON = 20, 10_000
ROWS_ON = ("budget", "replacement_first", "far_ledger", "floor_space")
WEIGHTS = {
    "people_served": TermSetting(weight=10_000.0, note="made up"),
    "homes_made_good": TermSetting(weight=40_000.0 / FIRST_SHARE, note="made up"),
    "floor_space": TermSetting(weight=3_000.0 / FIRST_SHARE, note="made up"),
    "displaced_households": TermSetting(weight=5_000.0, note="made up"),
    "carbon": TermSetting(weight=5.0, note="made up"),
}


def end_town(sites: int, seed: int) -> tuple[PlanInputs, Brief]:
    """Make the tables and the brief of one size and seed."""
    town = drawn(sites, seed)
    name = np.array([f"s{number:06d}" for number in range(1, sites + 1)], object)
    return _inputs(town, name, f"end-town-{sites}-{seed}"), _brief(town, name)


class Rows(NamedTuple):
    """Which site and which way (−1: *keep*) each option is."""

    site: Ints
    way: Ints

    def whole(self, values: Floats, keep: Floats | None = None) -> Ints:
        """Whole numbers of each option out of those of each site and way; *keep*: 0."""
        kept = np.zeros(len(values)) if keep is None else keep
        found = np.where(self.way < 0, kept[self.site], values[self.site, self.way])
        return np.rint(found).astype(np.int64)


def _inputs(town: Drawn, name: npt.NDArray[Any], what: str) -> PlanInputs:
    around = town.around
    points = _refs("d", len(around.people))
    return PlanInputs(
        sites=pd.DataFrame(
            {
                "functional_zone": _zones(town.ground.zone),
                "renewal_unit": _zones(town.ground.zone),
                "sub_district": pd.Series("", index=range(len(name)), dtype="str"),
                "consent_state": pd.Series("", index=range(len(name)), dtype="str"),
                "consent_share": np.nan,
            }
        ).set_axis(pd.Index(name, dtype="str", name="ref")),
        people=pd.DataFrame(
            {
                "site": pd.Series("", index=range(len(points)), dtype="str"),
                "functional_zone": pd.Series("", index=range(len(points)), dtype="str"),
                "sub_district": pd.Series(
                    [_weight_area(one) for one in around.need_weight], dtype="str"
                ),
                "residents_people": around.people.astype(float),
            }
        ).set_axis(points),
        needs=pd.DataFrame({"supporters_count": pd.Series(dtype="Int64")}),
        space_requests=pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in REQUESTS}),
        options=_tables(town, name, points),
        users=dict.fromkeys(STANDARDS, "residents_people"),
        limits={},
        money=Money(currency="CNY", price_day=date(2026, 1, 1)),
        hashes={"district": what, "options": what},
    )


def _tables(town: Drawn, name: npt.NDArray[Any], points: pd.Index) -> dict[str, pd.DataFrame]:
    offered = np.ones((len(name), len(WAYS)), bool)
    offered[town.ground.heritage, 1 + HERITAGE_WAYS :] = False
    site, place = np.nonzero(offered)
    rows = Rows(site, place - 1)
    variant = np.array([f"/{variant}" for _, variant in WAYS], object)
    ref = pd.Series(name[site] + variant[rows.way], dtype="str")
    nothing = {
        of.name: pd.DataFrame({one.name: pd.Series(dtype=KINDS[one.kind]) for one in of.columns})
        for of in OPTION_TABLES.values()
    }
    return nothing | {
        "option": _options(town, rows, ref, name),
        "option_floor": _floors(town, rows, ref),
        "option_service": _services(town, rows, ref),
        "option_money": _money(town, rows, ref),
        "option_home": _homes(town, rows, ref),
        "supplier": _suppliers(town.around),
        "reach": _reach(town, name, points),
    }


def _options(town: Drawn, rows: Rows, ref: pd.Series, name: npt.NDArray[Any]) -> pd.DataFrame:
    """One row an option, *keep* first of each site; only what a programme asks for."""
    ground, ways = town.ground, town.ways
    households = rows.whole(ground.households[:, None] + 0 * ways.gain, ground.households)
    goes = np.array([0, 0, 0, 0, 1, 1]) * ground.floor_m2[:, None]
    built = ways.worked_m2 - np.array([1, 1, 1, 1, 0, 0]) * ground.floor_m2[:, None]
    yearly = rows.whole(
        (40 * ground.floor_m2)[:, None] - ways.saved * (KG_PER_CARBON / YEARS_AFTER_FIRST),
        40 * ground.floor_m2,
    )
    actions = list(dict.fromkeys(action for action, _ in WAYS))
    action = np.array([actions.index(action) for action, _ in WAYS])
    return pd.DataFrame(
        {
            "ref": ref,
            "site": pd.Series(name[rows.site], dtype="str"),
            "action": pd.Categorical.from_codes(action[rows.way], categories=actions),
            "state": "offered",
            "fixing": "free",
            "consent_needed": False,
            "consent_threshold_share": np.nan,
            "shadow_as": "",
            "gross_floor_area_m2_x100": rows.whole(ways.floor_m2, ground.floor_m2) * 100,
            "floor_built_m2_x100": rows.whole(built) * 100,
            "floor_demolished_m2_x100": rows.whole(goes) * 100,
            "floor_under_works_m2_x100": rows.whole(ways.worked_m2) * 100,
            "heritage_floor_kept_m2_x100": rows.whole(0 * goes),
            "far_sent_m2_x100": rows.whole(ways.sent_m2) * 100,
            "far_received_m2_x100": rows.whole(ways.received_m2) * 100,
            "homes_made_good_count": rows.whole(HOMES_PER_GAIN * ways.gain),
            "residents_after_people_x1000": households * 2_500,
            "households_out_temporarily_count": rows.whole(0 * ways.displaced),
            "households_out_for_good_count": rows.whole(ways.displaced),
            "works_months": np.where(rows.way < 0, 0, WORKS_MONTHS),
            "public_cost_amount_x100": rows.whole(ways.cost * 10_000) * 10_000,
            "owner_cost_amount_x100": rows.whole(0 * goes),
            "developer_cost_amount_x100": rows.whole(0 * goes),
            "revenue_amount_x100": rows.whole(0 * goes),
            "npv_mid_amount_x100": -rows.whole(ways.cost * 10_000) * 10_000,
            "embodied_kgco2e": rows.whole(ways.embodied * KG_PER_CARBON),
            "operating_yearly_kgco2e": yearly,
        }
    )


def _floors(town: Drawn, rows: Rows, ref: pd.Series) -> pd.DataFrame:
    supplied = rows.whole(town.ways.supplied_m2)
    some = np.flatnonzero(supplied)
    use = town.ground.use_after[rows.site[some]]
    return pd.DataFrame(
        {
            "option": ref.iloc[some].array,
            "use_class": pd.Categorical.from_codes(use, categories=USES),
            "floor_area_m2_x100": supplied[some] * 100,
            "floor_built_m2_x100": 0,
            "floor_lost_m2_x100": 0,
        }
    )


def _services(town: Drawn, rows: Rows, ref: pd.Series) -> pd.DataFrame:
    able = np.stack([rows.whole(town.ways.capacity[:, :, slot]) for slot in (0, 1)], 1)
    row, slot = np.nonzero(able)
    standard = town.ground.standards[rows.site[row], slot]
    return pd.DataFrame(
        {
            "option": ref.iloc[row].array,
            "effect": "opens",
            "standard": pd.Categorical.from_codes(standard, categories=list(STANDARDS)),
            "facility_kind": "community_centre",
            "facility": "",
            "floor_area_m2_x100": pd.Series(pd.NA, index=range(len(row)), dtype="Int64"),
            "capacity_people_x1000": able[row, slot] * 1_000,
        }
    )


def _money(town: Drawn, rows: Rows, ref: pd.Series) -> pd.DataFrame:
    """All of it public, in the year in which works start."""
    some = np.flatnonzero(rows.way >= 0)
    amount = -rows.whole(town.ways.cost * 10_000)[some] * 10_000
    return pd.DataFrame(
        {
            "option": ref.iloc[some].array,
            "year": np.zeros(len(some), np.int16),
            "party": pd.Categorical.from_codes(np.zeros(len(some), int), categories=["public"]),
            "item": pd.Categorical.from_codes(
                np.zeros(len(some), int), categories=["construction"]
            ),
            "low_amount_x100": amount,
            "mid_amount_x100": amount,
            "high_amount_x100": amount,
        }
    )


def _homes(town: Drawn, rows: Rows, ref: pd.Series) -> pd.DataFrame:
    """One size of home; who is displaced stays out for good."""
    before = rows.whole(
        0 * town.ways.gain + town.ground.households[:, None], town.ground.households
    )
    return pd.DataFrame(
        {
            "option": ref,
            "size": "medium",
            "tenure": "",
            "homes_before_count": before,
            "homes_after_count": before + rows.whole(town.ways.rehousing),
            "out_temporarily_count": 0,
            "out_for_good_count": rows.whole(town.ways.displaced),
            "committed_count": rows.whole(town.ways.rehousing),
            "away_months": 0,
        }
    )


def _suppliers(around: Around) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "standard": pd.Categorical.from_codes(
                around.facility_service, categories=list(STANDARDS)
            ),
            "facility": _refs("f", len(around.facility_service)),
            "site": "",
            "capacity_people_x1000": around.facility_capacity * 1_000,
        }
    )


def _reach(town: Drawn, name: npt.NDArray[Any], points: pd.Index) -> pd.DataFrame:
    """Demand points and the sites near them, of both the sites' services, and facilities."""
    ground, around = town.ground, town.around
    count = min(SITES_NEAR, len(name))
    steps, near = cKDTree(ground.xy).query(around.xy, count)
    point = np.repeat(np.arange(len(points)), count)
    found = [
        (ground.standards[near.ravel(), slot], point, -1 + 0 * point, near.ravel(), steps.ravel())
        for slot in (0, 1)
    ]
    found += [_reach_of_facilities(around, service) for service in range(SERVICES)]
    service, person, facility, site, step = (
        np.concatenate(part) for part in zip(*found, strict=True)
    )
    facilities = ["", *_refs("f", len(around.facility_service))]
    return pd.DataFrame(
        {
            "standard": pd.Categorical.from_codes(service, categories=list(STANDARDS)),
            "people": pd.Categorical.from_codes(person, categories=points),
            "facility": pd.Categorical.from_codes(facility + 1, categories=facilities),
            "site": pd.Categorical.from_codes(site + 1, categories=["", *name]),
            "distance_m": (step * STEP_M).astype(np.float32),
        }
    )


def _reach_of_facilities(around: Around, service: int) -> tuple[Any, ...]:
    """The nearest of a service, where it is near enough; sites are −1."""
    own = np.flatnonzero(around.facility_service == service)
    if not (count := min(FACILITIES_NEAR, len(own))):
        return tuple(np.zeros(0, int) for _ in range(5))
    steps, which = cKDTree(around.facility_xy[own]).query(around.xy, range(1, count + 1))
    point, rank = np.nonzero(steps < FACILITY_STEPS)
    facility = own[which[point, rank]]
    return (service + 0 * point, point, facility, -1 + 0 * point, steps[point, rank])


def _brief(town: Drawn, name: npt.NDArray[Any]) -> Brief:
    budget = float(0.012 * town.ways.cost[:, 5].sum() * 1e6)
    existing = np.zeros(ZONES)
    np.add.at(existing, town.ground.zone, 0.02 * town.ground.households)
    zones = _zones(np.arange(ZONES))
    return Brief(
        name="end",
        name_en="End town",
        name_zh="终期覆盖示例",
        source="made up for measuring",
        phases=tuple(
            Phase(starts_on=date(2027 + 3 * phase, 1, 1), budget_amount=budget)
            for phase in range(PHASES)
        ),
        ends_on=date(2027 + 3 * PHASES, 1, 1),
        horizon_years=HORIZON_YEARS,
        earlier_rate=0.0,
        discount_rate=0.0,
        coverage="end",
        terms=WEIGHTS,
        rows={row: RowSetting(on=row in ROWS_ON) for row in ROWS},
        oversupply_share=1 / 3,
        standards=STANDARDS,
        need_weights={
            _weight_area(weight): float(weight) for weight in np.unique(town.around.need_weight)
        },
        existing_homes=tuple(
            ExistingHomes(unit=zone, size="medium", homes_count=int(homes))
            for zone, homes in zip(zones, existing.round(), strict=True)
        ),
        floor_targets=tuple(
            FloorTarget(functional_zone=zone, use_class=use, floor_area_m2=round(wanted), phase=1)
            for zone, of_zone in zip(zones, town.wanted_m2.tolist(), strict=True)
            for use, wanted in zip(USES, of_zone, strict=True)
        ),
        requires=tuple(
            Requires(this=Match(site=name[this]), first=Match(site=name[first]))
            for this, first in town.after
        ),
    )


def _zones(zone: Ints) -> pd.Series:
    return pd.Series([f"zone-{number + 1}" for number in zone], dtype="str")


def _refs(letter: str, count: int) -> pd.Index:
    return pd.Index(
        [f"{letter}{number:07d}" for number in range(1, count + 1)], dtype="str", name="ref"
    )


def _weight_area(weight: float) -> str:
    return f"weight-{weight:.3f}"
