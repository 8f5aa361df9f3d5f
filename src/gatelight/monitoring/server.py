"""The server's own series: HTTP, ingestion, commits, stores, jobs."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from gatelight import __version__
from gatelight.core.patch import Submission
from gatelight.errors import ApiError
from gatelight.events.sizes import table_sizes
from gatelight.ingest.commit import Committer
from gatelight.ingest.prepare import Prepared
from gatelight.jobs import queries
from gatelight.monitoring.calls import CallMetrics
from gatelight.settings import Settings

if TYPE_CHECKING:
    from gatelight.services import Services

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_ROWS = (1, 4, 16, 64, 256, 1024, 4096)
_JOB = (0.1, 1.0, 10.0, 60.0, 300.0, 1800.0)
SIZES_SECONDS = 30.0


class Monitor:
    """Every series of one server process, in one registry."""

    def __init__(self, settings: Settings) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.calls = CallMetrics(
            projects=settings.metrics_max_projects,
            models=settings.metrics_max_models,
            users=settings.metrics_max_users,
            series=settings.metrics_max_series,
        )
        self.registry.register(self.calls)
        self.http_requests = self._counter(
            "http_requests", "HTTP requests answered.", "method", "route", "status"
        )
        self.http_seconds = self._histogram(
            "http_request_duration_seconds", "Time to answer HTTP requests.", _QUICK, "route"
        )
        self._events = self._counter(
            "ingest_events", "Events that came in, by how they ended.", "wire", "result"
        )
        self._commit_seconds = self._histogram(
            "commit_duration_seconds", "Time to put one commit on disk.", _QUICK
        )
        self._commit_rows = self._histogram("commit_rows", "Rows of a commit.", _ROWS)
        self._commit_failures = self._counter("commit_failures", "Commits that failed.")
        self._store_seconds = self._histogram(
            "store_operation_duration_seconds",
            "Time of operations of the event store.",
            _QUICK,
            "operation",
        )
        self._store_errors = self._counter(
            "store_errors", "Operations of the event store that failed.", "operation"
        )
        self._jobs = self._counter("jobs", "Runs of jobs that ended.", "kind", "outcome")
        self._job_seconds = self._histogram("job_duration_seconds", "Time jobs ran.", _JOB, "kind")

    def watch(self, services: Services) -> None:
        """Look at these services whenever series are asked for."""
        self.registry.register(_State(services))

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"gatelight_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, bounds: Sequence[float], *labels: str) -> Histogram:
        return Histogram(f"gatelight_{name}", text, labels, buckets=bounds, registry=self.registry)

    # --- what the parts tell

    def answered(self, submission: Submission, error: ApiError | None) -> None:
        """A submission was stored, or was not. Told by the writer."""
        wire = submission.origin.source
        kinds = [note.kind for note in submission.notes]
        refused, altered = kinds.count("refused"), kinds.count("altered")
        counted = self._events.labels
        if error is None:
            counted(wire, "stored").inc(submission.events)
        else:
            counted(wire, "refused" if error.status < 500 else "failed").inc(submission.events)
        if refused:
            counted(wire, "refused").inc(refused)
        if altered:
            counted(wire, "altered").inc(altered)

    def committed(self, seconds: float, rows: int) -> None:
        self._commit_seconds.observe(seconds)
        self._commit_rows.observe(rows)

    def commit_failed(self) -> None:
        self._commit_failures.inc()

    def store_operation(self, operation: str, seconds: float, failed: bool) -> None:
        """Told by the event engine."""
        self._store_seconds.labels(operation).observe(seconds)
        if failed:
            self._store_errors.labels(operation).inc()

    def job_ended(self, kind: str, outcome: str, seconds: float) -> None:
        """Told by the job runner."""
        self._jobs.labels(kind, outcome).inc()
        self._job_seconds.labels(kind).observe(seconds)


class MeasuredCommitter(Committer):
    """A committer that tells how long its writes take and which traces are gone."""

    monitor: Monitor

    def write(self, prepared: Prepared) -> None:
        began = time.perf_counter()
        try:
            super().write(prepared)
        except Exception:
            self.monitor.commit_failed()
            raise
        rows = sum(table.num_rows for table in prepared.tables.values())
        self.monitor.committed(time.perf_counter() - began, rows)

    def delete_traces(self, project_id: str, trace_ids: Sequence[str]) -> None:
        super().delete_traces(project_id, trace_ids)
        self.monitor.calls.forget(project_id, frozenset(trace_ids))


class _State(Collector):
    """What is read when series are asked for."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._sizes: list[tuple[str, int, int]] = []
        self._sized_at = 0.0

    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterable[Metric]:
        services = self._services
        yield InfoMetricFamily("gatelight_build", "This server.", {"version": __version__})
        events, size = services.writer.depth
        settings = services.settings
        for name, text, value in (
            ("ingest_queue_events", "Events that wait to be stored.", events),
            ("ingest_queue_bytes", "Bytes of events that wait to be stored.", size),
            (
                "ingest_queue_limit_events",
                "Events that may wait before clients get 429.",
                settings.ingest_queue_events,
            ),
            (
                "ingest_queue_limit_bytes",
                "Bytes that may wait before clients get 429.",
                settings.ingest_queue_bytes,
            ),
            ("jobs_running", "Jobs that run in this process.", services.job_runner.running),
        ):
            yield GaugeMetricFamily(f"gatelight_{name}", text, value=value)
        yield from self._stores()

    def _stores(self) -> Iterable[Metric]:
        up = GaugeMetricFamily("gatelight_store_up", "Whether a store answers.", labels=["store"])
        jobs = GaugeMetricFamily(
            "gatelight_jobs_open", "Jobs of the instance that have not ended.", labels=["state"]
        )
        events_up = self._services.events.ping()
        up.add_metric(["events"], events_up)
        try:
            with self._services.database.reader() as session:
                counts = queries.counts_by_state(session)
        except ApiError:
            up.add_metric(["records"], 0)
        else:
            up.add_metric(["records"], 1)
            for state in queries.OPEN:
                jobs.add_metric([state], counts.get(state, 0))
        yield up
        yield jobs
        rows = GaugeMetricFamily("gatelight_store_rows", "Rows on disk.", labels=["table"])
        size = GaugeMetricFamily("gatelight_store_bytes", "Bytes on disk.", labels=["table"])
        for table, count, used in self._table_sizes(events_up):
            rows.add_metric([table], count)
            size.add_metric([table], used)
        yield rows
        yield size

    def _table_sizes(self, events_up: bool) -> list[tuple[str, int, int]]:
        if events_up and time.monotonic() - self._sized_at > SIZES_SECONDS:
            self._sizes = table_sizes(self._services.events)
            self._sized_at = time.monotonic()
        return self._sizes
