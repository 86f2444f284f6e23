"""What is missing is left out and counted, or makes the indicator unavailable; it is never 0."""

import numpy as np
import pandas as pd
import pytest
from tests.town.toy import toy_town

from gengxin.indicators import Zones, measure_district, observations
from gengxin.terms import checked


def measured(**tables: pd.DataFrame | None) -> pd.DataFrame:
    zones = Zones(district=checked(toy_town(**tables)))
    found = observations(measure_district(zones.district, zones), zones)
    return found.set_index(["indicator", "area"])


def table(name: str, **columns: object) -> pd.DataFrame:
    return toy_town().tables[name].assign(**columns)


def test_a_row_without_a_number_is_left_out_and_counted() -> None:
    year = [1985.0, np.nan, 1995.0, 2005.0, 1935.0, 2015.0, 1985.0, 1985.0, 1985.0, 2000.0]
    found = measured(buildings=table("buildings", year_built=year))
    south = found.loc[("age_years", "south")]
    assert south["value"] == pytest.approx((41 + 31 + 21 + 91) / 4)
    assert south["status"] == "partial"
    assert "1 of 5 buildings left out: buildings.year_built empty" in south["evidence_en"]
    assert "5个建筑中1个未计" in south["evidence_zh"]
    assert found.loc[("age_years", "north"), "status"] == "ready"


def test_where_no_row_has_a_number_there_is_no_value() -> None:
    year = [np.nan] * 5 + [2015.0, 1985.0, 1985.0, 1985.0, 2000.0]
    found = measured(buildings=table("buildings", year_built=year))
    south = found.loc[("age_years", "south")]
    assert south["status"] == "unavailable"
    assert np.isnan(south["value"])
    assert "5 of 5 buildings left out" in south["evidence_en"]


def test_a_table_that_was_not_given_is_named() -> None:
    found = measured(sites=None, buildings=None, heritage=None, people=None)
    for indicator, need in (
        ("far", "sites.gross_floor_area_m2"),
        ("age_years", "buildings.year_built / sites.year_built"),
        ("heritage_count", "heritage"),
        ("residents_people", "people.residents_people"),
    ):
        row = found.loc[(indicator, "district")]
        assert row["status"] == "unavailable"
        assert need in row["evidence_en"]
        assert np.isnan(row["value"])


def test_the_sites_tell_what_the_buildings_do_not() -> None:
    sites = table("sites", condition=["poor", *["good"] * 7])
    buildings = table("buildings").drop(columns=["condition"])
    found = measured(sites=sites, buildings=buildings)
    assert found.loc[("bad_condition_share", "south"), "value"] == 0.25


def test_an_estimate_tells_its_rule() -> None:
    people = table("people", residents_people_basis="estimated: homes × 2 people")
    row = measured(people=people).loc[("residents_people", "district")]
    assert row["status"] == "ready"
    assert row["evidence_en"].endswith("estimated: homes × 2 people")


def test_the_ground_is_never_guessed() -> None:
    nowhere = table("areas").set_geometry([None] * 3).drop(columns=["area_m2"])
    for areas, why in ((None, "no data: areas"), (nowhere, "no area is drawn")):
        row = measured(areas=areas).loc[("street_spacing_m", "district")]
        assert row["status"] == "unavailable"
        assert why in row["evidence_en"]


def test_footways_alone_are_no_streets() -> None:
    row = measured(walk_edges=table("walk_edges", way_kind="footway"))
    assert row.loc[("street_density", "district"), "status"] == "unavailable"
