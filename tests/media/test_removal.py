"""Media go with the traces that used them, unless something else uses them too."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from tests.media.conftest import ClientOf
from tests.media.files import API, PIXEL, announce, media_id, put, report

from gatelight.media import removal
from gatelight.media.storage import key_of, storage_of
from gatelight.records.database import Database
from gatelight.settings import Settings

OTHER = b"other bytes"


class Project:
    """A project's client, and what the store holds of its media."""

    def __init__(self, client: httpx.Client, name: str, services: SimpleNamespace) -> None:
        self.client, self.name, self._services = client, name, services

    def upload(self, data: bytes, **place: Any) -> str:
        announced = announce(self.client, data, **place)
        if announced["uploadUrl"]:
            assert put(self.client, announced["uploadUrl"], data).status_code == 200
            answer = self.client.patch(f"{API}/{announced['mediaId']}", json=report())
            assert answer.status_code == 200
        made: str = announced["mediaId"]
        return made

    def is_there(self, data: bytes) -> bool:
        """Both the row and the bytes, or neither."""
        known = self.client.get(f"{API}/{media_id(data)}").status_code == 200
        storage = storage_of(self._services.settings)
        assert known == (storage.size(key_of(self.name, media_id(data))) is not None)
        return known

    def remove(self, *trace_ids: str) -> None:
        removal.remove_media_of_traces(cast(Any, self._services), self.name, trace_ids)

    def remove_all(self) -> None:
        removal.remove_files_of_project(cast(Any, self._services), self.name)


@pytest.fixture
def services(database: Database, settings: Settings) -> SimpleNamespace:
    return SimpleNamespace(database=database, settings=settings)


@pytest.fixture
def project(client_of: ClientOf, services: SimpleNamespace) -> Project:
    name = f"project/../{uuid.uuid4()}"
    return Project(client_of(name), name, services)


@pytest.fixture
def stranger(client_of: ClientOf, services: SimpleNamespace) -> Project:
    name = f"stranger-{uuid.uuid4()}"
    return Project(client_of(name), name, services)


def test_gone_with_the_last_trace(project: Project, stranger: Project) -> None:
    project.upload(PIXEL, traceId="a")
    project.upload(PIXEL, traceId="b", observationId="o")
    project.upload(OTHER, traceId="c")
    stranger.upload(PIXEL, traceId="a")
    project.remove("a", "unknown")
    assert project.is_there(PIXEL)
    project.remove("b")
    assert not project.is_there(PIXEL)
    assert project.is_there(OTHER)
    assert stranger.is_there(PIXEL)
    project.remove("a", "b")
    assert project.upload(PIXEL, traceId="d") == media_id(PIXEL)
    assert project.is_there(PIXEL)


def test_a_dataset_item_keeps_what_it_refers_to(project: Project) -> None:
    """An item made from a trace holds its references, which no client announced for the item."""
    for data in (PIXEL, OTHER):
        project.upload(data, traceId="a")
    text = f"see @@@langfuseMedia:type=image/png|id={media_id(PIXEL)}|source=bytes@@@ there"
    made = project.client.post("/api/public/v2/datasets", json={"name": "seen"})
    assert made.status_code == 200
    item = {"datasetName": "seen", "input": {"messages": [{"content": text}]}}
    assert project.client.post("/api/public/dataset-items", json=item).status_code == 200
    project.remove("a")
    assert project.is_there(PIXEL)
    assert not project.is_there(OTHER)


def test_what_was_only_announced_goes_too(project: Project) -> None:
    announced = announce(project.client, PIXEL, traceId="a")
    project.remove("a")
    assert put(project.client, announced["uploadUrl"], PIXEL).status_code == 404
    assert not project.is_there(PIXEL)


def test_long_trace_ids(project: Project) -> None:
    """800 characters of four bytes are too long for an index of PostgreSQL."""
    long = "".join(chr(0x1F300 + number % 500) for number in range(800))
    project.upload(PIXEL, traceId=long)
    project.remove(long)
    assert not project.is_there(PIXEL)


def test_all_files_of_a_project(
    project: Project, stranger: Project, services: SimpleNamespace
) -> None:
    for each in (project, stranger):
        each.upload(PIXEL, traceId="a")
    project.remove_all()
    project.remove_all()
    storage = storage_of(services.settings)
    assert storage.size(key_of(project.name, media_id(PIXEL))) is None
    assert stranger.is_there(PIXEL)
