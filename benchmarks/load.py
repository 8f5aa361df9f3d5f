"""A small load generator: keep-alive sockets, one thread each, prepared bytes, bounded in count.

It parses no more of an answer than its status, length and `Retry-After`, so that two thirds of a
core are left to the server on the smallest machine.
"""

from __future__ import annotations

import base64
import itertools
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

RETRY_STATUS = frozenset({429, 503})
MAX_RETRIES = 100


class Connection:
    """One keep-alive HTTP/1.1 connection to loopback."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""

    def send(self, head: bytes, body: bytes) -> tuple[int, bytes, bytes]:
        """Status, header block and body of the answer."""
        self._socket.sendall(b"%sContent-Length: %d\r\n\r\n" % (head, len(body)))
        self._socket.sendall(body)
        while b"\r\n\r\n" not in self._buffer:
            self._receive()
        header, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        length = int(header_value(header, b"content-length") or 0)
        while len(self._buffer) < length:
            self._receive()
        answer, self._buffer = self._buffer[:length], self._buffer[length:]
        return int(header[9:12]), header, answer

    def _receive(self) -> None:
        data = self._socket.recv(1 << 16)
        if not data:
            raise ConnectionError("the server closed the connection")
        self._buffer += data

    def close(self) -> None:
        self._socket.close()


def header_value(header: bytes, name: bytes) -> bytes:
    for line in header.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip()
    return b""


def request_head(path: str, port: int, headers: dict[str, str]) -> bytes:
    """Request line and headers without the length."""
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n"


def basic(auth: tuple[str, str]) -> str:
    return "Basic " + base64.b64encode(":".join(auth).encode()).decode()


@dataclass(slots=True)
class LoadResult:
    """`latencies` in seconds, one for each request, waiting after a 429 or 503 included."""

    requests: int = 0
    retries: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def run_load(
    port: int,
    head: bytes,
    body: Callable[[int], bytes],
    *,
    requests: int,
    connections: int,
    accepted: Callable[[int, bytes], bool],
    first: int = 0,
) -> LoadResult:
    """Send bodies `first` to `first + requests`, shared out among `connections`.

    Raises RuntimeError for an answer that is neither accepted nor asks to come back.
    """
    numbers = itertools.count(first)
    lock = threading.Lock()
    result = LoadResult()

    def take() -> int | None:
        with lock:
            number = next(numbers)
        return number if number < first + requests else None

    def work() -> None:
        connection = Connection(port)
        latencies: list[float] = []
        retries = 0
        while (number := take()) is not None:
            prepared = body(number)
            began = time.perf_counter()
            for _attempt in range(MAX_RETRIES):
                status, header, answer = connection.send(head, prepared)
                if status not in RETRY_STATUS:
                    break
                retries += 1
                time.sleep(float(header_value(header, b"retry-after") or 1))
            if not accepted(status, answer):
                raise RuntimeError(f"answer {status}: {answer[:500]!r}")
            latencies.append(time.perf_counter() - began)
        connection.close()
        with lock:
            result.latencies += latencies
            result.retries += retries

    began = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        for done in [pool.submit(work) for _ in range(connections)]:
            done.result()
    result.seconds = time.perf_counter() - began
    result.requests = requests
    return result
