"""`gatelight users` and `gatelight keys`, run as commands on a real record store."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.account_app import Person, make_app, make_services
from typer.testing import CliRunner, Result

from gatelight.cli.main import app
from gatelight.records.database import Database

pytestmark = pytest.mark.long

GOOD = "correct horse battery"


class Command:
    def __init__(self) -> None:
        self.runner = CliRunner()

    def run(self, *arguments: str) -> Result:
        return self.runner.invoke(app, list(arguments))

    def json(self, *arguments: str) -> Any:
        result = self.run(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def refused(self, *arguments: str) -> str:
        """What a command that fails says: one line, no traceback."""
        result = self.run(*arguments)
        assert result.exit_code == 1, result.output
        assert isinstance(result.exception, SystemExit)
        return result.stderr


@pytest.fixture
def command(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("GATELIGHT_DATABASE_URL", database_url)
    monkeypatch.setenv("GATELIGHT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    return Command()


@pytest.fixture
def services(database: Database, tmp_path: Path) -> SimpleNamespace:
    return make_services(database, tmp_path)


@pytest.fixture
def ada(services: SimpleNamespace) -> Person:
    return Person(TestClient(make_app(services))).sign_up("ada")


def log_in(services: SimpleNamespace, email: str, password: str) -> int:
    client = TestClient(make_app(services))
    body = {"email": email, "password": password}
    return client.post("/api/auth/login", json=body).status_code


def test_create_and_list_users(command: Command, services: SimpleNamespace) -> None:
    assert "None: Users." in command.run("users", "list").stdout
    first = command.json("users", "create", "Ada@Example.com", "--name", "Ada")
    assert (first["email"], first["name"], first["admin"]) == ("ada@example.com", "Ada", True)
    assert log_in(services, "ada@example.com", first["password"]) == 200
    second = command.json("users", "create", "bob@example.com", "--password", GOOD)
    assert (second["name"], second["admin"]) == ("bob", False)
    assert "password" not in second
    assert log_in(services, "bob@example.com", GOOD) == 200
    assert [each["email"] for each in command.json("users", "list")] == [
        "ada@example.com",
        "bob@example.com",
    ]
    table = command.run("users", "list").stdout
    assert "ada@example.com" in table
    assert "yes" in table


def test_users_that_cannot_be_made(command: Command, ada: Person) -> None:
    assert "exists already" in command.refused("users", "create", "ADA@example.com")
    assert "not an e-mail" in command.refused("users", "create", "nobody")
    short = ("users", "create", "bob@example.com", "--password", "short")
    assert "8 characters" in command.refused(*short)


def test_reset_password_logs_out(command: Command, services: SimpleNamespace, ada: Person) -> None:
    made = command.json("users", "reset-password", "ada@example.com")["password"]
    assert ada.session()["user"] is None
    assert log_in(services, "ada@example.com", made) == 200
    shown = command.run("users", "reset-password", "ada@example.com").stdout
    assert "shown this once" in shown
    assert "no user" in command.refused("users", "reset-password", "x@example.com")


def test_make_admin(command: Command, ada: Person) -> None:
    command.json("users", "create", "bob@example.com")
    assert command.json("users", "make-admin", "bob@example.com")["admin"] is True
    assert all(each["admin"] for each in command.json("users", "list"))
    assert "no user" in command.refused("users", "make-admin", "x@example.com")


@pytest.fixture
def salted(command: Command, services: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command and the app below share a data directory, so a salt."""
    monkeypatch.setenv("GATELIGHT_DATA_DIR", str(services.settings.data_dir))


@pytest.mark.usefixtures("salted")
def test_key_lifecycle(command: Command, services: SimpleNamespace, ada: Person) -> None:
    made = command.json("keys", "create", "--note", "CI", "--expires-in-days", "7")
    auth = (made["publicKey"], made["secretKey"])
    assert made["projectId"] == ada.first_project()
    assert made["expiresAt"] > made["createdAt"]
    client = TestClient(make_app(services))
    assert client.get("/api/public/whoami", auth=auth).status_code == 200
    [listed] = command.json("keys", "list")
    assert "secretKey" not in listed
    assert (listed["note"], listed["publicKey"]) == ("CI", auth[0])
    assert command.json("keys", "delete", made["id"]) == {"deleted": auth[0]}
    assert command.json("keys", "list") == []
    assert "no API key" in command.refused("keys", "delete", made["id"])


@pytest.mark.usefixtures("salted")
def test_predefined_keys(command: Command, services: SimpleNamespace, ada: Person) -> None:
    pair = ("--public-key", "mine", "--secret-key", "my-own-secret-key")
    assert command.json("keys", "create", *pair)["secretKey"] == pair[3]
    client = TestClient(make_app(services))
    assert client.get("/api/public/whoami", auth=(pair[1], pair[3])).status_code == 200
    assert "exists already" in command.refused("keys", "create", *pair)
    assert "go together" in command.refused("keys", "create", *pair[:2])
    assert "colon" in command.refused("keys", "create", "--public-key", "a:b", *pair[2:])
    assert "Deleted mine" in command.run("keys", "delete", "mine").stdout


def test_which_project(command: Command, ada: Person) -> None:
    second = ada.new_project(ada.first_organization(), "Second")
    assert "--project" in command.refused("keys", "create")
    assert command.json("keys", "create", "--project", "Second")["projectId"] == second
    assert command.json("keys", "create", "--project", second)["projectId"] == second
    assert "no project" in command.refused("keys", "create", "--project", "Third")
    assert len(command.json("keys", "list", "--project", second)) == 2
    assert command.json("keys", "list", "--project", "My project") == []
    secret = command.run("keys", "create", "--project", second).stdout
    assert "shown this once: sk-lf-" in secret


def test_no_project_yet(command: Command) -> None:
    assert "no project yet" in command.refused("keys", "create")
    assert "None: API keys." in command.run("keys", "list").stdout
