"""The lists of log records and metric points: filters, order, pages, and whose they are."""

from __future__ import annotations

import pytest
from tests.store import NOW, SECOND, Store

LOGS = "/api/public/log-records"
POINTS = "/api/public/metric-points"
HOUR = 3600 * SECOND
DAY = 24 * HOUR


def ids(api, path, **params):
    answer = api.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["data"]]


def test_a_log_record_as_json(api, store, project_id):
    store.log_record(
        id="one",
        timestamp=NOW,
        sequence=3,
        name="app.started",
        severity="WARN",
        severity_number=13,
        trace_id="t",
        span_id="s",
        session_id="session",
        user_id="ann",
        body="hello",
        attributes={"n": "5", "text": '"5"', "none": "", "flag": "false"},
        resource_attributes={"service.name": "app"},
        service_name="app",
        scope_name="scope",
    )
    (row,) = api.get(LOGS).json()["data"]
    assert row == {
        "id": "one",
        "projectId": project_id,
        "timestamp": "2026-05-28T20:26:40.000Z",
        "observedTimestamp": None,
        "sequence": 3,
        "name": "app.started",
        "severity": "WARN",
        "severityNumber": 13,
        "severityText": None,
        "traceId": "t",
        "spanId": "s",
        "body": "hello",
        "sessionId": "session",
        "userId": "ann",
        "environment": "default",
        "serviceName": "app",
        "scope": {"name": "scope", "version": None},
        "attributes": {"n": 5, "text": "5", "none": "", "flag": False},
        "resourceAttributes": {"service.name": "app"},
        "createdAt": "2026-05-28T20:26:40.000Z",
    }


def test_a_metric_point_as_json(api, store):
    store.metric_point(
        name="seconds",
        unit="s",
        type="histogram",
        temporality="delta",
        start_timestamp=NOW - SECOND,
        point_count=2,
        point_sum=1.5,
        point_min=float("nan"),
        bounds=[1.0],
        bucket_counts=[1, 1],
        details='{"scale":1}',
        trace_ids=["t"],
        attributes={"kind": "a"},
    )
    (row,) = api.get(POINTS).json()["data"]
    assert (row["name"], row["unit"], row["type"]) == ("seconds", "s", "histogram")
    assert (row["temporality"], row["isMonotonic"]) == ("delta", False)
    assert row["startTimestamp"] == "2026-05-28T20:26:39.000Z"
    assert (row["value"], row["count"], row["sum"], row["min"]) == (None, 2, 1.5, None)
    assert (row["bounds"], row["bucketCounts"]) == ([1.0], [1, 1])
    assert (row["details"], row["traceIds"]) == ({"scale": 1}, ["t"])
    assert row["attributes"] == {"kind": "a"}


def test_log_filters(api, store):
    store.log_record(id="a", name="x.one", trace_id="t1", session_id="s1", user_id="ann")
    store.log_record(id="b", name="x.two", trace_id="t1", severity="ERROR", environment="prod")
    store.log_record(id="c", name="x.two", session_id="s1", timestamp=NOW - 40 * DAY)
    assert ids(api, LOGS) == ["b", "a", "c"]
    assert ids(api, LOGS, traceId="t1") == ["b", "a"]
    assert ids(api, LOGS, sessionId="s1") == ["a", "c"]
    assert ids(api, LOGS, sessionId="s1", traceId="t1") == ["a"]
    assert ids(api, LOGS, userId="ann") == ["a"]
    assert ids(api, LOGS, name="x.two") == ["b", "c"]
    assert ids(api, LOGS, name="x.one,x.two") == ["b", "a", "c"]
    assert ids(api, LOGS, severity="error,FATAL") == ["b"]
    assert ids(api, LOGS, environment="prod") == ["b"]
    assert ids(api, LOGS, fromTimestamp="2026-05-28T20:26:40Z") == ["b", "a"]
    assert ids(api, LOGS, toTimestamp="2026-05-28T20:26:40Z") == ["c"]
    assert ids(api, LOGS, sessionId="unknown") == []


def test_point_filters(api, store):
    store.metric_point(id="a", name="x", session_id="s1", user_id="ann", trace_ids=["t1", "t2"])
    store.metric_point(id="b", name="y", type="sum", trace_ids=["t2"], timestamp=NOW - 40 * DAY)
    assert ids(api, POINTS) == ["a", "b"]
    assert ids(api, POINTS, traceId="t1") == ["a"]
    assert ids(api, POINTS, traceId="t2") == ["a", "b"]
    assert ids(api, POINTS, sessionId="s1") == ["a"]
    assert ids(api, POINTS, userId="ann") == ["a"]
    assert ids(api, POINTS, name="y") == ["b"]
    assert ids(api, POINTS, type="Sum") == ["b"]
    assert ids(api, POINTS, toTimestamp="2026-05-28T20:26:40Z") == ["b"]


@pytest.mark.parametrize("path", [LOGS, POINTS])
def test_the_cursor_walks_over_everything_once(api, store, path):
    add = store.log_record if path == LOGS else store.metric_point
    # Ties in time on purpose, and one far behind: the window of the read grows.
    times = [NOW] * 3 + [NOW - HOUR, NOW - 400 * DAY]
    kept = [add(timestamp=time).id for time in times]
    found, cursor = [], None
    for _ in range(len(kept)):
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = api.get(path, params=params).json()
        found += [row["id"] for row in page["data"]]
        cursor = page["meta"].get("cursor")
        if cursor is None:
            break
    assert len(found) == len(kept)
    assert set(found) == set(kept)
    assert found[3:] == kept[3:]


@pytest.mark.parametrize("path", [LOGS, POINTS])
@pytest.mark.parametrize(
    "params",
    [
        {"limit": "0"},
        {"limit": "1001"},
        {"cursor": "x"},
        {"cursor": "e30="},
        {"cursor": "bnVsbA=="},
        {"cursor": "WzEsMiwzXQ=="},
        {"cursor": "W3RydWUsIDEsICJhIl0="},
        {"cursor": "Wy0xLCAwLCAiYSJd"},
        {"fromTimestamp": "yesterday"},
        {"severity": "LOUD", "type": "cloud"},
    ],
)
def test_wrong_parameters_are_refused(api, path, params):
    assert api.get(path, params=params).status_code == 400


@pytest.mark.parametrize("path", [LOGS, POINTS])
def test_another_project_sees_nothing(api, engine, project_id, path):
    other = Store(engine, f"{project_id}-other")
    other.log_record(session_id="s1", trace_id="t1")
    other.metric_point(session_id="s1", trace_ids=["t1"])
    for params in ({}, {"sessionId": "s1"}, {"traceId": "t1"}):
        assert ids(api, path, **params) == []
    assert api.get("/api/public/sessions/s1/telemetry").status_code == 404


def test_a_repeated_row_is_one(api, store):
    for _ in range(2):
        store.log_record(id="same")
        store.metric_point(id="same")
    assert ids(api, LOGS) == ids(api, POINTS) == ["same"]
