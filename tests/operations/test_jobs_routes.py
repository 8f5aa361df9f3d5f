"""Jobs and retention over HTTP, and `gatelight jobs`, on both kinds of record store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from tests.account_app import Person, make_app, make_services
from typer.testing import CliRunner

from gatelight.cli.main import app as command
from gatelight.jobs.queue import JobQueue
from gatelight.operations.routes import router as operations
from gatelight.records.database import Database
from gatelight.records.tables.jobs import Job, RetentionRun
from gatelight.records.tables.projects import Project
from gatelight.retention.routes import router as retention


@dataclass
class Scene:
    services: SimpleNamespace
    owner: Person
    project_id: str
    stranger: Person

    @property
    def jobs(self) -> str:
        return f"/api/projects/{self.project_id}/jobs"

    @property
    def retention(self) -> str:
        return f"/api/projects/{self.project_id}/retention"

    def add(self, *rows: object) -> None:
        with self.services.database.session() as session:
            session.add_all(rows)


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Scene]:
    services = make_services(database, tmp_path)
    services.jobs = JobQueue(database)
    app = make_app(services)
    app.include_router(operations)
    app.include_router(retention)
    owner, stranger = (Person(TestClient(app, base_url="http://127.0.0.1:8080")) for _ in range(2))
    owner.sign_up("owner")
    stranger.sign_up("stranger")
    project_id = owner.new_project(owner.new_organization("Acme"), "shop")
    yield Scene(services, owner, project_id, stranger)


def failed(scene: Scene, **more: object) -> Job:
    return Job(
        id="failed",
        kind="exports.run",
        project_id=scene.project_id,
        payload={},
        state="failed",
        attempts=5,
        error="The bucket does not answer.",
        **more,
    )


def test_jobs_are_listed_with_errors_and_schedules(scene: Scene) -> None:
    done = Job(
        kind="retention.project",
        project_id=scene.project_id,
        payload={},
        state="done",
        attempts=1,
        result={"days": 30},
        created_at=datetime.now(UTC) + timedelta(seconds=1),
    )
    scene.add(failed(scene), done)
    with scene.services.database.session() as session:
        scene.services.jobs.schedule(
            session, "alert:1", "alerts", every_seconds=60, project_id=scene.project_id
        )
    answer = scene.owner.get(scene.jobs).json()
    assert [job["state"] for job in answer["data"]] == ["done", "failed"]
    assert answer["data"][0]["result"] == {"days": 30}
    assert answer["data"][1]["error"] == "The bucket does not answer."
    assert answer["schedules"][0]["everySeconds"] == 60
    only = scene.owner.get(scene.jobs, params={"state": "failed"}).json()
    assert only["meta"]["totalItems"] == 1
    assert scene.owner.get(scene.jobs, params={"state": "odd"}).status_code == 400


def test_a_failed_job_can_be_tried_again(scene: Scene) -> None:
    scene.add(failed(scene))
    answer = scene.owner.post(f"{scene.jobs}/failed/retry")
    assert (answer.status_code, answer.json()["state"]) == (200, "queued")
    assert scene.services.jobs.wake.is_set()
    assert scene.owner.post(f"{scene.jobs}/failed/retry").status_code == 409
    assert scene.owner.post(f"{scene.jobs}/none/retry").status_code == 404


def test_strangers_see_and_start_nothing(scene: Scene) -> None:
    scene.add(failed(scene))
    assert scene.stranger.get(scene.jobs).status_code == 404
    assert scene.stranger.post(f"{scene.jobs}/failed/retry").status_code == 404
    assert scene.stranger.get(scene.retention).status_code == 404
    assert scene.stranger.post(f"{scene.retention}/run").status_code == 404
    other = scene.stranger.new_project(scene.stranger.new_organization("Other"), "own")
    assert scene.stranger.post(f"/api/projects/{other}/jobs/failed/retry").status_code == 404


def test_retention_runs_are_shown_and_can_be_started(scene: Scene) -> None:
    assert scene.owner.get(scene.retention).json()["retentionDays"] is None
    assert scene.owner.post(f"{scene.retention}/run").status_code == 404
    with scene.services.database.session() as session:
        project = session.get(Project, scene.project_id)
        assert project is not None
        project.retention_days = 30
    scene.add(
        RetentionRun(
            project_id=scene.project_id,
            retention_days=30,
            cutoff=datetime(2026, 10, 1, tzinfo=UTC),
            deleted={"traces": 4},
        )
    )
    answer = scene.owner.get(scene.retention).json()
    assert answer["retentionDays"] == 30
    assert answer["data"][0]["deleted"] == {"traces": 4}
    assert answer["data"][0]["cutoff"] == "2026-10-01T00:00:00.000Z"
    started = scene.owner.post(f"{scene.retention}/run")
    assert started.status_code == 202
    assert scene.owner.get(scene.jobs).json()["data"][0]["id"] == started.json()["jobId"]


def test_the_command_lists_jobs(
    scene: Scene, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATELIGHT_DATABASE_URL", database_url)
    monkeypatch.setenv("GATELIGHT_DATA_DIR", str(tmp_path / "data"))
    scene.add(failed(scene))
    result = CliRunner().invoke(command, ["jobs", "list", "--state", "failed", "--json"])
    assert result.exit_code == 0, result.output
    assert [job["kind"] for job in json.loads(result.stdout)] == ["exports.run"]
    schedules = CliRunner().invoke(command, ["jobs", "schedules", "--json"])
    assert json.loads(schedules.stdout) == []
