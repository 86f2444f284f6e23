"""Measures how soon a browser shows the first useful map of a district of 50,000 buildings.

Somebody who has signed in opens the workbench; the map is useful when MapLibre says that it shows
everything (``html[data-map=drawn]``). Chromium's trace tells when each of its threads was busy.
Without a graphics card SwiftShader draws in Chromium's GPU process: time in which that process or a
raster worker was busy, while no request was under way and no other thread of the page worked, is
taken off, and told beside. A thread that stands still until that process has answered, as the page
does until its context is made and each shader is compiled, doesn't work. The browser has nothing
kept at any opening; the first is also what the server answers first, and the first page that the
browser draws. Where the machine lets it, server, database and browser are one scheduling group,
ahead of whatever else runs on it.

``first_map.py [embedded|postgis]``
"""

import json
import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from machine import machine
from playwright.sync_api import Browser, Request, sync_playwright
from server_reads import cpu_seconds as cpu_of
from server_reads import database_of, in_one_group, served

from gengxin import sample_district, save_district
from gengxin.store.records import open_records
from gengxin.terms.records import SYSTEM, Person, RoleGrant
from gengxin.workbench.people.passwords import hashed

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "first_map.json"
SITES = 9_550
LIMIT_SECONDS = 2.5
# by it the trace's clock is set to the page's
MARK = "first-map-drawn"
MAIL, PASSWORD = "lin@example.org", "a river runs through the town"
CATEGORIES = [
    "toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "gpu", "cc",
    "blink.user_timing", "loading", "v8", "ipc", "__metadata",
]  # fmt: skip
# events of a thread that are work of the page, not a wait of it for the GPU process
WORK = {
    "FunctionCall", "EvaluateScript", "v8.compile", "ParseHTML", "Layout", "UpdateLayoutTree",
    "TimerFire", "XHRReadyStateChange", "EventDispatch", "RunMicrotasks", "MajorGC", "MinorGC",
    "v8.run", "HandlePostMessage", "FireAnimationFrame", "Paint", "PrePaint",
}  # fmt: skip
# within these the thread stands still until the GPU process answers
WAITS = {
    "CommandBufferProxyImpl::Initialize", "CommandBufferProxyImpl::WaitForGetOffset",
    "CommandBufferProxyImpl::WaitForToken",
}  # fmt: skip
SETTLED_MS = 4_000
VIEW = {"width": 1440, "height": 900}
Spans = list[tuple[float, float]]


def with_account(where: str) -> None:
    """Keep a planner who may sign in."""
    records = open_records(where)
    with records.change(by=SYSTEM) as change:
        person = change.add(Person(name="Lin", mail=MAIL, language="en"))
        change.put(replace(person, state="active", password_hash=hashed(PASSWORD, mail=MAIL)))
        change.add(RoleGrant(person=person.ref, role="planner"))
    records.close()


def opened(browser: Browser, address: str) -> dict[str, Any]:
    """One opening of the workbench by somebody signed in, in a browser with nothing kept."""
    load = os.getloadavg()[0]
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", viewport=VIEW)
    context.set_default_timeout(300_000)
    told = context.request.post(f"{address}/api/session", data={"mail": MAIL, "password": PASSWORD})
    assert told.ok, told.text()
    page = context.new_page()
    page.goto("about:blank")
    # a window that was just opened goes on with work of the browser's own
    page.wait_for_timeout(SETTLED_MS)
    # MapLibre's worker asks for tiles, of which the page's own list of requests doesn't know
    ended: list[Request] = []
    page.on("requestfinished", lambda one: ended.append(one))  # noqa: PLW0108 - it marks handlers
    browser.start_tracing(page=page, categories=CATEGORIES)
    page.goto(f"{address}/#/check-up", wait_until="commit")
    page.wait_for_selector("html[data-map=drawn]", state="attached")
    drawn_ms = page.evaluate(f"performance.mark('{MARK}').startTime")
    paint = page.evaluate(
        "performance.getEntriesByType('paint').map(one => [one.name, one.startTime])"
    )
    origin_ms = page.evaluate("performance.timeOrigin")
    trace = json.loads(browser.stop_tracing())["traceEvents"]
    asked = [
        (one.url, begin, begin + one.timing["responseEnd"], one.sizes()["responseBodySize"])
        for one in ended
        for begin in (one.timing["startTime"] - origin_ms,)
        if begin < drawn_ms
    ]
    context.close()
    tiles = [one for one in asked if "/tiles/" in one[0]]
    return {
        "load_before": round(load, 1),
        "drawn_seconds": round(drawn_ms / 1e3, 2),
        **{f"{name.replace('-', '_')}_seconds": round(at / 1e3, 2) for name, at in paint},
        **without_drawing(trace, drawn_ms, [(one[1], one[2]) for one in asked]),
        "requests_count": len(asked),
        "tiles_count": len(tiles),
        "tiles_kb": round(sum(one[3] for one in tiles) / 1e3, 1),
        "tiles_ended_seconds": round(max(one[2] for one in tiles) / 1e3, 2) if tiles else None,
        "slowest_requests": [
            [name.removeprefix(address)[:80], round(begin), round(end)]
            for name, begin, end, _ in sorted(asked, key=lambda one: one[1] - one[2])[:6]
        ],
    }


