"""`gatelight up`: server, gateway and edge on one machine, supervised."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from gatelight.cli.bootstrap import Bootstrap, bootstrap_file, ensure_bootstrap
from gatelight.cli.ports import PortTakenError, require_free
from gatelight.cli.supervisor import ChildSpec, Supervisor
from gatelight.gateway.config import GatewayConfigError
from gatelight.gateway.environment import GatewayEnvironmentError
from gatelight.gateway.launch import check, reachable
from gatelight.settings import Settings

GATEWAY_START_SECONDS = 180.0


def up(
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder of everything that is kept.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="gateway.yaml: models and settings of LiteLLM.")
    ] = None,
    edge_port: Annotated[int | None, typer.Option(help="Public port.")] = None,
    gateway_port: Annotated[int | None, typer.Option(help="Port of the gateway.")] = None,
    server_port: Annotated[int | None, typer.Option(help="Port of the server.")] = None,
) -> None:
    """Run everything on this machine: the server, the gateway, and the edge in front of them.

    On the first run an organization, a project, a user and all keys are made and kept in
    bootstrap.json of the data directory. Ctrl-C stops everything in order.
    """
    given = {
        "data_dir": data_dir,
        "gateway_config": config,
        "edge_port": edge_port,
        "gateway_port": gateway_port,
        "port": server_port,
    }
    settings = Settings(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
    try:
        require_free(settings.host, settings.port, "GATELIGHT_PORT")
        require_free(settings.gateway_host, settings.gateway_port, "GATELIGHT_GATEWAY_PORT")
        require_free(settings.edge_host, settings.edge_port, "GATELIGHT_EDGE_PORT")
        check(settings)
        made, new = ensure_bootstrap(settings)
        otlp_grpc = otlp_grpc_address(settings)
    except (PortTakenError, GatewayEnvironmentError, GatewayConfigError, ValueError) as error:
        typer.echo(f"gatelight up: {error}", err=True)
        raise typer.Exit(2) from None

    async def supervise() -> int:
        return await Supervisor(
            children(settings, made), lambda: print_screen(settings, made, otlp_grpc, new=new)
        ).run()

    raise typer.Exit(asyncio.run(supervise()))


def otlp_grpc_address(settings: Settings) -> str:
    """Where OTLP over gRPC will listen, or why it will not; the server runs without it, too."""
    host, port = settings.otlp_grpc_host or settings.host, settings.otlp_grpc_port
    if port < 0:
        return "off"
    try:
        require_free(host, port, "GATELIGHT_OTLP_GRPC_PORT")
    except PortTakenError as error:
        return f"off: {error}"
    return f"{reachable(host)}:{port}" if port else "a free port, which the server's log names"


def children(settings: Settings, made: Bootstrap) -> list[ChildSpec]:
    """The three processes in start order."""
    command = str(Path(sys.executable).with_name("gatelight"))
    server = f"http://{reachable(settings.host)}:{settings.port}"
    env = os.environ | {
        "PYTHONUNBUFFERED": "1",
        "GATELIGHT_DATA_DIR": str(settings.data_dir.absolute()),
        "GATELIGHT_PORT": str(settings.port),
        "GATELIGHT_GATEWAY_PORT": str(settings.gateway_port),
        "GATELIGHT_EDGE_PORT": str(settings.edge_port),
        "GATELIGHT_SERVER_URL": settings.server_url or server,
        "GATELIGHT_GATEWAY_MASTER_KEY": made.gateway_master_key,
        # Variables meant for other Langfuse servers do not redirect this gateway's traces.
        "LANGFUSE_PUBLIC_KEY": made.public_key,
        "LANGFUSE_SECRET_KEY": made.secret_key,
    }
    if settings.gateway_config is not None:
        env["GATELIGHT_GATEWAY_CONFIG"] = str(settings.gateway_config.absolute())
    gateway = f"http://{reachable(settings.gateway_host)}:{settings.gateway_port}"
    edge = f"http://{reachable(settings.edge_host)}:{settings.edge_port}"
    return [
        ChildSpec(
            "server",
            [command, "serve"],
            env | made.server_environment(),
            f"{server}/api/public/health",
            start_seconds=120,
            stop_seconds=40,
        ),
        ChildSpec(
            "gateway",
            [command, "gateway"],
            env,
            f"{gateway}/health/liveliness",
            start_seconds=GATEWAY_START_SECONDS,
            stop_seconds=20,
        ),
        ChildSpec(
            "edge",
            [command, "edge", "--gateway-url", gateway],
            env,
            f"{edge}/healthz",
            start_seconds=30,
            stop_seconds=10,
        ),
    ]


def print_screen(settings: Settings, made: Bootstrap, otlp_grpc: str, *, new: bool) -> None:
    """One screen: addresses, keys, and a call to copy."""
    public = settings.resolved_public_url
    model = check(settings)
    lines = [
        ("UI", f"{public}{settings.base_path}/"),
        ("Gateway (OpenAI)", f"{public}/v1"),
        ("Gateway (Anthropic)", public),
        ("Langfuse API", f"{public}/api/public   (SDKs: host {public})"),
        ("OTLP over HTTP", f"{public}/api/public/otel"),
        ("OTLP over gRPC", otlp_grpc),
        ("Gateway admin", f"http://{settings.gateway_host}:{settings.gateway_port}"),
        ("Gateway master key", made.gateway_master_key),
        ("Gateway test-user key", made.test_user_key),
        ("Project public key", made.public_key),
        ("Project secret key", made.secret_key),
        ("Sign in as", made.user_email),
    ]
    if new:
        lines.append(("Password", f"{made.user_password}   (shown this once)"))
    lines.append(("Kept in", str(bootstrap_file(settings))))
    console = Console(soft_wrap=True, highlight=False)
    console.rule("[bold]Gatelight is up")
    for name, value in lines:
        console.print(f"  [bold]{name:<22}[/bold] {escape(value)}")
    console.print("\n  Make a call:")
    console.print(
        escape(
            f"  curl {public}/v1/chat/completions -H 'Authorization: Bearer {made.test_user_key}'"
            " -H 'Content-Type: application/json'"
            f' -d \'{{"model": "{model}",'
            ' "messages": [{"role": "user", "content": "Say hello in Italian"}]}\''
        )
    )
    console.print("\n  Count the traces:")
    console.print(
        escape(
            f"  curl -s -u {made.public_key}:{made.secret_key}"
            f" '{public}/api/public/traces?limit=10' | jq .meta.totalItems"
        )
    )
    console.print("\n  Check everything: gatelight verify")
    console.rule()
