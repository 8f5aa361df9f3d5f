"""The models of a gateway whose operator wrote no `gateway.yaml`: taken from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DEMO_MODEL = "gatelight-demo"
# Made up, of the size of a small real model, so that a first run shows costs. Dollars a token.
_DEMO_PRICE = {
    "input_cost_per_token": 1.5e-07,
    "output_cost_per_token": 6e-07,
    "cache_creation_input_token_cost": 0.0,
    "cache_read_input_token_cost": 0.0,
}

# variable that must be set -> (name callers use, LiteLLM's model)
_BY_KEY: dict[str, tuple[tuple[str, str], ...]] = {
    "OPENAI_API_KEY": (
        ("openai/*", "openai/*"),
        ("gpt-*", "openai/gpt-*"),
        ("o1*", "openai/o1*"),
        ("o3*", "openai/o3*"),
        ("o4*", "openai/o4*"),
        ("text-embedding-*", "openai/text-embedding-*"),
    ),
    "ANTHROPIC_API_KEY": (("anthropic/*", "anthropic/*"), ("claude-*", "anthropic/claude-*")),
    "GEMINI_API_KEY": (("gemini/*", "gemini/*"), ("gemini-*", "gemini/gemini-*")),
    "MISTRAL_API_KEY": (("mistral/*", "mistral/*"),),
    "GROQ_API_KEY": (("groq/*", "groq/*"),),
    "OPENROUTER_API_KEY": (("openrouter/*", "openrouter/*"),),
}
# Credentials that a machine may have for other reasons: they add models, and leave the demo one.
_AWS = (
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
)
_OLLAMA = ("OLLAMA_API_BASE", "OLLAMA_HOST")


def models_from_environment(env: Mapping[str, str]) -> list[dict[str, Any]]:
    """LiteLLM `model_list` for the provider keys in `env`; never empty."""
    models: list[dict[str, Any]] = []
    for variable, names in _BY_KEY.items():
        if env.get(variable):
            models += [
                _entry(name, model, api_key=f"os.environ/{variable}") for name, model in names
            ]
    demo = [] if models else [_demo()]
    if any(env.get(variable) for variable in _AWS):
        models.append(_entry("bedrock/*", "bedrock/*"))
    if address := next((env[name] for name in _OLLAMA if env.get(name)), ""):
        url = address if "://" in address else f"http://{address}"
        models.append(_entry("ollama/*", "ollama_chat/*", api_base=url))
    return demo + models


def _entry(name: str, model: str, **params: str) -> dict[str, Any]:
    return {"model_name": name, "litellm_params": {"model": model, **params}}


def _demo() -> dict[str, Any]:
    entry = _entry(DEMO_MODEL, f"gatelight/{DEMO_MODEL}")
    return entry | {"model_info": dict(_DEMO_PRICE)}
