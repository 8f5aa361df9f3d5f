"""`gatelight demo` fills a project, and fills it no further when it is run again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.whole_app import WholeApp

from gatelight.demo.events import Event
from gatelight.demo.fill import fill, traffic_of

pytestmark = pytest.mark.long

NOW = datetime.now(UTC)


class InProcess:
    """What `fill` uses of a `Wire`, over the app of this process."""

    def __init__(self, app: WholeApp) -> None:
        self.app = app

    def get(self, path: str, **params: Any) -> Any:
        return self.app.get(f"/api/public{path}", **params).json()

    def post(self, path: str, body: Any) -> Any:
        answer = self.app.post(f"/api/public{path}", body)
        assert answer.is_success, answer.text
        return answer.json()


def counted(app: WholeApp) -> list[int]:
    paths = ("traces", "observations", "scores", "v2/prompts", "v2/datasets", "annotation-queues")
    wire = InProcess(app)
    return [wire.get(f"/{path}", limit=1)["meta"]["totalItems"] for path in paths]


def test_a_second_run_stores_nothing_twice(app: WholeApp) -> None:
    told: list[int] = []
    made = fill(InProcess(app), 4, 0.3, lambda day, _: told.append(day), NOW)  # type: ignore[arg-type]
    assert told == [1, 2, 3, 4]
    first = counted(app)
    assert first[:3] == [made.traces, made.observations, made.scores]
    assert first[3:] == [3, 1, 1] and made.prompts == 4
    again = fill(InProcess(app), 4, 0.3, now=NOW)  # type: ignore[arg-type]
    assert counted(app) == first
    assert (again.traces, again.prompts, again.queue) == (made.traces, 0, made.queue)


def test_it_is_what_a_team_does(app: WholeApp) -> None:
    fill(InProcess(app), 4, 0.3, now=NOW)  # type: ignore[arg-type]
    wire = InProcess(app)
    failed = wire.get("/observations", limit=100, level="ERROR")["data"]
    assert failed and all(each["statusMessage"] for each in failed)
    calls = wire.get("/observations", limit=100, type="GENERATION")["data"]
    priced = [each for each in calls if each["level"] == "DEFAULT"]
    assert all(each["calculatedTotalCost"] for each in priced)
    for kind in ("GENERATION", "AGENT", "TOOL"):
        assert wire.get("/observations", limit=1, type=kind)["data"], kind
    run = wire.get("/datasets/support-questions/runs", limit=10)
    assert run["meta"]["totalItems"] == 2
    trace = wire.get("/traces", limit=1, name="coding-agent")["data"][0]
    assert trace["sessionId"] and "demo" in trace["tags"]


def ids(events: list[list[Event]]) -> set[str]:
    return {one["body"]["id"] for each in events for one in each}


def test_a_day_is_the_same_whenever_it_is_made() -> None:
    day = date(2026, 11, 3)
    assert list(traffic_of(day, 1)) == list(traffic_of(day, 1))
    assert ids(list(traffic_of(day, 0.5))) <= ids(list(traffic_of(day, 1)))
    weekend = date(2026, 11, 1)
    assert len(ids(list(traffic_of(weekend, 1)))) < len(ids(list(traffic_of(day, 1))))
