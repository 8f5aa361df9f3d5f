"""The group-commit writer: stores what requests submit, then answers them.

A request's events are acknowledged only after they are on disk and readable. Batches grow with
load: while one commit is written, the next is prepared and the one after gathers. The queue is
bounded in events and bytes; when it is full the client is asked to come back (429), when the store
is down likewise (503).

Two threads: the preparer merges and prices (Python), the inserter waits for the engine. Commits are
written in the order they were prepared. When one fails, what was prepared on top of it is prepared
again without it.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait

import msgspec
import pyarrow as pa

from gatelight.core.patch import Note, Origin, Submission
from gatelight.errors import ApiError, InvalidRequest, ServiceUnavailable, TooManyRequests
from gatelight.events.rows import ObservationRow
from gatelight.ingest.commit import Committer
from gatelight.ingest.prepare import Prepared
from gatelight.telemetry.logs import logger

MAX_COMMIT_EVENTS = 4_000
MAX_COMMIT_BYTES = 24 * 1024 * 1024
GATHER_SECONDS = 0.02
"""How long a commit waits for requests that usually come together: an insert has a fixed cost."""

Stored = Callable[[Sequence[ObservationRow]], None]
"""Called with observations that are on disk; must return at once."""
Answered = Callable[[Submission, ApiError | None], None]
"""Called with what was submitted and why it was not stored (None: it was); must return at once."""
KeepNotes = Callable[[str, Origin, Sequence[Note]], None]
"""Called with project id, origin and notes once the events beside them are stored."""
Arrived = Callable[[Submission], None]
"""Called with each submission that is on disk; must return at once."""

_UNSTORABLE = (pa.ArrowException, OverflowError, ValueError, TypeError, RecursionError)

_log = logger("ingest.writer")


class _Waiting(msgspec.Struct):
    submission: Submission
    done: Future[None]


class _Commit(msgspec.Struct):
    """Submissions on their way to the store. `prepared` is None when preparing failed, and where
    several servers share the store: there a commit is prepared and written under one lock."""

    taken: list[_Waiting]
    prepared: Prepared | None
    generation: int
    error: Exception | None = None


class _Action(msgspec.Struct):
    """Something that must run while no commit is on its way."""

    run: Callable[[Committer], None]
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
        stored: Stored | None = None,
        arrived: Arrived | None = None,
        answered: Answered | None = None,
    ) -> None:
        self._committer = committer
        self._keep_notes = keep_notes
        self._stored = stored
        self._arrived = arrived
        self._answered = answered
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._waiting: deque[_Waiting] = deque()
        self._events = 0
        self._bytes = 0
        self._stopping = False
        self._changed = threading.Condition()
        self._actions: deque[_Action] = deque()
        self._prepared: queue.Queue[_Commit | _Action | None] = queue.Queue(maxsize=1)
        self._generation = 0
        self._unanswered = 0
        self._usual = 1.0
        self._preparing = threading.Lock()
        self._preparer = threading.Thread(target=self._prepare_all, name="preparer", daemon=True)
        self._inserter = threading.Thread(target=self._write_all, name="inserter", daemon=True)

    # --- life

    def start(self) -> None:
        self._committer.start()
        self._inserter.start()
        self._preparer.start()

    def stop(self, timeout: float = 30.0) -> None:
        """Refuse new events, store the waiting ones, end the threads (seconds to wait at most)."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._committer.stop()
        for thread in (self._preparer, self._inserter):
            if thread.is_alive():
                thread.join(timeout)

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
            self._unanswered += 1
            self._changed.notify()
        return done

    # --- preparing

    def _prepare_all(self) -> None:
        while True:
            with self._changed:
                while not (self._waiting or self._actions or self._stopping):
                    self._changed.wait()
                self._gather()
                action = self._actions.popleft() if self._actions else None
                taken = [] if action else self._take()
            if action:
                self._prepared.put(action)
                wait([action.done])  # nothing is prepared from what the action may remove
            elif taken:
                self._prepared.put(self._prepare(taken))
            else:
                self._prepared.put(None)
                return

    def _prepare(self, taken: list[_Waiting], *, again: bool = False) -> _Commit:
        """`again`: what was prepared meanwhile came too early and must be prepared again, too, so
        that versions grow in the order of writing."""
        with self._preparing:
            self._generation += again
            if self._committer.locks is not None:
                return _Commit(taken, None, self._generation)  # prepared when it is written
            try:
                prepared = self._committer.prepare([waiting.submission for waiting in taken])
            except Exception as error:
                return _Commit(taken, None, self._generation, error)
            return _Commit(taken, prepared, self._generation)

    def _gather(self) -> None:
        """Wait a moment until half of the usual number of open requests is here; the other half
        is being written. The caller holds the lock."""
        self._usual = max(self._unanswered, self._usual * 0.9)
        deadline = time.monotonic() + GATHER_SECONDS
        while len(self._waiting) * 2 < self._usual - 1 and not (self._actions or self._stopping):
            left = deadline - time.monotonic()
            if left <= 0 or not self._changed.wait(left):
                return

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

    # --- writing

    def _write_all(self) -> None:
        while (item := self._prepared.get()) is not None:
            if isinstance(item, _Action):
                self._act(item)
            else:
                self._write(item)

    def _write(self, commit: _Commit) -> None:
        if commit.generation != self._generation:
            commit = self._prepare(commit.taken, again=True)
        try:
            if commit.error is not None:
                raise commit.error
            if commit.prepared is None:
                commit.prepared = self._committer.commit(
                    [waiting.submission for waiting in commit.taken]
                )
            else:
                self._committer.write(commit.prepared)
        except Exception as error:
            self._failed(commit.taken, error)
        else:
            self._tell_stored(commit.prepared)
            self._answer(commit.taken, None)

    def _tell_stored(self, prepared: Prepared) -> None:
        """Before the answer: who was told that a call is stored finds its cost on the way to the
        budgets."""
        if self._stored is None:
            return
        try:
            self._stored(prepared.observations)
        except Exception as error:
            _log.error("what was stored could not be counted", exc_info=error)

    def _failed(self, taken: list[_Waiting], error: Exception) -> None:
        """Nothing of the commit may be built upon; a bad submission must not spoil the others."""
        with self._preparing:
            self._generation += 1
            self._committer.forget()
        if isinstance(error, _UNSTORABLE):
            if len(taken) > 1:
                for waiting in taken:
                    self._write(self._prepare([waiting], again=True))
                return
            _log.warning("a submission cannot be stored", exc_info=error)
            self._answer(taken, InvalidRequest(f"The events cannot be stored: {error}"))
        elif isinstance(error, ApiError):
            self._answer(taken, error)
        else:
            _log.error("a commit failed", exc_info=error)
            self._answer(taken, ServiceUnavailable("The event store failed; try again"))

    def _answer(self, taken: list[_Waiting], error: ApiError | None) -> None:
        with self._changed:
            self._unanswered -= len(taken)
        for waiting in taken:
            if error is None and self._arrived is not None:
                self._arrived(waiting.submission)
            if self._answered is not None:
                self._answered(waiting.submission, error)
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

    # --- deleting

    def exclusively(self, action: Callable[[Committer], None]) -> None:
        """Run `action` while no commit is on its way (deletion must not race with a merge).

        Raises what `action` raises, ServiceUnavailable when the writer is stopping.
        """
        item = _Action(action, Future())
        with self._changed:
            if self._stopping:
                raise ServiceUnavailable("The server is stopping")
            self._actions.append(item)
            self._changed.notify()
        item.done.result()

    def _act(self, item: _Action) -> None:
        try:
            self._committer.exclusively(lambda: item.run(self._committer))
        except Exception as error:
            item.done.set_exception(error)
        else:
            item.done.set_result(None)
