"""Answers and bodies of the page of one trace."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, AnyJson, Iso, JsonObject
from gatelight.events.answers import Score


class Text(Answer):
    """A stored input or output; `text` is its beginning when it is not `whole`."""

    text: str
    bytes: int
    whole: bool


class Texts(Answer):
    input: Text | None
    output: Text | None


class Words(Answer):
    """The different words of a property, and for each observation the index of its own."""

    words: list[str]
    at: list[int]


class Tree(Answer):
    """Observations, oldest first, as one list for each property. `parent` is an index or -1;
    `start` is microseconds after `origin`, `took` microseconds; `more` says that the trace has
    observations beyond these."""

    id: list[str]
    parent: list[int]
    origin: Iso | None
    start: list[int]
    took: list[int | None]
    type: Words
    name: Words
    level: Words
    model: Words
    input_tokens: list[int]
    output_tokens: list[int]
    total_tokens: list[int]
    cost: list[float | None]
    more: bool


class TraceTree(Answer):
    """A trace with its tree; latency in seconds, cost in USD."""

    id: str
    project_id: str
    timestamp: Iso
    name: str | None
    user_id: str | None
    session_id: str | None
    release: str | None
    version: str | None
    environment: str
    tags: list[str]
    public: bool
    metadata: JsonObject
    texts: Texts
    latency: float
    total_cost: float
    observations: Tree
    scores: list[Score]


class ObservationTexts(Answer):
    """An observation as `GET /api/public/observations/{id}` shows it, with `texts` in place of
    `input` and `output`."""

    id: str
    trace_id: str
    metadata: AnyJson
    texts: Texts


class Content(Texts):
    id: str


class Contents(Answer):
    data: list[Content]
    next: int | None


class Counts(Answer):
    """A number for each observation id."""

    data: dict[str, int]


class Sharing(CamelModel):
    """Whether everybody who knows the address may read the trace."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    trace_id: Annotated[str, StringConstraints(min_length=1, max_length=800)]
    public: bool = Field(strict=True)
