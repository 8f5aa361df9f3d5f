"""Columns the trace list can be filtered and sorted by.

Columns of source `observations` come from a join with each trace's observations (see
`events/traces.py`, which names them).
"""

from __future__ import annotations

from gatelight.events.filters.model import FilterColumn, FilterColumns

OBSERVATIONS = "observations"
SCORE_KEY = "trace_id"

_NUMBERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("latency", "o_latency", ("Latency (s)",)),
    ("inputTokens", "o_input_tokens", ("Input Tokens",)),
    ("outputTokens", "o_output_tokens", ("Output Tokens",)),
    ("totalTokens", "o_total_tokens", ("Total Tokens", "tokens", "Tokens")),
    ("inputCost", "o_input_cost", ("Input Cost ($)",)),
    ("outputCost", "o_output_cost", ("Output Cost ($)",)),
    ("totalCost", "o_total_cost", ("Total Cost ($)",)),
    ("errorCount", "o_errors", ("Error Level Count",)),
    ("warningCount", "o_warnings", ("Warning Level Count",)),
    ("defaultCount", "o_defaults", ("Default Level Count",)),
    ("debugCount", "o_debugs", ("Debug Level Count",)),
    ("observationCount", "o_observations", ("Observation Count",)),
)

TRACE_FILTER_COLUMNS = FilterColumns(
    [
        FilterColumn("id", "text", "id", ("ID", "traceId", "Trace ID")),
        FilterColumn("name", "text", "name", ("Name", "traceName", "Trace Name")),
        FilterColumn("timestamp", "datetime", "timestamp", ("Timestamp",)),
        FilterColumn("userId", "text", "user_id", ("User ID",)),
        FilterColumn("sessionId", "text", "session_id", ("Session ID",)),
        FilterColumn("environment", "text", "environment", ("Environment",)),
        FilterColumn("version", "text", "version", ("Version",)),
        FilterColumn("release", "text", "release", ("Release",)),
        FilterColumn("tags", "texts", "tags", ("Tags", "traceTags", "Trace Tags")),
        FilterColumn("bookmarked", "flag", "bookmarked", ("Bookmarked", "⭐️")),
        FilterColumn("public", "flag", "public", ("Public",)),
        FilterColumn("metadata", "map", "metadata", ("Metadata",), tokens="c"),
        FilterColumn("input", "text", "input", ("Input",), tokens="i"),
        FilterColumn("output", "text", "output", ("Output",), tokens="i"),
        FilterColumn(
            "content", "content", "input, output, name", parts="input, output, status_message, name"
        ),
        FilterColumn("level", "text", "o_level", ("Level",), source=OBSERVATIONS),
        FilterColumn("models", "texts", "o_models", ("Models", "model"), source=OBSERVATIONS),
        FilterColumn("observationTypes", "texts", "o_types", source=OBSERVATIONS),
        FilterColumn("gatewayKeyAliases", "texts", "o_key_aliases", source=OBSERVATIONS),
        *(
            FilterColumn(name, "texts", sql, source=OBSERVATIONS)
            for name, sql in (
                ("gatewayKeyHash", "o_gateway_keys"),
                ("gatewayUserId", "o_gateway_users"),
                ("gatewayTeamId", "o_gateway_teams"),
            )
        ),
        *(
            FilterColumn(name, "number", sql, names, source=OBSERVATIONS)
            for name, sql, names in _NUMBERS
        ),
        FilterColumn(
            "scores_avg",
            "score_numbers",
            "id",
            ("scores", "Scores", "Scores (numeric)"),
            score_key=SCORE_KEY,
        ),
        FilterColumn(
            "score_categories",
            "score_categories",
            "id",
            ("Scores (categorical)",),
            score_key=SCORE_KEY,
        ),
        FilterColumn(
            "score_booleans", "score_flags", "id", ("Scores (boolean)",), score_key=SCORE_KEY
        ),
        # No trace is an evaluator's own run yet, so these are null for every row.
        FilterColumn("evaluatorId", "text", "''", ("Evaluator ID",)),
        FilterColumn("ruleId", "text", "''", ("Rule ID",)),
    ],
    time="timestamp",
)
