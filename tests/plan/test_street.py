"""Options of six plots worked by hand: what is offered, what closes, who must agree."""

import pandas as pd
import pytest
from tests.plan.town import made, street

from gengxin.terms import OptionSet


@pytest.fixture(scope="module")
def done() -> OptionSet:
    return made()


@pytest.fixture(scope="module")
def table(done: OptionSet) -> pd.DataFrame:
    return done.tables["option"].set_index("ref")


@pytest.mark.parametrize("site", ["flats", "willing", "unwilling", "listed", "works", "empty"])
def test_every_plot_may_be_kept_as_it_is(table: pd.DataFrame, site: str) -> None:
    kept = table.loc[f"{site}/keep-as-is"]
    assert kept["state"] == "offered"
    for name in ("floor_built_m2_x100", "floor_demolished_m2_x100", "floor_under_works_m2_x100"):
        assert kept[name] == 0
    for name in ("public_cost_amount_x100", "npv_mid_amount_x100", "works_months"):
        assert kept[name] == 0


def test_floor_demolished_is_all_that_stands_where_all_is_rebuilt(table: pd.DataFrame) -> None:
    # two buildings of 400 m² and four storeys
    assert table.loc["flats/redevelop-homes", "floor_demolished_m2_x100"] == 320_000
    # three of two storeys
    assert table.loc["works/redevelop-work", "floor_demolished_m2_x100"] == 240_000
    assert table.loc["empty/redevelop-vacant-land", "floor_demolished_m2_x100"] == 0


def test_the_worst_third_is_the_older_of_two_buildings_of_one_size(table: pd.DataFrame) -> None:
    """The first holds half: 0 to 0.5 lies nearer to a third than nothing does."""
    part = table.loc["flats/partial-worst-third"]
    assert part["floor_demolished_m2_x100"] == 160_000
    # 40 homes, 36 lived in: half of them out, of these three in ten for good (5.4)
    assert part["households_out_for_good_count"] == 6
    assert part["households_out_temporarily_count"] == 12


def test_a_single_building_has_no_worst_third(table: pd.DataFrame) -> None:
    part = table.loc["listed/partial-worst-third"]
    assert part["state"] == "forbidden"
    assert part["reason_en"] == "no building makes up about that share of the floor"
    assert part["reason_zh"] == "没有约占该比例建筑面积的楼栋"


def test_a_facility_closes_with_its_building(done: OptionSet) -> None:
    services = done.tables["option_service"]
    closed = services[services["effect"] != "opens"].set_index(["option", "facility"])["effect"]
    # the clinic is in the older building, which goes; nobody knows where the shop is
    assert closed["flats/partial-worst-third", "clinic"] == "closes_for_good"
    assert closed["flats/partial-worst-third", "shop"] == "closes_for_works"
    assert closed["flats/redevelop-homes", "shop"] == "closes_for_good"
    assert closed["flats/repair-fabric", "clinic"] == "closes_for_works"
    assert "flats/convert-service+health.station" not in closed.index.get_level_values(0)


def test_only_the_plot_with_a_listed_building_is_protected(table: pd.DataFrame) -> None:
    forbidden = table.loc["listed/redevelop-homes"]
    assert (forbidden["state"], forbidden["rule"]) == ("forbidden", "heritage.keep")
    assert forbidden["heritage_floor_m2_x100"] == 120_000
    assert forbidden["heritage_floor_kept_m2_x100"] == 0
    assert table.loc["flats/redevelop-homes", "heritage_floor_m2_x100"] == 0


def test_without_a_table_of_heritage_nobody_knows_what_is_protected() -> None:
    from gengxin.plan.options.facts import site_facts
    from gengxin.terms import District

    whole = street()
    known = site_facts(whole)
    assert known["heritage_class"].tolist()[2:5] == ["none", "listed_building", "none"]
    assert not known["is_conservation"].any()
    assert (known["is_conservation_core"] == False).all()  # noqa: E712 - missing is not outside
    tables = {name: whole.table(name) for name in whole.given if name != "heritage"}
    tables["buildings"] = tables["buildings"].drop(columns="heritage_class")
    unknown = site_facts(District.of(whole.meta, tables))
    assert unknown["heritage_class"].isna().all()
    assert unknown["is_conservation"].isna().all()
    assert unknown["is_conservation_core"].isna().all()


def test_consent_not_asked_for_leaves_the_option_and_says_on_whom_it_depends(
    table: pd.DataFrame,
) -> None:
    option = table.loc["flats/redevelop-homes"]
    assert option["state"] == "offered"
    assert bool(option["consent_needed"])
    # 95 % of 36 households are 34.2; of two rules that nobody verified the stricter is named
    assert option["consent_households_count"] == 35
    assert option["consent_rule"] == "consent.sh.rebuild"
    assert option["consent_threshold_share"] == 0.95
    start = "Depends on the consent of 35 of 36 households (95%). Shanghai urban renewal regulation"
    assert option["consent_en"].startswith(start)
    assert option["consent_zh"].startswith("须36户中35户同意（95%）。《上海市城市更新条例》")


def test_consent_granted_is_needed_no_more_and_refused_forbids(table: pd.DataFrame) -> None:
    granted, refused = table.loc["willing/redevelop-homes"], table.loc["unwilling/redevelop-homes"]
    assert (granted["state"], bool(granted["consent_needed"])) == ("offered", False)
    assert granted["consent_en"] == ""
    assert (refused["state"], refused["rule"]) == ("forbidden", "consent.refused")
    assert "have refused" in refused["reason_en"]
    assert "拒绝" in refused["reason_zh"]
    assert table.loc["unwilling/repair-fabric", "state"] == "offered"


def test_green_goes_only_where_no_paved_ground_is_left(table: pd.DataFrame) -> None:
    """Infill covers 0.4 of 0.4: footprint 0.1667 stays, 0.2333 comes; 0.1333 of it is paved."""
    option = table.loc["flats/extend-infill"]
    assert option["lot_coverage"] == pytest.approx(0.4)
    assert option["green_share"] == pytest.approx(0.4 - (0.7 / 3 - 0.4 / 3))


def test_new_floor_keeps_within_what_the_plan_allows(table: pd.DataFrame) -> None:
    new = table[(table["floor_built_m2_x100"] > 0) & (table["state"] != "forbidden")]
    assert len(new) > 0
    # 4,800 m² of ground; what is received from protected sites comes on top, a fifth at most
    received = new["far_received_m2_x100"] / 480_000.0
    assert (new["far"] <= 2.0 + received).all()
    assert (received <= 0.4 + 1e-9).all()
    assert (new["height_m"] <= 24.0 + 1e-9).all()
    assert (new["lot_coverage"] <= 0.4 + 1e-9).all()
