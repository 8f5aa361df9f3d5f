"""Datasets, items, runs and run items as the wire reads and writes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, StringConstraints, model_validator

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, AnyJson, Iso, JsonObject
from gatelight.core.ids import MAX_ID_LENGTH
from gatelight.core.storable import PlainText, StorableJson
from gatelight.core.time import from_datetime, parse_iso, to_datetime, to_iso
from gatelight.records.tables.datasets import Dataset, DatasetItem, DatasetRun, DatasetRunItem

Body = dict[str, Any]


def _moment(value: Any) -> Any:
    return to_datetime(parse_iso(value)) if isinstance(value, str) else value


Moment = Annotated[datetime, BeforeValidator(_moment)]
"""An ISO 8601 time with a zone, 1970..2100."""

Name = Annotated[PlainText, StringConstraints(min_length=1, max_length=500)]
ItemId = Annotated[PlainText, StringConstraints(min_length=1, max_length=255)]
EventId = Annotated[PlainText, StringConstraints(max_length=MAX_ID_LENGTH)]
Status = Literal["ACTIVE", "ARCHIVED"]


class DatasetIn(CamelModel):
    """Made, or changed when the name is known; null leaves a field as it is."""

    name: Name
    description: PlainText | None = None
    metadata: StorableJson = None
    input_schema: StorableJson = None
    expected_output_schema: StorableJson = None


class DatasetItemIn(CamelModel):
    """Made, or changed when the id is known; null leaves a field as it is."""

    dataset_name: Name
    id: ItemId | None = None
    input: StorableJson = None
    expected_output: StorableJson = None
    metadata: StorableJson = None
    source_trace_id: EventId | None = None
    source_observation_id: EventId | None = None
    status: Status | None = None


class DatasetRunItemIn(CamelModel):
    """Links a trace, or an observation of it, to an item in the run `runName`."""

    model_config = ConfigDict(extra="forbid")

    run_name: Name
    run_description: PlainText | None = None
    metadata: StorableJson = None
    dataset_item_id: ItemId
    observation_id: EventId | None = None
    trace_id: EventId | None = None
    dataset_version: Moment | None = None
    created_at: Moment | None = None

    @model_validator(mode="after")
    def _names_what_ran(self) -> DatasetRunItemIn:
        if not self.trace_id and not self.observation_id:
            raise ValueError("traceId or observationId is required")
        return self


def wire_time(moment: datetime) -> str:
    return to_iso(from_datetime(moment))


def dataset_out(dataset: Dataset) -> Body:
    return {
        "id": dataset.id,
        "name": dataset.name,
        "description": dataset.description,
        "metadata": dataset.details,
        "inputSchema": dataset.input_schema,
        "expectedOutputSchema": dataset.expected_output_schema,
        "projectId": dataset.project_id,
        "createdAt": wire_time(dataset.created_at),
        "updatedAt": wire_time(dataset.updated_at),
    }


def item_out(item: DatasetItem, dataset_name: str, references: list[Body]) -> Body:
    """One version of an item; `updatedAt` is the time it holds from."""
    return {
        "id": item.id,
        "status": item.status,
        "input": item.input,
        "expectedOutput": item.expected_output,
        "metadata": item.details,
        "sourceTraceId": item.source_trace_id,
        "sourceObservationId": item.source_observation_id,
        "datasetId": item.dataset_id,
        "datasetName": dataset_name,
        "createdAt": wire_time(item.created_at),
        "updatedAt": wire_time(item.valid_from),
        "mediaReferences": references,
    }


def run_out(run: DatasetRun, dataset_name: str) -> Body:
    return {
        "id": run.id,
        "name": run.name,
        "description": run.description,
        "metadata": run.details,
        "datasetId": run.dataset_id,
        "datasetName": dataset_name,
        "createdAt": wire_time(run.created_at),
        "updatedAt": wire_time(run.updated_at),
    }


def run_item_out(item: DatasetRunItem, run_name: str) -> Body:
    return {
        "id": item.id,
        "datasetRunId": item.run_id,
        "datasetRunName": run_name,
        "datasetItemId": item.item_id,
        "traceId": item.trace_id,
        "observationId": item.observation_id,
        "createdAt": wire_time(item.created_at),
        "updatedAt": wire_time(item.updated_at),
    }


class DatasetAnswer(Answer):
    id: str
    name: str
    description: str | None
    metadata: AnyJson
    input_schema: AnyJson
    expected_output_schema: AnyJson
    project_id: str
    created_at: Iso
    updated_at: Iso


class DatasetItemAnswer(Answer):
    """One version of an item; `updatedAt` is the time it holds from."""

    id: str
    status: Status
    input: AnyJson
    expected_output: AnyJson
    metadata: AnyJson
    source_trace_id: str | None
    source_observation_id: str | None
    dataset_id: str
    dataset_name: str
    created_at: Iso
    updated_at: Iso
    media_references: list[JsonObject]


class DatasetRunItemAnswer(Answer):
    id: str
    dataset_run_id: str
    dataset_run_name: str
    dataset_item_id: str
    trace_id: str
    observation_id: str | None
    created_at: Iso
    updated_at: Iso


class DatasetRunAnswer(Answer):
    id: str
    name: str
    description: str | None
    metadata: AnyJson
    dataset_id: str
    dataset_name: str
    created_at: Iso
    updated_at: Iso


class DatasetRunDetails(DatasetRunAnswer):
    dataset_run_items: list[DatasetRunItemAnswer]
