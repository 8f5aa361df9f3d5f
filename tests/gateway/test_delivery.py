"""The native exporter's parts: nothing is lost while the server is away, memory stays bounded."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from gatelight.gateway.runtime.gatelight_runtime.delivery import (
    BATCH_SPANS,
    LONGEST_WAIT,
    Delivery,
    Outcome,
)
from gatelight.gateway.runtime.gatelight_runtime.spans import span_of
from gatelight.gateway.runtime.gatelight_runtime.spool import Spool


class Server:
    """Takes batches as told by `answer`; `names` are the spans delivered, in order."""

    def __init__(self) -> None:
        self.answer = Outcome.DELIVERED
        self.names: list[str] = []
        self.tries = 0

    def __call__(self, body: bytes) -> Outcome:
        self.tries += 1
        if self.answer is Outcome.DELIVERED:
            sent = json.loads(gzip.decompress(body))
            spans = sent["resourceSpans"][0]["scopeSpans"][0]["spans"]
            self.names += [span["name"] for span in spans]
        return self.answer


@pytest.fixture
def server() -> Server:
    return Server()


class Idle(Delivery):
    """Without its thread: tests call `work` themselves."""

    def add(self, span: dict[str, Any]) -> None:
        self._queue.append(span)


def make(server: Server, folder: Path, max_bytes: int = 10**9) -> Idle:
    return Idle(server, Spool(folder, max_bytes), [])


def test_spans_are_delivered_in_batches(server, tmp_path) -> None:
    delivery = make(server, tmp_path)
    for number in range(BATCH_SPANS + 1):
        delivery.add({"name": str(number)})
    delivery.work()
    assert server.names == [str(number) for number in range(BATCH_SPANS + 1)]
    assert server.tries == 2
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_away_gets_everything_afterwards_oldest_first(server, tmp_path) -> None:
    delivery = make(server, tmp_path)
    server.answer = Outcome.AGAIN
    for number in range(20):
        delivery.add({"name": str(number)})
        delivery.work()
    assert server.names == []
    assert len(delivery._queue) == 0
    assert delivery._pause <= LONGEST_WAIT
    server.answer = Outcome.DELIVERED
    delivery.add({"name": "20"})
    delivery.work()
    assert server.names == [str(number) for number in range(21)]
    assert (list(tmp_path.iterdir()), delivery._pause) == ([], 0.0)


def test_the_next_process_delivers_what_the_last_one_could_not(server, tmp_path) -> None:
    server.answer = Outcome.AGAIN
    first = make(server, tmp_path)
    first.add({"name": "a"})
    first.work()
    server.answer = Outcome.DELIVERED
    make(server, tmp_path).work()
    assert server.names == ["a"]


def test_a_refused_batch_is_not_tried_for_ever(server, tmp_path) -> None:
    server.answer = Outcome.REFUSED
    delivery = make(server, tmp_path)
    delivery.add({"name": "a"})
    delivery.work()
    delivery.work()
    assert (server.tries, delivery.refused) == (1, 1)


def test_a_full_spool_gives_up_the_oldest(server, tmp_path) -> None:
    server.answer = Outcome.AGAIN
    delivery = make(server, tmp_path, max_bytes=1000)
    for number in range(30):
        delivery.add({"name": f"{number:03d}"})
        delivery.work()
    server.answer = Outcome.DELIVERED
    delivery.work()
    assert server.names[-1] == "029"
    assert 0 < len(server.names) < 30


def test_the_thread_delivers_and_stops(server, tmp_path) -> None:
    delivery = Delivery(server, Spool(tmp_path, 10**9), [])
    for number in range(5):
        delivery.add({"name": str(number)})
    delivery.stop()
    assert server.names == ["0", "1", "2", "3", "4"]


def logged(**more: Any) -> dict[str, Any]:
    payload = {
        "id": "chatcmpl-1",
        "status": "success",
        "call_type": "acompletion",
        "stream": True,
        "custom_llm_provider": "anthropic",
        "model": "claude-sonnet-4-5",
        "startTime": 1_795_000_000.25,
        "endTime": 1_795_000_001.5,
        "completionStartTime": 1_795_000_000.75,
        "prompt_tokens": 30,
        "completion_tokens": 7,
        "total_tokens": 37,
        "response_cost": 0.5,
        "request_tags": ["blue"],
        "messages": [{"role": "user", "content": "hi"}],
        "response": {"choices": [{"message": {"role": "assistant", "content": "Ciao"}}]},
        "model_parameters": {"stream": True},
        "metadata": {
            "user_api_key_alias": "ci",
            "user_api_key_hash": "h",
            "usage_object": {"cache_read_input_tokens": 5, "cache_creation_input_tokens": 3},
        },
    }
    params = {
        "metadata": {"trace_user_id": "anna", "session_id": "s1"},
        "proxy_server_request": {"headers": {"langfuse_trace_id": "ab" * 16}},
    }
    return {
        "litellm_call_id": "call-1",
        "standard_logging_object": payload | more,
        "litellm_params": params,
    }


def read(span: dict[str, Any]) -> dict[str, Any]:
    return {each["key"]: next(iter(each["value"].values())) for each in span["attributes"]}


def test_a_logged_call_becomes_a_span_with_langfuse_s_attributes() -> None:
    span = span_of(logged())
    assert span is not None
    told = read(span)
    assert (span["traceId"], span["name"]) == ("ab" * 16, "litellm:ci")
    assert span["startTimeUnixNano"] == "1795000000250000000"
    assert told["user.id"] == "anna"
    assert told["session.id"] == "s1"
    assert told["langfuse.observation.model.name"] == "anthropic/claude-sonnet-4-5"
    usage = json.loads(told["langfuse.observation.usage_details"])
    parts = ("input", "cache_read_input_tokens", "cache_creation_input_tokens", "output")
    assert [usage[part] for part in parts] == [22, 5, 3, 7]
    assert sum(usage[part] for part in parts) == usage["total"]
    assert json.loads(told["langfuse.observation.output"])["content"] == "Ciao"
    assert told["langfuse.observation.metadata.litellm_call_id"] == "call-1"
    assert told["langfuse.observation.completion_start_time"].startswith("2026-11-18T")


def test_the_same_call_has_the_same_ids_and_a_failure_others() -> None:
    first, again = span_of(logged()), span_of(logged())
    failed = span_of(logged(status="failure", error_str="no"))
    assert first is not None and again is not None and failed is not None
    assert first["spanId"] == again["spanId"] != failed["spanId"]
    told = read(failed)
    assert (told["langfuse.observation.level"], told["langfuse.observation.status_message"]) == (
        "ERROR",
        "no",
    )
    assert "langfuse.observation.usage_details" not in told
    assert span_of({}) is None
