"""The MCP server as the official client speaks to it, over the whole app."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from tests.whole_app import BEARER, KEYS, PROJECT, WholeApp, whole_app

from gatelight.projects.keys import create_key

PATH = "/api/public/mcp"
TIME = "2026-11-23T10:00:00.000Z"
T = TypeVar("T")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    with whole_app(tmp_path_factory.mktemp("data")) as running:
        body = {"id": "trace-a", "name": "answer", "timestamp": TIME, "input": {"q": "hello"}}
        assert running.post("/api/public/traces", body).status_code == 200
        yield running


def ask(app: WholeApp, work: Callable[[Client], Awaitable[T]], **http: Any) -> T:
    """Run `work` with a connected client."""

    async def connected() -> T:
        transport = httpx2.ASGITransport(app=app.client.app)  # type: ignore[arg-type]
        options = http or {"auth": KEYS}
        async with httpx2.AsyncClient(transport=transport, **options) as client:
            streams = streamable_http_client(f"http://testserver{PATH}", http_client=client)
            async with Client(streams) as session:
                return await work(session)

    return anyio.run(connected)


def call(app: WholeApp, name: str, arguments: dict[str, Any], **http: Any) -> Any:
    """The JSON a tool answers."""
    found = ask(app, lambda client: client.call_tool(name, arguments), **http)
    answer = json.loads(found.content[0].text)  # type: ignore[union-attr]
    return (answer, True) if found.is_error else answer


def names(app: WholeApp, **http: Any) -> dict[str, bool]:
    """Tools and whether they only read."""
    listed = ask(app, lambda client: client.list_tools(), **http)
    return {tool.name: bool(tool.annotations.read_only_hint) for tool in listed.tools}  # type: ignore[union-attr]


def test_a_project_s_key_reads_and_writes(app: WholeApp) -> None:
    tools = names(app)
    reading = {name for name, reads in tools.items() if reads}
    assert {"list_traces", "get_trace", "query_metrics", "list_models", "get_prompt"} <= reading
    assert {"create_score", "create_prompt", "write_dataset_item"} <= tools.keys() - reading


def test_a_public_key_alone_only_scores(app: WholeApp) -> None:
    assert names(app, headers=BEARER) == {"create_score": False}
    arguments = {"name": "liked", "value": 1, "traceId": "trace-a", "id": "score-public"}
    assert call(app, "create_score", arguments, headers=BEARER) == {"id": "score-public"}
    _, failed = call(app, "list_traces", {}, headers=BEARER)
    assert failed


def test_traces_and_scores(app: WholeApp) -> None:
    made = call(app, "create_score", {"name": "quality", "value": 0.5, "traceId": "trace-a"})
    trace = call(app, "get_trace", {"traceId": "trace-a"})
    assert trace["input"] == {"q": "hello"}
    assert made["id"] in {score["id"] for score in trace["scores"]}
    listed = call(app, "list_traces", {"name": "answer", "limit": 5})
    assert [(each["id"], each["projectId"]) for each in listed["data"]] == [("trace-a", PROJECT)]
    scores = call(app, "list_scores", {"traceId": "trace-a", "name": "quality"})
    assert scores["data"][0]["value"] == 0.5
    question = {
        "view": "scores-numeric",
        "metrics": [{"measure": "value", "aggregation": "avg"}],
        "fromTimestamp": "2020-01-01T00:00:00Z",
        "toTimestamp": "2099-01-01T00:00:00Z",
        "filters": [{"type": "string", "column": "name", "operator": "=", "value": "quality"}],
    }
    assert call(app, "query_metrics", {"query": question})["data"] == [{"avg_value": 0.5}]


def test_prompts_and_datasets(app: WholeApp) -> None:
    call(app, "create_prompt", {"name": "greet", "prompt": "Hello {{name}}"})
    call(app, "label_prompt", {"name": "greet", "version": 1, "newLabels": ["production"]})
    assert call(app, "get_prompt", {"name": "greet"})["prompt"] == "Hello {{name}}"
    assert call(app, "list_prompts", {})["data"][0]["name"] == "greet"
    call(app, "write_dataset", {"name": "questions"})
    item = call(app, "write_dataset_item", {"datasetName": "questions", "input": {"q": 1}})
    listed = call(app, "list_dataset_items", {"datasetName": "questions"})
    assert [each["id"] for each in listed["data"]] == [item["id"]]


@pytest.mark.parametrize(
    ("name", "arguments", "word"),
    [
        ("get_trace", {"traceId": "nowhere"}, "not found"),
        ("get_trace", {}, "Invalid request data"),
        ("list_traces", {"limit": 1000}, "Invalid request data"),
        ("list_traces", {"filter": [{"type": "spell"}]}, ""),
        ("no_such_tool", {}, "no tool"),
    ],
)
def test_failures_are_said(app: WholeApp, name: str, arguments: dict[str, Any], word: str) -> None:
    answer, failed = call(app, name, arguments)
    assert failed
    assert word in answer["message"]


def test_another_project_sees_nothing(app: WholeApp) -> None:
    with app.services.database.session() as session:
        from gatelight.records.tables.projects import Project

        session.add(Project(id="other", organization_id="org-test", name="other"))
    key, secret = create_key(app.services, project_id="other")
    auth = (key.public_key, secret)
    assert call(app, "list_traces", {}, auth=auth)["data"] == []
    assert call(app, "get_trace", {"traceId": "trace-a"}, auth=auth)[1]
    call(app, "delete_trace", {"traceId": "trace-a"}, auth=auth)
    assert call(app, "get_trace", {"traceId": "trace-a"})["id"] == "trace-a"


def test_what_is_no_message(app: WholeApp) -> None:
    for data in (b"", b"{", b"[]", b'{"jsonrpc":"2.0","id":1,"method":"nothing"}', b"\xff"):
        answer = app.send("POST", PATH, data, Accept="application/json, text/event-stream")
        assert answer.status_code < 500, answer.text
    assert app.client.post(PATH, json={}).status_code == 401
    assert app.get(PATH).status_code == 405


def test_discovery(app: WholeApp) -> None:
    found = app.client.get("/.well-known/mcp.json").json()
    assert found["endpoint"].endswith(PATH)
    assert found["transport"]["type"] == "streamable-http"
