from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.store import NOW, Store

from gatelight.core.patch import Origin, Submission, TracePatch
from gatelight.ingest.writer import EventWriter

pytestmark = pytest.mark.long

URL = "/api/public/traces"


def test_one(store: Store, api: TestClient) -> None:
    store.trace(id="a/b")
    store.observation(id="o", trace_id="a/b")
    answer = api.delete(f"{URL}/a%2Fb")
    assert answer.status_code == 200
    assert answer.json()["message"]
    assert api.get(f"{URL}/a%2Fb").status_code == 404


def test_several(store: Store, api: TestClient) -> None:
    store.add(traces=[store.trace_row(id=name) for name in "abc"])
    answer = api.request("DELETE", URL, json={"traceIds": ["a", "b", "unknown"]})
    assert answer.status_code == 200
    assert [row["id"] for row in api.get(URL).json()["data"]] == ["c"]


@pytest.mark.parametrize(
    "body", [{}, {"traceIds": []}, {"traceIds": [1]}, {"traceIds": ["x"] * 1001}, [], None]
)
def test_bodies_that_name_no_traces(store: Store, api: TestClient, body: Any) -> None:
    store.trace(id="x")
    answer = api.request("DELETE", URL, json=body)
    assert answer.status_code == 400
    assert answer.json()["message"] == "Invalid request data"
    assert api.get(f"{URL}/x").status_code == 200


def test_the_writer_forgets_too(store: Store, api: TestClient, writer: EventWriter) -> None:
    def send(**fields: Any) -> None:
        patch = TracePatch(project_id=store.project_id, id="t", event_time=NOW, fields=fields)  # type: ignore[typeddict-item]
        writer.submit_and_wait(
            Submission(project_id=store.project_id, origin=Origin(), patches=[patch])
        )

    send(name="before", user_id="ann")
    api.delete(f"{URL}/t")
    send(name="after")
    found = api.get(f"{URL}/t").json()
    assert (found["name"], found["userId"]) == ("after", None)
