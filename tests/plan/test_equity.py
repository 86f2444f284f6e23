"""Who gains and who moves, against a town of three houses counted by hand."""

from datetime import date

import pandas as pd
import pytest

from gengxin.plan.equity import equity_of
from gengxin.terms import PROGRAMME_TABLES, Brief, Equity, Phase, PlanInputs, Programme

PEOPLE = pd.DataFrame(
    {
        "site": ["S1", "S2", None],
        "sub_district": ["D1", "D1", "D2"],
        "functional_zone": ["Z", "Z", "Z"],
        "residents_people": [100.0, 100.0, 200.0],
        "age_65_up_people": [10.0, 0.0, 40.0],
    },
    index=pd.Index(["P1", "P2", "P3"], name="ref"),
)
BRIEF = Brief(
    name="hand",
    name_en="by hand",
    name_zh="手算",
    source="test",
    phases=(Phase(starts_on=date(2026, 1, 1)),),
    ends_on=date(2029, 1, 1),
    horizon_years=30.0,
    earlier_rate=0.0,
    discount_rate=0.04,
)


def served(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    """Rows of a served table: standard, people, period, people served."""
    return pd.DataFrame(
        [(one, who, "F", None, period, 1000 * people) for one, who, period, people in rows],
        columns=pd.Index([column.name for column in PROGRAMME_TABLES["served"].columns]),
    )


def programme(**tables: pd.DataFrame) -> Programme:
    """A programme that holds these tables, the others empty."""
    empty = {
        name: pd.DataFrame({column.name: [] for column in table.columns})
        for name, table in PROGRAMME_TABLES.items()
    }
    return Programme(
        tables={**empty, **tables},
        brief=BRIEF,
        terms=(),
        today=0.0,
        value=0.0,
        bound=0.0,
        gap_certified=None,
        gap_solver=None,
        rounds=(),
        seed=1,
        money=None,
        hashes={},
        unavailable=(),
        software="test",
    )


def counted(clinic: float | None, day_care: float | None) -> Equity:
    """Clinic for all: only P1 today, P3 by half at the end; day care for the old: P3 at the end."""
    homes = pd.DataFrame(
        {
            "option": ["S1/redevelop", "S1/redevelop", "S2/redevelop"],
            "size": ["small", "small", "large"],
            "tenure": ["owner", "public_rent", "owner"],
            "homes_before_count": [30, 20, 40],
            "out_temporarily_count": [25, 20, 40],
            "out_for_good_count": [5, 0, 0],
        }
    )
    inputs = PlanInputs(
        sites=pd.DataFrame(
            {"sub_district": ["D1", "D1"]}, index=pd.Index(["S1", "S2"], name="ref")
        ),
        people=PEOPLE,
        needs=pd.DataFrame(),
        space_requests=pd.DataFrame(),
        options={
            "option_home": homes,
            "supplier": pd.DataFrame(
                {
                    "standard": ["clinic", "day_care"],
                    "capacity_people_x1000": pd.array([clinic, day_care], dtype="Int64"),
                }
            ),
        },
        users={"clinic": "residents_people", "day_care": "age_65_up_people"},
        limits={},
        money=None,
        hashes={},
    )
    return equity_of(
        programme(
            choice=pd.DataFrame(
                {
                    "site": ["S1", "S2"],
                    "option": ["S1/redevelop", "S2/keep"],
                    "phase": pd.array([1, None], dtype="Int64"),
                    "opens": pd.array([2, None], dtype="Int64"),
                }
            ),
            today_served=served(("clinic", "P1", 2, 100)),
            served=served(
                ("clinic", "P3", 1, 200),
                ("clinic", "P1", 2, 100),
                ("clinic", "P3", 2, 100),
                ("day_care", "P3", 2, 40),
            ),
            auxiliary=pd.DataFrame(
                {
                    "key": ["rehoused/U1/U1/1/small", "rehoused/U1/U2/1/small", "carry/1"],
                    "amount": [20, 30, 7],
                }
            ),
        ),
        inputs,
    )


@pytest.fixture(scope="module")
def equity() -> Equity:
    return counted(100_000, 1)


def test_what_nobody_knows_of_today_is_unavailable_and_not_nothing() -> None:
    unknown = counted(None, None)
    assert unknown.served["before_share"].isna().all()
    assert set(unknown.served["grouping"]) == {"age_group", "sub_district"}
    # P2 has nothing, P1 the clinic, of which it needs no more
    assert share(unknown, "sub_district", "D1")[1] == pytest.approx(0.25)
    assert pd.isna(unknown.gini_before)
    assert unknown.gini_after == pytest.approx(0.3125 / (2 * 0.5))


def test_a_service_of_which_nobody_knows_how_much_there_is_today_is_left_out() -> None:
    # the clinic alone: P3 has none before, half after; P1 has it, P2 has none
    clinic = counted(100_000, None)
    assert share(clinic, "sub_district", "D2") == pytest.approx((0.0, 0.5))
    assert share(clinic, "age_group", "age_65_up_people")[0] == pytest.approx(10 / 50)


def share(equity: Equity, grouping: str, group: str) -> tuple[float, float]:
    """Share before and after of a group."""
    rows = equity.served[(equity.served.grouping == grouping) & (equity.served.group == group)]
    return float(rows["before_share"].iloc[0]), float(rows["after_share"].iloc[0])


def test_the_old_have_more_where_both_services_come(equity: Equity) -> None:
    # P1: clinic yes, day care no: 1/2, ten people; P3: none before, (1/2 + 1)/2 after, forty people
    before, after = share(equity, "age_group", "age_65_up_people")
    assert before == pytest.approx((10 * 0.5 + 40 * 0.0) / 50)
    assert after == pytest.approx((10 * 0.5 + 40 * 0.75) / 50)


def test_sub_districts_stand_apart(equity: Equity) -> None:
    # P2 has no old people: only the clinic is due there, and nobody has it
    assert share(equity, "sub_district", "D1") == pytest.approx((0.25, 0.25))
    assert share(equity, "sub_district", "D2") == pytest.approx((0.0, 0.75))


def test_those_who_had_least_are_told_apart(equity: Equity) -> None:
    groups = equity.served[equity.served["grouping"] == "decile_today"]
    assert groups["people"].sum() == 400.0
    assert list(groups["before_share"]) == sorted(groups["before_share"])


def test_households_move_only_where_something_is_done(equity: Equity) -> None:
    moves = equity.moves.set_index(["grouping", "group"])
    assert moves.loc[("tenure", "owner"), "out_for_good_count"] == 5
    assert moves.loc[("tenure", "public_rent"), "out_temporarily_count"] == 20
    assert ("size", "large") not in moves.index


def test_rehoused_in_the_unit_and_beside_it(equity: Equity) -> None:
    assert equity.rehoused == {"same_unit": 20, "neighbouring_unit": 30}


def test_inequality_falls_when_those_without_gain(equity: Equity) -> None:
    # had: 0.5 for 100 people, 0 for 300; after: 0.5 for 100, 0 for 100, 0.75 for 200
    assert equity.gini_before == pytest.approx(0.75)
    # mean 0.5; mean absolute difference of two draws: 2·(¼·¼·.5 + ¼·½·.25 + ¼·½·.75) = 0.3125
    assert equity.gini_after == pytest.approx(0.3125 / (2 * 0.5))
