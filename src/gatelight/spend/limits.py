"""Whether one more call may be made: requests and tokens a minute, and budgets.

A call is open from the moment it is let in until the gateway tells its cost or its trace is priced.
Open calls count with what they will probably cost, so that callers who come at once cannot spend a
budget several times; what is refused for their sake alone may be tried again soon. They are kept in
this process only: after a restart the calls that were open are counted when they end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

import msgspec

from gatelight.core.time import Clock, Micros, to_datetime
from gatelight.records.database import Database
from gatelight.spend import queries
from gatelight.spend.charges import Scope, Target
from gatelight.spend.money_text import dollars
from gatelight.spend.periods import Period
from gatelight.spend.states import BudgetState, budget_states

MINUTE: Micros = 60_000_000
MAX_READS = 4
OPEN_FOR: Micros = 15 * MINUTE
"""After that long without a word a call is taken as lost."""
HELD_SECONDS = 1
"""When to try again while calls on their way hold what is left of a budget."""
_NOUNS: dict[Scope, str] = {
    "key": "this key",
    "user": "user {id}",
    "team": "team {id}",
    "project": "the project",
    "tag": "tag {id}",
}


class RateLimit(NamedTuple):
    """What a key, user or team may do a minute; None for no limit."""

    target: Target
    requests: int | None
    tokens: int | None


class Refusal(msgspec.Struct, frozen=True):
    """Why a call is refused. `retry_after`: seconds, None when waiting does not help."""

    status: int
    code: str
    message: str
    retry_after: int | None = None
    resets_at: datetime | None = None


class Admitted(msgspec.Struct, frozen=True):
    """The budgets in force for a call; those above their soft limit are worth a warning."""

    budgets: list[BudgetState]


class _Open(msgspec.Struct):
    targets: list[Target]
    estimate: Decimal
    since: Micros


class _Minute(msgspec.Struct):
    number: int
    requests: int = 0
    tokens: int = 0


class Limits:
    """Thread-safe. One object for each process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[tuple[str, str], _Open] = {}
        self._held: dict[tuple[str, Target], Decimal] = {}
        self._minutes: dict[tuple[str, Target], _Minute] = {}
        self._swept: Micros = 0
        self._ended = 0

    def admit(
        self,
        project_id: str,
        call_id: str,
        targets: Sequence[Target],
        rates: Iterable[RateLimit],
        estimate: Callable[[], Decimal],
    ) -> Admitted | Refusal:
        """Let one call in, or say why not. `estimate` gives its probable cost; it is asked only
        where a budget is in force. Raises ServiceUnavailable."""
        attempts = 0
        while True:
            ended = self._ended
            states = self._states(project_id, targets)
            probable = estimate() if any(state.hard_limit is not None for state in states) else None
            attempts += 1
            with self._lock:
                # A call that ended meanwhile may be in neither: its cost came after the reading,
                # and it is open no more.
                if self._ended == ended or attempts == MAX_READS:
                    return self._decide(project_id, call_id, list(targets), rates, states, probable)

    def _decide(
        self,
        project_id: str,
        call_id: str,
        targets: list[Target],
        rates: Iterable[RateLimit],
        states: Sequence[BudgetState],
        probable: Decimal | None,
    ) -> Admitted | Refusal:
        """The caller holds the lock."""
        now = self._clock.now()
        self._sweep(now)
        limits = [rate for rate in rates if rate.requests or rate.tokens]
        for rate in limits:
            if refusal := self._over_rate(project_id, rate, now):
                return refusal
        current = [self._with_open(project_id, state) for state in states]
        if over := [state for state in current if state.over_hard]:
            # One that is spent needs longer than one that is only held.
            return _over_budget(max(over, key=lambda state: state.spent_out), to_datetime(now))
        for rate in limits:
            self._minute(project_id, rate.target, now).requests += 1
        if probable is not None:
            self._hold(project_id, call_id, _Open(targets, probable, now))
        return Admitted(current)

    def budget_states(self, project_id: str, targets: Sequence[Target]) -> list[BudgetState]:
        """The budgets of these targets as they stand. Raises ServiceUnavailable."""
        states = self._states(project_id, targets)
        with self._lock:
            return [self._with_open(project_id, state) for state in states]

    def _states(self, project_id: str, targets: Sequence[Target]) -> list[BudgetState]:
        """Without what is open."""
        with self._database.reader() as session:
            budgets = queries.budgets_of(session, project_id, targets)
            if not budgets:
                return []
            return budget_states(session, project_id, budgets, to_datetime(self._clock.now()))

    def _with_open(self, project_id: str, state: BudgetState) -> BudgetState:
        """The caller holds the lock."""
        held = self._held.get((project_id, state.target), Decimal(0))
        return msgspec.structs.replace(state, open=held)

    def count_tokens(self, project_id: str, targets: Iterable[Target], tokens: int) -> None:
        """A call has ended and took `tokens`; they count in the minute it ended in."""
        now = self._clock.now()
        with self._lock:
            for target in targets:
                if target.scope in ("key", "user", "team"):
                    self._minute(project_id, target, now).tokens += tokens

    def release(self, project_id: str, call_id: str) -> None:
        """A call's cost is in the ledger now, or it has none."""
        with self._lock:
            self._ended += 1
            self._drop((project_id, call_id))

    # --- with the lock held

    def _over_rate(self, project_id: str, rate: RateLimit, now: Micros) -> Refusal | None:
        minute = self._minute(project_id, rate.target, now)
        for unit, used, limit in (
            ("requests", minute.requests, rate.requests),
            ("tokens", minute.tokens, rate.tokens),
        ):
            if limit is not None and used >= limit:
                seconds = -(-((minute.number + 1) * MINUTE - now) // 1_000_000)
                return Refusal(
                    429,
                    f"{unit}_per_minute",
                    f"Rate limit of {_noun(rate.target)} reached: {limit} {unit} a minute. "
                    f"Try again in {seconds} s.",
                    seconds,
                    to_datetime((minute.number + 1) * MINUTE),
                )
        return None

    def _minute(self, project_id: str, target: Target, now: Micros) -> _Minute:
        number = now // MINUTE
        found = self._minutes.get((project_id, target))
        if found is None or found.number != number:
            found = self._minutes[project_id, target] = _Minute(number)
        return found

    def _hold(self, project_id: str, call_id: str, call: _Open) -> None:
        self._drop((project_id, call_id))
        self._open[project_id, call_id] = call
        for target in call.targets:
            key = (project_id, target)
            self._held[key] = self._held.get(key, Decimal(0)) + call.estimate

    def _drop(self, call: tuple[str, str]) -> None:
        found = self._open.pop(call, None)
        for target in found.targets if found else ():
            key = (call[0], target)
            left = self._held.get(key, Decimal(0)) - found.estimate  # type: ignore[union-attr]
            if left > 0:
                self._held[key] = left
            else:
                self._held.pop(key, None)

    def _sweep(self, now: Micros) -> None:
        """Once a minute: calls that never ended, minutes that are over."""
        if now - self._swept < MINUTE:
            return
        self._swept = now
        for call in [key for key, value in self._open.items() if now - value.since > OPEN_FOR]:
            self._drop(call)
        number = now // MINUTE
        self._minutes = {
            key: minute for key, minute in self._minutes.items() if minute.number == number
        }


def _over_budget(state: BudgetState, now: datetime) -> Refusal:
    until = state.resets_at
    kind = "" if state.period is Period.TOTAL else f" a {state.period}"
    amounts = f"{dollars(state.spent)} of {dollars(state.hard_limit)}{kind}"
    if not state.spent_out:
        return Refusal(
            429,
            "budget_held",
            f"Calls on their way hold what is left of the budget of {_noun(state.target)}: "
            f"{amounts} is spent. Try again in {HELD_SECONDS} s.",
            HELD_SECONDS,
            until,
        )
    when = f"It resets at {until:%Y-%m-%dT%H:%M:%SZ}." if until else "It does not reset by itself."
    seconds = None if until is None else max(1, -(-(until - now) // timedelta(seconds=1)))
    return Refusal(
        429,
        "budget_exceeded",
        f"The budget of {_noun(state.target)} is spent: {amounts}. {when}",
        seconds,
        until,
    )


def _noun(target: Target) -> str:
    return _NOUNS[target.scope].format(id=target.id)
