"""Preparing a commit: the submissions of a moment, merged with what is known and priced.

The order is: find what is stored of the entities touched, merge, build rows. Rows stay known while
they are on their way to the store, so that the next commit can be prepared meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
from gatelight.ingest.known import KnownRows
from gatelight.ingest.seen_ids import SeenIds, SeenTables

Key = tuple[str, str]
"""Project id and entity id."""

_T = TypeVar("_T", ObservationRow, TraceRow, ScoreRow)
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


class Prepared(msgspec.Struct, kw_only=True):
    """Rows ready to be written. `moved` are stored traces whose attributes changed."""

    version: int
    traces: list[TraceRow]
    observations: list[ObservationRow]
    gone: list[ObservationRow]
    scores: list[ScoreRow]
    moved: dict[Key, TraceAttributes]
    tables: dict[str, pa.Table]


class Preparer:
    """Turns batches into rows. Used by one thread at a time, except for `landed`."""

    def __init__(self, engine: EventEngine, prices: Prices, clock: Clock) -> None:
        self._engine = engine
        self._prices = prices
        self._clock = clock
        self._traces_known: KnownRows[TraceRow] = KnownRows()
        self._observations_known: KnownRows[ObservationRow] = KnownRows()
        self._scores_known: KnownRows[ScoreRow] = KnownRows(max_bytes=0)
        self._version = 0
        self.seen = SeenTables(engine)

    def prepare(self, submissions: Sequence[Submission]) -> Prepared:
        """Rows of everything in `submissions`, known from now on.

        Raises ServiceUnavailable when the store is down, pyarrow.ArrowInvalid or OverflowError when
        a value fits no column.
        """
        now = self._clock.now()
        self._version = max(self._version + 1, now)
        batch = Batch.of(submissions)
        states = self._observation_states(batch)
        self._shallow_traces(batch, states)
        traces, attributes, moved = self._traces(batch, now)
        rows, gone = self._observations(batch, states, attributes, now)
        scores = self._scores(batch, now)
        prepared = Prepared(
            version=self._version,
            traces=traces,
            observations=rows,
            gone=gone,
            scores=scores,
            moved=moved,
            tables=self._tables(submissions, traces, [*gone, *rows], scores, now),
        )
        self._take_off(prepared)
        return prepared

    def _take_off(self, prepared: Prepared) -> None:
        """The rows are on their way: known although no look-up finds them yet."""
        for trace in prepared.traces:
            self.seen.traces.add(trace.project_id, trace.id)
            self._traces_known.fly((trace.project_id, trace.id), trace)
        for row in prepared.observations:
            self.seen.observations.add(row.project_id, row.id)
            settled = not row.merge_log and row.end_time is not None
            self._observations_known.fly((row.project_id, row.id), row, keep=not settled)
        for score in prepared.scores:
            self.seen.scores.add(score.project_id, score.id)
            self._scores_known.fly((score.project_id, score.id), score)

    def landed(self, prepared: Prepared) -> None:
        """The rows are in the store: look-ups find them there from now on."""
        for trace in prepared.traces:
            self._traces_known.land((trace.project_id, trace.id), trace)
        for row in prepared.observations:
            self._observations_known.land((row.project_id, row.id), row)
        for score in prepared.scores:
            self._scores_known.land((score.project_id, score.id), score)

    @staticmethod
    def touched_by(prepared: Prepared) -> set[Key]:
        """The traces and scores that were read and are written."""
        keys = {(row.project_id, row.trace_id) for row in [*prepared.observations, *prepared.gone]}
        keys |= {(row.project_id, row.id) for row in prepared.traces}
        return keys | {(row.project_id, row.id) for row in prepared.scores}

    def forget(self) -> None:
        """Know nothing: after a failed write, or when rows were deleted."""
        self._traces_known.clear()
        self._observations_known.clear()
        self._scores_known.clear()

    def _tables(
        self,
        submissions: Sequence[Submission],
        traces: list[TraceRow],
        observations: list[ObservationRow],
        scores: list[ScoreRow],
        now: Micros,
    ) -> dict[str, pa.Table]:
        """Typed columns by table name, only of tables that get rows."""
        logs = [record for submission in submissions for record in submission.logs]
        points = [point for submission in submissions for point in submission.metric_points]
        for record in logs:
            record.created_at, record.row_version = now, self._version
        for point in points:
            point.created_at, point.row_version = now, self._version
        tables: dict[str, pa.Table] = {}
        if traces:
            tables["traces"] = trace_table(traces)
        if observations:
            tables["observations"] = observation_table(observations)
        if scores:
            tables["scores"] = score_table(scores)
        if logs:
            tables["log_records"] = log_record_table(logs)
        if points:
            tables["metric_points"] = metric_point_table(points)
        return tables

    # --- what is stored

    def _observation_states(self, batch: Batch) -> dict[Key, tuple[merge.State, Any]]:
        """Merged state and stored row (or None) of every observation in the batch."""
        partial = [
            key
            for key, patches in batch.observations.items()
            if not all(patch.complete for patch in patches)
        ]
        stored = self._stored(
            partial,
            self._observations_known,
            self.seen.observations,
            lookup.stored_observations,
        )
        states: dict[Key, tuple[merge.State, Any]] = {}
        for key, patches in batch.observations.items():
            row = stored.get(key)
            state = _merged(
                row, patches, finalise.observation_fields, finalise.OBSERVATION_DEFAULTS
            )
            states[key] = (state, row)
        return states

    def _stored(
        self, keys: list[Key], known: KnownRows[Any], seen: SeenIds, load: Any
    ) -> dict[Key, Any]:
        """Rows of `keys`: the known ones, else from the store, where it may have them."""
        found: dict[Key, Any] = {}
        asked: dict[str, list[str]] = {}
        for key in keys:
            row = known.get(key)
            if row is not None:
                found[key] = row
            elif seen.maybe_stored(*key):
                asked.setdefault(key[0], []).append(key[1])
        for project_id, ids in asked.items():
            for entity_id, row in load(self._engine, project_id, ids).items():
                found[project_id, entity_id] = row
                # another server's clock may be ahead: what is written now must replace the row
                self._version = max(self._version, row.row_version + 1)
        return found

    # --- what must be locked

    def touched(self, submissions: Sequence[Submission]) -> set[Key]:
        """The traces and scores that `prepare` would read and write, as far as can be told before
        it: updates that name no trace are looked up."""
        batch = Batch.of(submissions)
        keys = {*batch.traces, *batch.scores}
        unnamed: dict[str, list[str]] = {}
        for (project_id, observation_id), patches in batch.observations.items():
            named = [trace for each in patches if (trace := each.fields.get("trace_id"))]
            keys.update((project_id, trace) for trace in named)
            if not all(patch.complete for patch in patches):
                # two servers may make one observation under different traces
                keys.add((project_id, f"observation {observation_id}"))
                unnamed.setdefault(project_id, []).append(observation_id)
            if not named:
                keys.add((project_id, finalise.derived_trace_id(project_id, observation_id)))
        for project_id, ids in unnamed.items():
            for row in lookup.stored_observations(self._engine, project_id, ids).values():
                keys.add((project_id, row.trace_id))
        return keys

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
        stored = self._stored(
            list(batch.traces), self._traces_known, self.seen.traces, lookup.stored_traces
        )
        rows: list[TraceRow] = []
        attributes: dict[Key, TraceAttributes] = {}
        moved: dict[Key, TraceAttributes] = {}
        for key, patches in batch.traces.items():
            before: TraceRow | None = stored.get(key)
            state = _merged(before, patches, finalise.trace_fields, finalise.TRACE_DEFAULTS)
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
        stored = self._stored(
            list(batch.scores), self._scores_known, self.seen.scores, lookup.stored_scores
        )
        rows: list[ScoreRow] = []
        for key, patches in batch.scores.items():
            before: ScoreRow | None = stored.get(key)
            state = _merged(before, patches, finalise.score_fields, finalise.SCORE_DEFAULTS)
            row = finalise.score_row(*key, state, _origin(patches), now, self._version)
            rows.append(row)
            if before is not None and row.timestamp // _MINUTE != before.timestamp // _MINUTE:
                rows.append(_tombstone(before, self._version))
        return rows


def _merged(
    stored: _T | None,
    patches: Sequence[Any],
    fields_of: Callable[[_T], dict[str, Any]],
    defaults: dict[str, Any],
) -> merge.State:
    """What is stored of an entity, if anything, with `patches` merged into it."""
    if stored is None:
        state = merge.fresh(patches[0].event_time)
    else:
        metadata = finalise.stored_metadata(stored)
        state = merge.read_log(
            stored.merge_log, fields_of(stored), metadata, stored.event_time, defaults
        )
        state.created_at = stored.created_at
    for patch in patches:
        merge.apply(
            state,
            patch.fields,
            patch.event_time,
            patch.is_create,
            null_ignored=isinstance(patch, ObservationPatch),
        )
    return state


def _origin(patches: Sequence[Any]) -> Origin:
    origin: Origin = patches[-1].origin
    return origin


def _place(row: ObservationRow) -> tuple[str, int]:
    return row.trace_id, row.start_time // _MINUTE


def _tombstone(row: _T, version: int) -> _T:
    """Marks the row at its old place in the sort order as deleted, without its payload."""
    gone = msgspec.structs.replace(row, is_deleted=True, row_version=version, metadata={})
    if isinstance(gone, ObservationRow | TraceRow):
        gone.input = gone.output = ""
    return gone
