"""`LANGFUSE_INIT_*`: the same start twice, changed values, sets that do not fit."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Table, select
from tests.account_app import Person, make_app, make_services

from gatelight.projects.headless import provision
from gatelight.records.base import Base
from gatelight.records.database import Database
from gatelight.records.tables.accounts import User
from gatelight.records.tables.projects import ApiKey, Organization, Project
from gatelight.settings import Settings

FULL = {
    "LANGFUSE_INIT_ORG_ID": "org",
    "LANGFUSE_INIT_ORG_NAME": "Acme",
    "LANGFUSE_INIT_PROJECT_ID": "bot",
    "LANGFUSE_INIT_PROJECT_NAME": "Bot",
    "LANGFUSE_INIT_PROJECT_PUBLIC_KEY": "my-public-key",
    "LANGFUSE_INIT_PROJECT_SECRET_KEY": "my-secret-key",
    "LANGFUSE_INIT_USER_EMAIL": "Ada@Example.com",
    "LANGFUSE_INIT_USER_NAME": "Ada",
    "LANGFUSE_INIT_USER_PASSWORD": "pass",
}
PAIR = ("my-public-key", "my-secret-key")
Start = Callable[..., Any]


@pytest.fixture
def start(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Provision from the full set with changes (None removes one); returns the services."""

    def run(**changes: str | None) -> Any:
        for name, value in (FULL | changes).items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        services = make_services(database, tmp_path)
        assert isinstance(services.settings, Settings)
        provision(services)
        return services

    return run


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with database.reader() as session:
        return {
            table.name: sorted(map(tuple, session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if isinstance(table, Table)
        }


def test_a_full_set_works_at_once(start: Start) -> None:
    services = start()
    client = TestClient(make_app(services))
    [project] = client.get("/api/public/projects", auth=PAIR).json()["data"]
    assert project["id"] == "bot"
    assert project["name"] == "Bot"
    assert project["organization"] == {"id": "org", "name": "Acme"}
    ada = Person(client)
    answer = ada.post("/api/auth/login", {"email": "ada@example.com", "password": "pass"})
    assert answer.status_code == 200
    assert answer.json()["user"]["name"] == "Ada"
    assert answer.json()["organizations"][0]["role"] == "OWNER"


def test_starting_again_changes_nothing(start: Start, database: Database) -> None:
    start()
    before = everything(database)
    assert sum(map(len, before.values())) >= 5
    start()
    assert everything(database) == before


def test_names_passwords_and_secrets_are_never_overwritten(
    start: Start, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    start()
    before = everything(database)
    with caplog.at_level(logging.WARNING):
        start(
            LANGFUSE_INIT_ORG_NAME="Other",
            LANGFUSE_INIT_PROJECT_NAME="Other",
            LANGFUSE_INIT_PROJECT_SECRET_KEY="other-secret-key",
            LANGFUSE_INIT_USER_NAME="Other",
            LANGFUSE_INIT_USER_PASSWORD="other",
        )
    assert everything(database) == before
    assert "another secret" in caplog.text
    assert "other-secret-key" not in caplog.text


def test_nothing_without_an_organization_id(
    start: Start, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        start(LANGFUSE_INIT_ORG_ID=None)
    assert sum(map(len, everything(database).values())) == 0
    assert "LANGFUSE_INIT_ORG_ID" in caplog.text


def test_default_names(start: Start, database: Database) -> None:
    start(
        LANGFUSE_INIT_ORG_NAME=None, LANGFUSE_INIT_PROJECT_NAME=None, LANGFUSE_INIT_USER_NAME=None
    )
    with database.reader() as session:
        assert session.scalars(select(Organization.name)).one() == "Provisioned Org"
        assert session.scalars(select(Project.name)).one() == "Provisioned Project"
        assert session.scalars(select(User.name)).one() == "Provisioned User"


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("LANGFUSE_INIT_PROJECT_SECRET_KEY", "SECRET_KEY"),
        ("LANGFUSE_INIT_PROJECT_PUBLIC_KEY", "PUBLIC_KEY"),
        ("LANGFUSE_INIT_PROJECT_ID", "LANGFUSE_INIT_PROJECT_ID"),
        ("LANGFUSE_INIT_USER_PASSWORD", "_PASSWORD"),
        ("LANGFUSE_INIT_USER_EMAIL", "EMAIL"),
    ],
)
def test_sets_that_do_not_fit_only_warn(
    start: Start,
    database: Database,
    caplog: pytest.LogCaptureFixture,
    missing: str,
    said: str,
) -> None:
    with caplog.at_level(logging.WARNING):
        start(**{missing: None})
    assert said in caplog.text
    rows = everything(database)
    assert len(rows["organizations"]) == 1
    made = {name: len(rows[name]) for name in ("projects", "api_keys", "users")}
    if "USER" in missing:
        assert made == {"projects": 1, "api_keys": 1, "users": 0}
    elif missing.endswith("PROJECT_ID"):
        assert made == {"projects": 0, "api_keys": 0, "users": 1}
    else:
        assert made == {"projects": 1, "api_keys": 0, "users": 1}


def test_a_key_of_another_project_moves(start: Start, database: Database) -> None:
    services = start()
    client = TestClient(make_app(services))
    assert client.get("/api/public/projects", auth=PAIR).json()["data"][0]["id"] == "bot"
    start(LANGFUSE_INIT_PROJECT_ID="second")
    assert client.get("/api/public/projects", auth=PAIR).json()["data"][0]["id"] == "second"
    with database.reader() as session:
        assert len(session.scalars(select(ApiKey)).all()) == 1


def test_a_project_of_another_organization_is_left_alone(
    start: Start, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    start()
    with caplog.at_level(logging.WARNING):
        start(LANGFUSE_INIT_ORG_ID="second")
    assert "left alone" in caplog.text
    with database.reader() as session:
        assert session.get_one(Project, "bot").organization_id == "org"


def test_an_existing_user_becomes_owner_and_keeps_the_password(
    start: Start, database: Database
) -> None:
    services = start()
    start(LANGFUSE_INIT_ORG_ID="second", LANGFUSE_INIT_PROJECT_ID=None)
    ada = Person(TestClient(make_app(services)))
    answer = ada.post("/api/auth/login", {"email": "ada@example.com", "password": "pass"})
    roles = {each["id"]: each["role"] for each in answer.json()["organizations"]}
    assert roles == {"org": "OWNER", "second": "OWNER"}


def test_servers_that_start_at_once_make_one_of_each(start: Start, database: Database) -> None:
    services = start(LANGFUSE_INIT_ORG_ID=None)
    settings = services.settings.model_copy(
        update={
            "init_org_id": "org",
            "init_project_id": "bot",
            "init_user_email": "ada@example.com",
        }
    )
    services.settings = settings
    failures: list[BaseException] = []

    def run() -> None:
        try:
            provision(services)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    rows = everything(database)
    assert [len(rows[name]) for name in ("projects", "api_keys", "users")] == [1, 1, 1]
