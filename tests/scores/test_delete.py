from __future__ import annotations

import httpx
from tests.scores.conftest import Get
from tests.store import NOW, Store

from gatelight.core.patch import Origin, ScorePatch, Submission
from gatelight.events.engine import EventEngine
from gatelight.ingest.writer import EventWriter


def stored(engine: EventEngine, project_id: str) -> list[str]:
    rows = engine.query(
        "SELECT id FROM scores FINAL WHERE project_id = {project_id:String}",
        {"project_id": project_id},
    )
    return [row["id"] for row in rows]


def test_gone_from_every_read_at_once(store: Store, client: httpx.Client, get: Get) -> None:
    store.score(id="s", trace_id="t")
    store.score(id="kept", trace_id="t")
    answer = client.delete("/api/public/scores/s")
    assert answer.status_code == 202
    assert answer.json() == {"message": "Score deleted"}
    for path in ("/scores", "/v2/scores", "/v3/scores"):
        assert [row["id"] for row in get(path).json()["data"]] == ["kept"]
    for path in ("/scores/s", "/v2/scores/s"):
        assert get(path).status_code == 404
    assert stored(store.engine, store.project_id) == ["kept"]


def test_a_missing_score_and_a_second_time(store: Store, client: httpx.Client) -> None:
    store.score(id="s", trace_id="t")
    client.delete("/api/public/scores/s")
    for score_id in ("s", "never"):
        answer = client.delete(f"/api/public/scores/{score_id}")
        assert answer.status_code == 404
        assert answer.json()["error"] == "LangfuseNotFoundError"


def test_every_kind_can_be_deleted(store: Store, client: httpx.Client) -> None:
    store.score(id="s", session_id="session", data_type="CORRECTION", long_string_value="x")
    assert client.delete("/api/public/scores/s").status_code == 202


def test_the_same_id_may_come_back(
    client: httpx.Client, get: Get, writer: EventWriter, project_id: str
) -> None:
    def send(value: float) -> None:
        patch = ScorePatch(
            project_id=project_id,
            id="s",
            event_time=NOW,
            fields={"trace_id": "t", "name": "quality", "data_type": "NUMERIC", "value": value},
        )
        writer.submit_and_wait(
            Submission(project_id=project_id, origin=Origin(), patches=[patch], size=100)
        )

    send(0.1)
    assert client.delete("/api/public/scores/s").status_code == 202
    assert get("/scores/s").status_code == 404
    send(0.9)
    assert get("/scores/s").json()["value"] == 0.9


def test_another_project_keeps_its_score(store: Store, client: httpx.Client) -> None:
    other = Store(store.engine, f"{store.project_id}-other")
    for project in (store, other):
        project.score(id="s", trace_id="t")
    assert client.delete("/api/public/scores/s").status_code == 202
    assert stored(other.engine, other.project_id) == ["s"]
    other.score(id="theirs", trace_id="t")
    assert client.delete("/api/public/scores/theirs").status_code == 404
