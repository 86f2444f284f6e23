"""Accounts worked by hand: the arithmetic stands beside each number."""

import math
from dataclasses import replace
from datetime import date

import pytest
from tests.appraisal.small import drafts, factor, pack, sites

from gengxin.appraisal import appraise, sources_and_uses
from gengxin.terms import Account, InputError, Money, codes

REBUILD = pack(
    factor("construction", 5_000.0),
    factor("demolition", 200.0),
    factor("fees", 0.1),
    factor("finance", 0.06, party="developer"),
    factor("profit", 0.1),
    factor("land", 3_000.0),
    factor("sold", 1.0),
    factor("sale", 20_000.0),
    factor("discount", 0.05),
    factor("embodied_built", 500.0),
    factor("embodied_demolished", 20.0),
    factor("operating_new", 15.0),
)


@pytest.fixture(scope="module")
def rebuilt() -> Account:
    """1,000 m² of homes in place of 400 m², in 24 months, all sold."""
    draft = {
        "residential_floor_built_m2": 1_000.0,
        "residential_floor_area_m2": 1_000.0,
        "residential_floor_demolished_m2": 400.0,
        "works_months": 24.0,
    }
    return appraise(drafts(draft), sites(), REBUILD)


def flows(account: Account, item: str, party: str) -> dict[int, float]:
    rows = account.option_money
    rows = rows[(rows["item"] == item) & (rows["party"] == party)]
    return dict(zip(rows["year"].tolist(), rows["mid_amount"].tolist(), strict=True))


def test_a_rebuilding_is_paid_year_by_year(rebuilt: Account) -> None:
    # 400 m² × 200; 1,000 m² × 5,000 over two years; 10 % of both; land 1,000 m² × 3,000
    assert flows(rebuilt, "demolition", "developer") == {0: -80_000.0}
    assert flows(rebuilt, "construction", "developer") == {0: -2_500_000.0, 1: -2_500_000.0}
    assert flows(rebuilt, "fees", "developer") == pytest.approx({0: -254_000.0, 1: -254_000.0})
    assert flows(rebuilt, "acquisition", "developer") == {0: -3_000_000.0}
    assert flows(rebuilt, "acquisition", "public") == {0: 3_000_000.0}
    assert flows(rebuilt, "sale", "developer") == {2: 20_000_000.0}
    # 6 % a year: demolition and land for two years, construction and fees for half of two:
    # 9,600 + 360,000 + 5,508,000 × 0.06 = 700,080
    assert flows(rebuilt, "finance", "developer") == pytest.approx({0: -350_040.0, 1: -350_040.0})


def test_a_rebuilding_in_one_line(rebuilt: Account) -> None:
    line = rebuilt.summary.loc["S/0"]
    # 80,000 + 5,000,000 + 508,000 + 700,080
    assert line["cost_mid_amount"] == pytest.approx(6_288_080.0)
    assert line["developer_cost_mid_amount"] == pytest.approx(6_288_080.0)
    assert line["public_cost_mid_amount"] == 0.0
    assert line["revenue_mid_amount"] == 20_000_000.0
    # before finance; the price of the land only changes hands, but of the 1,000 m² built 600 are
    # more than stood there, and the land for them is given up: 600 × 3,000
    assert flows(rebuilt, "land_given_up", "public") == {0: -1_800_000.0}
    worth = -1_800_000.0 - 2_834_000.0 - 2_754_000.0 / 1.05 + 20_000_000.0 / 1.05**2
    assert line["npv_mid_amount"] == pytest.approx(worth)
    # 20 x² − 2.754 x − 4.634 = 0, x = 1/(1 + rate)
    x = (2.754 + math.sqrt(2.754**2 + 4 * 20 * 4.634)) / 40
    assert line["irr_rate"] == pytest.approx(1 / x - 1)
    assert line["irr_state"] == "one"
    assert line["payback_year"] == 2
    # 10 % of all costs but the interest on the land: (6,288,080 − 360,000) × 0.1
    assert line["profit_mid_amount"] == pytest.approx(592_808.0)
    # (20,000,000 − 5,928,080 − 592,808) brought back two years at 6 % simple
    assert line["residual_land_value_mid_amount"] == pytest.approx(13_479_112.0 / 1.12)
    assert line["funding_gap_mid_amount"] == 0.0
    assert line["basis"] == "made_up"


