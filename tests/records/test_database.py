"""Transactions of the record store, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import InternalError, StatementError

from gatelight.errors import Conflict, InvalidRequest, ServiceUnavailable
from gatelight.records.database import Database
from gatelight.records.tables.accounts import User, UserSession
from gatelight.records.tables.projects import ApiKey, Organization, Project


def count_users(database: Database) -> int:
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(User)) or 0


def test_commit_and_rollback(database: Database) -> None:
    with database.session() as session:
        session.add(User(email="a@example.com", name="A"))
    with pytest.raises(RuntimeError), database.session() as session:
        session.add(User(email="b@example.com", name="B"))
        session.flush()
        raise RuntimeError
    assert count_users(database) == 1


def test_rows_stay_readable_after_commit(database: Database) -> None:
    with database.session() as session:
        user = User(email="a@example.com", name="A")
        session.add(user)
    assert user.id
    assert user.created_at.tzinfo is not None


def test_reader_cannot_write(database: Database) -> None:
    refusals = (ServiceUnavailable, InternalError)
    with pytest.raises(refusals), database.reader() as session:
        session.add(User(email="a@example.com", name="A"))
    with database.session() as session:
        session.add(User(email="a@example.com", name="A"))
    assert count_users(database) == 1


def test_times_come_back_as_utc_with_microseconds(database: Database) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    with database.session() as session:
        session.add(User(id="u", email="a@example.com", name="A", created_at=moment))
    with database.reader() as session:
        user = session.get_one(User, "u")
        assert user.created_at == moment
        assert user.created_at.utcoffset() == timedelta(0)
        found = session.scalars(select(User).where(User.created_at <= moment)).all()
        assert len(found) == 1
        earlier = moment - timedelta(microseconds=1)
        assert session.scalars(select(User).where(User.created_at <= earlier)).all() == []


def test_time_without_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 1, 1)
    with pytest.raises(StatementError, match="without a zone"), database.session() as session:
        session.add(User(email="a@example.com", name="A", created_at=naive))


def test_json_keeps_nul_characters_and_nesting(database: Database) -> None:
    details = {"a\x00b": ["ü", {"deep": None}], "n": 1.5}
    with database.session() as session:
        session.add(Organization(id="o", name="O", details=details))
    with database.reader() as session:
        assert session.get_one(Organization, "o").details == details


def test_foreign_keys_hold_and_cascade(database: Database) -> None:
    with pytest.raises(Conflict), database.session() as session:
        session.add(Project(organization_id="nobody", name="P"))
    with database.session() as session:
        session.add(User(id="u", email="a@example.com", name="A"))
        session.flush()
        session.add(UserSession(user_id="u", token_hash="t", expires_at=datetime.now(UTC)))
    with database.session() as session:
        session.delete(session.get_one(User, "u"))
    with database.reader() as session:
        assert session.scalars(select(UserSession)).all() == []


def test_an_api_key_has_exactly_one_scope(database: Database) -> None:
    with database.session() as session:
        session.add(Organization(id="o", name="O"))
        session.flush()
        session.add(Project(id="p", organization_id="o", name="P"))
    for number, scope in enumerate(({}, {"organization_id": "o", "project_id": "p"})):
        with pytest.raises(Conflict), database.session() as session:
            session.add(
                ApiKey(public_key=f"pk{number}", secret_hash="h", display_secret="d", **scope)
            )


def test_nul_in_text_is_the_callers_fault(postgres_url: str) -> None:
    database = Database(postgres_url)
    with pytest.raises(InvalidRequest), database.session() as session:
        session.add(User(email="a\x00@example.com", name="A"))
    database.close()


def test_concurrent_read_then_write_loses_no_update(database: Database) -> None:
    """Each thread reads a counter and writes it back one higher, behind one lock name."""
    with database.session() as session:
        session.add(Organization(id="o", name="O", details={"n": 0}))
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(5):
                with database.session() as session:
                    database.lock(session, "counter")
                    row = session.get_one(Organization, "o")
                    row.details = {"n": row.details["n"] + 1}
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with database.reader() as session:
        assert session.get_one(Organization, "o").details == {"n": 30}


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    with database.session() as session:
        session.add(User(email="a@example.com", name="A"))
        session.flush()
        assert count_users(database) == 0


def test_store_that_is_down_is_unavailable(tmp_path: Path) -> None:
    down = Database("postgresql://postgres@127.0.0.1:1/none")
    with pytest.raises(ServiceUnavailable), down.session() as session:
        session.execute(select(1))
    down.close()
    unopenable = Database(f"sqlite:///{tmp_path}/missing-folder/records.db")
    with pytest.raises(ServiceUnavailable), unopenable.session() as session:
        session.execute(select(1))


def test_connections_the_server_closed_are_replaced(postgres_url: str) -> None:
    database = Database(postgres_url)
    assert count_users(database) == 0
    killer = Database(postgres_url)
    with killer.session() as session:
        session.connection().exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert count_users(database) == 0
    killer.close()
    database.close()


def test_memory_urls_are_refused() -> None:
    with pytest.raises(ValueError, match="needs a file"):
        Database("sqlite://")


def test_values_the_drivers_cannot_send_are_the_callers_fault(database: Database) -> None:
    with pytest.raises(InvalidRequest), database.session() as session:
        session.add(User(email="\ud800@example.com", name="A"))
    with pytest.raises(InvalidRequest), database.reader() as session:
        session.get(User, "\ud800")
    with database.session() as session:
        session.add(Organization(id="o", name="O"))
    with pytest.raises(InvalidRequest), database.session() as session:
        session.add(Project(organization_id="o", name="P", retention_days=2**70))
    assert count_users(database) == 0


def test_a_new_database_file_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "records.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    with database.session() as session:
        session.add(User(email="a@example.com", name="A"))
        session.flush()
        modes = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    database.close()
    assert set(modes) >= {"records.db", "records.db-wal"}
    assert set(modes.values()) == {0o600}
