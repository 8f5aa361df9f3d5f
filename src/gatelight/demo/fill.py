"""The whole of it, sent to a running server like anybody's traffic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from gatelight.demo import agents, chats, library
from gatelight.demo.events import Event
from gatelight.transfer.wire import CallError, Wire

BATCH = 400
"""Events in one request."""
CLOSEST = timedelta(minutes=1)
"""What would be newer than this is left for the next run."""


@dataclass(slots=True)
class Made:
    """What was sent. `example` names one trace worth looking at, `session` a coding session."""

    traces: int = 0
    observations: int = 0
    scores: int = 0
    prompts: int = 0
    queue: str = ""
    example: str = ""
    session: str = ""
    recent: list[str] = field(default_factory=list)


def traffic_of(day: date, scale: float) -> Iterator[list[Event]]:
    """A day's traces, each as the list of its events."""
    yield from chats.conversations(day, round(22 * scale))
    yield from chats.sorted_mails(day, round(40 * scale))
    yield from chats.translations(day, round(14 * scale))
    yield from agents.coding(day, round(6 * scale))
    yield from agents.reports(day, 1)


def fill(
    wire: Wire,
    days: int,
    scale: float = 1.0,
    on_day: Callable[[int, Made], None] = lambda day, made: None,
    now: datetime | None = None,
) -> Made:
    """Send `days` days of traffic up to now, oldest first, and what the team builds with.

    Ids and times follow from the calendar day: sent again, everything replaces itself, and what has
    become past since is added. `on_day` is told after each day. Raises CallError.
    """
    until = (now or datetime.now(UTC)) - CLOSEST
    made = Made(prompts=library.make_prompts(wire))
    for number in range(days):
        day = (until - timedelta(days=days - 1 - number)).date()
        _send(wire, traffic_of(day, scale), until, made)
        on_day(number + 1, made)
    _send(wire, iter(library.make_dataset(wire)), until, made)
    library.link_runs(wire)
    made.queue = library.make_queue(wire, made.recent[-6:])
    return made


def _send(wire: Wire, traces: Iterator[list[Event]], until: datetime, made: Made) -> None:
    limit = until.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    batch: list[Event] = []
    for events in traces:
        if _last(events) > limit:
            continue
        batch += events
        _count(events, made)
        if len(batch) >= BATCH:
            _post(wire, batch)
            batch = []
    if batch:
        _post(wire, batch)


def _last(events: list[Event]) -> str:
    """When the trace was over: nothing of the future is sent."""
    return max(str(each["body"].get("endTime") or each["timestamp"]) for each in events)


def _count(events: list[Event], made: Made) -> None:
    made.traces += 1
    made.scores += sum(each["type"] == "score-create" for each in events)
    made.observations += sum(
        each["type"] not in ("trace-create", "score-create") for each in events
    )
    head = events[0]["body"]
    if head["name"] == "coding-agent":
        made.example, made.session = head["id"], head["sessionId"]
    elif head["name"] == "support-chat":
        made.recent.append(head["id"])


def _post(wire: Wire, batch: list[Event]) -> None:
    errors = wire.post("/ingestion", {"batch": batch})["errors"]
    if errors:
        raise CallError(f"The server refused {len(errors)} events: {errors[0]}")
