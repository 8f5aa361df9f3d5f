"""What the gateway's process asks the server: who calls, may they, what it has cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.postgres import postgres_server, postgres_template, postgres_url  # noqa: F401
from tests.record_store import BOTH
from tests.whole_app import PROJECT, WholeApp, whole_app

from gatelight.budgets.service import list_budgets, put_budget
from gatelight.core.gateway_keys import key_hash
from gatelight.spend.charges import Target
from gatelight.spend.periods import Period
from gatelight.virtual_keys import keys, people
from gatelight.virtual_keys.fields import KeyFields, TeamFields, UserFields

pytestmark = pytest.mark.long

DOOR = "/api/internal/gateway"
NOW = datetime.now(UTC)


@pytest.fixture(params=BOTH)
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WholeApp]:
    """The whole server on either record store."""
    settings = (
        {"database_url": request.getfixturevalue("postgres_url")}
        if request.param == "postgres"
        else {}
    )
    with whole_app(tmp_path, **settings) as made:
        yield made


def ask(app: WholeApp, path: str, body: Any) -> Any:
    response = app.post(f"{DOOR}/{path}", body)
    assert response.status_code == 200, response.text
    return response.json()


def call(key_id: str, call_id: str = "c1", **more: Any) -> dict[str, Any]:
    return {"callId": call_id, "keyId": key_id, "model": "gpt-4o-mini"} | more


def ended(key_id: str, call_id: str, cost: str, **more: Any) -> dict[str, Any]:
    told = {"cost": cost, "tokens": 30, "startedAt": NOW.isoformat()}
    return call(key_id, call_id, **told, **more)


def spent(app: WholeApp) -> Decimal:
    (state,) = list_budgets(app.services, PROJECT, NOW)
    return state.spent


def generation(key_id: str, call_id: str, observation: str) -> dict[str, Any]:
    """A call of 100 + 10 tokens of gpt-4o-mini, as LiteLLM's callback tells it."""
    time = NOW.isoformat()
    body = {
        "id": observation,
        "traceId": f"trace-{observation}",
        "startTime": time,
        "endTime": time,
        "model": "gpt-4o-mini",
        "usageDetails": {"input": 100, "output": 10},
        "metadata": {
            "user_api_key_hash": key_id,
            "user_api_key_user_id": "anna",
            "litellm_call_id": call_id,
        },
    }
    event = {"id": observation, "type": "generation-create", "timestamp": time, "body": body}
    return {"batch": [event]}


PRICE = Decimal("0.000021")
"""100 × $0.15 and 10 × $0.60 a million."""


def test_a_key_is_told_with_its_user_and_team(app: WholeApp) -> None:
    people.create_user(app.services, PROJECT, "anna", UserFields(email="anna@example.com"))
    people.create_team(app.services, PROJECT, "t1", TeamFields(name="Blue", models=["gpt-*"]))
    fields = KeyFields(alias="ci", user_id="anna", team_id="t1", tags=["x"], models=["gpt-4o"])
    key, secret = keys.create_key(app.services, PROJECT, fields)
    caller = ask(app, "caller", {"keyHash": key_hash(secret)})["caller"]
    assert caller["id"] == key.id
    assert (caller["userEmail"], caller["teamName"]) == ("anna@example.com", "Blue")
    assert caller["modelLists"] == [["gpt-4o"], ["gpt-*"]]
    assert caller["limited"] is False
    assert caller["refusal"] is None
    assert ask(app, "caller", {"keyHash": "0" * 64}) == {"caller": None}
    people.change_user(app.services, PROJECT, "anna", UserFields(requests_per_minute=3))
    assert ask(app, "caller", {"keyHash": key_hash(secret)})["caller"]["limited"] is True
    assert keys.find_key(app.services, PROJECT, "ci").last_used_at is not None


def test_blocked_deleted_and_wrong_models(app: WholeApp) -> None:
    key, _ = keys.create_key(app.services, PROJECT, KeyFields(alias="ci", models=["gpt-4o*"]))
    assert ask(app, "admit", call(key.id))["refusal"] is None
    refusal = ask(app, "admit", call(key.id, model="claude-x"))["refusal"]
    assert (refusal["status"], refusal["code"]) == (403, "model_not_allowed")
    keys.change_key(app.services, PROJECT, "ci", KeyFields(blocked=True))
    assert ask(app, "admit", call(key.id))["refusal"]["code"] == "key_blocked"
    keys.delete_key(app.services, PROJECT, "ci")
    assert ask(app, "admit", call(key.id))["refusal"]["status"] == 401


def test_a_told_cost_counts_until_the_trace_is_priced(app: WholeApp) -> None:
    key, _ = keys.create_key(app.services, PROJECT, KeyFields(alias="ci", user_id="anna"))
    put_budget(
        app.services,
        PROJECT,
        Target("user", "anna"),
        Period.MONTH,
        soft_limit=Decimal("0.00001"),
        hard_limit=Decimal("0.00003"),
    )
    who = {"userId": "anna"}
    answer = ask(app, "admit", call(key.id, "c1", **who))
    assert (answer["refusal"], answer["warnings"]) == (None, [])
    assert ask(app, "settle", {"calls": [ended(key.id, "c1", "0.00002", **who)]}) == {"settled": 1}
    assert spent(app) == Decimal("0.00002")
    assert "soft limit" in ask(app, "admit", call(key.id, "c2", **who))["warnings"][0]["message"]
    for _ in range(2):
        assert app.post("/api/public/ingestion", generation(key.id, "c1", "o1")).status_code == 207
        assert app.services.spend.flush()
        assert spent(app) == PRICE
    ask(app, "settle", {"calls": [ended(key.id, "c1", "0.00002", **who)]})
    assert spent(app) == PRICE
    ask(app, "settle", {"calls": [ended(key.id, "c2", "0.00001", **who)]})
    refusal = ask(app, "admit", call(key.id, "c3", **who))["refusal"]
    assert (refusal["status"], refusal["code"]) == (429, "budget_exceeded")
    assert refusal["retryAfter"] > 0
    assert refusal["resetsAt"].endswith("-01T00:00:00.000Z")


def test_a_restart_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    """Also when the server ended after storing a trace and before booking it."""
    with whole_app(tmp_path) as app:
        key, _ = keys.create_key(app.services, PROJECT, KeyFields(alias="ci"))
        limits = {"soft_limit": None, "hard_limit": Decimal(1)}
        put_budget(app.services, PROJECT, Target("key", key.id), Period.DAY, **limits)
        ask(app, "settle", {"calls": [ended(key.id, "c1", "0.5")]})
        assert app.services.spend.flush()
        app.services.spend.stored = lambda rows: None  # type: ignore[method-assign]
        app.services.writer._stored = None
        app.post("/api/public/ingestion", generation(key.id, "c2", "o2"))
        assert spent(app) == Decimal("0.5")
    with whole_app(tmp_path) as app:
        assert app.services.spend.flush()
        assert spent(app) == Decimal("0.5") + PRICE


def test_the_door_needs_a_project_s_key(app: WholeApp) -> None:
    for path in ("caller", "admit", "settle"):
        assert app.client.post(f"{DOOR}/{path}", json={}).status_code == 401
        assert app.post(f"{DOOR}/{path}", {"calls": "x", "keyHash": 1}).status_code == 400
