"""Measures reads through a running server, each with its authorisation, by 50 people at once.

The mix: half are vector tiles that were cut before, a quarter at most 100 buildings by one of 2,000
boxes, a fifth one of 50 records, a twentieth the check-up's findings. ``wrk`` asks over loopback by
50 connections, with as many tokens; then it asks for each kind alone. The server's processes, wrk
and PostgreSQL share the machine's cores, so beside requests a second stand CPU-milliseconds a
request, which tell more where other work goes on. Each request is a keep-alive one, and none says
that it has the answer already.

PostgreSQL begins a session of the kernel's for each connection, of which Linux makes a scheduling
group where nobody else makes groups: its connections then wait for the processor up to a second
beside two busy servers. A server that systemd or a container runs lies in one group with all its
connections; so does what is measured here, where this program may make one (``group_shares``, 1,024
being any other group's).

``server_reads.py DISTRICT [embedded|postgis] [SECONDS]``: a district with a check-up run; it is
copied first. PostgreSQL is one of the benchmark's own. From 300 seconds on it is a soak: no kind
alone, and memory is told every 15 seconds.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from machine import machine
from shapely import MultiPolygon, box

from gengxin.terms.records import SYSTEM, Area
from gengxin.workbench.people import Grant, NewPerson
from gengxin.workbench.people.roll import accounts_of

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "server_reads.json"
PEOPLE = 50
SECONDS = 30
ALONE_SECONDS = 5
SOAK_SECONDS = 300
SAMPLED_EVERY_SECONDS = 15
BOXES = 2_000
GROUPS = Path("/sys/fs/cgroup/cpu")
# before what else runs on the machine
GROUP_SHARES = 100_000
KINDS = ("tile", "items_100", "record", "findings")
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
    for _ in range(BOXES):
        x = draw.uniform(west, max(west, east - SIDE_DEG))
        y = draw.uniform(south, max(south, north - SIDE_DEG))
        boxes.append(f"{x:.5f},{y:.5f},{x + SIDE_DEG:.5f},{y + SIDE_DEG:.5f}")
    items = [f"/api/collections/buildings/items?bbox={one}&limit=100" for one in boxes]
    tiles = [f"/api/collections/buildings/tiles/WebMercatorQuad/{one}" for one in _tiles(boxes)]
    runs = client.get("/api/runs").json()["runs"]
    name = next(run["id"] for run in runs if run["id"].startswith("check-up"))
    kinds = [
        tiles,
        items,
        [f"/api/records/area/{ref}" for ref in refs],
        [f"/api/runs/{name}/tables/findings?limit=100"],
    ]
    for paths in kinds:
        for path in paths[:500]:
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


def cpu_seconds(*servers: int) -> float:
    """Seconds of CPU that processes and their children have taken, those that ended too."""
    ticks = 0
    for server in servers:
        for pid in [server, *_children(server)]:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
            ticks += sum(map(int, fields[11:15] if pid == server else fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    words = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(word) for word in words]


@contextmanager
def in_one_group() -> Iterator[int]:
    """A scheduling group for this program and all that it starts: its shares, 0 where it can't be.

    What is started within must have ended with the block.
    """
    group = GROUPS / f"gengxin-{os.getpid()}"
    try:
        group.mkdir()
        (group / "cpu.shares").write_text(str(GROUP_SHARES))
        (group / "cgroup.procs").write_text(str(os.getpid()))
    except OSError:  # another kernel's, or not ours to say
        with suppress(OSError):
            group.rmdir()
        yield 0
        return
    try:
        yield GROUP_SHARES
    finally:
        (GROUPS / "cgroup.procs").write_text(str(os.getpid()))
        with suppress(OSError):  # something is ending still
            group.rmdir()


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
        "p50": re.search(r"(?m)^\s+50%\s+(\S+)", out)[1],
        "p99": re.search(r"(?m)^\s+99%\s+(\S+)", out)[1],
        "wrong": int(wrong[1]) if wrong else 0,
        "broken": broken[1] if broken else "",
    }


def lua(value: list[Any] | str) -> str:
    """A list as Lua writes it."""
    if isinstance(value, str):
        return json.dumps(value)
    return "{" + ", ".join(lua(one) for one in value) + "}"


@contextmanager
def served(district: Path, records: str) -> Iterator[tuple[int, str]]:
    """A server of the district: its process and its address."""
    words = [GENGXIN, "serve", district, "--port", "0", "--workers", WORKERS, "--jobs", 0]
    words += ["--records", records] if records else []
    with subprocess.Popen(list(map(str, words)), stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server.pid, server.stdout.readline().split(" at ")[1].strip()
        finally:
            server.terminate()


def measured(district: Path, records: str, *, database: int, seconds: int) -> dict[str, Any]:
    """Requests a second and their times, and what they take of the server and the database."""
    tokens, refs = prepared(records or str(district))
    with served(district, records) as (server, address):
        proof = {"Authorization": f"Bearer {tokens[0]}"}
        with httpx.Client(base_url=address, headers=proof, timeout=120) as client:
            kinds = addresses(client, refs)

        def told(paths: list[list[str]], lasting: int) -> dict[str, Any]:
            script = district / "mix.lua"
            script.write_text(SCRIPT.format(paths=lua(paths), tokens=lua(tokens)))
            load, before = os.getloadavg()[0], cpu_seconds(server)
            of_database = cpu_seconds(database) if database else 0.0
            found = asked(address, str(script), lasting)
            each_ms = 1_000 / max(1, found["requests_count"])
            found["server_cpu_ms_a_request"] = round(each_ms * (cpu_seconds(server) - before), 3)
            if database:
                spent = cpu_seconds(database) - of_database
                found["database_cpu_ms_a_request"] = round(each_ms * spent, 3)
            return found | {"load_before": round(load, 1), "seconds": lasting}

        told(kinds, 20 if seconds >= SOAK_SECONDS else 10)
        with watched(server) as memory:
            mix = told(kinds, seconds)
        if seconds >= SOAK_SECONDS:
            return mix | {"memory_mb": memory, "memory_growth_share": growth(memory)}
        alone = {
            name: told([paths] * len(kinds), ALONE_SECONDS)
            for name, paths in zip(KINDS, kinds, strict=True)
        }
        return mix | {"memory_mb": [memory[0], memory_mb(server)], "alone": alone}


@contextmanager
def watched(server: int) -> Iterator[list[float]]:
    """The server's memory, now and every so many seconds until the block ends."""
    memory, done = [memory_mb(server)], threading.Event()

    def watch() -> None:
        while not done.wait(SAMPLED_EVERY_SECONDS):
            memory.append(memory_mb(server))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield memory
    finally:
        done.set()
        thread.join()


