"""The path table against the routes of the installed LiteLLM: none that administers is open."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
from tests.gateway.running import VENV

from gatelight.edge.paths import route

pytestmark = pytest.mark.slow
LISTS = """
import json
from litellm.proxy._types import LiteLLMRoutes
print(json.dumps({item.name: list(item.value) for item in LiteLLMRoutes}))
"""
ADMINISTER = [
    "management_routes",
    "key_management_routes",
    "master_key_only_routes",
    "spend_tracking_routes",
    "global_spend_tracking_routes",
    "org_admin_only_routes",
    "org_admin_allowed_routes",
    "admin_viewer_routes",
    "self_managed_routes",
    "internal_user_routes",
    "info_routes",
    "ui_routes",
    "mcp_management_routes",
    "agent_management_routes",
    "model_info_routes",
]
LISTED_MODELS = re.compile(r"/(v1/)?models(/x)?")


@pytest.fixture(scope="module")
def lists() -> dict[str, list[str]]:
    done = subprocess.run(
        [VENV / "bin" / "python", "-c", LISTS],
        capture_output=True,
        check=True,
        env={"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION"},
    )
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return {
        name: [re.sub(r"\{[^}]*\}", "x", path) for path in paths] for name, paths in found.items()
    }


def test_no_route_that_administers_is_reachable(lists):
    for name in ADMINISTER:
        assert lists[name], name
        for path in lists[name]:
            if not LISTED_MODELS.fullmatch(path):
                assert route(path, "/langfuse").target != "gateway", (name, path)


def test_the_model_routes_are_reachable(lists):
    for path in [
        "/v1/chat/completions",
        "/chat/completions",
        "/v1/embeddings",
        "/v1/messages",
        "/v1/messages/count_tokens",
        "/v1/responses",
        "/v1/models",
        "/v1/images/generations",
        "/v1/audio/transcriptions",
        "/v1/files",
        "/v1/batches",
        "/v1/rerank",
        "/openai/deployments/x/chat/completions",
    ]:
        assert path in [*lists["openai_routes"], *lists["anthropic_routes"]]
        assert route(path, "/langfuse").target == "gateway", path
