"""GDAL's own client of OGC API Features against our server, over loopback."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import geopandas as gpd
import pyogrio
import pytest
import shapely
import uvicorn
from fastapi import FastAPI

from gengxin.terms.records import SYSTEM, Person, RoleGrant, Token
from gengxin.workbench.people.secrets import hash_of
from gengxin.workbench.serving import Served

SECRET = "a-program-of-a-planner"  # noqa: S105 - of this test alone
PATIENCE_SECONDS = 60


@pytest.fixture
def address(app: FastAPI, served: Served) -> Iterator[str]:
    """The server on a free port; a program of a planner's shows its token."""
    with served.records.change(by=SYSTEM) as change:
        person = change.add(Person(name="P", mail="p@example.org"))
        change.put(replace(person, state="active"))
        change.add(RoleGrant(person=person.ref, role="planner"))
        change.add(
            Token(person=person.ref, label="gdal", secret_hash=hash_of(SECRET), roles=("planner",))
        )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    end = time.monotonic() + PATIENCE_SECONDS
    while not server.started and time.monotonic() < end:
        time.sleep(0.02)
    pyogrio.set_gdal_config_options({"GDAL_HTTP_BEARER": SECRET, "GDAL_HTTP_AUTH": "BEARER"})
    yield f"http://127.0.0.1:{port}/api"
    pyogrio.set_gdal_config_options({"GDAL_HTTP_BEARER": None, "GDAL_HTTP_AUTH": None})
    server.should_exit = True
    thread.join(PATIENCE_SECONDS)


def test_gdal_lists_our_collections_and_reads_their_rows(address: str, served: Served) -> None:
    if "OAPIF" not in pyogrio.list_drivers():
        pytest.skip("this GDAL has no driver OAPIF")
    listed = dict(pyogrio.list_layers(f"OAPIF:{address}"))
    with_places = {path.stem for path in served.folder.path.glob("layers/*.parquet")}
    assert set(listed) == with_places - {"space_requests"}
    read = pyogrio.read_dataframe(f"OAPIF:{address}", layer="sites")
    own = gpd.read_parquet(served.folder.path / "layers" / "sites.parquet").to_crs("OGC:CRS84")
    assert read["ref"].tolist() == own["ref"].tolist()
    assert read["area_m2"].tolist() == own["area_m2"].tolist()
    gap = shapely.hausdorff_distance(read.geometry.to_numpy(), own.geometry.to_numpy())
    assert gap.max() < 1e-7
    west, south, east, north = own.total_bounds
    box = (west, south, (west + east) / 2, (south + north) / 2)
    within = pyogrio.read_dataframe(f"OAPIF:{address}", layer="sites", bbox=box)
    meets = own[shapely.intersects(own.geometry, shapely.box(*box))]
    assert within["ref"].tolist() == meets["ref"].tolist()
    edges = pyogrio.read_dataframe(f"OAPIF:{address}", layer="walk_edges", columns=["ref"])
    assert len(edges) == len(served.folder.load().table("walk_edges"))
