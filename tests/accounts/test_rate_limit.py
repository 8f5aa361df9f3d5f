"""Log-ins are limited per address and per e-mail address."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.account_app import PASSWORD, Person, make_app, make_services

from gatelight.accounts import rate_limit
from gatelight.accounts.rate_limit import RateLimiter
from gatelight.errors import TooManyRequests
from gatelight.records.database import Database


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_window_slides() -> None:
    clock = Clock()
    limiter = RateLimiter(3, clock)
    for _ in range(3):
        limiter.attempt("a")
        clock.seconds += 10
    with pytest.raises(TooManyRequests) as refused:
        limiter.attempt("a")
    assert refused.value.headers["Retry-After"] == "30"
    limiter.attempt("b")
    clock.seconds += 30
    limiter.attempt("a")
    with pytest.raises(TooManyRequests) as refused:
        limiter.attempt("a")
    assert refused.value.headers["Retry-After"] == "10"


def test_refused_attempts_do_not_prolong_the_wait() -> None:
    clock = Clock()
    limiter = RateLimiter(1, clock)
    limiter.attempt("a")
    for _ in range(5):
        clock.seconds += 10
        with pytest.raises(TooManyRequests):
            limiter.attempt("a")
    clock.seconds += 10
    limiter.attempt("a")


def test_one_used_up_key_refuses_and_counts_none() -> None:
    limiter = RateLimiter(2, Clock())
    limiter.attempt("email")
    limiter.attempt("email")
    for _ in range(5):
        with pytest.raises(TooManyRequests):
            limiter.attempt("address", "email")
    limiter.attempt("address")
    limiter.attempt("address")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "MAX_KEYS", 10)
    limiter = RateLimiter(2, Clock())
    for number in range(100):
        limiter.attempt(f"address {number}")
    assert len(limiter._attempts) == 10


def log_in(person: Person, email: str, password: str = PASSWORD) -> int:
    answer = person.post("/api/auth/login", {"email": email, "password": password})
    if answer.status_code == 429:
        assert 0 < int(answer.headers["retry-after"]) <= 60
        assert answer.json()["error"] == "TooManyRequestsError"
    return int(answer.status_code)


def test_per_address_and_per_email(database: Database, tmp_path: Path) -> None:
    app = make_app(make_services(database, tmp_path, login_attempts_per_minute=3))

    def at(address: str) -> Person:
        return Person(TestClient(app, client=(address, 1)))

    at("10.0.0.1").sign_up("ada")
    for number in range(3):
        assert log_in(at("10.0.0.2"), f"nobody{number}@example.com") == 401
    assert log_in(at("10.0.0.2"), "ada@example.com") == 429  # the address is used up
    for number in range(3):
        assert log_in(at(f"10.0.1.{number}"), "ada@example.com", "wrong wrong") == 401
    assert log_in(at("10.0.2.1"), "ADA@example.com") == 429  # the e-mail address is used up
    assert log_in(at("10.0.2.1"), "bob@example.com") == 401


def test_sign_ups_are_limited_per_address(database: Database, tmp_path: Path) -> None:
    app = make_app(make_services(database, tmp_path, login_attempts_per_minute=2))
    person = Person(TestClient(app))
    person.sign_up("ada")
    Person(TestClient(app)).sign_up("bob")
    answer = person.post(
        "/api/auth/signup", {"email": "c@example.com", "name": "c", "password": PASSWORD}
    )
    assert answer.status_code == 429
