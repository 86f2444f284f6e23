"""A town of three sites by hand, in which every family of rows says something.

Phases start in January of 2027 and 2030, the end state in January of 2033; the horizon is ten years
of 120 months. So ω = 36/120, 36/120, 48/120 = 0.3, 0.3, 0.4 and Ω = 1, 0.7, 0.4.
"""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pandas as pd

from gengxin.terms import (
    OPTION_TABLES,
    PROGRAMME_TABLES,
    Brief,
    EquityFloor,
    ExistingHomes,
    FloorTarget,
    Match,
    Money,
    Phase,
    PlanInputs,
    Programme,
    ProgrammeRound,
    Requires,
    RowSetting,
    Target,
    TermSetting,
    TermValue,
)

MONEY = Money(currency="CNY", price_day=date(2025, 1, 1))
KINDS = {"text": "str", "code": "str", "whole": "Int64", "number": "float64", "flag": "bool"}


def table(name: str, rows: list[dict]) -> pd.DataFrame:
    """A table of options, in the types of its columns; what isn't stated is empty."""
    of = {**OPTION_TABLES, **PROGRAMME_TABLES}[name]
    columns = {}
    for column in of.columns:
        values = [row.get(column.name) for row in rows]
        if column.kind in {"text", "code"}:
            values = ["" if value is None else value for value in values]
        if column.kind == "flag":
            values = [bool(value) for value in values]
        columns[column.name] = pd.array(values, dtype=KINDS[column.kind])
    return pd.DataFrame(columns)


# in hundredths of a square metre, hundredths of the currency, thousandths of people
NOTHING = {
    "state": "offered",
    "fixing": "free",
    "gross_floor_area_m2_x100": 10_000,
    **dict.fromkeys(
        (
            *("floor_built_m2_x100", "floor_demolished_m2_x100", "floor_under_works_m2_x100"),
            *("far_sent_m2_x100", "far_received_m2_x100", "heritage_floor_m2_x100"),
            *("heritage_floor_kept_m2_x100", "homes_before_count", "homes_after_count"),
            *("homes_made_good_count", "households_out_temporarily_count"),
            *("households_out_for_good_count", "works_months", "public_cost_amount_x100"),
            *("owner_cost_amount_x100", "developer_cost_amount_x100", "revenue_amount_x100"),
            *("npv_low_amount_x100", "npv_mid_amount_x100", "npv_high_amount_x100"),
            *("embodied_kgco2e", "operating_yearly_kgco2e"),
        ),
        0,
    ),
}


def option(site: str, action: str, residents: int, **told: object) -> dict:
    ref = f"{site}/{action}"
    own = {"ref": ref, "site": site, "action": action, "shadow_as": ref}
    return {**NOTHING, **own, "residents_after_people_x1000": residents, **told}


OPTIONS = [
    option("A", "keep", 100_000, heritage_floor_kept_m2_x100=2_000, operating_yearly_kgco2e=500),
    option(
        *("A", "redevelop", 120_000),
        works_months=30,
        gross_floor_area_m2_x100=15_000,
        floor_built_m2_x100=13_000,
        floor_demolished_m2_x100=8_000,
        floor_under_works_m2_x100=13_000,
        far_received_m2_x100=3_000,
        heritage_floor_kept_m2_x100=500,
        homes_made_good_count=10,
        households_out_temporarily_count=6,
        households_out_for_good_count=2,
        public_cost_amount_x100=90_000,
        owner_cost_amount_x100=10_000,
        developer_cost_amount_x100=50_000,
        revenue_amount_x100=120_000,
        npv_mid_amount_x100=-30_000,
        embodied_kgco2e=4_000,
        operating_yearly_kgco2e=401,
        consent_needed=True,
        consent_threshold_share=0.9,
    ),
    option("B", "keep", 80_000, heritage_floor_kept_m2_x100=0),
    option(
        *("B", "repair", 72_000),
        works_months=12,
        floor_under_works_m2_x100=9_000,
        far_sent_m2_x100=3_000,
        homes_made_good_count=4,
        households_out_temporarily_count=3,
        public_cost_amount_x100=40_000,
        revenue_amount_x100=0,
        npv_mid_amount_x100=-40_000,
        embodied_kgco2e=300,
    ),
    option("B", "extend", 80_000, works_months=80, homes_made_good_count=50),
    option("C", "keep", 20_000, gross_floor_area_m2_x100=20_000),
    option(
        *("C", "redevelop", 20_000),
        works_months=36,
        gross_floor_area_m2_x100=26_000,
        floor_built_m2_x100=12_000,
        floor_demolished_m2_x100=6_000,
        floor_under_works_m2_x100=12_000,
        homes_made_good_count=1,
        public_cost_amount_x100=60_000,
        developer_cost_amount_x100=20_000,
        revenue_amount_x100=30_000,
        npv_mid_amount_x100=10_000,
        embodied_kgco2e=2_000,
    ),
    option("C", "convert", 20_000, works_months=6, state="forbidden", reason_en="height"),
]

