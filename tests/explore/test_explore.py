"""The lists of traces and observations: rows, pages, counts, course, what is usual."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.story import AGENT, tell_app
from tests.whole_app import PROJECT, WholeApp, whole_app

from gatelight.explore.parameters import read_selection

pytestmark = pytest.mark.long

PATH = f"/api/projects/{PROJECT}/explore"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    folder: Path = tmp_path_factory.mktemp("explore")
    with whole_app(folder) as running:
        tell_app(running)
        body = {"email": "ada@example.com", "name": "ada", "password": "correct horse battery"}
        assert running.client.post("/api/auth/signup", json=body).status_code == 200
        yield running


def get(app: WholeApp, path: str, **params: Any) -> Any:
    answer = app.client.get(f"{PATH}/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def every(app: WholeApp, surface: str, **params: Any) -> list[dict[str, Any]]:
    """All rows, page by page."""
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = get(app, f"{surface}/rows", cursor=cursor, **params)
        rows += page["data"]
        cursor = page["meta"].get("cursor", "")
        if not cursor:
            return rows


def test_traces_come_with_figures_and_previews_only(app: WholeApp) -> None:
    first = get(app, "traces/rows", limit=5)["data"][0]
    assert first["id"] == AGENT
    assert first["models"] == ["claude-sonnet-4-5"]
    assert (first["errorCount"], first["observationCount"]) == (1, 7)
    assert first["latency"] == pytest.approx(21.4)
    assert first["inputPreview"].startswith("The nightly build")
    assert "input" not in first and "metadata" not in first


def test_observations_come_with_their_trace(app: WholeApp) -> None:
    rows = get(app, "observations/rows", q="trace:fix-nightly-build", limit=50)["data"]
    assert {row["traceId"] for row in rows} == {AGENT}
    answer = next(row for row in rows if row["name"] == "answer")
    assert answer["latency"] == pytest.approx(8.5)
    assert answer["model"] == "claude-sonnet-4-5"
    assert answer["totalCost"] > 0
    assert (answer["type"], answer["userId"]) == ("GENERATION", "ada@example.com")


@pytest.mark.parametrize("surface", ["traces", "observations"])
@pytest.mark.parametrize("order", ["", "time.asc", "cost.desc", "latency.asc", "name.asc"])
def test_pages_hold_every_row_once(app: WholeApp, surface: str, order: str) -> None:
    ids = [(row.get("traceId"), row["id"]) for row in every(app, surface, limit=7, order=order)]
    assert len(ids) == len(set(ids)) == {"traces": 61, "observations": 67}[surface]


def test_order_is_the_asked_one(app: WholeApp) -> None:
    for surface in ("traces", "observations"):
        costs = [
            row["totalCost"] or 0 for row in every(app, surface, order="cost.desc", q="cost>0")
        ]
        assert costs == sorted(costs, reverse=True)
        assert costs[-1] > 0


def test_rows_of_one_moment_are_paged_too(app: WholeApp) -> None:
    moment = "2026-01-01T00:00:00Z"
    events = [
        {
            "id": f"same-{number}",
            "type": "trace-create",
            "timestamp": moment,
            "body": {"id": f"same-{number}", "timestamp": moment, "name": "same"},
        }
        for number in range(9)
    ]
    app.post("/api/public/ingestion", {"batch": events})
    found = every(app, "traces", limit=2, to="2026-01-02T00:00:00Z")
    assert sorted(row["id"] for row in found) == sorted(f"same-{number}" for number in range(9))
    app.client.request(
        "DELETE",
        "/api/public/traces",
        json={"traceIds": [row["id"] for row in found]},
        auth=("pk-lf-test", "sk-lf-test"),
    )


def test_free_text_is_searched_backwards(app: WholeApp) -> None:
    found = every(app, "traces", q='"verspätung"', limit=5)
    assert {row["name"] for row in found} == {"translate"}
    assert len(found) == 12 - sum(number % 13 == 5 for number in range(2, 60, 5))
    assert [row["id"] for row in every(app, "traces", q="runbook")] == [AGENT]
    assert every(app, "observations", q="no-such-text-anywhere") == []


def test_a_search_that_takes_long_says_how_far_it_came(
    app: WholeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gatelight.events.explore.slices.PATIENCE", -1.0)
    monkeypatch.setattr("gatelight.events.explore.slices.FIRST", 30 * 60 * 1_000_000)
    first = get(app, "traces/rows", q="question-nobody-asked")
    assert first["data"] == []
    assert first["meta"]["searchedTo"]
    assert every(app, "traces", q="question-nobody-asked") == []
    assert len(every(app, "traces", q="verspätung", limit=3)) > 3


def test_values_are_counted(app: WholeApp) -> None:
    words = ["environment", "name", "user", "tag", "model", "level", "type"]
    facets = {
        each["word"]: {value["value"]: value["count"] for value in each["values"]}
        for each in get(app, "traces/facets", word=words)["data"]
    }
    assert facets["environment"] == {"default": 61}
    assert facets["name"]["translate"] == 12
    assert facets["user"] == {
        "ada@example.com": 21,
        "grace@example.com": 20,
        "linus@example.com": 20,
    }
    assert facets["tag"]["production"] == 45
    assert facets["model"] == {"claude-sonnet-4-5": 21, "gpt-4o": 20, "gpt-4o-mini": 20}
    assert facets["level"] == {"DEFAULT": 55, "ERROR": 6}
    assert facets["type"]["GENERATION"] == 61
    narrowed = get(app, "traces/facets", word=["model"], q="level:ERROR")["data"][0]["values"]
    assert sum(value["count"] for value in narrowed) == 6
    refused = app.client.get(f"{PATH}/traces/facets", params={"word": "cost"})
    assert refused.status_code == 400


def test_values_are_completed(app: WholeApp) -> None:
    def values(word: str, surface: str = "traces", **more: str) -> list[str]:
        found = get(app, f"{surface}/values", word=word, **more)["data"]
        return [each["value"] for each in found]

    assert values("model", text="GPT") == ["gpt-4o", "gpt-4o-mini"]
    assert values("tag", text="prod") == ["production"]
    assert set(values("metadata")) >= {"region", "attempt", "repository"}
    assert values("metadata", key="region") == ["eu-central-1"]
    assert values("score") == ["helpful"]
    assert "chat" in values("name", surface="observations")
    assert app.client.get(f"{PATH}/traces/values", params={"word": "nope"}).status_code == 400


def test_the_course_adds_up(app: WholeApp) -> None:
    count = get(app, "traces/course", bars=20)
    assert sum(bar["value"] for bar in count["bars"]) == 61
    assert sum(bar["other"] for bar in count["bars"]) == 6
    assert 1 < len(count["bars"]) <= 22
    cost = get(app, "traces/course", measure="cost")
    listed = sum(row["totalCost"] or 0 for row in every(app, "traces"))
    assert sum(bar["value"] or 0 for bar in cost["bars"]) == pytest.approx(listed)
    some = get(app, "traces/course", measure="cost", q="name:translate")
    wanted = sum(row["totalCost"] or 0 for row in every(app, "traces", q="name:translate"))
    assert sum(bar["value"] or 0 for bar in some["bars"]) == pytest.approx(wanted)
    for surface in ("traces", "observations"):
        latency = get(app, f"{surface}/course", measure="latency")
        assert all(bar["value"] <= bar["other"] for bar in latency["bars"])
    nothing = get(app, "observations/course", q="name:nothing", **{"from": "2026-01-01T00:00:00Z"})
    assert nothing["bars"] == []


def test_what_is_usual_for_a_name(app: WholeApp) -> None:
    found = get(app, "traces/usual", name=["translate", "fix-nightly-build", "never"])["data"]
    assert [each["name"] for each in found] == ["translate"]  # the others are too few
    rows = every(app, "traces", q="name:translate")
    costs = sorted(row["totalCost"] for row in rows)
    assert found[0]["count"] == 12
    assert found[0]["cost"] == pytest.approx((costs[5] + costs[6]) / 2, rel=0.3)
    calls = get(app, "observations/usual", name="chat")["data"]
    assert calls[0]["count"] == 60


def test_a_query_is_checked_without_being_run(app: WholeApp) -> None:
    good = get(app, "traces/check", q="user:ada time>=2026-01-01")
    assert good == {
        "filters": [
            {"type": "stringOptions", "column": "userId", "operator": "any of", "value": ["ada"]},
            {
                "type": "datetime",
                "column": "timestamp",
                "operator": ">=",
                "value": "2026-01-01T00:00:00.000Z",
            },
        ]
    }
    bad = get(app, "traces/check", q="user:ada levle:x")["problem"]
    assert (bad["start"], bad["end"], bad["expected"]) == (9, 14, ["level"])
    listed = app.client.get(f"{PATH}/traces/rows", params={"q": "user:ada levle:x"})
    assert listed.status_code == 400
    assert listed.json()["query"] == bad


def test_every_word_can_be_used(app: WholeApp) -> None:
    for surface in ("traces", "observations"):
        for word in get(app, f"{surface}/words")["data"]:
            name = f"{word['word']}.x" if word["kind"] in ("map", "score_numbers") else word["word"]
            for sign in word["signs"]:
                value = {"datetime": "2026-01-01", "flag": "true"}.get(word["kind"], "1")
                value = word["choices"][0] if word["choices"] else value
                get(app, f"{surface}/rows", q=f"{name}{sign}{value}", limit=1)
            if word["sortable"]:
                get(app, f"{surface}/rows", order=f"{word['word']}.desc", limit=1)
            if word["counted"]:
                get(app, f"{surface}/facets", word=word["word"])


def test_a_span_counts_back_from_now(app: WholeApp) -> None:
    newest = {row["id"] for row in get(app, "traces/rows", limit=200, **{"from": "60m"})["data"]}
    assert 0 < len(newest) < len(every(app, "traces"))
    assert {row["id"] for row in every(app, "traces", **{"from": "9999d"})} > newest
    now = app.services.clock.now()
    for span, micros in (("15m", 900), ("24h", 86_400), ("7d", 604_800)):
        (low,) = read_selection(PROJECT, "traces", app.services, since=span).filters
        assert low.operator == ">="
        assert 0 <= low.value - (now - micros * 1_000_000) < 60_000_000
    (low,) = read_selection(PROJECT, "traces", app.services, since="9999d").filters
    assert low.value > 0


@pytest.mark.parametrize(
    "params",
    [
        {"cursor": "x"},
        {"cursor": "t9999999999999999.1"},
        {"order": "metadata.desc"},
        {"order": "cost"},
        {"limit": "0"},
        {"from": "yesterday"},
        {"from": "7w"},
    ],
)
def test_bad_parameters_are_named(app: WholeApp, params: dict[str, str]) -> None:
    answer = app.client.get(f"{PATH}/traces/rows", params=params)
    assert answer.status_code == 400
    assert answer.json()["error"][0]["path"] == list(params)


def test_only_members_read(app: WholeApp) -> None:
    cookies = dict(app.client.cookies)
    try:
        app.client.cookies.clear()
        for path in ("rows", "facets", "course", "usual", "check", "words"):
            assert app.client.get(f"{PATH}/traces/{path}").status_code == 401
    finally:
        app.client.cookies.update(cookies)
