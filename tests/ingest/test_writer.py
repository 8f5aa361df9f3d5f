"""The group-commit writer on the real engine: what is acknowledged is stored, once, and merged."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from gatelight.core.patch import ObservationPatch, Origin, ScorePatch, Submission, TracePatch
from gatelight.core.time import SystemClock
from gatelight.errors import InvalidRequest, ServiceUnavailable, TooManyRequests
from gatelight.events.engine import EventEngine
from gatelight.events.lookup import stored_observations, stored_scores, stored_traces
from gatelight.events.rows import ObservationRow
from gatelight.ingest.commit import Committer
from gatelight.ingest.writer import EventWriter
from gatelight.pricing.types import PricingRequest, PricingResult

NOW = 1_780_000_000_000_000
ORIGIN = Origin("pk", "python", "4.18.0", "otel")


class ACentEach:
    """Every observation with a model costs a cent."""

    def price(self, request: PricingRequest) -> PricingResult:
        usage = dict(request.usage_details)
        return PricingResult(usage_details=usage, tokens=usage, total_cost=Decimal("0.01"))


@pytest.fixture
def writer(engine: EventEngine) -> Iterator[EventWriter]:
    made = EventWriter(
        Committer(engine, ACentEach(), SystemClock()),
        lambda *_: None,
        max_events=1_000,
        max_bytes=1_000_000,
    )
    made.start()
    yield made
    made.stop()


def observation(
    project: str, name: str, time: int = NOW, *, complete: bool = False, **fields: Any
) -> ObservationPatch:
    return ObservationPatch(
        project_id=project,
        id=name,
        event_time=time,
        complete=complete,
        fields={"trace_id": "t", "start_time": NOW, **fields},
    )


def trace(project: str, time: int = NOW, **fields: Any) -> TracePatch:
    return TracePatch(project_id=project, id="t", event_time=time, fields={**fields})


def submission(project: str, *patches: Any, size: int = 10) -> Submission:
    return Submission(project_id=project, origin=ORIGIN, patches=list(patches), size=size)


def test_what_is_submitted_is_readable_on_return(
    engine: EventEngine,
    project_id: str,
    writer: EventWriter,
) -> None:
    writer.submit_and_wait(
        submission(project_id, trace(project_id, name="n"), observation(project_id, "o", model="m"))
    )
    row = stored_observations(engine, project_id, ["o"])["o"]
    assert (row.trace_name, row.total_cost) == ("n", Decimal("0.01"))


def test_an_observation_alone_makes_its_trace(
    engine: EventEngine,
    project_id: str,
    writer: EventWriter,
) -> None:
    writer.submit_and_wait(submission(project_id, observation(project_id, "o", environment="prod")))
    assert stored_traces(engine, project_id, ["t"])["t"].environment == "prod"


def test_updates_in_later_requests_are_merged(
    engine: EventEngine,
    project_id: str,
    writer: EventWriter,
) -> None:
    writer.submit_and_wait(submission(project_id, observation(project_id, "o", input="in")))
    later = ObservationPatch(
        project_id=project_id,
        id="o",
        event_time=NOW + 1,
        is_create=False,
        fields={"output": "out"},
    )
    writer.submit_and_wait(submission(project_id, later))
    row = stored_observations(engine, project_id, ["o"])["o"]
    assert (row.trace_id, row.input, row.output) == ("t", "in", "out")


def test_a_trace_named_late_names_what_is_already_stored(
    engine: EventEngine,
    project_id: str,
    writer: EventWriter,
) -> None:
    early = [observation(project_id, f"o{i}", complete=True, input="kept") for i in range(3)]
    writer.submit_and_wait(submission(project_id, *early))
    late = trace(project_id, NOW + 5, name="late", user_id="ada", tags=["x"])
    writer.submit_and_wait(submission(project_id, late))
    rows = stored_observations(engine, project_id, ["o0", "o1", "o2"])
    assert {(row.trace_name, row.user_id, row.input) for row in rows.values()} == {
        ("late", "ada", "kept")
    }


def test_an_entity_that_moves_leaves_nothing_behind(
    engine: EventEngine,
    project_id: str,
    writer: EventWriter,
) -> None:
    update = ObservationPatch(
        project_id=project_id, id="o", event_time=NOW + 3_600_000_000, fields={"output": "x"}
    )
    writer.submit_and_wait(submission(project_id, update))
    writer.submit_and_wait(submission(project_id, observation(project_id, "o")))
    counted = engine.query(
        "SELECT count() AS rows, any(trace_id) AS trace FROM observations FINAL "
        "WHERE project_id = {project:String}",
        {"project": project_id},
    )
    assert counted == [{"rows": 1, "trace": "t"}]


def test_a_value_no_column_holds_fails_alone(
    engine: EventEngine,
    project_id: str,
    writer: EventWriter,
) -> None:
    bad = submission(project_id, observation(project_id, "bad", usage_details={"input": 2**70}))
    good = [submission(project_id, observation(project_id, f"good{i}")) for i in range(8)]
    answers: list[BaseException | None] = [None] * 9

    def send(index: int, item: Submission) -> None:
        try:
            writer.submit_and_wait(item)
        except InvalidRequest as error:
            answers[index] = error

    threads = [
        threading.Thread(target=send, args=pair) for pair in enumerate([*good[:4], bad, *good[4:]])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [index for index, answer in enumerate(answers) if answer] == [4]
    assert len(stored_observations(engine, project_id, [f"good{i}" for i in range(8)])) == 8


def test_a_full_queue_asks_to_come_back(engine: EventEngine, project_id: str) -> None:
    idle = EventWriter(
        Committer(engine, ACentEach(), SystemClock()), lambda *_: None, max_events=2, max_bytes=100
    )
    waiting = threading.Thread(
        target=idle.submit_and_wait,
        args=[submission(project_id, observation(project_id, "a"), observation(project_id, "b"))],
    )
    waiting.start()
    while idle.depth == (0, 0):
        pass
    with pytest.raises(TooManyRequests):
        idle.submit_and_wait(submission(project_id, observation(project_id, "c")))
    idle.start()
    waiting.join()
    idle.stop()
    assert stored_observations(engine, project_id, ["a", "b"]).keys() == {"a", "b"}


def test_a_stopped_writer_refuses(engine: EventEngine, project_id: str) -> None:
    stopped = EventWriter(
        Committer(engine, ACentEach(), SystemClock()), lambda *_: None, max_events=9, max_bytes=9
    )
    stopped.start()
    stopped.stop()
    with pytest.raises(ServiceUnavailable):
        stopped.submit_and_wait(submission(project_id, observation(project_id, "o")))


@pytest.mark.parametrize("fails", [False, True])
def test_who_counts_is_told_before_the_sender(
    engine: EventEngine, project_id: str, fails: bool
) -> None:
    """What it cannot count is stored all the same, and so is what comes after."""
    told: list[str] = []

    def count(rows: Sequence[ObservationRow]) -> None:
        time.sleep(0.1)
        told.extend(row.id for row in rows)
        if fails:
            raise ValueError("cannot count")

    writer = EventWriter(
        Committer(engine, ACentEach(), SystemClock()),
        lambda *_: None,
        max_events=9,
        max_bytes=1_000,
        stored=count,
    )
    writer.start()
    for name in ("a", "b"):
        writer.submit_and_wait(submission(project_id, observation(project_id, name)))
        assert told[-1] == name
    writer.stop()
    assert stored_observations(engine, project_id, ["a", "b"]).keys() == {"a", "b"}


class Broken:
    """An engine whose inserts fail as often as told, then work."""

    def __init__(self, engine: EventEngine) -> None:
        self._engine = engine
        self.failures = 0

    def insert(self, table: str, rows: pa.Table) -> None:
        if self.failures:
            self.failures -= 1
            raise ServiceUnavailable("down")
        self._engine.insert(table, rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def test_updates_prepared_on_a_failed_commit_are_prepared_again(
    engine: EventEngine,
    project_id: str,
) -> None:
    """Concurrent updates of one entity while some commits fail: the acknowledged ones all count."""
    broken = Broken(engine)
    writer = EventWriter(
        Committer(broken, ACentEach(), SystemClock()),  # type: ignore[arg-type]
        lambda *_: None,
        max_events=10_000,
        max_bytes=10_000_000,
    )
    writer.start()
    acknowledged: list[str] = []

    def send(worker: int) -> None:
        for number in range(15):
            key = f"{worker}-{number}"
            if number % 5 == 4:
                broken.failures = 1
            patch = observation(project_id, "o", NOW + worker * 100 + number, metadata={key: "1"})
            try:
                writer.submit_and_wait(submission(project_id, patch))
            except ServiceUnavailable:
                continue
            acknowledged.append(key)

    threads = [threading.Thread(target=send, args=[worker]) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.stop()
    row = stored_observations(engine, project_id, ["o"])["o"]
    assert len(acknowledged) > 6
    assert not set(acknowledged) - row.metadata.keys()


def test_scores_with_one_id_are_one_score(
    engine: EventEngine,
    project_id: str,
    writer: EventWriter,
) -> None:
    for value in (1.0, 2.0):
        patch = ScorePatch(
            project_id=project_id,
            id="s",
            event_time=NOW + int(value),
            fields={"trace_id": "t", "name": "q", "data_type": "NUMERIC", "value": value},
        )
        writer.submit_and_wait(submission(project_id, patch))
    assert stored_scores(engine, project_id, ["s"])["s"].value == 2.0
