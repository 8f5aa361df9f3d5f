"""The columns of the event tables, in one place: name, ClickHouse type, Arrow type.

The schema steps, the insert and the row classes of `rows.py` all follow these tables; a test holds
them together. Text columns use "" for null.
"""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

MICROS = pa.timestamp("us", "UTC")
COST = pa.decimal128(38, 12)  # USD with 12 decimals: a ten-thousandth of the cheapest token
TEXT_MAP = pa.map_(pa.string(), pa.string())
COUNT_MAP = pa.map_(pa.string(), pa.uint64())
COST_MAP = pa.map_(pa.string(), COST)
TEXT_LIST = pa.list_(pa.string())
NUMBER_LIST = pa.list_(pa.float64())
COUNT_LIST = pa.list_(pa.uint64())


class Column(NamedTuple):
    name: str
    clickhouse: str
    arrow: pa.DataType

    @property
    def nullable(self) -> bool:
        return self.clickhouse.startswith("Nullable")


def _text(name: str) -> Column:
    return Column(name, "String", pa.string())


def _word(name: str) -> Column:
    """Text of few different values."""
    return Column(name, "LowCardinality(String)", pa.string())


def _time(name: str) -> Column:
    return Column(name, "DateTime64(6, 'UTC')", MICROS)


def _maybe_time(name: str) -> Column:
    return Column(name, "Nullable(DateTime64(6, 'UTC'))", MICROS)


def _flag(name: str) -> Column:
    return Column(name, "UInt8", pa.uint8())


def _count(name: str) -> Column:
    return Column(name, "UInt64", pa.uint64())


def _number(name: str) -> Column:
    return Column(name, "Nullable(Float64)", pa.float64())


def _texts(name: str) -> Column:
    return Column(name, "Array(String)", TEXT_LIST)


def _text_map(name: str) -> Column:
    return Column(name, "Map(String, String)", TEXT_MAP)


def _counts(name: str) -> Column:
    return Column(name, "Map(LowCardinality(String), UInt64)", COUNT_MAP)


def _costs(name: str) -> Column:
    return Column(name, "Map(LowCardinality(String), Decimal(38, 12))", COST_MAP)


def _maybe_cost(name: str) -> Column:
    return Column(name, "Nullable(Decimal(38, 12))", COST)


_PAYLOAD = (
    _text_map("metadata"),
    _text("input"),
    _text("output"),
    _text("input_preview"),
    _text("output_preview"),
    _count("input_length"),
    _count("output_length"),
)
_PROVENANCE = (_word("source"), _word("sdk_name"), _word("sdk_version"), _word("public_key"))
_BOOKKEEPING = (
    _time("event_time"),
    _text("merge_log"),
    _time("created_at"),
    _time("updated_at"),
    _count("row_version"),
    _flag("is_deleted"),
)

OBSERVATION_COLUMNS: tuple[Column, ...] = (
    _word("project_id"),
    _text("trace_id"),
    _text("id"),
    _word("type"),
    _text("parent_observation_id"),
    _flag("is_root"),
    _flag("is_app_root"),
    _time("start_time"),
    _maybe_time("end_time"),
    _maybe_time("completion_start_time"),
    _word("name"),
    _word("level"),
    _text("status_message"),
    _word("version"),
    _word("environment"),
    _word("trace_name"),
    _text("user_id"),
    _text("session_id"),
    _texts("tags"),
    _word("release"),
    _word("trace_version"),
    _flag("public"),
    _word("model"),
    _word("model_id"),
    _text("model_parameters"),
    _word("prompt_name"),
    Column("prompt_version", "Nullable(UInt32)", pa.uint32()),
    _counts("provided_usage_details"),
    _counts("usage_details"),
    _word("usage_unit"),
    _counts("tokens"),
    _word("usage_convention"),
    _texts("usage_flags"),
    _costs("provided_cost_details"),
    _costs("cost_details"),
    _maybe_cost("total_cost"),
    _word("cost_source"),
    _word("price_id"),
    _word("price_tier_id"),
    _word("price_tier_name"),
    _word("gateway_key_alias"),
    _word("gateway_key_hash"),
    _word("gateway_user_id"),
    _word("gateway_team_id"),
    _word("gateway_team_alias"),
    _text("gateway_call_id"),
    _maybe_cost("gateway_cost"),
    _text_map("tool_definitions"),
    _texts("tool_calls"),
    _texts("tool_call_names"),
    _text_map("experiment"),
    _word("service_name"),
    _word("source_scope"),
    *_PAYLOAD,
    *_PROVENANCE,
    *_BOOKKEEPING,
)

TRACE_COLUMNS: tuple[Column, ...] = (
    _word("project_id"),
    _text("id"),
    _time("timestamp"),
    _word("name"),
    _text("user_id"),
    _text("session_id"),
    _word("release"),
    _word("version"),
    _word("environment"),
    _texts("tags"),
    _flag("public"),
    _flag("bookmarked"),
    *_PAYLOAD,
    *_PROVENANCE,
    *_BOOKKEEPING,
)

SCORE_COLUMNS: tuple[Column, ...] = (
    _word("project_id"),
    _text("id"),
    _time("timestamp"),
    _text("trace_id"),
    _text("observation_id"),
    _text("session_id"),
    _text("dataset_run_id"),
    _word("name"),
    _word("score_source"),
    _word("data_type"),
    _number("value"),
    _text("string_value"),
    _text("long_string_value"),
    _text("comment"),
    _text_map("metadata"),
    _text("config_id"),
    _text("queue_id"),
    _text("author_user_id"),
    _text("execution_trace_id"),
    _word("environment"),
    *_PROVENANCE,
    *_BOOKKEEPING,
)

_SIGNAL = (
    _text("session_id"),
    _text("user_id"),
    _word("environment"),
    _word("service_name"),
    _word("scope_name"),
    _word("scope_version"),
    _text_map("attributes"),
    _text_map("resource_attributes"),
    *_PROVENANCE,
    _time("created_at"),
    _count("row_version"),
    _flag("is_deleted"),
)

LOG_RECORD_COLUMNS: tuple[Column, ...] = (
    _word("project_id"),
    _text("id"),
    _time("timestamp"),
    _maybe_time("observed_timestamp"),
    _count("sequence"),
    _word("name"),
    _word("severity"),
    Column("severity_number", "UInt32", pa.uint32()),
    _word("severity_text"),
    _text("trace_id"),
    _text("span_id"),
    _text("body"),
    *_SIGNAL,
)

METRIC_POINT_COLUMNS: tuple[Column, ...] = (
    _word("project_id"),
    _text("id"),
    _text("series_id"),
    _time("timestamp"),
    _maybe_time("start_timestamp"),
    _word("name"),
    _word("description"),
    _word("unit"),
    _word("type"),
    _word("temporality"),
    _flag("is_monotonic"),
    _number("value"),
    Column("point_count", "Nullable(UInt64)", pa.uint64()),
    _number("point_sum"),
    _number("point_min"),
    _number("point_max"),
    Column("bounds", "Array(Float64)", NUMBER_LIST),
    Column("bucket_counts", "Array(UInt64)", COUNT_LIST),
    _text("details"),
    _texts("trace_ids"),
    *_SIGNAL,
)
