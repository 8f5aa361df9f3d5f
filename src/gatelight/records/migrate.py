"""Alembic, run from the program: the migrations are files in this package."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from gatelight.records import tables  # noqa: F401 - fills Base.metadata
from gatelight.records.base import Base

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaTooNewError(Exception):
    """The record store was written by a newer Gatelight than this one."""


def config(connection: Connection) -> Config:
    """Alembic's configuration, bound to an open connection."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def revision_of(connection: Connection) -> str:
    """The schema the store has; "" for one without tables."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def newest() -> str:
    """The schema of this release."""
    script = Config()
    script.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return ScriptDirectory.from_config(script).get_current_head() or ""


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run every migration the store lacks (up to `to`), inside the caller's transaction.

    Raises SchemaTooNewError, and ValueError when a migration would leave a broken foreign key.
    """
    settings = config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(settings).walk_revisions()}
    found = revision_of(connection)
    for revision in (found, to):
        if revision not in known | {"", "head"}:
            raise SchemaTooNewError(
                f"The record store has schema {revision}, which this version does not know. "
                "It was written by a newer Gatelight: run that version, or restore a backup."
            )
    command.upgrade(settings, to)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise ValueError(f"migration leaves a broken foreign key in table {broken[0]}")


def differences(connection: Connection) -> list[object]:
    """What the models declare and the store lacks, or the other way round; empty when they
    agree."""
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, Base.metadata))
