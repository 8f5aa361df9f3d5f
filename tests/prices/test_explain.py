"""Costs explained over HTTP and by `gatelight prices explain`."""

from __future__ import annotations

import os
import subprocess
from typing import Any

import httpx
import pytest
from tests.server import COMMAND, RunningServer

pytestmark = pytest.mark.long

TIME = "2026-11-01T12:00:00.000Z"


def generation(client: httpx.Client, name: str, **fields: Any) -> dict[str, Any]:
    """Store one generation and read its explanation back."""
    body = {
        "id": f"observation-{name}",
        "traceId": f"trace-{name}",
        "name": name,
        "startTime": TIME,
        **fields,
    }
    event = {"id": f"event-{name}", "timestamp": TIME, "type": "generation-create", "body": body}
    stored = client.post("/api/public/ingestion", json={"batch": [event]})
    assert stored.status_code == 207
    assert stored.json()["errors"] == []
    answer = client.get(f"/api/public/observations/observation-{name}/cost")
    assert answer.status_code == 200
    explained: dict[str, Any] = answer.json()
    return explained


def test_a_computed_cost_shows_entry_tier_and_every_line(client: httpx.Client) -> None:
    cost = generation(
        client,
        "computed",
        model="gpt-4o-mini",
        usageDetails={"input": 1000, "output": 10, "input_cached_tokens": 500},
    )
    assert cost["costSource"] == "computed"
    assert cost["totalCost"] == "0.0001935"
    assert cost["price"]["id"] == "genai-prices:openai:gpt-4o-mini:2026-10-14"
    assert cost["price"]["validFrom"] == "2026-10-14T00:00:00.000Z"
    assert (cost["price"]["source"], cost["price"]["scope"]) == ("genai-prices", "shared")
    assert cost["price"]["tier"]["name"] == "Standard"
    lines = {line["usageKey"]: line for line in cost["lines"]}
    assert lines["input"] == {
        "usageKey": "input",
        "bucket": "input",
        "units": 1000,
        "unitPrice": "0.00000015",
        "pricedAs": "input",
        "cost": "0.00015",
    }
    assert lines["input_cached_tokens"]["cost"] == "0.0000375"
    assert lines["output"]["cost"] == "0.000006"


def test_a_repair_is_told(client: httpx.Client) -> None:
    cost = generation(
        client,
        "repaired",
        model="anthropic/claude-sonnet-4-5",
        usageDetails={
            "input": 14,
            "output": 9,
            "total": 28,
            "cache_creation_input_tokens": 3,
            "cache_read_input_tokens": 5,
        },
    )
    assert cost["usage"]["provided"]["input"] == 14
    assert cost["usage"]["stored"]["input"] == 11
    assert cost["usage"]["tokens"] == {
        "input": 11,
        "output": 9,
        "cache_write_5m": 3,
        "cache_read": 5,
    }
    assert cost["flags"][0]["flag"] == "cache_write_double_counted"
    assert "taken off input" in cost["flags"][0]["meaning"]


def test_the_reason_of_a_tier_is_told(client: httpx.Client) -> None:
    cost = generation(
        client, "long", model="gemini-1.5-pro", usageDetails={"input": 128_001, "output": 1}
    )
    assert cost["price"]["tier"]["id"] == "above-128000"
    assert cost["price"]["tier"]["because"] == "more than 128,000 input tokens (128,001 here)"


def test_a_provided_cost_stands_beside_ours(client: httpx.Client) -> None:
    cost = generation(
        client,
        "provided",
        model="gpt-4o-mini",
        usageDetails={"input": 1000},
        costDetails={"total": 0.5},
    )
    assert (cost["costSource"], cost["totalCost"]) == ("provided", "0.5")
    assert cost["because"] == "The client sent this cost."
    assert cost["comparison"]["totalCost"] == "0.00015"
    assert cost["comparison"]["storedMinusThis"] == "0.49985"


def test_a_cost_with_more_digits_than_the_store_keeps_is_rounded(client: httpx.Client) -> None:
    """Floats have up to seventeen digits; the store keeps twelve decimals."""
    cost = generation(
        client,
        "digits",
        model="gpt-4o-mini",
        usageDetails={"input": 1000},
        costDetails={"total": 0.12345678901234567},
    )
    assert cost["totalCost"] == "0.123456789012"
    assert cost["providedCostDetails"] == {"total": "0.123456789012"}


