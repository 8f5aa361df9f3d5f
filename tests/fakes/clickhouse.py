"""A ClickHouse server for tests: its HTTP interface over one embedded engine, in a process of its
own, so that several Gatelight servers can share one event store.

    with clickhouse_server(folder) as url: ...        # http://default:@127.0.0.1:PORT/default

`python -m tests.fakes.clickhouse PORT FOLDER` is that process. What `clickhouse-connect` sends is
served: queries with parameters and settings, inserts in any format, compressed bodies.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pyarrow as pa

from tests.ports import free_port
from tests.server import stop

START_SECONDS = 120
# Not settings of a query: what the protocol itself uses.
OWN = {"query", "database", "session_id", "query_id", "client_protocol_version", "compress"}
OWN |= {"decompress", "default_format", "wait_end_of_query", "role", "send_receive_timeout"}
INSERT = re.compile(rb"\s*INSERT\s+INTO\s+(.+?)\s+FORMAT\s+(\w+)\s*", re.IGNORECASE | re.DOTALL)


class Engine:
    """One query at a time; settings stay set, for all clients bring the same."""

    def __init__(self, folder: Path) -> None:
        import chdb

        self._connection = chdb.connect(str(folder))
        self._set: dict[str, str] = {}
        self._lock = threading.Lock()

    def run(self, sql: str, form: str, params: dict[str, str], settings: dict[str, str]) -> bytes:
        with self._lock:
            for name, value in settings.items():
                if self._set.get(name) != value:
                    self._connection.query(f"SET {name} = '{value}'", "TabSeparated")
                    self._set[name] = value
            return bytes(self._connection.query(sql, form, params=params).bytes() or b"")

    def insert(self, target: str, form: str, data: bytes, settings: dict[str, str]) -> bytes:
        with tempfile.NamedTemporaryFile(suffix=".data") as file:
            file.write(data)
            file.flush()
            sql = f"INSERT INTO {target} FROM INFILE '{file.name}' FORMAT {form}"
            return self.run(sql, "TabSeparated", {}, settings)


def decompressed(data: bytes, encoding: str) -> bytes:
    """The body of a request as `clickhouse-connect` compressed it."""
    if encoding in ("lz4", "zstd"):
        with pa.CompressedInputStream(pa.BufferReader(data), encoding) as stream:
            return bytes(stream.read())
    return data


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    engine: Engine

    def do_GET(self) -> None:
        if self.path == "/ping":
            self._answer(200, b"Ok.\n")
        else:
            self._query(b"")

    def do_POST(self) -> None:
        self._query(self._body())

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            data = b"".join(parts)
        else:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return decompressed(data, self.headers.get("Content-Encoding", ""))

    def _query(self, body: bytes) -> None:
        values = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        written = values.get("query", "").encode()
        text = written + (b"\n" if written and body else b"") + body
        params = {k.removeprefix("param_"): v for k, v in values.items() if k.startswith("param_")}
        settings = {k: v for k, v in values.items() if k not in OWN and not k.startswith("param_")}
        try:
            insert = INSERT.match(text)
            if insert and b"VALUES" not in insert[1].upper():
                target, form = insert[1].decode(), insert[2].decode()
                answer = self.engine.insert(target, form, text[insert.end() :], settings)
            else:
                answer = self.engine.run(text.decode(), "TabSeparated", params, settings)
        except Exception as error:
            said = str(error)
            code = re.search(r"Code: (\d+)", said)
            headers = {"X-ClickHouse-Exception-Code": code[1] if code else "1002"}
            self._answer(500, said.encode(), headers)
        else:
            self._answer(200, answer)

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "X-ClickHouse-Summary": "{}"}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def clickhouse_server(folder: Path) -> Iterator[str]:
    """Start the process with its data in `folder`; the URL for GATELIGHT_CLICKHOUSE_URL."""
    port = free_port()
    log = folder / "clickhouse.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.clickhouse", str(port), str(folder / "store")],
            cwd=Path(__file__).parents[2],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(f"http://127.0.0.1:{port}/ping"):
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield f"http://default:@127.0.0.1:{port}/default"
    finally:
        stop(process)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).is_success
    except httpx.TransportError:
        return False


def serve(port: str, folder: str) -> None:
    Handler.engine = Engine(Path(folder))
    ThreadingHTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2])
