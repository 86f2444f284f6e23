"""The check-up as a whole: its tables, its order, its progress, and what it leaves as it was."""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from tests.town.toy import toy_town

from gengxin.diagnose import check_up
from gengxin.sources.standards import read_standards
from gengxin.terms import (
    FINDING_CAUSES,
    FINDINGS,
    GAPS,
    OBSERVATIONS,
    RANKING,
    CheckUp,
    District,
    Table,
    checked,
)

DAY = date(2026, 1, 1)
CN = read_standards("cn-default")
# the first are enough where it does not matter how many
FEW = replace(CN, services=CN.services[:2])


@pytest.fixture(scope="module")
def town() -> District:
    return checked(toy_town())


@pytest.fixture(scope="module")
def toy(town: District) -> CheckUp:
    return check_up(town, CN, day=DAY, software="gengxin test")


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("observations", OBSERVATIONS),
        ("findings", FINDINGS),
        ("causes", FINDING_CAUSES),
        ("gaps", GAPS),
        ("ranking", RANKING),
    ],
)
def test_each_table_has_the_columns_of_the_glossary(toy: CheckUp, name: str, table: Table) -> None:
    frame = getattr(toy, name)
    columns = [column.name for column in table.columns]
    assert [column for column in frame.columns if column != "geometry"] == columns
    for column in table.columns:
        if column.codes:
            assert set(frame[column.name].dropna()) <= set(column.codes)
    assert isinstance(frame, gpd.GeoDataFrame) is (table.shape is not None)


def test_every_indicator_is_observed_in_every_area_once(toy: CheckUp) -> None:
    keys = toy.observations[["indicator", "area"]]
    assert not keys.duplicated().any()
    assert len(keys) == len(toy.indicators) * 4
    assert set(keys["area"]) == {"district", "town", "south", "north"}


def test_what_is_unavailable_has_no_value_and_says_why(toy: CheckUp) -> None:
    missing = toy.observations[toy.observations["status"] == "unavailable"]
    assert len(missing)
    assert missing[["value"]].isna().all(axis=None)
    assert missing["evidence_en"].str.len().min() > 5
    assert missing["evidence_zh"].str.len().min() > 3
    known = toy.observations[toy.observations["status"] != "unavailable"]
    assert known["value"].notna().all()


def test_findings_have_refs_of_their_own_and_sentences_in_both_languages(toy: CheckUp) -> None:
    found = toy.findings
    assert found["ref"].is_unique
    for column in ("cause_en", "cause_zh", "cure_en", "cure_zh"):
        assert found[column].str.len().min() > 8
    assert found["cause_en"].str.endswith(".").all()
    assert found["cause_zh"].str.endswith("。").all()


def test_the_worst_comes_first_and_missing_data_last(toy: CheckUp) -> None:
    whole = toy.findings[toy.findings["level"] == "district"]
    is_missing = whole["cause"].eq("data_missing")
    assert not is_missing.iloc[: (~is_missing).sum()].any()
    people = whole.loc[~is_missing, "affected_people"]
    assert people.is_monotonic_decreasing


def test_a_shortfall_is_told_of_the_district_and_of_the_places_that_answer_for_it(
    toy: CheckUp,
) -> None:
    # the only sub-district is the whole town and would say it all again
    assert list(toy.findings["level"].unique()) == ["district", "neighbourhood"]
    assert not toy.findings[["indicator", "area"]].duplicated().any()
    by_place = toy.findings[toy.findings["indicator"] == "people_covered_share.health.station"]
    people = by_place.set_index("area")["affected_people"]
    assert people.to_dict() == {"district": 900.0, "north": 500.0, "south": 400.0}


def test_a_finding_has_its_causes_as_parts_that_of_most_people_first(toy: CheckUp) -> None:
    findings = toy.findings.set_index("ref")
    assert set(toy.causes["finding"]) == set(findings.index)
    parts = toy.causes.groupby("finding", sort=False)
    assert not toy.causes[["finding", "cause"]].duplicated().any()
    pd.testing.assert_series_equal(
        parts["cause"].first(), findings["cause"], check_names=False, check_dtype=False
    )
    pd.testing.assert_series_equal(
        parts["affected_people"].sum(min_count=1), findings["affected_people"], check_names=False
    )
    assert parts["affected_people"].apply(lambda people: people.is_monotonic_decreasing).all()
    station = toy.causes[toy.causes["finding"] == "people_covered_share.health.station/district"]
    assert station.set_index("cause")["affected_people"].to_dict() == {
        "too_small": 500.0,
        "nothing_near": 400.0,
    }


