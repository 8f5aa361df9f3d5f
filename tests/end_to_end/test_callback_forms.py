"""The ways operators write LiteLLM's callbacks: each call is still one trace, failed or not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.scene import Scene, scene_of
from tests.end_to_end.test_calls_become_traces import CHAT, the_generation

pytestmark = pytest.mark.slow

FORMS: dict[str, dict[str, Any]] = {
    "callbacks, and success and failure callbacks": {
        "callbacks": ["prometheus", "langfuse"],
        "success_callback": ["langfuse"],
        "failure_callback": ["langfuse"],
    },
    "langfuse_otel": {"callbacks": ["prometheus", "langfuse_otel"]},
}


@pytest.mark.parametrize("form", FORMS)
def test_one_call_is_one_generation(tmp_path: Path, form: str) -> None:
    with scene_of(tmp_path, FORMS[form]) as scene:
        for model in ("gpt-4o-mini", "gpt-4o-mini-500", "no-such-model"):
            response = scene.call("/v1/chat/completions", CHAT | {"model": model})
            scene.trace_of(response)
        settle(scene)
        for model, level in (("gpt-4o-mini", "DEFAULT"), ("gpt-4o-mini-500", "ERROR")):
            response = scene.call("/v1/chat/completions", CHAT | {"model": model})
            trace = scene.trace_of(response)
            settle(scene)
            again = scene.get(f"traces/{trace['id']}").json()
            assert the_generation(again)["level"] == level
            assert again["userId"] == "test-user"


def settle(scene: Scene) -> None:
    """Wait for what the gateway still has to export: a later call's trace comes after it."""
    scene.trace_of(scene.call("/v1/chat/completions", CHAT))
