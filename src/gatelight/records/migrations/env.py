"""Alembic's entry: runs the migrations on the connection the program hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from gatelight.records import tables  # noqa: F401 - fills Base.metadata
from gatelight.records.base import Base

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,
)
context.run_migrations()
