"""Datasets, items, runs and run items over HTTP. Names in a path may contain escaped slashes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.answers import MessageAnswer, PageOf
from gatelight.core.raw_path import RawPathRoute
from gatelight.core.time import to_datetime
from gatelight.datasets import runs, service
from gatelight.datasets.schemas import (
    DatasetAnswer,
    DatasetIn,
    DatasetItemAnswer,
    DatasetItemIn,
    DatasetRunAnswer,
    DatasetRunDetails,
    DatasetRunItemAnswer,
    DatasetRunItemIn,
    dataset_out,
)
from gatelight.errors import json_response
from gatelight.events.paging import invalid, read_page, read_time
from gatelight.media.signing import PublicBase
from gatelight.services import ServicesDep

router = APIRouter(route_class=RawPathRoute, tags=["Datasets"])

Text = Annotated[str | None, Query()]


@router.post(
    "/api/public/v2/datasets",
    summary="Create or change a dataset",
    response_model=DatasetAnswer,
)
def post_dataset(principal: ProjectKey, services: ServicesDep, body: DatasetIn) -> Response:
    """Makes the dataset, or changes the one of that name; null leaves a field as it is. The schemas
    are JSON Schemas (draft 7 unless `$schema` says otherwise, patterns in RE2 syntax) for every
    item's `input` and `expectedOutput`; they are refused while an item does not meet them."""
    return json_response(dataset_out(service.write_dataset(services, principal.project_id, body)))


@router.get(
    "/api/public/v2/datasets",
    summary="List datasets",
    response_model=PageOf[DatasetAnswer],
)
def get_datasets(
    principal: ProjectKey, services: ServicesDep, page: Text = None, limit: Text = None
) -> Response:
    """Newest first."""
    return json_response(
        service.list_datasets(services, principal.project_id, read_page(page, limit))
    )


@router.get(
    "/api/public/v2/datasets/{dataset_name:path}",
    summary="Get a dataset",
    response_model=DatasetAnswer,
)
def get_dataset(principal: ProjectKey, services: ServicesDep, dataset_name: str) -> Response:
    """One dataset by name."""
    return json_response(
        dataset_out(service.get_dataset(services, principal.project_id, dataset_name))
    )


@router.post("/api/public/datasets", summary="Create or change a dataset (legacy)")
def post_dataset_legacy(
    principal: ProjectKey, services: ServicesDep, base: PublicBase, body: DatasetIn
) -> Response:
    """As `POST /api/public/v2/datasets`; the answer also has the ids of the items and the names of
    the runs."""
    service.write_dataset(services, principal.project_id, body)
    return json_response(
        service.legacy_dataset(services, principal.project_id, base, body.name, whole=False)
    )


@router.get("/api/public/datasets", summary="List datasets (legacy)")
def get_datasets_legacy(
    principal: ProjectKey, services: ServicesDep, page: Text = None, limit: Text = None
) -> Response:
    """Newest first, each with the ids of its active items and the names of its runs."""
    return json_response(
        service.list_legacy(services, principal.project_id, read_page(page, limit))
    )


@router.get("/api/public/datasets/{dataset_name}", summary="Get a dataset (legacy)")
def get_dataset_legacy(
    principal: ProjectKey, services: ServicesDep, base: PublicBase, dataset_name: str
) -> Response:
    """One dataset with all its active items and the names of its runs."""
    return json_response(
        service.legacy_dataset(services, principal.project_id, base, dataset_name, whole=True)
    )


@router.get(
    "/api/public/datasets/{dataset_name}/runs",
    summary="List dataset runs",
    response_model=PageOf[DatasetRunAnswer],
)
def get_runs(
    principal: ProjectKey,
    services: ServicesDep,
    dataset_name: str,
    page: Text = None,
    limit: Text = None,
) -> Response:
    """Newest first."""
    return json_response(
        runs.list_runs(services, principal.project_id, dataset_name, read_page(page, limit))
    )


@router.get(
    "/api/public/datasets/{dataset_name}/runs/{run_name}",
    summary="Get a dataset run",
    response_model=DatasetRunDetails,
)
def get_run(
    principal: ProjectKey, services: ServicesDep, dataset_name: str, run_name: str
) -> Response:
    """One run with its items, newest first."""
    return json_response(runs.get_run(services, principal.project_id, dataset_name, run_name))


