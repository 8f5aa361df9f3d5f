"""Endpoints that stream a project's events as files. Gatelight's own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from gatelight.accounts.dependencies import ProjectKey
from gatelight.core.answers import Answer
from gatelight.core.time import MAX_MICROS, MIN_MICROS
from gatelight.errors import json_response
from gatelight.events.export import Range
from gatelight.events.paging import read_choice, read_time
from gatelight.exports import service
from gatelight.exports.service import MEDIA_TYPES, Kind
from gatelight.services import ServicesDep

router = APIRouter(tags=["Export"])

From = Annotated[str | None, Query(alias="fromTimestamp")]
To = Annotated[str | None, Query(alias="toTimestamp")]

_CONTENT: dict[str, Any] = {
    MEDIA_TYPES["JSONL"]: {"schema": {"type": "string"}},
    MEDIA_TYPES["PARQUET"]: {"schema": {"type": "string", "format": "binary"}},
}


class DayAnswer(Answer):
    """`rows` that begin on the day `date` (UTC)."""

    date: str
    rows: int


class DaysAnswer(Answer):
    data: list[DayAnswer]


@router.get(
    "/api/public/export/{kind}/days",
    summary="List the days that have data",
    response_model=DaysAnswer,
)
def list_days(
    principal: ProjectKey,
    services: ServicesDep,
    kind: Kind,
    from_timestamp: From = None,
    to_timestamp: To = None,
) -> Response:
    """Days (UTC) with rows, oldest first, and how many they have. By the start of observations, the
    timestamp of traces and scores."""
    wanted = _range(from_timestamp, to_timestamp)
    return json_response({"data": service.days(services, principal.project_id, kind, wanted)})


@router.get(
    "/api/public/export/{kind}",
    summary="Export events as a file",
    responses={200: {"content": _CONTENT, "description": "The file."}},
    response_class=StreamingResponse,
)
def export(
    principal: ProjectKey,
    services: ServicesDep,
    kind: Kind,
    format: Annotated[str | None, Query(description="`jsonl` (default) or `parquet`.")] = None,
    from_timestamp: From = None,
    to_timestamp: To = None,
) -> Response:
    """Every row of the range, oldest first, with all columns of the store (names as in the store).
    The file is sent as it is read: of any size, in bounded memory. A connection that ends without
    its last chunk means the file is not whole.

    `fromTimestamp` is inclusive, `toTimestamp` not. Parquet has typed columns: times in
    microseconds UTC, amounts as decimals in USD, maps. In JSON lines input, output and metadata are
    JSON values where they are JSON.
    """
    form = read_choice("format", format, MEDIA_TYPES) or "JSONL"
    wanted = _range(from_timestamp, to_timestamp)
    parts = service.export(services, principal.project_id, kind, form, wanted)
    return StreamingResponse(_started(parts), media_type=MEDIA_TYPES[form])


def _started(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same parts, the first one read: what fails at once is answered as an error."""
    first = next(parts, b"")
    return chain((first,), parts)


def _range(low: str | None, high: str | None) -> Range:
    since, until = read_time("fromTimestamp", low), read_time("toTimestamp", high)
    return Range(MIN_MICROS if since is None else since, MAX_MICROS if until is None else until)
