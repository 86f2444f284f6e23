"""The deeper check on the town of three sites: clauses, limits, measures and heights by hand."""

from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from tests.verify.town import inputs, planned, table

from gengxin.terms import District, DistrictMeta, Rule, RulePack
from gengxin.verify import Deeper, Evidence, deep

CLAUSE = {
    "option": "A/redevelop",
    "rule": "plan.height",
    "kind": "height",
    "value": 18.0,
    "limit": 24.0,
    "effect": "at_most",
    "state": "passed",
    "verified": True,
}
RULE: dict[str, Any] = {
    "code": "plan.height",
    "kind": "height",
    "effect": "at_most",
    "column": "plan_height_m",
    "jurisdiction": "",
    "source": "made up",
    "clause_en": "",
    "clause_zh": "",
    "verified": True,
}
OTHER = {
    "plan.low": {"column": "", "value": 17.0},
    "plan.least": {"column": "", "value": 17.0, "effect": "at_least"},
    "plan.bonus": {"column": "", "kind": "far_bonus", "effect": "adds", "alters": ("plan.low",)},
}
META = DistrictMeta(name_en="t", name_zh="镇", crs="EPSG:32651", data_day=date(2026, 1, 1))


def masses(*pieces: tuple[str, float]) -> gpd.GeoDataFrame:
    """Pieces built for options, by the heights of their tops."""
    return gpd.GeoDataFrame(
        {
            "option": [option for option, _ in pieces],
            "work": "built",
            "building": "",
            "top_m": [top_m for _, top_m in pieces],
        },
        geometry=[shapely.box(0, 0, 9, 9) for _ in pieces],
        crs=META.crs,
    )


def evidence(clause: dict[str, Any], top_m: float, rules: tuple[str, ...]) -> Evidence:
    law = [Rule(**{**RULE, "code": code, **OTHER[code]}) for code in rules]
    return Evidence(
        checks=table("option_check", [{**CLAUSE, **clause}]),
        masses=masses(("A/redevelop", top_m), ("C/redevelop", 99.0)),
        caps=pd.DataFrame({"asked_hours": pd.Series(dtype="float64")}),
        sun="",
        law=RulePack(name="t", name_en="t", name_zh="镇", rules=(Rule(**RULE), *law)),
        day=date(2026, 1, 1),
        limits_m={},
        seed=1,
    )


def checked(
    clause: dict[str, Any],
    *,
    basis: str = "given",
    area_m2: float = 100.0,
    top_m: float = 18.0,
    rules: tuple[str, ...] = ("plan.low", "plan.least"),
) -> Deeper:
    """The town's programme, in which A has 150 m² on 100 m², 18 m high, against one clause."""
    town = inputs()
    option = town.options["option"].copy()
    option.loc[option["ref"] == "A/redevelop", ["height_m", "far"]] = (18.0, 1.5)
    option.loc[option["ref"] == "A/redevelop", "drawn_as"] = "A/redevelop"
    option.loc[option["ref"] == "B/repair", "far"] = 1.0
    town.options["option"] = option
    sites = pd.DataFrame(
        {
            "area_m2": [area_m2, 100.0, 100.0],
            "plan_height_m": 24.0,
            "plan_height_m_basis": basis,
        },
        index=pd.Index(["A", "B", "C"], name="ref"),
    )
    district = District.of(META, {"sites": sites})
    return deep(planned(), town, district, evidence(clause, top_m, rules))


def test_what_passes_its_clauses_holds() -> None:
    found = checked({})
    assert found.violations == ()
    assert found.checked == {
        "clauses": 1,
        "clauses_on_estimates": 0,
        "verdicts": 1,
        "limits": 1,
        "limits_altered": 0,
        "limits_estimated": 0,
        "densities": 2,
        "heights": 1,
    }


@pytest.mark.parametrize(
    ("clause", "kinds"),
    [
        ({"state": "failed"}, {"rule", "verdict"}),
        ({"state": "failed", "rule": "plan.low", "limit": 17.0}, {"rule"}),
        ({"rule": "plan.low", "limit": 17.0}, {"rule", "verdict"}),
        ({"limit": 17.0}, {"rule", "verdict", "limit"}),
        ({"limit": 25.0}, {"limit"}),
        ({"effect": "at_least"}, {"rule", "verdict", "clause_unknown"}),
        ({"rule": "plan.nowhere"}, {"clause_unknown"}),
        ({"rule": "estimated.height.Z1", "verified": False}, set()),
        ({"rule": "plan.least", "limit": 17.0, "effect": "at_least"}, set()),
        ({"value": 17.0}, {"measure"}),
        ({"state": "failed", "verified": False, "rule": "plan.low", "limit": 17.0}, set()),
        ({"state": "not_decided", "value": None, "limit": None}, set()),
        ({"state": "waived", "rule": "plan.low", "limit": 17.0}, set()),
        ({"state": "failed", "option": "C/redevelop"}, set()),
    ],
)
def test_a_clause_that_does_not_follow_from_its_numbers_is_named(
    clause: dict[str, Any], kinds: set[str]
) -> None:
    assert {one.kind for one in checked(clause).violations} == kinds


def test_a_clause_on_an_estimate_forbids_nothing_and_is_counted_apart() -> None:
    found = checked(
        {"state": "failed", "value": 30.0, "kind": "storeys"}, basis="estimated: by its neighbours"
    )
    assert {one.kind for one in found.violations} == {"rule"}
    found = checked(
        {"state": "failed", "limit": 17.0, "rule": "plan.low"}, basis="estimated: by its neighbours"
    )
    assert found.violations == ()
    assert found.checked["clauses_on_estimates"] == 1


def test_a_limit_that_another_clause_alters_is_said_not_to_be_made_again() -> None:
    found = checked({"rule": "plan.low", "limit": 19.0}, rules=("plan.low", "plan.bonus"))
    assert found.violations == ()
    assert found.checked["limits_altered"] == 1
    assert any("1 limits that other clauses alter" in en for en, _ in found.not_checked)


def test_a_density_that_is_not_floor_by_site_is_named() -> None:
    told = checked({}, area_m2=120.0).violations
    assert [(one.kind, one.where) for one in told] == [("measure", "A/redevelop / far")]
    assert told[0].amount == pytest.approx(0.25)


def test_what_is_drawn_above_the_stated_height_is_named() -> None:
    told = checked({}, top_m=20.5).violations
    assert [(one.kind, one.where) for one in told] == [("measure", "A/redevelop / height_m")]
    assert told[0].amount == pytest.approx(2.5)


def test_what_has_no_table_is_said_not_to_be_made_again() -> None:
    told = [en for en, _ in checked({}).not_checked]
    assert "not rebuilt: walks, for the district has no walking network" in told
    assert any(one.startswith("not rebuilt: sun") for one in told)
