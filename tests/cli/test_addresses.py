"""What `gatelight up` says of OTLP over gRPC."""

from __future__ import annotations

import socket

from gatelight.cli.up import otlp_grpc_address
from gatelight.settings import Settings


def address(port: int, host: str = "127.0.0.1") -> str:
    return otlp_grpc_address(Settings(otlp_grpc_port=port, otlp_grpc_host=host))


def test_where_it_listens_or_why_it_does_not() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert address(port).startswith(f"off: cannot listen on 127.0.0.1:{port}")
        assert "GATELIGHT_OTLP_GRPC_PORT" in address(port)
    assert address(port, "0.0.0.0") == f"127.0.0.1:{port}"
    assert address(0).startswith("a free port")
    assert address(-1) == "off"