SERVICES = [
    {"option": "A/redevelop", "effect": "closes_for_works", "facility": "F1"},
    {"option": "B/repair", "effect": "closes_for_good", "facility": "F3"},
    {
        "option": "C/redevelop",
        "effect": "opens",
        "standard": "clinic",
        "capacity_people_x1000": 60_000,
    },
]

MONEY_ROWS = [
    ("A/redevelop", 0, "public", "demolition", -30_000),
    ("A/redevelop", 2, "public", "construction", -20_000),
    ("A/redevelop", 4, "public", "finance", -40_000),
    ("A/redevelop", 0, "owner", "construction", -10_000),
    ("A/redevelop", 5, "public", "operating", -7_000),
    ("B/repair", 0, "public", "construction", -40_000),
    ("C/redevelop", 0, "public", "construction", -60_000),
]

HOMES = [
    ("A/keep", "small", 0, 0, 0),
    ("A/redevelop", "small", 6, 2, 5),
    ("B/repair", "small", 3, 0, 0),
    ("C/redevelop", "small", 0, 0, 3),
]

FLOORS = [
    ("A/keep", "office", 1_000),
    ("A/redevelop", "office", 4_000),
    ("B/keep", "office", 500),
    ("B/repair", "office", 500),
    ("C/keep", "office", 2_000),
    ("C/redevelop", "office", 7_000),
]

REACH = [
    ("clinic", "P1", "F1", ""),
    ("clinic", "P2", "F1", ""),
    ("clinic", "P2", "F2", ""),
    ("clinic", "P2", "", "C"),
    ("clinic", "P3", "", "C"),
    ("school", "P1", "F3", ""),
    ("school", "P2", "F3", ""),
]

SUPPLIERS = [
    ("clinic", "F1", "A", 50_000),
    ("clinic", "F2", "", 30_000),
    ("school", "F3", "B", 15_000),
    ("market", "F4", "", 99_000),
]


