"""How the parts of an instance are: versions, health, and the sizes of the stores."""

from __future__ import annotations

import asyncio
import platform
import shutil
import ssl
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import httpx
from starlette.concurrency import run_in_threadpool

from gatelight import __version__
from gatelight.errors import ApiError
from gatelight.gateway.client import address
from gatelight.gateway.launch import reachable
from gatelight.instance import queries
from gatelight.instance.schemas import InstanceStatusOut, PartOut, StoreSizeOut
from gatelight.services import Services

PROBE_SECONDS = 3.0


async def read_status(services: Services) -> InstanceStatusOut:
    """Asks every part at once; one that does not answer does not hold up the others for more than
    PROBE_SECONDS."""
    settings = services.settings
    gateway = address(settings)
    edge = f"http://{reachable(settings.edge_host)}:{settings.edge_port}"
    parts = await asyncio.gather(
        run_in_threadpool(_event_store, services),
        run_in_threadpool(_record_store, services),
        _process("Gateway", f"{gateway}/health/liveliness", "gatelight gateway"),
        _process("Edge", f"{edge}/healthz", "gatelight edge"),
    )
    sizes = await run_in_threadpool(_sizes, services)
    return InstanceStatusOut(
        version=__version__,
        python=platform.python_version(),
        public_url=settings.resolved_public_url,
        base_path=settings.base_path or "/",
        data_dir=str(settings.data_dir.absolute()),
        free_bytes=_free_bytes(settings.data_dir),
        waiting_events=services.writer.depth[0],
        parts=[
            PartOut(
                name="Server",
                state="ok",
                version=__version__,
                detail=f"{settings.host}:{settings.port}",
                milliseconds=None,
            ),
            *parts,
        ],
        sizes=sizes,
    )


def _event_store(services: Services) -> PartOut:
    embedded = not services.settings.clickhouse_url.get_secret_value()
    where = "embedded in the server" if embedded else "ClickHouse server"
    return _store("Event store", where, lambda: queries.event_store_version(services.events))


def _record_store(services: Services) -> PartOut:
    database = services.database
    where = "SQLite" if database.is_sqlite else f"PostgreSQL at {database.url.host}"
    return _store("Record store", where, lambda: queries.record_store_version(database))


def _store(name: str, where: str, version: Callable[[], str]) -> PartOut:
    began = time.perf_counter()
    try:
        found = version()
    except ApiError as error:
        return PartOut(
            name=name, state="down", version=None, detail=error.message, milliseconds=None
        )
    return PartOut(name=name, state="ok", version=found, detail=where, milliseconds=_since(began))


async def _process(name: str, url: str, command: str) -> PartOut:
    began = time.perf_counter()
    try:
        async with httpx.AsyncClient(
            timeout=PROBE_SECONDS, trust_env=False, verify=_certificates()
        ) as client:
            answer = await client.get(url)
    except httpx.HTTPError:
        detail = f"nothing answers at {url}: start it with `{command}` or `gatelight up`"
        return PartOut(name=name, state="down", version=None, detail=detail, milliseconds=None)
    healthy = answer.is_success
    return PartOut(
        name=name,
        state="ok" if healthy else "down",
        version=answer.headers.get("x-litellm-version"),
        detail=url if healthy else f"{url} answered {answer.status_code}",
        milliseconds=_since(began),
    )


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _sizes(services: Services) -> list[StoreSizeOut]:
    """Of the stores that answer."""
    found: list[StoreSizeOut] = []
    try:
        found += [
            StoreSizeOut(store="events", name=name, bytes=size, rows=rows)
            for name, size, rows in queries.event_table_sizes(services.events)
        ]
        size = queries.record_store_bytes(services.database)
        found.append(StoreSizeOut(store="records", name="all tables", bytes=size, rows=None))
        size, files = queries.media_size(services.database)
        found.append(StoreSizeOut(store="media", name="files", bytes=size, rows=files))
    except ApiError:
        pass  # the part says what is wrong
    return found


def _free_bytes(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
