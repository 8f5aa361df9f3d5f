"""Both encodings, and everything an export can get wrong."""

from __future__ import annotations

import base64
import json

import orjson
import pytest
from google.protobuf import json_format
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from tests.ingest.otlp.exports import NOW, START, START_NS, Export, decode, one

from gatelight.core.time import MAX_MICROS
from gatelight.errors import PayloadTooLarge
from gatelight.ingest.otlp.decode import decode_groups
from gatelight.ingest.otlp.model import MAX_ITEMS, Malformed

IDS = {"traceId": "a" * 32, "spanId": "b" * 16}


def value(**kind):
    (pair,) = kind.items()
    return {pair[0]: pair[1]}


def body(*spans, **scope_spans):
    export = {"resourceSpans": [{"scopeSpans": [{"spans": spans, **scope_spans}]}]}
    return json.dumps(export).encode()


def span(*attributes, **more):
    times = {"startTimeUnixNano": str(START_NS), "endTimeUnixNano": START_NS + 1_000_000}
    pairs = [{"key": key, "value": sent} for key, sent in attributes]
    return {**IDS, "name": "s", **times, "attributes": pairs, **more}


def decoded(*spans):
    return decode(body(*spans), "json")


def groups(data, encoding="json"):
    return decode_groups(data, encoding)


def test_json_and_protobuf_say_the_same():
    export = Export({"service.name": "app"})
    root = export.span(
        "root",
        {"a": "x", "b": True, "c": 5, "d": 1.5, "e": ["p", "q"], "langfuse.observation.input": "i"},
        scope="s",
        version="1",
        scope_attributes={"k": "v"},
        events=[("gen_ai.choice", {"message": "m"})],
        error="bad",
    )
    export.span("child", {}, parent=root, scope="s")
    request = ExportTraceServiceRequest.FromString(export.body())
    as_json = json_format.MessageToDict(request)
    for resource in as_json["resourceSpans"]:
        for scope in resource["scopeSpans"]:
            for item in scope["spans"]:
                for name in ("traceId", "spanId", "parentSpanId"):
                    if name in item:
                        item[name] = base64.b64decode(item[name]).hex()
    assert groups(json.dumps(as_json).encode()) == groups(export.body(), "protobuf")


def test_proto_field_names_are_read_too():
    data = {
        "resource_spans": [
            {
                "scope_spans": [
                    {
                        "spans": [
                            {
                                "trace_id": "t",
                                "span_id": "s",
                                "parent_span_id": "p",
                                "start_time_unix_nano": START_NS,
                                "attributes": [{"key": "k", "value": {"string_value": "v"}}],
                            }
                        ]
                    }
                ]
            }
        ]
    }
    (group,) = groups(orjson.dumps(data))
    assert (group.spans[0].parent_id, group.spans[0].attributes) == ("p", {"k": "v"})


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (value(stringValue="x"), "x"),
        (value(intValue="5"), 5),
        (value(intValue=5), 5),
        (value(intValue="five"), "five"),
        (value(doubleValue=1.5), 1.5),
        (value(doubleValue="-Infinity"), float("-inf")),
        (value(boolValue=False), False),
        (value(bytesValue="aGk="), "aGk="),
        (value(arrayValue={"values": [value(intValue="1"), value(stringValue="a")]}), [1, "a"]),
        (value(kvlistValue={"values": [{"key": "k", "value": value(intValue=1)}]}), {"k": 1}),
        (value(arrayValue={}), []),
        (value(arrayValue=5), []),
        (value(stringValue={"a": 1}), None),
        ({}, None),
        (None, None),
        ("bare", None),
        ({"unheardOf": 1}, None),
    ],
)
def test_values(sent, read):
    (group,) = groups(body(span(("k", sent))))
    assert group.spans[0].attributes == {"k": read}


def test_protobuf_bytes_and_nesting():
    request = ExportTraceServiceRequest()
    item = request.resource_spans.add().scope_spans.add().spans.add(trace_id=b"t", span_id=b"s")
    item.attributes.add(key="bytes").value.bytes_value = b"hi"
    nested = item.attributes.add(key="map").value.kvlist_value.values.add(key="a")
    nested.value.array_value.values.add().int_value = 3
    item.attributes.add(key="empty").value.string_value = ""
    item.attributes.add(key="nothing")
    (group,) = groups(request.SerializeToString(), "protobuf")
    assert group.spans[0].attributes == {
        "bytes": "aGk=",
        "map": {"a": [3]},
        "empty": "",
        "nothing": None,
    }


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b"5",
        b"{",
        b"\xff\xfe",
        b'{"resourceSpans":5}',
        b'{"resourceSpans":[5]}',
        b'{"resourceSpans":[{"scopeSpans":{}}]}',
        b'{"resourceSpans":[{"resource":5}]}',
        body({}),
        body({**IDS, "spanId": ""}),
        body({**IDS, "spanId": 5}),
        body({**IDS, "traceId": "x" * 801}),
        body({**IDS, "attributes": {}}),
        body({**IDS, "attributes": ["x"]}),
        body({**IDS, "events": "x"}),
        body({**IDS, "status": 5}),
        b"[" * 100_000,
        b'{"a":' * 3000,
    ],
)
def test_unreadable_json(data):
    with pytest.raises(Malformed):
        groups(data)


