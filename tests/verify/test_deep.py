"""The deeper check: clauses and density of what is chosen."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from tests.verify.town import inputs, planned, table

from gengxin.terms import District, DistrictMeta
from gengxin.verify import Deeper, deep

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


def checked(clause: dict[str, Any], *, basis: str = "given", area_m2: float = 100.0) -> Deeper:
    """The town's programme, in which A has 150 m² on 100 m², 18 m high, against one clause."""
    town = inputs()
    option = town.options["option"].copy()
    option.loc[option["ref"] == "A/redevelop", ["height_m", "far"]] = (18.0, 1.5)
    option.loc[option["ref"] == "B/repair", "far"] = 1.0
    town.options["option"] = option
    meta = DistrictMeta(name_en="t", name_zh="镇", crs="EPSG:32651", data_day=date(2026, 1, 1))
    sites = pd.DataFrame(
        {
            "area_m2": [area_m2, 100.0, 100.0],
            "plan_height_m": 24.0,
            "plan_height_m_basis": basis,
        },
        index=pd.Index(["A", "B", "C"], name="ref"),
    )
    checks = table("option_check", [{**CLAUSE, **clause}])
    return deep(planned(), town, District.of(meta, {"sites": sites}), checks)


def test_what_passes_its_clauses_holds() -> None:
    found = checked({})
    assert found.violations == ()
    assert found.checked == {"clauses": 1, "clauses_on_estimates": 0, "densities": 2}


@pytest.mark.parametrize(
    ("clause", "kinds"),
    [
        ({"state": "failed", "limit": 17.0}, {"rule"}),
        ({"limit": 17.0}, {"rule"}),
        ({"effect": "at_least"}, {"rule"}),
        ({"value": 17.0}, {"measure"}),
        ({"state": "failed", "verified": False}, set()),
        ({"state": "not_decided", "value": None, "limit": None}, set()),
        ({"state": "failed", "option": "C/redevelop"}, set()),
    ],
)
def test_a_clause_that_was_verified_and_fails_is_named(
    clause: dict[str, Any], kinds: set[str]
) -> None:
    assert {one.kind for one in checked(clause).violations} == kinds


def test_a_clause_on_an_estimate_is_counted_apart() -> None:
    found = checked({"state": "failed"}, basis="estimated: by its neighbours")
    assert found.violations == ()
    assert found.checked["clauses_on_estimates"] == 1


def test_a_density_that_is_not_floor_by_site_is_named() -> None:
    told = checked({}, area_m2=120.0).violations
    assert [(one.kind, one.where) for one in told] == [("measure", "A/redevelop / far")]
    assert told[0].amount == pytest.approx(0.25)
