"""Widgets and dashboards are stored, placed, moved and taken off."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient
from tests.record_app import TwoProjects

WIDGETS = "/api/public/unstable/dashboard-widgets"
DASHBOARDS = "/api/public/unstable/dashboards"
WIDGET = {
    "name": "Cost by model",
    "view": "observations",
    "dimensions": [{"field": "providedModelName"}],
    "metrics": [{"measure": "totalCost", "agg": "sum"}],
    "filters": [{"column": "name", "operator": "=", "type": "string", "value": "answer"}],
    "chartType": "HORIZONTAL_BAR",
    "chartConfig": {"row_limit": 10, "defaultSort": {"column": "totalCost", "order": "DESC"}},
}


def made(client: TestClient, path: str, body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_widget_is_kept_as_sent(client: TestClient) -> None:
    widget = made(client, WIDGETS, WIDGET)
    config = WIDGET["chartConfig"] | {"type": "HORIZONTAL_BAR"}  # type: ignore[operator]
    assert widget["chartConfig"] == config
    for field in ("name", "view", "dimensions", "metrics", "chartType"):
        assert widget[field] == WIDGET[field]
    assert (widget["description"], widget["filters"][0]["value"]) == ("", "answer")
    assert client.get(f"{WIDGETS}/{widget['id']}").json() == widget
    changed = client.patch(f"{WIDGETS}/{widget['id']}", json={"chartType": "PIE"}).json()
    assert (changed["chartType"], changed["chartConfig"]["type"]) == ("PIE", "PIE")
    assert changed["metrics"] == widget["metrics"]
    assert client.get(WIDGETS).json()["meta"]["totalItems"] == 1


def test_placements_go_to_the_bottom(client: TestClient) -> None:
    widget = made(client, WIDGETS, WIDGET)["id"]
    board = made(
        client,
        DASHBOARDS,
        {
            "name": "Overview",
            "definition": {"widgets": [{"type": "widget", "widgetId": widget, "height": 4}]},
        },
    )
    path = f"{DASHBOARDS}/{board['id']}/placements"
    placed = made(client, path, {"type": "preset", "presetId": "latency"})
    assert {key: placed[key] for key in ("x", "y", "width", "height")} == {
        "x": 0,
        "y": 4,
        "width": 6,
        "height": 6,
    }
    moved = client.patch(f"{path}/{placed['id']}", json={"x": 6, "y": 0}).json()
    assert (moved["x"], moved["y"], moved["width"]) == (6, 0, 6)
    shown = client.get(f"{DASHBOARDS}/{board['id']}").json()["definition"]["widgets"]
    assert shown[1] == moved
    assert client.post(path, json={"widgetId": "unknown"}).status_code == 404
    again = client.post(path, json={"widgetId": widget, "id": placed["id"]})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")

    assert client.delete(f"{WIDGETS}/{widget}").status_code == 409
    first = shown[0]["id"]
    assert client.delete(f"{path}/{first}").status_code == 200
    assert client.delete(f"{path}/{first}").status_code == 404
    assert client.delete(f"{WIDGETS}/{widget}").status_code == 200


def test_a_dashboard_changes_and_goes(client: TestClient) -> None:
    board = made(client, DASHBOARDS, {"name": "Overview"})
    path = f"{DASHBOARDS}/{board['id']}"
    changed = client.patch(path, json={"name": "Costs", "definition": {"widgets": []}}).json()
    assert (changed["name"], changed["definition"]) == ("Costs", {"widgets": []})
    assert [each["name"] for each in client.get(DASHBOARDS).json()["data"]] == ["Costs"]
    assert client.delete(path).status_code == 200
    assert client.get(path).json()["code"] == "resource_not_found"
    wrong = client.post(DASHBOARDS, json={"name": ""})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid_body")
    assert wrong.json()["details"]["issues"]


def test_nothing_of_another_project(projects: TwoProjects) -> None:
    widget = made(projects.mine, WIDGETS, WIDGET)
    placement = {"widgetId": widget["id"]}
    board = made(projects.mine, DASHBOARDS, {"name": "x", "definition": {"widgets": [placement]}})
    path = f"{DASHBOARDS}/{board['id']}"
    placed = f"{path}/placements/{board['definition']['widgets'][0]['id']}"
    theirs = projects.theirs
    tries = [
        theirs.get(f"{WIDGETS}/{widget['id']}"),
        theirs.patch(f"{WIDGETS}/{widget['id']}", json={"name": "taken"}),
        theirs.delete(f"{WIDGETS}/{widget['id']}"),
        theirs.get(path),
        theirs.patch(path, json={"name": "taken"}),
        theirs.post(f"{path}/placements", json={"type": "preset", "presetId": "x"}),
        theirs.patch(placed, json={"x": 1}),
        theirs.delete(placed),
        theirs.delete(path),
        theirs.post(DASHBOARDS, json={"name": "x", "definition": {"widgets": [placement]}}),
    ]
    assert [each.status_code for each in tries] == [404] * len(tries)
    assert theirs.get(WIDGETS).json()["data"] == theirs.get(DASHBOARDS).json()["data"] == []
    assert projects.mine.get(path).json() == board
