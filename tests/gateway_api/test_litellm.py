"""LiteLLM's administration API on our records: the walk its users' scripts take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.gateway_api.test_internal import ended, generation
from tests.whole_app import KEYS, WholeApp, whole_app

MASTER = "sk-master-of-the-test"
DOOR = "/api/internal/gateway/litellm"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    folder: Path = tmp_path_factory.mktemp("litellm")
    with whole_app(folder, gateway_master_key=MASTER) as made:
        yield made


def send(app: WholeApp, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
    sent = headers or {"x-gatelight-master-key": MASTER}
    return app.client.request(method, DOOR + path, json=body, headers=sent, auth=KEYS)


def post(app: WholeApp, path: str, **body: Any) -> Any:
    response = send(app, "POST", path, body)
    assert response.status_code == 200, response.text
    return response.json()


def get(app: WholeApp, path: str) -> Any:
    response = send(app, "GET", path)
    assert response.status_code == 200, response.text
    return response.json()


def test_a_user_with_a_key_and_a_budget(app: WholeApp) -> None:
    made = post(
        app,
        "/user/new",
        user_id="anna",
        user_email="anna@example.com",
        max_budget=1.5,
        budget_duration="30d",
    )
    assert made["key"].startswith("sk-gl-")
    assert (made["user_id"], made["max_budget"], made["budget_duration"]) == ("anna", 1.5, "1mo")
    told = get(app, "/user/info?user_id=anna")
    assert told["user_info"]["user_email"] == "anna@example.com"
    assert [key["user_id"] for key in told["keys"]] == ["anna"]
    updated = post(app, "/user/update", user_id="anna", max_budget=2, models=["gpt-*"])
    assert updated["data"]["max_budget"] == 2
    assert updated["data"]["budget_duration"] == "1mo"
    listed = get(app, "/user/list?page_size=1")
    assert (listed["total"], len(listed["users"])) == (1, 1)
    assert send(app, "POST", "/user/new", {"user_id": "anna"}).status_code == 409


def test_the_life_of_a_key(app: WholeApp) -> None:
    made = post(
        app,
        "/key/generate",
        key_alias="ci",
        models=["gpt-4o-mini"],
        duration="30d",
        rpm_limit=5,
        tpm_limit=1000,
        metadata={"a": 1},
        max_budget=0.5,
        tags=["blue"],
    )
    assert (made["key_alias"], made["rpm_limit"], made["spend"]) == ("ci", 5, 0)
    assert made["expires"]
    info = get(app, f"/key/info?key={made['key']}")["info"]
    assert info["token"] == made["token"]
    assert made["key"] not in str(info)
    assert get(app, "/key/list?key_alias=ci")["keys"] == [made["token"]]
    whole = get(app, "/key/list?key_alias=ci&return_full_object=true")["keys"][0]
    assert whole["metadata"] == {"a": 1}
    assert post(app, "/key/update", key=made["key"], rpm_limit=None)["rpm_limit"] is None
    assert post(app, "/key/block", key=made["token"])["blocked"] is True
    assert post(app, "/key/unblock", key=made["token"])["blocked"] is False
    again = post(app, f"/key/{made['token']}/regenerate")
    assert again["key"] != made["key"]
    assert again["token"] == made["token"]
    assert send(app, "GET", f"/key/info?key={made['key']}").status_code == 404
    assert post(app, "/key/delete", keys=[again["key"]]) == {"deleted_keys": [again["key"]]}
    assert send(app, "POST", "/key/delete", {"keys": [again["key"]]}).status_code == 404


def test_teams(app: WholeApp) -> None:
    team = post(
        app,
        "/team/new",
        team_alias="Blue",
        members_with_roles=[{"role": "admin", "user_id": "bert"}],
        max_budget=10,
        budget_duration="7d",
    )
    assert team["members_with_roles"][0]["user_id"] == "bert"
    team_id = team["team_id"]
    grown = post(app, "/team/member_add", team_id=team_id, member={"user_id": "carl"})
    assert grown["members"] == ["bert", "carl"]
    assert post(app, "/team/member_delete", team_id=team_id, user_id="carl")["members"] == ["bert"]
    post(app, "/key/generate", team_id=team_id)
    assert len(get(app, f"/team/info?team_id={team_id}")["keys"]) == 1
    assert post(app, "/team/block", team_id=team_id)["blocked"] is True
    assert (
        post(app, "/team/update", team_id=team_id, team_alias="Red")["data"]["team_alias"] == "Red"
    )
    assert [each["team_id"] for each in get(app, "/team/list")] == [team_id]
    post(app, "/team/delete", team_ids=[team_id])
    assert get(app, "/team/list") == []


def test_budgets_and_spend(app: WholeApp) -> None:
    key = post(app, "/key/generate", key_alias="spender", user_id="dora")
    budget = post(
        app, "/budget/new", scope="user", target="dora", max_budget=1, budget_duration="1d"
    )
    told = [ended(key["token"], "call-1", "0.25", userId="dora", tags=["red"])]
    assert app.post("/api/internal/gateway/settle", {"calls": told}).status_code == 200
    assert app.post("/api/public/ingestion", generation(key["token"], "call-2", "o9")).is_success
    assert app.services.spend.flush()
    assert post(app, "/budget/info", budgets=[budget["budget_id"]])[0]["spend"] == 0.25
    assert get(app, "/budget/list")
    changed = post(app, "/budget/update", budget_id=budget["budget_id"], soft_budget=0.5)
    assert (changed["soft_budget"], changed["max_budget"]) == (0.5, 1)
    by_key = {row["token"]: row["spend"] for row in get(app, "/spend/keys")}
    assert by_key[key["token"]] == pytest.approx(0.250021)
    assert {"individual_request_tag": "red", "total_spend": 0.25} in get(app, "/spend/tags")
    assert (
        next(row["spend"] for row in get(app, "/spend/users") if row["user_id"] == "dora") == 0.25
    )
    assert get(app, "/global/spend")["spend"] == pytest.approx(0.250021)
    assert post(app, "/budget/delete", id=budget["budget_id"])["budget_id"] == budget["budget_id"]


@pytest.mark.parametrize(
    ("path", "body", "part"),
    [
        ("/key/generate", {"models": "gpt"}, "models"),
        ("/key/generate", {"duration": "soon"}, "duration"),
        ("/key/generate", {"max_parallel_requests": 3}, "max_parallel_requests"),
        ("/key/generate", {"max_budget": "much"}, "max_budget"),
        ("/key/generate", {"max_budget": 1, "budget_duration": "3d"}, "budget_duration"),
        ("/key/generate", {"rpm_limit": -1}, "rpm_limit"),
        ("/key/generate", {"key": "short"}, "characters"),
        ("/key/update", {}, "key"),
        ("/budget/new", {"max_budget": 1}, "scope"),
        ("/user/delete", {"user_ids": "x"}, "user_ids"),
        ("/team/member_add", {"team_id": "x", "member": "y"}, "member"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(app: WholeApp, path, body, part) -> None:
    response = send(app, "POST", path, body)
    assert response.status_code == 400, response.text
    assert part in response.json()["error"]["message"]


def test_only_the_master_key_administrates(app: WholeApp) -> None:
    secret = post(app, "/key/generate", key_alias="own")["key"]
    for headers in ({"x-gatelight-master-key": "sk-wrong"}, {"x-gatelight-own-key": secret}):
        refused = send(app, "GET", "/user/list", None, **headers)
        assert refused.status_code == 403
        assert refused.json()["error"]["code"] == "403"
    own = send(app, "GET", "/key/info", None, **{"x-gatelight-own-key": secret})
    assert own.json()["info"]["key_alias"] == "own"
    other = post(app, "/key/generate", key_alias="not-own")["token"]
    asked = send(app, "GET", f"/key/info?key={other}", None, **{"x-gatelight-own-key": secret})
    assert asked.status_code == 403
    assert app.client.get(f"{DOOR}/user/list").status_code == 401


def test_bodies_that_are_no_objects(app: WholeApp) -> None:
    for data in (b"{", b"[1]", b'"x"'):
        response = app.send(
            "POST", f"{DOOR}/key/generate", data, **{"x-gatelight-master-key": MASTER}
        )
        assert response.status_code == 400
    assert send(app, "GET", "/model/info").status_code == 404
    assert send(app, "GET", "/key/list?page=x").status_code == 400
