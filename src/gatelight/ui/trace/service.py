"""The page of one trace: head and tree, one observation, the contents in order, downloads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import orjson
import pyarrow as pa

from gatelight.errors import InvalidRequest, NotFound
from gatelight.events import traces
from gatelight.events.observation_wire import observation_v1
from gatelight.events.observations import METADATA, PAYLOAD, ObservationKey, observation_rows
from gatelight.events.rows import ScoreRow, TraceRow
from gatelight.events.score_wire import score_body
from gatelight.events.together import together
from gatelight.events.trace_scores import score_rows_of_trace
from gatelight.events.trace_wire import trace_head
from gatelight.events.traces import TraceKey
from gatelight.pricing.shown import ShownPrices
from gatelight.prompts.links import LinkedPrompts
from gatelight.services import Services
from gatelight.ui.texts import FIELDS, WHOLE_BYTES, texts_of
from gatelight.ui.trace import queries
from gatelight.ui.trace.tree import latency_of, tree_body

Body = dict[str, Any]

PAGE_CHARACTERS = 4_000_000
"""About how much one page of a trace's contents holds."""
PIECE_BYTES = 2_000_000
"""Up to this size an input or output is whole there."""
PIECE_BEGINNING = 20_000
PIECES = 200
"""Observations in one page, at most."""
DOWNLOAD_ROWS = 50


def find_trace(
    services: Services,
    project_id: str,
    trace_id: str,
    *,
    payload: bool = False,
    metadata: bool = False,
) -> TraceRow:
    """The trace's head. Raises NotFound."""
    keys = traces.locate_traces(services.events, project_id, [trace_id])
    rows = traces.trace_rows(services.events, project_id, keys, payload=payload, metadata=metadata)
    if not rows:
        raise NotFound(f"Trace {trace_id} not found within authorized project")
    return rows[-1]


def get_tree(services: Services, project_id: str, trace_id: str) -> Body:
    """One trace, its scores, and every observation without payload. Raises NotFound."""
    engine = services.events
    # before its observations, not beside them: a trace that lands meanwhile would lack them
    row = find_trace(services, project_id, trace_id, metadata=True)

    def beside() -> tuple[Any, list[ScoreRow]]:
        return (
            queries.trace_texts(engine, project_id, TraceKey(row.id, row.timestamp)),
            score_rows_of_trace(engine, project_id, trace_id, every_type=True),
        )

    def tree() -> pa.Table:
        minutes = traces.observation_minutes(engine, project_id, [trace_id])
        return queries.tree_columns(engine, project_id, trace_id, minutes)

    (texts, scores), table = together(beside, tree)
    return trace_head(row, payload=False) | {
        "texts": texts_of(texts) if texts else dict.fromkeys(FIELDS),
        "latency": latency_of(table),
        "totalCost": queries.total_cost(table),
        "observations": tree_body(table),
        "scores": [score_body(score) for score in scores],
    }


def ids_in_trace(services: Services, project_id: str, trace_id: str) -> list[str]:
    """Ids of the observations of a trace; none for a trace that is not there."""
    minutes = traces.observation_minutes(services.events, project_id, [trace_id])
    if not minutes:
        return []
    return queries.observation_ids(services.events, project_id, trace_id, minutes)


def get_observation(
    services: Services, project_id: str, trace_id: str, observation_id: str
) -> Body:
    """One observation with metadata, and its input and output as bounded text. Raises NotFound."""
    engine = services.events
    keys = queries.places_of_observation(engine, project_id, trace_id, observation_id)
    rows = observation_rows(engine, project_id, keys, METADATA)
    if not rows:
        raise NotFound(f"Observation {observation_id} not found within authorized project")
    row = max(rows, key=lambda each: each.row_version)
    place = next(key for key in keys if key.start_time == row.start_time)
    texts = queries.observation_texts(engine, project_id, place)
    prices = ShownPrices(services.prices, project_id)
    prompts = LinkedPrompts(services, project_id, [row])
    body = observation_v1(row, prices.of(row.price_id, row.price_tier_id), prompts.of(row))
    for name in FIELDS:
        del body[name]
    return body | {"texts": texts_of(texts) if texts else dict.fromkeys(FIELDS)}