def test_carbon_of_a_rebuilding(rebuilt: Account) -> None:
    line = rebuilt.option_carbon.loc["S/0"]
    assert line["embodied_mid_kgco2e"] == 1_000 * 500 + 400 * 20
    assert line["operating_yearly_mid_kgco2e"] == 1_000 * 15


def test_sources_equal_uses_for_each_party(rebuilt: Account) -> None:
    table = sources_and_uses(rebuilt, ["S/0"])
    rows = {(r.party, r.side, r.item): r.mid_amount for r in table.itertuples()}
    assert rows == pytest.approx(
        {
            ("public", "source", "acquisition"): 3_000_000.0,
            ("public", "use", "surplus"): 3_000_000.0,
            ("developer", "source", "sale"): 20_000_000.0,
            ("developer", "use", "acquisition"): 3_000_000.0,
            ("developer", "use", "demolition"): 80_000.0,
            ("developer", "use", "construction"): 5_000_000.0,
            ("developer", "use", "fees"): 508_000.0,
            ("developer", "use", "finance"): 700_080.0,
            ("developer", "use", "profit"): 592_808.0,
            # 20,000,000 − 9,880,888
            ("developer", "use", "surplus"): 10_119_112.0,
        }
    )


CONVERSION = pack(
    factor("conversion", 1_000.0, paid_by="owner"),
    factor("fees", 0.0),
    factor("finance", 0.0),
    factor("profit", 0.0),
    factor("sold", 0.0),
    factor("rent", 100.0, use="research", paid_by="owner"),
    factor("rent", 60.0, use="office", paid_by="owner"),
    factor("vacancy", 0.1, use="research"),
    factor("vacancy", 0.0, use="office"),
    factor("operating", 10.0, use="research", paid_by="owner"),
    factor("operating", 5.0, use="office", paid_by="owner"),
    factor("cap_rate", 0.05),
    factor("horizon", 2.0),
    factor("discount", 0.0),
    factor("operating_existing", 50.0),
    factor("embodied_converted", 200.0),
)


def test_a_conversion_forgoes_what_the_old_use_earned() -> None:
    draft = {
        "action": "convert",
        "research_floor_converted_m2": 100.0,
        "research_floor_area_m2": 100.0,
        "works_months": 6.0,
    }
    today = dict.fromkeys((f"{use}_floor_area_m2" for use in codes.FLOOR_USES), 0.0)
    place = sites(**today | {"office_floor_area_m2": 100.0})
    account = appraise(drafts(draft), place, CONVERSION)
    assert flows(account, "construction", "owner") == {0: -100_000.0}
    # 100 m² × 100 × 0.9, from month 6 to month 30
    assert flows(account, "rent", "owner") == pytest.approx({0: 4_500.0, 1: 9_000.0, 2: 4_500.0})
    assert flows(account, "operating", "owner") == {0: -500.0, 1: -1_000.0, 2: -500.0}
    # 100 m² × (60 − 5), from month 0 to month 30
    assert flows(account, "rent_forgone", "owner") == {0: -5_500.0, 1: -5_500.0, 2: -2_750.0}
    # 8,000 ÷ 0.05 and 5,500 ÷ 0.05, in the year of month 30
    assert flows(account, "end_value", "owner") == pytest.approx({2: 160_000.0})
    assert flows(account, "value_forgone", "owner") == pytest.approx({2: -110_000.0})
    line = account.summary.loc["S/0"]
    # −100,000 + 2 × 8,000 − 2.5 × 5,500 + 50,000
    assert line["npv_mid_amount"] == pytest.approx(-47_750.0)
    assert line["irr_state"] == "one"
    assert math.isnan(line["payback_year"])
    # 100,000 not covered by 160,000 − 110,000
    assert line["funding_gap_mid_amount"] == pytest.approx(50_000.0)
    assert account.option_carbon.loc["S/0", "operating_yearly_mid_kgco2e"] == 100 * 50


