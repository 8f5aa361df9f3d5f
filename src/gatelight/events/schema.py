"""The event store's schema as numbered steps, applied in order at start, forward only.

Layout: rows sort by project, minute and trace, so that one trace is one short range; small granules
make such reads cheap (see docs/architecture.md). The projections find a row's place by id: they are
written with the part itself, so an id can never be known without its row.
"""

from __future__ import annotations

from collections.abc import Iterable

from gatelight.events.columns import (
    LOG_RECORD_COLUMNS,
    METRIC_POINT_COLUMNS,
    OBSERVATION_COLUMNS,
    SCORE_COLUMNS,
    TRACE_COLUMNS,
    Column,
)

_TABLE_SETTINGS = (
    "index_granularity = 1024, index_granularity_bytes = 262144, "
    "min_bytes_for_wide_part = 33554432, "
    "fsync_after_insert = 1, fsync_part_directory = 1, "
    "deduplicate_merge_projection_mode = 'rebuild'"
)


def _table(name: str, columns: Iterable[Column], time: str, order: str, extra: str) -> str:
    body = ", ".join(f"`{column.name}` {column.clickhouse}" for column in columns)
    return (
        f"CREATE TABLE IF NOT EXISTS {name} ({body}, {extra}) "
        "ENGINE = ReplacingMergeTree(row_version, is_deleted) "
        f"PARTITION BY toYYYYMM({time}) "
        f"ORDER BY (project_id, toStartOfMinute({time}), {order}) "
        f"SETTINGS {_TABLE_SETTINGS}"
    )


STEPS: tuple[tuple[int, str], ...] = (
    (
        1,
        _table(
            "observations",
            OBSERVATION_COLUMNS,
            "start_time",
            "trace_id, id",
            "PROJECTION by_id (SELECT project_id, id, trace_id, start_time "
            "ORDER BY project_id, id), "
            "PROJECTION by_trace (SELECT project_id, trace_id, start_time "
            "ORDER BY project_id, trace_id)",
        ),
    ),
    (
        2,
        _table(
            "traces",
            TRACE_COLUMNS,
            "timestamp",
            "id",
            "PROJECTION by_id (SELECT project_id, id, timestamp ORDER BY project_id, id), "
            "PROJECTION by_session (SELECT project_id, session_id, timestamp, id "
            "ORDER BY project_id, session_id)",
        ),
    ),
    (
        3,
        _table(
            "scores",
            SCORE_COLUMNS,
            "timestamp",
            "id",
            "PROJECTION by_id (SELECT project_id, id, timestamp ORDER BY project_id, id), "
            "PROJECTION by_trace (SELECT project_id, trace_id, timestamp, id "
            "ORDER BY project_id, trace_id)",
        ),
    ),
    (
        4,
        _table(
            "log_records",
            LOG_RECORD_COLUMNS,
            "timestamp",
            "id",
            "PROJECTION by_trace (SELECT project_id, trace_id, timestamp "
            "ORDER BY project_id, trace_id), "
            "PROJECTION by_session (SELECT project_id, session_id, timestamp "
            "ORDER BY project_id, session_id)",
        ),
    ),
    (
        5,
        _table(
            "metric_points",
            METRIC_POINT_COLUMNS,
            "timestamp",
            "id",
            "PROJECTION by_session (SELECT project_id, session_id, timestamp "
            "ORDER BY project_id, session_id)",
        ),
    ),
)
