"""Free ports of loopback for servers that tests start."""

from __future__ import annotations

import itertools
import os
import socket

_EACH = 4_000
_numbers = itertools.count()


def free_port() -> int:
    """A port that nothing listens on. No other test is given it, in this process or in another
    worker, and no outgoing connection takes it: it is below those the system gives out (Linux:
    32768 and above), so that a server may bind it long after."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 4
    for number in _numbers:
        port = 12_000 + worker * _EACH + (os.getpid() * 40 + number) % _EACH
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("the numbers have no end")
