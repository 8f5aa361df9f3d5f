"""Channels: made, tried, and notices sent through them, over HTTP and real servers."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from tests.account_app import Person, make_app, make_services
from tests.outbound.receiver import Receiver, receiving
from tests.smtp_server import Mailbox, smtp_server

from gatelight.core.time import SystemClock
from gatelight.jobs.queue import JobQueue
from gatelight.jobs.runner import JobRunner
from gatelight.notifications.forms import signature
from gatelight.notifications.notice import Notice
from gatelight.notifications.routes import router
from gatelight.notifications.sending import notification_work, notify
from gatelight.records.database import Database
from gatelight.records.tables.jobs import Job
from gatelight.records.tables.notifications import NotificationChannel

pytestmark = pytest.mark.long

NOTICE = Notice(
    event="budget.exceeded",
    title="Budget <exceeded>",
    text="Spent 12 of 10 USD.",
    severity="critical",
    facts={"spent": 12, "limit": 10},
    path="/project/p/budgets",
)


@dataclass
class Scene:
    services: Any
    owner: Person
    stranger: Person
    project_id: str
    runner: JobRunner
    receiver: Receiver
    mailbox: Mailbox

    @property
    def path(self) -> str:
        return f"/api/projects/{self.project_id}/notification-channels"

    def make(self, **body: Any) -> Any:
        answer = self.owner.post(self.path, {"name": "one"} | body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def notify(self, *channel_ids: str) -> int:
        with self.services.database.session() as session:
            return notify(self.services, session, self.project_id, channel_ids, NOTICE)

    def work(self) -> None:
        """Run what is due and wait for it."""
        while self.runner.run_due():
            deadline = time.monotonic() + 20
            while self.runner.running and time.monotonic() < deadline:
                time.sleep(0.005)

    def job(self) -> Job:
        with self.services.database.reader() as session:
            return session.scalars(select(Job)).one()  # type: ignore[no-any-return]


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Scene]:
    with receiving() as receiver, smtp_server() as mailbox:
        services = make_services(
            database,
            tmp_path,
            smtp_url=mailbox.url,
            email_from="Gatelight <alerts@example.com>",
            outbound_allowed_networks="127.0.0.0/8",
            public_url="https://llm.example.com",
        )
        services.jobs = JobQueue(database)
        services.clock = SystemClock()
        runner = JobRunner(database, services.jobs, workers=4)
        runner.bring(notification_work(services))
        app = make_app(services)
        app.include_router(router)
        owner, stranger = (
            Person(TestClient(app, base_url="https://llm.example.com")) for _ in range(2)
        )
        owner.sign_up("owner")
        stranger.sign_up("stranger")
        project_id = owner.new_project(owner.new_organization("Acme"), "shop")
        yield Scene(services, owner, stranger, project_id, runner, receiver, mailbox)


def test_a_webhook_is_signed_and_its_address_is_never_shown(scene: Scene) -> None:
    url = scene.receiver.url + "?token=hidden-word"
    made = scene.make(kind="webhook", url=url)
    listed = scene.owner.get(scene.path)
    assert "hidden-word" not in listed.text
    assert made["signingSecret"] not in listed.text
    with scene.services.database.reader() as session:
        row = session.scalars(select(NotificationChannel)).one()
    assert "hidden-word" not in str(row.url)
    assert scene.notify(made["id"]) == 1
    scene.work()
    ((path, headers, body),) = scene.receiver.requests
    assert path == "/in?token=hidden-word"
    sent = json.loads(body)
    assert sent["type"] == "budget.exceeded"
    assert sent["data"]["project"] == {"id": scene.project_id, "name": "shop"}
    assert sent["data"]["link"] == "https://llm.example.com/langfuse/project/p/budgets"
    assert sent["data"]["facts"] == {"spent": 12, "limit": 10}
    named = {name.lower(): value for name, value in headers.items()}
    stamp = int(named["webhook-timestamp"])
    assert abs(stamp - time.time()) < 300
    expected = signature(made["signingSecret"], named["webhook-id"], stamp, body)
    assert named["webhook-signature"] == expected
    other = signature(made["signingSecret"], named["webhook-id"], stamp + 1, body)
    assert other != expected, "the time is signed"


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example of their specification's libraries."""
    assert (
        signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            b'{"test": 2432232314}',
        )
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_a_notice_reaches_slack_and_cannot_mention_anyone(scene: Scene) -> None:
    made = scene.make(kind="slack", url=scene.receiver.url)
    assert made["signingSecret"] is None
    scene.notify(made["id"])
    scene.work()
    sent = json.loads(scene.receiver.requests[0][2])
    text = sent["attachments"][0]["text"]
    assert "Budget &lt;exceeded&gt;" in text
    assert "<https://llm.example.com/langfuse/project/p/budgets|" in text


