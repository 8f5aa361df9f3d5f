"""Spans of the Langfuse SDKs, as they send them."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from tests.ingest.otlp.exports import SECOND, START, Export, one

SDK = {"scope": "langfuse-sdk", "version": "4.18.0", "scope_attributes": {"public_key": "pk"}}
GENERATION = {
    "langfuse.observation.type": "generation",
    "langfuse.observation.input": '[{"role":"user","content":"hi"}]',
    "langfuse.observation.output": "hello",
    "langfuse.observation.model.name": "gpt-4o-mini",
    "langfuse.observation.model.parameters": '{"temperature":0.5,"max_tokens":"Infinity",'
    '"stop":["a"],"stream":true,"seed":null}',
    "langfuse.observation.usage_details": '{"input":3,"output":2,"total":5,"x":null}',
    "langfuse.observation.cost_details": '{"input":0.000001,"total":1e-5}',
    "langfuse.observation.completion_start_time": '"2025-10-09T08:53:20.500000Z"',
    "langfuse.observation.prompt.name": "greeting",
    "langfuse.observation.prompt.version": 3,
    "langfuse.observation.level": "WARNING",
    "langfuse.observation.status_message": "slow",
    "langfuse.observation.metadata.customer": "acme",
    "langfuse.observation.metadata.attempt": 2,
    "langfuse.version": "v7",
    "langfuse.environment": "staging",
    "langfuse.release": "r1",
    "langfuse.trace.name": "answer",
    "langfuse.trace.tags": ["b", "a"],
    "langfuse.trace.metadata.plan": "pro",
    "langfuse.trace.public": True,
    "user.id": "ann",
    "session.id": "s1",
}


def test_generation():
    fields = one(GENERATION, name="call", resource={"service.name": "app"}, **SDK).only
    metadata = fields.pop("metadata")
    assert fields == {
        "trace_id": fields["trace_id"],
        "type": "GENERATION",
        "name": "call",
        "start_time": START,
        "end_time": START + SECOND,
        "completion_start_time": START + SECOND // 2,
        "level": "WARNING",
        "status_message": "slow",
        "version": "v7",
        "environment": "staging",
        "model": "gpt-4o-mini",
        "model_parameters": {
            "temperature": 0.5,
            "max_tokens": "Infinity",
            "stop": '["a"]',
            "stream": "true",
        },
        "input": '[{"role":"user","content":"hi"}]',
        "output": "hello",
        "usage_details": {"input": 3, "output": 2, "total": 5},
        "cost_details": {"input": Decimal("0.000001"), "total": Decimal("0.00001")},
        "prompt_name": "greeting",
        "prompt_version": 3,
        "source_scope": "langfuse-sdk",
        "service_name": "app",
    }
    assert metadata["customer"] == "acme"
    assert metadata["attempt"] == 2
    assert json.loads(metadata["resourceAttributes"])["service.name"] == "app"
    assert json.loads(metadata["scope"]) == {
        "name": "langfuse-sdk",
        "version": "4.18.0",
        "attributes": {"public_key": "pk"},
    }
    assert "attributes" not in metadata


def test_root_makes_the_trace():
    trace = one(GENERATION, **SDK).trace
    metadata = trace.pop("metadata")
    assert trace == {
        "timestamp": START,
        "name": "answer",
        "user_id": "ann",
        "session_id": "s1",
        "tags": ["b", "a"],
        "public": True,
        "release": "r1",
        "version": "v7",
        "environment": "staging",
        "input": '[{"role":"user","content":"hi"}]',
        "output": "hello",
    }
    assert metadata["plan"] == "pro"
    assert metadata["customer"] == "acme"
    assert "resourceAttributes" in metadata


def test_trace_payload_beats_the_roots():
    decoded = one(
        {
            "langfuse.observation.input": "of the span",
            "langfuse.trace.input": '{"q":1}',
            "langfuse.trace.output": "of the trace",
        },
        **SDK,
    )
    assert decoded.only["input"] == "of the span"
    assert decoded.trace["input"] == '{"q":1}'
    assert decoded.trace["output"] == "of the trace"


def test_child_speaks_for_its_trace_only_with_trace_attributes():
    export = Export()
    root = export.span("root", {"langfuse.observation.input": "question"}, **SDK)
    export.span("silent", {"langfuse.observation.input": "x"}, parent=root, **SDK)
    export.span(
        "speaking", {"user.id": "bob", "langfuse.observation.input": "y"}, parent=root, **SDK
    )
    decoded = export.decode()
    said = [trace.fields for trace in decoded.traces]
    assert [fields.get("user_id") for fields in said] == [None, "bob"]
    assert "input" not in said[1]
    assert "name" not in said[1]
    assert decoded.fields("silent")["parent_observation_id"] == decoded.observations[0].id


def test_what_every_span_repeats_becomes_one_patch():
    export = Export()
    root = export.span("root", {"user.id": "ann"}, **SDK)
    for _ in range(5):
        export.span("child", {"user.id": "ann"}, parent=root, **SDK)
    traces = export.decode().traces
    assert len(traces) == 2
    assert traces[1].event_time == START + 5_000
    assert traces[1].fields["timestamp"] == START + 1_000


def test_as_root_with_an_invented_parent():
    export = Export()
    parent = export.span("elsewhere")
    export.span(
        "task",
        {"langfuse.internal.as_root": True, "langfuse.observation.output": "done"},
        parent=parent,
        **SDK,
    )
    decoded = export.decode()
    assert decoded.fields("task")["is_app_root"] is True
    assert [trace.fields["name"] for trace in decoded.traces] == ["elsewhere", "task"]
    assert decoded.traces[1].fields["output"] == "done"


def test_app_root_below_a_real_parent_does_not_feed_the_trace():
    export = Export()
    parent = export.span("http")
    export.span(
        "app",
        {"langfuse.internal.is_app_root": True, "langfuse.observation.input": "x"},
        parent=parent,
        **SDK,
    )
    decoded = export.decode()
    assert decoded.fields("app")["is_app_root"] is True
    assert [trace.fields["name"] for trace in decoded.traces] == ["http"]
    assert "is_app_root" not in decoded.fields("http")


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ('"text"', "text"),
        ('"123"', '"123"'),
        ("123", 123),
        ('"true"', '"true"'),
        ("true", True),
        ('{"a":[1,"2"]}', {"a": [1, "2"]}),
        ("not json", "not json"),
    ],
)
def test_python_5_metadata_comes_back_with_its_types(sent, stored):
    attributes = {"langfuse.observation.metadata.key": sent}
    fields = one(
        attributes, scope="langfuse-sdk", version="5.0.4", scope_attributes={"public_key": "pk"}
    ).only
    assert fields["metadata"]["key"] == stored
    by_header = one(attributes, scope="langfuse-sdk", sdk_name="python", sdk_version="5.0.4").only
    assert by_header["metadata"]["key"] == stored


def test_other_sdks_metadata_is_not_decoded():
    attributes = {"langfuse.observation.metadata.key": '"text"'}
    for more in ({"version": "4.18.0"}, {"version": "5.11.1", "sdk_name": "javascript"}):
        assert one(attributes, scope="langfuse-sdk", **more).only["metadata"]["key"] == '"text"'


def test_whole_metadata_object_and_single_keys():
    decoded = one(
        {
            "langfuse.observation.metadata": '{"a":1,"b":{"c":2}}',
            "langfuse.observation.metadata.a": "dotted",
            "langfuse.trace.metadata": "no json",
        },
        **SDK,
    )
    assert decoded.only["metadata"]["a"] == "dotted"
    assert decoded.only["metadata"]["b"] == {"c": 2}
    assert [note.kind for note in decoded.notes] == ["altered"]
    assert "langfuse.trace.metadata" in decoded.notes[0].reason


@pytest.mark.parametrize(
    ("sent", "level"),
    [("verbose", "DEBUG"), ("NOTICE", "DEFAULT"), ("WARN", "WARNING"), ("FATAL", "ERROR")],
)
def test_level_aliases(sent, level):
    decoded = one({"langfuse.observation.level": sent})
    assert decoded.only["level"] == level
    assert not decoded.notes


def test_unknown_level_is_noted_and_the_status_decides():
    decoded = one({"langfuse.observation.level": "PURPLE"}, error="boom")
    assert decoded.only["level"] == "ERROR"
    assert decoded.only["status_message"] == "boom"
    (note,) = decoded.notes
    assert (note.kind, note.entity_id) == ("altered", decoded.observations[0].id)
    assert "PURPLE" in note.reason


def test_exception_event_gives_the_message_of_an_error_without_one():
    event = ("exception", {"exception.type": "ValueError", "exception.message": "bad"})
    fields = one({}, error="", events=[event]).only
    assert fields["status_message"] == "ValueError: bad"
    assert fields["metadata"]["events"][0]["name"] == "exception"


def test_empty_output_is_no_output():
    assert "output" not in one({"langfuse.observation.output": ""}, **SDK).only


def test_prompt_links_generations_only():
    attributes = {
        "langfuse.observation.type": "span",
        "langfuse.observation.prompt.name": "p",
        "langfuse.observation.prompt.version": 1,
    }
    assert "prompt_name" not in one(attributes, **SDK).only


def test_old_python_sdk_generations_were_typed_span():
    attributes = {"langfuse.observation.type": "span", "langfuse.observation.model.name": "m"}
    python = {"scope": "langfuse-sdk", "scope_attributes": {"public_key": "pk"}}
    assert one(attributes, version="3.3.1", **python).only["type"] == "GENERATION"
    assert one(attributes, version="3.4.0", **python).only["type"] == "SPAN"


@pytest.mark.parametrize("name", ["agent", "tool", "chain", "retriever", "guardrail", "event"])
def test_types(name):
    assert one({"langfuse.observation.type": name}, **SDK).only["type"] == name.upper()


def test_openai_usage_is_split():
    usage = {
        "prompt_tokens": 21,
        "completion_tokens": 9,
        "total_tokens": 30,
        "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 2},
    }
    fields = one({"langfuse.observation.usage_details": json.dumps(usage)}, **SDK).only
    assert fields["usage_details"] == {
        "input": 17,
        "input_cached_tokens": 4,
        "output": 7,
        "output_reasoning_tokens": 2,
        "total": 30,
    }


def test_usage_and_cost_that_are_no_numbers():
    decoded = one(
        {
            "langfuse.observation.usage_details": '{"a":"7","b":3.0,"c":-1,"d":2.5,"e":"x",'
            '"f":null}',
            "langfuse.observation.cost_details": '{"a":"0.25","b":-1,"c":"NaN","d":1e400,"e":null}',
        },
        **SDK,
    )
    assert decoded.only["usage_details"] == {"a": 7, "b": 3}
    assert decoded.only["cost_details"] == {"a": Decimal("0.25")}
    assert sorted(note.reason.split("'")[1] for note in decoded.notes) == ["c", "d", "e"]


def test_experiment():
    fields = one(
        {
            "langfuse.experiment.id": "e1",
            "langfuse.experiment.name": "run",
            "langfuse.experiment.item.id": "i1",
            "langfuse.experiment.metadata.model": "m",
            "langfuse.experiment.metadata.n": 2,
        },
        **SDK,
    ).only
    assert fields["experiment"] == {
        "id": "e1",
        "name": "run",
        "item.id": "i1",
        "metadata": '{"model":"m","n":2}',
    }


def test_environment_version_release_from_the_resource():
    resource = {
        "deployment.environment": "second",
        "deployment.environment.name": "First",
        "service.version": "1.0.5",
        "langfuse.release": "r9",
        "langfuse.metadata.region": "eu",
    }
    decoded = one({}, resource=resource)
    assert decoded.only["environment"] == "first"
    assert decoded.only["version"] == "1.0.5"
    assert decoded.only["metadata"]["region"] == "eu"
    assert decoded.trace["release"] == "r9"


@pytest.mark.parametrize(
    ("sent", "tags"),
    [
        (["a", "b"], ["a", "b"]),
        ('["a","b"]', ["a", "b"]),
        ("a, b", ["a", "b"]),
        ("a", ["a"]),
    ],
)
def test_tags_in_every_form(sent, tags):
    assert one({"langfuse.trace.tags": sent}).trace["tags"] == tags


def test_unknown_attributes_of_an_sdk_span_are_kept():
    fields = one({"my.own": 1, "langfuse.internal.future": "x"}, **SDK).only
    assert json.loads(fields["metadata"]["attributes"]) == {"my.own": "1"}


def test_over_long_name_is_cut():
    decoded = one({}, name="n" * 1500)
    assert decoded.only["name"] == "n" * 1000
    assert "1500" in decoded.notes[0].reason


def test_broken_json_is_noted_and_the_rest_is_kept():
    decoded = one(
        {
            "langfuse.observation.usage_details": "{",
            "langfuse.observation.cost_details": "[1]",
            "langfuse.observation.model.parameters": "x",
            "langfuse.observation.output": "kept",
        },
        **SDK,
    )
    assert decoded.only["output"] == "kept"
    assert len(decoded.notes) == 3


def test_nan_in_json_is_null():
    attributes = {"langfuse.observation.usage_details": '{"input": NaN, "output": 4}'}
    assert one(attributes, **SDK).only["usage_details"] == {"output": 4}
