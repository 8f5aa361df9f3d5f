"""What the pages read: traces and sessions with their figures, a trace as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.story import AGENT, tell_app
from tests.whole_app import PROJECT, WholeApp, whole_app

pytestmark = pytest.mark.long

PASSWORD = "correct horse battery"
PATH = f"/api/projects/{PROJECT}"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    folder: Path = tmp_path_factory.mktemp("ui")
    with whole_app(folder) as running:
        tell_app(running)
        sign_up(running, "ada")
        yield running


def sign_up(app: WholeApp, name: str) -> None:
    body = {"email": f"{name}@example.com", "name": name, "password": PASSWORD}
    assert app.client.post("/api/auth/signup", json=body).status_code == 200


def get(app: WholeApp, path: str, **params: Any) -> Any:
    answer = app.client.get(f"{PATH}{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_traces_come_with_their_figures(app: WholeApp) -> None:
    listed = get(app, "/traces", limit=10)
    assert listed["meta"]["totalItems"] == 61
    first = listed["data"][0]
    assert first["id"] == AGENT
    assert first["models"] == ["claude-sonnet-4-5"]
    assert (first["errorCount"], first["observationCount"]) == (1, 7)
    assert first["outputTokens"] == 600
    assert first["latency"] == pytest.approx(21.4)
    assert first["totalCost"] > 0
    assert "input" not in first


def test_figures_agree_with_the_public_api(app: WholeApp) -> None:
    ours = {each["id"]: each for each in get(app, "/traces", limit=100)["data"]}
    theirs = app.get("/api/public/traces", limit=100).json()["data"]
    assert ours.keys() == {each["id"] for each in theirs}
    for trace in theirs:
        assert ours[trace["id"]]["totalCost"] == pytest.approx(trace["totalCost"])
        assert ours[trace["id"]]["latency"] == pytest.approx(trace["latency"])


def test_filters_order_and_pages_are_the_apis(app: WholeApp) -> None:
    wanted = '[{"type":"string","column":"name","operator":"=","value":"translate"}]'
    found = get(app, "/traces", filter=wanted, orderBy="totalCost.desc", limit=5, page=2)
    assert found["meta"] == {"page": 2, "limit": 5, "totalItems": 12, "totalPages": 3}
    assert {each["name"] for each in found["data"]} == {"translate"}
    costs = [each["totalCost"] for each in found["data"]]
    assert costs == sorted(costs, reverse=True)
    bad = app.client.get(f"{PATH}/traces", params={"filter": "[{}]"})
    assert bad.status_code == 400


def test_sessions_add_their_traces_up(app: WholeApp) -> None:
    listed = get(app, "/sessions")
    assert listed["meta"]["totalItems"] == 20
    session = next(each for each in listed["data"] if each["id"] == "chat-00")
    assert session["traces"] == 4
    assert session["users"] == ["ada@example.com", "grace@example.com", "linus@example.com"]
    assert session["observationCount"] == 10
    assert session["firstAt"] < session["lastAt"]


def test_sessions_are_searched_and_ordered_in_the_store(app: WholeApp) -> None:
    everything = get(app, "/sessions", limit=100)["data"]
    assert [each["id"] for each in get(app, "/sessions", search="HAT-00")["data"]] == ["chat-00"]
    of_ada = {each["id"] for each in everything if "ada@example.com" in each["users"]}
    found = get(app, "/sessions", search="ADA@", limit=100)
    assert {each["id"] for each in found["data"]} == of_ada
    assert found["meta"]["totalItems"] == len(of_ada)
    for column in ("totalCost", "totalTokens", "errorCount", "traces", "firstAt", "lastAt", "id"):
        for direction, down in (("asc", False), ("desc", True)):
            page = get(app, "/sessions", orderBy=f"{column}.{direction}", limit=100)["data"]
            assert {each["id"] for each in page} == {each["id"] for each in everything}
            values = [each[column] for each in page if each[column] is not None]
            assert values == sorted(values, reverse=down), (column, direction)
    assert get(app, "/sessions", orderBy="duration.desc")["data"]
    assert get(app, "/sessions", search="nobody", orderBy="totalCost.asc")["data"] == []
    for wrong in ("cost.desc", "totalCost", "totalCost.down"):
        answer = app.client.get(f"{PATH}/sessions", params={"orderBy": wrong})
        assert answer.status_code == 400
        assert "orderBy" in answer.text


def test_a_session_is_in_every_time_that_it_was_active_in(app: WholeApp) -> None:
    session = get(app, "/sessions", search="chat-00")["data"][0]
    first, last = session["firstAt"], session["lastAt"]

    def found(**times: str) -> bool:
        return bool(
            get(app, "/sessions", search="chat-00", orderBy="totalCost.desc", **times)["data"]
        )

    assert found(fromTimestamp=last)
    assert found(toTimestamp=last)
    assert not found(toTimestamp=first)
    assert not found(fromTimestamp="2099-01-01T00:00:00Z")


def test_only_members_read(app: WholeApp) -> None:
    cookies = dict(app.client.cookies)
    try:
        app.client.cookies.clear()
        for path in ("/traces", f"/traces/{AGENT}", "/sessions"):
            assert app.client.get(f"{PATH}{path}").status_code == 401
        sign_up(app, "eve")
        for path in ("/traces", f"/traces/{AGENT}", "/sessions"):
            assert app.client.get(f"{PATH}{path}").status_code == 404
    finally:
        app.client.cookies.clear()
        app.client.cookies.update(cookies)
