"""The nouns of jobs: a kind with its handler, what a handler is given, and how it may fail."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

Result = dict[str, Any] | None
"""What a run has to say about itself, as JSON; shown to people."""


class GiveUp(Exception):
    """Raised by a handler when trying again cannot help: the job fails at once, with this text."""


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a handler is given. `attempt` counts from 1.

    Long handlers look at `stopping` between steps and return early when it is set: unfinished work
    is queued again at the next start only when they raise `Interrupted`.
    """

    job_id: str
    kind: str
    project_id: str | None
    payload: dict[str, Any]
    attempt: int
    stopping: threading.Event
    note: Callable[[dict[str, Any]], None]
    """Keep how far the run is (JSON), for people who look."""

    def check_stopping(self) -> None:
        """Raises Interrupted when the server is stopping."""
        if self.stopping.is_set():
            raise Interrupted


class Interrupted(Exception):
    """Raised by a handler that ends early because the server stops: the job is queued again and
    the attempt does not count."""


Handler = Callable[[JobContext], Result]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of work. Handlers are run in a thread and may block; they must bear being run again.

    `at_once`: how many of the kind one process runs together. `keep`: how long an ended job is
    shown. After a failure the next attempt waits `retry_after` seconds, twice as long each time, an
    hour at most, and up to `max_attempts`.
    """

    name: str
    handler: Handler
    at_once: int = 2
    max_attempts: int = 5
    retry_after: float = 5.0
    keep: timedelta = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Work of the server itself that comes again: every `every_seconds` since 1970, moved by
    `offset_seconds`."""

    name: str
    kind: str
    every_seconds: int
    offset_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """What a domain brings along: its kinds of job and its own schedules."""

    kinds: tuple[JobKind, ...]
    schedules: tuple[Schedule, ...] = field(default=())

    @staticmethod
    def together(works: Iterable[Work]) -> Work:
        works = list(works)
        return Work(
            tuple(kind for work in works for kind in work.kinds),
            tuple(schedule for work in works for schedule in work.schedules),
        )
