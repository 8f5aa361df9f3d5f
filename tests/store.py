"""The event store for tests: one embedded engine for each test process, one project for each test.

A process can hold only one data directory of the embedded engine open, so every test that needs an
engine in its own process takes this one. Import the fixtures in a conftest:
`from tests.store import engine, project_id, store`.
"""

from __future__ import annotations

import atexit
import functools
import itertools
import shutil
import tempfile
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from gatelight.accounts.dependencies import require_project_key
from gatelight.accounts.principal import ApiPrincipal
from gatelight.core.log_record import LogRecord
from gatelight.core.metric_point import MetricPoint
from gatelight.core.time import Micros
from gatelight.errors import install_error_handlers
from gatelight.events.engine import EventEngine
from gatelight.events.insert import insert_rows
from gatelight.events.rows import ObservationRow, ScoreRow, TraceRow

NOW: Micros = 1_780_000_000_000_000  # 2026-05-28T20:26:40Z
SECOND = 1_000_000


@functools.cache
def shared_engine() -> EventEngine:
    """The process's engine, migrated."""
    folder = Path(tempfile.mkdtemp(prefix="gatelight-events-"))
    opened = EventEngine(path=folder / "events")
    opened.migrate()

    def close() -> None:
        opened.close()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(close)
    return opened


def rest_shared_engine() -> None:
    """Close the process's engine until it is asked for again: another data directory may open."""
    if shared_engine.cache_info().currsize:
        shared_engine().close()


class Store:
    """Inserts complete rows of one project; fields left out get plain values."""

    def __init__(self, engine: EventEngine, project_id: str) -> None:
        self.engine = engine
        self.project_id = project_id
        self._numbers = itertools.count(1)

    def _bookkeeping(self) -> dict[str, Any]:
        number = next(self._numbers)
        return {
            "project_id": self.project_id,
            "id": f"entity-{number}",
            "created_at": NOW,
            "updated_at": NOW,
            "event_time": NOW,
            "row_version": number,
        }

    def trace_row(self, **fields: Any) -> TraceRow:
        return TraceRow(**(self._bookkeeping() | {"timestamp": NOW} | fields))

    def observation_row(self, **fields: Any) -> ObservationRow:
        row = ObservationRow(
            **(self._bookkeeping() | {"trace_id": "trace", "start_time": NOW} | fields)
        )
        row.is_root = not row.parent_observation_id
        row.input_length, row.output_length = len(row.input), len(row.output)
        return row

    def score_row(self, **fields: Any) -> ScoreRow:
        return ScoreRow(**(self._bookkeeping() | {"timestamp": NOW, "name": "score"} | fields))

    def trace(self, **fields: Any) -> TraceRow:
        row = self.trace_row(**fields)
        insert_rows(self.engine, traces=[row])
        return row

    def observation(self, **fields: Any) -> ObservationRow:
        row = self.observation_row(**fields)
        insert_rows(self.engine, observations=[row])
        return row

    def score(self, **fields: Any) -> ScoreRow:
        row = self.score_row(**fields)
        insert_rows(self.engine, scores=[row])
        return row

    def log_record(self, **fields: Any) -> LogRecord:
        row = LogRecord(**(self._signal() | fields))
        insert_rows(self.engine, log_records=[row])
        return row

    def metric_point(self, **fields: Any) -> MetricPoint:
        row = MetricPoint(**(self._signal() | {"series_id": "series"} | fields))
        insert_rows(self.engine, metric_points=[row])
        return row

    def _signal(self) -> dict[str, Any]:
        own = self._bookkeeping() | {"timestamp": NOW}
        return {name: own[name] for name in own if name not in ("updated_at", "event_time")}

    def add(
        self,
        *,
        traces: list[TraceRow] | None = None,
        observations: list[ObservationRow] | None = None,
        scores: list[ScoreRow] | None = None,
    ) -> None:
        """Insert rows made by the `*_row` methods, each kind at once."""
        insert_rows(
            self.engine, traces=traces or [], observations=observations or [], scores=scores or []
        )


class FixedClock:
    """A clock that stands at `NOW`."""

    def now(self) -> Micros:
        return NOW


def client_for(
    engine: EventEngine, project_id: str, *routers: APIRouter, **services: Any
) -> TestClient:
    """A client of an app with these routers whose key belongs to `project_id`."""
    app = FastAPI()
    install_error_handlers(app)
    app.state.services = SimpleNamespace(**({"events": engine, "clock": FixedClock()} | services))
    app.dependency_overrides[require_project_key] = lambda: ApiPrincipal(
        project_id=project_id,
        organization_id="organization",
        public_key="pk-lf-test",
        scope="project",
        sdk_name="",
        sdk_version="",
        ingestion_version="",
    )
    for router in routers:
        app.include_router(router)
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="session")
def engine() -> EventEngine:
    return shared_engine()


@pytest.fixture
def project_id() -> str:
    return f"project-{uuid.uuid4()}"


@pytest.fixture
def store(engine: EventEngine, project_id: str) -> Store:
    return Store(engine, project_id)
