"""What holds of all options of the sample of 100 sites."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from gengxin.diagnose import check_up
from gengxin.plan.options import Books, options
from gengxin.sources.factors import read_factors
from gengxin.sources.practices import read_practice
from gengxin.sources.rules import read_rules
from gengxin.sources.sample import sample_district
from gengxin.sources.standards import read_standards
from gengxin.terms import OPTION_TABLES, CheckUp, District, OptionSet, checked

DAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def district() -> District:
    return checked(sample_district(sites=100, seed=1))


@pytest.fixture(scope="module")
def found(district: District) -> CheckUp:
    return check_up(
        district, read_standards("cn-default"), variant="strict", day=DAY, software="test"
    )


@pytest.fixture(scope="module")
def twice(district: District, found: CheckUp) -> tuple[OptionSet, OptionSet]:
    books = Books(
        rules=read_rules("cn-default"),
        factors=read_factors("cny-2025-illustrative"),
        practice=read_practice("default"),
    )
    first = options(district, found, books, day=DAY, software="test")
    return first, options(district, found, books, day=DAY, software="test")


@pytest.fixture(scope="module")
def done(twice: tuple[OptionSet, OptionSet]) -> OptionSet:
    return twice[0]


@pytest.fixture(scope="module")
def table(done: OptionSet) -> pd.DataFrame:
    return done.tables["option"].set_index("ref")


def test_the_same_inputs_give_the_same_tables(twice: tuple[OptionSet, OptionSet]) -> None:
    for name in OPTION_TABLES:
        pd.testing.assert_frame_equal(twice[0].tables[name], twice[1].tables[name])


@pytest.mark.parametrize("name", list(OPTION_TABLES))
def test_tables_have_the_columns_and_types_of_the_dictionary(done: OptionSet, name: str) -> None:
    frame, columns = done.tables[name], OPTION_TABLES[name].columns
    shape = [] if OPTION_TABLES[name].shape is None else ["geometry"]
    assert frame.columns.tolist() == [column.name for column in columns] + shape
    kinds = {"text": "words", "code": "words", "whole": "whole", "number": "number", "flag": "flag"}
    found = {column.name: kind_of(frame[column.name]) for column in columns}
    assert found == {column.name: kinds[column.kind] for column in columns}
    for column in columns:
        if column.codes:
            words = set(frame[column.name].dropna().astype("str")) - {""}
            assert words <= set(column.codes), column.name


def kind_of(column: pd.Series) -> str:
    dtype = column.dtype
    if isinstance(dtype, pd.StringDtype | pd.CategoricalDtype):
        return "words"
    if pd.api.types.is_bool_dtype(dtype):
        return "flag"
    if pd.api.types.is_integer_dtype(dtype):
        return "whole"
    return "number" if pd.api.types.is_float_dtype(dtype) else str(dtype)


def test_every_site_may_be_kept_and_that_changes_nothing(
    table: pd.DataFrame, district: District
) -> None:
    kept = table[table["action"] == "keep"]
    assert sorted(kept["site"]) == sorted(district.table("sites").index)
    assert (kept["state"] == "offered").all()
    changes = [name for name in table if name.startswith(("floor_", "households_", "npv_"))]
    changes += ["works_months", "public_cost_amount_x100", "revenue_amount_x100"]
    assert (kept[changes] == 0).all().all()
    same = kept["homes_after_count"] == kept["homes_before_count"]
    assert same[kept["homes_before_count"].notna()].all()


def test_refs_are_unique(table: pd.DataFrame) -> None:
    assert table.index.is_unique


def test_floors_by_use_sum_to_the_totals(done: OptionSet, table: pd.DataFrame) -> None:
    floors = done.tables["option_floor"].groupby("option")
    for part, total in (
        ("floor_area_m2_x100", "gross_floor_area_m2_x100"),
        ("floor_built_m2_x100", "floor_built_m2_x100"),
    ):
        summed = floors[part].sum().reindex(table.index, fill_value=0)
        assert (summed == table[total]).all(), part


def test_money_by_year_sums_to_the_costs_of_each_party(
    done: OptionSet, table: pd.DataFrame
) -> None:
    costs = ("compensation", "demolition", "decant", "construction", "fees", "finance")
    money = done.tables["option_money"]
    paid = money[money["item"].isin(costs)]
    for party in ("public", "owner", "developer"):
        own = paid[paid["party"] == party].astype({"option": "object"})
        summed = -own.groupby("option")["mid_amount_x100"].sum()
        known = table[f"{party}_cost_amount_x100"].dropna()
        assert (summed.reindex(known.index, fill_value=0) == known).all()


def test_homes_by_size_sum_to_the_totals(done: OptionSet, table: pd.DataFrame) -> None:
    by_size = done.tables["option_home"].astype({"option": "object"}).groupby("option")
    for part, total in (
        ("homes_after_count", "homes_after_count"),
        ("out_temporarily_count", "households_out_temporarily_count"),
        ("out_for_good_count", "households_out_for_good_count"),
    ):
        summed = by_size[part].sum()
        known = table.loc[summed.index, total]
        assert (summed == known)[known.notna()].all(), part


def test_no_more_goes_than_stands(table: pd.DataFrame, district: District) -> None:
    sites = district.table("sites").loc[table["site"]].set_index(table.index)
    today = sites["gross_floor_area_m2"].fillna(np.inf) * 100
    assert (table["floor_demolished_m2_x100"].fillna(0) <= today + 1).all()
    out = table["households_out_temporarily_count"] + table["households_out_for_good_count"]
    assert (out.fillna(0) <= sites["homes_count"].fillna(np.inf)).all()
    assert (
        table["homes_made_good_count"].fillna(0) <= table["homes_after_count"].fillna(1e9)
    ).all()


def test_what_is_offered_breaks_no_firm_limit_of_the_plan(
    table: pd.DataFrame, district: District
) -> None:
    sites = district.table("sites").loc[table["site"]].set_index(table.index)
    new = (table["state"] == "offered") & (table["floor_built_m2_x100"].fillna(0) > 0)
    received = table["far_received_m2_x100"].fillna(0) / 100 / sites["area_m2"]
    for measure, limit in (("far", "plan_far"), ("lot_coverage", "plan_lot_coverage")):
        # what stands above a limit may stay: only what is built counts, and what other sites sent
        more = received if measure == "far" else 0.0
        over = table[measure] - more > sites[limit] * (1 + 1e-6)
        today = sites["gross_floor_area_m2"] / sites["area_m2"]
        assert not (over & new & (today < sites["plan_far"])).any(), measure


def test_what_is_not_offered_says_why_in_both_languages(table: pd.DataFrame) -> None:
    refused = table[table["state"] != "offered"]
    assert len(refused) > 0
    assert (refused["reason_en"] != "").all()
    assert (refused["reason_zh"] != "").all()
    dominated = table[table["state"] == "dominated"]
    assert (table.loc[dominated["better"], "state"] == "offered").all()


def test_every_option_has_an_origin(done: OptionSet, table: pd.DataFrame) -> None:
    origins = done.tables["option_origin"]
    assert set(origins["option"]) == set(table.index)
    assert (origins.loc[origins["origin"] == "standing", "origin_ref"] == "").all()


def test_what_an_option_opens_fits_into_it(done: OptionSet) -> None:
    services = done.tables["option_service"]
    opened = services[services["effect"] == "opens"].set_index("option")
    floors = done.tables["option_floor"]
    public = floors[floors["use_class"] == "public"].set_index("option")["floor_area_m2_x100"]
    assert (public.reindex(opened.index) >= opened["floor_area_m2_x100"]).all()


def test_who_reaches_no_facility_is_who_lacks_one_by_the_check_up(
    done: OptionSet, found: CheckUp, district: District
) -> None:
    """All suppliers of a planned standard are listed with all the people within its walk."""
    reach = done.tables["reach"].astype({"standard": "str", "people": "str", "facility": "str"})
    today = reach[reach["facility"] != ""]
    gaps = found.gaps[found.gaps["cause"] != "full"]
    people = district.table("people")
    users = {one.code: one.users for one in found.pack.services}
    assert today["standard"].nunique() > 5
    for standard, pairs in today.groupby("standard"):
        asks = people.index[people[users[standard]] > 0]
        reached = set(pairs["people"])
        lacks = set(gaps.loc[gaps["standard"] == standard, "people"].astype("str"))
        full = found.gaps[(found.gaps["standard"] == standard) & (found.gaps["cause"] == "full")]
        assert set(full["people"].astype("str")) <= reached
        assert {one for one in asks if one not in reached} == lacks & set(asks)


def test_sites_that_may_open_a_service_list_all_who_lack_it_in_reach(
    done: OptionSet, found: CheckUp
) -> None:
    reach = done.tables["reach"].astype({"standard": "str", "people": "str", "site": "str"})
    sites = reach[reach["site"] != ""]
    opened = done.tables["option_service"].query("effect == 'opens'")
    site = opened["option"].astype("str").str.partition("/")[0]
    opens = set(zip(opened["standard"].astype("str"), site, strict=True))
    listed = set(zip(sites["standard"], sites["site"], strict=True))
    assert listed <= opens
    assert len(listed) > 0.9 * len(opens)
    limit_m = {one.code: one.max_network_m for one in found.pack.services}
    assert (reach["distance_m"] <= reach["standard"].map(limit_m) + 1e-3).all()


def test_suppliers_are_all_facilities_that_count_for_a_standard(
    done: OptionSet, found: CheckUp, district: District
) -> None:
    facilities, supplier = district.table("facilities"), done.tables["supplier"]
    for one in found.pack.services:
        if one.table == "facilities":
            kinds = facilities["kind"].isin(one.facility_kinds)
            large = ~(facilities["area_m2"] < (one.size_low_m2 or 0.0))
            own = supplier[supplier["standard"] == one.code]
            assert own["facility"].tolist() == facilities.index[kinds & large].tolist()
            assert own["site"].tolist() == facilities.loc[kinds & large, "site"].fillna("").tolist()
