"""What a check-up finds in the sample: every cause of a gap; what residents say about it."""

from datetime import date

import pytest
import shapely
from scipy.spatial import cKDTree

from gengxin.diagnose import check_up
from gengxin.sources.standards import read_standards
from gengxin.terms import District


def test_a_check_up_finds_every_cause(district: District) -> None:
    pack = read_standards("cn-default")
    found = check_up(district, pack, day=date(2025, 1, 1), software="test")
    causes = set(found.gaps["cause"]) | set(found.findings["cause"].dropna())
    assert causes == {"nothing_near", "detour", "full", "too_small", "data_missing"}


def test_needs_lie_where_what_they_ask_for_is_far(district: District) -> None:
    needs, people = district.places("needs"), district.places("people")
    facilities = district.places("facilities")
    for kind in needs["facility_kind"].dropna().unique():
        there = facilities[facilities["kind"] == kind].geometry.to_numpy()
        tree = cKDTree(shapely.get_coordinates(shapely.centroid(there)))
        asked = needs[needs["facility_kind"] == kind].geometry.to_numpy()
        far = tree.query(shapely.get_coordinates(asked))[0].mean()
        usual = tree.query(shapely.get_coordinates(people.geometry.to_numpy()))[0].mean()
        assert far > 1.3 * usual, kind


def test_needs_are_told_in_both_languages_and_repeats_name_the_first(district: District) -> None:
    needs = district.table("needs")
    assert needs[["text_zh", "text_en"]].notna().all(axis=None)
    repeats = needs[needs["duplicate_of"].notna()]
    assert len(repeats) > 0
    assert (repeats["state"] == "merged").all()
    first = needs.loc[repeats["duplicate_of"], "text_en"].to_numpy()
    assert (repeats["text_en"].to_numpy() == first).all()


def test_one_sub_district_has_not_handed_in_capacities(district: District) -> None:
    facilities = district.table("facilities")
    names = district.table("areas")["name_zh"]
    missing = facilities[(facilities["kind"] == "nursery") & facilities["capacity_people"].isna()]
    assert set(missing["sub_district"].map(names)) == {"康健新村街道（样例）"}


def test_some_sites_may_not_be_renewed_and_say_why(district: District) -> None:
    reasons = district.table("sites")["not_renewable_reason"].value_counts()
    for reason in ("park", "water", "rail", "school_grounds", "religious", "utility"):
        assert reasons.get(reason, 0) > 0, reason
    assert district.table("sites")["renewable"].mean() == pytest.approx(0.8, abs=0.1)
