from __future__ import annotations

import json

import pytest
from tests.ingest.batch.events import (
    MICROS,
    SENDER,
    TIME,
    decode,
    error_of,
    event,
    fields_of,
    patch_of,
)

from gatelight.core.patch import ObservationPatch, ScorePatch, TracePatch
from gatelight.ingest.batch.decode import decode_batch
from gatelight.ingest.batch.events import Sender
from gatelight.ingest.batch.refusal import Refused

SCORE = {"traceId": "t", "name": "n", "value": 1}


def answered(decoded):
    return (
        [success.id for success in decoded.answer.successes],
        [(error.id, error.status) for error in decoded.answer.errors],
    )


@pytest.mark.parametrize(
    ("type", "kind", "is_create"),
    [
        ("span-create", "SPAN", True),
        ("span-update", "SPAN", False),
        ("generation-create", "GENERATION", True),
        ("generation-update", "GENERATION", False),
        ("event-create", "EVENT", True),
        ("agent-create", "AGENT", True),
        ("tool-create", "TOOL", True),
        ("chain-create", "CHAIN", True),
        ("retriever-create", "RETRIEVER", True),
        ("evaluator-create", "EVALUATOR", True),
        ("embedding-create", "EMBEDDING", True),
        ("guardrail-create", "GUARDRAIL", True),
    ],
)
def test_each_observation_event_is_of_its_kind(type, kind, is_create):
    patch = patch_of(type, {"id": "o", "traceId": "t", "name": "step"})
    assert isinstance(patch, ObservationPatch)
    assert (patch.id, patch.is_create, patch.event_time) == ("o", is_create, MICROS)
    assert patch.project_id == "project" and patch.origin == SENDER.origin
    assert patch.fields == {"type": kind, "trace_id": "t", "name": "step"}


@pytest.mark.parametrize("type", ["observation-create", "observation-update"])
def test_legacy_observation_events_name_their_kind(type):
    patch = patch_of(type, {"id": "o", "type": "GENERATION", "model": "m"})
    assert patch.fields == {"type": "GENERATION", "model": "m"}
    assert patch.is_create == (type == "observation-create")
    assert "$.body" in error_of(type, {"id": "o"})
    assert "$.body.type" in error_of(type, {"id": "o", "type": "NOVEL"})


def test_traces_and_scores_have_their_own_patches():
    assert isinstance(patch_of("trace-create", {"id": "t"}), TracePatch)
    assert isinstance(patch_of("score-create", SCORE), ScorePatch)


def test_a_bad_event_harms_no_other_and_the_order_is_the_sent_one():
    decoded = decode(
        event("span-update", {"id": "a"}, id="1"),
        event("span-create", {"id": 5}, id="2"),
        event("trace-create", {"id": "t"}, id="3"),
        event("nonsense", {}, id="4"),
        17,
        event("span-create", {"id": "b"}, id="5"),
    )
    assert answered(decoded) == (["1", "3", "5"], [("2", 400), ("4", 400), ("unknown", 400)])
    # creates go to the writer first
    assert [patch.id for patch in decoded.submission.patches] == ["t", "b", "a"]
    assert [note.event_id for note in decoded.submission.notes] == ["2", "4", ""]
    assert decoded.submission.notes[0].event_type == "span-create"
    assert json.loads(decoded.submission.notes[0].detail)["body"] == {"id": 5}


def test_patches_are_ordered_creates_first_then_by_time():
    times = [f"2026-01-01T00:00:0{second}.000Z" for second in (3, 1, 2)]
    decoded = decode(
        *(event("span-update", {"id": t}, id=t, timestamp=t) for t in times),
        *(event("span-create", {"id": t}, id="c" + t, timestamp=t) for t in times),
    )
    patches = decoded.submission.patches
    assert [(p.is_create, p.id) for p in patches] == [
        *((True, t) for t in sorted(times)),
        *((False, t) for t in sorted(times)),
    ]


def test_the_same_event_twice_is_answered_twice_and_kept_once():
    first = event("trace-create", {"id": "t", "name": "first"})
    again = event("trace-create", {"id": "t", "name": "second"})
    decoded = decode(first, again)
    assert answered(decoded) == (["e1", "e1"], [])
    assert [patch.fields for patch in decoded.submission.patches] == [{"name": "first"}]


def test_one_event_id_for_two_entities_loses_neither():
    decoded = decode(event("trace-create", {"id": "t"}), event("span-create", {"id": "s"}))
    assert {patch.id for patch in decoded.submission.patches} == {"t", "s"}


def test_a_refused_event_does_not_shadow_its_corrected_twin():
    decoded = decode(
        event("span-create", {"id": "s", "name": 5}), event("span-create", {"id": "s"})
    )
    assert answered(decoded) == (["e1"], [("e1", 400)])


@pytest.mark.parametrize("type,body", [("trace-create", {}), ("score-create", SCORE)])
def test_ids_the_event_does_not_name_are_the_same_on_a_resend(type, body):
    first, again = patch_of(type, body), patch_of(type, body | {"id": None})
    assert first.id == again.id
    assert patch_of(type, body, id="e2").id != first.id
    other = decode(event(type, body), sender=Sender("elsewhere", SENDER.origin))
    assert other.submission.patches[0].id != first.id


