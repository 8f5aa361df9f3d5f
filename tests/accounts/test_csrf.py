"""Writes with a cookie must come from our own pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.account_app import PASSWORD, Person, make_app, make_services

from gatelight.records.database import Database

OURS = "https://gatelight.test"

ALLOWED: list[dict[str, str]] = [
    {},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin", "origin": OURS},
    {"origin": OURS},
    {"origin": "http://testserver"},
    {"sec-fetch-site": "same-site", "origin": OURS},
]
REFUSED: list[dict[str, str]] = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "cross-site", "origin": "https://evil.test"},
    {"sec-fetch-site": "same-site", "origin": "https://other.gatelight.test"},
    {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
    {"origin": "https://evil.test"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://gatelight.test"},
    {"origin": "https://gatelight.test.evil.test"},
]


@pytest.fixture
def person(database: Database, tmp_path: Path) -> Person:
    app = make_app(make_services(database, tmp_path, public_url=OURS))
    # https, so that the Secure cookie comes back; Host stays `testserver`
    return Person(TestClient(app, base_url="https://testserver"))


def names(person: Person) -> set[str]:
    return {each["name"] for each in person.get("/api/organizations").json()["data"]}


def test_where_a_write_may_come_from(person: Person) -> None:
    person.sign_up("ada")
    for number, headers in enumerate(ALLOWED):
        answer = person.post("/api/organizations", {"name": f"a{number}"}, headers=headers)
        assert answer.status_code == 201, headers
    for number, headers in enumerate(REFUSED):
        answer = person.post("/api/organizations", {"name": f"r{number}"}, headers=headers)
        assert answer.status_code == 403, headers
    made = names(person)
    assert {f"a{number}" for number in range(len(ALLOWED))} <= made
    assert not any(name.startswith("r") for name in made)


def test_reads_may_come_from_anywhere(person: Person) -> None:
    person.sign_up("ada")
    for headers in REFUSED:
        assert person.get("/api/organizations", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["login", "signup", "logout"])
def test_logging_in_and_out_is_guarded_too(person: Person, path: str) -> None:
    person.sign_up("ada")
    body = {"email": "b@example.com", "name": "b", "password": PASSWORD}
    answer = person.post(f"/api/auth/{path}", body, headers={"origin": "https://evil.test"})
    assert answer.status_code == 403
    assert person.session()["user"]["email"] == "ada@example.com"


def test_a_form_cannot_write(person: Person) -> None:
    person.sign_up("ada")
    attempts: list[dict[str, Any]] = [
        {"data": {"name": "form"}},
        {"content": '{"name": "form"}', "headers": {"content-type": "text/plain"}},
        {"content": '{"name": "form"}'},
        {"files": {"name": b"form"}},
    ]
    for attempt in attempts:
        answer = person.client.post("/api/organizations", **attempt)
        assert answer.status_code == 400, attempt
    assert "form" not in names(person)


def test_deletes_are_guarded(person: Person, browser: Callable[[], Person]) -> None:
    person.sign_up("ada")
    organization = person.new_organization("kept")
    answer = person.client.delete(
        f"/api/organizations/{organization}", headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert "kept" in names(person)
