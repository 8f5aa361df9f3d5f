"""`gatelight serve`: the tracing server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from gatelight.settings import Settings

STOP_SECONDS = 30


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder of the embedded stores and secrets.")
    ] = None,
) -> None:
    """Run the server: API, OTLP and the embedded stores. Stops cleanly on SIGTERM or Ctrl-C."""
    from gatelight.app import create_app
    from gatelight.telemetry.logs import set_up_logs

    given = {"host": host, "port": port, "data_dir": data_dir}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    set_up_logs(settings)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        loop="uvloop",
        http="httptools",
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_keep_alive=75,
    )
