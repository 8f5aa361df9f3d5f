"""The migrations make what the models declare, from nothing and from every released schema."""

from __future__ import annotations

import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select, text
from tests.record_store import BOTH
from tests.records.release_schema import MOMENT, RELEASED

from gatelight.records.base import Base
from gatelight.records.database import Database, use_write_ahead_log
from gatelight.records.migrate import MIGRATIONS, SchemaTooNewError, differences
from gatelight.records.tables.accounts import User
from gatelight.records.tables.projects import ApiKey

RELEASES = sorted(path.name.removesuffix(".sqlite.sql") for path in RELEASED.glob("*.sqlite.sql"))


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/records.db"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


def test_models_and_migrations_agree(empty_url: str) -> None:
    database = Database(empty_url)
    database.migrate()
    with database.engine.connect() as connection:
        assert differences(connection) == []
    database.close()


def test_differences_are_seen(database: Database) -> None:
    """The check above would fail on a forgotten column, table or index."""
    with database.session() as session:
        session.execute(text("ALTER TABLE users DROP COLUMN name"))
        session.execute(text("DROP TABLE invitations"))
        session.execute(text("DROP INDEX ix_projects_organization_id"))
    with database.engine.connect() as connection:
        assert len(differences(connection)) >= 3


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.session() as session:
        session.add(User(email="a@example.com", name="A"))
    database.migrate()
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1


def test_processes_that_start_at_once(empty_url: str) -> None:
    failures: list[BaseException] = []
    barrier = threading.Barrier(4)

    def start() -> None:
        database = Database(empty_url)
        try:
            barrier.wait()
            database.migrate()
        except BaseException as error:
            failures.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_new_file_that_another_process_holds_is_waited_for(tmp_path: Path) -> None:
    """Changing to a write-ahead log does not wait by itself for who has begun to write."""
    path = tmp_path / "records.db"
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    threading.Timer(0.5, lambda: holder.execute("COMMIT")).start()
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    holder.close()


def test_only_a_lock_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "records.db"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE t (a)")
    waited: list[float] = []
    monkeypatch.setattr("gatelight.records.database.time.sleep", waited.append)
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        use_write_ahead_log(connection, timeout=0.2)
    assert waited == []


def test_a_newer_schema_is_refused_and_left_alone(database: Database) -> None:
    with database.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNewError, match="9999"):
        database.migrate()
    with database.reader() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_migrations_are_one_numbered_line() -> None:
    """Each follows the one before it; numbers may be left out."""
    files = sorted((MIGRATIONS / "versions").glob("*.py"))
    revisions = [path.name.split("_")[0] for path in files]
    text = [path.read_text() for path in files]
    follows = [re.findall(r'^down_revision = "(\d+)"', each, re.MULTILINE) for each in text]
    assert [re.findall(r'^revision = "(\d+)"', each, re.MULTILINE) for each in text] == [
        [revision] for revision in revisions
    ]
    assert follows == [[], *([revision] for revision in revisions[:-1])]


@pytest.mark.parametrize("release", RELEASES)
def test_upgrade_from_release_on_sqlite(release: str, tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    connection = sqlite3.connect(path)
    connection.executescript((RELEASED / f"{release}.sqlite.sql").read_text())
    connection.close()
    upgrades_and_keeps(Database(f"sqlite:///{path}"))


@pytest.mark.parametrize("release", RELEASES)
def test_upgrade_from_release_on_postgres(release: str, empty_postgres_url: str) -> None:
    with psycopg.connect(empty_postgres_url, autocommit=True) as connection:
        connection.execute((RELEASED / f"{release}.postgres.sql").read_bytes())
    upgrades_and_keeps(Database(empty_postgres_url))


def upgrades_and_keeps(database: Database) -> None:
    database.migrate()
    with database.engine.connect() as connection:
        assert differences(connection) == []
    with database.reader() as session:
        assert session.get_one(User, "user").email == "ada@example.com"
        key = session.scalars(select(ApiKey)).one()
        assert key.last_used_at == MOMENT
        assert key.project_id == "project"
    database.close()


def test_there_is_a_released_schema_and_it_fills_every_table_it_has() -> None:
    assert RELEASES
    for path in RELEASED.iterdir():
        dump = path.read_text().replace('"', "").replace("public.", "").replace("\t", " ")
        made = {name for name in Base.metadata.tables if f"CREATE TABLE {name} " in dump}
        filled = {name for name in made if f"INSERT INTO {name} VALUES" in dump}
        assert made == filled, path.name
