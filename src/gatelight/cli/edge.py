"""`gatelight edge`: one public address in front of the server and the gateway."""

from __future__ import annotations

from typing import Annotated

import typer
import uvicorn

from gatelight.cli.ports import PortTakenError, require_free
from gatelight.settings import Settings

STOP_SECONDS = 8


def edge(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    gateway_url: Annotated[
        str | None, typer.Option(help="Address of the gateway; default its host and port.")
    ] = None,
    server_url: Annotated[
        str | None, typer.Option(help="Address of the server; default its host and port.")
    ] = None,
) -> None:
    """Run the edge: /v1 to the gateway, /langfuse and /api to the server, administration to 403."""
    from gatelight.edge.proxy import EdgeApp
    from gatelight.telemetry.logs import set_up_logs

    given = {"edge_host": host, "edge_port": port, "server_url": server_url}
    settings = Settings(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
    set_up_logs(settings)
    try:
        require_free(settings.edge_host, settings.edge_port, "GATELIGHT_EDGE_PORT")
        app = EdgeApp(
            server_url=settings.resolved_server_url,
            gateway_url=gateway_url or f"http://{settings.gateway_host}:{settings.gateway_port}",
            base_path=settings.base_path,
            trusted=frozenset(p.strip() for p in settings.trusted_proxies.split(",") if p.strip()),
            grafana_url=settings.grafana_upstream,
        )
    except (PortTakenError, ValueError) as error:
        typer.echo(f"gatelight edge: {error}", err=True)
        raise typer.Exit(2) from None
    uvicorn.run(
        app,
        host=settings.edge_host,
        port=settings.edge_port,
        log_config=None,
        access_log=False,
        loop="uvloop",
        http="httptools",
        ws="none",
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_keep_alive=75,
    )
