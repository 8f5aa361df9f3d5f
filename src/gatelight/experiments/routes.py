"""Experiments over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.errors import json_response
from gatelight.events.experiments import EXPERIMENT_FILTER_COLUMNS, ITEM_FILTER_COLUMNS
from gatelight.experiments import service
from gatelight.experiments.parameters import (
    EXPERIMENT_GROUPS,
    ITEM_DEFAULT,
    ITEM_GROUPS,
    read_groups,
    read_question,
)
from gatelight.services import ServicesDep

router = APIRouter(tags=["Experiments"])

Text = Annotated[str | None, Query()]
Words = Annotated[str | None, Query(description="One value, or several separated by commas.")]
From = Annotated[str | None, Query(alias="fromStartTime", description="Required, ISO 8601.")]
To = Annotated[str | None, Query(alias="toStartTime")]
ScoreLimit = Annotated[
    str | None, Query(alias="scoreLimit", description="Scores of each row, 1 to 50 (50).")
]
FilterText = Annotated[
    str | None, Query(description="JSON list of conditions; wins over other parameters by column.")
]


@router.get("/api/public/experiments", summary="List experiments")
def get_experiments(
    principal: ProjectKey,
    services: ServicesDep,
    from_start_time: From = None,
    to_start_time: To = None,
    limit: Text = None,
    score_limit: ScoreLimit = None,
    cursor: Text = None,
    fields: Text = None,
    id: Words = None,
    name: Words = None,
    dataset_id: Annotated[str | None, Query(alias="datasetId")] = None,
    filter: FilterText = None,
) -> Response:
    """Experiments with items that started in the window, latest activity first, told by spans or
    by dataset run items. `fields` of core, metadata, scores. `meta.cursor` continues the list and
    is absent on its last page; counts and times speak of the window."""
    question = read_question(
        from_time=from_start_time,
        to_time=to_start_time,
        limit=limit,
        score_limit=score_limit,
        cursor=cursor,
        groups=read_groups(fields, EXPERIMENT_GROUPS, ("core",)),
        words={"id": id, "name": name, "datasetId": dataset_id},
        filter=filter,
        columns=EXPERIMENT_FILTER_COLUMNS,
    )
    return json_response(service.list_experiments(services, principal.project_id, question))


@router.get("/api/public/experiment-items", summary="List experiment items")
def get_experiment_items(
    principal: ProjectKey,
    services: ServicesDep,
    from_start_time: From = None,
    to_start_time: To = None,
    limit: Text = None,
    score_limit: ScoreLimit = None,
    cursor: Text = None,
    fields: Text = None,
    experiment_id: Annotated[str | None, Query(alias="experimentId")] = None,
    experiment_name: Annotated[str | None, Query(alias="experimentName")] = None,
    experiment_item_id: Annotated[str | None, Query(alias="experimentItemId")] = None,
    dataset_id: Annotated[str | None, Query(alias="datasetId")] = None,
    filter: FilterText = None,
) -> Response:
    """Items that started in the window, newest first. `fields` of core, dataset (both by default),
    io, metadata, itemMetadata, experimentMetadata, scores. `meta.cursor` as for experiments."""
    question = read_question(
        from_time=from_start_time,
        to_time=to_start_time,
        limit=limit,
        score_limit=score_limit,
        cursor=cursor,
        groups=read_groups(fields, ITEM_GROUPS, ITEM_DEFAULT),
        words={
            "experimentId": experiment_id,
            "experimentName": experiment_name,
            "experimentItemId": experiment_item_id,
            "experimentDatasetId": dataset_id,
        },
        filter=filter,
        columns=ITEM_FILTER_COLUMNS,
    )
    return json_response(service.list_items(services, principal.project_id, question))
