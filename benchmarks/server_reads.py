"""Measures reads through a running server, each with its authorisation, by 50 people at once.

The mix: half are vector tiles that were cut before, a quarter 100 buildings by box, a fifth one
record, a twentieth the check-up's findings. ``wrk`` asks over loopback by 50 connections, with as
many tokens. The server's processes and wrk share the machine's cores, so beside requests a second
stand CPU-milliseconds of the server a request, which tell more where other work goes on.

``server_reads.py DISTRICT [postgresql://…]``: a district with a check-up run; it is copied first.
"""

import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx
from machine import machine
from shapely import MultiPolygon, box

from gengxin.terms.records import SYSTEM, Area
from gengxin.workbench.people import Grant, NewPerson
from gengxin.workbench.people.roll import accounts_of

RESULTS = Path(__file__).parent / "results" / "server_reads.json"
PEOPLE = 50
SECONDS = 30
WORKERS = 2
ZOOM = 15
SIDE_DEG = 0.006
GENGXIN = Path(sys.executable).parent / "gengxin"
SCRIPT = """
local paths, tokens = {paths}, {tokens}
local made = 0
function setup(thread) thread:set("first", made); made = made + 1 end
function init() math.randomseed(first + 1); turn = 0 end
function request()
  local draw, kind = math.random(), 4
  if draw < 0.5 then kind = 1 elseif draw < 0.75 then kind = 2 elseif draw < 0.95 then kind = 3 end
  turn = turn + 1
  local path = paths[kind][math.random(#paths[kind])]
  return wrk.format("GET", path, {{["Authorization"] = "Bearer " .. tokens[turn % #tokens + 1]}})
end
failed = 0
function response(status) if status ~= 200 and status ~= 204 then failed = failed + 1 end end
"""


def prepared(where: str) -> tuple[list[str], list[str]]:
    """Tokens of 50 people, and refs of as many areas that are drawn."""
    tokens, refs = [], []
    with accounts_of(where) as accounts:
        for number in range(PEOPLE):
            new = NewPerson(mail=f"p{number}@example.org", name=f"Person {number}")
            person, secret = accounts.invite(new, [Grant(role="planner")], by=SYSTEM)
            accounts.accept(secret, f"a sentence of person {number}")
            tokens.append(accounts.new_token(person.ref, "wrk", ["planner"], None)[1])
            with accounts.records.change(by=SYSTEM) as change:
                place = MultiPolygon([box(121.4, 31.1, 121.41, 31.11)])
                area = Area(kind="renewal_unit", name_en="A", name_zh="甲", place=place)
                refs.append(change.add(area).ref)
    return tokens, refs


def addresses(client: httpx.Client, refs: list[str]) -> list[list[str]]:
    """The addresses of each kind of request; the tiles have been cut once."""
    west, south, east, north = client.get("/api/district").json()["bounds_deg"]
    draw = random.Random(1)
    boxes = []
    for _ in range(200):
        x = draw.uniform(west, max(west, east - SIDE_DEG))
        y = draw.uniform(south, max(south, north - SIDE_DEG))
        boxes.append(f"{x:.5f},{y:.5f},{x + SIDE_DEG:.5f},{y + SIDE_DEG:.5f}")
    items = [f"/api/collections/buildings/items?bbox={one}&limit=100" for one in boxes]
    tiles = [f"/api/collections/buildings/tiles/WebMercatorQuad/{tile}" for tile in _tiles(boxes)]
    runs = client.get("/api/runs").json()["runs"]
    name = next(run["id"] for run in runs if run["id"].startswith("check-up"))
    kinds = [
        tiles,
        items,
        [f"/api/records/area/{ref}" for ref in refs],
        [f"/api/runs/{name}/tables/findings?limit=100"],
    ]
    for paths in kinds:
        for path in paths:
            told = client.get(path)
            assert told.status_code in {200, 204}, (path, told.status_code, told.text[:300])
    return kinds


def _tiles(boxes: list[str]) -> list[str]:
    """The tiles in which the boxes begin: zoom, row, column."""
    from math import asinh, pi, radians, tan

    found = set()
    for one in boxes:
        lon, lat = (float(part) for part in one.split(",")[:2])
        column = int((lon + 180) / 360 * 2**ZOOM)
        row = int((1 - asinh(tan(radians(lat))) / pi) / 2 * 2**ZOOM)
        found.add(f"{ZOOM}/{row}/{column}")
    return sorted(found)


def cpu_seconds(server: int) -> float:
    """Seconds of CPU that the server's processes have taken."""
    from os import sysconf

    own = [server, *_children(server)]
    ticks = 0
    for pid in own:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    words = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(word) for word in words]


def memory_mb(server: int) -> float:
    """Memory that the server's processes hold."""
    held = 0
    for pid in _children(server):
        held += int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])
    return round(held / 1024, 1)


def asked(address: str, script: str, seconds: int) -> dict[str, Any]:
    """What wrk found."""
    words = ["wrk", "-t1", f"-c{PEOPLE}", f"-d{seconds}s", "--latency", "-s", script, address]
    out = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    broken = re.search(r"Socket errors: (.*)", out)
    return {
        "requests_per_second": float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]),
        "requests_count": int(re.search(r"(\d+) requests in", out)[1]),
        "p50": re.search(r"50%\s+(\S+)", out)[1],
        "p99": re.search(r"99%\s+(\S+)", out)[1],
        "wrong": int(wrong[1]) if wrong else 0,
        "broken": broken[1] if broken else "",
    }


def lua(value: list[Any] | str) -> str:
    """A list as Lua writes it."""
    if isinstance(value, str):
        return json.dumps(value)
    return "{" + ", ".join(lua(one) for one in value) + "}"


def measured(district: Path, records: str, seconds: int) -> dict[str, Any]:
    """Requests a second and their times, and what they take of the server."""
    tokens, refs = prepared(records or str(district))
    words = [GENGXIN, "serve", district, "--port", "0", "--workers", WORKERS, "--jobs", 0]
    words += ["--records", records] if records else []
    with subprocess.Popen(list(map(str, words)), stdout=subprocess.PIPE, text=True) as server:
        try:
            address = server.stdout.readline().split(" at ")[1].strip()
            proof = {"Authorization": f"Bearer {tokens[0]}"}
            with httpx.Client(base_url=address, headers=proof, timeout=120) as client:
                kinds = addresses(client, refs)
            script = district / "mix.lua"
            script.write_text(SCRIPT.format(paths=lua(kinds), tokens=lua(tokens)))
            asked(address, str(script), 5)
            cpu, memory = cpu_seconds(server.pid), memory_mb(server.pid)
            told = asked(address, str(script), seconds)
            spent = cpu_seconds(server.pid) - cpu
            return told | {
                "server_cpu_ms_a_request": round(1_000 * spent / told["requests_count"], 3),
                "memory_mb_before_and_after": [memory, memory_mb(server.pid)],
            }
        finally:
            server.terminate()


def main() -> None:
    """Measure and keep."""
    if len(sys.argv) < 2 or shutil.which("wrk") is None:
        print(
            "server_reads.py DISTRICT [RECORDS [SECONDS]], with wrk installed: apt-get install wrk"
        )
        return
    source, records = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else SECONDS
    with tempfile.TemporaryDirectory() as home:
        district = shutil.copytree(source, Path(home) / "district")
        found = measured(district, records, seconds)
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    known["machine"] = machine("fastapi", "starlette", "uvicorn", "httptools", "uvloop")
    known["postgis" if records else "embedded"] = found
    print(json.dumps(known, indent=1))
    RESULTS.write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    main()
