"""What the pages of prompts read and send beyond the public API."""

from __future__ import annotations

from typing import Literal

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, Iso
from gatelight.prompts.schemas import Labels, PromptName, Tags


class PromptLine(Answer):
    """A name in the list; `labels` are those of all its versions."""

    name: str
    type: Literal["text", "chat"]
    labels: list[str]
    tags: list[str]
    versions: int
    latest_version: int
    production_version: int | None
    updated_at: Iso


class VersionLine(Answer):
    """A version without its text. `createdBy`: a name, null when it came with an API key."""

    id: str
    version: int
    labels: list[str]
    commit_message: str | None
    created_at: Iso
    created_by: str | None


class UsedBy(Answer):
    """A version of another prompt that refers to this name."""

    name: str
    version: int
    refers_to: str


class VersionsAnswer(Answer):
    name: str
    type: Literal["text", "chat"]
    tags: list[str]
    versions: list[VersionLine]
    used_by: list[UsedBy]


class PromptScore(Answer):
    """`average` of numbers and booleans, else `commonest` of categories."""

    name: str
    data_type: str
    count: int
    average: float | None
    commonest: str | None


class VersionMetrics(Answer):
    """Calls of the window; costs in USD, latencies in seconds."""

    version: int
    calls: int
    errors: int
    cost: float | None
    cost_per_call: float | None
    latency_p50: float | None
    latency_p95: float | None
    input_tokens: int
    output_tokens: int
    last_used_at: Iso
    scores: list[PromptScore]


class MetricsAnswer(Answer):
    versions: list[VersionMetrics]


class LabelsIn(CamelModel):
    """All labels the version is to have; `latest` moves by itself and is ignored."""

    name: PromptName
    version: int
    labels: Labels


class TagsIn(CamelModel):
    name: PromptName
    tags: Tags
