"""Layers over HTTP: collections, rows, tiles, on both stores."""

import io
from typing import Any

import geopandas as gpd
import mapbox_vector_tile
import pandas as pd
import pytest
import shapely
from starlette.testclient import TestClient
from tests.web.conftest import ClientOf

from gengxin.terms.records import LayerVersion, Publication
from gengxin.workbench.layers.versions import note_versions
from gengxin.workbench.serving import Served


@pytest.fixture
def client(client_of: ClientOf) -> TestClient:
    """A planner's."""
    return client_of("planner")


@pytest.fixture
def sites(served: Served) -> gpd.GeoDataFrame:
    """The sites as the folder has them, in longitude and latitude."""
    frame = gpd.read_parquet(served.folder.path / "layers" / "sites.parquet")
    return frame.to_crs("OGC:CRS84").set_index("ref")


def told(client: TestClient, address: str, **query: Any) -> Any:
    answer = client.get(address, params=query or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_every_layer_of_the_district_is_a_collection(client: TestClient, served: Served) -> None:
    found = told(client, "/api/collections")["collections"]
    with_places = {path.stem for path in served.folder.path.glob("layers/*.parquet")}
    assert {one["id"] for one in found} == with_places - {"space_requests"}
    for one in found:
        rels = {link["rel"] for link in one["links"]}
        assert {"self", "items"} <= rels
        assert one["extent"]["spatial"]["crs"].endswith("CRS84")
        assert told(client, f"/api/collections/{one['id']}")["title"] == one["title"]


def test_a_collection_tells_its_columns_with_units_and_bases(client: TestClient) -> None:
    schema = told(client, "/api/collections/buildings/queryables")["properties"]
    assert schema["height_m"]["type"] == "number"
    assert schema["height_m"]["x-ogc-unit"] == "m"
    assert schema["height_m"]["x-basis"] == "height_m_basis"
    assert schema["height_m"]["title_zh"] == "高度"
    assert "residential" in schema["use_class"]["enum"]


def test_rows_are_the_folders_rows(client: TestClient, sites: gpd.GeoDataFrame) -> None:
    page = told(client, "/api/collections/sites/items", limit=1000)
    assert (page["numberMatched"], page["numberReturned"]) == (len(sites), len(sites))
    assert [one["id"] for one in page["features"]] == sites.index.tolist()
    for one in page["features"]:
        row = sites.loc[one["id"]]
        assert one["properties"]["area_m2"] == row["area_m2"]
        far = one["properties"]["plan_far"]
        assert far == row["plan_far"] if far is not None else pd.isna(row["plan_far"])
        shape = shapely.geometry.shape(one["geometry"])
        assert shapely.hausdorff_distance(shape, row.geometry) < 1e-7
        assert not [name for name in one["properties"] if name.endswith("_basis")]


def test_rows_are_found_by_box_and_columns(client: TestClient, sites: gpd.GeoDataFrame) -> None:
    west, south, east, north = sites.total_bounds
    middle = (west + east) / 2
    box = shapely.box(west, south, middle, north)
    passing = sites[
        shapely.intersects(sites.geometry, box)
        & (sites["area_m2"] >= 3_000)
        & sites["use_class"].isin(["residential", "mixed"])
    ]
    query = {
        "bbox": f"{west},{south},{middle},{north}",
        "area_m2.min": 3_000,
        "use_class.in": "residential,mixed",
        "sort": "-area_m2",
        "fields": "area_m2",
        "limit": 1000,
    }
    page = told(client, "/api/collections/sites/items", **query)
    ordered = passing.sort_values("area_m2", ascending=False, kind="stable")
    assert len(ordered) > 3
    assert [one["id"] for one in page["features"]] == ordered.index.tolist()
    assert set(page["features"][0]["properties"]) == {"ref", "area_m2"}


def test_pages_lead_to_each_other(client: TestClient, sites: gpd.GeoDataFrame) -> None:
    address: str | None = "/api/collections/sites/items?limit=30&sort=use_class"
    seen = []
    while address:
        page = told(client, address)
        seen += [one["id"] for one in page["features"]]
        address = next((one["href"] for one in page["links"] if one["rel"] == "next"), None)
    assert sorted(seen) == sorted(sites.index)
    assert sites["use_class"].loc[seen].tolist() == sorted(sites["use_class"])


def test_one_row_tells_the_bases_of_its_numbers(
    client: TestClient, sites: gpd.GeoDataFrame
) -> None:
    ref = sites.index[3]
    one = told(client, f"/api/collections/sites/items/{ref}")
    assert one["id"] == ref
    assert one["properties"]["area_m2_basis"] == sites["area_m2_basis"][ref]
    assert client.get("/api/collections/sites/items/nobody").status_code == 404


def test_rows_come_as_csv_and_geoparquet_too(client: TestClient, sites: gpd.GeoDataFrame) -> None:
    plain = client.get("/api/collections/sites/items", headers={"Accept": "text/csv"})
    assert plain.headers["content-type"].startswith("text/csv")
    frame = pd.read_csv(io.StringIO(plain.text)).set_index("ref")
    assert frame["area_m2"].tolist() == sites["area_m2"].tolist()
    packed = client.get("/api/collections/sites/items", params={"f": "parquet", "limit": 20})
    read = gpd.read_parquet(io.BytesIO(packed.content))
    assert read.crs == "OGC:CRS84"
    assert read["ref"].tolist() == sites.index[:20].tolist()
    gap = shapely.hausdorff_distance(read.geometry.to_numpy(), sites.geometry[:20].to_numpy())
    assert gap.max() < 1e-12


# question → what the refusal names
ODD = [
    ("colour=red", "colour"),
    ("area_m2.like=3", "area_m2.like"),
    ("area_m2.min=many", "area_m2"),
    ("area_m2=nan", "area_m2"),
    ("area_m2.min=1e999", "area_m2"),
    ("use_class=castle", "residential"),
    ("renewable=yes", "true or false"),
    ("renewable.min=true", "yes or no"),
    ("consent_day.max=soon", "consent_day"),
    ("storeys.null=maybe", "true or false"),
    ("bbox=1,2,3", "bbox"),
    ("bbox=3,2,1,4", "bbox"),
    ("bbox=nan,0,1,1", "bbox"),
    ("limit=0", "limit"),
    ("limit=-5", "limit"),
    ("limit=many", "limit"),
    ("limit=5&limit=6", "limit"),
    ("after=12", "after"),
    ("after=ffffffff-12", "begin anew"),
    ("sort=colour", "colour"),
    ("fields=ref,colour", "colour"),
    ("f=xml", "geojson"),
    ("datetime=tomorrow", "datetime"),
    ("ref=%00", "ref"),
    ("ref=" + "x" * 2000, "ref"),
    ("area_m2.in=" + ",".join(["1"] * 1001), "1001"),
    ("%F0%9F%8F%A0.min=1", "unknown"),
]


def test_odd_questions_are_refused_by_name(client: TestClient) -> None:
    for query, named in ODD:
        answer = client.get(f"/api/collections/sites/items?{query}")
        assert answer.status_code == 400, query
        assert named in answer.json()["detail"]


def test_a_time_lets_every_row_pass(client: TestClient, sites: gpd.GeoDataFrame) -> None:
    page = told(client, "/api/collections/sites/items", datetime="2020-01-01T00:00:00Z/..")
    assert page["numberMatched"] == len(sites)


def test_what_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    address = "/api/collections/sites/items?limit=3"
    tag = client.get(address).headers["etag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    other = client.get("/api/collections/sites/items?limit=4", headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_tiles_hold_the_rows_and_may_be_kept(client: TestClient, sites: gpd.GeoDataFrame) -> None:
    about = told(client, "/api/collections/sites/tiles")
    assert about["tilejson"] == "3.0.0"
    assert about["vector_layers"][0]["id"] == "sites"
    west, south, east, north = about["bounds"]
    assert (west, south, east, north) == pytest.approx(tuple(sites.total_bounds), abs=0.005)
    seen: set[str] = set()
    for column in range(*_span(west, east, 14)):
        for row in range(*_rows(south, north, 14)):
            address = about["tiles"][0].format(z=14, y=row, x=column)
            answer = client.get(address)
            assert "immutable" in answer.headers["cache-control"]
            if answer.status_code == 204:
                continue
            assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
            layers = mapbox_vector_tile.decode(answer.content)
            seen |= {one["properties"]["ref"] for one in layers["sites"]["features"]}
            again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
            assert again.status_code == 304
            stale = client.get(address.replace("v=", "v=0"))
            assert "no-cache" in stale.headers["cache-control"]
    assert seen == set(sites.index)


def test_there_are_no_tiles_beyond_the_zooms(client: TestClient) -> None:
    for square in ("3/1/1", "17/1/1", "14/99999/1", "40/0/0"):
        answer = client.get(f"/api/collections/sites/tiles/WebMercatorQuad/{square}")
        assert answer.status_code == 404
        assert "10 to 16" in answer.json()["detail"]


def test_the_district_is_told_at_a_glance(client: TestClient, served: Served) -> None:
    facts = told(client, "/api/district")
    district = served.folder.load()
    assert facts["counts"] == {name: len(district.table(name)) for name in district.given}
    assert facts["made_up"] is True
    assert facts["readiness"] is None
    assert facts["currency"] == "CNY"


def test_standards_and_grids_are_told_to_everybody(client_of: ClientOf) -> None:
    public = client_of("public")
    assert any("features-1" in one for one in told(public, "/api/conformance")["conformsTo"])
    grid = told(public, "/api/tileMatrixSets/WebMercatorQuad")
    assert grid["tileMatrices"][0]["scaleDenominator"] == pytest.approx(559082264.028717)


def test_the_public_sees_no_layer_before_one_is_published(
    client_of: ClientOf, served: Served
) -> None:
    public = client_of("public")
    assert public.get("/api/collections").json()["collections"] == []
    for address in ("", "/items", "/items/S-000001", "/queryables", "/tiles"):
        assert public.get(f"/api/collections/sites{address}").status_code == 404
    tile = "/api/collections/sites/tiles/WebMercatorQuad/14/6685/13718"
    assert public.get(tile).status_code == 404
    assert public.get("/api/district").status_code == 401
    note_versions(served.records, served.layers.catalogue())
    note_versions(served.records, served.layers.catalogue())
    versions = served.records.list(LayerVersion)
    assert len(versions) == 14
    digest = served.layers.catalogue().collection("sites").content_hash
    (mine,) = [one for one in versions if one.content_hash == digest]
    with served.records.change(by="system") as change:
        change.add(
            Publication(
                title_en="sites", title_zh="地块", content_hash=digest, layer_version=mine.ref
            )
        )
    served.standings.forget()
    assert [one["id"] for one in told(public, "/api/collections")["collections"]] == ["sites"]
    answer = public.get("/api/collections/sites/items?limit=1")
    assert answer.status_code == 200
    assert "public" in answer.headers["cache-control"]
    assert public.get("/api/collections/buildings/items").status_code == 404


def test_a_layer_that_changes_is_served_anew(client: TestClient, served: Served) -> None:
    before = told(client, "/api/collections/sites")["version"]
    path = served.folder.path / "layers" / "sites.parquet"
    frame = gpd.read_parquet(path)
    frame.loc[0, "name_en"] = "renamed by hand"
    frame.to_parquet(path)
    after = told(client, "/api/collections/sites")["version"]
    assert after != before
    found = told(client, "/api/collections/sites/items", name_en="renamed by hand")
    assert found["numberMatched"] == 1


def _span(west: float, east: float, zoom: int) -> tuple[int, int]:
    return int((west + 180) / 360 * 2**zoom), int((east + 180) / 360 * 2**zoom) + 1


def _rows(south: float, north: float, zoom: int) -> tuple[int, int]:
    import math

    def row(latitude: float) -> int:
        turned = math.asinh(math.tan(math.radians(latitude)))
        return int((1 - turned / math.pi) / 2 * 2**zoom)

    return row(north), row(south) + 1
