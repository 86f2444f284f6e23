"""The check: everything wrong at once, each thing named with its bound and next step."""

from collections.abc import Callable
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import MultiPolygon, Point, Polygon, box

from gengxin.terms import (
    District,
    DistrictFaultsError,
    DistrictMeta,
    Money,
    PlainDistrict,
    checked,
    with_basis,
)

CRS = "EPSG:32651"
CNY = Money(currency="CNY", price_day=date(2025, 1, 1))


def frame(columns: dict[str, object], places: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=places, crs=CRS)


def plain(**tables: pd.DataFrame) -> PlainDistrict:
    meta = DistrictMeta(name_en="Town", name_zh="镇", crs=CRS, data_day=date(2025, 1, 1), money=CNY)
    return PlainDistrict(meta=meta, tables=dict(tables))


def two_areas() -> gpd.GeoDataFrame:
    return frame(
        {"ref": ["west", "east", "zone"], "level": ["sub_district"] * 2 + ["functional_zone"]},
        [box(0, 0, 50, 100), box(50, 0, 100, 100), box(0, 0, 100, 100)],
    )


def sites(**changed: object) -> gpd.GeoDataFrame:
    columns = {"ref": ["A", "B"], "renewable": [True, True], "area_m2": [400.0, 400.0]}
    given = frame(columns | changed, [box(0, 0, 20, 20), box(40, 0, 60, 20)])
    return gpd.GeoDataFrame(with_basis(given, {"area_m2": "measured"}))


def faults_of(plain_district: PlainDistrict) -> list[str]:
    with pytest.raises(DistrictFaultsError) as caught:
        checked(plain_district)
    return [str(fault) for fault in caught.value.faults]


def test_a_sound_district_passes_and_is_indexed_by_ref() -> None:
    district = checked(plain(sites=sites()))
    assert isinstance(district, District)
    assert list(district.table("sites").index) == ["A", "B"]
    assert district.given == ("sites",)


def test_what_the_district_hands_out_can_be_scribbled_on() -> None:
    district = checked(plain(sites=sites()))
    copy = district.table("sites")
    copy.loc["A", "area_m2"] = 0.0
    assert district.table("sites").loc["A", "area_m2"] == 400.0


def test_an_absent_table_is_empty_and_known_to_be_absent() -> None:
    district = checked(plain(sites=sites()))
    assert not district.has("facilities")
    assert len(district.places("facilities")) == 0
    assert "kind" in district.table("facilities").columns
    assert not district.has("sites", "storeys")
    assert district.has("sites", "area_m2")


def test_all_faults_come_at_once() -> None:
    odd = sites(area_m2=[-1.0, np.nan], renewable=[True, False], use_class=["castle", None])
    told = faults_of(plain(sites=odd))
    assert len(told) == 3  # the reason of B is asked for once its row is otherwise sound
    assert any("sites, row 'A', area_m2: is -1.0; must be at least 0 m²" in line for line in told)
    assert any("sites, row 'B', area_m2: is nan; must be a value in every row" in t for t in told)
    assert any("'castle'" in line and "residential" in line for line in told)


