"""Answers of the lists of traces and observations."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, CursorMeta, Iso
from gatelight.core.storable import StorableText, storable
from gatelight.events.answers import Level, ObservationType
from gatelight.ui.schemas import Figures


class Shared(Answer):
    """What both lists show. Previews are the beginnings of input and output."""

    id: str
    timestamp: Iso
    name: str | None
    user_id: str | None
    session_id: str | None
    environment: str
    tags: list[str]
    release: str | None
    version: str | None
    input_preview: str | None
    output_preview: str | None


class TraceRowAnswer(Shared, Figures):
    bookmarked: bool
    public: bool


class ObservationRowAnswer(Shared):
    """Times in seconds, cost in USD."""

    trace_id: str
    trace_name: str | None
    parent_observation_id: str | None
    type: ObservationType
    level: Level
    status_message: str | None
    model: str | None
    latency: float | None
    time_to_first_token: float | None
    input_tokens: int
    output_tokens: int
    total_tokens: int
    total_cost: float | None
    prompt_name: str | None
    prompt_version: int | None
    gateway_key_alias: str | None


class RowsMeta(CursorMeta):
    """`searchedTo`: a search stopped here, with nothing left out after it; the cursor goes on."""

    searched_to: Iso = ""


class RowsAnswer(Answer):
    data: list[TraceRowAnswer | ObservationRowAnswer]
    meta: RowsMeta


class ValueAnswer(Answer):
    """`exact` is false when there are more values than counters."""

    value: str
    count: int
    exact: bool


class ValuesAnswer(Answer):
    data: list[ValueAnswer]


class FacetAnswer(Answer):
    word: str
    values: list[ValueAnswer]


class FacetsAnswer(Answer):
    data: list[FacetAnswer]


class BarAnswer(Answer):
    """`value`: rows, USD or median seconds; `other`: failed rows, null, or the 95th percentile."""

    start: Iso
    value: float | None
    other: float | None


class CourseAnswer(Answer):
    """Bars of `width` seconds counted from `start`; those with nothing in them are left out."""

    start: Iso
    end: Iso
    width: int
    bars: list[BarAnswer]


class UsualAnswer(Answer):
    """Medians over the last seven days, of `count` rows: cost in USD, latency in seconds."""

    name: str
    cost: float | None
    latency: float | None
    count: int


class UsualsAnswer(Answer):
    data: list[UsualAnswer]


class ProblemAnswer(Answer):
    """A mistake at the characters `start`..`end` of the query, and what could stand there."""

    problem: str
    start: int
    end: int
    expected: list[str]


class FilterAnswer(Answer):
    """A condition of the wire's filter language."""

    type: str
    column: str
    operator: str
    value: Any
    key: str = ""


class CheckAnswer(Answer):
    filters: list[FilterAnswer]
    problem: ProblemAnswer | None = None


class WordAnswer(Answer):
    word: str
    kind: str
    about: str
    unit: str | None
    choices: list[str]
    counted: bool
    sortable: bool
    signs: list[str]


class WordsAnswer(Answer):
    data: list[WordAnswer]


MOST_TAGGED = 1000
Tag = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(storable),
]


class TagsIn(CamelModel):
    trace_ids: Annotated[list[StorableText], Field(min_length=1, max_length=MOST_TAGGED)]
    tags: Annotated[list[Tag], Field(min_length=1, max_length=20)]


class TaggedAnswer(Answer):
    """How many traces there were to tag."""

    tagged: int
