"""Cambridge, Massachusetts, by its recipe: counts against what the files hold, counted plainly."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from gengxin.engines.walk import islands, network
from gengxin.sources import read_district
from gengxin.terms import District, PlainDistrict, checked

FT2_M2 = 0.3048**2
# lots without a number are streets, railways and parkways
UNNAMED = {"---", "--", "-", "--R", "--R1", "--RR", "--MD", "--S11", "ROAD", "RR"}


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "cambridge-ma"


@pytest.fixture(scope="module")
def plain(folder: Path) -> PlainDistrict:
    return read_district([folder], recipe="cambridge-ma")


@pytest.fixture(scope="module")
def district(plain: PlainDistrict) -> District:
    return checked(plain)


@pytest.fixture(scope="module")
def parcels(folder: Path) -> list[dict[str, Any]]:
    """Attributes of the parcels as the file lists them."""
    path = folder / "Assessing/FY2014/FY2014_Parcels/ASSESSING_ParcelsFY2014.topojson"
    (collection,) = json.loads(path.read_text())["objects"].values()
    return [geometry["properties"] for geometry in collection["geometries"]]


@pytest.fixture(scope="module")
def roll(folder: Path) -> list[dict[str, str]]:
    """Rows of the assessors' roll."""
    with (folder / "Assessing/FY2014/FY2014_Parcels/TaxFY14.csv").open() as stream:
        return list(csv.DictReader(stream))


def features(folder: Path, name: str) -> list[dict[str, Any]]:
    return json.loads((folder / name).read_text())["features"]


def count(plain: PlainDistrict, table: str, action: str, words: str) -> int:
    """Rows of the one note that says this."""
    (found,) = [
        note.count
        for note in plain.meta.notes
        if (note.table, note.action) == (table, action) and words in note.en
    ]
    return found


def test_one_site_for_each_lot_number(district: District, parcels: list[dict[str, Any]]) -> None:
    numbers = {parcel.get("ML") for parcel in parcels} - UNNAMED - {None}
    sites = district.table("sites")
    assert set(sites.index) == numbers - {"238-80"}  # its only shape has no area at all
    assert len(sites) == 13_024


def test_lots_drawn_in_parts_are_united_and_counted(
    plain: PlainDistrict, parcels: list[dict[str, Any]]
) -> None:
    times = Counter(parcel.get("ML") for parcel in parcels)
    twice = sum(n - 1 for number, n in times.items() if n > 1 and number not in UNNAMED)
    assert count(plain, "sites", "merged", "united with another of the same ML") == twice


def test_every_row_of_the_roll_is_joined_or_counted(
    plain: PlainDistrict, district: District, roll: list[dict[str, str]]
) -> None:
    sites = set(district.table("sites").index)
    on_the_map = sum(row["ML"] in sites for row in roll)
    assert count(plain, "assessor", "joined", "") == on_the_map
    assert count(plain, "assessor", "left_out", "") == len(roll) - on_the_map
    without = len(sites - {row["ML"] for row in roll})
    assert count(plain, "assessor", "missing", "") == without


def test_a_condominium_is_summed_and_its_land_counted_once(
    district: District, roll: list[dict[str, str]]
) -> None:
    # 7 Florence St: a house of 7,693 square feet on 5,513 of land, six flats
    rows = [row for row in roll if row["ML"] == "100-40"]
    site = district.table("sites").loc["100-40"]
    assert len(rows) == 7
    assert site["homes_count"] == 6
    assert site["gross_floor_area_m2"] == pytest.approx(7_693 * FT2_M2)
    assert site["assessed_value_amount"] == sum(int(r["TotalAppraisedParcelValue"]) for r in rows)
    assert site["area_m2"] == pytest.approx(5_513 * FT2_M2, rel=0.05)


def test_drawn_areas_agree_with_the_roll(district: District, roll: list[dict[str, str]]) -> None:
    stated_m2: dict[str, float] = Counter()
    for row in roll:
        stated_m2[row["ML"]] += float(row["LandArea"]) * FT2_M2
    area_m2 = district.table("sites")["area_m2"]
    ratio = [area / stated_m2[ref] for ref, area in area_m2.items() if stated_m2[ref] > 100]
    assert len(ratio) > 12_000
    assert np.median(ratio) == pytest.approx(1.0, abs=0.01)
    assert np.mean(np.abs(np.array(ratio) - 1) < 0.1) > 0.95


def test_the_total_value_is_that_of_the_roll(
    district: District, roll: list[dict[str, str]]
) -> None:
    sites = district.table("sites")
    on_the_map = [row for row in roll if row["ML"] in sites.index]
    values = [int(row["TotalAppraisedParcelValue"]) for row in on_the_map]
    assert sites["assessed_value_amount"].sum() == sum(value for value in values if value != -1)


def test_homes_are_those_of_use_codes_and_condominium_rows(
    district: District, roll: list[dict[str, str]]
) -> None:
    homes = district.table("sites")["homes_count"]
    one_family = {r["ML"] for r in roll if r["UseCode"] == "101"}
    uses: dict[str, set[str]] = {}
    for row in roll:
        uses.setdefault(row["ML"], set()).add(row["UseCode"])
    alone = {code: {m for m, used in uses.items() if used == {code}} for code in ("104", "105")}
    assert (homes[homes.index.isin(alone["104"])] == 2).all()
    assert (homes[homes.index.isin(alone["105"])] == 3).all()
    assert (homes[homes.index.isin(one_family)] >= 1).all()
    flats = Counter(r["ML"] for r in roll if r["UseCode"] in {"102", "1021"})
    only_flats = {m for m, used in uses.items() if used <= {"102", "1021", "199"}} & set(flats)
    assert all(homes[m] == flats[m] for m in only_flats if m in homes.index)
    # the census of 2010 counted 47,291 housing units
    assert homes.sum() == pytest.approx(47_291, rel=0.05)


