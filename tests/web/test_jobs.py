"""Jobs over HTTP: asked for, listed, called off, and watched by many from one look at the store."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from gengxin.terms.records import SYSTEM, Job
from gengxin.web import board as boards
from gengxin.web.board import Board
from gengxin.web.problem import Problem
from gengxin.workbench.jobs import ask_job, cancel_job
from gengxin.workbench.jobs.rounds import note_round
from gengxin.workbench.serving import Served

ClientOf = Callable[[str], TestClient]
PATIENCE_SECONDS = 60.0


def ask(served: Served) -> Job:
    return ask_job(served.records, kind="check_up", asks={}, by=SYSTEM)


def taken(served: Served, job: Job) -> Job:
    with served.records.change(by=SYSTEM) as change:
        return change.put(replace(job, state="running", attempt=1, heartbeat_at=datetime.now(UTC)))


def done(served: Served, job: Job) -> Job:
    with served.records.change(by=SYSTEM) as change:
        return change.put(replace(job, state="done", result="check-up-0123456789ab"))


def told(events: bytes) -> list[dict]:
    lines = events.decode().splitlines()
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


def test_a_planner_asks_for_a_job_and_calls_it_off(client_of: ClientOf) -> None:
    planner = client_of("planner")
    asked = planner.post("/api/jobs", json={"kind": "plan", "asks": {"rounds": 20}})
    assert asked.status_code == 202
    job = asked.json()
    assert asked.headers["location"] == f"/api/jobs/{job['ref']}"
    assert (job["state"], job["asks"]["rounds"], job["asks"]["seed"]) == ("queued", 20, 1)
    assert planner.get(asked.headers["location"]).json() == job
    off = planner.post(f"/api/jobs/{job['ref']}/cancel", json={})
    assert off.json()["state"] == "cancelled"
    again = planner.post(f"/api/jobs/{job['ref']}/cancel", json={})
    assert again.status_code == 409
    assert planner.get("/api/jobs/01NOTHERE").status_code == 404


def test_faults_of_what_is_asked_are_told_at_once(client_of: ClientOf) -> None:
    asks = {"standards": "/etc/passwd", "varint": 1}
    refused = client_of("planner").post("/api/jobs", json={"kind": "check_up", "asks": asks})
    assert refused.status_code == 400
    assert "standards is '/etc/passwd', must be one of" in refused.json()["detail"]
    assert "'varint' is unknown" in refused.json()["detail"]


def test_jobs_are_listed_by_state_page_by_page(client_of: ClientOf, served: Served) -> None:
    refs = [ask(served).ref for _ in range(3)]
    cancel_job(served.records, refs[0], by=SYSTEM)
    auditor = client_of("auditor")
    first = auditor.get("/api/jobs?limit=2").json()
    assert [job["ref"] for job in first["jobs"]] == refs[:0:-1]
    rest = auditor.get(first["next"]).json()
    assert [job["ref"] for job in rest["jobs"]] == refs[:1]
    assert rest["next"] is None
    queued = auditor.get("/api/jobs?state=queued").json()
    assert [job["ref"] for job in queued["jobs"]] == refs[:0:-1]
    assert auditor.get("/api/jobs?state=lazy").status_code == 400


@pytest.mark.parametrize(
    ("role", "ask_status", "read_status"),
    [("public", 401, 401), ("resident", 403, 403), ("auditor", 403, 200), ("planner", 202, 200)],
)
def test_who_may_ask_and_who_may_read(
    client_of: ClientOf, role: str, ask_status: int, read_status: int
) -> None:
    client = client_of(role)
    asked = client.post("/api/jobs", json={"kind": "check_up", "asks": {}})
    assert asked.status_code == ask_status
    assert client.get("/api/jobs").status_code == read_status
    assert client.get("/api/job-kinds").status_code == read_status


def test_what_may_be_asked_is_told_with_its_bounds(client_of: ClientOf) -> None:
    kinds = client_of("planner").get("/api/job-kinds").json()["kinds"]
    (gap,) = (one for one in kinds["plan"] if one["name"] == "gap")
    assert (gap["type"], gap["default"], gap["lower"], gap["upper"]) == ("number", 0.005, 0.0, 1.0)
    (rules,) = (one for one in kinds["options"] if one["name"] == "rules")
    assert "cn-default" in rules["known"]


def test_the_events_of_a_job_that_ended_are_its_end(client_of: ClientOf, served: Served) -> None:
    job = done(served, taken(served, ask(served)))
    answer = client_of("auditor").get(f"/api/jobs/{job.ref}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    (event,) = told(answer.content)
    assert (event["state"], event["result"]) == ("done", "check-up-0123456789ab")
    assert client_of("auditor").get("/api/jobs/01NOTHERE/events").status_code == 404
    assert client_of("public").get(f"/api/jobs/{job.ref}/events").status_code == 401


async def heard(events: AsyncIterator[bytes]) -> list[dict]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        return told(b"".join([event async for event in events]))


def test_many_watch_and_the_store_is_asked_once_for_all(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "LOOK_SECONDS", 0.02)
    job = ask(served)
    looks = 0

    async def watch() -> list[list[dict]]:
        board = Board(served)
        watchers = [
            asyncio.create_task(
                heard(
                    board.events(
                        person=str(number),
                        first=(job,),
                        wanted=lambda found: found.ref == job.ref,
                        until_end_of=job.ref,
                    )
                )
            )
            for number in range(100)
        ]
        await asyncio.sleep(0.2)
        begun = await asyncio.to_thread(taken, served, job)
        await asyncio.sleep(0.2)
        nonlocal looks
        looks = sum(task.get_name() == "watch jobs" for task in asyncio.all_tasks())
        await asyncio.to_thread(done, served, begun)
        return await asyncio.gather(*watchers)

    each = asyncio.run(watch())
    assert looks == 1
    for events in each:
        states = [event["state"] for event in events]
        assert states[0] == "queued"
        assert states[-1] == "done"
        assert set(states) <= {"queued", "running", "done"}


def test_rounds_of_a_search_are_there_for_who_opens_the_page_later(
    served: Served, client_of: ClientOf
) -> None:
    job = ask(served)
    address = f"/api/jobs/{job.ref}/rounds"
    planner = client_of("planner")
    assert planner.get(address).json() == {"rounds": []}
    scratch = served.folder.path / "jobs" / job.ref
    scratch.mkdir(parents=True)
    note_round(scratch, {"round": 1.0, "bound": 9.0})
    note_round(scratch, {"round": 2.0, "bound": 8.0, "value": 5.0, "gap": 0.6})
    # an attempt that was killed searched the second round, and so does the next one
    note_round(scratch, {"round": 2.0, "bound": 8.0, "value": 6.4, "gap": 0.25})
    with (scratch / "rounds.jsonl").open("a") as file:
        file.write('{"round": 3.0, "bo')
    first, second = planner.get(address).json()["rounds"]
    assert first == {"round": 1.0, "bound": 9.0, "value": None, "gap": None}
    assert second == {"round": 2.0, "bound": 8.0, "value": 6.4, "gap": 0.25}
    assert client_of("public").get(address).status_code == 401


def test_the_tray_tells_of_every_job_and_of_news_alone(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(boards, "STILL_HERE_SECONDS", 0.3)
    first = ask(served)

    async def watch() -> list[dict]:
        """What is told until the second job is called off, and while nothing happens after."""
        events: list[dict] = []
        second, signs = None, 0
        stream = Board(served).events(person="a", first=(), wanted=lambda _: True)
        async for line in stream:
            events += told(line)
            if events and second is None:
                second = await asyncio.to_thread(ask, served)
                await asyncio.to_thread(cancel_job, served.records, second.ref, by=SYSTEM)
            signs += b"still here" in line and events[-1]["state"] == "cancelled"
            if signs == 2:
                break
        await stream.aclose()
        return events

    async def in_time() -> list[dict]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await watch()

    events = asyncio.run(in_time())
    assert events[0]["ref"] == first.ref
    assert len([event for event in events if event["ref"] == first.ref]) == 1
    assert events[-1]["state"] == "cancelled"


def test_a_stream_ends_by_itself(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "STREAM_SECONDS", 0.05)
    monkeypatch.setattr(boards, "STILL_HERE_SECONDS", 0.02)
    job = ask(served)
    stream = Board(served).events(person="a", first=(job,), wanted=lambda _: True)
    assert [event["ref"] for event in asyncio.run(heard(stream))] == [job.ref]


def test_nobody_watches_too_often(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "MOST_OF_A_PERSON", 1)
    monkeypatch.setattr(boards, "MOST_WATCHERS", 2)

    async def crowd() -> None:
        board = Board(served)
        board.refuse_many("a")
        streams = [
            asyncio.create_task(heard(board.events(person=name, first=(), wanted=lambda _: True)))
            for name in ("a", "b")
        ]
        await asyncio.sleep(0.05)
        with pytest.raises(Problem) as often:
            board.refuse_many("a")
        with pytest.raises(Problem) as many:
            board.refuse_many("c")
        assert (often.value.status, many.value.status) == (429, 503)
        assert "Retry-After" in many.value.headers
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
        board.refuse_many("a")

    asyncio.run(crowd())
