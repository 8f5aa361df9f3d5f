"""Answers of the pages of annotation queues."""

from __future__ import annotations

from gatelight.annotation.schemas import ItemAnswer, QueueAnswer
from gatelight.core.answers import Answer
from gatelight.score_configs.schemas import ScoreConfigAnswer


class AssignedPerson(Answer):
    id: str
    name: str


class QueueLine(QueueAnswer):
    """A queue with its progress and who is asked to work on it."""

    pending: int
    completed: int
    people: list[AssignedPerson]


class WorkAnswer(Answer):
    """What working on a queue needs: configs in the queue's order, and pending items, oldest
    first, at most five hundred; `pending` counts all of them."""

    queue: QueueLine
    configs: list[ScoreConfigAnswer]
    items: list[ItemAnswer]
