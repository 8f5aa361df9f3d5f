"""`/api/projects/{id}/prompts…`: what the pages of prompts read and change beyond the public
API."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.core.answers import PageOf
from gatelight.errors import json_response
from gatelight.events.paging import MAX_PAGE, read_count
from gatelight.prompts import service as prompts
from gatelight.prompts.schemas import PromptAnswer
from gatelight.services import ServicesDep
from gatelight.ui.prompts import service
from gatelight.ui.prompts.schemas import (
    LabelsIn,
    MetricsAnswer,
    PromptLine,
    TagsIn,
    VersionsAnswer,
)
from gatelight.ui.window import WindowDep

router = APIRouter(prefix="/api/projects/{project_id}/prompts", tags=["UI"])

Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]
Writer = Annotated[Member, Depends(require(Right.PROMPTS_WRITE))]
Name = Annotated[str, Query(min_length=1, max_length=500)]


@router.get("", summary="List prompts for the page", response_model=PageOf[PromptLine])
def list_prompts(
    project_id: str, services: ServicesDep, _member: Reader, page: str | None = None
) -> Response:
    """Names in alphabetical order, 500 in a page, without texts; `/` in names makes folders."""
    return json_response(
        service.list_prompts(services, project_id, read_count("page", page, 1, 1, MAX_PAGE))
    )


@router.get("/versions", summary="List the versions of a prompt", response_model=VersionsAnswer)
def list_versions(project_id: str, services: ServicesDep, _member: Reader, name: Name) -> Response:
    """Newest first, without texts, and which other prompts refer to the name."""
    return json_response(service.list_versions(services, project_id, name))


@router.get("/metrics", summary="Figures of a prompt's versions", response_model=MetricsAnswer)
def get_metrics(
    project_id: str, services: ServicesDep, _member: Reader, window: WindowDep, name: Name
) -> Response:
    """Calls, cost, latency and scores of each version from the generations that name it, within
    `fromTimestamp` and `toTimestamp` (the last thirty days)."""
    return json_response(service.metrics(services, project_id, name, window))


@router.put("/labels", summary="Set the labels of a version", response_model=PromptAnswer)
def put_labels(project_id: str, services: ServicesDep, _member: Writer, body: LabelsIn) -> Response:
    """The version has exactly these labels afterwards; they are taken off other versions."""
    return json_response(
        prompts.set_labels(services, project_id, body.name, body.version, body.labels)
    )


@router.put("/tags", summary="Set the tags of a prompt", response_model=PromptAnswer)
def put_tags(project_id: str, services: ServicesDep, _member: Writer, body: TagsIn) -> Response:
    """Tags belong to all versions of the name; answers the newest."""
    return json_response(prompts.set_tags(services, project_id, body.name, body.tags))
