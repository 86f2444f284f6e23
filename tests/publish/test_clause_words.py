"""What is said of a clause: value beside limit with units, doubts, the rule's own text; by hand."""

from typing import Any

import numpy as np
import pandas as pd

from gengxin.publish import with_sentences

CHECK = {
    "option": "s/redevelop-homes",
    "rule": "plan.height",
    "kind": "height",
    "value": 27.4,
    "limit": 24.0,
    "effect": "at_most",
    "state": "failed",
    "verified": True,
    "evidence_en": "height: at most what the rule states",
    "evidence_zh": "建筑高度不大于条款限值",
}
RULE = {
    "rule": "plan.height",
    "measure": "height_m",
    "verified": True,
    "is_estimated": False,
    "clause_en": "Plan, art. 9.",
    "clause_zh": "规划第九条。",
}


def said(
    check: dict[str, Any] | None = None, rule: dict[str, Any] | None = None
) -> tuple[str, str]:
    told = with_sentences(
        pd.DataFrame([{**CHECK, **(check or {})}]), pd.DataFrame([{**RULE, **(rule or {})}])
    )
    return told["said_en"].iloc[0], told["said_zh"].iloc[0]


def test_a_broken_limit_is_told_with_value_limit_and_units() -> None:
    assert said() == (
        "failed – height: 27.4 m, at most 24 m (plan.height). Plan, art. 9.",
        "不符合：建筑高度27.4米，不大于24米（plan.height）。规划第九条。",
    )


def test_a_clause_that_passes_tells_both_too_and_ratios_have_no_unit() -> None:
    en, zh = said({"state": "passed", "value": 1.62, "limit": 1.8}, {"measure": "far"})
    assert en.startswith("passed – floor area ratio: 1.62, at most 1.8 (plan.height)")
    assert zh.startswith("符合：容积率1.62，不大于1.8（")


def test_shares_are_per_cent_and_what_is_unknown_is_said() -> None:
    check = {"state": "not_decided", "effect": "at_least", "value": np.nan, "limit": 0.9}
    check["evidence_en"] = "share that agreed: at least what the rule states; unknown: the share"
    check["evidence_zh"] = "同意比例不小于条款限值；缺少：比例"
    en, zh = said(check, {"measure": "consent_share", "verified": False})
    assert en == (
        "not decided – share that agreed: unknown, at least 90% (plan.height, not verified: no "
        "verdict alone); unknown: the share. Plan, art. 9."
    )
    assert zh == (
        "无法判定：同意比例未知，不小于90%（plan.height，未核实，不单独作为结论）；"
        "缺少：比例。规划第九条。"
    )


def test_where_nothing_is_concerned_no_number_is_told() -> None:
    en, _ = said(
        {"value": np.inf, "limit": 2.0, "effect": "at_least"}, {"measure": "sun_hours_least"}
    )
    assert "least hours of direct sun: none is concerned, at least 2 h" in en


def test_a_list_of_words_is_told_as_such() -> None:
    check = {"effect": "one_of", "value": np.nan, "limit": np.nan}
    check["evidence_en"] = "uses: one of homes, public service; altered by bonus"
    assert said(check, {"measure": "new_uses"})[0] == (
        "failed – uses: one of homes, public service (plan.height); altered by bonus. Plan, art. 9."
    )


def test_an_estimate_and_a_height_under_a_plane_nothing_was_drawn_for() -> None:
    en, _ = said({"limit": 18.0}, {"measure": "plane_over_m", "is_estimated": True})
    assert "height: 27.4 m, at most 18 m (plan.height, estimated: no verdict alone)" in en
    unset, _ = said({"limit": np.nan}, {"measure": "plane_over_m"})
    assert "height: 27.4 m, at most unknown" in unset
    over, _ = said({"value": 1.5, "limit": 0.0}, {"measure": "plane_over_m"})
    assert "height above the planes: 1.5 m, at most 0 m" in over
