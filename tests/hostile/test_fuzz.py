"""Random events: each is stored or refused by itself, and good ones beside them are stored."""

from __future__ import annotations

import json
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.batch.events import SENDER

from gatelight.ingest.batch.decode import decode_batch
from gatelight.ingest.batch.refusal import Refused

pytestmark = pytest.mark.long

TIME = "2026-01-01T00:00:00.000Z"
TYPES = [
    "trace-create",
    "span-create",
    "span-update",
    "generation-create",
    "generation-update",
    "event-create",
    "agent-create",
    "observation-create",
    "observation-update",
    "score-create",
    "sdk-log",
    "dataset-run-item-create",
]
_FIELDS = """
id traceId timestamp name userId sessionId release version environment public tags metadata input
output startTime endTime completionStartTime parentObservationId level statusMessage model
modelParameters usage usageDetails costDetails promptName promptVersion type value dataType comment
configId queueId observationId datasetRunId log
"""
_WORDS = """
x GENERATION ERROR NUMERIC BOOLEAN TEXT CORRECTION 12 -1 NaN 1e999 2026-01-01T00:00:00.000Z
0001-01-01T00:00:00Z 9999-12-31T23:59:59.999999-23:59
"""
_KEYS = """
input output total unit inputCost totalCost prompt_tokens completion_tokens total_tokens
prompt_tokens_details input_tokens output_tokens cached_tokens
"""

texts = st.text(max_size=8) | st.sampled_from(["", "\0", "\U0001f600", *_WORDS.split()])
numbers = (
    st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0, 1, -1, 2**31, 2**32, 2**63, 2**64, 10**40, 1e300, 0.1])
)
scalars = st.none() | st.booleans() | numbers | texts
keys = st.sampled_from(_KEYS.split()) | st.text(max_size=3)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5)
)
bodies = st.dictionaries(st.sampled_from(_FIELDS.split()), values, max_size=8).flatmap(
    lambda body: (
        st.just(body) | st.just({"id": "x", "traceId": "t", "name": "n", "value": 1} | body)
    )
)
events = st.fixed_dictionaries(
    {},
    optional={
        "id": st.just("e") | values,
        "type": st.sampled_from(TYPES) | values,
        "timestamp": st.just(TIME) | values,
        "body": bodies | values,
    },
)
likely_events = st.fixed_dictionaries(
    {
        "id": texts.filter(bool),
        "type": st.sampled_from(TYPES),
        "timestamp": st.just(TIME),
        "body": bodies,
    }
)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes(data):
    for wrapped in (data, b'{"batch":[' + data + b"]}"):
        try:
            decode_batch(wrapped, SENDER)
        except Refused as refusal:
            assert refusal.reason and refusal.status == 400


@given(st.lists(events | likely_events | values, max_size=6))
@settings(max_examples=150)
def test_every_event_is_answered_once(batch):
    decoded = decode_batch(json.dumps({"batch": batch}).encode(), SENDER)
    answer = decoded.answer
    answered = len(answer.successes) + len(answer.errors)
    logs = sum(isinstance(e, dict) and e.get("type") == "sdk-log" for e in batch)
    assert len(batch) - logs <= answered <= len(batch)
    refusals = [note for note in decoded.submission.notes if note.kind == "refused"]
    assert len(refusals) == len(answer.errors)
    assert all(error.id and error.error for error in answer.errors)


serial = count()


@given(st.lists(likely_events, min_size=1, max_size=8))
@settings(max_examples=25)
def test_what_is_accepted_can_be_stored(app, batch):
    trace_id = f"good-{next(serial)}"
    good = {"id": trace_id, "type": "trace-create", "timestamp": TIME, "body": {"id": trace_id}}
    answer = app.post("/api/public/ingestion", {"batch": [*batch, good]})
    assert answer.status_code == 207, answer.text
    assert trace_id in [success["id"] for success in answer.json()["successes"]]
    assert app.rows("traces", trace_id)
    for path in ("traces", "generations", "scores"):
        assert app.post(f"/api/public/{path}", batch[0]["body"]).status_code in (200, 400)
    for path in ("traces", "observations", "v2/observations", "v2/scores", "sessions"):
        read = app.get(f"/api/public/{path}", limit=20)
        assert read.status_code == 200, (path, read.text)
