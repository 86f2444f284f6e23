"""Options against rules: each kind by a case worked by hand from the text of a rule."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from gengxin.rules import check, verdicts, why_not
from gengxin.terms.rules import Band, Rule, RulePack

DAY = date(2026, 1, 1)
PLAIN = {
    "jurisdiction": "town",
    "source": "town plan",
    "clause_en": "Art. 1.",
    "clause_zh": "第一条。",
    "verified": True,
}


def a_rule(code: str = "r", **fields: object) -> Rule:
    return Rule(code=code, **{**PLAIN, **fields})


def a_pack(*rules: Rule, **facts: str | float) -> RulePack:
    return RulePack(name="town", name_en="town", name_zh="镇", rules=rules, facts=facts)


def judged(
    rules: list[Rule], option: dict[str, object], site: dict[str, object] | None = None
) -> dict[str, str]:
    """State by rule of one option on one site."""
    sites = pd.DataFrame([site or {}], index=pd.Index(["A"], name="ref"))
    drafts = pd.DataFrame([{"site": "A", **option}], index=pd.Index(["A/redevelop-1"]))
    checks = check(a_pack(*rules), drafts, sites, DAY)
    return dict(zip(checks["rule"], checks["state"], strict=True))


KINDS = [
    # far 3.0 on a plot planned for 2.5
    (
        {"kind": "far", "effect": "at_most", "column": "plan_far"},
        {"far": 3.0},
        {"plan_far": 2.5},
        "failed",
    ),
    (
        {"kind": "far", "effect": "at_most", "column": "plan_far"},
        {"far": 2.5},
        {"plan_far": 2.5},
        "passed",
    ),
    (
        {"kind": "lot_coverage", "effect": "at_most", "value": 0.4},
        {"lot_coverage": 0.41},
        {},
        "failed",
    ),
    ({"kind": "height", "effect": "at_most", "value": 24.0}, {"height_m": 23.9}, {}, "passed"),
    (
        {"kind": "height", "effect": "at_most", "value": 4.0, "measure": "storeys"},
        {"storeys": 5},
        {},
        "failed",
    ),
    ({"kind": "setback", "effect": "at_least", "value": 5.0}, {"setback_m": 4.0}, {}, "failed"),
    ({"kind": "spacing", "effect": "at_least", "value": 9.0}, {"spacing_m": 9.0}, {}, "passed"),
    # 18 m high and 17 m away is less than once its height
    (
        {
            "kind": "spacing",
            "effect": "at_least",
            "value": 1.0,
            "measure": "spacing_to_height_ratio",
        },
        {"spacing_m": 17.0, "height_m": 18.0},
        {},
        "failed",
    ),
    (
        {"kind": "green_share", "effect": "at_least", "value": 0.3},
        {"green_share": 0.25},
        {},
        "failed",
    ),
    # 60 spaces for 30 + 20 + 10 homes are one each
    (
        {"kind": "parking", "effect": "at_least", "value": 1.0},
        {
            "parking_spaces": 60,
            "homes_after_small_count": 30,
            "homes_after_medium_count": 20,
            "homes_after_large_count": 10,
        },
        {},
        "passed",
    ),
    (
        {
            "kind": "parking",
            "effect": "at_least",
            "value": 0.6,
            "measure": "parking_spaces_per_100_m2",
        },
        {"parking_spaces": 50, "gross_floor_area_m2": 10_000.0},
        {},
        "failed",
    ),
    (
        {"kind": "sunlight", "effect": "at_least", "value": 2.0},
        {"sun_hours_least": 1.9},
        {},
        "failed",
    ),
    (
        {"kind": "heritage_keep", "effect": "at_least", "value": 1.0},
        {"heritage_floor_m2": 800.0, "heritage_floor_kept_m2": 700.0},
        {},
        "failed",
    ),
    # nothing protected stands there: nothing is lost
    (
        {"kind": "heritage_keep", "effect": "at_least", "value": 1.0},
        {"heritage_floor_m2": 0.0, "heritage_floor_kept_m2": 0.0},
        {},
        "passed",
    ),
    (
        {
            "kind": "heritage_keep",
            "effect": "none_of",
            "measure": "action",
            "words": ("redevelop",),
        },
        {"action": "redevelop"},
        {},
        "failed",
    ),
    (
        {"kind": "protected_height", "effect": "at_most", "value": 12.0},
        {"height_m": 15.0},
        {},
        "failed",
    ),
    (
        {"kind": "protected_coverage", "effect": "at_least", "value": 0.45},
        {"lot_coverage": 0.3},
        {},
        "failed",
    ),
    # a plane that rises 1 m in 10 from 20 m at the viewpoint lies at 35 m, 150 m away
    (
        {
            "kind": "view_plane",
            "effect": "at_most",
            "column": "view_distance_m",
            "parameters": {"base_height_m": 20.0, "slope": 0.1},
        },
        {"height_m": 36.0},
        {"view_distance_m": 150.0},
        "failed",
    ),
    (
        {
            "kind": "permitted_use",
            "effect": "one_of",
            "words": ("residential", "public"),
        },
        {
            f"{use}_floor_{how}_m2": 0.0
            for use in ("residential", "commercial", "research", "industrial", "public")
            for how in ("built", "converted")
        }
        | {"office_floor_built_m2": 100.0, "office_floor_converted_m2": 0.0},
        {},
        "failed",
    ),
    # 300 of 1,000 m² are more than a fifth
    (
        {"kind": "demolition_share", "effect": "at_most", "value": 0.2},
        {
            f"{use}_floor_demolished_m2": 50.0
            for use in ("residential", "commercial", "office", "research", "industrial", "public")
        },
        {"gross_floor_area_m2": 1_000.0},
        "failed",
    ),
    (
        {"kind": "rehoused_nearby", "effect": "at_least", "value": 0.5},
        {"households_out_temporarily_count": 60, "households_out_for_good_count": 40},
        {},
        "passed",
    ),
    (
        {"kind": "consent", "effect": "at_least", "value": 0.95},
        {},
        {"consent_state": "asked", "consent_share": 0.9},
        "failed",
    ),
    (
        {"kind": "consent", "effect": "at_least", "value": 0.95},
        {},
        {"consent_state": "not_asked", "consent_share": None},
        "not_decided",
    ),
    (
        {"kind": "consent", "effect": "at_least", "value": 0.95},
        {},
        {"consent_state": "refused", "consent_share": 0.97},
        "failed",
    ),
    (
        {"kind": "far_transfer", "effect": "at_most", "value": 0.5},
        {"far_received_m2": 600.0},
        {"area_m2": 1_000.0},
        "failed",
    ),
]


@pytest.mark.parametrize(("rule", "option", "site", "state"), KINDS)
def test_a_rule_of_each_kind_gives_the_verdict_of_its_text(
    rule: dict[str, object], option: dict[str, object], site: dict[str, object], state: str
) -> None:
    assert judged([a_rule(**rule)], option, site) == {"r": state}


FAR = a_rule("far", kind="far", effect="at_most", value=2.0)
STATION = a_rule(
    "station",
    kind="station_area",
    effect="adds",
    value=0.5,
    alters=("far",),
    where_number={"metro_m": Band(at_most=300.0)},
)


@pytest.mark.parametrize(
    ("far", "metro_m", "state"),
    [
        (2.4, 250.0, "passed"),
        (2.4, 300.0, "passed"),
        (2.4, 301.0, "failed"),
        # how far the metro is matters only between 2.0 and 2.5
        (2.0, np.nan, "passed"),
        (2.4, np.nan, "not_decided"),
        (2.6, np.nan, "failed"),
    ],
)
def test_a_site_near_a_station_may_be_denser(far: float, metro_m: float, state: str) -> None:
    assert judged([FAR, STATION], {"far": far}, {"metro_m": metro_m})["far"] == state


def test_a_bonus_multiplies_before_a_transfer_adds() -> None:
    bonus = a_rule("bonus", kind="far_bonus", effect="multiplies", value=1.2, alters=("far",))
    transfer = a_rule(
        "transfer", kind="far_transfer", effect="adds", measure="far_moved", alters=("far",)
    )
    option = {"far_received_m2": 300.0, "far_sent_m2": 0.0}
    site = {"area_m2": 1_000.0}
    # 2.0 × 1.2 + 0.3
    assert judged([transfer, bonus, FAR], {"far": 2.7, **option}, site)["far"] == "passed"
    assert judged([transfer, bonus, FAR], {"far": 2.71, **option}, site)["far"] == "failed"


def test_what_a_protected_site_sends_away_it_can_no_longer_build() -> None:
    transfer = a_rule(
        "transfer", kind="far_transfer", effect="adds", measure="far_moved", alters=("far",)
    )
    sent = {"far": 1.8, "far_received_m2": 0.0, "far_sent_m2": 500.0}
    assert judged([FAR, transfer], sent, {"area_m2": 1_000.0})["far"] == "failed"


def test_an_unverified_bonus_neither_helps_nor_is_forgotten() -> None:
    doubtful = a_rule(
        "bonus", kind="far_bonus", effect="adds", value=0.5, alters=("far",), verified=False
    )
    assert judged([FAR, doubtful], {"far": 2.3})["far"] == "not_decided"
    assert judged([FAR, doubtful], {"far": 2.6})["far"] == "failed"


def test_a_waiver_names_what_it_waives() -> None:
    waiver = a_rule(
        "relief", kind="sunlight", effect="waives", alters=("sun",), when={"sun_lost": ("false",)}
    )
    sun = a_rule("sun", kind="sunlight", effect="at_least", value=2.0)
    assert judged([sun, waiver], {"sun_hours_least": 1.0, "sun_lost": False})["sun"] == "waived"
    assert judged([sun, waiver], {"sun_hours_least": 1.0, "sun_lost": True})["sun"] == "failed"
    assert judged([sun, waiver], {"sun_hours_least": 1.0})["sun"] == "not_decided"


def test_a_table_binds_by_place_and_by_what_is_drawn() -> None:
    low = a_rule(
        "low",
        kind="far",
        effect="at_most",
        value=1.2,
        where={"climate_zone": ("III",)},
        when_number={"storeys": Band(at_most=3)},
    )
    high = a_rule(
        "high",
        kind="far",
        effect="at_most",
        value=1.6,
        where={"climate_zone": ("III",)},
        when_number={"storeys": Band(above=3, at_most=6)},
    )
    assert judged([low, high], {"far": 1.4, "storeys": 3}, {"climate_zone": "III"}) == {
        "low": "failed"
    }
    assert judged([low, high], {"far": 1.4, "storeys": 4}, {"climate_zone": "III"}) == {
        "high": "passed"
    }
    assert judged([low, high], {"far": 1.4, "storeys": 4}, {"climate_zone": "I"}) == {}


def test_one_of_several_overlays_suffices() -> None:
    rule = a_rule(kind="height", effect="at_most", value=9.0, where={"overlays": ("AHO",)})
    site = {"overlays": ("PUD", "AHO")}
    assert judged([rule], {"height_m": 10.0}, site) == {"r": "failed"}
    assert judged([rule], {"height_m": 10.0}, {"overlays": ()}) == {}


PLANE = a_rule(
    kind="sky_exposure_plane",
    effect="at_most",
    parameters={"base_height_m": 18.288, "slope": 2.7, "initial_setback_m": 6.096},
)


@pytest.mark.parametrize(
    ("option", "state"),
    [
        # at the street line the front wall may be 60 ft, 18.288 m
        ({"height_m": 18.2, "setback_m": 0.0}, "passed"),
        # 10 m back: 18.288 + 2.7 × 10 = 45.288 m
        ({"height_m": 45.2, "setback_m": 10.0}, "passed"),
        # higher, but upper storeys may step back: only the form can tell
        ({"height_m": 46.0, "setback_m": 10.0}, "not_decided"),
        ({"height_m": 46.0, "setback_m": 10.0, "plane_over_m": 0.712}, "failed"),
        ({"height_m": 46.0, "setback_m": 10.0, "plane_over_m": 0.0}, "passed"),
        # within the initial setback of 20 ft the plane doesn't count yet
        ({"height_m": 20.0, "setback_m": 5.0}, "not_decided"),
        ({"height_m": 18.0}, "passed"),
    ],
)
def test_a_building_keeps_under_a_plane(option: dict[str, object], state: str) -> None:
    assert judged([PLANE], option) == {"r": state}


def test_only_the_law_of_the_day_is_asked() -> None:
    old = a_rule("h", kind="height", effect="at_most", value=24.0, until=date(2019, 12, 31))
    new = a_rule(
        "h", kind="height", effect="at_most", value=18.0, since=date(2020, 1, 1), version="2"
    )
    sites = pd.DataFrame(index=["A"])
    drafts = pd.DataFrame({"site": ["A"], "height_m": [20.0]}, index=["o"])
    pack = a_pack(old, new)
    for day, limit, state in ((date(2019, 12, 31), 24.0, "passed"), (DAY, 18.0, "failed")):
        checks = check(pack, drafts, sites, day)
        assert checks["limit"].tolist() == [limit]
        assert checks["state"].tolist() == [state]


def test_a_fact_of_the_pack_answers_where_the_site_says_nothing() -> None:
    rule = a_rule(kind="height", effect="at_most", value=9.0, where={"climate_zone": ("III",)})
    sites = pd.DataFrame({"climate_zone": ["I", None]}, index=["A", "B"])
    drafts = pd.DataFrame({"site": ["A", "B"], "height_m": [10.0, 10.0]}, index=["a", "b"])
    checks = check(a_pack(rule, climate_zone="III"), drafts, sites, DAY)
    assert checks[["option", "state"]].to_numpy().tolist() == [["b", "failed"]]


def test_a_draft_on_an_unknown_site_is_refused() -> None:
    drafts = pd.DataFrame({"site": ["Z"]}, index=["o"])
    with pytest.raises(ValueError, match=r"\['Z'\]"):
        check(a_pack(FAR), drafts, pd.DataFrame(index=["A"]), DAY)


def test_the_evidence_names_what_changed_the_limit_and_what_is_missing() -> None:
    sites = pd.DataFrame({"metro_m": [100.0, np.nan]}, index=["A", "B"])
    drafts = pd.DataFrame({"site": ["A", "B"], "far": [2.4, 2.4]}, index=["a", "b"])
    checks = check(a_pack(FAR, STATION), drafts, sites, DAY).set_index("option")
    assert "altered by station" in checks.loc["a", "evidence_en"]
    assert "unknown: walk to the nearest metro entrance" in checks.loc["b", "evidence_en"]
    assert "缺少：至最近轨道站出入口步行距离" in checks.loc["b", "evidence_zh"]


# -- verdicts -----------------------------------------------------------------------------------


def the_verdict(rules: list[Rule], option: dict[str, object], site: dict[str, object]) -> pd.Series:
    sites = pd.DataFrame([site], index=["A"])
    drafts = pd.DataFrame([{"site": "A", **option}], index=["o"])
    return verdicts(check(a_pack(*rules), drafts, sites, DAY), drafts.index).loc["o"]


def test_a_verified_rule_forbids_and_an_unverified_one_only_withholds() -> None:
    doubted = a_rule("far", kind="far", effect="at_most", value=2.0, verified=False)
    estimate = a_rule(
        "far", kind="far", effect="at_most", value=2.0, basis="estimated: built in the zone"
    )
    assert not the_verdict([FAR], {"far": 3.0}, {})["legal"]
    assert the_verdict([FAR], {"far": 3.0}, {})["forbidden_by"] == "far"
    assert the_verdict([FAR], {"far": 2.0}, {})["legal"]
    for rule in (doubted, estimate):
        verdict = the_verdict([rule], {"far": 3.0}, {})
        assert verdict["legal"] is pd.NA
        assert verdict["failed_unverified_count"] == 1
        assert the_verdict([rule], {"far": 2.0}, {})["legal"]


def test_an_assumed_form_or_an_estimated_limit_gives_no_verdict() -> None:
    drawn = {"far": 3.0, "form_basis": "estimated: footprint assumed"}
    assert the_verdict([FAR], drawn, {})["legal"] is pd.NA
    planned = a_rule("far", kind="far", effect="at_most", column="plan_far")
    site = {"plan_far": 2.0, "plan_far_basis": "estimated: neighbouring plot"}
    assert the_verdict([planned], {"far": 3.0}, site)["legal"] is pd.NA


def test_consent_not_asked_for_does_not_withhold_the_verdict() -> None:
    rule = a_rule(kind="consent", effect="at_least", value=0.95)
    verdict = the_verdict([rule], {}, {"consent_state": "not_asked"})
    assert verdict["legal"]
    assert verdict["depends_on_consent"]


def test_the_worst_rule_is_named_first_and_each_in_words() -> None:
    height = a_rule(
        "height",
        kind="height",
        effect="at_most",
        value=24.0,
        clause_en="Plan, art. 9: at most 24 m.",
        clause_zh="规划第九条：限高24米。",
    )
    sites = pd.DataFrame(index=["A"])
    drafts = pd.DataFrame({"site": ["A"], "far": [2.2], "height_m": [42.0]}, index=["o"])
    pack = a_pack(FAR, height)
    checks = check(pack, drafts, sites, DAY)
    assert verdicts(checks, drafts.index).loc["o", "forbidden_by"] == "height"
    first = why_not(pack, checks).iloc[0]
    assert first["reason_en"] == (
        "Plan, art. 9: at most 24 m. Height is 42 m; the limit is 24 m. "
        "It would pass 18 m lower, or with a limit of 42 m."
    )
    assert first["reason_zh"] == (
        "规划第九条：限高24米。建筑高度为42米，限值24米；降低18米，或限值改为42米，即可通过。"
    )


def test_a_forbidden_use_is_told_by_its_list() -> None:
    rule = a_rule(
        kind="heritage_keep",
        effect="none_of",
        measure="action",
        words=("redevelop",),
        verified=False,
    )
    sites = pd.DataFrame(index=["A"])
    drafts = pd.DataFrame({"site": ["A"], "action": ["redevelop"]}, index=["o"])
    reason = why_not(a_pack(rule), check(a_pack(rule), drafts, sites, DAY)).iloc[0]
    assert "none of full redevelopment" in reason["reason_en"]
    assert "no verdict" in reason["reason_en"]
    assert "不得为拆除重建" in reason["reason_zh"]


def test_no_rule_no_row() -> None:
    drafts = pd.DataFrame({"site": ["A"]}, index=["o"])
    checks = check(a_pack(), drafts, pd.DataFrame(index=["A"]), DAY)
    assert len(checks) == 0
    assert verdicts(checks, drafts.index)["legal"].tolist() == [True]
