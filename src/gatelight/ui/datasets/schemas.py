"""Answers of the pages of datasets."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, AnyJson, Iso
from gatelight.core.storable import StorableJson
from gatelight.datasets.schemas import DatasetAnswer, ItemId, Name


class DatasetLine(DatasetAnswer):
    """A dataset with the numbers of its active items and of its runs."""

    items: int
    runs: int
    last_run_at: Iso | None


class ItemLine(Answer):
    """An item; `input` and `expectedOutput` are the beginnings of their JSON."""

    id: str
    status: Literal["ACTIVE", "ARCHIVED"]
    input: str
    expected_output: str
    source_trace_id: str | None
    source_observation_id: str | None
    created_at: Iso
    updated_at: Iso


class DatasetVersion(Answer):
    """A moment at which items changed, and how many."""

    time: Iso
    changes: int


class DatasetVersionsAnswer(Answer):
    versions: list[DatasetVersion]


class RunScore(Answer):
    """`average` of numbers and booleans, null for categories."""

    name: str
    data_type: str
    count: int
    average: float | None


class RunLine(Answer):
    """A run with what its traces add up to: cost in USD, mean latency in seconds. `scores` are of
    its traces, `runScores` of the run itself."""

    id: str
    name: str
    description: str | None
    metadata: AnyJson
    created_at: Iso
    items: int
    missing: int
    errors: int
    total_cost: float | None
    average_latency: float | None
    scores: list[RunScore]
    run_scores: list[RunScore]


class RunsAnswer(Answer):
    runs: list[RunLine]


class ComparedScore(Answer):
    name: str
    data_type: str
    value: float | None
    label: str | None


class ComparedCell(Answer):
    """What one run made of an item. `stored` is false while its trace has not arrived."""

    trace_id: str
    observation_id: str | None
    stored: bool
    output: str
    cut: bool
    cost: float | None
    latency: float | None
    error: bool
    scores: list[ComparedScore]


class ComparedItem(Answer):
    """An item and each run's cell by run id; `regression` is how much the worst score fell behind
    the baseline, in parts of that score's range (0: nowhere)."""

    id: str
    input: str
    expected_output: str
    regression: float
    cells: dict[str, ComparedCell]


class ComparisonOfRuns(Answer):
    runs: list[RunLine]
    items: list[ComparedItem]
    total_items: int


class UploadedItem(CamelModel):
    """One row of a file."""

    id: ItemId | None = None
    input: StorableJson = None
    expected_output: StorableJson = None
    metadata: StorableJson = None


class UploadIn(CamelModel):
    name: Name
    items: Annotated[list[UploadedItem], Field(min_length=1, max_length=200)]


class RefusedItem(Answer):
    """`index` counts from 0 in the items sent."""

    index: int
    message: str


class UploadAnswer(Answer):
    stored: int
    refused: list[RefusedItem]
