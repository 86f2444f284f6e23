"""The columns of sites and buildings that renewal asks about agree with one another."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from gengxin.terms import District
from gengxin.terms.codes import CONDITIONS


@pytest.fixture(scope="module")
def sites(district: District) -> gpd.GeoDataFrame:
    return district.places("sites")


@pytest.fixture(scope="module")
def homes(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return sites[sites["homes_count"] > 0]


def test_shares_of_owners_add_up_to_one_where_something_is_built(sites: gpd.GeoDataFrame) -> None:
    shares = sites[["state_owned_share", "collective_owned_share", "private_owned_share"]]
    built = sites["gross_floor_area_m2"] > 0
    assert np.allclose(shares[built].sum(axis=1), 1.0, atol=0.002)
    # nothing is said of land without floors, rather than zero
    assert shares[~built].isna().all(axis=None)


def test_shares_of_tenure_add_up_to_one_where_there_are_homes(
    sites: gpd.GeoDataFrame, homes: gpd.GeoDataFrame
) -> None:
    columns = ["owner_share", "public_rent_share", "private_rent_share"]
    assert np.allclose(homes[columns].sum(axis=1), 1.0, atol=0.002)
    assert homes[columns].ge(0.0).all(axis=None)
    assert sites.loc[sites["homes_count"] == 0, columns].isna().all(axis=None)


def test_lane_houses_are_let_by_the_state_and_later_homes_owned(homes: gpd.GeoDataFrame) -> None:
    # nationalised after 1949 and let at public rent (公房); estates since 1990 were sold as built
    means = homes.groupby(pd.cut(homes["year_built"], [1890, 1950, 1990, 2025]))
    before, _, after = means["public_rent_share"].mean()
    assert before > 0.4
    assert after < 0.1


def test_homes_of_all_sizes_and_old_ones_are_small(homes: gpd.GeoDataFrame) -> None:
    old = homes[homes["year_built"].between(1950, 1980)]
    new = homes[homes["year_built"] > 2000]
    # homes of the planned economy had 40–60 m²; commodity homes since then mostly over 90 m²
    assert old["homes_small_count"].sum() / old["homes_count"].sum() > 0.6
    assert new["homes_large_count"].sum() / new["homes_count"].sum() > 0.4


def test_no_deficiency_is_counted_in_more_homes_than_there_are(homes: gpd.GeoDataFrame) -> None:
    for name in ("unsafe_structure", "fire_risk", "damp", "without_own_kitchen_bathroom",
                 "without_lift"):  # fmt: skip
        count = homes[f"homes_{name}_count"]
        assert count.sum() > 0, name
        assert (count <= homes["homes_count"]).all(), name


def test_old_homes_are_in_worse_condition(homes: gpd.GeoDataFrame) -> None:
    rank = homes["condition"].astype(str).map({word: k for k, word in enumerate(CONDITIONS)})
    poor = rank >= list(CONDITIONS).index("poor")
    assert poor[homes["year_built"] < 1980].mean() > 3 * poor[homes["year_built"] > 1990].mean()
    # a share of dangerous homes that a city can live with
    assert 0.0 < (homes["condition"] == "dangerous").mean() < 0.05


def test_walk_ups_lack_lifts_and_towers_do_not(homes: gpd.GeoDataFrame) -> None:
    lacking = homes["homes_without_lift_count"] / homes["homes_count"]
    # a lift is required from the seventh storey (GB 50096-2011, 6.4.1); who lives on the first
    # three of six floors hardly misses one
    assert lacking[homes["storeys"] >= 10].max() <= 0.5
    assert 0.2 <= lacking[homes["storeys"].between(5, 6)].mean() <= 0.6


def test_vacancy_is_that_of_a_slack_office_market(sites: gpd.GeoDataFrame) -> None:
    def vacancy(use: str) -> float:
        own = sites[sites["use_class"] == use]
        floor_m2 = own["gross_floor_area_m2"]
        return float((own["vacancy_share"] * floor_m2).sum() / floor_m2.sum())

    # brokers reported some 20 % of Shanghai's offices empty in 2023–2024; homes far less
    assert 0.12 <= vacancy("office") <= 0.28
    assert vacancy("residential") < 0.10
    assert sites["vacancy_share"].dropna().between(0.0, 1.0).all()


def test_consent_was_asked_for_on_some_old_homes_only(sites: gpd.GeoDataFrame) -> None:
    asked = sites["consent_state"].isin(["asked", "refused"])
    assert 30 <= asked.sum() <= 0.1 * len(sites)
    assert (sites["consent_share"].notna() == asked).all()
    assert (sites["consent_day"].notna() == asked).all()
    assert sites.loc[asked, "year_built"].median() < 1985
    share = sites["consent_share"]
    assert share[sites["consent_state"] == "refused"].max() < 0.80
    assert sites.loc[sites["homes_count"] == 0, "consent_state"].isna().all()


def test_the_plan_says_what_may_be_built_on_renewable_land(sites: gpd.GeoDataFrame) -> None:
    plan = ["plan_use", "plan_far", "plan_height_m", "plan_lot_coverage", "plan_green_share"]
    ordinary = sites[
        sites["renewable"] & ~sites["use_class"].isin(["public", "transport", "green"])
    ]
    assert ordinary[plan].notna().all(axis=None)
    # a plan leaves room on some sites and none on others
    room = ordinary["plan_far"] > ordinary["gross_floor_area_m2"] / ordinary["area_m2"]
    assert 0.3 <= room.mean() <= 0.98
    # works are planned for other uses than today's
    works = sites[sites["use_class"] == "industrial"]
    assert (works["plan_use"].astype(str) != "industrial").all()


def test_zones_say_the_same_as_the_sites_on_them(district: District) -> None:
    zones, sites = district.places("zoning"), district.places("sites")
    plain = zones[~zones["is_overlay"]]
    found = sites.set_geometry(sites.representative_point()).sjoin(plain, predicate="within")
    both = found[["plan_far_left", "plan_far_right"]].dropna()
    # all but land taken out of a block for schools and the like
    assert len(both) > 1_500
    assert (both["plan_far_left"] == both["plan_far_right"]).mean() > 0.95
    overlay = zones[zones["is_overlay"]]
    assert len(overlay) >= 1
    assert overlay["plan_height_m"].notna().all()


def test_requests_for_space_name_a_zone_a_size_and_a_budget(district: District) -> None:
    wanted = district.table("space_requests")
    assert len(wanted) >= 50
    assert wanted["functional_zone"].isin(district.table("areas").index).all()
    assert (wanted["floor_area_low_m2"] <= wanted["floor_area_high_m2"]).all()
    assert {"incubation", "transfer", "industrialisation"} <= set(wanted["growth_stage"].dropna())
