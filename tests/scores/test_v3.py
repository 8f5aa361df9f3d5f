from __future__ import annotations

import base64
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scores.conftest import Get
from tests.store import NOW, SECOND, Store

from gatelight.errors import InvalidRequest
from gatelight.events.scores import ScoreKey
from gatelight.scores.schemas import read_cursor, write_cursor

pytestmark = pytest.mark.long


def ids(body: dict[str, Any]) -> list[str]:
    return [row["id"] for row in body["data"]]


@pytest.fixture
def every_kind(store: Store) -> Store:
    kinds: list[dict[str, Any]] = [
        {"data_type": "NUMERIC", "value": 0.5, "trace_id": "t", "score_source": "EVAL"},
        {"data_type": "BOOLEAN", "value": 1.0, "trace_id": "t", "observation_id": "o"},
        {"data_type": "CATEGORICAL", "string_value": "good", "session_id": "s"},
        {"data_type": "TEXT", "string_value": "words", "dataset_run_id": "r"},
        {"data_type": "CORRECTION", "long_string_value": "better", "trace_id": "t2"},
    ]
    rows = [
        store.score_row(
            id=kind["data_type"].lower(),
            timestamp=NOW - number * SECOND,
            author_user_id="me",
            comment="c",
            **kind,
        )
        for number, kind in enumerate(kinds)
    ]
    store.add(scores=rows)
    return store


def test_core_fields_and_typed_values(every_kind: Store, get: Get) -> None:
    body = get("/v3/scores").json()
    assert body["meta"] == {"limit": 50}
    assert [row["value"] for row in body["data"]] == [0.5, True, "good", "words", "better"]
    assert body["data"][0] == {
        "id": "numeric",
        "projectId": every_kind.project_id,
        "name": "score",
        "value": 0.5,
        "dataType": "NUMERIC",
        "source": "EVAL",
        "timestamp": "2026-05-28T20:26:40.000Z",
        "environment": "default",
        "createdAt": "2026-05-28T20:26:40.000Z",
        "updatedAt": "2026-05-28T20:26:40.000Z",
    }


