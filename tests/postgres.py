"""A real PostgreSQL server for tests: one private cluster per test process, one database per test.

Import the fixtures in a conftest: `from tests.postgres import postgres_server, postgres_url`.
Apps that a test starts by itself ask `chosen_database` which record store this run is on.
"""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from gatelight.records.database import Database
from tests.ports import free_port

MISSING = (
    "No PostgreSQL server binaries on PATH or in /usr/lib/postgresql/*/bin; "
    "install them: apt-get install postgresql"
)


def find_tool(name: str) -> Path:
    """A tool of the newest PostgreSQL server installed here; fails the test when there is none."""
    if found := shutil.which(name):
        return Path(found)

    def version(path: Path) -> float:
        return float(path.parent.parent.name)

    if installed := sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=version):
        return installed[-1]
    pytest.fail(MISSING)


class PostgresServer:
    """A cluster in a temporary folder, on a free port of 127.0.0.1, without fsync."""

    def __init__(self) -> None:
        # Not pytest's own folder: that one is closed to user `postgres`.
        self.folder = Path(tempfile.mkdtemp(prefix="gatelight-pg-"))
        self.port = 0
        self._names = (f"test_{number}" for number in itertools.count())

    def start(self) -> None:
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        data = self.folder / "data"
        self._run(
            find_tool("initdb"),
            *("-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"),
            *("--no-locale", "--no-sync", "--no-instructions"),
        )
        self.port = free_port()
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 200,
        }
        arguments = " ".join(f"-c {name}={value}" for name, value in options.items())
        self._run(
            find_tool("pg_ctl"),
            *("-D", data, "-w", "-l", self.folder / "log", "-o", f"-p {self.port} {arguments}"),
            "start",
        )

    def stop(self) -> None:
        """Stop the server at once."""
        self._run(find_tool("pg_ctl"), "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = "template1") -> str:
        """Name of a fresh database, a clone of `template`."""
        name = next(self._names)
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, name: str) -> None:
        self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def dump(self, name: str) -> str:
        """The database as SQL text."""
        return self._run(
            find_tool("pg_dump"),
            *("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"),
            *("--no-owner", "--no-privileges", "--inserts", name),
        )

    def _execute(self, statement: str, *names: str) -> None:
        query = sql.SQL(statement).format(*map(sql.Identifier, names))
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(query)

    def _run(self, *command: str | Path) -> str:
        """Run a tool as user `postgres`: the server refuses to run as root."""
        become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*become, *map(str, command)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@functools.cache
def shared_server() -> PostgresServer:
    """The process's cluster, running until the process ends."""
    server = PostgresServer()
    atexit.register(server.remove)
    server.start()
    atexit.register(server.stop)
    return server


@functools.cache
def shared_template() -> str:
    """Name of a database of it with the present schema."""
    name = shared_server().create()
    database = Database(shared_server().url(name))
    database.migrate()
    database.close()
    return name


@functools.cache
def _database_of(_folder: Path) -> str:
    return shared_server().create(shared_template())


def chosen_database(folder: Path) -> str:
    """URL of the record store of an app with its data in `folder`, the same at each start: "" for
    the SQLite file there, or with GATELIGHT_TEST_DATABASE=postgresql a database of its own."""
    kind = os.environ.get("GATELIGHT_TEST_DATABASE", "sqlite")
    if kind == "sqlite":
        return ""
    if kind != "postgresql":
        pytest.exit(f"GATELIGHT_TEST_DATABASE is sqlite or postgresql, not {kind!r}", 4)
    return shared_server().url(_database_of(folder.resolve()))


@pytest.fixture(scope="session")
def postgres_server() -> PostgresServer:
    return shared_server()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """Name of a database with the present schema."""
    return shared_template()


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """URL of a database without tables."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """URL of a database with the present schema and nothing in it."""
    name = postgres_server.create(postgres_template)
    yield postgres_server.url(name)
    postgres_server.drop(name)
