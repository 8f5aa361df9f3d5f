"""OpenAI's and Anthropic's own Python clients through the gateway: what they spend, and one id from
the client to Grafana's link."""

from __future__ import annotations

import json
import secrets
import subprocess
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
import yaml
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from tests.end_to_end.money import money_of, traced_cost
from tests.end_to_end.scene import Scene
from tests.end_to_end.test_calls_become_traces import the_generation

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".envs" / "python-clients" / "bin" / "python"
DRIVER = ROOT / "tests" / "compat" / "drivers" / "clients.py"
SOURCE = ROOT / "deploy" / "grafana" / "provisioning" / "datasources" / "gatelight.yml"
USER = {"email": "owner@example.com", "password": "correct horse battery"}
OPENMETRICS = {"accept": "application/openmetrics-text; version=1.0.0"}


def called(scene: Scene, secret: str, named: str) -> dict[str, str]:
    """Trace ids of the driver's calls."""
    assert PYTHON.exists(), f"no {PYTHON}: run `make sdks`"
    done = subprocess.run(
        [PYTHON, DRIVER, scene.gateway.url, secret, named],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    traces: dict[str, str] = json.loads(done.stdout)
    return traces


def test_what_they_spend_is_the_sum_of_their_traces(scene: Scene) -> None:
    with money_of(scene) as money:
        key, secret = money.key("clients", user_id="anna-of-clients")
        spent = Decimal(0)
        for _ in range(2):
            for trace_id in called(scene, secret, secrets.token_hex(16)).values():
                call = the_generation(scene.trace(trace_id))
                assert call["gatewayUserId"] == "anna-of-clients"
                assert call["calculatedTotalCost"] > 0
                spent += Decimal(str(call["calculatedTotalCost"]))
        money.wait_until_spent("key", key.id, spent)
        money.wait_until_spent("user", "anna-of-clients", spent)
        where = [
            {"type": "string", "column": "gatewayKeyAlias", "operator": "=", "value": "clients"}
        ]
        assert traced_cost(scene, filter=json.dumps(where)) == (spent, 10)


def test_one_id_from_the_client_to_grafana_s_link(scene: Scene) -> None:
    scene.wait_for_start_check()
    named = secrets.token_hex(16)
    with money_of(scene) as money:
        secret = money.key("one-id")[1]
    assert called(scene, secret, named)["openai"] == named
    trace = scene.trace(named)
    assert trace["id"] == named

    answer = httpx.get(f"{scene.server.url}/metrics", headers=OPENMETRICS, timeout=30)
    exemplars = {
        sample.exemplar.labels["trace_id"]
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if sample.name == "gatelight_llm_request_duration_seconds_bucket" and sample.exemplar
    }
    assert exemplars

    written = yaml.safe_load(SOURCE.read_text())["datasources"][0]["jsonData"]
    (link,) = written["exemplarTraceIdDestinations"]
    assert link["name"] == "trace_id"
    person = httpx.Client(base_url=scene.server.url, timeout=30)
    assert person.post("/api/auth/login", json=USER).is_success
    for trace_id in {named, *exemplars}:
        address = link["url"].replace("$${__value.raw}", trace_id)
        address = address.replace("${GATELIGHT_UI_URL}", f"{scene.server.url}/langfuse")
        page = httpx.get(address, timeout=30)
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        place = person.get(f"/api/trace-places/{trace_id}").json()
        assert place == {"projectId": scene.server.project_id}, trace_id
    person.close()
