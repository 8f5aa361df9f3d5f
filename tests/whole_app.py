"""The whole server in this process: real stores, real writer, spoken to over ASGI."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi.testclient import TestClient
from sqlalchemy import make_url

from gatelight.app import create_app
from gatelight.pricing.book import PriceBook
from gatelight.records.database import Database
from gatelight.services import Services
from gatelight.settings import Settings
from tests.postgres import chosen_database
from tests.store import rest_shared_engine

PROJECT = "project-test"
KEYS = ("pk-lf-test", "sk-lf-test")
BEARER = {"Authorization": f"Bearer {KEYS[0]}"}


@dataclass
class WholeApp:
    client: TestClient
    services: Services

    def post(self, path: str, body: Any, **extra: Any) -> httpx.Response:
        return self.client.post(path, json=body, auth=KEYS, **extra)

    def send(self, method: str, path: str, data: Any, **headers: str) -> httpx.Response:
        """Bytes (or a generator of them, which is sent chunked) as they are."""
        sent = {"Content-Type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self.client.request(method, path, content=data, headers=sent, auth=KEYS)

    def get(self, path: str, **params: Any) -> httpx.Response:
        return self.client.get(path, params=params, auth=KEYS)

    def rows(self, table: str, entity_id: str) -> list[dict[str, Any]]:
        """The stored rows of one id."""
        return self.services.events.query(
            f"SELECT * FROM {table} FINAL WHERE project_id = {{project:String}} "
            "AND id = {id:String} AND NOT is_deleted",
            {"project": PROJECT, "id": entity_id},
        )

    def row(self, table: str, entity_id: str) -> dict[str, Any]:
        (row,) = self.rows(table, entity_id)
        return row


@functools.cache
def record_store_template() -> bytes:
    """The SQLite file of a first start: present schema, shipped prices. Making it takes seconds."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "records.db"
        database = Database(f"sqlite:///{path}")
        database.migrate()
        PriceBook(database).load()
        database.close()
        assert not path.with_name("records.db-wal").exists()
        return path.read_bytes()


def place_record_store(settings: Settings) -> None:
    """Spare the first start of an app on SQLite what every first start does."""
    url = make_url(settings.resolved_database_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        Path(url.database).write_bytes(record_store_template())


@contextmanager
def whole_app(folder: Path, **settings: Any) -> Iterator[WholeApp]:
    """Start the app with its data in `folder`, one project and the key pair KEYS."""
    values: dict[str, Any] = {
        "otlp_grpc_port": -1,
        "database_url": chosen_database(folder),
        "init_org_id": "org-test",
        "init_project_id": PROJECT,
        "init_project_public_key": KEYS[0],
        "init_project_secret_key": KEYS[1],
    }
    rest_shared_engine()
    chosen = Settings(data_dir=folder, _env_file=None, **(values | settings))
    place_record_store(chosen)
    app = create_app(chosen)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield WholeApp(client, app.state.services)
