"""The export endpoints over real stores, their files read back with pyarrow and a JSON parser."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.whole_app import KEYS, PROJECT, WholeApp, whole_app

from gatelight.events import export
from gatelight.events.export import TABLES

DAY_1 = "2026-10-01T10:00:00.123Z"
DAY_2 = "2026-10-02T23:59:59.999Z"


def event(kind: str, body: dict[str, Any], time: str) -> dict[str, Any]:
    return {"id": f"{kind}-{body['id']}", "type": kind, "timestamp": time, "body": body}


def generation(number: int, start: str, **more: Any) -> dict[str, Any]:
    body = {
        "id": f"observation-{number}",
        "traceId": f"trace-{number % 3}",
        "startTime": start,
        "model": "gpt-4o",
        "input": [{"role": "user", "content": f"question {number}"}],
        "output": "plain words",
        "metadata": {"number": number, "nested": {"deep": True}},
        "usageDetails": {"input": 10, "output": 5},
        "costDetails": {"input": 0.000125, "output": 1e-7},
    }
    return event("generation-create", body | more, start)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    with whole_app(tmp_path_factory.mktemp("data")) as running:
        batch = [generation(n, DAY_1) for n in range(50)]
        batch += [generation(n, DAY_2) for n in range(50, 60)]
        trace = {"id": "trace-0", "timestamp": DAY_1, "name": "first", "tags": ["a", "b"]}
        batch.append(event("trace-create", trace | {"public": True}, DAY_1))
        score = {"id": "score-1", "traceId": "trace-0", "name": "quality", "value": 0.5}
        batch.append(event("score-create", score, DAY_2))
        answer = running.post("/api/public/ingestion", {"batch": batch})
        assert answer.json()["errors"] == []
        yield running


def parquet(app: WholeApp, kind: str, **params: str) -> pa.Table:
    answer = app.get(f"/api/public/export/{kind}", format="parquet", **params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    return pq.read_table(io.BytesIO(answer.content))


def lines(app: WholeApp, kind: str, **params: str) -> list[dict[str, Any]]:
    answer = app.get(f"/api/public/export/{kind}", **params)
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line, parse_float=Decimal) for line in answer.text.splitlines()]


def test_parquet_has_typed_columns_and_every_row_once(app: WholeApp) -> None:
    table = parquet(app, "observations")
    assert table.schema.equals(TABLES["observations"].schema)
    assert sorted(table["id"].to_pylist()) == sorted(f"observation-{n}" for n in range(60))
    row = next(row for row in table.to_pylist() if row["id"] == "observation-7")
    assert row["start_time"] == datetime(2026, 10, 1, 10, 0, 0, 123000, tzinfo=UTC)
    assert dict(row["cost_details"])["output"] == Decimal("0.0000001")
    assert row["total_cost"] == Decimal("0.0001251")
    assert dict(row["usage_details"]) == {"input": 10, "output": 5, "total": 15}
    assert dict(row["metadata"]) == {"number": "7", "nested": '{"deep":true}'}
    assert json.loads(row["input"]) == [{"role": "user", "content": "question 7"}]
    assert row["is_root"] is True
    assert row["status_message"] is None and row["project_id"] == PROJECT


def test_json_lines_have_json_payloads_and_exact_amounts(app: WholeApp) -> None:
    rows = lines(app, "observations")
    assert len(rows) == 60
    row = next(row for row in rows if row["id"] == "observation-7")
    assert row["input"] == [{"role": "user", "content": "question 7"}]
    assert row["output"] == "plain words"
    assert row["metadata"] == {"number": 7, "nested": {"deep": True}}
    assert row["total_cost"] == Decimal("0.0001251")
    assert row["start_time"] == "2026-10-01T10:00:00.123000Z"
    assert [row["start_time"] for row in rows] == sorted(row["start_time"] for row in rows)


def test_traces_and_scores(app: WholeApp) -> None:
    traces = {row["id"]: row for row in lines(app, "traces")}
    assert traces.keys() == {"trace-0", "trace-1", "trace-2"}
    assert traces["trace-0"]["tags"] == ["a", "b"] and traces["trace-0"]["public"] is True
    (score,) = parquet(app, "scores").to_pylist()
    assert (score["id"], score["value"], score["score_source"]) == ("score-1", 0.5, "API")


def test_pieces_are_small_and_hold_every_row_once(
    app: WholeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty rows of one minute, in pieces of at most seven."""
    monkeypatch.setattr(export, "PIECE_ROWS", 7)
    found = list(
        export.pieces(app.services.events, PROJECT, TABLES["observations"], export.Range())
    )
    assert max(piece.num_rows for piece in found) <= 7
    ids = [each for piece in found for each in piece["id"].to_pylist()]
    assert sorted(ids) == sorted(f"observation-{n}" for n in range(60))


def test_days_and_ranges(app: WholeApp) -> None:
    days = app.get("/api/public/export/observations/days").json()["data"]
    assert days == [{"date": "2026-10-01", "rows": 50}, {"date": "2026-10-02", "rows": 10}]
    second = {"fromTimestamp": "2026-10-02T00:00:00Z", "toTimestamp": "2026-10-03T00:00:00Z"}
    assert len(lines(app, "observations", **second)) == 10
    # both ends to the millisecond: the first is in, the last is not
    assert len(lines(app, "observations", fromTimestamp=DAY_2)) == 10
    assert len(lines(app, "observations", toTimestamp=DAY_2)) == 50
    assert app.get("/api/public/export/observations", toTimestamp="2020-01-01T00:00:00Z").text == ""


def test_an_empty_parquet_file_still_has_its_columns(app: WholeApp) -> None:
    table = parquet(app, "scores", toTimestamp="2020-01-01T00:00:00Z")
    assert table.num_rows == 0 and table.schema.equals(TABLES["scores"].schema)


@pytest.mark.parametrize(
    "path",
    ["export/users", "export/traces?format=csv", "export/traces?fromTimestamp=yesterday"],
)
def test_what_cannot_be_exported_is_refused(app: WholeApp, path: str) -> None:
    assert app.client.get(f"/api/public/{path}", auth=KEYS).status_code == 400
