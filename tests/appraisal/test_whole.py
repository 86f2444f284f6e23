"""Whole numbers for the plan, homes in whole counts, and accounts that add up however cut."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.appraisal.small import drafts, factor, pack, random_case, sites

from gengxin.appraisal import (
    Lacks,
    appraise,
    fixed_point,
    sources_and_uses,
    whole_costs,
    whole_money,
)
from gengxin.appraisal.homes import apportioned
from gengxin.sources.factors import read_factors
from gengxin.terms import Account, Factor, codes


@pytest.fixture(scope="module")
def account() -> Account:
    rows, land = random_case(5, 60)
    return appraise(rows, land, read_factors("cny-2025-illustrative"))


def test_half_goes_to_even_and_missing_stays_missing() -> None:
    whole = fixed_point(pd.Series([0.125, 0.375, -0.125, 2.0, math.nan], name="x_amount"), 100)
    assert whole.name == "x_amount_x100"
    assert whole.dropna().tolist() == [12, 38, -12, 200]
    assert whole.isna().tolist() == [False, False, False, False, True]
    with pytest.raises(ValueError, match=r"x: 1e\+15 × 100 is beyond"):
        fixed_point(pd.Series([1e15], name="x"), 100)


def test_costs_by_party_sum_to_the_total_to_the_last_unit(account: Account) -> None:
    costs = whole_costs(whole_money(account))
    by_party = costs[[f"{party}_cost_amount_x100" for party in codes.PARTIES]]
    assert by_party.sum(axis=1, skipna=False).equals(costs["cost_amount_x100"])
    known = costs["cost_amount_x100"].dropna()
    assert len(known) > 10
    rows = account.option_money.groupby("option", observed=False).size()
    floats = account.summary["cost_mid_amount"] * 100
    assert ((known - floats[known.index]).abs() <= rows[known.index] / 2 + 1e-3).all()
    assert costs.index.equals(account.summary.index)
    assert (costs["cost_amount_x100"].isna() == account.summary["cost_mid_amount"].isna()).all()


@given(st.lists(st.floats(0.0, 1e4), min_size=1, max_size=12))
def test_whole_parts_are_near_and_sum_to_the_rounded_sum(parts: list[float]) -> None:
    whole = apportioned(np.array([parts]))[0]
    assert whole.sum() == np.rint(round(sum(parts), 9))
    assert (np.abs(whole - parts) <= 1.0 + 1e-9).all()


def test_homes_by_size_and_tenure() -> None:
    draft = {
        "homes_before_small_count": 60.0,
        "homes_before_large_count": 20.0,
        "homes_after_small_count": 40.0,
        "homes_after_large_count": 50.0,
        "households_owner_count": 60.0,
        "households_public_rent_count": 0.0,
        "households_private_rent_count": 20.0,
        "households_out_temporarily_count": 64.0,
        "households_out_for_good_count": 16.0,
        "committed_homes_small_count": 5.0,
        "works_months": 30.0,
    }
    rows = appraise(drafts(draft), sites(), pack(factor("discount", 0.0))).option_home
    rows = rows.astype({"size": "str", "tenure": "str"}).fillna("?").set_index(["size", "tenure"])
    # three quarters are owners: 45 + 15 small, 15 + 5 large
    assert rows["homes_before_count"].to_dict() == {
        ("small", "owner"): 45,
        ("small", "private_rent"): 15,
        ("small", "?"): 0,
        ("large", "owner"): 15,
        ("large", "private_rent"): 5,
        ("large", "?"): 0,
    }
    # a fifth leaves: 9, 3, 3, 1; the rest goes out for the works and returns
    assert rows["out_for_good_count"].tolist() == [9, 3, 0, 3, 1, 0]
    assert rows["out_temporarily_count"].tolist() == [36, 12, 0, 12, 4, 0]
    # 48 stay in small homes and only 40 are built: 30 and 10; 50 − 16 large ones are new
    assert rows["homes_after_count"].tolist() == [30, 10, 0, 12, 4, 34]
    assert rows["committed_count"].tolist() == [0, 0, 5, 0, 0, 0]
    assert rows["away_months"].tolist() == [30, 30, 0, 30, 30, 0]


def test_households_whose_homes_are_unknown_stay_unknown_in_size_and_tenure() -> None:
    unknown = {f"homes_before_{size}_count": math.nan for size in codes.HOME_SIZES}
    draft = unknown | {"households_out_for_good_count": 7.0}
    rows = appraise(drafts(draft), sites(), pack(factor("discount", 0.0))).option_home
    gone = rows[rows["out_for_good_count"] > 0]
    assert gone["out_for_good_count"].tolist() == [7]
    assert gone["size"].isna().all()
    assert gone["tenure"].isna().all()


def test_parts_make_the_same_account_as_the_whole(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, land = random_case(5, 60)
    monkeypatch.setattr("gengxin.appraisal.account.PART", 7)
    parts = appraise(rows, land, read_factors("cny-2025-illustrative"))
    for name in ("option_money", "option_home", "option_carbon", "summary", "factors"):
        pd.testing.assert_frame_equal(getattr(parts, name), getattr(account, name))
    assert sorted(parts.notes, key=str) == sorted(account.notes, key=str)


def test_twice_the_prices_are_twice_the_amounts_at_the_same_rate(account: Account) -> None:
    rows, land = random_case(5, 60)
    single = read_factors("cny-2025-illustrative")

    def dearer(of: Factor) -> Factor:
        if of.price_day is None:
            return of
        return replace(of, low=2 * of.low, mid=2 * of.mid, high=2 * of.high)

    double = appraise(rows, land, replace(single, factors=tuple(map(dearer, single.factors))))
    for name in account.summary.columns:
        if name.endswith("_amount"):
            expected = 2 * account.summary[name].to_numpy()
            np.testing.assert_allclose(double.summary[name], expected, rtol=1e-9, atol=1e-3)
    np.testing.assert_allclose(double.summary["irr_rate"], account.summary["irr_rate"], rtol=1e-6)


def test_scenarios_are_in_order_and_land_only_changes_hands(account: Account) -> None:
    line = account.summary
    for name in ("cost", "public_cost", "revenue", "npv", "residual_land_value", "funding_gap"):
        known = line[line[f"{name}_mid_amount"].notna()]
        low, mid, high = (known[f"{name}_{level}_amount"] for level in ("low", "mid", "high"))
        assert ((low <= mid + 1e-6) & (mid <= high + 1e-6)).all(), name
    land = account.option_money[account.option_money["item"] == "acquisition"]
    by_option = land.groupby("option", observed=True)[["low_amount", "mid_amount", "high_amount"]]
    assert (by_option.sum().abs() < 1e-6).all(axis=None)


def test_sources_equal_uses_in_each_scenario_and_close_on_the_gap(account: Account) -> None:
    known = account.summary.dropna(subset=["npv_mid_amount", "funding_gap_mid_amount"]).index
    assert len(known) > 5
    table = sources_and_uses(account, list(known))
    for name in ("low_amount", "mid_amount", "high_amount"):
        sides = table.pivot_table(name, index="party", columns="side", aggfunc="sum")
        np.testing.assert_allclose(sides["source"], sides["use"], rtol=1e-9, atol=1e-3)
    one = account.summary["funding_gap_mid_amount"].loc[known].idxmax()
    closing = sources_and_uses(account, [str(one)]).groupby("item")["mid_amount"].sum()
    short = closing.get("own_money", 0.0) - closing.get("surplus", 0.0)
    assert short == pytest.approx(account.summary.loc[one, "funding_gap_mid_amount"])


@pytest.mark.parametrize("at_once", [1, 17])
def test_accounts_of_parts_say_what_that_of_the_whole_says_to_the_last_bit(at_once: int) -> None:
    rows, land = random_case(5, 60)
    # works of ten years in one draft only: elsewhere the account has fewer years
    rows.loc[rows.index[7], "works_months"] = 120.0
    factors = read_factors("cny-2025-illustrative")
    whole, lacks = appraise(rows, land, factors), Lacks()
    parts = [
        appraise(rows.iloc[begin : begin + at_once], land, factors, lacks=lacks)
        for begin in range(0, len(rows), at_once)
    ]
    for name in ("option_money", "option_home", "option_carbon", "summary"):
        joined = _plain(pd.concat([_plain(getattr(part, name)) for part in parts]))
        expected = _plain(getattr(whole, name))
        pd.testing.assert_frame_equal(joined, expected, check_exact=True, check_dtype=False)
    assert lacks.notes == whole.notes


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Words as such, and rows counted on only where they are not options."""
    told = frame.astype(dict.fromkeys(frame.select_dtypes("category").columns, "object"))
    return told.reset_index(drop=frame.index.dtype.kind == "i")