def growth(memory: list[float]) -> float:
    """By how much memory grew from the first four samples of it to the last four."""
    first, last = sum(memory[:4]) / 4, sum(memory[-4:]) / 4
    return round(last / first - 1, 4)


@contextmanager
def database_of(store: str) -> Iterator[tuple[str, int]]:
    """Where records lie, and the process of PostgreSQL; nothing and 0 where in the folder."""
    if store == "embedded":
        yield "", 0
        return
    sys.path.insert(0, str(ROOT))
    from tests.store.records.cluster import Cluster

    running = Cluster()
    try:
        running.run("CREATE DATABASE reads")
        yield running.address("reads"), running._process.pid  # noqa: SLF001 - as tests do
    finally:
        running.stop()


def main() -> None:
    """Measure and keep."""
    if len(sys.argv) < 2 or shutil.which("wrk") is None:
        print("server_reads.py DISTRICT [embedded|postgis] [SECONDS]; apt-get install wrk")
        return
    source, store = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "embedded"
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else SECONDS
    with (
        tempfile.TemporaryDirectory() as home,
        in_one_group() as shares,
        database_of(store) as (records, database),
    ):
        district = shutil.copytree(source, Path(home) / "district")
        found = measured(district, records, database=database, seconds=seconds)
        found |= {"nice": os.nice(0), "group_shares": shares}
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    known["machine"] = machine("fastapi", "starlette", "uvicorn", "httptools", "uvloop", "psycopg")
    known[f"{store}_soak" if seconds >= SOAK_SECONDS else store] = found
    print(json.dumps(found, indent=1))
    RESULTS.write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    main()
