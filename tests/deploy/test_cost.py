"""The estimate of a month in AWS, and `gatelight aws cost`."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.deploy.tools import ROOT
from tests.server import running_server
from typer.testing import CliRunner

from gatelight.cli.main import app
from gatelight.deploy.cost import ALARMS, ZONES, estimate, price_list, sizes, total


def cost(*options: str, env: dict[str, str] | None = None) -> str:
    result = CliRunner().invoke(app, ["aws", "cost", *options], env=env)
    assert result.exit_code == 0, result.output
    return result.stdout


def of(part: str, size: Any, architecture: Any) -> Decimal:
    return total([line for line in estimate(size, architecture) if line.part == part])


def test_prices_are_dated_and_say_what_they_are_of() -> None:
    prices = price_list()
    assert date.fromisoformat(prices.as_of) >= date(2026, 11, 1)
    assert all(price.usd > 0 and price.unit and price.what for price in prices.prices.values())
    for size in sizes().values():
        assert size["database"]["class"] in prices.prices


def test_a_task_costs_what_its_size_says() -> None:
    """0.5 vCPU and 1 GB for 730 hours, reckoned by hand from AWS's prices of a vCPU and a GB."""
    assert of("server", "small", "arm64") == Decimal("14.42")
    assert of("server", "small", "x86_64") == Decimal("18.02")


def test_a_standby_and_a_replica_are_paid_like_the_first() -> None:
    price = price_list().prices["db.m7g.large"].usd * 730 * 3
    disks = price_list().prices["rds_gb"].usd * 100 * 3
    assert of("database", "large", "arm64") == (price + disks).quantize(Decimal("0.01"))


def test_what_is_counted_is_what_terraform_makes() -> None:
    alarms = (ROOT / "deploy/terraform/modules/monitoring/alarms.tf").read_text()
    for_each = len(re.findall("for_each", alarms))
    single = len(re.findall("^resource", alarms, re.M)) - for_each
    assert for_each * 2 + single == ALARMS  # of the server and the gateway each
    assert ZONES == 2


def test_the_table_adds_up_and_says_how_old_it_is(tmp_path: Path) -> None:
    printed = cost("--size", "large", env={"GATELIGHT_DATA_DIR": str(tmp_path)})
    assert f"{total(estimate('large', 'arm64')):,.2f}" in printed
    assert price_list().as_of in printed
    assert "What models cost is not known: No keys" in printed
    assert "ClickHouse server is needed besides" in printed


def test_the_json_has_every_line(tmp_path: Path) -> None:
    found = json.loads(cost("--json", env={"GATELIGHT_DATA_DIR": str(tmp_path)}))
    assert sum(line["usd"] for line in found["lines"]) == pytest.approx(found["usd"], abs=0.1)
    assert found["usdWithoutShared"] < found["usd"]
    assert found["models"] is None and "No keys" in found["modelsProblem"]


def test_a_server_that_does_not_answer_is_named() -> None:
    options = ("--host", "http://127.0.0.1:9", "--public-key", "pk", "--secret-key", "sk")
    assert "http://127.0.0.1:9 did not answer" in cost(*options)


def test_a_wrong_size_is_refused() -> None:
    result = CliRunner().invoke(app, ["aws", "cost", "--size", "medium"])
    assert result.exit_code == 2
    assert "small" in result.output and "large" in result.output


@pytest.mark.slow
def test_what_models_cost_comes_from_the_traces(tmp_path: Path) -> None:
    now = datetime.now(UTC).isoformat()
    spent = {"model-a": 1.5, "model-b": 0.25}
    batch = [
        {
            "id": f"event-{model}",
            "type": "generation-create",
            "timestamp": now,
            "body": {
                "id": model,
                "traceId": "trace",
                "model": model,
                "startTime": now,
                "costDetails": {"total": amount},
            },
        }
        for model, amount in spent.items()
    ]
    with running_server(tmp_path) as server:
        answer = httpx.post(
            f"{server.url}/api/public/ingestion",
            json={"batch": batch},
            auth=server.auth,
            timeout=60,
        )
        assert answer.status_code == 207 and not answer.json()["errors"]
        keys = ("--public-key", server.public_key, "--secret-key", server.secret_key)
        found = json.loads(cost("--json", "--host", server.url, *keys))
        printed = cost("--host", server.url, *keys)
    assert found["models"]["usd"] == pytest.approx(1.75)
    assert found["models"]["byModel"][0] == {"model": "model-a", "usd": 1.5}
    assert "$1.75" in printed and "model-b" in printed
