"""`/api/projects/{id}/explore/{traces|observations}/…`: what the two lists of the UI read."""

from __future__ import annotations

from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response, StreamingResponse

from gatelight.accounts.dependencies import Member, require
from gatelight.accounts.roles import Right
from gatelight.core.time import to_iso
from gatelight.errors import json_response
from gatelight.events.explore.selection import Surface
from gatelight.events.explore.strip import Measure
from gatelight.events.paging import invalid, read_count, read_time
from gatelight.explore import service
from gatelight.explore.export import MEDIA_TYPES, Form, export_selection
from gatelight.explore.parameters import (
    Selected,
    Text,
    Typed,
    Until,
    read_cursor,
    read_facets,
    read_order,
)
from gatelight.explore.schemas import (
    CheckAnswer,
    CourseAnswer,
    FacetsAnswer,
    RowsAnswer,
    TaggedAnswer,
    TagsIn,
    UsualsAnswer,
    ValuesAnswer,
    WordsAnswer,
)
from gatelight.explore.tags import tag_traces
from gatelight.services import ServicesDep

router = APIRouter(prefix="/api/projects/{project_id}/explore/{surface}", tags=["UI"])

Reader = Annotated[Member, Depends(require(Right.PROJECT_READ))]
Writer = Annotated[Member, Depends(require(Right.TRACES_WRITE))]
MOST_NAMES = 100
EXPORTED: dict[str, Any] = {
    kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()
}


@router.get("/rows", summary="List traces or observations", response_model=RowsAnswer)
def list_rows(
    surface: Surface,
    services: ServicesDep,
    _member: Reader,
    selection: Selected,
    order: Annotated[
        str | None, Query(description="A word of the query language and `.asc` or `.desc`.")
    ] = None,
    cursor: Text = None,
    limit: Text = None,
) -> Response:
    """One page, newest first unless ordered otherwise, with beginnings of input and output and no
    other payload. A search of free text reads backwards for some seconds: `meta.searchedTo` says
    how far it came when it found less than a page, `meta.cursor` goes on from there."""
    return json_response(
        service.list_rows(
            services,
            selection,
            read_order(surface, order),
            read_cursor(cursor),
            read_count("limit", limit, 50, 1, 200),
        )
    )


@router.get("/facets", summary="Count the values of columns", response_model=FacetsAnswer)
def count_facets(
    surface: Surface,
    services: ServicesDep,
    _member: Reader,
    selection: Selected,
    word: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """The most frequent values of each `word` in what the query selects."""
    wanted = read_facets(surface, (word or [])[:20])
    return json_response({"data": service.count_facets(services, selection, wanted)})


@router.get("/values", summary="Complete a value", response_model=ValuesAnswer)
def complete(
    services: ServicesDep,
    _member: Reader,
    selection: Selected,
    word: str,
    key: str = "",
    text: str = "",
) -> Response:
    """Values of a word that hold `text`; keys of `metadata`, names of `score`."""
    return json_response(
        {"data": service.complete(services, selection, word, key[:500], text[:500])}
    )


@router.get("/course", summary="Measure over time", response_model=CourseAnswer)
def course(
    services: ServicesDep,
    _member: Reader,
    selection: Selected,
    measure: Measure = "count",
    bars: Text = None,
) -> Response:
    """What the query selects in equal spans of time: how many and how many failed, their cost, or
    median and 95th percentile of their latency."""
    most = read_count("bars", bars, 60, 1, 500)
    return json_response(service.course(services, selection, measure, most))


@router.get("/usual", summary="What is usual for names", response_model=UsualsAnswer)
def usual(
    project_id: str,
    surface: Surface,
    services: ServicesDep,
    _member: Reader,
    name: Annotated[list[str] | None, Query()] = None,
    until: Until = None,
) -> Response:
    """Median cost and latency of names over the seven days before `to` (now)."""
    names = list(dict.fromkeys(name or []))
    if len(names) > MOST_NAMES:
        raise invalid("name", f"at most {MOST_NAMES} names at once")
    end = read_time("to", until)
    found = service.usual_for(
        services, surface, project_id, names, services.clock.now() if end is None else end
    )
    return json_response({"data": found})


@router.get("/check", summary="Check a query", response_model=CheckAnswer)
def check(project_id: str, surface: Surface, _member: Reader, q: Typed = None) -> Response:
    """The query as filters of the API, or where it is wrong and what was expected there."""
    return json_response(service.check_query(surface, q or ""))


@router.get("/words", summary="List the words of queries", response_model=WordsAnswer)
def words(project_id: str, surface: Surface, _member: Reader) -> Response:
    """Every word a query of this list may use, with its signs and choices."""
    return json_response({"data": service.list_words(surface)})


@router.get(
    "/export",
    summary="Export what a query selects",
    responses={200: {"content": EXPORTED, "description": "The file."}},
    response_class=StreamingResponse,
)
def export(
    surface: Surface,
    services: ServicesDep,
    _member: Reader,
    selection: Selected,
    format: Annotated[Form, Query(description="`csv` or `jsonl`.")] = "jsonl",
) -> Response:
    """Every row the query selects, newest first, with all columns of the store, sent as it is read.
    Payloads are JSON in JSON lines, text in CSV; there a text that a spreadsheet would take for a
    formula gets an apostrophe in front."""
    parts = export_selection(services, selection, format)
    moment = to_iso(services.clock.now())[:19].replace(":", "")
    return StreamingResponse(
        chain((next(parts, b""),), parts),
        media_type=MEDIA_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{surface}-{moment}.{format}"'},
    )


@router.post("/tags", summary="Add tags to traces", response_model=TaggedAnswer)
def add_tags(
    project_id: str,
    surface: Literal["traces"],
    services: ServicesDep,
    _member: Writer,
    body: TagsIn,
) -> Response:
    """Adds tags to those of the traces that exist, and to their observations; answers how many."""
    tagged = tag_traces(services, project_id, body.trace_ids, body.tags)
    return json_response({"tagged": tagged})
