"""`python -m gatelight_runtime`: LiteLLM Proxy with the middleware around it, one process.

Arguments after `--` go to LiteLLM unchanged. Environment: see `gatelight.gateway.launch`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys


def main(arguments: list[str]) -> None:
    """Run until stopped. Exits with 2 when the place to send traces to is not named."""
    if os.environ.get("GATELIGHT_TRACED") == "1" and not os.environ.get("LANGFUSE_HOST"):
        # LiteLLM would send every prompt to a public cloud service.
        sys.exit("gatelight: LANGFUSE_HOST is not set; the gateway does not start without it")

    from litellm.proxy.proxy_cli import run_server
    from litellm.proxy.proxy_server import app

    from .auth import server
    from .garbage import collect_between_steps
    from .hooks import admission
    from .middleware import GatelightMiddleware
    from .start_check import Check, run

    logging.getLogger("gatelight").addHandler(_stderr())
    logging.getLogger("gatelight").propagate = False
    logging.getLogger("LiteLLM").addFilter(_worth_reading)
    tasks: set[asyncio.Task[None]] = set()

    def started() -> None:
        loop = asyncio.get_running_loop()
        collect_between_steps(loop)
        check = Check.from_environment()
        if check is not None:
            task = loop.create_task(run(check))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    app.add_middleware(
        GatelightMiddleware,
        max_body=int(os.environ["GATELIGHT_MAX_BODY_BYTES"]),
        server=server,
        on_started=started,
        on_answered=admission.answered,
    )
    run_server.main(arguments, prog_name="litellm")


def _worth_reading(record: logging.LogRecord) -> bool:
    """The callback warns at every call that a header names the trace: that is how we name it."""
    return not record.getMessage().startswith("Overwriting Langfuse")


def _stderr() -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    return handler


if __name__ == "__main__":
    main(sys.argv[1:])
