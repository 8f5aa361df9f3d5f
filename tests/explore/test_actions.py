"""What is done with a selection: tags and exports."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.browser.story import AGENT, HOSTILE, tell_app
from tests.whole_app import PROJECT, WholeApp, whole_app

PATH = f"/api/projects/{PROJECT}/explore"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    folder: Path = tmp_path_factory.mktemp("actions")
    with whole_app(folder) as running:
        tell_app(running)
        body = {"email": "ada@example.com", "name": "ada", "password": "correct horse battery"}
        assert running.client.post("/api/auth/signup", json=body).status_code == 200
        yield running


def export(app: WholeApp, surface: str, **params: Any) -> httpx.Response:
    answer = app.client.get(f"{PATH}/{surface}/export", params=params)
    assert answer.status_code == 200, answer.text
    return answer


def test_json_lines_hold_what_the_query_selects(app: WholeApp) -> None:
    answer = export(app, "traces", q="name:translate", format="jsonl")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert len(lines) == 12
    assert {line["name"] for line in lines} == {"translate"}
    assert lines[0]["input"][1]["content"].startswith("Übersetze")
    assert lines[0]["metadata"]["region"] == "eu-central-1"
    times = [line["timestamp"] for line in lines]
    assert times == sorted(times, reverse=True)
    assert 'filename="traces-' in answer.headers["content-disposition"]


def test_csv_is_read_back_and_starts_no_formula(app: WholeApp) -> None:
    app.post(
        "/api/public/ingestion",
        {
            "batch": [
                {
                    "id": "formula",
                    "type": "trace-create",
                    "timestamp": "2026-01-01T00:00:00Z",
                    "body": {"id": "formula", "name": "=HYPERLINK(1)", "output": HOSTILE},
                }
            ]
        },
    )
    answer = export(app, "traces", q="id:formula", format="csv")
    (row,) = csv.DictReader(io.StringIO(answer.text, newline=""))
    assert row["name"] == "'=HYPERLINK(1)"
    assert row["output"] == HOSTILE
    agent = export(app, "observations", q=f"traceId:{AGENT}", format="csv")
    rows = list(csv.DictReader(io.StringIO(agent.text, newline="")))
    assert len(rows) == 7
    assert any(float(row["total_cost"] or 0) > 0 for row in rows)


def test_an_export_of_nothing_still_has_its_columns(app: WholeApp) -> None:
    assert export(app, "traces", q="name:nothing").text == ""
    assert export(app, "traces", q="name:nothing", format="csv").text.startswith("project_id,id,")


def test_tags_are_added_to_traces_and_their_observations(app: WholeApp) -> None:
    body = {"traceIds": [AGENT, "trace-000", "unknown"], "tags": ["checked", " by hand "]}
    answer = app.client.post(f"{PATH}/traces/tags", json=body)
    assert answer.json() == {"tagged": 2}
    rows = app.client.get(f"{PATH}/traces/rows", params={"q": 'tag:checked tag:"by hand"'}).json()
    tags = {row["id"]: row["tags"] for row in rows["data"]}
    assert tags[AGENT] == ["agent", "by hand", "checked"]
    assert set(tags) == {AGENT, "trace-000"}
    inner = app.client.get(f"{PATH}/observations/rows", params={"q": "tag:checked"}).json()
    assert len(inner["data"]) == 8


@pytest.mark.parametrize(
    "body",
    [{}, {"traceIds": [], "tags": ["x"]}, {"traceIds": ["a"], "tags": [" "]}, {"traceIds": "a"}],
)
def test_bad_tags_are_refused(app: WholeApp, body: dict[str, Any]) -> None:
    assert app.client.post(f"{PATH}/traces/tags", json=body).status_code == 400
