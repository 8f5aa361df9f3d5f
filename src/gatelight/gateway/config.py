"""LiteLLM's configuration: the operator's `gateway.yaml` with what Gatelight needs added."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gatelight.gateway.models import models_from_environment

_TRACING = frozenset({"langfuse", "langfuse_otel", "gatelight"})
EXPORTER = "gatelight_runtime.exporter.instance"
_CALLBACK_KEYS = ("callbacks", "success_callback", "failure_callback")
HOOKS = "gatelight_runtime.hooks.instance"
AUTH = "gatelight_runtime.auth.authenticate"
DEMO_PROVIDER = {"provider": "gatelight", "custom_handler": "gatelight_runtime.demo.handler"}


class GatewayConfigError(Exception):
    """The operator's file cannot be used; the message names it and the reason."""


@dataclass(frozen=True, slots=True)
class GatewayConfig:
    """`document` is what LiteLLM loads. `tracing`: the tracing callbacks in force.

    `check_model` is a model name the start check may call with a mocked answer. `own_keys`: keys
    are Gatelight's, not those of another `custom_auth` or of a database of LiteLLM's own.
    """

    document: dict[str, Any]
    tracing: frozenset[str]
    check_model: str
    master_key: str | None
    own_keys: bool = True


def read_operator_file(path: Path | None) -> dict[str, Any]:
    """The operator's document, empty without a file. Raises GatewayConfigError."""
    if path is None:
        return {}
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise GatewayConfigError(f"{path}: {error}") from error
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise GatewayConfigError(f"{path}: expected a mapping with `model_list`")
    for name, kind in (
        ("model_list", list),
        ("litellm_settings", dict),
        ("general_settings", dict),
        ("environment_variables", dict),
    ):
        if document.get(name) is not None and not isinstance(document[name], kind):
            raise GatewayConfigError(f"{path}: `{name}` must be a {kind.__name__}")
    return document


def render(operator: Mapping[str, Any], env: Mapping[str, str]) -> GatewayConfig:
    """Merge. What the operator wrote stays as written; what is missing is added.

    - `callbacks: []` turns tracing and metrics off; otherwise `prometheus` and, when no callback
      that traces is named anywhere, `langfuse` are added to `callbacks`. `gatelight` names our own
      exporter.
    - Keys are checked by Gatelight's key file unless the operator names a `custom_auth` or a
      database of LiteLLM's own.
    """
    document = copy.deepcopy(dict(operator))
    models = document.get("model_list") or models_from_environment(env)
    document["model_list"] = models
    settings = document["litellm_settings"] = dict(document.get("litellm_settings") or {})
    general = document["general_settings"] = dict(document.get("general_settings") or {})

    written = {name: _names(settings.get(name)) for name in _CALLBACK_KEYS}
    off = settings.get("callbacks") == [] and not any(written.values())
    named = frozenset(name for names in written.values() for name in names)
    callbacks = list(written["callbacks"])
    if not off:
        callbacks += [] if "prometheus" in named else ["prometheus"]
        callbacks += [] if named & _TRACING else ["langfuse"]
    tracing = (named | frozenset(callbacks)) & _TRACING
    if "gatelight" in tracing:
        # One callback serves success and failure; named twice it would send everything twice.
        for name in _CALLBACK_KEYS:
            if written[name]:
                settings[name] = [each for each in written[name] if each != "gatelight"]
        callbacks = [each for each in callbacks if each != "gatelight"]
    settings["callbacks"] = [*callbacks, EXPORTER if "gatelight" in tracing else HOOKS]

    if _uses(models, "gatelight/"):
        settings["custom_provider_map"] = [
            *(settings.get("custom_provider_map") or []),
            DEMO_PROVIDER,
        ]
    master_key = general.get("master_key")
    general.setdefault("trusted_proxy_ranges", [])  # LiteLLM warns at each start without it
    general["master_key"] = "os.environ/LITELLM_MASTER_KEY"
    others = general.get("custom_auth") or general.get("database_url") or env.get("DATABASE_URL")
    if not others:
        general["custom_auth"] = AUTH
        general.setdefault("custom_auth_run_common_checks", True)
        settings.setdefault("enable_post_custom_auth_checks", True)
    return GatewayConfig(
        document, tracing, _callable_name(models), _secret(master_key, env), not others
    )


def write(config: GatewayConfig, path: Path) -> Path:
    """Write the generated file, readable by its owner only (models may carry keys)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(config.document, sort_keys=False, allow_unicode=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(
        "# Generated at each start from gateway.yaml; changes made here are lost.\n" + text,
        encoding="utf-8",
    )
    return path


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(item) for item in value] if isinstance(value, list) else []


def _uses(models: list[Any], prefix: str) -> bool:
    return any(str(_params(entry).get("model", "")).startswith(prefix) for entry in models)


def _params(entry: object) -> Mapping[str, Any]:
    params = entry.get("litellm_params") if isinstance(entry, dict) else None
    return params if isinstance(params, dict) else {}


def _callable_name(models: list[Any]) -> str:
    """A model name that can be called: the first, a wildcard filled in."""
    names = [str(entry["model_name"]) for entry in models if "model_name" in (entry or {})]
    exact = next((name for name in names if "*" not in name), None)
    return exact or (names[0].replace("*", "start-check") if names else "")


def _secret(value: object, env: Mapping[str, str]) -> str | None:
    """A `master_key` as written, or from the environment by LiteLLM's `os.environ/NAME`."""
    if not isinstance(value, str) or not value:
        return None
    prefix = "os.environ/"
    return env.get(value.removeprefix(prefix)) if value.startswith(prefix) else value
