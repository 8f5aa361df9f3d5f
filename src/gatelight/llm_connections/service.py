"""LLM connections: stored with their secrets sealed."""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson

from gatelight.accounts.per_database import PerDatabase
from gatelight.errors import NotFound
from gatelight.events.paging import Page
from gatelight.llm_connections import queries
from gatelight.llm_connections.schemas import ConnectionIn, connection_out, display_of
from gatelight.records.base import new_id
from gatelight.records.sealing import Sealer
from gatelight.records.secrets import secret_key_of
from gatelight.records.tables.llm_connections import LlmConnection
from gatelight.services import Services

Body = dict[str, Any]

sealer_of = PerDatabase(
    lambda services: Sealer(secret_key_of(services.settings), "llm-connections")
)


class Secrets(NamedTuple):
    """What a connection authenticates with."""

    secret_key: str
    extra_headers: dict[str, str]


def list_connections(services: Services, project_id: str, page: Page) -> tuple[list[Body], int]:
    with services.database.reader() as session:
        rows, total = queries.page_of_connections(session, project_id, page.limit, page.offset)
    return [connection_out(row) for row in rows], total


def put_connection(services: Services, project_id: str, body: ConnectionIn) -> tuple[Body, bool]:
    """Create or replace the connection of a provider, and whether it is new."""
    sealer = sealer_of(services)
    secret = body.secret_key.get_secret_value()
    headers = body.extra_headers or {}
    with services.database.session() as session:
        services.database.lock(session, f"llm-connections:{project_id}")
        row = queries.connection_of(session, project_id, body.provider)
        created = row is None
        if row is None:
            row = LlmConnection(id=new_id(), project_id=project_id, provider=body.provider)
            session.add(row)
        row.adapter = body.adapter
        row.secret_key = sealer.seal(secret, _place(row, "secret_key"))
        row.display_secret_key = display_of(secret)
        row.base_url = body.base_url
        row.custom_models = body.custom_models or []
        row.with_default_models = body.with_default_models is not False
        row.extra_headers = (
            sealer.seal(orjson.dumps(headers).decode(), _place(row, "extra_headers"))
            if headers
            else None
        )
        row.extra_header_keys = list(headers)
        row.config = body.config
    return connection_out(row), created


def delete_connection(services: Services, project_id: str, connection_id: str) -> None:
    """Raises NotFound."""
    with services.database.session() as session:
        row = queries.find_connection(session, project_id, connection_id)
        if row is None:
            raise NotFound("No LLM connection with this id found.")
        session.delete(row)


def secrets_of(services: Services, project_id: str, provider: str) -> Secrets:
    """For calling the model. Raises NotFound, and CannotOpenError when the server's secret key was
    changed since."""
    with services.database.reader() as session:
        row = queries.connection_of(session, project_id, provider)
    if row is None:
        raise NotFound("No LLM connection for this provider found.")
    sealer = sealer_of(services)
    headers: dict[str, str] = {}
    if row.extra_headers is not None:
        headers = orjson.loads(sealer.open(row.extra_headers, _place(row, "extra_headers")))
    return Secrets(sealer.open(row.secret_key, _place(row, "secret_key")), headers)


def _place(row: LlmConnection, column: str) -> str:
    return f"{row.project_id}/{row.id}/{column}"