def test_an_unknown_model_says_so(client: httpx.Client) -> None:
    cost = generation(client, "unknown", model="house-model", usageDetails={"input": 1000})
    assert (cost["costSource"], cost["totalCost"]) == (None, None)
    assert "no entry for this model" in cost["because"]


def test_a_cost_stays_explained_after_its_price_was_deleted(client: httpx.Client) -> None:
    created = client.post(
        "/api/public/models",
        json={"modelName": "brief", "matchPattern": "^brief$", "inputPrice": 0.25},
    ).json()
    before = generation(client, "brief", model="brief", usageDetails={"input": 3})
    assert before["totalCost"] == "0.75"
    assert client.delete(f"/api/public/models/{created['id']}").status_code == 200
    after = client.get("/api/public/observations/observation-brief/cost").json()
    assert after["price"]["retired"] is True
    assert after["lines"] == before["lines"]
    assert after["totalCost"] == "0.75"


def test_a_trace_is_the_sum_of_its_observations(client: httpx.Client) -> None:
    batch = [
        {
            "id": f"event-sum-{number}",
            "timestamp": TIME,
            "type": "generation-create",
            "body": {
                "id": f"observation-sum-{number}",
                "traceId": "trace-sum",
                "startTime": TIME,
                "model": model,
                "usageDetails": {"input": 1_000_000},
            },
        }
        for number, model in enumerate(("gpt-4o-mini", "gpt-4o", "house-model"))
    ]
    client.post("/api/public/ingestion", json={"batch": batch})
    found = client.get("/api/public/traces/trace-sum/cost").json()
    assert found["totalCost"] == "2.65"
    assert found["observationCount"] == 3
    assert found["observationsWithUnknownCost"] == 1
    assert [item["totalCost"] for item in found["observations"]] == ["0.15", "2.5", None]


def test_what_is_not_there_is_a_404(client: httpx.Client) -> None:
    assert client.get("/api/public/observations/nobody/cost").status_code == 404
    assert client.get("/api/public/traces/nobody/cost").status_code == 404
    generation(client, "placed", model="gpt-4o", usageDetails={"input": 1})
    path = "/api/public/observations/observation-placed/cost"
    assert client.get(path, params={"traceId": "trace-placed"}).status_code == 200
    assert client.get(path, params={"traceId": "another"}).status_code == 404


def run(server: RunningServer, *arguments: str, **environment: str) -> tuple[int, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GATELIGHT_", "LANGFUSE_"))
    }
    keys = {
        "LANGFUSE_HOST": server.url,
        "LANGFUSE_PUBLIC_KEY": server.public_key,
        "LANGFUSE_SECRET_KEY": server.secret_key,
        "GATELIGHT_DATA_DIR": str(server.log.parent / "nobody"),
        "COLUMNS": "200",
    }
    done = subprocess.run(
        [COMMAND, "prices", *arguments],
        env=kept | keys | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_command_explains_a_trace(server: RunningServer, client: httpx.Client) -> None:
    generation(client, "told", model="gpt-4o-mini", usageDetails={"input": 1000, "output": 10})
    status, text = run(server, "explain", "trace-told")
    assert status == 0
    assert "genai-prices:openai:gpt-4o-mini:2026-10-14" in text
    assert "0.00000015" in text
    assert "Trace total: 0.000156 USD" in text


def test_the_command_finds_lists_and_tests(server: RunningServer) -> None:
    status, text = run(server, "find", "gpt-4o-mini")
    assert status == 0
    assert "0.15" in text
    status, text = run(server, "list")
    assert status == 0
    assert "page 1 of" in text
    assert run(server, "test", "^gpt", "gpt-4o")[0] == 0
    assert run(server, "test", "^o3", "gpt-4o")[0] == 1


def test_the_command_says_what_went_wrong(server: RunningServer) -> None:
    status, text = run(server, "explain", "nobody")
    assert (status, "404" in text) == (1, True)
    status, text = run(server, "explain", "x", LANGFUSE_PUBLIC_KEY="", LANGFUSE_SECRET_KEY="")
    assert (status, "No keys" in text) == (1, True)
    status, text = run(server, "explain", "x", "--host", "http://127.0.0.1:1")
    assert (status, "did not answer" in text) == (1, True)
