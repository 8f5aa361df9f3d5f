"""The page of one session: its turns, who called what when, how the context grew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gatelight.core.time import to_iso
from gatelight.errors import NotFound
from gatelight.events import signal_places as places
from gatelight.events.engine import Row
from gatelight.events.paging import Page, listed
from gatelight.events.traces import observation_minutes
from gatelight.services import Services
from gatelight.ui.queries import session_figures
from gatelight.ui.session import queries
from gatelight.ui.session.lanes import CALLS, MAIN, lanes_of
from gatelight.ui.session_list.queries import Wanted, count_sessions, find_sessions
from gatelight.ui.texts import FIELDS, texts_of
from gatelight.ui.trace.service import PAGE_CHARACTERS, PIECE_BEGINNING, PIECE_BYTES, take_within

Body = dict[str, Any]

TURNS = 100
"""Turns in one page of contents, at most."""
DROP = 0.5
LARGE = 10_000
"""A context of more than LARGE tokens that shrinks below DROP of itself was compacted."""


def list_sessions(services: Services, project_id: str, wanted: Wanted, page: Page) -> Body:
    """One page of sessions with their traces, users and sums."""
    engine = services.events
    found = find_sessions(engine, project_id, wanted, page.limit, page.offset)
    figures = session_figures(engine, project_id, [one.id for one in found])
    data = []
    for one in found:
        line = figures.get(one.id)
        if line is None:  # deleted meanwhile
            continue
        times = {"firstAt": to_iso(line.pop("first")), "lastAt": to_iso(line.pop("last"))}
        data.append({"id": one.id, "environment": one.environment} | times | line)
    return listed(data, page, count_sessions(engine, project_id, wanted))


def get_session(services: Services, project_id: str, session_id: str) -> Body:
    """Head, turns, calls, lanes, models and compactions of one session.

    Raises NotFound when neither a trace nor telemetry names it.
    """
    engine = services.events
    heads = queries.session_heads(engine, project_id, session_id)
    log_minutes = places.log_minutes_of_session(engine, project_id, session_id)
    if not heads and not (
        log_minutes or places.point_minutes_of_session(engine, project_id, session_id)
    ):
        raise NotFound(f"Session {session_id} not found within authorized project")
    ids = [head["id"] for head in heads]
    minutes = observation_minutes(engine, project_id, ids)
    found = queries.session_observations(engine, project_id, ids, minutes)
    rows = found[: queries.MAX_CALLS]
    lanes = lanes_of(rows)
    calls = [row for row in rows if row["type"] in CALLS]
    said = queries.compactions(engine, project_id, session_id, log_minutes)
    return {
        "id": session_id,
        "environment": heads[0]["environment"] if heads else None,
        "firstAt": to_iso(heads[0]["at"]) if heads else None,
        "lastAt": to_iso(max(head["at"] for head in heads)) if heads else None,
        "users": [user for user, _ in Counter(h["user_id"] for h in heads).most_common() if user],
        **_sums(rows, calls),
        "turns": _turns(heads, rows),
        "calls": [_call(row, lanes[row["trace_id"], row["id"]]) for row in calls],
        "lanes": _lanes(calls, lanes),
        "models": _models(calls),
        "compactions": [_said(row) for row in said] or _seen(calls, lanes),
        "more": len(found) > queries.MAX_CALLS,
    }


def get_turn_contents(services: Services, project_id: str, session_id: str, offset: int) -> Body:
    """Inputs and outputs of a session's traces in order, one page; `next` continues it, null at
    the end."""
    engine = services.events
    heads = queries.session_heads(engine, project_id, session_id)[offset:]
    page = heads[:TURNS]
    taken = take_within(page, [head["characters"] for head in page], PAGE_CHARACTERS)
    texts = queries.trace_texts(engine, project_id, taken, PIECE_BYTES, PIECE_BEGINNING)
    return {
        "data": [
            {"id": head["id"], **texts_of(texts[head["id"]], PIECE_BYTES)}
            if head["id"] in texts
            else {"id": head["id"], **dict.fromkeys(FIELDS)}
            for head in taken
        ],
        "next": offset + len(taken) if len(taken) < len(heads) else None,
    }


def _sums(rows: Sequence[Row], calls: Sequence[Row]) -> Body:
    return {
        "observationCount": len(rows),
        "totalCost": _cost(rows),
        "inputTokens": sum(row["context"] for row in calls),
        "outputTokens": sum(row["output"] for row in calls),
        "totalTokens": sum(row["total"] for row in rows),
        "cacheReadTokens": sum(row["cache_read"] for row in calls),
        "cacheWriteTokens": sum(row["cache_write"] for row in calls),
        "uncachedCost": sum(row["missed"] for row in calls),
        "errorCount": sum(row["level"] == "ERROR" for row in rows),
    }


def _cost(rows: Sequence[Row]) -> float | None:
    costs = [row["cost"] for row in rows if row["cost"] is not None]
    return float(sum(costs, Decimal(0))) if costs else None


def _turns(heads: Sequence[Row], rows: Sequence[Row]) -> list[Body]:
    """A turn is a trace; its end is the last end of its observations."""
    of_trace: dict[str, list[Row]] = {}
    for row in rows:
        of_trace.setdefault(row["trace_id"], []).append(row)
    turns = []
    for head in heads:
        own = of_trace.get(head["id"], [])
        start = min([head["at"], *(row["start"] for row in own)])
        end = max([head["at"], *(row["ended"] for row in own)])
        calls = [row for row in own if row["type"] in CALLS]
        turns.append(
            {
                "id": head["id"],
                "timestamp": to_iso(head["at"]),
                "endTime": to_iso(end),
                "latency": (end - start) / 1_000_000,
                "name": head["name"] or None,
                "userId": head["user_id"] or None,
                "models": sorted({row["model"] for row in calls if row["model"]}),
                **_sums(own, calls),
            }
        )
    return turns


def _call(row: Row, lane: str) -> Body:
    return {
        "id": row["id"],
        "traceId": row["trace_id"],
        "name": row["name"] or None,
        "startTime": to_iso(row["start"]),
        "latency": (row["ended"] - row["start"]) / 1_000_000,
        "lane": lane,
        "model": row["model"] or None,
        "level": row["level"],
        "contextTokens": row["context"],
        "cacheReadTokens": row["cache_read"],
        "cacheWriteTokens": row["cache_write"],
        "outputTokens": row["output"],
        "totalCost": None if row["cost"] is None else float(row["cost"]),
        "uncachedCost": row["missed"],
    }


def _lanes(calls: Sequence[Row], lanes: dict[tuple[str, str], str]) -> list[Body]:
    """The main lane first, then in the order in which the agents appeared."""
    groups: dict[str, list[Row]] = {}
    for row in calls:
        groups.setdefault(lanes[row["trace_id"], row["id"]], []).append(row)
    names = sorted(groups, key=lambda name: name != MAIN)
    return [
        {"name": name, "calls": len(groups[name]), "totalCost": _cost(groups[name])}
        for name in names
    ]


def _models(calls: Sequence[Row]) -> list[Body]:
    """Dearest first."""
    groups: dict[str, list[Row]] = {}
    for row in calls:
        groups.setdefault(row["model"], []).append(row)
    lines = [
        {
            "model": model or None,
            "calls": len(rows),
            "totalCost": _cost(rows),
            "inputTokens": sum(row["context"] for row in rows),
            "outputTokens": sum(row["output"] for row in rows),
            "cacheReadTokens": sum(row["cache_read"] for row in rows),
        }
        for model, rows in groups.items()
    ]
    return sorted(lines, key=lambda line: -(line["totalCost"] or 0))


def _said(row: Row) -> Body:
    """A compaction as the agent told it."""
    return {
        "at": to_iso(row["at"]),
        "lane": MAIN,
        "before": row["before"] or None,
        "after": row["after"] or None,
        "trigger": row["cause"] or None,
    }


def _seen(calls: Sequence[Row], lanes: dict[tuple[str, str], str]) -> list[Body]:
    """Compactions nobody told of: the context of a lane shrank to less than DROP of itself."""
    last: dict[str, int] = {}
    found = []
    for row in calls:
        lane, size = lanes[row["trace_id"], row["id"]], row["context"]
        before = last.get(lane, 0)
        if before > LARGE and 0 < size < before * DROP:
            found.append(
                {
                    "at": to_iso(row["start"]),
                    "lane": lane,
                    "before": before,
                    "after": size,
                    "trigger": None,
                }
            )
        if size:
            last[lane] = size
    return found
