"""Backup under load, destroy, restore: nothing acknowledged before it began is missing, and every
answer of the API is the same."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from tests.aws.moto import REGION, running_moto
from tests.backups.seed import PICTURE, answers, seed
from tests.faults.load import Loader, json_batch, otlp_batch
from tests.postgres import chosen_database, postgres_server
from tests.server import COMMAND, RunningServer, clean_environment, running_server

from gatelight.projects.headless import provision
from gatelight.records.database import Database
from gatelight.settings import Settings

LOAD_KEYS = ("pk-lf-load", "sk-lf-load")

pytestmark = pytest.mark.slow
__all__ = ["postgres_server"]


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """URLs of the record store that is backed up and of the one restored into."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/first/records.db", f"sqlite:///{tmp_path}/second/records.db"
    server = request.getfixturevalue("postgres_server")
    return server.url(server.create()), server.url(server.create())


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Variables by which a process finds an S3 with the bucket `backups`."""
    with running_moto(tmp_path) as aws:
        place = {"LocationConstraint": REGION}
        aws.client("s3").create_bucket(Bucket="backups", CreateBucketConfiguration=place)
        yield aws.environment()


def gatelight(
    *arguments: str, environment: dict[str, str], fails: bool = False
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(COMMAND), *arguments],
        env=clean_environment() | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode != 0) is fails, done.stdout + done.stderr
    return done


def client_of(server: RunningServer) -> httpx.Client:
    return httpx.Client(base_url=server.url, auth=server.auth, timeout=60)


def back_up_under_load(
    server: RunningServer, target: str, environment: dict[str, str]
) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """What was acknowledged before the backup began, and what the command said. The load writes to
    a project of its own: what of it comes later may be in the copy or not."""
    settings = Settings(
        database_url=environment["GATELIGHT_DATABASE_URL"],
        data_dir=Path(environment["GATELIGHT_DATA_DIR"]),
        init_org_id="org-load",
        init_project_id="project-load",
        init_project_public_key=LOAD_KEYS[0],
        init_project_secret_key=LOAD_KEYS[1],
    )
    database = Database(settings.resolved_database_url)
    provision(SimpleNamespace(settings=settings, database=database))
    database.close()
    loaders = [Loader(server.url, LOAD_KEYS, make) for make in (json_batch, otlp_batch)]
    for loader in loaders:
        loader.start()
    while not all(len(loader.acknowledged) > 2 for loader in loaders):
        time.sleep(0.05)
    before = {key: ids for loader in loaders for key, ids in dict(loader.acknowledged).items()}
    done = gatelight("backup", target, "--json", environment=environment)
    for loader in loaders:
        loader.stop()
    made: dict[str, Any] = json.loads(done.stdout)
    return before, made


def test_restored_stores_answer_as_before(tmp_path: Path, databases: tuple[str, str]) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    target = str(tmp_path / "copy")
    environment = {"GATELIGHT_DATABASE_URL": databases[0], "GATELIGHT_DATA_DIR": str(first)}
    with running_server(first, {"GATELIGHT_DATABASE_URL": databases[0]}) as server:
        with client_of(server) as client:
            ids = seed(client)
            before = answers(client, ids)
        acknowledged, made = back_up_under_load(server, target, environment)
        assert made["counts"]["media files"] == 1
        again = gatelight("backup", target, environment=environment, fails=True)
        assert "There is a backup already" in again.stderr
        busy = gatelight("restore", target, "--force", environment=environment, fails=True)
        assert "stop it first" in busy.stderr

    # another folder and another database: of the first nothing is read any more
    first.rename(tmp_path / "destroyed")
    environment = {"GATELIGHT_DATABASE_URL": databases[1], "GATELIGHT_DATA_DIR": str(second)}
    gatelight("restore", target, environment=environment)
    full = gatelight("restore", target, environment=environment, fails=True)
    assert "--force" in full.stderr
    gatelight("restore", target, "--force", environment=environment)
    with (
        running_server(second, {"GATELIGHT_DATABASE_URL": databases[1]}) as server,
        client_of(server) as client,
    ):
        for trace_id, observation_ids in acknowledged.items():
            trace = client.get(f"/api/public/traces/{trace_id}", auth=LOAD_KEYS).json()
            assert sorted(row["id"] for row in trace["observations"]) == sorted(observation_ids)
        media = client.get(f"/api/public/media/{ids['media_id']}").json()
        assert client.get(media["url"]).content == PICTURE
        after = answers(client, ids)
    assert sum(status == 200 for status, _ in before.values()) > 40
    for path, answer in before.items():
        assert comparable(after[path]) == comparable(answer), path


def comparable(answer: tuple[int, Any]) -> Any:
    """Without signed addresses, which are made anew each time."""
    status, body = answer
    if isinstance(body, dict):
        body = {key: value for key, value in body.items() if key not in {"url", "urlExpiry"}}
    return status, body


def test_a_bucket_and_a_command_without_server(
    tmp_path: Path, bucket: dict[str, str], postgres_server: Any
) -> None:
    """Made by the command alone (from SQLite, usually), restored into PostgreSQL."""
    first, second = tmp_path / "first", tmp_path / "second"
    with running_server(first, bucket) as server, client_of(server) as client:
        ids = seed(client)
        before = answers(client, ids)
    target = "s3://backups/nightly/1"
    stores = {"GATELIGHT_DATA_DIR": str(first), "GATELIGHT_DATABASE_URL": chosen_database(first)}
    made = gatelight("backup", target, environment=bucket | stores)
    assert "Backed up to s3://backups/nightly/1" in made.stderr
    url = postgres_server.url(postgres_server.create())
    environment = bucket | {"GATELIGHT_DATABASE_URL": url}
    gatelight("restore", target, environment=environment | {"GATELIGHT_DATA_DIR": str(second)})
    with running_server(second, environment) as server, client_of(server) as client:
        after = answers(client, ids)
    for path, answer in before.items():
        assert comparable(after[path]) == comparable(answer), path
