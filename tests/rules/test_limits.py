"""The limits of each site before anything is drawn, worked by hand."""

import sys
import time
from collections import Counter
from datetime import date

import numpy as np
import pandas as pd
import pytest

from gengxin.rules import (
    LEAST_SITES,
    check,
    estimated_limits,
    limits,
    unit_rules,
    verdicts,
    zones_too_small,
)
from gengxin.terms.rules import Band, Rule, RulePack

DAY = date(2026, 1, 1)
TOLD = {
    "jurisdiction": "town",
    "source": "town plan",
    "clause_en": "Art. 1.",
    "clause_zh": "第一条。",
    "verified": True,
}


def a_rule(code: str, **fields: object) -> Rule:
    return Rule(code=code, **{**TOLD, **fields})


def a_pack(*rules: Rule) -> RulePack:
    return RulePack(name="town", name_en="town", name_zh="镇", rules=rules)


def the_limit(rules: list[Rule], site: dict[str, object], **intended: object) -> pd.Series:
    sites = pd.DataFrame([site], index=["A"])
    found = limits(a_pack(*rules), sites, DAY, intended=intended)
    assert len(found) == 1
    return found.iloc[0]


FAR = a_rule("plan", kind="far", effect="at_most", column="plan_far")
STATION = a_rule(
    "station",
    kind="station_area",
    effect="multiplies",
    value=1.5,
    alters=("far",),
    where_number={"metro_m": Band(at_most=300.0)},
)


def test_the_strictest_rule_binds_and_is_named_with_what_changed_it() -> None:
    town = a_rule("town", kind="far", effect="at_most", value=4.0)
    site = {"plan_far": 2.0, "metro_m": 100.0}
    limit = the_limit([FAR, town, STATION], site)
    assert (limit["value"], limit["rules"], limit["verified"]) == (3.0, "plan station", True)
    far_away = the_limit([FAR, town, STATION], {"plan_far": 2.0, "metro_m": 900.0})
    assert (far_away["value"], far_away["rules"]) == (2.0, "plan")


def test_of_least_values_the_greatest_binds() -> None:
    rows = [
        a_rule("five", kind="setback", effect="at_least", value=5.0),
        a_rule("three", kind="setback", effect="at_least", value=3.0),
    ]
    limit = the_limit(rows, {})
    assert (limit["value"], limit["rules"]) == (5.0, "five")


def test_what_is_unknown_is_not_counted_on_and_is_named() -> None:
    limit = the_limit([FAR, STATION], {"plan_far": 2.0, "metro_m": np.nan})
    assert (limit["value"], limit["lenient_value"], limit["missing"]) == (2.0, 3.0, "metro_m")
    unplanned = the_limit([FAR], {"plan_far": np.nan})
    assert np.isnan(unplanned["value"])
    assert unplanned["missing"] == "plan_far"


def test_a_waived_rule_does_not_bind() -> None:
    relief = a_rule("relief", kind="far_bonus", effect="waives", alters=("plan",))
    found = limits(a_pack(FAR, relief), pd.DataFrame({"plan_far": [2.0]}, index=["A"]), DAY)
    assert found.empty


def test_an_unverified_rule_is_shown_beside_the_verified_one() -> None:
    doubted = a_rule("doubted", kind="far", effect="at_most", value=1.0, verified=False)
    limit = the_limit([FAR, doubted], {"plan_far": 2.0})
    assert (limit["value"], limit["verified"], limit["verified_value"]) == (1.0, False, 2.0)


def test_a_rule_that_waits_for_what_will_be_drawn_has_its_own_row() -> None:
    low = a_rule(
        "low", kind="far", effect="at_most", value=1.2, when_number={"storeys": Band(at_most=3)}
    )
    sites = pd.DataFrame({"plan_far": [2.0]}, index=["A"])
    found = limits(a_pack(FAR, low), sites, DAY)
    assert found[["depends_on", "value"]].to_numpy().tolist() == [["", 2.0], ["storeys", 1.2]]
    assert the_limit([FAR, low], {"plan_far": 2.0}, storeys=3)["value"] == 1.2
    assert the_limit([FAR, low], {"plan_far": 2.0}, storeys=4)["value"] == 2.0


def test_uses_must_be_allowed_by_every_rule() -> None:
    rows = [
        a_rule("a", kind="permitted_use", effect="one_of", words=("residential", "public")),
        a_rule("b", kind="permitted_use", effect="one_of", words=("office", "public")),
    ]
    limit = the_limit(rows, {})
    assert (limit["words"], limit["rules"]) == ("public", "a b")


def test_a_plane_gives_its_height_at_the_edge_and_a_view_plane_at_the_site() -> None:
    plane = a_rule(
        "plane",
        kind="sky_exposure_plane",
        effect="at_most",
        parameters={"base_height_m": 18.288, "slope": 2.7, "initial_setback_m": 6.096},
    )
    assert the_limit([plane], {})["value"] == 18.288
    view = a_rule(
        "view",
        kind="view_plane",
        effect="at_most",
        column="view_distance_m",
        parameters={"base_height_m": 20.0, "slope": 0.1},
    )
    assert the_limit([view], {"view_distance_m": 150.0})["value"] == pytest.approx(35.0)


def test_rules_of_a_renewal_unit_are_listed_and_not_asked_of_one_site() -> None:
    rule = a_rule(
        "unit", kind="demolition_share", effect="at_most", value=0.2, scope="renewal_unit"
    )
    assert unit_rules(a_pack(rule), DAY) == (rule,)
    assert limits(a_pack(rule), pd.DataFrame(index=["A"]), DAY).empty


