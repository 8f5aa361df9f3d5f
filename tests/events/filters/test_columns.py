"""Every column of every list works with every type that fits it, on the real engine."""

from __future__ import annotations

import pytest

from gatelight.events.engine import EventEngine
from gatelight.events.filters import Filter
from gatelight.events.filters.model import FilterColumn, FilterColumns
from gatelight.events.filters.observation_columns import OBSERVATION_FILTER_COLUMNS
from gatelight.events.filters.registry import FILTER_TYPES
from gatelight.events.filters.trace_columns import TRACE_FILTER_COLUMNS
from gatelight.events.observations import count_observations
from gatelight.events.paging import Page
from gatelight.events.traces import Order, find_page

TRACE_NAMES = [
    "id",
    "traceId",
    "name",
    "traceName",
    "timestamp",
    "userId",
    "sessionId",
    "environment",
    "version",
    "release",
    "tags",
    "traceTags",
    "bookmarked",
    "metadata",
    "level",
    "latency",
    "inputTokens",
    "outputTokens",
    "totalTokens",
    "tokens",
    "inputCost",
    "outputCost",
    "totalCost",
    "warningCount",
    "errorCount",
    "defaultCount",
    "debugCount",
    "scores",
    "scores_avg",
    "score_categories",
    "score_booleans",
    "evaluatorId",
    "ruleId",
]
OBSERVATION_NAMES = [
    "id",
    "type",
    "name",
    "traceId",
    "parentObservationId",
    "startTime",
    "endTime",
    "environment",
    "level",
    "statusMessage",
    "version",
    "latency",
    "timeToFirstToken",
    "tokensPerSecond",
    "inputTokens",
    "outputTokens",
    "totalTokens",
    "tokens",
    "inputCost",
    "outputCost",
    "totalCost",
    "model",
    "modelId",
    "promptName",
    "promptVersion",
    "metadata",
    "scores",
    "toolDefinitions",
    "toolCalls",
    "toolNames",
    "calledToolNames",
    "userId",
    "sessionId",
    "traceName",
    "traceTags",
    "traceEnvironment",
    "providedModelName",
    "release",
    "tags",
    "input",
    "output",
    "isRootObservation",
    "hasParentObservation",
    "hasInput",
    "hasOutput",
    "ingestionApiKey",
    "ingestionSdkName",
    "ingestionSdkVersion",
    "ingestionSource",
    "evaluatorId",
    "ruleId",
    "experimentId",
    "experimentName",
    "experimentDatasetId",
    "isExperimentItemRootSpan",
    "trace_scores_avg",
    "trace_score_categories",
    "trace_score_booleans",
    "commentCount",
    "commentContent",
]
VALUES = {
    "datetime": 1_000_000,
    "string": "x",
    "number": 1.5,
    "stringOptions": ["x"],
    "categoryOptions": ["x"],
    "arrayOptions": ["x"],
    "stringObject": "x",
    "numberObject": 1.5,
    "booleanObject": True,
    "boolean": True,
    "null": "",
    "search": "x",
}


def _filters(column: FilterColumn) -> list[Filter]:
    return [
        Filter(name, column.id, operator, VALUES[name], "key")
        for name, kind in FILTER_TYPES.items()
        if column.kind in kind.kinds
        for operator in kind.operators
        if operator != "matches" or column.tokens
    ]


def _distinct(columns: FilterColumns, names: list[str]) -> list[FilterColumn]:
    return list({columns.find(name).id: columns.find(name) for name in names}.values())


@pytest.mark.parametrize(
    "column", _distinct(TRACE_FILTER_COLUMNS, TRACE_NAMES), ids=lambda column: column.id
)
def test_trace_column(engine: EventEngine, project_id: str, column: FilterColumn) -> None:
    for item in _filters(column):
        assert find_page(engine, project_id, [item], Order(), Page(1, 1), 0) == ([], 0)


@pytest.mark.parametrize(
    "column", _distinct(OBSERVATION_FILTER_COLUMNS, OBSERVATION_NAMES), ids=lambda column: column.id
)
def test_observation_column(engine: EventEngine, project_id: str, column: FilterColumn) -> None:
    for item in _filters(column):
        assert count_observations(engine, project_id, [item], 0) == 0
