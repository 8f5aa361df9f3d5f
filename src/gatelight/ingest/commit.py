"""One commit: the submissions of a moment, merged with what is stored, priced and inserted.

The order is: read what is stored of the entities touched, merge, build rows, insert traces,
observations and scores, and restamp stored observations whose trace changed its attributes. Log
records and metric points are complete as they come: they are inserted as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec
import pyarrow as pa

from gatelight.core.patch import (
    ObservationPatch,
    Origin,
    Patch,
    ScorePatch,
    Submission,
    TracePatch,
)
from gatelight.core.time import Clock, Micros
from gatelight.events import lookup
from gatelight.events.columns import OBSERVATION_COLUMNS
from gatelight.events.engine import EventEngine
from gatelight.events.insert import (
    log_record_table,
    metric_point_table,
    observation_table,
    score_table,
    trace_table,
)
from gatelight.events.lookup import TraceAttributes
from gatelight.events.rows import ObservationRow, ScoreRow, TraceRow
from gatelight.ingest import finalise, merge
from gatelight.ingest.finalise import Prices
from gatelight.ingest.recent import RecentRows

Key = tuple[str, str]
"""Project id and entity id."""

_P = TypeVar("_P", ObservationPatch, TracePatch, ScorePatch)
_MINUTE = 60_000_000


class Batch(msgspec.Struct):
    """The patches of one commit, by kind and entity, in order of arrival."""

    traces: dict[Key, list[TracePatch]]
    observations: dict[Key, list[ObservationPatch]]
    scores: dict[Key, list[ScorePatch]]

    @staticmethod
    def of(submissions: Iterable[Submission]) -> Batch:
        batch = Batch({}, {}, {})
        for submission in submissions:
            for patch in submission.patches:
                batch.add(patch)
        return batch

    def add(self, patch: Patch) -> None:
        key = (patch.project_id, patch.id)
        if isinstance(patch, ObservationPatch):
            self.observations.setdefault(key, []).append(patch)
        elif isinstance(patch, TracePatch):
            self.traces.setdefault(key, []).append(patch)
        else:
            self.scores.setdefault(key, []).append(patch)


class Committer:
    """Turns batches into stored rows. Used by one thread at a time."""

    def __init__(self, engine: EventEngine, prices: Prices, clock: Clock) -> None:
        self._engine = engine
        self._prices = prices
        self._clock = clock
        self._recent_traces: RecentRows[TraceRow] = RecentRows()
        self._recent_observations: RecentRows[ObservationRow] = RecentRows()
        self._version = 0

    def commit(self, submissions: Sequence[Submission]) -> None:
        """Store everything; raises without having acknowledged anything.

        Raises ServiceUnavailable when the store is down, pyarrow.ArrowInvalid or OverflowError when
        a value fits no column.
        """
        now = self._clock.now()
        self._version = max(self._version + 1, now)
        batch = Batch.of(submissions)
        observation_states = self._observation_states(batch)
        self._shallow_traces(batch, observation_states)
        traces, attributes, moved = self._traces(batch, now)
        rows, gone = self._observations(batch, observation_states, attributes, now)
        scores = self._scores(batch, now)
        restamped = [
            table
            for (project_id, trace_id), stamp in moved.items()
            if (table := self._restamped(project_id, trace_id, stamp)) is not None
        ]
        self._insert(traces, gone, restamped, rows, scores)
        self._insert_signals(submissions, now)
        for trace in traces:
            self._recent_traces.keep((trace.project_id, trace.id), trace)
        for row in rows:
            if row.merge_log or row.end_time is None:
                self._recent_observations.keep((row.project_id, row.id), row)
            else:
                self._recent_observations.forget((row.project_id, row.id))

    def forget(self, project_id: str, trace_ids: Iterable[str]) -> None:
        """Deleted traces must not be remembered."""
        for trace_id in trace_ids:
            self._recent_traces.forget((project_id, trace_id))
        self._recent_observations.clear()

    # --- what is stored

    def _observation_states(self, batch: Batch) -> dict[Key, tuple[merge.State, Any]]:
        """Merged state and stored row (or None) of every observation in the batch."""
        partial = [
            key
            for key, patches in batch.observations.items()
            if not all(patch.complete for patch in patches)
        ]
        stored = self._stored(partial, self._recent_observations, lookup.stored_observations)
        states: dict[Key, tuple[merge.State, Any]] = {}
        for key, patches in batch.observations.items():
            row = stored.get(key)
            if row is None:
                state = merge.fresh(patches[0].event_time)
            else:
                state = merge.read_log(
                    row.merge_log,
                    finalise.observation_fields(row),
                    finalise.stored_metadata(row),
                    row.event_time,
                    finalise.OBSERVATION_DEFAULTS,
                )
                state.created_at = row.created_at
            _apply(state, patches, null_ignored=True)
            states[key] = (state, row)
        return states

    def _stored(self, keys: list[Key], recent: RecentRows[Any], load: Any) -> dict[Key, Any]:
        """Rows of `keys`, from the recent ones or the store."""
        found: dict[Key, Any] = {}
        asked: dict[str, list[str]] = {}
        for key in keys:
            row = recent.get(key)
            if row is None:
                asked.setdefault(key[0], []).append(key[1])
            else:
                found[key] = row
        for project_id, ids in asked.items():
            for entity_id, row in load(self._engine, project_id, ids).items():
                found[project_id, entity_id] = row
        return found

    # --- traces

    def _shallow_traces(self, batch: Batch, states: dict[Key, tuple[merge.State, Any]]) -> None:
        """Every observation and its trace exist together: traces nobody created are made."""
        for (project_id, observation_id), (state, _) in states.items():
            trace_id = state.fields.get("trace_id") or finalise.derived_trace_id(
                project_id, observation_id
            )
            key = (project_id, trace_id)
            if key in batch.traces:
                continue
            patch = batch.observations[project_id, observation_id][0]
            shallow = TracePatch(
                project_id=project_id,
                id=trace_id,
                event_time=state.fields.get("start_time") or state.first_time,
                is_create=False,
                origin=patch.origin,
                fields={"environment": state.fields.get("environment", "default")},
            )
            batch.traces[key] = [shallow]

    def _traces(
        self, batch: Batch, now: Micros
    ) -> tuple[list[TraceRow], dict[Key, TraceAttributes], dict[Key, TraceAttributes]]:
        """Rows to write, the attributes of every trace, and those that changed on stored traces."""
        stored = self._stored(list(batch.traces), self._recent_traces, lookup.stored_traces)
        rows: list[TraceRow] = []
        attributes: dict[Key, TraceAttributes] = {}
        moved: dict[Key, TraceAttributes] = {}
        for key, patches in batch.traces.items():
            before: TraceRow | None = stored.get(key)
            if before is None:
                state = merge.fresh(patches[0].event_time)
            else:
                state = merge.read_log(
                    before.merge_log,
                    finalise.trace_fields(before),
                    finalise.stored_metadata(before),
                    before.event_time,
                    finalise.TRACE_DEFAULTS,
                )
                state.created_at = before.created_at
            _apply(state, patches, null_ignored=False)
            if before is not None and not state.changed:
                attributes[key] = TraceAttributes.of(before)
                continue
            row = finalise.trace_row(*key, state, _origin(patches), now, self._version)
            rows.append(row)
            attributes[key] = TraceAttributes.of(row)
            if before is not None:
                if attributes[key] != TraceAttributes.of(before):
                    moved[key] = attributes[key]
                if row.timestamp // _MINUTE != before.timestamp // _MINUTE:
                    rows.append(_tombstone(before, self._version))
        return rows, attributes, moved

    # --- observations and scores

    def _observations(
        self,
        batch: Batch,
        states: dict[Key, tuple[merge.State, Any]],
        attributes: dict[Key, TraceAttributes],
        now: Micros,
    ) -> tuple[list[ObservationRow], list[ObservationRow]]:
        """Rows to write, and tombstones of rows that moved to another place in the sort order."""
        rows: list[ObservationRow] = []
        gone: list[ObservationRow] = []
        for key, (state, before) in states.items():
            patches = batch.observations[key]
            trace_id = state.fields.get("trace_id") or finalise.derived_trace_id(*key)
            row = finalise.observation_row(
                *key,
                state,
                _origin(patches),
                attributes[key[0], trace_id],
                self._prices,
                now,
                self._version,
                complete=before is None and len(patches) == 1 and patches[0].complete,
            )
            rows.append(row)
            if before is not None and _place(row) != _place(before):
                gone.append(_tombstone(before, self._version))
        return rows, gone

    def _scores(self, batch: Batch, now: Micros) -> list[ScoreRow]:
        stored = self._stored(list(batch.scores), RecentRows(), lookup.stored_scores)
        rows: list[ScoreRow] = []
        for key, patches in batch.scores.items():
            before: ScoreRow | None = stored.get(key)
            if before is None:
                state = merge.fresh(patches[0].event_time)
            else:
                state = merge.read_log(
                    before.merge_log,
                    finalise.score_fields(before),
                    finalise.stored_metadata(before),
                    before.event_time,
                    finalise.SCORE_DEFAULTS,
                )
                state.created_at = before.created_at
            _apply(state, patches, null_ignored=False)
            row = finalise.score_row(*key, state, _origin(patches), now, self._version)
            rows.append(row)
            if before is not None and row.timestamp // _MINUTE != before.timestamp // _MINUTE:
                rows.append(_tombstone(before, self._version))
        return rows

    # --- writing

    def _restamped(
        self, project_id: str, trace_id: str, attributes: TraceAttributes
    ) -> pa.Table | None:
        return lookup.restamped_observations(
            self._engine, project_id, trace_id, attributes, self._version
        )

    def _insert(
        self,
        traces: list[TraceRow],
        gone: list[ObservationRow],
        restamped: list[pa.Table],
        rows: list[ObservationRow],
        scores: list[ScoreRow],
    ) -> None:
        """Restamped rows go first: a row of this batch, later in the part, replaces them."""
        trace_rows = trace_table(traces) if traces else None
        observation_rows = [*restamped]
        if gone or rows:
            observation_rows.append(observation_table([*gone, *rows]))
        score_rows = score_table(scores) if scores else None
        if trace_rows is not None:
            self._engine.insert("traces", trace_rows)
        if observation_rows:
            schema = pa.schema([(column.name, column.arrow) for column in OBSERVATION_COLUMNS])
            tables = [table.cast(schema) for table in observation_rows]
            self._engine.insert("observations", pa.concat_tables(tables))
        if score_rows is not None:
            self._engine.insert("scores", score_rows)

    def _insert_signals(self, submissions: Sequence[Submission], now: Micros) -> None:
        logs = [record for submission in submissions for record in submission.logs]
        points = [point for submission in submissions for point in submission.metric_points]
        for record in logs:
            record.created_at, record.row_version = now, self._version
        for point in points:
            point.created_at, point.row_version = now, self._version
        if logs:
            self._engine.insert("log_records", log_record_table(logs))
        if points:
            self._engine.insert("metric_points", metric_point_table(points))


def _apply(state: merge.State, patches: Sequence[Any], *, null_ignored: bool) -> None:
    for patch in patches:
        merge.apply(
            state, patch.fields, patch.event_time, patch.is_create, null_ignored=null_ignored
        )


def _origin(patches: Sequence[Any]) -> Origin:
    origin: Origin = patches[-1].origin
    return origin


def _place(row: ObservationRow) -> tuple[str, int]:
    return row.trace_id, row.start_time // _MINUTE


_T = TypeVar("_T", ObservationRow, TraceRow, ScoreRow)


def _tombstone(row: _T, version: int) -> _T:
    """Marks the row at its old place in the sort order as deleted, without its payload."""
    gone = msgspec.structs.replace(row, is_deleted=True, row_version=version, metadata={})
    if isinstance(gone, ObservationRow | TraceRow):
        gone.input = gone.output = ""
    return gone
