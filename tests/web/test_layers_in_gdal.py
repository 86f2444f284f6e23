"""GDAL's own client of OGC API Features against our server, over loopback."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

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
PATIENCE_SECONDS = 300
# in a process of its own: GDAL waits for an answer without letting our threads go on
ASK = """
import json, sys
import pyogrio
address, home, west, south, east, north = sys.argv[1:]
box = tuple(map(float, (west, south, east, north)))
layers = [name for name, _ in pyogrio.list_layers(address)]
pyogrio.read_dataframe(address, layer="sites").to_parquet(home + "/sites.parquet")
pyogrio.read_dataframe(address, layer="sites", bbox=box).to_parquet(home + "/within.parquet")
stops = pyogrio.read_dataframe(address, layer="people", columns=["ref"])
print(json.dumps({"layers": layers, "people": len(stops)}))
"""


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
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    end = time.monotonic() + PATIENCE_SECONDS
    while not server.started:
        assert time.monotonic() < end
        time.sleep(0.02)
    (listener,) = server.servers[0].sockets
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/api"
    server.should_exit = True
    thread.join(PATIENCE_SECONDS)


def test_gdal_lists_our_collections_and_reads_their_rows(
    address: str, served: Served, tmp_path: Path
) -> None:
    if "OAPIF" not in pyogrio.list_drivers():
        pytest.skip("this GDAL has no driver OAPIF")
    own = gpd.read_parquet(served.folder.path / "layers" / "sites.parquet").to_crs("OGC:CRS84")
    west, south, east, north = own.total_bounds
    box = (west, south, (west + east) / 2, (south + north) / 2)
    said = {"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": SECRET, "GDAL_HTTP_TIMEOUT": "300"}
    done = subprocess.run(
        [sys.executable, "-c", ASK, f"OAPIF:{address}", str(tmp_path), *map(str, box)],
        env=os.environ | said,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    with_places = {path.stem for path in served.folder.path.glob("layers/*.parquet")}
    assert set(told["layers"]) == with_places - {"space_requests"}
    assert told["people"] == len(served.folder.load().table("people"))
    read = gpd.read_parquet(tmp_path / "sites.parquet")
    assert read["ref"].tolist() == own["ref"].tolist()
    assert read["area_m2"].tolist() == own["area_m2"].tolist()
    gap = shapely.hausdorff_distance(read.geometry.to_numpy(), own.geometry.to_numpy())
    assert gap.max() < 1e-7
    within = gpd.read_parquet(tmp_path / "within.parquet")
    meets = own[shapely.intersects(own.geometry, shapely.box(*box))]
    assert within["ref"].tolist() == meets["ref"].tolist()
