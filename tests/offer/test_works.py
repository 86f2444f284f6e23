"""What is read of a programme: dates, amounts, who moves into which homes, money by phase."""

from datetime import date

import pandas as pd
import pytest
from tests.offer.street import brief, programme, site

from gengxin.offer.figures import figures, finance_lines, plain_money
from gengxin.offer.rehousing import rehoused_sites
from gengxin.offer.works import add_months, site_works

NO_SERVED = pd.DataFrame({"site": ["new"], "period": [4], "served_people_x1000": [12_500]})


def option(ref: str, action: str, **columns: object) -> dict[str, object]:
    """A row of the options' table; what isn't said is none."""
    blank = dict.fromkeys(
        (
            *("floor_under_works_m2_x100", "gross_floor_area_m2_x100", "floor_built_m2_x100"),
            *("floor_demolished_m2_x100", "heritage_floor_kept_m2_x100", "homes_before_count"),
            *("homes_after_count", "homes_made_good_count", "households_out_temporarily_count"),
            *("households_out_for_good_count", "public_cost_amount_x100"),
            *("owner_cost_amount_x100", "developer_cost_amount_x100", "revenue_amount_x100"),
            *("embodied_low_kgco2e", "embodied_kgco2e", "embodied_high_kgco2e"),
            *("operating_yearly_kgco2e", "npv_low_amount_x100", "npv_mid_amount_x100"),
            *("npv_high_amount_x100", "residents_after_people_x1000"),
        ),
        0,
    )
    return {
        "ref": f"{ref}/{action}",
        "site": ref,
        "action": action,
        "name_en": action,
        "name_zh": action,
        "consent_needed": False,
        "consent_threshold_share": None,
        "consent_households_count": None,
        "works_months": 18,
        **blank,
        **columns,
    }


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    rows = [
        option("old", "keep", residents_after_people_x1000=30_000),
        option(
            "old",
            "redevelop",
            homes_before_count=10,
            homes_after_count=16,
            households_out_temporarily_count=8,
            households_out_for_good_count=2,
            public_cost_amount_x100=10_000,
            owner_cost_amount_x100=None,
            npv_mid_amount_x100=12_100,
            consent_needed=True,
            consent_households_count=9,
        ),
        option("new", "keep"),
        option("new", "convert", gross_floor_area_m2_x100=250_000, owner_cost_amount_x100=500),
    ]
    frame = pd.DataFrame(rows)
    whole = frame.columns[frame.columns.str.contains("_x1|_count|_kg")]
    frame[whole] = frame[whole].astype("Int64")
    return {
        "option": frame,
        "option_floor": pd.DataFrame(
            {
                "option": ["new/convert"],
                "use_class": ["public"],
                "floor_area_m2_x100": pd.array([120_000], "Int64"),
            }
        ),
        "option_home": pd.DataFrame(
            {
                "option": ["new/convert"],
                "size": ["small"],
                "committed_count": pd.array([6], "Int64"),
            }
        ),
        "option_money": money_table(),
    }


def money_table() -> pd.DataFrame:
    """The old site's works cost the public 100 at once and bring its owners 150 in two years."""
    rows = [
        ("old/redevelop", 0, "public", "construction", -10_000),
        ("old/redevelop", 2, "owner", "sale", 15_000),
        ("old/redevelop", 0, "owner", "rent", 0),
        ("other/keep", 0, "public", "fees", -1),
    ]
    table = pd.DataFrame(rows, columns=["option", "year", "party", "item", "mid_amount_x100"])
    amount = table.pop("mid_amount_x100").astype("Int64")
    return table.assign(**{f"{one}_amount_x100": amount for one in ("low", "mid", "high")})


def choice() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "site": ["old", "new", "kept"],
            "option": ["old/redevelop", "new/convert", "kept/keep"],
            "phase": pd.array([2, 1, None], "Int64"),
            "opens": pd.array([3, 2, None], "Int64"),
        }
    )