# -- estimated limits ---------------------------------------------------------------------------


def built_zone(zone: str, count: int) -> pd.DataFrame:
    """Sites of 1,000 m² with floor area ratios 0.1, 0.2 … and as many storeys as tenths."""
    steps = np.arange(1, count + 1)
    return pd.DataFrame(
        {
            "zone_code": zone,
            "area_m2": 1_000.0,
            "gross_floor_area_m2": 100.0 * steps,
            "storeys": steps.astype(float),
        },
        index=[f"{zone}{step}" for step in steps],
    )


def test_an_unknown_zone_is_capped_at_nine_tenths_of_what_stands_there() -> None:
    # of 0.1 … 2.1 the 19th of 21, 1.9, is the 90th percentile: 90 % of the way from 1st to 21st
    sites = pd.concat([built_zone("C", 21), built_zone("D", LEAST_SITES - 1)])
    far, height = estimated_limits(sites)
    assert (far.code, far.value, far.where) == ("estimated.far.C", 1.9, {"zone_code": ("C",)})
    assert (height.measure, height.value) == ("storeys", 19.0)
    assert far.basis == "estimated: 90th percentile built on 21 sites of zone C"
    assert not far.is_firm
    assert "21" in far.clause_zh
    assert zones_too_small(sites) == {"D": LEAST_SITES - 1}


def test_a_density_that_nobody_builds_is_left_out_of_the_estimate() -> None:
    odd = pd.DataFrame(
        {"zone_code": "C", "area_m2": 100.0, "gross_floor_area_m2": 2_100.0, "storeys": 3.0},
        index=["sliver"],
    )
    far, height = estimated_limits(pd.concat([built_zone("C", 21), odd]))
    # 21.0 doesn't count, and neither do 22 sites; its 3 storeys do: of 1, 2, 3, 3 … 21 the 90th
    # percentile lies 0.9 × 21 = 18.9 steps up, between 18 and 19
    assert far.value == 1.9
    assert "21 built sites" in far.clause_en
    assert height.value == pytest.approx(18.9)


def test_heights_that_nobody_knows_leave_the_cap_in_storeys() -> None:
    sites = built_zone("C", 21).assign(height_m=np.nan)
    assert [cap.measure for cap in estimated_limits(sites)] == ["far", "storeys"]


def test_a_zone_whose_limit_is_known_gets_no_estimate() -> None:
    sites = built_zone("C", 21).assign(plan_far=2.0)
    known = limits(a_pack(FAR), sites, DAY)
    assert [rule.kind for rule in estimated_limits(sites, known=known)] == ["height"]


def test_an_option_above_an_estimate_is_shown_and_not_forbidden() -> None:
    sites = built_zone("C", 21)
    pack = a_pack(*estimated_limits(sites))
    drafts = pd.DataFrame(
        {"site": "C1", "action": "redevelop", "far": [1.9, 2.0], "storeys": 5.0}, index=["a", "b"]
    )
    checks = check(pack, drafts, sites, DAY)
    verdict = verdicts(checks, drafts.index)["legal"]
    assert verdict["a"]
    assert verdict["b"] is pd.NA
    assert set(checks.loc[checks["state"] == "failed", "basis"]) == {
        "estimated: 90th percentile built on 21 sites of zone C"
    }


# -- cost ---------------------------------------------------------------------------------------


def a_district(count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(0)
    sites = pd.DataFrame(
        {"plan_far": rng.uniform(1.0, 3.0, count), "zone_code": rng.choice(["A", "B"], count)},
        index=[f"s{number}" for number in range(count)],
    )
    drafts = pd.DataFrame(
        {
            "site": np.repeat(sites.index, 8),
            "action": np.tile(["extend", "redevelop"], 4 * count),
            "far": rng.uniform(0.0, 4.0, 8 * count),
        }
    )
    drafts.index = pd.Index([f"o{number}" for number in range(8 * count)])
    return sites, drafts


def twenty_rules() -> RulePack:
    rows = [
        a_rule(
            f"r{number}",
            kind="far",
            effect="at_most",
            column="plan_far",
            when={"action": ("extend", "redevelop")},
            where={"zone_code": ("A", "B")},
        )
        for number in range(20)
    ]
    return a_pack(*rows)


def cpu_s(count: int) -> float:
    sites, drafts = a_district(count)
    pack = twenty_rules()
    start = time.process_time()
    checks = check(pack, drafts, sites, DAY)
    verdicts(checks, drafts.index)
    assert len(checks) == 160 * count
    return time.process_time() - start


def calls(count: int) -> int:
    """How many functions are called to check so many sites."""
    called = Counter[str]()
    sites, drafts = a_district(count)
    pack = twenty_rules()
    before = sys.getprofile()
    sys.setprofile(lambda _, event, __: called.update([event]))
    try:
        verdicts(check(pack, drafts, sites, DAY), drafts.index)
    finally:
        sys.setprofile(before)
    return called["call"] + called["c_call"]


def test_checks_are_not_made_one_by_one() -> None:
    """There are 160 for each site; one call each would be many times as slow."""
    cpu_s(100)
    assert calls(3_000) < 160 * 3_000 / 2


@pytest.mark.long
def test_twenty_rules_on_24_000_options_take_less_than_a_second() -> None:
    cpu_s(100)
    assert min(cpu_s(3_000) for _ in range(2)) < 1.0