def test_observations_need_an_id():
    assert "$.body.id" in error_of("span-create", {"name": "x"})
    assert "$.body.id" in error_of("generation-update", {"id": None})


def test_a_public_key_alone_stores_scores_only():
    sender = Sender("project", SENDER.origin, scores_only=True)
    decoded = decode(
        event("trace-create", {"id": "t"}, id="1"),
        event("score-create", SCORE, id="2"),
        event("sdk-log", {"log": 1}, id="3"),
        sender=sender,
    )
    assert answered(decoded) == (["2"], [("1", 401), ("3", 401)])
    error = decoded.answer.errors[0]
    assert (error.message, error.error) == ("Authentication error", "Access Scope Denied")
    assert [type(patch) for patch in decoded.submission.patches] == [ScorePatch]


def test_sdk_logs_are_accepted_dropped_and_not_listed():
    decoded = decode(event("sdk-log", {"log": {"a": 1}}))
    assert answered(decoded) == ([], [])
    assert decoded.submission.patches == [] and decoded.submission.notes == []


def test_dataset_run_items_are_internal():
    assert "internal" in error_of("dataset-run-item-create", {"id": "x"})
    assert "nonsense" in error_of("nonsense", {"id": "x"})


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"id": ""}, "$.id"),
        ({"id": "x" * 801}, "$.id"),
        ({"id": "a\rb"}, "$.id"),
        ({"id": 5}, "$.id"),
        ({"timestamp": "2026-01-01T00:00:00"}, "$.timestamp"),
        ({"timestamp": "yesterday"}, "$.timestamp"),
        ({"timestamp": "1955-01-01T00:00:00Z"}, "$.timestamp"),
        ({"timestamp": 5}, "$.timestamp"),
        ({"type": None}, "$.type"),
        ({"body": None}, "$.body"),
        ({"body": []}, "$.body"),
        ({"body": {"id": ""}}, "$.body.id"),
        ({"body": {"id": "x" * 801}}, "$.body.id"),
        ({"body": {"id": "a\rb"}}, "$.body.id"),
        ({"body": {"id": "s", "traceId": "a\rb"}}, "$.body.traceId"),
        ({"body": {"id": "s", "startTime": "2026-01-01T00:00:00"}}, "$.body.startTime"),
        ({"body": {"id": "s", "level": "LOUD"}}, "$.body.level"),
        ({"body": {"id": "s", "name": ["x"]}}, "$.body.name"),
    ],
)
def test_validation_texts_name_the_path(change, path):
    decoded = decode(event("span-create", {"id": "s"}) | change)
    (error,) = decoded.answer.errors
    assert error.status == 400 and f"`{path}`" in error.error
    assert decoded.submission.patches == []


@pytest.mark.parametrize("missing", ["id", "type", "timestamp", "body"])
def test_every_part_of_the_envelope_is_needed(missing):
    sent = event("span-create", {"id": "s"})
    del sent[missing]
    (error,) = decode(sent).answer.errors
    assert missing in error.error
    assert error.id == ("unknown" if missing == "id" else "e1")


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{}", b'{"batch":{}}', b'{"batch":null}', b'"x"', b"{", b"\xff\xfe{"],
)
def test_a_malformed_batch_is_refused_as_a_whole(body):
    with pytest.raises(Refused):
        decode_batch(body, SENDER)


def test_an_empty_batch_is_fine():
    assert answered(decode()) == ([], [])


def test_unknown_keys_and_nulls_are_ignored():
    body = {"id": "s", "start_time": 5, "level": None, "statusMessage": None, "metadata": None}
    body |= {"parentObservationId": None, "endTime": None, "input": None, "environment": None}
    assert fields_of("span-create", body) == {"type": "SPAN"}


def test_half_an_emoji_and_nan_do_not_lose_the_batch():
    data = (
        b'{"batch":[{"id":"e","type":"trace-create","timestamp":"%s","body":'
        b'{"id":"t","input":"cut \\ud83d here","metadata":{"loss":NaN}}}]}' % TIME.encode()
    )
    decoded = decode_batch(data, SENDER)
    assert answered(decoded) == (["e"], [])
    assert decoded.submission.patches[0].fields == {
        "input": "cut \ufffd here",
        "metadata": {"loss": None},
    }
    assert [note.kind for note in decoded.submission.notes] == ["altered"]


def test_text_that_is_not_utf8_is_refused_alone():
    good = json.dumps(event("trace-create", {"id": "t"}, id="good")).encode()
    bad = good.replace(b'"good"', b'"bad"').replace(b'"t"', b'"t","name":"\xff"')
    worse = good.replace(b'"good"', b'"\xff"')
    decoded = decode_batch(b'{"batch":[' + b",".join([bad, worse, good]) + b"]}", SENDER)
    assert answered(decoded) == (["good"], [("bad", 400), ("unknown", 400)])
    assert "UTF-8" in decoded.answer.errors[0].error


def test_the_batch_names_the_sdk_when_no_header_does():
    origin = decode(
        event("trace-create", {"id": "t"}), metadata={"sdk_name": "python", "sdk_version": "2.60"}
    ).submission.origin
    assert (origin.sdk_name, origin.sdk_version) == ("python", "2.60")
    assert decode(event("trace-create", {"id": "t"}), metadata=[1]).answer.errors == []