def test_dates_and_amounts_of_a_site_are_those_of_the_programme(
    tables: dict[str, pd.DataFrame],
) -> None:
    made = programme(brief(), choice(), {}, NO_SERVED)
    sites = pd.DataFrame(
        {
            "name_zh": ["老里弄"],
            "name_en": [None],
            "renewal_unit": ["U"],
            "sub_district": ["D"],
            "functional_zone": ["Z"],
            "area_m2": [4_000.0],
            "consent_state": ["asked"],
            "consent_share": [0.7],
        },
        index=pd.Index(["old"], name="ref"),
    )
    works = site_works(made, tables, sites)
    assert list(works) == ["old", "new"]
    old, new = works["old"], works["new"]
    # 18 months from the start of the second phase; it opens with the third
    assert (old.starts_on, old.ends_on, old.opens_on) == (
        date(2028, 1, 1),
        date(2029, 7, 1),
        date(2030, 1, 1),
    )
    assert (old.name.en, old.unit, old.place, old.consent_share) == ("老里弄", "U", "U", 0.7)
    assert (old.consent_needed, old.amounts["consent_households_count"]) == (True, 9.0)
    # all ten households leave with 30 people, eight of them come back
    assert (old.amounts["people_moved_out_people"], old.amounts["people_returned_people"]) == (
        30.0,
        24.0,
    )
    # 121 in two years at 10 % a year are worth 100
    assert old.amounts["npv_mid_amount"] == pytest.approx(100.0)
    # what owners pay is unknown, so the whole is
    assert (old.amounts["public_cost_amount"], old.amounts["spent_amount"]) == (100.0, None)
    assert old.yearly == ((100.0, 0.0), (0.0, 0.0), (0.0, 150.0))
    # nothing is known of the other site but what its option says
    assert (new.name.en, new.place, new.amounts["site_area_m2"]) == ("new", "", None)
    assert (new.amounts["public_floor_area_m2"], new.amounts["homes_committed_count"]) == (
        1_200.0,
        6.0,
    )
    assert (new.amounts["service_people"], new.amounts["gross_floor_area_m2"]) == (12.5, 2_500.0)


def test_a_month_without_that_day_ends_on_its_last() -> None:
    assert add_months(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert add_months(date(2028, 1, 15), -13) == date(2026, 12, 15)
    assert add_months(date(2026, 12, 1), 0) == date(2026, 12, 1)


def test_money_by_phase_balances_and_gives_rate_and_payback(
    tables: dict[str, pd.DataFrame],
) -> None:
    old = site("old", phase=2)
    money = plain_money(tables["option_money"], {"old": old}, brief())
    lines = finance_lines({"P": [old], "none": []}, money, "options-0")
    # two years after the start of the second phase the third begins
    assert [(one.phase, one.side, one.kind, one.amount) for one in lines["P"]] == [
        (2, "source", "public.own_money", 100.0),
        (2, "use", "public.construction", 100.0),
        (3, "source", "owner.sale", 150.0),
        (3, "use", "owner.surplus", 150.0),
    ]
    assert lines["none"] == ()
    runs = {"options": "options-0", "programme": "programme-0", "district": "d0"}
    found = {one.name: one for one in figures([old], money, runs)}
    # 100 out, 150 in two years later: the square root of 1.5; covered by the end of the third year
    assert found["irr_rate"].value == pytest.approx(0.224744871)
    assert found["payback_years"].value == 3.0
    assert (found["sites_count"].value, found["site_area_m2"].value) == (1.0, None)
    assert (found["homes"].run, found["npv_mid_amount"].run) == ("options-0", "programme-0")
    assert found["people_moved_out_people"].basis == "estimated"


HOMES = ("out_temporarily_count", "out_for_good_count", "committed_count")


def homes(**rows: tuple[int, int, int]) -> pd.DataFrame:
    """Small homes by site, all of the action redevelop, half of each row in each tenure."""
    return pd.DataFrame(
        [
            {"option": f"{ref}/redevelop", "size": "small", **dict(zip(HOMES, counts, strict=True))}
            for ref, counts in rows.items()
        ]
    ).astype(dict.fromkeys(HOMES, "Int64"))


def test_those_who_come_later_wait_for_those_in_the_homes_to_return() -> None:
    away = {"households_out_temporarily_count": 6.0}
    first, second = site("first", phase=2, amounts=away), site("second", phase=3, months=6)
    works = {one.site: one for one in (site("new"), first, second)}
    table = homes(new=(0, 0, 6), first=(6, 0, 0), second=(5, 0, 0))
    flows = {"rehoused/U/U/2/small": 6, "rehoused/U/U/3/small": 5}
    made = programme(brief(), pd.DataFrame(), flows, NO_SERVED)
    found = rehoused_sites(made, table, works)
    assert [(one.site, one.home, one.households_count, one.after) for one in found] == [
        ("first", "new", 6, ()),
        ("second", "new", 5, ("first",)),
    ]


def test_homes_that_stand_empty_come_first_and_who_finds_their_own_is_left_out() -> None:
    works = {one.site: one for one in (site("new"), site("old", phase=2))}
    table = homes(new=(0, 0, 6), old=(10, 0, 0))
    # 10 × (1 − 0.5) = 5 need a home: 3 stand empty, 2 are new
    made = programme(
        brief(self_arranged_share=0.5, standing=3),
        pd.DataFrame(),
        {"rehoused/U/U/2/small": 5},
        NO_SERVED,
    )
    found = rehoused_sites(made, table, works)
    assert [(one.home, one.households_count) for one in found] == [("", 3), ("new", 2)]
    # a programme that doesn't ask where people go names no home
    assert rehoused_sites(programme(brief(), pd.DataFrame(), {}, NO_SERVED), table, works) == ()
