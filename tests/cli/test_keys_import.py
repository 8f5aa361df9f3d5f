"""`gatelight keys import`: a key known only by its hash answers to its old secret."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.account_app import make_services
from tests.records_project import add_project
from typer.testing import CliRunner, Result

from gatelight.accounts.dependencies import authenticate
from gatelight.cli.main import app
from gatelight.errors import Unauthorized
from gatelight.records.database import Database
from gatelight.settings import Settings

SALT = "salt-of-the-langfuse"
SECRET = "sk-lf-the-old-secret"
PUBLIC = "pk-lf-old"


def langfuse_hash(secret: str) -> str:
    """As Langfuse writes `fast_hashed_secret_key`."""
    salt = hashlib.sha256(SALT.encode()).hexdigest()
    return hashlib.sha256((secret + salt).encode()).hexdigest()


@pytest.fixture
def project(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    monkeypatch.setenv("GATELIGHT_DATABASE_URL", database_url)
    monkeypatch.setenv("GATELIGHT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("GATELIGHT_SALT", SALT)
    add_project(database, "project-old")
    add_project(database, "project-new")
    return "project-old"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["keys", "import", *arguments])


def basic(public: str, secret: str) -> dict[str, str]:
    import base64

    return {"authorization": "Basic " + base64.b64encode(f"{public}:{secret}".encode()).decode()}


def project_of(database: Database, tmp_path: Path, public: str, secret: str) -> Any:
    """The project a server with this record store lets the pair into."""
    services = make_services(database, tmp_path)
    services = SimpleNamespace(**vars(services) | {"settings": Settings(salt=SALT)})
    return authenticate(services, basic(public, secret)).project_id


def test_a_single_key_by_its_hash(project: str, database: Database, tmp_path: Path) -> None:
    given = ("--public-key", PUBLIC, "--hash", langfuse_hash(SECRET), "--project", project)
    done = run(*given, "--display-secret", "sk-lf-...cret", "--note", "from before")
    assert done.exit_code == 0, done.output
    assert project_of(database, tmp_path, PUBLIC, SECRET) == project
    with pytest.raises(Unauthorized):
        project_of(database, tmp_path, PUBLIC, "sk-lf-another")
    again = run(*given, "--json")
    assert json.loads(again.stdout)["unchanged"] == [PUBLIC]
    other = run("--public-key", PUBLIC, "--hash", langfuse_hash("x"), "--project", project)
    assert other.exit_code == 1 and "exists already" in other.stderr


HEADER = "id,public_key,fast_hashed_secret_key,display_secret_key,note,project_id,expires_at"


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_a_dump_of_the_table(project: str, database: Database, tmp_path: Path, form: str) -> None:
    rows = [
        ("1", PUBLIC, langfuse_hash(SECRET), "sk-lf-...cret", "a, note", project, ""),
        ("2", "pk-gone", langfuse_hash("gone"), "sk-...", "", project, "2020-01-01 10:00:00.5"),
        ("3", "pk-slow", "", "sk-...", "", project, ""),
        ("4", "pk-lost", langfuse_hash("lost"), "sk-...", "", "no-such-project", ""),
    ]
    dump = tmp_path / f"keys.{form}"
    if form == "csv":
        lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
        dump.write_text("\n".join([HEADER, *lines]))
    else:
        objects = [dict(zip(HEADER.split(","), (c or None for c in r), strict=True)) for r in rows]
        text = json.dumps(objects) if form == "json" else "\n".join(map(json.dumps, objects))
        dump.write_text(text)
    done = run("--file", str(dump), "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["imported"]) == (1, [PUBLIC, "pk-gone"])
    assert "pk-slow: has no fast hash" in told["refused"][0]
    assert "no-such-project" in told["refused"][1]
    assert project_of(database, tmp_path, PUBLIC, SECRET) == project
    with pytest.raises(Unauthorized):  # expired
        project_of(database, tmp_path, "pk-gone", "gone")


def test_without_the_salt_nothing_is_imported(
    project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GATELIGHT_SALT")
    done = run("--public-key", PUBLIC, "--hash", langfuse_hash(SECRET))
    assert done.exit_code == 1 and "GATELIGHT_SALT" in done.stderr


@pytest.mark.parametrize("hashed", ["", "$2b$11$abcdefgh", "zz" * 32])
def test_other_hashes_are_refused(project: str, hashed: str) -> None:
    done = run("--public-key", PUBLIC, "--hash", hashed, "--project", project)
    assert done.exit_code == 1 and PUBLIC in done.stderr
