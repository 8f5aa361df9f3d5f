"""What `trace_wire`, `observation_wire` and `score_wire` write, as the API describes it."""

from __future__ import annotations

from typing import Literal

from gatelight.core.answers import Answer, AnyJson, Iso, JsonObject

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
Level = Literal["DEBUG", "DEFAULT", "WARNING", "ERROR"]
DataType = Literal["NUMERIC", "BOOLEAN", "CATEGORICAL", "TEXT", "CORRECTION"]
Source = Literal["API", "ANNOTATION", "EVAL"]


class TraceHead(Answer):
    """A trace alone."""

    id: str
    project_id: str
    timestamp: Iso
    name: str | None
    user_id: str | None
    session_id: str | None
    release: str | None
    version: str | None
    environment: str
    tags: list[str]
    public: bool
    bookmarked: bool
    external_id: None
    input: AnyJson
    output: AnyJson
    metadata: JsonObject
    created_at: Iso
    updated_at: Iso
    source: str | None
    sdk_name: str | None
    sdk_version: str | None


class TraceFigures(TraceHead):
    """`latency` is in seconds, `totalCost` in USD; both -1 when the field group `metrics` was not
    asked for. `htmlPath` is the trace's page."""

    html_path: str
    latency: float | None
    total_cost: float


class Trace(TraceFigures):
    """Observations and scores by id; empty lists when their field group was not asked for."""

    observations: list[str]
    scores: list[str]


class Usage(Answer):
    """The usage map of older SDKs."""

    input: int
    output: int
    total: int
    unit: Literal["CHARACTERS", "TOKENS", "MILLISECONDS", "SECONDS", "IMAGES", "REQUESTS"] | None
    input_cost: float | None
    output_cost: float | None
    total_cost: float | None


class ObservationCore(Answer):
    id: str
    trace_id: str
    project_id: str
    type: ObservationType
    start_time: Iso
    end_time: Iso | None
    parent_observation_id: str | None


class Observation(ObservationCore):
    """`usageDetails` and `costDetails` (USD) are by kind of token; `latency` and
    `timeToFirstToken` in seconds. Fields about the gateway, provenance and how the cost was found
    are Gatelight's own."""

    name: str | None
    completion_start_time: Iso | None
    is_root_observation: bool
    environment: str
    level: Level
    status_message: str | None
    version: str | None
    user_id: str | None
    session_id: str | None
    trace_name: str | None
    input: AnyJson
    output: AnyJson
    metadata: JsonObject
    model: str | None
    model_id: str | None
    model_parameters: JsonObject | None
    prompt_id: str | None
    prompt_name: str | None
    prompt_version: int | None
    usage: Usage
    unit: str | None
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    usage_details: dict[str, int]
    cost_details: dict[str, float]
    calculated_input_cost: float | None
    calculated_output_cost: float | None
    calculated_total_cost: float | None
    input_price: float | None
    output_price: float | None
    total_price: float | None
    usage_pricing_tier_id: str | None
    usage_pricing_tier_name: str | None
    latency: float | None
    time_to_first_token: float | None
    created_at: Iso
    updated_at: Iso
    usage_convention: str | None
    usage_flags: list[str]
    tokens: dict[str, int]
    cost_source: str | None
    price_id: str | None
    gateway_cost: float | None
    gateway_key_alias: str | None
    gateway_key_hash: str | None
    gateway_user_id: str | None
    gateway_team_id: str | None
    gateway_team_alias: str | None
    gateway_call_id: str | None
    source: str | None
    sdk_name: str | None
    sdk_version: str | None
    source_scope: str | None
    service_name: str | None
    tool_call_names: list[str]


class ObservationV2(ObservationCore):
    """The core group; fields of the other groups are there when they were asked for. Input and
    output are raw text, prices decimal text."""

    name: str | None = None
    level: Level | None = None
    environment: str | None = None
    input: str | None = None
    output: str | None = None
    metadata: JsonObject | None = None
    model: str | None = None
    usage_details: dict[str, int] | None = None
    cost_details: dict[str, float] | None = None
    latency: float | None = None
    model_id: str | None
    input_price: str | None
    output_price: str | None
    total_price: str | None


class Score(Answer):
    """A score of v1 and v2. BOOLEAN is `value` 0 or 1 with `stringValue`; TEXT has no `value`."""

    id: str
    project_id: str
    trace_id: str | None
    observation_id: str | None
    session_id: str | None
    dataset_run_id: str | None
    name: str
    source: Source
    data_type: DataType
    value: float | None = None
    string_value: str | None
    comment: str | None
    metadata: AnyJson
    config_id: str | None
    queue_id: str | None
    author_user_id: str | None
    execution_trace_id: str | None
    environment: str
    timestamp: Iso
    created_at: Iso
    updated_at: Iso


class ScoredTrace(Answer):
    user_id: str | None
    tags: list[str]
    environment: str | None
    session_id: str | None = None


class ListedScore(Score):
    """`trace` is absent when `fields` leaves it out, null for other subjects."""

    trace: ScoredTrace | None = None


class ScoreV3(Answer):
    """`value` has the data type's own JSON type. Fields of the groups details, subject and
    annotation are there when they were asked for."""

    id: str
    project_id: str
    name: str
    value: float | bool | str | None
    data_type: DataType
    source: Source
    timestamp: Iso
    environment: str
    created_at: Iso
    updated_at: Iso
    comment: str | None = None
    config_id: str | None = None
    metadata: AnyJson = None
    subject: JsonObject | None = None
    author_user_id: str | None = None
    queue_id: str | None = None


class ScoreV3Meta(Answer):
    limit: int
    cursor: str | None = None


class ScoresV3(Answer):
    data: list[ScoreV3]
    meta: ScoreV3Meta


class TraceDetails(TraceFigures):
    """With observations and scores as objects."""

    observations: list[Observation]
    scores: list[Score]


class Session(Answer):
    id: str
    created_at: Iso
    project_id: str
    environment: str


class SessionTraces(Session):
    traces: list[TraceHead]