def test_findings_of_unverified_standards_say_so(toy: CheckUp) -> None:
    known = toy.findings[toy.findings["cause"] != "data_missing"]
    says = known["cause_en"].str.startswith("By an unverified standard: ")
    assert (says == ~known["verified"].astype(bool)).all()
    assert 0 < says.sum() < len(known)


def test_gaps_lie_where_the_people_live(toy: CheckUp, town: District) -> None:
    places = town.places("people").geometry
    for people, shape in zip(toy.gaps["people"], toy.gaps.geometry, strict=True):
        assert shape.equals(places[people])


def test_a_place_has_one_gap_and_one_cause_for_each_service(toy: CheckUp) -> None:
    assert not toy.gaps[["standard", "people"]].duplicated().any()
    assert toy.gaps["cause"].notna().all()


def test_gaps_name_supplier_barrier_and_both_distances(toy: CheckUp) -> None:
    gaps = toy.gaps.set_index(["standard", "people"])
    row = gaps.loc[("edu.kg", "p6")]
    assert (row["nearest"], row["barrier"], row["nearest_m"]) == ("kg", "creek", 850.0)
    # from (50, 200) to (100, 0)
    assert row["straight_m"] == pytest.approx((50**2 + 200**2) ** 0.5)
    small = gaps.loc[("health.station", "p8")]
    assert (small["nearest"], small["nearest_m"]) == ("hs", 250.0)


def test_areas_are_ranked_by_the_services_their_people_lack(toy: CheckUp) -> None:
    ranking = toy.ranking.set_index("area")
    assert ranking["rank"].to_dict() == {"town": 1.0, "north": 1.0, "south": 2.0}
    assert ranking["residents_people"].to_dict() == {"town": 900.0, "south": 400.0, "north": 500.0}
    # each service that 400 people of South lack: health station, park15, park10, and 280 of park5
    assert ranking.loc["south", "gaps_per_person"] == pytest.approx((3 * 400 + 280) / 400)
    gaps = toy.gaps["unserved_people"].sum()
    assert ranking.loc["town", "gaps_per_person"] == pytest.approx(gaps / 900)


def test_progress_is_told_and_grows(town: District) -> None:
    told: list[tuple[str, float]] = []
    check_up(
        town, FEW, day=DAY, software="x", report=lambda doing, share: told.append((doing, share))
    )
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] < shares[-1] <= 1.0
    assert any("edu.kg" in doing for doing, _ in told)


def test_the_same_town_gives_the_same_check_up() -> None:
    once, again = (
        check_up(checked(toy_town()), FEW, day=DAY, software="gengxin test") for _ in range(2)
    )
    for name in ("observations", "findings", "causes", "gaps", "ranking", "site_values"):
        pd.testing.assert_frame_equal(
            pd.DataFrame(getattr(once, name)), pd.DataFrame(getattr(again, name))
        )
    assert again.provenance == once.provenance
    assert again.indicators == once.indicators


def test_the_district_is_left_as_it_was(town: District) -> None:
    before = {name: town.table(name).copy(deep=True) for name in town.given}
    check_up(town, FEW, day=DAY, software="x")
    for name, frame in before.items():
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(town.table(name)))


def test_indicators_carry_the_value_that_the_pack_asks(toy: CheckUp) -> None:
    by_code = {indicator.code: indicator for indicator in toy.indicators}
    assert by_code["street_spacing_m"].threshold == 200.0
    assert by_code["people_covered_share.edu.kg"].threshold == 1.0
    assert not by_code["people_covered_share.edu.kg"].verified
    assert by_code["people_covered_share.tran.bus"].verified
    assert by_code["far"].threshold is None


def test_the_provenance_names_pack_variant_software_and_day(toy: CheckUp) -> None:
    made = toy.provenance
    assert (made.software, made.day) == ("gengxin test", DAY)
    assert made.parameters == {"standards": "cn-default", "variant": "strict"}


def test_how_the_district_was_made_travels_with_what_is_found() -> None:
    plain = toy_town(**dict.fromkeys(toy_town().tables, None))
    plain.meta = replace(plain.meta, parameters={"sites": "100", "seed": "7"})
    found = check_up(checked(plain), FEW, day=DAY, software="x")
    assert found.provenance.parameters.items() >= {
        ("district_sites", "100"),
        ("district_seed", "7"),
    }


def test_a_town_of_nothing_is_all_unavailable() -> None:
    nothing = dict.fromkeys(toy_town().tables, None)
    found = check_up(checked(toy_town(**nothing)), FEW, day=DAY, software="x")
    assert set(found.observations["status"]) == {"unavailable"}
    assert set(found.findings["cause"]) == {"data_missing"}
    assert not len(found.gaps)
    assert not len(found.ranking)
    assert found.site_values.shape == (0, 0)