@router.delete(
    "/api/public/datasets/{dataset_name}/runs/{run_name}",
    summary="Delete a dataset run",
    response_model=MessageAnswer,
)
def delete_run(
    principal: ProjectKey, services: ServicesDep, dataset_name: str, run_name: str
) -> Response:
    """Deletes the run and its links to traces. Traces and scores stay."""
    runs.delete_run(services, principal.project_id, dataset_name, run_name)
    return json_response({"message": "Dataset run successfully deleted"})


# Python SDK 2 sends slashes as they are; these come after the exact ones
for _path, _handler, _method in (
    ("/{dataset_name:path}/runs/{run_name:path}", get_run, "GET"),
    ("/{dataset_name:path}/runs/{run_name:path}", delete_run, "DELETE"),
    ("/{dataset_name:path}/runs", get_runs, "GET"),
    ("/{dataset_name:path}", get_dataset_legacy, "GET"),
):
    router.add_api_route(
        f"/api/public/datasets{_path}", _handler, methods=[_method], include_in_schema=False
    )


@router.post(
    "/api/public/dataset-items",
    summary="Create or change a dataset item",
    response_model=DatasetItemAnswer,
)
def post_item(
    principal: ProjectKey, services: ServicesDep, base: PublicBase, body: DatasetItemIn
) -> Response:
    """Makes an item, or a new version of the one with that `id`: null leaves a field as it is.
    Earlier versions stay readable (`version` of the list)."""
    return json_response(service.write_item(services, principal.project_id, base, body))


@router.get(
    "/api/public/dataset-items",
    summary="List dataset items",
    response_model=PageOf[DatasetItemAnswer],
)
def get_items(
    principal: ProjectKey,
    services: ServicesDep,
    base: PublicBase,
    dataset_name: Annotated[str | None, Query(alias="datasetName")] = None,
    source_trace_id: Annotated[str | None, Query(alias="sourceTraceId")] = None,
    source_observation_id: Annotated[str | None, Query(alias="sourceObservationId")] = None,
    version: Annotated[
        str | None, Query(description="ISO 8601 time: items as they were then.")
    ] = None,
    page: Text = None,
    limit: Text = None,
) -> Response:
    """Active items, newest first. `version` needs `datasetName`."""
    moment = read_time("version", version)
    return json_response(
        service.list_items(
            services,
            principal.project_id,
            base,
            read_page(page, limit),
            dataset_name=dataset_name,
            source_trace_id=source_trace_id,
            source_observation_id=source_observation_id,
            version=None if moment is None else to_datetime(moment),
        )
    )


@router.get(
    "/api/public/dataset-items/{item_id:path}",
    summary="Get a dataset item",
    response_model=DatasetItemAnswer,
)
def get_item(
    principal: ProjectKey, services: ServicesDep, base: PublicBase, item_id: str
) -> Response:
    """The present version of an item, archived ones too."""
    return json_response(service.get_item(services, principal.project_id, base, item_id))


@router.delete(
    "/api/public/dataset-items/{item_id:path}",
    summary="Delete a dataset item",
    response_model=MessageAnswer,
)
def delete_item(principal: ProjectKey, services: ServicesDep, item_id: str) -> Response:
    """Ends the item; reads as of an earlier `version` still show it."""
    service.delete_item(services, principal.project_id, item_id)
    return json_response({"message": "Dataset item successfully deleted"})


@router.post(
    "/api/public/dataset-run-items",
    summary="Link a trace to a dataset item",
    response_model=DatasetRunItemAnswer,
)
def post_run_item(principal: ProjectKey, services: ServicesDep, body: DatasetRunItemIn) -> Response:
    """Adds what an item produced to the run `runName`, which is made when it is new. Its id
    (`datasetRunId`) follows from project, dataset and name. The trace may arrive later."""
    return json_response(runs.add_run_item(services, principal.project_id, body))


@router.get(
    "/api/public/dataset-run-items",
    summary="List the items of a dataset run",
    response_model=PageOf[DatasetRunItemAnswer],
)
def get_run_items(
    principal: ProjectKey,
    services: ServicesDep,
    dataset_id: Annotated[str | None, Query(alias="datasetId")] = None,
    run_name: Annotated[str | None, Query(alias="runName")] = None,
    page: Text = None,
    limit: Text = None,
) -> Response:
    """Newest first; `datasetId` and `runName` are both needed."""
    if not dataset_id:
        raise invalid("datasetId", "is required")
    if not run_name:
        raise invalid("runName", "is required")
    return json_response(
        runs.list_run_items(
            services, principal.project_id, dataset_id, run_name, read_page(page, limit)
        )
    )
