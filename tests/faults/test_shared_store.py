"""Two servers on one event store and one PostgreSQL, under concurrent partial updates of the same
traces: the result is that of one process."""

from __future__ import annotations

import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from tests.fakes.clickhouse import clickhouse_server
from tests.postgres import postgres_server
from tests.server import RunningServer, running_server

from gatelight.records.database import Database
from gatelight.records.tables.jobs import Job

pytestmark = pytest.mark.slow
__all__ = ["postgres_server"]

TRACES = 4
STEPS = 4
CHANGING = {"createdAt", "updatedAt", "latency"}
Event = dict[str, Any]


def moment(second: int) -> str:
    return f"2026-11-23T10:{second // 60:02}:{second % 60:02}.000Z"


def events_of(number: int) -> list[Event]:
    """Creates and updates of one trace, each setting something else, some what others set too."""
    trace = f"trace-{number}"
    made: list[Event] = []

    def add(kind: str, second: int, body: dict[str, Any]) -> None:
        name = f"{trace}-{len(made)}"
        made.append({"id": name, "type": kind, "timestamp": moment(second), "body": body})

    add("trace-create", 0, {"id": trace, "name": "first", "timestamp": moment(0)})
    for second, more in enumerate(
        (
            {"userId": "ada"},
            {"sessionId": f"session-{number}"},
            {"name": "second", "metadata": {"a": 1}},
            {"metadata": {"b": {"c": 2}}, "tags": ["one"]},
            {"output": {"answer": number}, "release": "r1"},
            {"name": "last", "version": "7", "public": True},
        ),
        start=1,
    ):
        add("trace-create", second, {"id": trace} | more)
    for step in range(STEPS):
        span = {"id": f"{trace}-step-{step}", "traceId": trace}
        add("generation-create", 10 + step, span | {"startTime": moment(step), "name": "step"})
        add("generation-update", 20 + step, span | {"output": f"said {step}"})
        add("generation-update", 30 + step, span | {"model": "gpt-4o", "metadata": {"x": step}})
        add("generation-update", 40 + step, span | {"usageDetails": {"input": 3, "output": step}})
        # the trace is not named, and the step moves to another minute
        add("generation-update", 50 + step, {"id": span["id"], "startTime": moment(70 + step)})
        add("generation-update", 60 + step, {"id": span["id"], "endTime": moment(80 + step)})
    score = {"id": f"{trace}-score", "traceId": trace, "name": "good"}
    add("score-create", 90, score | {"value": 0.1, "comment": "early"})
    add("score-create", 91, score | {"value": 0.9})
    return made


def send(servers: list[RunningServer], batches: Iterable[list[Event]], threads: int) -> None:
    clients = [
        httpx.Client(base_url=server.url, auth=server.auth, timeout=120) for server in servers
    ]

    def post(numbered: tuple[int, list[Event]]) -> None:
        number, batch = numbered
        client = clients[number % len(clients)]
        while True:
            answer = client.post("/api/public/ingestion", json={"batch": batch})
            if answer.status_code not in (429, 503):
                break
        assert answer.status_code == 207 and answer.json()["errors"] == [], answer.text

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(post, enumerate(batches)):
            pass
    for client in clients:
        client.close()


def stored(server: RunningServer) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with httpx.Client(base_url=server.url, auth=server.auth, timeout=120) as client:
        listed = client.get("/api/public/traces", params={"limit": 100}).json()["data"]
        assert sorted(each["id"] for each in listed) == [f"trace-{n}" for n in range(TRACES)]
        for number in range(TRACES):
            trace = client.get(f"/api/public/traces/trace-{number}").json()
            for part in ("observations", "scores"):
                trace[part] = sorted(map(settled, trace[part]), key=lambda each: each["id"])
            found[trace["id"]] = settled(trace)
    return found


def settled(entity: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entity.items() if key not in CHANGING}


def test_two_servers_merge_as_one(tmp_path: Path, postgres_server: Any) -> None:
    events = [event for number in range(TRACES) for event in events_of(number)]
    with running_server(tmp_path / "one") as one:
        send([one], [events[start : start + 20] for start in range(0, len(events), 20)], 1)
        expected = stored(one)
    assert len(expected["trace-0"]["observations"]) == STEPS

    # An update that names no trace makes one of its own when nothing is known of it yet, so what
    # names the traces goes first; all the rest goes in any order, to both servers at once.
    chance = random.Random(20261126)
    first_events = [event for event in events if event["type"] == "generation-create"]
    others = [event for event in events if event["type"] != "generation-create"]
    shuffled = chance.sample(others, len(others))
    batches = [shuffled[start : start + 3] for start in range(0, len(shuffled), 3)]
    database_url = postgres_server.url(postgres_server.create())
    with clickhouse_server(tmp_path) as clickhouse_url:
        shared = {
            "GATELIGHT_CLICKHOUSE_URL": clickhouse_url,
            "GATELIGHT_DATABASE_URL": database_url,
            "GATELIGHT_SECRET_KEY": "the same on both",
            "GATELIGHT_SALT": "the same on both",
        }
        with (
            running_server(tmp_path / "first", shared) as first,
            running_server(tmp_path / "second", shared) as second,
        ):
            send([first], [first_events], 1)
            send([first, second], batches, 8)
            assert stored(first) == expected
            assert stored(second) == expected
            # gone on one server is gone on the other, and an update makes it anew on either
            client = httpx.Client(base_url=first.url, auth=first.auth, timeout=120)
            assert client.delete("/api/public/traces/trace-0").is_success
            client.close()
            answer = httpx.get(
                f"{second.url}/api/public/traces/trace-0", auth=second.auth, timeout=60
            )
            assert answer.status_code == 404
    database = Database(database_url)
    with database.reader() as session:
        jobs = list(session.scalars(select(Job)))
    database.close()
    assert all(job.attempts <= 1 for job in jobs)
    assert len({(job.kind, job.project_id, job.run_at) for job in jobs}) == len(jobs)
