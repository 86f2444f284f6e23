"""The JSON document says everything in full and never a number for what is unavailable."""

import json
from dataclasses import replace

from gengxin.publish import as_document
from gengxin.terms import CheckUp, District


def test_the_document_is_json_without_nan(check_up: CheckUp, district: District) -> None:
    document = as_document(check_up, district)
    read = json.loads(json.dumps(document, allow_nan=False))
    assert read["district"]["tables"]["people"] == 9
    assert read["district"]["made_up"] is True


def test_observations_are_in_full_and_what_is_missing_is_null(
    check_up: CheckUp, district: District
) -> None:
    observations = as_document(check_up, district)["observations"]
    rows = [dict(zip(observations["columns"], row, strict=True)) for row in observations["rows"]]
    assert rows[0]["value"] == 400 / 900
    metro = next(row for row in rows if row["indicator"] == "reach.metro")
    assert metro["value"] is None
    assert observations["evidence"][metro["evidence"]]["en"] == "no table of stops"


def test_gaps_are_summed_by_service_and_cause(check_up: CheckUp, district: District) -> None:
    gaps = as_document(check_up, district)["gaps"]
    assert gaps[0] == {
        "standard": "edu.kg",
        "cause": "detour",
        "demand_points": 2,
        "unserved_people": 500.0,
    }


def test_people_whom_nobody_counted_are_no_nought(check_up: CheckUp, district: District) -> None:
    unknown = check_up.gaps.assign(unserved_people=float("nan"))
    gaps = as_document(replace(check_up, gaps=unknown), district)["gaps"]
    assert gaps[0]["demand_points"] == 2
    assert gaps[0]["unserved_people"] is None


def test_a_finding_without_a_place_says_so(check_up: CheckUp, district: District) -> None:
    findings = as_document(check_up, district)["findings"]
    assert findings[0]["place"] is None
    longitude, latitude = findings[1]["place"]
    assert 121 < longitude < 122
    assert 31 < latitude < 32


def test_a_finding_holds_its_causes(check_up: CheckUp, district: District) -> None:
    findings = as_document(check_up, district)["findings"]
    assert [len(finding["causes"]) for finding in findings] == [1, 2, 1]
    full = findings[1]["causes"][1]
    assert (full["cause"], full["affected_people"], full["helped_people"]) == ("full", 20.0, None)
