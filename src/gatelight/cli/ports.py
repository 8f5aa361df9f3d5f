"""Is a port free? Asked before a process is started, so that the answer names the setting."""

from __future__ import annotations

import socket


class PortTakenError(Exception):
    """The message names the port and the setting that changes it."""


def require_free(host: str, port: int, variable: str) -> None:
    """Raise PortTakenError when `host:port` cannot be listened on. Port 0 is always free."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise PortTakenError(
            f"cannot listen on {host}:{port} ({error.strerror or error}). Is Gatelight already "
            f"running? Another port: {variable}=…"
        ) from error
