"""Every query of every panel, run on a real Prometheus and a real VictoriaMetrics that scrape a
real server under traffic, returns data; sums are those of the metrics API; exemplars lead to
traces."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.deploy.databases import Tsdb, databases
from tests.server import RunningServer, running_server

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parents[2] / "deploy" / "grafana" / "dashboards"
FIRST_SECONDS, FIRST_CALLS = 20, 10
"""What must have passed before the first query."""
LOGIN = {"email": "owner@example.com", "password": "correct horse battery"}


class LiteLlm:
    """LiteLLM's exposition, in its names and labels, with counters that grow."""

    def __init__(self) -> None:
        began = time.monotonic()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                count = int((time.monotonic() - began) * 5)
                text = "\n".join(
                    (
                        'litellm_proxy_total_requests_metric_total{status_code="200",route="/v1"} '
                        f"{count}",
                        f'litellm_overhead_latency_metric_bucket{{le="0.01"}} {count}',
                        f'litellm_overhead_latency_metric_bucket{{le="+Inf"}} {count}',
                        "litellm_in_flight_requests 2",
                        "",
                    )
                )
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Traffic(threading.Thread):
    """Calls, one after the other, until it is stopped; panels show rates of what happens now."""

    def __init__(self, server: RunningServer) -> None:
        super().__init__(daemon=True)
        self._server = server
        self._stopping = threading.Event()
        self.sent = 0

    def run(self) -> None:
        path = f"/api/projects/{self._server.project_id}/retention/run"
        with httpx.Client(base_url=self._server.url, timeout=60) as person:
            assert person.post("/api/auth/login", json=LOGIN).is_success
            while not self._stopping.wait(0.5):
                send(self._server, self.sent)
                if self.sent % 4 == 0:  # a job
                    assert person.post(path, json={}).status_code == 202
                self.sent += 1

    def stop(self) -> None:
        self._stopping.set()
        self.join(60)


@dataclass
class Scene:
    server: RunningServer
    databases: list[Tsdb]
    traffic: Traffic


def send(server: RunningServer, number: int) -> None:
    start = datetime.now(UTC) - timedelta(seconds=3)

    def at(seconds: float) -> str:
        return (start + timedelta(seconds=seconds)).isoformat()

    bodies: list[tuple[str, dict[str, Any]]] = [
        ("trace-create", {"id": f"trace-{number}", "userId": "ada", "timestamp": at(0)}),
        (
            "generation-create",
            {
                "id": f"call-{number}",
                "traceId": f"trace-{number}",
                "startTime": at(0),
                "completionStartTime": at(0.4),
                "endTime": at(2),
                "model": "gpt-4o" if number % 3 else "a-model-without-price",
                "level": "ERROR" if number % 4 == 0 else "DEFAULT",
                "usageDetails": {"input": 500, "output": 80},
            },
        ),
        ("score-create", {"id": f"bad-{number}", "value": "no name"}),
    ]
    batch = [
        {"id": f"{kind}-{number}", "type": kind, "timestamp": at(0), "body": body}
        for kind, body in bodies
    ]
    url = f"{server.url}/api/public/ingestion"
    answer = httpx.post(url, json={"batch": batch}, auth=server.auth, timeout=30)
    assert answer.status_code == 207, answer.text


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("metrics")
    litellm = LiteLlm()
    with running_server(folder / "server", {"LANGFUSE_INIT_PROJECT_RETENTION": "30"}) as server:
        targets = {"gatelight": [f"127.0.0.1:{server.port}"], "litellm": [litellm.address]}
        with databases(folder, targets) as started:
            traffic = Traffic(server)
            traffic.start()
            begun = time.monotonic()
            while time.monotonic() - begun < FIRST_SECONDS or traffic.sent < FIRST_CALLS:
                assert traffic.is_alive()
                time.sleep(0.5)
            yield Scene(server, started, traffic)
            traffic.stop()
    litellm.server.shutdown()
    litellm.server.server_close()


def panels() -> list[Any]:
    return [
        pytest.param(target["expr"], id=f"{path.stem}-{panel['title']}-{number}")
        for path in sorted(FOLDER.glob("*.json"))
        for panel in json.loads(path.read_text())["panels"]
        for number, target in enumerate(panel.get("targets", []))
    ]


def filled(expression: str) -> str:
    """As Grafana sends it, with every variable on All."""
    for name, value in (
        ("$__rate_interval", "60s"),
        ("$__range", "1m"),
        ("$project", ".*"),
        ("$model", ".*"),
        ("$user", ".*"),
    ):
        expression = expression.replace(name, value)
    assert "$" not in expression
    return expression


@pytest.mark.parametrize("expression", panels())
def test_a_panel_shows_data(scene: Scene, expression: str) -> None:
    asked = filled(expression)
    for database in scene.databases:
        series = database.query(asked)
        assert series, (database.name, asked)
        values = [float(each["value"][1]) for each in series]
        assert any(value == value for value in values), (database.name, asked, values)


def test_sums_are_those_of_the_metrics_api(scene: Scene) -> None:
    scene.traffic.stop()
    question = {
        "view": "observations",
        "metrics": [
            {"measure": "count", "aggregation": "count"},
            {"measure": "totalCost", "aggregation": "sum"},
            {"measure": "totalTokens", "aggregation": "sum"},
        ],
        "dimensions": [],
        "filters": [],
        "fromTimestamp": (datetime.now(UTC) - timedelta(days=1)).isoformat(),
        "toTimestamp": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
    }
    url = f"{scene.server.url}/api/public/metrics"
    answer = httpx.get(
        url, params={"query": json.dumps(question)}, auth=scene.server.auth, timeout=30
    )
    (row,) = answer.json()["data"]
    for database in scene.databases:

        def total(metric: str, database: Tsdb = database) -> float:
            ((_, value),) = [each["value"] for each in database.query(f"sum({metric})")]
            return float(value)

        deadline = time.monotonic() + 60  # until the last scrape
        while total("gatelight_llm_requests_total") < int(row["count_count"]):
            assert time.monotonic() < deadline
            time.sleep(0.5)
        assert total("gatelight_llm_requests_total") == int(row["count_count"])
        assert total("gatelight_llm_tokens_total") == int(row["sum_totalTokens"])
        assert total("gatelight_llm_cost_usd_total") == pytest.approx(float(row["sum_totalCost"]))


def test_an_exemplar_in_prometheus_leads_to_its_trace(scene: Scene) -> None:
    now = time.time()
    parameters = {
        "query": "gatelight_llm_request_duration_seconds_bucket",
        "start": str(now - 600),
        "end": str(now),
    }
    url = f"{scene.databases[0].url}/api/v1/query_exemplars"
    found = httpx.get(url, params=parameters, timeout=30).json()["data"]
    ids = {each["labels"]["trace_id"] for series in found for each in series["exemplars"]}
    assert ids
    with httpx.Client(base_url=scene.server.url, timeout=30) as person:
        assert person.post("/api/auth/login", json=LOGIN).is_success
        trace_id = min(ids)
        answer = person.get(f"/api/trace-places/{trace_id}")
        assert answer.json() == {"projectId": scene.server.project_id}
        assert person.get("/api/trace-places/nobody-has-this").status_code == 404
    stranger = httpx.get(f"{scene.server.url}/api/trace-places/{trace_id}", timeout=30)
    assert stranger.status_code == 401
