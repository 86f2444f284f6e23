"""A programme of the toy town made by hand: s1 is rebuilt in the first of two phases of 3 years.

Its works take 40 months, so that it opens in the end state (period 3): both phases have works. The
public pays 2 million in year 0 and 1 million in year 4.
"""

from datetime import date
from functools import cache

import pandas as pd
from shapely.geometry import Point
from tests.publish.hand_made import toy_district
from tests.publish.option_set import REBUILD, hand_made_options
from tests.town.toy import frame_of

from gengxin.publish import Told
from gengxin.publish.words import Words
from gengxin.terms import (
    EQUITY_MOVES,
    EQUITY_SERVED,
    PROGRAMME_TABLES,
    Brief,
    District,
    Equity,
    Explanation,
    Front,
    FrontPoint,
    Money,
    Note,
    Phase,
    PlanInputs,
    Programme,
    ProgrammeRound,
    Provenance,
    Reason,
    RowReason,
    RowSetting,
    SiteReason,
    TermSetting,
    TermValue,
    WeightRun,
)

__all__ = ["SAID", "hand_made_told", "needy_district"]

MILLION = 1_000_000
CENTS = 100
SAID = "My grandmother waits for a place"
CNY = Money(currency="CNY", price_day=date(2025, 1, 1))


@cache
def needy_district() -> District:
    """The toy town with one need of residents."""
    need = {
        "ref": "n1",
        "text_en": SAID,
        "text_zh": "奶奶在等床位",
        "state": "received",
        "supporters_count": 7.0,
        "geometry": Point(50, 50),
    }
    return toy_district(needs=frame_of("needs", [need]))


def hand_made_told(*, asked: bool = True) -> Told:
    """All that the report is made of; not ``asked``: without front and weights."""
    programme = _programme()
    return Told(
        programme=programme,
        inputs=_inputs(),
        district=needy_district(),
        explanation=_explanation(),
        equity=_equity(programme),
        front=_front() if asked else None,
        weights=_weights() if asked else (),
        content_hash="c0ffee",
        prices_made_up=True,
        standards={"edu.kg": Words("kindergarten", "幼儿园")},
        provenance=Provenance(inputs=(), software="gengxin 0.1.0", day=date(2026, 2, 3)),
        command="gengxin verify toy.zip toy",
    )


def _brief() -> Brief:
    return Brief(
        name="toy",
        name_en="Toy brief",
        name_zh="玩具任务书",
        source="nobody",
        phases=(
            Phase(starts_on=date(2026, 1, 1), name_en="first", name_zh="首期", budget_amount=4e6),
            Phase(starts_on=date(2029, 1, 1), name_en="second", name_zh="次期", budget_amount=2e6),
        ),
        ends_on=date(2032, 1, 1),
        horizon_years=30.0,
        earlier_rate=0.04,
        discount_rate=0.04,
        self_arranged_share=0.5,
        terms={
            "people_served": TermSetting(weight=20_000.0, note="policy choice: toy"),
            "displaced_households": TermSetting(weight=500_000.0, note="policy choice: toy"),
        },
        rows={
            "budget": RowSetting(limit=0.03),
            "works_at_once": RowSetting(limit=0.5),
            "replacement_first": RowSetting(),
        },
    )


