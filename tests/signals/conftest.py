from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from tests.store import client_for, engine, project_id, store  # noqa: F401

from gatelight.events.engine import EventEngine
from gatelight.signals.routes import router


@pytest.fixture
def api(engine: EventEngine, project_id: str) -> TestClient:  # noqa: F811
    """A client of the signal endpoints."""
    return client_for(engine, project_id, router)
