"""What the three `scores-*` views share: dimensions, joins and filters; they differ in value."""

from __future__ import annotations

from collections.abc import Iterable

from gatelight.events.filters import FilterColumn
from gatelight.events.metrics.model import (
    Dimension,
    Measure,
    View,
    by_name,
    high_cardinality,
    measures_by_name,
)
from gatelight.events.metrics.views.joins import (
    score_experiment,
    score_observation,
    score_trace,
)

COUNT = Measure("count", "1", unit="scores")

_DIMENSIONS = by_name(
    (
        Dimension("id", "s.id"),
        Dimension("environment", "s.environment"),
        Dimension("name", "s.name"),
        Dimension("evaluatorId", "''"),  # no score comes from an evaluator yet: null
        Dimension("source", "s.score_source"),
        Dimension("dataType", "s.data_type"),
        Dimension("traceId", "s.trace_id"),
        Dimension("configId", "s.config_id"),
        Dimension("timestampMonth", "formatDateTime(s.timestamp, '%Y-%m')"),
        Dimension("timestampDay", "formatDateTime(s.timestamp, '%Y-%m-%d')"),
        Dimension("observationId", "s.observation_id"),
        Dimension("sessionId", "s.session_id"),
        Dimension("datasetRunId", "s.dataset_run_id"),
        Dimension("traceName", "traced.name", source="trace"),
        Dimension("userId", "traced.user_id", source="trace"),
        Dimension("tags", "traced.tags", "texts", source="trace"),
        Dimension("traceRelease", "traced.release", source="trace"),
        Dimension("traceVersion", "traced.version", source="trace"),
        Dimension("observationName", "observed.name", source="observation"),
        Dimension("observationModelName", "observed.model", source="observation"),
        Dimension("observationPromptName", "observed.prompt_name", source="observation"),
        Dimension(
            "observationPromptVersion", "observed.prompt_version", "number", source="observation"
        ),
    )
)

_EXPERIMENT = by_name(
    (
        Dimension("experimentName", "tried.experiment_name", source="experiment"),
        Dimension(
            "experimentId",
            "if(s.dataset_run_id != '', s.dataset_run_id, tried.experiment_id)",
            source="experiment",
        ),
    )
)

_HIGH_CARDINALITY = (
    "id",
    "evaluatorId",
    "traceId",
    "observationId",
    "sessionId",
    "datasetRunId",
    "userId",
    "experimentName",
    "experimentId",
)


def score_views(
    name: str, condition: str, dimension: Dimension, measures: Iterable[Measure]
) -> tuple[View, View]:
    """The v1 and v2 view of the scores that fulfil `condition`."""
    dimensions = _DIMENSIONS | by_name((dimension,))
    return (
        _view(name, condition, dimensions, measures),
        _view(
            name, condition, high_cardinality(dimensions | _EXPERIMENT, _HIGH_CARDINALITY), measures
        ),
    )


def _view(
    name: str, condition: str, dimensions: dict[str, Dimension], measures: Iterable[Measure]
) -> View:
    return View(
        name=name,
        table="scores",
        alias="s",
        time="s.timestamp",
        condition=condition,
        dimensions=dimensions,
        measures=measures_by_name(measures),
        joins={
            "trace": score_trace,
            "observation": score_observation,
            "experiment": score_experiment,
        },
        filters=(
            FilterColumn("timestamp", "datetime", "s.timestamp"),
            FilterColumn("metadata", "map", "s.metadata"),
        ),
    )
