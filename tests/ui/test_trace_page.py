"""What the page of one trace reads: compact tree, bounded payloads, contents in order, downloads
and comments."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.browser.story import AGENT, HOSTILE, event, iso
from tests.ui.conftest import PATH, logged_out, read, sign_up
from tests.whole_app import PROJECT, WholeApp

from gatelight.core.json import from_text
from gatelight.ui import texts

pytestmark = pytest.mark.long

HUGE, LARGE = "0123456789abcdef0123456789abcdef", "1234567890abcdef"


def words(column: dict[str, Any]) -> list[str]:
    return [column["words"][at] for at in column["at"]]


def test_a_tree_is_one_list_for_each_property(app: WholeApp) -> None:
    trace = read(app, f"/traces/{AGENT}")
    tree = trace["observations"]
    names = words(tree["name"])
    at = names.index("answer")
    assert tree["id"][tree["parent"][at]] == f"{AGENT}-build-doctor"
    assert tree["parent"][names.index("build-doctor")] == -1
    assert words(tree["level"])[names.index("prune_cache")] == "ERROR"
    assert words(tree["model"])[at] == "claude-sonnet-4-5"
    assert (tree["outputTokens"][at], tree["took"][at]) == (388, 8_500_000)
    assert tree["start"] == sorted(tree["start"]) and tree["start"][0] == 0
    assert tree["more"] is False
    assert [score["name"] for score in trace["scores"]] == ["helpful"]
    listed = app.get(f"/api/public/traces/{AGENT}").json()
    assert trace["totalCost"] == pytest.approx(listed["totalCost"])
    assert trace["latency"] == pytest.approx(listed["latency"])
    assert from_text(trace["texts"]["input"]["text"]) == listed["input"]
    assert app.client.get(f"{PATH}/traces/nothing").status_code == 404


def test_a_running_observation_has_no_end(app: WholeApp) -> None:
    start = datetime.now(UTC)
    body = {"id": "run", "traceId": "running", "startTime": iso(start), "name": "waits"}
    app.post("/api/public/ingestion", {"batch": [event("span-create", body)]})
    tree = read(app, "/traces/running")["observations"]
    assert (tree["took"], tree["cost"], tree["parent"]) == ([None], [None], [-1])


def test_an_observation_that_moved_is_shown_once(app: WholeApp) -> None:
    start = datetime.now(UTC)
    for minutes in (0, 5):
        body = {
            "id": "moved",
            "traceId": "moves",
            "startTime": iso(start + timedelta(minutes=minutes)),
            "name": f"after {minutes}",
        }
        app.post("/api/public/ingestion", {"batch": [event("span-create", body)]})
    tree = read(app, "/traces/moves")["observations"]
    assert (tree["id"], words(tree["name"])) == (["moved"], ["after 5"])


def test_an_observation_has_its_texts_as_stored(app: WholeApp) -> None:
    found = read(app, "/observation", traceId=AGENT, id=f"{AGENT}-check-html")
    assert found["texts"]["input"] == {
        "text": HOSTILE,
        "bytes": len(HOSTILE.encode()),
        "whole": True,
    }
    assert "input" not in found
    wrong = app.client.get(
        f"{PATH}/observation", params={"traceId": "trace-001", "id": f"{AGENT}-plan"}
    )
    assert wrong.status_code == 404


def test_large_texts_are_cut_and_downloaded_whole(app: WholeApp) -> None:
    large = json.dumps(["ü" * 50] * 100_000, ensure_ascii=False)
    span = {
        "traceId": HUGE,
        "spanId": LARGE,
        "name": "large",
        "startTimeUnixNano": str(time.time_ns()),
        "endTimeUnixNano": str(time.time_ns()),
        "attributes": [
            {"key": "langfuse.observation.output", "value": {"stringValue": large}},
        ],
    }
    body = {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}
    assert app.post("/api/public/otel/v1/traces", body).status_code == 200
    found = read(app, "/observation", traceId=HUGE, id=LARGE)
    assert found["texts"]["input"] is None
    output = found["texts"]["output"]
    assert (output["whole"], len(output["text"])) == (False, texts.BEGINNING)
    assert output["bytes"] > texts.WHOLE_BYTES
    file = app.client.get(
        f"{PATH}/payload", params={"traceId": HUGE, "observationId": LARGE, "field": "output"}
    )
    assert file.json() == json.loads(large)
    assert (
        file.headers["content-disposition"] == 'attachment; filename="1234567890abcdef-output.json"'
    )
    assert "sandbox" in file.headers["content-security-policy"]
    missing = {"traceId": HUGE, "observationId": LARGE, "field": "input"}
    assert app.client.get(f"{PATH}/payload", params=missing).status_code == 404
    bad = missing | {"field": "metadata"}
    assert app.client.get(f"{PATH}/payload", params=bad).status_code == 400


def test_contents_come_in_order_and_in_pages(app: WholeApp) -> None:
    start = datetime.now(UTC)
    batch = [
        event(
            "span-create",
            {
                "id": f"step-{number:03}",
                "traceId": "long-trace",
                "startTime": iso(start + timedelta(milliseconds=number)),
                "output": "x" * 1_500_000 if number < 4 else "small",
            },
        )
        for number in range(10)
    ]
    for each in batch:
        app.post("/api/public/ingestion", {"batch": [each]})
    seen: list[str] = []
    offset: int | None = 0
    pages = 0
    while offset is not None:
        page = read(app, "/trace-contents", traceId="long-trace", offset=offset)
        seen += [each["id"] for each in page["data"]]
        offset, pages = page["next"], pages + 1
    assert seen == [f"step-{number:03}" for number in range(10)]
    assert pages == 2
    assert read(app, "/trace-contents", traceId="nothing") == {"data": [], "next": None}
    bad = app.client.get(f"{PATH}/trace-contents", params={"traceId": AGENT, "offset": "x"})
    assert bad.status_code == 400


def test_a_downloaded_trace_is_what_the_api_shows(app: WholeApp) -> None:
    answer = app.client.get(f"{PATH}/trace-download", params={"traceId": AGENT})
    whole = answer.json()
    listed = app.get(f"/api/public/traces/{AGENT}").json()
    assert {each["id"]: each for each in whole["observations"]} == {
        each["id"]: each for each in listed["observations"]
    }
    assert whole["scores"] == listed["scores"]
    assert whole["input"] == listed["input"]
    missing = app.client.get(f"{PATH}/trace-download", params={"traceId": "nothing"})
    assert missing.status_code == 404


def test_comments_have_authors_and_only_they_delete_them(app: WholeApp) -> None:
    about = {"objectType": "OBSERVATION", "objectId": f"{AGENT}-plan"}
    body = about | {"projectId": PROJECT, "content": "Why twice?"}
    headers = {"X-Gatelight-Project": PROJECT}
    written = app.client.post("/api/public/comments", json=body, headers=headers)
    assert written.status_code == 200, written.text
    (comment,) = read(app, "/comments", **about)["data"]
    assert (comment["content"], comment["authorName"], comment["mayDelete"]) == (
        "Why twice?",
        "ada",
        True,
    )
    assert read(app, "/comment-counts", traceId=AGENT) == {"data": {f"{AGENT}-plan": 1}}
    with logged_out(app):
        sign_up(app, "mallory")
        assert app.client.delete(f"{PATH}/comments/{comment['id']}").status_code == 404
    assert app.client.delete(f"{PATH}/comments/{comment['id']}").status_code == 200
    assert read(app, "/comments", **about)["data"] == []


def test_scores_of_every_type_are_shown(app: WholeApp) -> None:
    given = {"traceId": AGENT, "name": "note", "dataType": "TEXT", "value": "calm"}
    assert app.post("/api/public/scores", given).status_code == 200
    shown = {score["name"]: score for score in read(app, f"/traces/{AGENT}")["scores"]}
    assert shown["note"]["stringValue"] == "calm"
    listed = app.get(f"/api/public/traces/{AGENT}").json()["scores"]
    assert [score["name"] for score in listed] == ["helpful"]  # older SDKs read these only


def test_strangers_read_and_write_nothing(app: WholeApp) -> None:
    reads = (
        f"/traces/{AGENT}",
        f"/observation?traceId={AGENT}&id={AGENT}-plan",
        f"/trace-contents?traceId={AGENT}",
        f"/payload?traceId={AGENT}&field=input",
        f"/trace-download?traceId={AGENT}",
        f"/comment-counts?traceId={AGENT}",
        f"/comments?objectType=TRACE&objectId={AGENT}",
        "/session?sessionId=chat-00",
        "/session-contents?sessionId=chat-00",
    )
    writes = (
        ("PUT", "/trace-sharing", {"traceId": AGENT, "public": True}),
        ("DELETE", "/comments/any", None),
    )
    with logged_out(app):
        for expected in (401, 404):
            for path in reads:
                assert app.client.get(f"{PATH}{path}").status_code == expected, path
            for method, path, body in writes:
                answer = app.client.request(method, f"{PATH}{path}", json=body)
                assert answer.status_code == expected, path
            sign_up(app, f"eve-{expected}")
