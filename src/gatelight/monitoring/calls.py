"""LLM calls as Prometheus series: requests, errors, tokens, cost, latency, time to first token.

An observation is counted when a commit has put it on disk. What was counted of each recent one is
remembered, and only what changed since is added: repeats add nothing, a late update adds its
difference, and an unfinished call is counted once it has ended. Counters never fall: a correction
downwards is not seen here (it is in the metrics API).

The table is a dictionary of plain numbers, because it is filled on the way of every commit.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from prometheus_client.core import (
    CounterMetricFamily,
    Exemplar,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from gatelight.events.rows import ObservationRow
from gatelight.monitoring.labels import OTHER, BoundedLabel
from gatelight.pricing.buckets import BUCKETS

CALL_TYPES = frozenset({"GENERATION", "EMBEDDING"})
"""Types of observation that are a call of a model."""
LATENCY_BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0)
FIRST_TOKEN_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
REMEMBERED = 30_000
"""Observations whose counted amounts are kept, to add only what changed (about 8 MB)."""

Labels = tuple[str, str, str]
"""Project, model, user."""

_TOKEN_KINDS = {kind for kind, bucket in BUCKETS.items() if bucket.side != "unit"}
_NAMES = ["project", "model", "user"]
_MICROS = 1_000_000


class _Histogram:
    """`exemplars` holds the newest (trace id, value, unix time) of each bucket."""

    __slots__ = ("bounds", "counts", "exemplars", "sum")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.exemplars: list[tuple[str, float, float] | None] = [None] * (len(bounds) + 1)
        self.sum = 0.0

    def add(self, value: float, trace_id: str, at: float) -> None:
        index = bisect_left(self.bounds, value)
        self.counts[index] += 1
        self.sum += value
        self.exemplars[index] = (trace_id, value, at)

    def forget(self, trace_ids: Collection[str]) -> None:
        for index, seen in enumerate(self.exemplars):
            if seen is not None and seen[0] in trace_ids:
                self.exemplars[index] = None

    def buckets(self) -> Iterator[tuple[str, float] | tuple[str, float, Exemplar]]:
        total = 0
        names = [*map(str, self.bounds), "+Inf"]
        for name, count, seen in zip(names, self.counts, self.exemplars, strict=True):
            total += count
            # OpenMetrics allows 128 characters of names and values
            if seen is None or len(seen[0]) > 100:
                yield name, total
            else:
                yield name, total, Exemplar({"trace_id": seen[0]}, seen[1], seen[2])


class _Series:
    __slots__ = ("cost", "errors", "first_token", "latency", "requests", "tokens", "unpriced")

    def __init__(self) -> None:
        self.requests = self.errors = self.unpriced = 0
        self.cost = Decimal(0)
        self.tokens: dict[str, int] = {}
        self.latency = _Histogram(LATENCY_BOUNDS)
        self.first_token = _Histogram(FIRST_TOKEN_BOUNDS)


class _Counted:
    """What was counted of one observation."""

    __slots__ = ("cost", "ended", "tokens")

    def __init__(self) -> None:
        self.ended = False
        self.cost = Decimal(0)
        self.tokens: dict[str, int] = {}


class CallMetrics(Collector):
    """`count` is called by the writer's thread, `collect` by a scrape.

    `models` and `users` are the most label values of a project, `projects` of all, `series` the
    most combinations; 0 users leaves the label empty.
    """

    def __init__(
        self,
        *,
        projects: int,
        models: int,
        users: int,
        series: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._limits = (models, users, series)
        self._clock = clock
        self._lock = threading.Lock()
        self._projects = BoundedLabel(projects)
        self._labels: dict[str, tuple[BoundedLabel, BoundedLabel]] = {}
        self._table: dict[Labels, _Series] = {}
        self._counted: OrderedDict[int, _Counted] = OrderedDict()

    def count(self, rows: Sequence[ObservationRow]) -> None:
        """Add what these stored observations tell that was not counted yet."""
        now = self._clock()
        with self._lock:
            self._rank(now)
            for row in rows:
                if row.type in CALL_TYPES or row.tokens or row.total_cost:
                    self._count(row, now)

    def forget(self, project_id: str, trace_ids: Collection[str]) -> None:
        """No exemplar leads to these traces any more: they were deleted. What was counted stays."""
        with self._lock:
            for (project, _, _), series in self._table.items():
                if project in (project_id, OTHER):
                    series.latency.forget(trace_ids)
                    series.first_token.forget(trace_ids)

    def _count(self, row: ObservationRow, now: float) -> None:
        key = hash((row.project_id, row.id))
        before = self._counted.get(key)
        ends = row.end_time is not None and (before is None or not before.ended)
        if before is None:
            before = self._counted[key] = _Counted()
            if len(self._counted) > REMEMBERED:
                self._counted.popitem(last=False)
        series = self._series(row)
        if row.total_cost is not None and row.total_cost > before.cost:
            series.cost += row.total_cost - before.cost
            before.cost = row.total_cost
        if row.tokens and row.tokens != before.tokens:
            for kind, count in row.tokens.items():
                more = count - before.tokens.get(kind, 0)
                if more > 0 and kind in _TOKEN_KINDS:
                    series.tokens[kind] = series.tokens.get(kind, 0) + more
            before.tokens = row.tokens
        if not ends or row.type not in CALL_TYPES or row.end_time is None:
            return
        before.ended = True
        series.requests += 1
        series.errors += row.level == "ERROR"
        series.unpriced += row.total_cost is None and row.level != "ERROR"
        seconds = (row.end_time - row.start_time) / _MICROS
        series.latency.add(seconds, row.trace_id, now)
        if row.completion_start_time is not None:
            waited = (row.completion_start_time - row.start_time) / _MICROS
            series.first_token.add(max(0.0, waited), row.trace_id, now)

    def _series(self, row: ObservationRow) -> _Series:
        project = self._projects.shown_as(row.project_id)
        models, users, most = self._limits
        labels = self._labels.get(project)
        if labels is None:
            labels = self._labels[project] = (BoundedLabel(models), BoundedLabel(users))
        model = labels[0].shown_as(row.model) if row.model else ""
        user = labels[1].shown_as(row.user_id) if users and row.user_id else ""
        key = (project, model, user)
        series = self._table.get(key)
        if series is None:
            if len(self._table) >= most:
                key = (project, model, OTHER) if users else (project, OTHER, "")
                if key not in self._table and len(self._table) >= most * 2:
                    key = (OTHER, OTHER, OTHER)
            series = self._table.setdefault(key, _Series())
        return series

    def _rank(self, now: float) -> None:
        gone: set[tuple[int, str, str]] = {(0, "", value) for value in self._projects.rank(now)}
        for project, (models, users) in self._labels.items():
            gone |= {(1, project, value) for value in models.rank(now)}
            gone |= {(2, project, value) for value in users.rank(now)}
        if not gone:
            return
        for project, model, user in list(self._table):
            lost = (0, "", project), (1, project, model), (2, project, user)
            if any(each in gone for each in lost):
                del self._table[project, model, user]
        for _, _, project in (each for each in gone if each[0] == 0):
            self._labels.pop(project, None)

    def collect(self) -> Iterable[Metric]:
        with self._lock:
            return self._families()

    def _families(self) -> list[Metric]:
        def counter(name: str, text: str, *more: str) -> CounterMetricFamily:
            return CounterMetricFamily(f"gatelight_llm_{name}", text, labels=[*_NAMES, *more])

        requests = counter("requests", "Finished LLM calls.")
        errors = counter("errors", "Finished LLM calls of level ERROR.")
        unpriced = counter("unpriced_requests", "Finished LLM calls whose cost is not known.")
        tokens = counter("tokens", "Tokens, each in exactly one kind.", "kind")
        cost = counter("cost_usd", "Cost of observations in USD.")
        latency = HistogramMetricFamily(
            "gatelight_llm_request_duration_seconds", "Duration of LLM calls.", labels=_NAMES
        )
        first = HistogramMetricFamily(
            "gatelight_llm_time_to_first_token_seconds",
            "Time from the start of a streamed LLM call to its first token.",
            labels=_NAMES,
        )
        for labels, series in self._table.items():
            requests.add_metric(labels, series.requests)
            errors.add_metric(labels, series.errors)
            unpriced.add_metric(labels, series.unpriced)
            cost.add_metric(labels, float(series.cost))
            for kind, count in series.tokens.items():
                tokens.add_metric([*labels, kind], count)
            if series.requests:
                latency.add_metric(labels, list(series.latency.buckets()), series.latency.sum)
            if any(series.first_token.counts):
                first.add_metric(labels, list(series.first_token.buckets()), series.first_token.sum)
        return [requests, errors, unpriced, tokens, cost, latency, first]
