"""`gatelight gateway`: LiteLLM Proxy, in its own virtual environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from gatelight.aws.secrets import is_reference, resolved
from gatelight.cli.bootstrap import ensure_bootstrap, read_bootstrap
from gatelight.cli.ports import PortTakenError, require_free
from gatelight.gateway.config import GatewayConfigError
from gatelight.gateway.environment import GatewayEnvironmentError
from gatelight.gateway.launch import Launch, TracePlace, prepare
from gatelight.gateway.rotation import Rotation
from gatelight.settings import Settings
from gatelight.telemetry.logs import set_up_logs


def gateway(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    config: Annotated[
        Path | None, typer.Option(help="gateway.yaml: models and settings of LiteLLM.")
    ] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder of keys and secrets.")] = None,
) -> None:
    """Run the gateway in front of the models; every call becomes a trace in the server.

    Without gateway.yaml the models come from provider keys in the environment (OPENAI_API_KEY,
    ANTHROPIC_API_KEY, …); without those a demonstration model answers.
    """
    given = {"gateway_host": host, "gateway_port": port, "data_dir": data_dir}
    given = {name: value for name, value in given.items() if value is not None}

    def make() -> Launch:
        env = resolved(os.environ)
        settings = Settings(**given)  # type: ignore[arg-type]
        return prepare(
            settings,
            place=trace_place(settings, env),
            master_key=_master_key(settings, env),
            env=env,
            config=config,
        )

    try:
        settings = Settings(**given)  # type: ignore[arg-type]
        require_free(settings.gateway_host, settings.gateway_port, "GATELIGHT_GATEWAY_PORT")
        launch = make()
    except (GatewayEnvironmentError, GatewayConfigError, PortTakenError, ValueError) as error:
        typer.echo(f"gatelight gateway: {error}", err=True)
        raise typer.Exit(2) from None
    address = f"http://{settings.gateway_host}:{settings.gateway_port}"
    typer.echo(f"starting the gateway on {address}: {launch.versions}", err=True)
    if not any(map(is_reference, os.environ.values())):
        os.execve(launch.argv[0], launch.argv, launch.env)  # noqa: S606
    set_up_logs(settings)
    raise typer.Exit(Rotation(make, dict(os.environ), settings.secrets_refresh_seconds).run())


def trace_place(settings: Settings, env: Mapping[str, str]) -> TracePlace | None:
    """Where traces go: settings first, then the Langfuse variables, then this machine's server.

    None when no server is known; the gateway then refuses to start.
    """
    made = read_bootstrap(settings)
    url = settings.server_url or env.get("LANGFUSE_HOST") or env.get("LANGFUSE_BASE_URL")
    if not url and made is not None:
        url = settings.resolved_server_url
    public = env.get("LANGFUSE_PUBLIC_KEY") or settings.init_project_public_key
    secret = env.get("LANGFUSE_SECRET_KEY") or settings.init_project_secret_key.get_secret_value()
    if made is not None and not (public and secret):
        public, secret = made.public_key, made.secret_key
    if not (url and public and secret):
        return None
    return TracePlace(url.rstrip("/"), public, secret)


def _master_key(settings: Settings, env: Mapping[str, str]) -> str:
    """The key as set, else the one of this data directory, which is made when absent."""
    written = settings.gateway_master_key.get_secret_value()
    return (
        written or env.get("LITELLM_MASTER_KEY") or ensure_bootstrap(settings)[0].gateway_master_key
    )
