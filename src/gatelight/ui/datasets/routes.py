"""`/api/projects/{id}/datasets…`: what the pages of datasets read beyond the public API."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.core.answers import PageOf
from gatelight.core.time import to_datetime
from gatelight.datasets.schemas import DatasetItemAnswer, DatasetItemIn
from gatelight.datasets.service import write_item
from gatelight.errors import json_response
from gatelight.events.paging import invalid, read_choice, read_page, read_time
from gatelight.media.signing import PublicBase
from gatelight.services import ServicesDep
from gatelight.ui.datasets import comparison, service
from gatelight.ui.datasets.schemas import (
    ComparisonOfRuns,
    DatasetLine,
    DatasetVersionsAnswer,
    ItemLine,
    RunsAnswer,
    UploadAnswer,
    UploadIn,
)

router = APIRouter(prefix="/api/projects/{project_id}/datasets", tags=["UI"])

MOST_COMPARED = 6
Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]
Writer = Annotated[Member, Depends(require(Right.DATASETS_WRITE))]
Name = Annotated[str, Query(min_length=1, max_length=500)]
Text = Annotated[str | None, Query()]


@router.get("", summary="List datasets with counts", response_model=PageOf[DatasetLine])
def list_datasets(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    page: Text = None,
    limit: Text = None,
) -> Response:
    """Newest first, with the numbers of active items and of runs."""
    return json_response(service.list_datasets(services, project_id, read_page(page, limit)))


@router.get("/items", summary="List beginnings of dataset items", response_model=PageOf[ItemLine])
def list_items(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    name: Name,
    status: Text = None,
    version: Annotated[str | None, Query(description="ISO 8601 time: items as of then.")] = None,
    page: Text = None,
    limit: Text = None,
) -> Response:
    """Newest first, of `status` ACTIVE or ARCHIVED or both; the first 300 characters of each."""
    moment = read_time("version", version)
    return json_response(
        service.list_items(
            services,
            project_id,
            name,
            read_choice("status", status, ("ACTIVE", "ARCHIVED")) or "",
            None if moment is None else to_datetime(moment),
            read_page(page, limit),
        )
    )


@router.get("/item", summary="Get a version of a dataset item", response_model=DatasetItemAnswer)
def get_item(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    base: PublicBase,
    item_id: Annotated[str, Query(alias="id", min_length=1, max_length=255)],
    version: Text = None,
) -> Response:
    """The whole item as it was at `version`, or as it is."""
    moment = read_time("version", version)
    return json_response(
        service.get_item(
            services,
            project_id,
            base,
            item_id,
            None if moment is None else to_datetime(moment),
        )
    )


@router.put("/item", summary="Replace a dataset item", response_model=DatasetItemAnswer)
def put_item(
    project_id: str, services: ServicesDep, _member: Writer, base: PublicBase, body: DatasetItemIn
) -> Response:
    """A new version of the item with exactly this content: null clears a field."""
    return json_response(write_item(services, project_id, base, body, replace=True))


@router.post("/items", summary="Add many dataset items", response_model=UploadAnswer)
def post_items(
    project_id: str, services: ServicesDep, _member: Writer, base: PublicBase, body: UploadIn
) -> Response:
    """At most two hundred items at once; each is stored or refused on its own."""
    return json_response(service.upload(services, project_id, base, body))


@router.get(
    "/versions", summary="List the versions of a dataset", response_model=DatasetVersionsAnswer
)
def list_versions(project_id: str, services: ServicesDep, _member: Reader, name: Name) -> Response:
    """Moments at which items changed, newest first, at most 200. Each is a `version`."""
    return json_response(service.versions(services, project_id, name))


@router.get("/runs", summary="List runs with figures", response_model=RunsAnswer)
def list_runs(project_id: str, services: ServicesDep, _member: Reader, name: Name) -> Response:
    """The newest hundred runs with cost, latency and scores of their traces."""
    return json_response(comparison.list_runs(services, project_id, name))


@router.get("/comparison", summary="Compare runs of a dataset", response_model=ComparisonOfRuns)
def get_comparison(
    project_id: str,
    services: ServicesDep,
    _member: Reader,
    name: Name,
    run: Annotated[list[str], Query(description="Ids of runs; the first is the baseline.")],
    page: Text = None,
    limit: Text = None,
) -> Response:
    """Items with what each run made of them: output, scores, cost, latency. Items whose scores fell
    furthest behind the baseline come first."""
    wanted = list(dict.fromkeys(run))
    if len(wanted) > MOST_COMPARED:
        raise invalid("run", f"at most {MOST_COMPARED} runs are compared")
    return json_response(
        comparison.compare(services, project_id, name, wanted, read_page(page, limit))
    )
