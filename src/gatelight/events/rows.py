"""The rows of the event tables, as the writer builds them and the merge reads them back.

Fields follow `columns.py` name by name. Text uses "" for null; times are microseconds; costs are
decimals in USD.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from gatelight.core.time import Micros


class ObservationRow(msgspec.Struct, kw_only=True):
    project_id: str
    trace_id: str
    id: str
    type: str = "SPAN"
    parent_observation_id: str = ""
    is_root: bool = True
    is_app_root: bool = False
    start_time: Micros
    end_time: Micros | None = None
    completion_start_time: Micros | None = None
    name: str = ""
    level: str = "DEFAULT"
    status_message: str = ""
    version: str = ""
    environment: str = "default"
    trace_name: str = ""
    user_id: str = ""
    session_id: str = ""
    tags: list[str] = msgspec.field(default_factory=list)
    release: str = ""
    trace_version: str = ""
    public: bool = False
    model: str = ""
    model_id: str = ""
    model_parameters: str = ""
    prompt_name: str = ""
    prompt_version: int | None = None
    provided_usage_details: dict[str, int] = msgspec.field(default_factory=dict)
    usage_details: dict[str, int] = msgspec.field(default_factory=dict)
    usage_unit: str = ""
    tokens: dict[str, int] = msgspec.field(default_factory=dict)
    usage_convention: str = ""
    usage_flags: list[str] = msgspec.field(default_factory=list)
    provided_cost_details: dict[str, Decimal] = msgspec.field(default_factory=dict)
    cost_details: dict[str, Decimal] = msgspec.field(default_factory=dict)
    total_cost: Decimal | None = None
    cost_source: str = ""
    price_id: str = ""
    price_tier_id: str = ""
    price_tier_name: str = ""
    gateway_key_alias: str = ""
    gateway_key_hash: str = ""
    gateway_user_id: str = ""
    gateway_team_id: str = ""
    gateway_team_alias: str = ""
    gateway_call_id: str = ""
    gateway_cost: Decimal | None = None
    tool_definitions: dict[str, str] = msgspec.field(default_factory=dict)
    tool_calls: list[str] = msgspec.field(default_factory=list)
    tool_call_names: list[str] = msgspec.field(default_factory=list)
    experiment: dict[str, str] = msgspec.field(default_factory=dict)
    service_name: str = ""
    source_scope: str = ""
    metadata: dict[str, str] = msgspec.field(default_factory=dict)
    input: str = ""
    output: str = ""
    input_preview: str = ""
    output_preview: str = ""
    input_length: int = 0
    output_length: int = 0
    source: str = ""
    sdk_name: str = ""
    sdk_version: str = ""
    public_key: str = ""
    event_time: Micros = 0
    merge_log: str = ""
    created_at: Micros = 0
    updated_at: Micros = 0
    row_version: int = 0
    is_deleted: bool = False


class TraceRow(msgspec.Struct, kw_only=True):
    project_id: str
    id: str
    timestamp: Micros
    name: str = ""
    user_id: str = ""
    session_id: str = ""
    release: str = ""
    version: str = ""
    environment: str = "default"
    tags: list[str] = msgspec.field(default_factory=list)
    public: bool = False
    bookmarked: bool = False
    metadata: dict[str, str] = msgspec.field(default_factory=dict)
    input: str = ""
    output: str = ""
    input_preview: str = ""
    output_preview: str = ""
    input_length: int = 0
    output_length: int = 0
    source: str = ""
    sdk_name: str = ""
    sdk_version: str = ""
    public_key: str = ""
    event_time: Micros = 0
    merge_log: str = ""
    created_at: Micros = 0
    updated_at: Micros = 0
    row_version: int = 0
    is_deleted: bool = False


class ScoreRow(msgspec.Struct, kw_only=True):
    project_id: str
    id: str
    timestamp: Micros
    trace_id: str = ""
    observation_id: str = ""
    session_id: str = ""
    dataset_run_id: str = ""
    name: str = ""
    score_source: str = "API"
    data_type: str = "NUMERIC"
    value: float | None = None
    string_value: str = ""
    long_string_value: str = ""
    comment: str = ""
    metadata: dict[str, str] = msgspec.field(default_factory=dict)
    config_id: str = ""
    queue_id: str = ""
    author_user_id: str = ""
    execution_trace_id: str = ""
    environment: str = "default"
    source: str = ""
    sdk_name: str = ""
    sdk_version: str = ""
    public_key: str = ""
    event_time: Micros = 0
    merge_log: str = ""
    created_at: Micros = 0
    updated_at: Micros = 0
    row_version: int = 0
    is_deleted: bool = False
