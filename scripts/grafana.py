"""Write the Grafana dashboards of deploy/grafana/dashboards/ from `grafana_panels.py`.

`python -m scripts.grafana` writes, `--check` only says what is out of date. Every query is run
against a real Prometheus and a real VictoriaMetrics by tests/deploy.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from scripts.generated import ROOT, write_or_check
from scripts.grafana_panels import ALL_TRACES, INFRASTRUCTURE, USAGE, Panel, Row

OUT = ROOT / "deploy" / "grafana" / "dashboards"
SCHEMA_VERSION = 41
"""Grafana 11.6; later ones upgrade it when they load it."""
WIDTH = 24
SOURCE = {"type": "prometheus", "uid": "${datasource}"}


def variable(name: str, query: str, label: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": SOURCE,
        "query": {"query": query, "refId": name},
        "definition": query,
        "refresh": 2,
        "sort": 1,
        "includeAll": True,
        "allValue": ".*",
        "multi": True,
        "current": {"selected": True, "text": ["All"], "value": ["$__all"]},
    }


def common_variables() -> list[dict[str, Any]]:
    return [
        {"name": "datasource", "label": "Source", "type": "datasource", "query": "prometheus"},
        {
            "name": "gatelight",
            "label": "Gatelight",
            "type": "textbox",
            "query": "http://127.0.0.1:8080/langfuse",
            "current": {
                "text": "http://127.0.0.1:8080/langfuse",
                "value": "http://127.0.0.1:8080/langfuse",
            },
        },
    ]


USAGE_VARIABLES = [
    variable("project", "label_values(gatelight_llm_requests_total, project)", "Project"),
    variable(
        "model", 'label_values(gatelight_llm_requests_total{project=~"$project"}, model)', "Model"
    ),
    variable(
        "user", 'label_values(gatelight_llm_requests_total{project=~"$project"}, user)', "User"
    ),
]


def field_config(panel: Panel) -> dict[str, Any]:
    defaults: dict[str, Any] = {"unit": panel.unit, "custom": {}}
    if panel.kind == "timeseries":
        defaults["min"] = 0
        defaults["custom"] = {
            "lineWidth": 1,
            "fillOpacity": 30 if panel.stack else 8,
            "showPoints": "never",
            "spanNulls": False,
            "stacking": {"mode": "normal" if panel.stack else "none", "group": "A"},
        }
    if panel.unit == "bool_on_off":
        defaults["unit"] = "none"
        defaults["mappings"] = [
            {
                "type": "value",
                "options": {"0": {"text": "down", "index": 0}, "1": {"text": "up", "index": 1}},
            }
        ]
    if panel.bounds:
        steps = [{"color": colour, "value": value} for colour, value in panel.bounds]
        defaults["thresholds"] = {"mode": "absolute", "steps": steps}
    if panel.link:
        defaults["links"] = [
            {"title": "Open the traces in Gatelight", "url": panel.link, "targetBlank": True}
        ]
    return {"defaults": defaults, "overrides": []}


OPTIONS: dict[str, dict[str, Any]] = {
    "timeseries": {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
    "stat": {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "graphMode": "none",
        "colorMode": "value",
    },
    "table": {"showHeader": True, "cellHeight": "sm"},
}


def target(panel: Panel, index: int) -> dict[str, Any]:
    query, legend = panel.queries[index]
    made: dict[str, Any] = {
        "refId": "ABCDEFGH"[index],
        "datasource": SOURCE,
        "expr": query,
        "legendFormat": legend or "__auto",
        "exemplar": panel.exemplars,
        "range": panel.kind == "timeseries",
        "instant": panel.kind != "timeseries",
    }
    if panel.kind == "table":
        made["format"] = "table"
    return made


def panel_json(panel: Panel, number: int, x: int, y: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.text,
        "datasource": SOURCE,
        "gridPos": {"x": x, "y": y, "w": panel.width, "h": panel.height},
        "fieldConfig": field_config(panel),
        "options": OPTIONS[panel.kind],
        "targets": [target(panel, index) for index in range(len(panel.queries))],
    }
    if panel.kind == "table":
        hidden = {"excludeByName": {"Time": True}, "renameByName": {"Value": "Cost"}}
        made["transformations"] = [{"id": "organize", "options": hidden}]
    return made


def dashboard(
    uid: str, title: str, rows: tuple[Row, ...], variables: list[dict[str, Any]]
) -> dict[str, Any]:
    panels: list[dict[str, Any]] = []
    y = 0
    for row in rows:
        head = {"type": "row", "title": row.title, "collapsed": False, "panels": []}
        place = {"x": 0, "y": y, "w": WIDTH, "h": 1}
        panels.append({"id": len(panels) + 1, "gridPos": place, **head})
        y += 1
        x = 0
        for panel in row.panels:
            if x + panel.width > WIDTH:
                x, y = 0, y + panel.height
            panels.append(panel_json(panel, len(panels) + 1, x, y))
            x += panel.width
        y += max(panel.height for panel in row.panels)
    return {
        "uid": uid,
        "title": title,
        "tags": ["gatelight"],
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": True,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "",
        "graphTooltip": 1,
        "templating": {"list": [*common_variables(), *variables]},
        "annotations": {"list": []},
        "links": [
            {
                "title": "Gatelight",
                "type": "link",
                "icon": "external link",
                "url": ALL_TRACES,
                "targetBlank": True,
            },
            {
                "title": "Dashboards",
                "type": "dashboards",
                "tags": ["gatelight"],
                "keepTime": True,
                "asDropdown": False,
            },
        ],
        "panels": panels,
    }


def build() -> dict[str, str]:
    """Text of every file, by its name."""
    made = {
        "llm-usage.json": dashboard(
            "gatelight-llm-usage", "Gatelight / LLM Usage", USAGE, USAGE_VARIABLES
        ),
        "infrastructure.json": dashboard(
            "gatelight-infrastructure", "Gatelight / Infrastructure", INFRASTRUCTURE, []
        ),
    }
    return {name: json.dumps(body, indent=2) + "\n" for name, body in made.items()}


def main(arguments: list[str]) -> int:
    files = {OUT / name: text for name, text in build().items()}
    return write_or_check(files, arguments, "scripts.grafana")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
