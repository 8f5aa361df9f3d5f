"""The pages of the gateway: keys, users, teams and budgets over HTTP, by role and by project."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.account_app import Person, make_app, make_services

from gatelight.budgets.routes import router as budgets_routes
from gatelight.core.time import SystemClock
from gatelight.records.database import Database
from gatelight.spend.book import book
from gatelight.spend.charges import charge
from gatelight.spend.limits import Limits
from gatelight.virtual_keys.routes import router as keys_routes


@pytest.fixture
def services(database: Database, tmp_path: Path) -> SimpleNamespace:
    made = make_services(database, tmp_path)
    made.clock = SystemClock()
    made.limits = Limits(database, made.clock)
    return made


@pytest.fixture
def ada(services: SimpleNamespace) -> Person:
    app = make_app(services)
    app.include_router(keys_routes)
    app.include_router(budgets_routes)
    return Person(TestClient(app)).sign_up("ada")


@pytest.fixture
def at(ada: Person) -> Callable[[str], str]:
    project = ada.first_project()
    return lambda rest: f"/api/projects/{project}/gateway/{rest}"


def spend(services: SimpleNamespace, project: str, key: str, amount: str) -> None:
    made = charge(
        project_id=project,
        observation_id="o1",
        call_id="c1",
        time=services.clock.now(),
        key=key,
        user="anna",
        team="blue",
        tags=[],
        amount=Decimal(amount),
        tokens=5,
        priced=True,
    )
    assert made is not None
    book(services.database, [made])


def test_the_life_of_a_key_on_the_page(services, ada: Person, at) -> None:
    body: dict[str, Any] = {"alias": "ci", "userId": "anna", "models": ["gpt-*"], "tags": ["x"]}
    made = ada.post(at("keys"), body)
    assert made.status_code == 201, made.text
    key = made.json()
    assert key["secret"].startswith("sk-gl-")
    spend(services, ada.first_project(), key["id"], "0.25")
    (listed,) = ada.get(at("keys")).json()["data"]
    assert "secret" not in listed
    assert listed["spend"] == {"amount": 0.25, "calls": 1, "tokens": 5}
    changed = ada.patch(at(f"keys/{key['id']}"), {"blocked": True}).json()
    assert (changed["blocked"], changed["models"]) == (True, ["gpt-*"])
    again = ada.post(at(f"keys/{key['id']}/rotate"), {}).json()
    assert (again["id"], again["secret"] == key["secret"]) == (key["id"], False)
    assert ada.post(at("keys"), body).status_code == 409
    assert ada.delete(at(f"keys/{key['id']}")).status_code == 200
    assert ada.delete(at(f"keys/{key['id']}")).status_code == 404


def test_users_teams_and_budgets_on_the_page(services, ada: Person, at) -> None:
    assert ada.post(at("users"), {"id": "anna", "email": "anna@example.com"}).status_code == 201
    assert ada.post(at("teams"), {"id": "blue", "members": ["anna"]}).status_code == 201
    key = ada.post(at("keys"), {"alias": "ci", "userId": "anna", "teamId": "blue"}).json()
    spend(services, ada.first_project(), key["id"], "3")
    (user,) = ada.get(at("users")).json()["data"]
    assert (user["keys"], user["teams"], user["spend"]["amount"]) == (1, ["blue"], 3.0)
    (team,) = ada.get(at("teams")).json()["data"]
    assert (team["keys"], team["members"], team["spend"]["amount"]) == (1, ["anna"], 3.0)
    budget = {"scope": "key", "target": key["id"], "period": "month", "hardLimit": 10}
    answer = ada.client.put(at("budgets"), json=budget)
    assert answer.status_code == 200, answer.text
    made = answer.json()
    assert (made["name"], made["spent"], made["hardLimit"]) == ("ci", 3.0, 10.0)
    (listed,) = ada.get(at("budgets")).json()["data"]
    assert listed["resetsAt"].endswith("-01T00:00:00.000Z")
    assert ada.client.put(at("budgets"), json=budget | {"hardLimit": -1}).status_code == 400
    assert ada.client.put(at("budgets"), json=budget | {"target": "no"}).status_code == 404
    assert ada.patch(at("users/anna"), {"blocked": True}).json()["blocked"] is True
    assert ada.delete(at(f"budgets/{made['id']}")).status_code == 200
    assert ada.delete(at("teams/blue")).status_code == 200
    assert ada.get(at("keys")).json()["data"] == []


def test_who_is_not_of_the_project_sees_nothing(services, ada: Person, at) -> None:
    ada.post(at("keys"), {"alias": "ci"})
    app = make_app(services)
    app.include_router(keys_routes)
    app.include_router(budgets_routes)
    stranger = Person(TestClient(app)).sign_up("eve")
    for rest in ("keys", "users", "teams", "budgets"):
        assert stranger.get(at(rest)).status_code == 404
    assert stranger.post(at("keys"), {"alias": "x"}).status_code == 404
