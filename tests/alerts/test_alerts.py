"""Alerts over HTTP, on real events, with both kinds of record store."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.account_app import Person, make_app, make_services
from tests.outbound.receiver import Receiver, receiving
from tests.store import NOW, Store, shared_engine

from gatelight.alerts.checking import alert_work
from gatelight.alerts.routes import router as alerts
from gatelight.alerts.schemas import LONGEST_EVERY
from gatelight.core.time import Micros
from gatelight.jobs.queue import JobQueue
from gatelight.jobs.runner import JobRunner
from gatelight.notifications.routes import router as channels
from gatelight.notifications.sending import notification_work
from gatelight.records.database import Database
from gatelight.records.tables.jobs import JobSchedule

pytestmark = pytest.mark.long

ERRORS = {"column": "level", "operator": "=", "type": "string", "value": "ERROR"}
COST = {"view": "observations", "measure": "totalCost", "aggregation": "sum"}
MINUTE = 60_000_000


class MovingClock:
    def __init__(self) -> None:
        self.moment: Micros = NOW

    def now(self) -> Micros:
        return self.moment

    def forward(self, minutes: float) -> None:
        self.moment += int(minutes * MINUTE)


@dataclass
class Scene:
    services: Any
    owner: Person
    stranger: Person
    project_id: str
    runner: JobRunner
    receiver: Receiver
    clock: MovingClock
    store: Store
    channel_id: str = ""

    @property
    def path(self) -> str:
        return f"/api/projects/{self.project_id}/alerts"

    def make(self, **body: Any) -> Any:
        whole = {
            "name": "Spend",
            "query": COST,
            "threshold": 5,
            "windowSeconds": 600,
            "everySeconds": LONGEST_EVERY,  # checked by `check` alone
            "channelIds": [self.channel_id],
        }
        answer = self.owner.post(self.path, whole | body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def check(self, alert: Any) -> Any:
        answer = self.owner.post(f"{self.path}/{alert['id']}/check")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def call(self, **fields: Any) -> None:
        values: dict[str, Any] = {"start_time": self.clock.now() - MINUTE, "type": "GENERATION"}
        self.store.observation(**(values | fields))

    def notices(self) -> list[Any]:
        """Everything that was sent by now."""
        while self.runner.run_due():
            deadline = time.monotonic() + 20
            while self.runner.running and time.monotonic() < deadline:
                time.sleep(0.005)
        return [json.loads(body) for _, _, body in self.receiver.requests]


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Scene]:
    with receiving() as receiver:
        services = make_services(database, tmp_path, outbound_allowed_networks="127.0.0.0/8")
        services.jobs, services.clock = JobQueue(database), MovingClock()
        services.events = shared_engine()
        runner = JobRunner(database, services.jobs, workers=4)
        runner.bring(notification_work(services))
        runner.bring(alert_work(services))
        app = make_app(services)
        app.include_router(alerts)
        app.include_router(channels)
        owner, stranger = (
            Person(TestClient(app, base_url="http://127.0.0.1:8080")) for _ in range(2)
        )
        owner.sign_up("owner")
        stranger.sign_up("stranger")
        project_id = owner.new_project(owner.new_organization("Acme"), "shop")
        made = Scene(
            services,
            owner,
            stranger,
            project_id,
            runner,
            receiver,
            services.clock,
            Store(services.events, project_id),
        )
        channel = {"name": "hook", "kind": "webhook", "url": receiver.url}
        path = f"/api/projects/{project_id}/notification-channels"
        made.channel_id = owner.post(path, channel).json()["id"]
        yield made


def test_spend_over_the_threshold_notifies_once_and_again_when_it_is_over(scene: Scene) -> None:
    alert = scene.make()
    assert (alert["state"], alert["checkedAt"]) == ("unknown", None)
    scene.call(total_cost=Decimal("4.5"))
    assert scene.check(alert)["state"] == "ok"
    scene.call(total_cost=Decimal("1.5"))
    assert (scene.check(alert)["state"], scene.check(alert)["value"]) == ("alerting", 6.0)
    assert [notice["type"] for notice in scene.notices()] == ["alert.alerting"]
    data = scene.notices()[0]["data"]
    assert data["facts"]["value"] == 6.0
    assert data["link"].endswith(f"/project/{scene.project_id}/alerts/{alert['id']}")
    scene.clock.forward(30)
    assert scene.check(alert)["state"] == "ok"
    assert [notice["type"] for notice in scene.notices()] == ["alert.alerting", "alert.ok"]
    events = scene.owner.get(f"{scene.path}/events").json()
    assert [(each["fromState"], each["toState"]) for each in events["data"]] == [
        ("alerting", "ok"),
        ("ok", "alerting"),
    ]
    assert events["data"][1]["value"] == 6.0
    assert events["data"][1]["channels"] == 1


def test_each_group_has_a_state_of_its_own(scene: Scene) -> None:
    query = COST | {"groupBy": ["providedModelName"]}
    alert = scene.make(query=query)
    scene.call(model="cheap", total_cost=Decimal(1))
    scene.call(model="dear", total_cost=Decimal(9))
    found = scene.check(alert)
    assert [(each["group"], each["state"]) for each in found["groups"]] == [
        ({"providedModelName": "dear"}, "alerting"),
        ({"providedModelName": "cheap"}, "ok"),
    ]
    assert scene.notices()[0]["data"]["facts"]["providedModelName"] == "dear"
    scene.clock.forward(30)
    scene.call(model="cheap", total_cost=Decimal(7))
    found = scene.check(alert)
    states = {each["group"]["providedModelName"]: each["state"] for each in found["groups"]}
    assert states == {"cheap": "alerting", "dear": "ok"}


def test_a_share_is_a_percentage(scene: Scene) -> None:
    query = {"view": "observations", "measure": "count", "aggregation": "count"}
    alert = scene.make(query=query | {"shareFilters": [ERRORS]}, threshold=20)
    for level in ("ERROR", "DEFAULT", "DEFAULT", "DEFAULT"):
        scene.call(level=level)
    assert (scene.check(alert)["value"], scene.check(alert)["state"]) == (25.0, "alerting")


def test_without_calls_there_is_no_share(scene: Scene) -> None:
    query = {"view": "observations", "measure": "count", "aggregation": "count"}
    alert = scene.make(query=query | {"shareFilters": [ERRORS]}, whenEmpty="no_data")
    found = scene.check(alert)
    assert (found["state"], found["value"]) == ("no_data", None)
    assert [notice["type"] for notice in scene.notices()] == ["alert.no_data"]


def test_a_muted_alert_changes_and_is_silent(scene: Scene) -> None:
    alert = scene.make()
    until = (datetime.fromtimestamp(NOW / 1e6, UTC) + timedelta(hours=1)).isoformat()
    assert scene.owner.post(f"{scene.path}/{alert['id']}/mute", {"until": until}).json()[
        "mutedUntil"
    ]
    scene.call(total_cost=Decimal(9))
    assert scene.check(alert)["state"] == "alerting"
    assert scene.notices() == []
    assert scene.owner.get(f"{scene.path}/events").json()["data"][0]["muted"] is True


def test_reminders_come_while_it_lasts(scene: Scene) -> None:
    alert = scene.make(remindSeconds=300, windowSeconds=86400)
    scene.call(total_cost=Decimal(9))
    for _ in range(4):
        scene.check(alert)
        scene.clock.forward(3)
    titles = [notice["data"]["title"] for notice in scene.notices()]
    assert titles == ["Alert: Spend", "Still alerting: Spend"]


def test_the_schedule_follows_the_alert(scene: Scene) -> None:
    def schedule() -> JobSchedule | None:
        with scene.services.database.reader() as session:
            found: JobSchedule | None = session.get(JobSchedule, f"alert:{alert['id']}")
            return found

    alert = scene.make(everySeconds=120)
    found = schedule()
    assert found is not None and found.every_seconds == 120
    body = {key: alert[key] for key in ("name", "query", "threshold", "windowSeconds")}
    changed = scene.owner.put(f"{scene.path}/{alert['id']}", body | {"enabled": False})
    assert changed.status_code == 200, changed.text
    assert schedule() is None
    scene.owner.put(f"{scene.path}/{alert['id']}", body)
    assert schedule() is not None
    assert scene.owner.delete(f"{scene.path}/{alert['id']}").status_code == 200
    assert schedule() is None


def test_a_due_schedule_checks_the_alert(scene: Scene) -> None:
    alert = scene.make()
    scene.call(total_cost=Decimal(9))
    with scene.services.database.session() as session:
        found = session.get(JobSchedule, f"alert:{alert['id']}")
        assert found is not None
        found.next_at = datetime.now(UTC) - timedelta(seconds=1)
    scene.notices()
    assert [notice["type"] for notice in scene.notices()] == ["alert.alerting"]


def test_a_preview_shows_what_would_have_been_seen(scene: Scene) -> None:
    for minutes_ago in (5, 15, 15):
        scene.call(start_time=NOW - minutes_ago * MINUTE, total_cost=Decimal(3))
    body = {"query": COST, "threshold": 5, "windowSeconds": 600}
    found = scene.owner.post(f"{scene.path}/preview", body).json()
    assert found["series"][0]["values"][-3:] == [None, 6.0, 3.0] or found["series"][0]["values"][
        -3:
    ] == [0.0, 6.0, 3.0]
    assert (found["unit"], found["breaches"], len(found["times"])) == ("USD", 1, 24)


@pytest.mark.parametrize(
    "body",
    [
        {"query": COST | {"measure": "nonsense"}},
        {"query": COST | {"groupBy": ["nonsense"]}},
        {"query": COST | {"filters": [{"column": "x"}]}},
        {"query": COST | {"filters": ["x"]}},
        {"query": COST | {"view": "secrets"}},
        {"threshold": "much"},
        {"windowSeconds": 5},
        {"clearThreshold": 6},
        {"operator": "=="},
        {"name": ""},
    ],
)
def test_what_cannot_be_measured_is_refused(scene: Scene, body: dict[str, Any]) -> None:
    whole = {"name": "x", "query": COST, "threshold": 5}
    assert scene.owner.post(scene.path, whole | body).status_code == 400, body


def test_unknown_channels_and_taken_names_are_refused(scene: Scene) -> None:
    scene.make()
    whole = {"name": "Spend", "query": COST, "threshold": 5}
    assert scene.owner.post(scene.path, whole).status_code == 409
    unknown = whole | {"name": "x", "channelIds": ["nope"]}
    assert scene.owner.post(scene.path, unknown).status_code == 404


def test_strangers_see_and_change_nothing(scene: Scene) -> None:
    alert = scene.make()
    one = f"{scene.path}/{alert['id']}"
    assert scene.stranger.get(scene.path).status_code == 404
    assert scene.stranger.get(one).status_code == 404
    own = scene.stranger.new_project(scene.stranger.new_organization("Other"), "own")
    theirs = f"/api/projects/{own}/alerts/{alert['id']}"
    assert scene.stranger.get(theirs).status_code == 404
    assert scene.stranger.post(f"{theirs}/check").status_code == 404
    assert scene.stranger.post(f"{theirs}/mute", {"until": None}).status_code == 404
    assert scene.stranger.delete(theirs).status_code == 404
    stolen = {"name": "x", "query": COST, "threshold": 5, "channelIds": [scene.channel_id]}
    assert scene.stranger.post(f"/api/projects/{own}/alerts", stolen).status_code == 404
