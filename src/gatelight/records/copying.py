"""Every row of the record store out as JSON lines and back in, for backups.

Columns are read from the store itself and not from the models, so that a store of an earlier
release is copied as it is. The lines are the same whichever database they come from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    MetaData,
    Table,
    Text,
    cast,
    func,
    inspect,
    select,
)
from sqlalchemy.types import TypeDecorator

from gatelight.records import tables  # noqa: F401 - fills Base.metadata
from gatelight.records.base import Base
from gatelight.records.database import Database
from gatelight.records.migrate import revision_of, upgrade
from gatelight.records.tables.jobs import Job

VERSION_TABLE = "alembic_version"
ROWS_AT_ONCE = 500


class _JsonAsText(TypeDecorator[str]):
    """A JSON column's text, untouched: its own `null` is not the database's NULL."""

    impl = Text
    cache_ok = True

    def __init__(self, postgresql: bool = False) -> None:
        super().__init__()
        self.postgresql = postgresql

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(column, Text) if self.postgresql else column

    def bind_expression(self, bindparam: Any) -> ColumnElement[Any] | None:
        return cast(bindparam, JSON) if self.postgresql else bindparam

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value


class _Moment(TypeDecorator[str]):
    """A time as ISO 8601 text in UTC, microseconds kept."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        utc = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return utc.isoformat()


def _our_names(connection: Connection, more: Collection[str] = ()) -> list[str]:
    """Our tables among those that are there: a database may be shared, with LiteLLM's, say."""
    ours = {*Base.metadata.tables, *more}
    return [name for name in inspect(connection).get_table_names() if name in ours]


def _found_tables(connection: Connection, more: Collection[str] = ()) -> list[Table]:
    """The store's own tables and `more`, those that are referred to first."""
    postgresql = connection.dialect.name == "postgresql"
    found = MetaData()
    found.reflect(connection, only=_our_names(connection, more))
    for table in found.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type = _JsonAsText(postgresql)
            elif isinstance(column.type, DateTime):
                column.type = _Moment()
    return found.sorted_tables


class Snapshot:
    """The record store as it stood at one moment. Reads may come from another thread than the one
    that opened it, one at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.revision = revision_of(connection)
        self._tables = {table.name: table for table in _found_tables(connection)}

    @property
    def table_names(self) -> list[str]:
        return list(self._tables)

    def lines(self, name: str) -> Iterator[bytes]:
        """A JSON object for each row, a line each."""
        table = self._tables[name]
        statement = select(table)
        if name == Job.__tablename__:
            # the backup's own job: restored, it would run again
            statement = statement.where(table.c.kind != "backup")
        rows = self._connection.execution_options(yield_per=ROWS_AT_ONCE).execute(statement)
        names = [str(column.name) for column in table.columns]
        for row in rows:
            made = dict(zip(names, row, strict=True))
            yield orjson.dumps(made, option=orjson.OPT_APPEND_NEWLINE)

    def uploaded_media(self) -> Iterator[tuple[str, str, str]]:
        """Project, id and content type of media whose bytes have arrived."""
        media = self._tables.get("media")
        if media is None:
            return
        wanted = select(media.c.project_id, media.c.id, media.c.content_type)
        yield from self._connection.execution_options(yield_per=ROWS_AT_ONCE).execute(
            wanted.where(media.c.uploaded_at.is_not(None)).order_by(media.c.project_id, media.c.id)
        )


@contextmanager
def snapshot(database: Database) -> Iterator[Snapshot]:
    """A view of the whole store that later writes do not change."""
    with database.steady_view() as connection:
        yield Snapshot(connection)


def has_rows(database: Database) -> bool:
    """Whether people, organisations or projects are stored."""
    with database.steady_view() as connection:
        for table in _found_tables(connection):
            if table.name in ("users", "organizations", "projects") and connection.scalar(
                select(func.count()).select_from(table)
            ):
                return True
    return False


def project_ids(database: Database) -> list[str]:
    """Projects of a store of any release; none where there are no tables."""
    with database.steady_view() as connection:
        for table in _found_tables(connection):
            if table.name == "projects":
                return list(connection.scalars(select(table.c.id)))
    return []


def load(
    database: Database, revision: str, lines_of: Mapping[str, Iterable[bytes]], *, replace: bool
) -> None:
    """Fill an empty store with the rows of a snapshot taken at schema `revision`, then bring it to
    this release; all or nothing. `replace` removes what is there first.

    Raises `migrate.SchemaTooNewError` for a revision this release does not know.
    """
    with database.migrating() as connection:
        if replace:
            _drop(connection, lines_of)
        upgrade(connection, revision)
        found = _found_tables(connection, lines_of)
        for table in reversed(found):  # what migrations put in is in the lines, too
            connection.execute(table.delete())
        for table in found:
            rows = map(orjson.loads, lines_of.get(table.name, ()))
            while part := list(islice(rows, ROWS_AT_ONCE)):
                connection.execute(table.insert(), part)
        upgrade(connection)


def _drop(connection: Connection, more: Collection[str]) -> None:
    cascade = " CASCADE" if connection.dialect.name == "postgresql" else ""
    for name in _our_names(connection, {VERSION_TABLE, *more}):
        quoted = connection.dialect.identifier_preparer.quote(name)
        connection.exec_driver_sql(f"DROP TABLE {quoted}{cascade}")
