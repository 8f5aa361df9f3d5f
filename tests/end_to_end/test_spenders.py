"""A hard budget against OpenAI's and Anthropic's clients, sixteen at once, streaming and not."""

from __future__ import annotations

import json
import subprocess
import time
from decimal import Decimal

import pytest
from tests.end_to_end.money import money_of, traced_cost
from tests.end_to_end.scene import Scene
from tests.end_to_end.test_budgets import FRESH_SECONDS, call
from tests.end_to_end.test_calls_become_traces import CHAT, CLAUDE, the_generation
from tests.end_to_end.test_clients import PYTHON, ROOT

pytestmark = pytest.mark.slow

DRIVER = ROOT / "tests" / "compat" / "drivers" / "spenders.py"
CLIENTS = 16


def test_a_hard_budget_stops_the_providers_own_clients(scene: Scene) -> None:
    assert PYTHON.exists(), f"no {PYTHON}: run `make sdks`"
    with money_of(scene) as money:
        key, secret = money.key("spenders", user_id="spenders")
        made = [
            call(scene, secret, "/v1/chat/completions", CHAT),
            call(scene, secret, "/v1/messages", CLAUDE),
        ]
        prices = [
            Decimal(str(the_generation(scene.trace_of(each))["calculatedTotalCost"]))
            for each in made
        ]
        limit = 20 * sum(prices)
        money.budget("user", "spenders", str(limit))
        time.sleep(FRESH_SECONDS)
        done = subprocess.run(
            [PYTHON, DRIVER, scene.gateway.url, secret],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        told = json.loads(done.stdout)
        assert len(told["refused"]) == len(told["answered"]) == 4
        assert {code for codes in told["refused"].values() for code in codes} == {"budget_exceeded"}
        calls = len(made) + sum(told["answered"].values())
        deadline = time.monotonic() + 60
        while (traced := traced_cost(scene, userId="spenders"))[1] != calls:
            assert time.monotonic() < deadline, f"{traced} instead of {calls} calls"
            time.sleep(0.5)
        spent = traced[0]
        money.wait_until_spent("key", key.id, spent)
        money.wait_until_spent("user", "spenders", spent)
        assert limit <= spent <= limit + CLIENTS * max(prices)