def test_a_conversion_of_floor_that_stands_empty_forgoes_less() -> None:
    draft = {
        "action": "convert",
        "research_floor_converted_m2": 80.0,
        "research_floor_area_m2": 80.0,
        "office_floor_area_m2": 20.0,
        "works_months": 6.0,
    }
    today = dict.fromkeys((f"{use}_floor_area_m2" for use in codes.FLOOR_USES), 0.0)
    offices = sites(**today | {"office_floor_area_m2": 100.0, "vacancy_share": 0.3})
    some = appraise(drafts(draft), offices, CONVERSION)
    # of the 80 m² taken 30 stand empty: 50 × (60 − 5) a year
    assert flows(some, "rent_forgone", "owner") == {0: -2_750.0, 1: -2_750.0, 2: -1_375.0}
    # 2,750 ÷ 0.05
    assert flows(some, "value_forgone", "owner") == pytest.approx({2: -55_000.0})
    empty = appraise(drafts(draft), offices.assign(vacancy_share=1.0), CONVERSION)
    assert flows(empty, "rent_forgone", "owner") == {}
    assert flows(empty, "value_forgone", "owner") == {}


FREEHOLD = pack(
    factor("construction", 5_000.0),
    factor("fees", 0.0),
    factor("finance", 0.0),
    factor("profit", 0.0),
    factor("land", 0.0),
    factor("sold", 1.0),
    factor("sale", 8_000.0),
    factor("discount", 0.0),
)


def test_vacant_freehold_is_bought_at_its_assessed_value() -> None:
    draft = {
        "residential_floor_built_m2": 100.0,
        "residential_floor_area_m2": 100.0,
        "works_months": 12.0,
    }
    bare = dict.fromkeys((f"{use}_floor_area_m2" for use in codes.FLOOR_USES), 0.0)
    account = appraise(drafts(draft), sites(**bare, assessed_value_amount=120_000.0), FREEHOLD)
    assert flows(account, "acquisition", "developer") == {0: -120_000.0}
    assert flows(account, "acquisition", "owner") == {0: 120_000.0}
    assert flows(account, "land_given_up", "owner") == {0: -120_000.0}
    line = account.summary.loc["S/0"]
    # 800,000 − 500,000 is what the land is worth to who builds; 120,000 of it was there before
    assert line["residual_land_value_mid_amount"] == pytest.approx(300_000.0)
    assert line["npv_mid_amount"] == pytest.approx(180_000.0)
    books = sources_and_uses(account, ["S/0"])
    assert "land_given_up" not in set(books["item"])


def test_a_storey_on_top_buys_no_land() -> None:
    draft = {
        "action": "extend",
        "residential_floor_built_m2": 100.0,
        "residential_floor_area_m2": 500.0,
        "works_months": 12.0,
    }
    today = dict.fromkeys((f"{use}_floor_area_m2" for use in codes.FLOOR_USES), 0.0)
    place = sites(**today | {"residential_floor_area_m2": 400.0}, assessed_value_amount=9e6)
    account = appraise(drafts(draft), place, FREEHOLD)
    assert set(account.option_money["item"]) == {"construction", "sale"}


RANGED = pack(
    factor("construction", 4_000.0, 5_000.0, 7_000.0, paid_by="public 0.25 developer 0.75"),
    factor("fees", 0.05, 0.1, 0.2),
    factor("finance", 0.02, 0.03, 0.05),
    factor("profit", 0.05, 0.1, 0.2),
    factor("land", 0.0),
    factor("sold", 1.0),
    factor("sale", 8_000.0, 10_000.0, 11_000.0),
    factor("discount", 0.0),
)


