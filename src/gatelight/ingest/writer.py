"""The group-commit writer: one thread stores what requests submit, then answers them.

A request's events are acknowledged only after they are on disk and readable. Batches grow with
load: while one commit runs, the next gathers. The queue is bounded in events and bytes; when it is
full the client is asked to come back (429), when the store is down likewise (503).
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import msgspec
import pyarrow as pa

from gatelight.core.patch import Note, Origin, Submission
from gatelight.errors import ApiError, InvalidRequest, ServiceUnavailable, TooManyRequests
from gatelight.ingest.commit import Committer
from gatelight.telemetry.logs import logger

MAX_COMMIT_EVENTS = 4_000
MAX_COMMIT_BYTES = 24 * 1024 * 1024

KeepNotes = Callable[[str, Origin, Sequence[Note]], None]
"""Called with project id, origin and notes once the events beside them are stored."""

_UNSTORABLE = (pa.ArrowException, OverflowError, ValueError, TypeError, RecursionError)

_log = logger("ingest.writer")


class _Waiting(msgspec.Struct):
    submission: Submission
    done: Future[None]


class EventWriter:
    """Start with `start()`, stop with `stop()`, which stores what still waits."""

    def __init__(
        self,
        committer: Committer,
        keep_notes: KeepNotes,
        *,
        max_events: int,
        max_bytes: int,
    ) -> None:
        self._committer = committer
        self._keep_notes = keep_notes
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._waiting: deque[_Waiting] = deque()
        self._events = 0
        self._bytes = 0
        self._stopping = False
        self._changed = threading.Condition()
        self._commit_lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="event-writer", daemon=True)

    # --- life

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 30.0) -> None:
        """Refuse new events, store the waiting ones, end the thread (seconds to wait at most)."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout)

    @property
    def depth(self) -> tuple[int, int]:
        """Events and bytes that wait."""
        return self._events, self._bytes

    # --- submitting

    async def submit(self, submission: Submission) -> None:
        """Return once everything is stored and readable.

        Raises TooManyRequests (queue full), ServiceUnavailable (store down or stopping),
        InvalidRequest (a value no column can hold).
        """
        await asyncio.wrap_future(self._enqueue(submission))

    def submit_and_wait(self, submission: Submission) -> None:
        """`submit` for threads."""
        self._enqueue(submission).result()

    def _enqueue(self, submission: Submission) -> Future[None]:
        done: Future[None] = Future()
        if not submission.events and not submission.notes:
            done.set_result(None)
            return done
        events = submission.events or 1
        with self._changed:
            if self._stopping:
                raise ServiceUnavailable("The server is stopping")
            full = (
                self._events + events > self._max_events
                or self._bytes + submission.size > self._max_bytes
            )
            if full and self._waiting:
                raise TooManyRequests("Too many events wait to be stored; try again")
            self._waiting.append(_Waiting(submission, done))
            self._events += events
            self._bytes += submission.size
            self._changed.notify()
        return done

    # --- storing

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._stopping:
                    self._changed.wait()
                if not self._waiting:
                    return
                taken = self._take()
            self._store(taken)

    def _take(self) -> list[_Waiting]:
        """The next commit's submissions; the caller holds the lock."""
        taken: list[_Waiting] = []
        events = size = 0
        while self._waiting:
            submission = self._waiting[0].submission
            count = submission.events or 1
            too_large = events + count > MAX_COMMIT_EVENTS or (
                size + submission.size > MAX_COMMIT_BYTES
            )
            if taken and too_large:
                break
            taken.append(self._waiting.popleft())
            events += count
            size += submission.size
        self._events -= events
        self._bytes -= size
        return taken

    def _store(self, taken: list[_Waiting]) -> None:
        try:
            with self._commit_lock:
                self._committer.commit([waiting.submission for waiting in taken])
        except _UNSTORABLE as error:
            if len(taken) > 1:
                for waiting in taken:
                    self._store([waiting])
                return
            _log.warning("a submission cannot be stored", exc_info=error)
            self._answer(taken, InvalidRequest(f"The events cannot be stored: {error}"))
        except ApiError as error:
            self._answer(taken, error)
        except Exception as error:
            _log.error("a commit failed", exc_info=error)
            self._answer(taken, ServiceUnavailable("The event store failed; try again"))
        else:
            self._answer(taken, None)

    def _answer(self, taken: list[_Waiting], error: ApiError | None) -> None:
        for waiting in taken:
            if error is None and waiting.submission.notes:
                self._note(waiting.submission)
            if error is None:
                waiting.done.set_result(None)
            else:
                waiting.done.set_exception(error)

    def _note(self, submission: Submission) -> None:
        try:
            self._keep_notes(submission.project_id, submission.origin, submission.notes)
        except Exception as error:
            _log.error("refused events could not be noted", exc_info=error)

    def exclusively(self, action: Callable[[Committer], None]) -> None:
        """Run `action` between commits (deletion must not race with a merge)."""
        with self._commit_lock:
            action(self._committer)
