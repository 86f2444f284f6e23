"""Which ways of renewing a site are considered, and what is assumed where nobody knows."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from tests.plan.small import practice_of, sites_of
from tests.plan.town import made, street
from tests.town.toy import frame_of

from gengxin.plan.options.caps import caps_of
from gengxin.plan.options.facts import site_facts
from gengxin.plan.options.prices import priced
from gengxin.plan.options.proposals import propose
from gengxin.rules import estimated_limits, limits
from gengxin.sources.factors import read_factors
from gengxin.terms import District, DistrictMeta, Money, Rule, RulePack

UNDERUSED = {"action": "redevelop", "conditions": ("good", "unknown"), "far_room_low_share": 0.6}
LAND = {"renewable": True, "far_limit": 2.0, "gross_floor_area_m2": 500.0, "intended_use": "office"}


def considered(way: dict[str, object], *sites: dict[str, object]) -> list[bool]:
    """Whether the way is considered on each site."""
    found = propose(sites_of(*(LAND | site for site in sites)), practice_of(way))
    return [at in found.site for at in range(len(sites))]


def test_land_is_underused_where_little_of_what_may_be_stands_there() -> None:
    # 1,000 m² of ground may hold 2,000: 500 leave 75 %, 900 leave 55 %; poor condition is no cause
    rows = ({}, {"gross_floor_area_m2": 900.0}, {"condition": "good"}, {"condition": "poor"})
    assert considered(UNDERUSED, *rows) == [True, False, True, False]


def test_an_unknown_condition_is_no_need_of_repair() -> None:
    repair = {"action": "repair", "conditions": ("fair", "poor", "dangerous")}
    assert considered(repair, {}, {"condition": "fair"}) == [False, True]


def test_what_plan_and_zone_do_not_say_is_today_s_use_and_said_so() -> None:
    zoning = frame_of("zoning", [])
    sites = street().table("sites").drop(columns="plan_use")
    tables = {name: street().table(name) for name in street().given} | {"sites": sites}
    known = site_facts(District.of(street().meta, tables | {"zoning": zoning}))
    assert known["intended_use"].tolist()[3:] == ["residential", "industrial", ""]
    assert known["use_is_assumed"].tolist()[3:] == [True, True, False]


def test_floor_is_sent_only_by_a_known_right_to_it() -> None:
    send = {"action": "repair", "heritage_classes": ("monument",), "far_sent_share": 1.0}
    rows = [
        {"heritage_class": "monument", "far_to_send_m2": 100.0},
        {"heritage_class": "monument", "far_to_send_m2": np.nan},
        {"heritage_class": "none", "far_to_send_m2": 100.0},
    ]
    assert considered(send, *rows) == [True, False, False]


def test_a_listed_house_sends_what_it_may_not_use_and_a_block_of_flats_receives() -> None:
    table = made().tables["option"].set_index("ref")
    # 4,800 m² × 2.0 less the 400 m² × 3 that stand
    assert table.loc["listed/repair-send-floor", "far_sent_m2_x100"] == 840_000
    assert table.loc["listed/repair-send-floor", "state"] == "offered"
    assert table.loc["listed/repair-fabric", "state"] == "offered"
    # a fifth of 9,600 m² comes on top of them: 1,920 m² on 4,800 are 0.4
    received = table.loc["unwilling/redevelop-homes-received"]
    assert (received["far"], received["far_received_m2_x100"]) == (pytest.approx(2.4), 192_000)
    assert table.loc["unwilling/redevelop-homes", "far_received_m2_x100"] == 0
    # the sun leaves the flats less than they may build by right
    idle = table.loc["flats/redevelop-homes-received"]
    assert idle["state"] == "forbidden"
    assert "nothing received" in idle["reason_en"]


def test_a_doubtful_height_is_told_in_metres() -> None:
    sites = pd.DataFrame(
        {"plan_height_m": [24.0], "plan_height_m_basis": ["estimated: a guess"]}, index=["s"]
    )
    height = Rule(
        code="plan.height",
        kind="height",
        effect="at_most",
        column="plan_height_m",
        jurisdiction="",
        source="",
        clause_en="",
        clause_zh="",
        verified=True,
    )
    law = RulePack(name="t", name_en="t", name_zh="t", rules=(height,))
    found = limits(law, sites, date(2026, 1, 1), intended={"action": "redevelop"})
    caps = caps_of(found, sites.index, practice_of({"action": "keep"}))
    assert caps.doubts_en[0] == "height at most 24 m, estimated: a guess"
    assert caps.doubts_zh[0] == "建筑高度不超过24米（估算：a guess）"


def test_estimated_storeys_cap_what_is_drawn_and_are_told() -> None:
    steps = np.arange(1, 22)
    sites = pd.DataFrame(
        {
            "zone_code": "C",
            "area_m2": 1_000.0,
            "gross_floor_area_m2": 100.0 * steps,
            "storeys": steps.astype(float),
        },
        index=[f"s{step}" for step in steps],
    )
    law = RulePack(name="t", name_en="t", name_zh="t", rules=estimated_limits(sites))
    found = limits(law, sites, date(2026, 1, 1), intended={"action": "redevelop"})
    caps = caps_of(found, sites.index, practice_of({"action": "keep"}))
    assert set(caps.far) == {1.9}
    assert set(caps.storeys) == {19.0}
    assert caps.is_estimated.all()
    assert not caps.far_is_stated.any()
    assert "floor area ratio at most 1.9, estimated: 90th percentile built on 21 sites" in str(
        caps.doubts_en[0]
    )
    assert "storeys at most 19, estimated" in str(caps.doubts_en[0])
    assert "层数不超过19层（估算" in str(caps.doubts_zh[0])


@pytest.mark.parametrize(("basis", "own"), [("given", True), ("estimated: a guess", False)])
def test_prices_come_from_values_that_were_assessed_and_from_no_others(
    basis: str, *, own: bool
) -> None:
    rng = np.random.default_rng(3)
    count = 400
    floor = rng.uniform(100.0, 1_000.0, count)
    floor[0] = 40_000.0
    sites = pd.DataFrame(
        {
            "use_class": "residential",
            "zone_code": "R",
            "year_built": rng.integers(1900, 2010, count).astype(float),
            "gross_floor_area_m2": floor,
            "area_m2": 1_000.0,
            "assessed_value_amount": 4_000.0 * floor,
            "assessed_value_amount_basis": basis,
        },
        index=[f"s{at}" for at in range(count)],
    )
    meta = DistrictMeta(
        name_en="t",
        name_zh="t",
        crs="EPSG:32619",
        data_day=date(2013, 1, 1),
        made_up=True,
        money=Money(currency="USD", price_day=date(2013, 1, 1)),
    )
    pack = read_factors("usd-2014-illustrative")
    found = priced(pack, sites, meta)
    # 40 times its ground is nobody's building
    assert [note.count for note in found.notes] == [1]
    assert ("values" in found.parameters) == own
    if own:
        assert "n = 399" in found.parameters["values"]
        homes = next(
            f for f in found.factors.factors if f.code == "sale" and "residential" in f.where["use"]
        )
        assert homes.mid == pytest.approx(4_000.0, rel=1e-6)
    else:
        assert found.factors is pack