@pytest.mark.parametrize("data", [b"not protobuf", b"\x0a\xff\xff\xff\xff\x0f", b"{}"])
def test_unreadable_protobuf(data):
    with pytest.raises(Malformed):
        groups(data, "protobuf")


def test_protobuf_span_without_ids():
    request = ExportTraceServiceRequest()
    request.resource_spans.add().scope_spans.add().spans.add(name="x", trace_id=b"t")
    with pytest.raises(Malformed):
        groups(request.SerializeToString(), "protobuf")


def test_empty_exports_say_nothing():
    assert groups(b"{}") == []
    assert groups(b'{"resourceSpans":[]}') == []
    assert groups(b"", "protobuf") == []


def test_too_many_spans():
    many = [{}] * (MAX_ITEMS + 1)
    with pytest.raises(PayloadTooLarge):
        groups(body(*many))
    request = ExportTraceServiceRequest()
    spans = request.resource_spans.add().scope_spans.add().spans
    for _ in many:
        spans.add(trace_id=b"t", span_id=b"s")
    with pytest.raises(PayloadTooLarge):
        groups(request.SerializeToString(), "protobuf")


def test_too_many_objects():
    with pytest.raises(PayloadTooLarge):
        groups(b'{"resourceSpans":[' + b"{}," * 4_000_000 + b"{}]}")


def test_zero_parent_is_no_parent():
    assert decoded(span(parentSpanId="0" * 16)).traces
    assert not decoded(span(parentSpanId="c" * 16)).traces


@pytest.mark.parametrize(
    ("start", "end", "stored", "noted"),
    [
        (0, START_NS, (START, START), False),
        (str(START_NS), None, (START, START), False),
        ("", "", (NOW, NOW), True),
        (START_NS, 2**64 - 1, (START, NOW), True),
        (2**64 - 1, START_NS, (NOW, NOW), True),
        (START_NS, START_NS - 10**9, (START, START), False),
        (-5, "x", (NOW, NOW), True),
        (float(START_NS), START_NS, (START, START), False),
    ],
)
def test_times(start, end, stored, noted):
    result = decoded(span(startTimeUnixNano=start, endTimeUnixNano=end))
    assert (result.only["start_time"], result.only["end_time"]) == stored
    assert bool(result.notes) == noted
    assert max(stored) < MAX_MICROS


def test_deep_nesting_is_cut_not_refused():
    deep = value(stringValue="bottom")
    for _ in range(100):
        deep = value(arrayValue={"values": [deep]})
    fields = decoded(span(("deep", deep), ("langfuse.observation.input", deep))).only
    assert "[nested too deeply]" in fields["input"]


def test_deep_json_text_stays_text():
    deep = '{"a":' * 900 + "1" + "}" * 900
    result = one({"langfuse.observation.metadata": deep, "langfuse.observation.output": deep})
    assert result.only["output"] == deep
    assert "a" not in result.only["metadata"]
    assert len(result.notes) == 1


def test_many_attributes():
    many = {f"attribute.{index}.x": index for index in range(20_000)}
    pairs = [(key, value(intValue=number)) for key, number in many.items()]
    fields = decoded(span(*pairs)).only
    assert len(json.loads(fields["metadata"]["attributes"])) == len(many)


def test_hostile_message_indices():
    fields = one(
        {
            "llm.input_messages.999999999999999.message.content": "far",
            "llm.input_messages.x.message.content": "word",
            "llm.input_messages." + ".".join("0" * 500): "deep",
            "llm.input_messages.": "none",
        }
    ).only
    assert "far" in fields["input"]


