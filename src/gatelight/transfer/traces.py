"""Copying traces, observations and scores, from whichever lists the source has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from gatelight.transfer.capabilities import (
    OBSERVATIONS,
    SCORES,
    SESSIONS,
    TRACES,
    V1_OBSERVATIONS,
    V2_OBSERVATIONS,
    V3_SCORES,
)
from gatelight.transfer.events import (
    Event,
    Row,
    derived_trace_event,
    is_synthetic,
    observation_event,
    score_event,
    trace_event,
    without_config,
)
from gatelight.transfer.media import MediaCopier
from gatelight.transfer.pages import List, ahead, count, cursor_pages, offset_pages, windows
from gatelight.transfer.report import Outcome
from gatelight.transfer.sending import send_events
from gatelight.transfer.session import Session
from gatelight.transfer.wire import CallError

OBSERVATION_GROUPS = "core,basic,time,io,metadata,model,usage,prompt,trace_context"
CUT = 200
"""Characters after which the v2 list cuts metadata values nobody asked for by name."""
EXPANDED_KEYS = 40
"""Metadata keys remembered as long: they are asked for whole from then on."""

_LISTS = {
    "/traces": List("/traces", "fromTimestamp", "toTimestamp", (("fields", "core,io"),)),
    V1_OBSERVATIONS: List(V1_OBSERVATIONS, "fromStartTime", "toStartTime"),
    "/scores": List("/scores", "fromTimestamp", "toTimestamp"),
    "/v2/scores": List("/v2/scores", "fromTimestamp", "toTimestamp"),
}
_SESSIONS = List("/sessions", "fromTimestamp", "toTimestamp")

Copy = Callable[[list[Row], Outcome], None]


def copy_traces(session: Session) -> None:
    """Traces of a source that lists them; else they are made with their observations."""
    outcome = session.outcome(TRACES)
    path = session.endpoint(outcome, TRACES)
    if not path:
        return
    if session.capabilities.derives_traces:
        outcome.note("made of their observations; the count is of those without a parent")
        return
    media = MediaCopier(session)

    def copy(rows: list[Row], outcome: Outcome) -> None:
        events = [trace_event(row) for row in rows]
        media.copy_of(events)
        _send(session, outcome, events)

    _by_windows(session, outcome, path, copy, whole_trace=True)


def copy_observations(session: Session) -> None:
    """Observations, and with them the traces of a source that has no list of those."""
    outcome = session.outcome(OBSERVATIONS)
    path = session.endpoint(outcome, OBSERVATIONS)
    if not path:
        return
    media = MediaCopier(session)

    def copy(rows: list[Row], outcome: Outcome) -> None:
        if session.capabilities.derives_traces:
            _send_derived_traces(session, rows)
            own = [row for row in rows if not is_synthetic(row)]
            outcome.found -= len(rows) - len(own)
            rows = own
        events = [observation_event(row, keep_costs=session.keep_costs) for row in rows]
        media.copy_of(events)
        _send(session, outcome, events)

    if path != V2_OBSERVATIONS:
        _by_windows(session, outcome, path, copy)
        return
    low, high = _range(session)
    asked = {"fromStartTime": low, "toStartTime": high, "fields": OBSERVATION_GROUPS}
    if session.dry_run:
        _count_by_cursor(session, outcome, path, asked | {"fields": "core"}, 1000)
        return
    _by_cursor(session, outcome, path, _with_whole_metadata(session, path, asked), copy)


def copy_scores(session: Session) -> None:
    """Scores of every kind the source lists; last, when configs and runs have their new ids."""
    outcome = session.outcome(SCORES)
    path = session.endpoint(outcome, SCORES)
    if not path:
        return
    if path == "/scores":
        outcome.note("the source lists scores of traces only")

    def copy(rows: list[Row], outcome: Outcome) -> None:
        events = [score_event(row, session.state.configs, session.state.runs) for row in rows]
        refused = send_events(session.target, events)
        bound = [e for e in events if e["id"] in refused and "configId" in e["body"]]
        if bound:
            free = [without_config(event) for event in bound]
            again = send_events(session.target, free)
            saved = {event["id"] for event in free} - again.keys()
            refused = {key: why for key, why in refused.items() if key not in saved} | again
            if saved:
                outcome.note("some scores do not fit their config and were copied without it")
        _settle(outcome, events, refused)

    if path != V3_SCORES:
        _by_windows(session, outcome, path, copy)
        return
    low, high = _range(session)
    asked = {"fromTimestamp": low, "toTimestamp": high}
    if session.dry_run:
        _count_by_cursor(session, outcome, path, asked, 100)
        return
    asked["fields"] = "details,subject,annotation"

    def pages(cursor: str) -> Iterator[tuple[list[Row], str]]:
        return cursor_pages(session.source, path, asked, cursor)

    _by_cursor(session, outcome, path, pages, copy)


def count_sessions(session: Session) -> None:
    """Sessions follow from their traces; both sides are counted."""
    outcome = session.outcome(SESSIONS)
    outcome.note("sessions follow from their traces")
    if SESSIONS not in session.capabilities.endpoints:
        outcome.note("the source does not list them, so they are not counted")
        return
    session.endpoint(outcome, SESSIONS)
    low, high = session.state.low, session.state.high
    outcome.found = count(session.source, _SESSIONS, low, high)
    if not session.dry_run:
        outcome.copied = min(outcome.found, count(session.target, _SESSIONS, low, high))


def _range(session: Session) -> tuple[str, str]:
    given = List("", "low", "high").between(session.state.low, session.state.high)
    return given["low"], given["high"]


def _send(session: Session, outcome: Outcome, events: list[Event]) -> None:
    _settle(outcome, events, send_events(session.target, events))


def _settle(outcome: Outcome, events: list[Event], refused: dict[str, str]) -> None:
    outcome.copied += len(events) - len(refused)
    names = {event["id"]: str(event["body"]["id"]) for event in events}
    for event_id, reason in refused.items():
        outcome.fail(reason, names.get(event_id, event_id))


def _send_derived_traces(session: Session, rows: list[Row]) -> None:
    by_trace: dict[str, list[Row]] = {}
    for row in rows:
        if row.get("traceId"):
            by_trace.setdefault(row["traceId"], []).append(row)
    events = [derived_trace_event(found) for found in by_trace.values()]
    refused = send_events(session.target, events)
    outcome = session.outcome(TRACES)
    roots = sum(1 for row in rows if not row.get("parentObservationId"))
    outcome.found += roots
    outcome.copied += max(0, roots - len(refused))
    for reason in refused.values():
        outcome.fail(reason)


def _by_windows(
    session: Session, outcome: Outcome, path: str, copy: Copy, *, whole_trace: bool = False
) -> None:
    """Copy a list by offset, window by window; a window is the least an interruption repeats."""
    wanted = _LISTS[path]
    low, high = session.state.low, session.state.high
    place = session.state.place(outcome.resource, path)
    if session.dry_run:
        outcome.found = count(session.source, wanted, low, high)
        return
    if place.complete:
        return
    start = max(low, place.done)
    left = count(session.source, wanted, start, high)
    outcome.found = outcome.copied + sum(outcome.failed.values()) + left
    session.progress.begin(outcome, left)

    def unreadable(reason: str) -> None:
        outcome.fail(f"the source cannot send it: {reason}")

    for window in windows(session.source, wanted, start, high):
        try:
            pages = offset_pages(session.source, wanted, window.low, window.high, unreadable)
            for rows in ahead(pages):
                copy(rows, outcome)
                session.progress.advance(outcome, len(rows))
        except CallError as error:
            if not (whole_trace and error.is_too_much):
                raise
            _one_by_one(session, outcome, wanted, window.low, window.high, copy)
        session.state.advance(outcome.resource, outcome, done=window.high)
    session.state.advance(outcome.resource, outcome, done=high, complete=True)
    session.progress.end(outcome)


def _one_by_one(
    session: Session, outcome: Outcome, wanted: List, low: int, high: int, copy: Copy
) -> None:
    """Traces whose list the source cannot make with input and output: each asked for by itself."""
    bare = List(wanted.path, wanted.low, wanted.high, (("fields", "core"),))
    for rows in offset_pages(session.source, bare, low, high):
        whole = []
        for row in rows:
            try:
                path = f"{wanted.path}/{quote(str(row['id']), safe='')}"
                whole.append(session.source.get(path, fields="core,io"))
            except CallError as error:
                if not error.is_too_much and not error.is_missing:
                    raise
                outcome.fail(f"the source cannot send it: {error}", str(row["id"]))
        copy(whole, outcome)
        session.progress.advance(outcome, len(rows))


def _by_cursor(
    session: Session,
    outcome: Outcome,
    path: str,
    pages: Callable[[str], Iterator[tuple[list[Row], str]]],
    copy: Copy,
) -> None:
    """Copy a list by cursor; after each page the cursor of the next is kept."""
    place = session.state.place(outcome.resource, path)
    if place.complete:
        return
    session.progress.begin(outcome, None)
    for rows, cursor in ahead(pages(place.cursor)):
        outcome.found += len(rows)
        copy(rows, outcome)
        session.progress.advance(outcome, len(rows))
        if session.capabilities.derives_traces and outcome.resource == OBSERVATIONS:
            session.state.place(TRACES, path).outcome = session.outcome(TRACES).as_json()
        session.state.advance(outcome.resource, outcome, cursor=cursor, complete=not cursor)
    session.progress.end(outcome)


def _count_by_cursor(
    session: Session, outcome: Outcome, path: str, asked: dict[str, Any], limit: int
) -> None:
    session.progress.begin(outcome, None)
    for rows, _ in cursor_pages(session.source, path, asked, limit=limit):
        outcome.found += len(rows)
        if session.capabilities.derives_traces and outcome.resource == OBSERVATIONS:
            traces = session.outcome(TRACES)
            traces.found += sum(1 for row in rows if not row.get("parentObservationId"))
        session.progress.advance(outcome, len(rows))
    session.progress.end(outcome)


def _with_whole_metadata(
    session: Session, path: str, asked: dict[str, str]
) -> Callable[[str], Iterator[tuple[list[Row], str]]]:
    """Pages of the v2 list without cut metadata: a page with a cut value is asked for again, naming
    its key, and the keys found are named from then on."""
    expanded: dict[str, None] = {}

    def named(keys: dict[str, None]) -> dict[str, str]:
        return asked | ({"expandMetadata": ",".join(keys)} if keys else {})

    def pages(cursor: str) -> Iterator[tuple[list[Row], str]]:
        while True:
            found = cursor_pages(session.source, path, named(expanded), cursor)
            rows, following = next(found)
            cut = {key: None for row in rows for key in _cut_keys(row) if key not in expanded}
            if cut:
                limit = max(1, len(rows))
                again = cursor_pages(session.source, path, named(expanded | cut), cursor, limit)
                rows, following = next(again)
                expanded.update(cut)
                while len(expanded) > EXPANDED_KEYS:
                    del expanded[next(iter(expanded))]
            yield rows, following
            if not following:
                return
            cursor = following

    return pages


def _cut_keys(row: Row) -> list[str]:
    """Keys that can be named in a comma-separated list and whose value is as long as a cut one."""
    metadata = row.get("metadata")
    if not isinstance(metadata, dict):
        return []
    return [
        key
        for key, value in metadata.items()
        if isinstance(value, str) and len(value) == CUT and key and "," not in key
    ]
