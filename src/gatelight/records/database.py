"""The record store's one door: engine, sessions, migrations.

SQLite by default, PostgreSQL by URL; everything above this file is the same on both.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, QueuePool

from gatelight.aws.secrets import SecretUnreadable
from gatelight.errors import Conflict, InvalidRequest, ServiceUnavailable
from gatelight.settings import Settings

log = logging.getLogger(__name__)

BUSY_TIMEOUT_SECONDS = 10
MIGRATION_TIMEOUT_SECONDS = 120
CONNECT_TIMEOUT_SECONDS = 5
POOL_SIZE = 10
POOL_OVERFLOW = 30

ENTITY_LOCKS = 0x67617465
"""First half of the two-part keys of `lock_all`."""

_READ_ONLY = "gatelight_read_only"


class Database:
    """Record store at an SQLAlchemy URL (`sqlite:///file` or `postgresql+psycopg://…`).

    Nothing is opened until first use. `migrate()` must have run once before the tables are there.
    """

    def __init__(self, url: str, fresh_password: Callable[[], str | None] | None = None) -> None:
        """`fresh_password` is asked when PostgreSQL refuses the one in the address: it may have
        been changed since."""
        self._fresh_password = fresh_password
        self._password: str | None = None
        self.url = make_url(url)
        if self.url.drivername in ("postgres", "postgresql"):
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and not self.url.database:
            raise ValueError("the record store needs a file: sqlite:///path")
        self.engine = self._make_engine(migrating=False)
        self._reader = self.engine.execution_options(
            **{_READ_ONLY: True, "postgresql_readonly": True}
        )

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction that may write: committed on success, rolled back on an error.

        On SQLite it holds the store's one write lock from its start, so a read-then-write never
        fails half way; keep it short, and never open a second one inside it. Rows stay readable
        after the commit. Raises ServiceUnavailable when the store is down or stays locked, Conflict
        when a constraint is broken (someone else was first, or what is referred to is gone), and
        InvalidRequest when a value cannot be stored (a NUL character on PostgreSQL, half a
        surrogate pair, an integer beyond 64 bits).
        """
        with self._transaction(self.engine) as session:
            yield session

    @contextmanager
    def reader(self) -> Iterator[Session]:
        """A read-only transaction: a consistent view that waits for no writer. Errors as
        `session()`."""
        with self._transaction(self._reader) as session:
            yield session

    def lock(self, session: Session, name: str, *, shared: bool = False) -> None:
        """Let one transaction at a time past this line for `name`, until it ends; with `shared`
        any number of those, and none of the others.

        PostgreSQL advisory lock; on SQLite the writing transaction already is alone.
        """
        if not self.is_sqlite:
            how = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
            session.execute(
                text(f"SELECT {how}(hashtextextended(:name, 0))"), {"name": f"gatelight:{name}"}
            )

    def lock_all(self, session: Session, numbers: Sequence[int]) -> None:
        """As `lock`, for numbers of a space of their own, in the order given: callers that give
        them sorted never wait for each other in a circle."""
        if not self.is_sqlite and numbers:
            session.execute(
                text(
                    "SELECT count(*) FROM (SELECT pg_advisory_xact_lock(:space, number) "
                    "FROM unnest(CAST(:numbers AS integer[])) WITH ORDINALITY AS t (number, place) "
                    "ORDER BY place) AS taken"
                ),
                {"space": ENTITY_LOCKS, "numbers": list(numbers)},
            )

    @contextmanager
    def steady_view(self) -> Iterator[Connection]:
        """One read-only transaction that sees the store as it is now until it ends. Errors as
        `session()`."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._transaction(self._reader.execution_options(**options)) as session:
            session.execute(text("SELECT 1 FROM sqlite_master" if self.is_sqlite else "SELECT 1"))
            yield session.connection()

    def migrate(self) -> None:
        """Bring the schema to this release, all or nothing; safe when several processes start at
        once. Raises `migrate.SchemaTooNewError` when a newer Gatelight has written the store."""
        from gatelight.records.migrate import upgrade

        with self.migrating() as connection:
            upgrade(connection)

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """One transaction that changes the schema, alone: other processes that would wait."""
        if self.is_sqlite:
            path = Path(str(self.url.database))
            path.parent.mkdir(parents=True, exist_ok=True)
            # hashes of passwords and keys are in it; SQLite's side files take the same mode
            path.touch(mode=0o600)
        engine = self._make_engine(migrating=True)
        try:
            with engine.begin() as connection:
                self._alone_while_migrating(connection)
                yield connection
        finally:
            engine.dispose()

    def ping(self) -> bool:
        """Whether the store answers."""
        try:
            with self.reader() as session:
                session.execute(text("SELECT 1"))
        except ServiceUnavailable:
            return False
        return True

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()

    def _alone_while_migrating(self, connection: Connection) -> None:
        """On SQLite BEGIN IMMEDIATE, issued when the transaction began, does this."""
        if not self.is_sqlite:
            connection.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(hashtextextended('gatelight:migrate', 0))"
            )

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Session]:
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                yield session
        except (DataError, UnicodeEncodeError, OverflowError) as error:
            # the last two come from the drivers: lone surrogates, integers beyond 64 bits
            log.info("value refused by the record store: %s", error)
            raise InvalidRequest("A value in the request cannot be stored.") from error
        except IntegrityError as error:
            log.info("record store conflict: %s", error.orig)
            raise Conflict("This conflicts with what is stored; read it again.") from error
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            log.warning("record store unavailable: %s", getattr(error, "orig", error))
            raise ServiceUnavailable from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise ServiceUnavailable from error
            raise

    def _make_engine(self, *, migrating: bool) -> Engine:
        if self.is_sqlite:
            return self._make_sqlite_engine(migrating)
        pool: dict[str, Any] = (
            {"poolclass": NullPool}
            if migrating
            else {
                "pool_size": POOL_SIZE,
                "max_overflow": POOL_OVERFLOW,
                "pool_timeout": CONNECT_TIMEOUT_SECONDS,
                "pool_pre_ping": True,
            }
        )
        engine = create_engine(
            self.url, connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS}, **pool
        )
        if self._fresh_password is not None:
            event.listen(engine, "do_connect", self._connect)
        return engine

    def _connect(self, dialect: Dialect, _record: Any, args: Any, options: dict[str, Any]) -> Any:
        """Connect with the password in use; when it is refused, once more with a fresh one."""
        if self._password is not None:
            options["password"] = self._password
        try:
            return dialect.connect(*args, **options)
        except self._driver_error(dialect) as error:
            # there is no SQLSTATE before a connection stands
            if "authentication failed" not in str(error) or self._fresh_password is None:
                raise
            try:
                fresh = self._fresh_password()
            except SecretUnreadable as unreadable:
                log.error("the record store refuses its password: %s", unreadable)
                raise error from unreadable
            if fresh is None or fresh == options.get("password"):
                raise
            log.info("the record store's password has changed; connecting with the new one")
            self._password = options["password"] = fresh
            return dialect.connect(*args, **options)

    @staticmethod
    def _driver_error(dialect: Dialect) -> type[Exception]:
        error: type[Exception] = dialect.loaded_dbapi.OperationalError
        return error

    def _make_sqlite_engine(self, migrating: bool) -> Engine:
        timeout = MIGRATION_TIMEOUT_SECONDS if migrating else BUSY_TIMEOUT_SECONDS
        pool: dict[str, Any] = (
            {"poolclass": NullPool}
            if migrating
            else {
                "poolclass": QueuePool,
                "pool_size": POOL_SIZE,
                "max_overflow": POOL_OVERFLOW,
                "pool_timeout": BUSY_TIMEOUT_SECONDS,
            }
        )
        engine = create_engine(
            self.url,
            # isolation_level None: the driver begins nothing by itself, `begin` below does.
            connect_args={
                "isolation_level": None,
                "timeout": timeout,
                "check_same_thread": False,
            },
            **pool,
        )

        @event.listens_for(engine, "connect")
        def prepare(connection: sqlite3.Connection, _record: object) -> None:
            use_write_ahead_log(connection, timeout)
            connection.execute("PRAGMA synchronous = FULL")
            # A migration may rebuild a table (drop and rename), which enforced keys would turn
            # into deleted children; `upgrade` checks all keys before it commits.
            connection.execute(f"PRAGMA foreign_keys = {'OFF' if migrating else 'ON'}")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            read_only = connection.get_execution_options().get(_READ_ONLY, False)
            # query_only: writing through a reader fails here as it does on PostgreSQL
            connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
            connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

        return engine


def open_database(settings: Settings) -> Database:
    """The record store of these settings; nothing is opened before first use."""
    return Database(settings.resolved_database_url, settings.fresh_database_password)


def use_write_ahead_log(connection: sqlite3.Connection, timeout: float) -> None:
    """Wait up to `timeout` seconds for who is writing: this statement does not by itself (SQLite
    calls no busy handler then), and processes that start at once on a new file all run it.

    Raises sqlite3.OperationalError when the lock stays, or for anything else at once.
    """
    deadline = time.monotonic() + timeout
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
