"""Budgets and rates: who may make one more call, and until when not."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.spend.conftest import NOON
from tests.spend.test_book import one, told

from gatelight.records.database import Database
from gatelight.records.tables.spend import Budget
from gatelight.spend.book import book
from gatelight.spend.charges import Target
from gatelight.spend.limits import HELD_SECONDS, OPEN_FOR, Admitted, Limits, RateLimit, Refusal
from gatelight.spend.money_text import dollars
from gatelight.spend.periods import Period, first_day, resets_at

KEY = Target("key", "k1")
TARGETS = [Target("project", ""), KEY, Target("user", "anna"), Target("tag", "blue")]
DAY = 24 * 3600 * 1_000_000


def budget(database: Database, period: str = "day", scope: str = "key", **limits: str) -> None:
    target = {"key": "k1", "user": "anna", "tag": "blue"}.get(scope, "")
    with database.session() as session:
        session.add(
            Budget(
                project_id="project",
                scope=scope,
                target=target,
                period=period,
                soft_limit=Decimal(limits["soft"]) if "soft" in limits else None,
                hard_limit=Decimal(limits["hard"]) if "hard" in limits else None,
            )
        )


def ask(limits: Limits, call: str, cost: str = "0", *rates: RateLimit) -> Admitted | Refusal:
    return limits.admit("project", call, TARGETS, rates, lambda: Decimal(cost))


@pytest.mark.parametrize("scope", ["key", "user", "project", "tag"])
def test_a_spent_hard_budget_refuses_until_its_period_ends(database, project, clock, scope) -> None:
    limits = Limits(database, clock)
    budget(database, "day", scope, hard="1")
    book(database, [one("a", "0.99")])
    assert isinstance(ask(limits, "c1"), Admitted)
    book(database, [one("b", "0.01")])
    refused = ask(limits, "c2")
    assert isinstance(refused, Refusal)
    assert (refused.status, refused.code) == (429, "budget_exceeded")
    assert refused.resets_at == datetime(2026, 11, 19, tzinfo=UTC)
    assert refused.retry_after == 12 * 3600
    assert "$1.00 of $1.00" in refused.message
    clock.time = NOON + DAY
    assert isinstance(ask(limits, "c3"), Admitted)


def test_a_soft_budget_only_warns(database, project, clock) -> None:
    limits = Limits(database, clock)
    budget(database, "month", soft="1", hard="2")
    book(database, [one("a", "1.5")])
    admitted = ask(limits, "c1")
    assert isinstance(admitted, Admitted)
    assert [state.over_soft for state in admitted.budgets] == [True]


def test_a_budget_without_an_end_never_resets(database, project, clock) -> None:
    limits = Limits(database, clock)
    budget(database, "total", hard="1")
    book(database, [one("a", "1")])
    clock.time = NOON + 400 * DAY
    refused = ask(limits, "c1")
    assert isinstance(refused, Refusal)
    assert refused.retry_after is None


def test_open_calls_count_until_they_end(database, project, clock) -> None:
    limits = Limits(database, clock)
    budget(database, hard="1")
    outcomes = [ask(limits, f"c{n}", "0.4") for n in range(4)]
    assert [isinstance(each, Admitted) for each in outcomes] == [True, True, True, False]
    held = outcomes[-1]
    assert isinstance(held, Refusal)
    assert (held.status, held.code, held.retry_after) == (429, "budget_held", HELD_SECONDS)
    assert held.message.endswith("$0.00 of $1.00 a day is spent. Try again in 1 s.")
    limits.release("project", "c0")
    assert isinstance(ask(limits, "c4", "0.4"), Admitted)
    assert isinstance(ask(limits, "c5", "0.4"), Refusal)
    clock.time += OPEN_FOR + 60_000_001
    assert isinstance(ask(limits, "c6", "0.4"), Admitted)


def test_a_spent_budget_is_named_before_one_that_is_held(database, project, clock) -> None:
    limits = Limits(database, clock)
    budget(database, scope="project", hard="1")
    book(database, [one("a", "0.6")])
    assert isinstance(ask(limits, "c1", "0.4"), Admitted)
    budget(database, "total", hard="0.5")
    refused = ask(limits, "c2", "0.4")
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.retry_after) == ("budget_exceeded", None)


@pytest.mark.parametrize("estimate", ["0.005", "0.03"])
def test_sixteen_at_once_overrun_a_budget_by_less_than_they_have_on_their_way(
    database, project, clock, estimate
) -> None:
    """Each caller: ask, spend a cent, tell; whatever was estimated, all of the budget is spent."""
    limits = Limits(database, clock)
    budget(database, hard="0.50")
    deadline = time.monotonic() + 60

    def caller(number: int) -> int:
        made = 0
        while True:
            call = f"{number}-{made}"
            answer = ask(limits, call, estimate)
            if isinstance(answer, Refusal):
                if answer.code == "budget_held":
                    assert time.monotonic() < deadline, answer.message
                    continue
                return made
            made += 1
            book(database, [told(call, "0.01")])
            limits.release("project", call)

    with ThreadPoolExecutor(16) as pool:
        total = sum(pool.map(caller, range(16)))
    assert 50 <= total <= 50 + 16


def test_requests_and_tokens_a_minute(database, project, clock) -> None:
    limits = Limits(database, clock)
    rate = RateLimit(KEY, 2, None)
    assert isinstance(ask(limits, "c1", "0", rate), Admitted)
    assert isinstance(ask(limits, "c2", "0", rate), Admitted)
    refused = ask(limits, "c3", "0", rate)
    assert isinstance(refused, Refusal)
    assert (refused.status, refused.code, refused.retry_after) == (429, "requests_per_minute", 60)
    clock.time += 60_000_000
    assert isinstance(ask(limits, "c4", "0", rate), Admitted)

    tokens = RateLimit(KEY, None, 100)
    limits.count_tokens("project", [KEY], 99)
    assert isinstance(ask(limits, "c5", "0", tokens), Admitted)
    limits.count_tokens("project", [KEY], 1)
    refused = ask(limits, "c6", "0", tokens)
    assert isinstance(refused, Refusal)
    assert refused.code == "tokens_per_minute"


def test_a_budget_of_another_project_concerns_nobody_here(database, project, clock) -> None:
    limits = Limits(database, clock)
    budget(database, hard="0")
    assert isinstance(limits.admit("other", "c", TARGETS, (), Decimal), Admitted)
    assert isinstance(ask(limits, "c"), Refusal)


@pytest.mark.parametrize(
    ("period", "first", "until"),
    [
        (Period.DAY, "2026-11-18", "2026-11-19"),
        (Period.WEEK, "2026-11-16", "2026-11-23"),
        (Period.MONTH, "2026-11-01", "2026-12-01"),
    ],
)
def test_periods_are_calendar_ones_in_utc(period: Period, first: str, until: str) -> None:
    now = datetime(2026, 11, 18, 23, 59, 59, tzinfo=UTC)
    assert first_day(period, now).isoformat() == first
    reset = resets_at(period, now)
    assert reset is not None
    assert reset.date().isoformat() == until


def test_december_ends_with_the_year() -> None:
    assert resets_at(Period.MONTH, datetime(2026, 12, 31, tzinfo=UTC)) == datetime(
        2027, 1, 1, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0", "$0.00"), ("1234.5", "$1,234.50"), ("0.0000123", "$0.000012"), ("0.004", "$0.004")],
)
def test_dollars_read_well(amount: str, text: str) -> None:
    assert dollars(Decimal(amount)) == text