def without_drawing(trace: list[dict[str, Any]], drawn_ms: float, asked: Spans) -> dict[str, Any]:
    """Seconds until the map was drawn less those in which nothing but drawing went on."""
    names = {
        (one["pid"], one["tid"]): one["args"]["name"]
        for one in trace
        if one.get("name") == "thread_name"
    }
    processes = {
        one["pid"]: one["args"]["name"] for one in trace if one.get("name") == "process_name"
    }
    start = next(one["ts"] for one in trace if one.get("name") == MARK) - drawn_ms * 1e3
    drawing: Spans = []
    working: dict[tuple[int, int], Spans] = {}
    waiting: dict[tuple[int, int], Spans] = {}
    for one in trace:
        begin = (one.get("ts", 0) - start) / 1e3
        span = max(begin, 0.0), min(begin + one.get("dur", 0) / 1e3, drawn_ms)
        if one.get("ph") != "X" or span[0] >= span[1]:
            continue
        own = one["pid"], one["tid"]
        thread = names.get(own, "")
        if processes.get(one["pid"]) == "GPU Process" or one["name"] == "RasterTask":
            drawing.append(span)
        elif one["name"] in WORK and ("RendererMain" in thread or "Worker" in thread):
            working.setdefault(own, []).append(span)
        elif one["name"] in WAITS:
            waiting.setdefault(own, []).append(span)
    drawing = united(drawing)
    at_work = list(asked)
    for own, spans in working.items():
        stood = shared(drawing, united(waiting.get(own, [])))
        at_work += without(united(spans), stood)
    alone_ms = total(drawing) - total(shared(drawing, united(at_work)))
    stood_ms = total(united([span for spans in waiting.values() for span in spans]))
    return {
        "stood_still_seconds": round(stood_ms / 1e3, 2),
        "seconds_without_drawing": round((drawn_ms - alone_ms) / 1e3, 2),
        "drawing_seconds": round(total(drawing) / 1e3, 2),
        "drawing_alone_seconds": round(alone_ms / 1e3, 2),
    }


def united(spans: Spans) -> Spans:
    """The same time without overlaps."""
    made: Spans = []
    for begin, end in sorted(spans):
        if made and begin <= made[-1][1]:
            made[-1] = made[-1][0], max(end, made[-1][1])
        else:
            made.append((begin, end))
    return made


def shared(one: Spans, other: Spans) -> Spans:
    """The time in both; each without overlaps."""
    found = []
    for begin, end in one:
        found += [(max(begin, b), min(end, e)) for b, e in other if b < end and e > begin]
    return found


def without(one: Spans, other: Spans) -> Spans:
    """The time in the first that isn't in the second; each without overlaps, in order."""
    found = []
    for begin, end in one:
        for taken_begin, taken_end in other:
            if taken_begin < end and taken_end > begin:
                found.append((begin, taken_begin))
                begin = taken_end  # noqa: PLW2901 - the rest of it
        found.append((begin, end))
    return [(begin, end) for begin, end in found if begin < end]


def total(spans: Spans) -> float:
    """Their time."""
    return sum(end - begin for begin, end in spans)


def measured(district: Path, records: str) -> dict[str, Any]:
    """The first opening, and three after it; the middle one of these stands for them."""
    sys.path.insert(0, str(ROOT))
    from tests.publish.in_browser import ARGUMENTS, CHROMIUM

    with_account(records or str(district))
    with served(district, records) as (server, address), sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=False, args=ARGUMENTS
        )
        wait_until_idle(server)
        first, *later = [counted(server, browser, address) for _ in range(4)]
        browser.close()
    later.sort(key=lambda one: one["seconds_without_drawing"])
    return {"first": first, "again": later[1], "fastest": later[0]}


def wait_until_idle(server: int) -> None:
    """Wait until all processes of the server have started."""
    before = -1.0
    while cpu_of(server) - before > 0.1:
        before = cpu_of(server)
        time.sleep(3)


def counted(server: int, browser: Browser, address: str) -> dict[str, Any]:
    """One opening with what it takes of the server."""
    before = cpu_of(server)
    told = opened(browser, address)
    return told | {"server_cpu_seconds": round(cpu_of(server) - before, 2)}


def main() -> None:
    """Measure and keep."""
    store = sys.argv[1] if len(sys.argv) > 1 else "embedded"
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with (
        tempfile.TemporaryDirectory() as home,
        in_one_group() as shares,
        database_of(store) as (records, _),
    ):
        district = Path(os.environ.get("FIRST_MAP_DISTRICT", Path(home) / "made"))
        if not district.exists():
            save_district(sample_district(sites=SITES, seed=1), district)
        copied = shutil.copytree(district, Path(home) / "district")
        known[store] = {"group_shares": shares} | measured(copied, records)
    known["machine"] = machine("playwright", "fastapi", "uvicorn")
    known["limit_seconds"] = LIMIT_SECONDS
    print(json.dumps(known, indent=1))
    RESULTS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
