"""One commit: prepared rows written to the event store, on disk and readable on return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa

from gatelight.core.patch import Submission
from gatelight.core.time import Clock
from gatelight.events import lookup
from gatelight.events.columns import OBSERVATION_COLUMNS
from gatelight.events.deletion import delete_traces
from gatelight.events.engine import EventEngine
from gatelight.ingest.finalise import Prices
from gatelight.ingest.prepare import Prepared, Preparer
from gatelight.ingest.seen_ids import SeenTables
from gatelight.ingest.shared import Key, MergeLocks

_OBSERVATIONS = pa.schema([(column.name, column.arrow) for column in OBSERVATION_COLUMNS])


class Committer:
    """Prepares and writes. One thread may prepare while another writes what was prepared before."""

    def __init__(
        self,
        engine: EventEngine,
        prices: Prices,
        clock: Clock,
        locks: MergeLocks | None = None,
    ) -> None:
        """`locks` where other servers write to the same store."""
        self._engine = engine
        self.locks = locks
        self._preparer = Preparer(engine, prices, clock)
        self._inserts = ThreadPoolExecutor(2, thread_name_prefix="event-insert")

    @property
    def seen(self) -> SeenTables:
        """What is known of stored ids."""
        return self._preparer.seen

    def start(self) -> None:
        """Learn in the background which ids are stored."""
        self.seen.start()

    def stop(self) -> None:
        self.seen.stop()

    def prepare(self, submissions: Sequence[Submission]) -> Prepared:
        """See `Preparer.prepare`."""
        return self._preparer.prepare(submissions)

    def write(self, prepared: Prepared) -> None:
        """Store the rows; batches must be written in the order they were prepared.

        Raises ServiceUnavailable when the store is down.
        """
        tables = dict(prepared.tables)
        restamped = self._restamped(prepared)
        if restamped:
            # first, so that a row of this batch, later in the part, replaces them
            own = [tables["observations"]] if "observations" in tables else []
            tables["observations"] = pa.concat_tables(
                [table.cast(_OBSERVATIONS) for table in [*restamped, *own]]
            )
        for done in [
            self._inserts.submit(self._engine.insert, name, table) for name, table in tables.items()
        ]:
            done.result()
        self._preparer.landed(prepared)

    def commit(self, submissions: Sequence[Submission]) -> Prepared:
        """Prepare and write; raises without having acknowledged anything."""
        if self.locks is None:
            prepared = self.prepare(submissions)
            self.write(prepared)
            return prepared
        keys: set[Key] = set()
        while True:
            keys |= self._preparer.touched(submissions)
            with self.locks.of_entities(keys):
                self.forget()  # another server may have written since
                prepared = self.prepare(submissions)
                missed = self._preparer.touched_by(prepared) - keys
                if not missed:
                    self.write(prepared)
                    self.forget()
                    return prepared
            # an observation came under another trace between the look-up and the locks
            keys |= missed

    def exclusively(self, action: Callable[[], None]) -> None:
        """Run `action` while no server writes."""
        if self.locks is None:
            action()
            return
        with self.locks.of_everything():
            self.forget()
            action()

    def delete_traces(self, project_id: str, trace_ids: Sequence[str]) -> None:
        """Delete traces with everything below them. Only within `exclusively`."""
        delete_traces(self._engine, project_id, trace_ids)
        self.forget()

    def forget(self) -> None:
        """Remember no row: after a failed write, or when rows were deleted."""
        self._preparer.forget()

    def _restamped(self, prepared: Prepared) -> list[pa.Table]:
        """Stored observations whose trace changed its attributes, with the new ones."""
        tables = (
            lookup.restamped_observations(
                self._engine, project_id, trace_id, attributes, prepared.version
            )
            for (project_id, trace_id), attributes in prepared.moved.items()
        )
        return [table for table in tables if table is not None]
