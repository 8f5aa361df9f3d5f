"""One door to ClickHouse: the embedded engine in this process, or a server by URL.

Both speak through `clickhouse-connect`, with the same SQL. Calls block; run them in threads.
"""

from __future__ import annotations

import queue
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import clickhouse_connect
import pyarrow as pa
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError, DatabaseError, OperationalError

from gatelight.errors import ServiceUnavailable, Unprocessable
from gatelight.events.no_pandas import keep_pandas_out
from gatelight.events.schema import STEPS

Row = dict[str, Any]

MAX_CLIENTS = 12
QUERY_SECONDS = 30
_TIMED_OUT = ("TIMEOUT_EXCEEDED", "TOO_SLOW", "MEMORY_LIMIT_EXCEEDED", "code: 159", "code: 241")

keep_pandas_out()


class EventEngine:
    """A bounded pool of client handles over one data directory or one server.

    Raises ServiceUnavailable when the store cannot be reached, Unprocessable when a query is too
    heavy (time or memory).
    """

    def __init__(self, *, path: Path | None = None, url: str = "", memory_bytes: int = 0) -> None:
        self._path = path
        self._url = url
        self._settings: dict[str, Any] = {
            "max_execution_time": QUERY_SECONDS,
            "final": 0,
            "do_not_merge_across_partitions_select_final": 1,
            "optimize_use_projections": 1,
            "output_format_native_write_json_as_string": 1,
            # One thread a query: with two, chdb-core-lite 26.5 never came back from about one in
            # fifty reads of FINAL rows with payload at scattered places.
            "max_threads": 1 if path is not None else 2,
        }
        if memory_bytes:
            self._settings["max_memory_usage"] = memory_bytes
        self._idle: queue.LifoQueue[Client] = queue.LifoQueue()
        self._made = 0
        self._permits = queue.LifoQueue[None](MAX_CLIENTS)
        for _ in range(MAX_CLIENTS):
            self._permits.put(None)

    def _connect(self) -> Client:
        if self._path is not None:
            self._path.mkdir(parents=True, exist_ok=True)
            return clickhouse_connect.get_client(
                interface="chdb", path=str(self._path), settings=self._settings
            )
        parts = urlsplit(self._url)
        return clickhouse_connect.get_client(
            interface=parts.scheme,
            host=parts.hostname or "127.0.0.1",
            port=parts.port or (8443 if parts.scheme == "https" else 8123),
            username=unquote(parts.username or "default"),
            password=unquote(parts.password or ""),
            database=parts.path.strip("/") or "default",
            settings=self._settings,
            autogenerate_session_id=False,
        )

    @contextmanager
    def _client(self) -> Iterator[Client]:
        self._permits.get()
        client: Client | None = None
        try:
            try:
                client = self._idle.get_nowait()
            except queue.Empty:
                client = self._connect()
            yield client
        except OperationalError as error:
            raise ServiceUnavailable("The event store is not reachable") from error
        except DatabaseError as error:
            if any(word in str(error) for word in _TIMED_OUT):
                raise Unprocessable("Request timed out") from error
            raise
        finally:
            if client is not None:
                self._idle.put(client)
            self._permits.put(None)

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Rows as dicts, column names as keys."""
        with self._client() as client:
            result = client.query(sql, parameters=dict(parameters or {}))
            names = result.column_names
            return [dict(zip(names, row, strict=True)) for row in result.result_rows]

    def columns(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        """The result as an Arrow table: cheapest for many rows or large payloads."""
        with self._client() as client:
            return client.query_arrow(sql, parameters=dict(parameters or {}))

    def command(self, sql: str, parameters: Mapping[str, Any] | None = None) -> None:
        with self._client() as client:
            client.command(sql, parameters=dict(parameters or {}))

    def insert(self, table: str, rows: pa.Table) -> None:
        """Insert and return once the part is on disk (`fsync_after_insert`)."""
        with self._client() as client:
            client.insert_arrow(table, rows)

    def migrate(self) -> None:
        """Apply the schema steps not yet applied; safe to call at every start."""
        self.command(
            "CREATE TABLE IF NOT EXISTS schema_steps "
            "(step UInt32, applied_at DateTime DEFAULT now()) ENGINE = MergeTree ORDER BY step"
        )
        applied = {row["step"] for row in self.query("SELECT step FROM schema_steps")}
        for step, sql in STEPS:
            if step not in applied:
                self.command(sql)
                self.command(f"INSERT INTO schema_steps (step) VALUES ({step})")

    def close(self) -> None:
        """Close every idle handle; the embedded engine stops with the last one."""
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    def ping(self) -> bool:
        """Whether the store answers."""
        try:
            return self.query("SELECT 1 AS one") == [{"one": 1}]
        except (ClickHouseError, ServiceUnavailable):
            return False


def selected(columns: Sequence[str]) -> str:
    """A SELECT list of plain column names."""
    return ", ".join(f"`{name}`" for name in columns)
