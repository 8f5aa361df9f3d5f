"""Users: their sums agree with the metrics API, in a span of time, and only for members."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.browser.story import PEOPLE, event, iso, tell_app
from tests.ui.test_lists import sign_up
from tests.whole_app import PROJECT, WholeApp

PATH = f"/api/projects/{PROJECT}/users"


@pytest.fixture(scope="module", autouse=True)
def told(app: WholeApp) -> Iterator[None]:
    tell_app(app)
    sign_up(app, "ada")
    now = datetime.now(UTC)
    bare = event("trace-create", {"id": "bare", "timestamp": iso(now), "userId": "only/a trace"})
    old = {"id": "old", "timestamp": iso(now - timedelta(days=40)), "userId": "from-long-ago"}
    answer = app.post("/api/public/ingestion", {"batch": [bare, event("trace-create", old)]})
    assert answer.json()["errors"] == []
    yield


def get(app: WholeApp, path: str = "", **params: Any) -> Any:
    answer: httpx.Response = app.client.get(f"{PATH}{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def asked(app: WholeApp, user: str) -> dict[str, Any]:
    """The same sums by the metrics API."""
    now = datetime.now(UTC)
    question = {
        "view": "observations",
        "metrics": [
            {"measure": measure, "aggregation": aggregation}
            for measure, aggregation in (
                ("totalCost", "sum"),
                ("totalTokens", "sum"),
                ("count", "count"),
                ("uniqueSessionIds", "uniq"),
                ("traceId", "uniq"),
            )
        ],
        "dimensions": [],
        "filters": [{"column": "userId", "operator": "=", "type": "string", "value": user}],
        "fromTimestamp": iso(now - timedelta(days=30)),
        "toTimestamp": iso(now),
    }
    answer = app.get("/api/public/v2/metrics", query=json.dumps(question))
    (row,) = answer.json()["data"]
    found: dict[str, Any] = row
    return found


def test_sums_are_those_of_the_metrics(app: WholeApp) -> None:
    listed = get(app)
    assert [each["id"] for each in listed["data"]][-1] == "only/a trace"
    assert {each["id"] for each in listed["data"]} == {*PEOPLE, "only/a trace"}
    for line in listed["data"][:3]:
        metrics = asked(app, line["id"])
        assert line["totalCost"] == pytest.approx(metrics["sum_totalCost"])
        assert line["totalTokens"] == metrics["sum_totalTokens"]
        assert line["observationCount"] == metrics["count_count"]
        assert line["sessions"] == metrics["uniq_uniqueSessionIds"]
        assert line["traces"] == metrics["uniq_traceId"]
        assert len(line["costs"]) == 24
        assert sum(line["costs"]) == pytest.approx(line["totalCost"])
        assert line["firstAt"] < line["lastAt"]
    ada = next(each for each in listed["data"] if each["id"] == PEOPLE[0])
    assert ada["errorCount"] >= 1 and "claude-sonnet-4-5" in ada["models"]


def test_order_search_and_pages(app: WholeApp) -> None:
    costs = [each["totalCost"] for each in get(app)["data"][:3]]
    assert costs == sorted(costs, reverse=True)
    names = [each["id"] for each in get(app, order="id.asc")["data"]]
    assert names == sorted(names)
    found = get(app, search="GRACE")
    assert [each["id"] for each in found["data"]] == ["grace@example.com"]
    second = get(app, order="id.asc", limit=2, page=2)
    assert [each["id"] for each in second["data"]] == names[2:4]
    assert second["meta"] == {"page": 2, "limit": 2, "totalItems": 4, "totalPages": 2}
    for wrong in (
        {"order": "name.asc"},
        {"from": "x"},
        {"from": iso(datetime.now(UTC)), "to": "2020-01-01T00:00:00Z"},
    ):
        assert app.client.get(PATH, params=wrong).status_code == 400


def test_the_span_bounds_everything(app: WholeApp) -> None:
    now = datetime.now(UTC)
    early = {"from": iso(now - timedelta(days=60)), "to": iso(now - timedelta(days=30))}
    assert [each["id"] for each in get(app, **early)["data"]] == ["from-long-ago"]
    assert get(app, "/from-long-ago", **early)["traces"] == 1
    assert app.client.get(f"{PATH}/from-long-ago").status_code == 404


def test_one_user_with_sessions(app: WholeApp) -> None:
    one = get(app, f"/{PEOPLE[0]}")
    line = next(each for each in get(app)["data"] if each["id"] == PEOPLE[0])
    assert {name: one[name] for name in ("totalCost", "traces", "sessions", "calls")} == {
        name: line[name] for name in ("totalCost", "traces", "sessions", "calls")
    }
    latest = one["latestSessions"]
    assert len(latest) == one["sessions"]
    assert [each["lastAt"] for each in latest] == sorted(
        (each["lastAt"] for each in latest), reverse=True
    )
    assert sum(each["totalCost"] for each in latest) == pytest.approx(one["totalCost"])
    assert get(app, "/only/a trace")["traces"] == 1
    assert app.client.get(f"{PATH}/nobody").status_code == 404


def test_only_members_read(app: WholeApp) -> None:
    cookies = dict(app.client.cookies)
    try:
        app.client.cookies.clear()
        assert app.client.get(PATH).status_code == 401
        sign_up(app, "eve")
        for path in (PATH, f"{PATH}/{PEOPLE[0]}", f"/api/projects/{PROJECT}/metrics-language"):
            assert app.client.get(path).status_code == 404
    finally:
        app.client.cookies.clear()
        app.client.cookies.update(cookies)


def test_members_write_dashboards_by_their_log_in(app: WholeApp) -> None:
    """Viewers read; a name alone is no right."""
    path, mine = "/api/public/unstable/dashboards", {"X-Gatelight-Project": PROJECT}
    made = app.client.post(path, json={"name": "By hand"}, headers=mine)
    assert made.status_code == 200, made.text
    own = f"{path}/{made.json()['id']}"
    assert app.client.patch(own, json={"name": "Renamed"}, headers=mine).json()["name"] == "Renamed"
    foreign = mine | {"Sec-Fetch-Site": "cross-site"}
    assert app.client.delete(own, headers=foreign).status_code == 403
    assert app.client.delete(own, headers=mine).status_code == 200


def test_the_language_is_what_the_metrics_take(app: WholeApp) -> None:
    answer = app.client.get(f"/api/projects/{PROJECT}/metrics-language").json()
    views = {view["name"]: view for view in answer["views"]}
    assert set(views) == {
        "observations",
        "scores-numeric",
        "scores-boolean",
        "scores-categorical",
        "traces",
    }
    assert (views["observations"]["version"], views["traces"]["version"]) == ("v2", "v1")
    cost = next(each for each in views["observations"]["measures"] if each["name"] == "totalCost")
    assert cost["unit"] == "USD" and "p95" in cost["aggregations"]
    wide = {each["name"] for each in views["observations"]["dimensions"] if each["highCardinality"]}
    assert {"userId", "sessionId", "traceId"} <= wide


def test_charts_know_where_grafana_is(app: WholeApp) -> None:
    path = f"/api/projects/{PROJECT}/metrics-links"
    assert app.client.get(path).json() == {"grafana": None}
    for url, shown in (
        ("https://grafana.example.com/", "https://grafana.example.com/d/gatelight-llm-usage"),
        ("javascript:alert(1)", None),
    ):
        app.services.settings.grafana_url = url
        assert app.client.get(path).json() == {"grafana": shown}
    app.services.settings.grafana_url = ""