def test_people_sum_to_the_census_and_live_on_sites(district: District) -> None:
    people, buildings = district.places("people"), district.places("buildings")
    assert people["residents_people"].sum() == pytest.approx(105_162)
    assert people["building"].notna().all()
    at = buildings.loc[people["building"]].geometry
    assert people.distance(at, align=False).max() == 0.0
    assert people["sub_district"].notna().mean() > 0.998  # a few stand on the border


def test_every_estimate_says_its_rule(district: District) -> None:
    for table, column in (
        ("people", "residents_people"),
        ("sites", "residents_people"),
        ("buildings", "footprint_m2"),
    ):
        basis = district.table(table)[f"{column}_basis"].dropna().astype("str")
        assert basis.str.startswith("estimated: ").all()


def test_the_network_is_sound_and_nearly_whole(district: District) -> None:
    edges = district.places("walk_edges")
    ends = np.concatenate([edges["start_node"], edges["end_node"]])
    shapes = edges.geometry.to_numpy()
    at = [shapely.get_coordinates(shapely.get_point(shapes, end)) for end in (0, -1)]
    nodes = np.full((ends.max() + 1, 2), np.nan)
    nodes[ends] = np.concatenate(at)
    assert np.array_equal(nodes[ends], np.concatenate(at))  # a node has one place
    net = network(
        nodes[:, 0],
        nodes[:, 1],
        edge_start=edges["start_node"],
        edge_end=edges["end_node"],
        edge_length_m=edges["length_m"],
    )
    parts_m = islands(net).length_m
    assert parts_m[0] / parts_m.sum() > 0.98
    # nothing that was drawn is lost: the length is that of the file's lines
    drawn = edges[edges["way_kind"] != "join"]
    assert drawn["length_m"].sum() == pytest.approx(579_000, rel=0.01)


def test_degenerate_lines_are_left_out_and_counted(plain: PlainDistrict, folder: Path) -> None:
    name = "Trans/Sidewalk_Centerlines/TRANS_SidewalkCenterlines.topojson"
    document = json.loads((folder / name).read_text())
    (collection,) = document["objects"].values()
    arcs = document["arcs"]
    points = sum(
        sum(len(arcs[a if a >= 0 else ~a]) for a in line["arcs"]) == 1
        for line in collection["geometries"]
    )
    assert count(plain, Path(name).name, "left_out", "without a usable place") == points == 59


def test_services_are_those_of_the_files(district: District, folder: Path) -> None:
    kinds = Counter(district.table("facilities")["kind"])
    assert kinds["library"] == len(
        features(folder, "Landmark/Public_Libraries/LANDMARK_PublicLibraries.geojson")
    )
    assert kinds["hospital"] == len(features(folder, "Health/Hospitals/HEALTH_Hospitals.geojson"))
    assert kinds["playground"] == len(
        features(folder, "Recreation/Playgrounds/RECREATION_Playgrounds.geojson")
    )
    clinics = len(features(folder, "Health/Health_Clinics/HEALTH_HealthClinics.geojson"))
    assert kinds["health_centre"] + kinds["health_station"] == clinics
    public = features(folder, "Landmark/Public_Schools/LANDMARK_PublicSchools.geojson")
    assert kinds["middle_school"] == 4 + 2  # four upper schools, two private
    assert kinds["shelter"] == sum(f["properties"].get("SHELTER") == "YES" for f in public)


def test_parks_are_polygons_with_their_area(district: District) -> None:
    facilities = district.places("facilities")
    parks = facilities[facilities["kind"] == "park"]
    assert set(parks.geom_type) <= {"Polygon", "MultiPolygon"}
    assert (parks["area_m2"] > 0).all()
    common = parks[parks["name_en"] == "Cambridge Common"]
    assert common["area_m2"].iloc[0] == pytest.approx(33_200, rel=0.02)  # 8.2 acres by the city


def test_an_entrance_belongs_to_its_station(district: District) -> None:
    stops = district.table("stops")
    entrances = stops[stops["station"].notna()]
    assert len(entrances) == 11
    assert set(entrances["station"]) == {
        "station-HARVARD",
        "station-CENTRAL",
        "station-KENDALL/MIT",
    }


def test_zones_have_no_limits_that_the_data_lack(district: District) -> None:
    zones = district.table("zoning")
    assert len(zones) == 261 + 53
    assert not district.has("zoning", "plan_far")
    assert zones["is_overlay"].sum() == 53


def test_what_may_not_be_renewed_says_why(district: District) -> None:
    sites = district.table("sites")
    stuck = sites[~sites["renewable"]]
    assert stuck["not_renewable_reason"].notna().all()
    assert {"park", "cemetery", "school_grounds", "rail"} <= set(stuck["not_renewable_reason"])
    assert sites.loc["100-40", "renewable"]


def test_the_import_names_its_inputs_and_their_licence(plain: PlainDistrict) -> None:
    inputs = {one.name: one for one in plain.meta.inputs}
    assert len(inputs) == 1 + 33
    assert inputs["Assessing/FY2014/FY2014_Parcels/TaxFY14.csv"].licence == "ODC PDDL 1.0"
    assert plain.meta.crs == "EPSG:32619"
