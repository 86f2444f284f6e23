"""Which rules bear on a district, and why the others don't: by hand."""

from datetime import date
from typing import Any

import pandas as pd
from tests.rules.test_check import a_pack, a_rule

from gengxin.rules import bearing
from gengxin.terms.rules import Band

DAY = date(2026, 1, 1)
SITES = pd.DataFrame(
    {
        "zone_code": ["C-1", "C-1", "B", None],
        "plan_height_m": [24.0, None, 18.0, None],
        "metro_m": [450.0, 900.0, 2_100.0, 1_000.0],
    },
    index=["a", "b", "c", "d"],
)


def of(**fields: Any) -> pd.Series:
    """What bears of one rule."""
    return bearing(a_pack(a_rule(**fields)), SITES, DAY).iloc[0]


def test_sites_that_meet_a_condition_or_may_are_counted() -> None:
    row = of(kind="height", effect="at_most", value=9.0, where={"zone_code": ("C-1",)})
    assert (row["sites_count"], row["unknown_count"], row["idle_en"]) == (3, 1, "")
    assert (row["measure"], row["unit"]) == ("height_m", "m")


def test_a_zone_that_is_not_there_is_told_beside_those_that_are() -> None:
    sites = SITES.assign(zone_code=["C-1", "C-1", "B", "B"])
    rule = a_rule(kind="height", effect="at_most", value=9.0, where={"zone_code": ("R6", "R7")})
    row = bearing(a_pack(rule), sites, DAY).iloc[0]
    assert row["sites_count"] == 0
    assert row["idle_en"] == "code of its zone: none is R6, R7; here C-1, B"
    assert row["idle_zh"] == "所在分区代码：无R6、R7；本区为C-1、B"


def test_a_band_that_no_site_lies_in_is_told_in_metres() -> None:
    row = of(
        kind="height", effect="at_most", value=9.0, where_number={"metro_m": Band(at_most=300.0)}
    )
    assert row["idle_en"] == (
        "walk to the nearest metro entrance: none is at most 300 m; here 450 m to 2,100 m"
    )
    assert row["idle_zh"] == "至最近轨道站出入口步行距离：无不大于300米；本区为450米至2,100米"


def test_a_station_out_of_reach_is_said_so() -> None:
    sites = SITES.assign(metro_m=[450.0, 900.0, float("inf"), 1_000.0])
    rule = a_rule(
        kind="height", effect="at_most", value=9.0, where_number={"metro_m": Band(at_most=300.0)}
    )
    told = bearing(a_pack(rule), sites, DAY).iloc[0]
    assert told["idle_en"].endswith("here 450 m to out of reach")


def test_conditions_that_no_site_meets_together() -> None:
    row = of(
        kind="height",
        effect="at_most",
        value=9.0,
        where={"zone_code": ("B",)},
        where_number={"metro_m": Band(at_most=500.0)},
    )
    assert row["idle_en"].startswith("no site meets all of it at once: code of its zone, walk")


def test_a_limit_of_the_data_binds_where_it_is_known() -> None:
    row = of(kind="height", effect="at_most", value=None, column="plan_height_m")
    assert row["sites_count"] == 2
    silent = SITES.assign(plan_height_m=float("nan"))
    rule = a_rule(kind="height", effect="at_most", value=None, column="plan_height_m")
    row = bearing(a_pack(rule), silent, DAY).iloc[0]
    assert row["sites_count"] == 0
    assert row["idle_en"].endswith(": known of no site")


def test_rules_of_other_days_and_of_renewal_units_say_so() -> None:
    later = of(kind="height", effect="at_most", value=9.0, since=date(2027, 1, 1))
    assert (later["sites_count"], later["idle_en"]) == (0, "in force from 2027-01-01")
    gone = of(kind="height", effect="at_most", value=9.0, until=date(2020, 12, 31))
    assert gone["idle_zh"] == "施行至2020-12-31"
    unit = of(kind="demolition_share", effect="at_most", value=0.2, scope="renewal_unit")
    assert "whole renewal unit" in unit["idle_en"]


def test_of_versions_the_one_in_force_has_the_row() -> None:
    old = a_rule(kind="height", effect="at_most", value=9.0, until=date(2020, 12, 31), version="1")
    new = a_rule(kind="height", effect="at_most", value=9.0, since=date(2021, 1, 1), version="2")
    found = bearing(a_pack(old, new), SITES, DAY)
    assert found["sites_count"].tolist() == [4]
    assert found["idle_en"].tolist() == [""]
