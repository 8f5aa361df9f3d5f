"""Prompt reads are answered from memory, and never with what was before a change."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from tests.prompts.calls import create, delete, get, label, read
from tests.record_app import MINE, TwoProjects, client_of, services_with

from gatelight.prompts.cache import PromptCache, Question
from gatelight.prompts.references import Reference
from gatelight.prompts.routes import router
from gatelight.records.database import Database

pytestmark = pytest.mark.long


@pytest.fixture
def other_process(projects: TwoProjects, database_url: str, tmp_path: Path) -> Iterator[TestClient]:
    """The same store through another Database, as another process would open it."""
    opened = Database(database_url)
    yield client_of(services_with(opened, tmp_path), MINE, router)
    opened.close()


def test_a_read_again_takes_one_statement(projects: TwoProjects) -> None:
    create(projects.mine, "inner")
    reference = "@@@langfusePrompt:name=inner|version=1@@@"
    create(projects.mine, "p", reference, labels=["production"])
    first = read(projects.mine, "p")
    asked: list[str] = []

    @event.listens_for(projects.services.database.engine, "before_cursor_execute")
    def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    assert read(projects.mine, "p") == first
    assert len(asked) == 1
    assert "prompt_revisions" in asked[0]


def test_changes_of_another_process_are_seen_at_once(
    client: TestClient, other_process: TestClient
) -> None:
    for number in range(1, 4):
        create(client, "inner", f"text {number}", labels=["production"])
        create(client, "outer", "[@@@langfusePrompt:name=inner|label=production@@@]")
        assert read(other_process, "inner")["version"] == number
        assert read(other_process, "outer", label="latest")["prompt"] == f"[text {number}]"
        assert read(other_process, "outer", label="latest", resolve="false")["prompt"][0] == "["
    label(client, "inner", 1, "production")
    assert read(other_process, "inner")["version"] == 1
    assert read(other_process, "outer", label="latest")["prompt"] == "[text 1]"
    create(client, "inner", tags=["new"])
    assert read(other_process, "inner")["tags"] == ["new"]
    delete(client, "outer")
    assert get(other_process, "outer", label="latest").status_code == 404


def test_readers_beside_a_writer_never_go_back(
    client: TestClient, other_process: TestClient
) -> None:
    create(client, "p", "0", labels=["production"])
    written = 0
    failures: list[str] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            before = written
            seen = int(read(other_process, "p")["prompt"])
            if seen < before:
                failures.append(f"{seen} after {before}")

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(1, 40):
        create(client, "p", str(number), labels=["production"])
        written = number
    done.set()
    reader.join()
    assert failures == []


def test_versions_created_at_once_all_get_a_number(
    client: TestClient, other_process: TestClient
) -> None:
    def work(each: TestClient) -> None:
        for _ in range(6):
            create(each, "p", labels=["production"])

    threads = [threading.Thread(target=work, args=(each,)) for each in (client, other_process)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (row,) = client.get("/api/public/v2/prompts").json()["data"]
    assert row["versions"] == list(range(1, 13))
    assert read(client, "p")["version"] in row["versions"]


def question(name: str) -> Question:
    return Question(MINE, Reference(name, 1, None), True)


def test_memory_is_bounded_and_the_oldest_goes_first() -> None:
    cache = PromptCache(max_bytes=30)
    cache.put(question("a"), 1, b"x" * 10)
    cache.put(question("b"), 1, b"x" * 10)
    assert cache.get(question("a"), 1)
    cache.put(question("c"), 1, b"x" * 15)
    assert cache.get(question("b"), 1) is None
    assert cache.get(question("a"), 1)
    assert cache.get(question("a"), 2) is None
    cache.put(question("a"), 2, b"y")
    assert cache.get(question("a"), 2) == b"y"
    assert cache.get(question("c"), 1)
