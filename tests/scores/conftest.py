from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import httpx
import pytest
from tests.store import FixedClock, client_for, engine, project_id, store  # noqa: F401

from gatelight.events.engine import EventEngine
from gatelight.ingest.commit import Committer
from gatelight.ingest.writer import EventWriter
from gatelight.scores.routes import router

Get = Callable[..., httpx.Response]


@pytest.fixture
def writer(engine: EventEngine) -> Iterator[EventWriter]:  # noqa: F811
    """The real writer; scores are never priced."""
    prices = cast(Any, None)
    writer = EventWriter(
        Committer(engine, prices, FixedClock()),
        lambda *_: None,
        max_events=100,
        max_bytes=1_000_000,
    )
    writer.start()
    yield writer
    writer.stop()


@pytest.fixture
def client(engine: EventEngine, project_id: str, writer: EventWriter) -> httpx.Client:  # noqa: F811
    return client_for(engine, project_id, router, writer=writer)


@pytest.fixture
def get(client: httpx.Client) -> Get:
    """GET under /api/public with query parameters."""

    def send(path: str, params: Mapping[str, Any] | str | None = None) -> httpx.Response:
        return client.get(f"/api/public{path}", params=cast(Any, params))

    return send
