"""From merged state to the row that is stored, and back.

Here defaults are filled in, metadata becomes text, usage is normalised and priced. The way back
gives `merge` the fields a stored row was made from.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any, Protocol

from gatelight.core.json import from_text, to_text
from gatelight.core.patch import Origin
from gatelight.core.time import MAX_MICROS, Micros
from gatelight.events.lookup import TraceAttributes
from gatelight.events.rows import ObservationRow, ScoreRow, TraceRow
from gatelight.ingest.merge import State, write_log
from gatelight.pricing.costs import storable
from gatelight.pricing.types import PricingRequest, PricingResult

PREVIEW_LENGTH = 200
"""Characters of input and output that lists show."""

OBSERVATION_DEFAULTS: dict[str, Any] = {
    "type": "SPAN",
    "level": "DEFAULT",
    "environment": "default",
    "is_app_root": False,
    "start_time": None,
    "trace_id": None,
}
TRACE_DEFAULTS: dict[str, Any] = {
    "environment": "default",
    "public": False,
    "bookmarked": False,
    "timestamp": None,
}
SCORE_DEFAULTS: dict[str, Any] = {"environment": "default", "timestamp": None}

_EMPTY: tuple[Any, ...] = ("", None, [], {})
_OBSERVATION_FIELDS = (
    "trace_id",
    "type",
    "name",
    "start_time",
    "end_time",
    "completion_start_time",
    "parent_observation_id",
    "level",
    "status_message",
    "version",
    "environment",
    "model",
    "input",
    "output",
    "usage_unit",
    "prompt_name",
    "prompt_version",
    "is_app_root",
    "source_scope",
    "service_name",
    "experiment",
    "tool_definitions",
    "tool_calls",
    "tool_call_names",
    "gateway_key_alias",
    "gateway_key_hash",
    "gateway_user_id",
    "gateway_team_id",
    "gateway_team_alias",
    "gateway_call_id",
    "gateway_cost",
)
_TRACE_FIELDS = (
    "timestamp",
    "name",
    "user_id",
    "session_id",
    "release",
    "version",
    "environment",
    "tags",
    "public",
    "bookmarked",
    "input",
    "output",
)
_SCORE_FIELDS = (
    "timestamp",
    "trace_id",
    "observation_id",
    "session_id",
    "dataset_run_id",
    "name",
    "data_type",
    "value",
    "string_value",
    "long_string_value",
    "comment",
    "config_id",
    "queue_id",
    "author_user_id",
    "execution_trace_id",
    "environment",
)
_RENAMED = {
    "usage_details": "provided_usage_details",
    "cost_details": "provided_cost_details",
}


class Prices(Protocol):
    """The part of the price book the writer needs."""

    def price(self, request: PricingRequest) -> PricingResult: ...


def derived_trace_id(project_id: str, observation_id: str) -> str:
    """The trace of an observation that names none: always the same one for the same observation."""
    return hashlib.sha256(f"{project_id}\n{observation_id}".encode()).hexdigest()[:32]


def _given(state: State) -> dict[str, Any]:
    return {name: value for name, value in state.fields.items() if value is not None}


def _set_payload(row: ObservationRow | TraceRow, state: State) -> None:
    row.metadata = {key: to_text(value) for key, value in state.metadata.object().items()}
    row.input_preview = row.input[:PREVIEW_LENGTH]
    row.output_preview = row.output[:PREVIEW_LENGTH]
    row.input_length = len(row.input)
    row.output_length = len(row.output)


def _book(
    row: ObservationRow | TraceRow | ScoreRow,
    state: State,
    origin: Origin,
    now: Micros,
    version: int,
    log: str,
) -> None:
    row.source = origin.source
    row.sdk_name = origin.sdk_name
    row.sdk_version = origin.sdk_version
    row.public_key = origin.public_key
    row.event_time = min(state.last_time, MAX_MICROS)
    row.merge_log = log
    row.created_at = state.created_at or now
    row.updated_at = now
    row.row_version = version


def trace_row(
    project_id: str, trace_id: str, state: State, origin: Origin, now: Micros, version: int
) -> TraceRow:
    fields = _given(state)
    fields.setdefault("timestamp", state.first_time)
    row = TraceRow(project_id=project_id, id=trace_id, **fields)
    _set_payload(row, state)
    _book(row, state, origin, now, version, write_log(state, TRACE_DEFAULTS))
    return row


def score_row(
    project_id: str, score_id: str, state: State, origin: Origin, now: Micros, version: int
) -> ScoreRow:
    fields = _given(state)
    fields.setdefault("timestamp", state.first_time)
    fields["score_source"] = fields.pop("source", "API")
    row = ScoreRow(project_id=project_id, id=score_id, **fields)
    row.metadata = {key: to_text(value) for key, value in state.metadata.object().items()}
    _book(row, state, origin, now, version, write_log(state, SCORE_DEFAULTS))
    return row


def observation_row(
    project_id: str,
    observation_id: str,
    state: State,
    origin: Origin,
    trace: TraceAttributes,
    prices: Prices,
    now: Micros,
    version: int,
    *,
    complete: bool,
) -> ObservationRow:
    """The row of one observation, usage normalised and priced; `complete` rows need no log."""
    fields = _given(state)
    fields.setdefault("start_time", state.first_time)
    fields.setdefault("trace_id", derived_trace_id(project_id, observation_id))
    parameters = fields.pop("model_parameters", {})
    usage = fields.pop("usage_details", {})
    costs = fields.pop("cost_details", {})
    row = ObservationRow(
        project_id=project_id,
        id=observation_id,
        provided_usage_details=usage,
        provided_cost_details=costs,
        model_parameters=to_text(parameters) if parameters else "",
        trace_name=trace.trace_name,
        user_id=trace.user_id,
        session_id=trace.session_id,
        tags=list(trace.tags),
        release=trace.release,
        trace_version=trace.trace_version,
        public=trace.public,
        **fields,
    )
    row.is_root = not row.parent_observation_id
    if row.end_time is not None and row.end_time < row.start_time:
        row.end_time = row.start_time
    if row.gateway_cost is not None:
        row.gateway_cost = storable({"": row.gateway_cost}).get("")
    _set_payload(row, state)
    _price(row, state, parameters, prices)
    row.provided_cost_details = storable(row.provided_cost_details)
    log = "" if complete else write_log(state, OBSERVATION_DEFAULTS)
    _book(row, state, origin, now, version, log)
    return row


def _price(row: ObservationRow, state: State, parameters: Any, prices: Prices) -> None:
    if not (row.model or row.provided_usage_details or row.provided_cost_details):
        if row.gateway_cost:
            _charge_gateway_cost(row)
        return
    result = prices.price(
        PricingRequest(
            project_id=row.project_id,
            model=row.model,
            type=row.type,
            level=row.level,
            start_time=row.start_time,
            usage_details=row.provided_usage_details,
            cost_details=row.provided_cost_details,
            model_parameters=parameters,
            metadata=state.metadata.object(),
            source_scope=row.source_scope,
            sdk_name=row.sdk_name,
            input=row.input,
            output=row.output,
        )
    )
    row.usage_details = result.usage_details
    row.tokens = result.tokens
    row.usage_convention = result.usage_convention
    row.usage_flags = result.usage_flags
    row.cost_details = result.cost_details
    row.total_cost = result.total_cost
    row.cost_source = result.cost_source
    row.model_id = result.model_id
    row.price_id = result.price_id
    row.price_tier_id = result.price_tier_id
    row.price_tier_name = result.price_tier_name
    if row.total_cost is None and row.gateway_cost:
        _charge_gateway_cost(row)


def _charge_gateway_cost(row: ObservationRow) -> None:
    """What the gateway charged stands in where the price book knows no price."""
    cost: Decimal | None = row.gateway_cost
    if cost is None:
        return
    row.cost_details = {"total": cost}
    row.total_cost = cost
    row.cost_source = "gateway"


def observation_fields(row: ObservationRow) -> dict[str, Any]:
    """The fields a stored row was made from; values that equal nothing said are left out."""
    fields = {
        name: value for name in _OBSERVATION_FIELDS if (value := getattr(row, name)) not in _EMPTY
    }
    for field, column in _RENAMED.items():
        if value := getattr(row, column):
            fields[field] = value
    if row.model_parameters:
        fields["model_parameters"] = from_text(row.model_parameters)
    return fields


def trace_fields(row: TraceRow) -> dict[str, Any]:
    return {name: value for name in _TRACE_FIELDS if (value := getattr(row, name)) not in _EMPTY}


def score_fields(row: ScoreRow) -> dict[str, Any]:
    fields = {name: value for name in _SCORE_FIELDS if (value := getattr(row, name)) not in _EMPTY}
    fields["source"] = row.score_source
    return fields


def stored_metadata(row: ObservationRow | TraceRow | ScoreRow) -> dict[str, Any]:
    return {key: from_text(value) for key, value in row.metadata.items()}
