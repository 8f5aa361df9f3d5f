"""What is older than a project keeps is really gone, and nothing else is."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.whole_app import KEYS, PROJECT, WholeApp, whole_app

from gatelight.core.log_record import LogRecord
from gatelight.core.metric_point import MetricPoint
from gatelight.core.time import from_datetime
from gatelight.events.insert import insert_rows
from gatelight.media.storage import key_of, storage_of
from gatelight.records.tables.ingestion import IngestionNote
from gatelight.records.tables.jobs import RetentionRun
from gatelight.records.tables.media import Media, MediaUse
from gatelight.records.tables.projects import Project
from gatelight.retention.service import apply_retention, purge_events, run_now

pytestmark = pytest.mark.long

DAYS = 30
TABLES = ("traces", "observations", "scores", "log_records", "metric_points")


@pytest.fixture
def app(tmp_path: Path, database_url: str) -> Iterator[WholeApp]:
    with whole_app(
        tmp_path / "data", database_url=database_url, init_project_retention=DAYS
    ) as started:
        yield started


def at(days_ago: float) -> str:
    return (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()


def send(app: WholeApp, name: str, days_ago: float) -> None:
    """A trace with one observation and one score, a log record and a metric point."""
    time = at(days_ago)
    bodies = [
        ("trace-create", {"id": f"trace-{name}", "timestamp": time, "name": name}),
        (
            "generation-create",
            {
                "id": f"call-{name}",
                "traceId": f"trace-{name}",
                "startTime": time,
                "endTime": time,
                "model": "gpt-4o",
            },
        ),
        (
            "score-create",
            {"id": f"score-{name}", "traceId": f"trace-{name}", "name": "good", "value": 1},
        ),
    ]
    batch = [
        {"id": f"{kind}-{name}", "type": kind, "timestamp": time, "body": body}
        for kind, body in bodies
    ]
    answer = app.post("/api/public/ingestion", {"batch": batch})
    assert answer.json()["errors"] == [], answer.text
    moment = from_datetime(datetime.now(UTC) - timedelta(days=days_ago))
    common: dict[str, Any] = {
        "project_id": PROJECT,
        "timestamp": moment,
        "created_at": moment,
        "row_version": 1,
    }
    insert_rows(
        app.services.events,
        log_records=[LogRecord(id=f"log-{name}", **common)],
        metric_points=[MetricPoint(id=f"point-{name}", series_id="series", **common)],
    )


def add_media(app: WholeApp, name: str, days_ago: float, used_days_ago: float) -> str:
    digest = sha256(name.encode()).digest()
    media_id = base64.urlsafe_b64encode(digest).decode()[:22]
    made = datetime.now(UTC) - timedelta(days=days_ago)
    with app.services.database.session() as session:
        session.add(
            Media(
                project_id=PROJECT,
                id=media_id,
                sha256=base64.b64encode(digest).decode(),
                content_type="text/plain",
                content_length=len(name),
                uploaded_at=made,
                upload_status=200,
                created_at=made,
            )
        )
        session.flush()
        session.add(
            MediaUse(
                id=name,
                project_id=PROJECT,
                media_id=media_id,
                trace_id="trace-x",
                field="input",
                created_at=datetime.now(UTC) - timedelta(days=used_days_ago),
            )
        )
    key = key_of(PROJECT, media_id)
    storage_of(app.services.settings).write(key, name.encode(), "text/plain")
    return media_id


def stored_rows(app: WholeApp, table: str, project_id: str = PROJECT) -> int:
    """Rows on disk, deleted ones and old versions included."""
    (found,) = app.services.events.query(
        f"SELECT count() AS rows FROM {table} WHERE project_id = {{project_id:String}}",
        {"project_id": project_id},
    )
    return int(found["rows"])


def test_old_events_are_gone_from_disk_and_new_ones_stay(app: WholeApp) -> None:
    for name, days_ago in (("old", 40), ("older", 400), ("new", 3)):
        send(app, name, days_ago)
    result = apply_retention(app.services, PROJECT)
    assert {table: result["deleted"][table] for table in TABLES} == dict.fromkeys(TABLES, 2)
    for table in TABLES:
        assert stored_rows(app, table) == 1, table
    assert app.get("/api/public/traces/trace-old").status_code == 404
    assert app.get("/api/public/traces/trace-new").json()["observations"][0]["id"] == "call-new"
    again = apply_retention(app.services, PROJECT)
    assert not any(again["deleted"].values())
    send(app, "old", 40)  # what the writer remembered of it is forgotten
    assert app.get("/api/public/traces/trace-old").status_code == 200


def test_a_trace_keeps_its_header_while_it_has_newer_observations(app: WholeApp) -> None:
    send(app, "long", DAYS + 0.1)
    late = {
        "id": "late",
        "type": "span-create",
        "timestamp": at(DAYS - 1),
        "body": {"id": "late", "traceId": "trace-long", "startTime": at(DAYS - 1)},
    }
    assert app.post("/api/public/ingestion", {"batch": [late]}).json()["errors"] == []
    apply_retention(app.services, PROJECT)
    trace = app.get("/api/public/traces/trace-long").json()
    assert [one["id"] for one in trace["observations"]] == ["late"]


def test_media_go_when_nothing_newer_uses_them(app: WholeApp) -> None:
    gone = add_media(app, "gone", 40, 40)
    kept = add_media(app, "kept", 40, 2)
    result = apply_retention(app.services, PROJECT)
    assert (result["deleted"]["media"], result["deleted"]["mediaBytes"]) == (1, len("gone"))
    storage = storage_of(app.services.settings)
    assert storage.size(key_of(PROJECT, gone)) is None
    assert storage.size(key_of(PROJECT, kept)) == len("kept")
    with app.services.database.reader() as session:
        assert list(session.scalars(select(Media.id))) == [kept]


def test_old_notes_on_refused_events_go(app: WholeApp) -> None:
    with app.services.database.session() as session:
        for days_ago in (1, 31):
            session.add(
                IngestionNote(
                    project_id=PROJECT,
                    at=datetime.now(UTC) - timedelta(days=days_ago),
                    kind="refused",
                    reason="test",
                )
            )
    assert apply_retention(app.services, PROJECT)["deleted"]["notes"] == 1


def test_other_projects_keep_theirs(app: WholeApp) -> None:
    send(app, "old", 40)
    moment = from_datetime(datetime.now(UTC) - timedelta(days=900))
    record = LogRecord(
        project_id="another", id="log", timestamp=moment, created_at=moment, row_version=1
    )
    insert_rows(app.services.events, log_records=[record])
    apply_retention(app.services, PROJECT)
    assert stored_rows(app, "log_records", "another") == 1


def test_a_project_without_retention_keeps_everything(app: WholeApp) -> None:
    send(app, "ancient", 4000)
    with app.services.database.session() as session:
        project = session.get(Project, PROJECT)
        assert project is not None
        project.retention_days = None
    assert apply_retention(app.services, PROJECT) == {}
    assert stored_rows(app, "traces") == 1


def test_the_queued_job_deletes_and_writes_down_what(app: WholeApp) -> None:
    send(app, "old", 40)
    run_now(app.services, PROJECT)
    deadline = datetime.now(UTC) + timedelta(seconds=120)
    runs: list[RetentionRun] = []
    while not runs and datetime.now(UTC) < deadline:
        with app.services.database.reader() as session:
            runs = list(session.scalars(select(RetentionRun)))
        time.sleep(0.05)
    assert runs, "the job did not run"
    assert runs[0].deleted["traces"] == 1
    assert (runs[0].project_id, runs[0].retention_days) == (PROJECT, DAYS)


def rows_of(app: WholeApp, table: str, entity_id: str) -> int:
    """Rows on disk, replaced and deleted ones among them."""
    (found,) = app.services.events.query(
        f"SELECT count() AS rows FROM {table} WHERE id = {{id:String}}", {"id": entity_id}
    )
    return int(found["rows"])


def test_what_people_delete_leaves_the_disk(app: WholeApp) -> None:
    for name in ("kept", "gone", "back"):
        send(app, name, days_ago=1)
    for name in ("gone", "back"):
        assert app.client.delete(f"/api/public/traces/trace-{name}", auth=KEYS).is_success
    send(app, "back", days_ago=1)
    assert rows_of(app, "observations", "call-gone") > 0
    removed = purge_events(app.services)
    # how many versions there are depends on what the engine has merged by then
    assert removed["traces"] and removed["observations"] and removed["scores"]
    for table, kind in (("traces", "trace"), ("observations", "call"), ("scores", "score")):
        assert rows_of(app, table, f"{kind}-gone") == 0
        assert app.row(table, f"{kind}-kept") and app.row(table, f"{kind}-back")
    assert purge_events(app.services)["traces"] == 0