def test_groups_of_fields(every_kind: Store, get: Get) -> None:
    rows = get("/v3/scores", {"fields": "details,subject,annotation"}).json()["data"]
    assert [row["subject"] for row in rows] == [
        {"kind": "trace", "id": "t"},
        {"kind": "observation", "id": "o", "traceId": "t"},
        {"kind": "session", "id": "s"},
        {"kind": "experiment", "id": "r"},
        {"kind": "trace", "id": "t2"},
    ]
    assert (rows[0]["comment"], rows[0]["configId"], rows[0]["metadata"]) == ("c", None, {})
    assert (rows[0]["authorUserId"], rows[0]["queueId"]) == ("me", None)
    (core,) = get("/v3/scores", {"id": "text", "fields": "core"}).json()["data"]
    assert not {"subject", "comment", "authorUserId"} & core.keys()


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"id": "text,boolean"}, ["boolean", "text"]),
        ({"source": "eval"}, ["numeric"]),
        ({"dataType": "text,correction"}, ["text", "correction"]),
        ({"traceId": "t"}, ["numeric", "boolean"]),
        ({"traceId": "t,t2", "observationId": "o"}, ["boolean"]),
        ({"sessionId": "s"}, ["categorical"]),
        ({"experimentId": "r"}, ["text"]),
        ({"dataType": "NUMERIC", "value": "0.5,7"}, ["numeric"]),
        ({"dataType": "NUMERIC", "value": "0.4"}, []),
        ({"dataType": "BOOLEAN", "value": "true"}, ["boolean"]),
        ({"dataType": "BOOLEAN", "value": "FALSE"}, []),
        ({"dataType": "CATEGORICAL", "value": "good,bad"}, ["categorical"]),
        ({"dataType": "numeric", "valueMin": "0.5", "valueMax": "0.5"}, ["numeric"]),
        ({"dataType": "NUMERIC", "valueMin": "0.6"}, []),
        ({"authorUserId": "you"}, []),
        ({"environment": "default", "name": "score", "limit": "2"}, ["numeric", "boolean"]),
        ({"toTimestamp": "2026-05-28T20:26:37Z"}, ["correction"]),
        ({"fromTimestamp": "2026-05-28T20:26:40Z"}, ["numeric"]),
        ({"name": ""}, ["numeric", "boolean", "categorical", "text", "correction"]),
    ],
)
def test_parameters(every_kind: Store, get: Get, params: dict[str, str], found: list[str]) -> None:
    assert ids(get("/v3/scores", params).json()) == found


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"color": "red"}, "Unknown query parameter color"),
        ({"page": "1"}, "Unknown query parameter page"),
        ({"userId": "u"}, "userId is not supported by v3 scores"),
        ({"traceTags": "x"}, "traceTags is not supported"),
        ({"value": "1"}, "value needs exactly one dataType"),
        ({"value": "1", "dataType": "NUMERIC,BOOLEAN"}, "value needs exactly one dataType"),
        ({"value": "x", "dataType": "TEXT"}, "value needs exactly one dataType"),
        ({"value": "x", "dataType": "NUMERIC"}, "value must be a number"),
        ({"value": "maybe", "dataType": "BOOLEAN"}, "value must be true or false"),
        ({"valueMin": "1"}, "valueMin needs dataType=NUMERIC alone"),
        ({"valueMax": "1", "dataType": "NUMERIC,TEXT"}, "valueMax needs dataType=NUMERIC alone"),
        ({"valueMin": "much", "dataType": "NUMERIC"}, "valueMin must be a number"),
        ({"observationId": "o"}, "observationId needs traceId"),
        ({"traceId": "t", "sessionId": "s"}, "traceId and sessionId exclude each other"),
        ({"sessionId": "s", "experimentId": "e"}, "sessionId and experimentId exclude"),
        ({"fields": "core,io"}, "fields must be of core, details, subject, annotation, not io"),
        ({"cursor": "nonsense"}, "Invalid cursor format"),
        ({"dataType": "COLOR"}, "Invalid request data"),
        ({"limit": "0"}, "Invalid request data"),
        ({"limit": "101"}, "Invalid request data"),
        ({"fromTimestamp": "2026-01-01"}, "Invalid request data"),
    ],
)
def test_refusals(get: Get, params: dict[str, str], message: str) -> None:
    answer = get("/v3/scores", params)
    assert answer.status_code == 400
    assert message in answer.json()["message"]


def test_cursors_visit_every_score_once(store: Store, get: Get) -> None:
    rows = [
        store.score_row(id=f"s{number:02}", session_id="s", timestamp=NOW - number // 3)
        for number in range(11)
    ]
    store.add(scores=rows)
    seen: list[str] = []
    params: dict[str, str] = {"limit": "2"}
    while True:
        body = get("/v3/scores", params).json()
        seen += ids(body)
        assert body["meta"]["limit"] == 2
        if "cursor" not in body["meta"]:
            break
        params["cursor"] = body["meta"]["cursor"]
    expected = sorted(rows, key=lambda row: (row.timestamp, row.id), reverse=True)
    assert seen == [row.id for row in expected]


def test_a_full_last_page_has_no_cursor(every_kind: Store, get: Get) -> None:
    assert get("/v3/scores", {"limit": "5"}).json()["meta"] == {"limit": 5}


def test_the_cursor_is_base64url_json() -> None:
    cursor = write_cursor(ScoreKey(NOW + 1, "id"))
    decoded = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    assert decoded == {
        "v": 1,
        "lastTimestamp": "2026-05-28T20:26:40.000001+00:00",
        "lastId": "id",
    }


@given(st.integers(0, 4_102_444_799_999_999), st.text())
def test_cursors_read_back(time: int, score_id: str) -> None:
    key = ScoreKey(time, score_id)
    assert read_cursor(write_cursor(key)) == key


@given(
    st.text()
    | st.recursive(
        st.none() | st.integers(0, 2) | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["v", "lastTimestamp", "lastId"]), inner)
        ),
    ).map(lambda value: base64.urlsafe_b64encode(orjson.dumps(value)).decode())
)
def test_any_cursor_is_read_or_refused(text: str) -> None:
    try:
        read_cursor(text)
    except InvalidRequest as error:
        assert error.message == "Invalid cursor format"