def get_contents(services: Services, project_id: str, trace_id: str, offset: int) -> Body:
    """Inputs and outputs of the observations in order, one page; `next` continues it, null at the
    end."""
    engine = services.events
    minutes = traces.observation_minutes(engine, project_id, [trace_id])
    pieces = (
        queries.pieces_of_trace(engine, project_id, trace_id, minutes, offset, PIECES + 1)
        if minutes
        else []
    )
    taken = take_within(
        pieces[:PIECES], [piece.characters for piece in pieces[:PIECES]], PAGE_CHARACTERS
    )
    rows = queries.texts_of_pieces(
        engine, project_id, trace_id, taken, PIECE_BYTES, PIECE_BEGINNING
    )
    more = len(taken) < len(pieces)
    return {
        "data": [{"id": row["id"], **texts_of(row, PIECE_BYTES)} for row in rows],
        "next": offset + len(taken) if more else None,
    }


def take_within(pieces: Sequence[Any], sizes: Sequence[int], budget: int) -> list[Any]:
    """The first pieces whose sizes fit the budget together, at least one."""
    taken: list[Any] = []
    for piece, size in zip(pieces, sizes, strict=True):
        budget -= min(size, PIECE_BYTES)
        if taken and budget < 0:
            break
        taken.append(piece)
    return taken


class Download(NamedTuple):
    """A stored text: its bytes and whether it is JSON."""

    data: bytes
    is_json: bool


def get_payload(
    services: Services, project_id: str, trace_id: str, observation_id: str | None, field: str
) -> Download:
    """One input or output as it is stored, whole. Raises NotFound, InvalidRequest."""
    if field not in FIELDS:
        raise InvalidRequest(f"field must be one of {', '.join(FIELDS)}")
    engine = services.events
    if observation_id:
        rows = observation_rows(
            engine,
            project_id,
            queries.places_of_observation(engine, project_id, trace_id, observation_id),
            (),
        )
        if not rows:
            raise NotFound(f"Observation {observation_id} not found within authorized project")
        row = max(rows, key=lambda each: each.row_version)
        place: Any = ObservationKey(row.trace_id, row.id, row.start_time)
    else:
        head = find_trace(services, project_id, trace_id)
        place = TraceKey(head.id, head.timestamp)
    text = queries.whole_text(engine, project_id, place, field)
    if not text:
        raise NotFound(f"No {field} was recorded.")
    return Download(text.encode("utf-8", "replace"), text.lstrip()[:1] in ("{", "["))


def whole_trace(services: Services, project_id: str, trace_id: str) -> Iterator[bytes]:
    """The trace with all observations and scores as one JSON document, in pieces: memory stays
    bounded however large it is. Raises NotFound before the first piece."""
    head = trace_head(find_trace(services, project_id, trace_id, payload=True))
    return _whole_trace(services, project_id, trace_id, head)


def _whole_trace(services: Services, project_id: str, trace_id: str, head: Body) -> Iterator[bytes]:
    engine = services.events
    minutes = traces.observation_minutes(engine, project_id, [trace_id])
    prices = ShownPrices(services.prices, project_id)
    scores = [
        score_body(row)
        for row in score_rows_of_trace(engine, project_id, trace_id, every_type=True)
    ]
    yield orjson.dumps(head | {"scores": scores})[:-1] + b',"observations":['
    offset, first = 0, True
    while minutes:
        pieces = queries.pieces_of_trace(
            engine, project_id, trace_id, minutes, offset, DOWNLOAD_ROWS
        )
        taken = take_within(pieces, [piece.characters for piece in pieces], WHOLE_BYTES)
        if not taken:
            break
        keys = [ObservationKey(trace_id, piece.id, piece.start_time) for piece in taken]
        rows = observation_rows(engine, project_id, keys, PAYLOAD)
        prompts = LinkedPrompts(services, project_id, rows)
        for row in rows:
            body = observation_v1(row, prices.of(row.price_id, row.price_tier_id), prompts.of(row))
            yield (b"" if first else b",") + orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS)
            first = False
        offset += len(taken)
    yield b"]}"