def test_ranges_put_dear_costs_beside_poor_sales() -> None:
    draft = {"residential_floor_built_m2": 100.0, "works_months": 12.0}
    account = appraise(drafts(draft), sites(), RANGED)
    line = account.summary.loc["S/0"]
    # construction + fees: 400,000 × 1.05, 500,000 × 1.1, 700,000 × 1.2
    low, mid, high = 420_000.0, 550_000.0, 840_000.0
    # interest of half a year
    assert line["cost_low_amount"] == pytest.approx(low * 1.01)
    assert line["cost_mid_amount"] == pytest.approx(mid * 1.015)
    assert line["cost_high_amount"] == pytest.approx(high * 1.025)
    assert line["public_cost_mid_amount"] == pytest.approx(mid * 1.015 / 4)
    assert line["developer_cost_mid_amount"] == pytest.approx(mid * 1.015 * 3 / 4)
    assert line["npv_low_amount"] == pytest.approx(800_000.0 - high)
    assert line["npv_mid_amount"] == pytest.approx(1_000_000.0 - mid)
    assert line["npv_high_amount"] == pytest.approx(1_100_000.0 - low)
    # 0.2 of the developer's dearest cost; 800,000 don't cover it all
    profit = 0.2 * high * 1.025 * 3 / 4
    assert line["funding_gap_high_amount"] == pytest.approx(high * 1.025 + profit - 800_000.0)
    built = account.option_money[account.option_money["item"] == "construction"]
    assert built["low_amount"].tolist() == [-175_000.0, -525_000.0]
    assert built["high_amount"].tolist() == [-100_000.0, -300_000.0]


MOVING = pack(
    factor("decant", 4_000.0, paid_by="public"),
    factor("compensation_household", 3_000_000.0, tenure="owner", paid_by="public"),
    factor("compensation_household", 50_000.0, tenure="private_rent"),
    factor("compensation_floor", 9_000.0, use="office"),
    factor("demolition", 0.0),
    factor("construction", 1_000.0),
    factor("fees", 0.0),
    factor("finance", 0.0),
    factor("profit", 0.0),
    factor("land", 0.0),
    factor("sold", 1.0),
    factor("sale", 10_000.0),
    factor("home_size", 50.0, size="small"),
    factor("discount", 0.0),
)


def test_those_who_move_are_housed_or_paid_and_floor_given_to_them_is_not_sold() -> None:
    draft = {
        "residential_floor_built_m2": 5_000.0,
        "residential_floor_demolished_m2": 1_000.0,
        "office_floor_demolished_m2": 10.0,
        "works_months": 18.0,
        "households_out_temporarily_count": 30.0,
        "households_out_for_good_count": 10.0,
        "households_owner_count": 60.0,
        "households_public_rent_count": 0.0,
        "households_private_rent_count": 20.0,
        "committed_homes_small_count": 4.0,
    }
    account = appraise(drafts(draft), sites(), MOVING)
    # 30 households × 18 months × 4,000, twelve of the months in year 0
    assert flows(account, "decant", "public") == pytest.approx({0: -1_440_000.0, 1: -720_000.0})
    # 7.5 owners and 2.5 tenants leave for good; 10 m² of offices go
    assert flows(account, "compensation", "public") == {0: -22_500_000.0}
    assert flows(account, "compensation", "developer") == {0: -125_000.0 - 90_000.0}
    # 5,000 − 1,000 × 30/40 returned floor for floor − 4 homes of 50
    assert flows(account, "sale", "developer") == {1: 4_050.0 * 10_000.0}


def test_a_missing_factor_is_said_and_leaves_what_it_feeds_unavailable() -> None:
    few = replace(REBUILD, factors=tuple(f for f in REBUILD.factors if f.code != "sale"))
    draft = {"residential_floor_built_m2": 10.0, "works_months": 12.0}
    account = appraise(drafts(draft, {"action": "keep"}), sites(), few)
    (note,) = account.notes
    assert "factor sale (use residential, action redevelop)" in note.en
    assert (note.action, note.count) == ("missing", 1)
    assert "sale" in note.next_step_en
    line, keep = account.summary.loc["S/0"], account.summary.loc["S/1"]
    assert line["developer_cost_mid_amount"] > 0.0
    for name in ("revenue", "npv", "residual_land_value", "funding_gap"):
        assert math.isnan(line[f"{name}_mid_amount"])
        assert keep[f"{name}_mid_amount"] == 0.0
    assert line["irr_state"] == "unavailable"
    assert keep["irr_state"] == "none"
    table = sources_and_uses(account, ["S/0"])
    assert table.set_index(["party", "item"])["mid_amount"].isna()["developer", "sale"]