KEYS = st.sampled_from(
    [
        "langfuse.observation.input",
        "langfuse.observation.metadata",
        "langfuse.observation.metadata.k",
        "langfuse.observation.metadata.user_api_key_hash",
        "langfuse.observation.metadata.litellm_call_id",
        "langfuse.observation.metadata.usage_object",
        "langfuse.observation.usage_details",
        "langfuse.observation.cost_details",
        "langfuse.observation.model.parameters",
        "langfuse.observation.completion_start_time",
        "langfuse.observation.level",
        "langfuse.observation.type",
        "langfuse.observation.prompt.name",
        "langfuse.observation.prompt.version",
        "langfuse.trace.tags",
        "langfuse.trace.metadata",
        "langfuse.internal.as_root",
        "langfuse.environment",
        "user.id",
        "session.id",
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.details.x",
        "gen_ai.input.messages",
        "gen_ai.system_instructions",
        "gen_ai.request.model",
        "gen_ai.tool.definitions",
        "gen_ai.prompt.0.content",
        "gen_ai.prompt",
        "llm.input_messages.0.message.content",
        "llm.tools.0.tool.json_schema",
        "llm.invocation_parameters",
        "metadata",
        "events",
        "ai.operationId",
        "ai.response.toolCalls",
        "ai.response.text",
        "ai.response.providerMetadata",
        "ai.response.msToFirstChunk",
        "genkit:input",
        "genkit:output",
        "genkit:metadata:subtype",
        "mlflow.spanType",
        "mlflow.chat.tokenUsage",
        "gcp.vertex.agent.llm_response",
        "openinference.span.kind",
        "langfuse.experiment.metadata.k",
        "model_config",
    ]
)
SCOPES = st.sampled_from(
    [
        "",
        "langfuse-sdk",
        "ai",
        "litellm",
        "genkit-tracer",
        "pydantic-ai",
        "livekit-agents",
        "fastapi",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=5)
            | st.sampled_from(["usage", "role", "tools", "name", "type", "tool_calls", "function"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
SCALARS = (
    st.text()
    | JSON.map(json.dumps)
    | st.sampled_from(
        ["", "{", "[]", "null", "NaN", "1e999", '{"tool_calls":[{"type":"tool_use"}]}']
    )
)
VALUES = st.recursive(
    SCALARS.map(lambda text: {"stringValue": text})
    | st.integers().map(lambda number: {"intValue": str(number)})
    | st.floats(allow_nan=False, allow_infinity=False).map(lambda number: {"doubleValue": number})
    | st.booleans().map(lambda truth: {"boolValue": truth})
    | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda many: {"arrayValue": {"values": many}})
        | st.lists(inner, max_size=2).map(
            lambda many: {"kvlistValue": {"values": [{"key": "k", "value": one} for one in many]}}
        )
    ),
    max_leaves=5,
)


@settings(max_examples=300)
@given(
    scope=SCOPES,
    version=st.sampled_from(["", "3.0.0", "4.18.0", "5.0.4", "x.y"]),
    attributes=st.lists(st.tuples(KEYS, VALUES), max_size=12),
    name=st.text(),
    parent=st.sampled_from(["", "c" * 16, "b" * 16]),
    times=st.tuples(JSON, JSON),
    status=st.sampled_from([{}, {"code": 2}, {"code": "STATUS_CODE_ERROR", "message": "m"}]),
)
def test_no_attributes_break_the_decoder(scope, version, attributes, name, parent, times, status):
    item = {
        **IDS,
        "name": name,
        "parentSpanId": parent,
        "startTimeUnixNano": times[0],
        "endTimeUnixNano": times[1],
        "status": status,
        "attributes": [{"key": key, "value": sent} for key, sent in attributes],
        "events": [{"name": "gen_ai.choice", "attributes": []}],
    }
    data = json.dumps(
        {
            "resourceSpans": [
                {"scopeSpans": [{"scope": {"name": scope, "version": version}, "spans": [item]}]}
            ]
        },
    ).encode()
    try:
        found = decode(data, "json").submission
    except Malformed:
        return
    for patch in found.patches:
        for field, sent in patch.fields.items():
            kind = _KINDS.get(field)
            assert kind is None or sent is None or isinstance(sent, kind), (field, sent)
        assert 0 <= patch.event_time < MAX_MICROS
        assert all(
            isinstance(count, int) for count in patch.fields.get("usage_details", {}).values()
        )


_KINDS = {
    **dict.fromkeys(
        (
            "trace_id",
            "type",
            "name",
            "level",
            "status_message",
            "version",
            "environment",
            "model",
            "input",
            "output",
            "prompt_name",
            "user_id",
            "session_id",
            "release",
        ),
        str,
    ),
    "metadata": dict,
    "model_parameters": dict,
    "tags": list,
    "experiment": dict,
    "tool_definitions": dict,
    "tool_calls": list,
}


@settings(max_examples=200)
@given(data=st.binary(max_size=300), encoding=st.sampled_from(["json", "protobuf"]))
def test_no_bytes_break_the_decoder(data, encoding):
    try:
        decode(data, encoding)
    except Malformed:
        return


@settings(max_examples=200)
@given(cut=st.integers(0, 2000), flip=st.integers(0, 2000), bit=st.integers(0, 255))
def test_no_damage_breaks_the_decoder(cut, flip, bit):
    data = bytearray(EXPORT)
    data[flip % len(data)] ^= bit
    try:
        decode(bytes(data[: len(data) - cut % len(data)]), "protobuf")
    except Malformed:
        return


def _export():
    export = Export({"service.name": "app"})
    export.span("a", {"gen_ai.request.model": "m", "n": 5, "l": ["x"]}, error="e")
    return export.body()


EXPORT = _export()
