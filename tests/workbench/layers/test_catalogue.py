"""What a folder holds to be served, and what runs made of it by place."""

from typing import Any

import geopandas as gpd
import pytest
import shapely

from gengxin.store import DistrictFolder
from gengxin.store.layers import PLACE
from gengxin.terms.records import RecordAbsentError
from gengxin.workbench.layers import Layers
from gengxin.workbench.layers.documents import collection_document, queryables_document
from gengxin.workbench.layers.parsing import asked_of
from gengxin.workbench.layers.readiness import district_facts
from gengxin.workbench.layers.runs import run_tables
from gengxin.workbench.layers.summaries import run_document, run_summary
from gengxin.workbench.layers.writing import as_records


def rows(layers: Layers, name: str, *query: tuple[str, str]) -> dict[str, Any]:
    """The rows of a collection by their key, with the number of the row where there is none."""
    one = layers.catalogue().collection(name)
    page = layers.store.page(one.table, asked_of(one.table, query))
    told = as_records(page)
    return {
        row.get("ref", str(number)): row for number, row in zip(page.numbers, told, strict=True)
    }


def test_layers_and_runs_are_collections(
    layers: Layers, check_up: str, options: str, programme: str
) -> None:
    assert set(layers.catalogue().collections) == {
        "sites",
        "areas",
        *(f"{check_up}.{name}" for name in ("areas", "sites", "findings", "gaps", "gaps_by_place")),
        *(f"{options}.{name}" for name in ("sites", "option_mass")),
        *(f"{programme}.{name}" for name in ("sites", "masses")),
    }


def test_areas_tell_their_rank_and_each_indicator(layers: Layers, check_up: str) -> None:
    found = rows(layers, f"{check_up}.areas")
    assert found["N"]["covered.1+N"] == 0.25
    assert (found["N"]["rank"], found["N"]["residents_people"]) == (1.0, 4.0)
    # unavailable is missing, not 0
    assert found["S"]["covered.1+N"] is None
    assert found["S"]["rank"] is None


def test_an_indicator_is_told_by_its_name_and_unit(layers: Layers, check_up: str) -> None:
    one = layers.catalogue().collection(f"{check_up}.areas")
    told = queryables_document(one, "http://x/api")["properties"]["covered.1+N"]
    assert told["title"] == "people covered"
    assert told["title_zh"] == "覆盖率"
    assert told["x-ogc-unit"] == "share 0–1"


def test_sites_tell_their_values(layers: Layers, check_up: str) -> None:
    found = rows(layers, f"{check_up}.sites")
    values = {ref: row["covered.1+N"] for ref, row in found.items()}
    assert values == {"A": 1.0, "B": None, "C": 0.0, "D": None}
    assert set(rows(layers, f"{check_up}.sites", ("covered.1+N.min", "0.5"))) == {"A"}


def test_gaps_are_told_one_by_one_and_by_place(layers: Layers, check_up: str) -> None:
    single = rows(layers, f"{check_up}.gaps", ("standard", "school"), ("sort", "-unserved_people"))
    assert [row["unserved_people"] for row in single.values()] == [7.0, None]
    found = rows(layers, f"{check_up}.gaps_by_place")
    assert found["P1"] == {
        "ref": "P1", "lacked_count": 2, "clinic_cause": "detour", "clinic_people": 7.5,
        "school_cause": "nothing_near", "school_people": 7.0,
    }  # fmt: skip
    assert found["P2"]["lacked_count"] == 1
    assert found["P2"]["clinic_cause"] is None


def test_sites_tell_what_they_are_offered(layers: Layers, options: str) -> None:
    found = rows(layers, f"{options}.sites")
    a, b, c = found["A"], found["B"], found["C"]
    assert (a["offered_count"], a["keep_count"], a["repair_count"], a["redevelop_count"]) == (
        2,
        1,
        1,
        0,
    )
    assert (a["best_option"], a["best_npv_mid_amount"]) == ("A/keep", 0.0)
    assert (b["best_option"], b["best_npv_mid_amount"]) == ("B/convert", -5.0)
    assert b["best_homes_after_count"] == 5.0
    assert (c["offered_count"], c["best_option"]) == (None, None)


