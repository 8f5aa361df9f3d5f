"""Labels with a bounded number of values: the busiest keep their name, the rest is `other`."""

from __future__ import annotations

from collections import Counter

OTHER = "other"
RANK_SECONDS = 3600.0
_CANDIDATES = 10
"""Values that are watched, as a multiple of those that are shown."""


class BoundedLabel:
    """The first `limit` values are shown; once an hour the busiest of that hour take the places of
    those that were not among them, so a series may end and one may begin. Not for threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._shown: set[str] = set()
        self._busy: Counter[str] = Counter()
        self._ranked_at = 0.0

    def shown_as(self, value: str) -> str:
        """`value`, or OTHER."""
        if not self._limit:
            return OTHER
        if value in self._busy or len(self._busy) < self._limit * _CANDIDATES:
            self._busy[value] += 1
        if value in self._shown:
            return value
        if len(self._shown) < self._limit:
            self._shown.add(value)
            return value
        return OTHER

    def rank(self, now: float) -> set[str]:
        """Give the places to the busiest when the hour is over (`now` in seconds); the values that
        lost theirs."""
        if not self._ranked_at:
            self._ranked_at = now
        if now - self._ranked_at < RANK_SECONDS:
            return set()
        self._ranked_at = now
        busiest = {value for value, _ in self._busy.most_common(self._limit)}
        # places nobody else needs are kept: a quiet night ends no series
        kept = sorted(self._shown - busiest)[: max(0, self._limit - len(busiest))]
        lost = self._shown - busiest - set(kept)
        self._shown = busiest | set(kept)
        self._busy.clear()
        return lost
