"""People from homes: scaled to a sourced total, placed where the homes are."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gengxin.sources.notes import NoteBook
from gengxin.sources.people import people_from_homes, residents_on_sites
from gengxin.sources.recipe.model import PeopleRule
from gengxin.terms.codes import AGE_GROUPS

RULE = PeopleRule(
    household_people=2.5, household_source="census", total_people=1_000, total_source="census 2020"
)
# a house with a courtyard: its centroid is in the yard
COURTYARD = shapely.Polygon(
    [(0, 0), (30, 0), (30, 30), (0, 30)], [[(5, 5), (25, 5), (25, 25), (5, 25)]]
)


def dwellings(homes: list[float]) -> gpd.GeoDataFrame:
    shapes = [shapely.affinity.translate(COURTYARD, 100 * n) for n in range(len(homes))]
    refs = [f"b{n}" for n in range(len(homes))]
    return gpd.GeoDataFrame(
        {"ref": refs, "homes_count": homes, "site": "s"}, geometry=shapes, crs="EPSG:32651"
    )


def test_people_follow_homes() -> None:
    people = people_from_homes(dwellings([1, 3]), RULE, of="buildings", book=NoteBook())
    assert people["residents_people"].tolist() == [250.0, 750.0]
    assert people["building"].tolist() == ["b0", "b1"]


def test_a_demand_point_lies_inside_its_building() -> None:
    homes = dwellings([1, 3])
    people = people_from_homes(homes, RULE, of="buildings", book=NoteBook())
    assert people.within(homes.geometry, align=False).all()


def test_nobody_lives_where_homes_are_none_or_unknown() -> None:
    people = people_from_homes(dwellings([0, np.nan, 2]), RULE, of="sites", book=NoteBook())
    assert people["site"].tolist() == ["b2"]


def test_ages_are_never_made_up() -> None:
    people = people_from_homes(dwellings([1]), RULE, of="buildings", book=NoteBook())
    assert not set(AGE_GROUPS) & set(people.columns)


@given(st.lists(st.floats(0.5, 500), min_size=1, max_size=20))
def test_the_sum_is_the_sourced_total(homes: list[float]) -> None:
    people = people_from_homes(dwellings(homes), RULE, of="buildings", book=NoteBook())
    assert people["residents_people"].sum() == pytest.approx(1_000)


def test_residents_of_a_site_are_the_sum_of_its_points() -> None:
    people = people_from_homes(dwellings([1, 3]), RULE, of="buildings", book=NoteBook())
    sites = gpd.GeoDataFrame({"ref": ["s", "t"]}, geometry=[COURTYARD] * 2, crs="EPSG:32651")
    counted = residents_on_sites(sites, people)
    assert counted["residents_people"].iloc[0] == pytest.approx(1_000)
    assert counted["residents_people"].isna().iloc[1]
    assert str(counted["residents_people_basis"].iloc[0]).startswith("estimated: ")
