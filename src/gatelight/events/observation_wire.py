"""Observation rows as the wire's JSON: the v1 view and the v2 view with field groups.

Sources: Langfuse's ObservationsView and ObservationV2, and what its SDKs refuse to parse
(`modelParameters` with nested values, unknown usage units, null usage maps).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

import orjson

from gatelight.core.json import from_text
from gatelight.core.prices import UnitPrices
from gatelight.core.time import Micros, to_iso
from gatelight.events.rows import ObservationRow

UNITS = frozenset({"CHARACTERS", "TOKENS", "MILLISECONDS", "SECONDS", "IMAGES", "REQUESTS"})
METADATA_LENGTH = 200
"""Characters of a metadata value that v2 shows unless the key is asked for."""

DEFAULT_GROUPS = ("core", "basic")


def maybe_iso(time: Micros | None) -> str | None:
    return None if time is None else to_iso(time)


def seconds(start: Micros, end: Micros | None) -> float | None:
    return None if end is None else (end - start) / 1_000_000


def metadata_of(texts: Mapping[str, str]) -> dict[str, Any]:
    """Stored metadata as JSON; an object even when there is none."""
    return {key: from_text(text) for key, text in texts.items()}


def model_parameters(text: str) -> dict[str, Any] | None:
    """Parameters as the oldest SDK can read them: nested and null values become JSON text."""
    values = from_text(text)
    if not isinstance(values, dict):
        return None
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    return orjson.dumps(value).decode()


def side_sum(details: Mapping[str, Any], side: str) -> Any:
    """Sum over the keys of one side (`input`, `output`), or None when there are none."""
    parts = [value for key, value in details.items() if key.startswith(side)]
    return sum(parts) if parts else None


def _money(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _usage(row: ObservationRow, unit: str | None) -> dict[str, Any]:
    usage, cost = row.usage_details, row.cost_details
    return {
        "input": side_sum(usage, "input") or 0,
        "output": side_sum(usage, "output") or 0,
        "total": usage.get("total", 0),
        "unit": unit,
        "inputCost": _money(side_sum(cost, "input")),
        "outputCost": _money(side_sum(cost, "output")),
        "totalCost": _money(row.total_cost),
    }


def _unit(row: ObservationRow) -> str | None:
    unit = row.usage_unit.upper()
    if unit in UNITS:
        return unit
    return "TOKENS" if row.usage_details else None


def _costs(details: Mapping[str, Decimal]) -> dict[str, float]:
    return {key: float(value) for key, value in details.items()}


def _gateway(row: ObservationRow) -> dict[str, Any]:
    """Who called through the gateway and what it charged (USD); ours alone."""
    return {
        "gatewayCost": _money(row.gateway_cost),
        "gatewayKeyAlias": row.gateway_key_alias or None,
        "gatewayKeyHash": row.gateway_key_hash or None,
        "gatewayUserId": row.gateway_user_id or None,
        "gatewayTeamId": row.gateway_team_id or None,
        "gatewayTeamAlias": row.gateway_team_alias or None,
        "gatewayCallId": row.gateway_call_id or None,
    }


def _reckoning(row: ObservationRow) -> dict[str, Any]:
    """How usage was understood and where the cost comes from; ours alone."""
    return {
        "usageConvention": row.usage_convention or None,
        "usageFlags": row.usage_flags,
        "tokens": row.tokens,
        "costSource": row.cost_source or None,
        "priceId": row.price_id or None,
    }


def _provenance(row: ObservationRow) -> dict[str, Any]:
    return {
        "source": row.source or None,
        "sdkName": row.sdk_name or None,
        "sdkVersion": row.sdk_version or None,
        "sourceScope": row.source_scope or None,
        "serviceName": row.service_name or None,
        "toolCallNames": row.tool_call_names,
    }


def observation_v1(
    row: ObservationRow, prices: UnitPrices | None, prompt_id: str | None
) -> dict[str, Any]:
    """The v1 view: input, output and metadata parsed from their text."""
    unit = _unit(row)
    usage = _usage(row, unit)
    return {
        "id": row.id,
        "traceId": row.trace_id,
        "projectId": row.project_id,
        "type": row.type,
        "name": row.name or None,
        "startTime": to_iso(row.start_time),
        "endTime": maybe_iso(row.end_time),
        "completionStartTime": maybe_iso(row.completion_start_time),
        "parentObservationId": row.parent_observation_id or None,
        "isRootObservation": bool(row.is_root or row.is_app_root),
        "environment": row.environment,
        "level": row.level,
        "statusMessage": row.status_message or None,
        "version": row.version or None,
        "userId": row.user_id or None,
        "sessionId": row.session_id or None,
        "traceName": row.trace_name or None,
        "input": from_text(row.input),
        "output": from_text(row.output),
        "metadata": metadata_of(row.metadata),
        "model": row.model or None,
        "modelId": row.model_id or None,
        "modelParameters": model_parameters(row.model_parameters),
        "promptId": prompt_id,
        "promptName": row.prompt_name or None,
        "promptVersion": row.prompt_version,
        "usage": usage,
        "unit": unit,
        "promptTokens": usage["input"],
        "completionTokens": usage["output"],
        "totalTokens": usage["total"],
        "usageDetails": row.usage_details,
        "costDetails": _costs(row.cost_details),
        "calculatedInputCost": usage["inputCost"],
        "calculatedOutputCost": usage["outputCost"],
        "calculatedTotalCost": usage["totalCost"],
        "inputPrice": _money(prices.input) if prices else None,
        "outputPrice": _money(prices.output) if prices else None,
        "totalPrice": _money(prices.total) if prices else None,
        "usagePricingTierId": row.price_tier_id or None,
        "usagePricingTierName": row.price_tier_name or None,
        "latency": seconds(row.start_time, row.end_time),
        "timeToFirstToken": seconds(row.start_time, row.completion_start_time),
        "createdAt": to_iso(row.created_at),
        "updatedAt": to_iso(row.updated_at),
        **_reckoning(row),
        **_gateway(row),
        **_provenance(row),
    }


def _core(row: ObservationRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "traceId": row.trace_id,
        "startTime": to_iso(row.start_time),
        "endTime": maybe_iso(row.end_time),
        "projectId": row.project_id,
        "parentObservationId": row.parent_observation_id or None,
        "type": row.type,
    }


def _basic(row: ObservationRow) -> dict[str, Any]:
    return {
        "name": row.name or None,
        "level": row.level,
        "statusMessage": row.status_message or None,
        "version": row.version or None,
        "environment": row.environment,
        "bookmarked": False,
        "public": bool(row.public),
        "userId": row.user_id or None,
        "sessionId": row.session_id or None,
        "isRootObservation": bool(row.is_root or row.is_app_root),
    }


def _time(row: ObservationRow) -> dict[str, Any]:
    return {
        "completionStartTime": maybe_iso(row.completion_start_time),
        "createdAt": to_iso(row.created_at),
        "updatedAt": to_iso(row.updated_at),
    }


def _io(row: ObservationRow) -> dict[str, Any]:
    return {"input": row.input or None, "output": row.output or None}


def _model(row: ObservationRow) -> dict[str, Any]:
    """`model` is what newer SDKs read, `providedModelName` what the server snapshot says."""
    return {
        "model": row.model or None,
        "providedModelName": row.model or None,
        "internalModelId": row.model_id or None,
        "modelParameters": from_text(row.model_parameters),
    }


def _usage_group(row: ObservationRow) -> dict[str, Any]:
    return {
        "usageDetails": row.usage_details,
        "costDetails": _costs(row.cost_details),
        "totalCost": _money(row.total_cost),
        "usagePricingTierName": row.price_tier_name or None,
        **_reckoning(row),
    }


def _prompt(row: ObservationRow) -> dict[str, Any]:
    return {
        "promptName": row.prompt_name or None,
        "promptVersion": row.prompt_version,
    }


def _metrics(row: ObservationRow) -> dict[str, Any]:
    return {
        "latency": seconds(row.start_time, row.end_time),
        "timeToFirstToken": seconds(row.start_time, row.completion_start_time),
    }


def _trace_context(row: ObservationRow) -> dict[str, Any]:
    return {
        "tags": row.tags,
        "release": row.release or None,
        "traceName": row.trace_name or None,
    }


GROUPS: dict[str, Callable[[ObservationRow], dict[str, Any]]] = {
    "core": _core,
    "basic": _basic,
    "time": _time,
    "io": _io,
    "model": _model,
    "usage": _usage_group,
    "prompt": _prompt,
    "metrics": _metrics,
    "trace_context": _trace_context,
    "gateway": _gateway,
    "provenance": _provenance,
}
"""Field groups of v2 besides `metadata`; `gateway` and `provenance` are ours."""


def observation_v2(
    row: ObservationRow,
    groups: Collection[str],
    expanded: Collection[str],
    prices: UnitPrices | None,
    prompt_id: str | None,
) -> dict[str, Any]:
    """The v2 view: `core` and the named groups; input and output stay raw text.

    Metadata values longer than `METADATA_LENGTH` are cut (as text) unless their key is `expanded`.
    """
    body = _core(row)
    for name in groups:
        if name in GROUPS:
            body |= GROUPS[name](row)
    if "metadata" in groups:
        body["metadata"] = {
            key: text[:METADATA_LENGTH]
            if len(text) > METADATA_LENGTH and key not in expanded
            else from_text(text)
            for key, text in row.metadata.items()
        }
    if "prompt" in groups:
        body["promptId"] = prompt_id
    shown = "model" in groups
    body["modelId"] = row.model_id or None if shown else None
    for name in ("input", "output", "total"):
        price = getattr(prices, name) if prices is not None and shown else None
        body[f"{name}Price"] = None if price is None else f"{price:f}"
    return body
