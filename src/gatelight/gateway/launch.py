"""Everything needed to start LiteLLM: command line, environment and generated configuration."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gatelight.gateway import config as gateway_config
from gatelight.gateway.environment import GatewayEnvironmentError, load_environment
from gatelight.settings import Settings
from gatelight.spend.charges import START_CHECK_TAG

RUNTIME = Path(__file__).parent / "runtime"
# LiteLLM fetches price lists, headers and blog posts at start unless told not to.
OFFLINE = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_LOCAL_BLOG_POSTS": "True",
    "LITELLM_LOCAL_POLICY_TEMPLATES": "True",
    "LITELLM_LOCAL_AUTOROUTER_PRESETS": "True",
    "LITELLM_DONT_SHOW_FEEDBACK_BOX": "true",
}
# Set unless the operator set them.
DEFAULTS = {
    "LITELLM_MODE": "PRODUCTION",  # otherwise a `.env` in the working directory is loaded
    "LITELLM_LOG": "WARNING",
    "LANGFUSE_MAX_RETRIES": "8",  # about 3 minutes of a server that is away, in place of 7 s
    "PROMETHEUS_DISABLE_CREATED_SERIES": "True",
}


@dataclass(frozen=True, slots=True)
class TracePlace:
    """The server that traces go to, and the project's key pair."""

    url: str
    public_key: str
    secret_key: str


@dataclass(frozen=True, slots=True)
class Launch:
    """`os.execve(argv[0], argv, env)` runs the gateway."""

    argv: list[str]
    env: dict[str, str]
    versions: str


def data_folder(settings: Settings) -> Path:
    """Where the gateway's generated configuration and key file are."""
    return settings.data_dir.absolute() / "gateway"


def key_file(settings: Settings) -> Path:
    """The key file `gatelight_runtime.auth` reads."""
    return data_folder(settings) / "keys.json"


def operator_file(settings: Settings, path: Path | None = None) -> Path | None:
    """`path`, else the setting, else `gateway.yaml` of the working directory when there is one."""
    if path or settings.gateway_config:
        return path or settings.gateway_config
    here = Path("gateway.yaml")
    return here if here.exists() else None


def render(
    settings: Settings, env: Mapping[str, str] | None = None, config: Path | None = None
) -> gateway_config.GatewayConfig:
    """The configuration LiteLLM will get. Raises GatewayConfigError."""
    document = gateway_config.read_operator_file(operator_file(settings, config))
    return gateway_config.render(document, os.environ if env is None else env)


def check(settings: Settings) -> str:
    """Whether the gateway could start; a model name callers can use.

    Raises GatewayEnvironmentError and GatewayConfigError.
    """
    rendered = render(settings)
    load_environment(settings, needs_sdk="langfuse" in rendered.tracing)
    return rendered.check_model


def prepare(
    settings: Settings,
    *,
    place: TracePlace | None,
    master_key: str,
    env: Mapping[str, str] | None = None,
    config: Path | None = None,
) -> Launch:
    """Check, write the configuration, and build the command.

    Raises GatewayEnvironmentError and GatewayConfigError.
    """
    outer = dict(os.environ if env is None else env)
    rendered = render(settings, outer, config)
    if rendered.tracing and place is None:
        raise GatewayEnvironmentError(
            "LANGFUSE_HOST is not set: LiteLLM would send every prompt to a public service. "
            "Set GATELIGHT_SERVER_URL (or LANGFUSE_HOST), LANGFUSE_PUBLIC_KEY and "
            "LANGFUSE_SECRET_KEY, or start everything with `gatelight up`."
        )
    found = load_environment(settings, needs_sdk="langfuse" in rendered.tracing)
    written = gateway_config.write(rendered, data_folder(settings) / "config.yaml")
    host, port = settings.gateway_host, settings.gateway_port
    inner = DEFAULTS | outer | OFFLINE
    inner |= {
        "PYTHONPATH": str(RUNTIME),
        "LITELLM_MASTER_KEY": rendered.master_key or master_key,
        "CONFIG_FILE_PATH": str(written),
        "GATELIGHT_SPOOL_DIR": str(data_folder(settings) / "spool"),
        "GATELIGHT_KEY_FILE": str(key_file(settings)),
        "GATELIGHT_GATEWAY_KEYS_KEPT_SECONDS": str(settings.gateway_keys_kept_seconds),
        "GATELIGHT_GATEWAY_WHEN_SERVER_IS_AWAY": settings.gateway_when_server_is_away,
        "GATELIGHT_MAX_BODY_BYTES": str(settings.max_body_bytes),
        "GATELIGHT_OWN_KEYS": "1" if rendered.own_keys else "0",
        "GATELIGHT_TRACED": "1" if rendered.tracing else "0",
        "GATELIGHT_CHECK_MODEL": rendered.check_model,
        "GATELIGHT_CHECK_TAG": START_CHECK_TAG,
        "GATELIGHT_CHECK_GATEWAY": f"http://{reachable(host)}:{port}",
    }
    if settings.log_format == "json":
        inner["JSON_LOGS"] = "True"
    if place is not None:
        inner |= {
            "LANGFUSE_HOST": place.url,
            "LANGFUSE_PUBLIC_KEY": place.public_key,
            "LANGFUSE_SECRET_KEY": place.secret_key,
        }
    argv = [str(found.python), "-m", "gatelight_runtime", "--config", str(written)]
    argv += ["--host", host, "--port", str(port)]
    return Launch(argv, inner, f"LiteLLM {found.litellm}, langfuse {found.langfuse or 'absent'}")


def reachable(host: str) -> str:
    """An address that this machine can call for a listening address."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"[{host}]" if ":" in host else host