def inputs() -> PlanInputs:
    sites = pd.DataFrame(
        {
            "functional_zone": ["Z1", "Z1", "Z2"],
            "renewal_unit": ["U1", "", "U2"],
            "sub_district": ["D1", "U2", "D2"],
            "consent_state": ["asked", "not_asked", ""],
            "consent_share": [0.95, float("nan"), float("nan")],
        },
        index=pd.Index(["A", "B", "C"], name="ref"),
    )
    people = pd.DataFrame(
        {
            "site": ["A", "B", "C"],
            "functional_zone": ["Z1", "Z1", "Z2"],
            "sub_district": ["D1", "U2", "D2"],
            "residents_people": [100.0, 80.0, 20.0],
            "age_6_11_people": [10.0, 8.0, 2.0],
            "age_65_up_people": [40.0, 30.0, 20.0],
        },
        index=pd.Index(["P1", "P2", "P3"], name="ref"),
    )
    services = [{"facility_kind": "", **row} for row in SERVICES]
    names = ("option", "year", "party", "item", "mid_amount_x100")
    home = ("option", "size", "out_temporarily_count", "out_for_good_count", "committed_count")
    floor = ("option", "use_class", "floor_area_m2_x100")
    shadows = [("A/redevelop", "W1", "03"), ("C/redevelop", "W1", "06"), ("B/keep", "W1", "0f")]
    window = {"ref": "W1", "site": "B", "need_count": 2, "lit": "0f"}
    made = {
        "option": table("option", OPTIONS),
        "option_service": table("option_service", services),
        "option_money": table(
            "option_money", [dict(zip(names, r, strict=True)) for r in MONEY_ROWS]
        ),
        "option_home": table("option_home", [dict(zip(home, row, strict=True)) for row in HOMES]),
        "option_floor": table(
            "option_floor", [dict(zip(floor, row, strict=True)) for row in FLOORS]
        ),
        "option_origin": table(
            "option_origin", [{"option": "B/repair", "origin": "need", "origin_ref": "N1"}]
        ),
        "option_shadow": table(
            "option_shadow",
            [dict(zip(("option", "receptor", "slots"), row, strict=True)) for row in shadows],
        ),
        "sun_receptor": table("sun_receptor", [window]),
        "option_check": table("option_check", []),
        "reach": table(
            "reach",
            [dict(zip(("standard", "people", "facility", "site"), r, strict=True)) for r in REACH],
        ),
        "supplier": pd.DataFrame(
            SUPPLIERS, columns=["standard", "facility", "site", "capacity_people_x1000"]
        ),
    }
    return PlanInputs(
        sites=sites,
        people=people,
        needs=pd.DataFrame({"supporters_count": [4.0]}, index=pd.Index(["N1"], name="ref")),
        space_requests=pd.DataFrame(
            {
                "use_class": ["office", "office"],
                "functional_zone": ["Z1", "Z2"],
                "floor_area_high_m2": [20.0, 60.0],
                "need_by": pd.to_datetime(["2031-05-01", None]),
            },
            index=pd.Index(["R1", "R2"], name="ref"),
        ),
        options=made,
        users={"clinic": "age_65_up_people", "school": "age_6_11_people"},
        limits={"built_to_demolished": 1.625, "rehoused_nearby": 0.75},
        money=MONEY,
        hashes={"district": "d" * 64, "options": "o" * 64},
    )


ALL_ROWS = MappingProxyType(
    {
        "budget": RowSetting(limit=0.3),
        "balance": RowSetting(limit=0.5),
        "replacement_first": RowSetting(),
        "continuity": RowSetting(limit=0.0),
        "far_ledger": RowSetting(),
        "works_at_once": RowSetting(limit=0.55),
        "demolished": RowSetting(limit=0.8),
        "built_to_demolished": RowSetting(),
        "rehoused_nearby": RowSetting(),
        "floor_space": RowSetting(),
        "sunlight": RowSetting(),
        "consent": RowSetting(),
    }
)

BRIEF = Brief(
    name="town",
    name_en="town",
    name_zh="小镇",
    source="made up",
    phases=(
        Phase(starts_on=date(2027, 1, 1), budget_amount=900.0),
        Phase(starts_on=date(2030, 1, 1), budget_amount=700.0),
    ),
    ends_on=date(2033, 1, 1),
    horizon_years=10.0,
    earlier_rate=0.0,
    discount_rate=0.0,
    terms=MappingProxyType(
        {
            "people_served": TermSetting(weight=10.0),
            "homes_made_good": TermSetting(weight=100.0),
            "floor_space": TermSetting(weight=2.0),
            "needs_answered": TermSetting(weight=7.0),
            "net_present_value": TermSetting(weight=0.5),
            "displaced_households": TermSetting(weight=30.0),
            "carbon": TermSetting(weight=0.01),
            "heritage_kept": TermSetting(weight=3.0),
        }
    ),
    rows=ALL_ROWS,
    carry_over=True,
    oversupply_share=0.5,
    standards=MappingProxyType({"clinic": 2.0}),
    need_weights=MappingProxyType({"D2": 1.5}),
    neighbours=(("U1", "U2"),),
    existing_homes=(ExistingHomes(unit="U2", size="small", homes_count=11),),
    subsidies=MappingProxyType({"U1": 300.0}),
    floor_targets=(
        FloorTarget(functional_zone="Z1", use_class="office", floor_area_m2=5.0, phase=3),
    ),
    equity_floors=(EquityFloor(standard="clinic", area="D2", share=0.0),),
    targets=(Target(term="homes_made_good", amount=14.0),),
    epsilon=(Target(term="carbon", amount=-3_607.0),),
    exclusive=((Match(site="A", phase=1), Match(site="C", phase=1)),),
    requires=(Requires(this=Match(site="C"), first=Match(site="B")),),
)


