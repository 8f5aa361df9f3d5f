"""Answers of prompt reads in memory, each good for one state of the project's prompts.

Every change of a project's prompts counts up a number in the same transaction. A read asks for the
number first and takes an answer from here only when it was made at that very number, so that no
read after a change sees what was before it, whichever process made the change.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

from gatelight.accounts.per_database import PerDatabase
from gatelight.prompts.references import Reference

MAX_BYTES = 32 * 1024 * 1024
MAX_ANSWER_BYTES = 1024 * 1024
"""Larger answers are made anew each time."""


class Question(NamedTuple):
    """What was asked: a prompt by version or label, its references filled in or not."""

    project_id: str
    wanted: Reference
    resolve: bool


class _Kept(NamedTuple):
    revision: int
    answer: bytes


class PromptCache:
    """The answers asked for last; thread-safe."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._kept: OrderedDict[Question, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, question: Question, revision: int) -> bytes | None:
        """The answer, when it was made at this revision."""
        with self._lock:
            kept = self._kept.get(question)
            if kept is None or kept.revision != revision:
                return None
            self._kept.move_to_end(question)
            return kept.answer

    def put(self, question: Question, revision: int, answer: bytes) -> None:
        """Keep an answer that was read after the revision was."""
        if len(answer) > MAX_ANSWER_BYTES:
            return
        with self._lock:
            self._drop(question)
            self._kept[question] = _Kept(revision, answer)
            self._bytes += len(answer)
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._kept)))

    def _drop(self, question: Question) -> None:
        kept = self._kept.pop(question, None)
        if kept is not None:
            self._bytes -= len(kept.answer)


cache_of = PerDatabase(lambda _services: PromptCache())
