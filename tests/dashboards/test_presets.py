"""Every chart of every ready-made dashboard can be asked, answers with numbers, and is its own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

import orjson
from fastapi.testclient import TestClient
from tests.dashboards.test_dashboards import DASHBOARDS, WIDGETS, made
from tests.record_app import TwoProjects
from tests.store import NOW, SECOND, Store, engine, project_id, store  # noqa: F401

from gatelight.core.time import to_iso
from gatelight.dashboards.presets import PRESETS, WIDTH
from gatelight.events.metrics import parse_query, run_query

CHARTS: list[dict[str, Any]] = PRESETS["widgets"]
BOARDS: list[dict[str, Any]] = PRESETS["dashboards"]
PRESET_PATH = "/api/public/unstable/dashboard-presets"


def question(chart: dict[str, Any]) -> str:
    """The metrics question of a chart, as the pages ask it."""
    metrics = [
        {"measure": each["measure"], "aggregation": each["agg"]} for each in chart["metrics"]
    ]
    first = f"{metrics[0]['aggregation']}_{metrics[0]['measure']}"
    over_time = chart["chartType"].endswith("_TIME_SERIES")
    top = bool(chart["dimensions"]) and not over_time
    config = {
        name: chart["chartConfig"][name] for name in ("bins",) if name in chart["chartConfig"]
    }
    if top:
        config["row_limit"] = chart["chartConfig"].get("row_limit", 20)
    asked = {
        "view": chart["view"],
        "metrics": metrics,
        "dimensions": chart["dimensions"],
        "filters": chart["filters"],
        "timeDimension": {"granularity": "hour"} if over_time else None,
        "orderBy": [{"field": first, "direction": "desc"}] if top else None,
        "config": config,
        "fromTimestamp": to_iso(NOW - 3600 * SECOND),
        "toTimestamp": to_iso(NOW + 3600 * SECOND),
    }
    return orjson.dumps(asked).decode()


def fill(store: Store) -> None:  # noqa: F811
    """One of everything a chart looks at."""
    store.trace(id="trace", name="answer", user_id="ada", session_id="chat")
    shared = {
        "trace_id": "trace",
        "trace_name": "answer",
        "name": "chat",
        "type": "GENERATION",
        "model": "gpt-4o",
        "user_id": "ada",
        "session_id": "chat",
        "environment": "production",
        "gateway_key_alias": "team-key",
        "gateway_team_alias": "search",
        "end_time": NOW + 2 * SECOND,
        "completion_start_time": NOW + SECOND,
        "usage_details": {"input": 100, "output": 20, "total": 120},
        "cost_details": {key: Decimal(value) for key, value in COSTS.items()},
        "total_cost": Decimal("0.003"),
        "tool_call_names": ["read_log"],
        "tool_calls": ["{}"],
    }
    store.observation(id="fine", **shared)
    store.observation(id="failed", **shared | {"level": "ERROR"})
    for number, (kind, value, text) in enumerate(SCORES):
        store.score(
            name=kind.lower(),
            trace_id="trace",
            observation_id="fine",
            data_type=kind,
            value=value,
            string_value=text,
            id=f"score-{number}",
        )


COSTS = {"input": "0.001", "output": "0.002", "total": "0.003"}
SCORES = (("NUMERIC", 0.5, ""), ("BOOLEAN", 1.0, "True"), ("CATEGORICAL", 0.0, "good"))


def test_every_chart_answers(store: Store) -> None:  # noqa: F811
    fill(store)
    silent = {}
    for chart in CHARTS:
        version = "v1" if chart["view"] == "traces" else "v2"
        query = parse_query(question(chart), cast(Any, version))
        rows = run_query(store.engine, store.project_id, query)
        keys = [metric.key for metric in query.metrics]
        values = [row[key] for row in rows for key in keys]
        groups = {row[each["field"]] for row in rows for each in chart["dimensions"]}
        named = not chart["dimensions"] or groups - {None}
        if "total" in groups or not named or not any(values):
            silent[chart["id"]] = rows
    assert silent == {}


def test_charts_stand_within_the_grid_and_apart() -> None:
    known = {chart["id"] for chart in CHARTS}
    for board in BOARDS:
        tiles: set[tuple[int, int]] = set()
        for place in board["definition"]["widgets"]:
            assert place["presetId"] in known
            assert place["x"] + place["width"] <= WIDTH
            own = {
                (place["x"] + x, place["y"] + y)
                for x in range(place["width"])
                for y in range(place["height"])
            }
            assert not own & tiles, (board["id"], place)
            tiles |= own
    placed = {each["presetId"] for board in BOARDS for each in board["definition"]["widgets"]}
    assert placed == known


def test_presets_are_read_copied_and_edited(projects: TwoProjects) -> None:
    client: TestClient = projects.mine
    presets = client.get(PRESET_PATH).json()
    assert [each["name"] for each in presets["dashboards"]] == [
        "Cost",
        "Latency",
        "Usage",
        "Users",
        "Gateway",
        "Quality",
    ]
    assert client.get(DASHBOARDS).json()["data"] == client.get(WIDGETS).json()["data"] == []

    cost = presets["dashboards"][0]
    copy = {"name": "Our cost", "definition": cost["definition"], "filters": []}
    board = made(client, DASHBOARDS, copy)
    assert board["definition"] == cost["definition"]

    chart = next(each for each in presets["widgets"] if each["id"] == "cost-over-time")
    widget = made(client, WIDGETS, chart | {"name": "Cost of each model"})
    assert {**widget, "id": "", "name": "", "createdAt": "", "updatedAt": ""} == {
        **chart,
        "id": "",
        "name": "",
        "createdAt": "",
        "updatedAt": "",
    }
    assert projects.theirs.get(WIDGETS).json()["data"] == []
