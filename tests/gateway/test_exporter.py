"""The native exporter inside LiteLLM's own environment: it is the gateway's hooks as well."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.gateway.running import VENV
from tests.server import clean_environment

from gatelight.gateway import runtime

pytestmark = pytest.mark.slow

LOG_A_CALL = """
import asyncio, json
from gatelight_runtime import exporter, hooks

told, spans = [], []
hooks.admission.ended = lambda *told_of: told.append(told_of)
exporter.instance.delivery.add = spans.append
payload = {"id": "a", "response_cost": 0.25, "total_tokens": 7, "call_type": "acompletion"}
logged = {"litellm_call_id": "call", "standard_logging_object": payload}
asyncio.run(exporter.instance.async_log_success_event(logged, None, None, None))
hooked = isinstance(exporter.instance, hooks.GatelightHooks)
print(json.dumps({"told": told, "spans": len(spans), "hooked": hooked}))
"""


def test_a_call_is_told_to_the_budgets_and_exported(tmp_path: Path) -> None:
    env = clean_environment() | {
        "PYTHONPATH": str(Path(runtime.__path__[0])),
        "GATELIGHT_SPOOL_DIR": str(tmp_path / "spool"),
    }
    done = subprocess.run(
        [VENV / "bin/python", "-c", LOG_A_CALL],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {"told": [["call", 0.25, 7]], "spans": 1, "hooked": True}