def test_sites_tell_what_is_done_with_them(layers: Layers, programme: str) -> None:
    found = rows(layers, f"{programme}.sites")
    b = found["B"]
    assert (b["action"], b["phase"], b["opens"], b["homes_after_count"]) == ("convert", 2, 3, 5.0)
    assert (found["A"]["action"], found["A"]["phase"]) == ("keep", None)
    assert found["D"]["option"] is None
    masses = rows(layers, f"{programme}.masses")
    assert [(row["site"], row["phase"], row["top_m"]) for row in masses.values()] == [("B", 2, 9.0)]


def test_shapes_are_turned_to_degrees(layers: Layers, folder: DistrictFolder) -> None:
    one = layers.catalogue().collection("sites")
    page = layers.store.page(one.table, asked_of(one.table, []))
    shapes = shapely.from_wkb(page.rows[PLACE].to_numpy())
    own = gpd.read_parquet(folder.path / "layers" / "sites.parquet").to_crs(4326)
    assert shapely.hausdorff_distance(shapes, own.geometry.to_numpy()).max() < 1e-12


def test_a_collection_tells_whose_it_is(layers: Layers) -> None:
    catalogue = layers.catalogue()
    told = collection_document(catalogue, catalogue.collection("sites"), "http://x/api")
    assert (told["attribution"], told["licences"]) == ("Town", ["CC-BY-4.0"])
    west, south, east, north = told["extent"]["spatial"]["bbox"][0]
    assert 121 < west < east < 122
    assert 31 < south < north < 32


def test_what_is_absent_is_said(layers: Layers) -> None:
    with pytest.raises(RecordAbsentError, match="castles"):
        layers.catalogue().collection("castles")
    with pytest.raises(RecordAbsentError, match="options-0"):
        layers.catalogue().run("options-0")


def test_runs_are_told_with_what_they_stand_on(
    layers: Layers, check_up: str, options: str, programme: str
) -> None:
    catalogue = layers.catalogue()
    assert set(catalogue.runs) == {check_up, options, programme}
    told = run_document(catalogue.run(options))
    assert told["money"] == {"currency": "CNY", "price_day": "2026-01-01"}
    assert told["is_current"] is True
    assert told["tables"]["option"]["row_count"] == 5
    assert set(run_document(catalogue.run(programme))["stands_on"]) == {"district", "options"}


def test_runs_of_another_state_say_so(layers: Layers, folder: DistrictFolder, options: str) -> None:
    path = folder.path / "district.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"Town"', '"Old town"', 1), encoding="utf-8"
    )
    catalogue = layers.catalogue()
    assert catalogue.meta.name_en == "Old town"
    assert catalogue.run(options).is_current is False
    assert catalogue.collection(f"{options}.sites").is_current is False


def test_summaries_tell_what_runs_come_to(
    layers: Layers, check_up: str, options: str, programme: str
) -> None:
    catalogue = layers.catalogue()
    told = run_summary(catalogue.run(check_up))
    assert told["statuses"] == {"ready": 1, "partial": 0, "unavailable": 1}
    assert {(one["standard"], one["unserved_people"]) for one in told["gaps"]} == {
        ("school", 7.0),
        ("clinic", 7.5),
    }
    counts = run_summary(catalogue.run(options))
    assert (counts["sites_count"], counts["options_count"]) == (2, 5)
    assert run_summary(catalogue.run(programme))["sites_by_phase"] == {"2": 1}


def test_tables_of_runs_are_asked_too(layers: Layers, options: str) -> None:
    one = run_tables(layers.catalogue().run(options))["option"]
    page = layers.tables.page(one.table, asked_of(one.table, [("site", "B"), ("fields", "action")]))
    assert as_records(page) == [
        {"ref": "B/repair", "action": "repair"},
        {"ref": "B/convert", "action": "convert"},
    ]


def test_readiness_says_what_each_indicator_lacks(layers: Layers, check_up: str) -> None:
    facts = district_facts(layers.catalogue())
    assert facts["readiness"]["run"] == check_up
    covered, far = facts["readiness"]["indicators"]
    assert (covered["status"], covered["value"], covered["lacks"]) == ("ready", 0.5, [])
    assert (far["status"], far["value"]) == ("unavailable", None)
    # parcels are not needed where there are sites
    assert [one["need"] for one in far["lacks"]] == ["people.residents_people"]
    assert "census" in far["lacks"][0]["fill_by"][0]
    assert "buildings" in {one["table"] for one in facts["absent_tables"]}