CASES: dict[str, tuple[Callable[[], PlainDistrict], str]] = {
    "an unknown table": (
        lambda: plain(sites=sites(), castles=pd.DataFrame({"ref": ["x"]})),
        "castles: no table of the data dictionary",
    ),
    "an unknown column": (
        lambda: plain(sites=sites(colour=["red", "blue"])),
        "sites, colour: no column of the data dictionary",
    ),
    "a missing column": (
        lambda: plain(sites=sites().drop(columns="renewable")),
        "sites, renewable: absent",
    ),
    "a ref that stands twice": (lambda: plain(sites=sites(ref=["A", "A"])), "stands twice"),
    "an empty ref": (lambda: plain(sites=sites(ref=["A", ""])), "row 2, ref: is empty"),
    "a number without a basis": (
        lambda: plain(sites=sites(storeys=[3.0, None])),
        "sites, row 'A', storeys_basis: is None",
    ),
    "an estimate without a rule": (
        lambda: plain(sites=sites(storeys=[3.0, None], storeys_basis=["estimated", None])),
        "'estimated: ' and the rule",
    ),
    "a basis nobody knows": (
        lambda: plain(sites=sites(storeys=[3.0, None], storeys_basis=["hearsay", None])),
        "one of measured, given, estimated, computed",
    ),
    "an infinite number": (
        lambda: plain(sites=sites(area_m2=[np.inf, 1.0])),
        "is inf; must be a finite number",
    ),
    "a share above 1": (
        lambda: plain(sites=sites(vacancy_share=[12.0, None], vacancy_share_basis=["given", None])),
        "is 12.0; must be 0 to 1",
    ),
    "a word for a number": (
        lambda: plain(sites=sites(storeys=["three", None], storeys_basis=["given", None])),
        "is 'three'; must be a finite number",
    ),
    "a day that is none": (
        lambda: plain(sites=sites(consent_day=["2025-02-30", None])),
        "must be a day such as",
    ),
    "a key that names nothing": (
        lambda: plain(sites=sites(sub_district=["nowhere", None]), areas=two_areas()),
        "names 'nowhere'; must be a ref of areas",
    ),
    "a key that names an area of another level": (
        lambda: plain(sites=sites(sub_district=["zone", None]), areas=two_areas()),
        "names 'zone', a functional_zone; must be a sub_district",
    ),
    "a key that names two areas of one level": (
        lambda: plain(sites=sites(sub_district=["west; east", None]), areas=two_areas()),
        "names 2 areas of one level: 'west; east'; must be one area",
    ),
    "a site that may not be renewed and does not say why": (
        lambda: plain(sites=sites(renewable=[True, False])),
        "row 'B', not_renewable_reason: is empty",
    ),
    "amounts without a currency": (
        lambda: plain(
            sites=sites(
                assessed_value_amount=[1.0, None], assessed_value_amount_basis=["given", None]
            )
        ),
        "no currency stated",
    ),
    "ages beyond the residents": (
        lambda: plain(
            people=frame(
                {
                    "ref": ["p"],
                    "residents_people": [3.0],
                    "residents_people_basis": ["given"],
                    "age_65_up_people": [4.0],
                    "age_65_up_people_basis": ["given"],
                },
                [Point(1, 1)],
            )
        ),
        "sum to 4; must be at most the 3 residents",
    ),
    "a table without places": (
        lambda: plain(sites=pd.DataFrame(sites().drop(columns="geometry"))),
        "sites, geometry: no places",
    ),
    "places in another system": (
        lambda: plain(sites=sites().to_crs("EPSG:32650")),
        "sites, geometry: EPSG:32650; must be the district's EPSG:32651",
    ),
    "no place at all": (
        lambda: plain(sites=sites().set_geometry([None, box(0, 0, 1, 1)], crs=CRS)),
        "row 'A', geometry: no place",
    ),
    "a bow-tie": (
        lambda: plain(
            sites=sites().set_geometry(
                [Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), box(0, 0, 1, 1)], crs=CRS
            )
        ),
        "row 'A', geometry: invalid shape",
    ),
    "a point for a polygon": (
        lambda: plain(sites=sites().set_geometry([Point(0, 0), box(0, 0, 1, 1)], crs=CRS)),
        "row 'A', geometry: wrong shape; must be a polygon",
    ),
    "a coordinate that is no number": (
        lambda: plain(
            people=frame(
                {"ref": ["p"], "residents_people": [1.0], "residents_people_basis": ["given"]},
                [Point(np.inf, 0)],
            )
        ),
        "row 'p', geometry: not finite",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_named(case: str) -> None:
    make, expected = CASES[case]
    told = faults_of(make())
    assert any(expected in line for line in told), told
    assert all("→" in line for line in told)


@pytest.mark.parametrize(
    ("crs", "expected"),
    [
        ("EPSG:4326", "in degrees"),
        ("EPSG:2263", "in US survey foot"),
        ("nonsense", "which no register knows"),
    ],
)
def test_a_coordinate_system_must_be_in_metres(crs: str, expected: str) -> None:
    meta = DistrictMeta(name_en="T", name_zh="镇", crs=crs, data_day=date(2025, 1, 1))
    told = faults_of(PlainDistrict(meta=meta, tables={}))
    assert len(told) == 1
    assert expected in told[0]


def test_many_faults_of_a_kind_are_counted_and_all_are_kept() -> None:
    count = 50
    many = frame(
        {"ref": [str(i) for i in range(count)], "kind": ["park"] * count, "area_m2": [-1.0] * count}
        | {"area_m2_basis": ["given"] * count},
        [box(i, 0, i + 1, 1) for i in range(count)],
    )
    with pytest.raises(DistrictFaultsError) as caught:
        checked(plain(green=many))
    assert len(caught.value.faults) == count
    assert "… and 40 more of this kind" in str(caught.value)


def test_a_site_belongs_to_the_area_of_largest_overlap() -> None:
    # B spans both halves: 40–60 with the border at 50, shifted so that the east holds more
    shifted = sites().set_geometry([box(0, 0, 20, 20), box(42, 0, 62, 20)], crs=CRS)
    district = checked(plain(sites=gpd.GeoDataFrame(shifted), areas=two_areas()))
    assert list(district.table("sites")["sub_district"]) == ["west", "east"]
    assert list(district.table("sites")["functional_zone"]) == ["zone", "zone"]


def test_an_explicit_key_stands_against_the_place() -> None:
    given = sites(sub_district=["east", None])
    district = checked(plain(sites=given, areas=two_areas()))
    assert district.table("sites").loc["A", "sub_district"] == "east"


def test_a_bent_site_whose_middle_lies_outside_every_area_still_belongs() -> None:
    # two far parts; the largest lies in the east
    parts = MultiPolygon([box(-40, 0, -30, 10), box(60, 0, 90, 30)])
    bent = sites().set_geometry([parts, box(0, 0, 1, 1)], crs=CRS)
    district = checked(plain(sites=gpd.GeoDataFrame(bent), areas=two_areas()))
    assert district.table("sites").loc["A", "sub_district"] == "east"


def test_what_lies_outside_every_area_belongs_to_none() -> None:
    away = sites().set_geometry([box(500, 500, 510, 510), box(0, 0, 1, 1)], crs=CRS)
    district = checked(plain(sites=gpd.GeoDataFrame(away), areas=two_areas()))
    assert pd.isna(district.table("sites").loc["A", "sub_district"])


def test_the_check_leaves_the_tables_given_as_they_were() -> None:
    given = sites(storeys=["3", None], storeys_basis=["given", None])
    before = given.copy()
    checked(plain(sites=given, areas=two_areas()))
    pd.testing.assert_frame_equal(given, before)
