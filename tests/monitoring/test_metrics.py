"""`/metrics` of a real server: guarded, complete, counted once, and equal to the metrics API."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from tests.store import NOW, Store
from tests.whole_app import KEYS, PROJECT, WholeApp, whole_app

from gatelight.app import create_app
from gatelight.events.rows import ObservationRow
from gatelight.monitoring.calls import CallMetrics
from gatelight.monitoring.labels import RANK_SECONDS, BoundedLabel
from gatelight.settings import Settings
from gatelight.telemetry.logs import JsonFormatter, request_facts

OPEN_METRICS = {"Accept": "application/openmetrics-text; version=1.0.0"}
TOKEN = "scrape-me"
START = "2026-11-20T10:00:00.000Z"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    folder = tmp_path_factory.mktemp("data")
    with whole_app(folder, metrics_token=TOKEN) as started:
        yield started


def samples(app: WholeApp) -> list[Any]:
    headers = OPEN_METRICS | {"Authorization": f"Bearer {TOKEN}"}
    answer = app.client.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    families = text_string_to_metric_families(answer.text)
    return [sample for family in families for sample in family.samples]


def total(app: WholeApp, name: str, **labels: str) -> float:
    return sum(
        sample.value
        for sample in samples(app)
        if sample.name == name and labels.items() <= sample.labels.items()
    )


def exemplars(app: WholeApp) -> list[str]:
    """Trace ids behind the durations of calls."""
    return [
        sample.exemplar.labels["trace_id"]
        for sample in samples(app)
        if sample.name == "gatelight_llm_request_duration_seconds_bucket" and sample.exemplar
    ]


def send(app: WholeApp, *bodies: dict[str, Any], kind: str = "generation-create") -> None:
    batch = [
        {"id": f"{kind}-{body['id']}-{index}", "type": kind, "timestamp": START, "body": body}
        for index, body in enumerate(bodies)
    ]
    answer = app.post("/api/public/ingestion", {"batch": batch})
    assert answer.json()["errors"] == [], answer.text


def call(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "traceId": f"trace-{name}",
        "startTime": START,
        "endTime": "2026-11-20T10:00:02.000Z",
        "completionStartTime": "2026-11-20T10:00:00.500Z",
        "model": "gpt-4o",
        "usageDetails": {"input": 1000, "output": 100},
    } | more


def asked(app: WholeApp, measure: str, aggregation: str, **more: Any) -> list[dict[str, Any]]:
    question = {
        "view": "observations",
        "metrics": [{"measure": measure, "aggregation": aggregation}],
        "dimensions": [],
        "filters": [],
        "fromTimestamp": "2026-11-20T00:00:00Z",
        "toTimestamp": "2026-11-21T00:00:00Z",
    } | more
    answer = app.get("/api/public/metrics", query=json.dumps(question))
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["data"]
    return rows


def test_prometheus_and_the_metrics_api_agree_whatever_is_sent_twice(app: WholeApp) -> None:
    traces = [{"id": f"trace-{name}", "userId": f"user-{name}"} for name in ("a", "b")]
    send(app, *traces, kind="trace-create")
    send(app, call("a"), call("b", level="ERROR"), call("c", model="claude-sonnet-4-5"))
    send(app, call("a"))  # a client repeats itself
    unfinished = {"id": "d", "traceId": "trace-d", "startTime": START, "model": "gpt-4o"}
    send(app, unfinished)
    assert total(app, "gatelight_llm_requests_total") == 3
    send(app, call("d"), kind="generation-update")
    send(app, {"id": "d", "usageDetails": {"input": 1000, "output": 150}}, kind="generation-update")
    send(app, {"id": "d", "metadata": {"seen": True}}, kind="generation-update")

    (count,) = asked(app, "count", "count")
    assert total(app, "gatelight_llm_requests_total") == int(count["count_count"]) == 4
    (cost,) = asked(app, "totalCost", "sum")
    assert float(cost["sum_totalCost"]) > 0
    assert total(app, "gatelight_llm_cost_usd_total") == pytest.approx(float(cost["sum_totalCost"]))
    (tokens,) = asked(app, "totalTokens", "sum")
    assert total(app, "gatelight_llm_tokens_total") == int(tokens["sum_totalTokens"]) == 4450
    assert total(app, "gatelight_llm_errors_total") == 1
    for row in asked(app, "totalCost", "sum", dimensions=[{"field": "providedModelName"}]):
        model = row["providedModelName"]
        assert total(app, "gatelight_llm_cost_usd_total", model=model) == pytest.approx(
            float(row["sum_totalCost"])
        )
    for row in asked(app, "count", "count", dimensions=[{"field": "userId"}]):
        user = row["userId"] or ""
        assert total(app, "gatelight_llm_requests_total", user=user) == int(row["count_count"])
    assert total(app, "gatelight_llm_requests_total", project=PROJECT) == 4
    assert total(app, "gatelight_llm_request_duration_seconds_count") == 4
    assert total(app, "gatelight_llm_request_duration_seconds_sum") == pytest.approx(8)
    assert total(app, "gatelight_llm_time_to_first_token_seconds_sum") == pytest.approx(2)


def test_an_exemplar_is_the_id_of_a_trace(app: WholeApp) -> None:
    send(app, call("exemplary"))
    assert "trace-exemplary" in exemplars(app)
    for trace_id in exemplars(app):
        assert app.get(f"/api/public/traces/{trace_id}").status_code == 200


def test_no_exemplar_leads_to_a_deleted_trace(app: WholeApp) -> None:
    send(app, call("short-lived"))
    assert "trace-short-lived" in exemplars(app)
    counted = total(app, "gatelight_llm_requests_total")
    removed = app.client.delete("/api/public/traces/trace-short-lived", auth=KEYS)
    assert removed.status_code == 200, removed.text
    assert "trace-short-lived" not in exemplars(app)
    assert total(app, "gatelight_llm_requests_total") == counted


def test_the_server_tells_of_itself(app: WholeApp) -> None:
    before = total(app, "gatelight_ingest_events_total", wire="ingestion", result="stored")
    send(app, call("one-more"))
    after = total(app, "gatelight_ingest_events_total", wire="ingestion", result="stored")
    assert after == before + 1
    bad = {"id": "bad", "type": "score-create", "timestamp": START, "body": {"value": "x"}}
    app.post("/api/public/ingestion", {"batch": [bad]})
    assert total(app, "gatelight_ingest_events_total", result="refused") >= 1
    assert total(app, "gatelight_commit_duration_seconds_count") > 0
    assert total(app, "gatelight_store_operation_duration_seconds_count", operation="insert") > 0
    assert total(app, "gatelight_store_up", store="events") == 1
    assert total(app, "gatelight_store_up", store="records") == 1
    assert total(app, "gatelight_store_rows", table="observations") > 0
    assert total(app, "gatelight_ingest_queue_limit_events") == 50_000
    app.get("/api/public/traces/trace-one-more")
    route = "/api/public/traces/{trace_id:path}"
    routes = {s.labels["route"] for s in samples(app) if s.name == "gatelight_http_requests_total"}
    assert "/api/public/ingestion" in routes
    assert any(each.startswith("/api/public/traces/{") for each in routes), (route, routes)
    assert not any("trace-one-more" in each for each in routes)


def test_a_token_is_asked_for(app: WholeApp) -> None:
    assert app.client.get("/metrics").status_code == 401
    wrong = app.client.get("/metrics", headers={"Authorization": "Bearer wrong"})
    assert wrong.status_code == 401
    assert app.client.get("/metrics", auth=KEYS).status_code == 401


def test_without_a_token_only_near_callers_are_answered(tmp_path: Path) -> None:
    def status(address: str, **headers: str) -> int:
        client = TestClient(made, client=(address, 1234), raise_server_exceptions=False)
        return client.get("/metrics", headers=headers).status_code

    made = create_app(Settings(data_dir=tmp_path, metrics_networks="10.1.0.0/16", _env_file=None))
    assert status("203.0.113.5") == 403
    assert status("127.0.0.1") == 403
    assert status("10.1.2.3", **{"X-Forwarded-For": "10.1.2.3"}) == 403


def row(number: int, **fields: Any) -> ObservationRow:
    values: dict[str, Any] = {
        "id": f"o{number}",
        "type": "GENERATION",
        "end_time": NOW + 1_000_000,
        "model": "m",
        "total_cost": Decimal("0.1"),
    }
    return Store(None, "p").observation_row(**(values | fields))  # type: ignore[arg-type]


def requests_by(metrics: CallMetrics, label: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for family in metrics.collect():
        for sample in family.samples:
            if sample.name == "gatelight_llm_requests_total":
                value = sample.labels[label]
                found[value] = found.get(value, 0) + sample.value
    return found


def test_labels_are_bounded_and_nothing_is_lost() -> None:
    metrics = CallMetrics(projects=2, models=3, users=2, series=1000)
    metrics.count([row(n, model=f"m{n}", user_id=f"u{n}") for n in range(10)])
    assert requests_by(metrics, "model") == {"m0": 1, "m1": 1, "m2": 1, "other": 7}
    assert requests_by(metrics, "user") == {"u0": 1, "u1": 1, "other": 8}
    without = CallMetrics(projects=2, models=3, users=0, series=1000)
    without.count([row(n, user_id=f"u{n}") for n in range(10)])
    assert requests_by(without, "user") == {"": 10}
    few = CallMetrics(projects=9, models=100, users=100, series=5)
    few.count([row(n, model=f"m{n}", user_id=f"u{n}") for n in range(50)])
    assert sum(requests_by(few, "model").values()) == 50
    assert len(requests_by(few, "model")) <= 11


def test_the_busiest_take_the_places_once_an_hour() -> None:
    label = BoundedLabel(2)
    label.rank(1.0)
    for value in ("a", "b", "c", "c", "c"):
        label.shown_as(value)
    assert label.shown_as("c") == "other"
    assert label.rank(2.0) == set()
    assert label.rank(1.0 + RANK_SECONDS) == {"b"}
    assert label.shown_as("c") == "c"
    assert label.rank(1.0 + 2 * RANK_SECONDS) == set(), "a quiet hour ends nothing"


def test_log_lines_carry_the_ids_of_their_request(app: WholeApp) -> None:
    answer = app.client.get("/api/public/health", headers={"X-Request-Id": "from-edge-1"})
    assert answer.headers["x-request-id"] == "from-edge-1"
    assert app.client.get("/api/public/health").headers["x-request-id"]
    token = request_facts.set({"request": "r1", "trace": "t1"})
    try:
        record = logging.makeLogRecord({"msg": "hello", "name": "gatelight.x"})
        line = json.loads(JsonFormatter().format(record))
    finally:
        request_facts.reset(token)
    assert (line["request"], line["trace"]) == ("r1", "t1")
