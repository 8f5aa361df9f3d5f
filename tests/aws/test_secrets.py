"""References to secrets in settings: read at start, read again after a rotation, never shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from botocore.stub import Stubber
from psycopg import sql
from tests.aws.moto import Aws
from tests.server import COMMAND, clean_environment

from gatelight.aws import secrets
from gatelight.aws.clients import client
from gatelight.aws.secrets import SecretUnreadable, read_secret, resolved
from gatelight.records.database import open_database
from gatelight.settings import Settings

pytestmark = pytest.mark.slow


def keep(aws: Aws, name: str, value: Any) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    manager = aws.client("secretsmanager")
    try:
        manager.create_secret(Name=name, SecretString=text)
    except manager.exceptions.ResourceExistsException:
        manager.put_secret_value(SecretId=name, SecretString=text)


def test_any_setting_may_refer_to_a_secret(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(aws, "plain", "the salt")
    keep(aws, "many", {"port": 3111, "user": {"a": 1}, "secret": "sk-lf-kept"})
    arn = aws.client("secretsmanager").describe_secret(SecretId="plain")["ARN"]
    monkeypatch.setenv("GATELIGHT_SALT", "secretsmanager:plain")
    monkeypatch.setenv("GATELIGHT_PORT", "secretsmanager:many#port")
    monkeypatch.setenv("LANGFUSE_INIT_PROJECT_SECRET_KEY", "secretsmanager:many#secret")
    found = Settings(secret_key=f"secretsmanager:{arn}")
    assert found.salt.get_secret_value() == "the salt"
    assert found.secret_key.get_secret_value() == "the salt"
    assert found.port == 3111
    assert found.init_project_secret_key.get_secret_value() == "sk-lf-kept"
    assert found.references["salt"] == "secretsmanager:plain"
    assert read_secret("secretsmanager:many#user") == '{"a": 1}'
    keep(aws, "plain", "another salt")
    assert found.salt.get_secret_value() == "the salt"
    assert found.fresh("salt") == "another salt"
    assert found.fresh("port") == "3111" and found.fresh("host") == "127.0.0.1"


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("secretsmanager:nowhere", "GATELIGHT_SALT: there is no secret nowhere in eu-west-1"),
        ("secretsmanager:", "names no secret"),
        ("secretsmanager:json#missing", "has no key missing, only port"),
        ("secretsmanager:text#key", "is no JSON object: leave #key out"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_setting(aws: Aws, reference: str, said: str) -> None:
    keep(aws, "json", {"port": 1})
    keep(aws, "text", "not-to-be-shown")
    done = subprocess.run(
        [str(COMMAND), "serve"],
        env=clean_environment() | aws.environment() | {"GATELIGHT_SALT": reference},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr and "GATELIGHT_SALT" in done.stderr
    assert "Traceback" not in done.stderr and "not-to-be-shown" not in done.stderr


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("AccessDeniedException", "the role needs secretsmanager:GetSecretValue"),
        ("DecryptionFailure", "the role needs kms:Decrypt"),
        ("ThrottlingException", "does not give out name: ThrottlingException"),
    ],
)
def test_refusals_name_the_permission(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    manager = client("secretsmanager")
    monkeypatch.setattr(secrets, "client", lambda *_args, **_more: manager)
    with Stubber(manager) as stub:
        stub.add_client_error("get_secret_value", code)
        with pytest.raises(SecretUnreadable, match=said):
            resolved({"A": "secretsmanager:name", "B": "plain"})


def test_an_unreachable_manager_is_said(monkeypatch: pytest.MonkeyPatch, aws: Aws) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(SecretUnreadable, match="cannot be reached for name"):
        read_secret("secretsmanager:name")


def test_a_rotated_database_password(aws: Aws, postgres_url: str) -> None:
    """The server connects with the new password by itself; the cluster asks for one."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        data = connection.execute("SHOW hba_file").fetchone()[0]  # type: ignore[index]
        connection.execute("DROP ROLE IF EXISTS app")
        connection.execute("CREATE ROLE app LOGIN SUPERUSER PASSWORD 'first'")
        hba = Path(data)
        before = hba.read_text()
        hba.write_text(f"host all app 127.0.0.1/32 scram-sha-256\n{before}")
        connection.execute("SELECT pg_reload_conf()")
        try:
            keep(aws, "rds", {"username": "app", "password": "first"})
            url = postgres_url.replace("postgres@", "app@")
            settings = Settings(database_url=url, database_password="secretsmanager:rds#password")
            database = open_database(settings)
            assert database.ping()
            new = "second/ä@"
            statement = sql.SQL("ALTER ROLE app PASSWORD {}").format(sql.Literal(new))
            connection.execute(statement)
            database.engine.dispose()
            assert not database.ping()  # not rotated in the manager yet
            keep(aws, "rds", {"username": "app", "password": new})
            assert database.ping()
            database.migrate()
            database.close()
        finally:
            hba.write_text(before)
            connection.execute("SELECT pg_reload_conf()")


ROTATING = """
import os, sys
from gatelight.aws.secrets import resolved
from gatelight.gateway.launch import Launch
from gatelight.gateway.rotation import Rotation

written = {"LANGFUSE_SECRET_KEY": "secretsmanager:langfuse", "OTHER": "plain"}

def make():
    return Launch([sys.executable, "-c", sys.argv[1]], dict(os.environ) | resolved(written), "")

sys.exit(Rotation(make, written, seconds=0.2).run())
"""


def test_the_gateway_starts_anew_when_a_secret_changes(aws: Aws, tmp_path: Path) -> None:
    """A process stands for LiteLLM: it writes down the key it was given."""
    keep(aws, "langfuse", "sk-lf-1")
    seen = tmp_path / "seen"
    gateway = (
        "import os, time, pathlib; "
        f"file = pathlib.Path({str(seen)!r}); "
        "file.open('a').write(os.environ['LANGFUSE_SECRET_KEY'] + '\\n'); time.sleep(300)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", ROTATING, gateway], env=os.environ | aws.environment()
    )
    try:
        wait_for(seen, "sk-lf-1\n")
        keep(aws, "langfuse", "sk-lf-2")
        wait_for(seen, "sk-lf-1\nsk-lf-2\n")
    finally:
        process.terminate()
        assert process.wait(60) == 0


def wait_for(path: Path, content: str) -> None:
    deadline = time.monotonic() + 120
    while not path.exists() or path.read_text() != content:
        assert time.monotonic() < deadline, path.exists() and path.read_text()
        time.sleep(0.1)
