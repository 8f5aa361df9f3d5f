"""Delivering spans: batches in the background, with a spool on disk while the server is away.

`add` is called on the event loop and only queues. A thread encodes and sends. While something waits
in the spool new batches join it, so memory holds a few batches at most however long the server is
away, and the oldest are delivered first.
"""

from __future__ import annotations

import gzip
import logging
import threading
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Any

import orjson

from .spool import Spool

FLUSH_SECONDS = 1.0
BATCH_BYTES = 2 * 1024 * 1024
BATCH_SPANS = 256
FIRST_WAIT, LONGEST_WAIT = 0.5, 10.0
MAX_QUEUED = 2_000
"""Spans not yet encoded. More are encoded where they come from: callers wait, nothing is lost."""

Span = dict[str, Any]
Json = bytes
log = logging.getLogger("gatelight.export")


class Outcome(Enum):
    """`AGAIN`: trying later may help. `REFUSED`: it never will."""

    DELIVERED = "delivered"
    AGAIN = "again"
    REFUSED = "refused"


Send = Callable[[bytes], Outcome]
"""Sends one gzipped OTLP JSON body."""
Wait = Callable[[threading.Event, float], bool]


class Delivery:
    """`resource`: attributes of every batch's sender. Tests replace `wait(event, seconds)`."""

    def __init__(
        self,
        send: Send,
        spool: Spool,
        resource: list[Any],
        wait: Wait = threading.Event.wait,
    ) -> None:
        self._send = send
        self._spool = spool
        self._resource = resource
        self._wait = wait
        self._queue: deque[Span] = deque()
        self._encoded: deque[Json] = deque()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._pause = 0.0
        self._thread: threading.Thread | None = None
        self.refused = 0

    def add(self, span: Span) -> None:
        """Queue one span. Starts the thread at first use, so that a fork before it does no harm."""
        if len(self._queue) >= MAX_QUEUED:
            encoded = encode(span)
            with self._lock:
                self._encoded.append(encoded)
        else:
            self._queue.append(span)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="gatelight-export", daemon=True)
            self._thread.start()
        if len(self._queue) >= BATCH_SPANS:
            self._wake.set()

    def stop(self, seconds: float = 10.0) -> None:
        """Deliver what waits, or leave it in the spool for the next start."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wait(self._wake, self._pause or FLUSH_SECONDS)
            self._wake.clear()
            self.work()
        self.work()

    def work(self) -> None:
        """Deliver or spool everything queued, then try what the spool has."""
        try:
            while (batch := self._next_batch()) is not None:
                if self._pause or self._spool.oldest() is not None:
                    self._spool.put(batch)
                elif self._try(batch) is Outcome.AGAIN:
                    self._spool.put(batch)
                    self._slower()
            self._drain()
        except OSError as error:
            log.error("traces could not be kept on disk and are lost: %s", error)

    def _drain(self) -> None:
        """Send the spool, oldest first, as far as the server takes it."""
        while (path := self._spool.oldest()) is not None:
            batch = self._spool.read(path)
            if batch is not None and self._try(batch) is Outcome.AGAIN:
                self._slower()
                return
            self._spool.remove(path)
            self._pause = 0.0
        self._pause = 0.0

    def _slower(self) -> None:
        self._pause = min(max(self._pause * 2, FIRST_WAIT), LONGEST_WAIT)

    def _try(self, batch: bytes) -> Outcome:
        outcome = self._send(batch)
        if outcome is Outcome.REFUSED:
            self.refused += 1
        return outcome

    def _next_batch(self) -> bytes | None:
        """The next gzipped body, None when nothing is queued."""
        spans: list[Json] = []
        size = 0
        while len(spans) < BATCH_SPANS and size < BATCH_BYTES:
            try:
                with self._lock:
                    encoded = self._encoded.popleft() if self._encoded else None
                spans.append(encoded if encoded is not None else encode(self._queue.popleft()))
            except IndexError:
                break
            size += len(spans[-1])
        if not spans:
            return None
        body = {
            "resourceSpans": [
                {
                    "resource": {"attributes": self._resource},
                    "scopeSpans": [
                        {
                            "scope": {"name": "langfuse-sdk"},
                            "spans": [orjson.Fragment(span) for span in spans],
                        }
                    ],
                }
            ]
        }
        return gzip.compress(orjson.dumps(body), 1)


def encode(span: Span) -> Json:
    """JSON of one span; values of unknown kind as text."""
    return orjson.dumps(span, default=str, option=orjson.OPT_NON_STR_KEYS)
