"""Columns the observation lists (v1 and v2) can be filtered by: all on the observations table."""

from __future__ import annotations

from gatelight.events.filters.model import FilterColumn, FilterColumns
from gatelight.events.measures import TOTAL_TOKENS, cost_of, seconds_between, tokens_of

_LATENCY = seconds_between("start_time", "end_time")
_OWN = ("(trace_id, id)", "trace_id, observation_id")
_TRACE = ("trace_id", "trace_id")


def _scores(prefix: str, label: str, subject: tuple[str, str]) -> list[FilterColumn]:
    sql, key = subject
    averages = ("scores", "Scores", "Scores (numeric)") if not prefix else (f"{label} (numeric)",)
    return [
        FilterColumn(f"{prefix}scores_avg", "score_numbers", sql, averages, score_key=key),
        FilterColumn(
            f"{prefix}score_categories",
            "score_categories",
            sql,
            (f"{label} (categorical)",),
            score_key=key,
        ),
        FilterColumn(
            f"{prefix}score_booleans", "score_flags", sql, (f"{label} (boolean)",), score_key=key
        ),
    ]


OBSERVATION_FILTER_COLUMNS = FilterColumns(
    [
        FilterColumn("id", "text", "id", ("ID", "Observation ID")),
        FilterColumn("type", "text", "type", ("Type",)),
        FilterColumn("name", "text", "name", ("Name",)),
        FilterColumn("traceId", "text", "trace_id", ("Trace ID",)),
        FilterColumn(
            "parentObservationId", "text", "parent_observation_id", ("Parent Observation ID",)
        ),
        FilterColumn("startTime", "datetime", "start_time", ("Start Time",)),
        FilterColumn("endTime", "datetime", "end_time", ("End Time",)),
        FilterColumn("environment", "text", "environment", ("Environment", "traceEnvironment")),
        FilterColumn("level", "text", "level", ("Level",)),
        FilterColumn("statusMessage", "text", "status_message", ("Status Message",)),
        FilterColumn("version", "text", "version", ("Version",)),
        FilterColumn("latency", "number", _LATENCY, ("Latency (s)",)),
        FilterColumn(
            "timeToFirstToken",
            "number",
            seconds_between("start_time", "completion_start_time"),
            ("Time To First Token (s)",),
        ),
        FilterColumn(
            "tokensPerSecond",
            "number",
            f"if({_LATENCY} > 0, {tokens_of('output')} / {_LATENCY}, NULL)",
            ("Tokens per second",),
        ),
        FilterColumn("inputTokens", "number", tokens_of("input"), ("Input Tokens",)),
        FilterColumn("outputTokens", "number", tokens_of("output"), ("Output Tokens",)),
        FilterColumn("totalTokens", "number", TOTAL_TOKENS, ("Total Tokens", "tokens", "Tokens")),
        FilterColumn("inputCost", "number", cost_of("input"), ("Input Cost ($)",)),
        FilterColumn("outputCost", "number", cost_of("output"), ("Output Cost ($)",)),
        FilterColumn("totalCost", "number", "total_cost", ("Total Cost ($)",)),
        FilterColumn(
            "model", "text", "model", ("Model", "providedModelName", "Provided Model Name")
        ),
        FilterColumn("modelId", "text", "model_id", ("Model ID", "internalModelId")),
        FilterColumn("promptName", "text", "prompt_name", ("Prompt Name",)),
        FilterColumn("promptVersion", "number", "prompt_version", ("Prompt Version",)),
        FilterColumn("metadata", "map", "metadata", ("Metadata",), tokens="c"),
        FilterColumn("content", "content", "input, output, status_message, name"),
        FilterColumn("input", "text", "input", ("Input",), tokens="i"),
        FilterColumn("output", "text", "output", ("Output",), tokens="i"),
        FilterColumn("hasInput", "flag", "input_length > 0", ("Has Input",)),
        FilterColumn("hasOutput", "flag", "output_length > 0", ("Has Output",)),
        FilterColumn(
            "toolDefinitions", "number", "length(mapKeys(tool_definitions))", ("Available Tools",)
        ),
        FilterColumn("toolCalls", "number", "length(tool_calls)", ("Tool Calls",)),
        FilterColumn("toolNames", "texts", "mapKeys(tool_definitions)", ("Available Tool Names",)),
        FilterColumn("calledToolNames", "texts", "tool_call_names", ("Called Tool Names",)),
        FilterColumn("userId", "text", "user_id", ("User ID",)),
        FilterColumn("sessionId", "text", "session_id", ("Session ID",)),
        FilterColumn("traceName", "text", "trace_name", ("Trace Name",)),
        FilterColumn("tags", "texts", "tags", ("Tags", "traceTags", "Trace Tags")),
        FilterColumn("release", "text", "release", ("Release",)),
        FilterColumn(
            "isRootObservation", "flag", "is_root OR is_app_root", ("Is Root Observation",)
        ),
        FilterColumn(
            "hasParentObservation",
            "flag",
            "parent_observation_id != ''",
            ("Has Parent Observation",),
        ),
        FilterColumn("ingestionApiKey", "text", "public_key", ("Ingestion API Key",)),
        FilterColumn("ingestionSdkName", "text", "sdk_name", ("Ingestion SDK Name",)),
        FilterColumn("ingestionSdkVersion", "text", "sdk_version", ("Ingestion SDK Version",)),
        FilterColumn("ingestionSource", "text", "source", ("Ingestion Source",)),
        FilterColumn("serviceName", "text", "service_name", ("Service Name",)),
        FilterColumn("experimentId", "text", "experiment['id']", ("Experiment ID",)),
        FilterColumn("experimentName", "text", "experiment['name']", ("Experiment Name",)),
        FilterColumn(
            "experimentDatasetId", "text", "experiment['dataset.id']", ("Experiment Dataset ID",)
        ),
        FilterColumn(
            "isExperimentItemRootSpan",
            "flag",
            "experiment['item.root_observation_id'] = id",
            ("Is Experiment Item Root Span",),
        ),
        FilterColumn("usageFlags", "texts", "usage_flags", ("Usage Flags",)),
        FilterColumn("costSource", "text", "cost_source", ("Cost Source",)),
        FilterColumn("gatewayKeyAlias", "text", "gateway_key_alias", ("Gateway Key",)),
        FilterColumn("gatewayTeamAlias", "text", "gateway_team_alias", ("Gateway Team",)),
        FilterColumn("gatewayUserId", "text", "gateway_user_id", ("Gateway User",)),
        FilterColumn("gatewayTeamId", "text", "gateway_team_id"),
        *_scores("", "Scores", _OWN),
        *_scores("trace_", "Trace Scores", _TRACE),
        # Nothing is an evaluator's own run and comments are not kept here, so these are null or 0.
        FilterColumn("evaluatorId", "text", "''", ("Evaluator ID",)),
        FilterColumn("ruleId", "text", "''", ("Rule ID",)),
        FilterColumn("commentCount", "number", "0", ("Comment Count",)),
        FilterColumn("commentContent", "text", "''", ("Comment Content",)),
    ],
    time="startTime",
)
