"""The shapes of the batch and of every event body, as msgspec decodes them.

Unknown keys are ignored. Fields that tell an explicit null from an absent key are UNSET when
absent; for all others null and absent mean the same. Payloads stay raw JSON until they are needed.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, Raw, Struct, UnsetType

Text = str | None
Nullable = str | None | UnsetType
"""Absent: unchanged. Null: cleared."""

_ABSENT = Raw(b"")

Level = Literal["DEBUG", "DEFAULT", "WARNING", "ERROR"]
ObservationType = Literal[
    "SPAN",
    "GENERATION",
    "EVENT",
    "AGENT",
    "TOOL",
    "CHAIN",
    "RETRIEVER",
    "EVALUATOR",
    "EMBEDDING",
    "GUARDRAIL",
]
DataType = Literal["NUMERIC", "BOOLEAN", "CATEGORICAL", "TEXT", "CORRECTION"]
ScoreSource = Literal["API", "ANNOTATION"]


class Envelope(Struct):
    """The request: `batch` is a list of events, each decoded on its own."""

    batch: list[Raw]
    metadata: Raw = _ABSENT


class BatchMetadata(Struct):
    """What SDKs say of themselves in the batch."""

    sdk_integration: Any = None
    sdk_name: Any = None
    sdk_version: Any = None


class Event(Struct):
    """One event: `body` is decoded by its `type`."""

    id: str
    type: str
    timestamp: str
    body: Raw


class EventId(Struct):
    """As much of a broken event as its refusal can name."""

    id: Any = None
    type: Any = None


class TraceBody(Struct, rename="camel"):
    id: Text = None
    timestamp: Text = None
    name: Nullable = UNSET
    user_id: Nullable = UNSET
    session_id: Nullable = UNSET
    release: Nullable = UNSET
    version: Nullable = UNSET
    environment: Any = None
    public: bool | None = None
    tags: list[str] | None = None
    metadata: Raw = _ABSENT
    input: Raw = _ABSENT
    output: Raw = _ABSENT


class EventBody(Struct, rename="camel"):
    """`event-create`, and what every observation has."""

    id: Text = None
    trace_id: Text = None
    name: Nullable = UNSET
    start_time: Text = None
    parent_observation_id: Text = None
    level: Level | None = None
    status_message: Text = None
    version: Text = None
    environment: Any = None
    metadata: Raw = _ABSENT
    input: Raw = _ABSENT
    output: Raw = _ABSENT


class SpanBody(EventBody, rename="camel"):
    end_time: Text = None


class GenerationBody(SpanBody, rename="camel"):
    completion_start_time: Text = None
    model: Nullable = UNSET
    model_parameters: dict[str, Any] | None = None
    usage: dict[str, Any] | None = None
    usage_details: dict[str, Any] | None = None
    cost_details: dict[str, Any] | None = None
    prompt_name: Text = None
    prompt_version: int | None = None


class ObservationBody(GenerationBody, kw_only=True, rename="camel"):
    """`observation-create` and `-update`: the kind is in the body."""

    type: ObservationType


class ScoreBody(Struct, rename="camel"):
    """A score in a batch; its time is the event's. `source` and `author_user_id` are told by copies
    from another server; clients do not send them."""

    name: Text = None
    value: Any = None
    id: Text = None
    trace_id: Text = None
    observation_id: Text = None
    session_id: Text = None
    dataset_run_id: Text = None
    data_type: DataType | None = None
    comment: Nullable = UNSET
    metadata: Raw = _ABSENT
    config_id: Text = None
    queue_id: Text = None
    environment: Any = None
    source: Any = None
    author_user_id: Any = None


class ScoreRequest(ScoreBody, rename="camel"):
    """A score sent to the scores endpoint: it names its own time and source."""

    timestamp: Text = None
    source: ScoreSource | None = None