def _table(name: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    names = [column.name for column in PROGRAMME_TABLES[name].columns]
    return pd.DataFrame(list(rows), columns=pd.Index(names))


def _programme() -> Programme:
    tables = {name: _table(name) for name in PROGRAMME_TABLES}
    kept = [(site, f"{site}/keep-as-is", None, None) for site in ("s2", "s3", "n1")]
    tables["choice"] = _table("choice", ("s1", REBUILD, 1, 3), *kept).astype(
        {"phase": "Int64", "opens": "Int64"}
    )
    tables["served"] = _table(
        "served",
        ("edu.kg", "p1", "f1", "", 3, 30_000),
        ("edu.kg", "p1", "", "s1", 3, 25_000),
        ("edu.kg", "p1", "f1", "", 2, 99_000),
    )
    tables["today_served"] = _table("today_served", ("edu.kg", "p1", "f1", "", 3, 30_000))
    return Programme(
        tables=tables,
        brief=_brief(),
        terms=(
            TermValue(term="people_served", amount=20.0, value=400_000.0),
            TermValue(term="displaced_households", amount=0.2, value=-100_000.0),
        ),
        today=0.0,
        value=300_000.0,
        bound=303_010.0,
        gap_certified=3_010 / 300_000,
        gap_solver=None,
        rounds=(ProgrammeRound(number=1, stage="prices", value=300_000.0, bound=303_010.0),),
        seed=1,
        money=CNY,
        hashes={"district": "d", "options": "o"},
        unavailable=(
            Note(table="option", action="missing", count=1, en="no heritage", zh="没有遗产"),
        ),
        software="gengxin 0.1.0",
    )


def _inputs() -> PlanInputs:
    tables = dict(hand_made_options().tables)
    option = tables["option"].copy()
    rebuilt = option["ref"] == REBUILD
    option.loc[rebuilt, "works_months"] = 40
    option.loc[rebuilt, "floor_under_works_m2_x100"] = 200_000
    option.loc[rebuilt, "households_out_temporarily_count"] = 58
    option.loc[rebuilt, "public_cost_amount_x100"] = 3 * MILLION * CENTS
    option.loc[rebuilt, "consent_needed"] = True
    option.loc[rebuilt, "consent_rule"] = "toy.consent"
    option.loc[rebuilt, "consent_threshold_share"] = 0.75
    option.loc[rebuilt, "consent_households_count"] = 70
    # each site has 1,000 m² today: half of 4,000 may be under works
    option.loc[option["action"] == "keep", "gross_floor_area_m2_x100"] = 100_000
    spent = [(0, "construction", -2), (4, "fees", -1), (0, "sale", 5)]
    money = pd.DataFrame(
        [
            {
                "option": REBUILD,
                "year": year,
                "party": "public",
                "item": item,
                **{
                    f"{one}_amount_x100": amount * MILLION * CENTS for one in ("low", "mid", "high")
                },
            }
            for year, item, amount in spent
        ]
    )
    origin = pd.DataFrame([{"option": REBUILD, "origin": "need", "origin_ref": "n1"}])
    service = pd.DataFrame(
        [
            {
                "option": REBUILD,
                "effect": "opens",
                "standard": "edu.kg",
                "facility_kind": "kindergarten",
                "facility": "",
                "floor_area_m2_x100": 50_000,
                "capacity_people_x1000": 25_000,
            }
        ]
    )
    tables |= {
        "option": option,
        "option_money": money,
        "option_origin": origin,
        "option_service": service,
    }
    sites = needy_district().table("sites")
    columns = ("functional_zone", "renewal_unit", "sub_district", "consent_state", "consent_share")
    return PlanInputs(
        sites=pd.DataFrame({name: sites.get(name) for name in columns}, index=sites.index),
        people=needy_district().table("people"),
        needs=needy_district().table("needs"),
        space_requests=pd.DataFrame(),
        options=tables,
        users={"edu.kg": "age_3_5_people"},
        limits={},
        money=CNY,
        hashes={"district": "d", "options": "o"},
    )


def _explanation() -> Explanation:
    row = RowReason(
        key="works_at_once/1",
        used=200_000.0,
        limit=200_000.0,
        price=1.0,
        says=Reason(en="works bind", zh="施工已到限值", amount=100_000.0),
    )
    rebuilt = SiteReason(
        site="s1",
        option=REBUILD,
        phase=1,
        terms={"people_served": 400_000.0, "displaced_households": -100_000.0},
        next_option="s1/keep-as-is",
        next_phase=None,
        loses=12_345.0,
        sentences=(),
        flips=(Reason(en="first", zh="一"), Reason(en="turns at twice", zh="两倍时改选")),
        rows=(row,),
    )
    kept = SiteReason(
        site="s2",
        option="s2/keep-as-is",
        phase=None,
        terms={},
        next_option=None,
        next_phase=None,
        loses=None,
        sentences=(),
        flips=(),
        rows=(),
    )
    return Explanation(
        sentences=(Reason(en="One site is renewed.", zh="更新一个地块。"),),
        rows=(row,),
        sites=(rebuilt, kept),
    )


def _equity(programme: Programme) -> Equity:
    served = pd.DataFrame(
        [
            ("age_group", "age_3_5_people", 45.0, 0.25, 0.5),
            ("decile_today", "01", 90.0, 0.1, 0.4),
            ("decile_today", "10", 90.0, 0.9, 0.8),
        ],
        columns=pd.Index([column.name for column in EQUITY_SERVED.columns]),
    )
    moves = pd.DataFrame(
        [("tenure", "owner", 70, 58, 12)],
        columns=pd.Index([column.name for column in EQUITY_MOVES.columns]),
    )
    return Equity(
        programme=programme,
        served=served,
        moves=moves,
        gini_before=0.3,
        gini_after=0.2,
        rehoused={"same_unit": 9, "neighbouring_unit": 0},
    )


def _front() -> Front:
    points = tuple(
        FrontPoint(
            first=first, second=second, value=1.0, bound=1.01, gap_certified=0.01, content_hash=None
        )
        for first, second in ((3e6, 10.0), (2e6, 30.0), (-1e6, 40.0))
    )
    return Front(first="net_present_value", second="people_served", points=points)


def _weights() -> tuple[WeightRun, ...]:
    return (
        WeightRun(
            term="people_served",
            factor=2.0,
            value=800_000.0,
            gap_certified=0.004,
            amounts={"people_served": 25.0, "displaced_households": 0.2},
            sites_changed_count=3,
        ),
        WeightRun(
            term="people_served",
            factor=0.5,
            value=None,
            gap_certified=None,
            amounts={},
            sites_changed_count=None,
        ),
    )
