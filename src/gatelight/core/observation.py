"""An observation: one step inside a trace (span, generation, event, agent, tool, …)."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict

from gatelight.core.json import Json
from gatelight.core.time import Micros

OBSERVATION_TYPES = frozenset(
    {
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
    }
)
LEVELS = frozenset({"DEBUG", "DEFAULT", "WARNING", "ERROR"})


class ObservationFields(TypedDict, total=False):
    """What one event says about an observation. Absent key: unchanged. None: an explicit null.

    `input` and `output` are text (see `core.json`); `metadata` is a JSON object; usage is in tokens
    (or the unit's count), costs in USD. `gateway_*` say who called through the gateway and what it
    charged (USD). `experiment` holds the `langfuse.experiment.*` attributes by their last words.
    """

    trace_id: str
    type: str
    name: str | None
    start_time: Micros
    end_time: Micros | None
    completion_start_time: Micros | None
    parent_observation_id: str | None
    level: str
    status_message: str | None
    version: str | None
    environment: str
    model: str | None
    model_parameters: dict[str, Json]
    input: str
    output: str
    metadata: dict[str, Json]
    usage_details: dict[str, int]
    usage_unit: str | None
    cost_details: dict[str, Decimal]
    prompt_name: str | None
    prompt_version: int | None
    is_app_root: bool
    source_scope: str
    service_name: str
    experiment: dict[str, str]
    tool_definitions: dict[str, str]
    tool_calls: list[str]
    tool_call_names: list[str]
    gateway_key_alias: str
    gateway_key_hash: str
    gateway_user_id: str
    gateway_team_id: str
    gateway_team_alias: str
    gateway_call_id: str
    gateway_cost: Decimal
