"""Each observation counts once, whatever comes twice, late, or before its trace."""

from __future__ import annotations

import random
import threading
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from tests.spend.conftest import NOON

from gatelight.records.database import Database
from gatelight.spend.book import book
from gatelight.spend.charges import Charge, Target, charge, pending_id
from gatelight.spend.queries import spent_by_day

KEY, USER, TAG, PROJECT = (
    Target("key", "k1"),
    Target("user", "anna"),
    Target("tag", "blue"),
    Target("project", ""),
)


def one(observation: str, amount: str, *, call: str = "", **more: Any) -> Charge:
    values = {
        "project_id": "project",
        "observation_id": observation,
        "call_id": call or f"call-of-{observation}",
        "time": NOON,
        "key": "k1",
        "user": "anna",
        "team": "",
        "tags": ["blue", "User-Agent: curl"],
        "amount": Decimal(amount),
        "tokens": 10,
        "priced": True,
    }
    made = charge(**(values | more))
    assert made is not None
    return made


def told(call: str, amount: str) -> Charge:
    return one(pending_id(call), amount, call=call, priced=False)


def spent(database: Database, target: Target = KEY) -> tuple[Decimal, int, int]:
    with database.reader() as session:
        days = spent_by_day(session, "project", {target}, date.min)[target]
    return (
        sum((day.amount for day in days), Decimal(0)),
        sum(day.calls for day in days),
        sum(day.tokens for day in days),
    )


def test_a_charge_counts_for_its_key_user_tags_and_project(database, project) -> None:
    book(database, [one("a", "0.000000000001"), one("b", "2.5")])
    for target in (KEY, USER, TAG, PROJECT):
        assert spent(database, target) == (Decimal("2.500000000001"), 2, 20)
    assert spent(database, Target("tag", "User-Agent: curl"))[1] == 0


def test_the_same_charge_again_changes_nothing(database, project) -> None:
    for _ in range(3):
        book(database, [one("a", "1.25"), one("a", "1.25")])
    assert spent(database) == (Decimal("1.25"), 1, 10)


def test_a_late_change_of_price_tokens_tags_or_day_replaces_the_old(database, project) -> None:
    book(database, [one("a", "1"), one("b", "1")])
    book(database, [one("a", "3", tokens=30)])
    assert spent(database) == (Decimal(4), 2, 40)
    book(database, [one("a", "3", tokens=30, tags=["red"])])
    assert spent(database, TAG) == (Decimal(1), 1, 10)
    assert spent(database, Target("tag", "red")) == (Decimal(3), 1, 30)
    book(database, [one("a", "0", tokens=0)])
    assert spent(database)[0] == Decimal(1)


def test_what_the_gateway_told_is_replaced_by_the_priced_trace(database, project) -> None:
    book(database, [told("c1", "0.9")])
    assert spent(database) == (Decimal("0.9"), 1, 10)
    book(database, [told("c1", "0.9")])
    book(database, [one("a", "1.1", call="c1")])
    assert spent(database) == (Decimal("1.1"), 1, 10)
    book(database, [told("c1", "0.9")])
    assert spent(database) == (Decimal("1.1"), 1, 10)


def test_two_observations_of_one_call_count_both(database, project) -> None:
    """A retry that failed and the answer: each costs what it costs."""
    book(database, [told("c1", "2"), one("failed", "0", call="c1", tokens=0)])
    book(database, [one("answer", "2", call="c1")])
    book(database, [one("failed", "0", call="c1", tokens=0)])
    assert spent(database) == (Decimal(2), 1, 10)


def test_calls_outside_the_gateway_and_start_checks_cost_nobody(database, project) -> None:
    empty = {
        "project_id": "project",
        "observation_id": "o",
        "call_id": "",
        "time": NOON,
        "user": "",
        "team": "",
        "amount": Decimal(1),
        "tokens": 1,
        "priced": True,
    }
    assert charge(key="", tags=[], **empty) is None
    assert charge(key="litellm_proxy_master_key", tags=["gatelight-start-check"], **empty) is None
    assert charge(key="k1", tags=["gatelight-start-check"], **empty) is not None


def test_a_deleted_project_s_charges_are_left_out(database, project) -> None:
    book(database, [msgspec.structs.replace(one("a", "1"), project_id="gone"), one("b", "1")])
    assert spent(database)[0] == Decimal(1)


def test_threads_that_book_the_same_at_once(database, project) -> None:
    charges = [one(f"o{n}", "0.01") for n in range(60)] + [
        told(f"call-of-o{n}", "0.02") for n in range(60)
    ]
    failures: list[BaseException] = []

    def work(seed: int) -> None:
        mixed = random.Random(seed).sample(charges, len(charges))
        try:
            for start in range(0, len(mixed), 15):
                book(database, mixed[start : start + 15])
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert spent(database) == (Decimal("0.60"), 60, 600)
