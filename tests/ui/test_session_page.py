"""What the page of one session reads: turns, calls in lanes, growth of the context, compactions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.browser.story import event, iso
from tests.ui.conftest import PATH, read
from tests.whole_app import WholeApp

START = datetime.now(UTC) - timedelta(hours=1)
CODING = "coding-session"


def call(number: int, *, context: int, cached: int, agent: str = "", **more: Any) -> list[Any]:
    """One trace of one model call, as coding agents make them through a gateway."""
    trace_id = f"coding-{number}"
    at = START + timedelta(minutes=number)
    body = {
        "id": f"{trace_id}-call",
        "traceId": trace_id,
        "name": "messages",
        "startTime": iso(at),
        "endTime": iso(at + timedelta(seconds=5)),
        "model": "claude-sonnet-4-5",
        "usageDetails": {
            "input": context - cached,
            "cache_read_input_tokens": cached,
            "output": 100,
        },
        "metadata": {"agent_id": agent} if agent else {},
    }
    head = {"id": trace_id, "timestamp": iso(at), "sessionId": CODING, "userId": "ada"}
    return [event("trace-create", head), event("generation-create", body | more)]


@pytest.fixture(scope="module")
def coding(app: WholeApp) -> Any:
    batch = [
        *call(0, context=20_000, cached=0),
        *call(1, context=40_000, cached=19_000),
        *call(2, context=6_000, cached=0, agent="explorer"),
        *call(3, context=90_000, cached=39_000),
        *call(4, context=15_000, cached=0, model="claude-haiku-4-5"),
    ]
    answer = app.post("/api/public/ingestion", {"batch": batch})
    assert answer.json()["errors"] == []
    return read(app, "/session", sessionId=CODING)


def test_turns_are_traces_in_order(coding: Any) -> None:
    assert [turn["id"] for turn in coding["turns"]] == [f"coding-{n}" for n in range(5)]
    first = coding["turns"][0]
    assert (first["latency"], first["inputTokens"], first["cacheReadTokens"]) == (5, 20_000, 0)
    assert first["uncachedCost"] == pytest.approx(0.06)
    assert coding["users"] == ["ada"]
    assert coding["totalCost"] == pytest.approx(sum(t["totalCost"] for t in coding["turns"]))


def test_agents_are_lanes(coding: Any) -> None:
    assert [(lane["name"], lane["calls"]) for lane in coding["lanes"]] == [
        ("main", 4),
        ("explorer", 1),
    ]
    assert [each["lane"] for each in coding["calls"]].count("explorer") == 1


def test_models_dearest_first(coding: Any) -> None:
    assert [line["model"] for line in coding["models"]] == [
        "claude-sonnet-4-5",
        "claude-haiku-4-5",
    ]


def test_a_context_that_shrank_was_compacted(coding: Any) -> None:
    (compaction,) = coding["compactions"]
    assert (compaction["lane"], compaction["before"], compaction["after"]) == (
        "main",
        90_000,
        15_000,
    )


def test_an_inner_agent_is_a_lane(app: WholeApp) -> None:
    at = iso(START)
    made = [
        ("agent", "outer", None, "boss"),
        ("generation", "outer-call", "outer", "plan"),
        ("agent", "inner", "outer", "scout"),
        ("generation", "inner-call", "inner", "look"),
    ]
    batch = [
        event("trace-create", {"id": "nested", "timestamp": at, "sessionId": "nested-session"}),
        *(
            event(
                f"{kind}-create",
                {
                    "id": one,
                    "traceId": "nested",
                    "parentObservationId": parent,
                    "name": name,
                    "startTime": at,
                },
            )
            for kind, one, parent, name in made
        ),
    ]
    app.post("/api/public/ingestion", {"batch": batch})
    found = read(app, "/session", sessionId="nested-session")
    assert {each["id"]: each["lane"] for each in found["calls"]} == {
        "outer-call": "main",
        "inner-call": "scout",
    }


def test_the_agents_own_word_on_compaction_counts(app: WholeApp) -> None:
    record = {
        "timeUnixNano": str(int(START.timestamp() * 1e9)),
        "body": {"stringValue": "claude_code.compaction"},
        "attributes": [
            {"key": "session.id", "value": {"stringValue": "told-session"}},
            {"key": "event.name", "value": {"stringValue": "compaction"}},
            {"key": "trigger", "value": {"stringValue": "auto"}},
            {"key": "pre_tokens", "value": {"intValue": "150000"}},
            {"key": "post_tokens", "value": {"stringValue": "12000"}},
        ],
    }
    logs = {"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]}
    assert app.post("/api/public/otel/v1/logs", logs).status_code == 200
    found = read(app, "/session", sessionId="told-session")
    assert found["turns"] == []
    (compaction,) = found["compactions"]
    assert (compaction["before"], compaction["after"], compaction["trigger"]) == (
        150_000,
        12_000,
        "auto",
    )


def test_contents_of_the_turns(app: WholeApp) -> None:
    page = read(app, "/session-contents", sessionId="chat-00")
    turns = read(app, "/session", sessionId="chat-00")["turns"]
    assert [each["id"] for each in page["data"]] == [turn["id"] for turn in turns]
    assert "role" in page["data"][0]["input"]["text"]
    assert page["next"] is None


def test_an_unknown_session_is_not_found(app: WholeApp) -> None:
    answer = app.client.get(f"{PATH}/session", params={"sessionId": "nothing"})
    assert answer.status_code == 404
