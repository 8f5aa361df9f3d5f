"""One door to ClickHouse: the embedded engine in this process, or a server by URL.

Both speak through `clickhouse-connect`, with the same SQL. Calls block; run them in threads.
"""

from __future__ import annotations

import fcntl
import queue
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import clickhouse_connect
import orjson
import pyarrow as pa
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError, DatabaseError, OperationalError

from gatelight.errors import ServiceUnavailable, Unprocessable
from gatelight.events.no_pandas import keep_pandas_out
from gatelight.events.schema import STEPS, Layout
from gatelight.settings import Settings

Row = dict[str, Any]

MAX_CLIENTS = 12
QUERY_SECONDS = 30
_TIMED_OUT = ("TIMEOUT_EXCEEDED", "TOO_SLOW", "MEMORY_LIMIT_EXCEEDED", "code: 159", "code: 241")

CLUSTER_SETTINGS: dict[str, Any] = {
    # an insert is on every replica's disk, on its shard, when it returns
    "insert_distributed_sync": 1,
    "insert_quorum": "auto",
    # a sub-query sees all shards, not only the one it runs on
    "distributed_product_mode": "global",
}

keep_pandas_out()


class EventEngine:
    """A bounded pool of client handles over one data directory or one server.

    Raises ServiceUnavailable when the store cannot be reached, Unprocessable when a query is too
    heavy (time or memory).
    """

    def __init__(
        self,
        *,
        path: Path | None = None,
        url: str = "",
        memory_bytes: int = 0,
        cluster: str = "",
    ) -> None:
        """`cluster` names the one of the server on which tables are replicated and sharded."""
        self.layout = Layout(cluster)
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
        if cluster:
            self._settings |= CLUSTER_SETTINGS
        self.observer: Callable[[str, float, bool], None] | None = None
        """Told of each operation (`read`, `insert`, `command`): seconds, and whether it failed."""
        self._idle: queue.LifoQueue[Client] = queue.LifoQueue()
        self._made = 0
        self._permits = queue.LifoQueue[None](MAX_CLIENTS)
        for _ in range(MAX_CLIENTS):
            self._permits.put(None)

    @property
    def embedded(self) -> bool:
        """Whether the store is this process's own: nobody else can write to it."""
        return self._path is not None

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

    @contextmanager
    def _measured(self, operation: str) -> Iterator[Client]:
        """A client, and how long it was used told to the observer."""
        began = time.perf_counter()
        failed = True
        try:
            with self._client() as client:
                yield client
            failed = False
        finally:
            if self.observer is not None:
                self.observer(operation, time.perf_counter() - began, failed)

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Rows as dicts, column names as keys."""
        with self._measured("read") as client:
            result = client.query(sql, parameters=dict(parameters or {}))
            names = result.column_names
            return [dict(zip(names, row, strict=True)) for row in result.result_rows]

    def page(
        self, sql: str, parameters: Mapping[str, Any] | None = None
    ) -> tuple[list[list[Any]], int]:
        """Rows of a query with ORDER BY and LIMIT, and how many there were before the limit: what
        is sorted has been counted. For numbers and text; times as numbers."""
        with self._measured("read") as client:
            found = client.raw_query(
                f"{sql} SETTINGS exact_rows_before_limit = 1",
                parameters=dict(parameters or {}),
                fmt="JSONCompact",
            )
        body = orjson.loads(found)
        return body["data"], int(body["rows_before_limit_at_least"])

    def columns(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        """The result as an Arrow table: cheapest for many rows or large payloads."""
        with self._measured("read") as client:
            return client.query_arrow(sql, parameters=dict(parameters or {}))

    @contextmanager
    def stream(self, sql: str) -> Iterator[Iterator[pa.RecordBatch]]:
        """The result in pieces of a few megabytes, as it stood when this was entered: what is
        written meanwhile is not in it. Takes a handle of its own and as long as the reader does."""
        client = self._connect()
        try:
            client.set_client_setting("max_execution_time", 0)
            with client.query_arrow_stream(sql) as pieces:
                # the engine looks at the parts of the table when the first piece is made
                first = next(iter(pieces), None)
                yield iter(()) if first is None else chain((first,), pieces)
        except OperationalError as error:
            raise ServiceUnavailable("The event store is not reachable") from error
        finally:
            client.close()

    def command(self, sql: str, parameters: Mapping[str, Any] | None = None) -> None:
        with self._measured("command") as client:
            client.command(sql, parameters=dict(parameters or {}))

    def insert(self, table: str, rows: pa.Table) -> None:
        """Insert and return once the part is on disk (`fsync_after_insert`)."""
        with self._measured("insert") as client:
            client.insert_arrow(table, rows)

    def migrate(self) -> None:
        """Apply the schema steps not yet applied; safe to call at every start."""
        self.command(self.layout.create_steps_table())
        applied = {row["step"] for row in self.query("SELECT step FROM schema_steps")}
        for step, made in STEPS:
            if step not in applied:
                for sql in self.layout.apply(made):
                    self.command(sql)
                self.command(f"INSERT INTO schema_steps (step) VALUES ({step})")

    def schema_step(self) -> int:
        """The last step of the schema that was applied; 0 for an empty store."""
        if not self.query("SELECT 1 AS one FROM system.tables WHERE name = 'schema_steps'"):
            return 0
        return int(self.query("SELECT max(step) AS step FROM schema_steps")[0]["step"])

    def held_elsewhere(self) -> bool:
        """Whether another process has the embedded engine's folder open."""
        status = (self._path or Path()) / "status"
        if self._path is None or not status.exists():
            return False
        with status.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    def drop(self) -> None:
        """Remove every table; `migrate` makes them again, empty."""
        for sql in self.layout.drop():
            self.command(sql)

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


def open_engine(settings: Settings) -> EventEngine:
    """The event store of these settings; nothing is opened before first use."""
    if url := settings.clickhouse_url.get_secret_value():
        return EventEngine(url=url, cluster=settings.clickhouse_cluster)
    return EventEngine(
        path=settings.data_dir / "events", memory_bytes=settings.event_store_memory_bytes
    )


def selected(columns: Sequence[str]) -> str:
    """A SELECT list of plain column names."""
    return ", ".join(f"`{name}`" for name in columns)
