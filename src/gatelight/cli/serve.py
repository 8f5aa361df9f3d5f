"""`gatelight serve`: the tracing server."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from gatelight.settings import Settings

STOP_SECONDS = 30
SWITCH_SECONDS = 0.0005
"""Decoding, merging and waiting for the engine are threads of one interpreter. Python's own 5 ms
would let each of the short steps of an insert wait that long for its turn."""
COLLECT_AFTER = 50_000
"""New objects between two searches for cycles. A decoded batch is thousands of objects that soon go
by themselves; Python's own 700 spends a fifth of the decoding time on looking at them."""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder of the embedded stores and secrets.")
    ] = None,
) -> None:
    """Run the server: API, OTLP and the embedded stores. Stops cleanly on SIGTERM or Ctrl-C."""
    gc.disable()  # importing makes little that can go again: searching it is a fifth of a start
    from gatelight.app import create_app
    from gatelight.telemetry.logs import set_up_logs

    given = {"host": host, "port": port, "data_dir": data_dir}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    set_up_logs(settings)
    app = create_app(settings)
    _tune_interpreter()
    uvicorn.run(
        app,
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


def _tune_interpreter() -> None:
    """Once everything is imported: what is here now stays, and is never searched for cycles."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 20)
    gc.enable()
