"""The filter of stored ids spares look-ups and never hides a stored row."""

from __future__ import annotations

from typing import Any

import pytest

from gatelight.core.patch import ObservationPatch, Origin, Submission
from gatelight.core.time import SystemClock
from gatelight.events.engine import EventEngine
from gatelight.events.lookup import count_ids, id_digests, stored_observations
from gatelight.ingest import seen_ids
from gatelight.ingest.commit import Committer
from gatelight.ingest.seen_ids import SeenIds, digest_of
from gatelight.pricing.types import PricingRequest, PricingResult

NOW = 1_780_000_000_000_000


class Free:
    def price(self, request: PricingRequest) -> PricingResult:
        return PricingResult()


def submission(project: str, entity_id: str, time: int, **fields: Any) -> Submission:
    patch = ObservationPatch(
        project_id=project,
        id=entity_id,
        event_time=time,
        fields={"trace_id": "t", "start_time": NOW, **fields},
    )
    return Submission(project_id=project, origin=Origin("pk"), patches=[patch], size=10)


def test_an_update_after_a_restart_finds_the_stored_row(
    engine: EventEngine, project_id: str
) -> None:
    before = Committer(engine, Free(), SystemClock())
    before.commit([submission(project_id, "o", NOW, name="first", input="kept")])

    after = Committer(engine, Free(), SystemClock())
    after.seen.observations.learn(engine)
    after.commit([submission(project_id, "o", NOW + 5, name="second")])
    row = stored_observations(engine, project_id, ["o"])["o"]
    assert (row.name, row.input) == ("second", "kept")


def test_new_ids_are_not_looked_for(
    engine: EventEngine, project_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    committer = Committer(engine, Free(), SystemClock())
    committer.seen.traces.learn(engine)
    committer.seen.observations.learn(engine)
    asked: list[str] = []
    read = engine.columns
    monkeypatch.setattr(engine, "columns", lambda sql, *rest: asked.append(sql) or read(sql, *rest))

    committer.commit([submission(project_id, "new", NOW, name="first")])
    assert asked == []
    committer.forget()
    committer.commit([submission(project_id, "new", NOW + 5, name="second")])
    assert any("FROM observations" in sql for sql in asked)
    assert stored_observations(engine, project_id, ["new"])["new"].name == "second"


def test_engine_and_python_make_the_same_digest(engine: EventEngine, project_id: str) -> None:
    committer = Committer(engine, Free(), SystemClock())
    names = ["plain", "with 'quote' \\ and \0", "日本語"]
    for name in names:
        committer.commit([submission(project_id, name, NOW)])
    slices = [id_digests(engine, "observations", number, 3) for number in range(3)]
    digests = {digest for part in slices for digest in part}
    assert {digest_of(project_id, name) for name in names} <= digests
    assert len(digests) <= count_ids(engine, "observations")
    [stored] = engine.query("SELECT uniqExact(project_id, id) AS ids FROM observations")
    assert len(digests) == int(stored["ids"])


def test_it_grows_without_forgetting(engine: EventEngine) -> None:
    seen = SeenIds("scores", first_capacity=10)
    seen.learn(engine)
    for number in range(200):
        seen.add("p", str(number))
    assert all(seen.maybe_stored("p", str(number)) for number in range(200))
    assert sum(seen.maybe_stored("p", f"new-{number}") for number in range(200)) < 5
    assert not seen.maybe_stored("another project", "1")


def test_nothing_is_ruled_out_before_the_scan_or_beyond_the_limit(
    engine: EventEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    unread = SeenIds("scores")
    assert unread.maybe_stored("p", "x")
    monkeypatch.setattr(seen_ids, "MAX_IDS", 3)
    full = SeenIds("scores")
    full.learn(engine)
    for number in range(5):
        full.add("p", str(number))
    assert full.maybe_stored("p", "never added")