def test_a_notice_reaches_people_by_mail(scene: Scene) -> None:
    made = scene.make(kind="email", recipients=["ada@example.com", "bob@example.com"])
    scene.notify(made["id"])
    scene.work()
    (message,) = scene.mailbox.messages
    assert message["Subject"] == "[shop] Budget <exceeded>"
    content = message.get_content()
    assert "Spent 12 of 10 USD." in content
    assert "https://llm.example.com/langfuse/project/p/budgets" in content


def test_what_does_not_get_through_is_tried_again_and_shown(scene: Scene) -> None:
    made = scene.make(kind="webhook", url=scene.receiver.url)
    scene.receiver.status = 503
    scene.notify(made["id"])
    scene.work()
    assert (scene.job().state, scene.job().attempts) == ("queued", 1)
    shown = scene.owner.get(scene.path).json()["data"][0]
    assert shown["lastError"] == "The address answered 503."
    first_id = scene.receiver.requests[0][1]["webhook-id"]
    scene.receiver.status = 200
    with scene.services.database.session() as session:
        job = session.scalars(select(Job)).one()
        job.run_at = job.created_at
    scene.work()
    assert scene.job().state == "done"
    assert scene.receiver.requests[1][1]["webhook-id"] == first_id, "receivers can tell repeats"
    assert scene.owner.get(scene.path).json()["data"][0]["lastError"] is None


def test_a_private_address_is_not_called(scene: Scene) -> None:
    scene.services.settings.outbound_allowed_networks = ""
    made = scene.make(kind="webhook", url=scene.receiver.url)
    scene.notify(made["id"])
    scene.work()
    assert scene.job().state == "failed"
    assert "GATELIGHT_OUTBOUND_ALLOWED_NETWORKS" in str(scene.job().error)
    assert scene.receiver.requests == []


def test_the_test_button_says_what_is_wrong(scene: Scene) -> None:
    made = scene.make(kind="webhook", url=scene.receiver.url)
    assert scene.owner.post(f"{scene.path}/{made['id']}/test").json() == {"error": None}
    scene.receiver.status = 404
    answer = scene.owner.post(f"{scene.path}/{made['id']}/test").json()
    assert answer["error"] == "The address answered 404: the webhook is gone."
    scene.services.settings.smtp_url = type(scene.services.settings.smtp_url)("")
    mail = scene.make(name="mail", kind="email", recipients=["ada@example.com"])
    answer = scene.owner.post(f"{scene.path}/{mail['id']}/test").json()
    assert "GATELIGHT_SMTP_URL" in answer["error"]
    assert scene.owner.get(scene.path).json()["emailSetUp"] is False


def test_channels_change_and_go(scene: Scene) -> None:
    made = scene.make(kind="webhook", url=scene.receiver.url)
    path = f"{scene.path}/{made['id']}"
    assert scene.owner.put(path, {"name": "new", "kind": "webhook"}).json()["name"] == "new"
    assert scene.owner.put(path, {"name": "x", "kind": "slack"}).status_code == 409
    rotated = scene.owner.post(f"{path}/rotate-secret").json()["signingSecret"]
    assert rotated != made["signingSecret"]
    scene.notify(made["id"])
    scene.work()
    assert len(scene.receiver.requests) == 1, "the address stayed"
    again = {"name": "new", "kind": "slack", "url": scene.receiver.url}
    assert scene.owner.post(scene.path, again).status_code == 409
    assert scene.owner.delete(path).status_code == 200
    assert scene.owner.delete(path).status_code == 404
    assert scene.notify(made["id"]) == 0


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "kind": "email"},
        {"name": "x", "kind": "email", "recipients": ["not an address"]},
        {"name": "x", "kind": "email", "recipients": ["a@b.example\r\nBcc: c@d.example"]},
        {"name": "x", "kind": "webhook"},
        {"name": "x", "kind": "webhook", "url": "ftp://example.com"},
        {"name": "x", "kind": "webhook", "url": "https://user:pass@example.com"},
        {"name": "x", "kind": "pager", "url": "https://example.com"},
        {"name": "", "kind": "slack", "url": "https://example.com"},
        {"name": "x\u0000", "kind": "slack", "url": "https://example.com"},
    ],
)
def test_what_makes_no_sense_is_refused(scene: Scene, body: dict[str, Any]) -> None:
    assert scene.owner.post(scene.path, body).status_code == 400


def test_strangers_see_and_change_nothing(scene: Scene) -> None:
    made = scene.make(kind="webhook", url=scene.receiver.url)
    assert scene.stranger.get(scene.path).status_code == 404
    own = scene.stranger.new_project(scene.stranger.new_organization("Other"), "own")
    other = f"/api/projects/{own}/notification-channels/{made['id']}"
    assert scene.stranger.post(f"{other}/test").status_code == 404
    assert scene.stranger.delete(other).status_code == 404
    assert scene.stranger.put(other, {"name": "x", "kind": "webhook"}).status_code == 404
    with scene.services.database.session() as session:
        assert notify(scene.services, session, own, [made["id"]], NOTICE) == 0
