"""Metrics: questions in the metrics language, and usage by day."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from gatelight.accounts.dependencies import Member, ProjectKey, require
from gatelight.accounts.roles import Right
from gatelight.core.answers import PageOf
from gatelight.errors import json_response
from gatelight.events.paging import read_page
from gatelight.metrics import service
from gatelight.metrics.schemas import (
    Day,
    LanguageOut,
    LinksOut,
    MetricsAnswer,
    language_out,
    links_out,
    read_daily_search,
)
from gatelight.services import ServicesDep

router = APIRouter()

Words = Annotated[list[str] | None, Query()]
Question = Annotated[
    str | None,
    Query(
        description="JSON object: `view`, `dimensions`, `metrics`, `filters`, `timeDimension`, "
        "`fromTimestamp`, `toTimestamp`, `orderBy`, `config`."
    ),
]


@router.get(
    "/api/public/metrics",
    summary="Answer a metrics question (v1)",
    response_model=MetricsAnswer,
)
def get_metrics(principal: ProjectKey, services: ServicesDep, query: Question = None) -> Response:
    """Aggregates over traces, observations and scores. Each row has the asked dimensions, the
    metrics as `<aggregation>_<measure>`, and `time_dimension` for a series."""
    return json_response(service.answer(services, principal.project_id, query, "v1"))


@router.get(
    "/api/public/v2/metrics",
    summary="Answer a metrics question (v2)",
    response_model=MetricsAnswer,
)
def get_metrics_v2(
    principal: ProjectKey, services: ServicesDep, query: Question = None
) -> Response:
    """Aggregates over observations and scores. Rows are limited (`config.row_limit`, 100), and
    dimensions with very many values need a top-n question: `row_limit`, and `orderBy` descending
    on a metric."""
    return json_response(service.answer(services, principal.project_id, query, "v2"))


@router.get(
    "/api/public/metrics/daily",
    summary="List usage and cost by day",
    response_model=PageOf[Day],
)
def get_daily_metrics(
    principal: ProjectKey,
    services: ServicesDep,
    page: str | None = None,
    limit: str | None = None,
    trace_name: Annotated[str | None, Query(alias="traceName")] = None,
    user_id: Annotated[str | None, Query(alias="userId")] = None,
    tags: Words = None,
    environment: Words = None,
    from_timestamp: Annotated[str | None, Query(alias="fromTimestamp")] = None,
    to_timestamp: Annotated[str | None, Query(alias="toTimestamp")] = None,
) -> Response:
    """Days (UTC) that have traces or observations, newest first, each with its cost and the usage
    of every model."""
    search = read_daily_search(trace_name, user_id, tags, environment, from_timestamp, to_timestamp)
    return json_response(
        service.list_days(services, principal.project_id, search, read_page(page, limit))
    )


@router.get(
    "/api/projects/{project_id}/metrics-language",
    tags=["UI"],
    summary="Describe the metrics language",
    response_model=LanguageOut,
)
def get_language(
    project_id: str, _member: Annotated[Member, Depends(require(Right.PROJECT_READ))]
) -> Response:
    """Views with their dimensions, measures, aggregations and filter columns: what the editor of
    charts offers."""
    return json_response(language_out())


@router.get(
    "/api/projects/{project_id}/metrics-links",
    tags=["UI"],
    summary="Where else the numbers are shown",
    response_model=LinksOut,
)
def get_links(
    project_id: str,
    services: ServicesDep,
    _member: Annotated[Member, Depends(require(Right.PROJECT_READ))],
) -> Response:
    """The Grafana dashboard of setting GATELIGHT_GRAFANA_URL."""
    return json_response(links_out(services.settings.grafana_url))
