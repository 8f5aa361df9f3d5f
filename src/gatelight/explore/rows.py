"""One page of a selection as a table shows it: bounded previews, never payload."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from gatelight.core.time import Micros, to_iso
from gatelight.events import observations, traces
from gatelight.events.explore.selection import Selection, time_span
from gatelight.events.explore.slices import newest_slices, reads_payload
from gatelight.events.filters import Filter
from gatelight.events.observations import ObservationKey
from gatelight.events.rows import ObservationRow, TraceRow
from gatelight.events.traces import PREVIEWS, Order, TraceKey
from gatelight.explore.parameters import Cursor
from gatelight.services import Services
from gatelight.ui.queries import rows_with_figures

PREVIEW = 300
Key = TraceKey | ObservationKey


class KeyPage(NamedTuple):
    """`next`: where the list goes on, if it does. `reached`: how far a search came when it stopped
    before the end of the window."""

    keys: list[Any]
    next: Cursor | None
    reached: Micros | None = None


def page_of_keys(
    services: Services, selection: Selection, order: Order, cursor: Cursor, limit: int
) -> KeyPage:
    """Keys of one page. A list by time goes on after a moment, so that rows that come in meanwhile
    shift nothing; others go on after a number of rows."""
    newest_first = order == Order(selection.columns.time, descending=True)
    if not newest_first:
        found = _find(services, selection, order, selection.filters, limit + 1, cursor.skip)
        more = Cursor(None, cursor.skip + limit) if len(found) > limit else None
        return KeyPage(found[:limit], more)
    wanted = selection
    if cursor.before is not None:
        until = Filter("datetime", selection.columns.time, "<", cursor.before + 1)
        wanted = Selection(selection.surface, selection.project_id, [*selection.filters, until])
    most = limit + 1 + cursor.skip
    reached = None
    if reads_payload(wanted):
        span = time_span(services.events, wanted)
        if span is None:
            return KeyPage([], None)
        searched = newest_slices(
            wanted,
            most,
            span[1],
            span[0],
            lambda filters, some: _find(services, wanted, order, filters, some, 0),
        )
        found, reached = searched
    else:
        found = _find(services, wanted, order, wanted.filters, most, 0)
    found = found[cursor.skip :]
    page = found[:limit]
    if len(found) > limit:
        return KeyPage(page, _after(page, cursor), None)
    if reached is not None:
        return KeyPage(page, Cursor(reached - 1, 0), reached)
    return KeyPage(page, None)


def _find(
    services: Services,
    selection: Selection,
    order: Order,
    filters: Sequence[Filter],
    limit: int,
    offset: int,
) -> list[Any]:
    engine, project_id, now = services.events, selection.project_id, services.clock.now()
    if selection.surface == "traces":
        return list(traces.find_traces(engine, project_id, filters, order, limit, offset, now))
    return list(
        observations.find_observations(
            engine, project_id, filters, limit, now, offset=offset, order=order
        )
    )


def _after(keys: Sequence[Any], cursor: Cursor) -> Cursor:
    last = _time(keys[-1])
    skip = sum(_time(key) == last for key in keys)
    return Cursor(last, skip + (cursor.skip if cursor.before == last else 0))


def _time(key: Key) -> Micros:
    return key.timestamp if isinstance(key, TraceKey) else key.start_time


def table_rows(services: Services, selection: Selection, keys: Sequence[Any]) -> list[Any]:
    """What the table shows of the rows at `keys`, in their order."""
    engine, project_id = services.events, selection.project_id
    if selection.surface == "observations":
        found = observations.observation_rows(engine, project_id, keys, PREVIEWS)
        return [_observation(row) for row in found]
    shown = rows_with_figures(engine, project_id, keys, previews=True)
    return [_trace(row) | figures for row, figures in shown]


def _shared(row: TraceRow | ObservationRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name or None,
        "userId": row.user_id or None,
        "sessionId": row.session_id or None,
        "environment": row.environment,
        "tags": row.tags,
        "release": row.release or None,
        "version": row.version or None,
        "inputPreview": row.input_preview[:PREVIEW] or None,
        "outputPreview": row.output_preview[:PREVIEW] or None,
    }


def _trace(row: TraceRow) -> dict[str, Any]:
    return _shared(row) | {
        "timestamp": to_iso(row.timestamp),
        "bookmarked": row.bookmarked,
        "public": row.public,
    }


def _observation(row: ObservationRow) -> dict[str, Any]:
    usage = row.usage_details
    return _shared(row) | {
        "timestamp": to_iso(row.start_time),
        "traceId": row.trace_id,
        "traceName": row.trace_name or None,
        "parentObservationId": row.parent_observation_id or None,
        "type": row.type,
        "level": row.level,
        "statusMessage": row.status_message[:PREVIEW] or None,
        "model": row.model or None,
        "latency": _seconds(row.start_time, row.end_time),
        "timeToFirstToken": _seconds(row.start_time, row.completion_start_time),
        "inputTokens": sum(count for kind, count in usage.items() if "input" in kind),
        "outputTokens": sum(count for kind, count in usage.items() if "output" in kind),
        "totalTokens": usage.get("total", 0),
        "totalCost": None if row.total_cost is None else float(row.total_cost),
        "promptName": row.prompt_name or None,
        "promptVersion": row.prompt_version,
        "gatewayKeyAlias": row.gateway_key_alias or None,
    }


def _seconds(start: Micros, end: Micros | None) -> float | None:
    return None if end is None else (end - start) / 1_000_000
