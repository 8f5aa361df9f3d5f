"""Each fault of a machine is found, with what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from tests.ports import free_port
from tests.store import rest_shared_engine
from typer.testing import CliRunner

from gatelight.cli.main import app
from gatelight.doctor import machine, processes, stores
from gatelight.doctor.finding import Finding, examine, ok
from gatelight.doctor.processes import Keys, Process
from gatelight.events.engine import open_engine
from gatelight.gateway.config import render
from gatelight.records.base import utc_now
from gatelight.records.database import Database, open_database
from gatelight.records.migrate import upgrade
from gatelight.records.tables.ingestion import IngestionNote
from gatelight.records.tables.jobs import Job
from gatelight.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", _env_file=None)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = open_database(settings)
    opened.migrate()
    yield opened
    opened.close()


def only(found: Iterator[Finding]) -> Finding:
    (finding,) = found
    return finding


def test_a_record_store_that_is_not_there_or_of_another_release(
    settings: Settings, tmp_path: Path
) -> None:
    absent = only(stores.record_store(settings))
    assert absent.status == "problem" and "gatelight up" in absent.fix
    database = open_database(settings)
    with database.migrating() as connection:
        upgrade(connection, "0031")
    old = only(stores.record_store(settings))
    assert old.status == "problem" and "0031" in old.said and "Start the server" in old.fix
    database.migrate()
    assert only(stores.record_store(settings)).status == "ok"
    with database.migrating() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert "newer Gatelight" in only(stores.record_store(settings)).said
    database.close()
    away = Settings(database_url=f"postgresql://a:b@127.0.0.1:{free_port()}/c", _env_file=None)
    said = only(stores.record_store(away))
    assert said.status == "problem" and "GATELIGHT_DATABASE_URL" in said.fix


def test_an_event_store_that_is_not_there_or_away(settings: Settings) -> None:
    rest_shared_engine()
    assert "nothing in" in only(stores.event_store(settings)).said
    url = f"http://default:@127.0.0.1:{free_port()}/default"
    away = only(stores.event_store(Settings(clickhouse_url=url, _env_file=None)))
    assert away.status == "problem" and "GATELIGHT_CLICKHOUSE_URL" in away.fix
    engine = open_engine(settings)
    engine.migrate()
    engine.close()
    assert only(stores.event_store(settings)).status == "ok"


def test_what_was_refused_and_what_failed_is_told(settings: Settings, database: Database) -> None:
    assert only(stores.refused_events(settings)).said == "none in the last 24 hours"
    with database.session() as session:
        for _ in range(3):
            session.add(IngestionNote(project_id="p", kind="refused", reason="no id"))
        session.add(IngestionNote(project_id="p", kind="altered", reason="too long"))
        failed = Job(kind="retention", state="failed", error="disk full", finished_at=utc_now())
        failed.payload, failed.run_at = {}, utc_now()
        session.add(failed)
    refused = only(stores.refused_events(settings))
    assert refused.status == "note" and refused.said.startswith("3 in project p")
    assert "no id" in refused.said and "Ingestion" in refused.fix
    job = only(stores.failed_jobs(settings))
    assert job.status == "problem" and "disk full" in job.said


def test_disk_and_modes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(machine.disk(settings)).status in ("ok", "problem")
    full = SimpleNamespace(total=100 * 1024**3, free=1024**2)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    assert "retention" in only(machine.disk(settings)).fix
    assert only(machine.files(settings)).status == "ok"
    settings.data_dir.mkdir()
    salt = settings.data_dir / "salt"
    salt.write_text("x")
    salt.chmod(0o644)
    assert only(machine.files(settings)).fix == f"chmod 600 {salt}"


def test_processes_that_do_not_answer() -> None:
    port = free_port()
    process = Process("server", f"http://127.0.0.1:{port}", "/api/public/health", "GATELIGHT_PORT")
    gone = only(processes.answers(process))
    assert gone.status == "problem" and "GATELIGHT_PORT" in gone.fix

    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(401)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", port), Stranger)
    Thread(target=server.serve_forever, daemon=True).start()
    other = only(processes.answers(process))
    assert other.status == "problem" and "answers 401" in other.said
    keys = only(processes.recording_keys(process.url, Keys("pk-lf-x", "sk-lf-x", "")))
    assert keys.status == "problem" and "pk-lf-x" in keys.said and "sk-lf-x" not in str(keys)
    assert only(processes.recording_keys(process.url, Keys("", "", ""))).status == "problem"
    server.shutdown()
    server.server_close()


def test_callbacks_that_do_not_record() -> None:
    silent = render({"litellm_settings": {"callbacks": []}}, {})
    assert "no trace" in only(processes.callbacks(silent)).said
    assert only(processes.callbacks(render({}, {}))).status == "ok"


def test_a_check_that_breaks_does_not_end_the_others() -> None:
    def broken() -> Iterator[Finding]:
        raise RuntimeError("out of order")

    found = list(examine([("one", broken), ("two", lambda: [ok("two", "fine")])]))
    assert [finding.status for finding in found] == ["problem", "ok"]
    assert "out of order" in found[0].said


def test_the_command_says_all_and_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rest_shared_engine()
    for name in ("GATELIGHT_PORT", "GATELIGHT_GATEWAY_PORT", "GATELIGHT_EDGE_PORT"):
        monkeypatch.setenv(name, str(free_port()))
    monkeypatch.chdir(tmp_path)
    options = ["doctor", "--no-call", "--data-dir", str(tmp_path / "none")]
    done = CliRunner().invoke(app, [*options, "--json"])
    report = json.loads(done.output)
    assert done.exit_code == 1 and report["ok"] is False
    wrong = {each["check"] for each in report["findings"] if each["status"] == "problem"}
    assert {"record store", "event store", "server", "gateway", "edge"} <= wrong
    assert all(each["fix"] for each in report["findings"] if each["status"] == "problem")
    assert not (tmp_path / "none").exists()
    shown = CliRunner().invoke(app, options)
    assert shown.exit_code == 1
    assert "→ Start it (`gatelight up`)" in shown.output and "problems" in shown.output
