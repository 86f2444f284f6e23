"""Every indicator of the toy town, worked out by hand from its drawing (tests/town/toy.py)."""

import re

import pandas as pd
import pytest

from gengxin.terms import CheckUp

WHOLE, SOUTH, NORTH = "district", "south", "north"

BY_HAND = [
    # people: 400 in South, 500 in North; one in five is 65 or over
    ("residents_people", SOUTH, 400.0),
    ("residents_people", NORTH, 500.0),
    ("residents_people", "town", 900.0),
    ("older_people_share", WHOLE, 180 / 900),
    ("people_joined_share", WHOLE, 1.0),
    # seven blocks of 10,000 m² with 2,000 m² green each, and the park block with 6,400 m²
    ("green_share", WHOLE, 20_400 / 80_000),
    ("green_share", SOUTH, 0.2),
    ("park_m2_per_person", NORTH, 6_400 / 500),
    ("park_m2_per_person", SOUTH, 0.0),
    # South: two streets of 400 m east, five of 100 m north, and the bridge of 100 m:
    # its middle lies on the border, where the area that stands first holds it
    ("street_density", SOUTH, 1_400 / 100_000 * 1_000),
    ("street_density", NORTH, 1_300 / 100_000 * 1_000),
    ("street_spacing_m", WHOLE, 2 * 200_000 / 2_700),
    # floor: 400 m² a storey; South 4 x 6 + 2 = 26 storeys, North 18 + 3 x 6 + 4 = 40
    ("far", SOUTH, 26 * 400 / 40_000),
    ("far", NORTH, 40 * 400 / 40_000),
    ("lot_coverage", SOUTH, 5 * 400 / 40_000),
    # the plan allows 5,000 m² a block but in the park: South's blocks have 3,200, 2,400, 2,400,
    # 2,400 m²; North's 9,600 (more than allowed), 2,400, 4,000 m²
    ("unused_floor_m2", SOUTH, 1_800 + 3 * 2_600),
    ("unused_floor_m2", NORTH, 0 + 2_600 + 1_000),
    ("unused_far", NORTH, 3_600 / 30_000),
    # b5 is poor in South, b7 poor and b9 dangerous in North, of five buildings each
    ("bad_condition_share", SOUTH, 0.2),
    ("bad_condition_share", NORTH, 0.4),
    # 1985 1985 1995 2005 1935 on the first day of 2026
    ("age_years", SOUTH, (41 + 41 + 31 + 21 + 91) / 5),
    ("vacancy_share", SOUTH, 0.1),
    # a quarter of the people of buildings of six storeys count homes without a lift; homes are half
    # the people: South 360 / 4 of 200, North 300 / 4 of 250
    ("homes_without_lift_share", SOUTH, 90 / 200),
    ("homes_without_lift_share", NORTH, 75 / 250),
    # b5 is named by a heritage row
    ("heritage_share", SOUTH, 0.2),
    ("heritage_share", NORTH, 0.0),
    ("heritage_count", SOUTH, 1.0),
    ("heritage_count", NORTH, 0.0),
    # the kindergarten: all of South, nobody of North; 30 places for 20 children
    ("people_covered_share.edu.kg", WHOLE, 20 / 45),
    ("people_covered_share.edu.kg", SOUTH, 1.0),
    ("people_covered_share.edu.kg", NORTH, 0.0),
    ("buildings_covered_share.edu.kg", WHOLE, 5 / 9),
    ("people_served_share.edu.kg", WHOLE, 20 / 45),
    ("capacity_per_1000.edu.kg", WHOLE, 30 / 45 * 1_000),
    ("capacity_per_1000.edu.kg", NORTH, 0.0),
    ("count_per_1000.edu.kg", SOUTH, 1 / 20 * 1_000),
    # the park: 6,400 m² at 1 m² a person is room for all 620 in reach
    ("people_served_share.green.park5", SOUTH, 0.3),
    ("people_served_share.green.park5", NORTH, 1.0),
    ("capacity_per_1000.green.park5", WHOLE, 6_400 / 900 * 1_000),
    # stops: no walk in South is longer than 300 m to the bus, in town none than 800 m to the metro
    ("people_covered_share.tran.bus", SOUTH, 1.0),
    ("people_covered_share.tran.metro", WHOLE, 1.0),
    ("count_per_1000.tran.bus", SOUTH, 1 / 400 * 1_000),
    # the health station is too small to count
    ("count_per_1000.health.station", WHOLE, 0.0),
]


@pytest.mark.parametrize(("indicator", "area", "by_hand"), BY_HAND)
def test_value(values: pd.DataFrame, indicator: str, area: str, by_hand: float) -> None:
    row = values.loc[(indicator, area)]
    assert row["value"] == pytest.approx(by_hand)
    assert row["status"] in {"ready", "partial"}


def test_value_is_numerator_over_denominator(values: pd.DataFrame) -> None:
    shares = values[values["denominator"].notna() & values["value"].notna()]
    shares = shares[[code.split(".")[0].endswith("share") for code, _ in shares.index]]
    ratio = shares["numerator"] / shares["denominator"]
    assert ratio.to_numpy() == pytest.approx(shares["value"].to_numpy())


def test_a_stop_has_no_capacity(toy: CheckUp) -> None:
    codes = {indicator.code for indicator in toy.indicators}
    assert "people_covered_share.tran.bus" in codes
    assert "people_served_share.tran.bus" not in codes


def test_every_indicator_says_what_it_is_in_both_languages(toy: CheckUp) -> None:
    for indicator in toy.indicators:
        assert indicator.name_en, indicator.code
        assert indicator.name_zh, indicator.code
        assert indicator.unit, indicator.code
        assert indicator.source, indicator.code
        assert indicator.numerator_en, indicator.code
        assert indicator.numerator_zh, indicator.code


def test_counts_of_places_are_called_proxies(toy: CheckUp) -> None:
    by_code = {indicator.code: indicator for indicator in toy.indicators}
    assert by_code["count_per_1000.edu.kg"].is_proxy
    assert not by_code["people_covered_share.edu.kg"].is_proxy


def test_sites_have_values_where_it_makes_sense(toy: CheckUp) -> None:
    sites = toy.site_values
    assert list(sites.index) == ["s1", "s2", "s3", "s4", "n1", "n2", "n3", "n4"]
    assert sites.loc["n1", "far"] == pytest.approx(9_600 / 10_000)
    assert sites.loc["n1", "people_covered_share.edu.kg"] == 0.0
    assert sites.loc["s1", "people_covered_share.edu.kg"] == 1.0
    assert sites.loc["n1", "bad_condition_share"] == 0.5
    # nobody lives in the park, and the plan sets no ratio there
    assert sites.loc["n4"].isna()["people_covered_share.edu.kg"]
    assert sites.loc["n4"].isna()["unused_far"]
    assert "street_spacing_m" not in sites.columns


def test_every_indicator_says_its_source_in_chinese(toy: CheckUp) -> None:
    without = [one.code for one in toy.indicators if not re.search("[一-鿿]", one.source_zh)]
    assert without == []
    western = [one.code for one in toy.indicators if re.search("[,;:()]", one.source_zh)]
    assert western == []
