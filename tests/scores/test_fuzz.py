"""No query string makes a score list fail: it is answered, or refused with 400."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.store import client_for, shared_engine

from gatelight.scores.routes import router

pytestmark = pytest.mark.long

NAMES = (
    *("page", "limit", "fields", "filter", "cursor", "operator", "value", "valueMin", "valueMax"),
    *("fromTimestamp", "toTimestamp", "id", "name", "source", "dataType", "environment"),
    *("configId", "queueId", "authorUserId", "traceId", "sessionId", "observationId"),
    *("experimentId", "datasetRunId", "scoreIds", "userId", "traceTags", "color"),
)
VALUES = (
    st.sampled_from(
        [
            "1",
            "0.5",
            "NUMERIC",
            "boolean",
            "CATEGORICAL",
            "true",
            "<",
            "=",
            "a,b",
            "1e999",
            "2026-01-01T00:00:00Z",
            "score",
            '[{"type":"number","column":"value","operator":">","value":1e308}]',
            '[{"type":"string","column":"userId","operator":"=","value":"\\ud800"}]',
        ]
    )
    | st.text()
)
QUERIES = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=5)


@pytest.fixture(scope="module")
def client() -> httpx.Client:
    return client_for(shared_engine(), "project-of-nobody", router)


@settings(max_examples=150)
@given(query=QUERIES, path=st.sampled_from(("/scores", "/v2/scores", "/v3/scores")))
def test_any_query_string(client: httpx.Client, query: list[tuple[str, str]], path: str) -> None:
    answer = client.get(f"/api/public{path}", params=httpx.QueryParams(query))
    assert answer.status_code in (200, 400), answer.text
    assert answer.json()


@settings(max_examples=50)
@given(score_id=st.text(min_size=1), version=st.sampled_from(("", "/v2")))
def test_any_id(client: httpx.Client, score_id: str, version: str) -> None:
    assume(score_id not in {".", ".."})  # clients take these for steps in the path
    answer = client.get(f"/api/public{version}/scores/{quote(score_id, safe='')}")
    assert answer.status_code == 404
    assert answer.json()["error"] == "LangfuseNotFoundError"
