"""API keys: who gets in, with what, and how soon a change counts."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event, select
from tests.account_app import Person

from gatelight.accounts import key_cache as key_cache_module
from gatelight.accounts.api_auth import authenticate, authenticate_cached
from gatelight.accounts.key_cache import KeyCache, key_cache
from gatelight.accounts.key_format import display_secret, hash_secret
from gatelight.errors import Unauthorized
from gatelight.projects.keys import create_key, delete_key
from gatelight.records.base import utc_now
from gatelight.records.database import Database
from gatelight.records.tables.projects import ApiKey, Organization, Project

WHOAMI = "/api/public/whoami"
SCORES = "/api/public/scores"
ORGANIZATION_ONLY = "/api/public/organization-only"


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


@pytest.fixture
def keys(services: SimpleNamespace) -> SimpleNamespace:
    """A project with a key pair, and its organisation with one."""
    with services.database.session() as session:
        session.add(Organization(id="o", name="O"))
        session.flush()
        session.add(Project(id="p", organization_id="o", name="P"))
    key, secret = create_key(services, project_id="p")
    organization_key, organization_secret = create_key(services, organization_id="o")
    return SimpleNamespace(
        key=key,
        pair=(key.public_key, secret),
        organization_pair=(organization_key.public_key, organization_secret),
    )


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """SQL the record store is asked in the meantime."""
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def bearer(value: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {value}"}


def basic(text: str | bytes) -> dict[str, str]:
    raw = text.encode() if isinstance(text, str) else text
    return {"authorization": "Basic " + base64.b64encode(raw).decode()}


def test_a_key_pair_names_its_project_and_its_sdk(
    client: TestClient, keys: SimpleNamespace
) -> None:
    hyphens = client.get(
        WHOAMI,
        auth=keys.pair,
        headers={
            "x-langfuse-sdk-name": "python",
            "x-langfuse-sdk-version": "4.18.0",
            "x-langfuse-ingestion-version": "4",
        },
    )
    assert hyphens.json() == {
        "project_id": "p",
        "organization_id": "o",
        "public_key": keys.pair[0],
        "scope": "project",
        "sdk_name": "python",
        "sdk_version": "4.18.0",
        "ingestion_version": "4",
        "user_id": "",
    }
    underscores = client.get(
        WHOAMI,
        auth=keys.pair,
        headers={"x_langfuse_sdk_name": "langfuse-js", "x_langfuse_sdk_version": "4.0.0"},
    ).json()
    assert underscores["sdk_name"] == "langfuse-js"
    assert underscores["sdk_version"] == "4.0.0"


def test_a_header_an_exporter_did_not_decode_is_read(
    client: TestClient, keys: SimpleNamespace
) -> None:
    sent = basic(":".join(keys.pair))["authorization"]
    for raw in (sent.replace(" ", "%20"), sent.replace(" ", "%20").replace("=", "%3D")):
        answer = client.get(WHOAMI, headers={"authorization": raw})
        assert answer.json()["public_key"] == keys.pair[0]


def test_no_header_is_401_and_says_so(client: TestClient) -> None:
    answer = client.get(WHOAMI)
    assert answer.status_code == 401
    assert answer.json() == {"message": "No authorization header"}


def test_wrong_credentials_are_401(client: TestClient, keys: SimpleNamespace) -> None:
    public_key, secret = keys.pair
    wrong = [
        basic(f"{public_key}:{secret}x"),
        basic(f"{public_key}:"),
        basic(f"{public_key}"),
        basic(f":{secret}"),
        basic(f"{keys.organization_pair[0]}:{secret}"),
        basic(f"pk-unknown:{secret}"),
        basic(b"\xff\xfe:\x00"),
        basic(f"{public_key}\x00:{secret}"),
        basic(""),
        {"authorization": "Basic ***"},
        {"authorization": "Basic"},
        {"authorization": "Bearer"},
        {"authorization": "Digest abc"},
        {"authorization": "B\xe4sic abc"},
        bearer("pk-unknown"),
        bearer(secret),
        bearer(keys.organization_pair[0]),
    ]
    for headers in wrong:
        for _ in range(2):  # the second answer comes from memory
            raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
            answer = client.get(WHOAMI, headers=raw)
            assert answer.status_code == 401, headers
            assert answer.json()["message"].startswith("Invalid credentials"), headers
            assert set(answer.json()) == {"message"}


def test_scopes(client: TestClient, keys: SimpleNamespace) -> None:
    table: dict[str, dict[str, int]] = {
        WHOAMI: {"project": 200, "organization": 403, "public": 403},
        SCORES: {"project": 200, "organization": 403, "public": 200},
        ORGANIZATION_ONLY: {"project": 403, "organization": 200, "public": 403},
    }
    for path, expected in table.items():
        method = "POST" if path == SCORES else "GET"
        answers = {
            "project": client.request(method, path, auth=keys.pair),
            "organization": client.request(method, path, auth=keys.organization_pair),
            "public": client.request(method, path, headers=bearer(keys.pair[0])),
        }
        assert {kind: each.status_code for kind, each in answers.items()} == expected, path
    hint = client.get(WHOAMI, auth=keys.organization_pair).json()["message"]
    assert "organization" in hint
    assert client.post(SCORES, headers=bearer(keys.pair[0])).json()["scope"] == "scores"
    organization = client.get(ORGANIZATION_ONLY, auth=keys.organization_pair).json()
    assert (organization["project_id"], organization["organization_id"]) == ("", "o")


def test_a_key_once_seen_needs_no_sql(
    client: TestClient, services: SimpleNamespace, keys: SimpleNamespace
) -> None:
    wrong = (keys.pair[0], "wrong")
    for auth in (keys.pair, wrong):
        client.get(WHOAMI, auth=auth)
    key_cache(services).flush()
    for auth, status in ((keys.pair, 200), (wrong, 401)):
        with statements(services.database) as asked:
            assert client.get(WHOAMI, auth=auth).status_code == status
        assert asked == []


def test_the_count_of_statements_counts(client: TestClient, services: SimpleNamespace) -> None:
    with statements(services.database) as asked:
        client.get(WHOAMI, auth=("unknown", "unknown"))
    assert len([each for each in asked if "api_keys" in each]) == 1


def test_a_new_key_works_though_it_was_refused_before(
    client: TestClient, services: SimpleNamespace, keys: SimpleNamespace
) -> None:
    pair = ("my-key", "my-secret")
    assert client.get(WHOAMI, auth=pair).status_code == 401
    create_key(services, project_id="p", pair=pair)
    assert client.get(WHOAMI, auth=pair).status_code == 200


def test_a_deleted_key_is_refused_at_once(
    client: TestClient, services: SimpleNamespace, keys: SimpleNamespace
) -> None:
    assert client.get(WHOAMI, auth=keys.pair).status_code == 200
    delete_key(services, keys.key.id, project_id="p")
    assert client.get(WHOAMI, auth=keys.pair).status_code == 401


def test_an_answer_read_before_a_delete_is_not_remembered_after_it(
    services: SimpleNamespace, keys: SimpleNamespace
) -> None:
    cache = key_cache(services)
    headers = basic(":".join(keys.pair))
    authenticate(services, headers)
    digest = cache.digest(headers["authorization"])
    credential = cache.look_up(digest)
    assert isinstance(credential, key_cache_module.Credential)
    generation = cache.generation
    delete_key(services, keys.key.id, project_id="p")
    cache.remember(digest, credential, generation)
    with pytest.raises(Unauthorized):
        authenticate(services, headers)


def test_expired_keys_are_refused_from_store_and_from_memory(
    client: TestClient, services: SimpleNamespace, keys: SimpleNamespace
) -> None:
    key, secret = create_key(
        services, project_id="p", expires_at=datetime.now(UTC) + timedelta(hours=1)
    )
    pair = (key.public_key, secret)
    assert client.get(WHOAMI, auth=pair).status_code == 200
    cache = key_cache(services)
    cache.now = lambda: utc_now() + timedelta(hours=2)
    assert cache.look_up(cache.digest(basic(":".join(pair))["authorization"])) is None
    with services.database.session() as session:
        session.get_one(ApiKey, key.id).expires_at = utc_now()
    for headers in (basic(":".join(pair)), bearer(key.public_key)):
        assert client.post(SCORES, headers=headers).status_code == 401


def test_memory_expires_so_that_other_servers_deletions_count(
    services: SimpleNamespace, keys: SimpleNamespace
) -> None:
    cache = key_cache(services)
    headers = basic(":".join(keys.pair))
    authenticate(services, headers)
    with services.database.session() as session:  # as another process would
        session.delete(session.get_one(ApiKey, keys.key.id))
    assert authenticate_cached(services, headers) is not None
    cache.now = lambda: utc_now() + key_cache_module.FOUND_FOR
    assert authenticate_cached(services, headers) is None
    with pytest.raises(Unauthorized):
        authenticate(services, headers)
    cache.now = lambda: utc_now() + key_cache_module.FOUND_FOR * 2
    assert authenticate_cached(services, headers) is None


def test_memory_is_bounded_and_wrong_keys_evict_no_good_one(
    services: SimpleNamespace, keys: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_cache_module, "MAX_REFUSED", 5)
    headers = basic(":".join(keys.pair))
    authenticate(services, headers)
    wrong = [basic(f"wrong-{number}:x") for number in range(12)]
    for each in wrong:
        with pytest.raises(Unauthorized):
            authenticate(services, each)
    cache = key_cache(services)
    known = [cache.look_up(cache.digest(each["authorization"])) for each in wrong]
    assert known == [None] * 7 + ["refused"] * 5
    assert authenticate_cached(services, headers) is not None


def test_last_use_is_written_at_most_once_a_minute(
    services: SimpleNamespace, keys: SimpleNamespace
) -> None:
    cache = key_cache(services)
    start = utc_now()
    headers = basic(":".join(keys.pair))

    def last_used() -> datetime | None:
        cache.flush()
        with services.database.reader() as session:
            used: datetime | None = session.get_one(ApiKey, keys.key.id).last_used_at
            return used

    assert last_used() is None
    cache.now = lambda: start
    authenticate(services, headers)
    assert last_used() == start
    cache.now = lambda: start + timedelta(seconds=59)
    authenticate(services, headers)
    assert last_used() == start
    cache.now = lambda: start + timedelta(seconds=60)
    authenticate(services, headers)
    assert last_used() == start + timedelta(seconds=60)


def test_a_dead_record_store_is_503_and_remembered_keys_go_on(
    client: TestClient, services: SimpleNamespace, keys: SimpleNamespace
) -> None:
    assert client.get(WHOAMI, auth=keys.pair).status_code == 200
    key_cache(services).flush()
    alive = services.database.engine, services.database._reader
    dead = Database("postgresql://nobody@127.0.0.1:1/none")
    services.database.engine, services.database._reader = dead.engine, dead._reader
    try:
        assert client.get(WHOAMI, auth=keys.pair).status_code == 200
        answer = client.get(WHOAMI, auth=("pk-new", "sk-new"))
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
    finally:
        services.database.engine, services.database._reader = alive
    # the failure was not remembered as a refusal
    create_key(services, project_id="p", pair=("pk-new", "sk-new"))
    assert client.get(WHOAMI, auth=("pk-new", "sk-new")).status_code == 200


def test_hash_is_the_fast_hash_of_langfuse() -> None:
    """Both digests worked out with `sha256sum`."""
    assert (
        hash_secret("sk-lf-1234", "salt")
        == "433a92c86e82d867f80c744ec4eff9f0fb9412c53c123bf711bb3cc1bd20b7a4"
    )


def test_only_a_part_of_a_secret_is_shown() -> None:
    assert display_secret("sk-lf-12345678-90ab-cdef") == "sk-lf-...cdef"
    assert display_secret("short-secret") == "sh..."


def test_secrets_are_not_stored(services: SimpleNamespace, keys: SimpleNamespace) -> None:
    with services.database.reader() as session:
        rows = session.execute(select(ApiKey.__table__)).all()
    assert keys.pair[1] not in repr(rows)
    assert keys.pair[1] not in repr(vars(key_cache(services)))


def test_the_cache_goes_with_its_database(sqlite_url: str) -> None:
    """Many stores in one process (tests, commands) leave nothing behind."""
    import gc
    import weakref

    database = Database(sqlite_url)
    cache = KeyCache(database, "salt")
    gone = weakref.ref(database)
    database.close()
    del database
    gc.collect()
    assert gone() is None
    cache.touch("key")
    cache.flush()


def test_people_cannot_use_a_cookie_as_a_key(browser: Callable[[], Person]) -> None:
    person = browser().sign_up("ada")
    assert person.get(WHOAMI).status_code == 401