def test_an_unknown_quantity_or_time_is_said_and_never_taken_for_0() -> None:
    known = {"residential_floor_built_m2": 10.0, "works_months": 12.0}
    rows = drafts(known | {"works_months": math.nan}, known | {"office_floor_built_m2": math.nan})
    account = appraise(rows, sites(), REBUILD)
    assert account.summary["cost_mid_amount"].isna().all()
    # each is unknown for one option: one note says both
    (note,) = account.notes
    said = "office_floor_built_m2, works_months are each unknown for 1 options"
    assert note.en.startswith(said)
    assert note.count == 1


def test_the_row_with_most_keys_holds_and_rows_that_contradict_are_refused() -> None:
    rows = [
        factor("repair", 1.0),
        factor("repair", 10.0, use="office"),
        factor("repair", 100.0, use="office", heritage_class="monument listed_building"),
    ]
    rest = (factor("fees", 0.0), factor("finance", 0.0), factor("profit", 0.0))
    draft = {"office_floor_repaired_m2": 1.0, "residential_floor_repaired_m2": 1.0}
    for heritage, expected in (("monument", 101.0), ("recorded", 11.0), (None, 11.0)):
        place = sites(heritage_class=heritage)
        account = appraise(drafts(draft), place, pack(*rows, *rest, factor("discount", 0.0)))
        assert account.summary["cost_mid_amount"].tolist() == [expected]
    two = pack(factor("repair", 1.0, use="office"), factor("repair", 2.0, action="repair"))
    with pytest.raises(InputError, match=r"'action repair' and 'use office' hold at one place"):
        appraise(drafts(draft), sites(), two)


def test_floor_area_sent_is_paid_to_owners_by_whoever_receives_it() -> None:
    rows = drafts({"far_received_m2": 10.0}, {"far_sent_m2": 10.0, "action": "keep"})
    prices = pack(factor("far_transfer", 7.0), factor("finance", 0.0), factor("discount", 0.0))
    account = appraise(rows, sites(), prices)
    assert flows(account, "transfer", "developer") == {0: -70.0}
    assert flows(account, "transfer", "owner") == {0: 70.0}


def test_one_currency_and_one_price_day() -> None:
    for money in (
        Money(currency="USD", price_day=date(2025, 1, 1)),
        Money(currency="CNY", price_day=date(2024, 1, 1)),
    ):
        with pytest.raises(InputError, match="choose a pack in the district's currency"):
            appraise(drafts({}), sites(), REBUILD, money=money)
    stale = replace(REBUILD.factors[0], price_day=date(2020, 1, 1))
    with pytest.raises(InputError, match="prices of 2020-01-01, the pack's are of 2025-01-01"):
        appraise(drafts({}), sites(), pack(stale))


def test_drafts_with_faults_are_refused_with_all_of_them() -> None:
    rows = drafts({"site": "nowhere", "action": "raze", "residential_floor_built_m2": -1.0})
    with pytest.raises(ValueError, match="3 faults") as told:
        appraise(rows, sites(), REBUILD)
    assert "site nowhere" in str(told.value)
    assert "action raze" in str(told.value)
    with pytest.raises(ValueError, match="column works_months: absent"):
        appraise(rows.drop(columns="works_months"), sites(), REBUILD)


def test_no_drafts_give_an_empty_account() -> None:
    account = appraise(drafts({}).iloc[:0], sites(), REBUILD)
    assert (len(account.summary), len(account.option_money), len(account.option_home)) == (0, 0, 0)


def test_what_was_used_is_listed_with_its_basis_and_source(rebuilt: Account) -> None:
    used = rebuilt.factors.set_index("code")
    assert set(used.index) == {f.code for f in REBUILD.factors}
    assert used.loc["sale", ["mid", "basis", "source", "options_count"]].tolist() == [
        20_000.0,
        "made_up",
        "a test",
        1,
    ]
