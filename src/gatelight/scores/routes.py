"""Reading and deleting scores. They are written by the ingestion routes."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.answers import MessageAnswer, PageOf
from gatelight.errors import json_response
from gatelight.events.answers import ListedScore, Score, ScoresV3
from gatelight.events.paging import read_page
from gatelight.scores import service
from gatelight.scores.schemas import (
    V3_PARAMETERS,
    ListParameters,
    read_search,
    read_v2_fields,
    read_v3,
)
from gatelight.services import ServicesDep

router = APIRouter()

Words = Annotated[list[str] | None, Query()]


def _v1_parameters(
    user_id: Annotated[str | None, Query(alias="userId")] = None,
    name: str | None = None,
    from_timestamp: Annotated[str | None, Query(alias="fromTimestamp")] = None,
    to_timestamp: Annotated[str | None, Query(alias="toTimestamp")] = None,
    environment: Words = None,
    source: str | None = None,
    operator: str | None = None,
    value: str | None = None,
    score_ids: Annotated[list[str] | None, Query(alias="scoreIds")] = None,
    config_id: Annotated[str | None, Query(alias="configId")] = None,
    queue_id: Annotated[str | None, Query(alias="queueId")] = None,
    data_type: Annotated[str | None, Query(alias="dataType")] = None,
    trace_tags: Annotated[list[str] | None, Query(alias="traceTags")] = None,
) -> ListParameters:
    return ListParameters(
        user_id=user_id,
        name=name,
        from_timestamp=from_timestamp,
        to_timestamp=to_timestamp,
        environment=environment,
        source=source,
        operator=operator,
        value=value,
        score_ids=score_ids,
        config_id=config_id,
        queue_id=queue_id,
        data_type=data_type,
        trace_tags=trace_tags,
    )


V1Parameters = Annotated[ListParameters, Depends(_v1_parameters)]


def _v2_parameters(
    v1: V1Parameters,
    session_id: Annotated[str | None, Query(alias="sessionId")] = None,
    dataset_run_id: Annotated[str | None, Query(alias="datasetRunId")] = None,
    trace_id: Annotated[str | None, Query(alias="traceId")] = None,
    observation_id: Annotated[list[str] | None, Query(alias="observationId")] = None,
    filters: Annotated[str | None, Query(alias="filter")] = None,
) -> ListParameters:
    return replace(
        v1,
        session_id=session_id,
        dataset_run_id=dataset_run_id,
        trace_id=trace_id,
        observation_id=observation_id,
        filter=filters,
    )


V2Parameters = Annotated[ListParameters, Depends(_v2_parameters)]


@router.get(
    "/api/public/scores",
    summary="List scores of traces (v1)",
    response_model=PageOf[ListedScore],
)
def get_scores(
    principal: ProjectKey,
    services: ServicesDep,
    parameters: V1Parameters,
    page: str | None = None,
    limit: str | None = None,
) -> Response:
    """Numeric, categorical and boolean scores of traces and observations, newest first, each with
    `trace` (userId, tags, environment). Other data types and subjects: v2 or v3."""
    search = read_search(parameters, "v1")
    return json_response(
        service.list_scores(
            services, principal.project_id, search, read_page(page, limit), with_trace=True
        )
    )


@router.get("/api/public/scores/{score_id:path}", summary="Get a score (v1)", response_model=Score)
def get_score(score_id: str, principal: ProjectKey, services: ServicesDep) -> Response:
    """One score of a trace or observation."""
    return json_response(service.get_score(services, principal.project_id, score_id, v1=True))


@router.delete(
    "/api/public/scores/{score_id:path}",
    summary="Delete a score",
    status_code=202,
    response_model=MessageAnswer,
)
def delete_score(score_id: str, principal: ProjectKey, services: ServicesDep) -> Response:
    """Deletes one score of any data type; it is gone from every read when this answers."""
    service.remove_score(services, principal.project_id, score_id)
    return json_response({"message": "Score deleted"}, 202)


@router.get("/api/public/v2/scores", summary="List scores (v2)", response_model=PageOf[ListedScore])
def get_scores_v2(
    principal: ProjectKey,
    services: ServicesDep,
    parameters: V2Parameters,
    page: str | None = None,
    limit: str | None = None,
    fields: Words = None,
) -> Response:
    """Scores of every subject and data type, newest first. `fields` without `trace` leaves the
    trace out of the rows; filters on the trace need it. `filter` is a JSON list of conditions."""
    search = read_search(parameters, "v2")
    with_trace = read_v2_fields(fields, search)
    return json_response(
        service.list_scores(
            services, principal.project_id, search, read_page(page, limit), with_trace=with_trace
        )
    )


@router.get(
    "/api/public/v2/scores/{score_id:path}", summary="Get a score (v2)", response_model=Score
)
def get_score_v2(score_id: str, principal: ProjectKey, services: ServicesDep) -> Response:
    """One score of any subject and data type."""
    return json_response(service.get_score(services, principal.project_id, score_id, v1=False))


_V3_TEXTS = {
    "limit": "Scores in a page, 1 to 100 (50).",
    "cursor": "`meta.cursor` of the page before.",
    "fields": "Groups of fields beyond core: details, subject, annotation.",
    "value": "Values, with exactly one dataType of NUMERIC, BOOLEAN or CATEGORICAL.",
    "valueMin": "Smallest value, with dataType=NUMERIC.",
    "valueMax": "Largest value, with dataType=NUMERIC.",
    "fromTimestamp": "Not before this time (ISO 8601).",
    "toTimestamp": "Before this time (ISO 8601).",
} | dict.fromkeys(V3_PARAMETERS, "One value, or several separated by commas.")


@router.get(
    "/api/public/v3/scores",
    summary="List scores (v3)",
    response_model=ScoresV3,
    openapi_extra={
        "parameters": [
            {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
            for name, text in _V3_TEXTS.items()
        ]
    },
)
def get_scores_v3(request: Request, principal: ProjectKey, services: ServicesDep) -> Response:
    """Scores of every subject and data type, newest first, paged by cursor. Unknown parameters are
    refused. `value` has the data type's own JSON type."""
    question = read_v3(request.query_params.multi_items())
    return json_response(service.list_scores_v3(services, principal.project_id, question))
