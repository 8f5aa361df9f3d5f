"""Writing charges into the ledger: each observation counts once, whatever comes twice or late."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from gatelight.records.database import Database
from gatelight.records.tables.spend import SpendDay, SpendEntry
from gatelight.spend import queries
from gatelight.spend.charges import Charge

_DayKey = tuple[str, str, str]


def book(database: Database, charges: Sequence[Charge]) -> None:
    """Write `charges`, the later of two for the same observation winning. What is written already
    changes nothing. Raises ServiceUnavailable."""
    by_project: dict[str, list[Charge]] = {}
    for charge in charges:
        by_project.setdefault(charge.project_id, []).append(charge)
    with database.session() as session:
        for project_id in sorted(queries.projects_among(session, by_project)):
            database.lock(session, f"spend:{project_id}")
            _Booking(session, project_id).write(by_project[project_id])


class _Booking:
    """One project's charges in one transaction that holds the project's lock."""

    def __init__(self, session: Session, project_id: str) -> None:
        self._session = session
        self._project_id = project_id
        self._entries: dict[str, SpendEntry] = {}
        self._of_call: dict[str, list[SpendEntry]] = {}
        self._deltas: dict[_DayKey, tuple[Decimal, int, int]] = {}

    def write(self, charges: list[Charge]) -> None:
        found = queries.entries(
            self._session,
            self._project_id,
            {charge.observation_id for charge in charges},
            {charge.call_id for charge in charges if charge.call_id},
        )
        for entry in found:
            self._know(entry)
        for charge in charges:
            if self._wanted(charge):
                self._one(charge)
        self._add_up()

    def _know(self, entry: SpendEntry) -> None:
        self._entries[entry.observation_id] = entry
        if entry.call_id:
            self._of_call.setdefault(entry.call_id, []).append(entry)

    def _wanted(self, charge: Charge) -> bool:
        """Not when the gateway tells the cost of a call whose trace was faster. What the gateway
        told before is taken back when the trace comes."""
        of_call = self._of_call.get(charge.call_id, []) if charge.call_id else []
        if not charge.priced:
            return not any(entry.priced for entry in of_call)
        for told in [entry for entry in of_call if not entry.priced]:
            self._count(told, -1)
            if told in self._session.new:
                self._session.expunge(told)
            else:
                self._session.delete(told)
            of_call.remove(told)
            del self._entries[told.observation_id]
        return True

    def _one(self, charge: Charge) -> None:
        before = self._entries.get(charge.observation_id)
        if before is None:
            if not charge.amount and not charge.tokens:
                return
            entry = SpendEntry(
                project_id=charge.project_id,
                observation_id=charge.observation_id,
                call_id=charge.call_id,
            )
            _fill(entry, charge)
            self._session.add(entry)
            self._know(entry)
            self._count(entry, 1)
            return
        same = (before.amount, before.tokens, before.day, before.targets) == (
            charge.amount,
            charge.tokens,
            charge.day,
            [list(target) for target in charge.targets],
        )
        if not same:
            self._count(before, -1)
            _fill(before, charge)
            self._count(before, 1)

    def _count(self, entry: SpendEntry, times: int) -> None:
        for scope, target in entry.targets:
            key = (scope, target, entry.day)
            amount, calls, tokens = self._deltas.get(key, (Decimal(0), 0, 0))
            self._deltas[key] = (
                amount + times * entry.amount,
                calls + times,
                tokens + times * entry.tokens,
            )

    def _add_up(self) -> None:
        changed = {key: delta for key, delta in self._deltas.items() if any(delta)}
        rows = queries.days(self._session, self._project_id, changed) if changed else {}
        for key, (amount, calls, tokens) in changed.items():
            row = rows.get(key)
            if row is None:
                scope, target, day = key
                row = SpendDay(
                    project_id=self._project_id,
                    scope=scope,
                    target=target,
                    day=day,
                    amount=Decimal(0),
                    calls=0,
                    tokens=0,
                )
                self._session.add(row)
            row.amount += amount
            row.calls += calls
            row.tokens += tokens


def _fill(entry: SpendEntry, charge: Charge) -> None:
    entry.day = charge.day
    entry.targets = [list(target) for target in charge.targets]
    entry.amount = charge.amount
    entry.tokens = charge.tokens
    entry.priced = charge.priced
