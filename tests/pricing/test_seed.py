from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gatelight.pricing import data_files, queries
from gatelight.pricing.entries import PriceEntry
from gatelight.pricing.seed import seed
from gatelight.records.database import Database

MATCH = {"equals": "m"}


def line(model: str, price: str, start: str | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {
        "provider": "p",
        "model": model,
        "match": MATCH,
        "tiers": [{"id": "standard", "name": "Standard", "prices": {"input": price}}],
    }
    return made | ({"from": start} if start else {})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(data_files, "DATA_DIR", tmp_path)
    return tmp_path


def write(folder: Path, version: str, *lines: dict[str, Any]) -> None:
    header = {"source": "s", "version": version, "licence": "MIT", "url": "u", "made": "2026-01-01"}
    text = "\n".join(json.dumps(item) for item in (header, *lines))
    (folder / "book.jsonl").write_text(text + "\n")


def live(database: Database) -> dict[str, str]:
    with database.reader() as session:
        return {
            entry.id: entry.tier_texts[0].prices["input"]
            for shared in (True, False)
            for entry in queries.live_entries(session, shared=shared)
        }


def read(database: Database, entry_id: str) -> PriceEntry:
    with database.reader() as session:
        found = queries.visible_entry(session, "project-a", entry_id)
    assert found is not None
    return found


def test_seeding_happens_once_for_a_version(own_database: Database, folder: Path) -> None:
    write(folder, "1", line("m", "1"), line("m", "2", "2026-01-01"))
    assert seed(own_database, ("book.jsonl",))
    assert not seed(own_database, ("book.jsonl",))
    assert live(own_database) == {"s:p:m:always": "1", "s:p:m:2026-01-01": "2"}


def test_a_corrected_price_is_a_new_entry_and_the_old_one_stays_readable(
    own_database: Database, folder: Path
) -> None:
    write(folder, "1", line("m", "1"), line("same", "5"))
    seed(own_database, ("book.jsonl",))
    write(folder, "2", line("m", "3"), line("same", "5"))
    assert seed(own_database, ("book.jsonl",))
    assert live(own_database) == {"s:p:m:always@2": "3", "s:p:same:always": "5"}
    old = read(own_database, "s:p:m:always")
    assert old.retired
    assert old.tier_texts[0].prices == {"input": "1"}


def test_a_model_the_new_version_forgot_keeps_its_price(
    own_database: Database, folder: Path
) -> None:
    write(folder, "1", line("gone", "1"), line("m", "1", "2026-01-01"))
    seed(own_database, ("book.jsonl",))
    write(folder, "2", line("m", "1"))
    seed(own_database, ("book.jsonl",))
    assert live(own_database) == {"s:p:gone:always": "1", "s:p:m:always": "1"}


def test_going_back_and_forth_between_versions_never_loses_an_entry(
    own_database: Database, folder: Path
) -> None:
    for version, price in (("1", "1"), ("2", "2"), ("1", "1"), ("2", "2")):
        write(folder, version, line("m", price))
        seed(own_database, ("book.jsonl",))
    assert list(live(own_database).values()) == ["2"]
    assert read(own_database, "s:p:m:always").tier_texts[0].prices == {"input": "1"}
    assert read(own_database, "s:p:m:always@2").tier_texts[0].prices == {"input": "2"}


def test_entries_of_projects_are_never_touched(own_database: Database, folder: Path) -> None:
    mine = PriceEntry(
        id="mine",
        project_id="project-a",
        source="project",
        source_version="",
        provider="p",
        model="m",
        match={"regex": "m"},
        valid_from=None,
        daily=None,
        sequence=0,
        tier_texts=[data_files.TierText(id="t", name="T", prices={"input": "9"})],
    )
    write(folder, "1", line("m", "1"))
    seed(own_database, ("book.jsonl",))
    with own_database.session() as session:
        queries.add_entries(session, [mine])
    write(folder, "2", line("m", "2"))
    seed(own_database, ("book.jsonl",))
    assert live(own_database) == {"mine": "9", "s:p:m:always@2": "2"}


def test_a_project_sees_its_own_entries_and_the_shared_ones_only(
    own_database: Database, folder: Path
) -> None:
    test_entries_of_projects_are_never_touched(own_database, folder)
    with own_database.reader() as session:
        assert queries.visible_entry(session, "project-b", "mine") is None
        own, total = queries.page_of_entries(session, "project-a", 10, 0)
        others, other_total = queries.page_of_entries(session, "project-b", 10, 0)
    assert [entry.id for entry in own] == ["mine", "s:p:m:always@2"]
    assert [entry.id for entry in others] == ["s:p:m:always@2"]
    assert (total, other_total) == (2, 1)