def programme(brief: Brief = BRIEF, **tables: list[dict]) -> Programme:
    """A programme that chooses and states what it is given, and nothing else."""
    kept = [{"site": site, "option": f"{site}/keep"} for site in "ABC"]
    return Programme(
        tables={name: table(name, tables.get(name, [])) for name in PROGRAMME_TABLES}
        | ({} if "choice" in tables else {"choice": table("choice", kept)}),
        brief=brief,
        terms=(),
        today=0.0,
        value=0.0,
        bound=1e9,
        gap_certified=None,
        gap_solver=None,
        rounds=(ProgrammeRound(number=1, stage="price", value=None, bound=1e9),),
        seed=1,
        money=MONEY,
        hashes={"district": "d" * 64, "options": "o" * 64},
        unavailable=(),
        software="gengxin 0.1.0",
    )


def column(site: str, action: str, phase: int, opens: int) -> dict:
    return {"site": site, "option": f"{site}/{action}", "phase": phase, "opens": opens}


def served(standard: str, people: str, facility: str, amounts: dict[int, int]) -> list[dict]:
    named = {"standard": standard, "people": people, "facility": facility}
    return [
        {**named, "period": period, "served_people_x1000": amount}
        for period, amount in amounts.items()
    ]


# A is redeveloped and B repaired in phase 1, C is kept: every limit of the brief is just met
CHOICE = [
    column("A", "redevelop", 1, 2),
    column("B", "repair", 1, 2),
    {"site": "C", "option": "C/keep"},
]
SERVED = [
    *served("clinic", "P1", "F1", {2: 49_000, 3: 49_000}),
    *served("clinic", "P2", "F2", {1: 30_000, 2: 27_000, 3: 27_000}),
]
AUXILIARY = {
    "rehoused/U1/U2/1/small": 8,
    "rehoused/U2/U2/1/small": 3,
    "rehoused/U1/U1/2/small": 2,
    "met/Z1/office/2": 2_000,
    "over/Z1/office/2": 1_000,
    "met/Z1/office/3": 2_500,
    "over/Z1/office/3": 500,
    "answered/N1": 1,
}
TODAY_SERVED = [
    *served("clinic", "P1", "F1", {3: 40_000}),
    *served("clinic", "P2", "F2", {3: 30_000}),
    *served("school", "P1", "F3", {3: 10_000}),
    *served("school", "P2", "F3", {3: 5_000}),
]
TODAY_PRICE = [
    {"standard": "clinic", "people": people, "period": 3, "price": 0.02} for people in ("P1", "P2")
]
# by hand: see test_town.py
TERMS = (
    TermValue(term="people_served", amount=-30.6, value=-306.0),
    TermValue(term="homes_made_good", amount=9.8, value=980.0),
    TermValue(term="floor_space", amount=13.5, value=27.0),
    TermValue(term="needs_answered", amount=5.0, value=35.0),
    TermValue(term="net_present_value", amount=-700.0, value=-350.0),
    TermValue(term="displaced_households", amount=2.0, value=-60.0),
    TermValue(term="carbon", amount=3_607.0, value=-36.07),
    TermValue(term="heritage_kept", amount=-10.5, value=-31.5),
)


def planned(brief: Brief = BRIEF, **tables: list[dict]) -> Programme:
    """The programme of the town, with all that it states; tables can be put in the place of its."""
    own = {
        "choice": CHOICE,
        "served": SERVED,
        "auxiliary": [{"key": key, "amount": amount} for key, amount in AUXILIARY.items()],
        "today_served": TODAY_SERVED,
        "today_price": TODAY_PRICE,
    }
    made = programme(brief, **{**own, **tables})
    return replace(
        made, terms=TERMS, today=1_550.0, value=258.43, bound=100_000.0, gap_certified=400.0
    )


__all__ = [
    "AUXILIARY",
    "BRIEF",
    "CHOICE",
    "SERVED",
    "TODAY_SERVED",
    "inputs",
    "planned",
    "programme",
    "table",
]
