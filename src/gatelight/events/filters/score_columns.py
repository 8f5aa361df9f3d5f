"""Columns the score lists can be filtered by.

Rows are `scores AS s`; columns of source `trace` come from a join with `traces AS t` (see
`events/scores.py`).
"""

from __future__ import annotations

from gatelight.events.filters.model import FilterColumn, FilterColumns

TRACE = "trace"

SCORE_FILTER_COLUMNS = FilterColumns(
    [
        FilterColumn("id", "text", "s.id", ("ID",)),
        FilterColumn("timestamp", "datetime", "s.timestamp", ("Timestamp",)),
        FilterColumn("environment", "text", "s.environment", ("Environment",)),
        FilterColumn("traceId", "text", "s.trace_id", ("Trace ID",)),
        FilterColumn("observationId", "text", "s.observation_id", ("Observation ID",)),
        FilterColumn("sessionId", "text", "s.session_id", ("Session ID",)),
        FilterColumn("datasetRunId", "text", "s.dataset_run_id", ("experimentId",)),
        FilterColumn("name", "text", "s.name", ("Name",)),
        FilterColumn("value", "number", "s.value", ("Value",)),
        FilterColumn(
            "booleanValue",
            "flag",
            "if(s.data_type = 'BOOLEAN', s.value = 1, NULL)",
            ("Boolean Value",),
        ),
        FilterColumn("stringValue", "text", "s.string_value", ("String Value",)),
        FilterColumn("source", "text", "s.score_source", ("Source",)),
        FilterColumn("dataType", "text", "s.data_type", ("Data Type",)),
        FilterColumn("comment", "text", "s.comment", ("Comment",)),
        FilterColumn("configId", "text", "s.config_id", ("Config ID",)),
        FilterColumn("queueId", "text", "s.queue_id", ("Queue ID",)),
        FilterColumn("authorUserId", "text", "s.author_user_id", ("Author", "Author User ID")),
        FilterColumn("metadata", "map", "s.metadata", ("Metadata",)),
        FilterColumn("traceName", "text", "t.name", ("Trace Name",), source=TRACE),
        FilterColumn("userId", "text", "t.user_id", ("User ID",), source=TRACE),
        FilterColumn(
            "trace_tags", "texts", "t.tags", ("traceTags", "tags", "Trace Tags"), source=TRACE
        ),
        # No score comes from an evaluator yet, so this is null for every row.
        FilterColumn("evaluatorId", "text", "''", ("Evaluator ID",)),
    ]
)
