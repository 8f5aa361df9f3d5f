"""The ledger of spend: what is stored of gateway calls becomes spend, off the way of ingestion.

The writer hands over the rows it has stored; a thread books them in batches. A server that dies
between the two loses nothing: at start, and every few minutes, the event store's latest gateway
calls are booked again, which changes nothing for those that are booked already.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from gatelight.core.time import Clock, from_datetime, to_datetime
from gatelight.errors import ApiError
from gatelight.events.engine import EventEngine
from gatelight.events.gateway_calls import PAGE, gateway_calls
from gatelight.events.rows import ObservationRow
from gatelight.records.database import Database
from gatelight.spend import queries
from gatelight.spend.book import book
from gatelight.spend.charges import Charge, charge, day_of
from gatelight.telemetry.logs import logger

MAX_WAITING = 50_000
"""More charges than that are left to the next comparison with the event store."""
BATCH = 1_000
GATHER_SECONDS = 0.05
RETRY_SECONDS = 1.0
COMPARE_SECONDS = 300.0
KEPT = timedelta(days=40)
"""How long single calls are remembered; changes of older ones no longer change the spend."""
LATE = timedelta(days=2)
"""How long before its storing a call may have begun to be found by a comparison."""
OVERLAP = timedelta(minutes=10)
_MARK = "stored"

Released = Callable[[str, str], None]
"""Called with project id and call id when a call's trace is stored."""

_log = logger("spend")


class SpendLedger:
    """`stored` is called by the writer and returns at once; `start` and `stop` run the thread."""

    def __init__(
        self, database: Database, engine: EventEngine, clock: Clock, released: Released
    ) -> None:
        self._database = database
        self._engine = engine
        self._clock = clock
        self._released = released
        self._waiting: deque[Charge] = deque()
        self._changed = threading.Condition()
        self._busy = False
        self._stopping = False
        self._compare_soon = True
        self._thread = threading.Thread(target=self._run, name="spend-ledger", daemon=True)

    # --- life

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 20.0) -> None:
        """Book what waits and end the thread; what cannot be booked is found at the next start."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def flush(self, timeout: float = 30.0) -> bool:
        """Wait until everything stored before is booked; whether it was in time."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not (self._waiting or self._busy or self._compare_soon), timeout
            )

    @property
    def depth(self) -> int:
        """Charges that wait."""
        return len(self._waiting)

    # --- what comes in

    def stored(self, rows: Iterable[ObservationRow]) -> None:
        """Rows that are in the event store now."""
        charges = [made for row in rows if (made := _charge_of(row)) is not None]
        if not charges:
            return
        with self._changed:
            if len(self._waiting) + len(charges) > MAX_WAITING:
                self._compare_soon = True
            else:
                self._waiting.extend(charges)
            self._changed.notify_all()

    def told(self, charges: Sequence[Charge]) -> None:
        """Book what the gateway tells of calls that have just ended, before returning.

        Raises ServiceUnavailable.
        """
        if charges:
            book(self._database, charges)

    # --- the thread

    def _run(self) -> None:
        due = 0.0
        while True:
            with self._changed:
                if not self._waiting and not self._compare_soon and not self._stopping:
                    self._changed.wait(max(due - self._seconds(), GATHER_SECONDS))
                if self._stopping and not self._waiting:
                    return
                if self._seconds() >= due:
                    self._compare_soon = True
                self._busy = bool(self._waiting)
            if self._busy:
                self._book_waiting()
            if self._compare_soon and not self._stopping:
                due = self._seconds() + (COMPARE_SECONDS if self._compare() else RETRY_SECONDS)

    def _seconds(self) -> float:
        return self._clock.now() / 1_000_000

    def _book_waiting(self) -> None:
        if not self._stopping:
            threading.Event().wait(GATHER_SECONDS)
        with self._changed:
            taken = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        booked = self._try(lambda: self._book(taken), "charges were not booked")
        with self._changed:
            if not booked and self._stopping:
                self._waiting.clear()
            elif not booked:
                self._waiting.extendleft(reversed(taken))
            self._busy = False
            self._changed.notify_all()
        if not booked and not self._stopping:
            threading.Event().wait(RETRY_SECONDS)

    def _book(self, charges: Sequence[Charge]) -> None:
        oldest = day_of(self._clock.now() - KEPT // timedelta(microseconds=1))
        book(self._database, [charge for charge in charges if charge.day >= oldest])
        for each in charges:
            if each.call_id:
                self._released(each.project_id, each.call_id)

    def _compare(self) -> bool:
        """Book what the event store has and the ledger may lack; whether it went well."""
        done = self._try(self._catch_up, "spend was not compared with the event store")
        with self._changed:
            self._compare_soon = False
            self._changed.notify_all()
        return done

    def _catch_up(self) -> None:
        now = to_datetime(self._clock.now())
        with self._database.reader() as session:
            before = queries.mark(session, _MARK)
            project_ids = queries.all_project_ids(session)
        updated = now - KEPT if before is None else before - OVERLAP
        started = updated if before is None else updated - LATE
        for project_id in project_ids:
            after = None
            while True:
                rows = gateway_calls(
                    self._engine,
                    project_id,
                    started_from=from_datetime(max(started, now - KEPT)),
                    updated_from=from_datetime(updated),
                    after=after,
                )
                self._book(
                    [made for row in rows if (made := _charge_read(project_id, row)) is not None]
                )
                if len(rows) < PAGE:
                    break
                after = (rows[-1]["start_time"], rows[-1]["id"])
        with self._database.session() as session:
            queries.set_mark(session, _MARK, now)
            queries.prune_entries(session, (now - KEPT).date())

    def _try(self, action: Callable[[], None], failed: str) -> bool:
        """False when trying again may help. What no retry can mend is logged and left."""
        try:
            action()
        except ApiError as error:
            _log.warning("%s: %s", failed, error.message)
            return False
        except Exception as error:
            _log.error("%s", failed, exc_info=error)
        return True


def _charge_of(row: ObservationRow) -> Charge | None:
    if row.is_deleted:
        return None
    return charge(
        project_id=row.project_id,
        observation_id=row.id,
        call_id=row.gateway_call_id,
        time=row.start_time,
        key=row.gateway_key_hash,
        user=row.gateway_user_id,
        team=row.gateway_team_id,
        tags=row.tags,
        amount=row.total_cost,
        tokens=sum(row.tokens.values()),
        priced=True,
    )


def _charge_read(project_id: str, row: dict[str, Any]) -> Charge | None:
    return charge(
        project_id=project_id,
        observation_id=row["id"],
        call_id=row["gateway_call_id"],
        time=row["start_time"],
        key=row["gateway_key_hash"],
        user=row["gateway_user_id"],
        team=row["gateway_team_id"],
        tags=row["tags"],
        amount=row["total_cost"],
        tokens=sum(row["tokens"].values()),
        priced=True,
    )
